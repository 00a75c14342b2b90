"""Board: the lattice of meals, from room only to ultra all inclusive, with its raw words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache


class Board(IntEnum):
    """RO < SC < BB < HB < HB+ < FB < FB+ < AI- < AI < AI+ < UAI (product.md, row 6)."""

    RO = 1
    SC = 2
    BB = 3
    HB = 4
    HB_PLUS = 5
    FB = 6
    FB_PLUS = 7
    AI_MINUS = 8
    AI = 9
    AI_PLUS = 10
    UAI = 11

    @property
    def code(self) -> str:
        """The trade's code: HB+ for HB_PLUS, AI- for AI_MINUS."""
        return self.name.replace("_PLUS", "+").replace("_MINUS", "-")


BY_CODE = {board.code: board for board in Board}


@dataclass(frozen=True, slots=True)
class BoardTerm:
    """A board as the operator said it; `board` is None where the word is not known."""

    board: Board | None
    raw: str = ""

    def at_least(self, least: Board) -> bool:
        """Whether this board is that good; an unknown one never claims to be."""
        return self.board is not None and self.board >= least


def board_of(code: str) -> Board | None:
    """The board of a trade code or one of its aliases, or None."""
    code = code.strip().upper()
    return BY_CODE.get(code) or ALIASES.get(code)


# product.md, "Board aliases". MAI and NA differ between operators: only a card may map them.
ALIASES: dict[str, Board] = {
    alias: board
    for board, aliases in {
        Board.RO: "OB BO EP AO GT06-AO",
        Board.SC: "SC+",
        Board.BB: "BR GT06-BR CB",
        Board.HB: "GT06-HB",
        Board.HB_PLUS: "EHB GT06-HB_ST06-PL",
        Board.FB: "GT06-FB",
        Board.FB_PLUS: "EFB EXTFB GT06-FB_ST06-PL",
        Board.AI: "ALL GT06-AI",
        Board.AI_PLUS: "SAI A24 GT06-AI_ST06-PL",
        Board.UAI: "UAL HCAL",
    }.items()
    for alias in aliases.split()
}

# Words of many languages, folded by `fold`; whole phrases only. Tests hold a line for each board.
_PHRASES: dict[Board, tuple[str, ...]] = {
    Board.RO: (
        "room only|accommodation only|no meals|without meals",
        "csak szallas|ellatas nelkul|szallas ellatas nelkul",
        "bez wyzywienia|bez stravy|logies|alleen logies|nur ubernachtung|ohne verpflegung",
        "sin comidas|solo alojamiento|без питания|без хранене|само нощувка",
    ),
    Board.SC: ("self catering|self-catering|onellatas|selbstversorgung|vlastni strava",),
    Board.BB: (
        "bed and breakfast|bed & breakfast|breakfast|reggeli|reggelivel",
        "sniadania|sniadanie|snidane|logies en ontbijt|ontbijt|desayuno|alojamiento y desayuno",
        "ubernachtung mit fruhstuck|fruhstuck|завтрак|завтраки|закуска|нощувка със закуска",
    ),
    Board.HB: (
        "half board|halfboard|felpanzio|felpanzios|sniadania i obiadokolacje|polopenze",
        "halfpension|halbpension|media pension|полупансион|закуска и вечеря",
    ),
    Board.HB_PLUS: (
        "half board plus|felpanzio plusz|halfpension plus|halbpension plus|полупансион плюс",
    ),
    Board.FB: (
        "full board|teljes panzio|teljes ellatas|trzy posilki|plna penze|volpension",
        "vollpension|pension completa|полный пансион|пълен пансион",
    ),
    Board.FB_PLUS: (
        "full board plus|teljes panzio plusz|volpension plus|vollpension plus|пълен пансион плюс",
    ),
    Board.AI_MINUS: (
        "all inclusive soft|soft all inclusive|all inclusive light|light all inclusive",
        "all inclusive mini|semi all inclusive",
    ),
    Board.AI: ("all inclusive|all-inclusive|allinclusive|все включено|всичко включено",),
    Board.AI_PLUS: (
        "all inclusive plus|ai plus|all inclusive premium|all inclusive 24h|24h all inclusive",
        "all inclusive super|super all inclusive|all inclusive deluxe|all inclusive high class",
    ),
    Board.UAI: (
        "ultra all inclusive|all inclusive ultra|ultra ai|ultra all",
        "ультра все включено|ултра всичко включено",
    ),
}


LONGEST_REMEMBERED = 200
"""Characters; a feed says the same short words a hundred thousand times, never a long text."""


def fold(text: str) -> str:
    """Lower case, without diacritics and doubled spaces: the key of the word tables."""
    return _remembered(text) if len(text) <= LONGEST_REMEMBERED else _folded(text)


def _folded(text: str) -> str:
    if text.isascii():
        return " ".join(text.lower().split())
    flat = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return re.sub(r"\s+", " ", "".join(c for c in flat if not unicodedata.combining(c))).strip()


_remembered = lru_cache(maxsize=2**15)(_folded)

WORDS = {
    fold(word): board for board, rows in _PHRASES.items() for row in rows for word in row.split("|")
}


def read_board(raw: str, own: dict[str, str] | None = None) -> BoardTerm:
    """The board an operator's words mean.

    `own` is the card's table (raw words -> trade code) and wins. Otherwise a trade code, an alias
    or a whole phrase of `WORDS`; nothing is guessed from a part of a phrase.
    """
    words = fold(raw)
    if own and (code := {fold(k): v for k, v in own.items()}.get(words)):
        return BoardTerm(board_of(code), raw)
    return BoardTerm(board_of(raw) or WORDS.get(words), raw)
