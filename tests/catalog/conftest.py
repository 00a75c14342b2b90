"""What the tests of the catalog start from: an offer, a home, a clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from fairwind.catalog.home import Home
from fairwind.catalog.runs import Run, RunWriter, run_name
from fairwind.catalog.verdict import Verdict, keep_verdict
from fairwind.offers import (
    Basis,
    Board,
    BoardTerm,
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
    Transport,
)
from fairwind.store.database import Database
from fairwind.store.settings import Settings

NOW = dt.datetime(2026, 3, 30, 6, tzinfo=dt.UTC)
PASSED = Verdict(True)


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def settings(home: Home) -> Settings:
    return Settings(home=home.path)


@pytest.fixture
def database(both: Database) -> Database:
    return both


def _offer(
    id: str = "1",
    *,
    source: str = "sunny_tours",
    name: str = "Hotel Aurora Beach",
    country: str = "TR",
    resort: str = "Alanya",
    date: dt.date | None = dt.date(2026, 7, 4),
    minor: int | None = 61900,
    currency: str = "EUR",
    position: int = 0,
    product_ids: tuple[tuple[str, str], ...] = (),
    stars: int | None = 8,
) -> Offer:
    price = Price(Money(minor, currency), Basis.PER_PERSON) if minor else None
    place = Place(country, "", resort, f"{country} / {resort}")
    return Offer(
        ref=OfferRef(source, (("id", id),), "", f"https://example.org/{id}"),
        operator=source,
        operator_name=source.replace("_", " ").title(),
        product=Product(Kind.STAY, name, place, product_ids, stars),
        departure=Departure(date, Nights(7, 7), "BUD", Transport.FLIGHT, price),
        checked_at=NOW,
        board=BoardTerm(Board.AI, "All Inclusive"),
        provenance=Provenance(source, f"https://example.org/{source}/list", position, NOW),
    )


@pytest.fixture
def an_offer() -> Callable[..., Offer]:
    """Makes an offer of a stay in Alanya; every part of it can be given otherwise."""
    return _offer


def _run(
    home: Home,
    offers: list[Offer],
    source: str = "sunny_tours",
    started: dt.datetime = NOW,
    verdict: Verdict | None = PASSED,
) -> Run:
    with RunWriter(home, source, run_name(started), started) as writer:
        writer.page()
        writer.found(len(offers))
        writer.add(offers)
        run = writer.finish(finished=started)
    if verdict:
        keep_verdict(run.folder, verdict)
    return run


@pytest.fixture
def a_run(home: Home) -> Callable[..., Run]:
    """Writes a finished run into the home, passed by the gate unless told otherwise."""
    return lambda offers, *args, **kwargs: _run(home, offers, *args, **kwargs)
