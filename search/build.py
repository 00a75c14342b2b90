"""Build: a generation's columns and words, made from its catalogue into the folder it is given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ..catalog.catalogue import Catalogue, SourceState
from ..offers import Availability
from ..offers.facility import FACILITIES, facilities_of
from ..offers.faults import GenerationFault
from .columns import NO_NIGHTS, Departures, in_order, write_columns
from .interned import Ints, ints, items, words
from .manners import Manners, manners_of
from .parties import GOES
from .places import PlaceTree
from .suggest import write_suggestions
from .totals import Priced, priced
from .words import write_words

FORMAT = 4


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers in the columns stand for."""

    operators: list[str]
    operator_names: list[str]
    airports: list[str]
    parties: list[Any]
    sources: list[dict[str, Any]]
    currency: str
    built: str
    manners: Manners


def build(folder: Path, catalogue: Catalogue, engine: str = "whoosh") -> None:
    """Write `folder`/columns and `folder`/words for a catalogue; `engine` is that of
    the words."""
    tree = PlaceTree.grown(places_of(catalogue.products))
    write_words(folder / "words", catalogue.products, tree, engine)
    write_suggestions(folder / "words", catalogue.products, catalogue.offers, tree)
    departures, names = departures_of(catalogue)
    columns = in_order(departures, catalogue.products.num_rows)
    write_columns(folder / "columns", columns)
    write_names(folder / "columns", names)
    np.save(folder / "columns" / "facilities.npy", facilities(catalogue.products))


def facilities(products: pa.Table) -> Ints:
    """For each product a bit for every facility its facts state, in the order of FACILITIES."""
    bit = {code: 1 << n for n, code in enumerate(FACILITIES)}
    stated = (facilities_of(facts or ()) for facts in products["facts"].to_pylist())
    return np.array([sum(bit[code] for code in codes) for codes in stated], np.int64)


def write_names(folder: Path, names: Names) -> None:
    told = {"format": FORMAT, **asdict(names)}
    (folder / "names.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def departures_of(catalogue: Catalogue) -> tuple[Departures, Names]:
    """Every departure of every offer that is not sold out, and the names of its numbers."""
    offers = catalogue.offers
    price = priced(offers, catalogue.rates, catalogue.currency, catalogue.now.date())
    operator, operators = words(offers["operator"])
    airport, airports = words(offers["origin"])
    availability, states = words(offers["availability"])
    stopped = np.array([state == Availability.STOP_SALE for state in states] or [False])
    kept = np.flatnonzero(~stopped[availability])
    fixed = _fixed(offers, catalogue, operator, airport)
    manner, manners = manners_of(offers)
    fixed |= {"manner": manner}
    rows = _joined(_own(offers, fixed, price, kept), _goes_on(offers, fixed, kept))
    names = Names(
        operators,
        _printed_names(offers, operator, operators),
        airports,
        price.parties.to_json(),
        _told(offers, catalogue.sources),
        catalogue.currency,
        catalogue.now.isoformat(),
        manners,
    )
    return rows, names


def _fixed(
    offers: pa.Table, catalogue: Catalogue, operator: Ints, airport: Ints
) -> dict[str, Ints]:
    """What all departures of an offer have in common, one entry for each offer."""
    product = ints(offers["product"], 0)
    tree = PlaceTree.grown(places_of(catalogue.products))
    countries = np.array([country + 1 for country, _, _ in tree.of_product] or [0])
    return {
        "product": product,
        "country": countries[product],
        "operator": operator,
        "airport": airport,
        "board": ints(offers["board"], 0),
        "checked": ints(offers["checked_at"].cast(pa.timestamp("s", tz="UTC"), safe=False), 0)
        // 60,
        "source": _sources(offers, catalogue.sources),
        "offer": np.arange(offers.num_rows),
    }


def places_of(products: pa.Table) -> list[tuple[str | None, str | None, str | None]]:
    """The (country, region, resort) of every product."""
    columns = (products[name].to_pylist() for name in ("country", "region", "resort"))
    return list(zip(*columns, strict=True))


def _sources(offers: pa.Table, states: Mapping[str, SourceState]) -> Ints:
    """The number of each offer's source, in the order of the states."""
    code, names = words(offers["source"])
    if unknown := sorted(set(names) - set(states)):
        raise GenerationFault(f"there are offers of {', '.join(unknown)}, but no such source")
    number = {name: n for n, name in enumerate(states)}
    return np.array([number[name] for name in names] or [0])[code]


def _nights(offers: pa.Table, least: str, most: str) -> tuple[Ints, Ints]:
    return ints(offers[least], NO_NIGHTS), ints(offers[most], NO_NIGHTS)


def _own(offers: pa.Table, fixed: dict[str, Ints], price: Priced, kept: Ints) -> dict[str, Ints]:
    """The departure that each offer is for, with its price."""
    nights, most = _nights(offers, "nights_min", "nights_max")
    own = {
        **fixed,
        "date": ints(offers["date"], 0),
        "nights": nights,
        "nights_most": most,
        "party": price.party,
        "total": price.total,
        "extra": price.extra,
        "from_only": price.from_only.astype(np.int64),
    }
    return {name: column[kept] for name, column in own.items()}


def _goes_on(offers: pa.Table, fixed: dict[str, Ints], kept: Ints) -> dict[str, Ints]:
    """The further dates that sources list without a price; their nights are their own, or the
    offer's where the source says nothing else."""
    lengths, dates = items(offers["goes_on"])
    listed = np.zeros(len(lengths), bool)
    listed[kept] = True
    owner = np.repeat(np.arange(len(lengths)), lengths)
    day = ints(dates, 0)[listed[owner]]
    owner = owner[listed[owner]]
    least, most = _nights(offers, "goes_nights_min", "goes_nights_max")
    own_least, own_most = _nights(offers, "nights_min", "nights_max")
    said = least != NO_NIGHTS
    none = np.zeros(len(owner), np.int64)
    return {
        **{name: column[owner] for name, column in fixed.items()},
        "date": day,
        "nights": np.where(said, least, own_least)[owner],
        "nights_most": np.where(said, most, own_most)[owner],
        "party": none + GOES,
        "total": none,
        "extra": none,
        "from_only": none,
    }


def _joined(*tables: dict[str, Ints]) -> Departures:
    return Departures(**{name: np.concatenate([t[name] for t in tables]) for name in tables[0]})


def _printed_names(offers: pa.Table, operator: Ints, slugs: list[str]) -> list[str]:
    """Each operator's name as its first offer prints it, else its slug."""
    first = dict(zip(*(a.tolist() for a in np.unique(operator, return_index=True)), strict=True))
    printed = offers["operator_name"]
    return [printed[first[n]].as_py() or slug for n, slug in enumerate(slugs)]


def _told(offers: pa.Table, states: Mapping[str, SourceState]) -> list[dict[str, Any]]:
    """The sources, each with the operators whose offers it brought."""
    pairs = offers.group_by(["source", "operator"]).aggregate([])
    brought: dict[str, list[str]] = {name: [] for name in states}
    for source, operator in zip(
        pairs["source"].to_pylist(), pairs["operator"].to_pylist(), strict=True
    ):
        brought[source].append(operator)
    return [_source(state, sorted(brought[name])) for name, state in states.items()]


def _source(state: SourceState, operators: list[str]) -> dict[str, Any]:
    return {
        "name": state.name,
        "title": state.title,
        "state": str(state.state),
        "at": state.answered_at.isoformat() if state.answered_at else None,
        "reason": state.reason,
        "period_minutes": state.period_minutes,
        "half_life_minutes": state.half_life_minutes,
        "kind": str(state.kind),
        "operators": operators,
    }
