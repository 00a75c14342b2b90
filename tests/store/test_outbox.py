"""The outbox: one mail for one cause, sent at least once under one Message-ID."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa

from fairwind.store import outbox, postman
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.outbox import Delivered, deliver, put
from fairwind.store.settings import Settings
from fairwind.store.tables import outbox as table

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def to_folder(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


def a_mail(subject: str = "A question") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Kék Horizont <office@example.com>"
    mail["To"] = "office@example.com"
    mail["Subject"] = subject
    mail.set_content("Szia!\n")
    return mail


def keep(database: Database, now: dt.datetime, count: int = 1) -> None:
    with database.write() as conn:
        for number in range(count):
            assert put(conn, "enquiry", f"enquiry:{number}", a_mail(), now)


def files(settings: Settings) -> list[Path]:
    return sorted((settings.mail_folder or Path()).glob("*.eml"))


class Refusing:
    """A postman whose server answers no to every mail; it remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bytes]] = []

    async def open(self) -> None:
        return None

    async def send(self, message_id: str, message: bytes) -> None:
        self.asked.append((message_id, message))
        raise ConnectionResetError("gone")

    async def close(self) -> None:
        return None


def test_one_cause_makes_one_mail(database: Database, clock: FixedClock) -> None:
    with database.write() as conn:
        assert put(conn, "refused", "run:2026-06-05", a_mail(), clock.at)
        assert not put(conn, "refused", "run:2026-06-05", a_mail(), clock.at)
    assert outbox.waiting(database) == 1


def test_a_mail_is_written_whole_with_its_id_and_date(
    database: Database, to_folder: Settings, clock: FixedClock
) -> None:
    keep(database, clock.at)
    assert deliver(database, to_folder, clock) == Delivered(1, 0, 0)
    (file,) = files(to_folder)
    body = file.read_bytes()
    assert b"@example.com>" in body
    assert b"Date: Fri, 05 Jun 2026 09:30:00 +0000" in body
    assert deliver(database, to_folder, clock) == Delivered(0, 0, 0)
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("kind", [*sorted(outbox.WITH_LINKS), "enquiry"])
def test_no_copy_of_a_link_that_lets_in_stays_once_it_is_sent(
    database: Database, to_folder: Settings, clock: FixedClock, kind: str
) -> None:
    with database.write() as conn:
        put(conn, kind, "one", a_mail(), clock.at)
    assert deliver(database, to_folder, clock).sent == 1
    (file,) = files(to_folder)
    assert b"Szia" in file.read_bytes()
    with database.read() as conn:
        kept = conn.scalar(sa.select(table.c.message))
    assert kept == (file.read_bytes() if kind == "enquiry" else b"")


def test_a_retry_is_the_same_mail_to_the_byte(
    database: Database, to_folder: Settings, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = Refusing()
    keep(database, clock.at)
    monkeypatch.setattr(outbox, "postman_of", lambda _: refusing)
    now = clock
    for wait in (1, 2, 5):
        assert deliver(database, to_folder, now) == Delivered(0, 1, 1)
        assert deliver(database, to_folder, now) == Delivered(0, 0, 1)  # it waits for its turn
        now = replace(now, at=now.at + wait * MINUTE)
    assert len(refusing.asked) == 3
    assert len(set(refusing.asked)) == 1
    monkeypatch.undo()
    assert deliver(database, to_folder, now) == Delivered(1, 0, 0)
    assert files(to_folder)[0].read_bytes() == refusing.asked[0][1]
    with database.read() as conn:
        row = conn.execute(sa.select(table.c.attempts, table.c.last_fault)).one()
    assert tuple(row) == (4, "ConnectionResetError: gone")


def test_a_server_that_is_away_costs_one_try_for_each_mail(
    database: Database, settings: Settings, clock: FixedClock
) -> None:
    keep(database, clock.at, 3)
    nowhere = settings.model_copy(
        update={"smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_security": "none"}
    )
    assert deliver(database, nowhere, clock) == Delivered(0, 3, 3)


def test_without_a_way_to_send_everything_waits_untouched(
    database: Database, settings: Settings, clock: FixedClock
) -> None:
    keep(database, clock.at)
    assert deliver(database, settings, clock) == Delivered(0, 0, 1)
    with database.read() as conn:
        assert conn.scalar(sa.select(table.c.attempts)) == 0


def test_many_who_deliver_at_once_send_each_mail_once(
    database: Database, to_folder: Settings, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    real = postman.FolderPostman.send

    async def counted(self: postman.FolderPostman, message_id: str, message: bytes) -> None:
        sent.append(message_id)
        await real(self, message_id, message)

    monkeypatch.setattr(postman.FolderPostman, "send", counted)
    keep(database, clock.at, 30)
    done: list[Delivered] = []
    together = [
        threading.Thread(target=lambda: done.append(deliver(database, to_folder, clock)))
        for _ in range(4)
    ]
    for one in together:
        one.start()
    for one in together:
        one.join(60)
    assert sum(one.sent for one in done) == 30
    assert (len(sent), len(set(sent)), len(files(to_folder))) == (30, 30, 30)


def test_a_mail_whose_sender_died_is_taken_over_after_its_lease(
    database: Database, to_folder: Settings, clock: FixedClock
) -> None:
    keep(database, clock.at)
    assert len(outbox._lease(database, clock.at)) == 1  # and then the process is killed
    assert deliver(database, to_folder, clock) == Delivered(0, 0, 1)
    later = replace(clock, at=clock.at + outbox.LEASE)
    assert deliver(database, to_folder, later) == Delivered(1, 0, 0)


def test_a_line_break_never_gets_into_a_header(database: Database, clock: FixedClock) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        a_mail("A question\r\nBcc: all@example.com")
    assert outbox.waiting(database) == 0
