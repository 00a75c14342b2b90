"""The score: two worked examples through the real code, and lines that always add up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from fairwind.leads import consent, signs
from fairwind.leads.enquiry import Enquiry
from fairwind.leads.score import RULES, VERSION, Line, Signal, fades_at, lines_of, score
from fairwind.leads.tables import bookings, leads, persons, touches, visits
from fairwind.leads.take import take
from fairwind.leads.value import replayed, rescore, value
from fairwind.leads.wish import MarketSeen, Wish
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.settings import Settings

DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 6, 5, 8, 0, tzinfo=dt.UTC)
BORIS = "b" * 64
"""The key of what Boris let us remember of him on the site."""


def seen(database: Database, kind: str, subject: str, days_ago: int) -> None:
    row = {"visitor": BORIS, "kind": kind, "subject": subject, "at": NOW - days_ago * DAY}
    with database.write() as conn:
        conn.execute(visits.insert().values(row))


def printed(database: Database, lead_id: int = 1) -> dict[str, int]:
    with database.read() as conn:
        return {line.rule: line.tenths for line in lines_of(conn, lead_id)}


def kept(database: Database, lead_id: int = 1) -> sa.Row[tuple[object, ...]]:
    with database.read() as conn:
        return conn.execute(sa.select(leads).where(leads.c.id == lead_id)).one()


@pytest.fixture
def boris(anna: Enquiry) -> Enquiry:
    """A hot family: a call today, 4,000 euros, leaving in 45 days, with two extras."""
    wish = Wish(
        depart_from=dt.date(2026, 7, 20),
        adults=2,
        child_ages=(4, 11),
        budget=400_000,
        currency="EUR",
        extras=("transfer", "excursions"),
    )
    market = MarketSeen(threshold=380_000, threshold_currency="EUR")
    return replace(
        anna,
        kind="call_me",
        wish=wish,
        market=market,
        visitor=BORIS,
        behaviour_text="Remember what I look at.",
    )


def test_a_hot_family_scores_88_with_every_line_printed(
    both: Database, settings: Settings, clock: FixedClock, boris: Enquiry
) -> None:
    seen(both, "compared", "p1 p2 p3", 2)
    seen(both, "returned", "", 5)
    seen(both, "returned", "", 2)
    take(both, settings, clock, boris)
    assert printed(both) == {
        "asked": 300,
        "soon": 80,
        "compared": 72,
        "returned": 54,
        "dates": 60,
        "party": 40,
        "budget": 40,
        "cap_intent": -46,
        "family": 100,
        "budget_high": 120,
        "extras": 60,
    }
    row = kept(both)
    assert (row.score, row.temperature, row.score_version) == (88, "hot", VERSION)
    assert (row.predicted, row.predicted_why) == (True, "fit")


def test_a_click_ten_days_ago_and_a_comparison_twenty_days_ago_score_5_and_are_warm(
    both: Database, settings: Settings, clock: FixedClock, boris: Enquiry
) -> None:
    seen(both, "clicked", "summer-letter", 10)
    seen(both, "compared", "p1 p2 p3", 20)
    asked = replace(boris, kind="question", wish=None, offer=None, query=(), party=None)
    take(both, settings, clock, asked)
    assert printed(both) == {"clicked": 24, "compared": 30}
    assert (kept(both).score, kept(both).temperature) == (5, "warm")


def test_without_consent_only_what_was_declared_scores(
    both: Database, settings: Settings, clock: FixedClock, boris: Enquiry
) -> None:
    seen(both, "compared", "p1 p2 p3", 2)
    take(both, settings, clock, replace(boris, visitor=""))
    assert "compared" not in printed(both)


def test_a_withdrawn_consent_takes_its_lines_along(
    database: Database, settings: Settings, clock: FixedClock, boris: Enquiry
) -> None:
    seen(database, "compared", "p1 p2 p3", 2)
    take(database, settings, clock, boris)
    assert "compared" in printed(database)
    with database.write() as conn:
        consent.record(conn, 1, consent.ANALYTICS, False, "", "website", "", NOW)
        rescore(conn, settings, 1, NOW)
    assert "compared" not in printed(database)


def test_two_stays_are_no_comparison_and_one_day_is_no_coming_back(
    database: Database, settings: Settings, clock: FixedClock, boris: Enquiry
) -> None:
    seen(database, "compared", "p1 p2", 2)
    seen(database, "returned", "", 2)
    take(database, settings, clock, boris)
    assert not printed(database).keys() & {"compared", "returned"}


def test_an_answered_call_and_an_earlier_journey_count_until_they_are_taken_back(
    both: Database, settings: Settings, clock: FixedClock, boris: Enquiry
) -> None:
    take(both, settings, clock, replace(boris, kind="question"))
    call = {"lead_id": 1, "kind": "call", "direction": "out", "actor": "clara", "at": NOW}
    trip = {"person_id": 1, "number": "B-1", "operator": "Sun", "product": "Lagoon"}
    with both.write() as conn:
        conn.execute(touches.insert().values(**call, outcome="no_answer"))
        conn.execute(
            bookings.insert().values(
                **trip, departure=dt.date(2025, 7, 1), child_ages=[], status="option"
            )
        )
        rescore(conn, settings, 1, NOW)
        assert not {line.rule for line in lines_of(conn, 1)} & {"answered", "client"}
        conn.execute(touches.insert().values(**call, outcome="reached"))
        conn.execute(bookings.update().values(status="travelled"))
        rescore(conn, settings, 1, NOW + 14 * DAY)
        lines = {line.rule: line.tenths for line in lines_of(conn, 1)}
        assert (lines["answered"], lines["client"]) == (40, 90)
        conn.execute(touches.update().values(undone_at=NOW))
        conn.execute(bookings.update().values(status="cancelled"))
        rescore(conn, settings, 1, NOW)
        assert not {line.rule for line in lines_of(conn, 1)} & {"answered", "client"}


def test_the_budget_threshold_is_the_setting_else_the_markets_and_never_another_currencys(
    database: Database, settings: Settings, clock: FixedClock, boris: Enquiry
) -> None:
    high = settings.model_copy(update={"priority_budget": 4001})
    take(database, high, clock, boris)
    assert "budget_high" not in printed(database)
    with database.write() as conn:
        value(conn, settings.model_copy(update={"priority_budget": 4000}), 1, NOW)
    assert printed(database)["budget_high"] == 120
    forint = MarketSeen(threshold=380_000, threshold_currency="HUF")
    other = replace(boris, market=forint, idempotency_key="form-2")
    take(database, settings, clock, other)
    assert "budget_high" not in printed(database, 2)


def test_who_objects_to_profiling_has_no_score_and_no_prediction(
    database: Database, settings: Settings, clock: FixedClock, boris: Enquiry
) -> None:
    take(database, settings, clock, replace(boris, market=MarketSeen(stars=5)))
    with database.write() as conn:
        conn.execute(persons.update().values(unscored=True))
        value(conn, settings, 1, NOW)
    row = kept(database)
    assert printed(database) == {}
    assert (row.score, row.predicted, row.temperature) == (0, False, "hot")


def test_the_same_facts_at_the_same_moment_give_the_lines_that_are_kept(
    both: Database, settings: Settings, clock: FixedClock, boris: Enquiry
) -> None:
    seen(both, "compared", "p1 p2 p3", 2)
    take(both, settings, clock, boris)
    at = NOW + 3 * DAY
    with both.write() as conn:
        rescore(conn, settings, 1, at)
    with both.read() as conn:
        row = conn.execute(sa.select(leads)).one()
        again = replayed(conn, settings, 1, row.scored_at)
        assert (again.score.lines, again.score.total) == (lines_of(conn, 1), row.score)
        assert row.scored_at == at


def test_what_must_not_be_an_input_is_not_even_read() -> None:
    read = f"{signs._LEAD}\n{signs._SIGNS}".lower()
    for word in ("message", "note", "needs", "sealed", "name,", "call_when", "query", "text"):
        assert word not in read.replace("name_key", ""), word


def test_a_sign_from_a_clock_ahead_is_from_today() -> None:
    assert score([Signal("asked", "lead:1", NOW + DAY)], NOW).lines[0].tenths == 300


def test_the_three_strongest_lines_may_take_away() -> None:
    asked = [Signal(rule, "", NOW) for rule in ("asked", "soon", "compared", "returned", "dates")]
    total = score([*asked, Signal("answered", "", NOW)], NOW)
    assert [line.rule for line in total.strongest()] == ["asked", "soon", "compared"]
    assert total.lines[-1] == Line("cap_intent", "intent", -60, "", None)


_SIGNALS = st.builds(
    Signal,
    rule=st.sampled_from(sorted(RULES)),
    evidence=st.just("lead:1"),
    at=st.integers(0, 400 * 24).map(lambda hours: NOW - dt.timedelta(hours=hours)),
    times=st.just(1),
).map(lambda one: replace(one, times=3) if one.rule == "extras" else one)


@examples(max_examples=300)
@given(asked=st.lists(_SIGNALS, max_size=25))
def test_the_printed_lines_always_sum_to_the_score(asked: list[Signal]) -> None:
    total = score(asked, NOW)
    points = sum((line.points for line in total.lines), Decimal(0))
    assert int(points.quantize(Decimal(1), ROUND_HALF_UP)) == total.total
    assert 0 <= total.total <= 100
    assert sum(line.tenths for line in total.lines if line.part == "intent") <= 600
    assert total.fit <= 400
    later = fades_at(total.lines, NOW)
    if later:
        moment = dt.timedelta(microseconds=1)
        assert score(asked, later - moment) == total
        assert score(asked, NOW).total >= score(asked, later).total
