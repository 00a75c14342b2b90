"""Commands about the office's users."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ...offers.faults import StoreFault
from ...store import audit
from ...store.clock import clock_of
from ...store.database import open_database
from ...store.settings import load_settings
from ...store.users import PRESETS, Role, create_user, roles_named

office = typer.Typer(help="Users of the office.", no_args_is_help=True)


@office.callback()
def _group() -> None:
    """Users of the office."""


@office.command("create-user")
def create_user_command(
    email: Annotated[str, typer.Argument(help="the address they log in with")],
    role: Annotated[
        list[str],
        typer.Option(help=f"what they may do, as often as needed: {', '.join((*PRESETS, *Role))}"),
    ],
    name: Annotated[str, typer.Option(help="the name colleagues read")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="read the password from standard input")
    ] = False,
) -> None:
    """Add somebody who may log in at /office; the password is asked for, or read from stdin."""
    roles = _roles(role)
    settings = load_settings()
    password = _from_stdin() if password_stdin else _asked()
    database = open_database(settings)
    now = clock_of(settings).now()
    with database.write() as conn:
        user = create_user(conn, email, name, roles, password, now)
        kept = " ".join(sorted(user.roles))
        audit.note(conn, now, "command", "user created", user.email, roles=kept)
    database.close()
    typer.echo(
        f"{user.email} may log in as {', '.join(role)}: {settings.base_address}/office/login"
    )


def _roles(names: list[str]) -> frozenset[Role]:
    try:
        return roles_named(names)
    except StoreFault as fault:
        raise typer.BadParameter(str(fault), param_hint="--role") from None


def _from_stdin() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _asked() -> str:
    if not sys.stdin.isatty():
        raise StoreFault("no terminal to ask for a password: use --password-stdin")
    said: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return said
