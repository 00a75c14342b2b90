"""Import of clients and bookings: looked at first, written in steps, undone as a whole.

What was uploaded waits in `imports.rows` until it is imported or thrown away, a day at most; a
step takes its rows out of there in the transaction that writes them, so that an import which was
cut short goes on where it stopped and writes nobody twice.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..store import audit
from ..store.database import Database
from ..store.settings import Settings
from . import consent, people
from .import_columns import BOOKING, Harmless, guess
from .import_fates import Fate, fates
from .import_file import Sheet
from .import_rows import Around, BookingRow, Row, read_row
from .tables import bookings, contacts, imports, persons
from .value import value_person

STEP = 100
"""So many rows are written in one transaction: nobody who writes meanwhile waits for long."""
KEPT = dt.timedelta(days=1)
"""How long an upload waits to be imported."""
PREVIEW, RUNNING, DONE, UNDONE = "preview", "running", "imported", "undone"


@dataclass(frozen=True, slots=True)
class Import:
    """One file. `usual` is what holds where a row says nothing (`import_rows.Around`), `left_out`
    names the columns that were not even read, `counts` tell what became of the rows."""

    id: int
    kind: str
    file: str
    at: dt.datetime
    actor: str
    state: str
    sheet: Sheet
    mapping: Mapping[str, int]
    usual: Mapping[str, str]
    left_out: tuple[str, ...]
    skip_doubtful: bool
    first: int
    counts: Mapping[str, int]
    contacts: tuple[int, ...]


def keep(
    conn: sa.Connection,
    name: str,
    read: Harmless,
    usual: Mapping[str, str],
    actor: str,
    now: dt.datetime,
) -> int:
    """Keep an upload to be looked at; returns its id. Older ones that nobody imported go."""
    drop_old(conn, now)
    mapping = guess(read.sheet.header)
    held = {
        "header": list(read.sheet.header),
        "rows": [list(row) for row in read.sheet.rows],
        "left_out": list(read.left_out),
        "mapping": mapping,
        "usual": dict(usual),
        "skip_doubtful": False,
        "first": 2,
    }
    row = {
        "kind": _kind(mapping),
        "file": " ".join(name.split())[-200:],
        "at": now,
        "actor": actor,
        "rows": held,
        "state": PREVIEW,
        "counts": {},
    }
    return int(conn.execute(imports.insert().values(row).returning(imports.c.id)).scalar_one())


def find(conn: sa.Connection, import_id: int) -> Import | None:
    row = conn.execute(sa.select(imports).where(imports.c.id == import_id)).one_or_none()
    return _import(row) if row is not None else None


def past(conn: sa.Connection, limit: int = 50) -> tuple[Import, ...]:
    """The newest imports."""
    rows = conn.execute(sa.select(imports).order_by(imports.c.id.desc()).limit(limit))
    return tuple(_import(row) for row in rows)


def change(
    conn: sa.Connection,
    found: Import,
    mapping: Mapping[str, int],
    usual: Mapping[str, str],
    skip_doubtful: bool,
) -> None:
    """Read the columns of an upload in another way; what is imported already stays as it is."""
    held = {
        **_held(found),
        "mapping": dict(mapping),
        "usual": {**found.usual, **usual},
        "skip_doubtful": skip_doubtful,
    }
    mine = sa.and_(imports.c.id == found.id, imports.c.state == PREVIEW)
    conn.execute(imports.update().where(mine).values(rows=held, kind=_kind(mapping)))


def drop(conn: sa.Connection, import_id: int) -> bool:
    """Throw an upload away that was not imported."""
    mine = sa.and_(imports.c.id == import_id, imports.c.state == PREVIEW)
    return conn.execute(imports.delete().where(mine)).rowcount == 1


def drop_old(conn: sa.Connection, now: dt.datetime) -> int:
    """Throw away what waited for longer than `KEPT`: nobody's data lie about."""
    old = sa.and_(imports.c.state == PREVIEW, imports.c.at < now - KEPT)
    return conn.execute(imports.delete().where(old)).rowcount


def preview(
    conn: sa.Connection, settings: Settings, found: Import, today: dt.date
) -> Iterator[Fate]:
    """What would become of each row."""
    return _fates(conn, settings, found, found.sheet.rows, today)


def run(
    database: Database, settings: Settings, import_id: int, actor: str, now: dt.datetime
) -> Mapping[str, int]:
    """Import all rows of an upload, step by step; what became of them, counted."""
    counts: Mapping[str, int] = {}
    going = True
    while going:
        with database.write() as conn:
            counts, going = step(conn, settings, import_id, actor, now)
    return counts


def step(
    conn: sa.Connection, settings: Settings, import_id: int, actor: str, now: dt.datetime
) -> tuple[Mapping[str, int], bool]:
    """Write the next `STEP` rows; the counts so far and whether any are left."""
    mine = sa.select(imports).where(imports.c.id == import_id).with_for_update()
    row = conn.execute(mine).one_or_none()
    if row is None or row.state not in (PREVIEW, RUNNING):
        return ({} if row is None else row.counts, False)
    found = _import(row)
    taken, left = found.sheet.rows[:STEP], found.sheet.rows[STEP:]
    made = _written(conn, settings, found, taken, now)
    counts = dict(Counter(found.counts) + made.counts)
    held = {**_held(found), "rows": [list(one) for one in left], "first": found.first + len(taken)}
    told = {**counts, "contacts": [*found.contacts, *made.contacts]}
    done = {"rows": held if left else {}, "state": RUNNING if left else DONE, "counts": told}
    conn.execute(imports.update().where(imports.c.id == import_id).values(done))
    if not left:
        said = {word: str(number) for word, number in counts.items()}
        audit.note(conn, now, actor, "imported", f"import:{import_id}", **said)
    return counts, bool(left)


@dataclass(frozen=True, slots=True)
class _Made:
    counts: Counter[str]
    contacts: list[int]


def _written(
    conn: sa.Connection,
    settings: Settings,
    found: Import,
    rows: Sequence[Sequence[str]],
    now: dt.datetime,
) -> _Made:
    made = _Made(Counter(), [])
    for fate in list(_fates(conn, settings, found, rows, now.astimezone(settings.zone).date())):
        if fate.row is None:
            made.counts["refused"] += 1
        elif fate.kind == "doubtful" and found.skip_doubtful:
            made.counts["left_out"] += 1
        else:
            _write(conn, settings, found, fate, fate.row, made, now)
    return made


def _write(
    conn: sa.Connection,
    settings: Settings,
    found: Import,
    fate: Fate,
    row: Row,
    made: _Made,
    now: dt.datetime,
) -> None:
    attached = people.attach(conn, row.name, row.phone, row.email, row.language, now)
    made.counts[fate.kind] += 1
    if attached.new:
        _begin(conn, found, attached.person_id, row, now)
    else:
        made.contacts.extend(_gained(conn, attached.person_id, now))
    if row.booking is not None and fate.booking == "new":
        conn.execute(bookings.insert().values(_booking(row.booking, attached.person_id, found)))
        made.counts["bookings"] += 1
        if not attached.new:  # whoever asks us now may be a client who comes again
            value_person(conn, settings, attached.person_id, now)


def _begin(conn: sa.Connection, found: Import, person_id: int, row: Row, now: dt.datetime) -> None:
    """Somebody we did not know: on which ground we keep them, told by whom and since when.

    They were last heard of on that day, not today, so that retention counts from there.
    """
    heard = dt.datetime.combine(row.dated, dt.time(12), dt.UTC)
    values = {"import_id": found.id, "seen_at": min(heard, now)}
    conn.execute(persons.update().where(persons.c.id == person_id).values(values))
    text = f"Legal basis: {row.basis}. Source: {row.source}. Date: {row.dated.isoformat()}."
    proof = f"import {found.id}, row {row.place}"
    consent.record(conn, person_id, consent.ANSWER, True, text, "import", proof, now)


def _gained(conn: sa.Connection, person_id: int, now: dt.datetime) -> list[int]:
    """The contacts that somebody known gained from this row."""
    mine = sa.and_(contacts.c.person_id == person_id, contacts.c.added_at == now)
    return list(conn.scalars(sa.select(contacts.c.id).where(mine, contacts.c.first.is_(False))))


def _booking(row: BookingRow, person_id: int, found: Import) -> dict[str, Any]:
    booked = row.booked and dt.datetime.combine(row.booked, dt.time(12), dt.UTC)
    return {
        "person_id": person_id,
        "number": row.number,
        "operator": row.operator,
        "product": row.product,
        "departure": row.departure,
        "return": row.returns,
        "adults": row.adults,
        "child_ages": list(row.child_ages),
        "value": row.value,
        "margin": row.margin,
        "currency": row.currency,
        "status": row.status,
        "booked_at": booked,
        "import_id": found.id,
    }


def _fates(
    conn: sa.Connection,
    settings: Settings,
    found: Import,
    rows: Sequence[Sequence[str]],
    today: dt.date,
) -> Iterator[Fate]:
    around = Around(found.mapping, found.usual, settings.agency_country, settings.languages, today)
    read = [read_row(found.first + n, cells, around) for n, cells in enumerate(rows)]
    return fates(conn, settings, read)


def _kind(mapping: Mapping[str, int]) -> str:
    return "bookings" if set(mapping) & set(BOOKING) else "clients"


def _held(found: Import) -> dict[str, Any]:
    return {
        "header": list(found.sheet.header),
        "rows": [list(row) for row in found.sheet.rows],
        "left_out": list(found.left_out),
        "mapping": dict(found.mapping),
        "usual": dict(found.usual),
        "skip_doubtful": found.skip_doubtful,
        "first": found.first,
    }


def _import(row: sa.Row[Any]) -> Import:
    held = row.rows or {}
    return Import(
        id=row.id,
        kind=row.kind,
        file=row.file,
        at=row.at,
        actor=row.actor,
        state=row.state,
        sheet=Sheet(
            tuple(held.get("header", ())), tuple(tuple(one) for one in held.get("rows", ()))
        ),
        mapping=held.get("mapping", {}),
        usual=held.get("usual", {}),
        left_out=tuple(held.get("left_out", ())),
        skip_doubtful=bool(held.get("skip_doubtful")),
        first=held.get("first", 2),
        counts={word: n for word, n in row.counts.items() if word != "contacts"},
        contacts=tuple(row.counts.get("contacts", ())),
    )
