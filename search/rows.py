"""Rows: the departures that answer a question, found in the sorted columns."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

import numpy as np

from .asked import LAST_DAY, Asked, Dates
from .columns import NO_DATE, NO_NIGHTS, Columns, Ints
from .opened import Opened
from .parties import PER_ADULT

BEHIND_ALL = 60
"""The place of a bit above every total: no party pays so much in minor units."""
MANY = 4096
MOST = int(np.iinfo(np.int64).max)
FEW = 6
"""Up to so many runs are searched one by one; more are searched all at once."""
FEW_ROWS = 64
"""Of so many rows Python's own sets tell the different ones sooner than numpy does."""
FEW_RUNS = 64
"""Up to so many runs are cut out one by one."""
DENSE = 1024
"""Up to so many rows for each asked segment, all their dates are looked at; in longer ones the
asked dates are searched for."""
FEW_PRODUCTS = 256
"""So many products are looked up one by one in their own order even where dates are asked for,
which the first order finds faster in a wide search."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Departures by their numbers; `total` (minor units of the site's currency) where asked."""

    at: Any
    total: Any = None

    def __len__(self) -> int:
        return len(self.at)

    def where(self, mask: Any) -> Rows:
        return Rows(self.at[mask], None if self.total is None else self.total[mask])


def _spans(opened: Opened, asked: Asked) -> list[slice]:
    """The segments of the asked countries."""
    if asked.countries is None:
        return [slice(0, len(opened.columns.segment_party))]
    return [opened.span_of_country(country) for country in asked.countries]


def segments(opened: Opened, asked: Asked, parties: tuple[int, ...]) -> Ints:
    """The segments of these parties at the asked places and airports."""
    columns = opened.columns
    party = chosen(opened.party_codes, parties)
    airport = None if asked.airports is None else chosen(len(opened.airports), asked.airports)
    found = []
    for span in _spans(opened, asked):
        fits = party[columns.segment_party[span]]
        if airport is not None:
            fits &= airport[columns.segment_airport[span]]
        found.append(fits.nonzero()[0] + span.start)
    return found[0] if len(found) == 1 else np.concatenate([np.zeros(0, np.int64), *found])


def chosen(size: int, numbers: tuple[int, ...]) -> Any:
    """One truth for each of `size` numbers: whether it is among these."""
    mask = np.zeros(size, bool)
    mask[list(numbers)] = True
    return mask


def on_dates(
    opened: Opened, first: Ints, last: Ints, dates: Dates, order: Ints | None = None
) -> Any:
    """The rows of the runs [first, last) that start on the asked dates.

    `order` maps run positions to rows where the runs lie in the second order. A few rows are
    looked at one and all; in many the dates are searched for, as each run is sorted by them.
    """
    if every_day(opened, dates):
        return _rows_at(spread(first, last), order)
    if int((last - first).sum()) > MANY:
        return _rows_at(spread(*within(opened, first, last, dates, order)), order)
    at = _rows_at(spread(first, last), order)
    return at[dates_fit(opened.columns.date[at], dates)]


def on_days_of(opened: Opened, runs: list[slice], dates: Dates) -> Any:
    """The rows of a few runs of the second order that start on the asked dates."""
    order, date = opened.columns.by_stay, opened.columns.date
    if sum(run.stop - run.start for run in runs) > MANY and not every_day(opened, dates):
        ends = np.array([(run.start, run.stop) for run in runs], np.int64)
        return on_dates(opened, ends[:, 0], ends[:, 1], dates, order)
    at = order[runs[0]] if len(runs) == 1 else _joined([order[run] for run in runs])
    at = at.astype(np.int64)
    return at if every_day(opened, dates) else at[dates_fit(date[at], dates)]


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, np.uint8), *parts])


def dates_fit(day: Ints, dates: Dates) -> Any:
    """Which of the days are asked for."""
    fits = (day >= dates.first) & (day <= dates.last)
    return fits | (day == NO_DATE) if dates.undated else fits


def every_day(opened: Opened, dates: Dates) -> bool:
    """Whether no departure of the generation lies outside the asked dates."""
    from_first = dates.first <= opened.first_day and (dates.undated or not opened.has_undated)
    return from_first and dates.last >= opened.last_day


def _rows_at(places: Ints, order: Ints | None) -> Any:
    return places if order is None else order[places].astype(np.int64)


def within(
    opened: Opened, first: Ints, last: Ints, dates: Dates, order: Ints | None
) -> tuple[Ints, Ints]:
    """The parts of the runs whose dates fit, as starts and ends."""
    date = opened.columns.date
    begin = lower_bound(date, first, last, dates.first, order)
    end = last if dates.last >= LAST_DAY else lower_bound(date, begin, last, dates.last + 1, order)
    if dates.undated and opened.has_undated:
        undated = lower_bound(date, first, begin, NO_DATE + 1, order)
        return np.concatenate([first, begin]), np.concatenate([undated, end])
    return begin, end


def lower_bound(column: Ints, first: Ints, last: Ints, value: int, order: Ints | None) -> Ints:
    """For each run, the first position whose value is not below the given one."""
    if len(first) <= FEW:
        sought = column if order is None else _Ordered(column, order)
        runs = zip(first.tolist(), last.tolist(), strict=True)
        return np.array([bisect_left(sought, value, *run) for run in runs], np.int64)
    low, high = first.copy(), last.copy()
    longest = int((high - low).max(initial=0))
    limit = len(column) - 1
    for _ in range(longest.bit_length()):
        middle = (low + high) >> 1
        probe = np.minimum(middle, limit)
        below = (column[probe if order is None else order[probe]] < value) & (low < high)
        low = np.where(below, middle + 1, low)
        high = np.where(below, high, middle)
    return low


class _Ordered:
    """A column as another order shows it, one value at a time."""

    __slots__ = ("column", "order")

    def __init__(self, column: Ints, order: Ints) -> None:
        self.column, self.order = column, order

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, place: int) -> int:
        value: int = self.column[self.order[place]]
        return value


def spread(first: Ints, last: Ints) -> Ints:
    """Every position of the runs [first, last), one after another."""
    if len(first) == 1:
        return np.arange(first[0], last[0])
    lengths = last - first
    ends = lengths.cumsum()
    places = np.arange(ends[-1] if len(ends) else 0)
    places += (last - ends).repeat(lengths)
    return places


def rows_of(
    opened: Opened, asked: Asked, parties: tuple[int, ...], among: Any = None, choices: bool = True
) -> Any:
    """The rows of these parties at the asked places, airports and dates, of the products that fit
    by words and (unless left out) by the choices of `matching_products`; no other filter.

    `among`, one truth for each product, is given where fewer of those that fit are wanted. Few
    products are looked up in their own order; so are any number where all their dates fit.
    """
    fits = matching_products(asked, choices) if among is None else among
    if fits is not None and asked.airports is None:
        whole = among is not None or asked.inside is not None or asked.countries is None
        products = (fits if whole else fitting_products(opened, asked, choices)).nonzero()[0]
        if len(products) <= FEW_PRODUCTS or every_day(opened, asked.dates):
            return rows_of_products(opened, asked, parties, products)
    found = segments(opened, asked, parties)
    start = opened.columns.segment_start
    if asked.airports is None and _is_dense(opened, asked, len(found)):
        at = scanned(opened, asked, parties)
    else:
        at = on_dates(opened, start[found], start[found + 1], asked.dates)
    return at if fits is None else at[fits[opened.columns.product[at]]]


def _is_dense(opened: Opened, asked: Asked, segments: int) -> bool:
    """Whether it takes less to look at all rows than to search in so many segments."""
    if every_day(opened, asked.dates):
        return False
    start = opened.columns.segment_start
    spans = _spans(opened, asked)
    return sum(int(start[one.stop] - start[one.start]) for one in spans) <= DENSE * segments


def scanned(opened: Opened, asked: Asked, parties: tuple[int, ...]) -> Any:
    """The same rows, found by looking at the date of every row of the asked countries.

    Processors compare neighbours many at a time: a thousand rows take less than to search for
    the dates in one segment.
    """
    columns, dates, found = opened.columns, asked.dates, []
    party = chosen(opened.party_codes, parties)
    for span in _spans(opened, asked):
        begin, end = columns.segment_start[[span.start, span.stop]].tolist()
        at = dates_fit(columns.date[begin:end], dates).nonzero()[0] + begin
        found.append(at[party[columns.party[at]]])
    return found[0] if len(found) == 1 else np.concatenate([np.zeros(0, np.int64), *found])


def rows_of_products(opened: Opened, asked: Asked, parties: tuple[int, ...], products: Ints) -> Any:
    """The rows of these parties and products on the asked dates, from any airport."""
    runs, _ = stays_of(opened, parties, products)
    start = opened.columns.stay_start
    if len(runs) <= FEW_RUNS:
        ends = zip(start[runs].tolist(), start[runs + 1].tolist(), strict=True)
        return on_days_of(opened, [slice(*one) for one in ends], asked.dates)
    begin, end = start[runs].astype(np.int64), start[runs + 1].astype(np.int64)
    return on_dates(opened, begin, end, asked.dates, opened.columns.by_stay)


def stays_of(opened: Opened, parties: tuple[int, ...], products: Ints) -> tuple[Ints, Ints]:
    """The runs of the second order of these parties and products, and each one's product."""
    columns = opened.columns
    first = columns.stay_of_product[products].astype(np.int64)
    last = columns.stay_of_product[products + 1].astype(np.int64)
    runs = spread(first, last)
    of_party = chosen(opened.party_codes, parties)[columns.stay_party[runs]]
    return runs[of_party], np.repeat(products, last - first)[of_party]


def matching_products(asked: Asked, choices: bool = True) -> Any:
    """The products that fit by region, words and (unless left out) stars, rating and facilities;
    None for all."""
    chosen = (asked.starred, asked.rated, asked.equipped) if choices else ()
    masks = [mask for mask in (asked.inside, asked.worded, *chosen) if mask is not None]
    return reduce(and_, masks) if masks else None


def fitting_products(opened: Opened, asked: Asked, choices: bool = True) -> Any:
    """One truth for each product: whether it fits by place, words and (unless left out) choices."""
    fits = matching_products(asked, choices)
    if asked.inside is None and asked.countries is not None:
        there = chosen(len(opened.tree.nodes) + 1, asked.countries)[opened.country]
        return there if fits is None else there & fits
    return np.ones(opened.products.num_rows, bool) if fits is None else fits


def filtered(opened: Opened, asked: Asked, at: Any) -> Any:
    """The rows that fit by operator, manner, day of the week, board and nights."""
    columns = opened.columns
    if asked.operators is not None:
        at = at[asked.operators[columns.operator[at]]]
    if asked.manners is not None:
        at = at[asked.manners[columns.manner[at]]]
    if asked.weekend:
        at = at[opened.weekend[columns.date[at]]]
    if asked.query.board_min is not None:
        at = at[columns.board[at] >= asked.query.board_min]
    if asked.nights is not None:
        at = at[nights_fit(columns, asked, at)]
    return at


def nights_fit(columns: Columns, asked: Asked, at: Any) -> Any:
    """Which rows are sold in an asked length; one that states none is not."""
    least, most = asked.nights or (0, 255)
    return (columns.nights[at] <= most) & (columns.nights_most[at] >= least)


def visible(opened: Opened, asked: Asked, at: Any) -> Any:
    """Which prices are young enough to be prices; None where all are."""
    if opened.first_hidden > asked.minute:
        return None
    columns = opened.columns
    stale = opened.limits[:, 2]
    return columns.checked[at] + stale[columns.source[at]] >= asked.minute


def totals(opened: Opened, asked: Asked, at: Any) -> Ints:
    """The asked party's totals: a price for each adult times the adults, all others as stated,
    of every room the same."""
    total = _room_totals(opened, asked, at)
    return total if asked.rooms == 1 else total * asked.rooms


def _room_totals(opened: Opened, asked: Asked, at: Any) -> Ints:
    columns = opened.columns
    total: Ints = columns.total[at].astype(np.int64)
    if not opened.has_per_adult or PER_ADULT not in asked.own or not len(total):
        return total
    each = (columns.party[at] == PER_ADULT).nonzero()[0]
    total[each] *= asked.room.adults if asked.room else 1
    if len(columns.extra):
        total[each] += columns.extra[at[each]]
    return total


def with_totals(opened: Opened, asked: Asked, at: Any) -> Rows:
    """The rows with the asked party's totals."""
    return Rows(at, totals(opened, asked, at))


def whole_first(opened: Opened, rows: Rows) -> Ints:
    """A number by which rows stand in the order of price: the whole totals by their amount, then
    the "from" ones, of which a mandatory part is unknown, by theirs.

    No missing part is guessed, so a "from" total is never said to be cheaper than a whole one.
    """
    if not opened.has_from_only:
        amounts: Ints = rows.total
        return amounts
    unknown = opened.columns.from_only[rows.at].astype(np.int64)
    worth: Ints = rows.total + (unknown << BEHIND_ALL)
    return worth


def in_budget(opened: Opened, asked: Asked, rows: Rows) -> Rows:
    """The rows whose totals lie within the asked budget.

    A budget for each night wants one stated length; a row without it is not within any.
    """
    if asked.least is None and asked.most is None:
        return rows
    times: Any = 1
    if asked.nightly:
        rows = rows.where(one_length(opened.columns, rows.at))
        times = opened.columns.nights[rows.at].astype(np.int64)
    fits = np.ones(len(rows), bool)
    if asked.least is not None:
        fits &= rows.total >= asked.least * times
    if asked.most is not None:
        fits &= rows.total <= asked.most * times
    return rows.where(fits)


def one_length(columns: Columns, at: Any) -> Any:
    """Which rows are sold in one stated length of a night or more."""
    nights = columns.nights[at]
    return (nights == columns.nights_most[at]) & (nights > 0) & (nights != NO_NIGHTS)


def distinct(values: Ints, size: int = MOST) -> Ints:
    """The different values among numbers below `size`, ascending."""
    if len(values) <= FEW_ROWS:
        return np.array(sorted(set(values.tolist())), values.dtype)
    if len(values) < 2048 or size > 1 << 24:
        values = np.sort(values)
        fresh = np.ones(len(values), bool)
        fresh[1:] = values[1:] != values[:-1]
        return values[fresh]
    seen = np.zeros(size, bool)
    seen[values] = True
    return np.flatnonzero(seen)


def first_of_each(owner: Ints, *keys: Ints) -> Ints:
    """For each owner the position that comes first by the keys; owners ascending.

    Of many rows only those that share their owner's least first key are put in order.
    """
    if len(owner) > MANY:
        return _first_of_many(owner, *keys)
    order = np.lexsort((*keys[::-1], owner))
    owner = owner[order]
    begins = np.ones(len(owner), bool)
    begins[1:] = owner[1:] != owner[:-1]
    return order[begins]


def _first_of_many(owner: Ints, *keys: Ints) -> Ints:
    size = int(owner.max()) + 1
    least = np.full(size, MOST, np.int64)
    np.minimum.at(least, owner, keys[0])
    candidates = (keys[0] == least[owner]).nonzero()[0]
    owner = owner[candidates]
    count = np.bincount(owner, minlength=size)
    first = np.zeros(size, np.int64)
    first[owner] = candidates
    tied = (count[owner] > 1).nonzero()[0]
    if len(tied):
        further = [key[candidates[tied]] for key in keys[:0:-1]]
        tied = tied[np.lexsort(further)[::-1]]
        first[owner[tied]] = candidates[tied]  # the last written stays: each owner's first
    return first[count > 0]
