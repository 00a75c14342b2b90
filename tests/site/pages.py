"""Every page of the site in one list, over offers that fill each of them; nothing is drawn twice.

A new page gets its line here, and with it is held to every rule that pages are held to: barriers,
languages, valid HTML, the keyboard, narrow and enlarged windows, the visitor's own colours.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

from fastapi import FastAPI
from PIL import Image
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from fairwind.catalog.gate.judge import GateRules, judge
from fairwind.catalog.history.keep import add as add_history
from fairwind.catalog.home import Home
from fairwind.catalog.matching.decisions import keep as keep_doubts
from fairwind.catalog.matching.doubts import Doubt
from fairwind.catalog.photos import SIZES, Ledger, Tried, copy_path, photo_name
from fairwind.catalog.price_checks import ENOUGH, Cause, PriceCheck, State
from fairwind.catalog.price_checks import keep as keep_check
from fairwind.catalog.product_ids import ProductIds
from fairwind.catalog.rows import to_rows
from fairwind.catalog.runs import RunWriter, last_published, run_name
from fairwind.catalog.stays import joining
from fairwind.catalog.verdict import keep_verdict
from fairwind.leads import drafts, links
from fairwind.offers import Kind, Money, Offer, Place, Product, Provenance, Reject, Terms
from fairwind.scheduler.counter import OfficeCounter
from fairwind.site.app import create_app
from fairwind.store import users
from fairwind.store.database import open_database
from fairwind.store.settings import Settings

from .conftest import LAGOON, NOW, LeadSite, TickingClock, a_stay, an_offer, publish_offers
from .conftest import the_offers as the_usual_offers
from .office_people import token as office_token

LANGUAGES = ("en", "hu", "bg", "ru")
PARTY = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"
NARROW = (
    f"{PARTY}&nights_min=7&nights_max=7&to=GR/crete&price_max=3000&board_min=HB&facility=sand_beach"
)
OWN = "Közvetlenül a parton, lépcső nélkül"
"""What Sun Tours, which writes Hungarian, says in its own words."""
BY_DAY = tuple(f"{n}. nap: {place}" for n, place in enumerate(("Ankara", "Göreme", "Konya"), 1))
PASSWORD = "correct horse battery"
HEAD, MANAGER, OWNER = "dora@example.com", "clara@example.com", "gabor@example.com"


@dataclass(frozen=True, slots=True)
class OnePage:
    """A page: its path (without its language where `spoken`), and who must be logged in for it."""

    name: str
    path: str
    status: int = 200
    who: str = ""
    spoken: bool = True

    def at(self, lang: str) -> str:
        return f"/{lang}{self.path}" if self.spoken else self.path


@dataclass(frozen=True, slots=True)
class Pages:
    """The site, its pages, and the cookies (name, value) of who is logged in."""

    app: FastAPI
    pages: tuple[OnePage, ...]
    cookies: dict[str, tuple[str, str]]

    def __iter__(self) -> Iterator[OnePage]:
        return iter(self.pages)

    @property
    def usual(self) -> tuple[OnePage, ...]:
        """One public page of each kind ("results, none" is a kind of results), and the pages of
        the office that are used all day."""
        public = (page for page in self.pages if not page.who and ", " not in page.name)
        return (*public, *(page for page in self.pages if page.name in USED_ALL_DAY))

    def named(self, name: str) -> OnePage:
        return next(page for page in self.pages if page.name == name)

    def texts(self, lang: str) -> Iterator[tuple[OnePage, str]]:
        """Each page with its HTML in one language."""
        for page in self.pages:
            anna = TestClient(self.app, BASE, raise_server_exceptions=False, follow_redirects=False)
            cookie = self.cookies.get(page.who)
            if cookie:
                anna.cookies.set(*cookie)
            answer = anna.get(page.at(lang), headers={"accept-language": lang})
            assert answer.status_code == page.status, f"{page.name}: {answer.status_code}"
            yield page, answer.text


BASE = "http://127.0.0.1:8000"
USED_ALL_DAY = ("today", "inbox", "lead", "clients", "client", "new enquiry", "kit")
"""Pages behind the login that each normal run walks in every way; `make test-all` walks all."""


def laid(home: Path, address: str, *widths: int) -> None:
    """Put our copies of a photo into the home."""
    ledger = Ledger.of(Home(home))
    for width in widths:
        path = copy_path(Home(home), photo_name(address), width)
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (width, SIZES[width]), "teal").save(path, "WEBP")
    ledger.tried[photo_name(address)] = Tried(address, widths)
    ledger.keep(Home(home))


def a_tour() -> Product:
    return Product(
        Kind.TOUR,
        "Anatólia kincsei",
        Place("TR", "Cappadocia", "Göreme", "Cappadocia"),
        facts=("English-speaking guide", OWN),
        text=f"{OWN}. A guided week.",
        itinerary=BY_DAY,
    )


def the_offers() -> dict[str, list[Offer]]:
    """The usual offers, Lagoon Village with photos and own words, and a tour day by day."""
    photos = tuple(f"https://sun_tours.example/{n}.jpg" for n in range(3))
    offers = the_usual_offers()
    for n, offer in enumerate(offers["sun_tours"]):
        facts = (*offer.product.facts, OWN)
        product = replace(offer.product, photos=photos, facts=facts, text=f"{OWN}.")
        terms = Terms(20, 30, 45)
        offers["sun_tours"][n] = replace(offer, product=product, terms=terms)
    offers["sun_tours"].append(an_offer(70, "sun_tours", a_tour(), 290000))
    return offers


def build(home: Path, settings: Settings) -> Pages:
    """The site over a home with a stay that is gone, a question asked, and two of the office."""
    offers = the_offers()
    gone = an_offer(80, "hellas", a_stay("Old Mill", *LAGOON[1:]), 199000)
    before = {**offers, "hellas": [*offers["hellas"], gone]}
    languages = {"sun_tours": "hu", "aegean": "en", "hellas": "bg"}
    publish_offers(home, before, NOW - dt.timedelta(days=1), languages)
    was = create_app(settings.model_copy(update={"home": home}), TickingClock())
    old_mill = _link(TestClient(was), "old-mill", PARTY)
    publish_offers(home, offers, NOW, languages)
    for number in range(3):
        laid(home, f"https://sun_tours.example/{number}.jpg", 358, 716)
    _past(home, offers["sun_tours"])
    _refused(home)
    return _opened(home, settings, old_mill)


def _past(folder: Path, offers: list[Offer]) -> None:
    """What Sun Tours asked for on three days before, with a silence between."""
    for ago in (9, 8, 1, 0):
        at = NOW - dt.timedelta(days=ago)
        add_history(Home(folder), "sun_tours", run_name(at), to_rows(offers), at)


def _checks() -> list[PriceCheck]:
    """As many answers of Sun Tours about other offers as its score takes."""
    shown = Money(253600, "EUR")
    return [
        PriceCheck(
            NOW - dt.timedelta(days=1),
            Cause.VISITOR,
            "sun_tours",
            "sun_tours",
            f"{n:016x}",
            State.CONFIRMED,
            shown=shown,
            verified=shown,
        )
        for n in range(ENOUGH)
    ]


CARD = """\
name: hellas
title: Hellas
operator: {name: Hellas}
permission: {basis: contract, by: Hellas, on: 2026-01-01}
connector: {kind: feed, format: json, start: ["http://127.0.0.1:9/feed.json"], records: trips}
fields: {id: code, name: hotel, price: price, date: day}
price: {basis: per_party, currency: EUR}
schedule: {every: 24h}
"""


def _refused(folder: Path) -> None:
    """Hellas, whose run of a minute ago the gate refused, with a record that was left out."""
    home, at = Home(folder), NOW + dt.timedelta(minutes=1)
    home.operators.mkdir(parents=True, exist_ok=True)
    (home.operators / "hellas.yml").write_text(CARD)
    seen = Provenance("hellas", "https://hellas.example/list", 3, at)
    with RunWriter(home, "hellas", run_name(at), at) as writer:
        writer.page()
        writer.found(2)
        writer.add([an_offer(10, "hellas", a_stay(*LAGOON), 251000)])
        writer.reject([Reject("price_zero", "price", "0", seen, "price 0 is no price")])
        run = writer.finish(finished=at)
    verdict = judge(run, last_published(home, "hellas"), GateRules(), at.date())
    assert not verdict.passed
    keep_verdict(run.folder, verdict)


def _opened(home: Path, settings: Settings, old_mill: str) -> Pages:
    at_home = {
        "home": home,
        "base_address": BASE,
        "database_url": f"sqlite:///{home / 'fairwind.db'}",
        "agency_mail": "office@example.com",
        "mail_folder": home / "mail",
        "operator_scores": True,
        "second_factor": "ask",  # else its page would stand before each of the head's
    }
    settings = settings.model_copy(update=at_home)
    clock = TickingClock()
    app = create_app(settings, clock, counter=OfficeCounter)
    _can_fail(app)
    anna = TestClient(app, BASE, follow_redirects=False)
    sent = _asked(anna, clock)
    _asked(anna, clock, email="same-name@example.com", phone="06 30 111 2244")
    cookies = _let_in(app, settings)
    tokens = _kept(app, settings, cookies[HEAD])
    public = (*_public(anna, old_mill), *_question(anna, sent), *_visitor(), *_behind(tokens))
    pages = (*public, *_office(sent), *_desk(), *_counter())
    return Pages(app, pages, cookies)


def _can_fail(app: FastAPI) -> None:
    """An address for each error that no visitor can bring about."""

    @app.get("/{lang}/fail/{status}")
    async def fail(status: int) -> None:
        raise RuntimeError("broken") if status == 500 else HTTPException(status)

    routes = app.router.routes
    routes.insert(0, routes.pop())


def _link(anna: TestClient, slug: str, search: str) -> str:
    """The path of a stay as its card leads to it, without the language."""
    page = anna.get(f"/en/trips?{search}&q={slug.replace('-', '+')}").text
    found = re.search(rf'href="/en(/trip/{slug}[^"]+)"', page)
    assert found, slug
    return unescape(found[1])


def _asked(anna: TestClient, clock: TickingClock, **more: str) -> str:
    """Anna asks about Lagoon Village; the path of the page after sending."""
    trip = _link(anna, "lagoon", PARTY).partition("?")[0].rpartition("-")[2]
    form = LeadSite.filled_in(anna.get(f"/en/ask?trip={trip}&{PARTY}").text)
    clock.wait(60)
    typed = {"message": "Is the club open?\nThank you", "email": "anna@example.com", **more}
    sent = anna.post("/en/ask", data={**form, **typed})
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"]).removeprefix("/en").partition("#")[0]


def _let_in(app: FastAPI, settings: Settings) -> dict[str, tuple[str, str]]:
    database = open_database(settings)
    cookies = {}
    for email, roles in ((HEAD, users.HEAD), (MANAGER, users.MANAGER), (OWNER, users.OWNER)):
        with database.write() as conn:
            users.create_user(conn, email, "", roles, PASSWORD, NOW)
        someone = TestClient(app, BASE, follow_redirects=False)
        form = {"email": email, "password": PASSWORD}
        assert someone.post("/office/login", data=form).status_code == 303
        ((name, value),) = someone.cookies.items()
        cookies[email] = (name, value)
    database.close()
    return cookies


def _kept(app: FastAPI, settings: Settings, head: tuple[str, str]) -> dict[str, str]:
    """A draft and a file of the head's; tokens of links that open a page each."""
    dora = TestClient(app, BASE, follow_redirects=False)
    dora.cookies.set(*head)
    token = office_token(dora.get("/office/imports").text)
    sheet = ("clients.csv", "name;email\nNora;nora@example.com\n", "text/csv")
    sent = dora.post("/office/imports", data={"token": token}, files={"file": sheet})
    assert sent.status_code == 303, sent.text
    database = open_database(settings)
    with database.write() as conn:
        drafts.keep(conn, 1, "/office/new", [("line", "Nora, Crete in July")], NOW)
        text = {"text": "I would like the newsletter.", "language": "en"}
        held = {"newsletter": text, "profile": {"answers": {}, "contact": {}, "sent": ""}}
        opened: tuple[links.Purpose, ...] = ("my_data", "needs", "newsletter", "profile")
        made = {
            purpose: links.make(conn, purpose, 1, "x@example.com", NOW, held=held.get(purpose))
            for purpose in opened
        }
        keep_doubts(conn, _doubts(), NOW)
        for check in _checks():
            keep_check(conn, check)
    database.close()
    return made


def _doubts() -> list[Doubt]:
    """What would be asked about a hotel that another chain has taken over."""
    place = ("GR", "Crete", "Hersonissos")
    sun = an_offer(90, "sun_tours", a_stay("Mitsis Thalassa Kalamaki", *place), 200000)
    hellas = an_offer(91, "hellas", a_stay("Grecotel Thalassa Kalamaki", *place, 7), 210000)
    return joining(to_rows([sun, hellas]), ProductIds()).doubts


def _public(anna: TestClient, old_mill: str) -> Iterator[OnePage]:
    stays = anna.get(f"/en/trips.json?{PARTY}").json()["stays"]
    ids = [f"id={stay['id']}" for stay in stays]
    four = "&".join(ids[:4])
    lagoon = _link(anna, "lagoon", PARTY)
    yield OnePage("home", "/")
    yield OnePage("results", f"/trips?{PARTY}")
    yield OnePage("results, filtered", f"/trips?{NARROW}")
    yield OnePage("results, goes", f"/trips?{PARTY}&group=goes")
    yield OnePage("results, unclear", f"/trips?{PARTY}&group=unclear")
    yield OnePage("results, none", f"/trips?{PARTY}&stars_min=5&price_max=100&q=xyzzy+Crete")
    yield OnePage("results, last page", f"/trips?{PARTY}&page=2&sort=total")
    yield OnePage("stay", lagoon)
    yield OnePage("stay, no price", f"{lagoon.partition('?')[0]}?adults=1&child_age=1")
    yield OnePage("tour", _link(anna, "anatolia", PARTY))
    yield OnePage("gone", old_mill, status=410)
    yield OnePage("compare", f"/compare?{PARTY}&{four}")
    yield OnePage("compare, differences", f"/compare?{PARTY}&{four}&only=differences")
    yield OnePage("compare, too many", f"/compare?{PARTY}&{'&'.join(ids[:5])}", status=422)
    yield OnePage("compare, none", "/compare", status=422)
    yield OnePage("calendar", f"/calendar?{PARTY}&to=GR")
    yield OnePage("calendar, no data", "/calendar?adults=2&child_age=4&child_age=11&month=2026-10")
    yield OnePage("destinations", f"/destinations?{PARTY}")
    yield OnePage("destination", "/destination/greece-crete")
    yield OnePage("no destination", "/destination/atlantis", status=404)
    yield OnePage("how we rank", "/how-we-rank")
    yield OnePage("operator", "/operators/sun_tours")
    yield OnePage("not found", "/nothing-here", status=404)
    yield OnePage("not understood", "/trips?adults=ninety", status=422)
    yield OnePage("broken", "/fail/500", status=500)
    yield OnePage("not ready", "/fail/503", status=503)


def _question(anna: TestClient, sent: str) -> Iterator[OnePage]:
    trip = _link(anna, "lagoon", PARTY).partition("?")[0].rpartition("-")[2]
    yield OnePage("ask", f"/ask?trip={trip}&{PARTY}")
    yield OnePage("ask in general", "/ask")
    yield OnePage("ask to hold it", f"/ask?trip={trip}&{PARTY}&kind=option")
    ids = [f"id={stay['id']}" for stay in anna.get(f"/en/trips.json?{PARTY}").json()["stays"]]
    yield OnePage("ask about a comparison", f"/ask?kind=compare&{PARTY}&{'&'.join(ids[:3])}")
    yield OnePage("find me something", f"/ask?kind=find_me&{NARROW}")
    yield OnePage("remember", "/remember")
    yield OnePage("sent", sent)


def _visitor() -> Iterator[OnePage]:
    yield OnePage("wishes", "/profile")
    for step in ("countries", "dates", "party", "budget", "room", "contact"):
        yield OnePage(f"wishes, {step}", f"/profile/{step}")
    yield OnePage("wishes, check", "/profile/check")
    yield OnePage("wishes, save", "/profile/save")
    yield OnePage("newsletter", "/newsletter")
    yield OnePage("unsubscribe", "/unsubscribe", spoken=False)
    yield OnePage("my data", "/my-data")
    yield OnePage("privacy", "/privacy")
    yield OnePage("accessibility", "/accessibility")
    yield OnePage("dead link", "/my-data/made-up", status=410)


def _behind(tokens: dict[str, str]) -> Iterator[OnePage]:
    """What opens by a link from a mail."""
    yield OnePage("my data, link", f"/my-data/{tokens['my_data']}")
    yield OnePage("needs", f"/needs/{tokens['needs']}")
    yield OnePage("newsletter, confirm", f"/newsletter/confirm/{tokens['newsletter']}")
    yield OnePage("wishes, back", f"/profile/back/{tokens['profile']}")


def _office(sent: str) -> Iterator[OnePage]:
    reference = sent.partition("?")[0].rpartition("/")[2]
    yield OnePage("login", "/office/login", spoken=False)
    yield OnePage("forgotten", "/office/forgotten", spoken=False)
    yield OnePage("today", "/office/", who=HEAD, spoken=False)
    yield OnePage("lead", f"/office/leads/{reference}", who=HEAD, spoken=False)
    yield OnePage("system", "/office/system", who=HEAD, spoken=False)
    yield OnePage("kit", "/office/_kit", who=MANAGER, spoken=False)
    yield OnePage("forbidden", "/office/system", status=403, who=MANAGER, spoken=False)


def _desk() -> Iterator[OnePage]:
    """What managers and their head work with."""

    def page(name: str, path: str, who: str = HEAD, status: int = 200) -> OnePage:
        return OnePage(name, f"/office/{path}", status, who, spoken=False)

    yield page("nothing today", "", MANAGER)
    yield page("inbox", "leads?view=all")
    yield page("inbox, dense", "leads?view=all&dense=1")
    yield page("inbox, nothing", "leads?view=practice")
    yield page("new enquiry", "new", MANAGER)
    yield page("clients", "clients")
    yield page("client", "clients/1")
    yield page("one person?", "clients/1/merge/2")
    for question in ("countries", "dates", "party"):
        yield page(f"a client's {question}", f"clients/1/profile/{question}")
    yield page("imports", "imports")
    yield page("one import", "imports/1")
    yield page("team", "team")


def _counter() -> Iterator[OnePage]:
    """What the owner looks after, and what everybody has of their own."""

    def page(name: str, path: str, who: str = OWNER) -> OnePage:
        return OnePage(name, f"/office/{path}", 200, who, spoken=False)

    yield page("users", "users")
    yield page("user", "users/1")
    yield page("audit", "audit")
    yield page("operators", "operators")
    yield page("operator in the office", "operators/hellas")
    yield page("privacy in the office", "privacy")
    yield page("matches", "matches")
    yield page("one match", "matches/1")
    yield page("ids of hotels", "matches/ids")
    yield page("joined by themselves", "matches/joined")
    yield page("mail", "mail")
    yield page("one mail", "mail/1")
    yield page("sessions", "sessions", MANAGER)
    yield page("second factor", "second-factor", MANAGER)
    yield page("prove", "prove", MANAGER)
    yield page("drafts", "drafts", HEAD)
    yield page("draft", "drafts/1", HEAD)
