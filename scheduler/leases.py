"""Leases: one process at a time works on one operator, and a dead holder frees it at once."""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from ..store.clock import Clock
from ..store.database import Database
from .tables import leases

LENGTH = dt.timedelta(minutes=45)
"""Longer than the longest crawl's own limit; a holder on this machine is freed when it dies."""


def this_holder() -> str:
    """This process as a lease names it: host, process, and when the process started."""
    return f"{socket.gethostname()} {os.getpid()} {_started(os.getpid())}"


def _started(pid: int) -> str:
    """The kernel's start tick of a process, so that a reused number is another process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _alive(holder: str) -> bool:
    """Whether the holder still runs; one on another machine counts as alive until it expires."""
    host, pid, started, *_ = [*holder.split(" "), "", "", ""]
    if host != socket.gethostname() or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _started(int(pid)) == started


def take(database: Database, clock: Clock, name: str, holder: str) -> bool:
    """Take the lease in one transaction; False while somebody alive holds it."""
    now = clock.now()
    with database.write() as conn:
        row = conn.execute(sa.select(leases).where(leases.c.name == name)).mappings().first()
        if row and row["holder"] != holder and row["until"] > now and _alive(row["holder"]):
            return False
        conn.execute(sa.delete(leases).where(leases.c.name == name))
        conn.execute(
            sa.insert(leases).values(name=name, holder=holder, taken_at=now, until=now + LENGTH)
        )
    return True


def give_back(database: Database, name: str, holder: str) -> None:
    """End the lease if this holder still has it."""
    with database.write() as conn:
        conn.execute(sa.delete(leases).where(leases.c.name == name, leases.c.holder == holder))


@contextmanager
def held(database: Database, clock: Clock, name: str, part: str = "") -> Iterator[bool]:
    """Hold the lease within the block; the value says whether it was free to take.

    `part` tells threads of one process apart: two of them never hold one lease together.
    """
    holder = f"{this_holder()} {part}".strip()
    taken = take(database, clock, name, holder)
    try:
        yield taken
    finally:
        if taken:
            give_back(database, name, holder)
