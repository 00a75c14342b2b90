"""The command `fairwind`: each room's commands, put together."""

from __future__ import annotations

import sys

import typer

from .offers.faults import FairwindError

app = typer.Typer(
    name="fairwind",
    help="Tour offers from every operator, compared on one site.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def main() -> None:
    """Run the command; a named fault is one sentence and exit code 1, never a traceback."""
    try:
        app()
    except FairwindError as fault:
        typer.secho(str(fault), fg="red", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
