"""The hostile operator: a card as any other, and a feed with payloads in every field."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from fairwind.crawlers.card_fields import FIELDS

from .payloads import LINKS, TEXTS, leading, marked

DAY = dt.date(2026, 7, 4)
CARD = """\
name: hostile_tours
title: Hostile Tours
source: aggregator
permission: {{basis: contract, by: Hostile Tours, on: 2026-01-01}}
sold_by: both
images: true
connector:
  kind: feed
  format: json
  start: ["http://127.0.0.1:{port}/feed.json"]
  records: trips
fields:
{fields}
  mandatory.fuel: fuel
price: {{basis: per_party, currency: EUR}}
formats: {{dates: yyyy-mm-dd}}
budget: {{delay_seconds: 0, requests_per_minute: 600}}
schedule: {{every: 24h}}
assertions: {{min_offers: 60}}
"""
PLAIN = frozenset(
    "id price price_was currency basis date return_date nights days adults children_ages total "
    "adult_prices child_prices dates nights_options lat lon point checked_at sale_ends stops "
    "deposit balance_days free_cancellation_days stars country fuel bag kind "
    "valid_from valid_to".split()
)
"""Fields that must be well said, or the record is refused and nothing of it is ever shown."""
SAID = tuple(
    name for name in FIELDS if name not in ("total", "adult_prices", "child_prices", "prices")
)


def card_text(port: int) -> str:
    fields = "\n".join(f"  {name}: {name}" for name in SAID)
    return CARD.format(port=port, fields=fields)


def write_card(folder: Path, port: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "hostile_tours.yml"
    path.write_text(card_text(port), "utf-8")
    return path


def feed() -> dict[str, Any]:
    """One trip for each payload; then a tour, and records whose figures are hostile too."""
    trips = [trip(number) for number in range(len(TEXTS))]
    trips += [{**trip(number), "kind": "tour", "name": marked(number)} for number in range(3)]
    broken = [{**trip(n), "id": f"b{n}", name: marked(n)} for n, name in enumerate(sorted(PLAIN))]
    return {"trips": [*trips, *broken]}


def trip(number: int) -> dict[str, Any]:
    """A stay that can be sold, with this payload in every field that holds words."""
    said = {name: marked(number) for name in SAID if name not in PLAIN}
    return said | {
        "id": f"h{number}",
        "name": leading(number),
        "operator": marked(number),
        "country": "GR",
        "stars": 4,
        "price": 1000 + number,
        "currency": "EUR",
        "fuel": 40,
        "date": DAY.isoformat(),
        "nights": 7,
        "adults": 2,
        "facts": [marked(number), "pool"],
        "itinerary": [marked(number), leading(number)],
        "photos": [LINKS[number % len(LINKS)], marked(number)],
        "link": LINKS[number % len(LINKS)],
        "former_name": marked(number),
    }
