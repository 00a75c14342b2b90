"""Opened: one generation as search reads it, its columns mapped and its numbers given names."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ..catalog.fx import Rates
from ..offers.faults import GenerationFault
from .build import FORMAT, places_of
from .columns import NO_DATE, Columns, Ints, open_columns
from .freshness import limits
from .interned import ints
from .manners import Manners
from .parties import NAMED, PER_ADULT, Parties
from .places import PlaceTree
from .with_flight import flights_beside

EPOCH = dt.date(1970, 1, 1)
EPOCH_ORDINAL = EPOCH.toordinal()
MINUTE = 60


def day_number(date: dt.date) -> int:
    """Days since 1970, as the columns count them."""
    return date.toordinal() - EPOCH_ORDINAL


def date_of(day: int) -> dt.date:
    return EPOCH + dt.timedelta(days=day)


THURSDAY, FRIDAY = 3, 4
"""Days of the week from Monday 0; day 0 was a Thursday."""


def on_weekend(day: Ints) -> Any:
    """Which start days are a Friday or a Saturday; no date is none."""
    weekday = (day.astype(np.int64) + THURSDAY) % 7
    return ((weekday == FRIDAY) | (weekday == FRIDAY + 1)) & (day != NO_DATE)


def minute_number(at: dt.datetime) -> int:
    """Whole minutes since 1970 UTC, as the columns count checks."""
    return int(at.timestamp()) // MINUTE


MOST_MASKS = 256
"""Masks kept for one generation: a byte a product each, 8 MB at 30,000 products."""


@dataclass(frozen=True)
class Opened:
    """The columns of one generation with everything that gives them meaning."""

    generation: str
    columns: Columns
    parties: Parties
    tree: PlaceTree
    products: pa.Table = field(repr=False)
    operators: list[str]
    operator_names: list[str]
    airports: list[str]
    sources: list[dict[str, Any]]
    currency: str
    built: dt.datetime
    rates: Rates = field(repr=False)
    manners: Manners = field(repr=False)
    facilities: Ints = field(repr=False)
    described: dict[int, Any] = field(default_factory=dict, repr=False, compare=False)
    """Products as cards show them (cards.product_of keeps those shown last)."""
    _masks: dict[tuple[int, ...] | int, Any] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def read(cls, folder: Path, rates: Rates) -> Opened:
        """The generation in a folder; GenerationFault where a part is missing or unlike ours."""
        try:
            names = json.loads((folder / "columns" / "names.json").read_text(encoding="utf-8"))
            if names["format"] != FORMAT:
                raise GenerationFault(f"generation {folder.name} has columns of another kind")
            columns = open_columns(folder / "columns")
            products = read_table(folder / "products.arrow")
            facilities = np.load(folder / "columns" / "facilities.npy", allow_pickle=False)
        except (OSError, EOFError, ValueError) as error:
            raise GenerationFault(f"generation {folder.name} cannot be opened: {error}") from error
        return cls(
            generation=folder.name,
            columns=columns,
            parties=Parties.from_json(names["parties"]),
            tree=PlaceTree.grown(places_of(products)),
            products=products,
            operators=names["operators"],
            operator_names=names["operator_names"],
            airports=names["airports"],
            sources=names["sources"],
            currency=names["currency"],
            built=dt.datetime.fromisoformat(names["built"]),
            rates=rates,
            manners=Manners(**names["manners"]),
            facilities=facilities,
        )

    @cached_property
    def flights(self) -> Mapping[int, tuple[int, ...]]:
        """The fly-and-go rows that stand beside each hotel."""
        return flights_beside(self.products)

    @cached_property
    def places(self) -> Ints:
        """(country, region, resort) of each product as place numbers, -1 where it has none."""
        return np.array(self.tree.of_product, np.int32).reshape(-1, 3)

    @cached_property
    def country(self) -> Ints:
        """The country of each product as the segments number it: 0 is "no country known"."""
        return self.places[:, 0] + 1

    @cached_property
    def _by_place(self) -> tuple[Ints, Ints]:
        """The products of each place one after another, and where each place's begin."""
        levels = self.places.shape[1]
        owner = self.places.reshape(-1)
        order = np.argsort(owner, kind="stable")
        begins = np.searchsorted(owner[order], np.arange(len(self.tree.nodes) + 1))
        return order // levels, begins

    def products_in(self, place: int) -> Ints:
        """The rows of the products that lie in a place."""
        products, begins = self._by_place
        return products[begins[place] : begins[place + 1]]

    def inside(self, places: tuple[int, ...]) -> Any:
        """One truth for each product: does it lie in one of these places. Not to be written to."""
        mask = self._masks.get(places)
        if mask is None:
            mask = np.zeros(self.products.num_rows, bool)
            for place in places:
                mask[self.products_in(place)] = True
            self._keep(places, mask)
        return mask

    def with_stars(self, least: int) -> Any:
        """One truth for each product: has it so many half stars. Not to be written to."""
        mask = self._masks.get(least)
        if mask is None:
            mask = self.stars >= least
            self._keep(least, mask)
        return mask

    def _keep(self, asked: tuple[int, ...] | int, mask: Any) -> None:
        """Remember a mask of a byte a product; all are forgotten when they are many."""
        mask.setflags(write=False)
        if len(self._masks) >= MOST_MASKS:
            self._masks.clear()
        self._masks[asked] = mask

    @cached_property
    def _country_begins(self) -> list[int]:
        countries = np.arange(len(self.tree.nodes) + 2)
        begins: list[int] = np.searchsorted(self.columns.segment_country, countries).tolist()
        return begins

    def span_of_country(self, country: int) -> slice:
        """The segments of a country (its place number + 1; 0 is "no country known")."""
        return slice(self._country_begins[country], self._country_begins[country + 1])

    @cached_property
    def stars(self) -> Ints:
        """Half stars of each product, -1 where not stated."""
        return ints(self.products["stars"], -1).astype(np.int8)

    @cached_property
    def rating(self) -> Ints:
        """The rating of each product in tenths of ten, -1 where not stated."""
        return ints(self.products["rating"], -1).astype(np.int16)

    @cached_property
    def operator_number(self) -> dict[str, int]:
        return {slug: n for n, slug in enumerate(self.operators)}

    @cached_property
    def airport_number(self) -> dict[str, int]:
        return {code: n for n, code in enumerate(self.airports)}

    @cached_property
    def row_of_id(self) -> dict[str, int]:
        """The row of each product by its id."""
        return {id: row for row, id in enumerate(self.products["id"].to_pylist())}

    @cached_property
    def limits(self) -> Ints:
        """For each source the minutes up to which its prices are fresh, ageing and stale."""
        rows = [limits(s["period_minutes"], s.get("half_life_minutes")) for s in self.sources]
        return np.array(rows, np.int64).reshape(-1, 3)

    @cached_property
    def first_hidden(self) -> int:
        """The minute at which the first price of the generation is too old to be one."""
        columns, first = self.columns, []
        for source, (_, _, stale) in enumerate(self.limits.tolist()):
            checked = columns.checked[columns.source == source]
            first += [int(checked.min()) + stale + 1] if len(checked) else []
        return min(first, default=0)

    @cached_property
    def first_day(self) -> int:
        """The earliest start date, in days since 1970; 0 where all have none."""
        dates = self.columns.date[self.columns.date > 0]
        return int(dates.min()) if len(dates) else 0

    @cached_property
    def last_day(self) -> int:
        """The latest start date, in days since 1970."""
        return int(self.columns.date.max(initial=0))

    @cached_property
    def weekend(self) -> Any:
        """One truth for each start day up to the last: is it a Friday or a Saturday."""
        return on_weekend(np.arange(self.last_day + 1))

    @cached_property
    def has_undated(self) -> bool:
        return bool((self.columns.date == 0).any())

    @cached_property
    def has_per_adult(self) -> bool:
        return bool((self.columns.segment_party == PER_ADULT).any())

    @cached_property
    def has_from_only(self) -> bool:
        return bool(self.columns.from_only.any())

    @cached_property
    def party_codes(self) -> int:
        """How many party numbers there are."""
        return NAMED + len(self.parties.seated)


def read_table(path: Path) -> pa.Table:
    """An Arrow file, mapped; GenerationFault where it is missing or broken."""
    try:
        with pa.memory_map(str(path)) as source:
            return pa.ipc.open_file(source).read_all()
    except (OSError, pa.ArrowInvalid) as error:
        raise GenerationFault(f"{path}: cannot be opened: {error}") from error
