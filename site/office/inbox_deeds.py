"""What is done from the inbox: several leads at once, own lists, the list as a file."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...leads import access, inbox_deeds, listing, listing_saved
from ...leads.inbox_deeds import Deed, Order
from ...leads.listing import Listed
from ...offers.faults import StoreFault
from ...store import audit, rates
from ...store.users import Role
from . import inbox_words
from .csv_out import csv_answer
from .inbox import PATH
from .number import number, number_in
from .roles import TEAM
from .table import at
from .visit import Visit

EXPORT = rates.Limit("office-export", 10, rates.ENQUIRY_BY_ADDRESS.period)


def bulk(visit: Visit) -> Response:
    """Do one thing with all chosen leads; what cannot be done to one of them leaves it alone."""
    order, chosen = _order(visit), _chosen(visit)
    if order is None or not chosen:
        return _back(visit, ("choose", "1"))
    if order.deed is Deed.ASSIGN and not visit.session.user.roles & TEAM:
        raise HTTPException(403)
    user = visit.session.user
    try:
        with visit.shop.database.write() as conn:
            seen = access.visible(user)
            settings = visit.shop.settings
            done = inbox_deeds.do(conn, settings, order, chosen, seen, visit.actor, visit.now)
    except StoreFault:
        return _back(visit, ("choose", "1"))
    undo = [("undo", done.undo)] if done.undo else []
    return _back(visit, ("done", str(done.count)), *undo)


def keep_view(visit: Visit) -> Response:
    """Keep a list of one's own."""
    with visit.shop.database.write() as conn:
        kept = listing_saved.save(
            conn, visit.session.user.id, visit.form.get("name", ""), _query(visit), visit.now
        )
    return _back(visit, ("name", "kept" if kept else "refused"))


def forget_view(visit: Visit) -> Response:
    """Take one of one's own lists away."""
    with visit.shop.database.write() as conn:
        if not listing_saved.forget(conn, visit.session.user.id, number(visit)):
            raise HTTPException(404)
    return _back(visit)


def inbox_csv(visit: Visit) -> Response:
    """The list as a file: whom it names only where the reader may take persons out of the house
    (backoffice.md 13); ten an hour, each written down."""
    shop, user = visit.shop, visit.session.user
    want = listing.wanted(visit.request.query_params)
    named = Role.PRIVACY_OFFICER in user.roles
    with shop.database.write() as conn:
        wait = rates.spend(conn, shop.settings, EXPORT, user.email, visit.now)
        if wait is not None:
            raise HTTPException(429, headers={"Retry-After": str(int(wait.total_seconds()) + 1)})
        seen = access.visible(user)
        found = listing.every(conn, want, user.id, seen, shop.settings.zone)
        facts = {"rows": str(len(found)), "persons": "named" if named else "not named"}
        audit.note(conn, visit.now, visit.actor, "leads exported", "leads", **facts)
    return csv_answer("enquiries.csv", _header(visit, named), _rows(found, named, visit))


def _header(visit: Visit, named: bool) -> list[str]:
    _ = visit.speech._
    who = [_("Name"), _("Telephone"), _("E-mail")] if named else []
    rest = [_("Came"), _("Kind"), _("Channel"), _("Language"), _("Temperature"), _("Score")]
    return [_("Number"), *who, *rest, _("Team"), _("Whose"), _("Until"), _("State"), _("Stage")]


def _rows(found: tuple[Listed, ...], named: bool, visit: Visit) -> Iterator[list[object]]:
    speech, zone = visit.speech, visit.shop.settings.zone
    for lead in found:
        due = lead.due_at.astimezone(zone).isoformat(" ", "minutes") if lead.due_at else ""
        yield [
            lead.reference,
            *([lead.name, lead.phone, lead.email] if named else []),
            lead.created_at.astimezone(zone).isoformat(" ", "minutes"),
            inbox_words.kind(lead.kind, speech),
            inbox_words.channel(lead.channel, speech),
            lead.language,
            inbox_words.warmth(lead.temperature, speech),
            lead.score,
            inbox_words.team(lead.team, speech),
            lead.owner,
            due,
            inbox_words.state(lead, "", speech),
            lead.stage,
        ]


def _order(visit: Visit) -> Order | None:
    form = visit.form
    if form.get("deed") not in set(Deed):
        return None
    to = number_in(form.get("user", ""), 0)
    return Order(Deed(form["deed"]), to, form.get("how", ""), form.get("reason", ""))


def _chosen(visit: Visit) -> list[int]:
    given = (number_in(one, -1) for one in visit.form.all("lead"))
    return [one for one in given if one >= 0]


def _query(visit: Visit) -> str:
    """The list that the form was sent from, read anew: nothing of it is taken as it came."""
    said = dict(parse_qsl(visit.form.get("query", "")[:1000]))
    return at("", listing.wanted(said).pairs()).removeprefix("?")


def _back(visit: Visit, *said: tuple[str, str]) -> Response:
    pairs = [*parse_qsl(_query(visit)), *said]
    return RedirectResponse(at(PATH, pairs), 303)
