"""Coverage: how far the operators have published, so that "no data" is never taken for "none"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .asked import Asked
from .columns import Ints
from .opened import Opened
from .rows import chosen


@dataclass(frozen=True, slots=True)
class Coverage:
    """What each operator has published in this generation, priced or not, for whatever party.

    `sells` holds one truth for each (product, operator). `until` is the latest start day (since
    1970, 0 for none) of each (country, operator), countries as the segments number them.
    """

    sells: Any
    until: Any

    @classmethod
    def of(cls, opened: Opened) -> Coverage:
        """One pass over all departures of the generation."""
        columns, operators = opened.columns, len(opened.operators)
        sells = np.zeros((opened.products.num_rows, operators), bool)
        sells[columns.product, columns.operator] = True
        countries = len(opened.tree.nodes) + 1
        until = np.zeros(countries * operators, np.int32)
        cell = opened.country[columns.product].astype(np.int64) * operators + columns.operator
        np.maximum.at(until, cell, columns.date.astype(np.int32))
        return cls(sells, until.reshape(countries, operators))

    def last_day(self, asked: Asked, products: Any, countries: Any = slice(None)) -> int:
        """The last start day that anyone has published in these countries, of the asked operators
        who sell any of these products; 0 where nobody sells them.

        After it we have no data: nobody has said yet what goes then. Up to it, a day without a
        departure is one that they left out.
        """
        sellers = self.sells[products].any(axis=0)
        if asked.operators is not None:
            sellers &= asked.operators
        return int(self.until[countries][..., sellers].max(initial=0))

    def last_days(self, asked: Asked, group: Ints, country: Ints) -> Ints:
        """`last_day` of many groups of products at once.

        `group` is the group of each product (-1 for none), `country` the country of each group.
        """
        if not len(country):
            return np.zeros(0, np.int64)
        products = np.argsort(group, kind="stable")
        products = products[np.searchsorted(group[products], 0) :]
        begins = np.searchsorted(group[products], np.arange(len(country)))
        sellers = np.logical_or.reduceat(self.sells[products], begins, axis=0)
        if asked.operators is not None:
            sellers &= asked.operators
        last: Ints = np.where(sellers, self.until[country], 0).max(axis=1, initial=0)
        return last


def in_asked_places(opened: Opened, asked: Asked) -> Any:
    """One truth for each product: does it lie in the asked places, whatever else is asked."""
    if asked.inside is not None:
        return asked.inside
    if asked.countries is None:
        return np.ones(opened.products.num_rows, bool)
    return chosen(len(opened.tree.nodes) + 1, asked.countries)[opened.country]
