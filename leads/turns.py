"""Turns: who gives out leads does so alone, or two would give one lead to two or overfill one.

SQLite has one writer anyway. On PostgreSQL a lock of the transaction says whose turn it is; a
transaction that will give out leads takes it before it changes any row that another one at it may
want, so that none waits for another in a circle.
"""

from __future__ import annotations

import sqlalchemy as sa

_KEY = 0x6661_6972  # any number that no other lock of ours uses


def one_at_a_time(conn: sa.Connection) -> None:
    """Wait for our turn; it lasts until the transaction ends, and asking twice is asking once."""
    if conn.dialect.name == "postgresql":
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_KEY)))
