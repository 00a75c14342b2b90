"""Operators in words and figures: the table of `fairwind operators`, its notes, and its JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from rich.table import Table

from ..desk.operators import Cause, Next, OperatorLine
from ..offers.faults import named_once


def operators_table(lines: Sequence[OperatorLine]) -> Table:
    """`fairwind operators` as screens.md 5 draws it; sentences stand below, in operator_notes."""
    table = Table(box=None, pad_edge=False)
    for title in ("operator", "permission", "last good"):
        table.add_column(title, no_wrap=True)
    table.add_column("offers", justify="right", no_wrap=True, min_width=7)
    for title in ("today", "truth (30 d)", "next turn"):
        table.add_column(title, no_wrap=True)
    for line in lines:
        good = f"{line.last_good:%Y-%m-%d %H:%M}" if line.last_good else "never"
        offers = f"{line.offers:,}"
        said = (_today(line), truth_said(line), next_said(line.next))
        table.add_row(line.name, line.permission, good, offers, *said)
    return table


def operator_notes(lines: Sequence[OperatorLine]) -> list[str]:
    """The sentences of the operators in trouble, who stopped one, and what the gate warns of."""
    notes: list[str] = []
    for line in lines:
        if line.stop:
            notes.append(line.stop.sentence)
        if line.state != "ok" and line.sentence:
            notes.append(named_once(line.name, line.sentence))
        if line.state == "ok" and line.verdict:
            notes += [named_once(line.name, said) for said in line.verdict.warnings]
    return notes


def truth_said(line: OperatorLine) -> str:
    """412 checks, 91 % same, +1.3 %; or why there is no such figure."""
    if not line.asked_singly:
        return "cannot be asked (list only)"
    if line.truth is None or not line.truth.checks:
        return "-"
    checks = "1 check" if line.truth.checks == 1 else f"{line.truth.checks:,} checks"
    said = f"{checks}, {100 * (line.truth.share_same or 0):.0f} % same"
    change = line.truth.mean_change
    return said if change is None else f"{said}, {change:+.1f} %"


def next_said(turn: Next) -> str:
    """11-22 14:20, every 2 h: half of its prices change in 5 h, 31 looks; or why there is none."""
    at = f"{turn.at:%m-%d %H:%M}" if turn.at else ""
    every = f"{at}, every {_span(turn.wait)}"
    match turn.cause:
        case Cause.FIRST:
            return "at once: never asked"
        case Cause.RUNNING:
            return f"being asked; else again {at}"
        case Cause.FAILED:
            return f"{at}: the last try failed"
        case Cause.CARD:
            return f"{every} as the card says"
        case Cause.STEADY:
            return f"{every} as the card says: its prices last"
        case Cause.CHANGES:
            return f"{every}: {_changes(turn)}"
        case Cause.STOPPED:
            return "none while it is stopped"
        case Cause.NOT_PERMITTED:
            return "none: no permission holds"


def _changes(turn: Next) -> str:
    half = f"half of its prices change in {_span(turn.half_life)}" if turn.half_life else ""
    looks = f"{turn.looks:,} looks" if turn.looks else ""
    bound = "as often as its budget allows" if turn.bound else ""
    return ", ".join(filter(None, (half, looks, bound)))


def _span(time: dt.timedelta) -> str:
    """40 min, 6 h, 3 days."""
    minutes = round(time.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{round(minutes / 60)} h" if minutes < 48 * 60 else f"{round(minutes / 1440)} days"


def _today(line: OperatorLine) -> str:
    if line.stop:
        return "STOPPED"
    if line.state == "ok":
        aside = line.newest.prices_aside if line.newest else 0
        change = "ok" if line.change is None else f"ok {line.change:+.1f} %"
        return f"{change}, {aside:,} set aside for their price" if aside else change
    return f"{line.state} {line.newest_offers:,}" if line.newest else line.state


def operator_json(line: OperatorLine) -> dict[str, Any]:
    """One operator as plain values."""
    truth, verdict, half = line.truth, line.verdict, line.next.half_life
    return {
        "operator": line.name,
        "title": line.title,
        "permission": line.permission,
        "state": line.state,
        "last_good": line.last_good.isoformat() if line.last_good else None,
        "offers": line.offers,
        "newest_offers": line.newest_offers,
        "change_percent": None if line.change is None else round(line.change, 1),
        "found": line.newest.found if line.newest else None,
        "prices_set_aside": line.newest.prices_aside if line.newest else None,
        "sentence": line.sentence,
        "warnings": list(verdict.warnings) if verdict else [],
        "refusal_open_since": line.refusal.told_at.isoformat() if line.refusal else None,
        "stopped": line.stop.sentence if line.stop else None,
        "can_be_asked": line.asked_singly,
        "truth": truth
        and {
            "checks": truth.checks,
            "same_percent": None if truth.share_same is None else round(100 * truth.share_same, 1),
            "mean_change_percent": truth.mean_change
            if truth.mean_change is None
            else round(truth.mean_change, 2),
        },
        "next_at": line.next.at.isoformat() if line.next.at else None,
        "next": {
            "cause": line.next.cause.value,
            "wait_minutes": round(line.next.wait.total_seconds() / 60),
            "half_life_hours": half and round(half.total_seconds() / 3600, 1),
            "looks": line.next.looks,
            "as_often_as_budget_allows": line.next.bound,
        },
    }
