"""The sandbox: each synthetic operator answers on a loopback port of its own."""

from __future__ import annotations

import datetime as dt
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from .one_offer import HANGING, answer_for_one
from .pages import Page, Pages, Posted
from .photographs import photograph

HOST = "127.0.0.1"
FIRST_PORT = 8701
"""Operators take ports from here on where they are free, so that addresses stay from run to run."""

HANGS_SECONDS = 30.0
"""How long an operator that does not answer keeps whoever asks it."""
ROBOTS = "User-agent: *\nDisallow: /intern/\nAllow: /\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request an operator was asked."""

    at: dt.datetime
    method: str
    address: str
    agent: str
    status: int


@dataclass
class OperatorServer:
    """One operator on its port; `asked` is its log, the first request first."""

    name: str
    pages: Pages
    port: int = 0
    robots: str = ROBOTS
    asked: list[Asked] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def answer(self, target: str, posted: bytes | None = None) -> tuple[int, Page]:
        """What stands under an address: its page, a photo, the robots.txt, or 404; with `posted`
        what it answers to that."""
        if target == "/robots.txt":
            return 200, Page(self.robots.encode(), "text/plain; charset=utf-8")
        found = self.pages.get(canonical(target)) or answer_for_one(self.name, self.pages, target)
        if isinstance(found, Posted):
            found = found.answers(posted) if posted is not None else None
        if page := found or photograph(target):
            return 200, page
        return 404, Page(b"not found", "text/plain; charset=utf-8")


def canonical(target: str) -> str:
    """An address as pages are kept: decoded, the query's keys in alphabetical order."""
    parts = urlsplit(target)
    if "=" not in parts.query:
        return unquote(target)
    query = sorted(parse_qsl(parts.query, keep_blank_values=True))
    said = urlencode(query, quote_via=lambda text, *_: quote(text, safe="{}|"))
    return f"{unquote(parts.path)}?{unquote(said)}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    operator: OperatorServer

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _answer(self, posted: bytes | None) -> None:
        status, page = self.operator.answer(self.path, posted)
        agent = self.headers.get("User-Agent", "")
        now = dt.datetime.now(dt.UTC)
        self.operator.asked.append(Asked(now, self.command, self.path, agent, status))
        if page is HANGING:
            self.operator.ended.wait(HANGS_SECONDS)
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Type", page.content_type)
        self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        self.wfile.write(page.body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: the log is `OperatorServer.asked`."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A spider that was ended mid-answer is no fault of the sandbox."""


@contextmanager
def sandbox(
    operators: Mapping[str, Pages], first_port: int | None = None
) -> Iterator[dict[str, OperatorServer]]:
    """Serve these operators until the block ends; each on the first free port from `first_port`."""
    running: list[_Server] = []
    served: dict[str, OperatorServer] = {}
    try:
        port = first_port
        for name, pages in operators.items():
            operator = OperatorServer(name, pages)
            server = _listen(operator, port)
            port = operator.port + 1 if port else None
            running.append(server)
            served[name] = operator
            _in_background(partial(server.serve_forever, 0.05), f"sandbox {name}")
        yield served
    finally:
        for operator in served.values():
            operator.ended.set()
        for server in running:
            server.shutdown()
            server.server_close()


def _listen(operator: OperatorServer, first_port: int | None) -> _Server:
    handler = type("Handler", (_Handler,), {"operator": operator})
    for port in range(first_port or 0, (first_port or 0) + 200):
        try:
            server = _Server((HOST, port), handler)
        except OSError:
            if not first_port:
                raise
            continue
        operator.port = server.socket.getsockname()[1]
        server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return server
    raise OSError(f"no free port from {first_port} on for {operator.name}")


def _in_background(work: Callable[[], None], name: str) -> None:
    threading.Thread(target=work, name=name, daemon=True).start()
