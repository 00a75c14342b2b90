"""The gate's rules on what offers state: required fields, fields that end, extras, new words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .seen import Seen
from .sentences import Sentence

LEAST_COVERAGE = 0.99
MOST_COVERAGE_LOST = 0.02
"""Points by which the coverage of a required field may fall from one published run to the next."""
LEAST_WITHOUT = 3
"""Records without a field before its share is looked at: one of twelve is no broken selector."""
ENDED, ENDED_SOME = 0.20, 0.05
"""Points by which any other field may thin out: beyond the first it ended, beyond the second it
is worth a look."""
WORDS_NAMED = 5


def required(seen: Seen) -> Iterator[str]:
    """Fields that fewer records state. A field that was rarer when a person accepted it, or on
    the first day, is held to that day's level and not to 99 % for ever.
    """
    if seen.before is None:
        return
    for name in seen.rules.required:
        share, had = seen.now.coverage[name], seen.before.coverage[name]
        if (had - share) * _records(seen) < LEAST_WITHOUT - 0.5:
            continue
        if had - share > MOST_COVERAGE_LOST or (_below(seen, share) and had >= LEAST_COVERAGE):
            yield Sentence.of(
                "required",
                field=name,
                now_tenths=share,
                had_tenths=had,
                least_share=LEAST_COVERAGE,
            )


def _below(seen: Seen, share: float) -> bool:
    """Whether less than 99 % state it, by more records than chance alone leaves out."""
    return (LEAST_COVERAGE - share) * _records(seen) >= LEAST_WITHOUT - 0.5


def _records(seen: Seen) -> int:
    return seen.now.offers + sum(seen.run.report.rejected.values())


def ended(seen: Seen) -> Iterator[str]:
    """Fields and extras that nearly no offer states any more: a selector broke."""
    yield from _thinner(seen, ENDED, 1.0)


def thinner(seen: Seen) -> Iterator[str]:
    """Fields that some offers state no more."""
    yield from _thinner(seen, ENDED_SOME, ENDED)


def _thinner(seen: Seen, more_than: float, at_most: float) -> Iterator[str]:
    if seen.before is None:
        return
    required = seen.rules.required
    fields = {n: s for n, s in seen.before.coverage.items() if n not in required}
    yield from _less(seen, fields, seen.now.coverage, "field", more_than, at_most)
    yield from _less(seen, seen.before.extras, seen.now.extras, "extra", more_than, at_most)


def _less(
    seen: Seen,
    before: Mapping[str, float],
    now: Mapping[str, float],
    kind: str,
    more_than: float,
    at_most: float,
) -> Iterator[str]:
    for name, had in sorted(before.items()):
        share = now.get(name, 0.0)
        lost = had - share
        if more_than < lost <= at_most and lost * seen.now.offers >= LEAST_WITHOUT:
            said = {kind: name, "now_share": share, "had_share": had}
            yield Sentence.of(f"{kind}_thinner", **said)


def new_extras(seen: Seen) -> Iterator[str]:
    """Extras that many offers name and none named before."""
    if seen.before is None:
        return
    for name, share in sorted(seen.now.extras.items()):
        if share - seen.before.extras.get(name, 0.0) > ENDED:
            yield Sentence.of("extra_new", extra=name, now_share=share)


def new_words(seen: Seen) -> Iterator[str]:
    """Words that the card does not map and that the last published run did not have."""
    if seen.last is None:
        return
    known = seen.last.report.words_not_known
    for name, words in sorted(seen.run.report.words_not_known.items()):
        new = {word: n for word, n in words.items() if word not in known.get(name, {})}
        if new:
            most = sorted(new.items(), key=lambda one: (-one[1], one[0]))[:WORDS_NAMED]
            yield Sentence.of("words_new", field=name, words=[list(one) for one in most])
