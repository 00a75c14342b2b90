"""Replay: bringing the leads of the spool into the database once it can be written again."""

from __future__ import annotations

from ..store.database import Database
from ..store.settings import Settings
from . import spool
from .arrival import Arrival, arrive
from .take import found


def replay(database: Database, settings: Settings) -> int:
    """Bring in all leads that wait; returns how many came in.

    A lead that is in the database already (its commit was not answered) is not doubled: its
    idempotency key is known. StoreFault: the database still cannot be written; the rest waits.
    """
    came = 0
    for place, lead in spool.spooled(settings.home):
        with database.write() as conn:
            if not found(conn, lead.enquiry):
                told = Arrival(lead.at, lead.doubts, lead.promise, lead.reference)
                arrive(conn, settings, lead.enquiry, told)
                came += 1
        place.unlink(missing_ok=True)
    if came:
        spool.prepare(settings.home)
    return came
