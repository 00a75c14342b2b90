"""Silence: the filters that an operator cannot answer, for its offers do not say."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .answer import Silence
from .opened import Opened
from .pairs import Pairs
from .pool import Pool


def silence_of(opened: Opened, pool: Pool, sold: Pairs) -> tuple[Silence, ...]:
    """For each filter in force the operators none of whose otherwise matching offers states it.

    `sold` are the (product, operator) of the priced rows: who sells one has stated all filters.
    """
    return () if (sold.of_value > 0).all() else tuple(_silences(opened, pool))


def _silences(opened: Opened, pool: Pool) -> Iterator[Silence]:
    size = len(opened.operators)
    for name in sorted(pool.choices):
        unstated = pool.unstated(name)
        if unstated is None:
            continue
        operator = opened.columns.operator[pool.at[pool.rows(name)]]
        offers = np.bincount(operator, minlength=size)
        silent = np.flatnonzero(
            (offers > 0) & (np.bincount(operator[unstated], minlength=size) == offers)
        )
        if len(silent):
            slugs = tuple(opened.operators[n] for n in silent.tolist())
            yield Silence(name, slugs, tuple(opened.operator_names[n] for n in silent.tolist()))
