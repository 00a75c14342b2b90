"""The gate: whether a run may take the place of the last published one (crawling.md, 3.3).

A run is compared with the last *published* run of its source, offers whose dates are over taken
out of both. A refused run changes nothing: the last published one stands until a better run
comes or a named person accepts this one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from ...offers.faults import GateFault
from ..runs import Run
from ..verdict import Verdict, keep_verdict, overruled
from . import counts, crawl, fields, prices
from .figures import Figures, Moves, compared, figures
from .seen import GateRules, Seen, Usual

__all__ = ["REFUSES", "TRAIL", "WARNS", "GateRules", "accept", "judge"]

Rule = Callable[[Seen], Iterator[str]]

TRAIL = 7
"""Published runs that say what is usual."""

REFUSES: tuple[Rule, ...] = (
    counts.bounds,
    counts.share,
    counts.vanished,
    counts.months,
    counts.hotels,
    crawl.completed,
    crawl.whole_shards,
    crawl.turned_away,
    crawl.empty,
    crawl.repeated,
    crawl.reported,
    crawl.rejected,
    crawl.programme,
    crawl.another_programme,
    crawl.numbers,
    crawl.old_copy,
    crawl.swapped,
    fields.required,
    fields.ended,
    prices.moved,
    prices.wild,
    prices.currency,
    prices.basis,
    prices.all_one,
    prices.left_out,
    prices.doubted,
)
"""Each says in whole sentences what is broken; a run with one of them keeps yesterday's offers."""

WARNS: tuple[Rule, ...] = (
    counts.many_more,
    counts.many_new_hotels,
    counts.renamed,
    crawl.repeated_only,
    crawl.rejected_at_first,
    crawl.reported_at_first,
    fields.thinner,
    fields.new_extras,
    fields.new_words,
    prices.stepped,
)
"""Worth a look; the run is published all the same."""


def judge(
    run: Run,
    last_published: Run | None,
    rules: GateRules,
    today: dt.date,
    trail: Sequence[Run] = (),
) -> Verdict:
    """Whether the run may be published on this day, with a sentence for every rule it breaks.

    `trail` are the published runs up to the last one, the oldest first: they say what is usual. A
    source's first run passes where the card's assertions hold and it has an offer.
    """
    seen = look(run, last_published, rules, today, trail)
    reasons = tuple(said for rule in REFUSES for said in rule(seen))
    warnings = tuple(said for rule in WARNS for said in rule(seen))
    return Verdict(
        passed=not reasons,
        reasons=reasons,
        loss_by_country=counts.losses(seen),
        figures=_noted(seen.now, seen.before, seen.moves),
        warnings=warnings,
        steady=counts.steady(seen),
    )


def look(
    run: Run, last: Run | None, rules: GateRules, today: dt.date, trail: Sequence[Run]
) -> Seen:
    """Both runs in figures."""
    usual = Usual.of(trail, today)
    if last is None:
        now = figures(run, rules.required, today)
        return Seen(run, None, now, None, None, usual, rules, today)
    return Seen(run, last, *compared(run, last, rules.required, today), usual, rules, today)


def accept(run: Run, name: str, reason: str, now: dt.datetime) -> Verdict:
    """Let a refused run be published after all, on a named person's word; kept with the run."""
    verdict = run.verdict()
    if verdict is None:
        raise GateFault(f"{run.source}, run {run.name}: the gate has not judged it")
    if verdict.passed:
        raise GateFault(f"{run.source}, run {run.name}: the gate has let it pass already")
    accepted = overruled(verdict, name, reason, now)
    keep_verdict(run.folder, accepted)
    return accepted


def _noted(now: Figures, before: Figures | None, moved: Moves | None) -> dict[str, int]:
    """What later runs are compared with: counts, and shares in thousandths."""
    noted = {"offers": now.offers, "ahead": now.ahead, "mark": now.mark}
    if before and moved:
        noted |= {"offers_before": before.offers, "ahead_before": before.ahead}
        noted |= _thousandths("kept", moved.kept, moved.trips)
        noted |= _thousandths("keys", moved.keys_kept, moved.keys)
        noted |= _thousandths("changed", moved.changed, moved.groups)
    return noted


def _thousandths(name: str, part: int, whole: int) -> dict[str, int]:
    return {name: 1000 * part // whole} if whole else {}
