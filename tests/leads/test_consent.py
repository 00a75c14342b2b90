"""The ledger of consents: the last line holds, nothing is ever changed in it."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from fairwind.leads import consent
from fairwind.leads.enquiry import Enquiry
from fairwind.leads.people import attach
from fairwind.leads.tables import leads
from fairwind.leads.take import take
from fairwind.offers.faults import StoreFault
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.settings import Settings

NOW = dt.datetime(2026, 6, 5, 8, 0, tzinfo=dt.UTC)


def anna(conn: sa.Connection) -> int:
    return attach(conn, "Kovács Anna", "+36301112233", "", "hu", NOW).person_id


def say(conn: sa.Connection, person_id: int, purpose: str, granted: bool, trip: str = "") -> int:
    words = (f"I agree to {purpose}.", "website", "KH-1001")
    return consent.record(conn, person_id, purpose, granted, *words, NOW, trip=trip)


def test_the_last_line_of_a_purpose_holds_and_all_lines_stay(both: Database) -> None:
    with both.write() as conn:
        who = anna(conn)
        for granted in (True, False, True, False):
            say(conn, who, consent.MARKETING, granted)
        say(conn, who, consent.ANALYTICS, True)
        assert not consent.granted(conn, who, consent.MARKETING)
        assert consent.granted(conn, who, consent.ANALYTICS)
        held = consent.current(conn, who)
        assert [line.granted for line in consent.ledger(conn, who)] == [
            *(True, False, True, False, True),
        ]
    assert {key: line.granted for key, line in held.items()} == {
        ("marketing_email", ""): False,
        ("analytics", ""): True,
    }


def test_a_consent_for_one_trip_is_none_for_another(database: Database) -> None:
    with database.write() as conn:
        who = anna(conn)
        say(conn, who, consent.USE_FOR_TRIP, True, "KH-1001")
        assert consent.granted(conn, who, consent.USE_FOR_TRIP, "KH-1001")
        assert not consent.granted(conn, who, consent.USE_FOR_TRIP, "KH-1002")
        assert not consent.granted(conn, who, consent.USE_FOR_TRIP)


def test_what_was_never_asked_is_not_allowed_and_a_purpose_nobody_knows_is_refused(
    database: Database,
) -> None:
    with database.write() as conn:
        who = anna(conn)
        assert not consent.granted(conn, who, consent.ANSWER)
        with pytest.raises(StoreFault, match="sell_to_others"):
            say(conn, who, "sell_to_others", True)


def test_an_enquiry_leaves_the_very_sentence_that_was_agreed_to(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    reference = take(both, settings, clock, anna).reference
    with both.read() as conn:
        who = conn.scalar(sa.select(leads.c.person_id))
        assert who is not None
        (line,) = consent.ledger(conn, who)
    assert (line.purpose, line.granted, line.text) == ("answer", True, anna.consent_text)
    assert (line.source, line.proof, line.at) == ("website", reference, clock.at)
    assert line.text_version == anna.consent_version
