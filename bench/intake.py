"""Intake: seeded records of a feed through `take_in` into a run on disk, records a CPU-second."""

from __future__ import annotations

import datetime as dt
import platform
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ..catalog.credible.aside import set_aside_in
from ..catalog.home import Home
from ..catalog.runs import RunWriter
from ..crawlers.card import Card, read_card
from ..crawlers.intake import Seen, take_in
from ..offers import Provenance, RawOffer
from .market import zipf

NOW = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)
OFFERS_A_HOTEL = 40
PAGE = 50
ADDRESS = "https://feed.example.com/offers"
CARD = """\
name: bench
title: Bench
operator: {name: Bench Tours}
permission: {basis: own, by: the bench, on: 2026-01-01}
connector: {kind: feed, start: https://feed.example.com/offers, records: offers}
fields: {id: id, name: name, price: price}
price: {basis: per_party, currency: EUR, party: {adults: 2}}
formats: {decimal: ","}
"""
_NAMES = "Sea Palace Garden Bay Village Suites Park Sun Blue Royal Grand Golden View Club".split()
_RESORTS = (
    ("Greece", "Crete", "Hersonissos"), ("Greece", "Rhodes", "Faliraki"),
    ("Turkey", "Antalya", "Side"), ("Turkey", "Antalya", "Alanya"),
    ("Bulgaria", "Black Sea coast", "Sunny Beach"), ("Bulgaria", "", "Golden Sands"),
    ("Spain", "Tenerife", "Costa Adeje"), ("Egypt", "Red Sea", "Hurghada"),
    ("Tunisia", "", "Hammamet"), ("Croatia", "Istria", "Porec"),
)  # fmt: skip
_BOARDS = "All inclusive|Half board|HB|Bed and breakfast|Ultra all inclusive|Room only".split("|")
_ROOMS = "Double room|DBL sea view|Family room|Single|Junior suite|2-bed room garden view".split(
    "|"
)
_AIRPORTS = "Praha|Warszawa (WAW)|Budapest|Sofia|Wien|Bratislava|KTW|GDN".split("|")
_TEXT = "A quiet house above the bay, ten minutes on foot from the old harbour. " * 3


@dataclass(frozen=True)
class Report:
    """What one run of the bench measured; seconds are the processor's, memory is resident.

    `doubting_seconds` are what it takes to weigh every price of a run beside a last published run
    of the same size (catalog.credible); a first run's share of it is in `writing_seconds`.
    """

    records: int
    offers: int
    seed: int
    take_in_seconds: float
    writing_seconds: float
    doubting_seconds: float
    peak_mib: float
    machine: str
    versions: dict[str, str]

    @property
    def a_second(self) -> float:
        """Records that became offers on disk, in one second of the processor."""
        return self.records / (self.take_in_seconds + self.writing_seconds)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a program."""
        return asdict(self) | {"records_a_second": self.a_second}


def run(records: int, seed: int, tell: Callable[[str], None], page: int = PAGE) -> Report:
    """Take in so many records, `page` at a time, and write them as one run."""
    with tempfile.TemporaryDirectory() as folder:
        card = _card(Path(folder))
        spent, offers = _measure(card, Home(Path(folder) / "home"), records, seed, page)
    tell(f"{offers:,} offers of {records:,} records")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    machine = f"{platform.machine()}, {platform.system()}, one thread"
    versions = {"python": platform.python_version(), "pyarrow": pa.__version__}
    return Report(records, offers, seed, *spent, peak, machine, versions)


def _card(folder: Path) -> Card:
    path = folder / "bench.yml"
    path.write_text(CARD)
    return read_card(path)


def _measure(
    card: Card, home: Home, records: int, seed: int, page: int
) -> tuple[tuple[float, float, float], int]:
    """Seconds in intake, in writing and in doubting, and the offers on disk; drawing records is
    not counted."""
    seen, reading, writing = Seen(), 0.0, 0.0
    with RunWriter(home, card.name, "bench", NOW) as writer:
        source = drawn(card.name, records, seed)
        while batch := tuple(islice(source, page)):
            start = time.process_time()
            taken = take_in(card, batch, NOW, seen)
            middle = time.process_time()
            writer.page()
            writer.found(len(batch))
            writer.add(taken.offers, taken.prices_said)
            writer.reject(taken.rejects)
            writer.duplicate(taken.duplicates)
            writer.set_aside(taken.set_aside)
            reading, writing = reading + middle - start, writing + time.process_time() - middle
        start = time.process_time()
        finished = writer.finish(finished=NOW)
        writing += time.process_time() - start
    start = time.process_time()
    set_aside_in(finished.offers_file, finished.offers_file, NOW.date())
    doubting = time.process_time() - start
    return (reading, writing, doubting), finished.report.offers


def drawn(source: str, count: int, seed: int) -> Iterator[RawOffer]:
    """The records, as a connector hands them over: texts and numbers, nothing understood."""
    rng = np.random.default_rng(seed)
    hotels = max(1, count // OFFERS_A_HOTEL)
    picks = {
        "hotel": rng.choice(hotels, count, p=zipf(hotels, 0.5)),
        "day": rng.integers(1, 365, count),
        "nights": rng.choice((7, 10, 11, 14), count),
        "board": rng.integers(0, len(_BOARDS), count),
        "room": rng.integers(0, len(_ROOMS), count),
        "airport": rng.integers(0, len(_AIRPORTS), count),
        "price": rng.integers(30_000, 400_000, count),
    }
    for n, one in enumerate(zip(*(column.tolist() for column in picks.values()), strict=True)):
        said = _said(n, dict(zip(picks, one, strict=True)))
        yield RawOffer(said, Provenance(source, f"{ADDRESS}?page={n // PAGE}", n % PAGE, NOW))


def _said(number: int, pick: dict[str, int]) -> dict[str, Any]:
    hotel = pick["hotel"]
    country, region, resort = _RESORTS[hotel % len(_RESORTS)]
    day = NOW.date() + dt.timedelta(days=pick["day"])
    back = day + dt.timedelta(days=pick["nights"])
    whole, cents = divmod(pick["price"], 100)
    return {
        "id": f"B-{number}",
        "ids.hotel": str(hotel),
        "link": f"https://www.example.com/offer/{number}?from=feed",
        "name": f"Hotel {_NAMES[hotel % 14]} {_NAMES[hotel // 14 % 14]} {hotel} ****",
        "country": country,
        "region": region,
        "resort": resort,
        "lat": f"{35 + hotel % 900 / 100:.4f}",
        "lon": f"{20 + hotel % 700 / 100:.4f}",
        "text": f"{_TEXT}{hotel}",
        "facts": ["Pool", "Sandy beach", "Wi-Fi", f"{hotel % 9} restaurants"],
        "rating": f"{6 + hotel % 40 / 10:.1f}",
        "room": _ROOMS[pick["room"]],
        "board": _BOARDS[pick["board"]],
        "date": f"{day:%d.%m.%Y}",
        "return_date": f"{back:%d.%m.%Y}",
        "nights": pick["nights"],
        "origin": _AIRPORTS[pick["airport"]],
        "transport": "plane",
        "price": f"{whole // 1000} {whole % 1000:03},{cents:02} €" if whole > 999 else f"{whole} €",
        "availability": "available",
        "checked_at": f"2026-06-08T0{number % 9}:{number % 60:02}:00+00:00",
    }
