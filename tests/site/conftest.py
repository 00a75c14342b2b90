"""The site under test: a small real generation (Kek Horizont's operators), an app, a client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from fairwind.catalog.catalogue import SourceState, State
from fairwind.catalog.fx import Rates
from fairwind.catalog.generations import publish
from fairwind.catalog.home import Home
from fairwind.catalog.runs import RunWriter, run_name
from fairwind.catalog.verdict import Verdict, keep_verdict
from fairwind.offers import (
    AgeBand,
    Availability,
    Basis,
    Board,
    BoardTerm,
    Component,
    Departure,
    Included,
    Kind,
    Knowledge,
    Money,
    Nights,
    Offer,
    OfferRef,
    Paid,
    Party,
    Place,
    Price,
    Product,
    Provenance,
    Room,
    RoomClass,
    SoldBy,
    Transport,
)
from fairwind.search.build import build
from fairwind.site.app import create_app
from fairwind.store.clock import FixedClock
from fairwind.store.settings import Settings, load_settings

NOW = dt.datetime(2026, 6, 5, 8, 14, tzinfo=dt.UTC)  # a Friday, 10:14 in Budapest
FAMILY = Party(2, (4, 11))
BANDS = (AgeBand("infant", 0, 1), AgeBand("child", 2, 11))
NAMES = {"sun_tours": "Sun Tours", "aegean": "Aegean Holidays", "hellas": "Hellas"}
LAGOON = ("Lagoon Village", "GR", "Crete", "Hersonissos")
DAY = dt.date(2026, 7, 4)


def an_offer(
    number: int,
    operator: str,
    product: Product,
    minor: int | None,
    *,
    date: dt.date | None = DAY,
    party: Party | None = FAMILY,
    basis: Basis = Basis.PER_PARTY,
    currency: str = "EUR",
    parts: tuple[Component, ...] = (),
    board: Board = Board.AI,
    bag: int | None = 20,
    goes_on: tuple[dt.date, ...] = (),
    hours: int = 2,
    seats: Availability = Availability.FREE_SALE,
) -> Offer:
    """One offer of a week from Debrecen."""
    price = Price(Money(minor, currency), basis, party, parts) if minor else None
    return Offer(
        ref=OfferRef(
            operator, (("id", str(number)),), "", f"https://{operator}.example/o/{number}"
        ),
        operator=operator,
        operator_name=NAMES[operator],
        product=product,
        departure=Departure(
            date,
            Nights(7, 7),
            "DEB",
            Transport.FLIGHT,
            price,
            ("06:10", "09:05"),
            ("19:40", "20:40"),
        ),
        checked_at=NOW - dt.timedelta(hours=hours),
        room=Room("Family room 2+2", RoomClass.FAMILY),
        board=BoardTerm(board, board.code),
        goes_on=goes_on,
        goes_nights=Nights(7, 7) if goes_on else None,
        availability=seats,
        included=Included(True, True, bag),
        bands=BANDS,
        provenance=Provenance(operator, f"https://{operator}.example/list", number, NOW),
    )


def a_stay(name: str, country: str, region: str, resort: str, stars: int = 8) -> Product:
    return Product(
        Kind.STAY,
        name,
        Place(country, region, resort, f"{region} / {resort}"),
        stars=stars,
        facts=("Sand beach 150 m", "kids' club 4-12", "family room for 2+2"),
        text="A garden village on the sea.",
    )


def euros(amount: int) -> Money:
    return Money(amount * 100, "EUR")


def the_offers() -> dict[str, list[Offer]]:
    """Crete as screens.md 1 has it, two dozen stays beside it, a tour, a złoty price, a hostile."""
    lagoon = a_stay(*LAGOON)
    lagoon_parts = (
        Component("fuel", euros(80), Knowledge.STATED, Paid.WITH_BOOKING),
        Component(
            "climate_fee",
            euros(70),
            Knowledge.DERIVED,
            Paid.LOCALLY,
            rule="10 euros a night, rule of 2025-01-01",
        ),
    )
    adults = Party(2)
    sun = [
        an_offer(1, "sun_tours", lagoon, 238600, parts=lagoon_parts),
        an_offer(2, "sun_tours", lagoon, 169800, party=adults, date=dt.date(2026, 10, 10)),
        an_offer(3, "sun_tours", lagoon, 81900, party=None, basis=Basis.PER_PERSON),
    ]
    aegean = [an_offer(1, "aegean", lagoon, 259000, hours=5)]
    hellas = [an_offer(1, "hellas", lagoon, 231000, board=Board.HB, bag=0, hours=9)]
    for n in range(24):
        stay = a_stay(
            f"Dassia Garden {n + 1}", "GR", "Corfu" if n % 2 else "Crete", "Dassia", 6 + n % 5
        )
        day = DAY + dt.timedelta(days=n % 9)
        visa = Component("visa", None, Knowledge.UNKNOWN, Paid.LOCALLY)
        aegean.append(
            an_offer(
                10 + n,
                "aegean",
                stay,
                241000 + n * 7350,
                date=day,
                parts=(visa,) if n == 5 else (),
                seats=Availability.ON_REQUEST,
            )
        )
        if n % 3 == 0:
            hellas.append(an_offer(10 + n, "hellas", stay, 251000 + n * 7000, date=day, hours=30))
    only_goes = a_stay("Olive Grove", "GR", "Crete", "Malia", 6)
    hellas.append(
        an_offer(
            60,
            "hellas",
            only_goes,
            169800,
            party=adults,
            date=dt.date(2026, 10, 10),
            goes_on=(DAY, dt.date(2026, 7, 11)),
        )
    )
    unclear = a_stay("Zielona Zatoka", "BG", "Burgas", "Nesebar", 8)
    hellas.append(
        an_offer(61, "hellas", unclear, 319800, currency="PLN", basis=Basis.UNKNOWN, party=None)
    )
    hellas.append(
        an_offer(62, "hellas", a_stay("Kotva", "BG", "Varna", "Varna"), 4_400_000, currency="CZK")
    )
    hostile = a_stay('<script>alert(1)</script> "Onload" {{7*7}}', "GR", "Crete", "<b>Malia</b>")
    hellas.append(an_offer(63, "hellas", hostile, 290000))
    return {"sun_tours": sun, "aegean": aegean, "hellas": hellas}


def publish_offers(folder: Path, offers: dict[str, list[Offer]], now: dt.datetime = NOW) -> None:
    """A generation of these offers in the home, through the real catalog and search."""
    home = Home(folder)
    runs = {}
    for source, found in offers.items():
        with RunWriter(home, source, run_name(now), now) as writer:
            writer.page()
            writer.found(len(found))
            writer.add(found)
            runs[source] = writer.finish(finished=now)
        keep_verdict(runs[source].folder, Verdict(True))
    sources = {
        name: SourceState(
            name,
            NAMES[name],
            sold_by=SoldBy.OPERATOR if name == "sun_tours" else SoldBy.US,
            period_minutes=720,
            state=State.REFUSED if name == "hellas" else State.FRESH,
            reason="39 % fewer offers than yesterday" if name == "hellas" else "",
        )
        for name in offers
    }
    publish(home, runs, sources, [build], Rates.embedded(), "EUR", now)


@pytest.fixture(scope="session")
def home_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one published generation; tests only read it."""
    folder = tmp_path_factory.mktemp("home")
    publish_offers(folder, the_offers())
    return folder


@pytest.fixture(scope="session")
def settings(home_folder: Path) -> Settings:
    return load_settings(
        home=home_folder,
        agency_name="Kék Horizont",
        agency_phone="052 555 010",
        agency_legal="Kék Horizont Kft., 4024 Debrecen, Piac utca 1. Licence U-001234",
        base_address="https://kekhorizont.example",
    )


@pytest.fixture(scope="session")
def app(settings: Settings) -> FastAPI:
    """The whole site over the small generation, its clock standing at a Friday morning."""
    return create_app(settings, FixedClock(NOW))


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """Anna's browser, without its window; redirects are not followed."""
    with TestClient(app, follow_redirects=False) as anna:
        yield anna


@pytest.fixture(scope="session")
def make_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Publish any offers into a home of their own."""

    def make(offers: dict[str, list[Offer]], now: dt.datetime = NOW) -> Path:
        folder = tmp_path_factory.mktemp("home")
        publish_offers(folder, offers, now)
        return folder

    return make
