"""Retention: how long anything about a person is kept. One table that the nightly job, the office,
the documentation and the public privacy page read.

What a rule names ends by itself: a row is deleted or emptied, a person erased with everything that
hangs on them (`erase`). What no rule names stays: figures of nobody, the audit, keyed hashes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..store import audit
from ..store.database import Database
from ..store.rates import KEPT as BUCKETS_KEPT
from ..store.settings import Settings
from ..store.tables import audit as audit_table
from ..store.tables import buckets, devices, invitations, outbox, sessions
from . import behaviour, clients_import, drafts, erase, needs, retention_people, undo
from .tables import bookings, imports, links, merges, profiles, subscriptions, visits
from .tables import drafts as drafts_table
from .tables import needs as needs_table
from .tables import undos as undos_table

DAY = dt.timedelta(days=1)
RUN = "retention run"
SAMPLES = 5
"""So many ids a dry run names of each rule."""

Found = Callable[[sa.Connection, dt.datetime], Sequence[Any]]
End = Callable[[sa.Connection, Settings, Sequence[Any], dt.datetime], object]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: `what` is kept `after` its last use or its end, `why`, and `then`.

    `found` gives the ids whose time has come, `end` does what `then` says.
    """

    name: str
    what: str
    after: dt.timedelta
    since: str
    why: str
    then: str
    found: Found
    end: End


@dataclass(frozen=True, slots=True)
class Due:
    """What one rule finds: how many, and the first ids."""

    rule: Rule
    count: int
    samples: tuple[str, ...]


def due(conn: sa.Connection, settings: Settings, now: dt.datetime) -> tuple[Due, ...]:
    """The dry run: what would end now, nothing changed."""
    return tuple(_due(rule, rule.found(conn, now)) for rule in RULES)


def run(
    database: Database, settings: Settings, now: dt.datetime, actor: str = "retention"
) -> tuple[Due, ...]:
    """End all whose time has come, each rule in a transaction of its own, and note the counts."""
    done = []
    for rule in RULES:
        with database.write() as conn:
            found = rule.found(conn, now)
            if found:
                rule.end(conn, settings, found, now)
            done.append(_due(rule, found))
    counts = {one.rule.name: str(one.count) for one in done if one.count}
    with database.write() as conn:
        audit.note(conn, now, actor, RUN, "retention", **counts)
    if counts:
        erase.mark_unsettled(settings)
        erase.settle(database, settings)
    return tuple(done)


def daily(database: Database, settings: Settings, now: dt.datetime) -> tuple[Due, ...]:
    """Run once a day, however often called; an erasure whose bytes still lie about is settled."""
    erase.settle(database, settings)
    lately = sa.select(audit_table.c.id).where(audit_table.c.at > now - DAY)
    with database.read() as conn:
        if conn.scalar(lately.where(audit_table.c.action == RUN).limit(1)) is not None:
            return ()
    return run(database, settings, now)


def _due(rule: Rule, found: Sequence[Any]) -> Due:
    return Due(rule, len(found), tuple(str(one) for one in found[:SAMPLES]))


def _older(column: sa.Column[Any], age: dt.timedelta, *more: sa.ColumnElement[bool]) -> Found:
    """The keys of a table whose moment is older than an age."""
    (key,) = column.table.primary_key

    def found(conn: sa.Connection, now: dt.datetime) -> Sequence[Any]:
        return conn.scalars(sa.select(key).where(column < now - age, *more).order_by(key)).all()

    return found


def _delete(table: sa.Table) -> End:
    (key,) = table.primary_key

    def end(
        conn: sa.Connection, settings: Settings, ids: Sequence[Any], now: dt.datetime
    ) -> object:
        return [conn.execute(table.delete().where(key == one)) for one in ids]

    return end


def _empty(table: sa.Table, **values: object) -> End:
    (key,) = table.primary_key

    def end(
        conn: sa.Connection, settings: Settings, ids: Sequence[Any], now: dt.datetime
    ) -> object:
        return [conn.execute(table.update().where(key == one).values(values)) for one in ids]

    return end


def _erase(conn: sa.Connection, settings: Settings, ids: Sequence[Any], now: dt.datetime) -> object:
    return [erase.erase(conn, settings, one, "retention", now) for one in ids]


_NEVER_CONFIRMED = subscriptions.c.state == "asked"
_ENDED = subscriptions.c.state == "ended"
_WRITTEN = sa.func.length(outbox.c.message) > 0
_GIVEN_UP = sa.and_(outbox.c.given_up_at.is_not(None), _WRITTEN)
_PREVIEW = imports.c.state == clients_import.PREVIEW

RULES: tuple[Rule, ...] = (
    Rule(
        "needs",
        "needs of health or belief",
        needs.AFTER_RETURN,
        "the return",
        "nobody needs them after the trip",
        "deleted",
        _older(needs_table.c.expires_at, dt.timedelta(0)),
        _delete(needs_table),
    ),
    Rule(
        "doubtful",
        "doubtful enquiries that nobody found real",
        retention_people.DOUBTFUL,
        "they came",
        "spam is not kept",
        "erased",
        retention_people.doubtful,
        _erase,
    ),
    Rule(
        "leads",
        "enquiries of people who did not travel with us",
        retention_people.WITHOUT_CONTACT,
        "the last contact",
        "we may answer a question that comes back next season",
        "erased",
        retention_people.without_contact,
        _erase,
    ),
    Rule(
        "clients",
        "clients",
        retention_people.IDLE,
        "the last trip or contact",
        "they come again, and know that we remember their wishes",
        "erased; figures of bookings stay",
        retention_people.idle_clients,
        _erase,
    ),
    Rule(
        "profiles",
        "preference profiles",
        retention_people.IDLE,
        "the last change",
        "wishes change",
        "deleted",
        _older(profiles.c.changed_at, retention_people.IDLE),
        _delete(profiles),
    ),
    Rule(
        "bookings",
        "figures of bookings",
        retention_people.LEGAL_TERM,
        "departure",
        "the law wants accounts kept",
        "deleted",
        retention_people.old_bookings,
        _delete(bookings),
    ),
    Rule(
        "newsletter_asked",
        "newsletter addresses that were never confirmed",
        30 * DAY,
        "they were given",
        "without a yes there is nothing to keep",
        "deleted",
        _older(subscriptions.c.asked_at, 30 * DAY, _NEVER_CONFIRMED),
        _delete(subscriptions),
    ),
    Rule(
        "newsletter_ended",
        "newsletter addresses that said no",
        30 * DAY,
        "the no",
        "a keyed hash stays, so that nothing is sent again",
        "deleted",
        _older(subscriptions.c.ended_at, 30 * DAY, _ENDED),
        _delete(subscriptions),
    ),
    Rule(
        "behaviour",
        "what was compared, saved and visited again",
        behaviour.KEPT,
        "it was noted",
        "after that it says nothing about a wish",
        "deleted",
        _older(visits.c.at, behaviour.KEPT),
        _delete(visits),
    ),
    Rule(
        "mails",
        "the text of mails",
        90 * DAY,
        "sending",
        "questions about a mail come within weeks",
        "emptied",
        _older(outbox.c.sent_at, 90 * DAY, _WRITTEN),
        _empty(outbox, message=b"", last_fault=None),
    ),
    Rule(
        "mails_given_up",
        "the text of mails that could not be sent",
        90 * DAY,
        "giving up",
        "they may be sent again until then",
        "emptied",
        _older(outbox.c.given_up_at, 90 * DAY, _GIVEN_UP),
        _empty(outbox, message=b"", last_fault=None),
    ),
    Rule(
        "links",
        "links that were mailed",
        7 * DAY,
        "they opened anything",
        "a used link is proof for a week",
        "deleted",
        _older(links.c.expires_at, 7 * DAY),
        _delete(links),
    ),
    Rule(
        "merges",
        "how two people looked before they were joined",
        30 * DAY,
        "joining",
        "joining can be undone until then",
        "deleted",
        _older(merges.c.at, 30 * DAY),
        _delete(merges),
    ),
    Rule(
        "imports",
        "lists that were looked at and not taken in",
        clients_import.KEPT,
        "they were read",
        "nobody's data lie about",
        "deleted",
        _older(imports.c.at, clients_import.KEPT, _PREVIEW),
        _delete(imports),
    ),
    Rule(
        "drafts",
        "forms that colleagues did not send",
        drafts.KEPT,
        "they were typed",
        "a form that times out is not lost",
        "deleted",
        _older(drafts_table.c.at, drafts.KEPT),
        _delete(drafts_table),
    ),
    Rule(
        "undos",
        "changes that can be taken back",
        undo.KEPT,
        "the change",
        "a slip is noticed the same day",
        "deleted",
        _older(undos_table.c.at, undo.KEPT),
        _delete(undos_table),
    ),
    Rule(
        "limits",
        "keyed hashes of network addresses",
        BUCKETS_KEPT,
        "the last try",
        "they hold off floods",
        "deleted",
        _older(buckets.c.at, BUCKETS_KEPT),
        _delete(buckets),
    ),
    Rule(
        "sessions",
        "colleagues' sessions",
        90 * DAY,
        "the last page",
        "who was logged in can be looked up for a quarter",
        "deleted",
        _older(sessions.c.seen_at, 90 * DAY),
        _delete(sessions),
    ),
    Rule(
        "devices",
        "colleagues' trusted devices",
        90 * DAY,
        "the end of trust",
        "as their sessions",
        "deleted",
        _older(
            devices.c.until,
            90 * DAY,
            ~sa.exists().where(sessions.c.device_id == devices.c.id),
        ),
        _delete(devices),
    ),
    Rule(
        "invitations",
        "colleagues' links for a new password",
        30 * DAY,
        "they opened anything",
        "as mailed links",
        "deleted",
        _older(invitations.c.until, 30 * DAY),
        _delete(invitations),
    ),
)
"""The table, in the order it is run and shown."""
