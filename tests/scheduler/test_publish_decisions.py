"""Decisions reach the site by themselves, and a rollback stays where it was put."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fairwind.catalog.generations import current, rollback
from fairwind.catalog.home import Home
from fairwind.catalog.matching.decisions import decide, keep, queue
from fairwind.catalog.matching.doubts import Doubt
from fairwind.scheduler.publish import QUIET, publish_all, publish_decisions
from fairwind.store.clock import FixedClock


def decided(database: Any, name: str, now: dt.datetime) -> None:
    with database.write() as conn:
        keep(conn, [Doubt(("a", name), 0.5, {}, "1", 1)], now)
        decide(conn, queue(conn)[0].id, "same", "dora@example.com", "", now)


def test_a_decision_is_published_once_when_nobody_decides_any_more(
    settings: Any, database: Any
) -> None:
    start = dt.datetime(2026, 6, 5, 9, tzinfo=dt.UTC)
    assert publish_decisions(settings, FixedClock(start), database) is None
    publish_all(settings, FixedClock(start), database)
    assert publish_decisions(settings, FixedClock(start + 2 * QUIET), database) is None
    decided(database, "b", start + 2 * QUIET)
    assert publish_decisions(settings, FixedClock(start + 2 * QUIET), database) is None
    made = publish_decisions(settings, FixedClock(start + 3 * QUIET), database)
    assert made
    assert current(Home(settings.home)) == made
    assert publish_decisions(settings, FixedClock(start + 9 * QUIET), database) is None


def test_a_rollback_is_not_undone_by_decisions_that_were_published(
    settings: Any, database: Any
) -> None:
    start = dt.datetime(2026, 6, 5, 9, tzinfo=dt.UTC)
    first = publish_all(settings, FixedClock(start), database)
    decided(database, "b", start)
    assert publish_decisions(settings, FixedClock(start + QUIET), database)
    assert rollback(Home(settings.home)) == first
    assert publish_decisions(settings, FixedClock(start + 9 * QUIET), database) is None
    assert current(Home(settings.home)) == first
