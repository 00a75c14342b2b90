"""Recall: what was made of the same words before in this run, for a feed repeats itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from .draft import Draft, Known

T = TypeVar("T")
MOST = 1024
"""Results that are kept of a kind; then it begins anew, which a feed in any order survives."""
_FLAT = frozenset((int, float, bool, dt.date, dt.datetime))


def recalled(
    draft: Draft, known: Known, names: Sequence[str], besides: Any, make: Callable[[Draft], T]
) -> T:
    """What `make` says of a draft, kept for the next that says the same under these names.

    `make` may count unknown and odd words in the draft, refuse it, and read nothing else than
    these fields, the rules and what `besides` names.
    """
    key = (besides, *[_marked(draft.said.get(name)) for name in names])
    found = known.get(key)
    if found is None:
        unknown, odd = len(draft.unknown), len(draft.odd)
        made = make(draft)
        if len(known) >= MOST:
            known.clear()
        known[key] = made, draft.unknown[unknown:], draft.odd[odd:]
        return made
    if found[1]:
        draft.unknown += found[1]
    if found[2]:
        draft.odd += found[2]
    return found[0]  # type: ignore[no-any-return]


def _marked(value: Any) -> Any:
    """A value that tells 1 from true and 1.0, and that a table can look up."""
    kind = value.__class__
    if kind is str or value is None:
        return value
    return kind, value if kind in _FLAT else repr(value)
