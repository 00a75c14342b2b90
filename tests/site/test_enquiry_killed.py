"""The site killed while visitors send: what was answered is kept, once (product.md, manager)."""

from __future__ import annotations

import datetime as dt
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
from pathlib import Path

import httpx
import pytest

from fairwind.leads.inbox import Show, inbox
from fairwind.leads.promise import Promise
from fairwind.site.enquiry.seal import Sealed, new_key, seal
from fairwind.store.database import Database
from fairwind.store.outbox import waiting
from fairwind.store.settings import Settings

SITE = """
import sys, uvicorn
from fairwind.site.app import create_app
from fairwind.store.settings import Settings
settings = Settings(home=sys.argv[1], limits=False, agency_name="Kék Horizont")
uvicorn.run(create_app(settings, finder=object()), port=int(sys.argv[2]), log_level="error")
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _running(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    site = subprocess.Popen([sys.executable, "-c", SITE, str(home), str(port)])
    try:
        for _ in range(600):
            try:
                httpx.get(f"http://127.0.0.1:{port}/healthz")
                break
            except httpx.TransportError:
                assert site.poll() is None, "the site did not start"
                time.sleep(0.1)
        yield site
    finally:
        site.kill()
        site.wait(20)


def _form(settings: Settings, message: str) -> dict[str, str]:
    now = dt.datetime.now(dt.UTC)
    shown = Promise(now, now + dt.timedelta(hours=1))
    state = Sealed(new_key(), now - dt.timedelta(minutes=1), (("question", shown),))
    typed = {"name": "Anna", "phone": "+36301112233", "consent": "yes", "message": message}
    return {**typed, "seal": seal(settings, state)}


def _send(port: int, form: dict[str, str]) -> str:
    """The reference the visitor was given, "" where no answer came."""
    try:
        answer = httpx.post(f"http://127.0.0.1:{port}/en/ask", data=form, timeout=20)
    except httpx.TransportError:
        return ""
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0].rpartition("/")[2]


def _killed_while_sending(home: Path, kills: int, seed: int) -> None:
    settings = Settings(home=home, limits=False, agency_name="Kék Horizont")
    chance, port = random.Random(seed), _free_port()
    forms = {f"question {n}": _form(settings, f"question {n}") for n in range(4000)}
    told: dict[str, str] = {}
    unanswered: list[str] = []
    waiting_forms = iter(forms.items())
    turn = threading.Lock()

    def visitor(until: threading.Event) -> None:
        while not until.is_set():
            with turn:
                message, form = next(waiting_forms)
            reference = _send(port, form)
            if reference:
                told[message] = reference
            else:
                unanswered.append(message)

    for _ in range(kills):
        with _running(home, port) as site:
            done = threading.Event()
            visitors = [threading.Thread(target=visitor, args=(done,)) for _ in range(3)]
            for one in visitors:
                one.start()
            time.sleep(chance.uniform(0.2, 1.2))
            site.send_signal(signal.SIGKILL)
            site.wait(20)
            done.set()
            for one in visitors:
                one.join(30)
    with _running(home, port):
        for message in unanswered:  # they press "Send" once more
            told[message] = _send(port, forms[message])
    _all_are_kept_once(settings, told)


def _all_are_kept_once(settings: Settings, told: dict[str, str]) -> None:
    database, kept = Database(settings.database_url), []
    with database.read() as conn:
        for page in range(1, inbox(conn, Show.ALL).pages + 1):
            kept += inbox(conn, Show.ALL, page).leads
    times = Counter(lead.message for lead in kept)
    lost = [message for message in told if not times[message]]
    doubled = [message for message, count in times.items() if count > 1]
    assert (lost, doubled) == ([], [])
    assert {lead.message: lead.reference for lead in kept} == told
    assert waiting(database) == len(told) > 10
    database.close()


def test_what_was_answered_before_a_kill_is_kept_once(tmp_path: Path) -> None:
    _killed_while_sending(tmp_path / "home", kills=2, seed=7)


@pytest.mark.long
def test_what_was_answered_before_many_kills_is_kept_once(tmp_path: Path) -> None:
    _killed_while_sending(tmp_path / "home", kills=25, seed=11)
