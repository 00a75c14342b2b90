"""Lexicon: the phrases of all four languages in one tree, matched a word at a time.

A table maps (kind, value) to phrases divided by "|". A word that ends in "*" takes any ending of
up to five letters, so that "felnőtt*" is felnőttek and felnőttnek as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ...offers.board import WORDS as BOARD_WORDS
from . import bg, en, hu, ru, signs
from .tokens import Token, tokens_of

Table = Mapping[tuple[str, Any], str]
Said = dict[str, tuple[int, Any]]
"""What a place in a text can mean: kind -> (the token after its longest phrase, its value)."""

LONGEST_ENDING = 5
SHORTEST_STEM = 3


@dataclass(slots=True)
class Node:
    """One step of the tree: whole words, beginnings of words, and what ends here."""

    whole: dict[str, Node] = field(default_factory=dict)
    begun: dict[str, Node] = field(default_factory=dict)
    meanings: dict[str, Any] = field(default_factory=dict)


class Lexicon:
    """The tree of phrases."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._root = Node()
        for table in tables:
            for (kind, value), phrases in table.items():
                for phrase in phrases.split("|"):
                    self._put(phrase, kind, value)

    def _put(self, phrase: str, kind: str, value: Any) -> None:
        node = self._root
        for word in phrase.split():
            steps, text = (node.begun, word[:-1]) if word[1:].endswith("*") else (node.whole, word)
            for token in tokens_of(text)[:-1]:
                node = node.whole.setdefault(token.folded, Node())
                steps = node.begun if word.endswith("*") else node.whole
            node = steps.setdefault(tokens_of(text)[-1].folded, Node())
        if node.meanings.setdefault(kind, value) != value:
            raise ValueError(f"{phrase!r} is both {kind} {node.meanings[kind]} and {value}")

    def meanings(self, tokens: Sequence[Token], at: int) -> Said:
        """Everything that begins at a token; of each kind the longest phrase."""
        found: Said = {}
        self._walk(self._root, tokens, at, found)
        return found

    def _walk(self, node: Node, tokens: Sequence[Token], at: int, found: Said) -> None:
        for kind, value in node.meanings.items():
            if kind not in found or found[kind][0] < at:
                found[kind] = (at, value)
        if at == len(tokens):
            return
        word = tokens[at].folded
        if step := node.whole.get(word):
            self._walk(step, tokens, at + 1, found)
        if node.begun:
            for size in range(len(word), max(SHORTEST_STEM, len(word) - LONGEST_ENDING) - 1, -1):
                if step := node.begun.get(word[:size]):
                    self._walk(step, tokens, at + 1, found)


@cache
def lexicon() -> Lexicon:
    """The one lexicon; the trade's words for boards come from offers.board, so all understand
    the same."""
    trade: list[Table] = [{("board", board): phrase} for phrase, board in BOARD_WORDS.items()]
    return Lexicon([signs.WORDS, en.WORDS, hu.WORDS, bg.WORDS, ru.WORDS, *trade])
