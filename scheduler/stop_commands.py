"""The commands of whoever must step in: stop, resume, watch."""

from __future__ import annotations

import datetime as dt
import getpass
from typing import Annotated

import typer

from ..catalog.home import Home
from ..catalog.stops import resume, stop
from ..leads.bounces import bounced
from ..store.clock import clock_of
from ..store.database import open_database
from ..store.outbox import deliver
from ..store.settings import load_settings
from .cards import cards_of
from .watch import GRACE, ping, tell

Operator = Annotated[str, typer.Argument(help="name of the card")]
By = Annotated[str, typer.Option(help="who decides; the name of this account when not given")]


def stop_command(
    operator: Operator,
    because: Annotated[str, typer.Option(help="why nobody may ask this operator now")],
    by: By = "",
) -> None:
    """Ask an operator nothing any more: no crawl, no photo, no price. A crawl under way ends."""
    settings = load_settings()
    cards_of(Home(settings.home)).named([operator])
    with open_database(settings).write() as conn:
        made = stop(conn, operator, by or getpass.getuser(), because, clock_of(settings).now())
    typer.echo(f"{made.sentence}. Its offers stay; `fairwind resume {operator}` ends the stop.")


def resume_command(operator: Operator, by: By = "") -> None:
    """Let a stopped operator be asked again; the next tick does."""
    settings = load_settings()
    with open_database(settings).write() as conn:
        was = resume(conn, operator, by or getpass.getuser(), clock_of(settings).now())
    typer.echo(f"{operator} may be asked again." if was else f"{operator} was not stopped.")


def watch_command(
    grace: Annotated[
        int, typer.Option(min=1, help="minutes that `fairwind tick` may be silent")
    ] = int(GRACE / dt.timedelta(minutes=1)),
) -> None:
    """Tell when `fairwind tick` has fallen silent: one mail, and exit code 1 while it lasts.

    For a second line of cron, best on another machine with the same database.
    """
    settings = load_settings()
    clock, database = clock_of(settings), open_database(settings)
    late = tell(settings, database, clock.now(), dt.timedelta(minutes=grace))
    if not late:
        typer.echo("`fairwind tick` is heard as it should be.")
        return
    deliver(database, settings, clock, bounced(settings))
    ping(settings, "fail")
    for one in late:
        said = "told before" if one.told else "told by mail now"
        typer.echo(f"`fairwind {one.name}` is silent since {one.heard_at:%F %H:%M} UTC ({said}).")
    raise typer.Exit(1)
