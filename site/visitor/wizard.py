"""The wizard of wishes: one question a page, then all answers to check, then they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...leads.enquiry import Around, Enquiry, check
from ...leads.questions import CHILD_BANDS, NEEDED, QUESTIONS, Unfit, Value, read
from ...offers.faults import GenerationFault
from ..enquiry.words import fault_sentences
from ..posted import Posted, posted
from ..shell import Shop, page_language, render, shop_of
from ..text import Speech
from . import choices, draft, words
from .draft import CONTACT, STEPS, Draft

router = APIRouter(include_in_schema=False)

RADIOS = frozenset({"hotel_class", "board", "budget"})
TICKS = frozenset({"countries", "room", "interests", "transport", "extras"})
USUAL_COUNTRIES = ("BG", "CY", "EG", "ES", "GR", "HR", "IT", "ME", "TN", "TR")
"""Asked about even where nobody publishes offers just now: somebody may still find one there."""
MOST_COUNTRIES_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be ticked or chosen."""

    code: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A field for a whole number."""

    name: str
    words: str
    value: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question. `kind` says how it is drawn; `faults` are field id -> sentence."""

    step: str
    kind: str
    heading: str
    hint: str
    choices: tuple[Choice, ...]
    numbers: tuple[Number, ...]
    values: Mapping[str, str]
    can_skip: bool
    number: int
    of: int
    back: str
    change: bool
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StartPage:
    """Before the first question: whether answers are waiting already."""

    begun: bool
    first: str
    steps: int


@router.get("/{lang}/profile")
async def start(request: Request) -> Response:
    """What the free help is, and where to begin."""
    page_language(request)
    begun = bool(draft.draft_of(request, shop_of(request).now()).answers)
    page = StartPage(begun, QUESTIONS[0], len(STEPS))
    return render(request, "visitor/start.html", page)


@router.post("/{lang}/profile/forget")
async def forget(request: Request) -> Response:
    """Throw the answers in this browser away."""
    speech = page_language(request)
    answer = RedirectResponse(f"/{speech.lang}/profile", 303)
    return draft.clear(answer, shop_of(request).settings)


async def ask(request: Request) -> Response:
    """One question with what was answered before."""
    speech, step = page_language(request), _step(request)
    shop = shop_of(request)
    kept = draft.draft_of(request, shop.now())
    change = request.query_params.get("change") == "1"
    typed = _typed(step, kept)
    page = await run_in_threadpool(_page, shop, speech, step, typed, change)
    return render(request, "visitor/question.html", page, indexed=False)


async def answer(request: Request) -> Response:
    """Keep the answer in the browser and go on; 422 with the reason where it is none."""
    speech, step = page_language(request), _step(request)
    form, shop = await posted(request), shop_of(request)
    now = shop.now()
    kept = draft.draft_of(request, now)
    change = form.get("change") == "1"
    try:
        kept = _answered(kept, step, form, shop, speech)
    except _Wrong as wrong:
        page = await run_in_threadpool(_page, shop, speech, step, _sent(step, form), change)
        page = replace(page, faults=wrong.faults)
        return render(request, "visitor/question.html", page, status=422, indexed=False)
    address = f"/{speech.lang}/profile/{_after(step, kept, change)}"
    return draft.keep(RedirectResponse(address, 303), shop.settings, kept)


class _Wrong(Exception):
    """What was sent cannot be kept: field id -> sentence."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


def _step(request: Request) -> str:
    step = str(request.path_params["step"])
    if step not in STEPS:
        raise HTTPException(404)
    return step


def _answered(kept: Draft, step: str, form: Posted, shop: Shop, speech: Speech) -> Draft:
    now = shop.now()
    if step == CONTACT:
        return replace(kept, contact=_contact(kept, form, shop, speech), touched=now)
    if form.get("skip") and step not in NEEDED:
        return kept.with_answer(step, None, now)
    try:
        return kept.with_answer(step, read(step, form, form.all), now)
    except Unfit as unfit:
        raise _Wrong({_first_field(step, str(unfit)): words.fault(str(unfit), speech)}) from None


def _contact(kept: Draft, form: Posted, shop: Shop, speech: Speech) -> dict[str, str]:
    """Name, mail and telephone as an enquiry has them; a mailbox that was proved stays."""
    typed = {name: form.get(name, "") for name in draft.FIELDS}
    if kept.email:
        typed["email"] = kept.email
    around = Around(speech.lang, shop.settings.agency_country, kept.key, "")
    found = check({**typed, "consent": "yes"}, around)
    if not isinstance(found, Enquiry):
        raise _Wrong(fault_sentences(found, typed, speech))
    return {"name": found.name, "email": found.email, "phone": found.phone}


def _after(step: str, kept: Draft, change: bool) -> str:
    """Where to go on: to the checking after a change, else to the next question."""
    place = STEPS.index(step) + 1
    return "check" if change or place == len(STEPS) else STEPS[place]


def _typed(step: str, kept: Draft) -> dict[str, Any]:
    """What the fields show of an answer given before: field -> value, or the codes ticked."""
    if step == CONTACT:
        return dict(kept.contact)
    value: Value = kept.answers.get(step)
    if value is None:
        return {}
    if step == "party":
        return {"adults": value["adults"]} | {
            f"children-{b}": n for b, n in value["children"].items()
        }
    if step == "budget":
        return {"ticked": [f"{value['from']}-{value['to'] or ''}-{value['currency']}"]}
    if isinstance(value, dict):
        return {**value, "ticked": [value.get("flex", "")]}
    return {"ticked": value if isinstance(value, list) else [value]}


def _sent(step: str, form: Posted) -> dict[str, Any]:
    """The fields again as they were sent."""
    ticked = [*form.all(step), *form.all("flex")]
    return {**form, "ticked": ticked}


def _page(
    shop: Shop, speech: Speech, step: str, typed: Mapping[str, Any], change: bool
) -> QuestionPage:
    ticked = typed.get("ticked", [])
    offered = choices.choices(step, speech, shop.settings.currency, _countries(shop, step))
    place = STEPS.index(step)
    before = "" if place == 0 else f"/{STEPS[place - 1]}"
    return QuestionPage(
        step=step,
        kind="radios" if step in RADIOS else "ticks" if step in TICKS else step,
        heading=choices.heading(step, speech),
        hint=choices.hint(step, speech),
        choices=tuple(Choice(code, said, code in ticked) for code, said in offered),
        numbers=_numbers(step, speech, typed),
        values={name: str(value) for name, value in typed.items() if name != "ticked"},
        can_skip=step not in NEEDED and step != CONTACT,
        number=place + 1,
        of=len(STEPS),
        back=f"/{speech.lang}/profile{'/check' if change else before}",
        change=change,
    )


def _numbers(step: str, speech: Speech, typed: Mapping[str, Any]) -> tuple[Number, ...]:
    _ = speech._
    fields: tuple[tuple[str, str], ...] = ()
    if step == "nights":
        fields = (("min", _("At least")), ("max", _("At most")))
    if step == "party":
        bands = ((f"children-{code}", choices.band(code, speech)) for code in CHILD_BANDS)
        fields = (("adults", _("Adults")), *bands)
    return tuple(Number(name, said, str(typed.get(name, ""))) for name, said in fields)


def _countries(shop: Shop, step: str) -> tuple[str, ...]:
    """The countries with offers, and the usual ones beside them."""
    if step != "countries":
        return ()
    try:
        nodes = shop.finder.places.nodes
    except GenerationFault:
        return USUAL_COUNTRIES
    most = sorted((node for node in nodes if not node.level), key=lambda node: -node.products)
    found = (node.key for node in most[:MOST_COUNTRIES_SHOWN] if len(node.key) == 2)
    return tuple(dict.fromkeys((*found, *USUAL_COUNTRIES)))


def _first_field(step: str, code: str) -> str:
    """The id of the field that a fault leads to."""
    if step == "dates":
        return {"dates_turned": "to", "flex_missing": "flex-exact"}.get(code, "from")
    return {"nights": "min", "party": "adults"}.get(step, f"{step}-0")
