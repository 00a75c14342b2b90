"""Step 40: the board, by the card's table and then by the words of the trade."""

from __future__ import annotations

from functools import lru_cache

from ...offers import BoardTerm, board_of, read_board
from .draft import Draft
from .words import folded

_known = lru_cache(maxsize=16384)(read_board)


def step(draft: Draft) -> None:
    """Name the board; words nobody knows stay words and are counted."""
    raw = draft.text("board")
    if not raw:
        return
    own = draft.rules.boards.get(folded(raw))
    draft.board = BoardTerm(board_of(own), raw) if own else _known(raw)
    if draft.board.board is None:
        draft.unknown.append(("board", raw))
