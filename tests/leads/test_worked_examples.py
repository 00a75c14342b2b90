"""Every worked figure of backoffice.md 2, 3 and 5, and the test that holds it.

The figures are typed in by hand from there. What no other file takes the whole way, from the
enquiry that comes in to the row that is kept, is taken here; both engines.
"""

from __future__ import annotations

import ast
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from fairwind.leads.enquiry import Enquiry
from fairwind.leads.tables import leads, sla_clocks
from fairwind.leads.take import take
from fairwind.leads.wish import MarketSeen
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.settings import Settings

from .desk import at

TESTS = Path(__file__).parents[1]
FIGURES = (
    # 2. Temperature
    (
        "none, hot, warm, cold: the first row that holds",
        "leads/test_temperature.py",
        "test_the_first_row_that_holds_decides",
    ),
    (
        "which kind of enquiry is hot",
        "leads/test_temperature.py",
        "test_what_is_asked_for_says_how_near_they_are",
    ),
    (
        "hot for 14 days, warm for 180, the first one kept",
        "leads/test_temperature.py",
        "test_time_cools_a_lead_and_its_first_temperature_stays",
    ),
    (
        "a manager's word holds 14 days, with a reason",
        "leads/test_temperature.py",
        "test_a_managers_word_holds_for_fourteen_days_and_needs_a_reason",
    ),
    # 3. Score
    (
        "30.0 6.0 4.0 4.0 8.0 7.2 5.4, cap -4.6, fit 28: 88",
        "leads/test_score.py",
        "test_a_hot_family_scores_88_with_every_line_printed",
    ),
    (
        "2.4 and 3.0: 5, warm",
        "leads/test_score.py",
        "test_a_click_ten_days_ago_and_a_comparison_twenty_days_ago_score_5_and_are_warm",
    ),
    (
        "the printed lines sum to the score",
        "leads/test_score.py",
        "test_the_printed_lines_always_sum_to_the_score",
    ),
    (
        "answered 8 points, half after 14 days; repeat client 9",
        "leads/test_score.py",
        "test_an_answered_call_and_an_earlier_journey_count_until_they_are_taken_back",
    ),
    (
        "Odoo's tooltip: 74.30",
        "leads/test_score_learned.py",
        "test_the_case_of_odoos_tooltip_gives_74_30",
    ),
    (
        "the learned chance from 50 won and 50 lost on",
        "leads/test_score_learned.py",
        "test_it_is_silent_until_fifty_were_won_and_fifty_lost_and_then_knows_what_is_won",
    ),
    # 5. Routing
    (
        "Anna 8/10, Bela 3/10 and 5/5 today, Cveta 4/8: Cveta",
        "leads/test_routing.py",
        "test_the_member_with_the_smallest_share_in_use_gets_the_lead",
    ),
    (
        "Cveta absent: Anna; Anna full: the queue",
        "leads/test_routing.py",
        "test_with_her_absent_the_next_gets_it_and_with_all_full_it_waits",
    ),
    ("which team", "leads/test_routing.py", "test_the_table_of_teams"),
    (
        "fit from 20, five stars, top quarter, priority client",
        "leads/test_priority.py",
        "test_one_reason_is_enough_and_all_are_told",
    ),
    (
        "a small question takes no priority capacity",
        "site/test_small_question.py",
        "test_a_question_of_a_lift_is_promised_in_a_working_day_and_leaves_the_priority_team_free",
    ),
    (
        "two claim one lead 500 times: one wins",
        "leads/test_claims.py",
        "test_of_two_who_claim_at_once_one_wins_each_time",
    ),
    (
        "I'm on it holds 15 minutes",
        "leads/test_claims.py",
        "test_the_hold_ends_after_a_quarter_of_an_hour",
    ),
    # 5. The promise and its clock
    (
        "Fri 17:50 +15 min, +4 h, +16 h; Sat 11:00 +15 min",
        "leads/test_sla.py",
        "test_the_promise_is_the_clock",
    ),
    ("Monday a holiday: Tue 09:05", "leads/test_sla.py", "test_a_holiday_moves_the_clock"),
    (
        "50 %, 100 %, 200 %: once each",
        "leads/test_sla.py",
        "test_half_reminds_whole_reassigns_twice_tells_the_director_each_once",
    ),
    (
        "no second reassignment, one summary",
        "site/test_desk_whole_way.py",
        "test_missed_promises_go_to_another_once_and_are_told_in_one_mail",
    ),
    (
        "14 of a weekend: last due 10:15 by three, 10:45 by two",
        "leads/test_sla.py",
        "test_the_storm_of_a_weekend_is_called_in_time",
    ),
    (
        "the same as read, sent and called in the site",
        "site/test_weekend.py",
        "test_what_fourteen_visitors_of_a_weekend_read_is_kept_on_monday",
    ),
)


@pytest.mark.parametrize(("figure", "file", "name"), FIGURES, ids=[one[0] for one in FIGURES])
def test_each_figure_has_its_test(figure: str, file: str, name: str) -> None:
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert name in tests, f"{figure}: {file} has no {name}"


@pytest.mark.parametrize(
    ("came", "kind", "due"),
    [
        ("05 17:50", "call_me", "08 09:05"),
        ("06 11:00", "call_me", "08 09:15"),
        ("05 17:50", "profile", "08 12:50"),
        ("05 17:50", "outbound", "09 15:50"),
    ],
)
def test_an_enquiry_is_promised_and_due_as_the_figures_say(
    both: Database, settings: Settings, anna: Enquiry, came: str, kind: str, due: str
) -> None:
    """15 minutes for hot, 4 hours for warm of the priority team, 16 hours for cold."""
    origin = "outbound" if kind == "outbound" else "inbound"
    asked = replace(anna, kind=kind, origin=origin, market=MarketSeen(stars=5))  # type: ignore[arg-type]
    receipt = take(both, settings, FixedClock(at(came)), asked)
    assert receipt.promise.to == at(due)
    with both.read() as conn:
        assert conn.scalar(sa.select(sla_clocks.c.due_at)) == at(due)
        assert conn.scalar(sa.select(leads.c.promised_to)) == at(due)


def test_with_monday_a_holiday_the_same_enquiry_is_due_on_tuesday(
    both: Database, settings: Settings, anna: Enquiry
) -> None:
    closed = settings.model_copy(update={"holidays": (dt.date(2026, 6, 8),)})
    receipt = take(both, closed, FixedClock(at("05 17:50")), replace(anna, kind="call_me"))
    assert receipt.promise.to == at("09 09:05")
