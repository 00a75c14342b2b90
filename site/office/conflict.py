"""Two at once: somebody changed it since the page was drawn. Both stand side by side, 409."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from ..posted import Posted
from ..shell import render
from .visit import Visit, Who, who


@dataclass(frozen=True, slots=True)
class Both:
    """One field: as it stands now, and as it was just typed; `name` is the form's, `said` is how
    the typed value reads where it is a code."""

    name: str
    label: str
    theirs: str
    yours: str
    said: str = ""

    @property
    def differ(self) -> bool:
        return self.theirs != (self.said or self.yours)


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """Both versions; the form sends the typed one again, for the version that stands now."""

    who: Who
    what: str
    back: str
    action: str
    version: int
    fields: tuple[Both, ...]
    rest: tuple[tuple[str, str], ...]


def stale(form: Posted, version: int) -> bool:
    """Whether the form was drawn from another version than this."""
    return form.get("version", "") != str(version)


def conflict(visit: Visit, what: str, back: str, version: int, fields: Sequence[Both]) -> Response:
    """The page of both: `what` names the thing, `back` is its page, `version` stands now.

    Nothing typed is lost: fields of the form that are not named among `fields` go along unseen.
    """
    shown = {one.name for one in fields} | {"token", "version"}
    rest = [
        (name, value) for name in visit.form if name not in shown for value in visit.form.all(name)
    ]
    page = ConflictPage(
        who=who(visit.session),
        what=what,
        back=back,
        action=visit.request.url.path,
        version=version,
        fields=tuple(fields),
        rest=tuple(rest),
    )
    return render(visit.request, "office/conflict.html", page, status=409, indexed=False)
