"""The database: what is written is whole, and what is read never waits."""

from __future__ import annotations

import datetime as dt
import importlib
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import fairwind
from fairwind.offers.faults import StoreFault
from fairwind.store import audit
from fairwind.store.database import Database, metadata, open_database
from fairwind.store.migrate import _config, migrate, newest_revision, revision_of
from fairwind.store.settings import Settings
from fairwind.store.tables import buckets

NOW = dt.datetime(2026, 6, 5, 9, 30, tzinfo=dt.UTC)


def _put(conn: sa.Connection, key: str) -> None:
    conn.execute(buckets.insert().values(_row(key)))


def _row(key: str) -> dict[str, object]:
    return {"key": key, "tokens": 1.0, "at": NOW}


def _keys(database: Database) -> set[str]:
    with database.read() as conn:
        return set(conn.scalars(sa.select(buckets.c.key)))


def _all_rooms_tables() -> None:
    """Every `<room>/tables.py` declares its tables on the one metadata."""
    for place in Path(fairwind.__file__).parent.glob("*/tables.py"):
        importlib.import_module(f"fairwind.{place.parent.name}.tables")


def test_the_tables_of_all_rooms_are_what_the_migrations_made(database: Database) -> None:
    _all_rooms_tables()
    assert {"leads", "outbox"} <= set(metadata.tables)
    with database.read() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_database_goes_down_to_nothing_and_up_again(database: Database) -> None:
    with database.write() as conn:
        command.downgrade(_config(conn), "base")
    with database.read() as conn:
        assert set(sa.inspect(conn).get_table_names()) == {"alembic_version"}
    migrate(database)
    with database.read() as conn:
        assert revision_of(conn) == newest_revision()


def test_a_database_of_a_later_version_is_left_alone(database: Database) -> None:
    with database.write() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreFault, match="schema 9999, which this version does not know"):
        migrate(database)


def test_what_one_block_wrote_is_kept_whole_or_not_at_all(database: Database) -> None:
    with database.write() as conn:
        _put(conn, "kept")
    with pytest.raises(sa.exc.IntegrityError), database.write() as conn:
        conn.execute(buckets.insert(), [_row("lost"), _row("kept")])
    assert _keys(database) == {"kept"}


def test_postgresql_runs_our_queries_and_compiles_none(database: Database) -> None:
    """A summary of late leads took half a second of compiling where its tables were fresh."""
    if database.embedded:
        pytest.skip("SQLite compiles nothing")
    with database.read() as conn:
        assert conn.scalar(sa.text("SHOW jit")) == "off"
    with database.write() as conn:
        assert conn.scalar(sa.text("SHOW jit")) == "off"


def test_nothing_is_written_through_a_reading_connection(database: Database) -> None:
    with pytest.raises(StoreFault), database.read() as conn:
        _put(conn, "sneaked in")
    assert _keys(database) == set()


def test_a_reader_sees_one_state_and_does_not_wait_for_a_writer(database: Database) -> None:
    with database.read() as reading:
        before = reading.execute(sa.select(sa.func.count()).select_from(buckets)).scalar_one()
        with database.write() as conn:
            _put(conn, "new")
            with database.read() as other:
                assert other.execute(sa.select(buckets.c.key)).all() == []
        after = reading.execute(sa.select(sa.func.count()).select_from(buckets)).scalar_one()
    assert (before, after) == (0, 0)
    assert _keys(database) == {"new"}


def test_a_moment_comes_back_aware_and_a_naive_one_is_refused(database: Database) -> None:
    east = dt.timezone(dt.timedelta(hours=9))
    with database.write() as conn:
        conn.execute(buckets.insert().values(key="a", tokens=0, at=NOW.astimezone(east)))
    with database.read() as conn:
        kept = conn.execute(sa.select(buckets.c.at)).scalar_one()
    assert kept == NOW
    assert kept.utcoffset() == dt.timedelta(0)
    with pytest.raises(sa.exc.StatementError, match="no time zone"), database.write() as conn:
        conn.execute(buckets.insert().values(key="b", tokens=0, at=dt.datetime(2026, 1, 1)))


@pytest.mark.parametrize("deed", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"])
def test_the_audit_is_only_ever_added_to(database: Database, deed: str) -> None:
    with database.write() as conn:
        audit.note(conn, NOW, "clara@example.com", "claimed", "KH-1001")
    with pytest.raises(sa.exc.DBAPIError, match="only ever added to"), database.write() as conn:
        conn.exec_driver_sql(deed)
    with database.read() as conn:
        assert [line.actor for line in audit.entries(conn, "KH-1001")] == ["clara@example.com"]


def test_processes_that_start_at_once_make_one_database(
    url: str, tmp_path: Path, settings: Settings
) -> None:
    code = (
        "import sys; from fairwind.store.database import open_database;"
        "from fairwind.store.settings import Settings;"
        "open_database(Settings(home=sys.argv[1], database_url=sys.argv[2]))"
    )
    starting = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "home"), url])
        for _ in range(2)
    ]
    assert [process.wait(60) for process in starting] == [0, 0]
    database = Database(url)
    with database.read() as conn:
        assert revision_of(conn) == newest_revision()
    database.close()


def test_a_locked_database_is_a_named_fault(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairwind.store.database.LOCK_SECONDS", 0.1)
    database = open_database(settings)
    fault: list[Exception] = []

    def second() -> None:
        try:
            with database.write() as conn:
                _put(conn, "second")
        except StoreFault as error:
            fault.append(error)

    with database.write() as conn:
        _put(conn, "first")
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(20)
    assert "fairwind.db: database is locked" in str(fault[0])
    assert _keys(database) == {"first"}
    database.close()


def test_an_embedded_database_is_its_owners_alone_and_writes_through(settings: Settings) -> None:
    database = open_database(settings)
    assert stat.S_IMODE((settings.home / "fairwind.db").stat().st_mode) == 0o600
    with database.write() as conn:
        asked = ("journal_mode", "synchronous", "foreign_keys")
        found = [conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert found == ["wal", 2, 1]
    database.close()


def test_a_password_in_the_address_is_not_in_the_fault(
    new_postgresql: Callable[[], str],
) -> None:
    url = new_postgresql().replace("fairwind@", "fairwind:geheim@") + "_nowhere"
    with pytest.raises(StoreFault, match="nowhere") as fault, Database(url).read():
        pass
    assert "geheim" not in str(fault.value)
