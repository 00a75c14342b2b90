"""The gate's rules on how much there is: offers, countries, months, hotels, and what is new.

Each rule takes what was seen and gives sentences, none where it holds. The least numbers keep a
small operator from being refused for what a small number does by chance (decision 0106).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from ..verdict import Loss
from .seen import Seen
from .sentences import Sentence

K = TypeVar("K")

LEAST_SHARE = 0.80
"""Of the last published run's offers; below it something is broken (zavod's number)."""
LEAST_LOST = 10
"""Offers that must be missing before a share is looked at, unless half are."""
LEAST_LOST_OF_FEW = 4
MOST_SHARE = 2.0
VANISHED = 200
"""Offers of a destination that cannot all be gone by chance; for a small operator a share does."""
VANISHED_SHARE, VANISHED_LEAST = 0.10, 20
LEFT, HALF = 0.05, 0.5
"""What may be left of a region or a month that has vanished all the same; of a country, half."""
MONTH_SHARE = 0.15
MOST_HOTELS_LOST, LEAST_HOTELS_LOST = 0.20, 4
MOST_HOTELS_NEW = 0.20
SAME = 0.95


def bounds(seen: Seen) -> Iterator[str]:
    """What the card asserts of every run."""
    offers, rules = seen.now.offers, seen.rules
    if not offers:
        yield Sentence.of("no_offers")
    elif offers < rules.min_offers:
        yield Sentence.of("too_few", now=offers, least=rules.min_offers)
    if rules.max_offers is not None and offers > rules.max_offers:
        yield Sentence.of("too_many", now=offers, most=rules.max_offers)


def share(seen: Seen) -> Iterator[str]:
    """Offers lost since the last published run, or since what is usual at this time of year."""
    before, last, now = seen.before, seen.last, seen.now
    if before is None or last is None or not _too_few(now.ahead, before.ahead):
        return
    if not _too_few(now.ahead, _usual(seen)):
        return
    yield Sentence.of(
        "share",
        now=now.ahead,
        now_share=now.ahead / before.ahead,
        before=before.ahead,
        run=last.name,
        least_share=LEAST_SHARE,
        losses=[[loss.country, loss.before, loss.now] for loss in losses(seen)],
        clause=_looks_like(seen),
    )


def _too_few(now: int, before: float) -> bool:
    lost = before - now
    if lost >= LEAST_LOST and now < LEAST_SHARE * before:
        return True
    return lost >= LEAST_LOST_OF_FEW and now <= before / 2


def _usual(seen: Seen) -> float:
    """What may be expected: of each country the last run's count, or less where its runs of late
    usually had less by today (a season that ends, a day with twice the offers)."""
    assert seen.before is not None
    usual = seen.usual.by_country
    counts = seen.before.by_country
    return sum(min(count, usual.get(c, count)) for c, count in counts.items())


def _looks_like(seen: Seen) -> str:
    """The clause that says what such a loss usually is, where its shape says so."""
    assert seen.before is not None
    shares = [
        seen.now.by_country.get(country, 0) / count
        for country, count in seen.before.by_country.items()
        if count >= VANISHED_LEAST
    ]
    if not shares or not seen.now.ahead:
        return ""
    if max(shares) >= SAME and min(shares) < LEAST_SHARE:
        return "cut_short"
    if len(shares) > 1 and max(shares) - min(shares) < 0.15:
        return "left_out"
    return ""


def losses(seen: Seen) -> tuple[Loss, ...]:
    """The countries with fewer offers than before, the greatest loss first."""
    if seen.before is None:
        return ()
    now = seen.now.by_country
    lost = [
        Loss(country, count, now.get(country, 0))
        for country, count in seen.before.by_country.items()
        if now.get(country, 0) < count
    ]
    return tuple(sorted(lost, key=lambda loss: (loss.now - loss.before, loss.country)))


def steady(seen: Seen) -> tuple[str, ...]:
    """The countries with as many offers as before or more, the largest first."""
    if seen.before is None:
        return ()
    now = seen.now.by_country
    kept = [(-n, c) for c, n in seen.before.by_country.items() if now.get(c, 0) >= n]
    return tuple(country for _, country in sorted(kept))


def vanished(seen: Seen) -> Iterator[str]:
    """A country of which less than half is left, or a region of one of which nothing is; where
    all in all too few are left, that sentence names the countries.
    """
    if seen.before is None or list(share(seen)):
        return
    named, now = set(), seen.now
    for country, count in _gone(seen, seen.before.by_country, now.by_country, HALF):
        if _usually_large(seen, country):
            named.add(country)
            left = _now(seen, country)
            yield Sentence.of("country_gone", country=country, had=count, left=left)
    for (country, region), count in _gone(seen, seen.before.by_region, now.by_region, LEFT):
        if region and country not in named and not _renamed(seen, country):
            left = now.by_region.get((country, region), 0)
            yield Sentence.of("region_gone", region=region, country=country, had=count, left=left)


def _usually_large(seen: Seen, country: str) -> bool:
    """Whether its runs of late usually had so many by today that half is a loss all the same."""
    usual = seen.usual.by_country
    least = usual.get(country, 0) * HALF
    return not usual or (_large(seen, usual.get(country, 0)) and _now(seen, country) < least)


def _now(seen: Seen, country: str) -> int:
    return seen.now.by_country.get(country, 0)


def renamed(seen: Seen) -> Iterator[str]:
    """A region that is gone while its country is whole: it is called something else now."""
    if seen.before is None:
        return
    for (country, region), count in _gone(seen, seen.before.by_region, seen.now.by_region, LEFT):
        if region and _renamed(seen, country):
            yield Sentence.of("region_renamed", region=region, country=country, had=count)


def _gone(
    seen: Seen, before: Mapping[K, int], now: Mapping[K, int], left: float
) -> Iterator[tuple[K, int]]:
    for key, count in before.items():
        if _large(seen, count) and now.get(key, 0) <= left * count:
            yield key, count


def _large(seen: Seen, count: float) -> bool:
    assert seen.before is not None
    some = count >= VANISHED_LEAST and count >= VANISHED_SHARE * seen.before.ahead
    return count >= VANISHED or some


def _renamed(seen: Seen, country: str) -> bool:
    assert seen.before is not None
    had = seen.before.by_country.get(country, 0)
    return seen.now.by_country.get(country, 0) >= SAME * had


def months(seen: Seen) -> Iterator[str]:
    """A month of departures that is gone: dates shifted by a year, or a page for it left out."""
    if seen.before is None:
        return
    least = max(VANISHED_LEAST, MONTH_SHARE * seen.before.ahead)
    for month, count in sorted(seen.before.by_month.items()):
        ends_soon = month <= seen.today.replace(day=1)
        if count < least or ends_soon or seen.now.by_month.get(month, 0) > LEFT * count:
            continue
        left = seen.now.by_month.get(month, 0)
        yield Sentence.of("month_gone", month=month.isoformat(), had=count, left=left)


def hotels(seen: Seen) -> Iterator[str]:
    """Hotels that are gone; or there under their names, and their numbers are others."""
    moves = seen.moves
    if moves is None or not moves.hotels:
        return
    lost, named = moves.hotels - moves.hotels_kept, moves.hotels_named
    if lost < LEAST_HOTELS_LOST or lost <= MOST_HOTELS_LOST * moves.hotels:
        return
    if named >= (1 - MOST_HOTELS_LOST) * moves.hotels:
        yield Sentence.of("hotels_renumbered", lost=lost, hotels=moves.hotels)
    else:
        most = MOST_HOTELS_LOST
        yield Sentence.of("hotels_gone", lost=lost, hotels=moves.hotels, most_share=most)


def many_more(seen: Seen) -> Iterator[str]:
    """More than twice the offers."""
    before, now = seen.before, seen.now
    if before and now.ahead > MOST_SHARE * before.ahead and now.ahead - before.ahead >= LEAST_LOST:
        yield Sentence.of("many_more", now=now.ahead, before=before.ahead)


def many_new_hotels(seen: Seen) -> Iterator[str]:
    """Many hotels that were never seen."""
    moves = seen.moves
    if moves is None or not moves.hotels or moves.hotels_new < LEAST_HOTELS_LOST:
        return
    if moves.hotels_new > MOST_HOTELS_NEW * moves.hotels:
        yield Sentence.of("many_new_hotels", new=moves.hotels_new, hotels=moves.hotels)
