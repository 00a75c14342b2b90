"""OCTO: asked and read by the standard, checked against the standard's own schemas and examples."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fairwind.crawlers.card import Card, read_card
from fairwind.crawlers.connectors import Ask, Page, first_asks, read_page
from fairwind.crawlers.intake import take_in
from fairwind.offers.faults import CardFault, ConnectorFault

from .cards import written

HERE = Path(__file__).parent / "octo"
# Cut out of the OCTO OpenAPI file and its examples (MIT, see NOTICE).
SPEC = json.loads((HERE / "schemas.json").read_text())
EXAMPLES = json.loads((HERE / "examples.json").read_text())
PRODUCTS = {key: said for key, said in EXAMPLES.items() if key.startswith("GET /products/")}
[UNIT] = [said for key, said in PRODUCTS.items() if "per unit" in key]
[BOOKING] = [said for key, said in PRODUCTS.items() if "per booking" in key]
# In the standard's own example the child's unit bears the adult's id.
FAMILY = copy.deepcopy(UNIT)
FAMILY[0]["options"][0]["units"][1]["id"] = "child"
STARTS = EXAMPLES["POST /availability/ 200 Start Times Example"]
NOW = dt.datetime(2022, 6, 14, 22, 30, tzinfo=dt.UTC)
CARD = """\
name: sunny_tours
title: Sunny Tours
operator: {name: Sunny Tours}
permission: {basis: contract, by: Dora Nagy, on: 2022-01-15}
connector:
  kind: octo
  start: https://api.example.com/octo/
  headers: {Authorization: "Bearer {env:SUNNY_KEY}"}
"""


def card(folder: Path, more: str = "", rest: str = "") -> Card:
    return read_card(
        written(folder, CARD + "".join(f"  {m}\n" for m in more.split("|") if m) + rest)
    )


def read(one: Card, said: Any, ask: Ask | None = None) -> Page:
    address = ask.address if ask else "saved.json"
    return read_page(one, json.dumps(said).encode(), address, "application/json", NOW, ask)


def to_availability(one: Card, products: Any) -> tuple[Ask, ...]:
    """The questions for departures, by way of capabilities and products."""
    (first,) = first_asks(one)
    (products_ask,) = read(one, EXAMPLES["GET /capabilities/ 200 Capabilities"], first).follow
    return read(one, products, products_ask).follow


def priced(rows: list[Any], **prices: Any) -> list[Any]:
    return [row | prices for row in rows]


def per_unit(adult: int, child: int, **more: Any) -> list[dict[str, Any]]:
    """Prices of the adult's and the child's unit."""
    [option] = FAMILY[0]["options"]
    each = {"currency": "EUR", "currencyPrecision": 2, "includedTaxes": [], "net": 1} | more
    return [
        {"unitId": unit["id"], "original": amount, "retail": amount} | each
        for unit, amount in zip(option["units"], (adult, child), strict=False)
    ]


def faults(said: Any, schema: Any, at: str = "") -> Iterator[str]:
    """What of a value breaks an OpenAPI schema, for as much of OpenAPI as OCTO uses."""
    if name := schema.get("$ref"):
        yield from faults(said, SPEC["schemas"][name.rpartition("/")[2]], at)
        return
    for part in schema.get("allOf", ()):
        yield from faults(said, part, at)
    if said is None:
        if not schema.get("nullable") and "type" in schema:
            yield f"{at} is null"
        return
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
    kind = kinds.get(schema.get("type", ""), object)
    if not isinstance(said, kind) or (kind is int and isinstance(said, bool)):
        yield f"{at} is no {schema['type']}"
    elif "enum" in schema and said not in schema["enum"]:
        yield f"{at}: {said} is none of {schema['enum']}"
    elif isinstance(said, list):
        for number, one in enumerate(said):
            yield from faults(one, schema["items"], f"{at}[{number}]")
    elif isinstance(said, dict):
        yield from (
            f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in said
        )
        for name, inner in schema.get("properties", {}).items():
            if name in said:
                yield from faults(said[name], inner, f"{at}.{name}")


def unknown_keys(said: dict[str, Any], schema: str) -> set[str]:
    return set(said) - set(SPEC["schemas"][schema]["properties"])


# What is asked


def test_the_questions_are_those_of_the_openapi_file(tmp_path):
    one = card(tmp_path, "currency: EUR|days: 40|days_a_request: 31")
    first = first_asks(one)
    asks = [*first, *read(one, EXAMPLES["GET /capabilities/ 200 Capabilities"], first[0]).follow]
    asks += to_availability(one, UNIT)
    assert [
        (ask.method, ask.address.removeprefix("https://api.example.com/octo")) for ask in asks
    ] == [
        ("GET", "/capabilities"),
        ("GET", "/products"),
        ("POST", "/availability"),
        ("POST", "/availability"),
    ]
    for ask in asks:
        path = ask.address.removeprefix("https://api.example.com/octo") + "/"
        assert ask.method in SPEC["paths"][path]
        assert ("Authorization", "Bearer {env:SUNNY_KEY}") in ask.headers
    bodies = [json.loads(ask.body) for ask in asks if ask.body]
    for body in bodies:
        assert not list(faults(body, {"$ref": "AvailabilityCheckBody"}))
        assert not unknown_keys(body, "AvailabilityCheckBody")
    # 22:30 in London is half past eleven in summer time: still the 14th, so tomorrow is the 15th.
    assert [(body["localDateStart"], body["localDateEnd"]) for body in bodies] == [
        ("2022-06-15", "2022-07-15"),
        ("2022-07-16", "2022-07-24"),
    ]
    assert bodies[0]["currency"] == "EUR"
    assert bodies[0]["units"][0]["quantity"] == 2


def test_only_capabilities_that_both_sides_have_are_asked_with(tmp_path):
    one, told = card(tmp_path), EXAMPLES["GET /capabilities/ 200 Capabilities"]
    more = [
        told[0] | {"id": "octo/content", "required": False},
        told[0] | {"id": "octo/cart", "required": False},
    ]
    (ask,) = read(one, told + more, first_asks(one)[0]).follow
    assert ("Octo-Capabilities", "octo/pricing, octo/content") in ask.headers
    with pytest.raises(ConnectorFault, match="has no octo/pricing: no price can be asked"):
        read(one, more, first_asks(one)[0])


def test_a_card_that_knows_the_capabilities_asks_for_products_at_once(tmp_path):
    one = card(tmp_path, "capabilities: [octo/pricing]|trailing_slash: true")
    (ask,) = first_asks(one)
    assert ask.address == "https://api.example.com/octo/products/"
    assert ("Octo-Capabilities", "octo/pricing") in ask.headers


def test_a_calendar_leads_to_the_open_days_only(tmp_path):
    one = card(tmp_path, "calendar: true|days_a_request: 10")
    (ask,) = to_availability(one, UNIT)
    assert ask.address.endswith("/availability/calendar")
    assert not list(faults(json.loads(ask.body), {"$ref": "AvailabilityCalendarBody"}))
    rows = copy.deepcopy(EXAMPLES["POST /availability/calendar 200 Start Times Example"])
    rows[1]["status"] = "CLOSED"
    far = rows[0] | {"localDate": "2022-08-01"}
    asks = read(one, [*rows, far], ask).follow
    days = [(b["localDateStart"], b["localDateEnd"]) for b in (json.loads(a.body) for a in asks)]
    assert days == [(rows[0]["localDate"], rows[-1]["localDate"]), ("2022-08-01", "2022-08-01")]


@pytest.mark.parametrize("key", sorted(PRODUCTS))
def test_each_list_answer_of_the_standard_holds_one_product(tmp_path, key):
    assert not list(faults(PRODUCTS[key], {"type": "array", "items": {"$ref": "Product"}}))
    asks = to_availability(card(tmp_path, "days: 31"), PRODUCTS[key])
    assert len({json.loads(ask.body)["productId"] for ask in asks}) == 1 == len(asks)


# What is read


def test_each_start_time_is_an_offer_with_its_date_and_the_adults_price(tmp_path):
    one = card(tmp_path)
    ask = to_availability(one, UNIT)[0]
    rows = priced(STARTS, unitPricing=per_unit(1050, 500))
    assert not list(faults(rows, {"type": "array", "items": {"$ref": "Availability"}}))
    page = read(one, rows, ask)
    batch = take_in(one, page.records, NOW)
    assert not batch.rejects
    first, second = batch.offers
    assert str(first.departure.price.amount) == "10.50 EUR"
    assert first.departure.price.basis.value == "per_person"
    assert (first.departure.date, first.departure.nights.most) == (dt.date(2022, 6, 30), 0)
    assert (first.room.raw, second.room.raw) == ("12:00", "14:00")
    assert first.product.name == "London Eye General Admission"
    assert first.product.kind.value == "tour"
    assert first.terms.free_cancellation_days == 1
    assert first.availability.value == "free_sale"
    assert first.product.ids == second.product.ids


@pytest.mark.parametrize(
    ("precision", "retail", "currency", "amount"),
    [
        (2, 1050, "EUR", "10.50 EUR"),
        (0, 1050, "HUF", "1050.00 HUF"),
        (3, 10500, "KWD", "10.500 KWD"),
    ],
)
def test_amounts_are_minor_units_of_their_own_precision(
    tmp_path, precision, retail, currency, amount
):
    one = card(tmp_path)
    prices = per_unit(retail, 1, currency=currency, currencyPrecision=precision)
    page = read(one, priced(STARTS[:1], unitPricing=prices), to_availability(one, UNIT)[0])
    (offer,) = take_in(one, page.records, NOW).offers
    assert str(offer.departure.price.amount) == amount


def test_a_booking_is_priced_for_the_party_that_was_asked(tmp_path):
    one = card(tmp_path, "party: {adults: 3}")
    ask = to_availability(one, BOOKING)[0]
    assert json.loads(ask.body)["units"][0]["quantity"] == 3
    whole = {"original": 9000, "retail": 8000, "net": 1, "currency": "EUR", "currencyPrecision": 2}
    page = read(one, priced(STARTS[:1], pricing=whole), ask)
    (offer,) = take_in(one, page.records, NOW).offers
    price = offer.departure.price
    assert (str(price.amount), price.basis.value, price.party.adults) == (
        "80.00 EUR",
        "per_party",
        3,
    )
    assert str(price.was) == "90.00 EUR"


def test_a_family_pays_each_persons_own_price(tmp_path):
    one = card(tmp_path, "party: {adults: 2, children_ages: [7, 2]}")
    prices = per_unit(1000, 500)
    infant = FAMILY[0]["options"][0]["units"][2]["id"]
    free = prices[0] | {"unitId": infant, "retail": 0, "original": 0}
    ask = to_availability(one, FAMILY)[0]
    page = read(one, priced(STARTS[:1], unitPricing=[*prices, free]), ask)
    (offer,) = take_in(one, page.records, NOW).offers
    price = offer.departure.price
    assert (str(price.amount), price.basis.value) == ("25.00 EUR", "per_party")
    assert [str(part.amount) for part in price.components] == [
        "10.00 EUR",
        "10.00 EUR",
        "0.00 EUR",
        "5.00 EUR",
    ]


def test_a_unit_that_is_priced_twice_and_differently_has_no_price_that_we_know(tmp_path):
    one = card(tmp_path)
    prices = [price | {"unitId": per_unit(1, 1)[0]["unitId"]} for price in per_unit(1000, 500)]
    page = read(one, priced(STARTS[:1], unitPricing=prices), to_availability(one, FAMILY)[0])
    assert [reject.reason for reject in take_in(one, page.records, NOW).rejects] == ["no_price"]


def test_a_departure_without_a_price_is_rejected_and_never_costs_nothing(tmp_path):
    one = card(tmp_path)
    ask = to_availability(one, UNIT)[0]
    rows = [*STARTS[:1], *priced(STARTS[1:], unitPricing=per_unit(0, 0))]
    batch = take_in(one, read(one, rows, ask).records, NOW)
    assert not batch.offers
    assert sorted(reject.reason for reject in batch.rejects) == ["no_price", "price_zero"]


def test_a_sold_out_day_is_said_to_be_and_a_closed_one_does_not_go(tmp_path):
    one = card(tmp_path)
    rows = priced(STARTS, unitPricing=per_unit(1000, 1))
    rows[0] |= {"status": "SOLD_OUT", "available": False}
    rows[1] |= {"status": "CLOSED", "available": False}
    (offer,) = take_in(one, read(one, rows, to_availability(one, UNIT)[0]).records, NOW).offers
    assert offer.availability.value == "stop_sale"


@pytest.mark.parametrize(
    ("start", "end", "nights"),
    [
        ("2022-06-30T20:00:00+01:00", "2022-07-01T01:00:00+01:00", 0),
        ("2022-06-30T08:00:00+01:00", "2022-07-03T18:00:00+01:00", 3),
        ("2022-06-30T08:00:00+01:00", "2022-06-30T08:00:00+01:00", None),
    ],
)
def test_an_evening_that_ends_after_midnight_is_no_night(tmp_path, start, end, nights):
    one = card(tmp_path)
    row = STARTS[0] | {"localDateTimeStart": start, "localDateTimeEnd": end}
    (record,) = read(one, [row], to_availability(one, UNIT)[0]).records
    assert record.said.get("nights") == nights


def test_a_refusal_is_told_in_the_operators_words(tmp_path):
    one = card(tmp_path)
    with pytest.raises(
        ConnectorFault, match="the operator refuses: INVALID_PRODUCT_ID: The productId"
    ):
        read(one, EXAMPLES["refusal"], to_availability(one, UNIT)[0])


def test_what_breaks_the_standard_is_counted_and_the_rest_is_read(tmp_path):
    one = card(tmp_path, f"products: [{UNIT[0]['id']}, gone]")
    page = read(
        one,
        [*UNIT, {"id": "x", "options": None}],
        first_asks(card(tmp_path, "capabilities: []"))[0],
    )
    assert page.follow
    assert page.warnings == {"products: gone are not among the answered": 1}


def test_a_saved_products_answer_says_what_would_be_asked(tmp_path):
    assert len(read(card(tmp_path, "days: 62"), UNIT).follow) == 2


def test_a_card_changes_a_field_of_the_standard_by_naming_it(tmp_path):
    one = card(tmp_path, rest="fields: {name: option.internalName, country: {value: GB}}\n")
    row = priced(STARTS[:1], unitPricing=per_unit(1000, 1))
    (record,) = read(one, row, to_availability(one, UNIT)[0]).records
    assert (record.said["name"], record.said["country"]) == ("DEFAULT", "GB")


def test_shards_and_a_window_of_more_than_a_year_are_faults_of_the_card(tmp_path):
    with pytest.raises(CardFault, match="asked one by one already"):
        card(tmp_path, "shards: {to: [GR]}")
    with pytest.raises(CardFault, match=r"sunny_tours.yml:9: connector.days"):
        card(tmp_path, "days: 400")
