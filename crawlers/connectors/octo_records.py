"""One departure of an OCTO option as a record: what it is, when it goes, what it costs whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TypeGuard

from ..card_octo import Octo
from .octo_asks import Said, adult_unit, child_unit

SAME_DAY = dt.timedelta(hours=18)
"""A tour that is shorter ends on the day on which it began, if after midnight."""
MOST_PRECISION = 6
_INCLUSIONS = ("INCLUSION", "HIGHLIGHT")
_DAYS = {"day": 1, "hour": 24, "minute": 24 * 60}


def record_of(connector: Octo, product: Said, option: Said, row: Said) -> Said:
    """The record that the standard's fields are read from; what is not stated is None."""
    return {
        "id": f"{product['id']}|{option['id']}|{row.get('id')}",
        "product": product,
        "option": option,
        "availability": row,
        "unit": adult_unit(option),
        **_about(product, option),
        **_when(row),
        "words": _words(product, option, row),
        "seats": _seats(row),
        "free_days": _free_days(option),
        **_price(connector, product, option, row),
    }


def _about(product: Said, option: Said) -> Said:
    """What is sold and where, in the operator's words."""
    place = _start(_list(product, "locations") or _list(option, "locations"))
    address = place.get("postalAddress") or {}
    return {
        "name": product.get("title") or product.get("internalName"),
        "text": product.get("description") or product.get("shortDescription") or None,
        "facts": list(_facts(_list(product, "features") + _list(option, "features"))) or None,
        "places": list(_places(_list(product, "locations") or _list(option, "locations"))) or None,
        "photos": [one["src"] for one in _list(product, "media") if _is_photo(one)] or None,
        "country": address.get("addressCountry") or None,
        "town": address.get("addressLocality") or None,
        "lat": place.get("latitude"),
        "lon": place.get("longitude"),
    }


def _list(said: Said, name: str) -> list[Said]:
    """The mappings in a list of the answer; a list that is none is empty."""
    found = said.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _start(locations: list[Said]) -> Said:
    """The place where it begins, else the first that is named."""
    begins = [one for one in locations if "START" in (one.get("types") or ())]
    for one in [*begins, *locations]:
        if isinstance(place := one.get("place"), dict):
            return place
    return {}


def _places(locations: list[Said]) -> Iterator[str]:
    for one in locations:
        if "ITINERARY_ITEM" in (one.get("types") or ()) and one.get("title"):
            yield str(one["title"])


def _facts(features: list[Said]) -> Iterator[str]:
    for one in features:
        if one.get("type") in _INCLUSIONS and one.get("shortDescription"):
            yield str(one["shortDescription"])


def _is_photo(one: Said) -> bool:
    return bool(one.get("src")) and one.get("rel") != "LOGO" and "image" in str(one.get("type"))


def _when(row: Said) -> Said:
    """The local day, and the nights where the end is stated too."""
    start, end = _moment(row.get("localDateTimeStart")), _moment(row.get("localDateTimeEnd"))
    cutoff = row.get("utcCutoffAt")
    return {
        "date": start.date().isoformat() if start else row.get("localDateTimeStart"),
        "nights": _nights(row, start, end),
        "sale_ends": cutoff[:10] if isinstance(cutoff, str) and cutoff else None,
    }


def _moment(said: Any) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(said).replace(tzinfo=None)
    except (TypeError, ValueError):
        return None


def _nights(row: Said, start: dt.datetime | None, end: dt.datetime | None) -> int | None:
    if start is None or end is None or end <= start:
        return None
    if row.get("allDay") is True and end - start <= dt.timedelta(days=1):
        return 0
    return 0 if end - start < SAME_DAY else (end.date() - start.date()).days


def _words(product: Said, option: Said, row: Said) -> str | None:
    """What tells this departure from its neighbours: the option's name, and the time of day."""
    several = len(product.get("options") or ()) > 1
    name = option.get("title") or (option.get("internalName") if several else "")
    start = _moment(row.get("localDateTimeStart"))
    time = f"{start:%H:%M}" if start and row.get("allDay") is False else ""
    return ", ".join(filter(None, (str(name or ""), time))) or None


def _seats(row: Said) -> str | None:
    """The status in words; what is not available is sold out whatever its status says."""
    if row.get("available") is False:
        return "sold out"
    status = str(row.get("status") or "").replace("_", " ").lower()
    return {"freesale": "free sale", "limited": "last seats"}.get(status, status) or None


def _free_days(option: Said) -> int | None:
    """Whole days up to which cancelling is free, rounded up: never later than was promised."""
    amount, unit = option.get("cancellationCutoffAmount"), option.get("cancellationCutoffUnit")
    if not isinstance(amount, int) or amount <= 0 or unit not in _DAYS:
        return None
    return -(-amount // _DAYS[str(unit)])


def _price(connector: Octo, product: Said, option: Said, row: Said) -> Said:
    """A booking's price for the asked party; else each person's, or the adult's for one."""
    party = connector.party.party
    if product.get("pricingPer") == "BOOKING":
        whole = _pricing(row.get("pricing"))
        return whole | {"basis": "per_party", "adults": party.adults, "ages": [*party.child_ages]}
    units = _by_unit(_list(row, "unitPricing"))
    adult = adult_unit(option)
    one = _pricing(units.get(str(adult["id"]))) if adult else {}
    if not party.child_ages:
        return one | {"basis": "per_person", "adults": _least(adult)}
    young = [_pricing(units.get(_id(child_unit(option, age)))) for age in party.child_ages]
    if not one or not all(young) or len({price["currency"] for price in (one, *young)}) > 1:
        return one | {"basis": "per_person", "adults": _least(adult)}
    return {
        "currency": one["currency"],
        "adults": party.adults,
        "ages": [*party.child_ages],
        "adult_prices": [one["price"]] * party.adults,
        "child_prices": [price["price"] for price in young],
    }


def _by_unit(prices: list[Said]) -> dict[str, Said]:
    """Each unit's price; one that is priced twice and differently has none that we know."""
    units: dict[str, Said] = {}
    for one in prices:
        name = str(one.get("unitId"))
        units[name] = one if units.get(name, one) == one else {}
    return units


def _id(unit: Said | None) -> str:
    return str(unit["id"]) if unit else ""


def _least(adult: Said | None) -> int | None:
    """How many must book, where one alone may not: then the price is for so many only."""
    limits = adult.get("restrictions") if adult else None
    least = limits.get("minQuantity") if isinstance(limits, dict) else None
    return least if isinstance(least, int) and least > 1 else None


def _pricing(said: Any) -> Said:
    """A price of the standard in whole units of its currency; {} where none is stated.

    Amounts are whole numbers of 10^-currencyPrecision; `net`, what we would pay, is not read.
    """
    if not isinstance(said, dict):
        return {}
    precision, retail = said.get("currencyPrecision"), said.get("retail")
    if not _whole(precision) or not 0 <= precision <= MOST_PRECISION or not _whole(retail):
        return {}
    price = {"price": Decimal(retail).scaleb(-precision), "currency": said.get("currency")}
    original = said.get("original")
    if _whole(original) and original > retail:
        price["was"] = Decimal(original).scaleb(-precision)
    return price


def _whole(said: Any) -> TypeGuard[int]:
    return isinstance(said, int) and not isinstance(said, bool)
