"""No public page has a barrier that axe knows, in any language, width and scheme (W-70).

The normal run takes pairs: each two of language, width and scheme meet somewhere, and each page is
seen in light and dark, in two languages and widths; a variant of a page once. `make test-all` takes
the full product.
"""

from __future__ import annotations

from itertools import product

import pytest

from .pages import LANGUAGES, OnePage, Pages
from .sights import SCHEMES, WIDTHS, WINDOWS, found, pairwise
from .sights import address as address
from .sights import window as window

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def mine(every_page: Pages) -> list[OnePage]:
    """The pages that anybody may open."""
    return [one for one in every_page if not one.who]


def test_each_two_of_language_width_and_scheme_meet(mine: list[OnePage]) -> None:
    sights = set(pairwise(mine))
    for one in mine:
        seen = [sight[1:] for sight in sights if sight[0] == one]
        times = 1 if ", " in one.name else 2
        assert [len(set(part)) for part in zip(*seen, strict=True)] == [times] * 3
    assert {sight[1:3] for sight in sights} == set(product(LANGUAGES, WIDTHS))
    assert {sight[2:] for sight in sights} == set(WINDOWS)
    assert {(sight[1], sight[3]) for sight in sights} == set(product(LANGUAGES, SCHEMES))


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_axe_finds_no_barrier(
    every_page: Pages, mine: list[OnePage], address: str, window, axe, width: int, scheme: str
) -> None:
    sights = [one[:2] for one in pairwise(mine) if one[2:] == (width, scheme)]
    assert found(sights, every_page, address, window(width, scheme), axe) == {}


@pytest.mark.long
@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_axe_finds_no_barrier_in_the_full_matrix(
    every_page: Pages, mine: list[OnePage], address: str, window, axe, width: int, scheme: str
) -> None:
    sights = list(product(mine, LANGUAGES))
    assert found(sights, every_page, address, window(width, scheme), axe) == {}
