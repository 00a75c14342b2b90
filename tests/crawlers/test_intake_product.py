"""Place, transport, product, reference and checks; and the table of steps itself."""

from decimal import Decimal
from typing import Any

import pytest

from fairwind.crawlers.intake import STEPS
from fairwind.crawlers.intake.links import safe_link
from fairwind.offers import (
    Availability,
    Form,
    Transport,
)

from .intake_records import PAGE, WHOLE, offer, reject, taken


def test_each_step_stands_in_the_table_once_in_the_order_of_its_number() -> None:
    files = [step.__module__.rpartition(".")[2] for _, step in STEPS]
    assert files == sorted(files)
    assert [name for name, _ in STEPS] == [file[4:] for file in files]


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
    one = offer({"name": "MARINELLA (RIMINI) 3 *DBL Standard"})
    assert one.product.name == "MARINELLA (RIMINI)"
    assert one.product.stars == 6
    assert one.room.raw == "DBL Standard"


@pytest.mark.parametrize(
    ("said", "shown", "stars"),
    [
        ("Samaria Stone 4*", "Samaria Stone", 8),
        ("Samaria Stone ****", "Samaria Stone", 8),
        ("Samaria Stone, 4.5 ★", "Samaria Stone", 9),
        ("Studio 54", "Studio 54", None),
        ("Pension 3 Brothers", "Pension 3 Brothers", None),
    ],
)
def test_stars_behind_a_name_are_not_said_twice(said: str, shown: str, stars: int | None) -> None:
    product = offer({"name": said}).product
    assert (product.name, product.stars) == (shown, stars)


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
