"""Word text: how a text becomes the words that are kept and looked for, the same way on both sides.

Words are folded and written in Latin letters, so that "Гърция", "Gartsiya" and "gartsiya" are one.
"""

from __future__ import annotations

import re

from ..catalog.places import latin

LONGEST_TEXT = 400
MOST_WORDS = 8
LONGEST_WORD = 30
SHORTEST_PREFIX = 3
"""Letters from which a last word may stand for every word that begins with it."""

_WORD = re.compile(r"[^\W_]+")
IDLE = frozenset(
    map(
        latin,
        "a an and at by for from in of on or the to with hotel hotels resort szalloda "
        "es az egy на от за из и в отель отели хотел хотели".split(),
    )
)


def words_of(text: str) -> list[str]:
    """The words of a text that can find something, in Latin letters."""
    return [word for word, _ in spelled(text)]


def spelled(text: str) -> list[tuple[str, str]]:
    """The words that can find something, each with how the text spells it."""
    pairs = ((latin(said)[:LONGEST_WORD], said) for said in said_words(text))
    return [(word, said) for word, said in pairs if word and word not in IDLE]


def said_words(text: str) -> list[str]:
    """All words of a text as it spells them, apostrophes within a word left out."""
    plain = text[:LONGEST_TEXT].replace("'", "").replace("\u2019", "")
    return _WORD.findall(plain)


def line(text: str) -> str:
    """A text in Latin letters, its words parted by one space: what prefixes are compared with."""
    return " ".join(filter(None, map(latin, said_words(text))))
