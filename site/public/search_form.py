"""The search form with the values of the search at hand; it is whole without a script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...offers import Board
from ...offers.money import exponent
from ...offers.party import MOST_CHILDREN, OLDEST_CHILD
from ...search.answer import Facet
from ...search.query import CHEAPEST, TRAITS, Per, Query
from .. import trade
from ..text import EN_DASH, SIGNS, Speech
from . import said

CHILDREN_ASKED = 4
MOST_ADULTS_ASKED = 8
MOST_ROOMS_ASKED = 4
MONTHS_ASKED = 12
BOARDS_ASKED = (Board.BB, Board.HB, Board.FB, Board.AI, Board.UAI)
LENGTHS = ("1-4", "5-8", "9-12", "13-16", "17-30")
"""Ranges of nights, as the key `nights` of the form says them."""
FLEX_ASKED = (1, 3, 7)
WISHES = (
    "beach_300",
    "sand_beach",
    "pool",
    "aquapark",
    "kids_club",
    "family_room",
    "adults_only",
    "spa",
)
"""The facilities asked for in the form; all of them stand in the filter panel."""
ASKED = ("direct", "cancel")

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tick:
    """A box of the form; a value of the search is kept while it is ticked."""

    key: str
    value: str
    label: str
    ticked: bool = True


@dataclass(frozen=True, slots=True)
class Picked:
    """A folded part of the form: what is chosen in it, and what it says when nothing is."""

    said: str
    none: str


@dataclass(frozen=True, slots=True)
class SearchForm:
    """Everything the form's template says. `sign` is that of the budget's currency."""

    action: str
    words: str
    places: tuple[Tick, ...]
    kept: tuple[Choice, ...]
    origin: str
    origins: tuple[Choice, ...]
    when: Picked
    month: str
    months: tuple[Choice, ...]
    depart_from: str
    depart_to: str
    flex: str
    flexes: tuple[Choice, ...]
    weekend: bool
    nights: str
    lengths: tuple[Choice, ...]
    who: Picked
    adults: str
    adult_choices: tuple[Choice, ...]
    ages: tuple[str, ...]
    age_choices: tuple[Choice, ...]
    rooms: str
    room_choices: tuple[Choice, ...]
    more: Picked
    board: str
    board_choices: tuple[Choice, ...]
    stars: str
    star_choices: tuple[Choice, ...]
    price_min: str
    price_max: str
    per: str
    per_choices: tuple[Choice, ...]
    sign: str
    wishes: tuple[Tick, ...]
    suggestions: tuple[str, ...]


def search_form(
    query: Query,
    speech: Speech,
    currency: str,
    facets: Sequence[Facet] = (),
    suggestions: tuple[str, ...] = (),
    today: dt.date | None = None,
) -> SearchForm:
    """The form for this search; airports and names of places come from the facets.

    `today` begins the months to choose from; without it none are offered.
    """
    month = said.whole_month(query)
    wishes = _wishes(query, speech)
    return SearchForm(
        action=f"/{speech.lang}/trips",
        words=query.words,
        places=tuple(Tick("to", key, said.label_of(facets, "to", key, speech)) for key in query.to),
        kept=_kept(query),
        origin=query.origins[0] if query.origins else "",
        origins=_origins(query, facets, speech),
        when=Picked(said.when(query, speech), speech._("any date")),
        month=CHEAPEST if query.cheapest_month else f"{month:%Y-%m}" if month else "",
        months=_months(today, month, speech) if today else (),
        depart_from=_text(None if month and today else query.depart_from),
        depart_to=_text(None if month and today else query.depart_to),
        flex=str(query.flex or ""),
        flexes=_flexes(query, speech),
        weekend=query.weekend,
        nights=_length(query),
        lengths=_lengths(query, speech),
        who=Picked(_who(query, speech), trade.party(query.party, speech)),
        adults=str(query.party.adults),
        adult_choices=_adults(query, speech),
        ages=_ages(query),
        age_choices=_age_choices(speech),
        rooms=str(query.rooms),
        room_choices=_room_choices(query, speech),
        more=Picked(_more(query, speech, wishes), speech._("any")),
        board=query.board_min.code if query.board_min else "",
        board_choices=_board_choices(query, speech),
        stars=f"{query.stars_min / 2:g}" if query.stars_min else "",
        star_choices=_star_choices(query, speech),
        price_min=amount(query.price_min, query.currency or currency),
        price_max=amount(query.price_max, query.currency or currency),
        per="" if query.per is Per.PARTY else query.per.value,
        per_choices=per_choices(speech),
        sign=SIGNS.get(query.currency or currency, query.currency or currency),
        wishes=wishes,
        suggestions=suggestions,
    )


def amount(minor: int | None, currency: str) -> str:
    """A budget as it is typed: whole units, decimals only where there are any."""
    if minor is None:
        return ""
    unit = 10 ** exponent(currency)
    whole, rest = divmod(minor, unit)
    return f"{whole}.{rest:0{exponent(currency)}}" if rest else str(whole)


def per_choices(speech: Speech) -> tuple[Choice, ...]:
    """What a budget is for."""
    _ = speech._
    return (("", _("for all")), ("person", _("per person")), ("night", _("per night")))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _kept(query: Query) -> tuple[Choice, ...]:
    """What the form does not show and must not lose."""
    kept = [("operator", name) for name in query.operators]
    kept += [("facility", code) for code in query.facilities if code not in WISHES]
    kept += [("room", name) for name in query.room_classes]
    kept += [("transport", name) for name in query.transports]
    kept += [(name, "1") for name in TRAITS if name not in ASKED and getattr(query, name)]
    kept += [("from", code) for code in query.origins[1:]]
    return (*kept, ("currency", query.currency)) if query.currency else tuple(kept)


def _origins(query: Query, facets: Sequence[Facet], speech: Speech) -> tuple[Choice, ...]:
    values = (v for f in facets if f.name == "from" for v in f.values)
    found = [(v.value, trade.place_name("from", v.value, v.label, speech)) for v in values]
    missing = [
        (code, trade.airport(code, speech)) for code in query.origins if code not in dict(found)
    ]
    return (("", speech._("From anywhere")), *found, *missing)


def _months(today: dt.date, asked: dt.date | None, speech: Speech) -> tuple[Choice, ...]:
    first = today.replace(day=1)
    found = [first]
    while len(found) < MONTHS_ASKED:
        found.append((found[-1] + dt.timedelta(days=31)).replace(day=1))
    if asked and asked not in found:
        found.append(asked)
    named = ((f"{month:%Y-%m}", speech.month(month)) for month in found)
    return (("", speech._("any month")), (CHEAPEST, speech._("cheapest month")), *named)


def _flexes(query: Query, speech: Speech) -> tuple[Choice, ...]:
    days = sorted({*FLEX_ASKED, *((query.flex,) if query.flex else ())})
    named = ((str(n), speech.ngettext("± %(n)s day", "± %(n)s days", n)) for n in days)
    return (("", speech._("exactly")), *named)


def _length(query: Query) -> str:
    if query.nights_min is None and query.nights_max is None:
        return ""
    return f"{_text(query.nights_min)}-{_text(query.nights_max)}"


def _lengths(query: Query, speech: Speech) -> tuple[Choice, ...]:
    asked = _length(query)
    known = [(code, code.replace("-", EN_DASH)) for code in LENGTHS]
    own = [] if not asked or asked in LENGTHS else [(asked, said.nights(query, speech))]
    return (("", speech._("any")), *known, *own)


def nights_said(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs of an address with the form's `nights=5-8` said as its two ends."""
    found: list[tuple[str, str]] = []
    for key, value in pairs:
        least, dash, most = value.partition("-")
        if key == "nights" and dash:
            found += [("nights_min", least), ("nights_max", most)]
        else:
            found.append((key, value))
    return found


def _who(query: Query, speech: Speech) -> str:
    party = trade.party(query.party, speech)
    return f"{party} · {trade.rooms(query.rooms, speech)}" if query.rooms > 1 else party


def _adults(query: Query, speech: Speech) -> tuple[Choice, ...]:
    numbers = sorted({*range(1, MOST_ADULTS_ASKED + 1), query.party.adults})
    return tuple((str(n), speech.ngettext("%(n)s adult", "%(n)s adults", n)) for n in numbers)


def _ages(query: Query) -> tuple[str, ...]:
    """One for each child that can be named; two more where all are."""
    ages = [str(age) for age in query.party.child_ages]
    shown = CHILDREN_ASKED if len(ages) < CHILDREN_ASKED else min(len(ages) + 2, MOST_CHILDREN)
    return (*ages, *[""] * (shown - len(ages)))


def _age_choices(speech: Speech) -> tuple[Choice, ...]:
    years = (
        (str(n), speech.ngettext("%(n)s year", "%(n)s years", n))
        for n in range(1, OLDEST_CHILD + 1)
    )
    return (("", EN_DASH), ("0", speech._("under 1")), *years)


def _room_choices(query: Query, speech: Speech) -> tuple[Choice, ...]:
    numbers = sorted({*range(1, MOST_ROOMS_ASKED + 1), query.rooms})
    return tuple((str(n), trade.rooms(n, speech)) for n in numbers)


def _board_choices(query: Query, speech: Speech) -> tuple[Choice, ...]:
    asked = {*BOARDS_ASKED, *((query.board_min,) if query.board_min else ())}
    named = ((board.code, trade.board_or_better(board, speech)) for board in sorted(asked))
    return (("", speech._("any board")), *named)


def _star_choices(query: Query, speech: Speech) -> tuple[Choice, ...]:
    halves = sorted({4, 6, 8, 10, *((query.stars_min,) if query.stars_min else ())})
    named = ((f"{n / 2:g}", trade.stars_or_better(n, speech)) for n in halves)
    return (("", speech._("any stars")), *named)


def _wishes(query: Query, speech: Speech) -> tuple[Tick, ...]:
    _ = speech._
    return (
        Tick("direct", "1", trade.trait("direct", speech), query.direct),
        Tick("cancel", "1", trade.trait("cancel", speech), query.cancel),
        Tick("near", "1", _("airports nearby too"), query.near),
        *(
            Tick("facility", code, trade.facility(code, speech), code in query.facilities)
            for code in WISHES
        ),
    )


def _more(query: Query, speech: Speech, wishes: Sequence[Tick]) -> str:
    """What is chosen in the last part, in a few words."""
    chosen = [trade.board_or_better(query.board_min, speech)] if query.board_min else []
    if query.stars_min:
        chosen.append(trade.stars_or_better(query.stars_min, speech))
    chosen += [tick.label for tick in wishes if tick.ticked]
    budget = [text for text in (query.price_min, query.price_max) if text is not None]
    if budget:
        chosen.append(speech._("budget"))
    return " · ".join(chosen)
