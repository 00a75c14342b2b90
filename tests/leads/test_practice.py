"""Practice leads stand in no figure: what is counted is the same with them and without."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from fairwind.leads import attempts, clients, sla_sweep, touches
from fairwind.leads.listing import View, listing, wanted
from fairwind.leads.notify import summary
from fairwind.leads.people import attach
from fairwind.leads.promise import Asked, promise_for
from fairwind.leads.routing import route, standings
from fairwind.leads.signs import signs
from fairwind.leads.tables import leads, sla_clocks
from fairwind.leads.today import month, today
from fairwind.store.database import Database
from fairwind.store.settings import Settings
from fairwind.store.tables import outbox
from fairwind.store.users import OWNER, User

from .desk import ZONE, at, came, hire

NOW, FIRST, MIDNIGHT = at("05 11:00"), at("01 00:00"), at("06 00:00")


def figures(conn: sa.Connection, settings: Settings, member: int, real: int) -> dict[str, Any]:
    """Everything that the desk counts, by its name."""
    shown = listing(conn, wanted({}), member, sa.true(), ZONE)
    day = today(conn, member, sa.true(), NOW, MIDNIGHT)
    with conn.begin_nested() as trial:
        late = sla_sweep.sweep(conn, settings, NOW)
        told = conn.scalar(sa.select(sa.func.count()).select_from(outbox))
        trial.rollback()
    return {
        "month": month(conn, member, FIRST, NOW),
        "tomorrow": day.tomorrow,
        "inbox": {view: n for view, n in shown.counts.items() if view is not View.PRACTICE},
        "listed": (shown.total, [one.reference for one in shown.leads]),
        "standing": [(one.open, one.given) for one in standings(conn, settings, NOW)],
        "promise": promise_for(conn, settings, NOW, Asked("hot", True)),
        "signs": signs(conn, real).signs,
        "late": late,
        "told": told,
    }


def test_what_is_counted_is_the_same_with_practice_leads_and_without(
    both: Database, settings: Settings
) -> None:
    long_ago = at("03 10:00")
    with both.write() as conn:
        member = hire(conn, "clara")
        anna = attach(conn, "Kovács Anna", "+36301112233", "", "hu", long_ago).person_id
        real = came(conn, at("05 10:50"), person_id=anna, owner_id=member, settings=settings)
        before = figures(conn, settings, member, real)
        for number in range(5):
            until = long_ago + dt.timedelta(minutes=15)
            its = {"person_id": anna, "practice": True, "reference": f"KH-P{number}"}
            lead_id = came(conn, long_ago, until, settings, **its)
            route(conn, settings, lead_id, "new", "", NOW)
            if number % 2:
                logged = touches.log(
                    conn, settings, lead_id, "call", "out", "no_answer", "clara", NOW
                )
                assert logged.attempt
                attempts.change(conn, lead_id, at("06 10:00"), NOW)
        touches.log(conn, settings, lead_id, "call", "out", "reached", "clara", NOW)
        assert conn.scalar(sa.select(sa.func.count()).where(leads.c.practice)) == 5
        after = figures(conn, settings, member, real)
    for name, figure in before.items():
        assert after[name] == figure, name


def test_a_lead_that_turns_out_to_be_practice_is_in_no_summary(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        lead_id = came(conn, at("03 10:00"), settings=settings)
        late = sla_clocks.update().where(sla_clocks.c.lead_id == lead_id).values(missed_at=NOW)
        conn.execute(late)
        conn.execute(leads.update().values(practice=True))
        assert not summary(conn, settings, "team_lead", NOW)
        conn.execute(leads.update().values(practice=False))
        assert summary(conn, settings, "team_lead", NOW)


def test_practice_is_no_enquiry_of_a_client(both: Database, settings: Settings) -> None:
    with both.write() as conn:
        anna = attach(conn, "Kovács Anna", "+36301112233", "", "hu", NOW).person_id
        came(conn, NOW, person_id=anna)
        came(conn, NOW, person_id=anna, practice=True)
        user = User(1, "dora@example.com", "Dora", OWNER)
        (found,) = clients.clients(conn, clients.asked({}), user).found
    assert found.leads == 1
