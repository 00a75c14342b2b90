"""Wires: an operator that writes its answers byte by byte, and a crawl whose memory is watched."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil

MIB = 1024 * 1024
Write = Callable[[bytes], None]
Wire = Callable[[Write], None]
"""Writes one whole answer, status line and all, with what it is given."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


class WireOperator:
    """Answers each path by its wire and 404 elsewhere; `asked` is its log, and `spent` when a
    path was first asked and last answered.
    """

    def __init__(self, wires: dict[str, Wire]) -> None:
        self.wires, self.asked = wires, list[str]()
        self.spent: dict[str, tuple[float, float]] = {}
        handler = type("Handler", (_Handler,), {"operator": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self) -> WireOperator:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


class _Handler(BaseHTTPRequestHandler):
    operator: WireOperator

    def do_GET(self) -> None:
        self.operator.asked.append(self.path)
        wire = self.operator.wires.get(self.path, answer(b"", status="404 Not Found"))
        self.close_connection = True
        first, _ = self.operator.spent.get(self.path, (time.monotonic(), 0.0))
        with suppress(OSError):
            wire(self.wfile.write)
        self.operator.spent[self.path] = first, time.monotonic()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the tests' output."""


def head(*headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join((f"HTTP/1.1 {status}", "Connection: close", *headers, "", "")).encode()


def answer(body: bytes, *headers: str, status: str = "200 OK") -> Wire:
    """A plain answer with its true length."""
    return lambda write: write(head(f"Content-Length: {len(body)}", *headers, status=status) + body)


def pieces(source: Callable[[], Iterator[bytes]], *headers: str) -> Wire:
    """An answer without a length, as long as its source gives pieces."""

    def wire(write: Write) -> None:
        write(head(*headers))
        for piece in source():
            write(piece)

    return wire


@dataclass(frozen=True)
class Watched:
    """What a crawl process did, how long it took, and its largest memory in bytes."""

    code: int
    events: list[dict[str, Any]]
    log: str
    seconds: float
    cpu: float
    memory: int
    folder: Path

    @property
    def report(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads((self.folder / "run.json").read_bytes())
        return said

    @property
    def said(self) -> str:
        """Everything that was said of what gave nothing."""
        told = [str(e["sentence"]) for e in self.events if "sentence" in e]
        return "\n".join(told)


def watched(card: Path, home: Path, run: str = "r1") -> Watched:
    """Crawl in a process of its own, as the scheduler does, and look at its memory."""
    command = [sys.executable, "-m", "fairwind.crawlers.run", "--card", str(card)]
    command += ["--home", str(home), "--run", run, "--now", "2026-03-30T06:00:00+00:00"]
    out, err = card.with_suffix(".out"), card.with_suffix(".err")
    start = time.monotonic()
    with out.open("wb") as told, err.open("wb") as logged:
        process = subprocess.Popen([*command, "--allow-loopback"], stdout=told, stderr=logged)
        most, cpu = _watch(process)
    events = [json.loads(line) for line in out.read_text().splitlines()]
    seconds = time.monotonic() - start
    folder = home / "runs" / card.stem / run
    return Watched(process.returncode, events, err.read_text(), seconds, cpu, most, folder)


def _watch(process: subprocess.Popen[bytes]) -> tuple[int, float]:
    seen = psutil.Process(process.pid)
    most, cpu = 0, 0.0
    while process.poll() is None:
        with suppress(psutil.Error):
            most = max(most, seen.memory_info().rss)
            spent = seen.cpu_times()
            cpu = spent.user + spent.system
        time.sleep(0.02)
    return most, cpu


@contextmanager
def operator(wires: dict[str, Wire]) -> Iterator[WireOperator]:
    """An operator that answers by these wires; robots.txt is not there."""
    with WireOperator(wires) as one:
        yield one
