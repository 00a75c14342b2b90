"""Visits: a page of results asked of the whole site in this process, as gzipped HTML."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import cast
from urllib.parse import urlencode

from starlette.types import Message, Scope

from ..search.answer import Answer
from ..search.engine import Engine
from ..search.query import Query, write_query
from ..site.app import create_app
from ..site.shell import Finder
from ..store.clock import FixedClock
from ..store.settings import load_settings
from .market import NOW

PATH = "/en/trips"


@dataclass(frozen=True, slots=True)
class Visit:
    """One page: milliseconds of the processor in the engine, in the whole request, and in the same
    request with its answer kept; bytes of its gzipped HTML."""

    engine: float
    whole: float
    again: float
    size: int


class _Measured:
    """A finder that keeps the last answers, and knows how long it took to find them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._answers: dict[Query, Answer] = {}
        self.spent = 0.0

    def forget(self) -> None:
        self._answers, self.spent = {}, 0.0

    def answer(self, query: Query, now: dt.datetime) -> Answer:
        if query not in self._answers:
            began = time.thread_time()
            self._answers[query] = self._engine.answer(query, now)
            self.spent += time.thread_time() - began
        return self._answers[query]


class Visitor:
    """Asks one page after another of a site over an engine; a context manager."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._finder = _Measured(engine)
        settings = load_settings(home=folder / "home")
        finder = cast(Finder, self._finder)
        self._app = create_app(settings, FixedClock(NOW), finder)
        self._loop = asyncio.Runner()

    def __enter__(self) -> Visitor:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.close()

    def visit(self, query: Query) -> Visit:
        """Ask for a page for the first time, and once more."""
        self._finder.forget()
        asked = urlencode(write_query(query)).encode()
        whole, size = self._asked(asked)
        found = self._finder.spent * 1000
        again, _ = self._asked(asked)
        return Visit(found, whole, again, size)

    def _asked(self, query: bytes) -> tuple[float, int]:
        began = time.thread_time()
        status, size = self._loop.run(self._answered(query))
        spent = (time.thread_time() - began) * 1000
        if status != 200:
            raise RuntimeError(f"{PATH}?{query.decode()} answered {status}")
        return spent, size

    async def _answered(self, query: bytes) -> tuple[int, int]:
        """The status and the length of the body."""
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self._app(_scope(query), receive, send)
        return sent[0]["status"], sum(len(message.get("body", b"")) for message in sent)


def _scope(query: bytes) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": query,
        "headers": [(b"host", b"localhost"), (b"accept-encoding", b"gzip")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
