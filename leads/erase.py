"""Erasing a person: everywhere, for good, with the desk's counts unchanged (backoffice.md 14).

`erase` does it within the caller's transaction. The ledger has the person before anything is gone:
whatever breaks in between, the next start finishes it (`replay`). `settle`, after the commit, has
the bytes leave the database's files.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ..offers.faults import StoreFault
from ..store import audit
from ..store.database import Database, metadata
from ..store.scrub import scrub
from ..store.settings import Settings
from ..store.tables import audit as audit_table
from . import erase_files, erase_mail, ledger, need_keys
from .erase_rules import RULES, Deed, Rule
from .erased_person import Subject, subject_of, who_came_back
from .suppression import CHANNELS, ERASED, suppress
from .tables import drafts, leads, persons, undos
from .traces import mentions, without

DONE = "person erased"


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure found: leads emptied, mails without their words, files removed."""

    person_id: int
    leads: int
    mails: int
    files: int


def erase(
    conn: sa.Connection, settings: Settings, person_id: int, actor: str, now: dt.datetime
) -> Erased:
    """Erase a person and whoever was merged into them; StoreFault: there is no such person left."""
    subject = subject_of(conn, person_id)
    if subject is None:
        raise StoreFault(f"person {person_id}: there is nobody to erase")
    line = ledger.append(settings, subject.root, subject.born, subject.contacts, now)
    return _erase(conn, settings, subject, line.id, actor, now)


def erase_person(
    database: Database, settings: Settings, person_id: int, actor: str, now: dt.datetime
) -> Erased:
    """The whole of it: erase, commit, and have the bytes leave the files."""
    with database.write() as conn:
        done = erase(conn, settings, person_id, actor, now)
    settle(database, settings)
    return done


def replay(database: Database, settings: Settings, now: dt.datetime) -> int:
    """Erase again whoever a restored backup has brought back; how many lines had to be applied."""
    lines = list(ledger.entries(settings))
    if not lines:
        return 0
    with database.read() as conn:
        done = _applied(conn)
    todo = [line for line in lines if line.id not in done]
    for line in todo:
        with database.write() as conn:
            back = who_came_back(conn, settings, line)
            for person_id in back:
                subject = subject_of(conn, person_id)
                if subject is not None:
                    _erase(conn, settings, subject, line.id, "ledger", now)
            if not back:
                audit.note(conn, now, "ledger", DONE, f"person:{line.person_id}", erasure=line.id)
    if todo:
        mark_unsettled(settings)
        settle(database, settings)
    return len(todo)


def settle(database: Database, settings: Settings) -> bool:
    """Scrub the database's files if an erasure waits for it; False: busy, the next tick tries."""
    mark = _mark(settings)
    if not mark.exists():
        return True
    if not scrub(database):
        return False
    mark.unlink(missing_ok=True)
    return True


def mark_unsettled(settings: Settings) -> None:
    """Note outside the database that its files hold what its answers no longer do."""
    mark = _mark(settings)
    mark.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark.touch(0o600)


def _mark(settings: Settings) -> Path:
    return ledger.folder_of(settings) / "to-scrub"


def _applied(conn: sa.Connection) -> set[str]:
    rows = conn.scalars(sa.select(audit_table.c.facts).where(audit_table.c.action == DONE))
    return {str(facts.get("erasure", "")) for facts in rows}


def _erase(
    conn: sa.Connection,
    settings: Settings,
    subject: Subject,
    line: str,
    actor: str,
    now: dt.datetime,
) -> Erased:
    mark_unsettled(settings)
    _suppress(conn, settings, subject, now)
    mails = erase_mail.erase(conn, subject, now)
    _drop_drafts(conn, subject)  # while they still name the person
    for name, rule in RULES.items():
        if name in metadata.tables:
            _apply(conn, metadata.tables[name], rule, subject)
            _sweep(conn, metadata.tables[name], rule, subject)
    _drop_undos(conn, subject)
    _rename(conn, subject, now)
    need_keys.destroy(settings, subject.persons)
    files = erase_files.erase(settings, subject, mails.message_ids)
    pattern = subject.traces.pattern
    by = f"person:{subject.root}" if pattern and pattern.search(actor) else actor
    counts = {"leads": str(len(subject.leads)), "mails": str(mails.count), "files": str(files)}
    audit.note(conn, now, by, DONE, f"person:{subject.root}", erasure=line, **counts)
    return Erased(subject.root, len(subject.leads), mails.count, files)


def _suppress(conn: sa.Connection, settings: Settings, subject: Subject, now: dt.datetime) -> None:
    """Nothing is sent or called any more: an HMAC stays where the address stood."""
    for channel, values in zip(
        CHANNELS, (subject.traces.mails, subject.traces.phones), strict=True
    ):
        for value in sorted(values):
            suppress(conn, settings, value, channel, ERASED, now)


def _drop_undos(conn: sa.Connection, subject: Subject) -> None:
    """No change of the person's own rows can be taken back: an undo holds them as they were."""
    for row in conn.execute(sa.select(undos.c.id, undos.c.before, undos.c.after)).all():
        if any(_theirs(name, one, subject) for name, one in _rows_in(row.before, row.after)):
            conn.execute(undos.delete().where(undos.c.id == row.id))


def _drop_drafts(conn: sa.Connection, subject: Subject) -> None:
    """No unsent form is left of the person's own pages, nor any other that names them."""
    pages = [f"/office/leads/{reference}" for reference in subject.references]
    pages += [f"/office/clients/{person_id}" for person_id in subject.persons]
    pattern = subject.traces.pattern
    for row in conn.execute(sa.select(drafts)).all():
        own = any(row.form == page or row.form.startswith(f"{page}/") for page in pages)
        if own or (pattern is not None and mentions(pattern, row.fields)):
            conn.execute(drafts.delete().where(drafts.c.id == row.id))


def _rows_in(*parts: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The rows of an undo with the name of their table."""
    held = [(name, rows) for part in parts for name, rows in part.items()]
    return [(name, one) for name, rows in held if isinstance(rows, list) for one in rows]


def _theirs(table: str, row: dict[str, Any], subject: Subject) -> bool:
    rule = RULES.get(table)
    ids = _ids(subject)
    return rule is not None and any(row.get(c) in ids.get(of, ()) for c, of in rule.owner.items())


def _ids(subject: Subject) -> dict[str, frozenset[Any]]:
    """What an owner column holds where a row is the person's."""
    return {
        "person": frozenset(subject.persons),
        "lead": frozenset(subject.leads),
        "visitor": subject.visitors,
        "email": subject.traces.mails,
    }


def _apply(conn: sa.Connection, table: sa.Table, rule: Rule, subject: Subject) -> None:
    """Delete or empty the person's own rows."""
    if not rule.owner or rule.deed is Deed.KEEP:
        return
    mine = sa.or_(*(_owned(table.c[name], of, subject) for name, of in rule.owner.items()))
    if rule.deed is Deed.DELETE:
        conn.execute(table.delete().where(mine))
    else:
        conn.execute(table.update().where(mine).values(dict(rule.emptied)))


def _owned(column: sa.Column[Any], of: str, subject: Subject) -> sa.ColumnElement[bool]:
    mine = sa.func.lower(column) if of == "email" else column
    return mine.in_(list(_ids(subject)[of]))


def _sweep(conn: sa.Connection, table: sa.Table, rule: Rule, subject: Subject) -> None:
    """Take the person's words out of texts that are about something else."""
    pattern = subject.traces.pattern
    if pattern is None or not rule.swept:
        return
    keys = list(table.primary_key)
    columns = [table.c[name] for name in rule.swept]
    for row in conn.execute(sa.select(*keys, *columns)).all():
        said = dict(zip(rule.swept, row[len(keys) :], strict=True))
        clean = {name: without(pattern, value) for name, value in said.items()}
        if clean != said:
            this = (key == value for key, value in zip(keys, row[: len(keys)], strict=True))
            conn.execute(table.update().where(*this).values(clean))


def _rename(conn: sa.Connection, subject: Subject, now: dt.datetime) -> None:
    """The person is erased from now on; no lead's key is made of what was typed any more."""
    conn.execute(
        persons.update()
        .where(persons.c.id.in_(subject.persons))
        .values(erased_at=now, version=persons.c.version + 1)
    )
    nameless = sa.literal("erased:") + sa.cast(leads.c.id, sa.String)
    conn.execute(
        leads.update()
        .where(leads.c.id.in_(subject.leads))
        .values(idempotency_key=nameless, version=leads.c.version + 1)
    )
