"""Price level: what a description's offers cost, in three of them, as they were printed."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa

_COLUMNS = ["amount", "currency", "basis", "date", "nights_min", "board_raw", "room_raw"]


class Levels:
    """The price levels of some of the descriptions in a table of offers.

    `numbers` is the description of each offer; only the `wanted` ones are read.
    """

    def __init__(
        self, offers: pa.Table, numbers: np.ndarray[Any, np.dtype[np.int64]], wanted: set[int]
    ) -> None:
        priced = offers["amount"].is_valid().to_numpy()
        at = np.flatnonzero(priced & np.isin(numbers, np.array(sorted(wanted), np.int64)))
        self._rows = offers.select(_COLUMNS).take(pa.array(at)).to_pylist()
        self._of: dict[int, list[int]] = {}
        for row, number in enumerate(numbers[at].tolist()):
            self._of.setdefault(number, []).append(row)

    def of(self, number: int) -> list[dict[str, Any]]:
        """The lowest, the middle and the highest of the prices that most of its offers are like
        (one currency, one basis); fewer where there are fewer, none where none states a price."""
        rows = [self._rows[at] for at in self._of.get(number, ())]
        if not rows:
            return []
        kinds = Counter((row["currency"], row["basis"]) for row in rows)
        usual = min(kinds, key=lambda kind: (-kinds[kind], repr(kind)))
        alike = [row for row in rows if (row["currency"], row["basis"]) == usual]
        alike.sort(key=lambda row: (row["amount"], repr(row)))
        places = sorted({0, len(alike) // 2, len(alike) - 1})
        return [_plain(alike[place]) for place in places]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    date = row.pop("date") if "date" in row else None
    return {**row, "date": date.isoformat() if date else None}
