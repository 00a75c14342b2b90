"""Preferring: the currency that is taken where a record states its price in several."""

from __future__ import annotations

from .card import Card


def preferring(card: Card, currency: str) -> Card:
    """The card, with the site's currency behind those that it prefers itself."""
    own = (card.price.currency,) if card.price.currency else ()
    prefer = tuple(dict.fromkeys((*card.price.prefer, *own, currency)))
    price = card.price.model_copy(update={"prefer": prefer})
    return card.model_copy(update={"price": price})
