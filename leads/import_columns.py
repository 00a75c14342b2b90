"""Columns of a list: which of them says what, guessed from their names and changeable by hand."""

# ruff: noqa: RUF001 (Cyrillic letters that look like Latin ones)

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..offers import fold
from .import_file import Sheet

PERSON = ("name", "phone", "email", "language", "basis", "source", "dated")
BOOKING = (
    "number",
    "operator",
    "product",
    "departure",
    "return",
    "adults",
    "child_ages",
    "value",
    "margin",
    "currency",
    "status",
    "booked",
)
FIELDS = PERSON + BOOKING

_NAMES = {
    "name": "name|full name|client|customer|traveller|nev|teljes nev|ugyfel|ugyfel neve|utas|"
    "име|имя|фио|клиент",
    "phone": "phone|telephone|tel|mobile|phone number|telefon|telefonszam|mobil|телефон|тел|"
    "мобилен|мобильный",
    "email": "email|e mail|mail|email address|e mail cim|emailcim|имейл|поща|почта|эл почта|"
    "електронна поща",
    "language": "language|lang|nyelv|език|язык",
    "basis": "basis|legal basis|jogalap|основание|правно основание|правовое основание",
    "source": "source|origin|list|forras|източник|источник",
    "dated": "basis date|consent date|date of consent|jogalap datuma|hozzajarulas datuma|"
    "дата на съгласие|дата согласия",
    "number": "number|booking|booking number|booking no|reservation|foglalas|foglalasi szam|"
    "резервация|номер|номер на резервация|бронь|номер брони",
    "operator": "operator|tour operator|supplier|utazasszervezo|szervezo|iroda|туроператор|"
    "оператор",
    "product": "product|hotel|trip|tour|stay|szalloda|szallas|ut|utazas|хотел|отель|пътуване|тур",
    "departure": "departure|departure date|start|from|check in|indulas|erkezes|kezdet|"
    "отпътуване|заминаване|отъезд|вылет|дата выезда",
    "return": "return|return date|end|to|check out|visszaut|hazautazas|vege|връщане|возвращение",
    "adults": "adults|felnott|felnottek|възрастни|взрослые",
    "child_ages": "children|child ages|ages of children|gyerekek|gyermekek kora|деца|дети",
    "value": "value|total|price|amount|ar|vegosszeg|osszeg|fizetendo|сума|стойност|цена|сумма|"
    "стоимость",
    "margin": "margin|commission|jutalek|arres|комисиона|комиссия|маржа",
    "currency": "currency|penznem|deviza|валута|валюта",
    "status": "status|state|allapot|statusz|статус|състояние",
    "booked": "booked|booked on|booking date|foglalas datuma|дата на резервация|дата бронирования",
}
_KNOWN = {fold(known): field for field, names in _NAMES.items() for known in names.split("|")}
_SENSITIVE = re.compile(
    r"diet|allerg|health|medic|illness|disab|wheelchair|religi|faith|meal|passport|nationality|"
    r"dieta|etrend|etkez|egeszseg|betegseg|fogyatek|vallas|utlevel|allampolg|"
    r"диет|аллерг|алерг|здрав|здоров|болест|болезн|инвалид|религ|\bвера|паспорт|граждан"
)


def guess(header: Sequence[str]) -> dict[str, int]:
    """Field -> place of the column whose name says it; the first column of a name counts."""
    found: dict[str, int] = {}
    for place, said in enumerate(header):
        field = _KNOWN.get(_key(said))
        if field is not None:
            found.setdefault(field, place)
    return found


def chosen(header: Sequence[str], form: Mapping[str, str]) -> dict[str, int]:
    """The mapping of a sent form: `column-FIELD` is a place or ""; what cannot be is left out."""
    said = {field: form.get(f"column-{field}", "") for field in FIELDS}
    return {
        field: int(place)
        for field, place in said.items()
        if place.isascii() and place.isdecimal() and len(place) < 3 and int(place) < len(header)
    }


@dataclass(frozen=True, slots=True)
class Harmless:
    """A sheet without the columns that tell health or belief, and the names of those."""

    sheet: Sheet
    left_out: tuple[str, ...]


def without_sensitive(sheet: Sheet) -> Harmless:
    """Leave out what may only be kept by explicit consent, before anything is kept at all."""
    held = [n for n, name in enumerate(sheet.header) if not _SENSITIVE.search(fold(name))]
    left_out = tuple(name for n, name in enumerate(sheet.header) if n not in held)
    header = tuple(sheet.header[n] for n in held)
    rows = tuple(tuple(row[n] for n in held) for row in sheet.rows)
    return Harmless(Sheet(header, rows), left_out)


def _key(name: str) -> str:
    return " ".join(re.findall(r"\w+", fold(name).replace("_", " ")))
