"""Words: a small Whoosh index of names, places and facts, one short document for each product.

What a visitor types never reaches a query parser: it is cut into plain words, and Term and And
objects are built of them, so that there are no wildcards, ranges or fields to abuse (web.md 5.7).
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from whoosh import fields, index, query
from whoosh.analysis import SpaceSeparatedTokenizer

from ..catalog.places import aliases
from ..offers import Place, fold
from ..offers.faults import GenerationFault

MOST_WORDS = 8
LONGEST_WORD = 30
SHORTEST_PREFIX = 3
LIKE_ENOUGH = 75
MOST_FACTS = 40

_WORD = re.compile(r"\w+")
_IDLE = frozenset(
    "a an and at by for from in of on or the to with hotel hotels resort szalloda hotel "
    "es az egy на от за из отель хотел".split()
)


def words_of(text: str) -> list[str]:
    """The folded words of a text that can find something."""
    found = _WORD.findall(fold(text[:400]))
    return [word[:LONGEST_WORD] for word in found if word not in _IDLE]


def write_words(folder: Path, products: pa.Table) -> None:
    """The index of all products, readable by its owner only (Whoosh keeps pickles in it)."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chmod(folder, 0o700)
    schema = fields.Schema(
        row=fields.STORED,
        text=fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False, stored=False),
    )
    writer = index.create_in(str(folder), schema).writer(limitmb=128)
    for row, text in enumerate(_documents(products)):
        writer.add_document(row=row, text=text)
    writer.commit(optimize=True)


def _documents(products: pa.Table) -> Iterator[str]:
    wanted = ("name", "names", "country", "region", "resort", "facts")
    columns = [products[name].to_pylist() for name in wanted]
    for name, names, country, region, resort, facts in zip(*columns, strict=True):
        place = aliases(Place(country or "", region or "", resort or ""))
        said = (name, *(names or ()), *place, *(facts or ())[:MOST_FACTS])
        yield " ".join(dict.fromkeys(word for text in said for word in words_of(text)))


@dataclass(frozen=True, slots=True)
class Hits:
    """The products that words found, best first.

    `corrected` are the words searched for instead when the typed ones are nowhere; `missed` are
    typed words that the products found do not all hold.
    """

    rows: NDArray[np.int64]
    corrected: str = ""
    missed: tuple[str, ...] = ()


class Words:
    """The word index of one generation, opened for reading."""

    def __init__(self, folder: Path) -> None:
        # Whoosh reads postings by moving about in one open file: one reader at a time.
        self._reading = threading.Lock()
        try:
            self._searcher: Any = index.open_dir(str(folder)).searcher()
        except (OSError, EOFError, ValueError, index.IndexError) as error:
            raise GenerationFault(f"{folder}: the words cannot be opened: {error}") from error
        reader = self._searcher.reader()
        self._lexicon: list[str] = [term.decode() for term in reader.lexicon("text")]
        self._known = frozenset(self._lexicon)

    def find(self, text: str) -> Hits | None:
        """The products for free text: all words first, then as mended, then any of them.

        None where the text holds no word to look for.
        """
        typed = list(dict.fromkeys(words_of(text)))[:MOST_WORDS]
        if not typed:
            return None
        if len(rows := self._all(typed)):
            return Hits(rows)
        mended = [self._mended(word) for word in typed]
        if mended != typed and len(rows := self._all(mended)):
            return Hits(rows, " ".join(mended))
        missed = tuple(word for word in typed if not len(self._all([word])))
        return Hits(self._rows(query.Or([_holds(word) for word in mended])), "", missed)

    def _all(self, typed: Sequence[str]) -> NDArray[np.int64]:
        return self._rows(query.And([_holds(word) for word in typed]))

    def _rows(self, wanted: Any) -> NDArray[np.int64]:
        with self._reading:
            found = self._searcher.docs_for_query(wanted.normalize())
            return np.fromiter(found, np.int64)

    def _mended(self, word: str) -> str:
        """The nearest word there is, or the word itself."""
        if word in self._known or len(word) < SHORTEST_PREFIX:
            return word
        near = process.extractOne(word, self._lexicon, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
        return near[0] if near else word


def _holds(word: str) -> Any:
    """A product that holds the word, or a word that begins with it where it is long enough."""
    if len(word) < SHORTEST_PREFIX:
        return query.Term("text", word)
    return query.Prefix("text", word)
