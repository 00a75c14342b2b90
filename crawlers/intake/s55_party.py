"""Step 55: the party a price is for: the record's own words, else the card's."""

from __future__ import annotations

from ...offers import Party
from ...offers.faults import PartyFault
from .days import listed, read_length
from .draft import Draft

_FIELDS = {"adults", "children_ages", "adult_prices", "child_prices"}


def step(draft: Draft) -> None:
    """Who the price is for; a party that is said and cannot be read makes the price unclear."""
    if not _FIELDS & draft.said.keys():
        said = draft.rules.card.price.party
        draft.party = said.party if said else None
        return
    adults = _adults(draft)
    ages = _ages(draft)
    if adults is None or ages is None:
        _unclear(draft)
        return
    draft.ages = ages
    try:
        draft.party = Party(adults, ages)
    except PartyFault:
        _unclear(draft)


def _adults(draft: Draft) -> int | None:
    if "adults" in draft.said:
        return read_length(draft.said["adults"])
    if prices := draft.each.get("adult_prices"):
        return len(prices)
    said = draft.rules.card.price.party
    return said.adults if said else None


def _ages(draft: Draft) -> tuple[int, ...] | None:
    """Each child's age; None where one cannot be read, or where children are priced without."""
    if "children_ages" not in draft.said:
        said = draft.rules.card.price.party
        children = len(draft.each.get("child_prices", ()))
        usual = said.children_ages if said else ()
        return usual if children in (0, len(usual)) else None
    ages = [read_length(one) for one in listed(draft.said["children_ages"])]
    return None if None in ages else tuple(age for age in ages if age is not None)


def _unclear(draft: Draft) -> None:
    draft.party_unclear = True
    words = f"{draft.text('adults')} + {draft.text('children_ages')}".strip()
    draft.unknown.append(("party", words[:60]))
