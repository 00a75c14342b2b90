"""Word index by Whoosh: its files are read once a term, and lists of rows are met in numpy.

Whoosh walks two long lists posting by posting in Python; decoded and kept as arrays they are met
a hundred times faster. Terms, lexicon and postings are Whoosh's; nothing is kept beside them.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import fields, index
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.reading import TermNotFound

from ..offers.faults import GenerationFault
from .interned import Ints

FIELD = "terms"
MOST_KEPT = 2_000_000
"""Postings kept decoded for one generation: 16 MB."""
_NOTHING = np.zeros(0, np.int64)


class WhooshIndex:
    """One Whoosh segment, in which the number of a document is the row of its product."""

    def __init__(self, folder: Path) -> None:
        # Whoosh reads postings by moving about in one open file: one reader at a time.
        self._reading = threading.Lock()
        self._kept: OrderedDict[str, Ints] = OrderedDict()
        self._size = 0
        try:
            self._reader: Any = index.open_dir(str(folder)).reader()
        except (OSError, EOFError, ValueError, index.IndexError) as error:
            raise GenerationFault(f"{folder}: the words cannot be opened: {error}") from error
        self._products: int = self._reader.doc_count_all()

    @staticmethod
    def write(folder: Path, documents: Iterable[tuple[str, ...]]) -> None:
        schema = fields.Schema(**{FIELD: fields.KEYWORD(scorable=False)})
        writer = index.create_in(str(folder), schema).writer(limitmb=128)
        for terms in documents:
            writer.add_document(**{FIELD: " ".join(terms)})
        writer.commit(optimize=True)

    def all_of(self, groups: Sequence[Sequence[str]]) -> Ints:
        with self._reading:
            lists = [[self._rows(term) for term in group] for group in groups]
        if not lists or not all(lists):
            return _NOTHING
        lists.sort(key=lambda rows: sum(map(len, rows)))
        found = _united(lists[0])
        for rows in lists[1:]:
            if not len(found):
                break
            found = found[self._mask(rows)[found]]
        return found

    def _mask(self, lists: Sequence[Ints]) -> Any:
        mask = np.zeros(self._products, bool)
        for rows in lists:
            mask[rows] = True
        return mask

    def _rows(self, term: str) -> Ints:
        """The rows that hold a term, kept until others have taken the room."""
        rows = self._kept.get(term)
        if rows is not None:
            self._kept.move_to_end(term)
            return rows
        try:
            matcher = self._reader.postings(FIELD, term)
        except TermNotFound:
            return _NOTHING
        rows = _read(matcher)
        self._kept[term] = rows
        self._size += len(rows)
        while self._size > MOST_KEPT and len(self._kept) > 1:
            self._size -= len(self._kept.popitem(last=False)[1])
        return rows


def _united(lists: Sequence[Ints]) -> Ints:
    return lists[0] if len(lists) == 1 else np.unique(np.concatenate(lists))


def _read(matcher: Any) -> Ints:
    """All rows of a matcher, a block of 128 at a time: `all_ids` takes ten times as long.

    Reaches into Whoosh's matcher of a leaf, which is why its version is pinned; the few rows of a
    rare term come from another kind of matcher, in the ordinary way.
    """
    if not isinstance(matcher, W3LeafMatcher):
        return np.fromiter(matcher.all_ids(), np.int64)
    rows: list[int] = []
    while matcher.is_active():
        matcher._read_ids()
        rows.extend(matcher._ids)
        matcher._next_block()
    return np.array(rows, np.int64)
