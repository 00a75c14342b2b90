"""Decisions: two descriptions are the same hotel or tour, or are not, because a person said so.

They are kept by the lasting names of the descriptions, with the evidence of the moment, and stand
until somebody takes them back; whatever the rules say later, a decided pair is not asked about
again. Pairs in doubt wait in the same table in the state "review".
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from ...offers.faults import StoreFault
from ...store import audit
from ..tables import hotel_ids, matches
from .decided import Decisions, Names
from .doubts import Doubt
from .id_map import id_map
from .worth import apart, looks_of, worth

REVIEW, SAME, DIFFERENT = STATES = ("review", "same", "different")
PAGE = 50
NO_LOOKS: Mapping[str, int] = MappingProxyType({})
_AT_ONCE = 500
"""Rows written by one statement: both engines take so many values at once."""


@dataclass(frozen=True, slots=True)
class Match:
    """A pair as it is kept; `gone_at` where the operators do not list both any more, or the rules
    see no doubt in it now. `decided_at` of a pair in review is when a decision was taken back."""

    id: int
    names: Names
    state: str
    score: float | None
    evidence: Mapping[str, Any]
    version: str
    offers: int
    found_at: dt.datetime
    gone_at: dt.datetime | None
    decided_by: str
    decided_at: dt.datetime | None
    note: str
    looks: int = 0
    """How often visitors looked at the cards of both within a month."""

    @property
    def apart(self) -> float | None:
        """How far the prices of both are apart, 0 to 1."""
        return apart(self.evidence)


class Contradiction(StoreFault):
    """A decision that another one forbids; `match` is the id of that one."""

    def __init__(self, sentence: str, match: int) -> None:
        super().__init__(sentence)
        self.match = match


def decisions(conn: sa.Connection) -> Decisions:
    """All that is decided now."""
    pairs: dict[str, set[Names]] = defaultdict(set)
    for row in conn.execute(_decided(matches.c.state, matches.c.one, matches.c.other)):
        pairs[row.state].add((row.one, row.other))
    return Decisions(frozenset(pairs[SAME]), frozenset(pairs[DIFFERENT]), id_map(conn), stamp(conn))


def stamp(conn: sa.Connection) -> str:
    """A short text that is another one after each decision, undo and import."""
    last = sa.func.max(matches.c.decided_at)
    touched = sa.func.count(matches.c.decided_at)  # pairs that only wait are not counted
    pairs = [sa.select(touched, last).where(matches.c.state == one) for one in STATES]
    ids = sa.select(
        sa.func.count(), sa.func.max(hotel_ids.c.id), sa.func.max(hotel_ids.c.imported_at)
    )
    return " ".join(str(said) for query in (*pairs, ids) for said in conn.execute(query).one())


def last_change(conn: sa.Connection) -> dt.datetime | None:
    """When somebody last decided, took a decision back or imported ids."""
    moments = (matches.c.decided_at, hotel_ids.c.imported_at)
    found = [conn.execute(sa.select(sa.func.max(moment))).scalar_one() for moment in moments]
    return max((moment for moment in found if moment), default=None)


def keep(
    conn: sa.Connection,
    pairs: Iterable[Doubt],
    now: dt.datetime,
    looks: Mapping[str, int] = NO_LOOKS,
) -> None:
    """Let these pairs wait for review and no other ones; decided ones stay as they are. `looks`
    says how often visitors looked at each card within a month."""
    found = {pair.names: pair for pair in pairs}
    kept = {(row.one, row.other): row for row in conn.execute(sa.select(matches))}
    _add(conn, [pair for names, pair in found.items() if names not in kept], now, looks)
    for names, row in kept.items():
        if row.state != REVIEW:
            continue
        fresh = _facts(found[names], looks) if names in found else {}
        gone = None if fresh else row.gone_at or now
        changed = {**fresh, "gone_at": gone}
        if any(getattr(row, column) != value for column, value in changed.items()):
            conn.execute(matches.update().where(matches.c.id == row.id).values(changed))


def _add(
    conn: sa.Connection,
    pairs: Sequence[Doubt],
    now: dt.datetime,
    looks: Mapping[str, int] = NO_LOOKS,
) -> None:
    """New pairs; one that another process put there in this moment is left to it."""
    insert = sqlite.insert if conn.dialect.name == "sqlite" else postgresql.insert
    for start in range(0, len(pairs), _AT_ONCE):
        rows = [
            {"one": pair.names[0], "other": pair.names[1], "state": REVIEW, "found_at": now}
            | _facts(pair, looks)
            for pair in pairs[start : start + _AT_ONCE]
        ]
        conn.execute(insert(matches).on_conflict_do_nothing(), rows)


def _facts(pair: Doubt, looks: Mapping[str, int] = NO_LOOKS) -> dict[str, Any]:
    said = json.dumps(pair.evidence, ensure_ascii=False, sort_keys=True)
    looked = looks_of(pair.evidence, looks)
    return {
        "looks": looked,
        "worth": worth(pair, looked),
        "score": pair.score,
        "evidence": said,
        "version": pair.version,
        "offers": pair.offers,
    }


def decide(
    conn: sa.Connection, match_id: int, state: str, actor: str, note: str, now: dt.datetime
) -> Match:
    """Keep that a pair is the `same` or `different`; the same answer twice is one.

    StoreFault: no such pair, or it was decided otherwise; Contradiction: other decisions say that
    it cannot be.
    """
    found = _found(conn, match_id)
    if state not in (SAME, DIFFERENT):
        raise StoreFault(f"{state!r} is no decision: say {SAME} or {DIFFERENT}")
    if found.state == state:
        return found
    if found.state != REVIEW:
        raise Contradiction(
            f"match {match_id} was decided by {found.decided_by} as {found.state}: "
            "take that back first",
            match_id,
        )
    _refuse_contradiction(conn, found, state)
    _write(conn, found, state, actor, note, now)
    audit.note(conn, now, actor, "match decided", f"match:{match_id}", decision=state)
    return _found(conn, match_id)


def part(
    conn: sa.Connection, pairs: Sequence[Doubt], actor: str, note: str, now: dt.datetime
) -> list[Match]:
    """Keep that each of these pairs is `different`, whether it waited for review or was joined by
    itself. Contradiction where one of them cannot be: then nothing may be kept."""
    _add(conn, pairs, now)
    found = []
    for pair in pairs:
        one, other = pair.names
        here = (matches.c.one == one) & (matches.c.other == other)
        waits = here & (matches.c.state == REVIEW)
        conn.execute(matches.update().where(waits).values(**_facts(pair), gone_at=None))
        number = conn.execute(sa.select(matches.c.id).where(here)).scalar_one()
        found.append(decide(conn, number, DIFFERENT, actor, note, now))
    return found


def undo(conn: sa.Connection, match_id: int, actor: str, now: dt.datetime) -> Match:
    """Let a decided pair wait for review again; StoreFault where there is no such pair."""
    found = _found(conn, match_id)
    if found.state == REVIEW:
        return found
    _write(conn, found, REVIEW, actor, "", now)
    audit.note(conn, now, actor, "match decision undone", f"match:{match_id}", was=found.state)
    return _found(conn, match_id)


def _write(
    conn: sa.Connection, found: Match, state: str, actor: str, note: str, now: dt.datetime
) -> None:
    """StoreFault where somebody else was faster."""
    said = {"state": state, "decided_by": actor, "decided_at": now, "note": note[:500]}
    here = (matches.c.id == found.id) & (matches.c.state == found.state)
    if conn.execute(matches.update().where(here).values(said)).rowcount != 1:
        raise Contradiction(f"match {found.id} was decided by somebody else just now", found.id)


def _refuse_contradiction(conn: sa.Connection, pair: Match, state: str) -> None:
    """Contradiction where pairs decided as the same lead from one side of a pair to the other
    and it is now called different, or lead to two that were decided to be different."""
    rows = list(conn.execute(_decided(matches)))
    near: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.state == SAME:
            near[row.one].add(row.other)
            near[row.other].add(row.one)
    one, other = (_reached(name, near) for name in pair.names)
    if state == DIFFERENT:
        chain = next((row for row in rows if row.state == SAME and row.one in one), None)
        if pair.names[1] in one and chain is not None:
            raise Contradiction(_sentence(pair, chain), chain.id)
        return
    for row in rows:
        apart = (row.one in one and row.other in other) or (row.one in other and row.other in one)
        if row.state == DIFFERENT and apart:
            raise Contradiction(_sentence(pair, row), row.id)


def _sentence(pair: Match, against: Any) -> str:
    return (
        f"match {pair.id} contradicts match {against.id}, which {against.decided_by} decided as "
        f"{against.state}: take that back first"
    )


def _reached(name: str, near: Mapping[str, set[str]]) -> set[str]:
    """All that is decided to be the same as this, with itself."""
    reached, todo = {name}, [name]
    while todo:
        for other in near.get(todo.pop(), ()):
            if other not in reached:
                reached.add(other)
                todo.append(other)
    return reached


def find(conn: sa.Connection, match_id: int) -> Match | None:
    """The pair of this number."""
    row = conn.execute(sa.select(matches).where(matches.c.id == match_id)).one_or_none()
    return _match(row) if row else None


def _found(conn: sa.Connection, match_id: int) -> Match:
    found = find(conn, match_id)
    if found is None:
        raise StoreFault(f"there is no match {match_id}")
    return found


def waiting(conn: sa.Connection) -> int:
    """How many pairs wait for review."""
    return conn.execute(sa.select(sa.func.count()).where(_WAITS)).scalar_one()


def queue(conn: sa.Connection, page: int = 1, size: int = PAGE) -> list[Match]:
    """The pairs in review, first those whose decision is worth most, then the likeliest."""
    rows = sa.select(matches).where(_WAITS).order_by(*_BEST)
    return [_match(row) for row in conn.execute(rows.limit(size).offset((page - 1) * size))]


def following(conn: sa.Connection, match_id: int) -> int:
    """The pair that waits behind this one in the queue, at its end the first again; for a pair that
    does not wait, the first. 0 where no other one waits."""
    order = list(conn.execute(sa.select(matches.c.id).where(_WAITS).order_by(*_BEST)).scalars())
    at = order.index(match_id) + 1 if match_id in order else 0
    found = next(iter((*order[at:], *order[:at])), 0)
    return 0 if found == match_id else found


def decided(conn: sa.Connection, state: str = "", page: int = 1) -> list[Match]:
    """The decided pairs, or those decided as `state`, the newest first."""
    rows = _decided(matches).order_by(matches.c.decided_at.desc(), matches.c.id.desc())
    if state:
        rows = rows.where(matches.c.state == state)
    return [_match(row) for row in conn.execute(rows.limit(PAGE).offset((page - 1) * PAGE))]


_BEST = (matches.c.worth.desc(), matches.c.score.desc(), matches.c.id)
_WAITS = (matches.c.state == REVIEW) & matches.c.gone_at.is_(None)


def _decided(*what: Any) -> sa.Select[Any]:
    return sa.select(*what).where(matches.c.state != REVIEW)


def _match(row: Any) -> Match:
    return Match(
        row.id,
        (row.one, row.other),
        row.state,
        row.score,
        json.loads(row.evidence) if row.evidence else {},
        row.version,
        row.offers,
        row.found_at,
        row.gone_at,
        row.decided_by,
        row.decided_at,
        row.note,
        row.looks,
    )
