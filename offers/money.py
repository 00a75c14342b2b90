"""Money: whole minor units and a currency, never a binary float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import total_ordering

from .faults import MoneyFault

# ISO 4217: the currencies whose minor unit is not a hundredth.
EXPONENTS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
NO_CURRENCY = "XXX"
"""ISO 4217's code for "no currency": an amount whose currency nobody states."""

MOST_MINOR = 10**15
_CODE = re.compile(r"[A-Z]{3}\Z")


def exponent(currency: str) -> int:
    """Decimal places of a currency's minor unit (ISO 4217; 2 where not listed)."""
    return EXPONENTS.get(currency, 2)


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units (cents, fillér, yen) of one currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise MoneyFault(f"an amount is whole minor units, not {self.minor!r}")
        if abs(self.minor) > MOST_MINOR:
            raise MoneyFault(f"{self.minor} minor units are no price")
        if not _CODE.match(self.currency):
            raise MoneyFault(f"{self.currency!r} is not a currency code such as EUR")

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """The money of a decimal amount in major units; half a minor unit rounds away from 0."""
        try:
            major = Decimal(amount)
            minor = (major * 10 ** exponent(currency)).quantize(Decimal(1), ROUND_HALF_UP)
            return cls(int(minor), currency)
        except (InvalidOperation, ValueError) as error:
            raise MoneyFault(f"{amount!r} is not an amount") from error

    @property
    def major(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def _same(self, other: Money) -> None:
        if other.currency != self.currency:
            raise MoneyFault(f"{self.currency} and {other.currency} cannot be put together")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, count: int) -> Money:
        return Money(self.minor * count, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __str__(self) -> str:
        return f"{self.major} {self.currency}"
