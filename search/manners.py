"""Manners: how an offer travels, sleeps and is sold, one small number for each combination.

Millions of departures share a few hundred manners, so a filter looks at the manners once and at
each departure's number only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from ..offers import Availability, Transport
from .interned import Ints, first_of, ints, pair, words
from .query import TRAITS

YES, NO, NOT_STATED = 1, 0, -1
EARLIEST, LATEST = 6 * 60, 23 * 60
"""A day flight leaves and lands between these minutes of one day, both ways."""


@dataclass(frozen=True)
class Manners:
    """What each number stands for; all lists are equally long, an entry for each manner.

    `transport` and `room` are values of their words, "" where not stated. `alike` is equal where
    transport, room class, transfer and bag are: what must be equal like for like. `traits` hold
    for each of TRAITS YES, NO or NOT_STATED.
    """

    transport: list[str]
    room: list[str]
    alike: list[int]
    traits: dict[str, list[int]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.transport)

    @cached_property
    def alike_of(self) -> Ints:
        return np.array(self.alike, np.int64)

    @cached_property
    def answers(self) -> dict[str, Any]:
        """For each trait what every manner says of it."""
        return {trait: np.array(self.traits[trait], np.int8) for trait in TRAITS}

    @cached_property
    def said_yes(self) -> tuple[str, ...]:
        """The traits that any manner has."""
        return tuple(trait for trait in TRAITS if (self.answers[trait] == YES).any())

    def among(self, said: Sequence[str], chosen: Sequence[str]) -> Any:
        """Which manners say one of the chosen words."""
        return np.array([one in set(chosen) for one in said], bool)


def manners_of(offers: pa.Table) -> tuple[Ints, Manners]:
    """The manner of each offer, and what the numbers stand for."""
    transport, transports = words(offers["transport"])
    room, rooms = words(offers["room_class"])
    transfer = ints(offers["transfer"].cast(pa.int8()), NOT_STATED)
    bag = ints(offers["bag_kg"], NOT_STATED)
    alike = pair(pair(pair(transport, room), transfer + 1), bag + 1)
    traits = {
        "direct": _direct(offers, transport, transports),
        "cancel": _more_than_none(ints(offers["free_cancellation_days"], NOT_STATED)),
        "bag": _more_than_none(bag),
        "transfer": transfer,
        "free_sale": _free_sale(offers),
        "day_flight": _day_flight(offers),
    }
    code = alike
    for trait in TRAITS:
        code = pair(code, traits[trait] + 1)
    first, number = first_of(code)
    return number, Manners(
        [transports[n] for n in transport[first].tolist()],
        [rooms[n] for n in room[first].tolist()],
        alike[first].tolist(),
        {trait: said[first].tolist() for trait, said in traits.items()},
    )


def _more_than_none(said: Ints) -> Ints:
    """Whether a number is more than nothing, where it is stated."""
    return np.minimum(said, YES)


def _direct(offers: pa.Table, transport: Ints, transports: list[str]) -> Ints:
    """A flight without a landing; nothing else is one, and a flight that says nothing may be."""
    stops = ints(offers["stops"], NOT_STATED)
    known = np.where(stops == 0, YES, np.where(stops > 0, NO, NOT_STATED))
    if not transports:
        return known
    said = np.array(transports)[transport]
    return np.where(said == Transport.FLIGHT, known, np.where(said == "", NOT_STATED, NO))


def _free_sale(offers: pa.Table) -> Ints:
    state, states = words(offers["availability"])
    meaning = {Availability.FREE_SALE: YES, Availability.NOT_STATED: NOT_STATED, "": NOT_STATED}
    return np.array([meaning.get(one, NO) for one in states] or [NOT_STATED], np.int64)[state]


def _day_flight(offers: pa.Table) -> Ints:
    """Whether both flights leave and land by day; NOT_STATED where a time of theirs is not."""
    leaves, lands, back, home = (
        _minutes(offers[name]) for name in ("out_from", "out_to", "back_from", "back_to")
    )
    stated = np.minimum.reduce([leaves, lands, back, home]) >= 0
    by_day = (leaves >= EARLIEST) & (back >= EARLIEST) & (leaves <= lands) & (back <= home)
    by_day &= (lands <= LATEST) & (home <= LATEST)
    return np.where(stated, by_day.astype(np.int64), NOT_STATED)


def _minutes(clock: pa.ChunkedArray) -> Ints:
    """Local clock times as minutes of the day, -1 where not stated."""
    code, texts = words(clock)
    minutes = [int(t[:2]) * 60 + int(t[3:5]) if t else -1 for t in texts] or [-1]
    return np.array(minutes, np.int64)[code]
