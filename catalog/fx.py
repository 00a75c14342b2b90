"""Exchange: the ECB's reference rates since 2012, embedded, each with its day and source."""

from __future__ import annotations

import datetime as dt
import gzip
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ..offers import NO_CURRENCY, Money
from ..offers.faults import MoneyFault

ECB = "European Central Bank, euro foreign exchange reference rates"
COUNCIL = "Council of the European Union, irrevocable conversion rate to the euro"
SAME = "the same currency"

# Currencies that became euros: from that day one euro is so many of them, by regulation
# (EU 870/2013, 851/2014, 2022/1208, 2025/1409). Before it the ECB's daily rates count.
BECAME_EURO = {
    "LVL": (dt.date(2014, 1, 1), Decimal("0.702804")),
    "LTL": (dt.date(2015, 1, 1), Decimal("3.45280")),
    "HRK": (dt.date(2023, 1, 1), Decimal("7.53450")),
    "BGN": (dt.date(2026, 1, 1), Decimal("1.95583")),
}

# A rate is used as it is printed: ten digits, so that anyone can do the sum again.
_DIGITS = Context(prec=10, rounding=ROUND_HALF_EVEN)


class Converted(NamedTuple):
    """An amount in the wanted currency; `rate` is what one unit of the old one is worth."""

    money: Money
    rate: Decimal
    on: dt.date
    source: str


@dataclass(frozen=True, slots=True)
class Rates:
    """Reference rates by bank day: how much of each currency one euro is.

    Kept as the table's `lines`, in 3 MiB where its cells took 13: few of them are ever asked for.
    `place` says where in a line a currency stands.
    """

    days: Sequence[dt.date]
    place: Mapping[str, int]
    lines: Sequence[str]

    @classmethod
    def embedded(cls) -> Rates:
        """The shipped table (scripts/reduce_rates.py)."""
        return _embedded()

    @classmethod
    def read(cls, text: str) -> Rates:
        """Rates of a CSV without quotes: a column Date, then one a currency; an empty cell is "not
        quoted". ValueError names a line of another length, or without a day.
        """
        header, *lines = text.splitlines()
        _, *currencies = header.split(",")
        for line in lines:
            if line.count(",") != len(currencies):
                raise ValueError(f"{line[:40]!r} has not {len(currencies)} rates")
        days = tuple(dt.date.fromisoformat(line[:10]) for line in lines)
        return cls(days, {name: place for place, name in enumerate(currencies, 1)}, lines)

    @property
    def last_day(self) -> dt.date:
        return self.days[-1]

    def convert(self, money: Money, to: str, on: dt.date) -> Converted:
        """The money in another currency by the rate of the last bank day on or before `on`.

        MoneyFault where no rate is known: a currency the table has not, a day before it, or one
        on which the ECB did not quote it. Half a minor unit rounds away from zero.
        """
        rate, day, source = self.rate(money.currency, to, on)
        return Converted(Money.of(money.major * rate, to), rate, day, source)

    def rate(self, one: str, other: str, on: dt.date) -> tuple[Decimal, dt.date, str]:
        """What one unit of a currency is worth in another, the bank day, and who says so."""
        if NO_CURRENCY in (one, other):
            raise MoneyFault("an amount without a currency cannot be converted")
        if one == other:
            return Decimal(1), on, SAME
        at = bisect_right(self.days, on) - 1
        if at < 0:
            raise MoneyFault(f"no rates are known on {on}: the table begins on {self.days[0]}")
        rate = _DIGITS.divide(self._of_euro(other, at, on), self._of_euro(one, at, on))
        fixed = {one, other} <= {"EUR", *_fixed(on)}
        return rate, self.days[at], COUNCIL if fixed else ECB

    def _of_euro(self, currency: str, at: int, on: dt.date) -> Decimal:
        if currency == "EUR":
            return Decimal(1)
        if fixed := _fixed(on).get(currency):
            return fixed
        place = self.place.get(currency)
        if place is None:
            raise MoneyFault(f"{currency}: the European Central Bank publishes no rate for it")
        quoted = self.lines[at].split(",")[place]
        if not quoted:
            raise MoneyFault(f"{currency}: no rate was published on {self.days[at]}")
        return Decimal(quoted)


def _fixed(on: dt.date) -> dict[str, Decimal]:
    return {name: rate for name, (since, rate) in BECAME_EURO.items() if on >= since}


@cache
def _embedded() -> Rates:
    packed = (files(__package__) / "data" / "rates.csv.gz").read_bytes()
    return Rates.read(gzip.decompress(packed).decode("ascii"))
