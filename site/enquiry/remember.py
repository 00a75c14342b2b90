"""The choice whether this site remembers what a visitor compares: asked once, ended at any time."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ...leads import behaviour
from ...search.query import Query
from ..posted import posted
from ..public import links
from ..shell import Shop, page_language, render, shop_of
from ..text import Speech
from . import saved, words
from .remembered import has_agreed, noted, set_cookie, visitor_of


@dataclass(frozen=True, slots=True)
class Remembered:
    """One thing that is remembered: its day, what it was, the way to the stay ("" for none);
    `saved` is the id of a stay that the visitor saved, "" for all else."""

    day: str
    said: str
    link: str
    saved: str = ""


@dataclass(frozen=True, slots=True)
class RememberPage:
    """The choice, and all that is remembered after a yes; `save` is the id of a stay that is
    saved with a yes, `wanted` its name."""

    text: str
    agreed: bool
    lines: tuple[Remembered, ...]
    save: str = ""
    wanted: str = ""


async def page(request: Request) -> Response:
    """The choice and what it brought so far."""
    speech = page_language(request)
    told = await run_in_threadpool(_page, request, shop_of(request), speech)
    return render(request, "enquiry/remember.html", told, indexed=False)


async def decide(request: Request) -> Response:
    """Yes: the browser gets a key. No: what was remembered is gone, and the key with it."""
    speech, shop = page_language(request), shop_of(request)
    form = await posted(request)
    answer = RedirectResponse(f"/{speech.lang}/remember#main", 303)
    if form.get("remember") == "yes":
        key = await run_in_threadpool(_agreed, request, shop, form.get("save", ""))
        if key:
            set_cookie(answer, shop.settings, key)
    else:
        await run_in_threadpool(_forgotten, request, shop)
        set_cookie(answer, shop.settings, "")
    return answer


def _agreed(request: Request, shop: Shop, stay: str) -> str:
    """The key of a visitor who says yes, with the stay they wanted saved; "" where it was said."""
    if has_agreed(request):
        saved.keep(request, stay)
        return ""
    key = behaviour.new_key()
    visitor = behaviour.visitor_of(shop.settings, key)
    with shop.database.write() as conn:
        behaviour.agree(conn, visitor, shop.now())
        if saved.offered(request, stay):
            behaviour.save(conn, visitor, stay, shop.now())
    return key


def _forgotten(request: Request, shop: Shop) -> None:
    visitor = visitor_of(request)
    if visitor:
        with shop.database.write() as conn:
            behaviour.forget(conn, visitor)


def _page(request: Request, shop: Shop, speech: Speech) -> RememberPage:
    lines = (_line(one, shop, speech) for one in noted(request))
    text = words.behaviour(shop.settings, speech)
    save = request.query_params.get("save", "")
    wanted = _stay(save, shop, speech)[0] if saved.offered(request, save) else ""
    return RememberPage(text, has_agreed(request), tuple(lines), save if wanted else "", wanted)


def _line(one: behaviour.Noted, shop: Shop, speech: Speech) -> Remembered:
    day = speech.day(one.at.astimezone(shop.settings.zone).date())
    if one.kind == "returned":
        return Remembered(day, speech._("You came back"), "")
    name, link = _stay(one.subject, shop, speech)
    if one.kind == "saved":
        return Remembered(day, speech._("Saved: %(stay)s", stay=name), link, one.subject)
    return Remembered(day, speech._("Compared: %(stay)s", stay=name), link)


def _stay(product_id: str, shop: Shop, speech: Speech) -> tuple[str, str]:
    """The name of a stay and the way to it; its id where it is no longer offered."""
    found = shop.finder.stay(product_id, Query(), shop.now())
    if found is None:
        return product_id, ""
    card = found.card
    return card.product.name, links.stay(speech.lang, card.slug, card.product_id, Query())
