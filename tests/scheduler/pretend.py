"""A crawl without a process: it writes the run an operator would have given, at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from fairwind.catalog.home import Home
from fairwind.catalog.runs import RunWriter
from fairwind.offers import (
    Basis,
    Departure,
    Kind,
    Money,
    Nights,
    Offer,
    OfferRef,
    Place,
    Price,
    Product,
    Provenance,
)
from fairwind.scheduler.crawl import Crawl
from fairwind.store.clock import Clock
from fairwind.store.settings import Settings

START = dt.date(2026, 9, 5)


class PretendCrawls:
    """Stands where `scheduler.crawl.crawl` is called. `sells` says how many offers each source
    has, or why it has none; `asked` is who was asked, in order.
    """

    def __init__(self) -> None:
        self.sells: dict[str, int | str] = {}
        self.asked: list[str] = []

    def __call__(self, settings: Settings, clock: Clock, card: Path, run: str, *_: Any) -> Crawl:
        source, now = card.stem, clock.now()
        self.asked.append(source)
        sold = self.sells.get(source, 10)
        if isinstance(sold, str):
            return Crawl(1, sold)
        with RunWriter(Home(settings.home), source, run, now) as writer:
            writer.page()
            writer.found(sold)
            writer.add([_offer(source, number, now) for number in range(sold)])
            writer.finish(finished=now)
        return Crawl(0, "")


def _offer(source: str, number: int, now: dt.datetime) -> Offer:
    price = Price(Money(40_000 + number, "EUR"), Basis.PER_PERSON)
    return Offer(
        ref=OfferRef(source, (("id", str(number)),)),
        operator=source,
        operator_name=source.title(),
        product=Product(Kind.STAY, f"Hotel Nereid {number}", Place("GR")),
        departure=Departure(START, Nights(7, 7), price=price),
        checked_at=now,
        provenance=Provenance(source, f"https://{source}.example/feed", number, now),
    )
