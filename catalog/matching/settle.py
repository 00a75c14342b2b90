"""Settling: what single pairs cannot see. Of two hotels that are told apart, one description is
not joined with both, and a question is asked once for each two hotels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Final

from .judge import Judged, State
from .likeness import LEVELS
from .rules import WHOLE, Evidence, apart, doubted, fits_stars, lacks_a_word

Numbers = tuple[int, int]
Found = dict[Numbers, Judged]
"""Judged pairs by the numbers of their profiles, the lesser first."""

_STARS: Final = list(LEVELS).index("stars")

MARGIN: Final = 1.5
"""Bits by which the better of two that cannot both be right must lead to be joined unasked."""


def settled(found: Mapping[Numbers, Judged], teller: Mapping[int, object]) -> Found:
    """The pairs as they stand beside one another; `teller` says who described each.

    Of a profile with two candidates that are not one another only one can be right: the better
    one by MARGIN stays, or none. Then pairs are joined, the surest first, unless somebody in one
    group also lists a hotel in the other and tells the two apart. A name that lacks a word, or
    has one more, is joined where it stands alone against several lists and fits nothing else.
    """
    near: dict[int, list[int]] = defaultdict(list)
    for (one, other), pair in found.items():
        if pair.state is not State.DIFFERENT:
            near[one].append(other)
            near[other].append(one)
    left = {
        numbers: _asked(pair, "another one fits as well")
        if _has_rival(numbers, pair, found, near, teller)
        else pair
        for numbers, pair in found.items()
    }
    return _joined(left, teller, near)


class Turn(IntEnum):
    """When a pair has its turn to be joined: what is surer by its kind comes first."""

    WHOLE = 0
    STARS_APART = 1
    A_WORD_MORE = 2
    ALONE = 3
    NEVER = 4


def _turn(pair: Judged) -> Turn:
    levels = pair.alike.levels if pair.alike else ()
    if pair.state is State.SAME:
        if levels and levels[0] not in WHOLE:
            return Turn.A_WORD_MORE
        stars_apart = bool(levels) and levels[_STARS] != "same"
        return Turn.STARS_APART if stars_apart else Turn.WHOLE
    alone = pair.state is State.REVIEW and pair.rule is None and lacks_a_word(levels)
    return Turn.ALONE if alone else Turn.NEVER


def _joined(found: Found, teller: Mapping[int, object], near: Mapping[int, Sequence[int]]) -> Found:
    """Pairs that are the same put together, the surest first; a pair that would put two hotels
    of one list, or two names that two lists each vouch for, into one group is asked about."""
    groups: dict[int, list[int]] = {}
    left = dict(found)
    for numbers in sorted(found, key=lambda n: (_turn(found[n]), -found[n].bits, n)):
        pair = found[numbers]
        turn = _turn(pair)
        if turn is Turn.NEVER:
            break
        one, other = (groups.setdefault(number, [number]) for number in numbers)
        if one is other:
            left[numbers] = replace(pair, state=State.SAME)
        elif pair.alike and _both_listed(one, other, found, teller):
            left[numbers] = _asked(pair, "one operator lists both")
        elif pair.alike and _places_apart(one, other, found):
            left[numbers] = _asked(pair, "their places differ")
        elif _outweighed(pair, turn, one, other, teller):
            left[numbers] = _asked(pair, "two operators name each of them so")
        elif turn is not Turn.ALONE or _fits_alone(one, other, teller, near):
            left[numbers] = replace(pair, state=State.SAME)
            one += other
            groups.update(dict.fromkeys(other, one))
    return left


def _outweighed(
    pair: Judged,
    turn: Turn,
    one: Sequence[int],
    other: Sequence[int],
    teller: Mapping[int, object],
) -> bool:
    """Whether two operators on each side name their hotel so, and the pair is weaker than that."""
    if pair.alike is None or turn is Turn.ALONE or not doubted(pair.alike.levels):
        return False
    return all(_tellers(group, teller) > 1 for group in (one, other))


def _places_apart(one: Sequence[int], other: Sequence[int], found: Found) -> bool:
    """Whether somebody in one group stands elsewhere than somebody in the other."""
    pairs = (found.get(ordered(mine, theirs)) for mine in one for theirs in other)
    return any(pair and pair.alike and apart(pair.alike.levels) for pair in pairs)


def _fits_alone(
    one: Sequence[int],
    other: Sequence[int],
    teller: Mapping[int, object],
    near: Mapping[int, Sequence[int]],
) -> bool:
    """Whether one description, whose name lacks a word of the others or has one more, stands
    against two operators at least, and is like nothing but these."""
    few, many = sorted((one, other), key=len)
    return len(few) == 1 and _tellers(many, teller) > 1 and set(near[few[0]]) <= set(many)


def _tellers(group: Sequence[int], teller: Mapping[int, object]) -> int:
    return len({teller[number] for number in group})


def _both_listed(
    one: Sequence[int],
    other: Sequence[int],
    found: Mapping[Numbers, Judged],
    teller: Mapping[int, object],
) -> bool:
    theirs: dict[object, list[int]] = defaultdict(list)
    for number in other:
        theirs[teller[number]].append(number)
    return any(
        (pair := found.get(ordered(mine, number))) is None or pair.state is not State.SAME
        for mine in one
        for number in theirs.get(teller[mine], ())
    )


def _asked(pair: Judged, why: str) -> Judged:
    rule = Evidence("rival", why, 0.0, "", "")
    return replace(pair, state=State.REVIEW, rule=rule)


def _has_rival(
    numbers: Numbers,
    pair: Judged,
    found: Mapping[Numbers, Judged],
    near: Mapping[int, list[int]],
    teller: Mapping[int, object],
) -> bool:
    if pair.state is not State.SAME or pair.alike is None:
        return False
    return any(
        _rivals(found[ordered(mine, rival)], pair) and _told_apart(theirs, rival, found, teller)
        for mine, theirs in (numbers, numbers[::-1])
        for rival in near[mine]
        if rival != theirs
    )


def _rivals(rival: Judged, pair: Judged) -> bool:
    """Whether a rival is nearly as likely as the pair, or the stars speak for the rival."""
    if rival.bits > pair.bits - MARGIN:
        return True
    if rival.alike is None or pair.alike is None:
        return False
    return fits_stars(pair.alike.levels, rival.alike.levels)


def _told_apart(
    one: int, other: int, found: Mapping[Numbers, Judged], teller: Mapping[int, object]
) -> bool:
    """Whether two are known to be two: by a rule, or because one operator lists both as such."""
    pair = found.get(ordered(one, other))
    if pair and pair.state is State.SAME:
        return False
    return teller[one] == teller[other] or bool(
        pair and pair.state is State.DIFFERENT and pair.rule
    )


def ordered(one: int, other: int) -> Numbers:
    """Two numbers, the lesser first."""
    return (one, other) if one < other else (other, one)


def questions(found: Mapping[Numbers, Judged]) -> Iterator[Numbers]:
    """The pairs for review, the likeliest of each two groups that are joined otherwise."""
    group = _groups(found)
    best: dict[Numbers, Numbers] = {}
    for numbers in sorted(found, key=lambda n: (-found[n].bits, n)):
        one, other = (group.get(number, number) for number in numbers)
        if found[numbers].state is State.REVIEW and one != other:
            best.setdefault(ordered(one, other), numbers)
    yield from best.values()


def _groups(found: Mapping[Numbers, Judged]) -> dict[int, int]:
    """The least number of each group that hangs together by joined pairs."""
    root: dict[int, int] = {}

    def least(at: int) -> int:
        while root.setdefault(at, at) != at:
            root[at] = at = root[root[at]]
        return at

    for one, other in sorted(n for n, pair in found.items() if pair.state is State.SAME):
        low, high = ordered(least(one), least(other))
        root[high] = low
    return {number: least(number) for number in list(root)}
