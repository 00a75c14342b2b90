"""Killed anywhere between the first question and the switch of the pointer, nothing is lost.

One `fairwind refresh` with all its processes is killed by SIGKILL at a random moment of crawl,
intake or publish, and called again. The operator's own log says what was asked twice.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from fairwind.catalog.generations import current
from fairwind.catalog.home import Home
from fairwind.catalog.manifest import checked
from fairwind.catalog.runs import runs_of
from fairwind.crawlers.fetch.ledger import ledger_file

SHARDS = ("GR", "BG", "TR")
PAGES, EACH = 4, 5
OFFERS = len(SHARDS) * PAGES * EACH
CARD = """\
name: sunny
title: Sunny Tours
operator: {{name: Sunny Tours}}
permission: {{basis: own, by: the tests, on: 2026-01-01}}
connector:
  kind: json_search
  start: "http://127.0.0.1:{port}/offers?to={{to}}&page={{page}}"
  records: offers
  total: total
  paging: {{by: page, size: {each}}}
  shards: {{to: [{shards}]}}
fields: {{id: id, name: name, price: price, date: date}}
price: {{basis: per_party, currency: EUR, party: {{adults: 2}}}}
budget: {{delay_seconds: 0, requests_per_minute: 6000}}
"""


@dataclass
class Operator:
    """Three shards of four pages, each page answered after a while; `asked` is the log."""

    port: int = 0
    wait: float = 0.06
    asked: list[str] = field(default_factory=list)

    def page(self, path: str) -> bytes:
        said = parse_qs(urlsplit(path).query)
        land, number = said["to"][0], int(said["page"][0])
        offers = [
            {
                "id": f"{land}-{number}-{i}",
                "name": f"Hotel {land} {number} {i}",
                "price": f"{500 + i}.00",
                "date": "2099-07-11",
            }
            for i in range(EACH)
        ]
        return json.dumps({"offers": offers, "total": PAGES * EACH}).encode()


@contextmanager
def serving() -> Iterator[Operator]:
    """Sunny Tours on a free port of this machine."""
    sunny = Operator()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            robots = self.path == "/robots.txt"
            if not robots:
                sunny.asked.append(self.path)
                time.sleep(sunny.wait)
            body = b"" if robots else sunny.page(self.path)
            try:
                self.send_response(404 if robots else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Nothing: the tests read the log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sunny.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield sunny
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def operator() -> Iterator[Operator]:
    with serving() as sunny:
        yield sunny


@pytest.fixture(scope="module")
def lasts(tmp_path_factory: pytest.TempPathFactory) -> float:
    """Seconds from the first question of an undisturbed refresh to its end."""
    with serving() as operator:
        house = House(tmp_path_factory.mktemp("undisturbed") / "home", operator)
        house.lay()
        process = house.start()
        while process.poll() is None and not operator.asked:
            time.sleep(0.01)
        since = time.monotonic()
        assert process.wait(120) == 0, house.said
        return time.monotonic() - since


@dataclass
class House:
    """One installation and its command."""

    path: Path
    operator: Operator

    @property
    def home(self) -> Home:
        return Home(self.path)

    def lay(self) -> None:
        self.home.operators.mkdir(parents=True)
        card = CARD.format(port=self.operator.port, each=EACH, shards=", ".join(SHARDS))
        (self.home.operators / "sunny.yml").write_text(card)

    def start(self) -> subprocess.Popen[bytes]:
        """`fairwind refresh sunny` in a group of its own, so that a kill takes all of it."""
        with self._out.open("ab") as out:
            return subprocess.Popen(
                [sys.executable, "-m", "fairwind.cli", "refresh", "sunny", "--json"],
                env=os.environ | {"FAIRWIND_HOME": str(self.path), "FAIRWIND_ALLOW_LOOPBACK": "1"},
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    @property
    def _out(self) -> Path:
        return self.path.with_suffix(".out")

    @property
    def said(self) -> str:
        """The end of what its commands printed."""
        return self._out.read_text()[-3000:]

    def kept(self) -> list[str]:
        """The pages that an interrupted run has in its store."""
        paths: list[str] = []
        for file in (self.path / "responses" / "sunny").glob("*.sqlite"):
            with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as base:
                try:
                    rows = base.execute("SELECT address FROM answer").fetchall()
                except sqlite3.OperationalError:  # Killed before the table was made.
                    continue
            paths += ["/" + address.split("/", 3)[3] for (address,) in rows]
        return paths

    def where(self) -> str:
        """How far the killed refresh had come."""
        runs = runs_of(self.home, "sunny")
        if not runs:
            return "crawl"
        if runs[-1].verdict() is None:
            return "judging"
        return "publishing" if current(self.home) is None else "after the switch"


@pytest.fixture
def house(tmp_path: Path, operator: Operator) -> House:
    made = House(tmp_path / "home", operator)
    made.lay()
    return made


def kill_at(house: House, moment: float) -> str:
    """Kill a refresh so many seconds after the first question; how far it had come."""
    process = house.start()
    while process.poll() is None and not house.operator.asked:
        time.sleep(0.01)
    until = time.monotonic() + moment
    while process.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return house.where()


def whole_afterwards(house: House) -> None:
    """What is asked of every home after the refresh that follows a kill."""
    kept, had_run = house.kept(), bool(runs_of(house.home, "sunny"))
    before = len(house.operator.asked)
    process = house.start()
    assert process.wait(120) == 0, house.said
    asked = house.operator.asked
    again = Counter(asked[before:])
    assert not [path for path in kept if again[path]], "a stored page was asked again"
    served = current(house.home)
    assert served is not None
    checked(served.folder)
    keys = served.offers()["key"].to_pylist()
    assert len(keys) == len(set(keys)) == OFFERS
    report = runs_of(house.home, "sunny")[-1].report
    assert (report.shards, report.shards_whole) == (len(SHARDS), len(SHARDS))
    assert report.found == report.accounted == OFFERS
    with closing(sqlite3.connect(ledger_file(house.home, "sunny"))) as base:
        ((written,),) = base.execute("SELECT count(*) FROM asked").fetchall()
    assert written >= len(asked), "a request left that the ledger does not know"
    if not had_run:
        assert max(Counter(asked).values()) <= 2, "more than the page under way was asked again"


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_killed_at_any_of_twenty_moments_every_shard_is_complete_and_nothing_doubled(
    house: House, lasts: float, seed: int
) -> None:
    moment = (seed + random.Random(seed).random()) / 20 * lasts
    print(f"killed after {moment:.1f} s of {lasts:.1f} s: {kill_at(house, moment)}")
    whole_afterwards(house)


@pytest.mark.long
def test_killed_while_it_publishes_the_run_is_published_and_nobody_asked_again(
    house: House,
) -> None:
    house.operator.wait = 0.0
    process = house.start()
    while process.poll() is None and house.where() in {"crawl"}:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    asked = len(house.operator.asked)
    assert house.where() in {"judging", "publishing", "after the switch"}
    assert house.start().wait(120) == 0, house.said
    served = current(house.home)
    assert served is not None
    assert served.manifest().offers == OFFERS
    assert len(house.operator.asked) in {asked, 2 * asked}
