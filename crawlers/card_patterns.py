"""Patterns: whether a regular expression of a card can be held up by a hostile text, and how long
a text it may search.

Python's engine tries every way to divide a text among the repeats of a pattern. Repeats inside
repeats take a time that doubles with every letter, and are refused; repeats behind one another
take a power of the length, which is why they are counted and the text they see is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

MOST_REPEATS = 6
_FEW = 9
"""A repeat of no more is a few letters written short: `{1,2}`, `?`."""
_LONGEST, _LONGEST_OF_MANY = 5_000, 1_000
_REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}


class _Nested(Exception):
    """A repeat or a choice stands inside a repeat."""


@lru_cache(maxsize=1024)
def repeats_in(pattern: str) -> int | None:
    """How many repeats without a small bound a pattern has; None where one lies in another."""
    parser: Any = re._parser  # type: ignore[attr-defined]  # the only way to see a pattern's parts
    try:
        return _count(parser.parse(pattern), inside=False)
    except _Nested:
        return None


def longest_searched(pattern: str) -> int:
    """Characters of a text in which this pattern is looked for."""
    return _LONGEST if (repeats_in(pattern) or 0) <= 2 else _LONGEST_OF_MANY


def _count(parts: Iterable[Any], inside: bool) -> int:
    return sum(_count_one(str(op), said, inside) for op, said in parts)


def _count_one(op: str, said: Any, inside: bool) -> int:
    if op not in _REPEATS:
        if op == "BRANCH" and inside:
            raise _Nested
        return sum(_count(inner, inside) for inner in _inner(said))
    least, most, repeated = said
    if inside and least != most:
        raise _Nested
    times = int(most)
    within = _count(repeated, inside or times > _FEW)
    return int(times > _FEW and least != most) + within * min(times, _FEW)


def _inner(said: Any) -> Iterator[Any]:
    """The patterns within a part: of a group, a choice, a look ahead."""
    if hasattr(said, "data"):
        yield said
    elif isinstance(said, list | tuple):
        for one in said:
            yield from _inner(one)
