"""Report: what became of every record that a run found."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from ..offers.faults import StoreFault

REPORT = "run.json"


@dataclass(frozen=True, slots=True)
class Report:
    """The counts of one run of one source.

    `found` are records, `offers` those kept. Each other record is a duplicate (all fields equal
    to an earlier one), rejected or set aside, the last two by reason. `reported` is the number of
    offers as the operator's own pages say it. `shards` are the parts that were asked for (a start
    address with its values, such as a country and a month), `shards_whole` those that were read
    from their first page to their last. `missed` are addresses that gave nothing at all,
    `empty` pages that were read and held no record. `http` counts answers by status ("200": 126;
    "304" are answers "unchanged", read from what was kept). `unasked` are pages that were not asked
    for, because the sitemap says that they did not change: an earlier reading stands for them.
    `words_not_known` counts raw words without a meaning by field. `faults` are sentences of what
    went wrong without ending the run (a page of another shape, an address that did not answer).
    `doubted` are offers whose price cannot be right, too many to be set aside one by one; `doubt`
    is a sentence about one of them.
    """

    source: str
    run: str
    started: dt.datetime
    finished: dt.datetime
    pages: int = 0
    found: int = 0
    offers: int = 0
    duplicates: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    set_aside: Mapping[str, int] = field(default_factory=dict)
    reported: int | None = None
    shards: int = 0
    shards_whole: int = 0
    missed: int = 0
    empty: int = 0
    http: Mapping[str, int] = field(default_factory=dict)
    unasked: int = 0
    words_not_known: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    doubted: int = 0
    doubt: str = ""

    @property
    def accounted(self) -> int:
        """Records whose fate is known; the conservation law says: all that were found."""
        set_aside, rejected = sum(self.set_aside.values()), sum(self.rejected.values())
        return self.offers + self.duplicates + rejected + set_aside

    def hold(self) -> None:
        """Raise where the conservation law is broken: a record was lost or counted twice."""
        if self.found != self.accounted:
            raise StoreFault(
                f"{self.source}, run {self.run}: {self.found} records were found, but"
                f" {self.offers} offers + {self.duplicates} duplicates"
                f" + {sum(self.rejected.values())} rejected"
                f" + {sum(self.set_aside.values())} set aside make {self.accounted}"
            )


def report_as_json(report: Report) -> dict[str, Any]:
    """The report as run.json holds it."""
    times = {"started": report.started.isoformat(), "finished": report.finished.isoformat()}
    return asdict(report) | times | {"faults": list(report.faults)}


def read_report(path: Path) -> Report:
    """The report in a run.json; a fault names the file."""
    try:
        said = json.loads(path.read_bytes())
        times = {key: dt.datetime.fromisoformat(said[key]) for key in ("started", "finished")}
        known = {part.name for part in fields(Report)}
        kept = {key: value for key, value in said.items() if key in known}
        return Report(**kept | times | {"faults": tuple(said["faults"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreFault(f"{path}: the report of a run cannot be read: {error}") from error
