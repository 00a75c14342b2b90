"""Audit: found by who, what, which and when; only ever added to."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from fairwind.store import audit
from fairwind.store.audit import Search
from fairwind.store.database import Database

NOW = dt.datetime(2026, 6, 5, 9, 30, tzinfo=dt.UTC)
ROOMS = Path(__file__).parents[2]


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as conn:
        for n in range(120):
            at = NOW + dt.timedelta(minutes=n)
            actor = "clara@example.com" if n % 2 else "dora@example.com"
            audit.note(conn, at, actor, f"deed {n % 3}", f"KH-{1000 + n}", n=str(n))
    return database


@pytest.mark.parametrize(
    ("search", "how_many"),
    [
        (Search(), 120),
        (Search(actor="CLARA"), 60),
        (Search(action="deed 1"), 40),
        (Search(subject="kh-111"), 10),
        (Search(subject="%"), 0),
        (Search(actor="dora", action="deed 0"), 20),
        (Search(from_=NOW + dt.timedelta(minutes=110)), 10),
        (Search(to=NOW + dt.timedelta(minutes=10)), 10),
    ],
)
def test_the_audit_is_searched(filled: Database, search: Search, how_many: int) -> None:
    with filled.read() as conn:
        page, count = audit.found(conn, search)
        every = list(audit.all_found(conn, search))
    assert (count, len(every), len(page)) == (how_many, how_many, min(how_many, audit.PAGE))
    assert page[:1] == every[-1:]


def test_its_pages_hold_each_line_once(filled: Database) -> None:
    with filled.read() as conn:
        pages = [audit.found(conn, Search(), n)[0] for n in (1, 2, 3, 4)]
        assert audit.actions(conn) == ("deed 0", "deed 1", "deed 2")
    assert [len(page) for page in pages] == [50, 50, 20, 0]
    assert len({entry.subject for page in pages for entry in page}) == 120


def test_nothing_in_the_house_changes_or_takes_away_a_line_of_it() -> None:
    for path in ROOMS.glob("*/**/*.py"):
        if {".venv", "tests", ".types"} & set(path.relative_to(ROOMS).parts):
            continue
        assert not re.search(r"\baudit\.(update|delete)\(", path.read_text("utf-8")), path
