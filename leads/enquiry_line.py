"""Enquiry line: telephone, name and wish of somebody who calls, taken apart from one typed line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .enquiry import one_line

LONGEST = 500
_MAIL = re.compile(r"[^\s,;<>]+@[^\s,;<>]+\.[^\s,;<>]+")
_PARTS = re.compile(r"\s*(?:;|,(?!\d)|(?<!\d),)\s*")
_WORDS_OF_A_NAME = 2


@dataclass(frozen=True, slots=True)
class Said:
    """The parts as they stood in the line; "" for what was not there.

    `phone` and `email` are as typed, to be checked like those of a visitor; `wish` is for the
    site's own understanding of searches.
    """

    phone: str = ""
    email: str = ""
    name: str = ""
    wish: str = ""


def read_line(text: str, country: str) -> Said:
    """Take a line apart; `country` (ISO) is the one a number without prefix belongs to.

    With commas the first part that is no number is the name; without them its first two words.
    """
    line = one_line(text)[:LONGEST]
    phone, line = _phone(line, country)
    mail = _MAIL.search(line)
    if mail:
        line = f"{line[: mail.start()]},{line[mail.end() :]}"
    name, wish = _name(line)
    return Said(phone, mail[0] if mail else "", name, wish)


def _phone(line: str, country: str) -> tuple[str, str]:
    """The first valid number, and the line without it."""
    # Big (libraries.md): loaded by the first who types a line.
    import phonenumbers

    for match in phonenumbers.PhoneNumberMatcher(line, country):
        return match.raw_string, f"{line[: match.start]},{line[match.end :]}"
    return "", line


def _name(line: str) -> tuple[str, str]:
    parts = [part for part in _PARTS.split(line) if part]
    if not parts:
        return "", ""
    if len(parts) > 1 or len(parts[0].split()) <= _WORDS_OF_A_NAME:
        named = next((n for n, part in enumerate(parts) if not _has_digit(part)), None)
        if named is None:
            return "", ", ".join(parts)
        rest = parts[:named] + parts[named + 1 :]
        return parts[named], ", ".join(rest)
    words = parts[0].split()
    first, rest = words[:_WORDS_OF_A_NAME], words[_WORDS_OF_A_NAME:]
    if any(map(_has_digit, first)):
        return "", parts[0]
    return " ".join(first), " ".join(rest)


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
