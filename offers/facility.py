"""Facility: what a stay has, said in one vocabulary out of the operators' own short facts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from .board import fold

_SAID: dict[str, tuple[str, ...]] = {
    "sand_beach": ("sand beach", "sandy beach", "homokos", "пясъчен плаж", "песчаный пляж"),
    "beach_300": ("on the beach", "beachfront", "kozvetlen tengerpart", "на плажа", "на пляже"),
    "pool": ("pool", "medence", "басейн", "бассейн"),
    "aquapark": ("aquapark", "water slides", "water park", "csuszda", "аквапарк"),
    "kids_club": (
        "kids club",
        "kid's club",
        "kids' club",
        "mini club",
        "gyerekklub",
        "детски клуб",
        "детский клуб",
    ),
    "family_room": ("family room", "csaladi szoba", "фамилна стая", "семейный номер"),
    "adults_only": ("adults only", "csak felnotteknek", "само за възрастни", "только для взрослых"),
    "spa": ("spa", "wellness", "спа"),
    "gym": ("gym", "fitness", "фитнес"),
    "wifi": ("wifi", "wi-fi", "wlan"),
    "air_conditioning": ("air conditioning", "klima", "климатик", "кондиционер"),
    "parking": ("parking", "parkolo", "паркинг", "парковка"),
    "pets": ("pets allowed", "pets welcome", "haziallat", "домашни любимци", "животными"),
    "accessible": ("wheelchair", "step-free", "akadalymentes", "инвалидн"),
    "sea_view": ("sea view", "tengerre nezo", "изглед море", "вид на море"),
    "diving": ("diving", "buvar", "гмуркане", "дайвинг"),
    "golf": ("golf", "голф", "гольф"),
    "halal": ("halal", "халал", "халяль"),
    "vegetarian": ("vegetarian", "vegan", "vegetarianus", "вегетариан", "веган"),
}
FACILITIES = {code: tuple(dict.fromkeys(map(fold, words))) for code, words in _SAID.items()}
"""Code -> the beginnings of words and phrases (as `fold` leaves them) that say it in a fact."""

PRIVATE = frozenset({"halal", "vegetarian", "accessible"})
"""Wishes that can reveal belief or health: they filter, and never travel on with a question."""

NEAR_THE_BEACH = 300
"""Metres of "beach 150 m" up to which a stay counts as `beach_300`."""

_BEACH_METRES = re.compile(
    r"(?:beach|strand|tengerpart|plaz\w*|плаж\w*|пляж\w*)\D{0,12}?(\d{1,5}) ?(?:m|м)\b"
)
_NEGATED = re.compile(r"\b(?:no|without|not|nincs|nelkul|без|няма|нет)\b")


def facilities_of(facts: Iterable[str]) -> frozenset[str]:
    """The facilities that some facts state; what they do not state is not stated, never "no"."""
    return frozenset(code for fact in facts for code in _stated(fold(fact)))


@lru_cache(maxsize=65536)
def _stated(fact: str) -> tuple[str, ...]:
    if _NEGATED.search(fact):
        return ()
    found = [code for code, words in FACILITIES.items() if any(_begins(w, fact) for w in words)]
    metres = _BEACH_METRES.search(fact)
    if metres and int(metres[1]) <= NEAR_THE_BEACH:
        found.append("beach_300")
    return tuple(found)


def _begins(word: str, fact: str) -> bool:
    """Whether a word of the fact begins with it."""
    return re.search(rf"\b{re.escape(word)}", fact) is not None
