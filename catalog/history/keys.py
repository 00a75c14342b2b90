"""History keys: what must be equal before two prices on two days are one price that moved.

Operators' own offer ids are short-lived, so they are no part of it: the key is made of who sells
(source, operator), the product by its lasting name, and everything product.md calls like for like.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ...offers import NO_CURRENCY, Availability, Basis, Offer
from ...offers.board import fold
from ..descriptions import described
from ..rows import to_rows
from ..stays import member

Keys = np.ndarray[Any, np.dtype[np.uint64]]

_PLAIN = "source operator nights_min nights_max origin transport room_class transfer bag_kg".split()
_PLAIN += ["currency", "basis", "party_adults"]
_STEP = np.uint64(0x9E3779B97F4A7C15)
_STIR = np.uint64(0xBF58476D1CE4E5B9)


def key_of(offer: Offer) -> int:
    """The key of one offer."""
    return int(keys(to_rows([offer]))[0])


def keys(offers: pa.Table) -> Keys:
    """The key of each row of `rows.SCHEMA`: 64 bits, the same in every process and release.

    Equal are source, operator, product (its strongest lasting name), start date, nights, airport,
    transport, board (or its raw word), room, transfer, bag, currency, basis, the priced party and
    whether a compulsory part is unknown.
    """
    mixed = np.zeros(offers.num_rows, np.uint64)
    for column in _columns(offers):
        mixed = _mixed(mixed, column)
    return mixed


def _columns(offers: pa.Table) -> Iterable[Keys]:
    """Every part of the key as 64 bits a row, in an order that must never change."""
    yield _products(offers)
    yield _coded(offers["date"].cast(pa.int32()))
    for name in _PLAIN:
        yield _coded(offers[name])
    board, said = offers["board"].cast(pa.string()), offers["board_raw"]
    yield _coded(pc.if_else(pc.is_valid(board), board, said), fold)
    yield _coded(offers["room_raw"], fold)
    ages = offers["party_children"].combine_chunks().cast(pa.list_(pa.string()))
    yield _coded(pc.binary_join(ages, ","))
    yield unknown_parts(offers).astype(np.uint64)


def unknown_parts(offers: pa.Table) -> Any:
    """Whether a compulsory part of each offer has no amount, so that its total is a lower bound."""
    parts = offers["components"].combine_chunks()
    owner = pc.list_parent_indices(parts).to_numpy()
    silent = pc.is_null(parts.flatten().field("amount")).to_numpy(zero_copy_only=False)
    return np.bincount(owner[silent], minlength=offers.num_rows) > 0


def readable(offers: pa.Table) -> Any:
    """Which rows have a price that can be somebody's total and can be bought (product.md)."""
    priced = pc.and_(
        pc.is_valid(offers["amount"]), pc.not_equal(offers["basis"], Basis.UNKNOWN.value)
    )
    sold = pc.not_equal(offers["availability"], Availability.STOP_SALE.value)
    known = pc.not_equal(offers["currency"], NO_CURRENCY)
    return pc.fill_null(pc.and_(pc.and_(priced, sold), known), False).to_numpy()


def _products(offers: pa.Table) -> Keys:
    """The strongest lasting name of each row's product, as bits."""
    descriptions, numbers = described(offers)
    names = [_bits(member(one)[0]) for one in descriptions]
    return np.array(names or [0], np.uint64)[numbers] if len(numbers) else np.zeros(0, np.uint64)


def _coded(column: pa.ChunkedArray | pa.Array, plain: Callable[[str], str] = str) -> Keys:
    """A column as bits; what is not stated is another value than any that is."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    coded = pc.dictionary_encode(whole, null_encoding="encode")
    words = [
        _bits("\x00") if value is None else _bits(plain(str(value)))
        for value in coded.dictionary.to_pylist()
    ]
    codes = coded.indices.to_numpy(zero_copy_only=False)
    return np.array(words or [0], np.uint64)[codes] if len(codes) else np.zeros(0, np.uint64)


def _bits(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _mixed(one: Keys, other: Keys) -> Keys:
    """Two columns of bits in one, their order kept apart (the finisher of SplitMix64)."""
    with np.errstate(over="ignore"):
        stirred = (one * _STEP) ^ other
        stirred = (stirred ^ (stirred >> np.uint64(30))) * _STIR
    mixed: Keys = stirred ^ (stirred >> np.uint64(27))
    return mixed
