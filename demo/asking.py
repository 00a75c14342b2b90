"""Asking: one enquiry of the demo's visitors, made of real offers as the site makes it."""

from __future__ import annotations

import datetime as dt

from ..leads.enquiry import Around, Enquiry, check
from ..leads.wish import MarketSeen, Wish
from ..offers.faults import GenerationFault
from ..search.live import LiveEngine
from ..search.query import Query, read_query, write_query
from ..site.enquiry.seen import carried_query, offer_seen
from ..site.enquiry.words import consent
from ..site.text import speech_of
from ..store.settings import Settings
from .askers import Asker

AHEAD = dt.timedelta(days=30)
LASTS = dt.timedelta(days=45)
"""They look for a start from a month ahead on, within six weeks."""


def enquiry_of(
    asker: Asker, number: int, engine: LiveEngine, settings: Settings, at: dt.datetime
) -> Enquiry:
    """The enquiry of the so many-th asker at a moment; about a stay that the site sells then."""
    query = _query(asker, at)
    found = engine.answer(query, at)
    card = found.cards[number % len(found.cards)] if found.cards else None
    speech = speech_of(asker.language)
    about = card if asker.kind != "find_me" else None
    seen = offer_seen(about, about.quotes[0], query, speech) if about and about.quotes else None
    around = Around(
        language=asker.language,
        country=settings.agency_country,
        form_key=f"demo-{number}",
        consent_text=consent((asker.kind,), settings, speech),
        offer=seen,
        query=tuple(write_query(carried_query(query))),
        party=query.party,
        wish=None if seen else _wish(asker, at, settings.currency),
        market=_market(engine, query, at, seen.product_id if seen else ""),
    )
    enquiry = check(_form(asker), around)
    if not isinstance(enquiry, Enquiry):
        raise GenerationFault(f"the demo's own question of {asker.name} was refused: {enquiry}")
    return enquiry


def _form(asker: Asker) -> dict[str, str]:
    return {
        "name": asker.name,
        "phone": asker.phone,
        "email": asker.email,
        "when": asker.when,
        "message": asker.message,
        "kind": asker.kind,
        "consent": "yes",
    }


def _query(asker: Asker, at: dt.datetime) -> Query:
    first = at.date() + AHEAD
    pairs = [("adults", str(asker.adults)), *(("child_age", str(a)) for a in asker.child_ages)]
    pairs += [("depart_from", first.isoformat()), ("depart_to", (first + LASTS).isoformat())]
    return read_query(pairs + ([("to", asker.to)] if asker.to else []))


def _wish(asker: Asker, at: dt.datetime, currency: str) -> Wish:
    first = at.date() + AHEAD
    return Wish(
        countries=(asker.to,) if asker.to else (),
        depart_from=first,
        depart_to=first + LASTS,
        adults=asker.adults,
        child_ages=asker.child_ages,
        budget=asker.budget,
        currency=currency if asker.budget else "",
        extras=asker.extras,
    )


def _market(engine: LiveEngine, query: Query, at: dt.datetime, product_id: str) -> MarketSeen:
    known = engine.market(query, at, product_id)
    stars = None if known.stars is None else known.stars / 2
    return MarketSeen(stars, known.top_quarter, known.threshold, known.currency)
