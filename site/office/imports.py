"""Import of clients and bookings: a file, what would become of each row, then the import."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...leads import clients_import, import_undo
from ...leads.clients_import import DONE, PREVIEW, RUNNING, Import
from ...leads.import_columns import FIELDS, chosen, without_sensitive
from ...leads.import_fates import Fate
from ...leads.import_file import ImportFault, read_sheet
from ...leads.import_values import BASES
from ...store import audit
from ..shell import render
from ..text import own_name
from . import import_words as words
from .imports_upload import Uploaded
from .lead_words import moment
from .number import number
from .table import Pages, pages
from .visit import Visit, Who, who

PATH = "/office/imports"
SHOWN = 50
USUAL = ("basis", "source", "dated", "currency", "operator", "language")


@dataclass(frozen=True, slots=True)
class Past:
    """One import that was made or waits."""

    address: str
    file: str
    at: str
    actor: str
    state: str
    counts: str


@dataclass(frozen=True, slots=True)
class ImportsPage:
    """The form for a file, and what was imported before."""

    who: Who
    past: tuple[Past, ...]
    fault: str


@dataclass(frozen=True, slots=True)
class Column:
    """One field and the column that says it."""

    field: str
    name: str
    chosen: str


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row of the file with its fate."""

    place: int
    name: str
    kind: str
    fate: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One file. `open` while it waits to be imported, `done` once it can be undone."""

    who: Who
    id: int
    file: str
    state: str
    open: bool
    changes: bool
    done: bool
    counts: str
    left_out: str
    columns: tuple[Column, ...]
    header: tuple[tuple[str, str], ...]
    bases: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]
    usual: dict[str, str]
    skip_doubtful: bool
    lines: tuple[RowLine, ...]
    pages: Pages


def imports_page(visit: Visit) -> Response:
    """The form, and what was imported before."""
    return _front(visit)


def upload(visit: Visit) -> Response:
    """Read a file and keep its rows to be looked at; 422 where it cannot be read."""
    form, shop = visit.form, visit.shop
    file = form.file if isinstance(form, Uploaded) else None
    try:
        if file is None:
            raise ImportFault("missing")
        sheet = read_sheet(file.name, file.body, visit.speech.lang)
    except ImportFault as fault:
        return _front(visit, 422, words.file(fault.code, visit.speech))
    usual = {"language": visit.shop.settings.languages[0], "currency": shop.settings.currency}
    with shop.database.write() as conn:
        kept = clients_import.keep(
            conn, file.name, without_sensitive(sheet), usual, visit.actor, visit.now
        )
    return RedirectResponse(f"{PATH}/{kept}", 303)


def import_page(visit: Visit) -> Response:
    """What would become of each row."""
    found = _found(visit)
    settings = visit.shop.settings
    with visit.shop.database.read() as conn:
        fates = tuple(clients_import.preview(conn, settings, found, visit.now.date()))
    page = _page(visit, found, fates)
    return render(visit.request, "office/imports_one.html", page, indexed=False)


def read_again(visit: Visit) -> Response:
    """Read the columns in another way."""
    found, form = _found(visit), visit.form
    usual = {field: " ".join(form.get(f"usual-{field}", "").split())[:200] for field in USUAL}
    languages = visit.shop.settings.languages
    if usual["language"] not in languages:
        usual["language"] = languages[0]
    with visit.shop.database.write() as conn:
        clients_import.change(
            conn,
            found,
            chosen(found.sheet.header, form),
            usual,
            form.get("skip_doubtful") == "yes",
        )
    return RedirectResponse(f"{PATH}/{found.id}", 303)


def do_import(visit: Visit) -> Response:
    """Write what the preview told."""
    found, shop = _found(visit), visit.shop
    clients_import.run(shop.database, shop.settings, found.id, visit.actor, visit.now)
    return RedirectResponse(f"{PATH}/{found.id}", 303)


def undo_import(visit: Visit) -> Response:
    """Take the whole import back, but what somebody works with."""
    found = _found(visit)
    with visit.shop.database.write() as conn:
        if import_undo.undo(conn, found.id, visit.actor, visit.now) is None:
            raise HTTPException(409)
    return RedirectResponse(f"{PATH}/{found.id}", 303)


def throw_away(visit: Visit) -> Response:
    """Forget a file that was not imported."""
    found = _found(visit)
    with visit.shop.database.write() as conn:
        if clients_import.drop(conn, found.id):
            audit.note(conn, visit.now, visit.actor, "upload dropped", f"import:{found.id}")
    return RedirectResponse(PATH, 303)


def _found(visit: Visit) -> Import:
    with visit.shop.database.read() as conn:
        found = clients_import.find(conn, number(visit))
    if found is None:
        raise HTTPException(404)
    return found


def _front(visit: Visit, status: int = 200, fault: str = "") -> Response:
    with visit.shop.database.read() as conn:
        past = clients_import.past(conn)
    speech = visit.speech
    page = ImportsPage(
        who=who(visit.session),
        past=tuple(
            Past(
                f"{PATH}/{one.id}",
                one.file,
                moment(one.at, visit),
                one.actor,
                words.state(one.state, speech),
                words.counts(dict(one.counts), speech),
            )
            for one in past
        ),
        fault=fault,
    )
    return render(visit.request, "office/imports.html", page, status=status, indexed=False)


def _page(visit: Visit, found: Import, fates: tuple[Fate, ...]) -> ImportPage:
    speech, _ = visit.speech, visit.speech._
    waits = found.state in (PREVIEW, RUNNING)
    said: Counter[str] = Counter(fate.kind for fate in fates)
    said["bookings"] = sum(1 for fate in fates if fate.booking == "new")
    columns = enumerate(found.sheet.header)
    last = max(1, -(-len(fates) // SHOWN))
    shown = _asked_page(visit, last)
    return ImportPage(
        who=who(visit.session),
        id=found.id,
        file=found.file,
        state=words.state(found.state, speech),
        open=waits,
        changes=found.state == PREVIEW,
        done=found.state in (DONE, RUNNING),
        counts=words.counts(dict(said) if waits else dict(found.counts), speech),
        left_out=", ".join(found.left_out),
        columns=tuple(
            Column(field, words.field(field, speech), str(found.mapping.get(field, "")))
            for field in FIELDS
        ),
        header=(("", _("no column")), *((str(n), name or f"{n + 1}.") for n, name in columns)),
        bases=(("", _("as each row says")), *((code, words.basis(code, speech)) for code in BASES)),
        languages=tuple((code, own_name(code)) for code in visit.shop.settings.languages),
        usual={field: found.usual.get(field, "") for field in USUAL},
        skip_doubtful=found.skip_doubtful,
        lines=tuple(
            RowLine(one.place, one.name, one.kind, words.fate(one, speech))
            for one in fates[(shown - 1) * SHOWN : shown * SHOWN]
        ),
        pages=pages(shown, last, lambda n: f"{PATH}/{found.id}?page={n}"),
    )


def _asked_page(visit: Visit, last: int) -> int:
    """The page of rows that the address asks for, one there is."""
    asked = visit.request.query_params.get("page", "")
    known = asked.isascii() and asked.isdecimal() and len(asked) < 6
    return min(max(1, int(asked)), last) if known else 1
