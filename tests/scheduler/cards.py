"""Small cards for the scheduler's tests."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from fairwind.crawlers.card import Card, read_card

TEMPLATE = """\
name: {name}
title: {title}
operator: {{name: {title}}}
permission: {{basis: contract, by: {title}, on: {given}{until}}}
connector:
  kind: feed
  format: json
  start: ["http://127.0.0.1:{port}/feed.json"]
  records: trips
fields:
  id: code
  name: hotel
  country: land
  price: price
  date: day
  nights: nights
price: {{basis: per_person, currency: EUR}}
budget: {{delay_seconds: 0, requests_per_minute: 600}}
schedule: {{every: {every}, grace: 30m}}
assertions: {{min_offers: {least}}}
"""


def card_text(
    name: str,
    port: int = 9,
    every: str = "6h",
    least: int = 1,
    given: str = "2026-01-01",
    until: str = "",
) -> str:
    return TEMPLATE.format(
        name=name,
        title=name.replace("_", " ").title(),
        port=port,
        every=every,
        least=least,
        given=given,
        until=f", until: {until}" if until else "",
    )


def card(name: str, every: str = "6h") -> Card:
    """The card as the scheduler gets it, read from a file of its own."""
    with TemporaryDirectory() as folder:
        return read_card(put_card(Path(folder), name, 9, every=every))


def put_card(folder: Path, name: str, port: int, **terms: object) -> Path:
    """Write a card into a folder of cards."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yml"
    path.write_text(card_text(name, port, **terms))  # type: ignore[arg-type]
    read_card(path)
    return path
