"""Words: our word search beside SQLite FTS5 and tantivy, the same questions, answers compared."""

from __future__ import annotations

import platform
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from ..search.build import places_of
from ..search.places import PlaceTree
from ..search.suggest import Suggestions, write_suggestions
from ..search.word_documents import documents
from ..search.word_lexicon import MOST_EXPANDED, Lexicon
from ..search.word_text import words_of
from ..search.words import Words, write_words
from .hotels import hotels
from .prices import Void
from .suggestions import Typed, in_process, over_http
from .word_peers import MOST, Fts5, Tantivy

HOTELS = 30_000
QUESTIONS = 600
REPEATS = 3
TURN = 20
KINDS = ("all words", "one error", "a beginning")
LETTERS = "abcdefghijklmnoprstuvyz"
Say = Callable[[str], None]
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Question:
    """Words of a hotel as somebody types them, and the row of the hotel that is meant."""

    kind: str
    words: tuple[str, ...]
    meant: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One kind of question in one engine: milliseconds, and the share of right answers.

    `first_p99` is of the first time that each question was asked, the others of the best of three.
    """

    engine: str
    kind: str
    questions: int
    p50: float
    p95: float
    p99: float
    first_p99: float
    right: float


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run, with all that is needed to run it again."""

    hotels: int
    seed: int
    figures: tuple[Figures, ...]
    typed: tuple[Typed, ...]
    build_seconds: dict[str, float]
    kilobytes: dict[str, int]
    open_ms: float
    machine: str
    versions: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class Finder(Protocol):
    """An engine as the questions see it."""

    name: str

    def find(self, words: Sequence[str]) -> list[int]: ...

    def all_of(self, words: Sequence[str]) -> set[int]: ...


class Ours:
    """The word search of the site."""

    name = "Whoosh, ours"

    def __init__(self, words: Words) -> None:
        self.words = words

    def find(self, words: Sequence[str]) -> list[int]:
        hits = self.words.find(" ".join(words))
        return hits.rows[:MOST].tolist() if hits else []

    def all_of(self, words: Sequence[str]) -> set[int]:
        *whole, last = words
        lexicon = self.words.lexicon
        groups = [*map(lexicon.terms, whole), lexicon.beginning(last)]
        return set(self.words.index.all_of(groups).tolist())


def run(count: int, seed: int, say: Say, questions: int = QUESTIONS) -> Report:
    """Build all three, ask all three, compare the answers, and report."""
    say(f"naming {count:,} hotels")
    products, offers = hotels(count, seed)
    with tempfile.TemporaryDirectory() as told:
        folder = Path(told)
        tree = PlaceTree.grown(places_of(products))
        say("building our words and the peers' tables")
        spent: dict[str, float] = {}
        _timed(spent, Ours.name, lambda: write_words(folder / "words", products, tree))
        write_suggestions(folder / "words", products, offers, tree)
        began = time.perf_counter()
        ours = Ours(Words.open(folder / "words"))
        ours.find(["warm"])
        open_ms = (time.perf_counter() - began) * 1000
        texts = texts_of(products, ours.words.lexicon)
        fts5 = _timed(spent, Fts5.name, lambda: Fts5(folder, texts))
        peer = _timed(spent, Tantivy.name, lambda: Tantivy(folder, texts))
        engines: tuple[Finder, ...] = (ours, fts5, peer)
        asked = drawn(ours, products, seed, questions)
        say(f"asking all three {len(asked)} questions")
        compare(engines, ours.words.lexicon.words, asked)
        figures = measured(engines, asked)
        say("typing names letter by letter")
        suggestions = Suggestions.open(folder / "words", tree)
        typed = (*in_process(suggestions, products, seed), over_http(suggestions, folder, seed))
        sizes = {
            Ours.name: _kilobytes(folder / "words"),
            Fts5.name: _kilobytes(folder / "fts5.db"),
            Tantivy.name: _kilobytes(folder / "tantivy"),
        }
    machine = f"{platform.machine()}, {platform.system()}, one thread"
    return Report(count, seed, figures, typed, spent, sizes, open_ms, machine, versions_of())


def versions_of() -> dict[str, str]:
    named = {name: version(name) for name in ("Whoosh", "tantivy", "rapidfuzz", "numpy")}
    return {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, **named}


def texts_of(products: pa.Table, lexicon: Lexicon) -> list[str]:
    """What the peers hold of each hotel: every word by which ours is found, names in all languages
    with it, so that all three can give the same answers."""
    spoken: defaultdict[str, list[str]] = defaultdict(list)
    for word in lexicon.words:
        for term in lexicon.terms(word):
            spoken[term].append(word)
    return [
        " ".join(dict.fromkeys(word for term in terms for word in spoken[term]))
        for terms in documents(products)
    ]


def drawn(ours: Ours, products: pa.Table, seed: int, count: int) -> list[Question]:
    """Two or three words of a hotel that together find few: then one is meant. Seeded."""
    rng = np.random.default_rng(seed + 3)
    names, resorts = products["name"].to_pylist(), products["resort"].to_pylist()
    found: list[Question] = []
    while len(found) < count:
        row = int(rng.integers(len(names)))
        words = words_of(names[row])[:3]
        words = words if len(words) > 1 else [*words, *words_of(resorts[row])[:1]]
        if len(words) > 1 and 0 < len(ours.all_of(words)) <= MOST:
            kind = KINDS[len(found) % len(KINDS)]
            found.append(Question(kind, _as_typed(rng, kind, words), row))
    return found


def _as_typed(rng: Rng, kind: str, words: list[str]) -> tuple[str, ...]:
    if kind == "a beginning":
        words[-1] = words[-1][: max(3, len(words[-1]) // 2)]
    if kind == "one error":
        long = [n for n, word in enumerate(words) if len(word) > 2] or [0]
        n = int(rng.choice(long))
        words[n] = mistyped(rng, words[n])
    return tuple(words)


def mistyped(rng: Rng, word: str) -> str:
    """The word with a letter left out, one more, another one, or two swapped."""
    at, letter = int(rng.integers(len(word))), LETTERS[int(rng.integers(len(LETTERS)))]
    swapped = min(at, len(word) - 2)
    return str(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:swapped] + word[swapped + 1] + word[swapped] + word[swapped + 2 :],
        ][int(rng.integers(4))]
    )


def compare(engines: Sequence[Finder], known: Sequence[str], asked: Sequence[Question]) -> None:
    """Void where the first engine and another hold different products for the same right words.

    `known` are all words there are. Of a beginning of more words than ours looks up, ours may find
    less than the others, and never more.
    """
    for question in asked:
        if question.kind == "one error":
            continue
        mine, *others = (engine.all_of(question.words) for engine in engines)
        many = sum(word.startswith(question.words[-1]) for word in known) > MOST_EXPANDED
        for other in others:
            if mine - other or (other - mine and not many):
                raise Void(f"{question}: ours holds {len(mine)}, another {len(other)}")
        if question.meant not in mine and not many:
            raise Void(f"{question}: the hotel that is meant is not found")


def measured(engines: Sequence[Finder], asked: Sequence[Question]) -> tuple[Figures, ...]:
    """Every engine by turns of twenty questions: what else the machine does hits all."""
    spent: defaultdict[tuple[str, str], list[tuple[float, float, bool]]] = defaultdict(list)
    for first in range(0, len(asked), TURN):
        for engine in engines:
            for question in asked[first : first + TURN]:
                spent[engine.name, question.kind].append(_asked(engine, question))
    return tuple(_figures(*key, rows) for key, rows in spent.items())


def _asked(engine: Finder, question: Question) -> tuple[float, float, bool]:
    """The first and the best of a few times, and whether the right hotel is among the first 20."""
    times = []
    found: list[int] = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        found = engine.find(question.words)
        times.append((time.perf_counter() - began) * 1000)
    return times[0], min(times), question.meant in found


def _figures(engine: str, kind: str, rows: list[tuple[float, float, bool]]) -> Figures:
    first, best, right = (np.array(column) for column in zip(*rows, strict=True))
    p50, p95, p99 = (float(np.percentile(best, p)) for p in (50, 95, 99))
    return Figures(
        engine, kind, len(rows), p50, p95, p99, float(np.percentile(first, 99)), float(right.mean())
    )


def _timed(spent: dict[str, float], name: str, work: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    made = work()
    spent[name] = time.perf_counter() - began
    return made


def _kilobytes(path: Path) -> int:
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return sum(one.stat().st_size for one in files) // 1024
