"""Tables of the office: columns that sort by a link, pages, and rows packed or wide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

MOST_COLUMNS = 9
"""What one reads in one look (B-16); a column of boxes to tick counts as one of them."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; `address` sorts by it, "" where that cannot be; `order` is aria-sort's word.

    A `hidden` one is read out only: its column tells itself.
    """

    name: str
    address: str = ""
    order: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one stands in a long table, and the pages beside."""

    page: int
    pages: int
    before: str
    after: str


def columns(
    named: Sequence[tuple[str, str]],
    sort: str,
    back: bool,
    address: Callable[[str, bool], str],
) -> tuple[Column, ...]:
    """The headings of (code, name); the one in use turns the order round, "" cannot sort.

    ValueError: more columns than one reads.
    """
    if len(named) > MOST_COLUMNS:
        raise ValueError(f"a table has {MOST_COLUMNS} columns at most, not {len(named)}")
    return tuple(
        Column(
            name,
            address(code, code == sort and not back) if code else "",
            ("descending" if back else "ascending") if code and code == sort else "",
        )
        for code, name in named
    )


def pages(page: int, last: int, address: Callable[[int], str]) -> Pages:
    """The page that is shown, with the addresses of those beside it."""
    return Pages(
        page,
        last,
        address(page - 1) if page > 1 else "",
        address(page + 1) if page < last else "",
    )


def at(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """An address with its query."""
    return f"{path}?{urlencode(pairs)}" if pairs else path
