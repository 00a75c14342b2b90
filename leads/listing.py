"""Listing: which leads the inbox shows, in which order; all of it says itself as an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ..store.tables import users
from .enquiry import ASKED
from .tables import attempt_plans, leads, members, sla_clocks

PAGE = 50
MOST_EXPORTED = 20_000
TEMPERATURES = ("hot", "warm", "cold", "none")
TEAMS = ("priority", "contact_centre")
KINDS = (*ASKED, "profile", "phone", "walk_in", "outbound")
ME, NOBODY = "me", "nobody"


class View(StrEnum):
    """Which leads a list starts from; practice leads stand in their own view alone."""

    OPEN = "open"
    MINE = "mine"
    QUEUE = "queue"
    HOT = "hot"
    CHECK = "check"
    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"
    PRACTICE = "practice"
    ALL = "all"


class Sort(StrEnum):
    """What a list is ordered by; the first is by temperature, then by the time left."""

    URGENCY = "urgency"
    DUE = "due"
    CAME = "came"
    SCORE = "score"
    NAME = "name"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list as asked for; "" and None are "any". `owner` is an id, "me" or "nobody"; `first` and
    `last` are days on which the lead came. `back` turns the order round, `dense` packs the rows."""

    view: View = View.OPEN
    temperature: str = ""
    team: str = ""
    owner: str = ""
    kind: str = ""
    channel: str = ""
    language: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    sort: Sort = Sort.URGENCY
    back: bool = False
    dense: bool = False
    page: int = 1

    def pairs(self) -> list[tuple[str, str]]:
        """The list as an address says it: what is not usual, always in the same order."""
        usual = Wanted()
        return [
            (_NAMES.get(field.name, field.name), _said(getattr(self, field.name)))
            for field in fields(self)
            if getattr(self, field.name) != getattr(usual, field.name)
        ]

    def filtered(self) -> bool:
        """Whether anything but the view narrows the list."""
        return (
            replace(self, view=View.OPEN, sort=Sort.URGENCY, back=False, dense=False, page=1)
            != Wanted()
        )


_NAMES = {"first": "from", "last": "to"}


def wanted(said: Mapping[str, str]) -> Wanted:
    """The list an address asks for; a value that cannot be is left out."""
    return Wanted(
        view=View(said["view"]) if said.get("view") in set(View) else View.OPEN,
        temperature=_one_of(said, "temperature", TEMPERATURES),
        team=_one_of(said, "team", TEAMS),
        owner=_owner(said.get("owner", "")),
        kind=_one_of(said, "kind", KINDS),
        channel=_code(said.get("channel", ""), 40),
        language=_code(said.get("language", ""), 8),
        first=_day(said.get("from", "")),
        last=_day(said.get("to", "")),
        sort=Sort(said["sort"]) if said.get("sort") in set(Sort) else Sort.URGENCY,
        back=said.get("back") == "1",
        dense=said.get("dense") == "1",
        page=_number(said.get("page", "")),
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """One lead in a list. `due_at` is the clock's while nobody has attempted, None afterwards."""

    id: int
    reference: str
    person_id: int | None
    created_at: dt.datetime
    kind: str
    state: str
    stage: str
    name: str
    phone: str
    email: str
    language: str
    offer: str
    place: str
    review: str
    temperature: str
    score: int
    predicted: bool
    team: str
    owner: str
    channel: str
    claimed_by: str
    claimed_at: dt.datetime | None
    due_at: dt.datetime | None
    next_at: dt.datetime | None
    practice: bool
    version: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list: `total` leads on `pages` pages, `counts` those of every view."""

    leads: tuple[Listed, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[View, int]


def listing(
    conn: sa.Connection,
    want: Wanted,
    user_id: int,
    seen: sa.ColumnElement[bool],
    zone: dt.tzinfo,
) -> Listing:
    """A page of the list; `seen` says which leads this user may see (`leads.access`)."""
    which = _which(want, user_id, seen, zone)
    total = _count(conn, which)
    pages = max(1, -(-total // PAGE))
    page = min(want.page, pages)
    some = _rows(want, which).limit(PAGE).offset((page - 1) * PAGE)
    found = tuple(_listed(row) for row in conn.execute(some))
    counts = {view: _count(conn, sa.and_(_view(view, user_id), seen)) for view in View}
    return Listing(found, total, page, pages, counts)


def every(
    conn: sa.Connection,
    want: Wanted,
    user_id: int,
    seen: sa.ColumnElement[bool],
    zone: dt.tzinfo,
) -> tuple[Listed, ...]:
    """The whole list in its order, `MOST_EXPORTED` leads at most."""
    rows = conn.execute(_rows(want, _which(want, user_id, seen, zone)).limit(MOST_EXPORTED))
    return tuple(_listed(row) for row in rows)


def channels(conn: sa.Connection, seen: sa.ColumnElement[bool]) -> tuple[str, ...]:
    """The channels by which leads came."""
    return tuple(
        conn.scalars(sa.select(leads.c.channel).where(seen).distinct().order_by("channel"))
    )


def answering(conn: sa.Connection) -> tuple[tuple[int, str], ...]:
    """Who may be given a lead: id and name of active members."""
    mine = sa.select(members.c.user_id).where(members.c.active)
    numbers = set(conn.scalars(mine))
    return tuple(one for one in owners(conn) if one[0] in numbers)


def owners(conn: sa.Connection) -> tuple[tuple[int, str], ...]:
    """Who may own a lead: id and name of active users."""
    rows = conn.execute(sa.select(users.c.id, users.c.name).where(users.c.active).order_by("name"))
    return tuple((row.id, row.name) for row in rows)


def _view(view: View, user_id: int) -> sa.ColumnElement[bool]:
    is_open, sure = leads.c.state == "open", leads.c.review == ""
    plan = attempt_plans.alias("plan")
    planned = sa.exists().where(plan.c.lead_id == leads.c.id, plan.c.next_at.is_not(None))
    views: dict[View, tuple[sa.ColumnElement[bool], ...]] = {
        View.OPEN: (is_open, sure),
        View.MINE: (is_open, leads.c.owner_id == user_id),
        View.QUEUE: (is_open, sure, leads.c.owner_id.is_(None)),
        View.HOT: (is_open, sure, leads.c.temperature == "hot"),
        View.CHECK: (is_open, ~sure),
        View.WAITING: (is_open, planned),
        View.ANSWERED: (leads.c.state == "answered",),
        View.CLOSED: (leads.c.state == "closed",),
        View.PRACTICE: (),
        View.ALL: (),
    }
    return sa.and_(leads.c.practice.is_(view is View.PRACTICE), *views[view])


def _which(
    want: Wanted, user_id: int, seen: sa.ColumnElement[bool], zone: dt.tzinfo
) -> sa.ColumnElement[bool]:
    said = [_view(want.view, user_id), seen]
    for name in ("temperature", "team", "kind", "channel", "language"):
        if value := getattr(want, name):
            said.append(leads.c[name] == value)
    if want.owner:
        said.append(_owned(want.owner, user_id))
    if want.first:
        said.append(leads.c.created_at >= _midnight(want.first, zone))
    if want.last and want.last < dt.date.max:
        said.append(leads.c.created_at < _midnight(want.last + dt.timedelta(days=1), zone))
    return sa.and_(*said)


def _owned(owner: str, user_id: int) -> sa.ColumnElement[bool]:
    if owner == NOBODY:
        return leads.c.owner_id.is_(None)
    return leads.c.owner_id == (user_id if owner == ME else int(owner))


def _rows(want: Wanted, which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    owner = users.alias("owner")
    joined = (
        leads.outerjoin(sla_clocks, sla_clocks.c.lead_id == leads.c.id)
        .outerjoin(attempt_plans, attempt_plans.c.lead_id == leads.c.id)
        .outerjoin(owner, owner.c.id == leads.c.owner_id)
    )
    columns = (
        leads,
        owner.c.name.label("owner_name"),
        _due().label("due_at"),
        attempt_plans.c.next_at,
    )
    return sa.select(*columns).select_from(joined).where(which).order_by(*_order(want))


def _due() -> sa.ColumnElement[dt.datetime | None]:
    """When somebody must have tried at the latest; before a clock runs, what was promised."""
    running = sa.func.coalesce(sla_clocks.c.due_at, leads.c.promised_to)
    waits = sa.and_(leads.c.state == "open", sla_clocks.c.attempted_at.is_(None))
    return sa.case((waits, running), else_=None)


def _order(want: Wanted) -> list[sa.ColumnElement[Any]]:
    warmth = sa.case(
        {name: rank for rank, name in enumerate(TEMPERATURES)}, value=leads.c.temperature, else_=9
    )
    # An engine puts "none" first or last as it likes: what is not due any more stands behind.
    late = (sa.case((_due().is_(None), 1), else_=0), _due())
    orders: dict[Sort, tuple[sa.ColumnElement[Any], ...]] = {
        Sort.URGENCY: (warmth, *late),
        Sort.DUE: late,
        Sort.CAME: (leads.c.created_at.desc(),),
        Sort.SCORE: (leads.c.score.desc(),),
        Sort.NAME: (sa.func.lower(leads.c.name),),
        Sort.CHANNEL: (leads.c.channel,),
    }
    chosen = [*orders[want.sort], leads.c.id]
    return [_turned(one) for one in chosen] if want.back else chosen


def _turned(one: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    descends = getattr(one, "modifier", None) is sa.sql.operators.desc_op
    return one.element.asc() if descends else one.desc()


def _count(conn: sa.Connection, which: sa.ColumnElement[bool]) -> int:
    return int(conn.scalar(sa.select(sa.func.count()).select_from(leads).where(which)) or 0)


def _listed(row: Any) -> Listed:
    offer = row.offer or {}
    same = {field.name: getattr(row, field.name) for field in fields(Listed) if field.name in _SAME}
    return Listed(
        offer=offer.get("product", ""),
        place=offer.get("place", ""),
        owner=row.owner_name or "",
        **same,
    )


_SAME = {field.name for field in fields(Listed)} - {"offer", "place", "owner"}


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _one_of(said: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    return said[name] if said.get(name) in known else ""


def _owner(text: str) -> str:
    return (
        text
        if text in (ME, NOBODY) or (text.isascii() and text.isdecimal() and len(text) < 10)
        else ""
    )


def _code(text: str, longest: int) -> str:
    return text if len(text) <= longest and text.replace("_", "").replace("-", "").isalnum() else ""


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _number(text: str) -> int:
    return (
        min(100_000, max(1, int(text)))
        if text.isascii() and text.isdecimal() and len(text) < 7
        else 1
    )


def _midnight(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)
