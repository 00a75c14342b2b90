"""What the proof of a run's basis came to, and the command `fairwind basis` that prints it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.console import Console

from ...offers import NO_CURRENCY, Basis, Money
from ...offers.faults import StoreFault
from ...store.settings import load_settings
from ..home import Home
from ..runs import Run, runs_of
from .pages import How, PageProof

MOST_EXAMPLES = 3
console = Console()


@dataclass(frozen=True, slots=True)
class BasisReport:
    """One run's pages of unknown basis by how they were decided.

    `agreeing` counts pages with two twins or more, each of which was decided alike by every
    single one of its twins: were one of them hidden, the others would say the same.
    """

    source: str
    run: str
    pages: int
    how: Mapping[How, int]
    basis: Mapping[Basis, int]
    agreeing: int
    examples: tuple[PageProof, ...]
    open: tuple[str, ...]
    currency: str

    @property
    def decided(self) -> int:
        return self.how.get(How.TWIN_ROWS, 0) + self.how.get(How.SHARED_ROW, 0)


def basis_report(run: Run) -> BasisReport:
    """The report of one finished run."""
    proofs = run.proofs()
    decided = [proof for proof in proofs if proof.basis is not Basis.UNKNOWN]
    shared = [proof for proof in decided if proof.how is How.SHARED_ROW]
    twins = [proof for proof in decided if proof.how is How.TWIN_ROWS]
    currencies = run.offers()["currency"].unique().drop_null().to_pylist()
    return BasisReport(
        run.source,
        run.name,
        len(proofs),
        Counter(proof.how for proof in proofs),
        Counter(proof.basis for proof in decided),
        sum(proof.twins > 1 for proof in twins),
        (*twins[:MOST_EXAMPLES], *shared[:1]),
        tuple(proof.address for proof in proofs if proof.basis is Basis.UNKNOWN),
        currencies[0] if len(currencies) == 1 else NO_CURRENCY,
    )


def basis_command(
    operator: Annotated[str, typer.Argument(help="name of the card")],
    as_json: Annotated[bool, typer.Option("--json", help="plain values for a program")] = False,
) -> None:
    """What an operator's prices are for, where it does not say so: pages proved, pages open."""
    runs = runs_of(Home(load_settings().home), operator)
    if not runs:
        raise StoreFault(f"{operator} has no finished run")
    report = basis_report(runs[-1])
    if as_json:
        typer.echo(json.dumps(_as_json(report), ensure_ascii=False, indent=1))
        return
    for line in _lines(report):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _lines(report: BasisReport) -> list[str]:
    head = f"{report.source}, run {report.run}: "
    if not report.pages:
        return [head + "every price says what it is for, or can prove nothing"]
    how, basis = report.how, report.basis
    return [
        head + f"{report.pages} pages print prices and say not what they are for",
        f"  {how.get(How.TWIN_ROWS, 0):4} proved by twin rows: one row for p, and for n times p",
        f"  {how.get(How.SHARED_ROW, 0):4} proved by a row that they share with a proved page",
        f"       of these {basis.get(Basis.PER_PERSON, 0)} per person,"
        f" {basis.get(Basis.PER_PARTY, 0)} for the whole party",
        f"  {how.get(How.CONTRADICTED, 0):4} contradicted by their own rows, so left unknown",
        f"  {how.get(How.NO_EVIDENCE, 0):4} without evidence: no price of theirs is ever ranked",
        f"{report.agreeing} pages have two twins or more, and all of a page's twins say the same",
        *(_example(proof, report.currency) for proof in report.examples),
    ]


def _example(proof: PageProof, currency: str) -> str:
    said = proof.evidence[0]
    own, other = (Money(minor, currency) for minor in (said.amount, said.other_amount))
    return (
        f"  {proof.address} is {proof.basis.value} ({proof.how.value}): record"
        f" {said.position + 1} at {own}, in {said.other_address} record"
        f" {said.other_position + 1} at {other}"
    )


def _as_json(report: BasisReport) -> dict[str, Any]:
    return {
        "source": report.source,
        "run": report.run,
        "pages": report.pages,
        "decided": report.decided,
        "how": {how.value: report.how.get(how, 0) for how in How},
        "basis": {basis.value: count for basis, count in report.basis.items()},
        "pages_with_agreeing_twins": report.agreeing,
        "examples": [
            {
                "address": proof.address,
                "basis": proof.basis.value,
                "how": proof.how.value,
                "twins": proof.twins,
                "evidence": [said._asdict() for said in proof.evidence],
            }
            for proof in report.examples
        ],
        "undecided": list(report.open),
        "currency": report.currency,
    }
