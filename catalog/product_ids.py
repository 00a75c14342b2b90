"""Product ids: ten characters that stay with a hotel or tour from generation to generation."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.parquet as pq

from ..offers.faults import GenerationFault
from .home import Home, write_whole

FILE = "product_ids.parquet"
LENGTH = 10
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o, u, so that an id can be read out on the telephone."""

_SCHEMA = pa.schema([("what", pa.string()), ("name", pa.string()), ("id", pa.string())])


@dataclass(slots=True)
class ProductIds:
    """Which product each known description belongs to; kept in `history/`.

    `members` maps the lasting name of a description (a hard id, or operator, place and name) to
    a product id. `moved` maps an id that is no more to the one its product was joined into.
    """

    members: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, home: Home) -> ProductIds:
        """The ids kept in this home; none in a new one."""
        path = home.history / FILE
        if not path.exists():
            return cls()
        try:
            rows = pq.read_table(path, schema=_SCHEMA, partitioning=None).to_pylist()
        except (OSError, pa.ArrowInvalid) as error:
            raise GenerationFault(f"{path}: the ids of products cannot be read: {error}") from error
        return cls(
            {row["name"]: row["id"] for row in rows if row["what"] == "member"},
            {row["name"]: row["id"] for row in rows if row["what"] == "moved"},
        )

    def keep(self, home: Home) -> None:
        """Put the ids on disk, whole or not at all."""
        rows = [("member", *pair) for pair in sorted(self.members.items())]
        rows += [("moved", *pair) for pair in sorted(self.moved.items())]
        columns = list(zip(*rows, strict=True)) or [(), (), ()]
        buffer = pa.BufferOutputStream()
        table = pa.Table.from_arrays([pa.array(c, pa.string()) for c in columns], schema=_SCHEMA)
        pq.write_table(table, buffer, compression="zstd")
        write_whole(home.history / FILE, buffer.getvalue().to_pybytes())

    def now(self, id: str) -> str:
        """The id under which a product stands today, where it was joined into another."""
        seen = set()
        while id in self.moved and id not in seen:
            seen.add(id)
            id = self.moved[id]
        return id

    def settle(self, products: Sequence[Iterable[Sequence[str]]]) -> list[str]:
        """An id for each product, given the names of its descriptions, the strongest first.

        A product keeps the id most of its names are known by; where two products claim one id
        (a hotel was taken apart), the one with more such names keeps it. All names are learned.
        """
        names = _own_names(products)
        given = self._kept(names)
        live = {*self.members.values()}
        taken = {*live, *self.moved, *self.moved.values()}
        for at in sorted(range(len(names)), key=lambda at: names[at][0]):
            if at not in given:
                given[at] = self._back(names[at], live) or _new_id(names[at][0], taken)
                taken.add(given[at])
                live.add(given[at])
        self._learn(names, given)
        return [given[at] for at in range(len(names))]

    def _kept(self, names: list[list[str]]) -> dict[int, str]:
        """Which product keeps which known id; of two with equal claims the one it was made for."""
        claims: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for at, own in enumerate(names):
            known = Counter(self.members[name] for name in own if name in self.members)
            for id, count in known.items():
                claims[id].append((-count, at))
        ranked = []
        for id, several in claims.items():
            for count, at in several:
                maker = len(several) > 1 and any(_made_of(name) == id for name in names[at])
                ranked.append((count, not maker, id, names[at][0], at))
        given: dict[int, str] = {}
        held: set[str] = set()
        for *_, id, _, at in sorted(ranked):
            if at not in given and id not in held:
                given[at] = id
                held.add(id)
        return given

    def _back(self, own: list[str], live: set[str]) -> str:
        """The id that a product had before it was joined into another, "" where none is known.

        An id is made of a name, so a product that is parted again finds its own.
        """
        ids = (_made_of(name) for name in own if self.moved)
        return next((id for id in ids if id in self.moved and id not in live), "")

    def _learn(self, names: list[list[str]], given: dict[int, str]) -> None:
        held = set(given.values())
        for at, own in enumerate(names):
            for name in own:
                old = self.members.get(name)
                if old and old not in held:
                    self.moved[old] = given[at]
                self.members[name] = given[at]
        for id in held & self.moved.keys():
            del self.moved[id]


def _own_names(products: Sequence[Iterable[Sequence[str]]]) -> list[list[str]]:
    """Each product's names that no other product of this generation has, sorted.

    A product all of whose names are shared keeps them with a number behind, in a fixed order.
    """
    spread = [sorted({name for names in product for name in names}) for product in products]
    owners = Counter(name for names in spread for name in names)
    alike: dict[str, list[int]] = defaultdict(list)
    own = []
    for at, names in enumerate(spread):
        own.append([name for name in names if owners[name] == 1])
        if not own[at]:
            alike[names[0]].append(at)
    for name, several in alike.items():
        for number, at in enumerate(several):
            own[at] = [f"{name}#{number}"]
    return own


def _new_id(name: str, taken: set[str]) -> str:
    """An id made of a name, so that a lost history gives the same ids again."""
    salt = 0
    while True:
        id = _made_of(name, salt)
        if id not in taken:
            return id
        salt += 1


def _made_of(name: str, salt: int = 0) -> str:
    number = int.from_bytes(hashlib.sha256(f"{salt}\x1f{name}".encode()).digest()[:7], "big")
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))
