"""Joined by themselves: cards of several operators; what does not belong there is taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...catalog.home import Home
from ...catalog.matching import decisions as room
from ...catalog.matching.decisions import PAGE, Contradiction
from ...catalog.matching.joined import Joined, Side
from ...catalog.matching.parting import Pulled, Vouched, cards, pull, pulled
from ...offers.faults import StoreFault
from ..shell import render
from .match_sides import Sides, operator_said, sides
from .match_words import percent
from .matches import PATH as MATCHES
from .number import number_in
from .visit import Visit, Who, who

PATH = f"{MATCHES}/joined"


@dataclass(frozen=True, slots=True)
class Line:
    """One card in the list: its first side's name, then what the others call it."""

    link: str
    name: str
    others: str
    operators: str
    note: str


@dataclass(frozen=True, slots=True)
class JoinedPage:
    """The cards of several operators, the least sure first, or those of a name."""

    who: Who
    waiting: int
    search: str
    lines: tuple[Line, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One side of a card in its list."""

    operator: str
    name: str
    link: str
    shown: bool


@dataclass(frozen=True, slots=True)
class CardPage:
    """One card: a side beside the one that it is most like; `key` is the side's lasting name."""

    who: Who
    id: str
    name: str
    sides: tuple[Shown, ...]
    shown: str
    beside: str
    pair: Sides
    score: str
    change: str
    key: str
    fault: str
    against: str


def joined_page(visit: Visit) -> Response:
    """The cards, or those that a name leads to."""
    asked = visit.request.query_params
    search, page = asked.get("q", "").strip()[:120], max(1, number_in(asked.get("page", ""), 1))
    found = cards(Home(visit.shop.settings.home), search)
    with visit.shop.database.read() as conn:
        waiting = room.waiting(conn)

    def at(number: int) -> str:
        return f"{PATH}?{urlencode({'q': search, 'page': number} if search else {'page': number})}"

    shown = JoinedPage(
        who=who(visit.session),
        waiting=waiting,
        search=search,
        lines=tuple(_line(one, visit) for one in found[(page - 1) * PAGE : page * PAGE]),
        before=at(page - 1) if page > 1 else "",
        after=at(page + 1) if len(found) > page * PAGE else "",
    )
    return render(visit.request, "office/joined.html", shown, indexed=False)


def card_page(visit: Visit) -> Response:
    """One card, with the side that is asked for."""
    at = number_in(visit.request.query_params.get("side", "1"), 0)
    return _shown(visit, _pulled(visit, at - 1))


def part(visit: Visit) -> Response:
    """Keep that a side is none of the others; 409 where it cannot be so, or the card is another
    one by now."""
    note = " ".join(visit.form.get("note", "").split())
    found = _named(visit, visit.form.get("side", ""))
    try:
        with visit.shop.database.write() as conn:
            pull(conn, found, visit.actor, note, visit.now)
    except (Contradiction, Vouched) as refused:
        return _shown(visit, found, refused)
    return RedirectResponse(f"{MATCHES}?state=decided", 303)


def _named(visit: Visit, key: str) -> Pulled:
    """The side that bears this lasting name, wherever it stands by now; 409 where none does."""
    first = _pulled(visit, 0)
    at = next((n for n, side in enumerate(first.card.sides) if key in side.names), None)
    if at is None:
        raise HTTPException(409)
    return _pulled(visit, at)


def _pulled(visit: Visit, at: int) -> Pulled:
    id = visit.request.path_params["card"]
    with visit.shop.database.read() as conn:
        found = pulled(Home(visit.shop.settings.home), conn, id, at)
    if found is None:
        raise HTTPException(404)
    return found


def _shown(visit: Visit, found: Pulled, refused: StoreFault | None = None) -> Response:
    card, speech = found.card, visit.speech
    fault, against = _why(refused, visit)
    page = CardPage(
        who=who(visit.session),
        id=card.id,
        name=card.sides[0].name,
        sides=tuple(_side(card, n, found.at, visit) for n in range(len(card.sides))),
        shown=_told(found.side, visit),
        beside=speech._("Beside the description that it is most like."),
        pair=sides(found.nearest, visit.shop, speech),
        score=percent(found.nearest.score),
        change=_change(found, visit),
        key=found.side.names[0],
        fault=fault,
        against=against,
    )
    status = 409 if refused else 200
    return render(visit.request, "office/joined_card.html", page, status=status, indexed=False)


def _why(refused: StoreFault | None, visit: Visit) -> tuple[str, str]:
    """The sentence, and where to look."""
    _ = visit.speech._
    if isinstance(refused, Contradiction):
        said = _("This contradicts what was decided before. Take the other decision back first.")
        return said, f"{MATCHES}/{refused.match}"
    if refused:
        said = _("An imported id says that they are the same. Take the file back first.")
        return said, f"{MATCHES}/ids"
    return "", ""


def _change(found: Pulled, visit: Visit) -> str:
    """What parting this side would do."""
    left = len(found.card.sides) - 1
    return visit.speech.ngettext(
        "%(side)s gets a card of its own; %(n)s other stays.",
        "%(side)s gets a card of its own; %(n)s others stay.",
        left,
        side=_told(found.side, visit),
    )


def _side(card: Joined, at: int, shown: int, visit: Visit) -> Shown:
    side = card.sides[at]
    operator = operator_said(side.operator, visit.shop)
    return Shown(operator, side.name, f"{PATH}/{card.id}?side={at + 1}", at == shown)


def _told(side: Side, visit: Visit) -> str:
    return f"{operator_said(side.operator, visit.shop)}: {side.name}"


def _line(card: Joined, visit: Visit) -> Line:
    names = list(dict.fromkeys(side.name for side in card.sides))
    who = dict.fromkeys(operator_said(side.operator, visit.shop) for side in card.sides)
    likely = visit.speech._("%(percent)s likely the same", percent=percent(card.score))
    return Line(f"{PATH}/{card.id}", names[0], " · ".join(names[1:]), ", ".join(who), likely)
