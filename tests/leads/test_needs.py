"""Needs of health or belief: sealed, consented, audited, forgotten (backoffice.md 1, 14)."""

from __future__ import annotations

import ast
import datetime as dt
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa

import fairwind
from fairwind.leads import need_keys, needs
from fairwind.leads.needs import NeedKind
from fairwind.leads.tables import consents, persons
from fairwind.leads.tables import needs as table
from fairwind.offers.faults import StoreFault
from fairwind.store import audit
from fairwind.store.database import Database
from fairwind.store.settings import Settings

NOW = dt.datetime(2026, 6, 5, 8, 0, tzinfo=dt.UTC)
BACK = dt.date(2026, 7, 11)
WORD = "halal"
HOUSE = Path(fairwind.__file__).parent


def a_person(conn: sa.Connection, name: str = "Kovács Anna") -> int:
    row = {"created_at": NOW, "name": name, "language": "hu", "seen_at": NOW}
    return int(conn.execute(persons.insert().values(row).returning(persons.c.id)).scalar_one())


def a_consent(
    conn: sa.Connection,
    person_id: int,
    status: str = "granted",
    purpose: str = "use_for_trip",
    trip: str = "KH-1",
) -> int:
    row = {
        "person_id": person_id,
        "purpose": purpose,
        "status": status,
        "text": "You may use this for my trip.",
        "text_version": "1",
        "at": NOW,
        "source": "needs page",
        "proof": "ticked",
        "trip": trip,
    }
    return int(conn.execute(consents.insert().values(row).returning(consents.c.id)).scalar_one())


def a_need(conn: sa.Connection, settings: Settings, person_id: int, consent_id: int) -> int:
    until = needs.expires(BACK, False, NOW)
    return needs.keep(
        conn, settings, person_id, NeedKind.DIETARY, WORD, "KH-1", consent_id, until, NOW
    )


@pytest.fixture
def kept(both: Database, settings: Settings) -> tuple[int, int]:
    """Anna's id and that of her need."""
    with both.write() as conn:
        anna = a_person(conn)
        return anna, a_need(conn, settings, anna, a_consent(conn, anna))


def test_a_need_is_masked_until_it_is_shown(
    both: Database, settings: Settings, kept: tuple[int, int]
) -> None:
    anna, need = kept
    with both.write() as conn:
        (masked,) = needs.masked(conn, anna, NOW)
        assert (masked.id, masked.kind, masked.trip) == (need, NeedKind.DIETARY, "KH-1")
        assert WORD not in repr(masked)
        assert needs.show(conn, settings, need, "clara@example.com", NOW) == WORD


def test_each_reading_is_audited_without_the_words(
    both: Database, settings: Settings, kept: tuple[int, int]
) -> None:
    anna, need = kept
    with both.write() as conn:
        needs.show(conn, settings, need, "clara@example.com", NOW)
        needs.show(conn, settings, need, "dora@example.com", NOW)
        lines = audit.entries(conn, f"need:{need}")
    assert [line.actor for line in lines] == ["clara@example.com", "dora@example.com"]
    assert all(line.facts == {"person": str(anna)} for line in lines)


def test_the_database_never_holds_the_words(
    both: Database, settings: Settings, kept: tuple[int, int]
) -> None:
    with both.read() as conn:
        rows = [tuple(row) for name in _tables(conn) for row in conn.execute(name)]
    assert any(
        WORD.encode() not in bytes(value) for row in rows for value in row if is_bytes(value)
    )
    assert not any(
        WORD in str(value) or WORD.encode() in _bytes(value) for r in rows for value in r
    )


def _tables(conn: sa.Connection) -> list[sa.Select[tuple[object, ...]]]:
    held = sa.MetaData()
    held.reflect(conn)
    return [sa.select(one) for one in held.sorted_tables]


def is_bytes(value: object) -> bool:
    return isinstance(value, bytes | memoryview)


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


def test_the_key_is_readable_by_its_owner_only_and_lies_apart(
    settings: Settings, kept: tuple[int, int]
) -> None:
    folder = need_keys.folder_of(settings)
    assert folder == settings.home / "needs-keys"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (key,) = folder.iterdir()
    assert (key.name, stat.S_IMODE(key.stat().st_mode)) == (f"{kept[0]}.key", 0o600)


def test_two_people_have_two_keys_and_neither_opens_the_others_need(
    both: Database, settings: Settings, kept: tuple[int, int]
) -> None:
    anna, need = kept
    with both.write() as conn:
        boris = a_person(conn, "Boris")
        a_need(conn, settings, boris, a_consent(conn, boris))
    folder = need_keys.folder_of(settings)
    (folder / f"{anna}.key").write_bytes((folder / f"{boris}.key").read_bytes())
    with both.write() as conn, pytest.raises(StoreFault, match="does not open"):
        needs.show(conn, settings, need, "clara@example.com", NOW)


def test_without_its_key_a_need_is_gone(
    both: Database, settings: Settings, kept: tuple[int, int]
) -> None:
    anna, need = kept
    assert need_keys.destroy(settings, [anna, 4711]) == 1
    with both.write() as conn, pytest.raises(StoreFault, match="key was destroyed"):
        needs.show(conn, settings, need, "clara@example.com", NOW)


@pytest.mark.parametrize("wrong", ["withdrawn", "purpose", "trip", "person", "missing", "later"])
def test_a_need_without_a_live_consent_cannot_exist(
    both: Database, settings: Settings, wrong: str
) -> None:
    with both.write() as conn:
        anna, boris = a_person(conn), a_person(conn, "Boris")
        consent = {
            "withdrawn": lambda: a_consent(conn, anna, status="withdrawn"),
            "purpose": lambda: a_consent(conn, anna, purpose="marketing_email"),
            "trip": lambda: a_consent(conn, anna, trip="KH-2"),
            "person": lambda: a_consent(conn, boris),
            "missing": lambda: 4711,
            "later": lambda: a_consent(conn, anna),
        }[wrong]()
        if wrong == "later":
            a_consent(conn, anna, status="withdrawn")
        with pytest.raises(StoreFault, match="no live consent"):
            a_need(conn, settings, anna, consent)


def test_a_withdrawal_counts_at_once(
    both: Database, settings: Settings, kept: tuple[int, int]
) -> None:
    anna, need = kept
    with both.write() as conn:
        a_consent(conn, anna, status="withdrawn")
        assert needs.masked(conn, anna, NOW) == ()
        with pytest.raises(StoreFault, match="there is none"):
            needs.show(conn, settings, need, "clara@example.com", NOW)
        assert needs.drop_withdrawn(conn, anna) == 1
        assert conn.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_an_expired_need_is_not_shown_even_before_it_is_purged(
    both: Database, settings: Settings, kept: tuple[int, int]
) -> None:
    anna, need = kept
    day = dt.datetime(2026, 8, 10, 23, 59, tzinfo=dt.UTC)  # 30 days after the return
    with both.write() as conn:
        assert needs.show(conn, settings, need, "clara@example.com", day) == WORD
        late = day + dt.timedelta(minutes=1)
        assert needs.masked(conn, anna, late) == ()
        with pytest.raises(StoreFault):
            needs.show(conn, settings, need, "clara@example.com", late)


def test_nobody_agrees_to_more_than_two_years(both: Database, settings: Settings) -> None:
    with both.write() as conn:
        anna = a_person(conn)
        consent = a_consent(conn, anna, purpose="remember_next_time", trip="")
        until = needs.expires(BACK, True, NOW)
        assert needs.keep(conn, settings, anna, "mobility", "lift", "", consent, until, NOW)
        later = until + dt.timedelta(seconds=1)
        with pytest.raises(StoreFault, match="730 days"):
            needs.keep(conn, settings, anna, "mobility", "lift", "", consent, later, NOW)


def test_a_merged_need_is_opened_by_its_first_key(
    both: Database, settings: Settings, kept: tuple[int, int]
) -> None:
    anna, need = kept
    with both.write() as conn:
        same = a_person(conn)
        conn.execute(consents.update().where(consents.c.person_id == anna).values(person_id=same))
        conn.execute(table.update().values(person_id=same))
        assert needs.show(conn, settings, need, "clara@example.com", NOW) == WORD


def test_who_may_import_needs_stands_in_one_list() -> None:
    """Score, routing, search, inbox, imports and lists cannot reach a need: they do not know it."""
    allowed = {
        "leads/needs.py",
        "leads/need_keys.py",
        "leads/export.py",
        "leads/erase.py",
        "leads/retention.py",
        "leads/consent.py",
        "leads/merge.py",
        "leads/merge_image.py",  # moves the sealed rows
        "leads/import_undo.py",  # asks whether there are any
    }
    found = {
        str(path.relative_to(HOUSE))
        for room in (
            "leads",
            "search",
            "catalog",
            "offers",
            "store",
            "scheduler",
            "crawlers",
            "desk",
        )
        for path in (HOUSE / room).rglob("*.py")
        if _imports_needs(path)
    }
    assert "leads/needs.py" in found
    assert found <= allowed


def _imports_needs(path: Path) -> bool:
    named = {
        alias.name.rpartition(".")[2]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    modules = {
        (node.module or "").rpartition(".")[2]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
    }
    return bool({"needs", "need_keys"} & (named | modules))
