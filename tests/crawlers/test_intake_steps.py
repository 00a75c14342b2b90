"""Each step of intake by itself: what it reads, what it refuses, what it leaves as words."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.crawlers.intake import STEPS
from fairwind.crawlers.intake.amounts import Unreadable, read_amount
from fairwind.crawlers.intake.days import NotADay, read_clock, read_day, read_length
from fairwind.crawlers.intake.s10_text import plain
from fairwind.crawlers.intake.s80_provenance import safe_link
from fairwind.offers import (
    Availability,
    Basis,
    Board,
    Form,
    Knowledge,
    Money,
    Nights,
    Paid,
    Party,
    Placement,
    RoomClass,
    Transport,
    total,
)

from .intake_records import NOW, PAGE, WHOLE, offer, reject, taken

CENTS = {"basis": "per_person", "unit": "minor"}


def test_each_step_stands_in_the_table_once_in_the_order_of_its_number() -> None:
    files = [step.__module__.rpartition(".")[2] for _, step in STEPS]
    assert files == sorted(files)
    assert [name for name, _ in STEPS] == [file[4:] for file in files]


# Text


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Sun &amp; Sea &quot;Beach&quot;", 'Sun & Sea "Beach"'),
        ("Caf&eacute;&nbsp;Playa", "Café Playa"),
        ("&amp;amp; twice", "& twice"),
        ("KrÃ©ta", "Kréta"),
        ("Ð¥ÑƒÑ€Ð³Ð°Ð\u00b4Ð°", "Хургада"),
        ("GdaÅ„sk", "Gdańsk"),
        ("Kréta", "Kréta"),
        ("Cafe\u0301", "Café"),
        ("a\u202eb\u200bc\x00d", "abc d"),
        ("<b>Hotel</b><br>Playa<script>alert(1)</script>", "Hotel Playa"),
        ("4 < 5 & more", "4 < 5 & more"),
        ("  two\r\n lines ", "two lines"),
        ("lone \ud800 half", "lone half"),
    ],
)
def test_text_is_read_as_it_was_meant(said: str, meant: str) -> None:
    assert plain(said) == meant


def test_a_description_keeps_its_lines_and_ends_at_its_cap() -> None:
    assert plain("<p>one</p><p>two</p>", 100, True) == "one\ntwo"
    assert len(plain("word " * 100_000, 20_000, True)) <= 20_000


# Amounts


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("1.470 €", "1470"),
        ("1,470", "1470"),
        ("646,60", "646.60"),
        ("844.00", "844.00"),
        ("1\u00a0011", "1011"),
        ("1 011,50 zł", "1011.50"),
        ("₹40,700/-", "40700"),
        ("12,34,567", "1234567"),
        ("₹1,40,700/-", "140700"),
        ("12,3,567", "reject"),
        (".5", "reject"),
        ("1.470,-", "1470"),
        ("1'299.90 CHF", "1299.90"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("0.500", "0.500"),
        ("599", "599"),
        (599, "599"),
        (Decimal("599.5"), "599.5"),
        (26650.0, "26650.0"),
        ("USD 1,199", "1199"),
    ],
)
def test_an_amount_is_read_as_printed(said: Any, value: str) -> None:
    if value == "reject":
        with pytest.raises(Unreadable):
            read_amount(said)
    else:
        assert read_amount(said).value == Decimal(value)


MARKS = [(",", "."), (".", ","), ("\u00a0", ","), (" ", "."), ("'", "."), ("", ","), ("", ".")]
SIGNED = ["{} €", "€{}", "{} EUR", "EUR {}", "{}€/os.", "{} Kč", "{} Ft/fő", "{} (per person)"]


@given(
    cents=st.integers(1, 10**10),
    marks=st.sampled_from(MARKS),
    around=st.sampled_from(SIGNED),
    whole=st.booleans(),
)
def test_an_amount_printed_in_any_custom_is_read_back_to_the_cent(
    cents: int, marks: tuple[str, str], around: str, whole: bool
) -> None:
    group, decimal = marks
    units, rest = divmod(cents, 100)
    text = f"{units:,}".replace(",", group) + ("" if whole else f"{decimal}{rest:02}")
    found = read_amount(around.format(text))
    assert found.value == (units if whole else Decimal(cents).scaleb(-2))
    assert found.whole is whole


def test_the_cards_decimal_mark_decides_what_three_digits_behind_a_mark_are() -> None:
    assert read_amount("1.470").value == 1470
    assert read_amount("1.470", ".").value == Decimal("1.470")
    assert read_amount("1,470", ",").value == Decimal("1.470")
    assert read_amount("1.470", ",").value == 1470
    assert read_amount("1.470,50", ",").value == Decimal("1470.50")


@pytest.mark.parametrize(
    "said",
    [
        "od 25 USD",
        "$1199 & up",
        "499 €-tól",
        "from £299",
        "ab 499 €",
        "499 Ft-tól",
        "от 25 000",
        "vanaf € 399",
        "desde 450 €",
        "1199+",
        "od 1 299 zł",
        "499 EUR and up",
        "From only $99",
    ],
)
def test_a_from_price_is_no_price(said: str) -> None:
    found = reject({"price": said})
    assert (found.reason, found.field, found.value) == ("from_price_only", "price", said)


@pytest.mark.parametrize(
    "said",
    [
        "Save up to 15%",
        "Save $500",
        "500 off",
        "call us",
        "-",
        "10-20",
        "1.2.3",
        "€ -5",
        "1 200 or 900",
        "12,34,56",
        "1e5",
        "NaN",
        True,
        "5 nights",
        "99 for two",
        [1],
        {"a": 1},
        float("nan"),
        -5,
    ],
)
def test_what_is_no_amount_is_never_a_price(said: Any) -> None:
    found = reject({"price": said})
    assert found.reason == "price_unreadable"
    assert "Sunny Tours" in found.sentence
    assert f"{PAGE} record 1" in found.sentence


@pytest.mark.parametrize("said", [0, "0", "0.00 €", Decimal(0), "0,00"])
def test_nothing_costs_nothing(said: Any) -> None:
    assert reject({"price": said}).reason == "price_zero"


def test_a_price_below_the_smallest_coin_is_zero_too() -> None:
    assert reject({"price": "0.4", "currency": "JPY"}).reason == "price_zero"


def test_a_missing_price_is_no_offer_unless_the_card_lets_it() -> None:
    assert reject({"price": None}).reason == "no_price"
    assert offer({"price": None}, required=["identity"]).departure.price is None


def test_cents_and_a_printed_amount_in_one_record_are_each_read_by_their_form() -> None:
    batch = taken({**WHOLE, "price": 84400, "price_was": "900.00"}, price=CENTS)
    price = batch.offers[0].departure.price
    assert price
    assert price.amount == Money(84400, "EUR")
    assert price.was == Money(90000, "EUR")
    other = taken({**WHOLE, "price": "844.00"}, price=CENTS).offers[0].departure.price
    assert other
    assert other.amount == Money(84400, "EUR")


def test_a_lower_or_equal_struck_out_amount_is_none() -> None:
    for was, kept in (("599", None), (0, None), ("call", None), ("700", Money(70000, "EUR"))):
        price = offer({"price_was": was}).departure.price
        assert price
        assert price.was == kept


# Dates

EU, US = ("%d/%m/%Y",), ("%m/%d/%Y",)


@pytest.mark.parametrize(
    ("said", "patterns", "day"),
    [
        ("2026-07-04", (), "2026-07-04"),
        ("2026-07-04T22:30:00+02:00", (), "2026-07-04"),
        ("04.07.2026", (), "2026-07-04"),
        ("4. 7. 2026", (), "2026-07-04"),
        ("20260704", (), "2026-07-04"),
        (20260704, (), "2026-07-04"),
        ("04/07/2026", EU, "2026-07-04"),
        ("04/07/2026", US, "2026-04-07"),
        (1783123200, ("epoch",), "2026-07-04"),
        (1783123200000, ("epoch_ms",), "2026-07-04"),
        ("1783123200", ("epoch",), "2026-07-04"),
        ("/Date(1783123200000)/", (), "2026-07-04"),
        ("Jul 4, 2026", (), "2026-07-04"),
        ("Book by 4 July 2026", (), "2026-07-04"),
        ("4 lipca 2026", (), "2026-07-04"),
        ("2026. július 4.", (), "2026-07-04"),
        ("4 юли 2026", (), "2026-07-04"),
        ("4 июля 2026", (), "2026-07-04"),
        (dt.datetime(2026, 7, 4, 9), (), "2026-07-04"),
    ],
)
def test_a_date_is_read_by_the_card_or_where_it_reads_one_way(
    said: Any, patterns: tuple[str, ...], day: str
) -> None:
    assert read_day(said, patterns) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("04/07/2026", "dd/mm"),
        ("2026-02-30", "no day of the calendar"),
        ("31.06.2026", "no day of the calendar"),
        ("4 July", "names no year"),
        ("soon", "no format"),
        ("1066-10-14", "year 1066"),
        (True, "no date"),
        (12, "no date"),
        (float("nan"), "no date"),
    ],
)
def test_a_date_that_does_not_exist_or_reads_two_ways_is_refused(said: Any, why: str) -> None:
    with pytest.raises(NotADay, match=why):
        read_day(said)
    found = reject({"date": said})
    assert (found.reason, found.field, found.value) == ("date_unreadable", "date", str(said))


def test_nights_are_days_less_one_unless_stated() -> None:
    assert offer({"nights": None, "days": 8}).departure.nights == Nights(7, 7)
    assert offer({"nights": 6, "days": 8}).departure.nights == Nights(6, 6)
    assert offer({"nights": None, "return_date": "2026-07-11"}).departure.nights == Nights(7, 7)
    assert offer({"nights": "5 Days & 4 Nights"}).departure.nights == Nights(4, 4)
    assert offer({"nights": None, "days": "5 Days & 4 Nights"}).departure.nights == Nights(4, 4)
    assert offer({"nights": "7 nocy"}).departure.nights == Nights(7, 7)
    assert read_length("8 dni", "nights") is None


def test_no_nights_at_all_are_not_stated_and_a_day_trip_has_none() -> None:
    assert offer({"nights": 0, "days": 0}).departure.nights is None
    assert offer({"nights": 0, "days": 1}).departure.nights == Nights(0, 0)
    assert offer({"nights": 0}, product_kind="tour").departure.nights == Nights(0, 0)


def test_a_length_that_no_trip_has_stays_words_and_the_offer_without_one() -> None:
    batch = taken({**WHOLE, "nights": 547}, {**WHOLE, "id": "B", "nights": "a few"})
    assert [one.departure.nights for one in batch.offers] == [None, None]
    assert batch.unknown_words["nights"] == {"547": 1, "a few": 1}
    found = reject({"nights": "a few"}, required=["price", "nights"])
    assert found.reason == "nights_unreadable"


def test_a_return_before_the_start_is_set_aside_with_a_sentence() -> None:
    batch = taken({**WHOLE, "return_date": "2026-07-01"})
    assert not batch.offers
    assert not batch.rejects
    assert batch.set_aside[0].reason == "return_before_outward"
    assert "2026-07-01 is before the start on 2026-07-04" in batch.set_aside[0].sentence


def test_a_departed_date_and_an_ended_sale_are_no_offers_and_today_still_is() -> None:
    assert reject({"date": "2026-03-29"}).reason == "departed"
    assert offer({"date": "2026-03-30"}).departure.date == NOW.date()
    assert reject({"sale_ends": "2026-03-29"}).reason == "sale_ended"
    assert offer({"sale_ends": "2026-03-30"})
    batch = taken({**WHOLE, "sale_ends": "until sold out"})
    assert len(batch.offers) == 1
    assert batch.unknown_words["sale_ends"] == {"until sold out": 1}


def test_further_dates_go_without_a_price_sorted_once_and_none_that_is_gone() -> None:
    dates = "20260801,20260704,20260101,20260718,20260718,soon"
    batch = taken({**WHOLE, "dates": dates, "nights_options": "14,7,10"})
    one = batch.offers[0]
    assert one.goes_on == (dt.date(2026, 7, 18), dt.date(2026, 8, 1))
    assert one.goes_nights == Nights(7, 14)
    assert batch.unknown_words["dates"] == {"soon": 1}


def test_a_long_list_of_dates_is_read_to_its_end() -> None:
    days = [dt.date(2026, 6, 1) + dt.timedelta(n) for n in range(300)]
    said = ",".join(day.strftime("%Y%m%d") for day in days if day != dt.date(2026, 7, 4))
    assert len(offer({"dates": said}).goes_on) == 299


def test_what_was_seen_is_dated_by_the_source_but_never_in_time_to_come() -> None:
    seen = offer({"checked_at": "2026-03-29T10:00:00"}).checked_at
    assert seen == dt.datetime(2026, 3, 29, 10, tzinfo=dt.UTC)
    zone = offer({"checked_at": "2026-03-29T10:00"}, formats={"time_zone": "Europe/Budapest"})
    assert zone.checked_at == dt.datetime(2026, 3, 29, 8, tzinfo=dt.UTC)
    assert offer({"checked_at": "2027-01-01"}).checked_at == NOW
    assert offer({"checked_at": "yesterday"}).checked_at == NOW


def test_clock_times_are_local_and_half_a_flight_is_none() -> None:
    assert read_clock("2025-08-11T04:10") == "04:10"
    assert read_clock("6:05") == "06:05"
    assert read_clock("26:10") == ""
    one = offer({"out_from": "06:10", "out_to": "09:05", "back_from": "12:00"})
    assert one.departure.out == ("06:10", "09:05")
    assert one.departure.back is None


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


# Place, airport, transport


def test_a_place_is_named_by_the_gazetteer_and_keeps_the_operators_words() -> None:
    one = offer({"country": None, "region": None, "place": "Hiszpania / Teneryfa / Los Gigantes"})
    place = one.product.place
    assert (place.country, place.region, place.resort) == ("ES", "Tenerife", "Los Gigantes")
    assert place.said == "Hiszpania / Teneryfa / Los Gigantes"


def test_a_cards_country_words_win_and_an_unknown_country_is_counted() -> None:
    own = {"Wonderland": "MT"}
    assert offer({"country": "Wonderland"}, countries=own).product.place.country == "MT"
    batch = taken({**WHOLE, "country": "Wonderland", "region": None})
    assert batch.offers[0].product.place.country == ""
    assert batch.unknown_words["country"] == {"Wonderland": 1}


def test_a_point_out_of_the_world_or_at_zero_is_none() -> None:
    assert offer({"lat": "35.3", "lon": 25.1}).product.place.point == (35.3, 25.1)
    assert offer({"point": "35.3, 25.1"}).product.place.point == (35.3, 25.1)
    for lat, lon in ((0, 0), (95, 10), ("x", 1), (35, None), (float("nan"), 1)):
        assert offer({"lat": lat, "lon": lon}).product.place.point is None


def test_an_airport_is_read_from_code_town_or_the_cards_words() -> None:
    for said in ("PRG", "Praha", "Prága", "Flight-Praha", "Prague (PRG)"):
        assert offer({"origin": said}).departure.origin == "PRG"
    assert offer({"origin": "Home"}, airports={"home": "DEB"}).departure.origin == "DEB"
    assert taken({**WHOLE, "origin": "Narnia"}).unknown_words["origin"] == {"Narnia": 1}


def test_transport_tells_whether_the_way_is_in_the_price() -> None:
    assert offer({"transport": "samolot"}).departure.transport is Transport.FLIGHT
    assert offer({"transport": "samolot"}).included.transport is True
    assert offer({"transport": "dojazd własny"}).included.transport is False
    assert offer().included.transport is None
    own = offer({"transport": "1"}, transports={"1": "bus"}).departure.transport
    assert own is Transport.BUS


# Product


@pytest.mark.parametrize(
    ("said", "stars"),
    [
        ({"stars": 4}, 8),
        ({"stars": "4.5"}, 9),
        ({"stars": "4,5"}, 9),
        ({"stars": Decimal("6")}, 12),
        ({"stars": "****"}, 8),
        ({"stars": "4*"}, 8),
        ({"stars": "5 stars"}, 10),
        ({"stars": 0}, None),
        ({"stars": "0"}, None),
        ({"stars": 4.3}, None),
        ({"stars": 12}, None),
        ({"stars": "n/a"}, None),
        ({"name": "Hotel Aphrodite ****"}, 8),
        ({"name": "Hotel Aphrodite 3*"}, 6),
        ({}, None),
    ],
)
def test_stars_are_half_stars_and_zero_is_not_stated(said: dict[str, Any], stars: int) -> None:
    assert offer(said).product.stars == stars


def test_stars_and_room_written_behind_a_name_are_taken_off_it() -> None:
    one = offer({"name": "MUTACITA (RIMINI) 3 *DBL Standard"})
    assert one.product.name == "MUTACITA (RIMINI)"
    assert one.product.stars == 6
    assert one.room.raw == "DBL Standard"


def test_a_former_name_is_kept_apart() -> None:
    one = offer({"name": "Aphrodite Beach (ex Zeus Palace)", "former_name": "Old Inn"}).product
    assert one.name == "Aphrodite Beach"
    assert one.former_names == ("Zeus Palace", "Old Inn")


@pytest.mark.parametrize("name", [None, "", "   ", "<br>", "***", " - "])
def test_a_record_without_a_name_is_no_offer(name: str | None) -> None:
    assert reject({"name": name}).reason == "no_name"


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Hotel Aphrodite", Form.PLAIN),
        ("Fly & Go Hotel Aphrodite", Form.FLY_AND_GO),
        ("Nile cruise & hotel Aphrodite", Form.COMBINATION),
        ("Ruletka Hurghada", Form.ROULETTE),
        ("Hotel Aphrodite & Spa", Form.PLAIN),
    ],
)
def test_a_combination_a_roulette_and_a_fly_and_go_are_told_from_a_plain_stay(
    name: str, form: Form
) -> None:
    assert offer({"name": name}).product.form is form


def test_a_rating_is_in_tenths_of_ten_whatever_its_best() -> None:
    assert offer({"rating": "8.7"}).product.rating == 87
    assert offer({"rating": 4.5}, formats={"rating_of": 5}).product.rating == 90
    assert offer({"rating": "4.5/5"}).product.rating == 90
    for odd in (0, "11", "great", float("inf")):
        assert offer({"rating": odd}).product.rating is None


# Reference


def test_ids_hash_and_link_pass_untouched_and_a_zero_is_no_id() -> None:
    said = {"id": " A&amp;1 ", "ids.giata": "1284", "ids.hotel": "0", "hash": "X=\u00a0"}
    one = offer({**said, "link": "https://sunny.example/a?b=%20&amp;c"})
    assert one.ref.ids == (("id", " A&amp;1 "), ("giata", "1284"))
    assert one.ref.hash == "X=\u00a0"
    assert one.ref.link == "https://sunny.example/a?b=%20&amp;c"
    assert one.product.ids == (("giata", "1284"),)
    own = offer({"ids.hotel": "77"})
    assert own.product.ids == (("sunny_tours:hotel", "77"),)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://sunny.example/",
        "https://a b/",
        "http://",
        "https://user:pass@sunny.example/",
        "encodedUrl::x",
        "https://[bad/",
        "https://a.example/\n",
    ],
)
def test_a_link_that_is_not_safe_to_click_is_none(link: str) -> None:
    assert safe_link(link, PAGE) == ""
    batch = taken({**WHOLE, "link": link})
    assert batch.offers[0].ref.link == ""
    assert batch.odd["link_unsafe"] == 1


def test_a_link_without_a_host_is_completed_by_its_page() -> None:
    assert safe_link("/hotel/17?x=1", PAGE) == "https://sunny.example/hotel/17?x=1"
    assert safe_link("//cdn.example/a", PAGE) == "https://cdn.example/a"


def test_an_aggregators_record_names_the_tour_operator() -> None:
    one = offer({"operator": "Exim Tours"}, operator=None, source="aggregator")
    assert (one.operator, one.operator_name) == ("exim_tours", "Exim Tours")
    assert one.ref.source == "sunny_tours"
    assert reject({}, operator=None, source="aggregator").reason == "no_operator"
    assert offer().operator == "sunny_tours"


def test_seats_transfer_and_luggage_are_read_and_not_stated_is_not_no() -> None:
    one = offer({"availability": "Sold out", "transfer": True, "bag": "20 kg"})
    assert one.availability is Availability.STOP_SALE
    assert (one.included.transfer, one.included.bag_kg) == (True, 20)
    none = offer()
    assert none.availability is Availability.NOT_STATED
    assert (none.included.transfer, none.included.bag_kg) == (None, None)


# Checks


def test_a_record_without_anything_to_name_it_is_no_offer() -> None:
    bare = dict.fromkeys(WHOLE) | {"name": "Hotel", "price": 10, "currency": "EUR"}
    assert reject(bare).reason == "no_identity"
    assert offer({**bare, "place": "Rimini"})


def test_what_a_card_requires_and_a_record_lacks_is_refused_by_name() -> None:
    for name in ("date", "nights", "board", "room", "origin"):
        found = reject({name: None}, required=["price", name])
        assert (found.reason, found.field) == (f"no_{name}", name)


def test_a_strange_price_a_night_is_counted_and_kept() -> None:
    assert taken({**WHOLE, "price": "14"}).odd["price_a_night_strange"] == 1
    assert taken({**WHOLE, "price": "99000"}).odd["price_a_night_strange"] == 1
    assert not taken(WHOLE).odd
