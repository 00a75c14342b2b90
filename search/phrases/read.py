"""Read: one pass over a typed text that takes the longest phrase at each word.

What is understood becomes filters with a chip each; the rest is left for the search of names.
A second phrase for the same thing ("june ... july") is left as it is: nothing is guessed. What the
address says already wins over words; places, airports and facilities are added to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...offers import Party
from ...offers.party import MOST_CHILDREN
from ..places import PlaceTree
from ..query import Query
from ..said import LONGEST_WORDS, MOST_VALUES
from . import names, party, price, stay, when, where
from .sentence import Reading, Sentence
from .tokens import Token

Reader = Callable[[Sentence, int], Reading | None]

READERS: tuple[Reader, ...] = (
    when.days, when.months, when.weekend, stay.flex,
    party.together, party.children, party.adults,
    stay.nights, stay.rooms, stay.stars, stay.board, price.price,
    stay.facility, stay.direct, stay.trait, stay.near, stay.order,
    where.origin, where.place,
)  # fmt: skip
"""Of two phrases that are equally long the earlier reader's counts: "May" is a month, "Spa" a
facility; behind a preposition of place they are longer as places."""

OF_NAMES: tuple[Reader, ...] = (stay.board, where.origin, where.place)
"""Those that can begin with a word no table knows: a code such as AI, a town, a place."""

_ADDED = frozenset({"to", "origins", "facilities"})
_TOGETHER: dict[str, tuple[str, ...]] = {
    "dates": ("depart_from", "depart_to", "cheapest_month"),
    "nights": ("nights_min", "nights_max"),
    "price": ("price_min", "price_max", "per"),
}
_GROUP = {name: group for group, names in _TOGETHER.items() for name in names}
_DEFAULT = Query()
_IN_NAMES = frozenset({"facility", "dates", "sort"})


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter out of words: its key, its value and the words as they were typed."""

    key: str
    value: str
    said: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text means.

    `query` has the filters, and as its words those that are `left` for the search of names and
    those of children whose ages are missing (`asks`), which stay until the ages are given.
    `passed` are joining words and such that an address already answers; each word of the text is
    in exactly one of `chips`, `asks`, `left` and `passed`.
    """

    query: Query
    chips: tuple[Chip, ...]
    left: str
    asks: tuple[str, ...] = ()
    ages_missing: int = 0
    passed: tuple[str, ...] = ()


def read(
    text: str,
    query: Query,
    tree: PlaceTree,
    today: dt.date,
    known: Collection[str] = (),
    written: bool = False,
) -> Understood:
    """The filters in a text, added to a query whose own values win. Never raises.

    `known` are the names of stays and tours, as `word_text.line` writes them: no filter is made of
    a part of one. `written` says that the whole text is a name as its operator writes it.
    """
    if not text or len(text) > LONGEST_WORDS:
        return Understood(replace(query, words=text), (), text)
    if written and not tree.find(text):
        return Understood(replace(query, words=text), (), text)
    sentence = Sentence.of(text, tree, today, query.currency)

    def is_own(first: int, end: int) -> bool:
        """Whether a word of a name means nothing else."""
        alone = Sentence.of(sentence.raw(first, end), tree, today, query.currency)
        return names.finds_something(_Pass(alone, _DEFAULT, {}).run().left)

    return _Pass(sentence, query, names.spans(sentence.tokens, known, is_own)).run()


class _Pass:
    """One way through a sentence, with what has been understood so far."""

    def __init__(self, sentence: Sentence, query: Query, named: names.Spans) -> None:
        self.sentence = sentence
        self.named = named
        self.given = query
        self.query = query
        self.chips: list[Chip] = []
        self.asks: list[str] = []
        self.missing = 0
        self.left: list[str] = []
        self.passed: list[str] = []
        self.said: set[str] = set()

    def run(self) -> Understood:
        at = begun = 0
        while at < len(self.sentence.tokens):
            if at in self.named:
                at = self.named[at]
                continue
            reading = self._longest(at, begun)
            kept = self.sentence.said(at, "keep")
            if kept and (reading is None or kept[0] >= reading.end):
                at = kept[0]
            elif reading and self._take(reading, at):
                self._leave(begun, at)
                at = begun = reading.end
            else:
                at += 1
        if not (self.chips or self.asks or self.passed):
            return Understood(replace(self.query, words=self.sentence.text), (), self.sentence.text)
        self._leave(begun, at)
        left = " ".join(self.left)
        words = " ".join([*self.left, *self.asks])
        query = replace(self.query, words=words)
        told = tuple(self.asks), self.missing, tuple(self.passed)
        return Understood(query, tuple(self.chips), left, *told)

    def _longest(self, at: int, begun: int) -> Reading | None:
        found: Reading | None = None
        known = self.sentence.meanings[at] or self.sentence.tokens[at].number is not None
        until = min(
            (first for first in self.named if first > at), default=len(self.sentence.tokens)
        )
        for reader in READERS if known else OF_NAMES:
            reading = reader(self.sentence, at)
            if reading and reading.end <= until and (found is None or reading.end > found.end):
                found = reading
        return None if found and self._in_a_name(found, at, begun) else found

    def _in_a_name(self, reading: Reading, at: int, begun: int) -> bool:
        """Whether one capital word ends a name: "Blue Bay & Spa", "Golden May"."""
        tokens = self.sentence.tokens
        if (
            reading.key not in _IN_NAMES
            or reading.end != at + 1
            or not tokens[at].said[0].isupper()
        ):
            return False
        before = at - 1
        while before >= begun and self._joins(before):
            before -= 1
        return before >= begun and tokens[before].said[0].isupper() and not _shouted(tokens)

    def _take(self, reading: Reading, at: int) -> bool:
        """Whether the filters of a reading fit what is known; they are added then."""
        raw = self.sentence.raw(at, reading.end)
        fresh = {k: v for k, v in reading.fields.items() if not self._given(k)}
        if "child_ages" in reading.fields and self.given.party.child_ages:
            self.passed.append(raw)
            return True
        if not fresh:
            self.passed.append(raw)
            return True
        changed = self._changed(fresh)
        if changed is None:
            return False
        self.query = changed
        self.said |= {_GROUP.get(key, key) for key in fresh}
        if reading.ages_missing:
            self.asks.append(raw)
            self.missing += reading.ages_missing
        else:
            self.chips.append(Chip(reading.key, reading.value, raw))
        return True

    def _given(self, name: str) -> bool:
        """Whether the address says it, in a way that words cannot add to."""
        if name in _ADDED:
            return False
        if name == "adults":
            return self.given.party.adults != _DEFAULT.party.adults
        if name == "child_ages":
            return bool(self.given.party.child_ages)
        if name == "currency":
            return False
        names = _TOGETHER.get(_GROUP.get(name, ""), (name,))
        return any(getattr(self.given, one) != getattr(_DEFAULT, one) for one in names)

    def _changed(self, fields: Mapping[str, Any]) -> Query | None:
        """The query with more filters; None where the same thing was said before."""
        named = {_GROUP.get(key, key) for key in fields if key not in _ADDED}
        if named & self.said and named != {"child_ages"}:
            return None
        plain = {k: v for k, v in fields.items() if k not in ("adults", "child_ages")}
        for key in _ADDED & plain.keys():
            plain[key] = (*getattr(self.query, key), *plain[key])
            if len(set(plain[key])) > MOST_VALUES:
                return None
        if not plain.get("currency", "x"):
            del plain["currency"]
        ages = (*self.query.party.child_ages, *fields.get("child_ages", ()))
        if len(ages) > MOST_CHILDREN:
            return None
        party_ = Party(fields.get("adults", self.query.party.adults), ages)
        return replace(self.query, party=party_, **plain)

    def _leave(self, begun: int, end: int) -> None:
        """Keep a run of words that mean nothing here; joining words at its ends are passed."""
        sentence = self.sentence
        if all(sentence.said(at, "filler") for at in range(begun, end)):
            if end > begun:
                self.passed.append(sentence.raw(begun, end))
            return
        first, last = begun, end
        while first < last and self._joins(first):
            first += 1
        while last > first and self._joins(last - 1):
            last -= 1
        for low, high in ((begun, first), (last, end)):
            if high > low:
                self.passed.append(sentence.raw(low, high))
        self.left.append(sentence.raw(first, last))

    def _joins(self, at: int) -> bool:
        sign = not self.sentence.tokens[at].word and self.sentence.tokens[at].number is None
        step = self.sentence.said(at, "link")
        return sign or bool(step and step[0] == at + 1)


def _shouted(tokens: tuple[Token, ...]) -> bool:
    """Whether the text is in capitals throughout, which then say nothing."""
    return not any(token.said[-1].islower() for token in tokens if token.word)
