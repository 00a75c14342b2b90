"""The clients: everybody one may see, found by name, telephone or mail."""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.responses import Response

from ...leads import clients as room
from ...leads import listing
from ...leads.clients import Asked, Client, Sort
from ..shell import render
from ..text import Speech
from .lead_words import moment
from .roles import TEAM
from .table import Column, Pages, at, columns, pages
from .visit import Visit, Who, who

PATH = "/office/clients"


@dataclass(frozen=True, slots=True)
class ClientLine:
    """One client in the list."""

    address: str
    name: str
    contact: str
    segment: str
    manager: str
    leads: int
    bookings: int
    seen: str


@dataclass(frozen=True, slots=True)
class ClientsPage:
    """The list; `imports` whether the reader may import."""

    who: Who
    asked: Asked
    segments: tuple[tuple[str, str], ...]
    managers: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    lines: tuple[ClientLine, ...]
    total: int
    pages: Pages
    density: str
    imports: bool


def clients_page(visit: Visit) -> Response:
    """The list that the address asks for."""
    want = room.asked(visit.request.query_params)
    with visit.shop.database.read() as conn:
        found = room.clients(conn, want, visit.session.user)
        names = listing.owners(conn)
    _ = visit.speech._
    managers = tuple((str(number), name) for number, name in names)
    page = ClientsPage(
        who=who(visit.session),
        asked=want,
        segments=(("", _("any")), *((code, segment(code, visit.speech)) for code in room.SEGMENTS)),
        managers=(("", _("any")), ("me", _("Me")), ("nobody", _("Nobody")), *managers),
        columns=_columns(want, visit),
        lines=tuple(_line(one, visit) for one in found.found),
        total=found.total,
        pages=pages(found.page, found.pages, lambda n: _address(replace(want, page=n))),
        density=_address(replace(want, dense=not want.dense)),
        imports=bool(visit.session.user.roles & TEAM),
    )
    return render(visit.request, "office/clients.html", page, indexed=False)


def segment(code: str, speech: Speech) -> str:
    """Who looks after somebody: they themselves on the site, or a manager."""
    _ = speech._
    words = {"self_service": _("self-service"), "priority": _("priority client")}
    return words.get(code, code)


def _columns(want: Asked, visit: Visit) -> tuple[Column, ...]:
    _ = visit.speech._
    named = (
        (Sort.NAME, _("Name")),
        ("", _("Contact")),
        ("", _("Segment")),
        ("", _("Account manager")),
        (Sort.LEADS, _("Enquiries")),
        (Sort.BOOKINGS, _("Bookings")),
        (Sort.SEEN, _("Heard of")),
    )

    def sorted_by(code: str, back: bool) -> str:
        return _address(replace(want, sort=Sort(code), back=back, page=1))

    return columns(named, want.sort, want.back, sorted_by)


def _address(want: Asked) -> str:
    return at(PATH, want.pairs())


def _line(client: Client, visit: Visit) -> ClientLine:
    return ClientLine(
        address=f"{PATH}/{client.id}",
        name=client.name,
        contact=client.contact,
        segment=segment(client.segment, visit.speech),
        manager=client.manager,
        leads=client.leads,
        bookings=client.bookings,
        seen=moment(client.seen_at, visit),
    )
