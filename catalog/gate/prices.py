"""The gate's rules on prices: equal trips of two runs, and whether all prices are one."""

from __future__ import annotations

from collections.abc import Iterator

from .seen import Seen

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
        yield (
            f"The price of {moves.moved / moves.groups:.0%} of the same trips moved by more than"
            f" a quarter, to {moves.factor:.2f} times what it was{_cause(moves.factor)}."
        )


def _cause(factor: float) -> str:
    """What such a factor usually is."""
    if any(abs(factor / usual - 1) < 0.04 for usual in (2.0, 0.5)):
        return ": per person and for two may be confused"
    if any(abs(factor / usual - 1) < 0.02 for usual in (100.0, 0.01, 1000.0, 0.001)):
        return ": cents or thousands may be misread"
    return ": another currency, or another party" if factor > 3 or factor < 0.34 else ""


def wild(seen: Seen) -> Iterator[str]:
    """Prices that went to three times or a third, more than one odd record."""
    moves = seen.moves
    if moves is None or moves.groups < LEAST_GROUPS or list(moved(seen)):
        return
    if moves.wild >= LEAST_WILD and moves.wild > MOST_WILD * moves.groups:
        yield (
            f"The price of {moves.wild / moves.groups:.0%} of the same trips went to three times"
            " or a third of what it was, or beyond: cents, thousands or dates may be misread."
        )


def currency(seen: Seen) -> Iterator[str]:
    """Trips that are priced in another currency than before."""
    moves = seen.moves
    if moves is None or moves.groups < LEAST_GROUPS:
        return
    if moves.currency > MOST_MOVED * moves.groups:
        yield f"{moves.currency / moves.groups:.0%} of the same trips are in another currency."


def basis(seen: Seen) -> Iterator[str]:
    """Trips whose price is known to be for somebody else than before."""
    moves = seen.moves
    if moves is None or moves.groups < LEAST_GROUPS:
        return
    if moves.basis > MOST_MOVED * moves.groups:
        yield (
            f"The price of {moves.basis / moves.groups:.0%} of the same trips is for another"
            " party than before (per person, per party)."
        )


def all_one(seen: Seen) -> Iterator[str]:
    """One amount on most offers of many hotels: a banner was read in the price's place."""
    now, had = seen.now, seen.before.same_price if seen.before else 0.0
    if now.priced < LEAST_PRICED or now.hotels < LEAST_HOTELS:
        return
    if now.same_price > MOST_SAME and now.same_price > had + SAME_MORE:
        yield f"{now.same_price:.0%} of the {now.priced:,} prices are one and the same."


def left_out(seen: Seen) -> Iterator[str]:
    """The same odd amount less on most trips: not a sale, which takes a share or a round sum."""
    if (down := _step(seen)) < 0 and down % A_SALE:
        yield f"{_stepped(seen)}: an extra has gone out of the price."


def stepped(seen: Seen) -> Iterator[str]:
    """The same difference on most trips: a sale, or an extra may have come or gone."""
    if _step(seen) and not list(left_out(seen)):
        yield f"{_stepped(seen)}: a sale, or an extra has come into it or gone out of it."


def _step(seen: Seen) -> int:
    """The difference in minor units that most of the same trips have in common, or 0."""
    moves = seen.moves
    if moves is None or moves.groups < LEAST_GROUPS or moves.stepped_from < STEPPED_AMOUNTS:
        return 0
    return moves.step if moves.stepped > STEPPED * moves.groups else 0


def _stepped(seen: Seen) -> str:
    assert seen.moves is not None
    share, step = seen.moves.stepped / seen.moves.groups, seen.moves.step / 100
    return f"The price of {share:.0%} of the same trips moved by exactly {step:+,.2f}"
