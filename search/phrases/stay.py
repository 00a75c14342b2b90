"""Stay: nights, rooms, stars, board, facilities, the flight and the order in typed words."""

from __future__ import annotations

from ...offers import Board
from ...offers.departure import LONGEST_NIGHTS
from ..query import MOST_FLEX, Sort
from ..said import MOST_ROOMS
from .sentence import Reading, Sentence

WEEK = 7
MOST_STARS = 5
_CODES = {
    code: board
    for code, board in {
        "UAI": Board.UAI, "AI": Board.AI, "FB": Board.FB, "HB": Board.HB, "BB": Board.BB,
        "RO": Board.RO,
    }.items()
    for code in (code, code.lower())
}  # fmt: skip


def nights(s: Sentence, at: int) -> Reading | None:
    """ "7 nights", "7-10 nights", "at least 7 nights", "a week", "10 days".

    A week is seven nights. So many days are that many nights or one fewer, for people count
    either way: "8 days" asks for 7 to 8 nights. Said with its nights ("8 days 7 nights") it is
    these.
    """
    if step := s.said(at, "length"):
        return _nights(step[0], step[1], step[1])
    least_of, most_of = s.said(at, "least", "from"), s.said(at, "most")
    begun = max(at, *(step[0] for step in (least_of, most_of, s.said(at, "in")) if step), at)
    run = s.numbers(begun)
    if run is None:
        return None
    end, least, most = run
    more = s.said(end, "or_more")
    end = more[0] if more else end
    counted = _counted(s, s.past(end, "range") if s.attached(end) else end, least, most)
    if counted is None:
        return None
    end, least, most = counted
    more = more or s.said(end, "or_more")
    end = s.past(end, "or_more")
    if least != most:
        return _nights(end, least, most)
    if more or (least_of and least_of[0] == begun):
        return _nights(end, least, None)
    if most_of and most_of[0] == begun:
        return _nights(end, None, most)
    return _nights(end, least, most)


def _counted(s: Sentence, at: int, least: int, most: int) -> tuple[int, int, int] | None:
    if step := s.said(at, "nights"):
        return step[0], least, most
    if step := s.said(at, "weeks"):
        return step[0], least * WEEK, most * WEEK
    step = s.said(at, "days")
    if step is None:
        return None
    again = s.numbers(s.past(step[0], "filler"))
    beside = s.said(again[0], "nights") if again else None
    if again and beside:
        return beside[0], again[1], again[2]
    return step[0], max(least - 1, 0), most


def _nights(end: int, least: int | None, most: int | None) -> Reading | None:
    if (least or 0) > LONGEST_NIGHTS or (most or 0) > LONGEST_NIGHTS or most == 0:
        return None
    said = str(least) if least == most else f"{_text(least)}-{_text(most)}"
    return Reading(end, "nights", said, {"nights_min": least, "nights_max": most})


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def rooms(s: Sentence, at: int) -> Reading | None:
    """ "2 rooms"."""
    step = s.number(s.past(at, "in") if s.number(at) is None else at)
    room = s.said(step[0], "rooms") if step else None
    if not step or not room or not 1 <= step[1] <= MOST_ROOMS:
        return None
    return Reading(room[0], "rooms", str(step[1]), {"rooms": step[1]})


def flex(s: Sentence, at: int) -> Reading | None:
    """ "+-3 days", "± 3": so many days around the dates."""
    sign = s.said(at, "around")
    step = s.number(sign[0]) if sign else None
    if not step or not 1 <= step[1] <= MOST_FLEX:
        return None
    return Reading(s.past(step[0], "days", "nights"), "flex", str(step[1]), {"flex": step[1]})


def stars(s: Sentence, at: int) -> Reading | None:
    """ "4 star or better", "4*", "****", "3-4 stars" (the lower one), "4.5 stars", "5-звездный"."""
    begun = s.past(at, "least", "in")
    if run := _signs(s, begun):
        return _stars(s, run, 2 * (run - begun))
    found = s.numbers(begun)
    if found is None:
        return None
    end, least, _ = found
    halves = 2 * least
    if s.word(end) in (".", ",") and s.attached(end) and s.word(end + 1) in ("5", "0"):
        halves += s.word(end + 1) == "5"
        end += 2
    if (pair := s.said(end, "and")) and (other := s.number(pair[0])) and other[1] == least + 1:
        end = other[0]
    end = s.past(end, "or_more")
    end = s.past(end, "range") if s.attached(end) else end
    step = s.said(end, "stars")
    if step is None or not 2 <= halves <= 2 * MOST_STARS:
        return None
    return _stars(s, step[0], halves)


def _signs(s: Sentence, at: int) -> int:
    """The end of a run of two to five stars, else 0."""
    end = at
    while (step := s.said(end, "star_sign")) and end - at < MOST_STARS:
        end = step[0]
    return end if end - at > 1 else 0


def _stars(s: Sentence, end: int, halves: int) -> Reading:
    end = s.past(end, "or_more")
    return Reading(end, "stars_min", f"{halves / 2:g}", {"stars_min": halves})


def board(s: Sentence, at: int) -> Reading | None:
    """ "half board", "minimum félpanzió", "AI": this board or better."""
    begun = s.past(at, "least")
    step = s.said(begun, "board")
    coded = s.tokens[begun].said if begun < len(s.tokens) else ""
    if step is None and coded in _CODES and not s.attached(begun):
        step = begun + 1, _CODES[coded]
    if step is None:
        return None
    end, meant = step
    return Reading(s.past(end, "or_more"), "board_min", meant.code, {"board_min": meant})


def facility(s: Sentence, at: int) -> Reading | None:
    step = s.said(at, "facility")
    return step and Reading(step[0], "facility", step[1], {"facilities": (step[1],)})


def direct(s: Sentence, at: int) -> Reading | None:
    step = s.said(at, "direct")
    return step and Reading(step[0], "direct", "1", {"direct": True})


def trait(s: Sentence, at: int) -> Reading | None:
    """ "free cancellation", "with transfer": what an offer states with a yes."""
    step = s.said(at, "trait")
    return step and Reading(step[0], step[1], "1", {step[1]: True})


def near(s: Sentence, at: int) -> Reading | None:
    step = s.said(at, "near")
    return step and Reading(step[0], "near", "1", {"near": True})


def order(s: Sentence, at: int) -> Reading | None:
    """ "cheapest": the order of the answer, never a price of our own."""
    step = s.said(at, "sort")
    return step and Reading(step[0], "sort", step[1], {"sort": Sort(step[1])})
