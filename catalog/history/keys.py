"""History keys: what must be equal before two prices on two days are one price that moved.

Operators' own offer ids are short-lived, so they are no part of it: the key is made of who sells
(source, operator), the product by its lasting name, and everything product.md calls like for like.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ...offers import NO_CURRENCY, Availability, Basis, Offer
from ...offers.board import fold
from ..descriptions import described
from ..mixed import Keys, bits, coded, mixed
from ..rows import to_rows
from ..stays import member

_PLAIN = "source operator nights_min nights_max origin transport room_class transfer bag_kg".split()
_PLAIN += ["currency", "basis", "party_adults"]


def key_of(offer: Offer) -> int:
    """The key of one offer."""
    return int(keys(to_rows([offer]))[0])


def keys(offers: pa.Table) -> Keys:
    """The key of each row of `rows.SCHEMA`: 64 bits, the same in every process and release.

    Equal are source, operator, product (its strongest lasting name), start date, nights, airport,
    transport, board (or its raw word), room, transfer, bag, currency, basis, the priced party and
    whether a compulsory part is unknown.
    """
    key = np.zeros(offers.num_rows, np.uint64)
    for column in _columns(offers):
        key = mixed(key, column)
    return key


def _columns(offers: pa.Table) -> Iterable[Keys]:
    """Every part of the key as 64 bits a row, in an order that must never change."""
    yield _products(offers)
    yield coded(offers["date"].cast(pa.int32()))
    for name in _PLAIN:
        yield coded(offers[name])
    board, said = offers["board"].cast(pa.string()), offers["board_raw"]
    yield coded(pc.if_else(pc.is_valid(board), board, said), fold)
    yield coded(offers["room_raw"], fold)
    ages = offers["party_children"].combine_chunks().cast(pa.list_(pa.string()))
    yield coded(pc.binary_join(ages, ","))
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
    names = [bits(member(one)[0]) for one in descriptions]
    return np.array(names or [0], np.uint64)[numbers] if len(numbers) else np.zeros(0, np.uint64)
