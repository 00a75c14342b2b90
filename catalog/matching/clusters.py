"""Clusters: descriptions that are one product so far, and what keeps two of them apart.

Joining draws links first and then looks at all that hang together: where nothing contradicts they
are one; else what fits two sides that differ stands out by itself. So the order of the offers
never matters, and one vague row welds no two hotels together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..descriptions import Description, HardId

MOST_STARS_APART = 2
"""Half stars; operators rate the same hotel up to one star apart."""

MOST_IN_DOUBT = 300
"""Clusters that hang together and contradict one another are compared pair by pair up to here; a
name that more of them share (a feed with one name for all) joins nothing."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What people decided about one description: the names it is decided by, and the names of
    those that it is not the same as."""

    names: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


NO_MARKS = Marks()


@dataclass(eq=False)
class Cluster:
    """Descriptions that are one product so far, with what must not contradict in it."""

    said: list[Description]
    numbers: list[int]
    marks: Marks = NO_MARKS

    @cached_property
    def ids(self) -> dict[str, frozenset[str]]:
        """Its hard ids by scheme."""
        values: dict[str, set[str]] = defaultdict(set)
        for scheme, value in (hard for one in self.said for hard in one.ids):
            values[scheme].add(value)
        return {scheme: frozenset(found) for scheme, found in values.items()}

    @cached_property
    def hard(self) -> frozenset[HardId]:
        """The same ids, as pairs."""
        return frozenset(hard for one in self.said for hard in one.ids)

    @cached_property
    def countries(self) -> set[str]:
        return {one.country for one in self.said} - {""}

    @cached_property
    def resorts(self) -> set[str]:
        return {one.resort for one in self.said} - {""}

    @cached_property
    def stars(self) -> tuple[int, ...]:
        return tuple(sorted({one.stars for one in self.said if one.stars is not None}))

    @cached_property
    def hubs(self) -> set[Hashable]:
        """Name and place in every wording; two clusters with one in common may be the same."""
        return {hub for one in self.said for hub in hubs(one)}

    @cached_property
    def content(self) -> tuple[Any, ...]:
        """What it is sorted by, so that the order of offers never matters."""
        return tuple(content(self.said))


def content(said: Iterable[Description]) -> list[str]:
    """What groups are put in order by before they have ids: never the order of offers."""
    return sorted(repr(one.row) for one in said)


def hubs(one: Description) -> Iterable[Hashable]:
    """By resort where one is stated; by region to reach those who state no resort.

    Without a country or without any place a name is only the same within one operator.
    """
    if not one.country or not one.words:
        yield "operator", one.row["operator"], one.country, tuple(sorted(one.words)), one.bare
        return
    for word in one.words:
        yield "place", word, one.country, one.bare


def merged(clusters: Sequence[Cluster]) -> Cluster:
    """All of them as one."""
    if len(clusters) == 1:
        return clusters[0]
    return Cluster(
        [one for cluster in clusters for one in cluster.said],
        [number for cluster in clusters for number in cluster.numbers],
        _all_marks([cluster.marks for cluster in clusters]),
    )


def _all_marks(marks: Sequence[Marks]) -> Marks:
    decided = [one for one in marks if one is not NO_MARKS]
    if not decided:
        return NO_MARKS
    names = frozenset().union(*(one.names for one in decided))
    return Marks(names, frozenset().union(*(one.never for one in decided)))


@dataclass(frozen=True, slots=True)
class Differing:
    """What is known to keep clusters apart. `confirmed` are hard ids that a person vouched for:
    two that share one are the same even if somebody decided that they are not.

    `by_words`: whether resort and stars count as well, as they do where only a name is equal.
    `apart`: clusters, by their `id`, and those that some other rule keeps apart from each.
    """

    confirmed: frozenset[HardId] = frozenset()
    by_words: bool = True
    apart: Mapping[int, set[int]] = field(default_factory=dict)

    def differ(self, one: Cluster, other: Cluster) -> bool:
        """Whether two clusters are known not to be the same."""
        if ids_differ(one, other) or _apart(one.countries, other.countries):
            return True
        if self.decided_apart(one, other) or id(other) in self.apart.get(id(one), ()):
            return True
        return self.by_words and (
            _apart(one.resorts, other.resorts) or _stars_apart(one.stars + other.stars)
        )

    def decided_apart(self, one: Cluster, other: Cluster) -> bool:
        """Whether a person said so, and no id that a person vouched for says otherwise."""
        if one.marks.never.isdisjoint(other.marks.names) and other.marks.never.isdisjoint(
            one.marks.names
        ):
            return False
        return self.confirmed.isdisjoint(one.hard & other.hard)

    def agree(self, group: Sequence[Cluster]) -> bool:
        """Whether no two of them differ."""
        ids: dict[str, frozenset[str]] = {}
        for cluster in group:
            for scheme, values in cluster.ids.items():
                if ids.setdefault(scheme, values) != values:
                    return False
        if not _places_agree([cluster.countries for cluster in group]):
            return False
        if not self.undivided(group) or self._ruled_out(group):
            return False
        return not self.by_words or _words_agree(group)

    def _ruled_out(self, group: Sequence[Cluster]) -> bool:
        here = {id(cluster) for cluster in group}
        return any(not here.isdisjoint(self.apart.get(one, ())) for one in here)

    def undivided(self, group: Sequence[Cluster]) -> bool:
        """Whether nobody decided that two of them are different."""
        marked = [cluster for cluster in group if cluster.marks.never]
        return not any(
            self.decided_apart(one, other) for one in marked for other in group if one is not other
        )


def ids_differ(one: Cluster, other: Cluster) -> bool:
    """Whether they have different ids of one scheme."""
    return any(one.ids[scheme] != other.ids[scheme] for scheme in one.ids.keys() & other.ids.keys())


def _words_agree(group: Sequence[Cluster]) -> bool:
    if _stars_apart([star for cluster in group for star in cluster.stars]):
        return False
    return _places_agree([cluster.resorts for cluster in group])


def _apart(these: set[str], those: set[str]) -> bool:
    return bool(these and those) and these.isdisjoint(those)


def _stars_apart(stars: Sequence[int]) -> bool:
    return bool(stars) and max(stars) - min(stars) > MOST_STARS_APART


def _places_agree(stated: Iterable[set[str]]) -> bool:
    distinct = {frozenset(places) for places in stated if places}
    return all(not one.isdisjoint(other) for one in distinct for other in distinct)


def agreeing(
    group: list[Cluster], linked: Callable[[Cluster, Cluster], bool], rules: Differing
) -> list[Cluster]:
    """One cluster of a group that agrees throughout; else those that fit two sides stand out.

    What stands out is looked at again by itself: two rows of no hotel in particular may still be
    one another's.
    """
    if len(group) == 1 or rules.agree(group):
        return [merged(group)]
    if len(group) > MOST_IN_DOUBT:
        return group
    near = {
        id(one): [
            other
            for other in group
            if one is not other and linked(one, other) and not rules.differ(one, other)
        ]
        for one in group
    }
    torn = [one for one in group if not rules.agree(near[id(one)])]
    if len(torn) == len(group):
        return group
    clear = [one for one in group if one not in torn]
    found: list[Cluster] = []
    for part in _components(clear, near):
        found += [merged(part)] if rules.agree(part) else part
    for part in _components(torn, near):
        found += agreeing(part, linked, rules)
    return found


def _components(
    clusters: Sequence[Cluster], near: Mapping[int, list[Cluster]]
) -> list[list[Cluster]]:
    """The clusters in groups that hang together by links within them."""
    left = {id(cluster): cluster for cluster in clusters}
    found = []
    while left:
        todo = [left.pop(next(iter(left)))]
        part = []
        while todo:
            part.append(todo.pop())
            todo += [left.pop(id(one)) for one in near[id(part[-1])] if id(one) in left]
        found.append(part)
    return found


def connected(
    clusters: Sequence[Cluster], keys: Callable[[Cluster], Iterable[Hashable]]
) -> list[list[Cluster]]:
    """The clusters in groups that share keys, directly or over others (union-find)."""
    parent = list(range(len(clusters)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = at = parent[parent[at]]
        return at

    holder: dict[Hashable, int] = {}
    for at, cluster in enumerate(clusters):
        for key in keys(cluster):
            parent[root(at)] = root(holder.setdefault(key, at))
    groups: dict[int, list[Cluster]] = defaultdict(list)
    for at, cluster in enumerate(clusters):
        groups[root(at)].append(cluster)
    return list(groups.values())
