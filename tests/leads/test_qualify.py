"""What a lead needs to be worked on, each missing thing named."""

from __future__ import annotations

import datetime as dt

import pytest

from fairwind.leads.qualify import mql, sql
from fairwind.leads.wish import Wish

DATED = Wish(depart_from=dt.date(2026, 7, 4))


@pytest.mark.parametrize(
    ("basis", "reachable", "wish", "missing"),
    [
        (True, True, DATED, ()),
        (True, True, Wish(countries=("GR",)), ()),
        (True, True, Wish(where="the sea"), ()),
        (True, True, Wish(adults=2, budget=1), ("wish",)),
        (True, True, None, ("wish",)),
        (False, True, DATED, ("basis",)),
        (False, False, None, ("basis", "reachable", "wish")),
    ],
)
def test_marketing_needs_a_basis_a_way_to_reach_them_and_a_country_or_dates(
    basis: bool, reachable: bool, wish: Wish | None, missing: tuple[str, ...]
) -> None:
    found = mql(basis=basis, reachable=reachable, wish=wish)
    assert (found.yes, found.missing) == (not missing, missing)


def test_sales_needs_all_that_and_the_segment_and_a_persons_word() -> None:
    good = mql(basis=True, reachable=True, wish=DATED)
    assert sql(good, priority=True, confirmed=True).yes
    assert sql(good, priority=False, confirmed=False).missing == ("priority", "confirmed")
    poor = mql(basis=True, reachable=False, wish=DATED)
    assert sql(poor, priority=True, confirmed=True).missing == ("reachable",)
