"""The docs are true: each command, setting, route, target and link they name exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

import fairwind
from fairwind.cli import command_reference, put_together
from fairwind.store.settings import NOT_SETTINGS, Settings

HOUSE = Path(fairwind.__file__).parent
PAGES = sorted([HOUSE / "README.md", HOUSE / "CONTRIBUTING.md", *HOUSE.glob("docs/**/*.md")])


def commands(group: typer.core.TyperGroup, before: str = "") -> Iterator[str]:
    """Every command by its full name: "refresh", "office create-user"."""
    for name, command in group.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def known_commands() -> set[str]:
    group = typer.main.get_command(put_together())
    assert isinstance(group, typer.core.TyperGroup)
    return set(commands(group))


def code(text: str) -> str:
    """What stands in code blocks and code spans: the places where a page promises something."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    known = known_commands()
    groups = {name.split()[0] for name in known if " " in name}
    for first, second in re.findall(
        r"(?:^|[`/ ])fairwind ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?", code(page.read_text())
    ):
        wanted = f"{first} {second}" if first in groups else first
        assert wanted in known, f"{page.name} names `fairwind {wanted}`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_every_setting_that_a_page_names_exists(page: Path) -> None:
    known = {f"FAIRWIND_{name.upper()}" for name in Settings.model_fields} | NOT_SETTINGS
    assert set(re.findall(r"FAIRWIND_[A-Z_]+[A-Z]", page.read_text())) <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_every_make_target_that_a_page_names_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (HOUSE / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make ([a-z][a-z-]+)", code(page.read_text()))) <= targets


def test_the_reference_of_the_commands_is_up_to_date() -> None:
    kept = (HOUSE / "docs" / "reference" / "commands.md").read_text("utf-8")
    assert kept == command_reference(), "run `make docs` and commit what changed"


def test_every_command_has_its_line_in_the_reference() -> None:
    page = (HOUSE / "docs" / "reference" / "commands.md").read_text("utf-8")
    for name in known_commands():
        assert f"## fairwind {name}" in page
