"""The numbered steps from what an operator said to a typed, checked offer; one job a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ...offers import RawOffer
from ..card import Card
from . import (
    s05_choices,
    s10_text,
    s15_product,
    s20_numbers,
    s30_dates,
    s40_board,
    s45_room,
    s50_currency,
    s55_party,
    s60_price,
    s70_place,
    s75_mandatory,
    s80_provenance,
    s90_checks,
)
from .seen import Reading, Seen
from .take import Batch, Step, take

STEPS: tuple[tuple[str, Step], ...] = (
    ("choices", s05_choices.step),
    ("text", s10_text.step),
    ("product", s15_product.step),
    ("numbers", s20_numbers.step),
    ("dates", s30_dates.step),
    ("board", s40_board.step),
    ("room", s45_room.step),
    ("currency", s50_currency.step),
    ("party", s55_party.step),
    ("price", s60_price.step),
    ("place", s70_place.step),
    ("mandatory", s75_mandatory.step),
    ("provenance", s80_provenance.step),
    ("checks", s90_checks.step),
)
"""Every step in its order: each fills its own part of the draft, or refuses the record."""


def take_in(
    card: Card, records: Sequence[RawOffer], now: dt.datetime, seen: Seen | None = None
) -> Batch:
    """Take in one page's records: offers, rejects with reasons, duplicates, older readings.

    `now` is aware. The caller keeps one `Seen` over a run; without one, the page stands alone.
    """
    steps = [step for _, step in STEPS]
    return take(steps, card, records, now, Seen() if seen is None else seen)


__all__ = ["STEPS", "Batch", "Reading", "Seen", "Step", "take_in"]
