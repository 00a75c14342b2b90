"""Who of the office did something, by name; logs and tables keep the login."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from ...store.tables import users


def names(conn: sa.Connection) -> Mapping[str, str]:
    """Login -> name, of every user that has one."""
    rows = conn.execute(sa.select(users.c.email, users.c.name).where(users.c.name != ""))
    return {row.email: row.name for row in rows}
