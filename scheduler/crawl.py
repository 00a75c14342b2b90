"""One crawl as one process: started, listened to, and ended when it outstays its time."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..store.clock import Clock, SystemClock
from ..store.settings import Settings

Progress = Callable[[str, dict[str, Any]], None]
"""Called with the source and what its crawl has done so far: pages, found, kept."""

GRACE_SECONDS = 60
"""What a crawl gets on top of its own limit before it is ended from outside (two layers)."""


@dataclass(frozen=True, slots=True)
class Crawl:
    """How the process ended: its code and the last lines it said on standard error."""

    code: int
    said: str

    @property
    def last_words(self) -> str:
        """The last sentence the process said: an error line's own text where it is JSON."""
        lines = [line for line in self.said.splitlines() if line.strip()]
        if not lines:
            return ""
        facts = _facts(lines[-1])
        return str(facts.get("sentence") or facts.get("event") or lines[-1])[:1000]


def crawl(
    settings: Settings,
    clock: Clock,
    card: Path,
    run: str,
    seconds: float,
    progress: Progress | None = None,
) -> Crawl:
    """Run one operator's crawl process to its end; it writes the run folder itself."""
    process = subprocess.Popen(
        _command(settings, clock, card, run),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    tail: list[str] = []
    ears = threading.Thread(target=_listen, args=(process, tail), daemon=True)
    ears.start()
    timer = threading.Timer(seconds + GRACE_SECONDS, process.kill)
    timer.start()
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if progress and (facts := _facts(line)):
                progress(card.stem, facts)
        code = process.wait()
    finally:
        timer.cancel()
        if process.poll() is None:
            process.kill()
            process.wait()
        ears.join(timeout=5)
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()
    return Crawl(code, "".join(tail))


def _command(settings: Settings, clock: Clock, card: Path, run: str) -> list[str]:
    command = [sys.executable, "-m", "fairwind.crawlers.run", "--card", str(card)]
    command += ["--home", str(settings.home), "--run", run]
    if settings.allow_loopback:
        command.append("--allow-loopback")
    if not isinstance(clock, SystemClock):
        command += ["--now", clock.now().isoformat()]
    return command


def _listen(process: subprocess.Popen[str], tail: list[str]) -> None:
    """Keep the last lines of standard error, so that a long crawl never fills the pipe."""
    assert process.stderr is not None
    for line in process.stderr:
        tail.append(line)
        del tail[:-20]


def _facts(line: str) -> dict[str, Any]:
    try:
        facts = json.loads(line)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
