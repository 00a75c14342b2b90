"""Verdict: what the gate said of a run, kept beside the run, and who overruled it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..offers.faults import GateFault
from .home import write_json
from .places import country_name

VERDICT = "verdict.json"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A named person's word that a refused run is right after all."""

    name: str
    reason: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Loss:
    """Offers of one country in the last published run and in this one, departed ones left out."""

    country: str
    before: int
    now: int

    def __str__(self) -> str:
        name = country_name(self.country, "en") if self.country else "country not known"
        return f"{name} {self.before:,} -> {self.now:,}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a run may be published; `reasons` are whole sentences, one for each failed rule.

    `warnings` are sentences of what is odd and refuses nothing. `loss_by_country` names the
    countries that have fewer offers than before, the largest loss first; `steady` those that have
    as many or more, the largest first.
    """

    passed: bool
    reasons: tuple[str, ...] = ()
    loss_by_country: tuple[Loss, ...] = ()
    accepted: Accepted | None = None
    figures: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    steady: tuple[str, ...] = ()

    @property
    def publishable(self) -> bool:
        return self.passed or self.accepted is not None


def keep_verdict(folder: Path, verdict: Verdict) -> None:
    """Write the verdict beside its run, whole or not at all."""
    accepted = verdict.accepted
    write_json(
        folder / VERDICT,
        {
            "passed": verdict.passed,
            "reasons": list(verdict.reasons),
            "loss_by_country": [
                [loss.country, loss.before, loss.now] for loss in verdict.loss_by_country
            ],
            "accepted": accepted
            and {"name": accepted.name, "reason": accepted.reason, "at": accepted.at.isoformat()},
            "figures": dict(verdict.figures),
            "warnings": list(verdict.warnings),
            "steady": list(verdict.steady),
        },
    )


def kept_verdict(folder: Path) -> Verdict | None:
    """The verdict on the run in this folder, or None where the gate has not judged it."""
    path = folder / VERDICT
    try:
        return _read(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise GateFault(f"{path}: the verdict cannot be read: {error!r}") from error


def _read(said: Mapping[str, Any]) -> Verdict:
    accepted = said["accepted"]
    return Verdict(
        passed=said["passed"],
        reasons=tuple(said["reasons"]),
        loss_by_country=tuple(Loss(*loss) for loss in said["loss_by_country"]),
        accepted=accepted
        and Accepted(
            accepted["name"], accepted["reason"], dt.datetime.fromisoformat(accepted["at"])
        ),
        figures=said["figures"],
        warnings=tuple(said.get("warnings", ())),
        steady=tuple(said.get("steady", ())),
    )


def overruled(verdict: Verdict, name: str, reason: str, now: dt.datetime) -> Verdict:
    """The same verdict with the name and reason of whoever publishes the run after all."""
    if not name.strip() or not reason.strip():
        raise GateFault("a refused run is accepted by a named person who says why")
    return replace(verdict, accepted=Accepted(name.strip(), reason.strip(), now))
