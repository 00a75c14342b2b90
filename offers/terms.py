"""Terms: what the operator says of paying and cancelling; None is "not stated", never "no"."""

from __future__ import annotations

from dataclasses import dataclass

from .faults import DomainFault

LONGEST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Terms:
    """How an offer is paid and given back.

    `deposit_percent` of the total is due with the booking, the rest `balance_days` days before
    the start date. Up to `free_cancellation_days` days before it the trip is given back at no
    charge; 0 is "never at no charge", as far as the operator says so.
    """

    deposit_percent: int | None = None
    balance_days: int | None = None
    free_cancellation_days: int | None = None

    def __post_init__(self) -> None:
        if self.deposit_percent is not None and not 0 <= self.deposit_percent <= 100:
            raise DomainFault(f"a deposit of {self.deposit_percent} % is none")
        for days in (self.balance_days, self.free_cancellation_days):
            if days is not None and not 0 <= days <= LONGEST_DAYS:
                raise DomainFault(f"{days} days before the start is beyond any booking")
