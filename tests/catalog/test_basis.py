"""What a page's prices are for is proved by rows that pages share, or it stays unknown."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwind.catalog.basis.pages import How, PageProof, decide
from fairwind.catalog.basis.prove import prove
from fairwind.catalog.basis.sightings import Sighting, Sightings
from fairwind.catalog.home import Home
from fairwind.catalog.rows import to_offers, to_rows
from fairwind.catalog.runs import Run, RunWriter
from fairwind.offers import (
    Basis,
    Departure,
    Kind,
    Knowledge,
    Money,
    Nights,
    Offer,
    OfferRef,
    Party,
    Price,
    Product,
    Provenance,
    total,
)

DAY = dt.date(2026, 3, 30)
NOW = dt.datetime(2026, 3, 30, 6, tzinfo=dt.UTC)
Seen = tuple[str, int, int]
"""Page, row, amount."""
TWO = Party(2)


def proofs(*seen: Seen, persons: int = 2) -> dict[str, PageProof]:
    return {one.address: one for one in decide(table(seen, persons).table())}


def table(seen: tuple[Seen, ...] | list[Seen], persons: int = 2) -> Sightings:
    sightings = Sightings()
    for position, (page, row, amount) in enumerate(seen):
        sightings.on_page(page, [Sighting(row, amount, persons, position)])
    return sightings


def basis_of(*seen: Seen, persons: int = 2) -> dict[str, str]:
    found = proofs(*seen, persons=persons).values()
    return {one.address: one.basis.value for one in found}


def test_twin_rows_say_which_page_is_per_person_and_which_is_the_total() -> None:
    found = proofs(("a", 1, 500), ("b", 1, 1000))
    assert found["a"].basis is Basis.PER_PERSON
    assert found["b"].basis is Basis.PER_PARTY
    assert {one.how for one in found.values()} == {How.TWIN_ROWS}
    assert found["a"].evidence == ((0, 500, "b", 1, 1000),)


def test_a_party_of_three_is_told_by_three_times_the_price_and_not_by_twice() -> None:
    assert basis_of(("a", 1, 500), ("b", 1, 1500), persons=3) == {
        "a": "per_person",
        "b": "per_party",
    }
    assert set(basis_of(("a", 1, 500), ("b", 1, 1000), persons=3).values()) == {"unknown"}


def test_a_proof_spreads_along_pages_that_share_a_row_at_one_price() -> None:
    found = proofs(
        ("a", 1, 500), ("b", 1, 1000), ("b", 2, 700), ("c", 2, 700), ("c", 3, 90), ("d", 3, 90)
    )
    assert found["d"].basis is Basis.PER_PARTY
    assert (found["d"].how, found["d"].twins) == (How.SHARED_ROW, 0)
    assert found["d"].evidence == ((5, 90, "c", 4, 90),)


@pytest.mark.parametrize("other", [999, 1001, 1530, 500])
def test_nearly_twice_proves_nothing(other: int) -> None:
    assert set(basis_of(("a", 1, 500), ("b", 1, other)).values()) == {"unknown"}


def test_a_page_whose_own_rows_contradict_each_other_is_decided_by_nobody() -> None:
    found = proofs(
        ("a", 1, 500), ("b", 1, 1000), ("b", 2, 300), ("c", 2, 600), ("c", 3, 8), ("d", 3, 8)
    )
    assert {one.basis for one in found.values()} == {Basis.UNKNOWN}
    assert found["b"].how is How.CONTRADICTED
    assert found["a"].how is How.CONTRADICTED, "its only twin stands on a page that lies"


def test_one_row_twice_on_one_page_contradicts_it() -> None:
    assert set(basis_of(("a", 1, 500), ("a", 1, 1000)).values()) == {"unknown"}


def test_a_contradiction_far_away_takes_no_proof_from_other_pages() -> None:
    found = basis_of(("a", 1, 5), ("b", 1, 10), ("x", 2, 3), ("x", 2, 6), ("x", 3, 9), ("y", 3, 18))
    assert found == {"a": "per_person", "b": "per_party", "x": "unknown", "y": "unknown"}


def by_brute_force(seen: list[Seen]) -> dict[str, str]:
    """The same rules by comparing every sighting with every other."""
    pages = {page for page, _, _ in seen}
    group = {page: {page} for page in pages}
    for one, row, amount in seen:
        for other, same, equal in seen:
            if (row, amount) == (same, equal) and group[one] is not group[other]:
                group[one] |= group[other]
                for page in group[one]:
                    group[page] = group[one]
    twins = [(a, b) for a, r, p in seen for b, s, q in seen if r == s and q == 2 * p and p != q]
    said = defaultdict(set)
    for low, high in twins:
        said[id(group[low])].add("per_person")
        said[id(group[high])].add("per_party")
    sound = [t for t in twins if all(len(said[id(group[page])]) == 1 for page in t)]
    decided = {}
    for low, high in sound:
        decided |= {page: "per_person" for page in group[low]}
        decided |= {page: "per_party" for page in group[high]}
    return {page: decided.get(page, "unknown") for page in pages}


few = st.tuples(st.sampled_from("abcdefgh"), st.integers(1, 6), st.sampled_from([1, 2, 3, 4, 8]))


@settings(max_examples=300, deadline=None)
@given(st.lists(few, max_size=24), st.randoms())
def test_whatever_stands_where_the_answer_is_that_of_brute_force_in_any_order(seen, rnd) -> None:
    assert basis_of(*seen) == by_brute_force(seen)
    again = list(seen)
    rnd.shuffle(again)
    assert basis_of(*again) == basis_of(*seen)


@st.composite
def a_site(draw):
    """Pages of ten rows of a list that moves while it is read; each page is per person or total,
    and some prices move between two readings, by anything but to twice or half."""
    truth = draw(st.lists(st.booleans(), min_size=2, max_size=20))
    prices = [101 + 2 * n + 1000 * (n % 7) for n in range(40)]
    seen, moves = [], draw(st.lists(st.sampled_from([0, 0, 0, 1, 2]), min_size=20, max_size=20))
    for page, per_person in enumerate(truth):
        first = draw(st.integers(0, 30))
        for row in range(first, first + 10):
            price = prices[row] + 2 * moves[(page * 7 + row) % 20]
            seen.append((str(page), row, price if per_person else 2 * price))
    return truth, seen


@settings(max_examples=150, deadline=None)
@given(a_site())
def test_no_page_of_a_site_whose_truth_is_known_is_decided_wrongly(site) -> None:
    truth, seen = site
    meant = {str(page): ("per_party", "per_person")[yes] for page, yes in enumerate(truth)}
    found = basis_of(*seen)
    assert all(basis in ("unknown", meant[page]) for page, basis in found.items())
    if len({row for _, row, _ in seen}) < 12 and len(set(truth)) == 2:
        assert set(found.values()) != {"unknown"}


def an_offer(page: str, amount: int, party: Party | None = TWO, position: int = 0) -> Offer:
    return Offer(
        OfferRef("broker", (("id", f"{page}{position}"),)),
        "sunny",
        "Sunny",
        Product(Kind.STAY, "Hotel Bay"),
        Departure(
            dt.date(2026, 7, 4),
            Nights(7, 7),
            price=Price(Money(amount, "PLN"), Basis.UNKNOWN, party),
        ),
        NOW,
        provenance=Provenance("broker", page, position, NOW),
    )


def run_of(home: Home, *pages: tuple[str, list[int]]) -> Run:
    """A run of pages, each with its amounts; the first of a page is row 1 of all of them."""
    with RunWriter(home, "broker", "r1", NOW) as writer:
        for page, amounts in pages:
            writer.page()
            writer.found(len(amounts))
            writer.add(an_offer(page, amount, position=n) for n, amount in enumerate(amounts))
            said = (Sighting(n + 1, amount, 2, n) for n, amount in enumerate(amounts))
            writer.sighted(page, said)
        return writer.finish(finished=NOW)


def test_the_offers_of_a_run_get_the_proved_basis_and_the_proof_as_a_part(tmp_path: Path) -> None:
    run = run_of(Home(tmp_path), ("a", [500, 77]), ("b", [1000, 99]))
    one, other, far, last = to_offers(run.offers())
    assert [o.departure.price.basis for o in (one, other)] == [Basis.PER_PERSON] * 2
    assert [o.departure.price.basis for o in (far, last)] == [Basis.PER_PARTY] * 2
    [package] = one.departure.price.components
    assert (package.kind, package.amount) == ("base", Money(1000, "PLN"))
    assert (package.knowledge, package.rule) == (Knowledge.DERIVED, "twin_rows, 2026-03-30, b")
    assert {total(o.departure.price, Party(2)) for o in (one, far)} == {Money(1000, "PLN")}
    assert total(one.departure.price, Party(1)) is None, "a half of a room is nobody's price"
    assert [proof.how for proof in run.proofs()] == [How.TWIN_ROWS] * 2


def test_offers_that_can_prove_nothing_stay_as_they_are() -> None:
    pages = table([("a", 1, 500), ("b", 1, 1000)]).table()
    offers = [an_offer("a", 500), an_offer("a", 9, None), an_offer("a", 9, Party(2, (4,)))]
    offers += [an_offer("a", 9, Party(1)), an_offer("c", 9)]
    proved = prove(to_rows(offers), pages, DAY)
    assert proved.offers["basis"].to_pylist() == ["per_person", *["unknown"] * 4]
    assert sorted(proved.decided) == ["a", "b"]
    assert to_offers(proved.offers)[1:] == offers[1:]


def test_a_run_whose_prices_say_what_they_are_for_keeps_no_proofs(tmp_path: Path) -> None:
    with RunWriter(Home(tmp_path), "broker", "r1", NOW) as writer:
        assert writer.finish(finished=NOW).proofs() == ()
