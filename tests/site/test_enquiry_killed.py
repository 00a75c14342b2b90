"""The site killed while visitors send: what was answered is kept, once (product.md, manager)."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from fairwind.leads.promise import Promise
from fairwind.leads.tables import leads
from fairwind.site.enquiry.seal import Sealed, new_key, seal
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.outbox import deliver
from fairwind.store.settings import Settings
from fairwind.store.tables import outbox

SITE = """
import os, sys, threading, time
import alembic.command, uvicorn
import fairwind.store.migrate
from fairwind.site.app import create_app
from fairwind.store.clock import SystemClock
from fairwind.store.database import Database
from fairwind.store.outbox import deliver
from fairwind.store.settings import Settings

home, port = sys.argv[1], int(sys.argv[2])

said = {"home": home, "agency_name": "Kék Horizont", "mail_folder": home + "/mail"}
settings = Settings(limits=False, **said)
app = create_app(settings, finder=object())
app.state.shop.database.close()  # no line to the database is shared by two sites

def mail():
    database = Database(settings.database_url)
    while True:
        deliver(database, settings, SystemClock())
        time.sleep(0.05)

def site():
    threading.Thread(target=mail, daemon=True).start()
    uvicorn.run(app, port=port, log_level="critical")

for _ in sys.stdin:
    child = os.fork()
    if not child:
        site()
    print(child, flush=True)
    os.waitpid(child, 0)
    print("dead", flush=True)
"""
"""The site is made ready once; each one is a fork of it, so that two hundred start in minutes."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


CLIENT = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0))
"""One for all visitors: each request has a line of its own."""


class Hatchery:
    """Starts one site after another; each is killed before the next."""

    def __init__(self, home: Path, port: int) -> None:
        self._port = port
        self._process = subprocess.Popen(
            [sys.executable, "-c", SITE, str(home), str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._site = 0

    def start(self) -> None:
        self._say("site\n")
        self._site = int(self._hear())
        for _ in range(600):
            try:
                CLIENT.get(f"http://127.0.0.1:{self._port}/healthz")
                return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("the site did not start")

    def kill(self) -> None:
        os.kill(self._site, signal.SIGKILL)
        assert self._hear().strip() == "dead"

    def close(self) -> None:
        with self._process as process:
            process.kill()

    def _say(self, word: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(word)
        self._process.stdin.flush()

    def _hear(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


@contextmanager
def _hatching(home: Path, port: int) -> Iterator[Hatchery]:
    hatchery = Hatchery(home, port)
    try:
        yield hatchery
    finally:
        hatchery.close()


def _form(settings: Settings, number: int) -> dict[str, str]:
    """Each question is another person's."""
    now = dt.datetime.now(dt.UTC)
    shown = Promise(now, now + dt.timedelta(hours=1))
    state = Sealed(new_key(), now - dt.timedelta(minutes=1), (("question", shown),))
    typed = {"name": f"Anna {number}", "phone": f"+3630{1000000 + number}", "consent": "yes"}
    return {**typed, "message": f"question {number}", "seal": seal(settings, state)}


def _send(port: int, form: dict[str, str]) -> str:
    """The reference the visitor was given, "" where no answer came."""
    try:
        answer = CLIENT.post(f"http://127.0.0.1:{port}/en/ask", data=form, timeout=20)
    except httpx.TransportError:
        return ""
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0].rpartition("/")[2]


def _killed_while_sending(home: Path, kills: int, seed: int) -> str:
    """The figures of a series; each is asserted as well."""
    settings = Settings(
        home=home, limits=False, agency_name="Kék Horizont", mail_folder=home / "mail"
    )
    chance, port = random.Random(seed), _free_port()
    numbers = itertools.count(1)
    sent: dict[str, dict[str, str]] = {}
    told: dict[str, str] = {}
    unanswered: list[str] = []

    def visitor(until: threading.Event) -> None:
        while not until.is_set():
            form = _form(settings, next(numbers))
            sent[form["message"]] = form
            reference = _send(port, form)
            if reference:
                told[form["message"]] = reference
            else:
                unanswered.append(form["message"])

    with _hatching(home, port) as hatchery:
        for _ in range(kills):
            hatchery.start()
            done = threading.Event()
            visitors = [threading.Thread(target=visitor, args=(done,)) for _ in range(3)]
            for one in visitors:
                one.start()
            if chance.random() < 0.5:  # half of the sites live until somebody was answered
                _wait_for_more(told)
            time.sleep(chance.uniform(0.1, 0.8))
            done.set()  # who is sending is cut off; nobody begins against a closed door
            hatchery.kill()
            for one in visitors:
                one.join(30)
        hatchery.start()
        acknowledged = len(told)
        assert acknowledged >= kills / 4
        for message in unanswered:  # they press "Send" once more
            told[message] = _send(port, sent[message])
        hatchery.kill()
    kept = _all_are_kept_once(settings, told)
    mails = _one_cause_is_one_mail(settings, told)
    return (
        f"{kills} kills: {acknowledged} acknowledged, {len(unanswered)} sent again, {kept}, {mails}"
    )


def _wait_for_more(told: dict[str, str]) -> None:
    """Until one more was answered; a busy machine takes its time."""
    known, until = len(told), time.monotonic() + 20
    while len(told) == known and time.monotonic() < until:
        time.sleep(0.02)


def _all_are_kept_once(settings: Settings, told: dict[str, str]) -> str:
    database = Database(settings.database_url)
    with database.read() as conn:
        kept = conn.execute(sa.select(leads.c.message, leads.c.reference)).all()
    database.close()
    times = Counter(message for message, _ in kept)
    lost = [message for message in told if not times[message]]
    doubled = [message for message, count in times.items() if count > 1]
    assert (lost, doubled) == ([], [])
    assert {message: reference for message, reference in kept} == told
    assert len(told) > 10
    return f"{len(kept)} kept, {len(lost)} lost, {len(doubled)} doubled"


def _one_cause_is_one_mail(settings: Settings, told: dict[str, str]) -> str:
    """All mails are sent, by whoever takes over from the killed: each cause under one id."""
    database = Database(settings.database_url)
    later = FixedClock(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    while deliver(database, settings, later).sent:
        pass
    with database.read() as conn:
        rows = conn.execute(sa.select(outbox.c.cause, outbox.c.message_id, outbox.c.message)).all()
    database.close()
    assert {f"enquiry:{reference}" for reference in told.values()} <= {row.cause for row in rows}
    folder = settings.home / "mail"
    mailed = Counter(
        str(message_from_bytes(path.read_bytes())["Message-ID"]) for path in folder.glob("*.eml")
    )
    assert mailed == Counter(row.message_id for row in rows)
    assert len({bytes(row.message) for row in rows}) == len(rows)
    causes = Counter(row.cause for row in rows)
    assert max(causes.values()) == 1
    return f"{len(mailed)} mails of {len(causes)} causes, {max(causes.values())} Message-ID each"


def test_what_was_answered_before_a_kill_is_kept_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = _killed_while_sending(tmp_path / "home", kills=6, seed=7)
    with capsys.disabled():
        print(f"\n{figures}")


@pytest.mark.long
def test_what_was_answered_before_two_hundred_kills_is_kept_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = _killed_while_sending(tmp_path / "home", kills=200, seed=11)
    with capsys.disabled():
        print(f"\n{figures}")
