"""Listings: the hotels of a made-up market as six operators print them, each with its own faults.

The kinds of fault are those seen in operators' lists (docs/how-to/same-hotel.md names them with
their shares), not what the matcher can undo.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from random import Random

from ..catalog.descriptions import Description, description
from ..offers import Form, Kind
from .matching_hotels import Hotel, hotels
from .matching_words import (
    ADULTS,
    HOTEL,
    LANGUAGES,
    LODGING,
    ROULETTE,
    STARS,
    TAILS,
    TRADE,
    in_cyrillic,
)  # fmt: skip

LISTED = 0.45
"""How much of the market each operator sells."""


@dataclass(frozen=True, slots=True)
class Operator:
    """How one operator prints: its language, how often in Cyrillic, whether with points, ids of
    its own, GIATA ids, the resort or only the region."""

    name: str
    language: str
    cyrillic: float
    points: float
    own_ids: bool
    giata: float
    resorts: float


OPERATORS = (
    Operator("alma", "en", 0.0, 0.95, True, 0.5, 0.95),
    Operator("balaton", "hu", 0.0, 0.0, True, 0.0, 0.85),
    Operator("chernomor", "bg", 0.75, 0.6, False, 0.0, 0.9),
    Operator("druzhba", "ru", 0.45, 0.0, True, 0.0, 0.9),
    Operator("evropa", "en", 0.0, 0.0, True, 0.0, 0.25),
    Operator("fenix", "en", 0.0, 0.9, False, 0.5, 0.9),
)


@dataclass(frozen=True, slots=True)
class Market:
    """Descriptions, and of each which hotel it truly is."""

    descriptions: list[Description]
    truth: list[Hashable]


def market(count: int, seed: int) -> Market:
    """The listings of so many hotels; the same seed gives the same ones."""
    rng = Random(seed)
    every = hotels(count, rng)
    rows: list[tuple[Description, Hashable]] = []
    for operator in OPERATORS:
        for hotel in every:
            if rng.random() < LISTED:
                rows += _listed(hotel, operator, rng)
        rows += _roulettes(operator, every, rng)
    rng.shuffle(rows)
    return Market([row for row, _ in rows], [truth for _, truth in rows])


def _listed(hotel: Hotel, operator: Operator, rng: Random) -> list[tuple[Description, Hashable]]:
    """A row of the hotel; now and then a second one, a fly-and-go row, or a combination."""
    plain = _row(hotel, operator, _name(hotel, operator, rng), Form.PLAIN, rng)
    rows: list[tuple[Description, Hashable]] = [(plain, hotel.number)]
    kind = rng.random()
    if kind < 0.03:
        again = _row(hotel, operator, _name(hotel, operator, rng), Form.PLAIN, rng)
        rows.append((again, hotel.number))
    elif kind < 0.09:
        name = _name(hotel, operator, rng)
        rows.append((_row(hotel, operator, name, Form.FLY_AND_GO, rng), (hotel.number, "fly")))
    elif kind < 0.11:
        name = "Cruise & " + _name(hotel, operator, rng)
        row = _row(hotel, operator, name, Form.COMBINATION, rng)
        rows.append((row, (hotel.number, operator.name, "cruise")))
    return rows


def _roulettes(
    operator: Operator, every: list[Hotel], rng: Random
) -> list[tuple[Description, Hashable]]:
    rows: list[tuple[Description, Hashable]] = []
    for _ in range(len(every) // 100):
        hotel = rng.choice(every)
        name = f"{ROULETTE[operator.language]} {hotel.stars // 2}* {hotel.town.name}"
        row = _row(hotel, operator, name, Form.ROULETTE, rng)
        rows.append((row, (operator.name, name)))
    return rows


def _row(hotel: Hotel, operator: Operator, name: str, form: Form, rng: Random) -> Description:
    region, resort = _place(hotel, operator, rng)
    lat, lon = _point(hotel, operator, rng) or (None, None)
    lasting = form is Form.PLAIN
    ids = []
    if operator.own_ids and lasting:
        ids.append({"scheme": f"{operator.name}:hotel", "value": str(hotel.number)})
    if lasting and rng.random() < operator.giata:
        ids.append({"scheme": "giata", "value": hotel.giata})
    return description(
        dict(
            source=operator.name, operator=operator.name, kind=str(Kind.STAY), name=name,
            country=hotel.town.country, region=region, resort=resort, lat=lat, lon=lon,
            stars=_stars(hotel, rng), form=str(form), text="", rating=None, product_ids=ids,
            former_names=[], facts=[], itinerary=[], photos=[],
        )
    )  # fmt: skip


def _place(hotel: Hotel, operator: Operator, rng: Random) -> tuple[str, str]:
    """Region and resort; now and then neither, the region alone, or what the operator thinks."""
    town, kind = hotel.town, rng.random()
    if kind < 0.015:
        return "", ""
    if kind < 0.03:
        return town.region, "Old Harbour"
    resort = town.name if rng.random() < operator.resorts else ""
    return ("" if rng.random() < 0.1 and resort else town.region), resort


def _point(hotel: Hotel, operator: Operator, rng: Random) -> tuple[float, float] | None:
    """Tens of metres off, or hundreds; now and then the middle of the town, or nowhere at all."""
    if rng.random() >= operator.points:
        return None
    kind = rng.random()
    if kind < 0.005:
        return 0.0, 0.0
    if kind < 0.02:
        return hotel.town.point
    spread = 0.0004 if rng.random() < 0.7 else 0.0025
    return hotel.point[0] + rng.gauss(0, spread), hotel.point[1] + rng.gauss(0, spread)


def _stars(hotel: Hotel, rng: Random) -> int | None:
    kind = rng.random()
    if kind < 0.07:
        return None
    if kind < 0.17:
        return min(10, max(2, hotel.stars + rng.choice((-2, -1, 1, 2))))
    return min(10, max(2, hotel.stars + rng.choice((-3, 3, -4)))) if kind < 0.18 else hotel.stars


def _name(hotel: Hotel, operator: Operator, rng: Random) -> str:
    """The name as this operator prints it today."""
    words = list(hotel.words)
    if hotel.former and rng.random() < 0.12:
        words = list(hotel.former)
        said = _printed(words, operator, rng)
    else:
        said = _printed(_edited(words, rng), operator, rng)
        if hotel.former and rng.random() < 0.6:
            said += rng.choice((" (ex {})", " (ex. {})", " (x {})", " ex {}")).format(
                _printed(list(hotel.former), operator, rng)
            )
    return _dressed(said, hotel, operator, rng)


def _edited(words: list[tuple[str, str | int]], rng: Random) -> list[tuple[str, str | int]]:
    """Words left out, put in or turned round, as happens from list to list."""
    trade = [word for word in words if word[0] in ("trade", "lodging")]
    own = [word for word in words if word[0] == "own"]
    if own and trade and rng.random() < 0.05:
        words = [word for word in words if word != rng.choice(trade)]
    elif rng.random() < 0.04:
        words = [*words, ("lodging", rng.randrange(len(LODGING)))]
    elif rng.random() < 0.015:
        words = [*words, ("trade", rng.randrange(len(TRADE)))]
    if len(words) > 1 and rng.random() < 0.02:
        words = [words[1], words[0], *words[2:]]
    return words


def _printed(words: list[tuple[str, str | int]], operator: Operator, rng: Random) -> str:
    """Words in the operator's language or in English, all in one script."""
    column = LANGUAGES.index(operator.language)
    cyrillic = rng.random() < operator.cyrillic
    own = 0.85 if cyrillic else 0.5 if operator.language == "hu" else 0.0
    translated = rng.random() < own
    printed = []
    for kind, word in words:
        said = _word(kind, word, column if translated else 0)
        if kind == "own" and rng.random() < 0.035:
            said = _misspelt(said, rng)
        latin = said.isascii() and kind != "number"
        printed.append(in_cyrillic(said, rng) if cyrillic and latin else said)
    return rng.choice(("", " ")).join(printed) if rng.random() < 0.02 else " ".join(printed)


def _word(kind: str, word: str | int, column: int) -> str:
    if kind == "own":
        return str(word)
    if kind == "number":
        return "I" * int(word) if int(word) < 4 else str(word)
    return (TRADE if kind == "trade" else LODGING)[int(word)][column]


def _misspelt(word: str, rng: Random) -> str:
    """A letter doubled, dropped, exchanged with its neighbour, or taken for another."""
    at, kind = rng.randrange(1, len(word) - 1), rng.randrange(4)
    changed = (
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + rng.choice("aeiou") + word[at + 1 :],
    )
    return changed[kind]


def _dressed(said: str, hotel: Hotel, operator: Operator, rng: Random) -> str:
    """What stands around a name: chain, hotel, resort, stars, town, adults only; its case."""
    language = operator.language if not said.isascii() else "en"
    if hotel.chain:
        kind = rng.random()
        if kind < 0.75:
            said = f"{hotel.chain} {said}"
        elif kind < 0.85:
            said = f"{said} by {hotel.chain}"
    head, _, former = said.partition(" (")
    if rng.random() < 0.3:
        hotel_word = rng.choice(HOTEL[language])
        head = f"{hotel_word} {head}" if rng.random() < 0.5 else f"{head} {hotel_word}"
    if rng.random() < 0.22:
        head += f" {rng.choice(TAILS[language])}"
    if rng.random() < 0.04:
        head += f" {hotel.town.name}"
    if rng.random() < 0.03:
        head += f" {rng.choice(ADULTS[language])}"
    if rng.random() < 0.06:
        stars = hotel.stars // 2
        head += rng.choice((f" {stars}*", " " + "*" * stars, f" {stars} {STARS[language]}"))
    said = f"{head} ({former}" if former else head
    if rng.random() < 0.02:
        said += f" ({hotel.town.name})"
    return said.upper() if rng.random() < 0.04 else said
