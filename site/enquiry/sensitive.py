"""Sensitive words: needs of health and belief that never travel along with a question (W-09a)."""

from __future__ import annotations

import re

from ...offers import fold

# Folded stems, en hu bg ru: what reveals religion or health (backoffice.md 14).
STEMS = tuple(
    "halal kosher koser halil gluten celiac coeliac coliak diabet cukorbeteg lactose laktoz "
    "allerg wheelchair kerekesszek disab mozgasserul dialys dializis pregnan terhes oncolog "
    "халал халял кашер кошер глутен диабет лактоз алерг аллерг инвалид бремен беремен "
    "vegetar vegan вегетар веган accessib step-free akadalymentes достъпн доступн безбар".split()
)
# "Available" in everybody's Bulgarian and Russian, a man's name, the city of Bremen: in the few
# words of a search they are kept back all the same, in a letter they are what they say.
_EVERYDAY = frozenset("достъпн доступн halil бремен".split())
# What is told in a letter rather than typed into a search.
_TOLD = tuple(
    "insulin inzulin инсулин asthma asztma астма epilep эпилеп епилеп autis autiz аутиз аутист "
    "ramadan рамадан sabbath shabbat шаббат шабат бременн vakbarat".split()
)
_IN_LETTERS = tuple(stem for stem in STEMS if stem not in _EVERYDAY) + _TOLD
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n")


def reveals_a_need(text: str) -> bool:
    """Whether words of a search say something of health or belief."""
    flat = fold(text)
    return any(stem in flat for stem in STEMS)


def tells_a_need(letter: str) -> bool:
    """Whether what somebody writes to us says something of health or belief."""
    flat = fold(letter)
    return any(stem in flat for stem in _IN_LETTERS)


def without_needs(letter: str) -> str:
    """The letter without the sentences that say something of health or belief."""
    return "\n".join(filter(None, map(_line_without, letter.splitlines())))


def _line_without(line: str) -> str:
    kept = [said for said in _SENTENCE.split(line) if not tells_a_need(said)]
    return " ".join(kept).strip()
