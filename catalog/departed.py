"""Departed: offers that nobody can take any more, because their last day is over."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def departed(offers: pa.Table, today: dt.date) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether every date of each offer lies before today; one without any date has none."""
    day = pa.scalar(today, pa.date32())
    own = pc.fill_null(pc.less(offers["date"], day), False).to_numpy()
    dated = pc.is_valid(offers["date"]).to_numpy()
    further = offers["goes_on"].combine_chunks()
    ahead = np.zeros(offers.num_rows, bool)
    of = pc.list_parent_indices(further).to_numpy()
    still = pc.greater_equal(further.flatten(), day).to_numpy(zero_copy_only=False)
    ahead[of[still]] = True
    listed = pc.list_value_length(further).to_numpy(zero_copy_only=False) > 0
    gone: np.ndarray[Any, np.dtype[np.bool_]] = (own | (~dated & listed)) & ~ahead
    return gone
