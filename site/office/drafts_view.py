"""Drafts of forms: kept while one types, found again after a time-out, sent or thrown away."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...leads import drafts
from ..shell import render
from .ended import pairs
from .login import inside
from .moments import moment_said
from .number import number
from .visit import Visit, Who, who


@dataclass(frozen=True, slots=True)
class Typed:
    """One field as it was typed."""

    name: str
    value: str
    long: bool


@dataclass(frozen=True, slots=True)
class DraftPage:
    """What was typed and not sent: its fields stand in a form that goes where it was meant to."""

    who: Who
    form: str
    at: str
    shown: tuple[Typed, ...]
    hidden: tuple[Typed, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """One draft in the list."""

    address: str
    form: str
    at: str


@dataclass(frozen=True, slots=True)
class DraftsPage:
    """Everything a user has not sent."""

    who: Who
    drafts: tuple[Kept, ...]


def keep(visit: Visit) -> Response:
    """Keep the fields of a form, told by where it is sent: 204, also where nothing may be kept."""
    form = inside(visit.form.get("form", ""))
    if not form or len(form) > 200:
        raise HTTPException(422)
    fields = [(name, value) for name, value in pairs(visit.form) if name != "form"]
    with visit.shop.database.write() as conn:
        drafts.keep(conn, visit.session.user.id, form, fields, visit.now)
    return Response(status_code=204)


def drafts_page(visit: Visit) -> Response:
    """The list."""
    with visit.shop.database.read() as conn:
        found = drafts.all_of(conn, visit.session.user.id)
    kept = tuple(
        Kept(f"/office/drafts/{one.id}", one.form, moment_said(visit, one.at)) for one in found
    )
    return render(
        visit.request, "office/drafts.html", DraftsPage(who(visit.session), kept), indexed=False
    )


def draft_page(visit: Visit) -> Response:
    """One draft, to be looked at, changed and sent."""
    draft = _draft(visit)
    fields = [Typed(name, value, len(value) > 60) for name, value in draft.fields if value]
    page = DraftPage(
        who=who(visit.session),
        form=draft.form,
        at=moment_said(visit, draft.at),
        shown=tuple(one for one in fields if one.name != "version"),
        hidden=tuple(one for one in fields if one.name == "version"),
    )
    return render(visit.request, "office/draft.html", page, indexed=False)


def throw_away(visit: Visit) -> Response:
    """Forget a draft."""
    draft = _draft(visit)
    with visit.shop.database.write() as conn:
        drafts.discard(conn, visit.session.user.id, draft.form)
    return RedirectResponse("/office/drafts", 303)


def _draft(visit: Visit) -> drafts.Draft:
    with visit.shop.database.read() as conn:
        found = drafts.draft(conn, visit.session.user.id, number(visit))
    if found is None:
        raise HTTPException(404)
    return found
