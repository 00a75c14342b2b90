"""Word tables: a run of `fairwind bench words` as it is printed."""

from __future__ import annotations

from rich.table import Table

from .words import Figures, Report


def tables(report: Report) -> tuple[Table, Table]:
    """What was found, and what was proposed."""
    found = Table("", "engine", "p50", "p95", "p99", "first p99", "right", "p50 / ours")
    for one in sorted(report.figures, key=lambda one: one.kind):
        times = (f"{ms:.3f}" for ms in (one.p50, one.p95, one.p99, one.first_p99))
        ratio = f"{one.p50 / _ours(report, one.kind).p50:.1f}x"
        found.add_row(one.kind, one.engine, *times, f"{one.right:.1%}", ratio)
    typed = Table("suggestions", "asked", "p50", "p95", "p99", "right")
    for said in report.typed:
        times = (f"{ms:.3f}" for ms in (said.p50, said.p95, said.p99))
        right = "" if said.right is None else f"{said.right:.1%}"
        typed.add_row(said.kind, str(said.questions), *times, right)
    return found, typed


def _ours(report: Report, kind: str) -> Figures:
    return next(one for one in report.figures if one.kind == kind)


def told(report: Report) -> str:
    """The rest in a sentence."""
    built = ", ".join(f"{name} {spent:.1f} s" for name, spent in report.build_seconds.items())
    sizes = ", ".join(f"{name} {size:,} kB" for name, size in report.kilobytes.items())
    return (
        f"milliseconds; {report.hotels:,} hotels, seed {report.seed}, the answers to right words "
        f"equal; built in: {built}; size: {sizes}; ours opened in {report.open_ms:.0f} ms; "
        f"{report.machine}; {report.versions}"
    )
