"""The gate's rules on prices: equal trips of two runs, and whether all prices are one."""

from __future__ import annotations

from collections.abc import Iterator

from .seen import Seen
from .sentences import Sentence

LEAST_GROUPS = 10
"""Equal trips in both runs before their prices can say anything."""
MOST_MOVED, LEAST_MOVED = 0.30, 5
MOST_SAME, SAME_MORE, LEAST_PRICED, LEAST_HOTELS = 0.50, 0.20, 20, 5
MOST_WILD, LEAST_WILD = 0.05, 2
STEPPED, STEPPED_AMOUNTS = 0.50, 5
"""Trips that cost different amounts do not move by one and the same sum by themselves, were it only
half of them: so much is a price list's own doing, or ours."""
A_SALE = 25_00
"""Whole multiples of so much are how a sale of a fixed sum is announced; a surcharge is no such
round sum. From prices alone the two cannot be told apart otherwise (decision 0119)."""


def moved(seen: Seen) -> Iterator[str]:
    """Prices of the same trips that moved by more than a quarter, many of them."""
    moves = seen.moves
    if moves is None or moves.groups < LEAST_GROUPS:
        return
    if moves.moved >= LEAST_MOVED and moves.moved > MOST_MOVED * moves.groups:
        yield Sentence.of(
            "moved",
            moved_share=moves.moved / moves.groups,
            factor=moves.factor,
            clause=_cause(moves.factor),
        )


def _cause(factor: float) -> str:
    """The clause that says what such a factor usually is, "" where nothing does."""
    if any(abs(factor / usual - 1) < 0.04 for usual in (2.0, 0.5)):
        return "for_two"
    if any(abs(factor / usual - 1) < 0.02 for usual in (100.0, 0.01, 1000.0, 0.001)):
        return "cents"
    return "currency" if factor > 3 or factor < 0.34 else ""


def wild(seen: Seen) -> Iterator[str]:
    """Prices that went to three times or a third, more than one odd record."""
    moves = seen.moves
    if moves is None or moves.groups < LEAST_GROUPS or list(moved(seen)):
        return
    if moves.wild >= LEAST_WILD and moves.wild > MOST_WILD * moves.groups:
        yield Sentence.of("wild", wild_share=moves.wild / moves.groups)


def currency(seen: Seen) -> Iterator[str]:
    """Trips that are priced in another currency than before."""
    moves = seen.moves
    if moves is None or moves.groups < LEAST_GROUPS:
        return
    if moves.currency > MOST_MOVED * moves.groups:
        yield Sentence.of("currency", moved_share=moves.currency / moves.groups)


def basis(seen: Seen) -> Iterator[str]:
    """Trips whose price is known to be for somebody else than before."""
    moves = seen.moves
    if moves is None or moves.groups < LEAST_GROUPS:
        return
    if moves.basis > MOST_MOVED * moves.groups:
        yield Sentence.of("basis", moved_share=moves.basis / moves.groups)


def all_one(seen: Seen) -> Iterator[str]:
    """One amount on most offers of many hotels: a banner was read in the price's place."""
    now, had = seen.now, seen.before.same_price if seen.before else 0.0
    if now.priced < LEAST_PRICED or now.hotels < LEAST_HOTELS:
        return
    if now.same_price > MOST_SAME and now.same_price > had + SAME_MORE:
        yield Sentence.of("all_one", same_share=now.same_price, priced=now.priced)


def left_out(seen: Seen) -> Iterator[str]:
    """The same odd amount less on most trips: not a sale, which takes a share or a round sum."""
    if (down := _step(seen)) < 0 and down % A_SALE:
        yield _stepped(seen, "extra_gone")


def stepped(seen: Seen) -> Iterator[str]:
    """The same difference on most trips: a sale, or an extra may have come or gone."""
    if _step(seen) and not list(left_out(seen)):
        yield _stepped(seen, "stepped")


def doubted(seen: Seen) -> Iterator[str]:
    """Prices that cannot be right, too many to be set aside one by one (catalog.credible)."""
    report = seen.run.report
    if report.doubted:
        some, priced = report.doubted, seen.now.priced
        yield Sentence.of("doubted", doubted=some, priced=priced, doubt=report.doubt)


def _step(seen: Seen) -> int:
    """The difference in minor units that most of the same trips have in common, or 0."""
    moves = seen.moves
    if moves is None or moves.groups < LEAST_GROUPS or moves.stepped_from < STEPPED_AMOUNTS:
        return 0
    return moves.step if moves.stepped > STEPPED * moves.groups else 0


def _stepped(seen: Seen, code: str) -> Sentence:
    assert seen.moves is not None
    share = seen.moves.stepped / seen.moves.groups
    return Sentence.of(code, moved_share=share, step=seen.moves.step)
