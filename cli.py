"""The command `fairwind`: each room's commands, put together."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

import typer

from .offers.faults import FairwindError, one_plain_line

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": (
        ".demo.commands:demo",
        "Show the whole product: sandbox operators, refreshed by the real spiders, on the site.",
    ),
    "init": (
        ".scheduler.commands:init_command",
        "First start: a home with settings and database, and what to do next.",
    ),
    "refresh": (
        ".scheduler.commands:refresh_command",
        "Crawl operators, judge what came, publish what passed. All of them when none is named.",
    ),
    "serve": (".serving:serve", "Serve the site of this home until it is stopped."),
    "operators": (
        ".scheduler.commands:operators_command",
        "Every operator: permission, last good run, offers, and what today's run gave.",
    ),
    "accept": (
        ".scheduler.commands:accept_command",
        "Publish an operator's refused run after all; the name and the reason are kept with it.",
    ),
    "keep": (
        ".scheduler.commands:keep_command",
        "Keep an operator's last published offers: somebody has looked at the refused run.",
    ),
    "rollback": (
        ".scheduler.commands:rollback_command",
        "Serve the generation before the present one again; at most two steps back are kept.",
    ),
    "search": (
        ".search.commands:search",
        "Search the current generation: the same answer as the site's.",
    ),
    "basis": (
        ".catalog.basis.report:basis_command",
        "What an operator's prices are for, where it does not say so: pages proved, pages open.",
    ),
    "check-prices": (
        ".search.commands:check_prices",
        "Work out every price of the current generation again; exit 0 only when none is untrue.",
    ),
    "recheck": (
        ".crawlers.recheck_command:recheck_command",
        "Ask the operator for one offer's price again, say what became of it and keep it.",
    ),
    "new-card": (".crawlers.commands:new_card", "Write a card to fill in, every line explained."),
    "check-card": (
        ".crawlers.commands:check_card",
        "Check a card: one sentence with its line for every fault. Nothing is fetched or stored.",
    ),
    "check-feed": (
        ".crawlers.commands:check_feed",
        "Show what one saved page or feed gives under a card. Nothing is fetched or stored.",
    ),
    "tick": (
        ".scheduler.commands:tick_command",
        "Everything that is due: mail, refreshes, notices. Cron's one line, each minute.",
    ),
    "stop": (
        ".scheduler.stop_commands:stop_command",
        "Ask an operator nothing any more: no crawl, no photo, no price. A crawl under way ends.",
    ),
    "resume": (
        ".scheduler.stop_commands:resume_command",
        "Let a stopped operator be asked again; the next tick does.",
    ),
    "watch": (
        ".scheduler.stop_commands:watch_command",
        "Tell when `fairwind tick` has fallen silent: one mail, and exit code 1 while it lasts.",
    ),
    "doctor": (
        ".scheduler.commands:doctor_command",
        "Look at this installation and say what is well, worth a look, or wrong.",
    ),
    "backup": (
        ".leads.commands:backup",
        "Write one checked archive of what cannot be fetched again; nobody has to stop.",
    ),
    "restore": (
        ".leads.commands:restore",
        "Check an archive and put it in place; whoever was erased since is erased again.",
    ),
}
"""Name: where its function stands, and what that function's docstring says first."""
GROUPS: dict[str, tuple[str, str]] = {
    "office": (".site.office.commands:office", "Users of the office."),
    "privacy": (".leads.commands:privacy", "What is kept of people, and how it ends."),
    "matches": (
        ".catalog.matching.command:matches",
        "Which hotels of several operators are the same.",
    ),
    "bench": (".bench.commands:bench", "Measure beside the best peer, in the same run."),
}
"""The same for names with commands below them."""


def put_together(words: Sequence[str] | None = None) -> typer.Typer:
    """The whole command; for given words what they name alone, else a list of names to choose from.

    `fairwind tick` is called each minute: it should not import the site, the demo and the bench.
    Nor should `fairwind --help`, which shows each name's line and runs none of them.
    """
    if words is None:
        return _with([*COMMANDS, *GROUPS])
    named = words[0] if words else ""
    if named in COMMANDS or named in GROUPS:
        return _with([named])
    listed = _empty()
    for name, (_, line) in (COMMANDS | GROUPS).items():
        listed.command(name, help=line)(_fairwind)
    return listed


def _with(names: Iterable[str]) -> typer.Typer:
    """The command with these names' own functions and groups."""
    app = _empty()
    for name in names:
        if name in COMMANDS:
            app.command(name)(_found(COMMANDS[name][0]))
        else:
            app.add_typer(_found(GROUPS[name][0]), name=name)
    return app


def _empty() -> typer.Typer:
    app = typer.Typer(
        name="fairwind",
        help="Tour offers from every operator, compared on one site.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(_fairwind)
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
