"""Destination: what is known of a place by what is offered there, whoever asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..offers import Board
from .asked import Asked
from .columns import NO_NIGHTS, Ints
from .coverage import in_asked_places
from .opened import Opened, date_of
from .rows import rows_of_products


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a departure can have, and how many stays of the place have it."""

    value: str
    said: str
    stays: int


@dataclass(frozen=True, slots=True)
class Destination:
    """What the operators offer at a place from today on, priced or not, for any party.

    Choices stand with those of most stays first; boards in their own order, least first.
    `first` and `last` are the earliest and latest published start day.
    """

    key: str
    said: str
    stays: int
    operators: tuple[Choice, ...]
    airports: tuple[Choice, ...]
    boards: tuple[Choice, ...]
    nights: tuple[Choice, ...]
    first: dt.date | None
    last: dt.date | None


def destination(opened: Opened, asked: Asked, key: str) -> Destination | None:
    """The place of a key; None where this generation has no stay there."""
    here = in_asked_places(opened, asked)
    products = here.nonzero()[0]
    if not len(products) or not opened.tree.under(key):
        return None
    at = rows_of_products(opened, asked.any_day(), tuple(range(opened.party_codes)), products)
    columns = opened.columns
    nights = columns.nights[at].astype(np.int64)
    date = columns.date[at]
    date = date[date > 0]
    node = opened.tree.node(key)
    return Destination(
        key=key,
        said=node.said if node else "",
        stays=len(products),
        operators=_named(opened, at, columns.operator, opened.operators, opened.operator_names),
        airports=_named(opened, at, columns.airport, opened.airports, opened.airports),
        boards=_boards(opened, at),
        nights=_counted(opened, at[nights != NO_NIGHTS], nights[nights != NO_NIGHTS]),
        first=date_of(int(date.min())) if len(date) else None,
        last=date_of(int(date.max())) if len(date) else None,
    )


def _stays(opened: Opened, at: Any, value: Ints) -> list[tuple[int, int]]:
    """Each value with its number of products, most first."""
    size = int(value.max(initial=0)) + 1
    pairs = np.unique(opened.columns.product[at].astype(np.int64) * size + value)
    counts = np.bincount(pairs % size, minlength=size)
    order = np.argsort(-counts, kind="stable")
    return [(int(n), int(counts[n])) for n in order.tolist() if counts[n]]


def _named(
    opened: Opened, at: Any, column: Ints, values: list[str], names: list[str]
) -> tuple[Choice, ...]:
    found = _stays(opened, at, column[at].astype(np.int64))
    return tuple(Choice(values[n], names[n], count) for n, count in found if values[n])


def _boards(opened: Opened, at: Any) -> tuple[Choice, ...]:
    found = sorted(_stays(opened, at, opened.columns.board[at].astype(np.int64)))
    return tuple(Choice(Board(n).code, Board(n).code, count) for n, count in found if n)


def _counted(opened: Opened, at: Any, nights: Ints) -> tuple[Choice, ...]:
    return tuple(Choice(str(n), str(n), count) for n, count in _stays(opened, at, nights))
