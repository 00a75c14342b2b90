"""One operator's page: who it is by law, what it sells here, how fresh that is, how true it was.

The score stands here alone: no ranking reads it (search knows no table of checks).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...catalog.catalogue import SourceState, State
from ...catalog.price_checks import ENOUGH, SCORED_DAYS, Truth, truth
from ...offers.faults import GenerationFault
from ...search.query import Query
from .. import trade
from ..price_words import moment
from ..security import safe_url
from ..shell import PUBLIC, Shop, page_language, render, shop_of
from ..sources import Sources
from ..text import Speech
from . import links


@dataclass(frozen=True, slots=True)
class Score:
    """How true its prices were in words; `share` and `change` in per cent, None below the floor."""

    said: str
    checks: int
    share: float | None = None
    change: float | None = None


@dataclass(frozen=True, slots=True)
class OperatorPage:
    """What the page says. `score` is None where the agency shows none."""

    slug: str
    name: str
    facts: tuple[tuple[str, str], ...]
    website: str
    stays: str
    trips: str
    lists: tuple[str, ...]
    score: Score | None


async def page(request: Request) -> Response:
    """The page of a tour operator that sells here; 404 for any other."""
    speech = page_language(request)
    told = await run_in_threadpool(_page, request, speech)
    return render(request, "public/operator.html", told, keep=PUBLIC)


async def as_json(request: Request) -> Response:
    """The same as JSON."""
    speech = page_language(request)
    told = await run_in_threadpool(_page, request, speech)
    said: dict[str, Any] = asdict(told) | {"facts": dict(told.facts)}
    return JSONResponse(said, headers={"Cache-Control": "public, max-age=60"})


def with_page(sources: Sources) -> tuple[str, ...]:
    """The slugs of all operators with a page of their own, in the order of the alphabet."""
    every = sources.all()
    return tuple(sorted({source.operator.slug for source in every if source.operator}))


def _page(request: Request, speech: Speech) -> OperatorPage:
    shop, slug = shop_of(request), request.path_params["slug"]
    sources = [one for one in shop.sources.all() if one.operator and one.operator.slug == slug]
    operator = sources[0].operator if sources else None
    if operator is None:
        raise HTTPException(404)
    _, query = speech._, Query(operators=(slug,))
    facts = (
        (_("Legal name"), operator.legal_name or _("not stated by the operator")),
        (_("Licence"), operator.licence or _("not stated by the operator")),
        (_("Country"), trade.country(operator.country, speech) if operator.country else ""),
    )
    return OperatorPage(
        slug=slug,
        name=operator.name,
        facts=tuple(pair for pair in facts if pair[1]),
        website=safe_url(operator.website),
        stays=_stays(shop, query, speech),
        trips=links.trips(speech.lang, query),
        lists=tuple(_list_said(source, shop.now(), speech) for source in sources),
        score=_score(shop, slug, sources, speech) if shop.settings.operator_scores else None,
    )


def _stays(shop: Shop, query: Query, speech: Speech) -> str:
    """How many of its stays have a price for two adults, in words; "" for none."""
    try:
        count = shop.finder.answer(query, shop.now()).counts.priced
    except GenerationFault:
        return ""
    if not count:
        return ""
    return speech.ngettext(
        "%(n)s trip with a price for two", "%(n)s trips with a price for two", count
    )


def _list_said(source: SourceState, now: dt.datetime, speech: Speech) -> str:
    """When its list was read, and whether it can be asked for a single price."""
    _ = speech._
    at = moment(source.answered_at, now, speech) if source.answered_at else ""
    read = _("list read %(when)s", when=at) if at else _("its list was never read whole")
    kept = source.state in (State.REFUSED, State.MISSING) and at
    older = _("a newer one did not come or was not taken in") if kept else ""
    asked = _("answers for single prices") if source.can_recheck else _("cannot be asked (list)")
    return ", ".join(filter(None, (read, older, asked)))


def _score(shop: Shop, slug: str, sources: list[SourceState], speech: Speech) -> Score:
    now = shop.clock.now()
    with shop.database.read() as conn:
        found = truth(conn, slug, now - dt.timedelta(days=SCORED_DAYS))
    if not found.checks and not any(one.can_recheck or one.can_reprice for one in sources):
        return Score(speech._("Cannot be asked: it hands over a list only."), 0)
    if not found.enough or found.share_same is None:
        few = speech._("Too few checks (%(n)s of %(enough)s).", n=found.checks, enough=ENOUGH)
        return Score(few, found.checks)
    return _said(found, found.share_same, speech)


def _said(found: Truth, share: float, speech: Speech) -> Score:
    percent = round(share * 100)
    said = speech._(
        "Of %(n)s prices asked for again in %(days)s days, %(share)s %% were still the same.",
        n=speech.number(found.checks),
        days=SCORED_DAYS,
        share=percent,
    )
    if found.mean_change is not None:
        change = f"{found.mean_change:+.1f}".replace("-", "\N{MINUS SIGN}")
        change = change.replace(".", speech.point)
        more = speech._(
            "On average the answer was %(change)s %% from the price shown.", change=change
        )
        said = f"{said} {more}"
    return Score(said, found.checks, share * 100, found.mean_change)
