"""Mandatory parts by a rule: derived with day and source, or unknown: then the total is "from"."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.crawlers.card import read_card
from fairwind.crawlers.card_mandatory import disagreement, laws, tariffs
from fairwind.offers import Component, Knowledge, Money, Paid, Party, Price, total
from fairwind.offers.faults import CardFault

from .cards import SUNNY, written
from .intake_records import offer

FOR_TWO = {"basis": "per_party", "party": {"adults": 2}}
FEE = {
    "kind": "tourist_tax",
    "amount": "1.50",
    "currency": "EUR",
    "per": "person_and_night",
    "paid": "locally",
    "valid_from": "2026-01-01",
    "source": "Town of Malia",
}


def price_of(*rules: dict[str, Any], said: dict[str, Any] | None = None, **terms: Any) -> Price:
    found = offer(said, mandatory=list(rules), **{"price": FOR_TWO, **terms}).departure.price
    assert found is not None
    return found


def part_of(*rules: dict[str, Any], said: dict[str, Any] | None = None, **terms: Any) -> Component:
    [part] = price_of(*rules, said=said, **terms).components
    return part


@pytest.mark.parametrize(
    ("per", "minor"),
    [
        ("party", 150),
        ("room", 150),
        ("room_and_night", 7 * 150),
        ("person", 2 * 150),
        ("person_and_night", 14 * 150),
    ],
)
def test_a_part_is_worked_out_by_what_it_is_for_and_says_its_rule(per: str, minor: int) -> None:
    part = part_of({**FEE, "per": per})
    assert part.amount == Money(minor, "EUR")
    assert (part.knowledge, part.paid) == (Knowledge.DERIVED, Paid.LOCALLY)
    assert part.rule.startswith("1.50 EUR ")
    assert part.rule.endswith(", 2026-01-01, Town of Malia")


def test_the_total_holds_the_derived_part_and_is_whole() -> None:
    price = price_of(FEE)
    assert total(price, Party(2)) == Money(59900 + 2100, "EUR")
    assert price.complete


def test_a_part_without_an_amount_makes_the_total_a_from_one() -> None:
    visa = {"kind": "visa", "valid_from": "2026-01-01", "source": "Embassy"}
    price = price_of(visa)
    [part] = price.components
    assert (part.amount, part.knowledge) == (None, Knowledge.UNKNOWN)
    assert part.rule == "2026-01-01, Embassy"
    assert not price.complete
    assert total(price, Party(2)) == Money(59900, "EUR")


def test_children_below_the_age_pay_nothing() -> None:
    family = {"basis": "per_party", "party": {"adults": 2, "children_ages": [4, 12]}}
    for age, persons in ((0, 4), (12, 3), (18, 2)):
        part = part_of({**FEE, "per": "person", "from_age": age}, price=family)
        assert part.amount == Money(150 * persons, "EUR")


def test_an_amount_for_each_person_of_an_unknown_party_is_unknown() -> None:
    assert part_of(FEE, price={"basis": "per_person"}).amount is None
    assert part_of({**FEE, "per": "room_and_night"}, price={"basis": "per_person"}).amount


def test_a_rule_is_for_its_place_alone_and_the_narrowest_counts() -> None:
    egypt = {**FEE, "countries": ["EG"]}
    assert not price_of(egypt).components
    crete = {**FEE, "countries": ["GR"], "places": ["CRETE"], "amount": 3}
    part = part_of(FEE, {**FEE, "countries": ["GR"], "amount": 2}, crete)
    assert part.amount == Money(14 * 300, "EUR")


def test_nights_before_the_rule_or_outside_its_months_are_not_charged() -> None:
    by_night = {**FEE, "per": "room_and_night"}
    assert part_of({**by_night, "valid_from": "2026-07-10"}).amount == Money(150, "EUR")
    assert not price_of({**by_night, "valid_from": "2026-07-11"}).components
    assert not price_of({**by_night, "months": [8]}).components
    august = {"date": "2026-07-29"}
    assert part_of({**by_night, "months": [8]}, said=august).amount == Money(4 * 150, "EUR")
    ended = {**by_night, "valid_until": "2026-07-04"}
    assert part_of(ended).amount == Money(150, "EUR")


@pytest.mark.parametrize("missing", ["date", "nights"])
def test_what_the_rule_asks_and_nobody_states_makes_the_amount_unknown(missing: str) -> None:
    assert part_of(FEE, said={missing: None}).amount is None


def test_the_greek_fee_by_law_follows_stars_and_season() -> None:
    def fee(**said: Any) -> Component:
        return part_of(said=said, laws=["greece_climate_fee"])

    assert fee(stars="4").amount == Money(7000, "EUR")
    assert fee(stars="4").rule == "10.00 EUR per room and night, 2025-01-01, Greek law 5162/2024"
    turn = fee(stars="5", date="2026-10-29")
    assert turn.amount == Money(3 * 1500 + 4 * 400, "EUR")
    assert turn.rule.startswith("15.00 EUR / 4.00 EUR per room")
    assert fee().amount is None, "stars are not stated"
    assert fee(stars="4.5").amount is None, "the law knows no half stars"


def test_an_amount_that_the_record_states_counts_and_an_unreadable_one_does_not() -> None:
    stated = part_of(FEE, said={"mandatory.tourist_tax": "30"})
    assert (stated.amount, stated.knowledge) == (Money(3000, "EUR"), Knowledge.STATED)
    derived = part_of(FEE, said={"mandatory.tourist_tax": "some"})
    assert derived.amount == Money(2100, "EUR")


def test_an_amount_of_another_currency_is_converted_and_the_rule_says_by_which_rate() -> None:
    part = part_of({**FEE, "per": "party", "amount": 100, "currency": "HUF"})
    assert part.amount is not None
    assert part.amount.currency == "EUR"
    assert "100.00 HUF for all" in part.rule
    assert part.rule.endswith("reference rates of 2026-03-30")
    unknown = part_of({**FEE, "per": "party", "currency": "VUV"})
    assert unknown.amount is None


def test_a_price_that_is_not_stated_gets_no_parts() -> None:
    rules = {"mandatory": [FEE], "required": ["identity"]}
    assert offer({"price": None}, **rules).departure.price is None


@given(st.sampled_from(range(1, 13)), st.sampled_from([2, 4, 6, 8, 10]))
def test_every_shipped_law_has_one_amount_for_each_month_and_each_whole_star(month, half) -> None:
    for parts in laws().values():
        for kinds in tariffs(parts).values():
            for tariff in kinds:
                assert disagreement(tariff) == ""
                own = [p for p in tariff if not p.months or month in p.months]
                assert len([p for p in own if not p.stars or half // 2 in p.stars]) == 1


BAD = {
    "an amount without its currency": (
        "{kind: visa, amount: 25, valid_from: 2026-01-01, source: Embassy}",
        "mandatory.0: an amount of 25 needs its currency",
    ),
    "no source": ("{kind: visa, valid_from: 2026-01-01}", "mandatory.0.source is missing"),
    "no day": ("{kind: visa, source: Embassy}", "mandatory.0.valid_from is missing"),
    "a word that is none": (
        "{kind: visa, per: persons, valid_from: 2026-01-01, source: Embassy}",
        "did you mean person?",
    ),
    "ages where no person pays": (
        "{kind: visa, from_age: 12, valid_from: 2026-01-01, source: Embassy}",
        "it goes with per: person",
    ),
    "an end before the begin": (
        "{kind: visa, valid_from: 2026-01-01, valid_until: 2025-01-01, source: Embassy}",
        "is before 2026-01-01",
    ),
    "a key of another part": (
        "{kind: visa, price: 3, valid_from: 2026-01-01, source: Embassy}",
        "mandatory.0.price is not a key of a mandatory part",
    ),
    "two lines for one night": (
        "{kind: visa, amount: 1, currency: EUR, valid_from: 2026-01-01, source: One law}, "
        "{kind: visa, amount: 2, currency: EUR, valid_from: 2026-02-01, source: Another}",
        "mandatory: visa: two lines are for the same stars and days",
    ),
    "two currencies in one tariff": (
        "{kind: visa, amount: 1, currency: EUR, months: [1], valid_from: 2026-01-01, source: Abc}, "
        "{kind: visa, amount: 2, currency: USD, months: [2], valid_from: 2026-01-01, source: Abc}",
        "mandatory: visa: currency differs",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_rule_that_cannot_be_meant_is_named_with_its_line(tmp_path: Path, name: str) -> None:
    rules, sentence = BAD[name]
    with pytest.raises(CardFault) as caught:
        read_card(written(tmp_path, f"{SUNNY}\nmandatory: [{rules}]\n"))
    line = len(f"{SUNNY}\n".splitlines()) + 1
    [said] = caught.value.places
    assert said.startswith(f"sunny_tours.yml:{line}: "), said
    assert sentence in said


def test_a_law_that_is_not_shipped_is_named_with_the_right_word(tmp_path: Path) -> None:
    with pytest.raises(CardFault, match="did you mean greece_climate_fee"):
        read_card(written(tmp_path, f"{SUNNY}\nlaws: [greece_climat_fee]\n"))
