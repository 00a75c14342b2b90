"""The learned chance: Odoo's own case, and silence below fifty won and fifty lost."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import sqlalchemy as sa

from fairwind.leads.enquiry import Enquiry
from fairwind.leads.learned import ENOUGH, Share, chance, learned
from fairwind.leads.tables import leads, stage_events
from fairwind.leads.take import take
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.settings import Settings


def test_the_case_of_odoos_tooltip_gives_74_30() -> None:
    said = (
        ("1.1", "2.2", "1.1", "1.2"),
        ("2.1", "2.2", "0.1", "1.2"),
        ("1", "1", "1", "1"),
        ("2.1", "2.2", "1.1", "3.2"),
        ("0.1", "1.2", "2.1", "2.2"),
        ("1", "1", "1.1", "3.1"),
    )
    shares = [Share(*map(Fraction, row)) for row in said]
    found = chance(Fraction("2.1"), Fraction("3.1"), shares)
    assert round(float(found) * 100, 2) == 74.30


def _copies(conn: sa.Connection, number: int, kind: str, stage: str) -> None:
    row = dict(conn.execute(sa.select(leads).where(leads.c.id == 1)).one()._mapping)
    for turn in range(number):
        named = {"id": None, "reference": None, "idempotency_key": f"{stage}-{number}-{turn}"}
        new = {**row, **named, "kind": kind, "state": "closed"}
        new.pop("id")
        made = conn.execute(leads.insert().values(new).returning(leads.c.id)).scalar_one()
        step = {"lead_id": made, "from_stage": "captured", "to_stage": stage, "facts": {}}
        conn.execute(stage_events.insert().values(**step, at=row["created_at"], actor=""))


def test_it_is_silent_until_fifty_were_won_and_fifty_lost_and_then_knows_what_is_won(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    take(both, settings, clock, replace(anna, kind="call_me"))
    take(both, settings, clock, replace(anna, kind="question", idempotency_key="form-2"))
    with both.write() as conn:
        _copies(conn, ENOUGH, "call_me", "booked")
        _copies(conn, ENOUGH - 1, "question", "lost")
        assert learned(conn, 1) is None
        _copies(conn, 1, "question", "lost")
        call, question = learned(conn, 1), learned(conn, 2)
    assert call is not None
    assert question is not None
    assert call > Fraction(9, 10) > Fraction(1, 10) > question
