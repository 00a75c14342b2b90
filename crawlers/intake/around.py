"""The words around a number: a currency, what the amount is for, or something nobody knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from babel.numbers import list_currencies

from ...offers import Basis
from .words import Words, folded

# Signs and words that mean one currency. Those of several ($, kr, ¥) only with the card's help.
SIGNS = {
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
SEVERAL = {
    sign: tuple(codes.split())
    for sign, codes in {
        "$": "USD AUD NZD CAD HKD SGD MXN TTD",
        "kr": "SEK NOK DKK ISK",
        "kr.": "SEK NOK DKK ISK",
        "¥": "JPY CNY",
        "dollar": "USD AUD NZD CAD HKD SGD",
        "dollars": "USD AUD NZD CAD HKD SGD",
        "дин": "RSD MKD",
        "din": "RSD MKD",
    }.items()
}
# Whole phrases, folded; product.md "price basis". A card's price.basis_words win.
BASIS_WORDS = {
    folded(word): basis
    for basis, words in {
        Basis.PER_PERSON: (
            "per_person|per person|pp|p.p.|p.p|per pers|per pers.|/person|/pers|per adult|/os|/os."
            "|os.|/osoba|/osobu|/osobe|za osobe|za osobu|za os|za os.|na osobe|pro person|p. p."
            "|/fo|/fő|fő|szemelyenkent|per persoon|por persona|на човек|за човек|на човека"
            "|с человека|за человека|на человека|/чел|/чел.|per guest"
        ),
        Basis.PER_PARTY: (
            "per_party|total|party|per party|total price|for the party|gesamt|gesamtpreis|osszesen"
            "|celkem|razem|lacznie|cena calkowita|общо|всего|итого|in totaal|totaal|precio total"
        ),
        Basis.PER_ROOM: (
            "per_room|per room|room|/room|za pokoj|/pokoj|/szoba|szobankent|pro zimmer|per kamer"
            "|por habitacion|на стая|за стая|за номер"
        ),
        Basis.PER_NIGHT: (
            "per_night|per night|night|nightly|/night|/noc|za noc|/ej|pro nacht|per nacht"
            "|por noche|на нощ|за нощ|за ночь"
        ),
        Basis.UNKNOWN: "unknown|not stated|pppn|p.p.p.n.|per person per night",
    }.items()
    for word in words.split("|")
}
# Words that only announce a price: "Cena: 1 470 zł".
_ANNOUNCE = frozenset("price cena preis prijs precio ar цена only csak tylko jen nur now".split())
_BETWEEN = " \t()[]{}*:;,.!|-\u2013\u2014/"
_CODE = re.compile(r"[a-z]{3}(?![^\W\d_])")


@dataclass(frozen=True, slots=True)
class Around:
    """What stood around a number. `signs` are words of currencies as printed, folded."""

    signs: tuple[str, ...] = ()
    basis: Basis | None = None
    rest: str = ""


@cache
def codes() -> frozenset[str]:
    return frozenset(list_currencies())


@cache
def _phrases() -> tuple[str, ...]:
    """Every phrase of the tables, the longest first: "p.p." before "p.p"."""
    return tuple(sorted({*SIGNS, *SEVERAL, *BASIS_WORDS, *_ANNOUNCE}, key=len, reverse=True))


def basis_of(word: str) -> Basis | None:
    """What the amount is for, in one whole phrase; None where the phrase is not known."""
    bare = folded(word).replace("/ ", "/")
    return BASIS_WORDS.get(bare) or BASIS_WORDS.get(bare.strip(_BETWEEN))


@lru_cache(maxsize=16384)
def read_around(words: tuple[str, ...], currencies: Words = (), basis_words: Words = ()) -> Around:
    """Take the words apart, phrase by phrase; what is left over is `rest`.

    `currencies` and `basis_words` are the card's own words, folded, with their meanings. Two
    bases at once ("per person, per night") are one that no price of ours can have: unknown.
    """
    own = tuple(word for word, _ in (*currencies, *basis_words))
    signs: list[str] = []
    basis: Basis | None = None
    for text in words:
        left = folded(text).replace("/ ", "/")
        while left := _stripped(left, own):
            phrase = _first(left, own)
            if not phrase:
                return Around(tuple(signs), basis, left)
            left = left[len(phrase) :]
            if meant := dict(basis_words).get(phrase) or BASIS_WORDS.get(phrase):
                basis = Basis(meant) if basis in (None, meant) else Basis.UNKNOWN
            elif phrase not in _ANNOUNCE:
                signs.append(phrase)
    return Around(tuple(signs), basis)


def _stripped(text: str, own: tuple[str, ...]) -> str:
    """The text from its next phrase on; a "/" that begins one ("/os") is left before it."""
    while text and text[0] in _BETWEEN and not _first(text, own):
        text = text[1:]
    return text


def _first(text: str, own: tuple[str, ...]) -> str:
    for phrase in (*own, *_phrases()):
        if text.startswith(phrase) and _ends(phrase, text):
            return phrase
    found = _CODE.match(text)
    return found[0] if found and found[0].upper() in codes() else ""


def _ends(phrase: str, text: str) -> bool:
    """Whether the phrase is no mere beginning of a longer word."""
    behind = text[len(phrase) : len(phrase) + 1]
    return not (phrase[-1:].isalpha() and behind.isalpha())
