"""Step 75: mandatory parts that the card or a law knows by a rule and the record does not state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...offers import Component, Price
from ..card_mandatory import MandatoryPart
from .draft import Draft
from .tariffs import Trip, component
from .words import folded


def step(draft: Draft) -> None:
    """Put what must be paid besides onto the price; an amount that the record states counts."""
    price = draft.price
    if price is None or not draft.rules.mandatory:
        return
    if found := {part.kind: part for part in _parts(draft, price)}:
        others = (part for part in price.components if part.kind not in found)
        draft.price = replace(price, components=(*others, *found.values()))


def _parts(draft: Draft, price: Price) -> Iterator[Component]:
    stated = {part.kind for part in price.components if part.amount is not None}
    stars = draft.product.stars if draft.product else None
    trip = Trip(draft.date, draft.nights, draft.party, stars, price.amount.currency, draft.today)
    for kind, tariffs in draft.rules.mandatory.items():
        here = next((tariff for tariff in tariffs if _is_here(tariff[0], draft)), None)
        if here and kind not in stated and (found := component(here, trip)):
            yield found


def _is_here(part: MandatoryPart, draft: Draft) -> bool:
    """Whether the offer lies where this is paid; an offer of an unknown place lies nowhere."""
    place = draft.place
    if part.countries and place.country not in part.countries:
        return False
    names = {folded(name) for name in (place.region, place.resort) if name}
    return not part.places or any(folded(name) in names for name in part.places)
