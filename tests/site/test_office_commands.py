"""The command that lets somebody into the office."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from fairwind.leads import members
from fairwind.offers.faults import StoreFault
from fairwind.site.office.commands import office
from fairwind.store import audit
from fairwind.store.database import open_database
from fairwind.store.settings import load_settings
from fairwind.store.users import MANAGER, authenticate

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAIRWIND_HOME", str(tmp_path / "home"))


def _create(*said: str, password: str = PASSWORD) -> object:
    return CliRunner().invoke(office, ["create-user", *said], input=password + "\n")


def test_a_user_made_by_the_command_may_log_in() -> None:
    done = _create("clara@example.com", "--role", "manager", "--password-stdin")
    assert done.exit_code == 0, done.output  # type: ignore[attr-defined]
    assert "http://127.0.0.1:8000/office/login" in done.output  # type: ignore[attr-defined]
    assert PASSWORD not in done.output  # type: ignore[attr-defined]
    database = open_database(load_settings())
    with database.read() as conn:
        user = authenticate(conn, "clara@example.com", PASSWORD)
        (member,) = members.members(conn)
    database.close()
    assert user is not None
    assert (user.roles, user.name) == (MANAGER, "clara")
    assert (member.user_id, member.team, member.active) == (user.id, members.PRIORITY, True)


@pytest.mark.parametrize(
    ("said", "password", "fault"),
    [
        (("clara@example.com", "--role", "manager", "--password-stdin"), "short", "12 to 1000"),
        (("clara", "--role", "manager", "--password-stdin"), PASSWORD, "not a mail address"),
        (("clara@example.com", "--role", "manager"), PASSWORD, "--password-stdin"),
    ],
)
def test_what_will_not_do_is_a_named_fault(
    said: tuple[str, ...], password: str, fault: str
) -> None:
    done = _create(*said, password=password)
    assert isinstance(done.exception, StoreFault)  # type: ignore[attr-defined]
    assert fault in str(done.exception)  # type: ignore[attr-defined]


def test_an_unknown_role_is_refused() -> None:
    assert _create("clara@example.com", "--role", "boss").exit_code == 2  # type: ignore[attr-defined]


def _run(*said: str) -> object:
    return CliRunner().invoke(office, list(said))


def test_a_user_is_listed_changed_and_logged_out_by_commands() -> None:
    _create("clara@example.com", "--role", "manager", "--password-stdin")
    assert _run("set-roles", "clara@example.com", "--role", "owner").exit_code == 0  # type: ignore[attr-defined]
    for command in ("reset-second-factor", "end-sessions"):
        assert _run(command, "CLARA@example.com").exit_code == 0  # type: ignore[attr-defined]
    listed = _run("list-users").output  # type: ignore[attr-defined]
    said = "admin director privacy_officer team_lead"
    assert listed == f"clara@example.com\tclara\t{said}\tactive\tno second factor\n"
    database = open_database(load_settings())
    with database.read() as conn:
        noted = [entry.action for entry in audit.entries(conn, "clara@example.com")]
        (member,) = members.members(conn)
    database.close()
    assert noted == ["user created", "roles changed", "second factor reset", "sessions ended"]
    assert (member.email, member.active) == ("clara@example.com", True)


def test_an_unknown_user_is_named() -> None:
    done = _run("end-sessions", "nobody@example.com")
    assert isinstance(done.exception, StoreFault)  # type: ignore[attr-defined]
