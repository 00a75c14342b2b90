"""Operators: who is refused and why, who is stopped, how true each is (screens.md 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...catalog import stops
from ...catalog.gate.aside import LeftOut, left_out
from ...catalog.home import Home
from ...catalog.runs import newest_run
from ...desk.operators import Counter, OperatorLine
from ...offers.faults import FairwindError, GateFault
from ..shell import render
from .operators_said import GateSaid, Row, Told, gate_said, left_out_said, row_of, told
from .roles import SYSTEM
from .visit import Visit, Who, who

PATH = "/office/operators"
MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class OperatorsPage:
    """All operators; those the gate refused stand above, each in a sentence."""

    who: Who
    refused: tuple[Told, ...]
    rows: tuple[Row, ...]
    faults: tuple[str, ...]
    decides: bool


@dataclass(frozen=True, slots=True)
class OperatorPage:
    """One operator: what was refused and why, what was left out, and its switch.

    `wrong` is the form whose name or reason is missing ("" for none), with what was typed.
    """

    who: Who
    row: Row
    told: Told | None
    reasons: tuple[GateSaid, ...]
    warnings: tuple[GateSaid, ...]
    left_out: tuple[tuple[GateSaid, LeftOut], ...]
    notes: tuple[str, ...]
    more_notes: int
    decides: bool
    done: str
    wrong: str = ""
    fault: str = ""
    by: str = ""
    reason: str = ""


def operators_page(visit: Visit) -> Response:
    """The whole list, the refused ones first; nothing is asked or judged here."""
    found = _counter(visit).operators()
    page = OperatorsPage(
        who=who(visit.session),
        refused=tuple(told(visit, line) for line in found.lines if _refused(line)),
        rows=tuple(row_of(visit, line) for line in found.lines),
        faults=found.faults,
        decides=_decides(visit),
    )
    return render(visit.request, "office/operators.html", page, indexed=False)


def operator_page(visit: Visit) -> Response:
    """One operator."""
    return _page(visit, _line(visit))


def keep(visit: Visit) -> Response:
    """Leave the last published offers: the name and the reason go into the audit."""
    return _decided(visit, "keep", _counter(visit).keep)


def publish(visit: Visit) -> Response:
    """Publish the refused run after all, on a named person's word."""
    return _decided(visit, "publish", _counter(visit).publish_after_all)


def stop(visit: Visit) -> Response:
    """Let nobody ask this operator any more."""
    line, reason = _line(visit), visit.form.get("reason", "").strip()
    if not reason:
        return _page(visit, line, "stop", visit.speech._("Say why."), reason=reason)
    with visit.shop.database.write() as conn:
        stops.stop(conn, line.name, visit.actor, reason, visit.shop.clock.now())
    return RedirectResponse(f"{PATH}/{line.name}?done=stopped", 303)


def resume(visit: Visit) -> Response:
    """Let it be asked again."""
    line = _line(visit)
    with visit.shop.database.write() as conn:
        stops.resume(conn, line.name, visit.actor, visit.shop.clock.now())
    return RedirectResponse(f"{PATH}/{line.name}?done=resumed", 303)


def _decided(visit: Visit, form: str, deed: Callable[[str, str, str], None]) -> Response:
    line = _line(visit)
    by, reason = (visit.form.get(name, "").strip() for name in ("by", "reason"))
    if not by or not reason:
        said = visit.speech._("Say who decides and why.")
        return _page(visit, line, form, said, by=by, reason=reason)
    if visit.form.get("run", "") != line.newest_run:
        said = visit.speech._("A newer run has come meanwhile: look at it first.")
        return _page(visit, line, form, said, by=by, reason=reason)
    try:
        deed(line.name, f"{by} ({visit.actor})", reason)
    except GateFault:
        said = visit.speech._("Somebody has decided about it already.")
        return _page(visit, line, form, said, by=by, reason=reason)
    return RedirectResponse(f"{PATH}/{line.name}?done={form}", 303)


def _page(
    visit: Visit,
    line: OperatorLine,
    wrong: str = "",
    fault: str = "",
    by: str = "",
    reason: str = "",
) -> Response:
    verdict = line.verdict
    page = OperatorPage(
        who=who(visit.session),
        row=row_of(visit, line),
        told=told(visit, line) if _refused(line) else None,
        reasons=gate_said(verdict.reasons if verdict and not verdict.passed else (), visit.speech),
        warnings=gate_said(verdict.warnings if verdict else (), visit.speech),
        left_out=tuple(
            (left_out_said(one.reason, visit.speech), one) for one in _left_out(visit, line)
        ),
        notes=line.faults[:MOST_FAULTS],
        more_notes=max(len(line.faults) - MOST_FAULTS, 0),
        decides=_decides(visit),
        done=visit.request.query_params.get("done", ""),
        wrong=wrong,
        fault=fault,
        by=by or visit.session.user.name,
        reason=reason,
    )
    status = 422 if fault else 200
    return render(visit.request, "office/operator.html", page, status=status, indexed=False)


def _left_out(visit: Visit, line: OperatorLine) -> tuple[LeftOut, ...]:
    """What was left out of its newest run; none where that cannot be read."""
    try:
        run = newest_run(Home(visit.shop.settings.home), line.name)
        return left_out(run) if run else ()
    except FairwindError:
        return ()


def _counter(visit: Visit) -> Counter:
    """The counter of this site; one that was started without it has no such page."""
    if visit.shop.counter is None:
        raise HTTPException(404)
    return visit.shop.counter


def _line(visit: Visit) -> OperatorLine:
    line = _counter(visit).operator(visit.request.path_params["name"])
    if line is None:
        raise HTTPException(404)
    return line


def _refused(line: OperatorLine) -> bool:
    return bool(line.verdict and not line.verdict.publishable)


def _decides(visit: Visit) -> bool:
    return bool(visit.session.user.roles & SYSTEM)
