"""Price checks: what an operator answered when one shown price was asked for again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from ..offers import Money, Party
from .tables import price_checks

ENOUGH = 50
"""Checks from which on a score is shown (product.md 8); fewer say nothing of an operator."""
SCORED_DAYS = 30
KEPT_DAYS = 730
"""Checks are kept for 24 months: long after their score, no longer than the enquiry asked for."""
_LONGEST_REASON = 500


class State(StrEnum):
    """What became of one shown price; ASKING is a question that is under way."""

    ASKING = "asking"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    GONE = "gone"
    UNANSWERED = "unanswered"
    NOT_CHECKABLE = "not_checkable"


SAID = (State.CONFIRMED, State.CHANGED, State.GONE)
"""The states in which the operator said something about the price: they make its score."""


class Cause(StrEnum):
    """Why it was asked for."""

    ENQUIRY = "enquiry"
    VISITOR = "visitor"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class PriceCheck:
    """One question to one operator about one offer.

    `source` is the card that was asked, `operator` the tour operator's slug. `party` is for whom
    the price was asked, as `party_said` writes it. `shown` is the total the visitor saw and
    `shown_at` when the operator had said it; None where no total was shown (a price for another
    party), and then it is no check of the truth. `verified` is the total of the answer. `reason`
    is the code and figures of what moved (crawlers.recheck writes it), "" where nothing did.
    """

    asked_at: dt.datetime
    cause: Cause
    source: str
    operator: str
    offer_key: str
    state: State
    party: str = ""
    product_id: str = ""
    lead_id: int | None = None
    shown: Money | None = None
    shown_at: dt.datetime | None = None
    verified: Money | None = None
    reason: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Truth:
    """How true an operator's shown prices were.

    `checks` counts those that were answered: same + changed + gone. `unanswered` stands beside
    and counts neither for nor against. `share_same` is same / checks, None without any check.
    `mean_change` is the mean of (verified - shown) / shown in per cent over all answers with a
    price in the currency that was shown, the same ones too; None where there is none.
    """

    checks: int
    same: int
    changed: int
    gone: int
    unanswered: int
    share_same: float | None
    mean_change: float | None

    @property
    def enough(self) -> bool:
        """Whether there are checks enough to speak of a score."""
        return self.checks >= ENOUGH


def party_said(party: Party | None, rooms: int = 1) -> str:
    """A party as a check keeps it: "2-4-11" is two adults with children of 4 and 11, "4x2" four
    adults in two equal rooms."""
    if party is None:
        return ""
    said = "-".join(map(str, (party.adults, *party.child_ages)))
    return said if rooms == 1 else f"{said}x{rooms}"


def keep(conn: sa.Connection, check: PriceCheck) -> int:
    """Write a check down; its number."""
    written = conn.execute(price_checks.insert().values(_columns(check)))
    key = written.inserted_primary_key
    assert key is not None
    return int(key[0])


def answer(conn: sa.Connection, number: int, check: PriceCheck) -> None:
    """Write the answer over the question that was under way."""
    which = price_checks.c.id == number
    conn.execute(price_checks.update().where(which).values(_columns(check)))


def forget(conn: sa.Connection, now: dt.datetime) -> int:
    """Delete the checks that are older than KEPT_DAYS; how many there were."""
    old = price_checks.c.asked_at < now - dt.timedelta(days=KEPT_DAYS)
    return conn.execute(price_checks.delete().where(old)).rowcount


def newest(
    conn: sa.Connection, keys: Collection[str], since: dt.datetime, party: str | None = None
) -> dict[str, PriceCheck]:
    """The newest answer of an operator about each of these offers since a moment, by offer key.

    UNANSWERED and NOT_CHECKABLE tell nothing of a price and hide no earlier answer. `party` wants
    the answers for that party alone; None takes those for any.
    """
    if not keys:
        return {}
    table = price_checks.c
    asked = sa.select(price_checks).where(
        table.offer_key.in_(list(keys)), table.asked_at >= since, table.state.in_(list(SAID))
    )
    if party is not None:
        asked = asked.where(table.party == party)
    rows = conn.execute(asked.order_by(table.asked_at, table.id))
    return {row.offer_key: _read(row) for row in rows}


def silences(
    conn: sa.Connection, keys: Collection[str], since: dt.datetime, party: str
) -> dict[str, PriceCheck]:
    """The newest question about each of these offers since a moment that nobody answered, or that
    could not be asked, by offer key."""
    if not keys:
        return {}
    table = price_checks.c
    asked = sa.select(price_checks).where(
        table.offer_key.in_(list(keys)),
        table.asked_at >= since,
        table.party == party,
        table.state.in_([State.UNANSWERED, State.NOT_CHECKABLE]),
    )
    rows = conn.execute(asked.order_by(table.asked_at, table.id))
    return {row.offer_key: _read(row) for row in rows}


def last(conn: sa.Connection, key: str, party: str, since: dt.datetime) -> PriceCheck | None:
    """The last question about an offer for a party since a moment, whatever came of it."""
    table = price_checks.c
    asked = sa.select(price_checks).where(
        table.offer_key == key,
        table.party == party,
        table.asked_at >= since,
        table.state != State.ASKING,
    )
    row = conn.execute(asked.order_by(table.asked_at.desc(), table.id.desc()).limit(1)).first()
    return _read(row) if row else None


def of_lead(conn: sa.Connection, lead_id: int) -> PriceCheck | None:
    """The last question asked for a lead, under way or answered."""
    table = price_checks.c
    asked = sa.select(price_checks).where(table.lead_id == lead_id)
    row = conn.execute(asked.order_by(table.asked_at.desc(), table.id.desc()).limit(1)).first()
    return _read(row) if row else None


def truth(conn: sa.Connection, operator: str, since: dt.datetime) -> Truth:
    """How true the prices of one tour operator (its slug) were since a moment."""
    table = price_checks.c
    asked = sa.select(
        table.state,
        table.shown_minor,
        table.shown_currency,
        table.verified_minor,
        table.verified_currency,
    ).where(
        table.operator == operator,
        table.asked_at >= since,
        table.shown_minor.is_not(None),
        table.state.in_([*SAID, State.UNANSWERED]),
    )
    return _truth(list(conn.execute(asked)))


def _truth(rows: list[sa.Row[tuple[str, int, str, int | None, str]]]) -> Truth:
    count = {state: sum(row.state == state for row in rows) for state in (*SAID, State.UNANSWERED)}
    checks = sum(count[state] for state in SAID)
    moved = [
        (row.verified_minor - row.shown_minor) / row.shown_minor * 100
        for row in rows
        if row.verified_minor is not None and row.verified_currency == row.shown_currency
    ]
    return Truth(
        checks,
        count[State.CONFIRMED],
        count[State.CHANGED],
        count[State.GONE],
        count[State.UNANSWERED],
        count[State.CONFIRMED] / checks if checks else None,
        sum(moved) / len(moved) if moved else None,
    )


def _columns(check: PriceCheck) -> dict[str, object]:
    return {
        "asked_at": check.asked_at,
        "cause": check.cause.value,
        "lead_id": check.lead_id,
        "source": check.source,
        "operator": check.operator,
        "offer_key": check.offer_key,
        "product_id": check.product_id,
        "party": check.party,
        "shown_minor": check.shown.minor if check.shown else None,
        "shown_currency": check.shown.currency if check.shown else "",
        "shown_at": check.shown_at,
        "state": check.state.value,
        "verified_minor": check.verified.minor if check.verified else None,
        "verified_currency": check.verified.currency if check.verified else "",
        "reason": check.reason[:_LONGEST_REASON],
        "seconds": check.seconds,
    }


def _read(row: sa.Row[tuple[object, ...]]) -> PriceCheck:
    said = row._mapping
    return PriceCheck(
        asked_at=said["asked_at"],
        cause=Cause(said["cause"]),
        source=said["source"],
        operator=said["operator"],
        offer_key=said["offer_key"],
        state=State(said["state"]),
        party=said["party"],
        product_id=said["product_id"],
        lead_id=said["lead_id"],
        shown=_money(said["shown_minor"], said["shown_currency"]),
        shown_at=said["shown_at"],
        verified=_money(said["verified_minor"], said["verified_currency"]),
        reason=said["reason"],
        seconds=said["seconds"],
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
