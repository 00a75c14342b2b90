"""The command `fairwind`: each room's commands, put together."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer

from .offers.faults import FairwindError, one_plain_line

COMMANDS = {
    "demo": ".demo.commands:demo",
    "init": ".scheduler.commands:init_command",
    "refresh": ".scheduler.commands:refresh_command",
    "serve": ".serving:serve",
    "operators": ".scheduler.commands:operators_command",
    "accept": ".scheduler.commands:accept_command",
    "keep": ".scheduler.commands:keep_command",
    "rollback": ".scheduler.commands:rollback_command",
    "search": ".search.commands:search",
    "basis": ".catalog.basis.report:basis_command",
    "check-prices": ".search.commands:check_prices",
    "recheck": ".crawlers.recheck_command:recheck_command",
    "new-card": ".crawlers.commands:new_card",
    "check-card": ".crawlers.commands:check_card",
    "check-feed": ".crawlers.commands:check_feed",
    "tick": ".scheduler.commands:tick_command",
    "stop": ".scheduler.stop_commands:stop_command",
    "resume": ".scheduler.stop_commands:resume_command",
    "watch": ".scheduler.stop_commands:watch_command",
    "doctor": ".scheduler.commands:doctor_command",
    "backup": ".leads.commands:backup",
    "restore": ".leads.commands:restore",
}
GROUPS = {
    "office": ".site.office.commands:office",
    "privacy": ".leads.commands:privacy",
    "matches": ".catalog.matching.command:matches",
    "bench": ".bench.commands:bench",
}


def put_together(words: Sequence[str] = ()) -> typer.Typer:
    """The command with what these words name, else with all of it.

    `fairwind tick` is called each minute: it should not import the site, the demo and the bench.
    """
    app = typer.Typer(
        name="fairwind",
        help="Tour offers from every operator, compared on one site.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(_fairwind)
    named = words[0] if words else ""
    wanted = {named} if named in COMMANDS.keys() | GROUPS.keys() else {*COMMANDS, *GROUPS}
    for name in (name for name in COMMANDS if name in wanted):
        app.command(name)(_found(COMMANDS[name]))
    for name in (name for name in GROUPS if name in wanted):
        app.add_typer(_found(GROUPS[name]), name=name)
    return app


def _fairwind() -> None:
    """Tour offers from every operator, compared on one site."""


def _found(place: str) -> Any:
    """The function or group at a place such as ".search.commands:search"."""
    module, _, name = place.partition(":")
    return getattr(import_module(module, __package__), name)


def main() -> None:
    """Run the command; a named fault is one sentence and exit code 1, never a traceback."""
    try:
        put_together(sys.argv[1:])()
    except FairwindError as fault:
        for line in str(fault).splitlines():
            typer.secho(one_plain_line(line), fg="red", err=True)
        sys.exit(1)


def command_reference() -> str:
    """docs/reference/commands.md, drawn from the commands themselves."""
    lines = ["# Commands", "", "Drawn from the code by `make docs`.", ""]
    group = typer.main.get_command(put_together())
    assert isinstance(group, typer.core.TyperGroup)
    lines += _described(group, typer.Context(group, info_name="fairwind"))
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
