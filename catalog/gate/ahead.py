"""How many offers of a run are still ahead, by country: all that the gate needs of older runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...offers.faults import GateFault
from ..departed import departed
from ..runs import Run

_READ = ["country", "date", "goes_on"]


def ahead_by_country(run: Run, today: dt.date) -> Mapping[str, int]:
    """How many offers of a run are still ahead on this day, by country; "" is not known."""
    try:
        rows = pq.read_table(run.offers_file, columns=_READ)
    except (OSError, pa.ArrowException) as error:
        raise GateFault(
            f"{run.source}, run {run.name}: its offers cannot be read: {error}"
        ) from error
    countries = pc.fill_null(rows["country"].filter(pa.array(~departed(rows, today))), "")
    return {one["values"]: one["counts"] for one in countries.value_counts().to_pylist()}
