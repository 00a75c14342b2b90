"""Tokens: a typed text cut into words, whole numbers and signs, each with its place in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ...offers import fold

# A hyphen or an apostrophe between two letters binds or is dropped; any other is a sign.
_TOKEN = re.compile(
    r"(?P<number>[0-9]+)|(?P<word>(?:[^\W\d_](?:[\u0300-\u036f]*['\u2019](?=[^\W\d_]))?"
    r"[\u0300-\u036f]*)+)|(?P<bond>(?<=[^\W\d_])[-\u2010\u2011](?=[^\W\d_]))|(?P<sign>[^\s])"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign. `folded` is its key in the tables; `attached` says that no space
    stands between it and the one before."""

    said: str
    folded: str
    start: int
    end: int
    number: int | None
    attached: bool

    @property
    def word(self) -> bool:
        return self.number is None and self.said[0].isalpha()


LONGEST_NUMBER = 9


def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of a text, in order; only spaces and hyphens between letters are no token."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "bond":
            continue
        said, start = match[0], match.start()
        small = match.lastgroup == "number" and len(said) <= LONGEST_NUMBER
        attached = bool(found) and found[-1].end == start
        number = int(said) if small and not (attached and found[-1].word) else None
        found.append(Token(said, _folded(said), start, match.end(), number, attached))
    return tuple(found)


def _folded(said: str) -> str:
    if said.isascii() and said.isalpha() and said.islower():
        return said
    return fold(said.replace("'", "").replace("\u2019", "")) or unicodedata.normalize("NFKC", said)
