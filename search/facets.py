"""Facets: how many priced products each further choice would leave, its own choice left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ..offers import Board, RoomClass, Transport
from ..offers.facility import FACILITIES
from .answer import FACETS, Facet, FacetValue
from .asked import COUNTRY, REGION, Asked
from .columns import NO_NIGHTS, Ints
from .groups import Groups
from .opened import Opened
from .pairs import Pairs
from .patience import Patience
from .pool import Pool
from .query import TRAITS

STARS = (6, 8, 9, 10)
"""Three stars, four, four and a half, five: the choices of "or better"."""
RATINGS = (70, 80, 90)
"""Seven, eight and nine of ten, in tenths."""
SINGLE = frozenset({"board_min", "stars_min", "rating_min", "nights", *TRAITS, "weekend"})
"""Facets of which one value at most is chosen: another one replaces it."""

Count = Callable[[], Iterator[FacetValue]]


def facets_of(
    opened: Opened, asked: Asked, found: Groups, pool: Pool, sold: Pairs, patience: Patience
) -> tuple[Facet, ...]:
    """All facets of an answer, each counted without its own selection.

    `sold` are the (product, operator) of the priced rows. OutOfTime where it takes too long.
    """
    counting = _Counting(opened, asked, found, pool, sold)
    facets = []
    for name in FACETS:
        values = tuple(counting.values(name))
        facets.append(Facet(name, values, name in SINGLE))
        patience.step()
    return tuple(facets)


def chosen_only(asked: Asked) -> tuple[Facet, ...]:
    """The facets with nothing but their chosen values: what is left where nothing was counted."""
    return tuple(
        Facet(
            name,
            tuple(FacetValue(v, v, 0, True) for v in chosen_values(asked, name)),
            name in SINGLE,
        )
        for name in FACETS
    )


def chosen_values(asked: Asked, name: str) -> tuple[str, ...]:
    """The values of a facet that the query names, as the address writes them."""
    query = asked.query
    if name in TRAITS or name == "weekend":
        return ("1",) if getattr(query, name) else ()
    single = query.nights_min if query.nights_min == query.nights_max else None
    said: dict[str, tuple[str, ...]] = {
        "to": query.to,
        "board_min": () if query.board_min is None else (query.board_min.code,),
        "stars_min": () if query.stars_min is None else (f"{query.stars_min / 2:g}",),
        "rating_min": () if query.rating_min is None else (f"{query.rating_min / 10:g}",),
        "operator": query.operators,
        "from": query.origins,
        "nights": () if single is None else (str(single),),
        "facility": query.facilities,
        "room": query.room_classes,
        "transport": query.transports,
    }
    return said[name]


class _Counting:
    """The values of each facet of one answer."""

    def __init__(
        self, opened: Opened, asked: Asked, found: Groups, pool: Pool, sold: Pairs
    ) -> None:
        self.opened, self.asked, self.found = opened, asked, found
        self.pool, self.sold = pool, sold
        self._ways = {
            "to": self._places,
            "board_min": self._boards,
            "stars_min": self._stars,
            "rating_min": self._ratings,
            "operator": self._operators,
            "from": self._airports,
            "nights": self._nights,
            "facility": self._facilities,
            "room": self._rooms,
            "transport": self._transports,
        }

    def values(self, name: str) -> Iterator[FacetValue]:
        if name in self._ways:
            return self._ways[name]()
        return self._yes(name)

    def _places(self) -> Iterator[FacetValue]:
        """The countries and regions of the products, wherever they are asked for."""
        there = self.found.in_priced
        if self.asked.countries is not None:
            there = self.pool.anywhere
        return _places(self.opened, there.nonzero()[0], self.asked)

    def _boards(self) -> Iterator[FacetValue]:
        """Products with a row of this board or a better one."""
        pool, chosen = self.pool, self.asked.query.board_min
        counted = pool.rows("board_min")
        product, board = pool.product[counted], self.opened.columns.board[pool.at[counted]]
        best = np.zeros(self.opened.products.num_rows, board.dtype)
        np.maximum.at(best, product, board)
        counts = _at_least(_counted(best, len(Board) + 1))
        sold = _counted(board, len(Board) + 1)
        for level in Board:
            if chosen == level or sold[level]:
                yield FacetValue(level.code, level.code, counts[level], chosen == level)

    def _stars(self) -> Iterator[FacetValue]:
        return self._least("stars_min", self.opened.stars, STARS, self.asked.query.stars_min, 2)

    def _ratings(self) -> Iterator[FacetValue]:
        least = self.asked.query.rating_min
        return self._least("rating_min", self.opened.rating, RATINGS, least, 10)

    def _least(
        self, name: str, of: Ints, levels: tuple[int, ...], chosen: int | None, parts: int
    ) -> Iterator[FacetValue]:
        """Products with so much of something or more; `parts` of it are one as the address says."""
        product = self.pool.products_for(name)
        here = of[product]
        for level in sorted({*levels, *(() if chosen is None else (chosen,))}):
            count = int((here >= level).sum())
            if count or chosen == level:
                text = f"{level / parts:g}"
                yield FacetValue(text, text, count, chosen == level)

    def _operators(self) -> Iterator[FacetValue]:
        opened, pool = self.opened, self.pool
        size = len(opened.operators)
        if self.asked.chooses:
            counts = pool.products("operator", opened.columns.operator[pool.at], size)
        else:
            counts = self.sold.of_value.tolist()
        named = list(zip(opened.operators, opened.operator_names, counts, strict=True))
        return _chosen_or_found(named, self.asked.query.operators)

    def _airports(self) -> Iterator[FacetValue]:
        opened, asked = self.opened, self.asked
        pool = self.pool.from_anywhere
        counts = pool.products("from", opened.columns.airport[pool.at], len(opened.airports))
        named = [(code, code, n) for code, n in zip(opened.airports, counts, strict=True) if code]
        return _chosen_or_found(named, asked.query.origins)

    def _nights(self) -> Iterator[FacetValue]:
        """Products by length; a departure sold in several lengths counts under its shortest."""
        nights = self.opened.columns.nights[self.pool.at]
        counts = self.pool.products("nights", nights, int(nights.max(initial=0)) + 1)
        query = self.asked.query
        single = query.nights_min if query.nights_min == query.nights_max else None
        for length, count in enumerate(_filled(counts, NO_NIGHTS)):
            if count or length == single:
                yield FacetValue(str(length), str(length), count, length == single)

    def _facilities(self) -> Iterator[FacetValue]:
        """Products with all asked facilities and this one."""
        stated = self.opened.facilities[self.found.in_priced]
        chosen, used = self.asked.query.facilities, int(np.bitwise_or.reduce(stated, initial=0))
        for n, code in enumerate(FACILITIES):
            count = int((stated >> n & 1).sum()) if used >> n & 1 else 0
            if count or code in chosen:
                yield FacetValue(code, code, count, code in chosen)

    def _rooms(self) -> Iterator[FacetValue]:
        words = [str(word) for word in RoomClass]
        return self._said("room", self.opened.manners.room, words, self.asked.query.room_classes)

    def _transports(self) -> Iterator[FacetValue]:
        words, chosen = [str(word) for word in Transport], self.asked.query.transports
        return self._said("transport", self.opened.manners.transport, words, chosen)

    def _said(
        self, name: str, said: list[str], words: list[str], chosen: tuple[str, ...]
    ) -> Iterator[FacetValue]:
        """Products by a word that some of their manners say."""
        bits = np.array([1 << words.index(one) if one else 0 for one in said] or [0], np.uint32)
        counts = self.pool.bit_counts(name, bits, len(words)) if bits.any() else [0] * len(words)
        return _chosen_or_found(list(zip(words, words, counts, strict=True)), chosen)

    def _yes(self, name: str) -> Iterator[FacetValue]:
        """Products that have a trait with everything else that is asked."""
        count, chosen = self.pool.traits[name], bool(getattr(self.asked.query, name))
        if count or chosen:
            yield FacetValue("1", "1", count, chosen)


def _counted(values: Ints, size: int) -> list[int]:
    return [int(n) for n in np.bincount(values, minlength=size)]


def _places(opened: Opened, product: Ints, asked: Asked) -> Iterator[FacetValue]:
    """The countries and regions of the products."""
    chosen = set(asked.query.to)
    places = opened.places[product]
    for level in (COUNTRY, REGION):
        here = places[:, level]
        counts = np.bincount(here[here >= 0], minlength=len(opened.tree.nodes))
        for n in np.flatnonzero(counts).tolist():
            node = opened.tree.nodes[n]
            yield FacetValue(node.key, node.name("en"), int(counts[n]), node.key in chosen)
            chosen.discard(node.key)
    for key in sorted(chosen):
        found = product[np.isin(opened.places[product], opened.tree.under(key)).any(axis=1)]
        known = opened.tree.node(key)
        yield FacetValue(key, known.name("en") if known else key, len(found), True)


def _filled(counts: list[int], size: int) -> list[int]:
    """The first `size` counts, none for what is beyond the last."""
    return [*counts, *[0] * (size - len(counts))][:size]


def _at_least(counts: list[int]) -> list[int]:
    return [sum(counts[n:]) for n in range(len(counts))]


def _chosen_or_found(
    named: list[tuple[str, str, int]], chosen: tuple[str, ...]
) -> Iterator[FacetValue]:
    """Values that would give something or are chosen, the fullest first."""
    known = {value for value, _, _ in named}
    named = [*named, *((value, value, 0) for value in chosen if value not in known)]
    for value, label, count in sorted(named, key=lambda one: (-one[2], one[0])):
        if count or value in chosen:
            yield FacetValue(value, label, count, value in chosen)
