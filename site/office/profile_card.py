"""A client's preference profile as a manager writes it down, one question at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...leads import people, profile, undo
from ...leads.questions import ANYWHERE, CHILD_BANDS, QUESTIONS, Unfit, Value, read
from ...leads.tables import profiles
from ...leads.value import value_person
from ...offers.faults import GenerationFault
from ...store import audit
from ..shell import render
from ..visitor import choices, said
from ..visitor.wizard import USUAL_COUNTRIES, Choice, Number
from ..visitor.words import fault as fault_said
from . import client
from .visit import Visit, Who, who

SOURCE = "manager"
SINGLE = ("hotel_class", "board", "budget")
NUMBERS = ("nights", "party")


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """One question; `kind` is "ticks", "radios", "dates" or "numbers"."""

    who: Who
    id: int
    name: str
    step: str
    kind: str
    heading: str
    ticks: tuple[Choice, ...]
    numbers: tuple[Number, ...]
    days: tuple[str, str]
    version: int
    fault: str
    now: str


def profile_page(visit: Visit) -> Response:
    """The question with what is known."""
    person_id, step = client.seen(visit), _step(visit)
    return _shown(visit, person_id, step)


def keep_answer(visit: Visit) -> Response:
    """Keep the answer; 422 where it cannot be, 409 where somebody else answered meanwhile."""
    person_id, step = client.seen(visit), _step(visit)
    form, shop = visit.form, visit.shop
    try:
        given = None if form.get("skip") == "1" else read(step, form, form.all)
        with shop.database.write() as conn:
            mine = profiles.c.person_id == person_id
            before = undo.snapshot(conn, profiles, mine)
            found = profile.profile(conn, person_id)
            fresh = str(found.version if found else 0) == form.get("version", "")
            if fresh:
                profile.answer(conn, person_id, step, given, SOURCE, visit.now)
                value_person(conn, shop.settings, person_id, visit.now)
                subject = f"person:{person_id}"
                audit.note(conn, visit.now, visit.actor, "profile changed", subject, fields=step)
                after = undo.snapshot(conn, profiles, mine)
                back = undo.remember(conn, "profile changed", before, after, visit.actor, visit.now)
    except Unfit as wrong:
        return _shown(visit, person_id, step, 422, fault_said(str(wrong), visit.speech))
    if not fresh:
        changed = visit.speech._("Somebody changed the profile while you were writing.")
        return _shown(visit, person_id, step, 409, changed)
    return RedirectResponse(f"/office/clients/{person_id}?undo={back}#profile", 303)


def _step(visit: Visit) -> str:
    step: str = visit.request.path_params["question"]
    if step not in QUESTIONS:
        raise HTTPException(404)
    return step


def _shown(visit: Visit, person_id: int, step: str, status: int = 200, fault: str = "") -> Response:
    speech, currency = visit.speech, visit.shop.settings.currency
    with visit.shop.database.read() as conn:
        person, found = people.person(conn, person_id), profile.profile(conn, person_id)
    value = found.answers.get(step) if found else None
    known = found is not None and step in found.answers
    offered = choices.choices(step, speech, currency, _countries(visit, step, value))
    chosen = _typed(visit, step) if fault else _codes(step, value)
    page = ProfilePage(
        who=who(visit.session),
        id=person_id,
        name=person.name if person else "",
        step=step,
        kind=_kind(step),
        heading=choices.short(step, speech),
        ticks=tuple(Choice(code, words, code in chosen) for code, words in offered),
        numbers=_numbers(visit, step, value),
        days=_days(visit, step, value),
        version=found.version if found else 0,
        fault=fault,
        now=said.answer(step, value, speech) if known else "",
    )
    return render(visit.request, "office/profile.html", page, status=status, indexed=False)


def _kind(step: str) -> str:
    if step == "dates":
        return "dates"
    if step in NUMBERS:
        return "numbers"
    return "radios" if step in SINGLE else "ticks"


def _countries(visit: Visit, step: str, value: Value) -> tuple[str, ...]:
    """The countries with offers, and those that were said before."""
    if step != "countries":
        return ()
    try:
        nodes = visit.shop.finder.places.nodes
    except GenerationFault:
        nodes = ()
    offered = (node.key for node in nodes if not node.level and len(node.key) == 2)
    before = (code for code in value or () if code != ANYWHERE)
    return tuple(dict.fromkeys((*offered, *before))) or USUAL_COUNTRIES


def _codes(step: str, value: Value) -> tuple[str, ...]:
    """What is ticked for an answer as kept."""
    if value is None:
        return ()
    if step == "dates":
        return (value["flex"],)
    if step == "budget":
        return (f"{value['from']}-{value['to'] or ''}-{value['currency']}",)
    return tuple(value) if isinstance(value, list) else (str(value),)


def _typed(visit: Visit, step: str) -> tuple[str, ...]:
    return visit.form.all("flex" if step == "dates" else step)


def _days(visit: Visit, step: str, value: Value) -> tuple[str, str]:
    if step != "dates":
        return ("", "")
    kept: Mapping[str, Any] = value or {}
    form = visit.form
    return (form.get("from", kept.get("from", "")), form.get("to", kept.get("to", "")))


def _numbers(visit: Visit, step: str, value: Value) -> tuple[Number, ...]:
    _ = visit.speech._
    kept: Mapping[str, Any] = value or {}
    fields: tuple[tuple[str, str, Any], ...] = ()
    if step == "nights":
        fields = (("min", _("At least"), kept.get("min")), ("max", _("At most"), kept.get("max")))
    elif step == "party":
        bands = kept.get("children", {})
        fields = (
            ("adults", _("Adults"), kept.get("adults")),
            *(
                (f"children-{band}", choices.band(band, visit.speech), bands.get(band))
                for band in CHILD_BANDS
            ),
        )
    return tuple(
        Number(name, words, visit.form.get(name, "" if number is None else str(number)))
        for name, words, number in fields
    )
