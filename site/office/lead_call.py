"""The call itself: what the form of *Reached* asks, filled in from what is known already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from babel import Locale

from ...leads.lead_card import LeadCard
from ...leads.profile import Profile
from ...leads.questions import ANYWHERE, CHILD_BANDS, FLEXIBLE, Unfit, budget_bands, fit
from ...leads.stage_notes import LONGEST_STEP, StageNotes
from ...offers import Money
from ...store.settings import Settings
from ..posted import Posted
from ..text import Speech

FIELDS = (
    *("countries", "from", "to", "adults", "ages", "budget"),
    *("decides_with", "motives", "origin", "note", "next_step", "next_day", "next_time"),
)
_BANDS = {band: tuple(map(int, band.split("-"))) for band in CHILD_BANDS}


@dataclass(frozen=True, slots=True)
class CallForm:
    """The fields of *Reached* as they stand; `faults` maps a field to what is wrong with it."""

    values: Mapping[str, str]
    budgets: tuple[tuple[str, str], ...]
    countries: tuple[str, ...]
    faults: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def fault(self, name: str) -> str:
        return self.faults.get(name, "")


@dataclass(frozen=True, slots=True)
class Said:
    """What *Reached* says: answers of the profile, notes, and the next step with its moment."""

    answers: Mapping[str, Any]
    notes: Mapping[str, str]
    note: str
    step: str
    step_at: dt.datetime


def call_form(
    card: LeadCard,
    profile: Profile | None,
    notes: StageNotes,
    settings: Settings,
    speech: Speech,
) -> CallForm:
    """The form with what the enquiry and the profile told; the profile's answers win."""
    values = _from_lead(card, speech)
    if profile is not None:
        values |= {name: said for name, said in _from_profile(profile, speech).items() if said}
    values |= {"decides_with": notes.decides_with, "motives": notes.motives, "origin": notes.origin}
    values["next_step"] = card.next_step
    if card.next_step_at is not None:
        at = card.next_step_at.astimezone(settings.zone)
        values |= {"next_day": at.date().isoformat(), "next_time": at.strftime("%H:%M")}
    return drawn(values, settings, speech)


def drawn(
    values: Mapping[str, str],
    settings: Settings,
    speech: Speech,
    faults: Mapping[str, str] | None = None,
) -> CallForm:
    """The form over these values."""
    return CallForm(values, budgets(settings.currency, speech), _names(speech.lang), faults or {})


def read_call(form: Posted, settings: Settings, speech: Speech) -> Said | dict[str, str]:
    """What was typed, or field -> sentence. Empty profile fields stay as they were."""
    faults: dict[str, str] = {}
    answers: dict[str, Any] = {}
    for question, read in _READERS.items():
        try:
            value = read(form, speech)
            if value is not None:
                answers[question] = fit(question, value)
        except (Unfit, ValueError):
            name, sentence = _fault(question, speech)
            faults[name] = sentence
    step = form.get("next_step", "").strip()[:LONGEST_STEP]
    at = moment(form.get("next_day", ""), form.get("next_time", "") or "09:00", settings)
    if not step:
        faults["next_step"] = speech._("Please write what happens next")
    if at is None:
        faults["next_day"] = speech._("Please say on which day")
    if faults or at is None:
        return faults
    notes = {name: form.get(name, "") for name in ("decides_with", "motives", "origin")}
    return Said(answers, notes, form.get("note", "").strip()[:2000], step, at)


def budgets(currency: str, speech: Speech) -> tuple[tuple[str, str], ...]:
    """The bands of a budget as choices."""
    said = [("", speech._("not said"))]
    for least, most in budget_bands(currency):
        low = speech.money(Money.of(least, currency))
        if most is None:
            words = speech._("%(low)s or more", low=low)
        else:
            words = speech._(
                "%(low)s to %(high)s", low=low, high=speech.money(Money.of(most, currency))
            )
        said.append((f"{least}-{most or ''}-{currency}", words))
    return tuple(said)


def _from_lead(card: LeadCard, speech: Speech) -> dict[str, str]:
    wish, said = card.wish, dict(card.query)
    values = {name: "" for name in FIELDS}
    codes = wish.countries if wish and wish.countries else _country_of(said)
    values["countries"] = ", ".join(_country(code, speech.lang) for code in codes)
    first = wish.depart_from if wish else None
    last = wish.depart_to if wish else None
    values["from"] = first.isoformat() if first else said.get("depart_from", "")
    values["to"] = last.isoformat() if last else said.get("depart_to", "")
    if card.party is not None:
        values["adults"] = str(card.party.adults)
        values["ages"] = ", ".join(map(str, card.party.child_ages))
    values["budget"] = _band(wish.budget, wish.currency) if wish and wish.budget else ""
    return values


def _from_profile(profile: Profile, speech: Speech) -> dict[str, str]:
    said = profile.answers
    values: dict[str, str] = {}
    if codes := said.get("countries"):
        values["countries"] = ", ".join(_country(code, speech.lang) for code in codes)
    if dates := said.get("dates"):
        values |= {"from": dates["from"], "to": dates["to"]}
    if budget := said.get("budget"):
        values["budget"] = f"{budget['from']}-{budget['to'] or ''}-{budget['currency']}"
    if party := said.get("party"):
        values["adults"] = str(party["adults"])
    return values


def _country_of(said: Mapping[str, str]) -> tuple[str, ...]:
    code = said.get("to", "").partition("/")[0]
    return (code,) if len(code) == 2 and code.isupper() else ()


def _band(budget: int, currency: str) -> str:
    """The band that a budget of minor units falls into."""
    amount = Money(budget, currency)
    for least, most in budget_bands(currency):
        if most is None or amount.minor <= Money.of(most, currency).minor:
            return f"{least}-{most or ''}-{currency}"
    return ""


def _countries(form: Posted, speech: Speech) -> list[str] | None:
    names = [name.strip() for name in form.get("countries", "").split(",") if name.strip()]
    if not names:
        return None
    known = _codes(speech.lang)
    return [known[name.casefold()] if name.casefold() in known else _no(name) for name in names]


def _no(name: str) -> str:
    raise Unfit(name)


def _dates(form: Posted, speech: Speech) -> dict[str, str] | None:
    first, last = form.get("from", ""), form.get("to", "")
    if not first and not last:
        return None
    return {"from": first or last, "to": last or first, "flex": FLEXIBLE[0]}


def _party(form: Posted, speech: Speech) -> dict[str, Any] | None:
    adults = form.get("adults", "").strip()
    if not adults:
        return None
    ages = [int(age) for age in form.get("ages", "").replace(";", ",").split(",") if age.strip()]
    children = {band: sum(lo <= age <= hi for age in ages) for band, (lo, hi) in _BANDS.items()}
    if sum(children.values()) != len(ages):
        raise Unfit("children")
    return {"adults": int(adults), "children": children}


def _budget(form: Posted, speech: Speech) -> dict[str, Any] | None:
    said = form.get("budget", "")
    if not said:
        return None
    low, _, rest = said.partition("-")
    high, _, currency = rest.partition("-")
    return {"from": int(low), "to": int(high) if high else None, "currency": currency}


_READERS = {"countries": _countries, "dates": _dates, "party": _party, "budget": _budget}


def _fault(question: str, speech: Speech) -> tuple[str, str]:
    _ = speech._
    return {
        "countries": ("countries", _("Please write countries by name, with commas between")),
        "dates": ("from", _("Please give two days, the later one last")),
        "party": ("adults", _("Please give adults as a number and ages from 0 to 17")),
        "budget": ("budget", _("Please choose one of the budgets")),
    }[question]


def moment(day: str, time: str, settings: Settings) -> dt.datetime | None:
    """A day and a time of the agency's zone, in UTC; None where they are none."""
    try:
        at = dt.datetime.combine(dt.date.fromisoformat(day), dt.time.fromisoformat(time))
    except ValueError:
        return None
    if at.tzinfo is not None or not 2000 <= at.year <= 2200:
        return None
    return at.replace(tzinfo=settings.zone).astimezone(dt.UTC)


@cache
def _names(lang: str) -> tuple[str, ...]:
    """The countries' names in a language, for the list beside the field."""
    known = Locale.parse(lang).territories
    return tuple(sorted(str(name) for code, name in known.items() if _is_country(code)))


@cache
def _codes(lang: str) -> dict[str, str]:
    """Name and code, folded -> code; English names are understood in every language."""
    found: dict[str, str] = {}
    for language in ("en", lang):
        for code, name in Locale.parse(language).territories.items():
            if _is_country(code):
                found |= {str(name).casefold(): code, code.casefold(): code}
    return found


def _country(code: str, lang: str) -> str:
    if code == ANYWHERE:
        return ""
    return str(Locale.parse(lang).territories.get(code, code))


def _is_country(code: str) -> bool:
    return (
        len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU", "UN", "XA", "XB", "EZ", "QO")
    )
