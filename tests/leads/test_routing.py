"""Whose a lead is: the worked example of backoffice.md 5 and every rule, on both engines."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from fairwind.leads import members, routing, stages
from fairwind.leads.enquiry import Enquiry
from fairwind.leads.inbox_deeds import Deed, Order, do
from fairwind.leads.routing_rules import Case, Choice, Standing, choose
from fairwind.leads.tables import assignments, leads, persons
from fairwind.leads.take import take
from fairwind.leads.wish import Wish, wish_to_json
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.settings import Settings
from fairwind.store.tables import outbox

from .desk import at, came, hire, owner

NOW = at("05 10:00")


def held(conn: sa.Connection, user_id: int, count: int) -> None:
    for _ in range(count):
        came(conn, at("03 10:00"), owner_id=user_id, team="priority", temperature="warm")


def given_today(conn: sa.Connection, user_id: int, count: int) -> None:
    for _ in range(count):
        lead_id = came(conn, at("05 09:00"), state="closed", temperature="warm")
        event = {"lead_id": lead_id, "at": at("05 09:30"), "team": "priority", "user_id": user_id}
        rest = {"cause": "new", "actor": "", "rule": "hot", "rule_version": "1", "rejected": []}
        conn.execute(assignments.insert().values(**event, **rest))


def example(conn: sa.Connection) -> dict[str, int]:
    """Anna 8/10 open, Béla 3/10 but 5/5 today, Cveta 4/8."""
    people = {
        "anna": hire(conn, "anna", capacity_open=10, daily_quota=5),
        "bela": hire(conn, "bela", capacity_open=10, daily_quota=5),
        "cveta": hire(conn, "cveta", capacity_open=8, daily_quota=5),
    }
    for name, count in (("anna", 8), ("bela", 3), ("cveta", 4)):
        held(conn, people[name], count)
    given_today(conn, people["bela"], 5)
    return people


def test_the_member_with_the_smallest_share_in_use_gets_the_lead(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        people = example(conn)
        lead_id = came(conn, NOW)
        found = routing.route(conn, settings, lead_id, "new", "", NOW)
        assert (found.team, found.user_id, found.rule) == ("priority", people["cveta"], "hot")
        why = {one["name"]: one["why"] for one in found.rejected}
        assert why == {"Anna": "more_open", "Bela": "quota"}
        kept = conn.execute(sa.select(assignments).where(assignments.c.lead_id == lead_id)).one()
        assert (kept.rule_version, kept.rejected) == ("1", list(found.rejected))
        assert owner(conn, lead_id) == people["cveta"]


def test_with_her_absent_the_next_gets_it_and_with_all_full_it_waits(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        people = example(conn)
        members.absent(conn, people["cveta"], at("05 08:00"), at("06 08:00"), "holiday")
        first = routing.route(conn, settings, came(conn, NOW), "new", "", NOW)
        assert first.user_id == people["anna"]
        held(conn, people["anna"], 1)
        lead_id = came(conn, NOW)
        second = routing.route(conn, settings, lead_id, "new", "", NOW)
        assert (second.team, second.user_id) == ("priority", None)
        assert {one["why"] for one in second.rejected} == {"absent", "capacity", "quota"}
        assert routing.rerun(conn, settings, NOW) == 0
        members.set_member(conn, people["anna"], capacity_open=11, daily_quota=5)
        assert routing.rerun(conn, settings, NOW) == 1
        assert owner(conn, lead_id) == people["anna"]


@pytest.mark.parametrize(
    ("own", "team", "rule"),
    [
        ({"temperature": "hot"}, "priority", "hot"),
        ({"temperature": "warm", "predicted": True}, "priority", "warm_predicted"),
        ({"temperature": "warm", "kind": "profile"}, "priority", "profile"),
        ({"temperature": "warm"}, "contact_centre", "warm"),
        ({"temperature": "cold"}, "contact_centre", "cold"),
        ({"temperature": "warm", "kind": "question"}, "contact_centre", "question"),
        ({"temperature": "hot", "kind": "question"}, "contact_centre", "question"),
        ({"temperature": "hot", "kind": "question", "predicted": True}, "priority", "hot"),
    ],
)
def test_the_table_of_teams(
    both: Database, settings: Settings, own: dict[str, object], team: str, rule: str
) -> None:
    with both.write() as conn:
        hire(conn, "anna")
        hire(conn, "cecil", team="contact_centre")
        found = routing.route(conn, settings, came(conn, NOW, **own), "new", "", NOW)
    assert (found.team, found.rule) == (team, rule)
    assert found.user_id is not None


def test_a_small_question_takes_no_capacity_of_the_priority_team(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        hire(conn, "anna")
        lead_id = came(conn, NOW, kind="question", temperature="warm")
        found = routing.route(conn, settings, lead_id, "new", "", NOW)
        standing = routing.standings(conn, settings, NOW)
    assert (found.team, found.user_id) == ("contact_centre", None)
    assert [one.open for one in standing] == [0]


def test_hot_ones_go_to_the_contact_centre_when_the_priority_team_is_full(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        hire(conn, "anna", capacity_open=0)
        cecil = hire(conn, "cecil", team="contact_centre")
        found = routing.route(conn, settings, came(conn, NOW), "new", "", NOW)
    assert (found.team, found.user_id, found.rule) == ("contact_centre", cecil, "hot_full")


def test_a_hot_one_of_the_night_waits_for_the_morning_and_not_for_the_contact_centre(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        anna = hire(conn, "anna")
        hire(conn, "cecil", team="contact_centre")
        night, morning = at("05 21:00"), at("08 09:00")
        lead_id = came(conn, night)
        found = routing.route(conn, settings, lead_id, "new", "", night)
        assert (found.team, found.user_id) == ("priority", None)
        assert routing.rerun(conn, settings, morning) == 1
        assert owner(conn, lead_id) == anna


def test_whoever_does_not_speak_the_language_is_passed_over(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        hire(conn, "anna", languages=("en",))
        bela = hire(conn, "bela", languages=("en", "hu"))
        hire(conn, "cveta", skills=("BG",))
        wish = wish_to_json(Wish(countries=("GR",)))
        found = routing.route(conn, settings, came(conn, NOW, wish=wish), "new", "", NOW)
    assert found.user_id == bela
    assert {one["name"]: one["why"] for one in found.rejected} == {
        "Anna": "language",
        "Cveta": "skill",
    }


def _client(conn: sa.Connection, manager: int) -> int:
    row = {"created_at": NOW, "name": "Kovács Anna", "language": "hu", "seen_at": NOW}
    put = persons.insert().values(account_manager_id=manager, **row).returning(persons.c.id)
    return int(conn.execute(put).scalar_one())


def test_a_client_goes_to_their_own_manager_and_to_the_team_as_cover_without(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        anna, bela = hire(conn, "anna"), hire(conn, "bela")
        held(conn, anna, 5)
        person = _client(conn, anna)
        first = routing.route(conn, settings, came(conn, NOW, person_id=person), "new", "", NOW)
        assert (first.user_id, first.rule) == (anna, "own_manager")
        members.absent(conn, anna, at("05 08:00"), at("06 08:00"), "ill")
        lead_id = came(conn, NOW, person_id=person)
        second = routing.route(conn, settings, lead_id, "new", "", NOW)
        assert second.user_id == bela
        assert conn.scalar(sa.select(leads.c.cover).where(leads.c.id == lead_id))


def test_the_queue_gives_hot_ones_out_first_and_then_who_is_due_first(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        anna = hire(conn, "anna", capacity_open=2)
        warm = came(conn, NOW, temperature="warm", predicted=True)
        late = came(conn, NOW, until=at("05 12:00"))
        soon = came(conn, NOW, until=at("05 11:00"))
        assert routing.rerun(conn, settings, NOW) == 2
        assert [owner(conn, one) for one in (soon, late, warm)] == [anna, anna, None]


def test_all_leads_of_a_member_go_to_others(both: Database, settings: Settings) -> None:
    with both.write() as conn:
        anna, bela = hire(conn, "anna"), hire(conn, "bela")
        ids = [came(conn, NOW, owner_id=anna, team="priority") for _ in range(3)]
        assert routing.reassign_all(conn, settings, anna, "dora@example.com", NOW) == 3
        assert {owner(conn, one) for one in ids} == {bela}


def test_a_doubtful_lead_is_nobodys(both: Database, settings: Settings) -> None:
    with both.write() as conn:
        hire(conn, "anna")
        lead_id = came(conn, NOW, review="too_fast")
        assert routing.route(conn, settings, lead_id, "new", "", NOW).user_id is None
        assert routing.rerun(conn, settings, NOW) == 0


_people = st.lists(
    st.tuples(
        st.integers(0, 6), st.integers(1, 6), st.integers(0, 3), st.booleans(), st.integers(0, 9)
    ),
    max_size=6,
)


@given(_people)
def test_the_choice_equals_the_plain_minimum(people: list[tuple[int, int, int, bool, int]]) -> None:
    epoch = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    standings = [
        Standing(
            members.Member(
                number, f"{number}@example.com", str(number), "priority", capacity, 3,
                frozenset(), frozenset(), "", True, epoch + dt.timedelta(days=last),
            ),
            used, today, away,
        )
        for number, (used, capacity, today, away, last) in enumerate(people)
    ]  # fmt: skip
    able = [
        (Fraction(used, capacity), last, number)
        for number, (used, capacity, today, away, last) in enumerate(people)
        if not away and used < capacity and today < 3
    ]
    found = choose(Case("hot", True, "call_me", "hu", frozenset()), standings, {})
    assert isinstance(found, Choice)
    assert found.user_id == (min(able)[2] if able else None)
    assert len(found.rejected) == len(people) - bool(able)


def test_who_is_not_to_be_called_is_written_down_once_and_not_each_minute(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        hire(conn, "anna")
        lead_id = came(conn, NOW, temperature="none", team="priority")
        for minute in range(3):
            assert routing.rerun(conn, settings, NOW + dt.timedelta(minutes=minute)) == 0
        version = conn.scalar(sa.select(leads.c.version).where(leads.c.id == lead_id))
        rules = conn.scalars(sa.select(assignments.c.rule)).all()
    assert (version, rules) == (2, ["not_routed"])


def test_a_queued_lead_that_cooled_down_goes_to_the_other_team(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        anna = hire(conn, "anna", capacity_open=0)
        lead_id = came(conn, NOW, temperature="hot")
        assert routing.route(conn, settings, lead_id, "new", "", NOW).team == "priority"
        conn.execute(leads.update().values(temperature="warm"))
        members.set_member(conn, anna)
        assert routing.rerun(conn, settings, NOW) == 0
        team = conn.scalar(sa.select(leads.c.team).where(leads.c.id == lead_id))
    assert team == "contact_centre"


def test_what_the_chosen_had_open_is_kept_with_the_choice(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        example(conn)
        lead_id = came(conn, NOW)
        routing.route(conn, settings, lead_id, "new", "", NOW)
        kept = conn.execute(sa.select(assignments).where(assignments.c.lead_id == lead_id)).one()
    assert (kept.open, kept.capacity) == (4, 8)


def test_practice_takes_neither_capacity_nor_quota(both: Database, settings: Settings) -> None:
    with both.write() as conn:
        anna = hire(conn, "anna", capacity_open=1, daily_quota=1)
        for _ in range(3):
            practice = came(conn, NOW, practice=True)
            assert routing.route(conn, settings, practice, "new", "", NOW).user_id == anna
        real = routing.route(conn, settings, came(conn, NOW), "new", "", NOW)
        assert real.user_id == anna
        assert routing.route(conn, settings, came(conn, NOW), "new", "", NOW).user_id is None


def test_the_quota_ends_after_twenty_four_hours(both: Database, settings: Settings) -> None:
    with both.write() as conn:
        anna = hire(conn, "anna", daily_quota=1)
        given_today(conn, anna, 1)  # at 09:30
        lead_id = came(conn, NOW, temperature="warm", predicted=True)
        assert routing.route(conn, settings, lead_id, "new", "", NOW).user_id is None
        assert routing.rerun(conn, settings, at("06 09:29")) == 0
        assert routing.rerun(conn, settings, at("06 09:30")) == 1


def test_of_equal_shares_who_was_given_one_longest_ago_and_then_the_lower_number(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        anna, bela = hire(conn, "anna", capacity_open=40), hire(conn, "bela", capacity_open=40)
        taken = []
        for minute in range(4):
            moment = NOW + dt.timedelta(minutes=minute)
            lead_id = came(conn, moment)
            taken.append(routing.route(conn, settings, lead_id, "new", "", moment).user_id)
            conn.execute(leads.update().values(state="answered"))
    assert taken == [anna, bela, anna, bela]


def test_hours_bar_from_hot_ones_only(both: Database, settings: Settings) -> None:
    night = at("05 22:00")
    with both.write() as conn:
        anna = hire(conn, "anna")
        hot = routing.route(conn, settings, came(conn, night), "new", "", night)
        warm = came(conn, night, temperature="warm", predicted=True)
        assert routing.route(conn, settings, warm, "new", "", night).user_id == anna
    assert (hot.user_id, [one["why"] for one in hot.rejected]) == (None, ["hours"])


def test_without_any_member_a_lead_waits_with_its_promise_and_the_agency_is_told_once(
    both: Database, settings: Settings, anna: Enquiry, clock: FixedClock
) -> None:
    receipt = take(both, settings, clock, replace(anna, kind="call_me"))
    assert receipt.promise.to == clock.at + dt.timedelta(minutes=15)
    with both.write() as conn:
        for minute in range(3):
            moment = clock.at + dt.timedelta(minutes=minute)
            assert routing.rerun(conn, settings, moment) == 0
        row = conn.execute(sa.select(leads)).one()
        causes = conn.scalars(sa.select(outbox.c.cause).order_by(outbox.c.id)).all()
        (event,) = conn.execute(sa.select(assignments)).all()
    assert (row.team, row.owner_id) == ("priority", None)
    assert (event.user_id, event.rejected) == (None, [])
    assert causes == [f"enquiry:{receipt.reference}", f"confirmation:{receipt.reference}"]


def test_what_comes_back_is_promised_by_how_warm_it_is_then(
    both: Database, settings: Settings, anna: Enquiry, clock: FixedClock
) -> None:
    take(both, settings, clock, replace(anna, kind="call_me"))
    later = at("22 10:00")
    with both.write() as conn:
        hire(conn, "cecil", team="contact_centre")
        (lead_id,) = conn.scalars(sa.select(leads.c.id))
        stages.close(conn, lead_id, "recycled", "no answer", "", clock.at)
        assert stages.come_back(conn, settings, later) == (lead_id,)
        row = conn.execute(sa.select(leads)).one()
    assert (row.temperature, row.first_temperature) == ("warm", "hot")
    assert row.promised_to > later + dt.timedelta(hours=3)


def test_closing_from_the_inbox_gives_the_queue_to_whom_it_freed(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        anna = hire(conn, "anna", capacity_open=1)
        first, waits = came(conn, NOW), came(conn, NOW)
        routing.route(conn, settings, first, "new", "", NOW)
        assert routing.route(conn, settings, waits, "new", "", NOW).user_id is None
        order = Order(Deed.CLOSE, how="lost", reason="too dear")
        assert do(conn, settings, order, [first], sa.true(), "dora", NOW).count == 1
        assert owner(conn, waits) == anna
