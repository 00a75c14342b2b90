"""Operators in words and figures: the table of `fairwind operators`, its notes, and its JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from ..desk.operators import OperatorLine
from ..offers.faults import named_once


def operators_table(lines: Sequence[OperatorLine]) -> Table:
    """`fairwind operators` as screens.md 5 draws it; sentences stand below, in operator_notes."""
    table = Table(box=None, pad_edge=False)
    for title in ("operator", "permission", "last good"):
        table.add_column(title, no_wrap=True)
    table.add_column("offers", justify="right", no_wrap=True, min_width=7)
    for title in ("today", "truth (30 d)"):
        table.add_column(title, no_wrap=True)
    for line in lines:
        good = f"{line.last_good:%Y-%m-%d %H:%M}" if line.last_good else "never"
        offers = f"{line.offers:,}"
        table.add_row(line.name, line.permission, good, offers, _today(line), truth_said(line))
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


def _today(line: OperatorLine) -> str:
    if line.stop:
        return "STOPPED"
    if line.state == "ok":
        return "ok" if line.change is None else f"ok {line.change:+.1f} %"
    return f"{line.state} {line.newest_offers:,}" if line.newest else line.state


def operator_json(line: OperatorLine) -> dict[str, Any]:
    """One operator as plain values."""
    truth, verdict = line.truth, line.verdict
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
        "next_at": line.next_at.isoformat() if line.next_at else None,
    }
