"""Whose enquiry it is: found again by contact, never swallowed, only suggested by name."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from fairwind.leads.enquiry import Enquiry
from fairwind.leads.names import compatible, name_key
from fairwind.leads.people import (
    Attached,
    attach,
    by_contact,
    ids_of,
    person,
    speaks_for,
)
from fairwind.leads.tables import contacts, leads, persons, suggestions
from fairwind.leads.take import take
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.settings import Settings

NOW = dt.datetime(2026, 6, 5, 8, 0, tzinfo=dt.UTC)
PHONE, MAIL = "+36301112233", "anna@example.com"


def come(conn: sa.Connection, name: str, phone: str = "", email: str = "") -> Attached:
    return attach(conn, name, phone, email, "hu", NOW)


def test_the_same_mail_or_telephone_is_the_same_person_and_gains_what_is_new(
    both: Database,
) -> None:
    with both.write() as conn:
        first = come(conn, "Kovács Anna", PHONE)
        again = come(conn, "Anna Kovacs", PHONE, MAIL)
        third = come(conn, "Kovács A.", email=MAIL)
        anna = person(conn, first.person_id)
    assert (first.new, again.new, third.new) == (True, False, False)
    assert {again.person_id, third.person_id} == {first.person_id}
    assert anna is not None
    assert (anna.name, anna.phones, anna.emails) == ("Kovács Anna", (PHONE,), (MAIL,))


def test_another_full_name_at_the_same_mailbox_is_another_person_and_a_suggestion(
    both: Database,
) -> None:
    with both.write() as conn:
        anna = come(conn, "Kovács Anna", email=MAIL)
        bela = come(conn, "Kovács Béla", email=MAIL)
        rows = conn.execute(sa.select(suggestions)).all()
    assert bela.new
    assert bela.suggested == (anna.person_id,)
    assert [(row.person_id, row.other_id, row.why) for row in rows] == [
        (bela.person_id, anna.person_id, "contact")
    ]


def test_the_same_name_alone_is_a_suggestion_only(both: Database) -> None:
    with both.write() as conn:
        one = come(conn, "Kovács Anna", PHONE)
        other = come(conn, "Anna KOVÁCS", "+36301112244")
        why = conn.scalar(sa.select(suggestions.c.why))
    assert other.new
    assert (other.suggested, why) == ((one.person_id,), "name")


def test_a_first_name_says_nothing_about_others_of_that_name(database: Database) -> None:
    with database.write() as conn:
        come(conn, "Anna", PHONE)
        assert come(conn, "Anna", "+36301112244").suggested == ()


def test_of_two_persons_at_one_mailbox_the_one_of_that_name_is_found(database: Database) -> None:
    with database.write() as conn:
        anna = come(conn, "Kovács Anna", email=MAIL)
        bela = come(conn, "Kovács Béla", email=MAIL)
        assert come(conn, "Béla Kovács", email=MAIL).person_id == bela.person_id
        assert come(conn, "Kovács Anna", email=MAIL).person_id == anna.person_id
        found = by_contact(conn, " Anna@Example.com ")
    assert [one.name for one in found] == ["Kovács Anna", "Kovács Béla"]


def test_a_number_as_typed_finds_its_person_and_nonsense_nobody(database: Database) -> None:
    with database.write() as conn:
        anna = come(conn, "Kovács Anna", PHONE)
        assert [one.id for one in by_contact(conn, "06 30 111 2233")] == [anna.person_id]
        assert by_contact(conn, "'; DROP TABLE persons") == ()
        assert by_contact(conn, "") == ()


@pytest.mark.parametrize("gone", ["erased_at", "merged_into_id"])
def test_erased_and_merged_persons_are_not_found_again(database: Database, gone: str) -> None:
    with database.write() as conn:
        other = come(conn, "Nagy Pál", email="pal@example.com")
        anna = come(conn, "Kovács Anna", PHONE, MAIL)
        value = NOW if gone == "erased_at" else other.person_id
        mine = persons.c.id == anna.person_id
        conn.execute(persons.update().where(mine).values({gone: value}))
        again = come(conn, "Kovács Anna", PHONE, MAIL)
        assert (again.new, again.suggested, by_contact(conn, PHONE)[0].id) == (
            True,
            (),
            again.person_id,
        )
        if gone == "merged_into_id":
            assert ids_of(conn, other.person_id) == (other.person_id, anna.person_id)


def test_a_mailbox_typed_beside_a_strangers_number_does_not_speak_for_the_stranger(
    database: Database,
) -> None:
    with database.write() as conn:
        anna = come(conn, "Kovács Anna", PHONE)
        come(conn, "Anna", PHONE, "thief@example.com")
        assert not speaks_for(conn, anna.person_id, "thief@example.com")
        bela = come(conn, "Nagy Béla", "+36301112244", "bela@example.com")
        assert speaks_for(conn, bela.person_id, "bela@example.com")
        come(conn, "Nagy Béla", "+36301112244", "other@example.com")
        assert not speaks_for(conn, bela.person_id, "other@example.com")


@pytest.mark.parametrize(
    ("one", "other", "may_be"),
    [
        ("Kovács Anna", "ANNA KOVACS", True),
        ("Dr. Kovács Anna", "Kovács Anna Mária", True),
        ("A. Kovács", "Kovács Anna", True),
        ("Anna", "Kovács Anna", True),
        ("", "Kovács Anna", True),
        ("Kovács Anna", "Kovács Béla", False),
        ("Kovács Péterné", "Kovács Péter", False),
        ("B. Kovács", "Kovács Anna", False),
        ("Иван Петров", "Петров Иван", True),
        ("Иван Петров", "Мария Петрова", False),
    ],
)
def test_two_ways_to_write_a_name(one: str, other: str, may_be: bool) -> None:
    assert compatible(one, other) is may_be
    assert compatible(other, one) is may_be


def test_the_key_of_a_name_is_of_full_names_only() -> None:
    assert name_key("Dr. Kovács  Anna") == name_key("anna kovacs") == "anna kovacs"
    assert name_key("Anna") == name_key("") == ""


def test_two_enquiries_of_one_new_visitor_at_once_are_one_persons(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    together = threading.Barrier(4)

    def send(number: int) -> None:
        together.wait()
        take(both, settings, clock, replace(anna, idempotency_key=f"form-{number}"))

    senders = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(30)
    with both.read() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(leads)) == 4
        assert conn.scalar(sa.select(sa.func.count()).select_from(persons)) == 1


_turns = itertools.count(1)
_NAMES = st.sampled_from(["Kovács Anna", "Kovács Béla", "Anna", "Nagy Pál", "A. Kovács", "Pál"])
_PHONES = st.sampled_from(["", "+36301112233", "+36301112244"])
_MAILS = st.sampled_from(["", "anna@example.com", "bela@example.com"])


@examples(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(asked=st.lists(st.tuples(_NAMES, _PHONES, _MAILS), min_size=1, max_size=8))
def test_no_enquiry_is_ever_lost_or_given_to_somebody_of_another_name(
    database: Database,
    settings: Settings,
    clock: FixedClock,
    anna: Enquiry,
    asked: list[tuple[str, str, str]],
) -> None:
    free = settings.model_copy(update={"limits": False})
    turn = next(_turns)
    own = [
        (name, phone and f"{phone}{turn}", mail and f"{turn}{mail}") for name, phone, mail in asked
    ]
    for number, (name, phone, mail) in enumerate(own):
        key = f"turn-{turn}-{number}"
        said = replace(anna, name=name, phone=phone, email=mail, idempotency_key=key)
        take(database, free, clock, said)
    mine = leads.c.idempotency_key.startswith(f"turn-{turn}-")
    with database.read() as conn:
        kept = conn.execute(sa.select(leads).where(mine).order_by(leads.c.id)).all()
        names = dict(conn.execute(sa.select(persons.c.id, persons.c.name)).all())
        reached = set(conn.execute(sa.select(contacts.c.person_id, contacts.c.value)).all())
    assert [(row.name, row.phone, row.email) for row in kept] == own
    for row in kept:
        assert compatible(row.name, names[row.person_id])
        assert all((row.person_id, v) in reached for v in (row.phone, row.email) if v)
