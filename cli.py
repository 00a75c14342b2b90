"""The command `fairwind`: each room's commands, put together."""

from __future__ import annotations

import sys

import typer

from .bench.commands import bench
from .crawlers.commands import check_card, check_feed, new_card
from .demo.commands import demo
from .offers.faults import FairwindError
from .scheduler.commands import (
    accept_command,
    doctor_command,
    init_command,
    operators_command,
    refresh_command,
    tick_command,
)
from .search.commands import check_prices, search
from .site.commands import serve
from .site.office.commands import office

app = typer.Typer(
    name="fairwind",
    help="Tour offers from every operator, compared on one site.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("demo")(demo)
app.command("init")(init_command)
app.command("refresh")(refresh_command)
app.command("serve")(serve)
app.command("operators")(operators_command)
app.command("accept")(accept_command)
app.command("search")(search)
app.command("check-prices")(check_prices)
app.command("new-card")(new_card)
app.command("check-card")(check_card)
app.command("check-feed")(check_feed)
app.command("tick")(tick_command)
app.command("doctor")(doctor_command)
app.add_typer(office, name="office")
app.add_typer(bench, name="bench")


def main() -> None:
    """Run the command; a named fault is one sentence and exit code 1, never a traceback."""
    try:
        app()
    except FairwindError as fault:
        typer.secho(str(fault), fg="red", err=True)
        sys.exit(1)


def command_reference() -> str:
    """docs/reference/commands.md, drawn from the commands themselves."""
    lines = ["# Commands", "", "Drawn from the code by `make docs`.", ""]
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    context = typer.Context(group, info_name="fairwind")
    lines += _described(group, context)
    return "\n".join(lines).rstrip() + "\n"


def _described(group: typer.core.TyperGroup, context: typer.Context) -> list[str]:
    lines: list[str] = []
    for name, command in group.commands.items():
        inner = typer.Context(command, info_name=name, parent=context)
        if isinstance(command, typer.core.TyperGroup):
            lines += _described(command, inner)
            continue
        lines += [f"## {inner.command_path}", "", " ".join((command.help or "").split()), ""]
        usage = " ".join((inner.command_path, *command.collect_usage_pieces(inner)))
        lines += ["```", usage.strip(), "```", ""]
        said = [parameter.get_help_record(inner) for parameter in command.params]
        lines += [
            f"- `{name}` {' '.join(what.split())}".rstrip() for name, what in filter(None, said)
        ]
        lines += [""] if command.params else []
    return lines


if __name__ == "__main__":
    main()
