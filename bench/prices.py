"""Prices: our columns beside DuckDB's sorted tables, the same 400 questions, answers compared."""

from __future__ import annotations

import datetime as dt
import platform
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from ..offers import Board, Party
from ..search.asked import Asked, ask
from ..search.calendar import NOTHING, lowest_by_day
from ..search.columns import in_order, open_columns, write_columns
from ..search.groups import matching_rows
from ..search.opened import Opened, day_number
from ..search.order import priced_in_order
from ..search.pool import Pool
from ..search.query import Query, Sort
from ..search.rows import distinct, in_budget
from ..search.stay import cheapest, own_prices
from .market import DAYS, FIRST_DAY, NOW, PARTIES, PARTY_SHARES, Market, market, opened_market

QUESTIONS = 400
REPEATS = 3
TURN = 20
MIX = {"Q1": 0.4, "Q1w": 0.1, "Q2": 0.2, "Q3": 0.15, "Q4": 0.15}
ON_A_PAGE = 20
MOST_OF_A_HOTEL = 200
Say = Callable[[str], None]
Answer = Any


class Void(RuntimeError):
    """Two engines gave different answers: their times mean nothing."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the mix; `hotel` is asked for by Q4 and by half of Q3."""

    kind: str
    query: Query
    hotel: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of one kind of question in both engines."""

    kind: str
    questions: int
    ours_p50: float
    ours_p99: float
    duckdb_p50: float
    duckdb_p99: float

    @property
    def ratio_p50(self) -> float:
        return self.duckdb_p50 / self.ours_p50

    @property
    def ratio_p99(self) -> float:
        return self.duckdb_p99 / self.ours_p99


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run, with all that is needed to run it again."""

    rows: int
    seed: int
    build_seconds: float
    bytes_a_price: float
    figures: tuple[Figures, ...]
    machine: str
    versions: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        told = asdict(self)
        for row, figures in zip(told["figures"], self.figures, strict=True):
            row |= {"ratio_p50": figures.ratio_p50, "ratio_p99": figures.ratio_p99}
        return told


def run(rows: int, seed: int, say: Say, questions: int = QUESTIONS) -> Report:
    """Build both, ask both, compare every answer, and report."""
    say(f"drawing {rows:,} departures")
    drawn = market(rows, seed)
    with tempfile.TemporaryDirectory() as folder:
        say("building our columns")
        began = time.perf_counter()
        columns = in_order(drawn.departures, drawn.products.num_rows)
        write_columns(Path(folder), columns)
        build_seconds = time.perf_counter() - began
        opened = opened_market(drawn, open_columns(Path(folder)))
        say("filling DuckDB's tables")
        peer = Peer(drawn, opened)
        asked = asked_questions(drawn, opened, seed, questions)
        figures = compare(opened, peer, asked, say)
        size = opened.columns.bytes / max(rows, 1)
    machine = f"{platform.machine()}, {platform.system()}, one thread each"
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    versions["duckdb"] = duckdb.__version__
    return Report(rows, seed, build_seconds, size, figures, machine, versions)


def compare(opened: Opened, peer: Peer, asked: Sequence[Question], say: Say) -> tuple[Figures, ...]:
    """Time every question in both engines; Void where an answer differs."""
    for question in asked[:: max(len(asked) // 20, 1)]:  # both warm before either is timed
        ours(opened, question)
        peer.answer(question)
    say(f"asking both {len(asked)} questions")
    mine, theirs = [], []
    for first in range(0, len(asked), TURN):  # by turns: what else the machine does hits both
        turn = asked[first : first + TURN]
        mine += [_timed(partial(ours, opened, question)) for question in turn]
        theirs += [_timed(partial(peer.answer, question)) for question in turn]
    for question, (one, _), (other, _) in zip(asked, mine, theirs, strict=True):
        as_told(question, one, _as_ours(question, other))
    spent = {kind: ([], []) for kind in MIX}  # type: dict[str, tuple[list[float], list[float]]]
    for question, (_, one_ms), (_, other_ms) in zip(asked, mine, theirs, strict=True):
        spent[question.kind][0].append(one_ms)
        spent[question.kind][1].append(other_ms)
    return tuple(
        Figures(
            kind,
            len(one_ms),
            *(float(np.percentile(ms, p)) for ms in (one_ms, other_ms) for p in (50, 99)),
        )
        for kind, (one_ms, other_ms) in spent.items()
        if one_ms
    )


def as_told(question: object, one: Answer, other: Answer) -> None:
    """Void where the two engines say different things."""
    if one != other:
        raise Void(f"{question}: the columns say {one}, DuckDB says {other}")


def _as_ours(question: Question, answer: Answer) -> Answer:
    """DuckDB's rows of a calendar as the two lists that the columns give."""
    if question.kind != "Q3":
        return answer
    return [day for day, _ in answer], [lowest for _, lowest in answer]


def _timed(work: Callable[[], Answer]) -> tuple[Answer, float]:
    """The answer and the best of a few times: what else the machine does is not measured."""
    best = float("inf")
    for _ in range(REPEATS):
        began = time.perf_counter()
        answer = work()
        best = min(best, (time.perf_counter() - began) * 1000)
    return answer, best


def asked_questions(drawn: Market, opened: Opened, seed: int, count: int) -> list[Question]:
    """The mix, in a seeded order; places as popular as their hotels."""
    rng = np.random.default_rng(seed + 1)
    kinds = rng.choice(list(MIX), count, p=list(MIX.values()))
    return [_question(rng, str(kind), drawn, opened) for kind in kinds]


def _question(rng: np.random.Generator, kind: str, drawn: Market, opened: Opened) -> Question:
    hotel = int(rng.choice(len(drawn.popularity), p=drawn.popularity))
    party = PARTIES[int(rng.choice(len(PARTIES), p=PARTY_SHARES))]
    country, _, resort = (opened.tree.nodes[n].key if n >= 0 else "" for n in opened.places[hotel])
    place = resort if rng.random() < 0.5 else country
    start = FIRST_DAY + dt.timedelta(days=int(rng.integers(0, DAYS - 40)))
    window = (start, start + dt.timedelta(days=int(rng.choice([3, 7, 14, 30]))))
    if kind == "Q3":
        whole = (FIRST_DAY, FIRST_DAY + dt.timedelta(days=DAYS - 1))
        if rng.random() < 0.5:
            return Question(kind, _query(party, whole, None), hotel)
        return Question(kind, _query(party, whole, resort))
    if kind == "Q4":
        return Question(kind, _query(party, window, None), hotel)
    filters = _filters(rng)
    query = _query(party, window, None if kind == "Q1w" else place)
    return Question(kind, Query(**{**_fields(query), **filters}))


def _filters(rng: np.random.Generator) -> dict[str, Any]:
    least = int(rng.choice([3, 5, 7, 7, 10]))
    return {
        "origins": (f"A{int(rng.choice(40)):02d}",),
        "nights_min": least,
        "nights_max": least + int(rng.choice([0, 2, 4])),
        "stars_min": int(rng.choice([7, 8])) if rng.random() < 0.4 else None,
        "board_min": Board(int(rng.choice([4, 9]))) if rng.random() < 0.4 else None,
        "price_max": int(rng.choice([100_000, 200_000, 400_000])) if rng.random() < 0.4 else None,
    }


def _query(party: Party, window: tuple[dt.date, dt.date], place: str | None) -> Query:
    to = (place,) if place else ()
    return Query(to=to, party=party, depart_from=window[0], depart_to=window[1], sort=Sort.TOTAL)


def _fields(query: Query) -> dict[str, Any]:
    return {name: getattr(query, name) for name in Query.__dataclass_fields__}


# Our columns, by the functions that the site's answers are made with.


def ours(opened: Opened, question: Question) -> Answer:
    """The answer of the columns, from the query to plain numbers."""
    asked = ask(opened, None, question.query, NOW)
    if question.kind in ("Q1", "Q1w"):
        return _page(opened, asked)
    if question.kind == "Q2":
        return _counts(opened, asked)
    if question.hotel is not None:
        rows, _ = own_prices(opened, asked, question.hotel)
    else:
        rows, _ = matching_rows(opened, asked)
    if question.kind == "Q4":
        return cheapest(opened, rows, MOST_OF_A_HOTEL).total.tolist()
    lowest = lowest_by_day(opened, rows, asked.dates.first, asked.dates.last)
    days = (lowest < NOTHING).nonzero()[0]
    return (days + asked.dates.first).tolist(), lowest[days].tolist()


def _page(opened: Opened, asked: Asked) -> Answer:
    columns = opened.columns
    matching, _ = matching_rows(opened, asked)
    rows = in_budget(opened, asked, matching)
    order = priced_in_order(opened, asked, rows)
    owner, operator = columns.product[rows.at], columns.operator[rows.at]
    total = columns.total[order.first].tolist()
    return order.found, [
        (hotel, total[n], len(set(operator[owner == hotel].tolist())))
        for n, hotel in enumerate(order.product.tolist())
    ]


def _counts(opened: Opened, asked: Asked) -> Answer:
    here = Pool(opened, asked)
    columns, places = opened.columns, opened.places
    wider = here if asked.inside is None else Pool(opened, _in_country(asked))
    hotel = distinct(wider.product[wider.rows("to")], opened.products.num_rows)
    by_stars = distinct(here.product[here.rows("stars_min")], opened.products.num_rows)
    return {
        "board": _filled(here.products("board_min", columns.board[here.at], len(Board) + 1)),
        "stars": _tally(opened.stars[by_stars][opened.stars[by_stars] >= 0]),
        "operator": _filled(
            here.products("operator", columns.operator[here.at], len(opened.operators))
        ),
        "resort": _tally(places[hotel, 2]),
    }


def _in_country(asked: Asked) -> Asked:
    return Asked(**{**{n: getattr(asked, n) for n in Asked.__dataclass_fields__}, "inside": None})


def _filled(counts: list[int]) -> dict[int, int]:
    return {n: count for n, count in enumerate(counts) if count}


def _tally(values: Any) -> dict[int, int]:
    counts = np.bincount(values) if len(values) else np.zeros(0, np.int64)
    return {int(n): int(counts[n]) for n in np.flatnonzero(counts)}


# DuckDB: one table in each of our two orders, prepared by it as it likes.


class Peer:
    """DuckDB with the same departures, sorted as ours, one thread."""

    def __init__(self, drawn: Market, opened: Opened) -> None:
        given, places = drawn.departures, opened.places
        hotel = given.product
        table = pa.table(
            {
                "country": given.country.astype(np.int16),
                "resort": places[hotel, 2].astype(np.int32),
                "party": given.party.astype(np.uint8),
                "airport": given.airport.astype(np.uint8),
                "date": given.date.astype(np.int32),
                "hotel": hotel.astype(np.int32),
                "stars": drawn.stars[hotel].astype(np.int8),
                "nights": given.nights.astype(np.uint8),
                "board": given.board.astype(np.uint8),
                "operator": given.operator.astype(np.uint8),
                "total": given.total.astype(np.int32),
            }
        )
        self.opened = opened
        self.db = duckdb.connect(":memory:", config={"threads": 1})
        self.db.register("given", table)
        self.db.execute("create table placed as from given order by country, party, airport, date")
        self.db.execute("create table stays as from given order by hotel, party, date")
        self.db.unregister("given")

    def answer(self, question: Question) -> Answer:
        query = question.query
        given: dict[str, Any] = {
            "party": self.opened.parties.codes(query.party)[-1],
            "first": day_number(query.depart_from or FIRST_DAY),
            "last": day_number(query.depart_to or FIRST_DAY),
        }
        if question.hotel is not None:
            given["hotel"] = question.hotel
            rows = self.db.execute(_STAY if question.kind == "Q4" else _STAY_DAYS, given).fetchall()
            return [row[0] for row in rows] if question.kind == "Q4" else rows
        place = _place_sql(self.opened, query, given)
        if question.kind == "Q3":
            return self.db.execute(_DAYS.format(place=place), given).fetchall()
        given |= {
            "airport": int(query.origins[0][1:]),
            "least": query.nights_min,
            "most": query.nights_max,
        }
        if question.kind == "Q2":
            return self._facets(query, given, place)
        sql = _PAGE.format(place=place, more=_more_sql(query, given))
        page = self.db.execute(sql, given).fetchall()
        return (page[0][3] if page else 0), [row[:3] for row in page]

    def _facets(self, query: Query, given: dict[str, Any], place: str) -> Answer:
        country = place.split(" and ")[0]
        budget = ""
        if query.price_max is not None:
            given["budget"] = query.price_max
            budget = "and total <= $budget"
        ifs = {
            "in_place": place.partition(" and ")[2] or "true",
            "in_stars": "true" if query.stars_min is None else "stars >= $stars",
            "in_board": "true" if query.board_min is None else "board >= $board",
        }
        if query.stars_min is not None:
            given["stars"] = query.stars_min
        if query.board_min is not None:
            given["board"] = int(query.board_min)
        sql = _FACETS.format(country=country, budget=budget, **ifs)
        found: dict[str, dict[int, int]] = {n: {} for n in ("board", "stars", "operator", "resort")}
        for name, value, count in self.db.execute(sql, given).fetchall():
            found[name][value] = count
        return found


def _place_sql(opened: Opened, query: Query, given: dict[str, Any]) -> str:
    if not query.to:
        return "true"
    key = query.to[0]
    given["country"] = opened.tree.number[key.partition("/")[0]] + 1
    if "/" not in key:
        return "country = $country"
    given["resort"] = opened.tree.number[key]
    return "country = $country and resort = $resort"


def _more_sql(query: Query, given: dict[str, Any]) -> str:
    more = []
    for name, sql, value in (
        ("stars", "stars >= $stars", query.stars_min),
        ("board", "board >= $board", query.board_min and int(query.board_min)),
        ("budget", "total <= $budget", query.price_max),
    ):
        if value is not None:
            given[name] = value
            more.append(f"and {sql}")
    return " ".join(more)


_FIT = """party = $party and airport = $airport and date between $first and $last
  and nights between $least and $most"""
_PAGE = f"""
select hotel, min(total) as best, count(distinct operator), count(*) over ()
from placed where {{place}} and {_FIT} {{more}}
group by hotel order by best, hotel limit {ON_A_PAGE}
"""
_FACETS = f"""
with fit as materialized (
  select hotel, board, stars, operator, resort, {{in_place}} as in_place,
    {{in_stars}} as in_stars, {{in_board}} as in_board
  from placed where {{country}} and {_FIT} {{budget}})
select 'board', board::int, count(distinct hotel) from fit
  where in_place and in_stars group by board
union all select 'stars', stars::int, count(distinct hotel) from fit
  where in_place and in_board and stars >= 0 group by stars
union all select 'operator', operator::int, count(distinct hotel) from fit
  where in_place and in_stars and in_board group by operator
union all select 'resort', resort, count(distinct hotel) from fit
  where in_stars and in_board group by resort
"""
_DAYS = """
select date, min(total) from placed
where {place} and party = $party and date between $first and $last group by date order by date
"""
_STAY_DAYS = """
select date, min(total) from stays
where hotel = $hotel and party = $party and date between $first and $last
group by date order by date
"""
_STAY = f"""
select total from stays where hotel = $hotel and party = $party and date between $first and $last
order by total limit {MOST_OF_A_HOTEL}
"""
