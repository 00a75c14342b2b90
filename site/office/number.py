"""Numbers as addresses and forms give them: hostile text until it is one."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from .visit import Visit


def number(visit: Visit) -> int:
    """The address' `{number}`; 404 where it is none."""
    found = number_in(visit.request.path_params["number"], -1)
    if found < 0:
        raise HTTPException(404)
    return found


def number_in(said: str, otherwise: int) -> int:
    """The number that a text is, of nine digits at most; `otherwise` where it is none."""
    is_one = said.isascii() and said.isdecimal() and len(said) < 10
    return int(said) if is_one else otherwise
