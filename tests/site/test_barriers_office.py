"""No page behind the login has a barrier that axe knows, in any language, width and scheme (W-70).

The normal run sees each page once, every width, scheme and language with some of them; they share
one frame. `make test-all` takes the full product.
"""

from __future__ import annotations

from itertools import product

import pytest

from .pages import LANGUAGES, OnePage, Pages
from .sights import WINDOWS, found, pairwise
from .sights import address as address
from .sights import window as window

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def mine(every_page: Pages) -> list[OnePage]:
    """The pages of the office, each with the login that opens it."""
    return [one for one in every_page if one.who]


def test_every_width_scheme_and_language_is_seen(mine: list[OnePage]) -> None:
    sights = list(pairwise(mine))
    assert len(sights) == len(mine)
    assert {sight[1] for sight in sights} == set(LANGUAGES)
    assert {sight[2:] for sight in sights} == set(WINDOWS)


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
