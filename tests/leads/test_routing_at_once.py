"""Many who give out, call, claim and sweep at the same moment: nobody is overfilled, none waits
for another in a circle, and no lead goes to two."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa

from fairwind.leads import routing, sla, touches
from fairwind.leads.inbox_deeds import Deed, Order, do
from fairwind.leads.tables import assignments, leads
from fairwind.leads.turns import one_at_a_time
from fairwind.store.database import Database
from fairwind.store.settings import Settings

from .desk import at, came, hire

NOW = at("05 10:00")
CAPACITY = 6


@pytest.mark.parametrize("rounds", [8, pytest.param(60, marks=pytest.mark.long)])
def test_whatever_comes_at_once_nobody_is_overfilled_and_nothing_locks(
    both: Database, settings: Settings, rounds: int
) -> None:
    with both.write() as conn:
        people = [hire(conn, name, capacity_open=CAPACITY, daily_quota=900) for name in "abc"]
        calls = [
            came(conn, NOW, settings=settings, owner_id=people[n % 3], team="priority")
            for n in range(3 * CAPACITY)
        ]
        for _ in range(rounds):
            came(conn, NOW, settings=settings, team="priority")
    most: list[int] = []
    faults: list[BaseException] = []
    start = threading.Barrier(5)

    def work(kind: int) -> None:
        start.wait(60)
        turn = 0
        while turn < rounds:
            try:
                with both.write() as conn:
                    _deed(conn, settings, kind, turn, calls)
                    most.append(max(s.open for s in routing.standings(conn, settings, NOW)))
            except BaseException as fault:  # told to the test, which fails with it
                if both.embedded and "locked" in str(fault):
                    continue  # one of five in an endless row of writers: SQLite keeps no order
                faults.append(fault)
            turn += 1

    threads = [threading.Thread(target=work, args=(kind,)) for kind in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert faults == []
    assert max(most) <= CAPACITY
    with both.read() as conn:
        twice = (
            sa.select(assignments.c.lead_id)
            .where(assignments.c.cause == "queue", assignments.c.user_id.is_not(None))
            .group_by(assignments.c.lead_id)
            .having(sa.func.count() > 1)
        )
        assert conn.scalars(twice).all() == []


def _deed(
    conn: sa.Connection,
    settings: Settings,
    kind: int,
    turn: int,
    calls: list[int],
) -> None:
    """A round of one of the five: two who call, one who closes, a new lead, the minute's sweep."""
    moment = NOW + dt.timedelta(seconds=turn)
    if kind < 2:
        mine = calls[kind * CAPACITY : (kind + 1) * CAPACITY]
        said = ("call", "out", "reached", f"{kind}@example.com")
        touches.log(conn, settings, mine[turn % CAPACITY], *said, moment)
    elif kind == 2:
        order = Order(Deed.CLOSE, how="lost", reason="too dear")
        last = calls[2 * CAPACITY :]
        do(conn, settings, order, last[turn % 3 :: 3], sa.true(), "dora", moment)
    elif kind == 3:
        lead_id = came(conn, moment, settings=settings)
        routing.route(conn, settings, lead_id, "new", "", moment)
    else:
        one_at_a_time(conn)
        routing.rerun(conn, settings, moment)
        sla.sweep(conn, settings, moment)
        assert conn.scalar(sa.select(sa.func.count()).select_from(leads))
