"""What an OCTO operator is asked: what it can, what it sells, and when that goes at what price."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from ..card_octo import Octo
from .page import Ask

CAPABILITIES, PRODUCTS, CALENDAR, AVAILABILITY = (
    "capabilities",
    "products",
    "availability/calendar",
    "availability",
)
CONTENT, PRICING = "octo/content", "octo/pricing"
Said = dict[str, Any]


def octo_asks(connector: Octo) -> tuple[Ask, ...]:
    """The first question to each endpoint: what it can, or what it sells where the card knows."""
    first = CAPABILITIES if connector.capabilities is None else PRODUCTS
    wanted = connector.capabilities or ()
    return tuple(_ask(connector, start, first, wanted) for start in range(len(connector.start)))


def _ask(connector: Octo, start: int, step: str, wanted: Sequence[str]) -> Ask:
    address = connector.start[start].rstrip("/") + "/" + step
    headers = dict(connector.headers)
    if wanted:
        headers["Octo-Capabilities"] = ", ".join(wanted)
    return Ask(
        address + ("/" if connector.trailing_slash else ""),
        headers=tuple(headers.items()),
        start=start,
        step=step,
    )


def products_ask(connector: Octo, ask: Ask, wanted: Sequence[str]) -> Ask:
    """The question for what is sold, with the capabilities that both sides have."""
    return _ask(connector, ask.start, PRODUCTS, wanted)


def option_asks(
    connector: Octo, ask: Ask, product: Said, option: Said, now: dt.datetime
) -> Iterator[Ask]:
    """The questions that an option of a product leads to, over the card's window of days."""
    first = _today(product, now) + dt.timedelta(days=connector.first_day)
    last = first + dt.timedelta(days=connector.days - 1)
    if connector.calendar:
        yield _posted(connector, ask, CALENDAR, product, option, (first, last))
        return
    for stretch in _pieces(first, last, connector.days_a_request):
        yield _posted(connector, ask, AVAILABILITY, product, option, stretch)


def open_asks(connector: Octo, ask: Ask, days: Sequence[dt.date]) -> Iterator[Ask]:
    """The questions for the days that a calendar calls open, those near together as one."""
    about = ask.about
    assert about is not None
    first: dt.date | None = None
    last = first
    for day in sorted(days):
        if first is None or last is None:
            first = day
        elif (day - first).days >= connector.days_a_request:
            yield _posted(connector, ask, AVAILABILITY, *about, (first, last))
            first = day
        last = day
    if first is not None and last is not None:
        yield _posted(connector, ask, AVAILABILITY, *about, (first, last))


def _today(product: Said, now: dt.datetime) -> dt.date:
    """The day where the product is, as far as it names a zone that there is."""
    try:
        return now.astimezone(ZoneInfo(str(product.get("timeZone")))).date()
    except (KeyError, ValueError, OSError):
        return now.date()


def _pieces(first: dt.date, last: dt.date, days: int) -> Iterator[tuple[dt.date, dt.date]]:
    while first <= last:
        end = min(last, first + dt.timedelta(days=days - 1))
        yield first, end
        first = end + dt.timedelta(days=1)


def _posted(
    connector: Octo,
    ask: Ask,
    step: str,
    product: Said,
    option: Said,
    days: tuple[dt.date, dt.date],
) -> Ask:
    body: Said = {
        "productId": product["id"],
        "optionId": option["id"],
        "localDateStart": days[0].isoformat(),
        "localDateEnd": days[1].isoformat(),
    }
    if units := units_of(connector, option):
        body["units"] = units
    if connector.currency and connector.currency in (product.get("availableCurrencies") or ()):
        body["currency"] = connector.currency
    wanted = dict(ask.headers).get("Octo-Capabilities", "")
    made = _ask(connector, ask.start, step, [wanted] if wanted else [])
    headers = (*made.headers, ("Content-Type", "application/json"))
    sent = json.dumps(body, ensure_ascii=False).encode()
    return replace(made, method="POST", body=sent, headers=headers, about=(product, option))


def units_of(connector: Octo, option: Said) -> list[Said]:
    """The card's party in the operator's units; [] where it has no unit for one of them."""
    party, counts = connector.party.party, dict[str, int]()
    for unit in [adult_unit(option)] * party.adults + [
        child_unit(option, age) for age in party.child_ages
    ]:
        if unit is None:
            return []
        counts[str(unit["id"])] = counts.get(str(unit["id"]), 0) + 1
    return [{"id": unit, "quantity": count} for unit, count in counts.items()]


def adult_unit(option: Said) -> Said | None:
    """The unit that one adult pays."""
    return next((unit for unit in _persons(option) if unit.get("type") == "ADULT"), None)


def child_unit(option: Said, age: int) -> Said | None:
    """The unit that a child of this age pays: the youngest band that takes it."""
    fits = [unit for unit in _persons(option) if _takes(unit, age)]
    return min(fits, key=lambda unit: unit["restrictions"]["maxAge"], default=None)


def _persons(option: Said) -> Iterator[Said]:
    """The units that stand for one person each."""
    for unit in option.get("units") or ():
        if isinstance(unit, dict) and unit.get("id"):
            restrictions = unit.get("restrictions")
            count = restrictions.get("paxCount") if isinstance(restrictions, dict) else None
            if count in (None, 1):
                yield unit


def _takes(unit: Said, age: int) -> bool:
    limits = unit.get("restrictions")
    if not isinstance(limits, dict) or unit.get("type") in ("ADULT", "SENIOR", "STUDENT"):
        return False
    least, most = limits.get("minAge"), limits.get("maxAge")
    return isinstance(least, int) and isinstance(most, int) and least <= age <= most
