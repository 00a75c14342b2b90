"""The site under test: a small real generation (Kek Horizont's operators), an app, a client."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from fairwind.catalog.catalogue import SourceState, State
from fairwind.catalog.fx import Rates
from fairwind.catalog.generations import Generation, publish
from fairwind.catalog.home import Home
from fairwind.catalog.matching.decided import NOTHING_DECIDED, Decisions
from fairwind.catalog.runs import RunWriter, run_name
from fairwind.catalog.verdict import Verdict, keep_verdict
from fairwind.leads.inbox import Lead, Show, inbox
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
    Operator,
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
from fairwind.scheduler.counter import OfficeCounter
from fairwind.search.build import build
from fairwind.search.query import read_query
from fairwind.site.app import create_app
from fairwind.site.shell import Shop
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.settings import Settings, load_settings
from fairwind.store.users import Role, User, create_user

if TYPE_CHECKING:
    from .pages import OnePage, Pages

NOW = dt.datetime(2026, 6, 5, 8, 14, tzinfo=dt.UTC)  # a Friday, 10:14 in Budapest
FAMILY = Party(2, (4, 11))
BANDS = (AgeBand("infant", 0, 1), AgeBand("child", 2, 11))
NAMES = {"sun_tours": "Sun Tours", "aegean": "Aegean Holidays", "hellas": "Hellas"}
LAGOON = ("Lagoon Village", "GR", "Crete", "Hersonissos")
DAY = dt.date(2026, 7, 4)
OPERATORS = {
    "sun_tours": Operator("sun_tours", "Sun Tours", "Sun Tours Utazási Kft.", "U-000123", "HU"),
    "aegean": Operator("aegean", "Aegean Holidays"),
}
"""Whose legal name is known; Aegean states none, and Hellas is not even named as an operator."""


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


def publish_offers(
    folder: Path,
    offers: dict[str, list[Offer]],
    now: dt.datetime = NOW,
    languages: Mapping[str, str] | None = None,
    decisions: Decisions = NOTHING_DECIDED,
) -> Generation:
    """A generation of these offers in the home, through the real catalog and search.

    `languages` says in which each operator writes, "" where nothing does.
    """
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
            operator=_operator(name, (languages or {}).get(name, "")),
        )
        for name in offers
    }
    return publish(home, runs, sources, [build], Rates.embedded(), "EUR", now, decisions)


def _operator(name: str, language: str) -> Operator | None:
    known = OPERATORS.get(name)
    if not language:
        return known
    return replace(known or Operator(name, NAMES[name]), language=language)


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


@pytest.fixture(scope="session")
def every_page(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Pages:
    """The site with each of its pages filled; tests only read it."""
    from .pages import build as build_pages

    return build_pages(tmp_path_factory.mktemp("pages"), settings)


@pytest.fixture(scope="session")
def walked(request: pytest.FixtureRequest, every_page: Pages) -> tuple[OnePage, ...]:
    """The pages that a walk opens: in the normal run those that many people use every day."""
    normal = "not long" in request.config.option.markexpr
    return every_page.usual if normal else every_page.pages


@dataclass
class TickingClock:
    """A clock the test moves."""

    at: dt.datetime = NOW

    def now(self) -> dt.datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.at += dt.timedelta(seconds=seconds)


@dataclass
class LeadSite:
    """The site with an empty database, a clock and visitors of its own, on plain loopback."""

    settings: Settings
    clock: TickingClock
    client: TestClient
    database: Database
    app: FastAPI

    def form(self, address: str) -> dict[str, Any]:
        """What Anna's browser would send from the form at this address."""
        page = self.client.get(address)
        assert page.status_code == 200, page.text
        return self.filled_in(page.text)

    @staticmethod
    def filled_in(page: str) -> dict[str, Any]:
        """The form's hidden fields and ticked lines, with Anna's name, telephone and consent."""
        form = page[page.index('<form class="ask"') :]
        form = form[: form.index("</form>")]
        seal = re.search(r'name="seal" value="([^"]+)"', form)
        assert seal
        return {
            "seal": html.unescape(seal[1]),
            "send": re.findall(r'name="send" value="(\w+)" checked', form),
            "name": "Kovács Anna",
            "phone": "06 30 111 2233",
            "consent": "yes",
            "website": "",
        }

    def send(self, form: dict[str, Any], lang: str = "en", **typed: str) -> httpx.Response:
        sent: httpx.Response = self.client.post(f"/{lang}/ask", data={**form, **typed})
        return sent

    def leads(self, show: Show = Show.ALL) -> tuple[Lead, ...]:
        with self.database.read() as conn:
            return inbox(conn, show).leads

    def user(
        self, email: str, roles: Iterable[Role], password: str = "correct horse battery"
    ) -> User:
        with self.database.write() as conn:
            return create_user(conn, email, "", roles, password, self.clock.now())


@pytest.fixture(scope="session")
def loopback_app(home_folder: Path) -> FastAPI:
    """The site as `fairwind demo` serves it: plain http on loopback."""
    settings = Settings(
        home=home_folder,
        agency_name="Kék Horizont",
        agency_phone="052 555 010",
        second_factor="ask",
    )
    return create_app(settings, FixedClock(NOW))


@contextmanager
def a_lead_site(
    app: FastAPI, folder: Path, ready: Callable[[Settings], Database], url: str = ""
) -> Iterator[LeadSite]:
    """The app over an empty database, by default SQLite's, with all but offers and templates fresh.

    One at a time: the app is the same, and gets its own shop back at the end.
    """
    shop: Shop = app.state.shop
    home = folder / "home"
    settings = shop.settings.model_copy(
        update={
            "home": home,
            "database_url": url or f"sqlite:///{home / 'fairwind.db'}",
            "agency_mail": "office@example.com",
            "mail_folder": folder / "mail",
        }
    )
    clock, database = TickingClock(), ready(settings)
    counter = OfficeCounter(settings, clock, database)
    app.state.shop = replace(
        shop, settings=settings, clock=clock, database=database, counter=counter
    )
    with TestClient(app, settings.base_address, follow_redirects=False) as client:
        yield LeadSite(settings, clock, client, database, app)
    app.state.shop = shop
    database.close()


@pytest.fixture
def lead_site(
    loopback_app: FastAPI, tmp_path: Path, ready: Callable[[Settings], Database]
) -> Iterator[LeadSite]:
    """A site of the test's own."""
    with a_lead_site(loopback_app, tmp_path, ready) as site:
        yield site


@pytest.fixture(params=["sqlite", "postgresql"])
def on_each_engine(
    request: pytest.FixtureRequest,
    loopback_app: FastAPI,
    tmp_path: Path,
    ready: Callable[[Settings], Database],
) -> Iterator[LeadSite]:
    """A site of the test's own on each engine in turn; a module names it `lead_site`."""
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("new_postgresql")(migrated=True)
    with a_lead_site(loopback_app, tmp_path, ready, url) as site:
        yield site


@pytest.fixture
def lagoon(lead_site: LeadSite) -> str:
    """The form about Sun Tours' price of Lagoon Village, for a family of four."""
    search = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"
    query = read_query(parse_qsl(search))
    finder = lead_site.app.state.shop.finder
    (card,) = (c for c in finder.answer(query, NOW).cards if c.product.name == "Lagoon Village")
    stay = finder.stay(card.product_id, query, NOW)
    (sun,) = (q for q in stay.card.quotes if q.total == Money(253_600, "EUR"))
    return f"/en/ask?trip={card.product_id}&offer={sun.key}&{search}"


@pytest.fixture
def make_offer() -> Callable[..., Offer]:
    """One offer of Lagoon Village; number, operator and minor units are given."""
    return lambda number, operator, minor, **rest: an_offer(
        number, operator, a_stay(*LAGOON), minor, **rest
    )
