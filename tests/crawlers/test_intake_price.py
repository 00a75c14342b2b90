"""Board, room, currency, party and parts: for whom a price is and what is in it."""

from typing import Any

import pytest

from fairwind.offers import (
    Basis,
    Board,
    Knowledge,
    Money,
    Paid,
    Party,
    Placement,
    RoomClass,
    total,
)

from .intake_records import WHOLE, offer, reject, taken

# Board and room


def test_a_cards_board_words_win_and_unknown_ones_are_counted_not_refused() -> None:
    assert offer({"board": "Half board"}).board.board is Board.HB
    assert offer({"board": "BF"}, boards={"bf": "BB"}).board.board is Board.BB
    batch = taken({**WHOLE, "board": "zgodne z programem"})
    assert batch.offers[0].board.board is None
    assert batch.offers[0].board.raw == "zgodne z programem"
    assert batch.unknown_words["board"] == {"zgodne z programem": 1}


def test_a_room_is_read_by_class_and_placement() -> None:
    room = offer({"room": "Junior Suite DBL"}).room
    assert (room.room_class, room.placement) == (RoomClass.SUITE, Placement.DBL)
    own = offer({"room": "Pod"}, rooms={"pod": "standard"}).room
    assert own.room_class is RoomClass.STANDARD
    assert taken({**WHOLE, "room": "Pod"}).unknown_words["room"] == {"Pod": 1}


# Currency


@pytest.mark.parametrize(
    ("price", "currency", "usual", "code"),
    [
        ("599", "EUR", None, "EUR"),
        ("599", "eur", None, "EUR"),
        ("599 €", None, "CZK", "EUR"),
        ("599 zł", None, None, "PLN"),
        ("599 Kč", None, None, "CZK"),
        ("599", "Ft", None, "HUF"),
        ("599", None, "CZK", "CZK"),
        ("$599", None, "NZD", "NZD"),
        ("US$599", None, "NZD", "USD"),
        ("₹40,700/-", None, None, "INR"),
        ("599 лв.", None, None, "BGN"),
        ("1 299,00 zł/os.", None, "EUR", "PLN"),
        ("1 470 Ft/fő", None, "EUR", "HUF"),
        ("2499 NZD per person", None, "EUR", "NZD"),
        ("Cena: 1 470 zł", None, "EUR", "PLN"),
        ("only £99", None, "EUR", "GBP"),
        ("$2,499.00 USD", None, "EUR", "USD"),
        ("$2,499.00", "AUD", "EUR", "AUD"),
    ],
)
def test_the_currency_is_the_records_then_the_prices_then_the_cards(
    price: str, currency: str | None, usual: str | None, code: str
) -> None:
    terms = {"basis": "per_person", "currency": usual}
    found = offer({"price": price, "currency": currency}, price=terms).departure.price
    assert found
    assert found.amount.currency == code


@pytest.mark.parametrize(
    ("price", "currency", "reason"),
    [
        ("599", None, "no_currency"),
        ("599", "groats", "currency_unknown"),
        ("$599", None, "currency_unknown"),
        ("599", "kr", "currency_unknown"),
        ("599 €", "CZK", "currency_unknown"),
    ],
)
def test_a_currency_that_is_not_known_or_means_several_is_refused(
    price: str, currency: str | None, reason: str
) -> None:
    assert reject({"price": price, "currency": currency}).reason == reason


def test_without_a_currency_the_amount_stands_as_xxx_where_the_card_allows_it() -> None:
    one = offer({"currency": None}, required=["identity", "price"]).departure.price
    assert one
    assert one.amount == Money(59900, "XXX")
    assert total(one, Party(2)) is None


# Party, basis, parts


@pytest.mark.parametrize(
    ("said", "basis"),
    [
        ({"basis": "per person"}, Basis.PER_PERSON),
        ({"basis": "total"}, Basis.PER_PARTY),
        ({"basis": "za pokój"}, Basis.PER_ROOM),
        ({"basis": "per night"}, Basis.PER_NIGHT),
        ({"basis": "each"}, Basis.UNKNOWN),
        ({"price": "599 € / os."}, Basis.PER_PERSON),
        ({"price": "₹40,700/- (per person)", "currency": None}, Basis.PER_PERSON),
        ({"price": "599 € total"}, Basis.PER_PARTY),
        ({"price": "599 €/night"}, Basis.PER_NIGHT),
        ({"price": "599 € per person per night"}, Basis.UNKNOWN),
        ({"price": "599 € p.p. / noc"}, Basis.UNKNOWN),
        ({"price": "599 € pppn"}, Basis.UNKNOWN),
        ({}, Basis.UNKNOWN),
    ],
)
def test_a_price_is_for_whom_its_words_say_and_else_for_nobody_we_know(
    said: dict[str, Any], basis: Basis
) -> None:
    price = offer(said, price={}).departure.price
    assert price
    assert price.basis is basis


def test_a_cards_basis_words_win_over_the_trades() -> None:
    terms = {"basis": "per_person", "basis_words": {"total": "per_room"}}
    fields = {"name": "name", "price": "price", "basis": "basis"}
    price = offer({"basis": "Total"}, price=terms, fields=fields).departure.price
    assert price
    assert price.basis is Basis.PER_ROOM


FAMILY = {
    "price": None,
    "total": "2000.00",
    "adult_prices": [700, "700.00"],
    "child_prices": [200, 400],
    "children_ages": [9, 7],
}


def test_each_persons_price_is_a_part_and_their_sum_is_the_total() -> None:
    price = offer(FAMILY).departure.price
    assert price
    assert price.party == Party(2, (7, 9))
    assert price.basis is Basis.PER_PARTY
    parts = [(part.kind, part.amount, part.label) for part in price.components]
    assert parts == [
        ("adult", Money(70000, "EUR"), ""),
        ("adult", Money(70000, "EUR"), ""),
        ("child", Money(20000, "EUR"), "9"),
        ("child", Money(40000, "EUR"), "7"),
    ]


def test_persons_that_do_not_add_up_to_the_total_are_not_shown_as_its_parts() -> None:
    batch = taken({**WHOLE, **FAMILY, "total": "1999.00"})
    price = batch.offers[0].departure.price
    assert price
    assert price.components == ()
    assert price.amount == Money(199900, "EUR")
    assert batch.odd["sum_of_persons_differs"] == 1


def test_persons_without_a_total_make_one() -> None:
    price = offer({**FAMILY, "total": None}).departure.price
    assert price
    assert price.amount == Money(200000, "EUR")
    assert total(price, Party(2, (9, 7))) == price.amount


def test_extras_lie_in_the_total_that_they_fill_and_come_on_top_of_any_other() -> None:
    inside = offer({**FAMILY, "total": "2060.00", "mandatory.fuel": "60.00"}).departure.price
    assert inside
    assert inside.components[-1].paid is Paid.IN_PRICE
    assert total(inside, Party(2, (7, 9))) == Money(206000, "EUR")
    top = offer({**FAMILY, "mandatory.tourist_tax": 28}).departure.price
    assert top
    assert top.components[-1].paid is Paid.LOCALLY
    assert total(top, Party(2, (7, 9))) == Money(202800, "EUR")


def test_an_extra_that_nobody_can_read_or_multiply_makes_the_total_a_from_one() -> None:
    couple = {"basis": "per_person", "party": {"adults": 2}}
    known = offer({"mandatory.fuel": "30"}, price=couple).departure.price
    assert known
    assert total(known, Party(2)) == Money(2 * 59900 + 2 * 3000, "EUR")
    for said, terms in (("on request", couple), ("30", {"basis": "per_person"})):
        price = offer({"mandatory.fuel": said}, price=terms).departure.price
        assert price
        assert price.components[0].knowledge is Knowledge.UNKNOWN
        assert price.components[0].label == said
        assert not price.complete


def test_an_extra_says_itself_what_it_is_for_and_in_which_money() -> None:
    couple = {"basis": "per_party", "party": {"adults": 2}}
    cases = {
        "30 € per person": Money(6000, "EUR"),
        "2 €/night": Money(1400, "EUR"),
        "30 €": Money(3000, "EUR"),
        "30 USD": None,
        "2 € per person per night": None,
        "30 € for adults": None,
    }
    for said, amount in cases.items():
        price = offer({"mandatory.fuel": said}, price=couple).departure.price
        assert price
        assert price.components[0].amount == amount, said


def test_a_struck_out_amount_in_another_currency_is_none() -> None:
    price = offer({"price_was": "2 999 zł"}).departure.price
    assert price
    assert price.was is None


def test_a_party_that_is_said_and_cannot_be_read_leaves_the_price_unclear() -> None:
    batch = taken({**WHOLE, "adults": "two", "children_ages": [7]})
    price = batch.offers[0].departure.price
    assert price
    assert price.party is None
    assert price.basis is Basis.UNKNOWN
    assert "party" in batch.unknown_words
    priced_child = taken({**WHOLE, "adults": 2, "child_prices": [100]}).offers[0].departure.price
    assert priced_child
    assert total(priced_child, Party(2)) is None


def test_a_cards_party_is_the_party_of_every_price() -> None:
    family = {"basis": "per_party", "party": {"adults": 2, "children_ages": [4, 11]}}
    price = offer(price=family).departure.price
    assert price
    assert price.party == Party(2, (4, 11))


@pytest.mark.parametrize(
    ("said", "reason", "words"),
    [
        ({"adult_prices": ["ask us", "ask us"]}, "price_unreadable", "ask us"),
        ({"adult_prices": [849, None]}, "price_unreadable", "None"),
        ({"adult_prices": [0, 0]}, "price_zero", "nothing costs nothing"),
        ({"adult_prices": [849]}, "price_unreadable", "each of the party"),
        (
            {"adult_prices": [849, 849], "child_prices": ["4,59,00x"]},
            "price_unreadable",
            "4,59,00x",
        ),
        ({}, "no_price", "states no price"),
    ],
)
def test_persons_prices_that_give_no_total_are_named_with_their_words(
    said: dict[str, Any], reason: str, words: str
) -> None:
    ages = [5] if "child_prices" in said else None
    bare = {"price": None, "adults": 2, "children_ages": ages}
    one = reject({**bare, **said})
    assert one.reason == reason
    assert words in one.sentence
    assert one.field == (list(said)[-1] if said else "price")


def test_persons_that_sum_to_the_amount_prove_that_it_is_for_the_party() -> None:
    said = {"adult_prices": ["600.00", "500.00"], "price": "1100.00"}
    price = offer(said, price={}).departure.price
    assert price is not None
    assert (price.basis, price.party) == (Basis.PER_PARTY, Party(2))
    assert total(price, Party(2)) == Money(110000, "EUR")


def test_adults_who_each_pay_the_amount_prove_that_it_is_for_one() -> None:
    said = {"adult_prices": ["600.00", "600.00"], "price": "600.00"}
    price = offer(said, price={}).departure.price
    assert price is not None
    assert price.basis is Basis.PER_PERSON
    assert total(price, Party(2)) == Money(120000, "EUR")


@pytest.mark.parametrize(
    "persons",
    [
        {"adult_prices": ["600.00", "500.00"]},
        {"adult_prices": ["1150.00"]},
        {"adult_prices": ["600.00"], "child_prices": ["600.00"], "children_ages": [4]},
    ],
)
def test_persons_that_give_another_sum_or_one_alone_prove_nothing(persons: dict[str, Any]) -> None:
    amount = "1150.00" if len(persons) == 1 else "600.00"
    price = offer({**persons, "price": amount}, price={}).departure.price
    assert price is not None
    assert price.basis is Basis.UNKNOWN
