"""Decided stays: what people said wins over names, ids and the matching, in whatever order."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairwind.catalog.descriptions import described
from fairwind.catalog.lasting import own_names
from fairwind.catalog.matching.decided import NOTHING_DECIDED, Decisions, IdMap, Names
from fairwind.catalog.matching.doubts import Doubt
from fairwind.catalog.product_ids import ProductIds
from fairwind.catalog.rows import to_rows
from fairwind.catalog.stays import joining
from fairwind.offers import Form, Offer

AnOffer = Callable[..., Offer]
GIATA = (("giata", "1284"),)


def joined(
    offers: list[Offer], decisions: Decisions = NOTHING_DECIDED, known: ProductIds | None = None
) -> tuple[set[frozenset[int]], list[Doubt]]:
    """The offers, by number, in one group a product; and what a person is asked."""
    made = joining(to_rows(offers), known or ProductIds(), decisions)
    found: dict[int, set[int]] = defaultdict(set)
    for offer, product in enumerate(made.index.to_pylist()):
        found[product].add(offer)
    return {frozenset(group) for group in found.values()}, made.doubts


def named(offer: Offer) -> str:
    """The most lasting own name of an offer's description."""
    [description], _ = described(to_rows([offer]))
    return own_names(description)[0]


def pair(one: Offer, other: Offer) -> Names:
    first, second = sorted((named(one), named(other)))
    return first, second


def same(*pairs: tuple[Offer, Offer]) -> Decisions:
    return Decisions(same=frozenset(pair(*two) for two in pairs))


def different(*pairs: tuple[Offer, Offer]) -> Decisions:
    return Decisions(different=frozenset(pair(*two) for two in pairs))


TOGETHER, APART = {frozenset({0, 1})}, {frozenset({0}), frozenset({1})}


def test_the_same_joins_what_no_rule_would(an_offer: AnOffer) -> None:
    offers = [an_offer(name="Aurora", stars=6), an_offer(source="blue", name="Zora", stars=10)]
    assert joined(offers)[0] == APART
    assert joined(offers, same((offers[0], offers[1])))[0] == TOGETHER


def test_different_parts_what_the_matching_is_sure_of(an_offer: AnOffer) -> None:
    offers = [an_offer(), an_offer(source="blue")]
    assert joined(offers)[0] == TOGETHER
    found, doubts = joined(offers, different((offers[0], offers[1])))
    assert found == APART
    assert doubts == []


def test_different_wins_over_an_equal_id_unless_somebody_vouched_for_it(an_offer: AnOffer) -> None:
    offers = [an_offer(product_ids=GIATA), an_offer(source="blue", product_ids=GIATA)]
    parted = different((offers[0], offers[1]))
    assert joined(offers)[0] == TOGETHER
    assert joined(offers, parted)[0] == APART
    vouched = IdMap({("sunny_tours", "7"): frozenset(GIATA)}, frozenset(GIATA))
    assert joined(offers, replace(parted, ids=vouched))[0] == TOGETHER


def test_an_imported_id_joins_and_takes_the_place_of_what_the_operator_says(
    an_offer: AnOffer,
) -> None:
    ids = (("blue:hotel", "19"), ("giata", "99"))
    offers = [
        an_offer(name="Aurora", product_ids=GIATA),
        an_offer(source="blue", name="Zora", product_ids=ids),
    ]
    assert joined(offers)[0] == APART
    vouched = IdMap({("blue", "19"): frozenset(GIATA)}, frozenset(GIATA))
    assert joined(offers, Decisions(ids=vouched))[0] == TOGETHER


@pytest.mark.parametrize("form", [Form.FLY_AND_GO, Form.COMBINATION, Form.ROULETTE])
def test_no_decision_joins_another_form_with_the_plain_stay(an_offer: AnOffer, form: Form) -> None:
    plain, other = an_offer(), an_offer(source="blue")
    other = replace(other, product=replace(other.product, form=form))
    assert joined([plain, other], same((plain, other)))[0] == APART


def test_a_decision_stands_when_a_hotel_gets_another_name_but_keeps_its_id(
    an_offer: AnOffer,
) -> None:
    ids = (("blue:hotel", "19"),)
    first, second = an_offer(name="Aurora"), an_offer(source="blue", name="Zora", product_ids=ids)
    decided = same((first, second))
    renamed = an_offer(source="blue", name="Grand Zora Bay", product_ids=ids)
    assert joined([first, renamed], decided)[0] == TOGETHER


def test_ids_of_products_lead_on_when_they_are_joined_and_come_back_when_parted(
    an_offer: AnOffer,
) -> None:
    offers = [an_offer(name="Aurora", stars=6), an_offer(source="blue", name="Zora", stars=10)]
    known = ProductIds()

    def ids(decisions: Decisions) -> list[str]:
        found = joining(to_rows(offers), known, decisions)
        return [found.products["id"][row].as_py() for row in found.index.to_pylist()]

    first, second = ids(NOTHING_DECIDED)
    one, again = ids(same((offers[0], offers[1])))
    assert one == again
    assert {known.now(first), known.now(second)} == {one}
    assert ids(NOTHING_DECIDED) == [first, second]
    assert (known.now(first), known.now(second)) == (first, second)


def test_a_pair_in_doubt_comes_with_both_sides_and_leaves_when_it_is_decided(
    an_offer: AnOffer,
) -> None:
    offers = [
        an_offer(name="Mitsis Thalassa Kalamaki"),
        an_offer(source="blue", name="Grecotel Thalassa Kalamaki", minor=70_000),
        an_offer(id="2", source="blue", name="Grecotel Thalassa Kalamaki", minor=90_000),
    ]
    _, [doubt] = joined(offers)
    assert doubt.names == pair(offers[0], offers[1])
    assert doubt.offers == 3
    sides = doubt.evidence["one"], doubt.evidence["other"]
    assert [side["operator"] for side in sides] == ["blue", "sunny_tours"]
    assert [row["amount"] for row in sides[0]["prices"]] == [70_000, 90_000]
    assert {line["what"] for line in doubt.evidence["lines"]} >= {"name", "where", "chain"}
    assert joined(offers, same((offers[0], offers[1])))[1] == []
    assert joined(offers, different((offers[0], offers[1])))[1] == []


NAMES = ("Aurora", "Aurora Beach", "Zora", "Mitsis Zora", "Grecotel Zora")


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_the_order_of_offers_and_of_decisions_never_matters(
    data: st.DataObject, an_offer: AnOffer
) -> None:
    drawn = st.tuples(
        st.sampled_from(["sunny_tours", "blue", "red"]),
        st.sampled_from(NAMES),
        st.sampled_from([None, 6, 8, 10]),
        st.sampled_from([(), GIATA, (("giata", "7"),)]),
    )
    said = data.draw(st.lists(drawn, min_size=2, max_size=7))
    offers = [
        an_offer(str(n), source=source, name=name, stars=stars, product_ids=ids)
        for n, (source, name, stars, ids) in enumerate(said)
    ]
    pairs = sorted({pair(a, b) for a, b in combinations(offers, 2) if named(a) != named(b)})
    verdicts = [data.draw(st.sampled_from(["", "same", "different"])) for _ in pairs]
    decided = list(zip(pairs, verdicts, strict=True))
    mixed = list(range(len(offers)))
    random.Random(len(offers)).shuffle(mixed)
    decisions = Decisions(
        frozenset(p for p, verdict in decided if verdict == "same"),
        frozenset(p for p, verdict in decided if verdict == "different"),
    )
    found, doubts = joined(offers, decisions)
    again, others = joined([offers[i] for i in mixed], decisions)
    assert {frozenset(mixed[i] for i in group) for group in again} == found
    assert [doubt.names for doubt in others] == [doubt.names for doubt in doubts]
    group_of = {offer: group for group in found for offer in group}
    for (a, one), (b, other) in combinations(enumerate(offers), 2):
        if named(one) != named(other) and pair(one, other) in decisions.different:
            assert group_of[a] != group_of[b]
