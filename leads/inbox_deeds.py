"""Deeds on several leads at once, as the boxes ticked in the inbox ask for: undone as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ..offers.faults import StoreFault
from ..store import audit
from ..store.settings import Settings
from . import arrival, routing, stages, undo
from .tables import attempt_plans, leads
from .turns import one_at_a_time

MOST = 50
WAYS: tuple[stages.How, ...] = ("lost", "disqualified", "recycled")


class Deed(StrEnum):
    """What can be done with several leads."""

    ASSIGN = "assign"
    CLOSE = "close"
    REAL = "real"
    PRACTICE = "practice"
    EARNEST = "earnest"


@dataclass(frozen=True, slots=True)
class Order:
    """A deed with what it needs: whom to give to, or how and why to close."""

    deed: Deed
    user_id: int = 0
    how: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """How many leads were changed, and the id that undoes it."""

    count: int
    undo: str


def do(
    conn: sa.Connection,
    settings: Settings,
    order: Order,
    lead_ids: Iterable[int],
    seen: sa.ColumnElement[bool],
    actor: str,
    now: dt.datetime,
) -> Done:
    """Do it to those of the leads that the user sees and to which it can be done.

    StoreFault: nobody to give to, no way or reason to close.
    """
    _check(order)
    one_at_a_time(conn)
    which = sa.and_(leads.c.id.in_(list(lead_ids)[:MOST]), seen, _can(order.deed))
    rows = conn.execute(sa.select(leads).where(which).with_for_update()).all()
    if not rows:
        return Done(0, "")
    touched = leads.c.id.in_([row.id for row in rows])
    before = _as_they_are(conn, rows)
    _DEEDS[order.deed](conn, settings, order, rows, actor, now)
    conn.execute(leads.update().where(touched).values(version=leads.c.version + 1))
    for row in rows:
        audit.note(conn, now, actor, f"lead {order.deed}", row.reference)
    after = _as_they_are(conn, rows)
    named = undo.remember(conn, f"leads {order.deed}", before, after, actor, now)
    return Done(len(rows), named)


def _as_they_are(conn: sa.Connection, rows: Sequence[Any]) -> undo.Rows:
    """The leads with the calls planned for them: a lead that was closed by mistake is called."""
    ids = [row.id for row in rows]
    plans = undo.snapshot(conn, attempt_plans, attempt_plans.c.lead_id.in_(ids))
    return undo.together(undo.snapshot(conn, leads, leads.c.id.in_(ids)), plans)


def _check(order: Order) -> None:
    if order.deed is Deed.CLOSE and (order.how not in WAYS or not order.reason.strip()):
        raise StoreFault("closing wants a way and a reason")


def _can(deed: Deed) -> sa.ColumnElement[bool]:
    is_open = leads.c.state == "open"
    able = {
        Deed.ASSIGN: sa.and_(is_open, leads.c.review == ""),
        Deed.CLOSE: leads.c.state != "closed",
        Deed.REAL: sa.and_(is_open, leads.c.review != ""),
        Deed.PRACTICE: leads.c.practice.is_(False),
        Deed.EARNEST: leads.c.practice.is_(True),
    }
    return able[deed]


def _assign(
    conn: sa.Connection,
    settings: Settings,
    order: Order,
    rows: Sequence[Any],
    actor: str,
    now: dt.datetime,
) -> None:
    for row in rows:
        routing.assign(conn, settings, row.id, order.user_id, actor, now)


def _close(
    conn: sa.Connection,
    settings: Settings,
    order: Order,
    rows: Sequence[Any],
    actor: str,
    now: dt.datetime,
) -> None:
    for row in rows:
        how = next(way for way in WAYS if way == order.how)
        stages.close(conn, row.id, how, order.reason, actor, now)
    routing.rerun(conn, settings, now)


def _accept(
    conn: sa.Connection,
    settings: Settings,
    order: Order,
    rows: Sequence[Any],
    actor: str,
    now: dt.datetime,
) -> None:
    for row in rows:
        arrival.accept(conn, settings, row.id, actor, now)


def _set(**values: Any) -> Callable[..., None]:
    """A deed that sets columns; what was for practice only is routed afterwards."""

    def change(
        conn: sa.Connection,
        settings: Settings,
        order: Order,
        rows: Sequence[Any],
        actor: str,
        now: dt.datetime,
    ) -> None:
        which = leads.c.id.in_([row.id for row in rows])
        conn.execute(leads.update().where(which).values(values))
        for row in rows:
            if order.deed is not Deed.PRACTICE and row.owner_id is None and row.state == "open":
                routing.route(conn, settings, row.id, "earnest", actor, now)

    return change


_DEEDS: dict[Deed, Callable[..., None]] = {
    Deed.ASSIGN: _assign,
    Deed.CLOSE: _close,
    Deed.REAL: _accept,
    Deed.PRACTICE: _set(practice=True),
    Deed.EARNEST: _set(practice=False),
}
