"""One crawl as one process: started, listened to, and ended when it outstays its time."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..store.clock import Clock, SystemClock
from ..store.settings import Settings

Progress = Callable[[str, dict[str, Any]], None]
"""Called with the source and what its crawl has done so far: pages, found, kept."""

GRACE_SECONDS = 60.0
"""What a crawl gets on top of its own limit before it is ended from outside (two layers)."""
LOOK_SECONDS = 1.0
"""How often it is looked whether a crawl has to end."""
LEAVE_SECONDS = 3.0
"""What a crawl that was told to stop gets to close its files; its answers are kept either way."""

Stopped = Callable[[], str]
"""The sentence why the operator may not be asked any more, "" while it may."""


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
    stopped: Stopped = lambda: "",
) -> Crawl:
    """Run one operator's crawl process to its end; it writes the run folder itself.

    The process ends itself after `seconds`; from outside it is ended once its operator is
    stopped, and GRACE_SECONDS after its own limit, whatever it hangs on.
    """
    process = subprocess.Popen(
        _command(settings, clock, card, run, seconds),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    tail: list[str] = []
    ears = threading.Thread(target=_listen, args=(process, tail), daemon=True)
    ears.start()
    guard = Guard(process, seconds + GRACE_SECONDS, stopped)
    guard.start()
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if progress and (facts := _facts(line)):
                progress(card.stem, facts)
        code = process.wait()
    finally:
        guard.leave()
        if process.poll() is None:
            process.kill()
            process.wait()
        ears.join(timeout=5)
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()
    return Crawl(code, guard.why or "".join(tail))


class Guard(threading.Thread):
    """Ends a process from outside; `why` says for what, where it did."""

    def __init__(self, process: subprocess.Popen[str], seconds: float, stopped: Stopped) -> None:
        super().__init__(daemon=True, name="guard of a crawl")
        self._process, self._seconds, self._stopped = process, seconds, stopped
        self._until = time.monotonic() + seconds
        self._over = threading.Event()
        self.why = ""

    def run(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            if time.monotonic() > self._until:
                self.why = f"ended from outside: it ran for more than {self._seconds:g} s"
                self._process.kill()
                return
            if said := self._stopped():
                self.why = said
                self._end_gently()
                return

    def leave(self) -> None:
        """Stand down: the process has ended, or is ended by who waited for it."""
        self._over.set()
        self.join()

    def _end_gently(self) -> None:
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(LEAVE_SECONDS)
            return
        self._process.kill()


def _command(settings: Settings, clock: Clock, card: Path, run: str, seconds: float) -> list[str]:
    command = [sys.executable, "-m", "fairwind.crawlers.run", "--card", str(card)]
    command += ["--home", str(settings.home), "--run", run, "--seconds", f"{seconds:g}"]
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
