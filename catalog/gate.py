"""The gate: whether a run may take the place of the last published one (crawling.md, 3.3).

A run is compared with the last *published* run of its source, offers whose dates are over taken
out of both. A refused run changes nothing: the last published one stands until a better run
comes or a named person accepts this one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from ..offers import NO_CURRENCY
from ..offers.faults import GateFault
from .runs import Run
from .verdict import Loss, Verdict, keep_verdict, overruled

LEAST_SHARE = 0.80
"""Of the last published run's offers; below it something is broken (zavod's number)."""

LEAST_COVERAGE = 0.99
MOST_COVERAGE_LOST = 0.02
"""Points by which the coverage of a required field may fall from one published run to the next."""

LOSSES_NAMED = 5

# What the card's words for required fields mean in a row; a field is covered where it is true.
_STATED = {
    "identity": "len(ids) > 0 OR hash IS NOT NULL OR link IS NOT NULL OR len(product_ids) > 0"
    " OR place_said IS NOT NULL OR room_raw IS NOT NULL OR date IS NOT NULL",
    "name": "trim(name) <> ''",
    "price": "amount IS NOT NULL",
    "currency": f"currency IS NOT NULL AND currency <> '{NO_CURRENCY}'",
    "date": "date IS NOT NULL OR len(goes_on) > 0",
    "nights": "nights_min IS NOT NULL OR goes_nights_min IS NOT NULL",
    "board": "board IS NOT NULL",
    "room": "room_raw IS NOT NULL",
    "place": "place_said IS NOT NULL OR country IS NOT NULL OR resort IS NOT NULL",
    "origin": "origin IS NOT NULL",
}
_AHEAD = """(coalesce(date >= $today, false)
    OR coalesce(list_max(goes_on) >= $today, false)
    OR (date IS NULL AND len(goes_on) = 0))"""


@dataclass(frozen=True, slots=True)
class GateRules:
    """What the card asserts of every whole run: bounds, and the fields an offer must state."""

    min_offers: int = 1
    max_offers: int | None = None
    required: tuple[str, ...] = ("identity", "price", "currency")

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.required) - _STATED.keys()):
            raise GateFault(f"no field is called {', '.join(unknown)}: {', '.join(_STATED)}")


@dataclass(frozen=True, slots=True)
class Figures:
    """What the gate looks at in one run: offers, those still ahead, by country, and coverage."""

    offers: int
    ahead: int
    by_country: Mapping[str, int]
    coverage: Mapping[str, float]


def judge(run: Run, last_published: Run | None, rules: GateRules, today: dt.date) -> Verdict:
    """Whether the run may be published on this day, with a sentence for every rule it breaks.

    A source's first run passes where the card's assertions hold and it has an offer.
    """
    now = figures(run, rules.required, today)
    before = figures(last_published, rules.required, today) if last_published else None
    reasons = _bounds(now, rules)
    losses: tuple[Loss, ...] = ()
    if before and last_published:
        losses = _losses(before, now)
        reasons += _share(before, now, last_published, losses)
        reasons += _coverage(before, now)
    counted = {"offers": now.offers, "ahead": now.ahead}
    if before:
        counted |= {"offers_before": before.offers, "ahead_before": before.ahead}
    return Verdict(not reasons, tuple(reasons), losses, figures=counted)


def accept(run: Run, name: str, reason: str, now: dt.datetime) -> Verdict:
    """Let a refused run be published after all, on a named person's word; kept with the run."""
    verdict = run.verdict()
    if verdict is None:
        raise GateFault(f"{run.source}, run {run.name}: the gate has not judged it")
    if verdict.passed:
        raise GateFault(f"{run.source}, run {run.name}: the gate has let it pass already")
    accepted = overruled(verdict, name, reason, now)
    keep_verdict(run.folder, accepted)
    return accepted


def figures(run: Run, required: tuple[str, ...], today: dt.date) -> Figures:
    """The figures of a run, read from its Parquet file alone."""
    covered = ", ".join(f"count(*) FILTER ({_STATED[name]})" for name in required)
    with _reading(run) as db:
        totals = db.execute(
            f"SELECT count(*), count(*) FILTER ({_AHEAD}), {covered or 'NULL'} FROM offers",
            {"today": today},
        ).fetchone()
        countries = db.execute(
            f"""SELECT coalesce(country, ''), count(*) FROM offers WHERE {_AHEAD} GROUP BY 1""",
            {"today": today},
        ).fetchall()
    assert totals is not None
    counts = dict(zip(required, totals[2:], strict=False))
    return Figures(
        offers=totals[0],
        ahead=totals[1],
        by_country=dict(countries),
        coverage={name: _covered(name, counts[name], totals[0], run) for name in required},
    )


def _reading(run: Run) -> duckdb.DuckDBPyConnection:
    """A database that can read this one file and nothing else."""
    path = str(run.offers_file)
    quoted = path.replace("'", "''")
    db = duckdb.connect(config={"threads": 1})
    try:
        db.execute(f"SET allowed_paths = ['{quoted}']")
        db.execute("SET enable_external_access = false")
        db.execute("SET lock_configuration = true")
        db.read_parquet(path).create_view("offers")
    except duckdb.Error as error:
        db.close()
        raise GateFault(f"{path}: the offers of the run cannot be read: {error}") from error
    return db


def _covered(name: str, stated: int, offers: int, run: Run) -> float:
    """The share of records that state a field; those rejected for want of it count as without."""
    rejected = run.report.rejected
    without = sum(rejected.get(why, 0) for why in (f"no_{name}", f"{name}_unreadable"))
    return stated / (offers + without) if offers + without else 1.0


def _bounds(now: Figures, rules: GateRules) -> list[str]:
    found = []
    if not now.offers:
        found.append("The run has no offers.")
    elif now.offers < rules.min_offers:
        found.append(f"{now.offers:,} offers; the card asserts at least {rules.min_offers:,}.")
    if rules.max_offers is not None and now.offers > rules.max_offers:
        found.append(f"{now.offers:,} offers; the card asserts at most {rules.max_offers:,}.")
    return found


def _share(before: Figures, now: Figures, last: Run, losses: tuple[Loss, ...]) -> list[str]:
    if now.ahead >= LEAST_SHARE * before.ahead:
        return []
    said = (
        f"{now.ahead:,} offers still ahead are {now.ahead / before.ahead:.0%} of the"
        f" {before.ahead:,} of the last published run ({last.name});"
        f" at least {LEAST_SHARE:.0%} are needed."
    )
    named = ", ".join(str(loss) for loss in losses[:LOSSES_NAMED])
    more = f" and {len(losses) - LOSSES_NAMED} more" if len(losses) > LOSSES_NAMED else ""
    return [f"{said} The loss: {named}{more}."]


def _coverage(before: Figures, now: Figures) -> list[str]:
    """Fields that fewer records state. A field that was rarer when a person accepted it, or on
    the first day, is held to that day's level and not to 99 % for ever.
    """
    found = []
    for name, share in now.coverage.items():
        had = before.coverage[name]
        if had - share > MOST_COVERAGE_LOST or share < LEAST_COVERAGE <= had:
            found.append(
                f"{name} is stated in {share:.1%} of the records, {had:.1%} in the last"
                f" published run; {LEAST_COVERAGE:.0%} are needed."
            )
    return found


def _losses(before: Figures, now: Figures) -> tuple[Loss, ...]:
    """The countries with fewer offers than before, the greatest loss first."""
    losses = [
        Loss(country, count, now.by_country.get(country, 0))
        for country, count in before.by_country.items()
        if now.by_country.get(country, 0) < count
    ]
    return tuple(sorted(losses, key=lambda loss: (loss.now - loss.before, loss.country)))
