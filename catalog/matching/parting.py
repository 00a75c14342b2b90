"""Parting: what stands on one card looked at by a person, and taken apart where it is wrong.

The evidence is worked out from the served generation when somebody looks: few cards ever are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from ...offers.faults import StoreFault
from ..descriptions import Description, HardId, described
from ..generations import Generation, current
from ..home import Home
from ..lasting import own_names
from .compare import Pair, judge
from .decided import Decisions
from .decisions import Match, decisions, part
from .doubts import Doubt, Grouped, Seen, doubt_of
from .joined import Joined, Side, read_joined


class Vouched(StoreFault):
    """Two sides share an id that a person imported; it outweighs whatever somebody decides."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """One side of a card beside the others: a doubt for each of them, the likeliest first."""

    card: Joined
    at: int
    others: tuple[tuple[Doubt, ...], ...]
    vouched: bool

    @property
    def side(self) -> Side:
        return self.card.sides[self.at]

    @property
    def nearest(self) -> Doubt:
        """Beside the side that it is most like."""
        return self.others[0][0]


def cards(home: Home, search: str = "") -> list[Joined]:
    """The joined cards of the served generation, the least sure first; those of which a side's
    name has all words of `search` in it."""
    served = current(home)
    found = read_joined(served.folder) if served else []
    words = search.casefold().split()
    return [
        card
        for card in found
        if any(all(word in side.name.casefold() for word in words) for side in card.sides)
    ]


def pulled(home: Home, conn: sa.Connection, id: str, at: int) -> Pulled | None:
    """Side `at` of the card beside each other one; None where nothing joined has this id, or it
    has fewer sides."""
    served = current(home)
    card = (
        next((one for one in read_joined(served.folder) if one.id == id), None) if served else None
    )
    if served is None or card is None or not 0 <= at < len(card.sides):
        return None
    decided = decisions(conn)
    offers, grouped = _of_card(served, id, decided)
    parts = _parts(card, grouped)
    seen = Seen(offers, grouped, set(range(len(grouped.descriptions))))
    found = []
    for other, names in enumerate(card.sides):
        if other == at:
            continue
        pair = _best(grouped.descriptions, parts[at], parts[other])
        every = product(card.sides[at].names, names.names)
        found.append((-pair.score, other, tuple(doubt_of(pair, two, seen) for two in every)))
    found.sort(key=lambda one: one[:2])
    shared = _hard(grouped, parts[at]) & decided.ids.confirmed
    others = (_hard(grouped, parts[n]) for n in range(len(parts)) if n != at)
    return Pulled(card, at, tuple(one[2] for one in found), any(shared & ids for ids in others))


def pull(
    conn: sa.Connection, found: Pulled, actor: str, note: str, now: dt.datetime
) -> list[Match]:
    """Keep that this side is different from every other one of its card: all of it or nothing.

    Vouched: an imported id says otherwise; Contradiction: so does an earlier decision.
    """
    if found.vouched:
        raise Vouched("an imported id says that they are the same: take it back first")
    doubts = [doubt for one in found.others for doubt in one]
    return part(conn, doubts, actor, note, now)


def _of_card(served: Generation, id: str, decided: Decisions) -> tuple[pa.Table, Grouped]:
    """The offers of one card and the descriptions in them."""
    row = pc.index(served.products()["id"], id).as_py()
    every = served.offers()
    offers = every.filter(pc.equal(every["product"], row))
    said, numbers = described(offers)
    descriptions = [decided.ids.applied(one) for one in said]
    return offers, Grouped(descriptions, numbers, np.zeros(len(said), np.int32), [id])


def _parts(card: Joined, grouped: Grouped) -> list[list[int]]:
    """The descriptions, by number, of each side of a card."""
    found: list[list[int]] = [[] for _ in card.sides]
    for number, one in enumerate(grouped.descriptions):
        names = own_names(one)
        at = next((at for at, s in enumerate(card.sides) if not set(s.names).isdisjoint(names)), -1)
        if at >= 0:
            found[at].append(number)
    return found


def _best(said: Sequence[Description], these: Sequence[int], those: Sequence[int]) -> Pair:
    """The likeliest pair of two sides, by the numbers of its descriptions."""
    judged = ((one, other, judge(said[one], said[other])[1]) for one in these for other in those)
    one, other, pair = max(judged, key=lambda found: (found[2].score, -found[0], -found[1]))
    return replace(pair, one=one, other=other)


def _hard(grouped: Grouped, numbers: Sequence[int]) -> set[HardId]:
    return {hard for number in numbers for hard in grouped.descriptions[number].ids}
