"""Synthetic cards for tests: one good card, and small changes to it."""

from __future__ import annotations

from pathlib import Path

from fairwind.crawlers.card import Card, read_card

SUNNY = """\
name: sunny_tours
title: Sunny Tours
operator: {name: Sunny Tours, country: HU}
permission: {basis: contract, by: Dora Nagy, on: 2026-01-15}
connector:
  kind: feed
  start: https://feed.example.com/offers.json
  records: offers[*]
fields:
  id: ref
  name: hotel.title
  board: meal
  date: from
  nights: nights
  price: total_cents
formats: {dates: dd.mm.yyyy}
price: {basis: per_party, party: {adults: 2}, currency: EUR, unit: minor}
boards: {F: HB, A: AI}
age_bands:
  - {name: infant, youngest: 0, oldest: 1}
  - {name: child, youngest: 2, oldest: 11}
budget: {delay_seconds: 2}
"""


def written(folder: Path, text: str, name: str = "sunny_tours") -> Path:
    """The text as a card file."""
    file = folder / f"{name}.yml"
    file.write_text(text, encoding="utf-8")
    return file


def card_with(folder: Path, connector: str, fields: str, rest: str = "") -> Card:
    """A whole card around a connector and its fields, each given as indented YAML lines."""
    head = SUNNY.split("connector:")[0]
    text = f"{head}connector:\n{connector}\nfields:\n{fields}\n{rest}\nrequired: [identity]\n"
    return read_card(written(folder, text))
