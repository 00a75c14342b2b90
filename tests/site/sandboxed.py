"""The site over a few offers of the sandbox's operators, which answer for each price."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from fastapi import FastAPI

from fairwind.catalog.fx import Rates
from fairwind.catalog.generations import publish
from fairwind.catalog.home import Home
from fairwind.catalog.runs import RunWriter, run_name
from fairwind.catalog.tables import price_checks
from fairwind.catalog.verdict import Verdict, keep_verdict
from fairwind.crawlers.card import Card
from fairwind.crawlers.connectors import read_page
from fairwind.crawlers.intake import take_in
from fairwind.crawlers.preferring import preferring
from fairwind.crawlers.recheck import offer_named
from fairwind.demo.one_offer import Story, story
from fairwind.demo.operators import OPERATORS, put_cards, shipped
from fairwind.demo.sandbox import OperatorServer, sandbox
from fairwind.offers import Offer, Party, offer_key
from fairwind.scheduler.publish import source_state
from fairwind.search.build import build
from fairwind.search.query import read_query
from fairwind.site.app import create_app
from fairwind.store.database import Database
from fairwind.store.settings import Settings, load_settings
from fairwind.store.tables import buckets

from .conftest import NOW, TickingClock

COUPLE = Party(2)
LISTED_AT = NOW - dt.timedelta(hours=4, minutes=14)  # 04:00 UTC, 06:00 in Budapest
NAMES = ("helios_club", "modra_laguna", "yuzhny_veter", "adria_linie")


@dataclass
class Sandboxed:
    """The site, its clock, its operators, and one offer of each story by its name."""

    app: FastAPI
    settings: Settings
    clock: TickingClock
    database: Database
    operators: dict[str, OperatorServer]
    offers: dict[str, Offer]

    def key(self, name: str) -> str:
        return offer_key(self.offers[name])

    def page(self, name: str, party: str = "adults=2", lang: str = "en") -> str:
        """The address of the stay with one story's offer first, as its card links to it."""
        shop = self.app.state.shop
        key = self.key(name)
        found = offer_named(Home(self.settings.home), key)
        assert found
        offer, product_id = found
        day = offer.departure.date
        query = read_query(parse_qsl(f"{party}&depart_from={day}&depart_to={day}"))
        card = shop.finder.stay(product_id, query, NOW).card
        total = next((quote.total for quote in card.quotes if quote.key == key), None)
        seen = f"&seen={total.minor}{total.currency}" if total else ""
        return (
            f"/{lang}/trip/{card.slug}-{product_id}?{party}&depart_from={day}&depart_to={day}"
            f"&offer={key}{seen}"
        )


@contextmanager
def a_sandboxed_site(folder: Path, ready: Callable[[Settings], Database]) -> Iterator[Sandboxed]:
    """Serve the operators and publish one offer of each story."""
    home = Home(folder / "home")
    texts = {name: text for name, text in shipped("cards").items() if name in NAMES}
    pages = {name: OPERATORS[name](NOW.date()) for name in NAMES}
    with sandbox(pages) as operators:
        cards = {card.name: card for _, card in put_cards(home, texts, operators)}
        offers = {name: list(_offers(cards[name], operators[name])) for name in NAMES}
        chosen = _chosen(offers)
        _publish(home, cards, list(chosen.values()))
        settings = load_settings(
            home=home.path,
            agency_name="Kék Horizont",
            agency_phone="052 555 010",
            allow_loopback=True,
            recheck_seconds=2.0,
            second_factor="ask",
            mail_folder=folder / "mail",
        )
        clock, database = TickingClock(), ready(settings)
        app = create_app(settings, clock)
        yield Sandboxed(app, settings, clock, database, operators, chosen)
        database.close()


def _offers(card: Card, operator: OperatorServer) -> Iterator[Offer]:
    """The first pages of a list, read as a crawl reads them."""
    read_by = preferring(card, "EUR")
    for path, page in list(operator.pages.items())[:4]:
        address = f"{operator.address}{path}"
        read = read_page(read_by, page.body, address, page.content_type, LISTED_AT)
        yield from take_in(read_by, read.records, LISTED_AT).offers


def _chosen(offers: dict[str, list[Offer]]) -> dict[str, Offer]:
    def one(source: str, wanted: Story | None = None) -> Offer:
        return next(
            offer
            for offer in offers[source]
            if offer.departure.price
            and offer.departure.price.party == COUPLE
            and wanted in (None, story(source, dict(offer.ref.ids)["id"]))
        )

    return {
        "same": one("helios_club", Story.SAME),
        "fuel added": one("modra_laguna", Story.FUEL_ADDED),
        "sold out": one("helios_club", Story.SOLD_OUT),
        "silent": one("yuzhny_veter"),
        "list only": one("adria_linie"),
    }


def _publish(home: Home, cards: dict[str, Card], offers: Sequence[Offer]) -> None:
    runs, states = {}, {}
    for name, card in cards.items():
        mine = [offer for offer in offers if offer.ref.source == name]
        with RunWriter(home, name, run_name(LISTED_AT), LISTED_AT) as writer:
            writer.page()
            writer.found(len(mine))
            writer.add(mine)
            runs[name] = writer.finish(finished=LISTED_AT)
        keep_verdict(runs[name].folder, Verdict(True))
        states[name] = source_state(card, runs[name], None)
    publish(home, runs, states, [build], Rates.embedded(), "EUR", LISTED_AT)


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, ready: Callable[[Settings], Database]
) -> Iterator[Sandboxed]:
    """One site for all tests of a module that imports this fixture and `nobody_has_asked`."""
    with a_sandboxed_site(tmp_path_factory.mktemp("sandboxed"), ready) as site:
        yield site


@pytest.fixture(autouse=True)
def nobody_has_asked(site: Sandboxed) -> None:
    """Each test begins with operators that were asked nothing."""
    forget(site)


def forget(site: Sandboxed) -> None:
    """Forget every question, on our side and on the operators'."""
    with site.database.write() as conn:
        conn.execute(price_checks.delete())
        conn.execute(buckets.delete())
    for operator in site.operators.values():
        operator.asked.clear()
