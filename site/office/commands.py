"""Commands about the office's users."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from typing import Annotated

import sqlalchemy as sa
import typer

from ...leads import members
from ...offers.faults import StoreFault
from ...store import audit, devices, second_factor, sessions
from ...store.clock import clock_of
from ...store.database import open_database
from ...store.settings import load_settings
from ...store.users import (
    PRESETS,
    Account,
    Role,
    account_of,
    accounts,
    create_user,
    roles_named,
    set_roles,
)
from .import_command import import_command

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
        if Role.PROSPECTOR in user.roles:
            members.set_member(conn, user.id)
        kept = " ".join(sorted(user.roles))
        audit.note(conn, now, "command", "user created", user.email, roles=kept)
    database.close()
    typer.echo(
        f"{user.email} may log in as {', '.join(role)}: {settings.office_address}/office/login"
    )


office.command("import")(import_command)


@office.command("list-users")
def list_users_command() -> None:
    """Who may log in, with their roles: one a line, divided by tabs."""
    database = open_database(load_settings())
    with database.read() as conn:
        found = accounts(conn)
    database.close()
    for one in found:
        state = "active" if one.active else "locked out"
        codes = "second factor" if one.second_factor else "no second factor"
        roles = " ".join(sorted(one.user.roles))
        typer.echo(f"{one.user.email}\t{one.user.name}\t{roles}\t{state}\t{codes}")


@office.command("set-roles")
def set_roles_command(
    email: Annotated[str, typer.Argument(help="whose roles")],
    role: Annotated[
        list[str],
        typer.Option(help=f"their roles from now on: {', '.join((*PRESETS, *Role))}"),
    ],
) -> None:
    """Give a user these roles and no others; their sessions end."""
    roles = _roles(role)

    def change(conn: sa.Connection, account: Account, now: dt.datetime) -> None:
        set_roles(conn, account.user.id, roles)
        sessions.end_all(conn, account.user, now)

    _change(email, "roles changed", change)
    typer.echo(f"{email}: {', '.join(sorted(roles))}")


@office.command("reset-second-factor")
def reset_second_factor_command(
    email: Annotated[str, typer.Argument(help="whose telephone is lost")],
) -> None:
    """Ask a user for no code until they set one up anew; their sessions end."""

    def change(conn: sa.Connection, account: Account, now: dt.datetime) -> None:
        second_factor.reset(conn, account.user.id, now)
        sessions.end_all(conn, account.user, now)

    _change(email, "second factor reset", change)
    typer.echo(f"{email}: no second factor")


@office.command("end-sessions")
def end_sessions_command(
    email: Annotated[str, typer.Argument(help="whose sessions and trusted devices")],
) -> None:
    """End every session of a user and trust none of their devices any more."""

    def change(conn: sa.Connection, account: Account, now: dt.datetime) -> None:
        sessions.end_all(conn, account.user, now)
        devices.end_all(conn, account.user.id, now)

    _change(email, "sessions ended", change)
    typer.echo(f"{email}: every session is ended")


def _change(
    email: str, deed: str, change: Callable[[sa.Connection, Account, dt.datetime], None]
) -> None:
    """Do it to the user with this address and note it in the audit, in one transaction."""
    settings = load_settings()
    database, now = open_database(settings), clock_of(settings).now()
    try:
        with database.write() as conn:
            account = account_of(conn, email)
            if account is None:
                raise StoreFault(f"{email}: there is no user with this address")
            change(conn, account, now)
            audit.note(conn, now, "command", deed, account.user.email)
    finally:
        database.close()


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
