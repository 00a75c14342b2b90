"""Telephone numbers as people read them out: in groups, with the country first."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers


@lru_cache(maxsize=4096)
def grouped(number: str) -> str:
    """`+36301112233` as `+36 30 111 2233`, never broken over two lines; what is none unchanged."""
    try:
        read = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    said = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return said.replace(" ", "\N{NO-BREAK SPACE}")
