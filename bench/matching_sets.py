"""Labelled sets of hotels and operators' own lists, read from the captures beside the checkout."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..catalog.descriptions import Description, description
from ..catalog.matching.compare import Pair, judge
from ..catalog.matching.judge import State
from ..catalog.places import find, read_country
from ..offers import Form, Kind
from .matching_listings import Market

FOLDER = "hotel-matching"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled pair: what the set says of it, and what the matcher says and why."""

    key: str
    one: Description
    other: Description
    same: bool
    state: State
    pair: Pair

    @property
    def wrong(self) -> bool:
        """Joined though two, or called different though one; asked is neither."""
        return self.state is (State.DIFFERENT if self.same else State.SAME)


def told(
    source: str, name: str, country: str, place: str, *, stars: float = 0.0,
    point: tuple[float, float] | None = None, ids: Sequence[tuple[str, str]] = (),
    form: Form = Form.PLAIN,
) -> Description:  # fmt: skip
    """A description as intake would give it: country and place understood by the gazetteer."""
    code = country if re.fullmatch("[A-Z]{2}", country) else read_country(country)
    where = find(country, said=place, code=code).place
    lat, lon = point or (None, None)
    return description(
        dict(
            source=source, operator=source, kind=str(Kind.STAY), name=name, country=where.country,
            region=where.region, resort=where.resort, lat=lat, lon=lon, form=str(form),
            stars=int(stars * 2) or None, text="", rating=None, former_names=[], facts=[],
            product_ids=[{"scheme": scheme, "value": value} for scheme, value in ids],
            itinerary=[], photos=[],
        )
    )  # fmt: skip


def _rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8", errors="replace").splitlines()
    if delimiter == "\t":
        return list(csv.DictReader(text, delimiter=delimiter, quoting=csv.QUOTE_NONE))
    return list(csv.DictReader(text, delimiter=delimiter))


def trustyou(folder: Path) -> list[Labelled]:
    """TrustYou's pairs. Streets and telephones are no part of a description and stay unread."""
    found = []
    for row in _rows(folder / FOLDER / "trustyou-gold_standard.csv"):
        parts = [part.strip() for part in row["source_address"].split(",")]
        if len(parts) > 2 and re.fullmatch(r"[A-Z]{2} \d{5}", parts[-2]):
            del parts[-2]  # a state and its code stand between the town and the country
        city = re.sub(r"^[\d\s-]+", "", parts[-2]) if len(parts) > 1 else ""
        country = parts[-1].removesuffix(" of America")
        one = told("one", row["source_name"], country, city)
        other = told("two", row["target_name"], row["target_country"], row["target_city"])
        state, pair = judge(one, other)
        found.append(Labelled(row["ID"], one, other, row["match"] == "1", state, pair))
    return found


_STREET = re.compile(r"(\d+)\s+(?:(?:N|S|E|W|NE|NW|SE|SW)\.?\s+)?(\w+)")


def seattle(folder: Path) -> Market:
    """Seattle's hotels; two rows with one house number and street are one hotel.

    The addresses are the label and nothing else: the matcher sees names and "Seattle".
    """
    rows = _rows(folder / FOLDER / "seattle-hotels-duplicates.csv")
    truth: list[Hashable] = []
    for at, row in enumerate(rows):
        found = _STREET.search(row["address"])
        truth.append(found.groups() if found else at)
    every = [told(f"row-{at}", row["name"], "US", "Seattle") for at, row in enumerate(rows)]
    return Market(every, truth)


def operators(folder: Path) -> list[Description]:
    """The hotels in four operators' lists, with ids and points where they state them."""
    return [_listed(row) for row in _rows(folder / FOLDER / "hotel-lists-dev.tsv", "\t")]


def _listed(row: dict[str, str]) -> Description:
    name, place = row["name"], row["place"]
    form = Form.FLY_AND_GO if name.startswith("Fly & Go") else Form.PLAIN
    if re.search("cruise|z[aá]jazd|objazd", name + place, re.IGNORECASE):
        form = Form.COMBINATION
    if row["source"] == "corendon-nl":
        place = " / ".join(reversed(place.split(" / ")))
    ids = [(f"{row['source']}:hotel", row["hotel_id"])] if row["hotel_id"] != "0" else []
    ids += [("giata", row["giata"])] if row["giata"] else []
    point = (float(row["lat"]), float(row["lon"])) if row["lat"] else None
    return told(
        row["source"], name.removeprefix("Fly & Go "), row["country"], place,
        stars=float(row["stars"] or 0), point=point, ids=ids, form=form,
    )  # fmt: skip


def by_place(descriptions: Sequence[Description]) -> dict[Hashable, list[int]]:
    """Numbers of descriptions of one country and form."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    for number, one in enumerate(descriptions):
        found[one.sort, one.country].append(number)
    return found
