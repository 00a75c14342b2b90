"""An operator's words as keys of tables: folded, each word once in a process."""

from __future__ import annotations

from functools import lru_cache

from ...offers import fold

folded = lru_cache(maxsize=65536)(fold)

Words = tuple[tuple[str, str], ...]
"""A card's own words, folded, each with what it means."""
