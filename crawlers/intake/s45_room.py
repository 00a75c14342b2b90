"""Step 45: the room's class and who sleeps in it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ...offers import Room, read_room
from .draft import Draft
from .words import folded

_known = lru_cache(maxsize=32768)(read_room)


def step(draft: Draft) -> None:
    """Class and placement of the room's words; a class nobody knows is counted.

    The days of a rate that holds for a period stand behind its room's words.
    """
    raw = draft.text("room")
    if raw:
        _classed(draft, raw)
    if draft.period:
        first, last = draft.period
        draft.room = replace(draft.room, raw=f"{raw} ({first} \u2013 {last})".strip())


def _classed(draft: Draft, raw: str) -> None:
    room = _known(raw)
    own = draft.rules.rooms.get(folded(raw))
    draft.room = Room(raw, own, room.placement) if own else room
    if draft.room.room_class is None:
        draft.unknown.append(("room", raw))
