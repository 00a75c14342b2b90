"""Outcomes for people and programs: a table for the terminal, plain values for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from ..offers.faults import named_once
from .refresh import Outcome

FAULTS_SHOWN = 3


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
    """The table that a refresh ends with: a line of counts for each operator."""
    table = Table(box=None, pad_edge=False)
    table.add_column("operator", no_wrap=True)
    for title in ("pages", "found", "duplicates", "rejected", "set aside", "published"):
        table.add_column(title, justify="right")
    table.add_column("", no_wrap=True)
    for outcome in outcomes:
        said = outcome_json(outcome)
        table.add_row(
            outcome.source,
            *(f"{said[key]:,}" for key in ("pages", "found", "duplicates")),
            f"{sum(said['rejected'].values()):,}",
            f"{sum(said['set_aside'].values()):,}",
            f"{said['published']:,}",
            "ok" if outcome.done else outcome.state.upper(),
        )
    return table


def outcome_notes(outcomes: Sequence[Outcome]) -> list[str]:
    """What the counts do not say: why a run was refused, why records and pages were left out."""
    notes: list[str] = []
    for outcome in outcomes:
        said = outcome_json(outcome)
        reasons = {**said["rejected"], **said["set_aside"]}
        if reasons:
            why = ", ".join(f"{reason} {count:,}" for reason, count in sorted(reasons.items()))
            notes.append(f"{outcome.source}: left out: {why}")
        told = list(said["faults"][:FAULTS_SHOWN])
        told += [] if outcome.done else [outcome.sentence or outcome.state]
        notes += [named_once(outcome.source, one) for one in told]
    return notes
