"""First start: a home that can be used at once, and nothing overwritten by a second one."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from fairwind.cli import put_together
from fairwind.offers.faults import SettingsFault
from fairwind.scheduler.first_start import lay_home
from fairwind.store.settings import Settings, load_settings


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FAIRWIND_HOME", raising=False)
    return tmp_path


def test_what_the_agency_says_of_itself_is_read_back_as_it_was_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_home(settings, 'Kék "Horizont" \\ Túra\nKft', "iroda@example.com")
    monkeypatch.setenv("FAIRWIND_HOME", str(settings.home))
    read = load_settings()
    assert read.agency_name == 'Kék "Horizont" \\ Túra Kft'
    assert read.agency_mail == "iroda@example.com"


def test_what_is_there_stays_as_it_is(settings: Settings) -> None:
    first = lay_home(settings, "Kék Horizont", "iroda@example.com")
    assert [path.name for path in first] == ["fairwind.toml", "README.md"]
    before = first[0].read_text()
    assert lay_home(settings, "Another", "another@example.com") == []
    assert first[0].read_text() == before


def test_init_makes_a_home_and_says_what_comes_next(place: Path) -> None:
    told = CliRunner().invoke(
        put_together(), ["init", "--name", "Kék Horizont", "--mail", "a@example.com"]
    )
    assert told.exit_code == 0, told.output
    assert {path.name for path in (place / "var").iterdir()} >= {"fairwind.toml", "fairwind.db"}
    for command in ("office create-user", "new-card", "refresh", "serve", "doctor"):
        assert f"fairwind {command}" in told.output
    again = CliRunner().invoke(
        put_together(), ["init", "--name", "Other", "--mail", "b@example.com"]
    )
    assert "fairwind.toml as it was" in again.output


@pytest.mark.parametrize("mail", ["notanaddress", "two@@example.com", "office@agency.invalid"])
def test_an_address_that_takes_no_mail_is_refused_before_anything_is_written(
    place: Path, mail: str
) -> None:
    told = CliRunner().invoke(put_together(), ["init", "--name", "Kék Horizont", "--mail", mail])
    assert told.exit_code == 1
    assert isinstance(told.exception, SettingsFault)
    assert mail in str(told.exception)
    assert not (place / "var" / "fairwind.toml").exists()
