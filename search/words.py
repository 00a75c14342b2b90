"""Words: free text finds products by name, place in any language, and tag.

What a visitor types never reaches a query parser: it is cut into plain words, and of them groups
of terms are made that a product must hold, so that there are no wildcards, ranges or fields to
abuse (web.md 5.7). All words are wanted. Where that finds nothing the words are mended, and where
that finds nothing either the most telling of them are kept and the others named as missed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

import numpy as np
import pyarrow as pa

from ..offers.faults import GenerationFault
from .interned import Ints
from .places import PlaceTree
from .word_documents import documents
from .word_index import WordIndex, open_index, write_index
from .word_lexicon import FILE, Lexicon, lexicon_table
from .word_text import MOST_WORDS, line, spelled

NAMES = "names.json"
MOST_TRIES = 48
"""How many ways of mending a text are tried."""
MOST_STARTS = 3
"""Words from which the most words found together are looked for."""
MOST_RANKED = 4_000
"""Products up to which words are ranked: what finds more is a place or a tag, and no name."""

Groups = tuple[tuple[str, ...], ...]


def write_words(folder: Path, products: pa.Table, tree: PlaceTree, engine: str = "whoosh") -> None:
    """The index, the lexicon and the names of the places of all products."""
    made = list(documents(products))
    write_index(folder, made, engine)
    table = lexicon_table(products, made, tree)
    with pa.OSFile(str(folder / FILE), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    tree.write_names(folder)
    _write_names(folder, products)


def _write_names(folder: Path, products: pa.Table) -> None:
    """Every name of every stay and tour, for `Words.names`."""
    pairs = zip(products["name"].to_pylist(), products["names"].to_pylist(), strict=True)
    found = {line(one) for name, names in pairs for one in (name, *(names or ()))}
    text = json.dumps(sorted(found - {""}), ensure_ascii=False)
    (folder / NAMES).write_text(text, encoding="utf-8")


def _read_names(path: Path) -> frozenset[str]:
    """The names, or none in a generation of before they were kept: filters are read as then."""
    return frozenset(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else frozenset()


@dataclass(frozen=True, slots=True)
class Hits:
    """The products that words found, best first: those that have more of the words in their names.

    `corrected` is the whole text as searched for instead when what was typed finds nothing;
    `missed` are the typed words that the products found do not hold.
    """

    rows: Ints
    corrected: str = ""
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read the typed words: the words meant, and the terms of each."""

    words: tuple[str, ...]
    groups: Groups

    @property
    def unknown(self) -> tuple[int, ...]:
        """The numbers of the words that stand for nothing."""
        return tuple(n for n, group in enumerate(self.groups) if not group)


class Words:
    """The words of one generation, opened for reading."""

    def __init__(
        self, index: WordIndex, lexicon: Lexicon, names: frozenset[str] = frozenset()
    ) -> None:
        """`names` are those of all stays and tours, as `word_text.line` writes them."""
        self.index = index
        self.lexicon = lexicon
        self.names = names

    @classmethod
    def open(cls, folder: Path) -> Words:
        """The words in a folder; GenerationFault where a part is missing or broken."""
        try:
            lexicon = Lexicon.read(folder)
            names = _read_names(folder / NAMES)
        except (OSError, ValueError) as error:
            raise GenerationFault(f"{folder}: the words cannot be opened: {error}") from error
        return cls(open_index(folder), lexicon, names)

    def find(self, text: str) -> Hits | None:
        """The products for free text; None where it holds no word to look for."""
        said = dict(spelled(text)[: 2 * MOST_WORDS])
        typed = tuple(said)[:MOST_WORDS]
        if not typed:
            return None
        plain = self._reading(typed)
        if len(rows := self.index.all_of(plain.groups)):
            return Hits(self._ranked(rows, plain))
        best, rows = self._mended(typed, plain)
        missed: tuple[str, ...] = ()
        if not len(rows):
            best, rows, kept = self._fewer(best)
            missed = tuple(said[word] for n, word in enumerate(typed) if n not in kept)
            typed = tuple(word for n, word in enumerate(typed) if n in kept)
        return Hits(self._ranked(rows, best), self._told(said, typed, best), missed)

    def _reading(self, words: Sequence[str]) -> _Reading:
        """The words as they stand; the last may be the beginning of one."""
        *whole, last = words
        groups = (*map(self.lexicon.terms, whole), self.lexicon.beginning(last))
        return _Reading(tuple(words), groups)

    def _mended(self, typed: tuple[str, ...], plain: _Reading) -> tuple[_Reading, Ints]:
        """The likeliest reading that finds something; else the likeliest one, which does not."""
        best = self._unknown_mended(plain)
        for tried in islice(self._readings(typed, plain, best), MOST_TRIES):
            if len(rows := self.index.all_of(tried.groups)):
                return tried, rows
        return best, np.zeros(0, np.int64)

    def _unknown_mended(self, plain: _Reading) -> _Reading:
        """Each unknown word as the likeliest that it may mean."""
        near = {n: self._near(plain, n) for n in plain.unknown}
        return self._with(plain, {n: words[0] for n, words in near.items() if words})

    def _readings(
        self, typed: tuple[str, ...], plain: _Reading, best: _Reading
    ) -> Iterator[_Reading]:
        """Unknown words mended; then, as a slip may also make a word that exists, known ones."""
        near = {n: words for n in plain.unknown if (words := self._near(plain, n))}
        for chosen in product(*near.values()) if near else ():
            yield self._with(plain, dict(zip(near, chosen, strict=True)))
        known = (n for n in range(len(typed)) if n not in plain.unknown)
        for n in sorted(known, key=lambda n: typed[n] in self.lexicon):  # first half a word
            for one in self._near(plain, n):
                yield self._with(best, {n: one})

    def _near(self, reading: _Reading, n: int) -> tuple[str, ...]:
        """What a word may mean; two letters alone may mean anything."""
        word = reading.words[n]
        return () if len(word) < 3 and len(reading.words) == 1 else self.lexicon.near(word)

    def _with(self, reading: _Reading, changed: dict[int, str]) -> _Reading:
        words = tuple(changed.get(n, word) for n, word in enumerate(reading.words))
        groups = tuple(
            self.lexicon.terms(changed[n]) if n in changed else group
            for n, group in enumerate(reading.groups)
        )
        return _Reading(words, groups)

    def _fewer(self, reading: _Reading) -> tuple[_Reading, Ints, frozenset[int]]:
        """The most words that are found together, the rarest of them first, and which they are."""
        alone = {n: len(self.index.all_of((group,))) for n, group in enumerate(reading.groups)}
        rarest = sorted((n for n in alone if alone[n]), key=lambda n: alone[n])
        chosen: list[int] = []
        for first in rarest[:MOST_STARTS]:
            kept = self._together(reading, [first, *(n for n in rarest if n != first)])
            chosen = kept if len(kept) > len(chosen) else chosen
        chosen.sort()
        groups = tuple(reading.groups[n] for n in chosen)
        words = tuple(reading.words[n] for n in chosen)
        return _Reading(words, groups), self.index.all_of(groups), frozenset(chosen)

    def _together(self, reading: _Reading, order: Sequence[int]) -> list[int]:
        """As many of the words as some product holds together, taken in this order."""
        kept: list[int] = []
        for n in order:
            groups = tuple(reading.groups[k] for k in (*kept, n))
            if len(self.index.all_of(groups)):
                kept.append(n)
        return kept

    def _told(self, said: dict[str, str], typed: tuple[str, ...], best: _Reading) -> str:
        """The text that was searched for instead, where it differs from what was typed."""
        if best.words == typed:
            return ""
        told = " ".join(
            said[word] if word == meant else self.lexicon.spelling(meant)
            for word, meant in zip(typed, best.words, strict=True)
        )
        return told.lower()

    def _ranked(self, rows: Ints, reading: _Reading) -> Ints:
        """Products with more of the words in their names first."""
        if not 1 < len(rows) <= MOST_RANKED:
            return rows
        inside = np.zeros(len(rows), np.int8)
        for group in reading.groups:
            names = [term for term in group if term[0] == "="]
            if names:
                inside -= np.isin(rows, self.index.all_of((names,)), assume_unique=True)
        return rows[np.argsort(inside, kind="stable")]
