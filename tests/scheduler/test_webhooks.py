"""The webhook: a receiver on loopback is told of a hot lead once, signed, until it takes it."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import sqlalchemy as sa

from fairwind.leads import notify, webhook
from fairwind.leads.tables import leads, webhook_calls
from fairwind.scheduler import webhooks
from fairwind.scheduler.webhooks import call_webhooks
from fairwind.store.database import Database
from fairwind.store.settings import Settings

from .conftest import NOON, MovedClock

SECRET = "a key for the tests of the webhook only"
MINUTES = [1, 2, 5, 15, 60, *[240] * 6]
"""The waits between twelve tries."""


@dataclass
class Receiver:
    """What it answers, and what it was sent: headers in small letters, and the body."""

    status: int = 204
    port: int = 0
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.calls.append(({name.lower(): text for name, text in self.headers.items()}, body))
            self.send_response(told.status)
            self.send_header("Location", f"http://127.0.0.1:{told.port}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: the tests read `calls`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def hooked(settings: Settings, receiver: Receiver) -> Settings:
    address = f"http://127.0.0.1:{receiver.port}/hook"
    own = {"webhook_address": address, "webhook_secret": SECRET}
    return Settings.model_validate(settings.model_dump() | own)


def hot(database: Database, settings: Settings, number: int = 1) -> int:
    """A hot lead that is told of; returns its id."""
    row = {
        "reference": f"KH-{number}",
        "idempotency_key": f"test:{number}",
        "created_at": NOON,
        "kind": "call_me",
        "state": "open",
        "name": "Kovács Anna",
        "phone": "+36301112233",
        "email": "anna@example.com",
        "call_when": "",
        "message": "halal food, please",
        "language": "hu",
        "child_ages": [],
        "query": [],
        "consent_text": "yes",
        "consent_version": "1",
        "review": "",
        "promised_from": NOON,
        "promised_to": NOON,
        "claimed_by": "",
        "answered_by": "",
        "temperature": "hot",
    }
    with database.write() as conn:
        put = leads.insert().values(row).returning(leads.c.id)
        lead_id = int(conn.execute(put).scalar_one())
        for _ in range(2):
            notify.hot_lead(conn, settings, lead_id, number, NOON)
    return lead_id


def signed(headers: dict[str, str], body: bytes) -> bool:
    """What the receiver does to know that we called, as our documentation says."""
    seconds, _, given = headers["fairwind-signature"].removeprefix("t=").partition(",v1=")
    told = f"{seconds}.".encode() + body
    return hmac.compare_digest(hmac.new(SECRET.encode(), told, hashlib.sha256).hexdigest(), given)


def test_a_hot_lead_is_told_once_signed_and_without_a_name(
    hooked: Settings, database: Database, clock: MovedClock, receiver: Receiver
) -> None:
    hot(database, hooked)
    assert call_webhooks(hooked, clock, database) == 1
    assert call_webhooks(hooked, clock, database) == 0
    ((headers, body),) = receiver.calls
    assert signed(headers, body)
    assert not signed(headers, body + b" ")
    assert headers["fairwind-delivery"] == json.loads(body)["id"] == "hot:KH-1:1"
    assert json.loads(body).keys() == {
        "event", "id", "reference", "temperature", "promised_to", "link",
    }  # fmt: skip
    for secret in ("Anna", "+3630", "anna@", "halal"):
        assert secret.encode() not in body


def test_name_and_telephone_are_told_where_the_agency_wants_it(
    hooked: Settings, database: Database, clock: MovedClock, receiver: Receiver
) -> None:
    open_handed = hooked.model_copy(update={"webhook_personal": True})
    hot(database, open_handed)
    call_webhooks(open_handed, clock, database)
    said = json.loads(receiver.calls[0][1])
    assert (said["name"], said["phone"]) == ("Kovács Anna", "+36301112233")
    assert "email" not in said
    assert "halal" not in str(said)


@pytest.mark.parametrize("status", [500, 302, 404])
def test_it_is_tried_twelve_times_each_time_after_a_longer_while(
    hooked: Settings, database: Database, clock: MovedClock, receiver: Receiver, status: int
) -> None:
    receiver.status = status
    hot(database, hooked)
    for tried, minutes in enumerate(MINUTES, start=1):
        assert call_webhooks(hooked, clock, database) == 0
        assert len(receiver.calls) == tried
        clock.move(minutes=minutes, seconds=-1)
        call_webhooks(hooked, clock, database)
        assert len(receiver.calls) == tried, "not before its time"
        clock.move(seconds=1)
    call_webhooks(hooked, clock, database)
    clock.move(days=30)
    call_webhooks(hooked, clock, database)
    assert len(receiver.calls) == 12
    assert len({headers["fairwind-delivery"] for headers, _ in receiver.calls}) == 1
    with database.read() as conn:
        assert webhook.given_up(conn) == 1
        assert conn.scalar(sa.select(webhook_calls.c.last_fault)) == f"answered {status}"


def test_a_receiver_that_is_away_is_asked_once_a_turn_and_takes_all_when_it_is_back(
    hooked: Settings, database: Database, clock: MovedClock, receiver: Receiver
) -> None:
    for number in range(1, 6):
        hot(database, hooked, number)
    receiver.status = 503
    assert call_webhooks(hooked, clock, database) == 0
    assert len(receiver.calls) == 1
    receiver.status = 200
    assert call_webhooks(hooked, clock, database) == 4
    clock.move(minutes=1)
    assert call_webhooks(hooked, clock, database) == 1
    ids = [headers["fairwind-delivery"] for headers, _ in receiver.calls]
    assert sorted(ids[1:]) == [f"hot:KH-{n}:{n}" for n in range(1, 6)]


def test_killed_between_the_yes_and_the_note_it_comes_again_with_the_same_id(
    hooked: Settings,
    database: Database,
    clock: MovedClock,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    hot(database, hooked)
    with monkeypatch.context() as broken:
        broken.setattr(webhooks.webhook, "taken", killed)
        with pytest.raises(KeyboardInterrupt):
            call_webhooks(hooked, clock, database)
    assert call_webhooks(hooked, clock, database) == 0, "its lease is not over"
    clock.move(minutes=2)
    assert call_webhooks(hooked, clock, database) == 1
    clock.move(days=1)
    assert call_webhooks(hooked, clock, database) == 0
    first, second = (headers["fairwind-delivery"] for headers, _ in receiver.calls)
    assert first == second


def test_no_private_address_is_called(
    hooked: Settings, database: Database, clock: MovedClock, receiver: Receiver
) -> None:
    guarded = hooked.model_copy(update={"allow_loopback": False})
    hot(database, guarded)
    assert call_webhooks(guarded, clock, database) == 0
    assert receiver.calls == []
    with database.read() as conn:
        fault = conn.scalar(sa.select(webhook_calls.c.last_fault)) or ""
    assert "127.0.0.1" in fault
    assert "refused" in fault


def test_a_lead_for_practice_and_an_agency_without_webhook_are_told_nothing(
    hooked: Settings, settings: Settings, database: Database, clock: MovedClock, receiver: Receiver
) -> None:
    hot(database, settings, 1)
    lead_id = hot(database, hooked, 2)
    with database.write() as conn:
        conn.execute(webhook_calls.delete())
        conn.execute(leads.update().values(practice=True))
        notify.hot_lead(conn, hooked, lead_id, 3, NOON)
    assert call_webhooks(hooked, clock, database) == 0
    assert receiver.calls == []
