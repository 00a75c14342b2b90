"""The small form that says for whom: adults and each child's age, the rest of the search kept."""

from __future__ import annotations

from dataclasses import dataclass

from ...offers.party import OLDEST_CHILD
from ...search.query import Query, write_query

MOST_ADULTS = 8
CHILDREN = 4
OWN = frozenset({"adults", "child_age"})

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WhomForm:
    """The form with the party at hand; `kept` are the pairs of the search it does not ask for."""

    action: str
    kept: tuple[tuple[str, str], ...]
    adults: str
    adult_choices: tuple[Choice, ...]
    ages: tuple[str, ...]
    age_choices: tuple[Choice, ...]


def whom_form(action: str, query: Query, *further: tuple[str, str]) -> WhomForm:
    """The form for a page that answers a search; `further` are pairs of the page's own."""
    party = query.party
    ages = [str(age) for age in party.child_ages]
    most = max(MOST_ADULTS, party.adults)
    return WhomForm(
        action=action,
        kept=(*(pair for pair in write_query(query) if pair[0] not in OWN), *further),
        adults=str(party.adults),
        adult_choices=tuple((str(n), str(n)) for n in range(1, most + 1)),
        ages=(*ages, *[""] * (CHILDREN - len(ages))),
        age_choices=(("", "\u2013"), *((str(n), str(n)) for n in range(OLDEST_CHILD + 1))),
    )
