"""The verdict bench: a feed's steps told apart, and verdicts that know only their past."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from fairwind.bench.replayed import Listed, captured, market, replay, steps
from fairwind.bench.verdict import CAPTURE, run
from fairwind.catalog.history.back_test import back_tested, market_of
from fairwind.catalog.history.half_life import estimated
from fairwind.catalog.history.keep import answers
from fairwind.catalog.home import Home

CAPTURES = Path(__file__).parents[2].parent / "shared" / "data"
FIRST = dt.date(2026, 3, 1)


def a_line(day: int, minor: int, date: int = 200, nights: int = 7, number: str = "1") -> Listed:
    at = FIRST + dt.timedelta(days=day)
    return Listed(number, at, minor, FIRST + dt.timedelta(days=date), nights)


def test_another_departure_or_length_is_no_price_move() -> None:
    lines = [
        a_line(0, 100),
        a_line(1, 100),
        a_line(2, 110),
        a_line(3, 120, date=201),
        a_line(4, 130, date=201, nights=8),
        a_line(0, 999, number="2"),
    ]
    counted = steps(lines)
    assert (counted.steps, counted.changed, counted.alike, counted.moved) == (4, 3, 2, 1)


def test_a_day_cut_short_is_no_answer(tmp_path: Path) -> None:
    lines = [a_line(day, 100, number=str(n)) for day in (0, 2) for n in range(10)]
    lines += [a_line(1, 100, number=str(n)) for n in range(7)]
    assert replay(lines, Home(tmp_path)) == [FIRST + dt.timedelta(days=1)]
    assert [one.gone for one in answers(Home(tmp_path), "replayed")] == [0, 0]


def test_the_bench_runs_without_captures_and_beats_the_naive_peer_where_prices_come_back(
    tmp_path: Path,
) -> None:
    said: list[str] = []
    [report] = run(tmp_path, 7, 400, said.append, days=80)
    assert any("left out" in line for line in said)
    share = {(one.way, one.verdict, one.days): one.share for one in report.told}
    usual = share["always usual", "usual", 14]
    assert share["ours", "low", 14] > usual > share["ours", "high", 14]


def the_capture() -> list[Listed]:
    if not (CAPTURES / CAPTURE).exists():
        pytest.skip(f"the captured price history is not there: {CAPTURES / CAPTURE}")
    return captured(CAPTURES / CAPTURE)


@pytest.mark.captures
def test_about_half_of_a_captured_feeds_changes_are_no_price_moves() -> None:
    counted = steps(the_capture())
    print(counted)
    assert (counted.steps, counted.changed) == (108_443, 64_715)
    assert (counted.alike, counted.moved) == (74_381, 32_812)


@pytest.mark.captures
@pytest.mark.long
def test_a_captured_years_low_prices_stay_and_its_high_ones_fall(tmp_path: Path) -> None:
    lines = the_capture()
    assert [day.isoformat() for day in replay(lines, Home(tmp_path))] == ["2026-04-02"]
    told = answers(Home(tmp_path), "replayed")
    assert sum(one.moved for one in told) <= steps(lines).moved
    market_seen = market_of(Home(tmp_path), "replayed", 3_000)
    assert market_seen is not None
    share = {k.verdict: k.share or 0.0 for k in back_tested([market_seen]) if k.days == 14}
    assert share["low"] > share["usual"] > share["high"]
    lives = {one.lead: one.hours for one in estimated(v for one in told for v in one.visits)}
    assert lives[0] < lives[5]


def test_the_market_of_a_history_is_what_its_lines_said(tmp_path: Path) -> None:
    lines = market(3, 12, 40)
    replay(lines, Home(tmp_path))
    seen = market_of(Home(tmp_path), "replayed", 10**6)
    assert seen is not None
    said = sorted(tuple(sorted(_of(lines, str(n)))) for n in range(12))
    kept = []
    for row in seen.total:
        days = np.flatnonzero(~np.isnan(row)).tolist()
        kept.append(tuple((seen.first + dt.timedelta(days=d), int(row[d])) for d in days))
    assert sorted(kept) == said


def _of(lines: list[Listed], number: str) -> list[tuple[dt.date, int]]:
    return [(line.day, line.minor) for line in lines if line.number == number]
