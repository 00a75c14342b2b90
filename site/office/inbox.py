"""The inbox: every lead one may see, in lists that are addresses."""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.responses import Response

from ...leads import access, listing, listing_saved
from ...leads.listing import Listing, Sort, View, Wanted
from ...store import outbox
from ..shell import render
from ..text import own_name
from . import inbox_words
from .inbox_line import Line, line_of
from .roles import TEAM
from .table import Column, Pages, at, columns, pages
from .visit import Visit, Who, who

PATH = "/office/leads"


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the inbox's lists, with how many stand in it; `id` names one of the reader's own."""

    name: str
    address: str
    current: bool
    count: int | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter: its field, its name and what can be chosen as (value, words)."""

    field: str
    name: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One list of the inbox. `query` is the address' own, which forms bring back."""

    who: Who
    heading: str
    tabs: tuple[Tab, ...]
    own: tuple[Tab, ...]
    choices: tuple[Choice, ...]
    want: Wanted
    first: str
    last: str
    filtered: bool
    clear: str
    kept: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: int
    pages: Pages
    density: str
    export: str
    query: str
    owners: tuple[tuple[str, str], ...]
    assigns: bool
    said: str
    mail_waits: int


def inbox_page(visit: Visit) -> Response:
    """The list that the address asks for."""
    want = listing.wanted(visit.request.query_params)
    user, zone = visit.session.user, visit.shop.settings.zone
    seen = access.visible(user)
    with visit.shop.database.read() as conn:
        found = listing.listing(conn, want, user.id, seen, zone)
        own = listing_saved.saved(conn, user.id)
        names = listing.owners(conn)
        given = listing.answering(conn)
        channels = listing.channels(conn, seen)
    page = _page(visit, want, found, own, names, given, channels)
    return render(visit.request, "office/inbox.html", page, indexed=False)


def _page(
    visit: Visit,
    want: Wanted,
    found: Listing,
    own: tuple[listing_saved.Saved, ...],
    names: tuple[tuple[int, str], ...],
    given: tuple[tuple[int, str], ...],
    channels: tuple[str, ...],
) -> InboxPage:
    speech = visit.speech
    query = at("", want.pairs()).removeprefix("?")
    people = tuple((str(number), name) for number, name in names)
    bare = Wanted(view=want.view, dense=want.dense)
    return InboxPage(
        who=who(visit.session),
        heading=inbox_words.view(want.view, speech),
        tabs=_tabs(want, found, visit),
        own=tuple(
            Tab(one.name, f"{PATH}?{one.query}", one.query == query, id=one.id) for one in own
        ),
        choices=_choices(want, people, channels, visit),
        want=want,
        first=want.first.isoformat() if want.first else "",
        last=want.last.isoformat() if want.last else "",
        filtered=want.filtered(),
        clear=address(bare),
        kept=_kept(want),
        columns=_columns(want, visit),
        lines=tuple(line_of(one, visit) for one in found.leads),
        total=found.total,
        pages=pages(found.page, found.pages, lambda page: address(replace(want, page=page))),
        density=address(replace(want, dense=not want.dense)),
        export=at(f"{PATH}.csv", replace(want, page=1).pairs()),
        query=query,
        owners=tuple((str(number), name) for number, name in given),
        assigns=bool(visit.session.user.roles & TEAM),
        said=inbox_words.done(visit.request.query_params, speech),
        mail_waits=outbox.waiting(visit.shop.database),
    )


def address(want: Wanted) -> str:
    """The address of a list."""
    return at(PATH, want.pairs())


def _tabs(want: Wanted, found: Listing, visit: Visit) -> tuple[Tab, ...]:
    return tuple(
        Tab(
            inbox_words.view(view, visit.speech),
            address(Wanted(view=view, dense=want.dense)),
            view is want.view,
            found.counts[view],
        )
        for view in View
    )


def _choices(
    want: Wanted, people: tuple[tuple[str, str], ...], channels: tuple[str, ...], visit: Visit
) -> tuple[Choice, ...]:
    speech, _ = visit.speech, visit.speech._
    languages = tuple((code, own_name(code)) for code in visit.shop.settings.languages)
    everybody = ((listing.ME, _("Me")), (listing.NOBODY, _("Nobody")), *people)
    given = (
        ("temperature", _("Temperature"), _said(listing.TEMPERATURES, inbox_words.warmth, visit)),
        ("team", _("Team"), _said(listing.TEAMS, inbox_words.team, visit)),
        ("owner", _("Whose"), everybody),
        ("kind", _("Kind"), _said(listing.KINDS, inbox_words.kind, visit)),
        ("channel", _("Channel"), _said(channels, inbox_words.channel, visit)),
        ("language", _("Language"), languages),
    )
    any_ = ("", speech._("any"))
    return tuple(
        Choice(field, name, (any_, *options), getattr(want, field))
        for field, name, options in given
    )


def _said(
    codes: tuple[str, ...], words: inbox_words.Words, visit: Visit
) -> tuple[tuple[str, str], ...]:
    return tuple((code, words(code, visit.speech)) for code in codes)


def _kept(want: Wanted) -> tuple[tuple[str, str], ...]:
    """What the filter form brings along beside its own fields."""
    own = Wanted(view=want.view, sort=want.sort, back=want.back, dense=want.dense)
    return tuple(own.pairs())


def _columns(want: Wanted, visit: Visit) -> tuple[Column, ...]:
    _ = visit.speech._
    named = (
        (Sort.NAME, _("Who")),
        (Sort.URGENCY, _("Temperature")),
        ("", _("What")),
        (Sort.DUE, _("Until")),
        ("", _("State")),
        ("", _("Whose")),
        (Sort.CAME, _("Came")),
        (Sort.CHANNEL, _("Channel")),
    )

    def sorted_by(code: str, back: bool) -> str:
        return address(replace(want, sort=Sort(code), back=back, page=1))

    choose = Column(_("Choose"), hidden=True)
    return (choose, *columns(named, want.sort, want.back, sorted_by))
