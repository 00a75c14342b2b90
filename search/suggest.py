"""Suggest: places, operators and stays whose names begin with what has been typed so far.

Everything is in memory: for each kind the beginnings of all names in Latin letters, sorted, with
the order in which they are proposed. No index is asked, so an answer takes microseconds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import OSA

from ..offers.faults import GenerationFault
from .interned import Ints
from .places import PlaceTree, names_of
from .word_text import IDLE, LONGEST_WORD, line

FILE = "suggest.arrow"
MOST = 8
MOST_PLACES = 5
"""Places among the suggestions, where there are stays as well."""
MOST_OPERATORS = 2
LONGEST_TYPED = 60
LONGEST_KEY = 40
MOST_STARTS = 5
"""Words of a name with which a suggestion may begin."""
MANY = 300
"""Keys from which the first of them are worked out once: few beginnings have so many."""
SHORTEST_MENDED = 4
MOST_KEPT = 10_000
"""Suggestions kept in words: some 3 MB."""
MOST_COMPARED = 400


class What(IntEnum):
    """What is suggested, in the order in which kinds stand."""

    PLACE = 0
    OPERATOR = 1
    STAY = 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing a visitor may mean.

    `kind` is place, operator or stay; `key` its place key, operator slug or product id, `slug` that
    of a stay's address. `note` is where it lies, `products` how many stays and tours it has.
    """

    kind: str
    text: str
    note: str
    key: str
    slug: str
    products: int


@dataclass(frozen=True)
class Shelf:
    """The sorted keys of one kind; `order[n]` is where key n stands among all, `entry[n]` its
    thing."""

    keys: list[str] = field(repr=False)
    order: Ints = field(repr=False)
    entry: Ints = field(repr=False)
    _first: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    def span(self, prefix: str) -> tuple[int, int]:
        first = bisect_left(self.keys, prefix)
        return first, bisect_left(self.keys, prefix + "\U0010ffff", first)

    def best(self, prefix: str) -> tuple[int, ...]:
        """The first few different things with a key that begins so."""
        known = self._first.get(prefix)
        if known is not None:
            return known
        first, last = self.span(prefix)
        if first == last:
            return ()
        found = self.among(np.arange(first, last))
        if last - first > MANY:
            self._first[prefix] = found
        return found

    def among(self, rows: Ints) -> tuple[int, ...]:
        """The first few different things of some keys."""
        order = self.order[rows]
        if len(rows) > 8 * MOST:
            near = np.argpartition(order, 8 * MOST)[: 8 * MOST]
            rows, order = rows[near], order[near]
        things = self.entry[rows[np.argsort(order)]].tolist()
        return tuple(dict.fromkeys(things))[:MOST]

    def mended(self, typed: str) -> tuple[int, ...]:
        """The things whose keys begin as `typed` does but for one error.

        The error is looked for behind the longest beginning that there is, then a letter earlier,
        as long as few keys begin so.
        """
        size = len(typed)
        for letters in range(size - 1, 0, -1):
            first, last = self.span(typed[:letters])
            if last - first > MOST_COMPARED:
                break
            near = [n for n in range(first, last) if _one_error_away(typed, self.keys[n], size)]
            if near:
                return self.among(np.array(near, np.int64))
        return ()


def _one_error_away(typed: str, key: str, size: int) -> bool:
    cuts = (key[:size], key[: size + 1], key[: size - 1])
    return any(OSA.distance(typed, cut, score_cutoff=1) <= 1 for cut in cuts)


@dataclass(frozen=True)
class Suggestions:
    """What one generation can propose. Only what it remembers of short texts ever changes."""

    shelves: tuple[Shelf, ...]
    names: list[str] = field(repr=False)
    keys: list[str] = field(repr=False)
    slugs: list[str] = field(repr=False)
    counts: list[int] = field(repr=False)
    kinds: list[int] = field(repr=False)
    rows: list[int] = field(repr=False)
    tree: PlaceTree = field(repr=False)
    _made: dict[tuple[int, str], Suggestion] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def open(cls, folder: Path, tree: PlaceTree) -> Suggestions:
        """The suggestions in a folder of words; GenerationFault where they cannot be read."""
        try:
            with pa.memory_map(str(folder / FILE)) as file:
                table = pa.ipc.open_file(file).read_all().combine_chunks()
            with pa.memory_map(str(folder / f"keys-{FILE}")) as file:
                keys = pa.ipc.open_file(file).read_all().combine_chunks()
        except (OSError, ValueError) as error:
            raise GenerationFault(f"{folder}: the suggestions cannot be read: {error}") from error
        shelves = tuple(_shelf(keys.filter(pc.equal(keys["kind"], int(what)))) for what in What)
        names, ids, slugs, counts, kinds, rows = (c.to_pylist() for c in table.columns)
        return cls(shelves, names, ids, slugs, counts, kinds, rows, tree)

    def suggest(self, typed: str, language: str, most: int = MOST) -> tuple[Suggestion, ...]:
        """The likeliest things for what has been typed so far, at most `most`, in a language."""
        prefix = line(typed[:LONGEST_TYPED])[:LONGEST_KEY]
        if not prefix:
            return ()
        found = [shelf.best(prefix) for shelf in self.shelves]
        if not any(found) and len(prefix) >= SHORTEST_MENDED:
            found = [shelf.mended(prefix) for shelf in self.shelves]
        return tuple(self._told(n, language) for n in _shared(found, min(most, MOST)))

    def _told(self, n: int, language: str) -> Suggestion:
        """A thing in a language; those told last are kept."""
        made = self._made.get((n, language))
        if made is None:
            if len(self._made) >= MOST_KEPT:
                self._made.clear()
            self._made[n, language] = made = self._put(n, language)
        return made

    def _put(self, n: int, language: str) -> Suggestion:
        what = What(self.kinds[n])
        text, note = self.names[n], ""
        if what is What.PLACE:
            node = self.tree.nodes[self.rows[n]]
            text, note = node.name(language), self._around(node.key, language)
        elif what is What.STAY:
            note = self._where(self.rows[n], language)
        return Suggestion(
            what.name.lower(), text, note, self.keys[n], self.slugs[n], self.counts[n]
        )

    def _around(self, key: str, language: str) -> str:
        """The places that a place lies in, the nearest first."""
        parts = key.split("/")
        around = ("/".join(parts[:size]) for size in range(len(parts) - 1, 0, -1))
        nodes = (self.tree.node(one) for one in around)
        return ", ".join(node.name(language) for node in nodes if node)

    def _where(self, product: int, language: str) -> str:
        numbers = reversed(self.tree.of_product[product])
        return ", ".join(self.tree.nodes[n].name(language) for n in numbers if n >= 0)


def _shared(found: Sequence[Sequence[int]], most: int) -> list[int]:
    """Places before operators before stays, and room left for each of them."""
    places, operators, stays = found
    operators = operators[: min(MOST_OPERATORS, most)]
    left = most - len(operators)
    room = max(min(MOST_PLACES, left), left - len(stays))
    places = places[:room]
    return [*places, *operators, *stays[: left - len(places)]]


def _shelf(keys: pa.Table) -> Shelf:
    return Shelf(keys["key"].to_pylist(), keys["order"].to_numpy(), keys["entry"].to_numpy())


# Written with a generation.


@dataclass(frozen=True, slots=True)
class _Entry:
    """One thing that can be suggested, under all its names."""

    what: What
    names: tuple[str, ...]
    key: str
    slug: str
    count: int
    row: int


_ENTRIES = pa.schema(
    {
        "name": pa.string(),
        "key": pa.string(),
        "slug": pa.string(),
        "count": pa.int32(),
        "kind": pa.int8(),
        "row": pa.int32(),
    }
)
_KEYS = pa.schema({"kind": pa.int8(), "key": pa.string(), "order": pa.int32(), "entry": pa.int32()})


def write_suggestions(folder: Path, products: pa.Table, offers: pa.Table, tree: PlaceTree) -> None:
    """The suggestions of a generation; `offers` have the column `product`."""
    entries = [*_places(tree), *_operators(offers), *_stays(products, offers)]
    told = ((one.names[0], one.key, one.slug, one.count, int(one.what), one.row) for one in entries)
    _write(folder / FILE, _ENTRIES, told)
    _write(folder / f"keys-{FILE}", _KEYS, _keys(entries))


def _write(path: Path, schema: pa.Schema, rows: Iterable[tuple[Any, ...]]) -> None:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    table = pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema)
    with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, schema) as writer:
        writer.write_table(table)


def _places(tree: PlaceTree) -> Iterator[_Entry]:
    for n, node in enumerate(tree.nodes):
        names = tuple(name for name, key, _ in names_of(node) if key == node.key)
        yield _Entry(What.PLACE, (node.said, *names), node.key, "", node.products, n)


def _operators(offers: pa.Table) -> Iterator[_Entry]:
    grouped = offers.group_by("operator").aggregate(
        [("operator_name", "max"), ("product", "count_distinct")]
    )
    rows = sorted(grouped.to_pylist(), key=lambda row: str(row["operator"]))
    for row in rows:
        name = row["operator_name_max"] or row["operator"]
        count = row["product_count_distinct"]
        yield _Entry(What.OPERATOR, (name,), row["operator"], "", count, -1)


def _stays(products: pa.Table, offers: pa.Table) -> Iterator[_Entry]:
    offered = np.bincount(offers["product"].to_numpy(), minlength=products.num_rows).tolist()
    columns = [products[name].to_pylist() for name in ("id", "slug", "name", "names")]
    for row, (id, slug, name, names) in enumerate(zip(*columns, strict=True)):
        yield _Entry(What.STAY, (name, *(names or ())), id, slug, offered[row], row)


def _keys(entries: Sequence[_Entry]) -> Iterator[tuple[int, str, int, int]]:
    """Every beginning of every name, sorted; ordered by kind, whether the name begins so, and how
    much there is of the thing."""
    found: dict[tuple[str, int], int] = {}
    for n, one in enumerate(entries):
        for name in one.names:
            for key, inside in _starts(name):
                found[key, n] = min(inside, found.get((key, n), inside))
    ranked = sorted(found, key=lambda at: (entries[at[1]].what, found[at], *_rank(entries[at[1]])))
    order = {at: place for place, at in enumerate(ranked)}
    for key, n in sorted(found):
        yield int(entries[n].what), key, order[key, n], n


def _rank(entry: _Entry) -> tuple[int, int, str]:
    """A wider place before a finer one, then what has more before what has less."""
    level = entry.key.count("/") if entry.what is What.PLACE else 0
    return level, -entry.count, entry.names[0]


def _starts(name: str) -> Iterator[tuple[str, int]]:
    """The name from each of its first words on; 1 where a word that tells it stands before."""
    words = line(name).split()
    inside = 0
    for n, word in enumerate(words[:MOST_STARTS]):
        if n == 0 or (word not in IDLE and len(word) <= LONGEST_WORD):
            yield " ".join(words[n:])[:LONGEST_KEY], inside
        inside |= word not in IDLE
