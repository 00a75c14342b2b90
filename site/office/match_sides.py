"""A pair in doubt as the office shows it: what each operator says, side by side, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...catalog.matching.decisions import Match
from ...catalog.matching.doubts import Doubt
from ...catalog.matching.profiles import metres
from ...catalog.photos import photo_name
from ...offers import Basis, Money
from .. import trade
from ..shell import Shop
from ..text import Speech
from . import match_words as words

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison; `differs` where one hotel would say the same and they do not."""

    name: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A side's name, with its card on the site, its photo of ours and its place on a map, each ""
    where there is none."""

    name: str
    operator: str
    card: str
    photo: str
    map: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One comparison: its `weight` in bits speaks for the pair or against it, "" for neither."""

    name: str
    found: str
    weight: str
    values: str


@dataclass(frozen=True, slots=True)
class Sides:
    """Both descriptions, what each of them says, the reasons, and what joining would change."""

    heads: tuple[Head, Head]
    rows: tuple[Row, ...]
    reasons: tuple[Reason, ...]
    distance: str
    change: str


def sides(match: Match | Doubt, shop: Shop, speech: Speech) -> Sides:
    """A pair as its evidence was when it was found."""
    one, other = match.evidence["one"], match.evidence["other"]
    operators = len(match.evidence["operators"])
    return Sides(
        heads=(_head(one, shop, speech), _head(other, shop, speech)),
        rows=tuple(_rows(one, other, shop, speech)),
        reasons=tuple(_reason(line, speech) for line in match.evidence["lines"]),
        distance=_distance(one, other, speech),
        change=speech._(
            "%(operators)s and %(offers)s would stand on one card",
            operators=speech.ngettext("%(n)s operator", "%(n)s operators", operators),
            offers=speech.ngettext("%(n)s offer", "%(n)s offers", match.offers),
        ),
    )


def titles(match: Match) -> tuple[str, str]:
    """The names of both."""
    return str(match.evidence["one"]["name"]), str(match.evidence["other"]["name"])


def operators(match: Match, shop: Shop) -> str:
    """Whose cards would be one."""
    return ", ".join(operator_said(name, shop) for name in match.evidence["operators"])


def _head(said: Said, shop: Shop, speech: Speech) -> Head:
    point = _point(said)
    at = f"{point[0]:.5f}&mlon={point[1]:.5f}#map=16/{point[0]:.5f}/{point[1]:.5f}" if point else ""
    found = shop.photos.copies((said["photo"],)) if said["photo"] else ()
    return Head(
        name=said["name"],
        operator=operator_said(said["operator"], shop),
        card=f"/{speech.lang}/trip/x-{said['card']['id']}",
        photo=f"/photo/{photo_name(said['photo'])}-{found[0][1][0]}.webp" if found else "",
        map=f"https://www.openstreetmap.org/?mlat={at}" if at else "",
    )


def _rows(one: Said, other: Said, shop: Shop, speech: Speech) -> list[Row]:
    _ = speech._
    telling = {_("Name"), _("Place"), _("Stars")}
    told: tuple[tuple[str, Callable[[Said], tuple[str, ...]]], ...] = (
        (_("Name"), lambda said: (said["name"],)),
        (_("Earlier names"), lambda said: tuple(said["former_names"])),
        (_("Operator"), lambda said: (operator_said(said["operator"], shop),)),
        (_("Source"), lambda said: _source(said, shop)),
        (_("Place"), lambda said: (_place(said, speech),)),
        (_("Stars"), lambda said: (f"{said['stars'] / 2:g}",) if said["stars"] else ()),
        (_("Ids"), lambda said: tuple(said["ids"])),
        (_("Offers"), lambda said: (speech.number(said["offers"]),)),
        (_("Prices"), lambda said: tuple(_price(row, speech) for row in said["prices"])),
        (_("Others on its card"), lambda said: tuple(_beside(said, shop))),
    )
    rows = [(name, read(one), read(other)) for name, read in told]
    return [
        Row(name, mine, theirs, name in telling and any(mine) and any(theirs) and mine != theirs)
        for name, mine, theirs in rows
        if any(mine) or any(theirs)
    ]


def _source(said: Said, shop: Shop) -> tuple[str, ...]:
    """Where the offer was seen, if that is not the operator itself."""
    return () if said["source"] == said["operator"] else (operator_said(said["source"], shop),)


def _beside(said: Said, shop: Shop) -> list[str]:
    return [operator_said(n, shop) for n in said["card"]["operators"] if n != said["operator"]]


def operator_said(name: str, shop: Shop) -> str:
    """The title of an operator or source; of one that only another one's list names, its name."""
    source = shop.sources.of(name)
    return source.title if source else name.replace("_", " ").title()


def _place(said: Said, speech: Speech) -> str:
    country = trade.country(said["country"], speech) if said["country"] else ""
    return ", ".join(filter(None, (said["resort"], said["region"], country)))


def _price(row: Said, speech: Speech) -> str:
    """One sample: what, when and how, in the operator's own words."""
    amount = speech.money(Money(row["amount"], row["currency"]), None)
    per = {
        Basis.PER_PERSON.value: speech._("per person"),
        Basis.UNKNOWN.value: speech._("(per person or total not clear)"),
    }.get(row["basis"], "")
    nights = row["nights_min"]
    length = trade.nights(nights, nights, speech) if nights else ""
    day = speech.day_year(dt.date.fromisoformat(row["date"])) if row["date"] else ""
    said = (f"{amount} {per}".strip(), day, length, row["board_raw"], row["room_raw"])
    return " · ".join(filter(None, said))


def _reason(line: Said, speech: Speech) -> Reason:
    told = () if line["what"] == "teller" else (line["one"], line["other"])
    values = [value for value in told if value]
    weight = round(line["weight"], 1)
    return Reason(
        words.compared(line["what"], speech),
        words.outcome(line["what"], line["found"], speech),
        f"{weight:+.1f}".replace("-", "\u2212") if weight else "",
        " / ".join(dict.fromkeys(values)),
    )


def _distance(one: Said, other: Said, speech: Speech) -> str:
    points = _point(one), _point(other)
    if points[0] is None or points[1] is None:
        return ""
    apart = metres(points[0], points[1])
    if apart < 1000:
        return speech._("%(count)s m apart", count=round(apart))
    return speech._("%(count)s km apart", count=f"{apart / 1000:.1f}")


def _point(said: Said) -> tuple[float, float] | None:
    return None if said["lat"] is None else (said["lat"], said["lon"])
