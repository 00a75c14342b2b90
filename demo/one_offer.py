"""One offer asked again: how each operator of the sandbox answers for a single price.

Helios Club says the same price, or that it is sold out, and works out a price for any party.
Modrá Laguna adds a fuel surcharge to every third. Yuzhny Veter does not answer at all. The others
hand over a list only and cannot be asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from ..offers import Party
from ..offers.faults import PartyFault
from .pages import Page, Pages, Record, json_page
from .sellers import HELIOS, children_pay
from .world import draw

HANGING = Page(b"", "")
"""What an operator answers that never does."""


class Story(StrEnum):
    """What becomes of a price that is asked for again."""

    SAME = "same"
    FUEL_ADDED = "fuel_added"
    SOLD_OUT = "sold_out"
    HANGS = "hangs"


def story(operator: str, code: str) -> Story:
    """The same for one offer, whoever asks and how often."""
    luck = draw("asked again", operator, code)
    if operator == "yuzhny_veter":
        return Story.HANGS
    if operator == "modra_laguna":
        return Story.FUEL_ADDED if luck < 333 else Story.SAME
    return Story.SOLD_OUT if luck < 150 else Story.SAME


def answer_for_one(operator: str, pages: Pages, target: str) -> Page | None:
    """The answer under an address for one offer; None where the address is no such one."""
    parts = urlsplit(target)
    answers = _ADDRESSES.get((operator, parts.path))
    if answers is None:
        return None
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return answers(pages, asked)


def _helios(pages: Pages, asked: Mapping[str, str]) -> Page | None:
    record = _listed(pages, "data", asked.get("id", ""))
    return _helios_page(record) if record else None


def _helios_for_a_party(pages: Pages, asked: Mapping[str, str]) -> Page | None:
    """The price of a listed trip for any party: its adults' price, children by their bands."""
    record = _listed(pages, "data", asked.get("id", ""))
    ages = tuple(int(age) for age in asked.get("children", "").split(",") if age.isdigit())
    try:
        party = Party(int(asked.get("adults", "2")), ages)
    except (PartyFault, ValueError):
        return None
    return _helios_page(_for_party(record, party)) if record else None


def _for_party(record: Record, party: Party) -> Record:
    adult = record["price"]["per_adult"][0]
    children = children_pay(HELIOS, party, adult)
    price = record["price"] | {
        "amount": adult * party.adults + sum(children),
        "per_adult": [adult] * party.adults,
        "per_child": list(children),
    }
    guests = {"adults": party.adults, "children": list(party.child_ages)}
    return record | {"price": price, "guests": guests}


def _helios_page(record: Record) -> Page:
    if story("helios_club", record["id"]) is Story.SOLD_OUT:
        record = record | {"seats": "none", "price": record["price"] | {"amount": 0}}
    return json_page({"data": [record]})


def _modra(pages: Pages, asked: Mapping[str, str]) -> Page | None:
    code = asked.get("kod", "")
    record = _listed(pages, "tours", code)
    if record is None:
        return None
    tour = record["tour"]
    if story("modra_laguna", code) is Story.FUEL_ADDED:
        persons = sum(len(room["adults"]) + len(room["children"]) for room in tour["rooms"])
        tour = tour | {"fuelSurcharge": 500 * persons}
    return json_page({"tours": [record | {"tour": tour}], "toursCount": 1})


def _yuzhny(pages: Pages, asked: Mapping[str, str]) -> Page | None:
    return HANGING


def _listed(pages: Pages, name: str, code: str) -> Record | None:
    """The record of this code in the operator's list; only the page that holds it is read."""
    for page in pages.values():
        if code and code.encode() in page.body:
            for record in json.loads(page.body)[name]:
                if code == (record["tour"]["code"] if name == "tours" else record["id"]):
                    return dict(record)
    return None


_ADDRESSES: Mapping[tuple[str, str], Callable[[Pages, Mapping[str, str]], Page | None]] = {
    ("helios_club", "/v2/offer"): _helios,
    ("helios_club", "/v2/price"): _helios_for_a_party,
    ("modra_laguna", "/api/termin"): _modra,
    ("yuzhny_veter", "/price/tour"): _yuzhny,
}
