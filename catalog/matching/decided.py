"""Decided: what people said of descriptions, as joining takes it; nothing without a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..descriptions import Description, HardId
from ..lasting import own_names
from .clusters import NO_MARKS, Marks

Names = tuple[str, str]
"""The lasting names of two descriptions, the lesser first."""

Listed = tuple[str, str]
"""An operator or source, and the id by which it lists a hotel."""


@dataclass(frozen=True, slots=True)
class IdMap:
    """The hard ids by what an operator lists; `confirmed` are all that somebody vouched for."""

    of: Mapping[Listed, frozenset[HardId]] = field(default_factory=dict)
    confirmed: frozenset[HardId] = frozenset()

    def applied(self, description: Description) -> Description:
        """The description with the ids that the map has for it."""
        if not self.of:
            return description
        found = self._found(description)
        schemes = {scheme for scheme, _ in found}
        own = {hard for hard in description.ids if hard[0] not in schemes}
        return replace(description, ids=frozenset(own | found)) if found else description

    def _found(self, description: Description) -> set[HardId]:
        """Of two that contradict (a hotel listed under two ids), neither is taken."""
        values: dict[str, set[str]] = defaultdict(set)
        for teller in set(description.teller):
            for scheme, value in description.ids:
                if ":" not in scheme:
                    continue
                for hard in self.of.get((teller, value), ()):
                    values[hard[0]].add(hard[1])
        return {(scheme, found.pop()) for scheme, found in values.items() if len(found) == 1}


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided: pairs of lasting names, and ids of hotels that they imported.

    `stamp` is another one after each decision, undo and import, so that one can tell which of them
    a generation was made with.
    """

    same: frozenset[Names] = frozenset()
    different: frozenset[Names] = frozenset()
    ids: IdMap = field(default_factory=IdMap)
    stamp: str = ""

    def marks(self) -> Marked:
        """The same, to be asked for each description."""
        never: dict[str, set[str]] = defaultdict(set)
        for one, other in self.different:
            never[one].add(other)
            never[other].add(one)
        names = {name for pair in self.same | self.different for name in pair}
        return Marked(frozenset(names), never)


NOTHING_DECIDED = Decisions()


@dataclass(frozen=True, slots=True)
class Marked:
    """The names that decisions are about, and for each what it is not the same as."""

    names: frozenset[str]
    never: Mapping[str, set[str]]

    def of(self, description: Description) -> Marks:
        """What is decided about a description."""
        if not self.names:
            return NO_MARKS
        names = self.names.intersection(own_names(description))
        if not names:
            return NO_MARKS
        # A description with two names is not kept apart from itself by a decision about them.
        never = {other for name in names for other in self.never.get(name, ())} - names
        return Marks(names, frozenset(never))
