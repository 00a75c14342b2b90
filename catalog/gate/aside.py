"""What was left out of a run, by reason, with a few examples and what the operator had written."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from ...offers.faults import GateFault
from ..runs import REJECTS, Run

EXAMPLES = 3
MOST_REASONS = 30


@dataclass(frozen=True, slots=True)
class Example:
    """One record that was left out: the field, its raw value, and the sentence that says why."""

    field: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The records left out for one reason; `fate` is rejected or set_aside."""

    reason: str
    fate: str
    count: int
    examples: tuple[Example, ...]


def left_out(run: Run) -> tuple[LeftOut, ...]:
    """Every reason with its count and its first examples, the most frequent first."""
    path = str(run.folder / REJECTS)
    with duckdb.connect(config={"threads": 1}) as db:
        try:
            db.read_parquet(path).create_view("rejects")
            rows = db.execute(_ASKED).fetchall()
        except duckdb.Error as error:
            raise GateFault(f"{path}: cannot be read: {error}") from error
    return tuple(
        LeftOut(reason, fate, count, tuple(Example(*map(_text, one)) for one in examples))
        for reason, fate, count, examples in rows
    )


def _text(value: str | None) -> str:
    return value or ""


_ASKED = f"""
    SELECT reason, any_value(fate), count(*) AS n,
        list(row(field, value, sentence))[:{EXAMPLES}]
    FROM rejects GROUP BY reason ORDER BY n DESC, reason LIMIT {MOST_REASONS}"""
