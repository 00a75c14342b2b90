"""Quotes: rows of the columns turned back into offers, with their totals and their age."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ..catalog.rows import to_offer
from ..offers import Basis, Money, Offer, Party, Price, total
from ..offers.faults import FairwindError
from .answer import Converted, Quote
from .freshness import freshness
from .opened import Opened, minute_number, read_table

MOST_KEPT = 20_000


class Quotes:
    """The offers of one generation, read from its file a few rows at a time."""

    def __init__(self, opened: Opened, folder: Path) -> None:
        self.opened = opened
        self.batches = read_table(folder / "offers.arrow").to_batches()
        self._starts = np.cumsum([0, *(batch.num_rows for batch in self.batches)])
        self._kept: dict[int, Offer] = {}
        self._keys: dict[int, str] = {}

    def offers(self, rows: Iterable[int]) -> dict[int, Offer]:
        """The offers of these rows of offers.arrow."""
        wanted = sorted(set(rows))
        if len(self._kept) > MOST_KEPT:
            self._kept, self._keys = {}, {}
        kept, keys = self._kept, self._keys
        absent = np.array([row for row in wanted if row not in kept], np.int64)
        owner = np.searchsorted(self._starts, absent, side="right") - 1
        for n in np.unique(owner).tolist():
            these = absent[owner == n]
            filled, empty = self._filled[n]
            taken = filled.take(pa.array(these - self._starts[n]))
            for row, said in zip(these.tolist(), taken.to_pylist(), strict=True):
                keys[row] = said["key"]
                kept[row] = to_offer(empty | said)
        return {row: kept[row] for row in wanted}

    @cached_property
    def _filled(self) -> list[tuple[pa.RecordBatch, dict[str, Any]]]:
        """Each batch without the columns that say nothing of any row, and what a row has there."""
        found = []
        for batch in self.batches:
            said = [name for name in batch.schema.names if _says_anything(batch[name])]
            empty: dict[str, Any] = {
                field.name: [] if pa.types.is_list(field.type) else None
                for field in batch.schema
                if field.name not in said
            }
            found.append((batch.select(said), empty))
        return found

    @cached_property
    def foreign(self) -> Any:
        """For each offer whether its source prints it in another currency than the site's."""
        own = self.opened.currency
        found = [pa.compute.not_equal(batch["currency"], own) for batch in self.batches]
        said = [flags.fill_null(False).to_numpy(zero_copy_only=False) for flags in found]
        return np.concatenate([np.zeros(0, bool), *said])

    def quote(
        self,
        row: int,
        offer: Offer,
        asked: Party,
        now: dt.datetime,
        currency: str,
        mine: int | None,
        rooms: int = 1,
    ) -> Quote:
        """The offer as the asked party sees it, in so many equal rooms.

        `mine` is the total in the site's currency where the columns call it this party's own.
        """
        price = offer.departure.price
        own = None if mine is None else self.total(offer, asked, rooms)
        age = minute_number(now) - minute_number(offer.checked_at)
        return Quote(
            row=row,
            key=self.key(row),
            offer=offer,
            total=own,
            shown=None if own is None else self._shown(own, currency, mine),
            derived=price is not None and (rooms > 1 or price.basis is Basis.PER_PERSON),
            from_only=price is not None and not price.complete,
            freshness=freshness(age, self._limits(offer.ref.source)),
            rooms=rooms,
        )

    def own_quote(
        self, row: int, offer: Offer, asked: Party, now: dt.datetime, rooms: int = 1
    ) -> Quote:
        """The offer for a party, by the domain's rule alone and in the operator's currency."""
        quote = self.quote(row, offer, asked, now, "", None, rooms)
        own = self.total(offer, asked, rooms)
        shown = None if own is None else self._shown(own, "", None)
        return replace(quote, total=own, shown=shown)

    def total(self, offer: Offer, asked: Party, rooms: int = 1) -> Money | None:
        """The party's total in the operator's own currency, in so many equal rooms."""
        price, room = offer.departure.price, asked.divided(rooms)
        one = None if price is None or room is None else own_total(price, offer, room)
        return None if one is None else one * rooms

    def key(self, row: int) -> str:
        if known := self._keys.get(row):
            return known
        n = int(np.searchsorted(self._starts, row, side="right")) - 1
        key: str = self.batches[n]["key"][row - int(self._starts[n])].as_py()
        return key

    def row_of(self, key: str) -> int | None:
        """The row of an offer by its key, or None where this generation has it no more."""
        for start, batch in zip(self._starts.tolist(), self.batches, strict=False):
            at = pa.compute.index(batch["key"], key).as_py()
            if at >= 0:
                return int(start) + int(at)
        return None

    def _limits(self, source: str) -> tuple[int, int, int]:
        number = next(n for n, s in enumerate(self.opened.sources) if s["name"] == source)
        fresh, ageing, stale = self.opened.limits[number].tolist()
        return fresh, ageing, stale

    def _shown(self, own: Money, currency: str, mine: int | None) -> Converted | None:
        """The total in the visitor's currency; None where it is the operator's, or has no rate.

        In the site's currency it is the very number that is sorted by and held against a budget.
        """
        opened = self.opened
        wanted = currency or opened.currency
        if own.currency == wanted:
            return None
        on = opened.built.date()
        try:
            rate, day, source = opened.rates.rate(own.currency, wanted, on)
            if wanted == opened.currency and mine is not None:
                return Converted(Money(mine, wanted), f"{rate:f}", day, source)
            money = opened.rates.convert(own, wanted, on)[0]
        except FairwindError:
            return None
        return Converted(money, f"{rate:f}", day, source)


def _says_anything(column: pa.Array) -> bool:
    if pa.types.is_list(column.type):
        return len(column.flatten()) > 0
    return bool(column.null_count < len(column))


def own_total(price: Price, offer: Offer, asked: Party) -> Money | None:
    """The asked party's total by the domain's one rule."""
    nights = offer.departure.nights
    single = nights.least if nights and nights.least == nights.most else None
    return total(price, asked, offer.bands, single)
