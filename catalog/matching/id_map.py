"""The id map: hard ids of hotels, GIATA's or the agency's own, that somebody imported for the ids
by which an operator lists them. Where an operator states another id of the scheme, the map holds:
a person vouches for it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from ...store import audit
from ..descriptions import HardId
from ..tables import hotel_ids
from .decided import IdMap, Listed
from .id_file import IdFile, IdLine, Refused

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import of a file would do: new lines by operator, lines known already, and those
    refused with their place and reason."""

    new: Mapping[str, int]
    known: int
    refused: tuple[Refused, ...]

    @property
    def adds(self) -> int:
        return sum(self.new.values())


@dataclass(frozen=True, slots=True)
class Imported:
    """One file whose ids hold."""

    file: str
    ids: int
    by: str
    at: dt.datetime


def id_map(conn: sa.Connection) -> IdMap:
    """The map as it stands."""
    of: dict[Listed, set[HardId]] = defaultdict(set)
    for row in conn.execute(sa.select(hotel_ids)):
        of[row.operator, row.operator_id].add((row.scheme, row.value))
    confirmed = frozenset(hard for ids in of.values() for hard in ids)
    return IdMap({listed: frozenset(ids) for listed, ids in of.items()}, confirmed)


def preview(conn: sa.Connection, file: IdFile) -> Preview:
    """What would become of each line; nothing is written."""
    return _sorted_out(conn, file)[0]


def import_ids(conn: sa.Connection, file: IdFile, actor: str, now: dt.datetime) -> Preview:
    """Keep the lines that are new; what the preview refuses is left out."""
    told, new = _sorted_out(conn, file)
    for start in range(0, len(new), _AT_ONCE):
        rows = [
            {
                "operator": line.operator,
                "operator_id": line.operator_id,
                "scheme": line.scheme,
                "value": line.value,
                "file": file.name,
                "line": line.line,
                "imported_by": actor,
                "imported_at": now,
            }
            for line in new[start : start + _AT_ONCE]
        ]
        conn.execute(hotel_ids.insert(), rows)
    if new:
        audit.note(conn, now, actor, "ids of hotels imported", "hotel_ids", ids=str(len(new)))
    return told


def imported(conn: sa.Connection) -> list[Imported]:
    """The files whose ids hold, the newest first."""
    told = sa.select(
        hotel_ids.c.file,
        sa.func.count().label("ids"),
        sa.func.max(hotel_ids.c.imported_by).label("by"),
        sa.func.max(hotel_ids.c.imported_at).label("at"),
    )
    rows = conn.execute(told.group_by(hotel_ids.c.file))
    found = [Imported(row.file, row.ids, row.by, row.at) for row in rows]
    return sorted(found, key=lambda one: (one.at, one.file), reverse=True)


def forget(conn: sa.Connection, file: str, actor: str, now: dt.datetime) -> int:
    """Take an imported file back; gives how many ids that were, 0 where none came from it."""
    gone = conn.execute(hotel_ids.delete().where(hotel_ids.c.file == file)).rowcount
    if gone:
        audit.note(conn, now, actor, "ids of hotels taken back", "hotel_ids", ids=str(gone))
    return gone


def _sorted_out(conn: sa.Connection, file: IdFile) -> tuple[Preview, list[IdLine]]:
    kept = {(r.operator, r.operator_id, r.scheme): r for r in conn.execute(sa.select(hotel_ids))}
    new: list[IdLine] = []
    by_operator: dict[str, int] = defaultdict(int)
    refused, known = list(file.refused), 0
    for line in file.lines:
        there = kept.get((line.operator, line.operator_id, line.scheme))
        if there is None:
            new.append(line)
            by_operator[line.operator] += 1
        elif there.value == line.value:
            known += 1
        else:
            sentence = (
                f"{line.operator} {line.operator_id} is {line.scheme} {there.value} by "
                f"{there.file}, line {there.line}; take that file back first"
            )
            refused.append(Refused(line.line, sentence))
    told = Preview(dict(sorted(by_operator.items())), known, tuple(sorted(refused)))
    return told, new
