"""The command `fairwind demo`: the sandbox shown, or captured data replayed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from ..catalog.generations import current
from ..scheduler.commands import CrawlProgress
from ..scheduler.refresh import Outcome
from ..store.settings import load_settings
from .agency import open_agency
from .captures import Replayed, chosen, counted, replay, stage_of
from .sandbox import FIRST_PORT, HOST, sandbox
from .serving import free_port, serve, ticking
from .show import Stage, not_as_meant, play, sandbox_pages, set_stage
from .staff import STAFF

console = Console()
PAST = "The prices of the past weeks are invented: seeded walks through the real history."


def demo(
    port: Annotated[int, typer.Option(help="first port to try for the site")] = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="end after publishing")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="plain values for a program")] = False,
    captures: Annotated[
        Path | None, typer.Option(help="folder of captured operator data, replayed instead")
    ] = None,
    only: Annotated[str | None, typer.Option(help="one capture, such as D1; served after")] = None,
    home: Annotated[
        Path | None, typer.Option(help="data folder; FAIRWIND_HOME if not given")
    ] = None,
) -> None:
    """Show the whole product: sandbox operators, refreshed by the real spiders, on the site."""
    if captures is not None:
        _replay_captures(captures, only, home, port, no_serve, as_json)
    elif only is not None:
        raise typer.BadParameter("--only names a capture; it goes with --captures")
    else:
        _show(home, port, no_serve, as_json)


def _show(home: Path | None, port: int, no_serve: bool, as_json: bool) -> None:
    port = free_port(port)
    stage = set_stage(_absolute(home) or load_settings().home, f"http://{HOST}:{port}")
    with sandbox(sandbox_pages(stage.clock.now().date()), FIRST_PORT) as servers:
        with CrawlProgress(not as_json) as progress:
            outcomes = play(stage, servers, progress)
        faults = not_as_meant(outcomes)
        password = open_agency(stage) if not faults else ""
        _say_show(stage, outcomes, faults, password, as_json)
        if faults:
            raise typer.Exit(1)
        if not no_serve:
            _serve(stage, port)


def _absolute(home: Path | None) -> Path | None:
    """A home's settings file names other folders in it, so it is written with its full path."""
    return home and home.expanduser().absolute()


def _say_show(
    stage: Stage, outcomes: list[Outcome], faults: list[str], password: str, as_json: bool
) -> None:
    if as_json:
        said = {
            "operators": [counted(stage.home, outcome) for outcome in outcomes],
            **_catalogue(stage),
            "home": str(stage.home.path),
            "office": {"users": [one.email for one in STAFF], "password": password or None},
            "faults": faults,
        }
        typer.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    for outcome in outcomes:
        console.print(_line(counted(stage.home, outcome)), markup=False, soft_wrap=True)
    counts = _catalogue(stage)
    console.print(f"{counts['offers']:,} offers of {counts['products']:,} stays and tours")
    console.print("Dunav More is broken on purpose: the site keeps its offers of yesterday.")
    console.print(PAST)
    for fault in faults:
        console.print(fault, style="red", markup=False, soft_wrap=True)
    if password:
        console.print("Office: three managers, the contact centre and forty enquiries.")
        for one in STAFF:
            console.print(f"  {one.email:36} {one.work}", markup=False)
        console.print(f"Their password: {password} (shown once)", markup=False)
    else:
        console.print(f"Office: {STAFF[0].email}, with the password shown at the first start")


def _catalogue(stage: Stage) -> dict[str, int]:
    """How much the site shows now."""
    generation = current(stage.home)
    if generation is None:
        return {"offers": 0, "products": 0}
    return {"offers": generation.offers().num_rows, "products": generation.products().num_rows}


def _serve(stage: Stage, port: int) -> None:
    console.print(f"Home: {stage.home.path}   mails: {stage.settings.mail_folder}", soft_wrap=True)
    console.print("Ctrl-C ends the site and the sandbox.")
    console.print(f"\nThe site: [bold]http://{HOST}:{port}/[/]")
    with ticking(stage):
        serve(stage, port)


def _replay_captures(
    folder: Path, only: str | None, home: Path | None, port: int, no_serve: bool, as_json: bool
) -> None:
    root = _absolute(home) or load_settings().home / "captures"
    days: list[Replayed] = []
    captures = chosen(only)
    with CrawlProgress(not as_json) as progress:
        for capture in captures:
            days.extend(replay(capture, folder, root, progress))
    _say_days(days, as_json)
    if not all(day.as_expected for day in days):
        raise typer.Exit(1)
    if only and not no_serve:
        stage = stage_of(root / captures[0].name, captures[0], days[-1].now)
        console.print(f"\nThe site: [bold]http://{HOST}:{(port := free_port(port))}/[/]")
        serve(stage, port)


def _say_days(days: list[Replayed], as_json: bool) -> None:
    if as_json:
        said = {"captures": [_day_json(day) for day in days], "as_expected": _all_well(days)}
        typer.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    for day in days:
        console.print(f"\n{day.capture} under {day.now:%Y-%m-%d %H:%M} UTC, home {day.home}")
        for said in day.operators:
            console.print(_line(said), markup=False, soft_wrap=True)
        for fault in day.faults:
            console.print(fault, style="red", markup=False, soft_wrap=True)
    console.print("\nAll as expected." if _all_well(days) else "\nNot as expected, see above.")


def _all_well(days: list[Replayed]) -> bool:
    return all(day.as_expected for day in days)


def _day_json(day: Replayed) -> dict[str, Any]:
    return {
        "capture": day.capture,
        "now": day.now.isoformat(),
        "home": str(day.home),
        "operators": list(day.operators),
        "as_expected": day.as_expected,
        "faults": list(day.faults),
    }


def _line(said: Mapping[str, Any]) -> str:
    """One operator's day in one line of words."""
    rejected = ", ".join(f"{why} {count:,}" for why, count in said["rejected"].items()) or "none"
    aside = ", ".join(f"{why} {count:,}" for why, count in said["set_aside"].items()) or "none"
    parts = [
        f"  {said['title']}: {said['pages']} pages, {said['found']:,} found",
        f"{said['distinct']:,} distinct, {said['duplicates']:,} duplicates",
        f"rejected {rejected}",
        f"set aside {aside}",
        f"{said['published']:,} published, {said['served']:,} served",
    ]
    if departed := said["served"] - said["shown"]:
        parts[-1] += f" ({departed:,} of them departed since)"
    if said.get("pages_of_unknown_basis"):
        parts.append(
            f"basis of {said['pages_decided']} of {said['pages_of_unknown_basis']} pages proved"
            f" ({said['pages_by_twins']} by twin rows), {said['pages_contradicted']} contradicted"
        )
    if faults := said["faults"]:
        parts.append(f"{len(faults)} pages gave nothing: {faults[0]}")
    if said["state"] != "published":
        parts.append(f"{said['state'].upper()}: {said['sentence']}")
    return "; ".join(parts)
