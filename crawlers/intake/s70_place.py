"""Step 70: where it is and how one gets there: gazetteer, airport, transport, flight times."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from ...catalog import places
from ...offers import Place, Transport
from .days import read_clock
from .draft import Draft
from .recall import recalled
from .words import folded

_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d+)?")
MOST_STOPS = 5
_READ = "country region resort place lat lon point".split()
_DIRECT = frozenset(
    "direct|nonstop|non-stop|true|bezposredni|kozvetlen|primy|direkt|direktflug|rechtstreeks"
    "|directo|директен|прямой|без пересадок".split("|")
)
_TRANSPORT_WORDS = {
    folded(word): way
    for way, words in {
        Transport.FLIGHT: (
            "flight|plane|air|by air|avion|samolot|samolotem|letadlo|letecky|letadlem|repulo"
            "|repulovel|repulos"
            "|vliegtuig|vliegreis|flug|flugzeug|самолет|самолетом|самолёт"
        ),
        Transport.BUS: (
            "bus|coach|autokar|autokarem|autobus|autobusem|busz|busszal|bus travel"
            "|reisebus"
            "|автобус|автобусом|autobuszos"
        ),
        Transport.TRAIN: "train|pociag|vlak|vlakem|vonat|vonattal|trein|zug|bahn|tren|влак|поезд",
        Transport.SHIP: "ship|ferry|boat|statek|prom|lod|hajo|boot|schip|barco|кораб|ферибот",
        Transport.OWN: (
            "own|own arrangement|own transport|self drive|dojazd wlasny|wlasny|vlastni"
            "|vlastni doprava"
            "|egyeni|egyenileg|eigen vervoer|eigen auto|eigenanreise|eigene anreise|coche propio"
            "|собствен транспорт|самостоятельно|none|no transport|land only"
        ),
    }.items()
    for word in words.split("|")
}


def step(draft: Draft) -> None:
    """Find the place, the airport, the transport and the clock times of the flights."""
    draft.place = recalled(draft, draft.rules.places, _READ, None, _place)
    _origin(draft)
    _transport(draft)
    draft.out = _clocks(draft, "out_from", "out_to")
    draft.back = _clocks(draft, "back_from", "back_to")
    draft.stops = _stops(draft)


def _place(draft: Draft) -> Place:
    country = draft.text("country")
    own = draft.rules.countries.get(folded(country), "") if country else ""
    found = places.find(
        country, draft.text("region"), draft.text("resort"), draft.text("place"), own
    )
    draft.unknown.extend(found.unknown)
    place, point = found.place, _point(draft)
    if point:
        place = Place(place.country, place.region, place.resort, place.said, point)
    return place


def _point(draft: Draft) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; none out of bounds, none at 0, 0 in the open sea."""
    said = draft.said
    if "lat" in said and "lon" in said:
        pair = [_degrees(said["lat"]), _degrees(said["lon"])]
    elif isinstance(said.get("point"), str):
        pair = [_degrees(number) for number in _NUMBER.findall(said["point"])]
    else:
        pair = [_degrees(one) for one in said.get("point", ())] if _is_pair(said) else []
    if len(pair) != 2 or pair[0] is None or pair[1] is None:
        if {"lat", "lon", "point"} & set(said):
            draft.odd.append("point_unreadable")
        return None
    lat, lon = pair[0], pair[1]
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat == 0 and lon == 0):
        draft.odd.append("point_unreadable")
        return None
    return lat, lon


def _is_pair(said: dict[str, Any]) -> bool:
    return isinstance(said.get("point"), list | tuple)


def _degrees(said: Any) -> float | None:
    if isinstance(said, bool) or not isinstance(said, int | float | Decimal | str):
        return None
    try:
        value = Decimal(str(said).strip().replace(",", "."))
    except InvalidOperation:
        return None
    return float(value) if value.is_finite() and abs(value) <= 180 else None


def _origin(draft: Draft) -> None:
    words = draft.text("origin")
    if not words:
        return
    draft.origin = draft.rules.airports.get(folded(words)) or places.read_airport(words)
    if not draft.origin:
        draft.unknown.append(("origin", words))


def _transport(draft: Draft) -> None:
    words = draft.text("transport")
    if not words:
        return
    bare = folded(words)
    draft.transport = draft.rules.transports.get(bare) or _TRANSPORT_WORDS.get(bare)
    if draft.transport is None:
        draft.unknown.append(("transport", words))


def _stops(draft: Draft) -> int | None:
    """Landings on the way out; "direct": true means none, false at least one."""
    words = folded(draft.text("stops"))
    if not words:
        return None
    if words in _DIRECT:
        return 0
    if words == "false":
        return 1
    if not words.isascii() or not words.isdigit() or int(words) > MOST_STOPS:
        draft.unknown.append(("stops", words))
        return None
    return int(words)


def _clocks(draft: Draft, start: str, end: str) -> tuple[str, str] | None:
    """Both clock times of a flight, or none: half a flight time helps nobody."""
    times = tuple(_clock(draft.said.get(name)) for name in (start, end))
    return (times[0], times[1]) if all(times) else None


def _clock(said: Any) -> str:
    return read_clock(said) if isinstance(said, str) else ""
