"""Sentence: a text with all that its words can mean, and the small steps the readers take in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from ..places import PlaceTree
from .lexicon import Said, lexicon
from .tokens import Token, tokens_of

Step = tuple[int, Any]
"""The token after something read, and what it says."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A run of tokens up to `end` as filters: `fields` are fields of a Query.

    `key` and `value` name it on its chip. `ages_missing` counts children named without an age.
    """

    end: int
    key: str
    value: str
    fields: dict[str, Any] = field(default_factory=dict)
    ages_missing: int = 0


@dataclass(frozen=True)
class Sentence:
    """The tokens of a text with their meanings, the places there are and the day it is."""

    text: str
    tokens: tuple[Token, ...]
    meanings: tuple[Said, ...]
    tree: PlaceTree
    today: dt.date
    currency: str
    places: dict[tuple[int, int], Reading | None] = field(default_factory=dict)
    """The place that begins at a token, once it has been looked for."""
    ages: dict[int, Step | None] = field(default_factory=dict)
    """The same for the age of a child."""

    @classmethod
    def of(cls, text: str, tree: PlaceTree, today: dt.date, currency: str) -> Sentence:
        tokens = tokens_of(text)
        words = lexicon()
        meanings = tuple(words.meanings(tokens, at) for at in range(len(tokens)))
        return cls(text, tokens, (*meanings, {}), tree, today, currency)

    def said(self, at: int, *kinds: str) -> Step | None:
        """The longest phrase of these kinds that begins here."""
        if at >= len(self.tokens):
            return None
        found = [step for kind in kinds if (step := self.meanings[at].get(kind))]
        return max(found, key=lambda step: step[0]) if found else None

    def past(self, at: int, *kinds: str) -> int:
        """Where the text goes on after such a phrase; here, if there is none."""
        step = self.said(at, *kinds)
        return step[0] if step else at

    def number(self, at: int) -> Step | None:
        """A whole number in figures or in a word."""
        if at < len(self.tokens) and self.tokens[at].number is not None:
            return at + 1, self.tokens[at].number
        return self.said(at, "number")

    def dash(self, at: int) -> int | None:
        """Past a word or sign that makes a range of what stands on both its sides."""
        if step := self.said(at, "range", "until"):
            return step[0]
        return at if self._bound(at) else None

    def _bound(self, at: int) -> bool:
        """Whether a hyphen between letters binds this word to the one before."""
        if not 0 < at < len(self.tokens):
            return False
        gap = self.text[self.tokens[at - 1].end : self.tokens[at].start]
        return bool(gap) and not gap.isspace()

    def numbers(self, at: int) -> tuple[int, int, int] | None:
        """One number or a range of two: the end, the least and the most."""
        first = self.number(at)
        if first is None:
            return None
        end, least = first
        dash = self.dash(end)
        last = self.number(dash) if dash else None
        if last and last[1] >= least:
            return last[0], least, last[1]
        return end, least, least

    def word(self, at: int) -> str:
        """The folded token, or ""."""
        return self.tokens[at].folded if at < len(self.tokens) else ""

    def attached(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].attached

    def raw(self, first: int, end: int) -> str:
        """The text of some tokens as it was typed."""
        return self.text[self.tokens[first].start : self.tokens[end - 1].end] if end > first else ""
