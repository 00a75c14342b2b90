"""The house is whole: what lies in the checkout is what the wheel carries, and rooms keep apart."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import fairwind

HOUSE = Path(fairwind.__file__).parent
NOT_ROOMS = {"tests", "docs", "build", "dist", "scripts", "deploy", "var", "node_modules"}
PYPROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text())


def tracked() -> list[Path]:
    """The files git keeps; outside a checkout there is nothing to check."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [HOUSE / name for name in listed.stdout.split("\0") if name]


def test_every_package_is_named_in_pyproject() -> None:
    named = PYPROJECT["tool"]["setuptools"]["packages"]
    found = {
        ".".join(("fairwind", *face.parent.relative_to(HOUSE).parts))
        for face in HOUSE.rglob("__init__.py")
        if (top := face.relative_to(HOUSE).parts[0]) not in NOT_ROOMS and not top.startswith(".")
    }
    assert set(named) == found


def test_every_room_opens_with_one_sentence() -> None:
    for face in HOUSE.rglob("__init__.py"):
        top = face.relative_to(HOUSE).parts[0]
        if top in NOT_ROOMS or top.startswith("."):
            continue
        said = ast.get_docstring(ast.parse(face.read_text())) or ""
        assert said.endswith("."), f"{face.relative_to(HOUSE)} does not say what it is for"


def test_every_tracked_data_file_of_a_room_is_in_the_wheel() -> None:
    rooms = {name.removeprefix("fairwind").lstrip(".") for name in named_packages()}
    patterns = PYPROJECT["tool"]["setuptools"]["package-data"]
    carried = {
        path
        for package, globs in patterns.items()
        for glob in globs
        for path in (HOUSE / package.removeprefix("fairwind").lstrip(".").replace(".", "/")).glob(
            glob.replace("**", "**/*") if glob.endswith("**") else glob
        )
    }
    tops = {room.split(".")[0] for room in rooms if room}
    left_out = [
        str(path.relative_to(HOUSE))
        for path in tracked()
        if path.suffix not in {".py", ".cfg"}
        and path.relative_to(HOUSE).parts[0] in tops
        and path not in carried
        and path.name != "README.md"
    ]
    assert left_out == []


def named_packages() -> list[str]:
    packages: list[str] = PYPROJECT["tool"]["setuptools"]["packages"]
    return packages


PATHS = re.compile(rb"(?<![\w.\-/])/(?:work|farm|home/\w+|tmp/fw)/")
HOSTS = re.compile(rb"(?:pypi\.org|files\.pythonhosted|registry\.npmjs|deb\.debian\.org)")


def test_no_tracked_file_names_a_machine_path_or_a_registry() -> None:
    found = []
    for path in tracked():
        if path.suffix in {".woff2", ".png", ".gz", ".parquet", ".zip"} or not path.is_file():
            continue
        if path == Path(__file__) or path.name == "axe.min.js":
            continue
        text = path.read_bytes()
        if PATHS.search(text) or HOSTS.search(text):
            found.append(str(path.relative_to(HOUSE)))
    assert found == []


def test_no_captured_commercial_data_is_in_the_repository() -> None:
    data = HOUSE.parent / "shared" / "data"
    if not data.is_dir():
        pytest.skip("captured operator data are not beside the checkout")
    clean = {
        "octo",
        "amadeus",
        "gadventures",
        "getyourguide",
        "alpinebits",
        "schemaorg",
        "gazetteer",
        "fx",
    }
    private = {
        path.read_bytes()
        for path in data.rglob("*")
        if path.is_file() and path.relative_to(data).parts[0] not in clean
    }
    assert [path for path in tracked() if path.is_file() and path.read_bytes() in private] == []


def test_the_lock_has_every_dependency_with_its_hash() -> None:
    lock = (HOUSE / "requirements.lock").read_text()
    locked = {
        re.sub(r"[-_.]+", "-", line.split("==")[0].split("[")[0].strip()).lower()
        for line in lock.splitlines()
        if "==" in line and not line.startswith(" ")
    }
    wanted = [
        *PYPROJECT["project"]["dependencies"],
        *PYPROJECT["dependency-groups"]["dev"],
        *PYPROJECT["project"]["optional-dependencies"]["postgresql"],
    ]
    for requirement in wanted:
        name = re.split(r"[\[<>=~; ]", requirement)[0]
        assert re.sub(r"[-_.]+", "-", name).lower() in locked, name
    assert lock.count("--hash=sha256:") >= len(locked)
