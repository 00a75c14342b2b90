"""The dead-man switch: one mail for one silence, and a word to a watch that runs elsewhere."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fairwind.catalog.home import Home
from fairwind.scheduler import watch
from fairwind.scheduler.tick import tick
from fairwind.scheduler.watch import GRACE, PERIOD, Heard, beat, ping, silent, tell
from fairwind.store.clock import Clock
from fairwind.store.database import Database
from fairwind.store.outbox import deliver
from fairwind.store.settings import Settings

from .cards import put_card
from .conftest import NOON, MovedClock
from .pretend import PretendCrawls

MINUTE = dt.timedelta(minutes=1)


def silences(settings: Settings, database: Database, clock: Clock) -> int:
    """How many mails about cron have left."""
    deliver(database, settings, clock, lambda *_: None)
    assert settings.mail_folder is not None
    mails = [path.read_text() for path in settings.mail_folder.glob("*.eml")]
    return sum("Fairwind is silent since" in mail for mail in mails)


def test_cron_that_stops_is_told_after_period_and_grace_exactly_once(
    settings: Settings, database: Database, clock: MovedClock
) -> None:
    for _ in range(5):
        tick(settings, clock, database)
        clock.move(minutes=1)
    stopped, told_at = clock.now() - MINUTE, None
    for _ in range(90):
        tell(settings, database, clock.now())
        if silences(settings, database, clock) and told_at is None:
            told_at = clock.now()
        clock.move(minutes=1)
    assert told_at is not None
    assert PERIOD + GRACE < told_at - stopped <= PERIOD + GRACE + MINUTE
    assert silences(settings, database, clock) == 1


def test_heard_again_it_closes_itself_and_the_next_silence_is_told_anew(
    settings: Settings, database: Database, clock: MovedClock
) -> None:
    tick(settings, clock, database)
    clock.move(hours=1)
    assert [one.told for one in tell(settings, database, clock.now())] == [False]
    assert [one.told for one in tell(settings, database, clock.now())] == [True]
    tick(settings, clock, database)
    assert tell(settings, database, clock.now()) == []
    clock.move(hours=1)
    tell(settings, database, clock.now())
    assert silences(settings, database, clock) == 2


def test_of_many_that_look_at_once_one_tells(
    settings: Settings, database: Database, clock: MovedClock
) -> None:
    tick(settings, clock, database)
    clock.move(hours=1)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: tell(settings, database, clock.now()), range(16)))
    assert silences(settings, database, clock) == 1


def test_before_cron_was_ever_set_up_nothing_is_silent(
    settings: Settings, database: Database, clock: MovedClock
) -> None:
    clock.move(days=9)
    assert tell(settings, database, clock.now()) == []


def test_a_long_tick_is_heard_while_it_works(
    database: Database, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "PERIOD", dt.timedelta(seconds=0.02))
    heard = threading.Event()
    with database.write() as conn:
        beat(conn, "tick", NOON)
    clock.move(hours=1)
    monkeypatch.setattr(watch, "beat", lambda *said: (beat(*said), heard.set()))
    with Heard(database, clock):
        assert heard.wait(10)
    with database.read() as conn:
        assert silent(conn, PERIOD, GRACE, clock.now()) == []


@dataclass
class Elsewhere:
    """A watch that runs elsewhere: its address, and what it was told."""

    address: str = ""
    told: list[str] = field(default_factory=list)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    there = Elsewhere()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            there.told.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: the tests read the list."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    there.address = f"http://127.0.0.1:{server.server_address[1]}/ping/12"
    yield there
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_watch_elsewhere_hears_when_a_tick_begins_and_how_it_ends(
    settings: Settings,
    database: Database,
    clock: MovedClock,
    elsewhere: Elsewhere,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = settings.model_copy(update={"ping_url": elsewhere.address})
    crawls = PretendCrawls()
    monkeypatch.setattr("fairwind.scheduler.refresh.crawl", crawls)
    put_card(Home(settings.home).operators, "sunny", 9)
    tick(settings, clock, database)
    assert elsewhere.told == ["/ping/12/start", "/ping/12"]
    crawls.sells["sunny"] = "the operator did not answer"
    clock.move(hours=6)
    tick(settings, clock, database)
    assert elsewhere.told[2:] == ["/ping/12/start", "/ping/12/fail"]


def test_a_watch_elsewhere_that_does_not_answer_or_is_a_private_address_stops_no_tick(
    settings: Settings, database: Database, clock: MovedClock
) -> None:
    for address in ("http://127.0.0.1:9/ping", "https://169.254.169.254/ping"):
        pinging = settings.model_copy(update={"ping_url": address})
        ping(pinging, "start")
        assert not tick(pinging, clock, database).busy
