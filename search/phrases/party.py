"""Party: adults and children in typed words. A child's age is read or asked for, never guessed."""

from __future__ import annotations

from ...offers.party import MOST_ADULTS, MOST_CHILDREN, OLDEST_CHILD
from . import price, stay, when
from .sentence import Reading, Sentence

MOST_TOGETHER = 6
"""The most in a shorthand like "2+1"; more is no party."""


def adults(s: Sentence, at: int) -> Reading | None:
    """ "2 adults", "for two people", "kettesben"; a bare number of persons means adults."""
    begun = s.past(at, "in", "to")
    for start in {begun, at}:
        if step := s.said(start, "couple"):
            named = s.said(step[0], "adults", "persons")
            return _adults(named[0] if named else step[0], step[1])
        step = s.number(start)
        who = s.said(step[0], "adults", "persons") if step else None
        if step and who:
            return _adults(who[0], step[1])
    return None


def _adults(end: int, number: int) -> Reading | None:
    if not 1 <= number <= MOST_ADULTS:
        return None
    return Reading(end, "adults", str(number), {"adults": number})


def together(s: Sentence, at: int) -> Reading | None:
    """ "2+1" and "2+2 (7, 9)": adults and children, as operators write a room."""
    first = s.tokens[at].number
    if first is None or s.word(at + 1) != "+" or at + 2 >= len(s.tokens):
        return None
    second = s.tokens[at + 2].number
    if second is None or not 1 <= first <= MOST_TOGETHER or not 1 <= second <= MOST_TOGETHER:
        return None
    end, ages = _ages(s, at + 3, second)
    if not _in_brackets(s, at + 3):
        end, ages = at + 3, ()
    return _children(end, second, ages, {"adults": first})


def _in_brackets(s: Sentence, at: int) -> bool:
    return s.word(at) == "(" or s.said(at, "aged") is not None


def children(s: Sentence, at: int) -> Reading | None:
    """ "2 children 7 and 9", "1 gyerek (4 éves)", "ребёнок 5 лет", "5 year old child"."""
    return _ages_first(s, at) or _children_first(s, at)


def _children_first(s: Sentence, at: int) -> Reading | None:
    step = s.number(at)
    child = s.said(step[0] if step else at, "child")
    if child is None:
        return None
    number = step[1] if step else 0
    if step and not 1 <= number <= MOST_CHILDREN:
        return None
    end, ages = _ages(s, child[0], number)
    return _children(end, number or max(1, len(ages)), ages, {})


def _ages_first(s: Sentence, at: int) -> Reading | None:
    """Ages that stand before the word: "7 and 9 year old children", "4 éves gyerekkel"."""
    end, ages, years = _listed(s, at, 0)
    if not ages or not years:
        return None
    child = s.said(s.past(end, "range") if s.attached(end) else end, "child")
    return child and _children(child[0], len(ages), ages, {})


def _children(
    end: int, number: int, ages: tuple[int, ...], fields: dict[str, object]
) -> Reading | None:
    """The reading; more ages than children is no party we understand."""
    if len(ages) > number or number > MOST_CHILDREN:
        return None
    said = ",".join(map(str, ages)) + (",?" * (number - len(ages)) if ages else "?" * bool(number))
    return Reading(
        end, "child_age", said, {**fields, "child_ages": ages}, ages_missing=number - len(ages)
    )


def _ages(s: Sentence, at: int, most: int) -> tuple[int, tuple[int, ...]]:
    """The ages behind the word, in brackets or not; `at` and none where there are none."""
    begun = s.past(at, "aged")
    bracket = s.word(begun) in ("(", ":", "-", ",")
    begun = s.past(begun + 1, "aged") if bracket else begun
    end, ages, years = _listed(s, begun, most)
    if not ages or (s.word(begun - 1) in ("-", ",") and not years and begun > at and bracket):
        return at, ()
    if s.word(end) == ")":
        end += 1
    return end, ages


def _listed(s: Sentence, at: int, most: int) -> tuple[int, tuple[int, ...], bool]:
    """Ages one after another, their word for years, and whether that was said."""
    ages: list[int] = []
    end = at
    years = False
    while len(ages) < (most or MOST_CHILDREN):
        begun = s.past(end, "and", "list") if ages else end
        begun = begun + 1 if ages and s.word(begun) in (",", "/") else begun
        begun = s.past(begun, "and") if ages else begun
        if (age := _age(s, begun)) is None:
            break
        end = age[0]
        ages.append(age[1])
        hyphen = end + 1 if s.word(end) == "-" and s.said(end + 1, "years", "ordinal") else end
        if step := s.said(hyphen, "years"):
            end, years = _years(s, step[0]), True
    return end, tuple(ages), years


def _years(s: Sentence, end: int) -> int:
    return end + 1 if s.word(end) == "." and s.attached(end) else end


def _age(s: Sentence, at: int) -> tuple[int, int] | None:
    """A number that can be an age and is not the beginning of something else."""
    if at not in s.ages:
        s.ages[at] = _age_alone(s, at)
    return s.ages[at]


def _age_alone(s: Sentence, at: int) -> tuple[int, int] | None:
    step = s.number(at)
    if step is None or step[1] > OLDEST_CHILD:
        return None
    if s.said(step[0], "years"):
        return step
    others = (stay.nights, stay.rooms, stay.stars, adults, price.price, when.days, when.months)
    if any(other(s, at) for other in others) or s.said(step[0], "child"):
        return None
    return step
