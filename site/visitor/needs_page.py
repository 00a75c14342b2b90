"""The page of needs: what only an explicit consent lets us know, apart from everything else (W-62).

What is typed here goes to `leads.needs` and nowhere else: no log, no mail, no lead has it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ...leads import consent, links, needs, people
from ...leads.needs import NeedKind
from ...leads.tables import bookings
from ...store import audit
from ..posted import Posted, posted
from ..shell import Shop, page_language, render, shop_of
from ..text import Speech
from ..trade import N_
from . import words
from .holdings import NEEDS, HeldNeed, needs_held
from .newsletter_page import QUIET, dead_link

router = APIRouter(include_in_schema=False)
ACTOR = "visitor"
HINTS = {
    "dietary": N_("What must not or must be on the table."),
    "health": N_("What we should know of, such as an allergy or a device that needs power."),
    "mobility": N_("Steps, distances, a wheelchair."),
    "religious_practice": N_("Times or places to be kept free."),
}


@dataclass(frozen=True, slots=True)
class NeedsPage:
    """The form; `kept` are masked, `shown` are there for one answer after a POST asked for it."""

    token: str
    kinds: tuple[tuple[str, str, str], ...]
    consents: Mapping[str, str]
    kept: tuple[HeldNeed, ...]
    shown: tuple[HeldNeed, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()
    done: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request over a living link; `person_id` is whose needs they are, `trip` "" for any."""

    request: Request
    shop: Shop
    speech: Speech
    token: str
    person_id: int
    trip: str
    proof: str

    def page(self, conn: sa.Connection, *, shown: bool = False, **more: object) -> NeedsPage:
        held = (self.shop, self.speech, (self.person_id,))
        _ = self.speech._
        return NeedsPage(
            token=self.token,
            kinds=tuple((code, _(NEEDS[code]), _(HINTS[code])) for code in HINTS),
            consents=words.need_consents(self.shop.settings, self.speech),
            kept=needs_held(conn, *held, shown=False),
            shown=needs_held(conn, *held, shown=True) if shown else (),
            **more,  # type: ignore[arg-type]
        )

    def answer(self, page: NeedsPage, status: int = 200) -> Response:
        template = "visitor/needs.html"
        return render(self.request, template, page, status=status, indexed=False, headers=QUIET)


Act = Callable[[Asked, Posted], Response]


@router.get("/{lang}/needs/{token}")
async def look(request: Request, token: str) -> Response:
    """The form, and that there are needs, without their words."""
    return await _with_link(request, token, None, _look)


@router.post("/{lang}/needs/{token}")
async def tell(request: Request, token: str) -> Response:
    """Keep what was typed under the consents ticked; 422 where there is none for it."""
    return await _with_link(request, token, await posted(request), _tell)


@router.post("/{lang}/needs/{token}/show")
async def show(request: Request, token: str) -> Response:
    """The needs in their own words, for this one answer; the reading is audited."""
    return await _with_link(request, token, await posted(request), _show)


@router.post("/{lang}/needs/{token}/remove")
async def remove(request: Request, token: str) -> Response:
    """Take one need back."""
    return await _with_link(request, token, await posted(request), _remove)


async def _with_link(request: Request, token: str, form: Posted | None, act: Act) -> Response:
    speech, shop = page_language(request), shop_of(request)
    sent = form if form is not None else Posted([])
    return await run_in_threadpool(_opened, request, shop, speech, token, sent, act)


def _opened(
    request: Request, shop: Shop, speech: Speech, token: str, form: Posted, act: Act
) -> Response:
    with shop.database.read() as conn:
        link = links.look(conn, token, "needs", shop.clock.now())
        number = link.person_id if link is not None else None
        person = people.person(conn, number) if number is not None else None
    if link is None or person is None or person.erased_at or person.merged_into_id:
        return dead_link(request)
    return act(Asked(request, shop, speech, token, person.id, link.subject, link.proof), form)


def _look(asked: Asked, form: Posted) -> Response:
    with asked.shop.database.read() as conn:
        return asked.answer(asked.page(conn))


def _tell(asked: Asked, form: Posted) -> Response:
    typed = {code: form.get(code, "").strip() for code in HINTS}
    told = {code: text for code, text in typed.items() if text}
    asked_for = words.need_consents(asked.shop.settings, asked.speech)
    ticked = frozenset(purpose for purpose in asked_for if form.get(purpose) == "yes")
    faults = _faults(told, ticked, asked.speech)
    if faults:
        with asked.shop.database.read() as conn:
            page = asked.page(conn, typed=typed, ticked=ticked, faults=faults)
        return asked.answer(page, 422)
    _ = asked.speech._
    with asked.shop.database.write() as conn:
        if told:
            _keep(conn, asked, told, ticked)
        done = (
            _("It is kept, locked.")
            if told
            else _("Nothing was kept. Your trip goes on without it.")
        )
        return asked.answer(asked.page(conn, done=done))


def _faults(told: Mapping[str, str], ticked: frozenset[str], speech: Speech) -> dict[str, str]:
    long = [code for code, text in told.items() if len(text) > needs.LONGEST]
    faults = {code: words.fault("need_long", speech) for code in long}
    if told and not ticked & set(needs.USES):
        faults[consent.USE_FOR_TRIP] = words.fault("need_consent", speech)
    return faults


def _keep(
    conn: sa.Connection, asked: Asked, told: Mapping[str, str], ticked: frozenset[str]
) -> None:
    """One consent a purpose, then each need sealed under the one that lasts longest."""
    now = asked.shop.clock.now()
    texts = words.need_consents(asked.shop.settings, asked.speech)
    given = {
        purpose: consent.record(
            conn, asked.person_id, purpose, True, text, "needs", asked.proof, now, asked.trip
        )
        for purpose, text in texts.items()
        if purpose in ticked
    }
    remembered = consent.REMEMBER in given
    behind = given[consent.REMEMBER if remembered else consent.USE_FOR_TRIP]
    ends = needs.expires(_returns(conn, asked.trip, now), remembered, now)
    for code, text in told.items():
        what = (asked.person_id, NeedKind(code), text, asked.trip, behind, ends, now)
        needs.keep(conn, asked.shop.settings, *what)


def _returns(conn: sa.Connection, trip: str, now: dt.datetime) -> dt.date | None:
    """The day on which the trip ends, None where nobody knows it or it is long over."""
    if not trip:
        return None
    mine = sa.select(bookings.c["return"]).where(bookings.c.number == trip)
    day: dt.date | None = conn.scalar(mine.order_by(bookings.c.id.desc()).limit(1))
    return day if day is not None and day >= now.date() else None


def _show(asked: Asked, form: Posted) -> Response:
    with asked.shop.database.write() as conn:
        now = asked.shop.clock.now()
        audit.note(conn, now, ACTOR, "needs shown to their person", f"person:{asked.person_id}")
        return asked.answer(asked.page(conn, shown=True))


def _remove(asked: Asked, form: Posted) -> Response:
    number = form.get("need", "")
    with asked.shop.database.write() as conn:
        if not number.isdecimal() or not needs.remove(conn, asked.person_id, int(number)):
            raise HTTPException(404)
        return asked.answer(asked.page(conn, done=asked.speech._("It is deleted.")))
