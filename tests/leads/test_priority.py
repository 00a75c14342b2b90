"""Who looks like a client of the priority desk, and by which reasons."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from fairwind.leads.enquiry import Enquiry
from fairwind.leads.priority import predicted
from fairwind.leads.tables import leads, persons
from fairwind.leads.take import take
from fairwind.leads.value import value
from fairwind.leads.wish import MarketSeen
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.settings import Settings


@pytest.mark.parametrize(
    ("client", "fit", "market", "why"),
    [
        (False, 199, None, ()),
        (False, 200, None, ("fit",)),
        (True, 0, None, ("priority_client",)),
        (False, 0, MarketSeen(stars=5), ("five_stars",)),
        (False, 0, MarketSeen(stars=4.5), ()),
        (False, 0, MarketSeen(top_quarter=True), ("top_quarter",)),
        (True, 200, MarketSeen(5, True), ("priority_client", "fit", "five_stars", "top_quarter")),
    ],
)
def test_one_reason_is_enough_and_all_are_told(
    client: bool, fit: int, market: MarketSeen | None, why: tuple[str, ...]
) -> None:
    found = predicted(client, fit, market)
    assert (found.predicted, found.why) == (bool(why), why)


def test_a_priority_clients_question_about_a_dated_offer_is_hot(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    take(both, settings, clock, anna)
    with both.write() as conn:
        conn.execute(persons.update().values(segment="priority"))
        value(conn, settings, 1, clock.at)
        row = conn.execute(sa.select(leads)).one()
    assert (row.predicted, row.predicted_why) == (True, "priority_client")
    assert (row.temperature, row.first_temperature) == ("hot", "warm")
