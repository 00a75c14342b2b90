"""The words of the wizard's questions and of what can be answered to them."""

from __future__ import annotations

from collections.abc import Iterable

from ...leads import questions as q
from ...offers import Money
from ...offers.board import BY_CODE
from ..text import Speech
from ..trade import N_, board_or_better
from ..trade import country as country_of

HEADINGS = {
    "countries": N_("Where would you like to go?"),
    "dates": N_("When would you like to travel?"),
    "nights": N_("How many nights?"),
    "party": N_("Who is travelling?"),
    "budget": N_("What may the whole trip cost?"),
    "hotel_class": N_("How good should the hotel be?"),
    "room": N_("What kind of room?"),
    "board": N_("Which meals should be included?"),
    "interests": N_("What do you like to do?"),
    "transport": N_("How would you like to travel?"),
    "extras": N_("What else should we arrange?"),
    "contact": N_("How do we reach you?"),
}
SHORT = {
    "countries": N_("Countries"),
    "dates": N_("Dates"),
    "nights": N_("Nights"),
    "party": N_("Travellers"),
    "budget": N_("Budget"),
    "hotel_class": N_("Hotel class"),
    "room": N_("Room"),
    "board": N_("Meals"),
    "interests": N_("Interests"),
    "transport": N_("Transport"),
    "extras": N_("Extras"),
    "contact": N_("Contact"),
}
HINTS = {
    "countries": N_("Tick as many as you like."),
    "dates": N_("The first day you could leave, and the last day you must be back."),
    "party": N_("For children the age band on the day of return is enough."),
    "budget": N_("For everybody together, travel and hotel. It is no promise."),
    "interests": N_("Tick as many as you like."),
    "transport": N_("Tick as many as you like."),
    "extras": N_("Tick what you would like to hear more about."),
    "contact": N_("A telephone number or an e-mail address is enough."),
}
_CODES = {
    "anywhere": N_("I am open to ideas"),
    "exact": N_("These days only"),
    "days": N_("Up to 3 days earlier or later"),
    "week": N_("Up to a week earlier or later"),
    "month": N_("Any day of these months"),
    "3": N_("3 stars or better"),
    "4": N_("4 stars or better"),
    "5": N_("5 stars"),
    "non_smoking": N_("Non-smoking room"),
    "smoking": N_("Smoking room"),
    "quiet": N_("Quiet room"),
    "family": N_("Family room or rooms side by side"),
    "beach": N_("Beach"),
    "pool": N_("Pool"),
    "sights": N_("Sights and museums"),
    "towns": N_("Towns"),
    "nature": N_("Nature"),
    "hiking": N_("Hiking"),
    "food": N_("Food and wine"),
    "water_sports": N_("Water sports"),
    "family_fun": N_("Fun for children"),
    "nightlife": N_("Going out in the evening"),
    "wellness": N_("Wellness"),
    "shopping": N_("Shopping"),
    "flight": N_("By plane"),
    "bus": N_("By coach"),
    "train": N_("By train"),
    "own_car": N_("By our own car"),
    "ship": N_("By ship"),
    "excursions": N_("Excursions"),
    "driver": N_("Car with driver"),
    "transfer": N_("Transfer from the airport"),
    "childrens_room": N_("Children's room or club"),
}
_BANDS = {
    "0-1": N_("Children under 2"),
    "2-5": N_("Children of 2 to 5"),
    "6-11": N_("Children of 6 to 11"),
    "12-17": N_("Children of 12 to 17"),
}


def heading(step: str, speech: Speech) -> str:
    return speech._(HEADINGS[step])


def short(step: str, speech: Speech) -> str:
    return speech._(SHORT[step])


def hint(step: str, speech: Speech) -> str:
    return speech._(HINTS[step]) if step in HINTS else ""


def band(code: str, speech: Speech) -> str:
    """A band of children's ages."""
    return speech._(_BANDS[code])


def choices(
    step: str, speech: Speech, currency: str, countries: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """What can be ticked or chosen, (code, words); `countries` are those on offer."""
    if step == "countries":
        named = sorted(
            ((code, country(code, speech)) for code in countries), key=lambda one: one[1]
        )
        return (*named, (q.ANYWHERE, speech._(_CODES[q.ANYWHERE])))
    if step == "budget":
        return tuple(
            (f"{low}-{high or ''}-{currency}", amount(low, high, currency, speech))
            for low, high in q.budget_bands(currency)
        )
    codes = {
        "dates": q.FLEXIBLE,
        "hotel_class": q.HOTEL_CLASSES,
        "room": q.ROOM,
        "board": q.BOARDS,
        "interests": q.INTERESTS,
        "transport": q.TRANSPORT,
        "extras": q.EXTRAS,
    }
    return tuple((code, said(step, code, speech)) for code in codes.get(step, ()))


def said(step: str, code: str, speech: Speech) -> str:
    """One code of an answer in words."""
    if step == "countries" and code != q.ANYWHERE:
        return country(code, speech)
    if step == "board":
        return board_or_better(BY_CODE[code], speech)
    return speech._(_CODES[code])


def country(code: str, speech: Speech) -> str:
    """A country as the gazetteer calls it, else as the language does."""
    known = country_of(code, speech)
    return known if known != code else str(speech.locale.territories.get(code, code))


def amount(low: int, high: int | None, currency: str, speech: Speech) -> str:
    """A band of the budget."""
    least = speech.money(Money.of(low, currency))
    if high is None:
        return speech._("More than %(amount)s", amount=least)
    most = speech.money(Money.of(high, currency))
    if not low:
        return speech._("Up to %(amount)s", amount=most)
    return speech._("%(low)s to %(high)s", low=least, high=most)
