"""Inflected: the names of places as sentences bend them, "Krétára", "в Грецию", "на Канарских".

Hungarian hangs its cases on the whole name, so they are taken off. Slavic names change their last
letters, so names and typed words are compared without them.
"""

# ruff: noqa: RUF001 (Cyrillic letters that look like Latin ones)

from __future__ import annotations

import re
from functools import lru_cache

from ..offers import fold

SHORTEST = 4
"""Letters that must be left of a word for it to be a name without its ending."""

_WORDS = re.compile(r"[^\W_]+")
_CASES = re.compile(
    r"(.+?)-?(?:b[ae]n?|r[ae]|[rbt][oe]l|n[ae]l|n[ae]k|[vhk][ae]l|hoz|hez|ig|i|[aoe]?n|[aoe]?t)\Z"
)
FROM = re.compile(r"(.+?)-?(?:r[oe]l|b[oe]l|t[oe]l)\Z")
"""A Hungarian word that says "from" by its ending."""
OF = re.compile(r"(.+?)i\Z")
"""A Hungarian adjective of a place: "budapesti"."""
_CYRILLIC_ENDS = (
    "ами ями ого ему ому ыми ими иями ией ием ах ях ых их ам ям ом ем ои еи ую юю ия ии ию ие"
    " ов ев ите ата ята ото ът ят"
).split()
_CYRILLIC_VOWELS = "аеиоуыэюяьъ"


def spelled(name: str) -> str:
    """A name's folded words with single spaces: hyphens and points do not matter."""
    return " ".join(_WORDS.findall(fold(name).replace("'", "").replace("\u2019", "")))


@lru_cache(maxsize=16384)
def without_cases(name: str) -> tuple[str, ...]:
    """What a spelled Hungarian name may be without its case, the longest first."""
    found = []
    for end in (4, 3, 2, 1):
        head, tail = name[:-end], name[-end:]
        case = _CASES.match("xxxx" + tail)
        if len(head) >= SHORTEST and case and case[1] == "xxxx" and head[-1].isalpha():
            found.append(head)
    return tuple(sorted(set(found), key=len, reverse=True))


@lru_cache(maxsize=16384)
def stem(name: str, least: int = SHORTEST) -> str:
    """A spelled Cyrillic name without the endings of its words; "" where fewer letters are left."""
    if not any("\u0400" <= letter <= "\u04ff" for letter in name):
        return ""
    words = [_stem(word) for word in name.split()]
    return " ".join(words) if max(map(len, words)) >= least else ""


def _stem(word: str) -> str:
    for end in _CYRILLIC_ENDS:
        if word.endswith(end) and len(word) - len(end) >= SHORTEST:
            word = word.removesuffix(end)
            break
    while len(word) > SHORTEST - 1 and word[-1] in _CYRILLIC_VOWELS:
        word = word[:-1]
    # Египет, в Египте: a vowel that goes away before the last consonant.
    return word[:-2] + word[-1] if re.search(r"[^аеиоуыэюя]е[тцк]\Z", word) else word


@lru_cache(maxsize=16384)
def nominatives(name: str, least: int = SHORTEST) -> tuple[str, ...]:
    """What a Cyrillic word may be called by: Хургаду is Хургада, Аланью Аланья."""
    if " " in name or not (short := stem(name, least)):
        return ()
    return tuple(f"{short}{end}" for end in ("", "а", "я", "ья", "ия", "ы", "и", "ь", "е", "о"))
