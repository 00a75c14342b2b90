"""Rules beside the weights: what makes two descriptions one, what forbids it, and what only a
person may decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ...offers import Form, Kind
from .likeness import LEVELS, Likeness
from .profiles import Profile, by_scheme

CERTAIN: Final = 100.0
"""The weight, in bits, of a rule that no likeness outweighs."""

COMPARED: Final = frozenset(
    {(str(Kind.STAY), str(Form.PLAIN)), (str(Kind.STAY), str(Form.FLY_AND_GO))}
)
"""Kinds and forms that may be one by likeness. Two tours of one name are two tours, a combination
is more than its hotel, and a roulette is no hotel yet: these are one by a hard id alone."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for or against: what was compared, what came out, its weight in bits, and the
    two values as they were said."""

    what: str
    found: str
    weight: float
    one: str
    other: str


def shared_id(one: Profile, other: Profile) -> Evidence | None:
    """The hard id that both have; of several the first in the alphabet."""
    shared = sorted(one.ids & other.ids)
    if one.sort != other.sort or not shared:
        return None
    scheme, value = shared[0]
    return Evidence("id", f"same {scheme}", CERTAIN, value, value)


def forbids(one: Profile, other: Profile) -> Evidence | None:
    """Why two descriptions are not one whatever their names: kind, country, or ids of a scheme."""
    if one.sort != other.sort:
        return _never("form", "different", "/".join(one.sort), "/".join(other.sort))
    if one.country and other.country and one.country != other.country:
        return _never("country", "different", one.country, other.country)
    mine, theirs = by_scheme(one.ids), by_scheme(other.ids)
    for scheme in sorted(mine.keys() & theirs.keys()):
        if mine[scheme].isdisjoint(theirs[scheme]):
            said = (" ".join(sorted(ids[scheme])) for ids in (mine, theirs))
            return _never("id", f"different {scheme}", *said)
    return None


def _never(what: str, found: str, one: str, other: str) -> Evidence:
    return Evidence(what, found, -CERTAIN, one, other)


def nowhere(one: Profile, other: Profile) -> bool:
    """Whether one states not even its country: only a person may say that such are one."""
    return not (one.country and other.country)


def numbers_apart(alike: Likeness) -> Evidence | None:
    """Two different numbers in the closest names: Roseto II is not Roseto III."""
    one, other = alike.one.numbers, alike.other.numbers
    if not one or not other or one == other:
        return None
    return _never("number", "different", " ".join(sorted(one)), " ".join(sorted(other)))


_ASK: Final = {
    "name": {"lodging differs", "trade word of one", "one holds the other", "number of one",
             "trade words differ", "one holds the other, rest differs", "partly", "loosely",
             "different"},
    "chain": {"different"},
    "where": {"within 15 km", "not known", "elsewhere", "far"},
    "stars": {"further apart"},
}  # fmt: skip
"""Levels at which a pair is never joined unasked, however much the rest agrees."""

WHOLE: Final = {"same", "same trade words", "same by sound", "same but for spelling"}
"""Whole names with words of their own; these may be joined where one side states no place but
its country."""

_NEAR: Final = {"within 150 m", "within 600 m", "same resort", "resort in region"}

_DOOR: Final = "within 150 m"
"""So near that a word more or less in the name tells no two houses apart."""

ONE_WORD: Final = {"trade word of one", "one holds the other"}
SIBLINGS: Final = {"lodging of one", *ONE_WORD}
"""Names by which houses of one chain stand side by side; within one resort a word such as hotel
on one side tells none apart."""

_NEARLY: Final = {*ONE_WORD, "partly"}


def asks(levels: Sequence[str]) -> tuple[str, ...]:
    """The comparisons because of which a person must decide; none where the score may."""
    named = dict(zip(LEVELS, levels, strict=True))
    asked = tuple(what for what, level in named.items() if level in _ASK.get(what, ()))
    beside = ONE_WORD if named["where"] in _NEAR else SIBLINGS
    if named["name"] in beside and named["chain"] != "none" and "chain" not in asked:
        asked = (*asked, "chain")
    if named["where"] == _DOOR and named["name"] in _NEARLY and asked == ("name",):
        return ()
    doubtful = named["stars"] != "same" and named["where"] != _DOOR
    if named["name"] == "lodging of one" and doubtful and "stars" not in asked:
        asked = (*asked, "stars")
    if named["name"] not in WHOLE:
        return asked
    return tuple(what for what in asked if what != "where" or named["where"] != "not known")


def far_and_unlike(levels: Sequence[str]) -> bool:
    """Whether places far apart and names that are not whole say that nobody need be asked."""
    named = dict(zip(LEVELS, levels, strict=True))
    return named["where"] == "far" and named["name"] not in WHOLE


def lacks_a_word(levels: Sequence[str]) -> bool:
    """Whether only a word on one side of the names makes a person be asked about two near one
    another that have the same stars; not of one chain, whose houses such words tell apart."""
    named = dict(zip(LEVELS, levels, strict=True))
    near = named["where"] in _NEAR and named["stars"] == "same" and named["teller"] == "two"
    alike = named["name"] in ONE_WORD and named["chain"] in ("none", "only one")
    return near and alike and set(asks(levels)) <= {"name", "chain"}


def doubted(levels: Sequence[str]) -> bool:
    """Whether two operators on each side outweigh a pair: a word or the stars differ and no place
    smaller than a region is shared."""
    named = dict(zip(LEVELS, levels, strict=True))
    vague = named["stars"] != "same" and named["where"] in ("resort in region", "not known")
    return vague or named["name"] not in WHOLE


def apart(levels: Sequence[str]) -> bool:
    """Whether the places of two contradict each other."""
    return levels[list(LEVELS).index("where")] in ("within 15 km", "elsewhere", "far")


def fits_stars(levels: Sequence[str], rival: Sequence[str]) -> bool:
    """Whether the stars of a pair are not the same and those of a rival are, whose name has a word
    more or less: then the word was left out more likely than the stars are wrong."""
    stars, name = list(LEVELS).index("stars"), list(LEVELS).index("name")
    differ = levels[stars] == "at most one apart" and rival[stars] == "same"
    return differ and rival[name] in SIBLINGS
