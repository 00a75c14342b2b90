"""Bringing a database to the newest schema, by Alembic run from within the program."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from ..offers.faults import StoreFault
from .database import Database

SCRIPTS = Path(__file__).parent / "migrations"
# Any number will do as long as it is ours: two processes that start at once take turns.
_MIGRATING = 7_301_963_221


def migrate(database: Database) -> None:
    """Run the migrations that this database does not have; nothing when it has them all."""
    newest = newest_revision()
    with database.read() as conn:
        found = revision_of(conn)
    if found == newest:
        return
    _refuse_newer(found)
    with database.write() as conn:
        if not database.embedded:
            conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATING)))
        command.upgrade(_config(conn), "head")


def upgrade(conn: sa.Connection, revision: str) -> None:
    """Bring this connection's database to one schema, within its transaction."""
    command.upgrade(_config(conn), revision)


def revision_of(conn: sa.Connection) -> str | None:
    """The schema a database has, None for an empty one."""
    return MigrationContext.configure(conn).get_current_revision()


@cache
def newest_revision() -> str | None:
    """The schema this program wants; its scripts are read once."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _refuse_newer(found: str | None) -> None:
    """A database that a later version of the program has already changed is left alone."""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        raise StoreFault(f"the database has schema {found}, which this version does not know")


def _config(conn: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    return config
