"""Stays: the same hotel or tour under several operators' words, joined into one product.

Descriptions are joined by an equal hard id, by the same bare name at the same place with stars at
most one apart, by what the matching is sure of, and by what people decided; a decision wins over
the rules, and "different" over all but an equal hard id that a person vouched for. Never joined:
different kinds or forms (a combination, a roulette or a fly-and-go row stands for itself), and by
rule two different ids of one scheme. A description that fits two products which are known to
differ joins neither: nothing is guessed, a person is asked.

The result does not depend on the order of the offers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from .descriptions import Description, described
from .lasting import member
from .matching.clusters import (
    MOST_STARS_APART,
    Cluster,
    Differing,
    Marks,
    agreeing,
    connected,
    content,
    hubs,
    ids_differ,
    merged,
)
from .matching.compare import Matched, Pair, compare
from .matching.decided import NOTHING_DECIDED, Decisions, Names
from .matching.doubts import Doubt, Grouped, doubts
from .matching.joined import Joined, joined_cards
from .product_ids import ProductIds
from .united import PRODUCTS_SCHEMA, united

__all__ = ["MOST_STARS_APART", "Joining", "joined", "joining", "member"]


@dataclass(frozen=True, slots=True)
class Joining:
    """The products of a table of offers (united.PRODUCTS_SCHEMA), each offer's row in it, the
    pairs that a person should look at, and the cards on which several sides were joined."""

    products: pa.Table
    index: pa.Array
    doubts: list[Doubt]
    cards: list[Joined]


def joining(offers: pa.Table, known: ProductIds, decisions: Decisions = NOTHING_DECIDED) -> Joining:
    """What stands on one card in a table of offers.

    `known` gives every product its lasting id and learns the new ones.
    """
    found, numbers = described(offers)
    descriptions = [decisions.ids.applied(one) for one in found]
    groups, matched = joined(descriptions, decisions)
    groups.sort(key=lambda group: content(descriptions[i] for i in group))
    ids = known.settle([[member(descriptions[i]) for i in group] for group in groups])
    order = sorted(range(len(groups)), key=lambda group: ids[group])
    rows = [united(ids[at], [descriptions[i] for i in groups[at]]) for at in order]
    product_of = np.zeros(len(descriptions), np.int32)
    for row, at in enumerate(order):
        product_of[groups[at]] = row
    index = product_of[numbers] if len(numbers) else np.zeros(0, np.int32)
    grouped = Grouped(descriptions, numbers, product_of, [row["id"] for row in rows])
    products = pa.Table.from_pylist(rows, schema=PRODUCTS_SCHEMA)
    asked = doubts(offers, grouped, matched, decisions)
    return Joining(products, pa.array(index, pa.int32()), asked, joined_cards(grouped, decisions))


def joined(
    descriptions: Sequence[Description], decisions: Decisions = NOTHING_DECIDED
) -> tuple[list[list[int]], Matched]:
    """The descriptions (by number) that are one product, in groups, and what the matching said."""
    marked, confirmed = decisions.marks(), decisions.ids.confirmed
    strict, loose = Differing(confirmed), Differing(confirmed, by_words=False)
    by_sort: dict[Hashable, dict[Hashable, list[int]]] = defaultdict(lambda: defaultdict(list))
    marks = [marked.of(one) for one in descriptions]
    for number, one in enumerate(descriptions):
        by_sort[one.sort][_signature(one, marks[number])].append(number)
    clusters = []
    for alike in by_sort.values():
        bare = [Cluster([descriptions[i] for i in n], n, marks[n[0]]) for n in alike.values()]
        named = _by_names(_by_ids(bare, loose), strict)
        clusters += _by_decisions(named, decisions.same, loose)
    matched = compare(descriptions)
    clusters = _by_likeness(clusters, matched, loose)
    return [cluster.numbers for cluster in clusters], matched


def _signature(one: Description, marks: Marks) -> Hashable:
    """All by which descriptions are joined; where it is equal they are the same."""
    return one.ids, one.resort, one.stars, frozenset(hubs(one)), marks


def _by_ids(clusters: list[Cluster], rules: Differing) -> list[Cluster]:
    """Join what shares a hard id. Ids are taken in their order where they contradict."""
    found: list[Cluster] = []
    for group in connected(clusters, lambda cluster: cluster.hard):
        whole = merged(group)
        if all(len(values) == 1 for values in whole.ids.values()) and rules.undivided(group):
            found.append(whole)
        else:
            found += _one_id_after_another(group, rules)
    return found


def _one_id_after_another(group: list[Cluster], rules: Differing) -> list[Cluster]:
    """Within clusters that contradict: each id joins those that do not differ otherwise."""
    found = sorted(group, key=lambda cluster: cluster.content)
    for hard in sorted({hard for cluster in group for hard in cluster.hard}):
        bearing = [cluster for cluster in found if hard in cluster.hard]
        rest = [cluster for cluster in found if hard not in cluster.hard]
        kept: list[Cluster] = []
        for cluster in bearing:
            at = next((i for i, k in enumerate(kept) if not _torn(k, cluster, rules)), None)
            if at is None:
                kept.append(cluster)
            else:
                kept[at] = merged([kept[at], cluster])
        found = sorted(rest + kept, key=lambda cluster: cluster.content)
    return found


def _torn(one: Cluster, other: Cluster, rules: Differing) -> bool:
    return ids_differ(one, other) or rules.decided_apart(one, other)


def _by_names(clusters: list[Cluster], rules: Differing) -> list[Cluster]:
    """Join what has the same bare name at the same place, where nothing contradicts."""
    found: list[Cluster] = []
    for group in connected(clusters, lambda cluster: cluster.hubs):
        found += agreeing(group, _share_a_hub, rules)
    return found


def _share_a_hub(one: Cluster, other: Cluster) -> bool:
    return not one.hubs.isdisjoint(other.hubs)


def _by_decisions(
    clusters: list[Cluster], same: Iterable[Names], rules: Differing
) -> list[Cluster]:
    """Join what people decided to be the same, in the order of the names, but never two of whom
    they decided the opposite. A name that two products bear joins nothing."""
    bearing: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        for name in cluster.marks.names:
            bearing[name].append(cluster)
    left = {id(cluster): cluster for cluster in clusters}
    for names in sorted(same):
        found = [bearing.get(name, []) for name in names]
        if any(len(some) != 1 for some in found):
            continue
        (one,), (other,) = found
        if one is other or rules.decided_apart(one, other):
            continue
        whole = merged([one, other])
        del left[id(one)], left[id(other)]
        left[id(whole)] = whole
        for name in whole.marks.names:
            bearing[name] = [whole, *(c for c in bearing[name] if c not in (one, other))]
    return list(left.values())


def _by_likeness(clusters: list[Cluster], matched: Matched, rules: Differing) -> list[Cluster]:
    """Join what the matching is sure of, where nothing contradicts and none of its rules does."""
    of = {number: id(cluster) for cluster in clusters for number in cluster.numbers}
    near, apart = _between(matched.same, of), _between(matched.different, of)
    keys: dict[int, list[Hashable]] = defaultdict(list)
    for one, others in near.items():
        keys[one] = [frozenset((one, other)) for other in others]
    rules = replace(rules, apart=apart)
    found: list[Cluster] = []
    for group in connected(clusters, lambda cluster: keys[id(cluster)]):
        found += agreeing(group, lambda one, other: id(other) in near[id(one)], rules)
    return found


def _between(pairs: Iterable[Pair], of: Mapping[int, int]) -> dict[int, set[int]]:
    """Pairs of descriptions as pairs of the clusters they are in by now, each from both sides."""
    found: dict[int, set[int]] = defaultdict(set)
    for pair in pairs:
        one, other = of[pair.one], of[pair.other]
        if one != other:
            found[one].add(other)
            found[other].add(one)
    return found
