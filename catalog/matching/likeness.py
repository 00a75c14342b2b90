"""Likeness: how much two profiles agree, in a few levels a comparison that a person can read.

Each comparison has named levels; what a level weighs stands in `data/matching.json`, learnt by
splink from pairs whose truth is known (`fairwind bench matching --train`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from .names import Wording, sound, without
from .profiles import Profile, metres

SPELLING: Final = 0.8
"""From here two words are one, misspelt (1 - edits / letters)."""

LEVELS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("same", "same trade words", "same by sound", "same but for spelling",
             "lodging of one", "lodging differs", "trade word of one", "one holds the other",
             "number of one", "trade words differ", "one holds the other, rest differs",
             "partly", "loosely", "different"),
    "chain": ("same", "none", "only one", "different"),
    "where": ("within 150 m", "within 600 m", "within 3 km", "within 15 km", "same resort",
              "resort in region", "near resorts", "same region", "not known", "elsewhere", "far"),
    "stars": ("same", "at most one apart", "not known", "further apart"),
    "teller": ("two", "one"),
}  # fmt: skip
"""Every comparison with its levels, the best first."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The level of each comparison, in the order of LEVELS, and the two names that were closest."""

    levels: tuple[str, ...]
    one: Wording
    other: Wording


def likeness(one: Profile, other: Profile) -> Likeness:
    """How alike two profiles are, by those of their names (also former ones) that agree most."""
    names = [
        (without(a, other.spots), without(b, one.spots)) for a in one.names for b in other.names
    ]
    said = min(((_named(a, b), n) for n, (a, b) in enumerate(names)), key=lambda t: _rank(*t))
    named, at = said
    rest = (where(one, other), _stars(one.stars, other.stars), _teller(one, other))
    return Likeness((*named, *rest), *names[at])


def _rank(named: tuple[str, ...], at: int) -> tuple[int, ...]:
    order = (LEVELS[what].index(level) for what, level in zip(LEVELS, named, strict=False))
    return (*order, at)


def _named(one: Wording, other: Wording) -> tuple[str, ...]:
    return name_level(one, other), _chain(one.chains, other.chains)


def name_level(one: Wording, other: Wording) -> str:
    """The level of two whole names: by their proper words, then by what else is in them.

    One comparison and not four: who has the same proper words and another trade word is a
    sibling next door more often than not, so that the parts do not speak independently.
    """
    proper = proper_level(one, other)
    if proper in ("partly", "loosely", "different"):
        return proper
    rest = _rest(one, other)
    if proper == "one holds the other":
        short, long = sorted((one, other), key=lambda name: len(name.proper))
        more = rest in ("", "lodging of one") and short.lodging <= long.lodging
        return proper if more else "one holds the other, rest differs"
    return rest or proper


def _rest(one: Wording, other: Wording) -> str:
    """What differs beside the proper words, the gravest; "" where nothing does."""
    mine, theirs = one.kinds | one.lodging, other.kinds | other.lodging
    if one.kinds != other.kinds and mine - theirs and theirs - mine:
        return "trade words differ"
    if one.numbers != other.numbers:
        return "number of one"
    if one.kinds != other.kinds:
        return "trade word of one"
    if one.lodging != other.lodging:
        both = one.lodging - other.lodging and other.lodging - one.lodging
        return "lodging differs" if both else "lodging of one"
    return ""


def proper_level(one: Wording, other: Wording) -> str:
    """The level of the proper words of two names, whatever else is in them."""
    if not one.proper or not other.proper:
        return _trade_level(one, other)
    mine, theirs = set(one.proper), set(other.proper)
    if mine == theirs:
        return "same"
    if {sound(word) for word in mine} == {sound(word) for word in theirs}:
        return "same by sound"
    if one.solid == other.solid or sound(one.solid) == sound(other.solid):
        return "same by sound"
    return _aligned(one, other)


def _trade_level(one: Wording, other: Wording) -> str:
    """Where a name is only of trade words ("Grand Palace"), these are all it has."""
    if not one.proper and not other.proper and one.kinds == other.kinds:
        return "same trade words"
    if one.solid == other.solid:
        return "same by sound"
    if _near(one.solid, other.solid, 0.9):
        return "same but for spelling"
    shared = one.kinds & other.kinds
    if len(shared) > 1 and shared in (one.kinds, other.kinds):
        return "one holds the other" if one.proper or other.proper else "same trade words"
    return "partly" if len(shared) > 1 else "loosely" if shared else "different"


def _aligned(one: Wording, other: Wording) -> str:
    """Words paired by spelling; what stays without a partner decides."""
    short, long = sorted((one, other), key=lambda name: (len(name.proper), name.proper))
    left = list(long.proper)
    paired = 0
    for word in short.proper:
        best = max(left, key=lambda w: (likeness_of_words(word, w), w), default="")
        if best and likeness_of_words(word, best) >= SPELLING:
            left.remove(best)
            paired += len(word)
    letters = sum(map(len, short.proper))
    if paired == letters and not left:
        return "same but for spelling"
    if _near(one.solid, other.solid, 0.9):
        return "same but for spelling"
    if paired == letters and letters > 3:
        return "one holds the other"
    if paired * 2 >= letters and paired > 3:
        return "partly"
    return "loosely" if fuzz.token_set_ratio(one.solid, other.solid) >= 70 else "different"


@lru_cache(maxsize=2**18)
def likeness_of_words(one: str, other: str) -> float:
    """0 to 1: the better of spelling and sound; short words must be equal."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) < 4:
        return 0.9 if sound(one) == sound(other) else 0.0
    spelt = Levenshtein.normalized_similarity(one, other)
    return float(max(spelt, Levenshtein.normalized_similarity(sound(one), sound(other))))


def _near(one: str, other: str, least: float) -> bool:
    return min(len(one), len(other)) > 5 and Levenshtein.normalized_similarity(one, other) >= least


def _chain(one: frozenset[str], other: frozenset[str]) -> str:
    if not one and not other:
        return "none"
    if not one or not other:
        return "only one"
    mine, theirs = ({word for chain in some for word in chain.split()} for some in (one, other))
    return "same" if mine <= theirs or theirs <= mine else "different"


def where(one: Profile, other: Profile) -> str:
    """By distance where both state a point, else by resorts and regions."""
    if one.point and other.point:
        return _within(metres(one.point, other.point))
    if one.resort and one.resort == other.resort:
        return "same resort"
    if not one.words or not other.words or not (one.country and other.country):
        return "not known"
    return _by_places(one, other)


def _within(apart: float) -> str:
    for most, level in ((150, "within 150 m"), (600, "within 600 m"), (3_000, "within 3 km"),
                        (15_000, "within 15 km")):  # fmt: skip
        if apart <= most:
            return level
    return "far"


def _by_places(one: Profile, other: Profile) -> str:
    these, those = one.point or one.town, other.point or other.town
    if these and those:
        apart = metres(these, those)
        if apart > 60_000:
            return "far"
        if apart <= 8_000:
            return "near resorts"
    if not one.resort or not other.resort:
        if _within_other(one, other) or one.words & other.words:
            return "resort in region"
        if one.regions & other.regions:
            return "same region"
        return "elsewhere" if one.regions and other.regions else "not known"
    if one.regions & other.regions:
        return "same region"
    return _told(one, other)


def _within_other(one: Profile, other: Profile) -> bool:
    """Whether the region of one is that of the other or lies in it."""
    return one.region in other.regions or other.region in one.regions


def _told(one: Profile, other: Profile) -> str:
    """A resort that the other side prints as region, or as a word of it."""
    return "resort in region" if one.words & other.words else "elsewhere"


def _stars(one: int | None, other: int | None) -> str:
    if one is None or other is None:
        return "not known"
    apart = abs(one - other)
    return "same" if not apart else "at most one apart" if apart <= 2 else "further apart"


def _teller(one: Profile, other: Profile) -> str:
    return "one" if one.teller == other.teller else "two"
