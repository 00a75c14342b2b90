"""Drafts: typed and not sent, for their writer alone, without anything sensitive."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from fairwind.leads import drafts
from fairwind.leads.tables import drafts as kept_drafts
from fairwind.store.database import Database
from fairwind.store.users import MANAGER, create_user

NOW = dt.datetime(2026, 6, 5, 8, 0, tzinfo=dt.UTC)
FORM = "/office/leads/KH-1001/reached"


@pytest.fixture
def database(both: Database) -> Database:
    """Each engine in turn."""
    return both


@pytest.fixture
def clara(database: Database) -> int:
    with database.write() as conn:
        made = create_user(conn, "clara@example.com", "", MANAGER, "correct horse battery", NOW)
        return made.id


def test_a_draft_is_kept_whole_and_the_next_takes_its_place(database: Database, clara: int) -> None:
    with database.write() as conn:
        typed = [("motive", "sea"), ("motive", "sun"), ("note", "árvíztűrő\nline"), ("token", "t")]
        first = drafts.keep(conn, clara, FORM, typed, NOW)
        found = drafts.of(conn, clara, FORM)
        assert found is not None
        assert found.fields == (
            ("motive", "sea"), ("motive", "sun"), ("note", "árvíztűrő\nline"),
        )  # fmt: skip
        assert drafts.keep(conn, clara, FORM, [("note", "anew")], NOW) == first
        (only,) = drafts.all_of(conn, clara)
        assert (only.get("note"), only.get("motive", "none")) == ("anew", "none")
        assert drafts.discard(conn, clara, FORM)
        assert drafts.of(conn, clara, FORM) is None


def test_nobody_else_reads_it(database: Database, clara: int) -> None:
    with database.write() as conn:
        number = drafts.keep(conn, clara, FORM, [("note", "x")], NOW)
        assert number is not None
        assert drafts.draft(conn, clara + 1, number) is None
        assert drafts.of(conn, clara + 1, FORM) is None
        assert drafts.draft(conn, clara, number) is not None


@pytest.mark.parametrize(
    "field", ["need", "needs_text", "diet", "Dietary", "health", "password", "new_password", "code"]
)
def test_no_draft_holds_a_need_or_a_secret(database: Database, clara: int, field: str) -> None:
    with database.write() as conn:
        assert drafts.keep(conn, clara, FORM, [(field, "halal")], NOW) is None
        drafts.keep(conn, clara, FORM, [(field, "halal"), ("note", "x")], NOW)
        assert "halal" not in repr(conn.execute(sa.select(kept_drafts)).all())
        assert drafts.keep(conn, clara, "/office/clients/1/needs", [("text", "halal")], NOW) is None


def test_a_form_of_more_than_20_kb_is_not_kept(database: Database, clara: int) -> None:
    with database.write() as conn:
        assert drafts.keep(conn, clara, FORM, [("note", "x" * 20_600)], NOW) is None
        assert drafts.keep(conn, clara, FORM, [("note", "x" * 20_000)], NOW) is not None
        assert drafts.keep(conn, clara, FORM, [("note", "")], NOW) is None


def test_a_draft_is_thrown_away_after_thirty_days(database: Database, clara: int) -> None:
    with database.write() as conn:
        drafts.keep(conn, clara, FORM, [("note", "x")], NOW)
        drafts.keep(conn, clara, "/office/new", [("note", "x")], NOW + drafts.KEPT)
        assert [one.form for one in drafts.all_of(conn, clara)] == ["/office/new"]
