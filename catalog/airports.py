"""Airports: where they lie, and which are near one another (airportsdata, MIT, see NOTICE)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import asin, cos, radians, sin, sqrt

import airportsdata

EARTH_KM = 6371.0
NEAR_KM = 150.0
"""What people drive to another airport: two hours or less."""


@cache
def _points() -> dict[str, tuple[float, float]]:
    """Latitude and longitude of every airport with an IATA code, in degrees."""
    return {code: (one["lat"], one["lon"]) for code, one in airportsdata.load("IATA").items()}


def apart_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great circle between two points in degrees."""
    (lat, lon), (lat_2, lon_2) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((lat_2 - lat) / 2) ** 2 + cos(lat) * cos(lat_2) * sin((lon_2 - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def near(codes: Iterable[str], among: Iterable[str], km: float = NEAR_KM) -> tuple[str, ...]:
    """Those `among` the airports that lie within so many km of one of `codes`, themselves left out.

    A code nobody knows the place of (a city's, a bus stop's) has nothing near it.
    """
    wanted = set(codes)
    points = [_points()[code] for code in sorted(wanted) if code in _points()]
    others = (code for code in sorted(set(among) - wanted) if code in _points())
    return tuple(o for o in others if any(apart_km(_points()[o], at) <= km for at in points))
