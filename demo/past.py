"""The sandbox's past: weeks of invented prices, so that its stays have a history to show.

The prices are walks from a seed that end at what the sandbox asks today; they go through the real
history, run by run, under a clock that is set back. Some days nobody answers.
"""

from __future__ import annotations

import datetime as dt
import shutil

import numpy as np
import pyarrow as pa

from ..catalog.history.back_test import keep_back_test
from ..catalog.history.files import folder_of
from ..catalog.history.keep import add, add_run, answers, keep_figures
from ..catalog.home import Home
from ..catalog.runs import Run, last_published, run_name
from .world import SEED, draw

DAYS = 32
SOURCES = 2
"""So many operators get a past, those with the most offers: it is to be made in a few seconds."""

MOVED, STEP = 0.15, 0.04
"""The share of start days whose prices move on a day, and about how far, as a share of them."""

SILENT = 60
"""On so many of a thousand days nobody answered."""


def lay_past(home: Home, sources: list[str], now: dt.datetime) -> int:
    """Give the largest sources of a home that was just begun a past; how many got one."""
    runs = [run for source in sources if (run := last_published(home, source))]
    new = [run for run in runs if len(answers(home, run.source)) <= 1]
    laid = 0 if len(new) < len(runs) else SOURCES
    for run in sorted(new, key=lambda run: -run.report.offers)[:laid]:
        shutil.rmtree(folder_of(home, run.source), ignore_errors=True)
        _walk(home, run)
    if laid:
        keep_figures(home, now)
        keep_back_test(home, now, anew=True)
    return laid


def _walk(home: Home, run: Run) -> None:
    offers = run.offers()
    for ago in range(DAYS, 0, -1):
        at = run.report.finished - dt.timedelta(days=ago)
        if draw("silent", run.source, ago) >= SILENT:
            add(home, run.source, run_name(at), _priced(offers, ago), at)
    add_run(home, run)


def _priced(offers: pa.Table, ago: int) -> pa.Table:
    """The offers as they cost so many days ago: a level of each start day that wanders, in steps
    of a whole currency unit, and comes to today's."""
    start = offers["date"].cast(pa.int32()).fill_null(0).to_numpy()
    drawn = np.random.default_rng([SEED, 7])
    moves = drawn.random((DAYS, 97)) < MOVED
    steps = np.where(moves, drawn.normal(0, STEP, (DAYS, 97)), 0.0)
    away = np.cumsum(steps, axis=0)[ago - 1][start % 97]
    amount = offers["amount"].fill_null(0).to_numpy()
    past = np.where(amount > 0, np.maximum(np.round(amount * np.exp(away) / 100), 1) * 100, 0)
    prices = pa.array(past.astype(np.int64), mask=amount == 0)
    place = offers.schema.get_field_index("amount")
    return offers.set_column(place, offers.schema.field("amount"), prices)
