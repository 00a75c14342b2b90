"""Unfinished: which run of a source was interrupted, and who may ask the operator now."""

from __future__ import annotations

import datetime as dt
import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...catalog.home import Home
from ...offers.faults import StoreFault
from .kept import disk_faults, remove

ENDING = ".sqlite"
OLDEST = dt.timedelta(hours=6)
"""An interrupted run older than this is not taken up again: its first pages tell of another day."""


def kept_file(home: Home, source: str, run: str) -> Path:
    """Where the answers of a run lie while it is not finished."""
    return home.path / "responses" / source / f"{run}{ENDING}"


def unfinished_run(home: Home, source: str, oldest: dt.timedelta = OLDEST) -> str | None:
    """The run to take up again: it was interrupted, it is young, and it keeps answers.

    Give its name to `crawlers.run --run` instead of a new one. Files of runs that are finished
    after all, or too old, are removed on the way.
    """
    folder = kept_file(home, source, "any").parent
    youngest = None
    for path in sorted(folder.glob(f"*{ENDING}")):
        run = path.name.removesuffix(ENDING)
        age = time.time() - _written(path)
        if (home.runs / source / run).exists() or age > oldest.total_seconds():
            remove(path)
        else:
            youngest = run
    return youngest


def clear_leftovers(home: Home, source: str) -> None:
    """Remove half-written run folders of a source. Only the holder of its lock may call this."""
    for aside in (home.runs / source).glob(".*.tmp"):
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def only_one(home: Home, source: str) -> Iterator[None]:
    """Hold the source's lock: one process at a time asks an operator. Death frees it."""
    path = kept_file(home, source, "any").with_name("lock")
    with disk_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("w")
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreFault(f"{source}: another process is asking this operator now") from error
        yield


def _written(path: Path) -> float:
    files = (path, path.with_name(f"{path.name}-wal"))
    return max(file.stat().st_mtime for file in files if file.exists())
