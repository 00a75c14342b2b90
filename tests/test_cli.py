"""The command: every name leads somewhere, faults are sentences, tick stays light."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from fairwind.cli import COMMANDS, GROUPS, put_together


def run(*words: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, on a home of its own."""
    return subprocess.run(
        [sys.executable, "-m", "fairwind.cli", *words],
        env=os.environ | {"FAIRWIND_HOME": str(home)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def names_in(app: typer.Typer) -> set[str]:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    return set(group.commands)


def test_the_whole_command_knows_every_name() -> None:
    assert names_in(put_together()) == names_in(put_together([])) == {*COMMANDS, *GROUPS}


@pytest.mark.parametrize("name", [*COMMANDS, *GROUPS])
def test_a_named_command_is_put_together_alone(name: str) -> None:
    assert names_in(put_together([name, "--json"])) == {name}


@pytest.mark.parametrize("name", [*COMMANDS, *GROUPS])
def test_the_line_beside_a_name_is_what_its_command_says_of_itself(name: str) -> None:
    own = typer.main.get_command(put_together([name]))
    assert isinstance(own, typer.core.TyperGroup)
    said = " ".join((own.commands[name].help or "").split())
    assert said.startswith((COMMANDS | GROUPS)[name][1])


def test_help_lists_every_name_and_imports_no_room() -> None:
    code = (
        "import sys; sys.argv = ['fairwind', '--help']\n"
        "from fairwind.cli import main\n"
        "try: main()\n"
        "finally: print([m for m in sys.modules if m.startswith('fairwind.')])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    *lines, modules = said.stdout.splitlines()
    assert all(any(f"│ {name} " in line for line in lines) for name in [*COMMANDS, *GROUPS])
    assert {name.split(".")[1] for name in ast.literal_eval(modules)} == {"cli", "offers"}


def test_tick_imports_neither_the_site_nor_scrapy_nor_the_demo() -> None:
    code = (
        "import sys; from fairwind.cli import put_together; put_together(['tick']);"
        "print([m for m in ('fastapi', 'scrapy', 'fairwind.site', 'fairwind.demo')"
        " if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_a_wrong_setting_is_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    done = run("operators", home=tmp_path, FAIRWIND_CURRENCY="euro")
    assert done.returncode == 1
    assert "FAIRWIND_CURRENCY is 'euro'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_card_that_does_not_exist_is_named_with_those_that_do(tmp_path: Path) -> None:
    done = run("refresh", "sunny_tours", home=tmp_path)
    assert done.returncode == 1
    assert "no card named sunny_tours; there are: none" in done.stderr


def test_a_name_that_is_no_command_exits_with_two(tmp_path: Path) -> None:
    assert run("refresk", home=tmp_path).returncode == 2


def test_a_port_that_is_taken_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("serve", "--port", port, "--workers", "2", home=tmp_path)
    assert done.returncode == 1
    assert f"127.0.0.1:{port} cannot be listened on" in done.stderr


def test_a_port_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert run("serve", "--port", "99999", home=tmp_path).returncode == 2
