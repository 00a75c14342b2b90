"""Database: reading that never waits for a writer, and writing that is on the disk when it ends."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from ..offers.faults import StoreFault
from .settings import Settings

LOCK_SECONDS = 5
"""How long a writer waits for another before it gives up (web.md 5.9)."""

FULL_BYTES = 1 << 20
"""With less free than this, a fault of SQLite is told together with how full its disk is."""

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every room declares its tables on this, in `<room>/tables.py`."""


class Moment(sa.types.TypeDecorator[dt.datetime]):
    """An aware moment, kept in UTC by engines with and without time zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: dt.datetime | None, dialect: sa.Dialect
    ) -> dt.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone and cannot be kept")
        return value and value.astimezone(dt.UTC)

    def process_result_value(
        self, value: dt.datetime | None, dialect: sa.Dialect
    ) -> dt.datetime | None:
        return value and (
            value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)
        )


class Database:
    """One database, SQLite or PostgreSQL, behind two ways in: `read` and `write`."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.embedded = self.url.get_backend_name() == "sqlite"
        make = _sqlite_engine if self.embedded else _postgresql_engine
        self._readers = make(self.url, True)
        self._writers = make(self.url, False)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """One consistent state of the data; an attempt to write through it fails."""
        with _named_faults(self.url), self._readers.connect() as conn, conn.begin():
            yield conn

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """One transaction: all of it is durable when the block ends, or nothing of it.

        StoreFault: the database is locked for more than LOCK_SECONDS, read-only, full or away.
        """
        with _named_faults(self.url), self._writers.begin() as conn:
            yield conn

    def close(self) -> None:
        self._readers.dispose()
        self._writers.dispose()


@contextmanager
def _named_faults(url: sa.URL) -> Iterator[None]:
    try:
        yield
    except (OperationalError, InternalError, PoolTimeout) as error:
        cause = getattr(error, "orig", None) or error
        place = url.render_as_string(hide_password=True)
        raise StoreFault(f"{place}: {str(cause).strip()}{_disk(url)}") from error


def _disk(url: sa.URL) -> str:
    """What SQLite's "disk I/O error" leaves out: that the disk of its file has no room left."""
    try:
        free = shutil.disk_usage(Path(url.database or "").parent).free
    except OSError:
        return ""
    full = url.get_backend_name() == "sqlite" and free < FULL_BYTES
    return f"; the disk is full ({free >> 10:,} KiB are free)" if full else ""


def open_database(settings: Settings) -> Database:
    """The installation's database, made where it is missing and brought to the newest schema."""
    # Alembic is needed at the start only and costs 0.3 s: a command that reads no data skips it.
    from .migrate import migrate

    database = Database(settings.database_url)
    if database.embedded:
        _make_private(database.url)
    migrate(database)
    return database


def _make_private(url: sa.URL) -> None:
    """An empty file of the owner's own: it will hold names and telephone numbers."""
    if not url.database or url.database == ":memory:":
        raise StoreFault("an embedded database is a file: sqlite:////folder/fairwind.db")
    path = Path(url.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except PermissionError as error:
        if not path.exists():
            raise StoreFault(f"{path}: {error.strerror}") from error
    except OSError as error:
        raise StoreFault(f"{path}: {error.strerror}") from error


def _sqlite_engine(url: sa.URL, reads: bool) -> sa.Engine:
    # An error must not quote the values it was about: they are persons' data (logs, faults).
    engine = sa.create_engine(url, connect_args={"timeout": LOCK_SECONDS}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # The driver begins nothing by itself; our own BEGIN below decides what kind it is.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _pragmas(reads):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(conn: sa.Connection) -> None:
        conn.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _pragmas(reads: bool) -> tuple[str, ...]:
    common = (f"busy_timeout={LOCK_SECONDS * 1000}", "foreign_keys=ON")
    if reads:
        return (*common, "query_only=ON")
    return (*common, "journal_mode=WAL", "synchronous=FULL")


def _postgresql_engine(url: sa.URL, reads: bool) -> sa.Engine:
    # Compiling a query (jit) costs half a second where tables are fresh; ours run in milliseconds.
    options = f"-c lock_timeout={LOCK_SECONDS * 1000} -c timezone=UTC -c jit=off"
    engine = sa.create_engine(
        url,
        connect_args={"options": options, "connect_timeout": LOCK_SECONDS},
        pool_pre_ping=True,
        hide_parameters=True,
    )
    if reads:
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine


def sqlite_version() -> str:
    """The version of the embedded engine, for `fairwind doctor`."""
    return sqlite3.sqlite_version
