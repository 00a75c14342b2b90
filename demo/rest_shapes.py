"""An operator asked page by page with a token (the shape of capture D4): guided tours with their
compulsory extras and the same price in several currencies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from .feed_shapes import table
from .pages import Page, Pages, Record, chunks, json_page
from .world import draw

# How many thousandths of each currency one euro buys in the sandbox.
_RATES = {"USD": 1090, "GBP": 860, "EUR": 1000, "HUF": 400_000}
_EXTRAS = (
    ("Park and museum fees", "local", 45),
    ("Airport taxes", "upfront", 80),
    ("Tips for the crew", "local", 25),
)


def meridian_pages(today: dt.date, size: int = 40) -> Pages:
    """Every page but the last holds the token of the next."""
    parts = chunks(meridian_records(today), size)
    tokens = [f"m{draw('token', at):03d}-{at}" for at in range(len(parts))]
    following = [*tokens[1:], None]
    return {
        _address(token, first=not at): meridian_page(part, after)
        for at, (token, part, after) in enumerate(zip(tokens, parts, following, strict=True))
    }


def _address(token: str, first: bool) -> str:
    return "/api/departures?limit=40" if first else f"/api/departures?cursor={token}&limit=40"


def meridian_page(rows: Sequence[Record], after: str | None) -> Page:
    return json_page({"departures": rows, "paging": {"next": after}})


def meridian_records(today: dt.date) -> list[Record]:
    """Each tour every second week, twenty times."""
    return [
        _record(tour, today + dt.timedelta(days=12 + draw("meridian", tour["key"]) % 14 + 14 * at))
        for tour in table("tours")
        for at in range(20)
    ]


def _record(tour: Record, day: dt.date) -> Record:
    cents = tour["base"] * (960 + draw("meridian", tour["key"], day) % 110) // 1000 * 100
    extras = [one for one in _EXTRAS if draw("extra", tour["key"], one[0]) < 600]
    sale = draw("sale", tour["key"], day) < 200
    return {
        "id": f"mv-{tour['key'].replace('_', '-')}-{day:%y%m%d}",
        "tour": {
            "code": tour["key"].upper(),
            "name": tour["title"],
            "country": tour["country"],
            "start_city": tour["town"],
            "days": [{"day": n, "place": place} for n, place in enumerate(tour["itinerary"], 1)],
        },
        "start_date": day.isoformat(),
        "nights": tour["nights"],
        "departs_from": "BUD",
        "places_left": draw("left", tour["key"], day) % 12,
        "prices": [_price(cents, currency, extras, sale) for currency in _RATES],
        "deposit_percent": 25,
        "balance_due_days": 60,
        "url": f"https://meridian-voyages.example/{tour['key'].replace('_', '-')}",
    }


def _price(cents: int, currency: str, extras: Sequence[tuple[str, str, int]], sale: bool) -> Record:
    """The price a person in one currency, whole: its extras are in the same."""

    def said(euro_cents: int) -> str:
        return f"{euro_cents * _RATES[currency] // 100_000}.00"

    return {
        "currency": currency,
        "amount": said(cents),
        "before": said(cents * 115 // 100) if sale else None,
        "extras": [{"name": n, "paid": paid, "price": said(e * 100)} for n, paid, e in extras],
    }
