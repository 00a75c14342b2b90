"""Two persons turn out to be one: nothing is lost, and for thirty days it can be undone."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from fairwind.leads import consent, needs, profile
from fairwind.leads.enquiry import Enquiry
from fairwind.leads.merge import REVERSIBLE, apart, merge, suggested, unmerge
from fairwind.leads.people import attach, by_contact, person
from fairwind.leads.tables import bookings, contacts, leads, persons, profiles
from fairwind.leads.tables import needs as needs_table
from fairwind.leads.take import take
from fairwind.offers.faults import StoreFault
from fairwind.store.audit import entries
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.settings import Settings

NOW = dt.datetime(2026, 6, 5, 8, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
CLARA = "clara@example.com"
TRIP = {"operator": "Sun", "product": "Lagoon", "departure": dt.date(2025, 7, 1), "child_ages": []}


@pytest.fixture
def two(both: Database, settings: Settings, clock: FixedClock, anna: Enquiry) -> Database:
    """Anna asked by telephone; a day later Anna asked by mail: two persons with two leads."""
    take(both, settings, clock, replace(anna, email=""))
    by_mail = replace(anna, phone="", idempotency_key="form-2", kind="call_me")
    take(both, settings, FixedClock(clock.at + DAY), by_mail)
    return both


def say(conn: sa.Connection, who: int, purpose: str, granted: bool, at: dt.datetime = NOW) -> None:
    consent.record(conn, who, purpose, granted, f"I agree to {purpose}.", "website", "", at)


def test_a_suggestion_is_decided_by_a_person_and_merging_brings_everything_together(
    two: Database, settings: Settings
) -> None:
    with two.write() as conn:
        conn.execute(bookings.insert().values(person_id=2, number="B-1", status="booked", **TRIP))
        (open_,) = suggested(conn)
        merge(conn, settings, 1, 2, {}, CLARA, NOW + DAY)
        anna = person(conn, 1)
        assert suggested(conn) == ()
        owners = list(conn.scalars(sa.select(leads.c.person_id)))
        found = by_contact(conn, "anna@example.com")
        told = entries(conn, "person:1")
    assert (open_.person_id, open_.other_id, open_.why) == (2, 1, "name")
    assert anna is not None
    assert (anna.phones, anna.emails) == (("+36301112233",), ("anna@example.com",))
    assert owners == [1, 1]
    assert [one.id for one in found] == [1]
    assert [entry.action for entry in told] == ["persons merged"]


def test_the_score_is_computed_anew_and_never_added_up(two: Database, settings: Settings) -> None:
    with two.write() as conn:
        before = list(conn.scalars(sa.select(leads.c.score).order_by(leads.c.id)))
        conn.execute(bookings.insert().values(person_id=1, number="B-1", status="booked", **TRIP))
        merge(conn, settings, 1, 2, {}, CLARA, NOW + DAY)
        after = conn.execute(sa.select(leads).order_by(leads.c.id)).all()
    # An earlier journey is 9 points of fit; both leads are the same client's now.
    assert [row.score for row in after] == [score + 9 for score in before]
    assert [row.temperature for row in after] == ["hot", "hot"]


def test_each_field_is_chosen_or_the_newest_that_is_not_empty(
    database: Database, settings: Settings
) -> None:
    with database.write() as conn:
        old = attach(conn, "Kovács Anna", "+36301112233", "", "hu", NOW).person_id
        new = attach(conn, "Anna Kovacs", "", "anna@example.com", "en", NOW + DAY).person_id
        conn.execute(
            persons.update()
            .where(persons.c.id == old)
            .values(note="likes the sea", segment="priority", unscored=True)
        )
        merge(conn, settings, old, new, {"name": "kept"}, CLARA, NOW + DAY)
        kept = person(conn, old)
    assert kept is not None
    assert (kept.name, kept.language) == ("Kovács Anna", "en")
    assert (kept.note, kept.segment, kept.unscored) == ("likes the sea", "priority", True)


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True)])
def test_of_consents_the_most_restrictive_holds_whoever_said_it(
    both: Database, settings: Settings, first: bool, second: bool
) -> None:
    with both.write() as conn:
        kept = attach(conn, "Kovács Anna", "+36301112233", "", "hu", NOW).person_id
        merged = attach(conn, "Kovács Anna", "", "anna@example.com", "hu", NOW).person_id
        say(conn, kept, consent.MARKETING, first)
        say(conn, merged, consent.MARKETING, second)
        say(conn, merged, consent.PROFILE, True)
        number = merge(conn, settings, kept, merged, {}, CLARA, NOW)
        assert not consent.granted(conn, kept, consent.MARKETING)
        assert consent.granted(conn, kept, consent.PROFILE)
        unmerge(conn, settings, number, CLARA, NOW + DAY)
        assert consent.granted(conn, kept, consent.MARKETING) is first
        assert consent.granted(conn, merged, consent.MARKETING) is second
        assert not consent.granted(conn, kept, consent.PROFILE)
        assert consent.granted(conn, merged, consent.PROFILE)


def test_needs_that_the_other_one_had_taken_back_go_with_the_merge(
    two: Database, settings: Settings
) -> None:
    with two.write() as conn:
        trip = ("use_for_trip", True, "I agree.", "needs", "", NOW)
        given = consent.record(conn, 1, *trip)
        needs.keep(conn, settings, 1, "dietary", "no nuts", "", given, NOW + 30 * DAY, NOW)
        say(conn, 2, "use_for_trip", False, NOW + DAY)
        assert len(needs.masked(conn, 1, NOW)) == 1
        merge(conn, settings, 1, 2, {}, CLARA, NOW + 2 * DAY)
        assert conn.execute(sa.select(needs_table)).all() == []


def test_who_withdraws_after_the_merge_stays_withdrawn_when_it_is_undone(
    database: Database, settings: Settings
) -> None:
    with database.write() as conn:
        kept = attach(conn, "Kovács Anna", "+36301112233", "", "hu", NOW).person_id
        merged = attach(conn, "Kovács Anna", "", "anna@example.com", "hu", NOW).person_id
        say(conn, kept, consent.MARKETING, True)
        number = merge(conn, settings, kept, merged, {}, CLARA, NOW)
        say(conn, kept, consent.MARKETING, False, NOW + DAY)
        unmerge(conn, settings, number, CLARA, NOW + 2 * DAY)
        assert not consent.granted(conn, kept, consent.MARKETING)


def test_two_profiles_become_one_and_two_again(database: Database, settings: Settings) -> None:
    with database.write() as conn:
        kept = attach(conn, "Kovács Anna", "+36301112233", "", "hu", NOW).person_id
        merged = attach(conn, "Kovács Anna", "", "anna@example.com", "hu", NOW).person_id
        profile.answer(conn, kept, "countries", ["GR"], "website", NOW)
        profile.answer(conn, merged, "countries", ["BG"], "website", NOW + DAY)
        profile.answer(conn, merged, "extras", ["driver"], "website", NOW + DAY)
        before = _state(conn)
        number = merge(conn, settings, kept, merged, {}, CLARA, NOW + DAY)
        both = profile.profile(conn, kept)
        assert both is not None
        assert both.answers["countries"] == ["BG"]
        assert both.answers["extras"] == ["driver"]
        unmerge(conn, settings, number, CLARA, NOW + DAY)
        assert _state(conn) == before


def test_what_came_after_the_merge_and_what_was_changed_stays_with_the_kept_person(
    two: Database, settings: Settings, anna: Enquiry
) -> None:
    with two.write() as conn:
        number = merge(conn, settings, 1, 2, {}, CLARA, NOW + DAY)
        conn.execute(persons.update().where(persons.c.id == 1).values(name="Kovács Anna Mária"))
    again = replace(anna, phone="", idempotency_key="form-3")
    take(two, settings, FixedClock(NOW + 2 * DAY), again)
    with two.write() as conn:
        unmerge(conn, settings, number, CLARA, NOW + 3 * DAY)
        assert list(conn.scalars(sa.select(leads.c.person_id).order_by(leads.c.id))) == [1, 2, 1]
        one = person(conn, 1)
    assert one is not None
    assert one.name == "Kovács Anna Mária"


def test_after_thirty_days_or_twice_or_below_another_merge_it_is_not_undone(
    two: Database, settings: Settings
) -> None:
    with two.write() as conn:
        third = attach(conn, "Kovács Anna", "+36301112244", "", "hu", NOW).person_id
        number = merge(conn, settings, 1, 2, {}, CLARA, NOW)
        above = merge(conn, settings, third, 1, {}, CLARA, NOW)
        with pytest.raises(StoreFault, match="undo that first"):
            unmerge(conn, settings, number, CLARA, NOW)
        unmerge(conn, settings, above, CLARA, NOW)
        with pytest.raises(StoreFault, match="30 days"):
            unmerge(conn, settings, number, CLARA, NOW + REVERSIBLE + DAY)
        unmerge(conn, settings, number, CLARA, NOW + REVERSIBLE)
        with pytest.raises(StoreFault, match="undone already"):
            unmerge(conn, settings, number, CLARA, NOW)


def test_nobody_is_merged_with_themselves_with_the_erased_or_by_a_field_there_is_not(
    two: Database, settings: Settings
) -> None:
    with two.write() as conn:
        with pytest.raises(StoreFault, match="two living"):
            merge(conn, settings, 1, 1, {}, CLARA, NOW)
        with pytest.raises(StoreFault, match="passport"):
            merge(conn, settings, 1, 2, {"passport": "kept"}, CLARA, NOW)
        conn.execute(persons.update().where(persons.c.id == 2).values(erased_at=NOW))
        with pytest.raises(StoreFault, match="two living"):
            merge(conn, settings, 1, 2, {}, CLARA, NOW)


def test_two_who_are_two_are_not_suggested_again(two: Database) -> None:
    with two.write() as conn:
        (open_,) = suggested(conn, 1)
        assert apart(conn, open_.id, CLARA, NOW)
        assert not apart(conn, open_.id, CLARA, NOW)
        assert suggested(conn) == ()


def _state(conn: sa.Connection) -> dict[str, Any]:
    """All that a merge touches, but versions and the ledger's own lines of a merge."""
    kept = ("version", "revalue_at", "scored_at", "decided_by")
    said = {
        name: [
            {key: value for key, value in row._mapping.items() if key not in kept}
            for row in conn.execute(sa.select(table).order_by(*table.primary_key))
        ]
        for name, table in (("leads", leads), ("persons", persons), ("contacts", contacts))
    }
    said["profiles"] = [
        {key: value for key, value in row._mapping.items() if key not in kept}
        for row in conn.execute(sa.select(profiles).order_by(profiles.c.person_id))
    ]
    said["bookings"] = [tuple(row) for row in conn.execute(sa.select(bookings))]
    said["consents"] = [
        {key: line.granted for key, line in consent.current(conn, row["id"]).items()}
        for row in said["persons"]
    ]
    return said


_turns = itertools.count(1)
_SAID = st.dictionaries(
    st.sampled_from([consent.MARKETING, consent.ANALYTICS, consent.PROFILE]), st.booleans()
)
_ONE = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Kovács Anna", "Anna", "Kovács A."]),
        "phone": st.booleans(),
        "mail": st.booleans(),
        "consents": _SAID,
        "answers": st.dictionaries(
            st.sampled_from(["countries"]), st.sampled_from([["GR"], ["BG"]])
        ),
        "segment": st.sampled_from(["self_service", "priority"]),
        "unscored": st.booleans(),
        "booked": st.booleans(),
        "note": st.sampled_from(["", "likes the sea"]),
        "days": st.integers(0, 20),
    }
)


@examples(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(one=_ONE, other=_ONE, shared=st.booleans(), chosen=st.sampled_from(["kept", "merged", ""]))
def test_a_merge_that_is_undone_leaves_everything_as_it_was(
    database: Database,
    settings: Settings,
    anna: Enquiry,
    one: dict[str, Any],
    other: dict[str, Any],
    shared: bool,
    chosen: str,
) -> None:
    turn = next(_turns)
    free = settings.model_copy(update={"limits": False})
    at = NOW + 30 * DAY
    ids = [_live(database, free, anna, said, f"{turn}-{n}") for n, said in enumerate((one, other))]
    with database.write() as conn:
        if shared:
            rows = [
                {"person_id": who, "kind": "phone", "value": f"+{turn}", "added_at": NOW}
                for who in ids
            ]
            conn.execute(contacts.insert(), rows)
        for who in ids:
            _value_all(conn, free, who, at)
        before = _state(conn)
        fields = {"name": chosen, "note": chosen} if chosen else {}
        number = merge(conn, free, ids[0], ids[1], fields, CLARA, at)
        assert _state(conn) != before
        unmerge(conn, free, number, CLARA, at)
        assert _state(conn) == before


def _live(
    database: Database, settings: Settings, anna: Enquiry, said: dict[str, Any], key: str
) -> int:
    """A person with a lead and what else was said of them."""
    phone, mail = (f"+36{key}" if said["phone"] else ""), f"{key}@example.com"
    asked = replace(
        anna,
        name=said["name"],
        phone=phone,
        email=mail if said["mail"] or not phone else "",
        idempotency_key=key,
    )
    at = NOW + said["days"] * DAY
    take(database, settings, FixedClock(at), asked)
    with database.write() as conn:
        who = conn.scalar(sa.select(leads.c.person_id).where(leads.c.idempotency_key == key))
        assert who is not None
        values = {name: said[name] for name in ("segment", "unscored", "note")}
        conn.execute(persons.update().where(persons.c.id == who).values(values))
        for purpose, granted in said["consents"].items():
            say(conn, who, purpose, granted, at)
        for question, answer in said["answers"].items():
            profile.answer(conn, who, question, answer, "website", at)
        if said["booked"]:
            trip = {"number": key, "status": "travelled", **TRIP}
            conn.execute(bookings.insert().values(person_id=who, **trip))
    return who


def _value_all(conn: sa.Connection, settings: Settings, who: int, at: dt.datetime) -> None:
    from fairwind.leads.value import value_person

    value_person(conn, settings, who, at)
