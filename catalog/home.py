"""Home: the folder that holds everything kept on disk (FAIRWIND_HOME), and its places by name."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Home:
    """The data folder of one installation; docs/reference/files.md lists what stands in it."""

    path: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", Path(self.path))

    @property
    def runs(self) -> Path:
        """`runs/<source>/<run>/`: what each refresh of each source brought."""
        return self.path / "runs"

    @property
    def generations(self) -> Path:
        """`generations/<id>/`: the published states, the last three."""
        return self.path / "generations"

    @property
    def current(self) -> Path:
        """The pointer: one small file with the id of the generation that the site serves."""
        return self.path / "CURRENT"

    @property
    def history(self) -> Path:
        """What outlives every generation, such as the ids of products."""
        return self.path / "history"

    @property
    def operators(self) -> Path:
        """The cards of this installation, beside those that are shipped."""
        return self.path / "operators"


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place so that a reader sees the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(path.parent)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """`write_whole` of a JSON object, readable by eye and equal for equal content."""
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    write_whole(path, f"{text}\n".encode())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable (POSIX: a rename is kept once its folder is synced)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Make every file under a folder durable, then the folder itself."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            sync_folder(path)
            continue
        with path.open("rb") as file:
            os.fsync(file.fileno())
    sync_folder(folder)
