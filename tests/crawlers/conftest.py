"""A small operator on loopback that notes every question, and crawl processes that ask it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

NOW = "2026-03-30T06:00:00+00:00"


@dataclass(frozen=True)
class Reply:
    """What the operator answers; `wait` seconds before it does."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    wait: float = 0.0


@dataclass(frozen=True)
class Asked:
    """One question as it came."""

    method: str
    path: str
    at: float
    headers: dict[str, str] = field(default_factory=dict)


Answering = Reply | Callable[[int], Reply]
"""A reply, or how the n-th question (from 1) for a path is answered."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # Thirty ask at once; a full queue would make them wait a second.


class LoopbackOperator:
    """Answers by path; whatever has no answer is 404. `asked` is its log."""

    def __init__(self) -> None:
        self.answers: dict[str, Answering] = {}
        self.asked: list[Asked] = []
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"operator": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        """What was asked, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def reply(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            times = sum(1 for other in self.asked if other.path == asked.path)
        answer = self.answers.get(asked.path, Reply(404))
        return answer if isinstance(answer, Reply) else answer(times)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def offers(self, path: str, count: int, first: int = 1, **more: Any) -> None:
        """Answer a path with a JSON page of offers numbered from `first`."""
        self.answers[path] = page(count, first, **more)


def page(count: int, first: int = 1, **more: Any) -> Reply:
    """A JSON page of offers numbered from `first`."""
    offers = [
        {"id": f"S-{i}", "name": f"Hotel {i}", "price": f"{500 + i}.00", "date": "2026-07-11"}
        for i in range(first, first + count)
    ]
    body = json.dumps({"offers": offers} | more).encode()
    return Reply(body=body, headers=(("Content-Type", "application/json"),))


@pytest.fixture(scope="session")
def reply() -> Callable[..., Reply]:
    """Make a reply: reply(body, encoding, status=, headers=, wait=)."""

    def make(
        body: bytes = b"",
        encoding: str = "",
        status: int = 200,
        headers: tuple[tuple[str, str], ...] = (),
        wait: float = 0.0,
    ) -> Reply:
        packed = (("Content-Encoding", encoding),) if encoding else ()
        return Reply(status, body, (*headers, *packed), wait)

    return make


class _Handler(BaseHTTPRequestHandler):
    operator: LoopbackOperator
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # Headers and body in one send; else each answer waits 40 ms for an ACK.

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        asked = Asked(self.command, self.path, time.monotonic(), dict(self.headers.items()))
        reply = self.operator.reply(asked)
        time.sleep(reply.wait)
        try:
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
            self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = do_POST = _answer

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the tests' output; `asked` is the log."""


@pytest.fixture(scope="module")
def open_operator() -> Iterator[Callable[[], LoopbackOperator]]:
    """Open operators that serve a whole module's tests."""
    with ExitStack() as opened:

        def open_one() -> LoopbackOperator:
            one = LoopbackOperator()
            opened.callback(one.close)
            return one

        yield open_one


@pytest.fixture
def operator() -> Iterator[LoopbackOperator]:
    """Sunny Tours, on a free port of this machine."""
    sunny = LoopbackOperator()
    yield sunny
    sunny.close()


@pytest.fixture
def other_operator() -> Iterator[LoopbackOperator]:
    """Another house on another port, which no card allows."""
    other = LoopbackOperator()
    yield other
    other.close()


NURSERY = """
import json, os, resource, sys, traceback
from babel import Locale
from scrapy.settings import Settings
from scrapy.utils.misc import load_object
import fairwind.crawlers.fetch.handler
import fairwind.crawlers.pipeline
from fairwind.crawlers.run import main
from fairwind.crawlers.settings import shipped
settings = Settings(shipped())
for kind in ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES"):
    for part in settings.get_component_priority_dict_with_base(kind):
        load_object(part)
for kind in ("SCHEDULER", "DUPEFILTER_CLASS", "SCHEDULER_PRIORITY_QUEUE", "DOWNLOADER"):
    load_object(settings[kind])
for language in "en hu bg ru de pl cs nl es sk fr it".split():
    Locale(language).months
for line in sys.stdin:
    said = json.loads(line)
    pid = os.fork()
    if pid == 0:
        if said["largest_file"]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (said["largest_file"],) * 2)
        for number, path in ((1, said["out"]), (2, said["err"])):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        try:
            code = main(said["argv"])
        except SystemExit as end:
            code = end.code
        except BaseException:
            traceback.print_exc()
            code = 99
        sys.stdout.flush()
        os._exit(code)
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


class Nursery:
    """Crawl processes, each a fork of one that has done its imports: seconds saved a test."""

    def __init__(self) -> None:
        self._mother = subprocess.Popen(
            [sys.executable, "-c", NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def run(
        self,
        argv: list[str],
        out: Path,
        err: Path,
        largest_file: int = 0,
        started: Callable[[int], None] | None = None,
    ) -> int:
        """Run `crawlers.run` with these arguments to its end; its exit code.

        `started` is told the number of the process.
        `largest_file`: bytes after which the kernel refuses to write on, as a full disk does.
        """
        assert self._mother.stdin is not None
        assert self._mother.stdout is not None
        said: dict[str, Any] = {"argv": argv, "out": str(out), "err": str(err)}
        said["largest_file"] = largest_file
        self._mother.stdin.write(json.dumps(said).encode() + b"\n")
        self._mother.stdin.flush()
        pid = int(self._mother.stdout.readline())
        if started:
            started(pid)
        return int(self._mother.stdout.readline())

    def close(self) -> None:
        self._mother.communicate()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """One for all tests of a session."""
    mother = Nursery()
    yield mother
    mother.close()


CARD = """\
name: sunny
title: Sunny Tours
operator: {{name: Sunny Tours}}
permission: {{basis: own, by: the tests, on: 2026-01-01}}
connector:
  kind: json_search
  start: {start}
  records: offers
  total: total
{connector}
fields: {{id: id, name: name, price: price, date: date}}
price: {{basis: per_party, currency: EUR, party: {{adults: 2}}}}
budget: {{delay_seconds: {delay}, requests_per_minute: {per_minute}, concurrency: {concurrency}}}
"""


@dataclass(frozen=True)
class Crawled:
    """What a crawl process did."""

    code: int
    events: list[dict[str, Any]]
    log: str
    folder: Path

    @property
    def last(self) -> dict[str, Any]:
        return self.events[-1]

    @property
    def report(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads((self.folder / "run.json").read_bytes())
        return said


@dataclass
class Crawler:
    """Writes Sunny Tours' card and starts crawl processes with it."""

    home: Path
    card: Path
    nursery: Nursery

    def says(
        self,
        start: str | list[str],
        connector: str = "",
        delay: float = 0,
        per_minute: int = 6000,
        concurrency: int = 16,
        more: str = "",
    ) -> None:
        """Write the card."""
        text = CARD.format(
            start=json.dumps(start),
            connector=connector,
            delay=delay,
            per_minute=per_minute,
            concurrency=concurrency,
        )
        self.card.write_text(text + more)

    def command(self, run: str = "r1", loopback: bool = True) -> list[str]:
        command = [sys.executable, "-m", "fairwind.crawlers.run", "--card", str(self.card)]
        command += ["--home", str(self.home), "--run", run, "--now", NOW]
        return [*command, "--allow-loopback"] if loopback else command

    def start(self, run: str = "r1") -> subprocess.Popen[bytes]:
        """Start a process of its own, as the scheduler does, and do not wait for it."""
        return subprocess.Popen(
            self.command(run), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def run(self, run: str = "r1", loopback: bool = True, largest_file: int = 0) -> Crawled:
        """Run a process to its end."""
        out, err = self.card.with_suffix(".out"), self.card.with_suffix(".err")
        code = self.nursery.run(self.command(run, loopback)[3:], out, err, largest_file)
        events = [json.loads(line) for line in out.read_text().splitlines()]
        return Crawled(code, events, err.read_text(), self.home / "runs" / "sunny" / run)


@pytest.fixture(scope="module")
def crawler_in(nursery: Nursery) -> Callable[[Path], Crawler]:
    """Make a crawler that keeps its card and home in a folder."""
    return lambda folder: Crawler(folder / "home", folder / "sunny.yml", nursery)


@pytest.fixture
def crawler(tmp_path: Path, crawler_in: Callable[[Path], Crawler]) -> Crawler:
    """Crawls into a fresh home."""
    return crawler_in(tmp_path)
