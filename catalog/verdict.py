"""Verdict: what the gate said of a run, kept beside the run, and who overruled it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from ..offers.faults import GateFault
from .gate.sentences import Sentence
from .home import write_json

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


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a run may be published; `reasons` are whole sentences, one for each failed rule, in
    English and, where they are a `Sentence`, in any language.

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
            "reasons_said": _told(verdict.reasons),
            "warnings_said": _told(verdict.warnings),
        },
    )


def _told(sentences: Iterable[str]) -> list[Any]:
    """What each is made of, None for a sentence without a code."""
    return [one.told() if isinstance(one, Sentence) else None for one in sentences]


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
        reasons=_sentences(said, "reasons"),
        loss_by_country=tuple(Loss(*loss) for loss in said["loss_by_country"]),
        accepted=accepted
        and Accepted(
            accepted["name"], accepted["reason"], dt.datetime.fromisoformat(accepted["at"])
        ),
        figures=said["figures"],
        warnings=_sentences(said, "warnings"),
        steady=tuple(said.get("steady", ())),
    )


def _sentences(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Older verdicts kept the English text alone."""
    texts, made_of = said.get(name, ()), said.get(f"{name}_said", ())
    return tuple(map(Sentence.kept, texts, chain(made_of, repeat(None))))


def overruled(verdict: Verdict, name: str, reason: str, now: dt.datetime) -> Verdict:
    """The same verdict with the name and reason of whoever publishes the run after all."""
    if not name.strip() or not reason.strip():
        raise GateFault("a refused run is accepted by a named person who says why")
    return replace(verdict, accepted=Accepted(name.strip(), reason.strip(), now))
