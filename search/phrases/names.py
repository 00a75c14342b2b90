"""Names: stays and tours typed in full, out of which no word may be taken for a filter.

"Side Star Resort & Spa" is a hotel, and not five words about Side and spas. A name counts where a
word of it means nothing else. One of known words alone ("Sofia Hotel", "Crete all inclusive") is
no name in the middle of a text: an operator must not be able to take a filter away.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from ..word_text import line, words_of
from .tokens import Token

FEWEST_WORDS, MOST_WORDS = 2, 10
"""Words of a name that is looked for; one word alone is left for the search of names anyway."""

Spans = dict[int, int]
"""Where names begin in a text, in tokens, and where each ends."""


def spans(
    tokens: tuple[Token, ...], names: Collection[str], is_own: Callable[[int, int], bool]
) -> Spans:
    """The names in a text, the longest at each word; `is_own` judges the tokens of one.

    `names` are written as `word_text.line` does.
    """
    said = [line(token.said) for token in tokens] if names else []
    found: Spans = {}
    at = 0
    while at < len(said):
        end = _longest(said, at, names, is_own)
        if end:
            found[at] = end
        at = end or at + 1
    return found


def _longest(
    said: list[str], at: int, names: Collection[str], is_own: Callable[[int, int], bool]
) -> int:
    """Where the longest name ends that begins here; 0 where none does."""
    found, words = 0, [said[at]]
    for end in range(at + 1, len(said)):
        if not words[0] or len(words) == MOST_WORDS:
            break
        if said[end]:
            words.append(said[end])
            name = " ".join(words)
            if len(words) >= FEWEST_WORDS and name in names and is_own(at, end + 1):
                found = end + 1
    return found


def finds_something(left: str) -> bool:
    """Whether what filters leave of a name can be looked for."""
    return bool(words_of(left))
