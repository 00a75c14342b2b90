"""The gate's rules on the crawl itself: pages, answers, rejects, repeats, and old copies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from statistics import median

from ..report import Report
from .seen import LEAST_DAYS, Seen
from .sentences import Sentence

LEAST_COMPLETED = 0.95
GONE = ("404", "410")
"""Answers of a page that is there no more: said by the operator, and no failure of ours."""
MOST_TURNED_AWAY = 0.10
TURNED_AWAY = ("403", "429", "5")
MOST_REJECTED, REJECTED_MORE, LEAST_REJECTED = 0.05, 0.02, 3
MOST_EMPTY_MORE, LEAST_EMPTY = 0.10, 3
MOST_REPEATED_MORE, REPEATED_LOSS = 0.20, 0.02
LEAST_OF_REPORTED = 0.80
KEPT_LESS, KEPT_SPREADS, LEAST_GONE = 0.10, 3, 6
"""Points, and spreads of its usual days, below the worst of these at which an operator's programme
is another; as many trips at least, for of twelve a few are sold on any day."""
REPLACED = 0.5
LEAST_KEPT_SOON, SOON = 0.25, dt.timedelta(hours=36)
LEAST_NUMBERED, LEAST_COPIED = 20, 8
MOVES_DAILY, MOVES_DAYS = 8, 5
"""So many prices changed in each of that many runs on end: if changes come by chance (Poisson), one
day in three thousand has none."""
LEAST_DEPARTED = 3
LEAST_SWAPPED, MOST_SWAPPED = 2, 0.5


def completed(seen: Seen) -> Iterator[str]:
    """Pages that gave nothing, those left out that the operator says are gone."""
    report = seen.run.report
    missed = report.missed - sum(report.http.get(code, 0) for code in GONE)
    asked = report.pages + missed
    if missed > 0 and report.pages < LEAST_COMPLETED * asked:
        least, fault = LEAST_COMPLETED, _first(report)
        yield Sentence.of(
            "pages_missed", missed=missed, asked=asked, least_share=least, fault=fault
        )


def whole_shards(seen: Seen) -> Iterator[str]:
    """Shards that were not read to their end: of the rest of each nobody knows anything."""
    report = seen.run.report
    if report.shards > 1 and report.shards_whole < LEAST_COMPLETED * report.shards:
        cut = report.shards - report.shards_whole
        least, fault = LEAST_COMPLETED, _first(report)
        yield Sentence.of(
            "shards_cut", cut=cut, shards=report.shards, least_share=least, fault=fault
        )


def _first(report: Report) -> str:
    return report.faults[0] if report.faults else ""


def turned_away(seen: Seen) -> Iterator[str]:
    """Answers that say: not you, not so fast, not now."""
    http = seen.run.report.http
    away = sum(n for code, n in http.items() if code.startswith(TURNED_AWAY))
    if away > MOST_TURNED_AWAY * sum(http.values()):
        answers = [[code, n] for code, n in sorted(http.items()) if _is_away(code)]
        yield Sentence.of("turned_away", away=away, all=sum(http.values()), answers=answers)


def _is_away(code: str) -> bool:
    return code.startswith(TURNED_AWAY)


def rejected(seen: Seen) -> Iterator[str]:
    """Records that could not be read, more than an operator's records usually are."""
    now = _rejected(seen.run.report)
    count = sum(seen.run.report.rejected.values())
    had = _rejected(seen.last.report) if seen.last else 1.0
    if now > MOST_REJECTED and now > had + REJECTED_MORE and count >= LEAST_REJECTED:
        why = _why(seen.run.report)
        yield Sentence.of("rejected", now_tenths=now, had_tenths=had, rejects=why)


def rejected_at_first(seen: Seen) -> Iterator[str]:
    """The same of a first run, which has nothing to be worse than."""
    now = _rejected(seen.run.report)
    if seen.last is None and now > MOST_REJECTED:
        yield Sentence.of("rejected_at_first", now_tenths=now, rejects=_why(seen.run.report))


def _rejected(report: Report) -> float:
    found = report.found - report.duplicates
    return sum(report.rejected.values()) / found if found else 0.0


def _why(report: Report) -> list[list[str | int]]:
    reasons = sorted(report.rejected.items(), key=lambda one: (-one[1], one[0]))
    return [[why, count] for why, count in reasons[:3]]


def empty(seen: Seen) -> Iterator[str]:
    """Pages that answer and hold nothing, where they held something: a soft ban."""
    now, last = seen.run.report, seen.last
    if last is None or not now.pages or not last.report.pages:
        return
    had = last.report.empty / last.report.pages
    more = now.empty - had * now.pages
    if more >= LEAST_EMPTY and now.empty / now.pages > had + MOST_EMPTY_MORE:
        yield Sentence.of(
            "empty_pages",
            empty=now.empty,
            pages=now.pages,
            had_empty=last.report.empty,
            had_pages=last.report.pages,
        )


def repeated(seen: Seen) -> Iterator[str]:
    """Pages that repeat one another while offers are lost: they lead in a circle."""
    before, last = seen.before, seen.last
    if before is None or last is None or not seen.run.report.found:
        return
    now, had = _repeated(seen.run.report), _repeated(last.report)
    if now > had + MOST_REPEATED_MORE and seen.now.ahead < (1 - REPEATED_LOSS) * before.ahead:
        yield Sentence.of("circle", now_share=now, had_share=had)


def repeated_only(seen: Seen) -> Iterator[str]:
    """The same with nothing lost."""
    if seen.last is None or list(repeated(seen)):
        return
    now, had = _repeated(seen.run.report), _repeated(seen.last.report)
    if now > had + MOST_REPEATED_MORE:
        yield Sentence.of("copies", now_share=now, had_share=had)


def _repeated(report: Report) -> float:
    return report.duplicates / report.found if report.found else 0.0


def reported(seen: Seen) -> Iterator[str]:
    """The operator says how many there are, and far fewer came; not so the time before."""
    now, last = seen.run.report, seen.last
    if not now.reported or now.found >= LEAST_OF_REPORTED * now.reported:
        return
    usual = last is None or not last.report.reported
    if last and not usual and last.report.found < LEAST_OF_REPORTED * (last.report.reported or 0):
        return
    if last is not None and not usual:
        yield Sentence.of("reported", said=now.reported, found=now.found)


def reported_at_first(seen: Seen) -> Iterator[str]:
    """The same of a first run."""
    now = seen.run.report
    if seen.last is None and now.reported and now.found < LEAST_OF_REPORTED * now.reported:
        yield Sentence.of("reported", said=now.reported, found=now.found)


def programme(seen: Seen) -> Iterator[str]:
    """Trips that are there from run to run, and suddenly others are: dates misread, ids mixed up.

    Where hardly any others came they were sold, and the rules on how much there is look at that.
    """
    moves, usual = seen.moves, seen.usual.kept
    if moves is None or not moves.trips or len(usual) < LEAST_DAYS or not seen.in_step:
        return
    kept, worst = moves.kept / moves.trips, min(usual)
    least = worst - max(KEPT_LESS, KEPT_SPREADS * (median(usual) - worst))
    replaced = moves.fresh >= REPLACED * (moves.trips - moves.kept)
    if kept < least and replaced and (worst - kept) * moves.trips >= LEAST_GONE:
        yield Sentence.of("other_trips", kept_share=kept, worst_share=worst)


def another_programme(seen: Seen) -> Iterator[str]:
    """Hardly a trip of yesterday is there, of an operator whose usual days are not known yet."""
    moves, last = seen.moves, seen.last
    if moves is None or last is None or len(seen.usual.kept) >= LEAST_DAYS:
        return
    soon = seen.run.report.started - last.report.started <= SOON
    kept = moves.kept / moves.trips if moves.trips else 1.0
    if soon and kept < LEAST_KEPT_SOON and moves.trips - moves.kept >= LEAST_GONE:
        yield Sentence.of("other_trips_soon", kept_share=kept)


def numbers(seen: Seen) -> Iterator[str]:
    """The operator's own numbers are all others, while the trips are the same."""
    moves, usual = seen.moves, seen.usual.keys
    if moves is None or moves.keys < LEAST_NUMBERED or len(usual) < LEAST_DAYS:
        return
    kept, trips = moves.keys_kept / moves.keys, moves.kept / max(moves.trips, 1)
    if min(usual) >= 0.5 and kept < 0.1 and trips >= 0.5:
        yield Sentence.of("other_numbers", kept_share=kept, worst_share=min(usual))


def old_copy(seen: Seen) -> Iterator[str]:
    """A run that repeats an earlier one word for word, where every day used to bring changes."""
    name = seen.usual.marks.get(seen.now.mark)
    if name is None or seen.last is None or seen.now.offers < LEAST_COPIED:
        return
    if name != seen.last.name:
        yield Sentence.of("old_copy", run=name)
        return
    least, days = min(seen.usual.changed, default=0.0), len(seen.usual.changed)
    groups = seen.moves.groups if seen.moves else 0
    if days >= MOVES_DAYS and least * groups >= MOVES_DAILY:
        yield Sentence.of("old_copy_still", run=name, runs=days, least_share=least)
    elif (gone := _departed_now(seen)) >= LEAST_DEPARTED:
        yield Sentence.of("old_copy_departed", run=name, gone=gone)


def _departed_now(seen: Seen) -> int:
    """Trips listed though they have departed, where runs of late hardly listed any; else none."""
    gone, usual = seen.now.offers - seen.now.ahead, seen.usual.departed
    return gone if len(usual) >= LEAST_DAYS and gone > 2 * max(usual) else 0


def swapped(seen: Seen) -> Iterator[str]:
    """Trips that are gone and there on another day, 4 March for 3 April: dd/mm read as mm/dd."""
    moves = seen.moves
    if moves is None or moves.swapped < LEAST_SWAPPED:
        return
    if moves.swapped > MOST_SWAPPED * moves.swappable:
        yield Sentence.of("swapped", trips=moves.swapped)
