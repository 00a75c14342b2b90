"""Two managers press "I'm on it" at once: one wins each time, on both engines."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from fairwind.leads import routing
from fairwind.leads.tables import assignments, lead_events, leads
from fairwind.store.database import Database

from .desk import at, came, hire

NOW = at("05 10:00")


@pytest.mark.parametrize("rounds", [25, pytest.param(500, marks=pytest.mark.long)])
def test_of_two_who_claim_at_once_one_wins_each_time(both: Database, rounds: int) -> None:
    with both.write() as conn:
        people = [hire(conn, "anna"), hire(conn, "bela")]
        ids = [came(conn, NOW, team="priority") for _ in range(rounds)]
    together = threading.Barrier(2)
    won: dict[int, list[int]] = {lead_id: [] for lead_id in ids}

    def press(user_id: int) -> None:
        for lead_id in ids:
            together.wait(60)
            with both.write() as conn:
                if routing.claim(conn, lead_id, user_id, f"{user_id}@example.com", NOW):
                    won[lead_id].append(user_id)

    threads = [threading.Thread(target=press, args=(user_id,)) for user_id in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert [len(users) for users in won.values()] == [1] * rounds
    with both.read() as conn:
        owners = dict(conn.execute(sa.select(leads.c.id, leads.c.owner_id)).all())
        counts = [
            conn.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (assignments, lead_events)
        ]
    assert owners == {lead_id: users[0] for lead_id, users in won.items()}
    assert counts == [rounds, rounds]


def test_the_hold_ends_after_a_quarter_of_an_hour(both: Database) -> None:
    with both.write() as conn:
        anna, bela = hire(conn, "anna"), hire(conn, "bela")
        lead_id = came(conn, NOW, team="priority")
        assert routing.claim(conn, lead_id, anna, "anna", NOW)
        assert not routing.claim(conn, lead_id, bela, "bela", at("05 10:14"))
        assert routing.claim(conn, lead_id, bela, "bela", at("05 10:15"))
