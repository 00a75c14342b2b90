"""Ids of hotels from a file: what a file would change, its import, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from ...catalog.matching import id_map
from ...catalog.matching.id_file import read_ids
from ...catalog.matching.id_map import Preview
from ...offers.faults import StoreFault
from ..shell import render
from .imports_upload import Uploaded
from .moments import moment_said
from .visit import Visit, Who, who

PATH = "/office/matches/ids"
MOST_REFUSED = 100


@dataclass(frozen=True, slots=True)
class Past:
    """A file whose ids hold."""

    file: str
    told: str


@dataclass(frozen=True, slots=True)
class IdsPage:
    """The form, what the file just looked at would change, and the files imported before."""

    who: Who
    past: tuple[Past, ...]
    fault: str = ""
    file: str = ""
    new: tuple[tuple[str, str], ...] = ()
    known: str = ""
    refused: tuple[tuple[int, str], ...] = ()
    more: int = 0
    imported: bool = False


def ids_page(visit: Visit) -> Response:
    """The form and the files."""
    return _shown(visit)


def upload(visit: Visit) -> Response:
    """Tell what a file would change, or keep it; 422 where it cannot be read."""
    file = visit.form.file if isinstance(visit.form, Uploaded) else None
    keeps = visit.form.get("deed", "") == "import"
    try:
        if file is None:
            raise StoreFault(visit.speech._("Choose a file first."))
        read = read_ids(file.name, file.body)
    except StoreFault as fault:
        return _shown(visit, 422, fault=str(fault))
    with visit.shop.database.write() as conn:
        if keeps:
            told = id_map.import_ids(conn, read, visit.actor, visit.now)
        else:
            told = id_map.preview(conn, read)
    return _shown(visit, file=read.name, told=told, imported=keeps)


def forget(visit: Visit) -> Response:
    """Take a file back."""
    with visit.shop.database.write() as conn:
        id_map.forget(conn, visit.form.get("file", ""), visit.actor, visit.now)
    return RedirectResponse(PATH, 303)


def _shown(
    visit: Visit,
    status: int = 200,
    *,
    fault: str = "",
    file: str = "",
    told: Preview | None = None,
    imported: bool = False,
) -> Response:
    speech = visit.speech
    with visit.shop.database.read() as conn:
        past = id_map.imported(conn)
    counts = told.new if told else {}
    refused = told.refused if told else ()
    page = IdsPage(
        who=who(visit.session),
        past=tuple(
            Past(
                one.file,
                f"{speech.ngettext('%(n)s id', '%(n)s ids', one.ids)} · {one.by} · "
                f"{moment_said(visit, one.at)}",
            )
            for one in past
        ),
        fault=fault,
        file=file,
        new=tuple((operator, speech.number(count)) for operator, count in counts.items()),
        known=speech.number(told.known) if told and told.known else "",
        refused=tuple((one.line, one.why) for one in refused[:MOST_REFUSED]),
        more=max(0, len(refused) - MOST_REFUSED),
        imported=imported,
    )
    return render(visit.request, "office/match_ids.html", page, status=status, indexed=False)
