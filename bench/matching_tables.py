"""The figures of matching on a screen."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..catalog.matching.compare import AUTO, REVIEW
from .matching import Report

COLUMNS = "set|by|precision|recall|F1|B-cubed P|R|F1|questions|compared|CPU s"


def show(report: Report, console: Console) -> None:
    """A table of all ways of matching, then each error on the labelled pairs in a sentence."""
    console = Console(width=max(console.width, 130))
    table = Table(*COLUMNS.split("|"))
    for one in report.figures:
        score = one.score
        shares = (score.precision, score.recall, score.f1)
        cubed = (score.b_precision, score.b_recall, score.b_f1)
        said = (f"{share:.4f}" for share in (*shares, *cubed))
        last = (f"{one.review:,}", f"{one.compared:,}", f"{one.seconds:.1f}")
        table.add_row(one.set, one.by, *said, *last)
    console.print(table)
    for error in report.errors:
        console.print(f"TrustYou {escape(error)}", soft_wrap=True)
    if report.lists:
        console.print(escape(report.lists))
    console.print(
        f"matching {report.version}, the same from {AUTO}, asked from {REVIEW}; {report.machine}"
    )
