"""Watch: whoever must be heard from again and again, and the one mail when one is not.

A watch is silent once its period and its grace have passed since it was last heard. The first to
notice writes down that it was told, in the transaction that puts the mail into the outbox: there
is one mail for one silence, however many look and however often. Heard again, it closes itself.
"""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Self

import sqlalchemy as sa
import structlog

from ..desk.operators import Called
from ..desk.tongue import tongue_of
from ..offers.faults import FetchFault, StoreFault
from ..store.clock import Clock
from ..store.database import Database
from ..store.outbox import put
from ..store.settings import Settings
from .calling import NETWORK, post
from .notices import CRON_SILENT, CRON_SILENT_BODY, KIND, notice
from .tables import watches

TICK = "tick"
PERIOD = dt.timedelta(minutes=1)
"""How often cron calls."""
GRACE = dt.timedelta(minutes=10)
LONGEST_TICK = dt.timedelta(hours=3)
"""A tick that works for longer is heard from no more: it hangs."""
PING_SECONDS = 5.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Silent:
    """One watch that is not heard: since when, and whether that was told already."""

    name: str
    heard_at: dt.datetime
    told: bool


def beat(conn: sa.Connection, name: str, now: dt.datetime) -> None:
    """Note that it was heard; a silence that was told is over with that."""
    heard = {"heard_at": now, "told_at": None}
    if not conn.execute(watches.update().where(watches.c.name == name).values(heard)).rowcount:
        conn.execute(watches.insert().values(name=name, **heard))


def silent(
    conn: sa.Connection, period: dt.timedelta, grace: dt.timedelta, now: dt.datetime
) -> list[Silent]:
    """The watches of this period that were not heard for longer than period and grace."""
    late = sa.select(watches).where(watches.c.heard_at < now - period - grace)
    rows = conn.execute(late.order_by(watches.c.name))
    return [Silent(row.name, row.heard_at, row.told_at is not None) for row in rows]


def called(conn: sa.Connection, now: dt.datetime, grace: dt.timedelta = GRACE) -> Called:
    """When cron was last heard of; silent like any other watch, and where it never was."""
    at = conn.scalar(sa.select(watches.c.heard_at).where(watches.c.name == TICK))
    return Called(at, at is None or at < now - PERIOD - grace)


def tell(
    settings: Settings, database: Database, now: dt.datetime, grace: dt.timedelta = GRACE
) -> list[Silent]:
    """Put one mail for every silence that nobody was told of; all that are silent."""
    with database.write() as conn:
        late = silent(conn, PERIOD, grace, now)
        for one in late:
            if _mine(conn, one, now):
                cause = f"watch:{one.name}:{one.heard_at.isoformat()}"
                put(conn, KIND, cause, _mail(settings, one), now)
    return late


def ping(settings: Settings, what: str = "") -> None:
    """Call the watch that runs elsewhere: "start", "" for success or "fail".

    Whatever becomes of the call, what is watched goes on.
    """
    if not settings.ping_url:
        return
    address = f"{settings.ping_url.rstrip('/')}/{what}".rstrip("/")
    try:
        status = post(settings, "ping_url", address, seconds=PING_SECONDS)
        if not 200 <= status < 300:
            log.warning("ping_answered", status=status)
    except (FetchFault, *NETWORK) as error:
        log.warning("ping_failed", kind=type(error).__name__)


class Heard:
    """Beats each minute while a long piece of work runs, up to LONGEST_TICK."""

    def __init__(self, database: Database, clock: Clock, name: str = TICK) -> None:
        self._database, self._clock, self._name = database, clock, name
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="heard")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        for _ in range(LONGEST_TICK // PERIOD):
            if self._over.wait(PERIOD.total_seconds()):
                return
            try:
                with self._database.write() as conn:
                    beat(conn, self._name, self._clock.now())
            except StoreFault as fault:
                log.warning("not_noted_as_heard", fault=str(fault))


def _mail(settings: Settings, one: Silent) -> EmailMessage:
    tongue = tongue_of(settings.languages[0])
    values = {"name": one.name, "when": f"{one.heard_at:%Y-%m-%d %H:%M} UTC"}
    body = f"{tongue.sentence(CRON_SILENT_BODY) % values}\n"
    return notice(settings, tongue.sentence(CRON_SILENT) % values, body)


def _mine(conn: sa.Connection, one: Silent, now: dt.datetime) -> bool:
    """Whether we are the first to tell of this silence."""
    untold = sa.and_(
        watches.c.name == one.name,
        watches.c.heard_at == one.heard_at,
        watches.c.told_at.is_(None),
    )
    return conn.execute(watches.update().where(untold).values(told_at=now)).rowcount == 1
