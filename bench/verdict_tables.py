"""The verdict bench as tables of words for a person."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from ..catalog.history.half_life import LEADS
from ..catalog.history.price_verdict import Verdict
from .verdict import Report


def verdict_tables(report: Report) -> Iterator[Table | str]:
    """What a market's verdicts were worth, its steps and its half-lives."""
    counted = report.steps
    yield (
        f"\n{report.name}: {counted.steps:,} steps, {counted.changed:,} with another price "
        f"({_share(counted.changed, counted.steps)}); {counted.alike:,} keep departure and nights, "
        f"{counted.moved:,} of them moved ({_share(counted.moved, counted.alike)}): "
        f"{counted.changed - counted.moved:,} of {counted.changed:,} are no price moves"
    )
    if report.cut:
        yield f"left out as cut short: {', '.join(day.isoformat() for day in report.cut)}"
    yield _told(report)
    yield _half_lives(report)
    size = report.size
    yield (
        f"history: {size.answers} answers, {size.changes:,} changes, {size.bytes:,} bytes, "
        f"{size.bytes / max(size.changes, 1):.1f} a change"
    )


def _told(report: Report) -> Table:
    table = Table("judged by", "verdict", "in days", "verdicts", "not over 3 % cheaper then")
    for one in report.told:
        if one.verdict != Verdict.TOO_FEW:
            share = _share(one.not_cheaper, one.said)
            table.add_row(one.way, one.verdict, str(one.days), f"{one.said:,}", share)
    return table


def _half_lives(report: Report) -> Table:
    table = Table("days to departure", "half have changed in", "visits", "changed")
    for one in report.half_lives:
        if one.operator:
            days = f"{one.hours / 24:.1f} days"
            table.add_row(_lead(one.lead), days, f"{one.visits:,}", f"{one.moved:,}")
    return table


def _lead(lead: int | None) -> str:
    if lead is None:
        return "all"
    first = LEADS[lead - 1] + 1 if lead else 0
    return f"{first} to {LEADS[lead]}" if lead < len(LEADS) else f"over {LEADS[-1]}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"
