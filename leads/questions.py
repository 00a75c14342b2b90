"""Questions of the preference profile: what may be answered to each, in codes and figures.

Nothing here asks for health, belief, origin or a grown-up's age (backoffice.md 1, Art. 9): what
can be answered is a closed set, and no question takes free words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from babel import Locale

VERSION = "1"

QUESTIONS = (
    "countries",
    "dates",
    "nights",
    "party",
    "budget",
    "hotel_class",
    "room",
    "board",
    "interests",
    "transport",
    "extras",
)
"""In the order in which they are asked."""
NEEDED = ("countries", "dates", "party", "budget")
"""What stage 3 wants to know at least (backoffice.md 6)."""

ANYWHERE = "anywhere"
FLEXIBLE = ("exact", "days", "week", "month")
"""How far the dates may move: not at all, 3 days, a week, any day of these months."""
HOTEL_CLASSES = ("3", "4", "5")
"""So many stars or better."""
ROOM = ("non_smoking", "smoking", "quiet", "family")
BOARDS = ("SC", "BB", "HB", "FB", "AI")
"""This board or more."""
CHILD_BANDS = ("0-1", "2-5", "6-11", "12-17")
INTERESTS = (
    "beach",
    "pool",
    "sights",
    "towns",
    "nature",
    "hiking",
    "food",
    "water_sports",
    "family_fun",
    "nightlife",
    "wellness",
    "shopping",
)
TRANSPORT = ("flight", "bus", "train", "own_car", "ship")
EXTRAS = ("excursions", "driver", "transfer", "childrens_room")
"""Those that the score knows (backoffice.md 3)."""

MOST_ADULTS = 12
MOST_CHILDREN = 8
MOST_NIGHTS = 60
MOST_COUNTRIES = 10
FURTHEST = dt.timedelta(days=3 * 365)
_STEPS = (1000, 2000, 3000, 5000, 8000)
_SCALE = {"HUF": 400, "CZK": 25, "PLN": 4, "RON": 5, "BGN": 2, "RUB": 100}
_CURRENCY = 3

Value = Any
"""The answer as kept: JSON. None is "does not matter to me" (asked, and left to us)."""


class Unfit(ValueError):
    """An answer that cannot be kept; its text is the code of the sentence that says why."""


def budget_bands(currency: str) -> tuple[tuple[int, int | None], ...]:
    """The bands for the whole journey and party, whole units: from, up to (None: no end)."""
    steps = [step * _SCALE.get(currency, 1) for step in _STEPS]
    ends = [*steps, None]
    return tuple(zip((0, *steps), ends, strict=True))


def fit(question: str, value: Value) -> Value:
    """The answer in its kept shape; Unfit where it is none, KeyError for an unknown question."""
    shape = _SHAPES[question]
    return None if value is None else shape(value)


def read(question: str, form: Mapping[str, str], every: Callable[[str], Iterable[str]]) -> Value:
    """The answer of a sent form; `every(field)` gives all values of a field.

    Unfit: nothing was chosen ("choose"), or what was typed cannot be.
    """
    if question not in _READERS:
        return _read_chosen(question, tuple(every(question)))
    return fit(question, _READERS[question](form))


def _read_chosen(question: str, chosen: tuple[str, ...]) -> Value:
    if not chosen:
        raise Unfit("choose")
    single = question == "hotel_class" or question == "board"
    return fit(question, chosen[0] if single else list(chosen))


def _read_dates(form: Mapping[str, str]) -> Value:
    return {name: form.get(name, "") for name in ("from", "to", "flex")}


def _read_nights(form: Mapping[str, str]) -> Value:
    return {"min": _whole(form, "min"), "max": _whole(form, "max")}


def _read_party(form: Mapping[str, str]) -> Value:
    children = {band: _whole(form, f"children-{band}", 0) for band in CHILD_BANDS}
    return {"adults": _whole(form, "adults"), "children": children}


def _read_budget(form: Mapping[str, str]) -> Value:
    low, _, rest = form.get("budget", "").partition("-")
    high, _, currency = rest.partition("-")
    if not low.isdecimal() or not (high.isdecimal() or not high):
        raise Unfit("choose")
    return {"from": int(low), "to": int(high) if high else None, "currency": currency}


def _whole(form: Mapping[str, str], field: str, empty: int | None = None) -> int:
    typed = form.get(field, "").strip()
    if not typed and empty is not None:
        return empty
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 4):
        raise Unfit("number")
    return int(typed)


def _countries(value: Value) -> Value:
    codes = _several(value)
    if ANYWHERE in codes:
        return [ANYWHERE]
    known = Locale("en").territories
    if not codes or len(codes) > MOST_COUNTRIES:
        raise Unfit("choose" if not codes else "countries_many")
    if any(not (code.isalpha() and code.isupper() and code in known) for code in codes):
        raise Unfit("choose")
    return codes


def _dates(value: Value) -> Value:
    kept = _mapping(value, {"from", "to", "flex"})
    if not kept["from"] or not kept["to"]:
        raise Unfit("dates_missing")
    try:
        first, last = (dt.date.fromisoformat(str(kept[end])) for end in ("from", "to"))
    except ValueError:
        raise Unfit("dates_unreadable") from None
    if last < first:
        raise Unfit("dates_turned")
    if kept["flex"] not in FLEXIBLE:
        raise Unfit("flex_missing")
    return {"from": first.isoformat(), "to": last.isoformat(), "flex": kept["flex"]}


def _nights(value: Value) -> Value:
    kept = _mapping(value, {"min", "max"})
    least, most = kept["min"], kept["max"]
    if not (_count(least) and _count(most) and 1 <= least <= MOST_NIGHTS):
        raise Unfit("nights")
    if not least <= most <= MOST_NIGHTS:
        raise Unfit("nights")
    return {"min": least, "max": most}


def _party(value: Value) -> Value:
    kept = _mapping(value, {"adults", "children"})
    adults, children = kept["adults"], kept["children"]
    if not _count(adults) or not 1 <= adults <= MOST_ADULTS:
        raise Unfit("adults")
    if not isinstance(children, dict) or not set(children) <= set(CHILD_BANDS):
        raise Unfit("children")
    if not all(map(_count, children.values())) or sum(children.values()) > MOST_CHILDREN:
        raise Unfit("children")
    return {"adults": adults, "children": {b: n for b, n in children.items() if n}}


def _budget(value: Value) -> Value:
    kept = _mapping(value, {"from", "to", "currency"})
    currency = kept["currency"]
    if not (isinstance(currency, str) and len(currency) == _CURRENCY and currency.isalpha()):
        raise Unfit("choose")
    if (kept["from"], kept["to"]) not in budget_bands(currency):
        raise Unfit("choose")
    return kept


def _room(value: Value) -> Value:
    codes = _of(ROOM)(value)
    if "smoking" in codes and "non_smoking" in codes:
        raise Unfit("smoking_both")
    return codes


def _of(codes: tuple[str, ...]) -> Callable[[Value], Value]:
    def several(value: Value) -> Value:
        chosen = _several(value)
        if not chosen or not set(chosen) <= set(codes):
            raise Unfit("choose")
        return [code for code in codes if code in chosen]

    return several


def _one(codes: tuple[str, ...]) -> Callable[[Value], Value]:
    def one(value: Value) -> Value:
        if value not in codes:
            raise Unfit("choose")
        return value

    return one


def _several(value: Value) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        raise Unfit("choose")
    return list(dict.fromkeys(value))


def _mapping(value: Value, keys: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != keys:
        raise Unfit("choose")
    return value


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


_SHAPES: dict[str, Callable[[Value], Value]] = {
    "countries": _countries,
    "dates": _dates,
    "nights": _nights,
    "party": _party,
    "budget": _budget,
    "hotel_class": _one(HOTEL_CLASSES),
    "room": _room,
    "board": _one(BOARDS),
    "interests": _of(INTERESTS),
    "transport": _of(TRANSPORT),
    "extras": _of(EXTRAS),
}
_READERS: dict[str, Callable[[Mapping[str, str]], Value]] = {
    "dates": _read_dates,
    "nights": _read_nights,
    "party": _read_party,
    "budget": _read_budget,
}
