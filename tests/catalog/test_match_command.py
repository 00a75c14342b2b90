"""fairwind matches: what was joined unasked is listed, parted and waits again."""

from __future__ import annotations

from typing import Any

from typer.testing import CliRunner

from fairwind.catalog.home import Home
from fairwind.catalog.matching.command import matches


def test_a_home_without_cards_lists_none_and_parts_none(tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("FAIRWIND_HOME", str(tmp_path))
    listed = CliRunner().invoke(matches, ["joined"])
    assert (listed.exit_code, listed.output) == (0, "")
    refused = CliRunner().invoke(matches, ["part", "q67nn8z7kf", "hellas"])
    assert "no card of this id has several operators" in str(refused.exception)
    assert not Home(tmp_path).current.exists()
