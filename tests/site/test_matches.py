"""Matches in the office: two noisy hotels become one card, and two again when it is taken back."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from fairwind.catalog.matching.decisions import decided, decisions, keep, queue
from fairwind.catalog.matching.id_file import read_ids
from fairwind.catalog.matching.id_map import import_ids
from fairwind.catalog.matching.likeness import LEVELS
from fairwind.offers import Offer
from fairwind.site.app import create_app
from fairwind.site.office import match_words as words
from fairwind.site.text import Speech
from fairwind.store.database import Database
from fairwind.store.settings import Settings
from fairwind.store.users import HEAD, MANAGER, OWNER, create_user

from .conftest import NOW, TickingClock, a_stay, an_offer, publish_offers
from .office_people import DORA, PASSWORD, log_in, send, token

SUN = ("Mitsis Thalassa Kalamaki", "GR", "Crete", "Hersonissos")
HELLAS = ("Grecotel Thalassa Kalamaki Hotel", "GR", "Crete", "Hersonissos")
TWO = [(HELLAS[0], 1), (SUN[0], 1)]
SEARCH = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"


def two_noisy() -> dict[str, list[Offer]]:
    """One hotel that another chain has taken over: the rules never say by themselves that it is."""
    return {
        "sun_tours": [an_offer(1, "sun_tours", a_stay(*SUN), 200_000)],
        "hellas": [an_offer(1, "hellas", a_stay(*HELLAS, stars=7), 210_000)],
    }


@dataclass
class Site:
    """A site of its own, published anew when the test says so."""

    settings: Settings
    clock: TickingClock
    app: FastAPI
    client: TestClient
    database: Database

    def publish(self, offers: dict[str, list[Offer]]) -> None:
        """What a refresh does: a generation by what is decided, and its doubts to be looked at."""
        self.clock.wait(60)
        with self.database.read() as conn:
            said = decisions(conn)
        now = self.clock.now()
        made = publish_offers(self.settings.home, offers, now, decisions=said)
        with self.database.write() as conn:
            keep(conn, made.doubts(), now)

    def stays(self) -> list[tuple[str, int]]:
        """The stays a visitor finds: each with its id and how many operators its page names."""
        found = self.client.get(f"/en/trips.json?{SEARCH}").json()["stays"]
        return sorted((stay["name"], len(self.sellers(stay["id"]))) for stay in found)

    def ids(self) -> dict[str, str]:
        found = self.client.get(f"/en/trips.json?{SEARCH}").json()["stays"]
        return {stay["name"]: stay["id"] for stay in found}

    def sellers(self, id: str) -> set[str]:
        page = self.client.get(f"/en/trip/x-{id}?{SEARCH}", follow_redirects=True).text
        return {name for name in ("Sun Tours", "Hellas", "Aegean Holidays") if name in page}


@pytest.fixture
def site(tmp_path: Path, ready: Callable[[Settings], Database]) -> Iterator[Site]:
    settings = Settings(
        home=tmp_path / "home",
        agency_name="Kék Horizont",
        agency_phone="052 555 010",
        second_factor="ask",
    )
    database = ready(settings)
    clock = TickingClock(NOW - dt.timedelta(minutes=10))
    publish_offers(settings.home, two_noisy(), clock.now())
    app = create_app(settings, clock)
    with TestClient(app, settings.base_address, follow_redirects=False) as client:
        opened = Site(settings, clock, app, client, database)
        opened.publish(two_noisy())
        yield opened
    database.close()


def test_the_queue_says_what_a_decision_is_worth(site: Site) -> None:
    enter(site)
    line = re.compile(r"2 offers · prices 5 % apart · \d+ % likely the same")
    assert line.search(html.unescape(site.client.get("/office/matches").text))
    one = site.client.get(f"/office/matches/{first(site)}").text
    assert "What a decision is worth: 2 offers · prices 5 % apart." in one


def enter(site: Site, roles: Any = HEAD, email: str = DORA) -> None:
    with site.database.write() as conn:
        create_user(conn, email, "", roles, PASSWORD, site.clock.now())
    assert log_in(site, email).status_code == 303


def first(site: Site) -> int:
    with site.database.read() as conn:
        return queue(conn)[0].id


@pytest.mark.browser
def test_two_noisy_hotels_become_one_card_and_two_again(
    site: Site, serve: Callable[[FastAPI], str], visit: Callable[..., Any]
) -> None:
    with site.database.write() as conn:
        create_user(conn, DORA, "", HEAD, PASSWORD, site.clock.now())
    address = serve(site.app)
    page = visit((1280, 900), script=False).page
    page.goto(f"{address}/office/login")
    page.fill("#email", DORA)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.goto(f"{address}/office/matches")  # past the second factor that the office offers
    page.click("text=Begin with the first")
    table = page.inner_text("table.versus")
    assert SUN[0] in table
    assert HELLAS[0] in table
    assert "2 operators and 2 offers would stand on one card" in page.inner_text("main")
    assert site.stays() == TWO
    before = site.ids()

    page.fill("#note", "Same address")
    page.click("button[value=same]")
    assert "not on the site yet" in page.inner_text("main")
    site.publish(two_noisy())
    [(name, operators)] = site.stays()
    assert operators == 2
    for id in before.values():
        led = site.client.get(f"/en/trip/x-{id}", follow_redirects=True)
        assert site.ids()[name] in str(led.url)
        assert led.status_code == 200

    page.goto(f"{address}/office/matches?state=decided")
    assert "not on the site yet" not in page.inner_text("main")
    page.click("main form button")
    assert "waits" in page.inner_text("main")
    site.publish(two_noisy())
    assert site.stays() == TWO
    assert site.ids() == before


def test_different_keeps_a_pair_out_of_the_queue_for_good(site: Site) -> None:
    enter(site)
    number = first(site)
    sent = send(site, f"/office/matches/{number}", said="different")
    assert (sent.status_code, sent.headers["location"]) == (303, "/office/matches?state=decided")
    site.publish(two_noisy())
    assert "No pair waits" in site.client.get("/office/matches").text
    assert len(site.stays()) == 2
    shown = site.client.get(f"/office/matches/{number}").text
    assert "<b>different</b> · dora@example.com" in shown


def test_a_decision_that_contradicts_another_is_refused_with_a_way_to_it(site: Site) -> None:
    enter(site)
    number = first(site)
    send(site, f"/office/matches/{number}", said="different")
    refused = send(site, f"/office/matches/{number}", said="same")
    assert refused.status_code == 409
    assert "Take the other decision back first" in refused.text
    assert send(site, f"/office/matches/{number}", said="perhaps").status_code == 400
    assert site.client.get("/office/matches/999").status_code == 404


def test_those_who_run_the_operators_decide_and_nobody_else(site: Site) -> None:
    number = first(site)
    enter(site, MANAGER, "clara@example.com")
    assert site.client.get("/office/matches").status_code == 403
    assert send(site, f"/office/matches/{number}", said="same").status_code == 403
    enter(site, OWNER, "gabor@example.com")
    assert site.client.get("/office/matches").status_code == 200


def test_what_operators_say_is_shown_as_words_only(site: Site) -> None:
    offers = two_noisy()
    evil = '"><script>alert(1)</script>'
    for source, found in offers.items():
        product = found[0].product
        product = replace(product, ids=((f"{source}:hotel", f"{evil}{source}"),))
        offers[source] = [replace(found[0], product=product)]
    site.publish(offers)
    enter(site)
    page = site.client.get(f"/office/matches/{first(site)}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_ids_from_a_file_join_what_names_do_not(site: Site) -> None:
    offers = two_noisy()
    for source, id in (("sun_tours", "A7"), ("hellas", "19")):
        offers[source] = [with_id(offer, source, id) for offer in offers[source]]
    site.publish(offers)
    assert len(site.stays()) == 2
    enter(site)
    sheet = "operator,operator_id,giata\nsun_tours,A7,1284\nhellas,19,1284\nhellas,20,none\n"
    own = token(site.client.get("/office/matches/ids").text)

    def post(deed: str) -> str:
        file = ("giata.csv", sheet.encode(), "text/csv")
        form = {"token": own, "deed": deed}
        answer = site.client.post("/office/matches/ids", data=form, files={"file": file})
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    looked = post("look")
    assert re.findall(r"<li>(\w+: \d new|Line 4: [^<]+)</li>", looked) == [
        "hellas: 1 new",
        "sun_tours: 1 new",
        "Line 4: giata &#34;none&#34; is no number",
    ]
    assert "Nothing was imported yet" in looked
    assert "giata.csv</b>" in post("import")
    site.publish(offers)
    assert [operators for _, operators in site.stays()] == [2]
    gone = send(site, "/office/matches/ids/undo", file="giata.csv")
    assert gone.status_code == 303
    site.publish(offers)
    assert len(site.stays()) == 2


def test_a_file_that_is_no_table_of_ids_is_told_with_its_line(site: Site) -> None:
    enter(site)
    own = token(site.client.get("/office/matches/ids").text)
    file = ("x.csv", b"hotel;giata\nA;1\n", "text/csv")
    form = {"token": own, "deed": "import"}
    sent = site.client.post("/office/matches/ids", data=form, files={"file": file})
    assert sent.status_code == 422
    assert "x.csv: line 1: no column operator, operator_id" in sent.text


def with_id(offer: Offer, source: str, id: str) -> Offer:
    ids = ((f"{source}:hotel", id),)
    return replace(offer, product=replace(offer.product, ids=ids))


def three_alike() -> dict[str, list[Offer]]:
    """Three operators with one hotel's name at one place: joined unasked."""
    stay = a_stay(*SUN)
    return {
        name: [an_offer(1, name, stay, 200_000 + 5_000 * number)]
        for number, name in enumerate(("aegean", "hellas", "sun_tours"))
    }


@pytest.mark.browser
def test_a_card_joined_unasked_is_parted_and_joined_again(
    site: Site, serve: Callable[[FastAPI], str], visit: Callable[..., Any]
) -> None:
    two = {name: three_alike()[name] for name in ("hellas", "sun_tours")}
    site.publish(two)
    [(_, operators)] = site.stays()
    assert operators == 2
    [card] = site.ids().values()
    with site.database.write() as conn:
        create_user(conn, DORA, "", HEAD, PASSWORD, site.clock.now())
    address = serve(site.app)
    page = visit((1280, 900), script=False).page
    page.goto(f"{address}/office/login")
    page.fill("#email", DORA)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.goto(f"{address}/office/matches/joined")
    page.fill("#q", "thalassa")
    page.click("main form button")
    page.click(f"main a:has-text('{SUN[0]}')")
    assert "Hellas" in page.inner_text("table.versus")
    page.fill("#note", "Two houses on two bays")
    page.click("text=Not the same")
    assert "different · dora@example.com" in page.inner_text("main")
    site.publish(two)
    assert [count for _, count in site.stays()] == [1, 1]
    found = site.client.get(f"/en/trips.json?{SEARCH}").json()["stays"]
    assert card in {stay["id"] for stay in found}
    assert site.client.get(f"/en/trip/x-{card}", follow_redirects=True).status_code == 200

    page.goto(f"{address}/office/matches?state=decided")
    page.click("main form button")
    site.publish(two)
    assert [count for _, count in site.stays()] == [2]
    [again] = site.ids().values()
    for stay in found:
        led = site.client.get(f"/en/trip/x-{stay['id']}", follow_redirects=True)
        assert (led.status_code, again in str(led.url)) == (200, True)


def test_one_of_three_leaves_its_card_and_the_two_others_stay(site: Site) -> None:
    site.publish(three_alike())
    enter(site)
    [card] = site.ids().values()
    shown = site.client.get(f"/office/matches/joined/{card}?side=2").text
    found = re.search(r'name="side" value="([^"]+)"', shown)
    assert found
    address = f"/office/matches/joined/{card}"
    assert send(site, address, side=html.unescape(found[1])).status_code == 303
    site.publish(three_alike())
    assert sorted(count for _, count in site.stays()) == [1, 2]
    with site.database.read() as conn:
        rows = decided(conn, "different")
    assert {row.decided_by for row in rows} == {DORA}
    assert [len(row.evidence["lines"]) > 0 for row in rows] == [True, True]


def test_a_side_that_an_earlier_decision_or_an_imported_id_holds_is_not_parted(site: Site) -> None:
    offers = {
        name: [with_id(offer, name, "7") for offer in found]
        for name, found in three_alike().items()
    }
    site.publish(offers)
    enter(site)
    [card] = site.ids().values()
    address = f"/office/matches/joined/{card}"
    sheet = "operator,operator_id,giata\nsun_tours,7,1284\nhellas,7,1284\n"
    with site.database.write() as conn:
        import_ids(conn, read_ids("giata.csv", sheet.encode()), DORA, site.clock.now())
    for name, status in (("hellas", 409), ("aegean", 303)):
        side = f"stay/plain/{name}/{name}:hotel=7"
        assert send(site, address, side=side).status_code == status, name
    assert send(site, address, side="nobody").status_code == 409
    assert site.client.get(f"{address}?side=9").status_code == 404
    assert site.client.get("/office/matches/joined/none").status_code == 404
    enter(site, MANAGER, "clara@example.com")
    assert send(site, address, side="stay").status_code == 403


def test_every_outcome_of_the_matching_has_words() -> None:
    said = Marking()
    for what, levels in LEVELS.items():
        assert words.compared(what, said).startswith("«"), what
        for level in levels:
            assert words.outcome(what, level, said).startswith("«"), (what, level)


class Marking(Speech):
    """Speech that marks whatever goes through the catalogue."""

    def __init__(self) -> None:
        super().__init__("en")

    def _(self, english: str, **values: Any) -> str:
        return f"«{english}»"
