"""Step 50: the currency: the record's own word, the sign in the price, then the card's."""

from __future__ import annotations

from ...offers import NO_CURRENCY
from .around import SEVERAL, SIGNS, codes
from .draft import Draft
from .words import folded


def step(draft: Draft) -> None:
    """Settle the currency; without any it is XXX, or no offer where the card requires one."""
    field = draft.text("currency")
    stated = _one(draft, (field,)) if field else ""
    printed = _printed(draft, stated)
    if stated and printed and stated != printed:
        said = f"currency {field!r}, but the price is printed in {printed}"
        draft.refuse("currency_unknown", "currency", said)
    draft.currency = stated or printed or draft.rules.card.price.currency or NO_CURRENCY
    amounts = draft.amounts or draft.each
    if draft.currency == NO_CURRENCY and amounts and draft.rules.requires("currency"):
        draft.refuse("no_currency", "currency", "neither the record nor the card says in what")


def _printed(draft: Draft, stated: str) -> str:
    """The currency whose sign stands in the text of the amount itself."""
    signs = [sign for name in ("total", "price") for sign in draft.around_of(name).signs]
    return _one(draft, tuple(signs), stated) if signs else ""


def meant(draft: Draft, word: str) -> tuple[str, ...]:
    """The codes a word may mean, by the card's table first; none where it is no currency."""
    bare = folded(word)
    if own := draft.rules.currencies.get(bare):
        return (own,)
    if len(bare) == 3 and bare.upper() in codes():
        return (bare.upper(),)
    return (SIGNS[bare],) if bare in SIGNS else SEVERAL.get(bare, ())


def _one(draft: Draft, words: tuple[str, ...], stated: str = "") -> str:
    """The one currency that all the words may mean; the record's or the card's settles a sign."""
    may_be: set[str] | None = None
    for word in words:
        every = meant(draft, word)
        if not every:
            draft.refuse("currency_unknown", "currency", f"{word!r} is no currency we know")
        may_be = set(every) if may_be is None else may_be & set(every)
    usual = stated or draft.rules.card.price.currency
    if may_be and usual in may_be:
        return str(usual)
    if may_be and len(may_be) == 1:
        return may_be.pop()
    names = " or ".join(sorted(may_be or ())[:4]) or "no one currency"
    said = f"{' '.join(words)!r} may be {names}; the card's currencies can say which"
    draft.refuse("currency_unknown", "currency", said)
