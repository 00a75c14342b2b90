"""Step 45: the room's class and who sleeps in it."""

from __future__ import annotations

from functools import lru_cache

from ...offers import Room, read_room
from .draft import Draft
from .words import folded

_known = lru_cache(maxsize=32768)(read_room)


def step(draft: Draft) -> None:
    """Class and placement of the room's words; a class nobody knows is counted."""
    raw = draft.text("room")
    if not raw:
        return
    room = _known(raw)
    own = draft.rules.rooms.get(folded(raw))
    draft.room = Room(raw, own, room.placement) if own else room
    if draft.room.room_class is None:
        draft.unknown.append(("room", raw))
