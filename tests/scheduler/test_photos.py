"""Photos behind a publish: the missing ones of what is served, and only where a card allows."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import pytest
from PIL import Image

from fairwind.catalog.catalogue import SourceState
from fairwind.catalog.fx import Rates
from fairwind.catalog.generations import publish
from fairwind.catalog.home import Home
from fairwind.catalog.photos import Ledger, Shelf, photo_name
from fairwind.catalog.runs import RunWriter, run_name
from fairwind.catalog.verdict import Verdict, keep_verdict
from fairwind.crawlers.card import Card
from fairwind.crawlers.fetch.client import Fetched
from fairwind.crawlers.photos import Brought
from fairwind.offers import Departure, Kind, Offer, OfferRef, Product, Provenance
from fairwind.offers.faults import FetchFault
from fairwind.scheduler.photos import bring_photos
from fairwind.scheduler.tick import tick
from fairwind.store.database import Database
from fairwind.store.settings import Settings

from .cards import card as a_card
from .cards import put_card
from .conftest import NOON, MovedClock

SUN = "http://127.0.0.1:9"


@dataclass
class Network:
    """Stands for the guarded client: one good picture for every address of `there`."""

    there: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def __call__(self, card: Card, ask: object, *_: object) -> Fetched:
        address: str = ask.address  # type: ignore[attr-defined]
        self.asked.append(address.removeprefix(SUN))
        if address.endswith("/robots.txt"):
            return Fetched(address, 404, {}, b"")
        if address not in self.there:
            raise FetchFault(f"{address}: no answer")
        out = io.BytesIO()
        Image.new("RGB", (400, 300), "teal").save(out, "JPEG")
        return Fetched(address, 200, {}, out.getvalue())


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    network = Network()
    monkeypatch.setattr("fairwind.crawlers.polite.ask", network)
    return network


@pytest.fixture
def home(settings: Settings) -> Home:
    return Home(settings.home)


def with_photos(name: str = "sun") -> Card:
    return a_card(name).model_copy(update={"images": True})


def offer(hotel: str, photos: tuple[str, ...], number: int = 0) -> Offer:
    return Offer(
        OfferRef("sun", (("id", f"{hotel}{number}"),)),
        "sun",
        "Sun",
        Product(Kind.STAY, hotel, photos=photos),
        Departure(None),
        NOON,
        provenance=Provenance("sun", f"{SUN}/feed.json", number, NOON),
    )


def served(home: Home, *offers: Offer, now=NOON) -> None:
    """A generation with these offers."""
    with RunWriter(home, "sun", run_name(now), now) as writer:
        writer.page()
        writer.found(len(offers))
        writer.add(offers)
        run = writer.finish(finished=now)
    keep_verdict(run.folder, Verdict(True))
    states = {"sun": SourceState("sun", "Sun")}
    publish(home, {"sun": run}, states, [], Rates.embedded(), "EUR", now)


@pytest.fixture
def two_hotels(home: Home, network: Network) -> tuple[str, ...]:
    """Nereid with one offer, Thalia with two; each with two photos that are there."""
    nereid = (f"{SUN}/n1.jpg", f"{SUN}/n2.jpg")
    thalia = (f"{SUN}/t1.jpg", f"{SUN}/t2.jpg")
    served(home, offer("Nereid", nereid), offer("Thalia", thalia), offer("Thalia", thalia, 1))
    network.there |= {*nereid, *thalia}
    return (*nereid, *thalia)


def test_the_first_photos_of_what_is_offered_most_come_first(
    settings, clock, database, home, network, two_hotels
) -> None:
    assert bring_photos(settings, clock, database, [with_photos()]) == Brought(copied=4)
    assert network.asked == ["/robots.txt", "/t1.jpg", "/n1.jpg", "/t2.jpg", "/n2.jpg"]
    assert all(Shelf(home).widths(address) == (358,) for address in two_hotels)


def test_a_card_that_allows_no_images_is_never_asked(
    settings, clock, database, home, network, two_hotels
) -> None:
    assert bring_photos(settings, clock, database, [a_card("sun")]) == Brought()
    assert network.asked == []


def test_a_turn_brings_a_limited_number_and_the_next_one_the_rest(
    settings, clock, database, network, two_hotels
) -> None:
    assert bring_photos(settings, clock, database, [with_photos()], most=3) == Brought(3, 0, True)
    assert bring_photos(settings, clock, database, [with_photos()], most=3) == Brought(1)
    network.asked.clear()
    assert bring_photos(settings, clock, database, [with_photos()]) == Brought()
    assert network.asked == []


def test_a_turn_without_time_asks_nobody(settings, clock, database, network, two_hotels) -> None:
    brought = bring_photos(settings, clock, database, [with_photos()], seconds=0)
    assert brought == Brought(more=True)
    assert network.asked == []


def test_a_photo_at_a_host_outside_the_cards_allow_list_is_refused_once(
    settings, clock: MovedClock, database, home, network
) -> None:
    address = "https://elsewhere.example/sea.jpg"
    served(home, offer("Nereid", (address,)))
    assert bring_photos(settings, clock, database, [with_photos()]) == Brought()
    refused = Ledger.of(home).tried[photo_name(address)]
    assert "elsewhere.example:443 is not in the allow of a card with images" in refused.why
    assert network.asked == []


def test_a_photo_that_failed_is_asked_again_after_its_rest(
    settings, clock: MovedClock, database, home, network
) -> None:
    served(home, offer("Nereid", (f"{SUN}/n1.jpg",)))
    assert bring_photos(settings, clock, database, [with_photos()]) == Brought(refused=1)
    assert bring_photos(settings, clock, database, [with_photos()]) == Brought()
    network.there.add(f"{SUN}/n1.jpg")
    clock.move(hours=7)
    assert bring_photos(settings, clock, database, [with_photos()]) == Brought(copied=1)


def test_photos_stay_while_a_kept_generation_names_them_and_no_longer(
    settings, clock: MovedClock, database, home, network, two_hotels
) -> None:
    bring_photos(settings, clock, database, [with_photos()])
    for _ in range(3):
        assert Shelf(home).widths(two_hotels[0]) == (358,)
        clock.move(hours=1)
        served(home, offer("Nereid", ()), now=clock.now())
        bring_photos(settings, clock, database, [with_photos()])
    assert Shelf(home).widths(two_hotels[0]) == ()
    assert not list((home.path / "photos").glob("??/*.webp"))


def test_a_tick_brings_missing_photos(
    settings: Settings, clock: MovedClock, database: Database, home: Home, network, two_hotels
) -> None:
    path = put_card(home.operators, "sun", 9, every="365d")
    path.write_text(path.read_text() + "images: true\n")
    tick(settings, clock, database)
    assert all(Shelf(home).widths(address) for address in two_hotels)


def test_whoever_comes_meanwhile_leaves(settings, clock, database, home, network, two_hotels):
    from fairwind.catalog.photos import alone_with_photos

    with alone_with_photos(home):
        brought = bring_photos(settings, clock, database, [with_photos()])
    assert brought == Brought(more=True)
    assert network.asked == []
