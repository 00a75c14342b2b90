"""Doubts: which prices of a run cannot be right beside everything that is known (crawling.md 12).

A price is weighed against its own trip in the last published run, against the same room on near
days, against its product's and its operator's other prices, and against what anybody pays at all.
What was published before at about this price is believed; so is what costs the same on near days
or in the same room, whatever the rest of the house costs (a suite is no slip). What the whole run
or the whole product did together (a sale, another currency) is no single offer's doing: that is
the gate's to judge.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal, NamedTuple

import numpy as np

from .levels import Level, group_level, group_median, near_level
from .priced import Before, Floats, Ints, Priced

WILD = np.log(3)
"""No sale makes a price this many times larger or smaller between two runs (as gate.figures)."""
NEAR_WILD = np.log(4)
"""Christmas costs three times November, and what leaves tomorrow a third."""
DEARER, CHEAPER = np.log(10), np.log(6)
"""In one house: suites go far up, and nothing goes as far down."""
LEVEL_WILD = np.log(30)
LEAST_PRODUCT, LEAST_LEVEL, LEAST_KNOWN = 8, 30, 3
FAR = 6.0
"""Modified z-scores; 3.5 is the usual mark of an outlier, and we would rather miss one."""
EXACT = 0.005
LEV = np.log(1.95583)
"""Levs to a euro: both stand side by side on every Bulgarian price."""
_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")
OUT_OF_STEP = np.log(1.6)
LAST_MINUTE = 21
LEAST_EUROS, MOST_EUROS = 0.40, 20_000.0
"""For one person and one night: below, thousands were misread; above, cents."""


class Why(StrEnum):
    """What a price does not agree with."""

    ITSELF = "price_unlike_last_run"
    PARTY = "price_of_another_party"
    LEVS = "price_in_another_currency"
    NEAR = "price_unlike_near_days"
    PRODUCT = "price_unlike_its_product"
    LEVEL = "price_unlike_its_operator"
    BOUNDS = "price_out_of_bounds"


class Doubts(NamedTuple):
    """The doubted prices: their places in Priced, why, and what they should be about, in minor
    units (0 where no other price says so)."""

    at: Ints
    why: list[Why]
    about: Floats


class _Own(NamedTuple):
    """Each price beside its own trip before: how far it moved by itself, beyond what its product
    or run did together (NaN: not known), what it cost, and whether its product's others say so."""

    moved: Floats
    before: Floats
    among: Any


def doubts(now: Priced, before: Before | None, today: int) -> Doubts:
    """The prices that cannot be right; `before` are those of the last published run, `today` is in
    days since 1970."""
    own = _own(now, before)
    near = near_level(now.room, now.day, now.night)
    product = group_level(now.product, now.night, LEAST_PRODUCT)
    level = group_level(now.level, now.night, LEAST_LEVEL)
    room = group_median(now.room, now.night, LEAST_KNOWN)
    beside = now.night - near
    alike = np.abs(now.night - room) <= WILD
    calm = np.abs(beside) <= OUT_OF_STEP
    flipped = _flipped(now, own, beside, today)
    jumped = (np.abs(own.moved) > WILD) & ~calm
    news = np.isnan(own.moved)
    found = {
        Why.ITSELF: (jumped, own.before),
        **{why: (rows, own.before) for why, rows in flipped.items()},
        Why.NEAR: (news & (np.abs(beside) > NEAR_WILD), _price(now, near)),
        Why.PRODUCT: (
            news & np.isnan(near) & ~alike & _off_product(now, product),
            _price(now, product.middle),
        ),
        Why.LEVEL: (news & _off_level(now, level), _price(now, level.middle)),
        Why.BOUNDS: (news & _out_of_bounds(now), np.zeros(len(now))),
    }
    return _first(found, len(now))


def _first(found: dict[Why, tuple[Any, Floats]], count: int) -> Doubts:
    """Each doubted price with the first reason it has."""
    why, about = np.full(count, -1), np.zeros(count)
    for number, (rows, price) in enumerate(found.values()):
        fresh = rows & (why < 0)
        why[fresh], about[fresh] = number, price[fresh]
    at, names = np.flatnonzero(why >= 0), list(found)
    return Doubts(at, [names[number] for number in why[at].tolist()], about[at])


def _own(now: Priced, before: Before | None) -> _Own:
    unknown = np.full(len(now), np.nan)
    if before is None or not len(before.trip) or not len(now):
        return _Own(unknown, unknown, np.zeros(len(now), bool))
    first, end = (np.searchsorted(before.trip, now.trip, side) for side in _SIDES)
    known = end > first
    price, moved, was = np.log(now.amount), unknown.copy(), unknown.copy()
    # One trip may stand there at several prices (by another flight): the nearest of them counts.
    low, high = before.amount[first[known]], before.amount[end[known] - 1]
    was[known] = np.clip(price[known], np.log(low), np.log(high))
    moved[known] = (price - was)[known]
    together = _together(now, moved)
    among = ~np.isnan(together)
    run = np.median(moved[known]) if known.sum() >= LEAST_KNOWN else 0.0
    return _Own(moved - np.where(among, together, run), np.exp(was), among)


def _together(now: Priced, moved: Floats) -> Floats:
    """What each row's product did as a whole; NaN where few of its prices are known."""
    known = ~np.isnan(moved)
    found = np.full(len(now), np.nan)
    if known.any():
        found[known] = group_median(now.product[known], moved[known], LEAST_KNOWN)
    return found


def _flipped(now: Priced, own: _Own, beside: Floats, today: int) -> dict[Why, Any]:
    """Prices that are exactly those of another party, or in levs, since the last published run.

    Only where they fall out of step with near days, or where none are known, go up while the rest
    of the house stands: half off is a sale often enough, and close to the start always.
    """
    late = (now.day - today <= LAST_MINUTE) & (own.moved < 0)
    odd = (np.abs(beside) > OUT_OF_STEP) & (np.sign(beside) == np.sign(own.moved)) & ~late
    alone = odd | (np.isnan(beside) & own.among & (own.moved > 0))
    by = np.abs(own.moved)
    party = np.minimum(np.abs(by - np.log(2)), np.abs(by - np.log(np.maximum(now.persons, 2))))
    return {Why.PARTY: alone & (party < EXACT), Why.LEVS: alone & (np.abs(by - LEV) < EXACT)}


def _off_product(now: Priced, product: Level) -> Any:
    away = now.night - product.middle
    return ((away > DEARER) | (away < -CHEAPER)) & (np.abs(product.z) > FAR)


def _off_level(now: Priced, level: Level) -> Any:
    return (np.abs(now.night - level.middle) > LEVEL_WILD) & (np.abs(level.z) > FAR)


def _out_of_bounds(now: Priced) -> Any:
    return (now.euros < LEAST_EUROS) | (now.euros > MOST_EUROS)


def _price(now: Priced, night: Floats) -> Floats:
    """What a level for one night comes to for the nights of each row, in minor units."""
    return np.exp(night) * now.amount / np.exp(now.night)
