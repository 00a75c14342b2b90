"""The newcomer's first command as it is typed: a process of its own, all its operators."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fairwind.demo.operators import BROKEN, OPERATORS

pytestmark = pytest.mark.long

NOW = "2026-05-04T06:00:00+00:00"


def fairwind(home: Path, *words: str) -> Any:
    """Run the command on a home under a clock that stands still; its JSON answer."""
    environment = os.environ | {"FAIRWIND_HOME": str(home), "FAIRWIND_NOW": NOW}
    done = subprocess.run(
        [sys.executable, "-m", "fairwind.cli", *words, "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "home"


@pytest.fixture(scope="module")
def said(home: Path) -> Any:
    """What `fairwind demo --no-serve` says at its end."""
    return fairwind(home, "demo", "--no-serve")


def test_every_operator_is_published_but_the_one_broken_on_purpose(said: Any) -> None:
    states = {operator["operator"]: operator["state"] for operator in said["operators"]}
    assert states == {name: "refused" if name == BROKEN else "published" for name in OPERATORS}
    assert len(states) >= 9


def test_nothing_is_lost_on_the_way(said: Any) -> None:
    for one in said["operators"]:
        left_out = sum(one["rejected"].values()) + sum(one["set_aside"].values())
        assert one["found"] == one["published"] + one["duplicates"] + left_out, one["operator"]
        assert one["found"] > 0


def test_offers_of_every_operator_are_found_by_the_search(said: Any, home: Path) -> None:
    answer = fairwind(home, "search")
    found = {
        value["value"]
        for facet in answer["facets"]
        if facet["name"] == "operator"
        for value in facet["values"]
    }
    own = {one["operator"] for one in said["operators"] if one["operators"] == 1}
    missing = own - found
    for name in missing:
        counts = fairwind(home, "search", "--operator", name)["counts"]
        assert counts["priced"] + counts["goes"] + counts["unclear"] > 0, name
    assert len(own) >= 8


def test_no_price_of_the_demo_is_untrue(said: Any, home: Path) -> None:
    checked = fairwind(home, "check-prices")
    assert checked["violations"] == 0 or sum(checked["violations"].values()) == 0
