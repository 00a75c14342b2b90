"""Operators in the reader's words: a row of the list, and the sentence of a refused run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from babel.numbers import format_decimal

from ...catalog.gate.sentences import LEFT_OUT, in_tongue
from ...catalog.places import country_name
from ...catalog.verdict import Loss, Verdict
from ...desk.operators import Cause, Next, OperatorLine
from ...desk.tongue import tongue_of
from ..text import Speech
from ..trade import N_
from .moments import brief_moment, moment_said
from .visit import Visit

LOSSES, STEADY = 4, 3
STATES = {
    "ok": N_("ok"),
    "REFUSED": N_("refused"),
    "failed": N_("failed"),
    "running": N_("running"),
    "never": N_("not asked yet"),
    "damaged": N_("cannot be read"),
}
PERMISSIONS = {
    "contract": N_("contract"),
    "affiliate feed": N_("affiliate feed"),
    "open feed": N_("open feed"),
    "written consent": N_("written consent"),
    "own": N_("our own"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One operator in the list; `well` is the colour that repeats what `today` says."""

    name: str
    title: str
    address: str
    permission: str
    last_good: str
    offers: str
    today: str
    well: bool
    next: str
    why_then: str
    truth: str
    stopped: str
    sentence: str
    warnings: int


@dataclass(frozen=True, slots=True)
class GateSaid:
    """A sentence of the gate; `english` where it was kept without what it was made of."""

    text: str
    english: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A refused run in a sentence: how much came, how much there was, where the loss is.

    `fewer` is "39 % fewer", "" where nothing was lost. `decided` says who has looked already.
    """

    name: str
    title: str
    address: str
    run: str
    came: str
    fewer: str
    where: str
    kept: str
    decided: str
    reasons: tuple[GateSaid, ...]


def row_of(visit: Visit, line: OperatorLine) -> Row:
    """The row of one operator."""
    speech = visit.speech
    verdict = line.verdict
    return Row(
        name=line.name,
        title=line.title,
        address=f"/office/operators/{line.name}",
        permission=speech._(PERMISSIONS.get(line.permission, line.permission)),
        last_good=_moment(visit, line.last_good, speech._("never")),
        offers=speech.number(line.offers),
        today=_today(line, speech),
        well=line.state in ("ok", "never"),
        next=_next(visit, line.next),
        why_then=_why_then(visit, line.next),
        truth=_truth(line, speech),
        stopped=_stopped(visit, line),
        sentence="" if line.state == "ok" else line.sentence,
        warnings=len(verdict.warnings) if verdict and line.state == "ok" else 0,
    )


def _moment(visit: Visit, at: dt.datetime | None, otherwise: str) -> str:
    return brief_moment(visit, at) if at else otherwise


def _next(visit: Visit, turn: Next) -> str:
    if turn.cause is Cause.RUNNING:
        return visit.speech._("being asked now")
    if turn.cause in (Cause.STOPPED, Cause.NOT_PERMITTED):
        return visit.speech._("none")
    return _moment(visit, turn.at, visit.speech._("at once"))


def _why_then(visit: Visit, turn: Next) -> str:
    """Every 2 h: half of its prices change in 5 h, 31 looks."""
    speech, span = visit.speech, visit.speech.lasting(turn.wait)
    said = {
        Cause.FIRST: speech._("never asked"),
        Cause.RUNNING: "",
        Cause.FAILED: speech._("the last try failed"),
        Cause.CARD: speech._("every %(span)s, as its card says", span=span),
        Cause.STEADY: speech._("every %(span)s, as its card says: its prices last", span=span),
        Cause.STOPPED: speech._("it is stopped"),
        Cause.NOT_PERMITTED: speech._("no permission holds today"),
    }
    if turn.cause is not Cause.CHANGES:
        return said[turn.cause]
    return speech._("every %(span)s: %(why)s", span=span, why=_changes(turn, speech))


def _changes(turn: Next, speech: Speech) -> str:
    half = turn.half_life or turn.wait
    parts = [speech._("half of its prices change in %(span)s", span=speech.lasting(half))]
    if turn.looks:
        parts.append(
            speech.ngettext("%(n)s look by visitors", "%(n)s looks by visitors", turn.looks)
        )
    if turn.bound:
        parts.append(speech._("as often as its budget allows"))
    return ", ".join(parts)


def _today(line: OperatorLine, speech: Speech) -> str:
    """ok +1.2 %, or REFUSED 1,655."""
    said = speech._(STATES[line.state]) if line.state in STATES else line.state
    if line.state == "ok" and line.change is not None:
        return f"{said} {_signed(line.change, speech)}"
    return f"{said} {speech.number(line.newest_offers)}" if line.state == "REFUSED" else said


def _signed(percent: float, speech: Speech) -> str:
    sign = "+" if percent > 0 else "\u2212" if percent < 0 else ""
    return f"{sign}{format_decimal(abs(percent), '0.0', locale=speech.locale)} %"


def _truth(line: OperatorLine, speech: Speech) -> str:
    """412 checks, 91 % same, +1.3 %; or why there is no such figure."""
    if not line.asked_singly:
        return speech._("cannot be asked (list only)")
    truth = line.truth
    if truth is None or not truth.checks or truth.share_same is None:
        return speech._("no check yet")
    checks = speech.ngettext("%(n)s check", "%(n)s checks", truth.checks)
    same = speech._("%(share)s %% same", share=round(100 * truth.share_same))
    moved = "" if truth.mean_change is None else _signed(round(truth.mean_change, 1), speech)
    return ", ".join(filter(None, (checks, same, moved)))


def _stopped(visit: Visit, line: OperatorLine) -> str:
    if line.stop is None:
        return ""
    return visit.speech._(
        "Stopped by %(who)s, %(when)s: %(why)s",
        who=line.stop.by,
        when=moment_said(visit, line.stop.at),
        why=line.stop.reason,
    )


def told(visit: Visit, line: OperatorLine) -> Told:
    """What came, what there was, and where the loss is."""
    speech, verdict = visit.speech, line.verdict
    assert verdict is not None
    return Told(
        name=line.name,
        title=line.title,
        address=f"/office/operators/{line.name}",
        run=line.newest_run,
        came=_came(line, verdict, speech),
        fewer=_fewer(verdict, speech),
        where=_where(verdict, speech),
        kept=_kept(visit, line),
        decided="" if line.refusal else speech._("Somebody has looked: the kept offers stay."),
        reasons=gate_said(verdict.reasons, speech),
    )


def gate_said(sentences: Iterable[str], speech: Speech) -> tuple[GateSaid, ...]:
    """What the gate said, in the reader's language."""
    tongue = tongue_of(speech.lang)
    said = [(in_tongue(one, tongue), one) for one in sentences]
    return tuple(GateSaid(text, text == english) for text, english in said)


def left_out_said(code: str, speech: Speech) -> GateSaid:
    """Why records were left out, in the reader's language."""
    if code not in LEFT_OUT:
        return GateSaid(code.replace("_", " "), True)
    said = tongue_of(speech.lang).sentence(LEFT_OUT[code])
    return GateSaid(said, said == LEFT_OUT[code])


def _came(line: OperatorLine, verdict: Verdict, speech: Speech) -> str:
    now = speech.number(verdict.figures.get("ahead", line.newest_offers))
    if "ahead_before" not in verdict.figures:
        return speech._("%(name)s sent %(now)s offers.", name=line.title, now=now)
    return speech._(
        "%(name)s sent %(now)s offers; the last published day had %(before)s"
        " (departed dates taken out):",
        name=line.title,
        now=now,
        before=speech.number(verdict.figures["ahead_before"]),
    )


def _fewer(verdict: Verdict, speech: Speech) -> str:
    """39 % fewer, 12 % more; "" where there is nothing to compare with."""
    now, before = (verdict.figures.get(name, 0) for name in ("ahead", "ahead_before"))
    if not before:
        return ""
    share = round(100 * (now - before) / before)
    if share < 0:
        return speech._("%(share)s %% fewer.", share=-share)
    return speech._("%(share)s %% more.", share=share) if share else speech._("as many.")


def _where(verdict: Verdict, speech: Speech) -> str:
    """Bulgaria 63 -> 13, Greece 896 -> 369; Egypt and Curaçao unchanged."""
    losses = verdict.loss_by_country
    if not losses:
        return ""
    said = ", ".join(_loss(loss, speech) for loss in losses[:LOSSES])
    if len(losses) > LOSSES:
        more = len(losses) - LOSSES
        said += " " + speech.ngettext("and %(n)s country more", "and %(n)s countries more", more)
    steady = [_country(code, speech) for code in verdict.steady[:STEADY]]
    if steady:
        said += "; " + speech._("%(countries)s unchanged", countries=speech.listed(steady))
    return f"{said}."


def _loss(loss: Loss, speech: Speech) -> str:
    now, before = speech.number(loss.now), speech.number(loss.before)
    return f"{_country(loss.country, speech)} {before} \u2192 {now}"


def _country(code: str, speech: Speech) -> str:
    return country_name(code, speech.lang) if code else speech._("country not known")


def _kept(visit: Visit, line: OperatorLine) -> str:
    if line.last_good is None:
        return visit.speech._("Nothing of this operator was ever published.")
    return visit.speech._(
        "The site keeps the offers of %(when)s and says so on each card.",
        when=moment_said(visit, line.last_good),
    )
