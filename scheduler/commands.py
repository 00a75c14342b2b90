"""The commands of whoever runs it: refresh, accept, operators, tick."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from ..catalog.generations import rollback
from ..catalog.home import Home
from ..crawlers.card import read_card
from ..offers.faults import CardFault, SettingsFault, StoreFault, one_plain_line
from ..store.clock import clock_of
from ..store.database import open_database
from ..store.settings import FILE, load_settings
from .cards import NamedCard, cards_of
from .decide import keep, publish_after_all
from .doctor import NOWHERE, Finding, Mark, examine, examine_home
from .first_start import lay_home
from .operator_lines import operator_json, operator_notes, operators_table
from .operators import operator_lines
from .outcome_lines import outcome_json, outcome_notes, outcome_table
from .photos import bring_photos
from .refresh import refresh
from .tick import tick
from .turns import due_now

AsJson = Annotated[bool, typer.Option("--json", help="plain values for a program")]
screen = Console(stderr=True)
console = Console()


WIDE = 240
"""Columns of a table whose cells are never cut: a narrow terminal wraps them."""


class CrawlProgress:
    """A line for each operator at work: pages, records found, offers kept."""

    def __init__(self, shown: bool) -> None:
        self._bar = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=screen
        )
        self._shown = shown
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> CrawlProgress:
        if self._shown:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, source: str, facts: dict[str, Any]) -> None:
        if not self._shown:
            return
        counts = ", ".join(
            f"{facts[key]:,} {key}" for key in ("pages", "found", "kept") if key in facts
        )
        if source not in self._tasks:
            self._tasks[source] = self._bar.add_task(source, total=None)
        self._bar.update(self._tasks[source], description=f"{source}: {counts}")


def refresh_command(
    operators: Annotated[list[str] | None, typer.Argument(help="names of cards")] = None,
    due_only: Annotated[bool, typer.Option("--due", help="those whose turn it is")] = False,
    card: Annotated[
        Path | None, typer.Option(help="one card from anywhere; it is kept in the home")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Crawl operators, judge what came, publish what passed. All of them when none is named."""
    settings = load_settings()
    clock = clock_of(settings)
    database = open_database(settings)
    home = Home(settings.home)
    found = cards_of(home)
    if card is not None:
        chosen: tuple[NamedCard, ...] = (_kept_card(home, card),)
    elif due_only:
        chosen = tuple(due_now(settings, clock, database, found.good))
    else:
        chosen = found.named(operators) if operators else found.good
    faults = () if card or operators else found.faults
    with CrawlProgress(not as_json) as progress:
        outcomes = refresh(settings, clock, database, chosen, progress)
    if as_json:
        said = {"outcomes": [outcome_json(o) for o in outcomes], "card_faults": list(faults)}
        typer.echo(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        _say(outcomes, faults, due_only)
    bring_photos(settings, clock, database, [one for _, one in chosen])
    if faults or not all(outcome.done for outcome in outcomes) or not (outcomes or due_only):
        raise typer.Exit(1)


def _say(outcomes: list[Any], faults: tuple[str, ...], due_only: bool) -> None:
    for fault in faults:
        screen.print(fault, style="red", markup=False)
    if outcomes:
        console.print(outcome_table(outcomes), soft_wrap=True)
        _print_notes(outcome_notes(outcomes))
    elif not due_only:
        screen.print("No card yet: `fairwind new-card NAME` makes one, in the home's operators/.")
    else:
        screen.print("Nobody is due.")


def _print_notes(notes: list[str]) -> None:
    """One line each: scraped words are no markup and move no cursor."""
    for note in notes:
        console.print(one_plain_line(note), markup=False, highlight=False, soft_wrap=True)


def _kept_card(home: Home, path: Path) -> NamedCard:
    """Read a card from anywhere and keep a copy in the home, where later ticks find it."""
    card = read_card(path)
    kept = home.operators / path.name
    if path.resolve() != kept.resolve():
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, kept)
        screen.print(f"Card kept as {kept}", markup=False)
    return kept, card


def operators_command(as_json: AsJson = False) -> None:
    """Every operator: permission, last good run, offers, and what today's run gave."""
    settings = load_settings()
    now = clock_of(settings).now()
    found = operator_lines(settings, open_database(settings), now)
    if as_json:
        said = {
            "operators": [operator_json(line) for line in found.lines],
            "faults": list(found.faults),
        }
        typer.echo(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        Console(width=WIDE).print(operators_table(found.lines), soft_wrap=True)
        _print_notes(operator_notes(found.lines))
    for fault in found.faults:
        screen.print(fault, style="red", markup=False)
    if found.faults:
        raise typer.Exit(1)


By = Annotated[str, typer.Option(help="who decides")]


def accept_command(
    operator: Annotated[str, typer.Argument(help="name of the card")],
    by: By,
    because: Annotated[str, typer.Option(help="why the refused run is right after all")],
) -> None:
    """Publish an operator's refused run after all; the name and the reason are kept with it."""
    settings = load_settings()
    database, clock = open_database(settings), clock_of(settings)
    run = publish_after_all(settings, clock, database, operator, by, because)
    typer.echo(f"{operator}: {run.report.offers:,} offers of run {run.name} published")


def keep_command(
    operator: Annotated[str, typer.Argument(help="name of the card")],
    by: By,
    because: Annotated[str, typer.Option(help="what was seen")],
) -> None:
    """Keep an operator's last published offers: somebody has looked at the refused run."""
    settings = load_settings()
    run = keep(settings, clock_of(settings), open_database(settings), operator, by, because)
    typer.echo(f"{operator}: run {run.name} is kept back; the last published offers stay")


def rollback_command() -> None:
    """Serve the generation before the present one again; at most two steps back are kept."""
    generation = rollback(Home(load_settings().home))
    manifest = generation.manifest()
    typer.echo(
        f"{generation.id} is served: {manifest.offers:,} offers of {manifest.created:%F %H:%M}"
    )


def tick_command(as_json: AsJson = False) -> None:
    """Everything that is due: mail, refreshes, notices. Cron's one line, each minute."""
    settings = load_settings()
    clock = clock_of(settings)
    with CrawlProgress(not as_json and screen.is_terminal) as progress:
        done = tick(settings, clock, open_database(settings), progress)
    mail = done.mail
    said = {
        "busy": done.busy,
        "refreshed": [outcome_json(outcome) for outcome in done.outcomes],
        "leads_replayed": done.replayed,
        "mail": {"sent": mail.sent, "failed": mail.failed, "waiting": mail.waiting} if mail else {},
        "card_faults": list(done.faults),
    }
    if as_json:
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        states = ", ".join(f"{o.source} {o.state}" for o in done.outcomes) or "nobody was due"
        typer.echo(f"{clock.now():%Y-%m-%d %H:%M} {states}; mail {said['mail']}")
    if done.faults:
        raise CardFault(list(done.faults))
    if any(outcome.state == "failed" for outcome in done.outcomes) or (mail and mail.failed):
        raise typer.Exit(1)


def doctor_command(as_json: AsJson = False) -> None:
    """Look at this installation and say what is well, worth a look, or wrong."""
    settings = load_settings()
    try:
        findings = examine(settings, clock_of(settings), open_database(settings))
    except StoreFault as fault:
        closed = Finding("database", Mark.WRONG, str(fault))
        findings = [examine_home(settings.home), closed]
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        signs = {
            Mark.WELL: "[green]well[/] ",
            Mark.LOOK: "[yellow]look[/] ",
            Mark.WRONG: "[red]WRONG[/]",
        }
        for finding in findings:
            console.print(f"{signs[finding.mark]} {escape(finding.sentence)}", soft_wrap=True)
    if any(finding.mark is Mark.WRONG for finding in findings):
        raise typer.Exit(1)


def init_command(
    name: Annotated[str, typer.Option(prompt="Name of the agency")],
    mail: Annotated[str, typer.Option(prompt="Its mail address")],
) -> None:
    """First start: a home with settings and database, and what to do next."""
    checked = load_settings(agency_name=name, agency_mail=mail)
    if mail.endswith(NOWHERE):
        raise SettingsFault(f"{mail} can take no mail: give the address that enquiries go to")
    home = checked.home
    made = lay_home(checked, name, mail)
    open_database(load_settings()).close()
    for path in made:
        typer.echo(f"made   {path}")
    if home / FILE not in made:
        typer.echo(f"kept   {home / FILE} as it was")
    typer.echo(f"The home is {home}. Next:")
    typer.echo("  fairwind office create-user EMAIL --role head   somebody who can log in")
    typer.echo("  fairwind new-card NAME                          a card for your first operator")
    typer.echo("  fairwind refresh                                its offers")
    typer.echo("  fairwind serve                                  the site")
    typer.echo("  fairwind doctor                                 what is still missing")
