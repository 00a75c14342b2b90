"""Captured messages as answers: OCTO's own examples, OpenTravel and Tourplan; kept by nobody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from .pages import XML, Page, Pages, Posted, json_page, read_captured

_OPTION = re.compile(rb"<Opt>([^<]+)</Opt>")
_PRODUCTS = "GET /products/ 200 Products with octo/pricng (pricing per {per})"
_ROWS = "POST /availability/ 200 {example}"


def d5_unit_pages(folder: Path) -> Pages:
    """Products priced per unit, with two start times on one day."""
    return _octo(folder, "unit", "Start Times Example")


def d5_booking_pages(folder: Path) -> Pages:
    """Products priced per booking, open for a day."""
    return _octo(folder, "booking", "Opening Hours Example")


def _octo(folder: Path, per: str, example: str) -> Pages:
    """The standard's examples by path; availability states the prices of its own schema."""
    said = json.loads(read_captured(folder / "octo/examples.json"))
    products = said[_PRODUCTS.format(per=per)]
    rows = [row | _priced(folder, per) for row in said[_ROWS.format(example=example)]]
    refused = said["POST /availability/ 400 Invalid Product Id Response"]

    def availability(posted: bytes) -> Page | None:
        asked = json.loads(posted)
        if asked["productId"] != products[0]["id"]:
            return json_page(refused)
        days = (asked["localDateStart"], asked["localDateEnd"])
        return json_page([r for r in rows if days[0] <= r["localDateTimeStart"][:10] <= days[1]])

    return {
        "/octo/capabilities": json_page(said["GET /capabilities/ 200 Capabilities"]),
        "/octo/products": json_page(products),
        "/octo/availability": Posted(b"", "", availability),
    }


def _priced(folder: Path, per: str) -> dict[str, Any]:
    text = read_captured(folder / "octo/openapi.yaml")
    spec = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    prices: dict[str, Any] = spec["components"]["schemas"]["AvailabilityPricing"]["example"]
    name = "unitPricing" if per == "unit" else "pricing"
    return {name: prices[name]}


def d6_package_pages(folder: Path) -> Pages:
    return {"/packages": _answered(folder, "OTA_PkgAvailRS.xml")}


def d6_cruise_pages(folder: Path) -> Pages:
    body = read_captured(folder / "opentravel/examples/OTA_CruisePkgAvailRS.xml")
    return {"/cruise-packages": Page(body, XML)}


def d6_dynamic_pages(folder: Path) -> Pages:
    return {"/dynamic-packages": _answered(folder, "OTA_DynamicPkgAvailRS4.xml")}


def d6_hotel_pages(folder: Path) -> Pages:
    return {"/hotel-availability": _answered(folder, "OTA_HotelAvailRS2.xml")}


def _answered(folder: Path, example: str) -> Posted:
    """An example of OpenTravel's as the answer to whatever is asked."""
    page = Page(read_captured(folder / "opentravel/examples" / example), XML)
    return Posted(b"", "", lambda posted: page)


def d6_tourplan_pages(folder: Path) -> Pages:
    """Each captured reply under the first letters of its file's name, as its card asks for it."""
    replies = {name: Page(read_captured(file), XML) for name, file in _replies(folder)}

    def reply(posted: bytes) -> Page | None:
        found = _OPTION.search(posted)
        return replies.get(found[1].decode()) if found else None

    return {"/hostconnect": Posted(b"", "", reply)}


def _replies(folder: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted((folder / "tourplan").glob("OptionInfoRequest_*.xml")):
        yield file.stem.partition("_")[2][:8], file
