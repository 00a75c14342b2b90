"""Where: places to go to and towns to leave from, in any of their names and cases.

A name is a place where the catalogue has stays. The same town behind "from" is where one leaves.
"""

from __future__ import annotations

from functools import cache

from ...catalog import gazetteer
from ...catalog.places import read_airport
from ..inflected import FROM, OF, SHORTEST, spelled, stem, without_cases
from ..places import MOST_WORDS_OF_A_PLACE
from .sentence import Reading, Sentence

SHORTEST_NAME = 3


def place(s: Sentence, at: int) -> Reading | None:
    """A country, region or resort, with or without its preposition; the longest name wins."""
    begun = s.past(at, "to", "in")
    for start in dict.fromkeys((at, begun)):
        least = SHORTEST_NAME if start > at else SHORTEST
        if (start, least) not in s.places:
            s.places[start, least] = _place(s, start, least)
        if found := s.places[start, least]:
            return found
    return None


def _place(s: Sentence, at: int, least: int) -> Reading | None:
    for end, name in _names(s, at):
        if keys := s.tree.named(name, least):
            return Reading(end, "to", ",".join(keys), {"to": keys})
    return None


def _names(s: Sentence, at: int) -> list[tuple[int, str]]:
    """The runs of words that begin here, as names are spelled, the longest first."""
    found: list[tuple[int, str]] = []
    words: list[str] = []
    end = at
    while end < len(s.tokens) and len(words) < MOST_WORDS_OF_A_PLACE:
        if not s.tokens[end].word:
            break
        words.append(s.tokens[end].folded)
        end += 1
        if len(words) > 1 or len(words[0]) >= SHORTEST_NAME:
            found.append((end, " ".join(words)))
        if s.word(end) == "." and s.attached(end) and len(words[-1]) <= 2:
            end += 1
    return found[::-1]


def origin(s: Sentence, at: int) -> Reading | None:
    """ "from Budapest", "из Москвы", "Budapestről", "budapesti indulással", "Sofia to Crete"."""
    step = s.said(at, "from", "departing")
    if step:
        for end, name in _names(s, step[0]):
            if code := _airport(s.raw(step[0], end), name):
                return _from(s.past(end, "departing"), code)
        return None
    for end, name in _names(s, at)[-2:]:
        if found := _hungarian(s, end, name):
            return found
        code = _airport(s.raw(at, end), name) if s.word(end) == "to" else ""
        if code and s.said(end, "to") and place(s, end):
            return _from(end, code)
    return None


def _hungarian(s: Sentence, end: int, name: str) -> Reading | None:
    """A town with its ending: "from" by itself, an adjective only before "departure"."""
    leaving = s.said(end, "departing")
    for pattern in (FROM, OF):
        bent = pattern.match(name)
        code = _cities().get(bent[1], "") if bent else ""
        if code and (pattern is FROM or leaving):
            return _from(leaving[0] if leaving else end, code)
    return None


def _from(end: int, code: str) -> Reading:
    return Reading(end, "from", code, {"origins": (code,)})


def _airport(raw: str, name: str) -> str:
    """The IATA code of a name in its own or another case, or ""."""
    if code := read_airport(raw) or _cities().get(name, ""):
        return code
    bent = filter(None, map(_cities().get, without_cases(name)))
    return next(bent, "") or _cities_by_stem().get(stem(name, SHORTEST_NAME), "")


@cache
def _cities() -> dict[str, str]:
    """The towns people leave from by their spelled names."""
    return {
        spelled(name): city.code
        for city in gazetteer.departure_cities().values()
        for name in (*city.names, *city.further)
    }


@cache
def _cities_by_stem() -> dict[str, str]:
    """The same by their Cyrillic stems; "" where a stem means several."""
    found: dict[str, str] = {}
    for name, code in _cities().items():
        if short := stem(name, SHORTEST_NAME):
            found[short] = code if found.get(short, code) == code else ""
    return found
