"""Step 50: the currency: the record's own word, the sign in the price, then the card's."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from babel.numbers import list_currencies

from ...offers import NO_CURRENCY
from .draft import Draft, folded

# Signs and words that mean one currency. Those of several ($, kr, ¥) only with the card's help.
_SIGNS = {
    folded(sign): code
    for code, signs in {
        "EUR": "€ euro euros eur. евро",
        "GBP": "£",
        "INR": "₹ rs rs.",
        "PLN": "zł zl zlotych",
        "CZK": "kč kc korun",
        "HUF": "ft ft. forint",
        "BGN": "лв лв. лева",
        "RUB": "₽ руб руб. р.",
        "RON": "lei leu",
        "TRY": "₺ tl",
        "UAH": "₴ грн грн.",
        "CHF": "sfr fr. chf.",
        "USD": "us$ usd$ $us",
        "AUD": "a$ au$ aud$",
        "NZD": "nz$ nzd$",
        "CAD": "c$ ca$ cad$",
        "HKD": "hk$",
        "SGD": "s$ sg$",
        "ILS": "₪",
        "KRW": "₩",
        "THB": "฿",
    }.items()
    for sign in signs.split()
}
_SEVERAL = {
    "$": "USD AUD NZD CAD HKD SGD MXN TTD",
    "kr": "SEK NOK DKK ISK",
    "kr.": "SEK NOK DKK ISK",
    "¥": "JPY CNY",
    "dollar": "USD AUD NZD CAD HKD SGD",
    "dollars": "USD AUD NZD CAD HKD SGD",
    "дин": "RSD MKD",
    "din": "RSD MKD",
}


class Sign(NamedTuple):
    """What a word says of the currency: one code, or the codes it may mean."""

    code: str
    may_be: tuple[str, ...] = ()


@cache
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())


def sign_of(word: str) -> Sign | None:
    """The currency of a code, sign or word; None where it is no currency at all."""
    if word.strip().upper() in _codes() and len(word.strip()) == 3:
        return Sign(word.strip().upper())
    bare = folded(word)
    if bare in _SEVERAL:
        return Sign("", tuple(_SEVERAL[bare].split()))
    return Sign(_SIGNS[bare]) if bare in _SIGNS else None


def step(draft: Draft) -> None:
    """Settle the currency; without any it is XXX, or no offer where the card requires one."""
    field = draft.text("currency")
    stated = _meant(draft, field) if field else ""
    printed = _printed(draft)
    if stated and printed and stated != printed:
        said = f"currency {field!r}, but the price is printed in {printed}"
        draft.refuse("currency_unknown", "currency", said)
    draft.currency = stated or printed or draft.rules.card.price.currency or NO_CURRENCY
    amounts = draft.amounts or draft.each
    if draft.currency == NO_CURRENCY and amounts and draft.rules.requires("currency"):
        draft.refuse("no_currency", "currency", "neither the record nor the card says in what")


def _printed(draft: Draft) -> str:
    """The currency whose sign stands in the text of the price itself."""
    for mark in draft.marks:
        if sign_of(mark) or folded(mark) in draft.rules.currencies:
            return _meant(draft, mark)
    return ""


def _meant(draft: Draft, word: str) -> str:
    if own := draft.rules.currencies.get(folded(word)):
        return own
    sign = sign_of(word)
    if sign is None:
        draft.refuse("currency_unknown", "currency", f"{word!r} is no currency we know")
    if sign.code:
        return sign.code
    usual = draft.rules.card.price.currency
    if usual in sign.may_be:
        return usual
    said = f"{word!r} may be {' or '.join(sign.may_be[:4])}; the card's currencies can say which"
    draft.refuse("currency_unknown", "currency", said)
