"""Merge: two persons turn out to be one, and for thirty days may be parted again.

Everything that hangs on the merged person moves to the kept one. Of each field somebody chooses,
or the newest that is not empty stays. Of consents the most restrictive holds. Suppressions need
nothing: they hang on addresses and numbers. Scores are computed anew, never added up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from ..offers.faults import StoreFault
from ..store import audit
from ..store.settings import Settings
from . import consent, needs
from .merge_image import image, parted, restored
from .names import name_key
from .people import alive
from .tables import merges, persons, profiles, suggestions
from .value import value_person

REVERSIBLE = dt.timedelta(days=30)
FIELDS = (
    "name",
    "language",
    "time_zone",
    "segment",
    "account_manager_id",
    "referred_by_id",
    "note",
)
"""What may be chosen of either person."""
USUAL = {"segment": "self_service"}
"""A field with this value says nothing yet."""
Which = Literal["kept", "merged"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two persons who may be one: `why` is "contact" (another full name) or "name" alone."""

    id: int
    person_id: int
    other_id: int
    why: str
    at: dt.datetime


def merge(
    conn: sa.Connection,
    settings: Settings,
    kept: int,
    merged: int,
    chosen: Mapping[str, str],
    actor: str,
    now: dt.datetime,
) -> int:
    """Make two persons one; returns the merge's id.

    `chosen` maps fields of `FIELDS` to "kept" or "merged"; what it does not name is the newest
    that is not empty. Needs that no consent holds any more are gone, for good: parting the two
    does not bring them back. StoreFault: one of them is erased, merged already, or the other.
    """
    rows = _both(conn, kept, merged)
    before = image(conn, *rows)
    said = consent.current(conn, kept), consent.current(conn, merged)
    after = _fields(*rows, chosen)
    conn.execute(persons.update().where(persons.c.id == kept).values(after))
    _hide(conn, kept, merged)
    parted(conn, before, kept)
    before["after"] = _plain(after)
    before["withdrawn"] = _restrict(conn, kept, merged, said, now)
    needs.drop_withdrawn(conn, kept)
    _profile_of_both(conn, kept, merged)
    row = {"kept_id": kept, "merged_id": merged, "at": now, "actor": actor, "before": before}
    number = int(conn.execute(merges.insert().values(row).returning(merges.c.id)).scalar_one())
    _decide(conn, kept, merged, "merged", actor)
    value_person(conn, settings, kept, now)
    audit.note(conn, now, actor, "persons merged", f"person:{kept}", merged=str(merged))
    return number


def unmerge(
    conn: sa.Connection, settings: Settings, merge_id: int, actor: str, now: dt.datetime
) -> None:
    """Part two persons again, each with what was theirs; what came since stays with the kept one.

    StoreFault: more than 30 days ago, parted already, or the kept one was merged or erased since.
    """
    row = conn.execute(sa.select(merges).where(merges.c.id == merge_id)).one_or_none()
    if row is None or row.undone_at is not None:
        raise StoreFault(f"merge {merge_id} is not there or undone already")
    if now - row.at > REVERSIBLE:
        raise StoreFault(f"a merge can be undone for {REVERSIBLE.days} days")
    free = sa.select(persons.c.id).where(persons.c.id == row.kept_id, alive())
    if conn.scalar(free) is None:
        raise StoreFault("the person was merged or erased since; undo that first")
    restored(conn, row.before, row.kept_id, row.merged_id)
    _allow_again(conn, row, now)
    conn.execute(merges.update().where(merges.c.id == merge_id).values(undone_at=now))
    _decide(conn, row.kept_id, row.merged_id, "", "")
    for person_id in (row.kept_id, row.merged_id):
        value_person(conn, settings, person_id, now)
    facts = {"merged": str(row.merged_id)}
    audit.note(conn, now, actor, "merge undone", f"person:{row.kept_id}", **facts)


def suggested(conn: sa.Connection, person_id: int | None = None) -> tuple[Suggestion, ...]:
    """The suggestions nobody has decided, of one person or all, the newest first."""
    living = sa.select(persons.c.id).where(alive())
    open_ = sa.and_(
        suggestions.c.decided == "",
        suggestions.c.person_id.in_(living),
        suggestions.c.other_id.in_(living),
    )
    if person_id is not None:
        about = sa.or_(suggestions.c.person_id == person_id, suggestions.c.other_id == person_id)
        open_ = sa.and_(open_, about)
    rows = conn.execute(sa.select(suggestions).where(open_).order_by(suggestions.c.id.desc()))
    return tuple(Suggestion(row.id, row.person_id, row.other_id, row.why, row.at) for row in rows)


def usual(conn: sa.Connection, kept: int, merged: int) -> dict[str, str]:
    """Whose value of each field stays where nobody chooses: "kept" or "merged"."""
    rows = _living(conn, kept, merged)
    of = {"kept": rows[0]._mapping, "merged": rows[1]._mapping}
    newest: Which = "merged" if rows[1].seen_at > rows[0].seen_at else "kept"
    return {field: _side(field, of, newest, {}) for field in FIELDS}


def apart(conn: sa.Connection, suggestion_id: int, actor: str, now: dt.datetime) -> bool:
    """Decide that two persons are two; False where somebody decided before."""
    mine = sa.and_(suggestions.c.id == suggestion_id, suggestions.c.decided == "")
    said = suggestions.update().where(mine).values(decided="apart", decided_by=actor)
    done = conn.execute(said).rowcount == 1
    if done:
        audit.note(conn, now, actor, "persons are two", f"suggestion:{suggestion_id}")
    return done


def _both(conn: sa.Connection, kept: int, merged: int) -> tuple[Any, Any]:
    return _living(conn, kept, merged, locked=True)


def _living(conn: sa.Connection, kept: int, merged: int, locked: bool = False) -> tuple[Any, Any]:
    """The two persons; `locked` where they are about to change: reading alone may lock nothing."""
    both = sa.select(persons).where(persons.c.id.in_((kept, merged)), alive())
    found = conn.execute(both.with_for_update() if locked else both)
    rows = {row.id: row for row in found}
    if kept == merged or len(rows) != 2:
        raise StoreFault(f"persons {kept} and {merged} cannot be merged: not two living ones")
    return rows[kept], rows[merged]


def _fields(kept: Any, merged: Any, chosen: Mapping[str, str]) -> dict[str, Any]:
    """The kept person's fields after the merge; an objection to scoring of either holds."""
    unknown = set(chosen) - set(FIELDS) | set(chosen.values()) - {"kept", "merged"}
    if unknown:
        raise StoreFault(f"{', '.join(sorted(unknown))}: no field of a person, or no side")
    of = {"kept": kept._mapping, "merged": merged._mapping}
    newest: Which = "merged" if merged.seen_at > kept.seen_at else "kept"
    values = {field: of[_side(field, of, newest, chosen)][field] for field in FIELDS}
    if values["referred_by_id"] in (kept.id, merged.id):
        values["referred_by_id"] = None
    return {
        **values,
        "name_key": name_key(values["name"]),
        "unscored": kept.unscored or merged.unscored,
        "created_at": min(kept.created_at, merged.created_at),
        "seen_at": max(kept.seen_at, merged.seen_at),
        "version": kept.version + 1,
    }


def _side(
    field: str, of: Mapping[str, Mapping[str, Any]], newest: Which, chosen: Mapping[str, str]
) -> str:
    if field in chosen:
        return chosen[field]
    other = "kept" if newest == "merged" else "merged"
    empty = of[newest][field] in (None, "", USUAL.get(field, ""))
    return other if empty else newest


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.datetime) else value
        for name, value in values.items()
    }


def _hide(conn: sa.Connection, kept: int, merged: int) -> None:
    hidden = {"merged_into_id": kept, "version": persons.c.version + 1}
    conn.execute(persons.update().where(persons.c.id == merged).values(hidden))


def _restrict(
    conn: sa.Connection,
    kept: int,
    merged: int,
    said: tuple[dict[tuple[str, str], consent.Consent], dict[tuple[str, str], consent.Consent]],
    now: dt.datetime,
) -> list[int]:
    """Withdraw what either of them had withdrawn; returns the new lines of the ledger."""
    withdrawn = [line for side in said for line in side.values() if not line.granted]
    holds = consent.current(conn, kept)
    return [
        consent.record(
            *(conn, kept, line.purpose, False, line.text, "merge", f"person:{merged}", now),
            trip=line.trip,
        )
        for line in withdrawn
        if holds[line.purpose, line.trip].granted
    ]


def _allow_again(conn: sa.Connection, row: Any, now: dt.datetime) -> None:
    """What only the merge had taken from the kept person holds again, as a line of its own."""
    ledger = consent.ledger(conn, row.kept_id)
    for taken in (line for line in ledger if line.id in row.before["withdrawn"]):
        same = [x for x in ledger if (x.purpose, x.trip) == (taken.purpose, taken.trip)]
        own = [line for line in same if line.id < taken.id]
        if same[-1].id == taken.id and own and own[-1].granted:
            last = own[-1]
            proof = (conn, row.kept_id, last.purpose, True, last.text, "unmerge", last.proof, now)
            consent.record(*proof, trip=last.trip)


def _profile_of_both(conn: sa.Connection, kept: int, merged: int) -> None:
    """The kept profile takes from the merged one what is newer or was not answered."""
    found = conn.execute(sa.select(profiles).where(profiles.c.person_id.in_((kept, merged))))
    rows = {row.person_id: row for row in found}
    if len(rows) < 2:
        return
    older, newer = sorted(rows.values(), key=lambda row: row.changed_at)
    both = {
        "answers": {**older.answers, **newer.answers},
        "sources": {**older.sources, **newer.sources},
        "started_at": min(older.started_at, newer.started_at),
        "changed_at": newer.changed_at,
        "completed_at": newer.completed_at or older.completed_at,
        "version": rows[kept].version + 1,
    }
    conn.execute(profiles.update().where(profiles.c.person_id == kept).values(both))


def _decide(conn: sa.Connection, one: int, other: int, decided: str, actor: str) -> None:
    pair = sa.or_(
        sa.and_(suggestions.c.person_id == one, suggestions.c.other_id == other),
        sa.and_(suggestions.c.person_id == other, suggestions.c.other_id == one),
    )
    conn.execute(suggestions.update().where(pair).values(decided=decided, decided_by=actor))
