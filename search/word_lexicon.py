"""Word lexicon: every word that finds something, the terms it stands for, and what is near it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ..offers.facility import FACILITIES
from .places import PlaceTree, names_of
from .word_text import LONGEST_WORD, SHORTEST_PREFIX, spelled

FILE = "lexicon.arrow"
MOST_EXPANDED = 40
"""Words that a prefix stands for at most: those that the most products have."""
MOST_NEAR = 8
SHORTEST_MENDED = 2
SHORTEST_MEANT = 3
"""Letters of the words that are proposed for mistyped ones."""
SHORTEST_MENDED_TWICE = 6
"""Letters from which a word may hold two typing errors."""
_TOUR = "tour tours körutazás обиколка екскурзия тур экскурсия"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class _Kept:
    """What is gathered about a word while a lexicon is made."""

    terms: dict[str, None] = field(default_factory=dict)
    said: Counter[str] = field(default_factory=Counter)
    mends: bool = False


def lexicon_table(
    products: pa.Table, terms: Iterable[tuple[str, ...]], tree: PlaceTree
) -> pa.Table:
    """The lexicon of the products: one row a word, sorted.

    `terms` are the documents. `shown` is how the word is mostly spelled, `count` about how many
    products it finds; only words that `mends` are given for mistyped ones, so that the thousand
    transcriptions of town names are found but never proposed.
    """
    counts = Counter(term for document in terms for term in document)
    kept: defaultdict[str, _Kept] = defaultdict(_Kept)
    for term in counts:
        if term[0] not in "@#%":
            one = kept[term.removeprefix("=")]
            one.terms[term] = None
            one.mends = True
    for said, term, mends in _spoken(tree):
        if counts[term]:
            _keep(kept, said, term, mends)
    _spellings(kept, products)
    return _table(kept, counts)


def _keep(kept: dict[str, _Kept], said: str, term: str, mends: bool) -> None:
    for word, as_said in spelled(said):
        one = kept[word]
        one.terms[term] = None
        one.mends |= mends
        one.said[as_said.lower()] += 1 if mends else 0


def _spoken(tree: PlaceTree) -> Iterator[tuple[str, str, bool]]:
    """Names of places, facilities and tours, with the term each stands for."""
    for node in tree.nodes:
        for name, key, common in names_of(node):
            yield name, f"@{key}", common
    for code, names in FACILITIES.items():
        for name in names:
            yield name, f"#{code}", True
    yield _TOUR, "%tour", True


def _spellings(kept: dict[str, _Kept], products: pa.Table) -> None:
    """How names spell their words, once for each different name."""
    for name in set(products["name"].to_pylist()):
        for word, said in spelled(name):
            kept[word].said[said.lower()] += 1


def _table(kept: dict[str, _Kept], counts: Counter[str]) -> pa.Table:
    words = sorted(kept)
    rows = [kept[word] for word in words]
    shown = (max(row.said, key=lambda s: (row.said[s], s), default=word)
             for word, row in zip(words, rows, strict=True))  # fmt: skip
    return pa.table(
        {
            "word": words,
            "shown": list(shown),
            "count": pa.array([sum(counts[t] for t in row.terms) for row in rows], pa.int32()),
            "terms": [list(row.terms) for row in rows],
            "mends": [row.mends for row in rows],
        },
        schema=_SCHEMA,
    )


_SCHEMA = pa.schema(
    {
        "word": pa.string(),
        "shown": pa.string(),
        "count": pa.int32(),
        "terms": pa.list_(pa.string()),
        "mends": pa.bool_(),
    }
)


@dataclass(frozen=True)
class Lexicon:
    """The words of one generation. Nothing in it changes; any thread may ask."""

    words: list[str]
    shown: list[str]
    count: Any = field(repr=False)
    _values: list[str] = field(repr=False)
    _begins: list[int] = field(repr=False)
    _mends: list[bool] = field(repr=False)

    @classmethod
    def of(cls, table: pa.Table) -> Lexicon:
        table = table.combine_chunks()
        lists = table["terms"].combine_chunks()
        return cls(
            table["word"].to_pylist(),
            table["shown"].to_pylist(),
            table["count"].to_numpy(),
            lists.values.to_pylist(),
            lists.offsets.to_pylist(),
            table["mends"].to_pylist(),
        )

    @classmethod
    def read(cls, folder: Path) -> Lexicon:
        """The lexicon in a folder of words; OSError or ValueError where it cannot be read."""
        with pa.memory_map(str(folder / FILE)) as file:
            return cls.of(pa.ipc.open_file(file).read_all())

    @cached_property
    def number(self) -> dict[str, int]:
        return {word: n for n, word in enumerate(self.words)}

    def __contains__(self, word: str) -> bool:
        return word in self.number

    def terms(self, word: str) -> tuple[str, ...]:
        """The terms that a word stands for; none where it finds nothing."""
        n = self.number.get(word)
        return () if n is None else self._terms(n)

    def _terms(self, n: int) -> tuple[str, ...]:
        return tuple(self._values[self._begins[n] : self._begins[n + 1]])

    def spelling(self, word: str) -> str:
        """The word as it is mostly written."""
        n = self.number.get(word)
        return word if n is None else self.shown[n]

    def beginning(self, prefix: str) -> tuple[str, ...]:
        """The terms of the words that begin with a prefix, of the commonest where they are many.

        A prefix of one or two letters stands for itself alone.
        """
        if len(prefix) < SHORTEST_PREFIX:
            return self.terms(prefix)
        first = bisect_left(self.words, prefix)
        last = bisect_left(self.words, prefix + "\U0010ffff")
        found: Iterable[int] = range(first, last)
        if last - first > MOST_EXPANDED:
            most = np.argpartition(-self.count[first:last], MOST_EXPANDED)[:MOST_EXPANDED]
            found = [*(most + first).tolist(), *self._exactly(prefix)]
        return tuple(dict.fromkeys(term for n in found for term in self._terms(n)))

    def _exactly(self, word: str) -> tuple[int, ...]:
        n = self.number.get(word)
        return () if n is None else (n,)

    def near(self, word: str) -> tuple[str, ...]:
        """Words that a mistyped one may mean, the likeliest first: one error before two, letters
        in another order before other letters, a right first letter before a wrong one, what many
        products have before what few have."""
        if not SHORTEST_MENDED <= len(word) <= LONGEST_WORD or word.isdigit():
            return ()
        found = [one for one in _one_error(word) if one in self._mending]
        if not found and len(word) >= SHORTEST_MENDED_TWICE:
            found = self._two_errors(word)
        letters = sorted(word)

        def unlikely(one: str) -> tuple[bool, bool, int, str]:
            return sorted(one) != letters, one[0] != word[0], -self._products(one), one

        return tuple(sorted(found, key=unlikely)[:MOST_NEAR])

    def _products(self, word: str) -> int:
        return int(self.count[self.number[word]])

    @cached_property
    def _mending(self) -> frozenset[str]:
        pairs = zip(self.words, self._mends, strict=True)
        return frozenset(word for word, mends in pairs if mends and len(word) >= SHORTEST_MEANT)

    @cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._mending:
            found[word[0]].append(word)
        return dict(found)

    def _two_errors(self, word: str) -> list[str]:
        """Words two errors away that begin as it does: nobody mistypes the first letter twice."""
        known = self._by_letter.get(word[0], [])
        near = process.extract(word, known, scorer=OSA.distance, score_cutoff=2, limit=MOST_NEAR)
        return [one for one, errors, _ in near if errors]


def _one_error(word: str) -> set[str]:
    """Every text that is one letter more, less or other, or two letters swapped, away."""
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    less = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    other = {a + c + b[1:] for a, b in cuts if b for c in _LETTERS}
    more = {a + c + b for a, b in cuts for c in _LETTERS}
    return (less | swapped | other | more) - {word}
