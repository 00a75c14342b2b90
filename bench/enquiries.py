"""Enquiries: how many a second are kept durably, beside bare commits to the same kind of file.

What is timed is `leads.take.take`, with all it does in its one transaction: the person, the lead,
its value and route, its clock, its mails. The peer writes one row of the same size and commits it
with the same safety (WAL, synchronous=FULL): the least that any keeper of enquiries must do.
"""

from __future__ import annotations

import datetime as dt
import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..leads.enquiry import Around, Enquiry, check
from ..leads.take import Visit, take
from ..offers import Party
from ..store.clock import FixedClock
from ..store.database import open_database, sqlite_version
from ..store.settings import load_settings
from ..store.users import MANAGER, create_user

NOW = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)
MEMBERS = 3
_PASSWORD = "a long password of the bench"
_MESSAGE = "Is there a lift, and how far is the beach from the house? " * 4
_QUERY = (("depart_from", "2026-07-03"), ("depart_to", "2026-07-24"), ("to", "GR"))


@dataclass(frozen=True)
class Report:
    """Rates are whole enquiries (rows, for the peer) a second; times are milliseconds."""

    enquiries: int
    a_second: float
    a_cpu_second: float
    p50: float
    p99: float
    peer_a_second: float
    machine: str
    versions: str

    @property
    def ratio(self) -> float:
        """Our rate over the rate of bare commits: 1 would be no work at all beside keeping."""
        return self.a_second / self.peer_a_second

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio}


def run(enquiries: int, say: Callable[[str], None]) -> Report:
    """Keep so many enquiries one after another in a fresh home, then as many bare rows."""
    with tempfile.TemporaryDirectory() as folder:
        say(f"keeping {enquiries:,} enquiries")
        took, cpu = _ours(Path(folder) / "home", enquiries)
        say(f"committing {enquiries:,} bare rows")
        bare = _bare(Path(folder) / "bare.db", enquiries)
    ordered = sorted(took)
    return Report(
        enquiries=enquiries,
        a_second=enquiries / sum(took),
        a_cpu_second=enquiries / cpu,
        p50=statistics.median(took) * 1000,
        p99=ordered[int(len(ordered) * 0.99)] * 1000,
        peer_a_second=enquiries / bare,
        machine=f"{platform.machine()}, {platform.system()}",
        versions=f"Python {platform.python_version()}, SQLite {sqlite_version()}",
    )


def _ours(home: Path, enquiries: int) -> tuple[list[float], float]:
    """Seconds of each enquiry, and of the processor for all."""
    settings = load_settings(home=home, limits=False, agency_mail="desk@example.com")
    database = open_database(settings)
    with database.write() as conn:
        for number in range(MEMBERS):
            create_user(conn, f"member{number}@example.com", "", MANAGER, _PASSWORD, NOW)
    took = []
    begun = time.process_time()
    for number, enquiry in enumerate(_enquiries(enquiries)):
        clock = FixedClock(NOW + dt.timedelta(seconds=number))
        at = time.perf_counter()
        take(database, settings, clock, enquiry, Visit(f"192.0.2.{number % 250}"))
        took.append(time.perf_counter() - at)
    cpu = time.process_time() - begun
    database.close()
    return took, cpu


def _enquiries(count: int) -> Iterator[Enquiry]:
    """Questions and calls of different people; every tenth asks again."""
    for number in range(count):
        who = number - number % 10 if number % 10 == 9 else number
        form = {
            "name": f"Kovács Anna {who}",
            "email": f"anna{who}@example.com",
            "phone": f"+3630{who % 10_000_000:07}",
            "message": _MESSAGE,
            "kind": "call_me" if number % 3 == 0 else "question",
            "consent": "yes",
        }
        around = Around("en", "HU", f"form-{number}", "I agree.", None, _QUERY, Party(2, (4, 11)))
        enquiry = check(form, around)
        if not isinstance(enquiry, Enquiry):
            raise ValueError(f"the bench's own form was refused: {enquiry}")
        yield enquiry


def _bare(place: Path, rows: int) -> float:
    """Seconds for as many commits of one row, with the same safety."""
    conn = sqlite3.connect(place, isolation_level=None)
    conn.execute("PRAGMA journal_mode=WAL")
    conn.execute("PRAGMA synchronous=FULL")
    conn.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    body = "x" * 2048
    at = time.perf_counter()
    for _ in range(rows):
        conn.execute("BEGIN IMMEDIATE")
        conn.execute("INSERT INTO kept (body) VALUES (?)", (body,))
        conn.execute("COMMIT")
    took = time.perf_counter() - at
    conn.close()
    return took
