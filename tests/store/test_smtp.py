"""A real mail server that breaks off at every point: one cause is one Message-ID, always."""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.outbox import PATIENCE, deliver, put
from fairwind.store.settings import Settings
from fairwind.store.tables import outbox

DAY = dt.timedelta(days=1)
POINTS = ("EHLO", "MAIL", "RCPT", "DATA", "BODY")
"""Where the line is cut: after BODY the server has the mail and nobody hears its yes."""


class Breaking:
    """A handler that cuts the line at one point, as often as it is told to, and keeps what came."""

    def __init__(self) -> None:
        self.cut_at = ""
        self.answer = ""
        self.came: list[bytes] = []

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = name
        self._cut(server, "EHLO")
        return answers

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._cut(server, "MAIL")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._cut(server, "RCPT")
        if self.answer.startswith(("45", "55")):
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("554"):
            return self.answer
        self.came.append(bytes(envelope.content or b""))
        self._cut(server, "BODY")
        return "250 OK"

    def _cut(self, server: SMTP, point: str) -> None:
        if self.cut_at == point and server.transport is not None:
            server.transport.abort()


class Line(SMTP):
    """A line that can also break between the word DATA and the server's answer to it."""

    async def smtp_DATA(self, arg: str) -> None:
        if self.event_handler.cut_at == "DATA" and self.transport is not None:
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Server(Controller):
    def factory(self) -> SMTP:
        return Line(self.handler, enable_SMTPUTF8=True, ident="test")


@pytest.fixture
def breaking() -> Breaking:
    return Breaking()


@pytest.fixture
def by_smtp(settings: Settings, breaking: Breaking) -> Iterator[Settings]:
    """Settings that lead to a server of the test's own on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    server = Server(breaking, hostname="127.0.0.1", port=port)
    server.start()
    update = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    yield settings.model_copy(update=update | {"sender": "office@example.com"})
    server.stop()


@pytest.fixture
def one_mail(database: Database, clock: FixedClock) -> str:
    """The Message-ID of the one mail that waits."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "office@example.com", "anna@example.com"
    mail["Subject"] = "Kérdés"
    mail.set_content("Szia!\n.\nEgy pont önálló sorban.\n")
    with database.write() as conn:
        put(conn, "enquiry", "enquiry:1", mail, clock.at)
        return str(conn.scalar(sa.select(outbox.c.message_id)))


def row(database: Database) -> Any:
    with database.read() as conn:
        return conn.execute(sa.select(outbox)).one()


def ids(breaking: Breaking) -> list[str]:
    return [str(message_from_bytes(body)["Message-ID"]) for body in breaking.came]


def test_a_mail_arrives_as_it_was_kept(
    database: Database, by_smtp: Settings, clock: FixedClock, breaking: Breaking, one_mail: str
) -> None:
    assert deliver(database, by_smtp, clock).sent == 1
    assert ids(breaking) == [one_mail]
    (body,) = breaking.came
    assert body.replace(b"\r\n", b"\n").endswith(row(database).message.replace(b"\r\n", b"\n"))


@pytest.mark.parametrize("point", POINTS)
def test_a_line_that_breaks_at_any_point_brings_the_same_mail_again(
    database: Database,
    by_smtp: Settings,
    clock: FixedClock,
    breaking: Breaking,
    one_mail: str,
    point: str,
) -> None:
    breaking.cut_at = point
    later = clock
    for _ in range(2):
        assert deliver(database, by_smtp, later).failed == 1
        later = replace(later, at=later.at + DAY)
    unknown = row(database).unsettled_at is not None
    assert unknown == (point in ("DATA", "BODY"))
    breaking.cut_at = ""
    assert deliver(database, by_smtp, later).sent == 1
    assert set(ids(breaking)) == {one_mail}
    assert len(breaking.came) == (3 if point == "BODY" else 1)
    assert deliver(database, by_smtp, replace(later, at=later.at + DAY)).sent == 0


def test_a_no_for_now_is_tried_again(
    database: Database, by_smtp: Settings, clock: FixedClock, breaking: Breaking, one_mail: str
) -> None:
    breaking.answer = "451 greylisted"
    assert deliver(database, by_smtp, clock).failed == 1
    found = row(database)
    assert (found.unsettled_at, found.given_up_at) == (None, None)
    assert "greylisted" in found.last_fault
    breaking.answer = ""
    assert deliver(database, by_smtp, replace(clock, at=clock.at + DAY)).sent == 1
    assert ids(breaking) == [one_mail]


def test_a_no_for_good_is_believed_after_some_tries_and_told(
    database: Database, by_smtp: Settings, clock: FixedClock, breaking: Breaking, one_mail: str
) -> None:
    breaking.answer = "550 no such user"
    told: list[str] = []
    later = clock
    for _ in range(PATIENCE + 2):
        deliver(database, by_smtp, later, lambda _, address, now: told.append(address))
        later = replace(later, at=later.at + DAY)
    assert row(database).attempts == PATIENCE
    assert row(database).given_up_at == clock.at + (PATIENCE - 1) * DAY
    assert told == ["anna@example.com"]
    assert breaking.came == []


def test_a_refused_text_leaves_the_line_ready_for_the_next_mail(
    database: Database, by_smtp: Settings, clock: FixedClock, breaking: Breaking, one_mail: str
) -> None:
    breaking.answer = "554 looks like spam"
    assert deliver(database, by_smtp, clock).failed == 1
    assert row(database).unsettled_at is None
    assert "554" in row(database).last_fault


def test_a_process_that_dies_while_sending_leaves_the_mail_unsettled(
    database: Database, by_smtp: Settings, clock: FixedClock, breaking: Breaking, one_mail: str
) -> None:
    with database.write() as conn:  # what a killed process leaves behind
        held = {"leased_by": "gone", "leased_until": clock.at}
        conn.execute(outbox.update().values(held))
    assert deliver(database, by_smtp, clock).sent == 1
    assert row(database).unsettled_at == clock.at
    assert ids(breaking) == [one_mail]


def test_an_address_no_server_takes_is_refused_and_holds_up_no_other_mail(
    database: Database, by_smtp: Settings, clock: FixedClock, breaking: Breaking
) -> None:
    with database.write() as conn:
        for number, to in enumerate(("józsef@example.com", "anna@example.com")):
            mail = EmailMessage()
            mail["From"], mail["To"], mail["Subject"] = "office@example.com", to, "Kérdés"
            mail.set_content("Szia!")
            put(conn, "enquiry", f"enquiry:{number}", mail, clock.at)
    done = deliver(database, by_smtp, clock)
    assert (done.sent, done.failed, len(breaking.came)) == (1, 1, 1)
