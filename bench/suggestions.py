"""Suggestions: how long one takes in the process, and over HTTP on loopback."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import numpy as np
import pyarrow as pa
import uvicorn

from ..search.suggest import MOST, Suggestion, Suggestions
from ..search.word_text import line
from ..site.app import create_app
from ..site.shell import Finder
from ..store.settings import load_settings

NAMES = 250
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Typed:
    """One way of typing: milliseconds of an answer to what stands there after a letter.

    `right` is the share in which the name that is being typed is proposed, as far as eight lines
    can: it is counted over whole names only.
    """

    kind: str
    questions: int
    p50: float
    p95: float
    p99: float
    right: float | None


def in_process(suggestions: Suggestions, products: pa.Table, seed: int) -> tuple[Typed, Typed]:
    """Names letter by letter, and whole names with a letter left out."""
    rng = np.random.default_rng(seed + 4)
    rows = rng.choice(products.num_rows, min(NAMES, products.num_rows), replace=False).tolist()
    names = [line(products["name"][row].as_py()) for row in rows]
    letters = [name[:size] for name in names for size in range(1, min(len(name), 16) + 1)]
    cuts = [int(rng.integers(3, max(len(name) - 1, 4))) for name in names]
    wrong = [name[:cut] + name[cut + 1 :] for name, cut in zip(names, cuts, strict=True)]
    return (
        _typed("letter by letter", suggestions, letters, _right(suggestions, names, names)),
        _typed("a letter left out", suggestions, wrong, _right(suggestions, wrong, names)),
    )


def _right(suggestions: Suggestions, typed: Sequence[str], names: Sequence[str]) -> float:
    """How often a whole name is among what is proposed for it."""
    pairs = zip(typed, names, strict=True)
    found = [name in {line(s.text) for s in suggestions.suggest(t, "en")} for t, name in pairs]
    return sum(found) / max(len(found), 1)


def _typed(kind: str, suggestions: Suggestions, typed: Sequence[str], right: float | None) -> Typed:
    times = [min(_spent(suggestions, text) for _ in range(REPEATS)) for text in typed]
    return _told(kind, times, right)


def _spent(suggestions: Suggestions, text: str) -> float:
    began = time.perf_counter()
    suggestions.suggest(text, "en")
    return (time.perf_counter() - began) * 1000


def _told(kind: str, times: list[float], right: float | None) -> Typed:
    p50, p95, p99 = (float(np.percentile(times, p)) for p in (50, 95, 99))
    return Typed(kind, len(times), p50, p95, p99, right)


class _Proposing:
    """A finder that proposes and does nothing else."""

    def __init__(self, suggestions: Suggestions) -> None:
        self._suggestions = suggestions

    def suggest(self, typed: str, language: str, most: int = MOST) -> tuple[Suggestion, ...]:
        return self._suggestions.suggest(typed, language, most)


def over_http(suggestions: Suggestions, folder: Path, seed: int) -> Typed:
    """The whole site's answer at /suggest, over one kept connection."""
    rng = np.random.default_rng(seed + 5)
    keys = suggestions.shelves[-1].keys
    chosen = rng.choice(len(keys), min(NAMES, len(keys)), replace=False).tolist()
    typed = [keys[n][: int(rng.integers(1, 9))] for n in chosen]
    settings = load_settings(home=folder / "home", limits=False)
    finder = cast(Finder, _Proposing(suggestions))
    with _served(create_app(settings, finder=finder)) as port:
        times = list(_asked(port, typed))
    return _told("over HTTP", times, None)


def _asked(port: int, typed: Iterable[str]) -> Iterator[float]:
    line_to = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line_to.connect()
    line_to.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for text in typed:
        path = "/suggest?" + urlencode({"q": text, "lang": "en"})
        best = float("inf")
        for _ in range(REPEATS):
            began = time.perf_counter()
            line_to.request("GET", path)
            answer = line_to.getresponse()
            answer.read()
            best = min(best, (time.perf_counter() - began) * 1000)
            if answer.status != 200:
                raise RuntimeError(f"/suggest answered {answer.status}")
        yield best
    line_to.close()


@contextmanager
def _served(app: Any) -> Iterator[int]:
    """The app on a free port of loopback, in a thread."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        config = uvicorn.Config(app, log_level="warning", lifespan="off", access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        try:
            yield port
        finally:
            server.should_exit = True
            thread.join(10)
