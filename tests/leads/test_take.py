"""Taking a lead: kept with its mail before the answer, once, whatever fails."""

from __future__ import annotations

import datetime as dt
import errno
import re
import threading
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from fairwind.leads import routing, spool, touches
from fairwind.leads.arrival import accept, admit
from fairwind.leads.carried import wish_of
from fairwind.leads.enquiry import Enquiry
from fairwind.leads.inbox import Show, inbox, lead, timeline
from fairwind.leads.lead_row import enquiry_of
from fairwind.leads.members import set_member
from fairwind.leads.promise import Asked, Promise, promise_for
from fairwind.leads.replay import replay
from fairwind.leads.status_link import unseal_sent
from fairwind.leads.suppression import suppress
from fairwind.leads.tables import assignments, leads, sla_clocks, stage_events
from fairwind.leads.take import Receipt, Visit, take
from fairwind.offers.faults import StoreFault
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.outbox import deliver, waiting
from fairwind.store.settings import Settings
from fairwind.store.tables import outbox
from fairwind.store.users import MANAGER, create_user

from .desk import hire

MINUTE = dt.timedelta(minutes=1)
MONDAY = dt.datetime(2026, 6, 8, 8, 0, tzinfo=dt.UTC)
"""One working day after Anna's Friday."""


def _count(database: Database, table: sa.Table = leads) -> int:
    with database.read() as conn:
        return _rows(conn, table)


def _rows(conn: sa.Connection, table: sa.Table) -> int:
    return conn.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def _mail_to(settings: Settings, address: str) -> EmailMessage:
    """The one mail to this address among those that were sent."""
    files = (settings.mail_folder or Path()).glob("*.eml")
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    (mail,) = [mail for mail in mails if mail["To"] == address]
    assert isinstance(mail, EmailMessage)
    return mail


def test_an_enquiry_is_in_the_inbox_with_the_offer_and_the_price_seen(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    receipt = take(both, settings, clock, anna)
    with both.read() as conn:
        kept = lead(conn, receipt.reference)
        listed = inbox(conn)
    assert receipt.reference == "KH-1001"
    assert receipt.created
    assert kept is not None
    assert listed.leads == (kept,)
    assert (kept.name, kept.phone, kept.email) == (anna.name, anna.phone, anna.email)
    assert (kept.offer, kept.party, kept.query) == (anna.offer, anna.party, anna.query)
    assert (kept.consent_text, kept.consent_version) == (anna.consent_text, anna.consent_version)
    assert kept.promise == receipt.promise


def test_lead_and_mail_are_kept_together_or_not_at_all(
    both: Database,
    settings: Settings,
    clock: FixedClock,
    anna: Enquiry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_mail(*_: object) -> None:
        raise RuntimeError("the mail cannot be written")

    monkeypatch.setattr("fairwind.leads.mail.enquiry_mail", no_mail)
    with pytest.raises(RuntimeError):
        take(both, settings, clock, anna)
    assert (_count(both), _count(both, outbox)) == (0, 0)
    monkeypatch.undo()
    take(both, settings, clock, anna)
    assert (_count(both), _count(both, outbox)) == (1, 2)


def test_a_form_sent_twice_makes_one_lead_and_shows_the_same_reference(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    first = take(both, settings, clock, anna)
    again = take(both, settings, FixedClock(clock.at + MINUTE), anna)
    assert again == Receipt(first.reference, first.promise, created=False)
    assert (_count(both), _count(both, outbox)) == (1, 2)


def test_a_form_sent_many_times_at_once_makes_one_lead(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    receipts: list[Receipt] = []
    together = threading.Barrier(6)

    def send() -> None:
        together.wait()
        receipts.append(take(both, settings, clock, anna))

    senders = [threading.Thread(target=send) for _ in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(30)
    assert {receipt.reference for receipt in receipts} == {receipts[0].reference}
    assert [receipt.created for receipt in receipts].count(True) == 1
    assert (_count(both), _count(both, outbox)) == (1, 2)


def test_the_mail_says_who_asks_about_what_at_which_price_and_until_when(
    database: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    take(database, settings, clock, anna)
    assert deliver(database, settings, clock).sent == 2
    mail = _mail_to(settings, settings.agency_mail)
    text = mail.get_body(("plain",)).get_content()
    assert mail["To"] == "office@example.com"
    assert mail["Reply-To"].addresses[0].addr_spec == "anna@example.com"
    for said in (
        "+36301112233",
        "Is the club open in July?",
        "Lagoon Village, Hersonissos, Crete",
        "€2,536.00 (adults 2, children aged 4, 11)",
        "Saturday, 4 July 2026",
        "Friday, 5 June 2026 10:00 - Monday, 8 June 2026 10:00",
        "http://127.0.0.1:8000/office/leads/KH-1001",
        "Aegean Holidays - €2,590.00",
    ):
        assert said in text


def test_the_visitor_gets_a_mail_with_reference_promise_and_links_and_nothing_they_typed(
    database: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    bad = "win at http://evil.example"
    hostile = replace(anna, name=bad, message=bad, when=bad, kind="call_me")
    take(database, settings, clock, hostile)
    deliver(database, settings, clock)
    mail = _mail_to(settings, anna.email)
    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == "Kék Horizont: megkaptuk a kérdését (KH-1001)"
    assert mail["Auto-Submitted"] == "auto-replied"
    for said in ("2026. június 5., péntek 10:00 - 10:15", "Lagoon Village", "2 felnőtt"):
        assert said in text
    assert "http://127.0.0.1:8000/hu/my-data" in text
    assert "evil" not in mail.as_string() + text
    (link,) = re.findall(r"http://127.0.0.1:8000(/hu/ask/sent/KH-1001\?seal=\S+)", text)
    told = unseal_sent(settings, parse_qs(urlsplit(link).query)["seal"][0])
    assert told is not None
    assert (told.reference, told.at) == ("KH-1001", clock.at)


@pytest.mark.parametrize("reason", ["bounced", "complaint", "manual"])
def test_an_address_that_takes_no_mail_gets_no_confirmation_and_the_agency_its_mail(
    database: Database, settings: Settings, clock: FixedClock, anna: Enquiry, reason: str
) -> None:
    with database.write() as conn:
        suppress(conn, settings, anna.email, "email", reason, clock.at)
    take(database, settings, clock, anna)
    with database.read() as conn:
        assert list(conn.scalars(sa.select(outbox.c.kind))) == ["enquiry"]


def test_hostile_text_is_inert_in_the_mail(
    database: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    bad = "<script>alert(1)</script>\r\nBcc: all@example.com"
    hostile = replace(anna, name=bad, message=bad, when=bad)
    take(database, settings, clock, hostile)
    deliver(database, settings, clock)
    mail = _mail_to(settings, settings.agency_mail)
    assert mail["Bcc"] is None
    assert mail["Subject"].startswith("KH-1001 Question: <script>")
    html = mail.get_body(("html",)).get_content()
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_the_agency_that_speaks_hungarian_gets_hungarian_mail(
    database: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    hungarian = settings.model_copy(update={"languages": ("hu", "en")})
    take(database, hungarian, clock, replace(anna, kind="call_me"))
    deliver(database, hungarian, clock)
    mail = _mail_to(settings, settings.agency_mail)
    assert mail["Subject"] == "KH-1001 Visszahívást kér: Kovács Anna - Lagoon Village"
    assert "2026. június 5., péntek 10:00 - 10:15" in mail.get_body(("plain",)).get_content()


def test_the_second_who_waits_is_promised_the_next_quarter_of_an_hour(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    hot = replace(anna, kind="call_me")
    take(both, settings, clock, hot)
    with both.read() as conn:
        before = promise_for(conn, settings, clock.now(), Asked("hot", False))
    second = take(both, settings, clock, replace(hot, idempotency_key="form-2"))
    assert second.promise == before
    assert before.to == clock.at + 30 * MINUTE


def test_a_small_question_is_promised_one_working_day_and_keeps_no_hot_lead_waiting(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    small = take(both, settings, clock, replace(anna, message="Is there a lift?"))
    hot = replace(anna, kind="call_me", idempotency_key="form-2")
    assert small.promise == Promise(clock.at, MONDAY)
    assert take(both, settings, clock, hot).promise.to == clock.at + 15 * MINUTE
    with both.read() as conn:
        rows = conn.execute(sa.select(leads.c.temperature, leads.c.team).order_by(leads.c.id))
        assert [tuple(row) for row in rows] == [("warm", "contact_centre"), ("hot", "priority")]


def test_a_lead_comes_with_its_first_stage_its_owner_and_a_clock_that_runs_to_the_promise(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    with both.write() as conn:
        clara = create_user(conn, "clara@example.com", "", MANAGER, "correct horse b", clock.at)
        set_member(conn, clara.id, "priority")
    receipt = take(both, settings, clock, replace(anna, kind="call_me"))
    with both.read() as conn:
        lead_row = conn.execute(sa.select(leads)).one()
        (step,) = conn.execute(sa.select(stage_events))
        clock_row = conn.execute(sa.select(sla_clocks)).one()
    assert (lead_row.owner_id, lead_row.stage) == (clara.id, "captured")
    assert (step.from_stage, step.to_stage, step.at) == ("", "captured", clock.at)
    assert (clock_row.started_at, clock_row.due_at) == (clock.at, receipt.promise.to)


def test_the_window_shown_before_sending_is_the_window_kept(
    database: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    hot = replace(anna, kind="call_me")
    with database.read() as conn:
        shown = promise_for(conn, settings, clock.now(), Asked("hot", False))
    sent = FixedClock(clock.at + 4 * MINUTE)
    assert take(database, settings, sent, hot, Visit(shown=shown)).promise.to == shown.to


def test_a_doubtful_lead_is_nobodys_until_somebody_says_that_it_is_real(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    hot = replace(anna, kind="call_me")
    held = take(both, settings, clock, hot, Visit(doubts=("honeypot",)))
    assert held.promise.to == clock.at + 4 * 60 * MINUTE
    with both.write() as conn:
        assert admit(conn, settings, clock.at) == 0
        assert (_rows(conn, sla_clocks), _rows(conn, assignments)) == (0, 0)
        later = clock.at + 60 * MINUTE
        (lead_id,) = conn.scalars(sa.select(leads.c.id))
        assert accept(conn, settings, lead_id, "clara@example.com", later)
        assert admit(conn, settings, later) == 0, "let in at once, and given out once"
        assert _rows(conn, assignments) == 1
        row = conn.execute(sa.select(leads)).one()
        kinds = sorted(conn.scalars(sa.select(outbox.c.kind)))
        assert (_rows(conn, sla_clocks), row.team) == (1, "priority")
    assert row.promised_to == held.promise.to
    assert {"confirmation", "enquiry", "review"} <= set(kinds)
    with both.read() as conn:
        assert enquiry_of(row) == replace(hot, wish=wish_of(hot, "EUR"))


def test_too_many_from_one_address_are_kept_and_looked_at_first(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    for number in range(7):
        mail = f"anna{number}@example.com"
        asked = replace(anna, email=mail, idempotency_key=f"form-{number}")
        receipt = take(both, settings, clock, asked, Visit(address="192.0.2.1"))
        assert receipt.reference == f"KH-{1001 + number}"
    with both.read() as conn:
        counts = inbox(conn).counts
        held = inbox(conn, Show.REVIEW).leads
        kinds = list(conn.scalars(sa.select(outbox.c.kind)))
        stored = " ".join(conn.scalars(sa.text("SELECT key FROM buckets")))
    assert (counts[Show.OPEN], counts[Show.REVIEW]) == (5, 2)
    assert held[0].review == ("enquiry-address",)
    assert held[0].promise.to == clock.at + 4 * 60 * MINUTE
    assert sorted(kinds) == ["confirmation"] * 5 + ["enquiry"] * 5 + ["review"]
    assert "192.0.2.1" not in stored
    with both.write() as conn:
        one = sa.select(leads.c.id).where(leads.c.reference == held[0].reference)
        lead_id = conn.scalars(one).one()
        assert accept(conn, settings, lead_id, "clara@example.com", clock.at)
        assert not accept(conn, settings, lead_id, "clara@example.com", clock.at)


def test_one_manager_is_on_it_and_the_answer_ends_the_waiting(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    reference = take(both, settings, clock, anna).reference
    later = clock.at + 16 * MINUTE
    with both.write() as conn:
        clara, bela = hire(conn, "clara"), hire(conn, "bela")
        (lead_id,) = conn.scalars(sa.select(leads.c.id))
        assert routing.claim(conn, lead_id, clara, "clara@example.com", clock.at)
        assert not routing.claim(conn, lead_id, bela, "bela@example.com", clock.at + MINUTE)
        assert routing.claim(conn, lead_id, bela, "bela@example.com", later)
        for _ in range(2):
            said = ("call", "out", "reached", "bela@example.com")
            touches.log(conn, settings, lead_id, *said, later)
        kept = lead(conn, reference)
        told = [(event.actor, event.kind) for event in timeline(conn, reference)]
    assert kept is not None
    assert (kept.state, kept.answered_by, kept.overdue(later)) == (
        "answered",
        "bela@example.com",
        False,
    )
    assert told == [
        ("", "came"),
        ("clara@example.com", "claimed"),
        ("bela@example.com", "claimed"),
        ("bela@example.com", "answered"),
    ]


def test_a_lead_nobody_answered_in_time_is_overdue(
    database: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    take(database, settings, clock, replace(anna, kind="call_me"))
    with database.read() as conn:
        (kept,) = inbox(conn).leads
    assert not kept.overdue(clock.at + 15 * MINUTE)
    assert kept.overdue(clock.at + 16 * MINUTE)


class Away(Database):
    """A database that cannot be written."""

    def __init__(self, database: Database) -> None:
        self._real = database
        self.read = database.read  # type: ignore[method-assign]

    def write(self) -> object:  # type: ignore[override]
        raise StoreFault("fairwind.db: attempt to write a readonly database")


def test_a_lead_is_spooled_while_the_database_cannot_be_written_and_comes_in_later(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    spool.prepare(settings.home)
    first = take(Away(both), settings, clock, anna)
    again = take(Away(both), settings, clock, anna)
    assert (first.created, again.created) == (True, False)
    assert first.reference == again.reference
    waiting_lead = spool.find(settings.home, first.reference)
    assert waiting_lead is not None
    assert waiting_lead.enquiry == anna
    assert replay(both, settings) == 1
    with both.read() as conn:
        kept = lead(conn, first.reference)
    assert kept is not None
    assert (kept.name, kept.offer, kept.promise) == (anna.name, anna.offer, first.promise)
    assert (kept.created_at, waiting(both)) == (clock.at, 2)
    assert replay(both, settings) == 0
    assert _count(both) == 1


def test_a_lead_that_was_kept_after_all_is_not_doubled_by_the_spool(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    take(Away(both), settings, clock, anna)
    take(both, settings, clock, anna)
    assert replay(both, settings) == 0
    assert _count(both) == 1
    assert list(spool.spooled(settings.home)) == []


def test_a_really_locked_database_sends_the_lead_to_the_spool(
    database: Database,
    settings: Settings,
    clock: FixedClock,
    anna: Enquiry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fairwind.store.database.LOCK_SECONDS", 0.2)
    second = Database(settings.database_url)
    with database.write():
        receipt = take(second, settings, clock, anna)
    second.close()
    assert receipt.reference.startswith("KH-S")
    assert replay(database, settings) == 1


def test_on_a_full_disk_the_room_put_aside_takes_the_lead(
    database: Database,
    settings: Settings,
    clock: FixedClock,
    anna: Enquiry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spool.prepare(settings.home)
    reserve = settings.home / "spool" / "reserve"
    real = spool._write

    def write(place: Path, body: bytes) -> None:
        if reserve.exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        real(place, body)

    monkeypatch.setattr(spool, "_write", write)
    receipt = take(Away(database), settings, clock, anna)
    assert spool.find(settings.home, receipt.reference) is not None
    assert not reserve.exists()


def test_a_lead_that_nothing_takes_is_a_fault_and_not_a_receipt(
    database: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    settings.home.joinpath("spool").write_text("a file where the folder should be")
    with pytest.raises(StoreFault, match="spool"):
        take(Away(database), settings, clock, anna)


def test_a_spool_file_that_cannot_be_read_stays_and_stops_nobody(
    database: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    take(Away(database), settings, clock, anna)
    torn = spool.folder_of(settings.home) / "KH-0.json"
    torn.write_text("{")
    assert replay(database, settings) == 1
    assert torn.exists()


def test_the_promise_of_a_spooled_lead_is_the_one_read_before(
    database: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    shown = Promise(clock.at, clock.at + 45 * MINUTE)
    assert take(Away(database), settings, clock, anna, Visit(shown=shown)).promise.to == shown.to
