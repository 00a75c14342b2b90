"""Tick: everything that is due now; cron calls it each minute and two never run at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ..catalog import price_checks
from ..catalog.home import Home
from ..catalog.runs import prune_runs
from ..crawlers.recheck import ask_for_leads
from ..leads import erase, retention
from ..leads.bounces import bounced
from ..leads.replay import replay
from ..leads.sla import Swept
from ..store.clock import Clock
from ..store.database import Database
from ..store.outbox import Delivered, deliver
from ..store.settings import Settings
from .cards import NamedCard, cards_of
from .clocks import mind_clocks
from .crawl import Progress
from .leases import held
from .notices import tell_of_silence
from .photos import bring_photos
from .publish import publish_decisions
from .refresh import Outcome, refresh
from .silences import silent
from .tables import heartbeats
from .turns import due_now
from .watch import TICK, Heard, beat, ping

KEPT_RUNS = 10
MOST_A_TICK = 4
"""Operators asked by one tick: after a downtime all are due, and the most valuable go first. The
others follow minute by minute, so that mail leaves between them and they do not stay in step."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did. `busy`: another tick was still at work, so this one left at once."""

    busy: bool
    outcomes: tuple[Outcome, ...] = ()
    replayed: int = 0
    mail: Delivered | None = None
    faults: tuple[str, ...] = ()
    swept: Swept | None = None


def tick(
    settings: Settings, clock: Clock, database: Database, progress: Progress | None = None
) -> Ticked:
    """Replay spooled leads, mind the clocks of all, send mail, refresh who is due, tell of silence.

    Mail goes first and last: a long crawl keeps no enquiry waiting, and its notice leaves at once.
    Missing photos come behind all: nothing waits for them. A watch elsewhere is told when it begins
    and how it ends; a tick that raises says nothing, and that watch finds it silent.
    """
    ping(settings, "start")
    with held(database, clock, "tick") as free, Heard(database, clock):
        _beat(database, clock.now())
        erase.replay(database, settings, clock.now())
        replayed = replay(database, settings)
        swept = mind_clocks(settings, clock, database)
        mail = deliver(database, settings, clock, bounced(settings))
        ask_for_leads(settings, clock, database)
        if not free:
            ping(settings)
            return Ticked(True, replayed=replayed, mail=mail, swept=swept)
        cards = cards_of(Home(settings.home))
        due = due_now(settings, clock, database, cards.good)
        turn, later = due[:MOST_A_TICK], due[MOST_A_TICK:]
        outcomes = refresh(settings, clock, database, turn, progress) if turn else []
        publish_decisions(settings, clock, database)
        asked = [pair for pair in cards.good if pair not in later]
        tell_of_silence(settings, clock, database, silent(settings, database, asked, clock.now()))
        retention.daily(database, settings, clock.now())
        _prune(settings, database, cards.good, clock.now())
        mail = _sum(mail, deliver(database, settings, clock, bounced(settings)))
        bring_photos(settings, clock, database, [card for _, card in cards.good])
    ping(settings, "fail" if any(one.state == "failed" for one in outcomes) else "")
    return Ticked(False, tuple(outcomes), replayed, mail, cards.faults, swept)


def _prune(
    settings: Settings, database: Database, cards: Sequence[NamedCard], now: dt.datetime
) -> None:
    """Let old runs and old price checks go."""
    for _, card in cards:
        prune_runs(Home(settings.home), card.name, KEPT_RUNS)
    with database.write() as conn:
        price_checks.forget(conn, now)


def _beat(database: Database, now: dt.datetime) -> None:
    """Note that cron called, for `fairwind doctor` and /readyz."""
    with database.write() as conn:
        conn.execute(sa.delete(heartbeats).where(heartbeats.c.name == "tick"))
        conn.execute(sa.insert(heartbeats).values(name="tick", at=now))
        beat(conn, TICK, now)


def _sum(first: Delivered, then: Delivered) -> Delivered:
    return Delivered(first.sent + then.sent, first.failed + then.failed, then.waiting)
