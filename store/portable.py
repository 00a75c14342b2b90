"""Portable rows: all tables of a database as lines of JSON that either engine can take in again."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ..offers.faults import StoreFault
from .database import Database
from .migrate import revision_of, upgrade

VERSION_TABLE = "alembic_version"
BATCH = 500
_OUR_FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = current_schema()
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def dump(conn: sa.Connection, folder: Path) -> dict[str, int]:
    """Write `<table>.jsonl` for each table of one consistent state; rows by table."""
    held = sa.MetaData()
    held.reflect(conn)
    counts = {}
    for table in held.sorted_tables:
        if table.name != VERSION_TABLE:
            counts[table.name] = _write(conn, table, folder / f"{table.name}.jsonl")
    return counts


def load(database: Database, revision: str, folder: Path) -> dict[str, int]:
    """Make the database what a dump of this schema says, all or nothing; what was there is gone."""
    with database.write() as conn:
        _clear(conn)
        upgrade(conn, revision)
        held = sa.MetaData()
        held.reflect(conn)
        counts = {}
        for table in held.sorted_tables:
            place = folder / f"{table.name}.jsonl"
            if table.name != VERSION_TABLE and place.exists():
                _refuse_filled(conn, table)
                counts[table.name] = _read(conn, table, place)
        if conn.dialect.name == "postgresql":
            _count_on(conn, held)
    return counts


def rows_by_table(conn: sa.Connection) -> dict[str, int]:
    """How many rows each table has."""
    held = sa.MetaData()
    held.reflect(conn)
    return {
        table.name: int(conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
        for table in held.sorted_tables
        if table.name != VERSION_TABLE
    }


def schema_of(conn: sa.Connection) -> str:
    """The schema of a database that has one."""
    found = revision_of(conn)
    if found is None:
        raise StoreFault("this database has no schema of ours")
    return found


def _write(conn: sa.Connection, table: sa.Table, place: Path) -> int:
    count = 0
    rows = conn.execution_options(yield_per=BATCH).execute(
        sa.select(table).order_by(*table.primary_key)
    )
    with place.open("w", encoding="utf-8") as file:
        for row in rows.mappings():
            said = {str(name): _plain(value) for name, value in row.items()}
            file.write(json.dumps(said, ensure_ascii=False) + "\n")
            count += 1
    return count


def _read(conn: sa.Connection, table: sa.Table, place: Path) -> int:
    """Insert the rows; columns that point into the same table are set when all rows are there."""
    inward = [c.name for c in table.columns if any(k.column.table is table for k in c.foreign_keys)]
    (later, count) = ([], 0)
    for rows in _batches(place):
        typed = [_typed_row(table, row, conn.dialect.name) for row in rows]
        later += [_pointers(table, row, inward) for row in typed if any(row[c] for c in inward)]
        conn.execute(table.insert(), [row | dict.fromkeys(inward) for row in typed])
        count += len(typed)
    for key, values in later:
        conn.execute(table.update().where(_is(table, key)).values(values))
    return count


def _pointers(
    table: sa.Table, row: dict[str, Any], inward: list[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    key = {column.name: row[column.name] for column in table.primary_key}
    return key, {name: row[name] for name in inward}


def _is(table: sa.Table, key: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    return sa.and_(*(table.c[name] == value for name, value in key.items()))


def _batches(place: Path) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    with place.open(encoding="utf-8") as file:
        for line in file:
            rows.append(json.loads(line))
            if len(rows) == BATCH:
                yield rows
                rows = []
    if rows:
        yield rows


def _clear(conn: sa.Connection) -> None:
    held = sa.MetaData()
    held.reflect(conn)
    held.drop_all(conn)
    if conn.dialect.name == "postgresql":
        for function in conn.scalars(sa.text(_OUR_FUNCTIONS)).all():
            conn.exec_driver_sql(f"DROP FUNCTION {function} CASCADE")


def _refuse_filled(conn: sa.Connection, table: sa.Table) -> None:
    """A schema that was only just made has no rows of its own."""
    if conn.scalar(sa.select(sa.func.count()).select_from(table)):
        raise StoreFault(f"{table.name}: the new schema has rows already")


def _count_on(conn: sa.Connection, held: sa.MetaData) -> None:
    """New rows get ids after those that were brought in."""
    for table in held.sorted_tables:
        keys = list(table.primary_key)
        if len(keys) == 1 and isinstance(keys[0].type, sa.Integer):
            sequence = sa.func.pg_get_serial_sequence(table.name, keys[0].name)
            highest = sa.select(sa.func.max(keys[0])).scalar_subquery()
            if conn.scalar(sa.select(sequence)) and conn.scalar(sa.select(highest)):
                conn.execute(sa.select(sa.func.setval(sequence, highest)))


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return aware.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def _typed_row(table: sa.Table, row: Mapping[str, Any], dialect: str) -> dict[str, Any]:
    return {c.name: _typed(c, row.get(c.name), dialect) for c in table.columns}


def _typed(column: sa.Column[Any], value: Any, dialect: str) -> Any:
    if value is None:
        return sa.null() if isinstance(column.type, sa.JSON) else None
    if isinstance(column.type, sa.DateTime):
        at = dt.datetime.fromisoformat(value)
        return at if dialect == "postgresql" else at.replace(tzinfo=None)
    if isinstance(column.type, sa.Date):
        return dt.date.fromisoformat(value)
    if isinstance(column.type, sa.LargeBinary):
        return base64.b64decode(value)
    return bool(value) if isinstance(column.type, sa.Boolean) else value
