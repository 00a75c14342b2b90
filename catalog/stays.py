"""Stays: the same hotel or tour under several operators' words, joined into one product.

Two descriptions are joined by an equal hard id, or by the same bare name at the same place with
stars at most one apart. Never joined: different kinds or forms (a combination, a roulette or a
fly-and-go row stands for itself), and two different ids of one scheme. A description that fits
two products which are known to differ joins neither: nothing is guessed.

The result does not depend on the order of the offers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from .descriptions import Description, HardId, described
from .product_ids import ProductIds
from .united import PRODUCTS_SCHEMA, united

MOST_STARS_APART = 2
"""Half stars; operators rate the same hotel up to one star apart."""

MOST_IN_DOUBT = 300
"""Clusters of one name and place that contradict one another are compared pair by pair up to
here; a name that more of them share (a feed with one name for all) joins nothing."""


def join(offers: pa.Table, known: ProductIds) -> tuple[pa.Table, pa.Array]:
    """The products in a table of offers (united.PRODUCTS_SCHEMA), and each offer's row in it.

    `known` gives every product its lasting id and learns the new ones.
    """
    descriptions, numbers = described(offers)
    groups = sorted(joined(descriptions), key=lambda group: _content(descriptions, group))
    ids = known.settle([[member(descriptions[i]) for i in group] for group in groups])
    order = sorted(range(len(groups)), key=lambda group: ids[group])
    rows = [united(ids[at], [descriptions[i] for i in groups[at]]) for at in order]
    product_of = np.zeros(len(descriptions), np.int32)
    for row, at in enumerate(order):
        product_of[groups[at]] = row
    index = product_of[numbers] if len(numbers) else np.zeros(0, np.int32)
    return pa.Table.from_pylist(rows, schema=PRODUCTS_SCHEMA), pa.array(index, pa.int32())


def _content(descriptions: Sequence[Description], group: Iterable[int]) -> list[str]:
    """What products are put in order by before they get their ids: never the order of offers."""
    return sorted(repr(descriptions[i].row) for i in group)


def member(description: Description) -> tuple[str, ...]:
    """The lasting names of a description, by which its product is known in the next generation:
    its hard ids, and its name at its place as this operator says it (with and without stars).
    """
    sort = "/".join(description.sort)
    hard = [f"{sort}/{scheme}={value}" for scheme, value in sorted(description.ids)]
    place = "/".join((description.country, *sorted(description.words)))
    said = f"{sort}/{description.row['operator']}/{place}/{description.bare}"
    return (*hard, said, f"{said}/{description.stars}")


def joined(descriptions: Sequence[Description]) -> list[list[int]]:
    """The descriptions (by number) that are one product, in groups."""
    by_sort: dict[Hashable, dict[Hashable, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, one in enumerate(descriptions):
        by_sort[one.sort][_signature(one)].append(number)
    groups: list[list[int]] = []
    for alike in by_sort.values():
        clusters = _by_ids([_Cluster([descriptions[i] for i in n], n) for n in alike.values()])
        groups += [cluster.numbers for cluster in _by_names(clusters)]
    return groups


def _signature(one: Description) -> Hashable:
    """All by which descriptions are joined; where it is equal they are the same."""
    return one.ids, one.resort, one.stars, frozenset(_hubs(one))


@dataclass(eq=False)
class _Cluster:
    """Descriptions that are one product so far, with what must not contradict in it."""

    said: list[Description]
    numbers: list[int]

    @cached_property
    def ids(self) -> dict[str, frozenset[str]]:
        """Its hard ids by scheme."""
        values: dict[str, set[str]] = defaultdict(set)
        for scheme, value in (hard for one in self.said for hard in one.ids):
            values[scheme].add(value)
        return {scheme: frozenset(found) for scheme, found in values.items()}

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
        return {hub for one in self.said for hub in _hubs(one)}

    @cached_property
    def content(self) -> tuple[Any, ...]:
        """What it is sorted by, so that the order of offers never matters."""
        return tuple(_content(self.said, range(len(self.said))))


def _hubs(one: Description) -> Iterable[Hashable]:
    """By resort where one is stated; by region to reach those who state no resort.

    Without a country or without any place a name is only the same within one operator.
    """
    if not one.country or not one.words:
        yield "operator", one.row["operator"], one.country, tuple(sorted(one.words)), one.bare
        return
    for word in one.words:
        yield "place", word, one.country, one.bare


def _differ(one: _Cluster, other: _Cluster) -> bool:
    """Whether two clusters are known not to be the same: ids, country, resort or stars."""
    return (
        _ids_differ(one, other)
        or _apart(one.countries, other.countries)
        or _apart(one.resorts, other.resorts)
        or _stars_apart(one.stars + other.stars)
    )


def _ids_differ(one: _Cluster, other: _Cluster) -> bool:
    return any(one.ids[scheme] != other.ids[scheme] for scheme in one.ids.keys() & other.ids.keys())


def _apart(these: set[str], those: set[str]) -> bool:
    return bool(these and those) and these.isdisjoint(those)


def _stars_apart(stars: Sequence[int]) -> bool:
    return bool(stars) and max(stars) - min(stars) > MOST_STARS_APART


def _merged(clusters: Sequence[_Cluster]) -> _Cluster:
    if len(clusters) == 1:
        return clusters[0]
    said = [one for cluster in clusters for one in cluster.said]
    return _Cluster(said, [number for cluster in clusters for number in cluster.numbers])


def _by_ids(clusters: list[_Cluster]) -> list[_Cluster]:
    """Join what shares a hard id. Ids are taken in their order where they contradict."""
    found: list[_Cluster] = []
    for group in _connected(clusters, _hard):
        whole = _merged(group)
        if all(len(values) == 1 for values in whole.ids.values()):
            found.append(whole)
        else:
            found += _one_id_after_another(group)
    return found


def _hard(cluster: _Cluster) -> list[HardId]:
    return [hard for one in cluster.said for hard in one.ids]


def _one_id_after_another(group: list[_Cluster]) -> list[_Cluster]:
    """Within clusters whose ids contradict: each id joins those that do not differ otherwise."""
    found = sorted(group, key=lambda cluster: cluster.content)
    for hard in sorted({hard for cluster in group for hard in _hard(cluster)}):
        bearing = [cluster for cluster in found if hard in _hard(cluster)]
        rest = [cluster for cluster in found if hard not in _hard(cluster)]
        kept: list[_Cluster] = []
        for cluster in bearing:
            at = next((i for i, k in enumerate(kept) if not _ids_differ(k, cluster)), None)
            if at is None:
                kept.append(cluster)
            else:
                kept[at] = _merged([kept[at], cluster])
        found = sorted(rest + kept, key=lambda cluster: cluster.content)
    return found


def _by_names(clusters: list[_Cluster]) -> list[_Cluster]:
    """Join what has the same bare name at the same place, where nothing contradicts."""
    found: list[_Cluster] = []
    for group in _connected(clusters, lambda cluster: cluster.hubs):
        found += _agreeing(group)
    return found


def _agreeing(group: list[_Cluster]) -> list[_Cluster]:
    """One cluster of a group that agrees throughout; else those that fit two sides stand out.

    What stands out is looked at again by itself: two rows of no hotel in particular may still be
    one another's.
    """
    if len(group) == 1 or _all_agree(group):
        return [_merged(group)]
    if len(group) > MOST_IN_DOUBT:
        return group
    near = {id(one): [other for other in group if _linked(one, other)] for one in group}
    torn = [one for one in group if not _all_agree(near[id(one)])]
    if len(torn) == len(group):
        return group
    clear = [one for one in group if one not in torn]
    found: list[_Cluster] = []
    for part in _components(clear, near):
        found += [_merged(part)] if _all_agree(part) else part
    for part in _components(torn, near):
        found += _agreeing(part)
    return found


def _linked(one: _Cluster, other: _Cluster) -> bool:
    return one is not other and not one.hubs.isdisjoint(other.hubs) and not _differ(one, other)


def _all_agree(group: Sequence[_Cluster]) -> bool:
    """Whether no two of them differ."""
    ids: dict[str, frozenset[str]] = {}
    for cluster in group:
        for scheme, values in cluster.ids.items():
            if ids.setdefault(scheme, values) != values:
                return False
    if _stars_apart([star for cluster in group for star in cluster.stars]):
        return False
    return _places_agree([c.countries for c in group]) and _places_agree([c.resorts for c in group])


def _places_agree(stated: Iterable[set[str]]) -> bool:
    distinct = {frozenset(places) for places in stated if places}
    return all(not one.isdisjoint(other) for one in distinct for other in distinct)


def _components(
    clusters: Sequence[_Cluster], near: dict[int, list[_Cluster]]
) -> list[list[_Cluster]]:
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


def _connected(
    clusters: list[_Cluster], keys: Callable[[_Cluster], Iterable[Hashable]]
) -> list[list[_Cluster]]:
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
    groups: dict[int, list[_Cluster]] = defaultdict(list)
    for at, cluster in enumerate(clusters):
        groups[root(at)].append(cluster)
    return list(groups.values())
