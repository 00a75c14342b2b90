"""Temperature: the first row of the table that holds; time and managers change it, nobody else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from fairwind.leads.consent import record
from fairwind.leads.enquiry import Enquiry
from fairwind.leads.suppression import suppress
from fairwind.leads.tables import leads, visits
from fairwind.leads.take import take
from fairwind.leads.temperature import (
    HOT_FOR,
    OVERRIDE_FOR,
    WARM_FOR,
    Facts,
    Temperature,
    changes_at,
    override,
    temperature,
)
from fairwind.leads.value import decay, value
from fairwind.leads.wish import MarketSeen, Wish
from fairwind.offers.faults import StoreFault
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.settings import Settings

DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 6, 5, 8, 0, tzinfo=dt.UTC)
FIVE_STARS = MarketSeen(stars=5)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (Facts(silenced=True, requested_at=NOW, known_at=NOW), "none"),
        (Facts(requested_at=NOW), "hot"),
        (Facts(requested_at=NOW - HOT_FOR), "hot"),
        (Facts(requested_at=NOW - HOT_FOR - DAY), "warm"),
        (Facts(known_at=NOW), "warm"),
        (Facts(known_at=NOW - WARM_FOR), "warm"),
        (Facts(known_at=NOW - WARM_FOR - DAY), "cold"),
        (Facts(requested_at=NOW - WARM_FOR - DAY), "cold"),
        (Facts(), "cold"),
    ],
)
def test_the_first_row_that_holds_decides(facts: Facts, said: str) -> None:
    assert temperature(facts, NOW) == said


def test_the_moment_of_the_next_change_is_known() -> None:
    facts = Facts(requested_at=NOW, known_at=NOW + DAY)
    first = changes_at(facts, NOW)
    assert first is not None
    assert (temperature(facts, NOW + HOT_FOR), temperature(facts, first)) == ("hot", "warm")
    then = changes_at(facts, first)
    assert then is not None
    assert temperature(facts, NOW + DAY + WARM_FOR) == "warm"
    assert temperature(facts, then) == "cold"


def _of(database: Database, reference: str) -> tuple[str, str]:
    with database.read() as conn:
        row = conn.execute(sa.select(leads).where(leads.c.reference == reference)).one()
    return row.temperature, row.first_temperature


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("call_me", {}, "hot"),
        ("option", {}, "hot"),
        ("find_me", {"wish": Wish(depart_from=dt.date(2026, 8, 1), adults=2)}, "hot"),
        ("find_me", {"wish": Wish(adults=2), "query": (), "offer": None}, "warm"),
        ("question", {}, "warm"),
        ("question", {"market": FIVE_STARS}, "hot"),
        ("question", {"market": FIVE_STARS, "offer": None}, "warm"),
        ("profile", {}, "warm"),
        ("outbound", {"origin": "outbound"}, "cold"),
    ],
)
def test_what_is_asked_for_says_how_near_they_are(
    database: Database,
    settings: Settings,
    clock: FixedClock,
    anna: Enquiry,
    kind: str,
    more: dict[str, object],
    said: str,
) -> None:
    asked = replace(anna, kind=kind, **more)  # type: ignore[arg-type]
    assert _of(database, take(database, settings, clock, asked).reference) == (said, said)


def test_time_cools_a_lead_and_its_first_temperature_stays(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    reference = take(both, settings, clock, replace(anna, kind="call_me")).reference
    for days, said in ((14, "hot"), (15, "warm"), (180, "warm"), (181, "cold")):
        with both.write() as conn:
            decay(conn, settings, clock.at + days * DAY)
        assert _of(both, reference) == (said, "hot")


def test_the_sweep_looks_at_what_is_due_and_says_how_many_changed(
    database: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    take(database, settings, clock, replace(anna, kind="call_me"))
    with database.write() as conn:
        assert decay(conn, settings, clock.at + 14 * DAY) == 0
        assert decay(conn, settings, clock.at + 15 * DAY) == 1
        assert decay(conn, settings, clock.at + 15 * DAY) == 0
        conn.execute(leads.update().values(state="closed"))
        value(conn, settings, 1, clock.at + 16 * DAY)
        assert conn.scalar(sa.select(leads.c.revalue_at)) is None
        assert decay(conn, settings, clock.at + 400 * DAY) == 0


def test_a_new_request_keeps_the_persons_older_lead_hot(
    database: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    first = take(database, settings, clock, replace(anna, kind="call_me")).reference
    again = replace(anna, kind="option", idempotency_key="form-2")
    take(database, settings, FixedClock(clock.at + 10 * DAY), again)
    with database.write() as conn:
        decay(conn, settings, clock.at + 20 * DAY)
    assert _of(database, first) == ("hot", "hot")


def test_who_refuses_after_asking_is_left_alone_and_who_ended_a_newsletter_is_answered(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    with both.write() as conn:
        suppress(conn, settings, anna.email, "email", "unsubscribed", clock.at - DAY)
        suppress(conn, settings, anna.phone, "phone", "manual", clock.at - DAY)
    reference = take(both, settings, clock, replace(anna, kind="call_me")).reference
    assert _of(both, reference) == ("hot", "hot")
    with both.write() as conn:
        suppress(conn, settings, anna.phone, "phone", "complaint", clock.at + DAY)
        value(conn, settings, 1, clock.at + DAY)
    assert _of(both, reference) == ("none", "hot")


def test_whom_we_approach_ourselves_must_be_on_no_list(
    database: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    with database.write() as conn:
        suppress(conn, settings, anna.email, "email", "unsubscribed", clock.at - DAY)
    cold = replace(anna, kind="outbound", origin="outbound")
    assert _of(database, take(database, settings, clock, cold).reference)[0] == "none"


def test_a_withdrawn_consent_to_answer_is_a_refusal(
    database: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    reference = take(database, settings, clock, anna).reference
    with database.write() as conn:
        record(conn, 1, "answer", False, "", "website", "", clock.at + DAY)
        value(conn, settings, 1, clock.at + DAY)
    assert _of(database, reference)[0] == "none"


def test_a_visitor_who_came_back_is_warm_only_where_they_let_us_remember(
    database: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    asked = replace(anna, visitor="v" * 64, behaviour_text="Remember.", origin="outbound")
    reference = take(database, settings, clock, replace(asked, kind="outbound")).reference
    with database.write() as conn:
        seen = {"visitor": "v" * 64, "kind": "returned", "subject": "", "at": clock.at}
        conn.execute(visits.insert().values(seen))
        value(conn, settings, 1, clock.at)
    assert _of(database, reference)[0] == "warm"
    with database.write() as conn:
        record(conn, 1, "analytics", False, "", "website", "", clock.at + DAY)
        value(conn, settings, 1, clock.at + DAY)
    assert _of(database, reference)[0] == "cold"


def test_a_managers_word_holds_for_fourteen_days_and_needs_a_reason(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    reference = take(both, settings, clock, anna).reference
    with both.write() as conn:
        with pytest.raises(StoreFault, match="reason"):
            override(conn, 1, Temperature.HOT, "  ", "clara@example.com", clock.at)
        override(conn, 1, Temperature.HOT, "knows the hotel", "clara@example.com", clock.at)
    assert _of(both, reference) == ("hot", "warm")
    for passed, said in ((OVERRIDE_FOR - DAY, "hot"), (OVERRIDE_FOR, "warm")):
        with both.write() as conn:
            decay(conn, settings, clock.at + passed)
        assert _of(both, reference) == (said, "warm")
