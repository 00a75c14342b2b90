"""Scrubbing: what was deleted is gone from the database's files too, not only from its answers."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from ..offers.faults import StoreFault
from .database import LOCK_SECONDS, Database


def scrub(database: Database) -> bool:
    """Write the database anew without its deleted rows; False where somebody else kept it busy.

    SQLite: VACUUM, then the write-ahead log is cut to nothing. PostgreSQL: VACUUM FULL of each
    table; its write-ahead log is used again by the server itself.
    StoreFault: the database is away.
    """
    return (
        _sqlite(Path(database.url.database or "")) if database.embedded else _postgresql(database)
    )


def _sqlite(path: Path) -> bool:
    try:
        conn = sqlite3.connect(path, timeout=LOCK_SECONDS, isolation_level=None)
        try:
            conn.execute("VACUUM")
            busy, _, _ = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
        finally:
            conn.close()
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            return False
        raise StoreFault(f"{path}: {error}") from error


def _postgresql(database: Database) -> bool:
    engine = sa.create_engine(database.url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as conn:
            conn.exec_driver_sql(f"SET lock_timeout = '{LOCK_SECONDS}s'")
            conn.exec_driver_sql("VACUUM (FULL)")
        return True
    except sa.exc.OperationalError:
        return False
    finally:
        engine.dispose()
