"""Columns of a table as 64 bits a row, mixed into one key: equal where all of them are equal."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Keys = np.ndarray[Any, np.dtype[np.uint64]]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_STIR = np.uint64(0xBF58476D1CE4E5B9)


def coded(column: pa.ChunkedArray | pa.Array, plain: Callable[[str], str] = str) -> Keys:
    """A column as bits; what is not stated is another value than any that is."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    codes = pc.dictionary_encode(whole, null_encoding="encode")
    words = [
        bits("\x00") if value is None else bits(plain(str(value)))
        for value in codes.dictionary.to_pylist()
    ]
    numbers = codes.indices.to_numpy(zero_copy_only=False)
    return np.array(words or [0], np.uint64)[numbers] if len(numbers) else np.zeros(0, np.uint64)


def bits(text: str) -> int:
    """A text as 64 bits, the same in every process and release."""
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def mixed(one: Keys, other: Keys) -> Keys:
    """Two columns of bits in one, their order kept apart (the finisher of SplitMix64)."""
    with np.errstate(over="ignore"):
        stirred = (one * _STEP) ^ other
        stirred = (stirred ^ (stirred >> np.uint64(30))) * _STIR
    done: Keys = stirred ^ (stirred >> np.uint64(27))
    return done
