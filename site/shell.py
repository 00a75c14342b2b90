"""The shell of every page: what a request may use, and what each template knows beside its page."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol
from urllib.parse import urlencode

import phonenumbers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..catalog.photos import Shelf
from ..desk.operators import Counter
from ..offers import Party
from ..search.answer import Answer, Quote, StayAnswer
from ..search.compare import Comparison
from ..search.destination import Destination
from ..search.grid import Grid
from ..search.market import Market
from ..search.month import MonthAnswer
from ..search.places import PlaceTree
from ..search.query import Query
from ..search.suggest import Suggestion
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings
from .hours import hours_said
from .kept import held, mark
from .sources import Sources
from .static_files import Statics
from .templating import Templates
from .text import MANNERS, Speech, asked_language, speech_of

PUBLIC = "public, max-age=60, stale-while-revalidate=300"
"""What is the same for everybody; a page with a nonce is kept by its visitor only (KEPT)."""
KEPT = PUBLIC.replace("public", "private")
"""Decision 0058: no shared cache may hold a page whose scripts are let in by a nonce."""
PRIVATE = "no-store"


class Finder(Protocol):
    """What the pages need of the search room; search.live.LiveEngine is the real one."""

    def answer(self, query: Query, now: dt.datetime) -> Answer: ...

    def stay(self, product_id: str, query: Query, now: dt.datetime) -> StayAnswer | None: ...

    def compare(self, ids: Sequence[str], query: Query, now: dt.datetime) -> Comparison: ...

    def month(
        self, query: Query, now: dt.datetime, month: dt.date, product_id: str | None = None
    ) -> MonthAnswer | None: ...

    def grid(self, query: Query, now: dt.datetime) -> Grid: ...

    def destination(self, key: str, now: dt.datetime) -> Destination | None: ...

    def market(self, query: Query, now: dt.datetime, product_id: str = "") -> Market: ...

    def quote(self, key: str, party: Party) -> Quote | None: ...

    def suggest(self, typed: str, language: str) -> tuple[Suggestion, ...]: ...

    @property
    def places(self) -> PlaceTree: ...


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything a view may reach; one a process, at `request.app.state.shop`.

    Without a `counter` the office has no page of operators.
    """

    settings: Settings
    clock: Clock
    database: Database
    finder: Finder
    sources: Sources
    photos: Shelf
    statics: Statics
    templates: Templates
    counter: Counter | None = None

    def now(self) -> dt.datetime:
        """The present moment in the agency's own zone: its day decides what has departed."""
        return self.clock.now().astimezone(self.settings.zone)


def shop_of(request: Request) -> Shop:
    """The shop of this process."""
    shop: Shop = request.app.state.shop
    return shop


@dataclass(frozen=True, slots=True)
class Agency:
    """Whose site this is, from the settings alone."""

    name: str
    legal: str
    phone: str
    phone_link: str
    hours: str
    logo: str


@dataclass(frozen=True, slots=True)
class Switch:
    """The same page in another language."""

    lang: str
    name: str
    address: str
    absolute: str
    current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """What every template knows as `here`. `now` is in the agency's own zone.

    `linked` is what the page says in schema.org's words (public.linked_data), `picture` the path
    of the one that a shared link shows. `undo` is the change that an office page offers to take
    back, `undone` what became of the last wish to.
    """

    lang: str
    speech: Speech
    agency: Agency
    switches: tuple[Switch, ...]
    path: str
    base: str
    canonical: str
    indexed: bool
    linked: tuple[dict[str, Any], ...]
    picture: str
    nonce: str
    request_id: str
    now: dt.datetime
    undo: str = ""
    undone: str = ""


def language(request: Request) -> str:
    """The page's language: the first part of its path, else what the browser asks for."""
    offered = languages(shop_of(request).settings)
    first = request.url.path.split("/", 2)[1]
    if first in offered:
        return first
    return asked_language(request.headers.get("accept-language", ""), offered)


def languages(settings: Settings) -> tuple[str, ...]:
    """The languages of this site, those it has words for."""
    return tuple(lang for lang in settings.languages if lang in MANNERS)


def page_language(request: Request) -> Speech:
    """The speech of a `/{lang}/...` page; a language we do not offer is no page (404)."""
    lang = request.path_params["lang"]
    if lang not in languages(shop_of(request).settings):
        raise HTTPException(404)
    return speech_of(lang)


def shell(
    request: Request,
    *,
    canonical: list[tuple[str, str]] | None = None,
    indexed: bool = True,
    linked: tuple[dict[str, Any], ...] = (),
    picture: str = "",
) -> Shell:
    """The shell for one request; `canonical` is the page's canonical query, if it has one."""
    shop = shop_of(request)
    lang = language(request)
    speech = speech_of(lang)
    path = request.url.path
    query = f"?{urlencode(canonical)}" if canonical else ""
    return Shell(
        lang=lang,
        speech=speech,
        agency=agency(shop, speech),
        switches=_switches(request, shop, lang, query),
        path=path,
        base=shop.settings.base_address,
        canonical=f"{shop.settings.base_address}{path}{query}",
        indexed=indexed,
        linked=linked,
        picture=picture or f"/og/{lang}.png",
        nonce=request.scope["state"]["nonce"],
        request_id=request.scope["state"]["request_id"],
        now=shop.now(),
        undo=request.scope["state"].get("undo", ""),
        undone=request.scope["state"].get("undone", ""),
    )


def agency(shop: Shop, speech: Speech) -> Agency:
    """The agency as the settings name it, its telephone with today's hours."""
    settings = shop.settings
    return Agency(
        name=settings.agency_name,
        legal=settings.agency_legal,
        phone=settings.agency_phone,
        phone_link=_dialled(settings.agency_phone, settings.agency_country),
        hours=hours_said(settings, shop.now(), speech) if settings.agency_phone else "",
        logo=shop.statics.address(shop.statics.logo) if shop.statics.logo else "",
    )


@cache
def _dialled(phone: str, country: str) -> str:
    """The number as a telephone abroad dials it; its digits where it is no number of a country."""
    try:
        number = phonenumbers.parse(phone, country)
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        pass
    return "".join(c for c in phone if c.isdigit() or c == "+")


def _switches(request: Request, shop: Shop, lang: str, canonical: str) -> tuple[Switch, ...]:
    offered = languages(shop.settings)
    first, _, rest = request.url.path.lstrip("/").partition("/")
    tail = rest if first in offered else ""
    asked = f"?{request.url.query}" if request.url.query and first in offered else ""
    return tuple(
        Switch(
            lang=other,
            name=speech_of(other).name,
            address=f"/{other}/{tail}{asked}",
            absolute=f"{shop.settings.base_address}/{other}/{tail}{canonical}",
            current=other == lang,
        )
        for other in offered
    )


def render(
    request: Request,
    template: str,
    page: Any,
    *,
    status: int = 200,
    keep: str = PRIVATE,
    canonical: list[tuple[str, str]] | None = None,
    indexed: bool = True,
    headers: dict[str, str] | None = None,
    fragment: str = "",
    linked: tuple[dict[str, Any], ...] = (),
    picture: str = "",
) -> Response:
    """The page as an HTML answer: the template knows `here` (Shell) and `page`.

    `keep` is the Cache-Control: PUBLIC for a page that is the same for everybody. Only such a
    page is packed here: one with secrets and the visitor's own words in it must not be (BREACH).
    `fragment` is the template of the part that a script may ask for alone, to swap it in place.
    """
    here = shell(request, canonical=canonical, indexed=indexed, linked=linked, picture=picture)
    if fragment and request.headers.get("hx-request-type") == "partial":
        template = fragment
    text = shop_of(request).templates.text(here.lang, template, here=here, page=page)
    body = text.encode()
    kept = KEPT if keep == PUBLIC else keep
    sent = {"Cache-Control": kept, "Content-Language": here.lang, **(headers or {})}
    varies = ("HX-Request", "HX-Request-Type") if fragment else ()
    if keep == PUBLIC:
        varies = ("Accept-Encoding", *varies)
    if varies:
        sent["Vary"] = ", ".join(varies)
    if keep == PUBLIC and status == 200:
        sent["ETag"] = mark(body, here.nonce)
        if held(request, sent["ETag"]):
            return Response(status_code=304, headers=sent)
    if keep == PUBLIC and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, 1, mtime=0)
        sent["Content-Encoding"] = "gzip"
    return Response(body, status, sent, media_type="text/html")
