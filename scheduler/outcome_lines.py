"""Outcomes for people and programs: a table for the terminal, plain values for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from .operators import OperatorLine
from .refresh import Outcome


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """One operator's refresh as plain values; the counts keep the conservation law."""
    counts = outcome.tally
    report = outcome.run.report if outcome.run else None
    return {
        "operator": outcome.source,
        "title": outcome.title,
        "state": outcome.state,
        "run": outcome.run.name if outcome.run else None,
        "pages": report.pages if report else 0,
        "reported": report.reported if report else None,
        "found": counts.found if counts else 0,
        "duplicates": counts.duplicates if counts else 0,
        "rejected": dict(counts.rejected) if counts else {},
        "set_aside": dict(counts.set_aside) if counts else {},
        "published": counts.published if counts else 0,
        "refused": outcome.state == "refused",
        "words_not_known": {k: dict(v) for k, v in report.words_not_known.items()}
        if report
        else {},
        "faults": list(report.faults) if report else [],
        "sentence": outcome.sentence,
        "seconds": round(outcome.seconds, 2),
    }


def outcome_table(outcomes: Sequence[Outcome]) -> Table:
    """The table that a refresh ends with: a line for each operator."""
    table = Table(box=None, pad_edge=False)
    table.add_column("operator")
    for title in ("pages", "found", "duplicates", "rejected", "set aside", "published"):
        table.add_column(title, justify="right")
    table.add_column("")
    for outcome in outcomes:
        said = outcome_json(outcome)
        table.add_row(
            outcome.title,
            *(f"{said[key]:,}" for key in ("pages", "found", "duplicates")),
            f"{sum(said['rejected'].values()):,}",
            f"{sum(said['set_aside'].values()):,}",
            f"{said['published']:,}",
            _words(outcome, said),
        )
    return table


def _words(outcome: Outcome, said: dict[str, Any]) -> str:
    reasons = {**said["rejected"], **said["set_aside"]}
    why = ", ".join(f"{reason} {count:,}" for reason, count in sorted(reasons.items()))
    if outcome.state == "published":
        return " · ".join(filter(None, ("ok", why, *said["faults"][:1])))
    return f"{outcome.state.upper()}: {outcome.sentence}"


def operators_table(lines: Sequence[OperatorLine]) -> Table:
    """`fairwind operators` as screens.md 5 draws it."""
    table = Table(box=None, pad_edge=False)
    for title in ("operator", "permission", "last good"):
        table.add_column(title)
    table.add_column("offers", justify="right")
    table.add_column("today")
    for line in lines:
        good = f"{line.last_good:%Y-%m-%d %H:%M}" if line.last_good else "never"
        table.add_row(line.title, line.permission, good, f"{line.offers:,}", _today(line))
    return table


def _today(line: OperatorLine) -> str:
    if line.state == "ok":
        return "ok" if line.change is None else f"ok {line.change:+.1f} %"
    count = f" {line.newest.found:,}" if line.newest else ""
    return f"{line.state}{count}: {line.sentence}" if line.sentence else f"{line.state}{count}"


def operator_json(line: OperatorLine) -> dict[str, Any]:
    """One operator as plain values."""
    return {
        "operator": line.name,
        "title": line.title,
        "permission": line.permission,
        "state": line.state,
        "last_good": line.last_good.isoformat() if line.last_good else None,
        "offers": line.offers,
        "change_percent": None if line.change is None else round(line.change, 1),
        "found": line.newest.found if line.newest else None,
        "sentence": line.sentence,
        "next_at": line.next_at.isoformat() if line.next_at else None,
    }
