"""Rows: an offer as one row of Arrow or Parquet, and back again without a loss.

Null means "not stated", as "" and None do in the offer. Lists are never null: an empty one says
so. Times are UTC, amounts are minor units, stars are half stars, a rating is tenths of ten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any

import pyarrow as pa

from ..offers import (
    AgeBand,
    Availability,
    Basis,
    Board,
    BoardTerm,
    Component,
    Departure,
    Form,
    Included,
    Kind,
    Knowledge,
    Money,
    Nights,
    Offer,
    OfferRef,
    Paid,
    Party,
    Place,
    Placement,
    Price,
    Product,
    Provenance,
    Room,
    RoomClass,
    Terms,
    Transport,
    offer_key,
)
from ..offers.faults import DomainFault

_TEXT = pa.string()
_TEXTS = pa.list_(_TEXT)
_DAY = pa.date32()
_TIME = pa.timestamp("us", tz="UTC")
_IDS = pa.list_(pa.struct([("scheme", _TEXT), ("value", _TEXT)]))
_BANDS = pa.list_(pa.struct([("name", _TEXT), ("youngest", pa.int8()), ("oldest", pa.int8())]))
_COMPONENTS = pa.list_(
    pa.struct(
        [
            ("kind", _TEXT),
            ("amount", pa.int64()),
            ("currency", _TEXT),
            ("knowledge", _TEXT),
            ("paid", _TEXT),
            ("label", _TEXT),
            ("rule", _TEXT),
        ]
    )
)

SCHEMA = pa.schema(
    [
        pa.field("key", _TEXT, nullable=False),
        pa.field("source", _TEXT, nullable=False),
        pa.field("operator", _TEXT, nullable=False),
        ("operator_name", _TEXT),
        ("ids", _IDS),
        ("hash", _TEXT),
        ("link", _TEXT),
        pa.field("kind", _TEXT, nullable=False),
        pa.field("name", _TEXT, nullable=False),
        ("country", _TEXT),
        ("region", _TEXT),
        ("resort", _TEXT),
        ("place_said", _TEXT),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("stars", pa.int8()),
        pa.field("form", _TEXT, nullable=False),
        ("former_names", _TEXTS),
        ("facts", _TEXTS),
        ("text", _TEXT),
        ("itinerary", _TEXTS),
        ("photos", _TEXTS),
        ("rating", pa.int16()),
        ("product_ids", _IDS),
        ("room_raw", _TEXT),
        ("room_class", _TEXT),
        ("placement", _TEXT),
        ("board", pa.int8()),
        ("board_raw", _TEXT),
        ("date", _DAY),
        ("nights_min", pa.int16()),
        ("nights_max", pa.int16()),
        ("origin", _TEXT),
        ("transport", _TEXT),
        ("out_from", _TEXT),
        ("out_to", _TEXT),
        ("back_from", _TEXT),
        ("back_to", _TEXT),
        ("stops", pa.int8()),
        pa.field("availability", _TEXT, nullable=False),
        ("transport_included", pa.bool_()),
        ("transfer", pa.bool_()),
        ("bag_kg", pa.int16()),
        ("deposit_percent", pa.int8()),
        ("balance_days", pa.int16()),
        ("free_cancellation_days", pa.int16()),
        pa.field("checked_at", _TIME, nullable=False),
        ("goes_on", pa.list_(_DAY)),
        ("goes_nights_min", pa.int16()),
        ("goes_nights_max", pa.int16()),
        ("bands", _BANDS),
        ("amount", pa.int64()),
        ("currency", _TEXT),
        ("basis", _TEXT),
        ("party_adults", pa.int8()),
        ("party_children", pa.list_(pa.int8())),
        ("was", pa.int64()),
        ("was_currency", _TEXT),
        ("components", _COMPONENTS),
        ("address", _TEXT),
        ("position", pa.int32()),
        ("read_at", _TIME),
    ]
)


def to_rows(offers: Iterable[Offer]) -> pa.Table:
    """The offers as a table of SCHEMA, one row each, in their order."""
    offers = list(offers)
    columns = _reference(offers) | _product(offers) | _departure(offers) | _price(offers)
    arrays = [_array(field, columns[field.name]) for field in SCHEMA]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def _reference(offers: list[Offer]) -> dict[str, Any]:
    refs = [offer.ref for offer in offers]
    read = [offer.provenance for offer in offers]
    included = [offer.included for offer in offers]
    terms = [offer.terms for offer in offers]
    return {
        "key": [offer_key(offer) for offer in offers],
        "source": [ref.source for ref in refs],
        "operator": [offer.operator for offer in offers],
        "operator_name": [offer.operator_name or None for offer in offers],
        "ids": _pairs([ref.ids for ref in refs]),
        "hash": [ref.hash or None for ref in refs],
        "link": [ref.link or None for ref in refs],
        "room_raw": [offer.room.raw or None for offer in offers],
        "room_class": [offer.room.room_class for offer in offers],
        "placement": [offer.room.placement for offer in offers],
        "board": [offer.board.board for offer in offers],
        "board_raw": [offer.board.raw or None for offer in offers],
        "availability": [offer.availability for offer in offers],
        "transport_included": [part.transport for part in included],
        "transfer": [part.transfer for part in included],
        "bag_kg": [part.bag_kg for part in included],
        "deposit_percent": [one.deposit_percent for one in terms],
        "balance_days": [one.balance_days for one in terms],
        "free_cancellation_days": [one.free_cancellation_days for one in terms],
        "checked_at": [offer.checked_at for offer in offers],
        "address": [seen.address if seen else None for seen in read],
        "position": [seen.position if seen else None for seen in read],
        "read_at": [seen.read_at if seen else None for seen in read],
    }


def _product(offers: list[Offer]) -> dict[str, Any]:
    products = [offer.product for offer in offers]
    places = [product.place for product in products]
    return {
        "kind": [product.kind for product in products],
        "name": [product.name for product in products],
        "country": [place.country or None for place in places],
        "region": [place.region or None for place in places],
        "resort": [place.resort or None for place in places],
        "place_said": [place.said or None for place in places],
        "lat": [place.point[0] if place.point else None for place in places],
        "lon": [place.point[1] if place.point else None for place in places],
        "stars": [product.stars for product in products],
        "form": [product.form for product in products],
        "former_names": _lists([product.former_names for product in products], _TEXTS),
        "facts": _lists([product.facts for product in products], _TEXTS),
        "text": [product.text or None for product in products],
        "itinerary": _lists([product.itinerary for product in products], _TEXTS),
        "photos": _lists([product.photos for product in products], _TEXTS),
        "rating": [product.rating for product in products],
        "product_ids": _pairs([product.ids for product in products]),
    }


def _departure(offers: list[Offer]) -> dict[str, Any]:
    starts = [offer.departure for offer in offers]
    nights = [start.nights for start in starts]
    goes = [offer.goes_nights for offer in offers]
    return {
        "date": [start.date for start in starts],
        "nights_min": [length.least if length else None for length in nights],
        "nights_max": [length.most if length else None for length in nights],
        "origin": [start.origin or None for start in starts],
        "transport": [start.transport for start in starts],
        "out_from": [start.out[0] if start.out else None for start in starts],
        "out_to": [start.out[1] if start.out else None for start in starts],
        "back_from": [start.back[0] if start.back else None for start in starts],
        "back_to": [start.back[1] if start.back else None for start in starts],
        "stops": [start.stops for start in starts],
        "goes_on": _lists([offer.goes_on for offer in offers], pa.list_(_DAY)),
        "goes_nights_min": [length.least if length else None for length in goes],
        "goes_nights_max": [length.most if length else None for length in goes],
    }


def _price(offers: list[Offer]) -> dict[str, Any]:
    prices = [offer.departure.price for offer in offers]
    parties = [price.party if price else None for price in prices]
    was = [price.was if price else None for price in prices]
    ages = [party.child_ages if party else () for party in parties]
    return {
        "amount": [price.amount.minor if price else None for price in prices],
        "currency": [price.amount.currency if price else None for price in prices],
        "basis": [price.basis if price else None for price in prices],
        "party_adults": [party.adults if party else None for party in parties],
        "party_children": _lists(ages, pa.list_(pa.int8())),
        "was": [money.minor if money else None for money in was],
        "was_currency": [money.currency if money else None for money in was],
        "components": _structs(
            [price.components if price else () for price in prices], _COMPONENTS, _PART
        ),
        "bands": _structs([offer.bands for offer in offers], _BANDS, _BAND),
    }


_PART: dict[str, Callable[[Any], Any]] = {
    "kind": lambda part: part.kind,
    "amount": lambda part: part.amount.minor if part.amount else None,
    "currency": lambda part: part.amount.currency if part.amount else None,
    "knowledge": lambda part: part.knowledge,
    "paid": lambda part: part.paid,
    "label": lambda part: part.label or None,
    "rule": lambda part: part.rule or None,
}
_BAND: dict[str, Callable[[Any], Any]] = {
    "name": lambda band: band.name,
    "youngest": lambda band: band.youngest,
    "oldest": lambda band: band.oldest,
}
_PAIR: dict[str, Callable[[Any], Any]] = {"scheme": lambda id: id[0], "value": lambda id: id[1]}


def _lists(groups: Sequence[Sequence[Any]], kind: pa.ListType) -> pa.Array:
    flat = pa.array(_clean(kind.value_type, list(chain.from_iterable(groups))), kind.value_type)
    return pa.ListArray.from_arrays(_offsets(groups), flat, type=kind)


def _pairs(groups: Sequence[Sequence[Any]]) -> pa.Array:
    return _structs(groups, _IDS, _PAIR)


def _structs(
    groups: Sequence[Sequence[Any]], kind: pa.ListType, parts: Mapping[str, Callable[[Any], Any]]
) -> pa.Array:
    flat = list(chain.from_iterable(groups))
    fields = list(kind.value_type)
    arrays = [_array(field, [parts[field.name](item) for item in flat]) for field in fields]
    values = pa.StructArray.from_arrays(arrays, fields=fields)
    return pa.ListArray.from_arrays(_offsets(groups), values, type=kind)


def _offsets(groups: Sequence[Sequence[Any]]) -> pa.Array:
    return pa.array(list(accumulate(map(len, groups), initial=0)), pa.int32())


def _array(field: pa.Field, values: Any) -> pa.Array:
    if isinstance(values, pa.Array):
        return values
    try:
        return pa.array(_clean(field.type, values), field.type)
    except (pa.ArrowInvalid, OverflowError) as error:
        raise DomainFault(f"{field.name}: a value does not fit its column: {error}") from error


def _clean(kind: pa.DataType, values: list[Any]) -> list[Any]:
    """The values, lone surrogates (half a character, as broken JSON escapes give) replaced."""
    if kind != _TEXT:
        return values
    try:
        "".join(value for value in values if value).encode()
    except UnicodeEncodeError:
        return [value and value.encode("utf-8", "replace").decode() for value in values]
    return values


def to_offers(table: pa.Table) -> list[Offer]:
    """Every row of a table as the offer it was made of."""
    return [to_offer(row) for row in table.to_pylist()]


def to_offer(row: Mapping[str, Any]) -> Offer:
    """The offer of one row (a row of `Table.to_pylist`); what the generation added is ignored."""
    return Offer(
        ref=OfferRef(row["source"], _read_pairs(row["ids"]), row["hash"] or "", row["link"] or ""),
        operator=row["operator"],
        operator_name=row["operator_name"] or "",
        product=_read_product(row),
        departure=_read_departure(row),
        checked_at=row["checked_at"],
        room=_read_room(row),
        board=BoardTerm(Board(row["board"]) if row["board"] else None, row["board_raw"] or ""),
        goes_on=tuple(row["goes_on"]),
        goes_nights=_read_nights(row["goes_nights_min"], row["goes_nights_max"]),
        availability=Availability(row["availability"]),
        included=Included(row["transport_included"], row["transfer"], row["bag_kg"]),
        terms=Terms(row["deposit_percent"], row["balance_days"], row["free_cancellation_days"]),
        bands=tuple(AgeBand(**band) for band in row["bands"]),
        provenance=_read_provenance(row),
    )


def _read_product(row: Mapping[str, Any]) -> Product:
    return Product(
        kind=Kind(row["kind"]),
        name=row["name"],
        place=Place(
            country=row["country"] or "",
            region=row["region"] or "",
            resort=row["resort"] or "",
            said=row["place_said"] or "",
            point=None if row["lat"] is None else (row["lat"], row["lon"]),
        ),
        ids=_read_pairs(row["product_ids"]),
        stars=row["stars"],
        form=Form(row["form"]),
        former_names=tuple(row["former_names"]),
        facts=tuple(row["facts"]),
        text=row["text"] or "",
        itinerary=tuple(row["itinerary"]),
        photos=tuple(row["photos"] or ()),
        rating=row["rating"],
    )


def _read_departure(row: Mapping[str, Any]) -> Departure:
    transport = row["transport"]
    return Departure(
        date=row["date"],
        nights=_read_nights(row["nights_min"], row["nights_max"]),
        origin=row["origin"] or "",
        transport=Transport(transport) if transport else None,
        price=_read_price(row),
        out=None if row["out_from"] is None else (row["out_from"], row["out_to"]),
        back=None if row["back_from"] is None else (row["back_from"], row["back_to"]),
        stops=row["stops"],
    )


def _read_price(row: Mapping[str, Any]) -> Price | None:
    if row["amount"] is None:
        return None
    adults = row["party_adults"]
    return Price(
        amount=Money(row["amount"], row["currency"]),
        basis=Basis(row["basis"]),
        party=None if adults is None else Party(adults, tuple(row["party_children"])),
        components=tuple(_read_component(part) for part in row["components"]),
        was=None if row["was"] is None else Money(row["was"], row["was_currency"]),
    )


def _read_component(part: Mapping[str, Any]) -> Component:
    return Component(
        kind=part["kind"],
        amount=None if part["amount"] is None else Money(part["amount"], part["currency"]),
        knowledge=Knowledge(part["knowledge"]),
        paid=Paid(part["paid"]),
        label=part["label"] or "",
        rule=part["rule"] or "",
    )


def _read_room(row: Mapping[str, Any]) -> Room:
    room_class, placement = row["room_class"], row["placement"]
    return Room(
        row["room_raw"] or "",
        RoomClass(room_class) if room_class else None,
        Placement(placement) if placement else None,
    )


def _read_nights(least: int | None, most: int | None) -> Nights | None:
    return None if least is None or most is None else Nights(least, most)


def _read_pairs(pairs: Sequence[Mapping[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((pair["scheme"], pair["value"]) for pair in pairs)


def _read_provenance(row: Mapping[str, Any]) -> Provenance | None:
    if row["address"] is None:
        return None
    return Provenance(row["source"], row["address"], row["position"], row["read_at"])
