"""The number that an address names somebody or something by."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from .visit import Visit


def number(visit: Visit) -> int:
    """The address' `{number}`; 404 where it is none."""
    said: str = visit.request.path_params["number"]
    if not (said.isascii() and said.isdecimal() and len(said) < 10):
        raise HTTPException(404)
    return int(said)
