"""Kept: the answers of one run, so that a killed run asks no operator twice.

One SQLite file a run, one row an answer, written whole or not at all; no pickle. The file lies in
`responses/<source>/<run>.sqlite` under the home and goes when its run closes well: a file that is
there names a run that did not finish. Feeds lie beside it as files, in `<run>.feeds/`: their row
names the file, and a file that no row names is the beginning of an answer that never ended.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ...offers.faults import StoreFault

_TABLE = """CREATE TABLE IF NOT EXISTS answer (
    fingerprint BLOB PRIMARY KEY, address TEXT NOT NULL, status INTEGER NOT NULL,
    headers TEXT NOT NULL, body BLOB NOT NULL, read_at TEXT NOT NULL, file TEXT NOT NULL
) WITHOUT ROWID"""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it came: headers as pairs, body as it went over the wire.

    `file`: the body was opened into this file of the run's feeds, and `body` is empty.
    """

    address: str
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    read_at: dt.datetime
    file: str = ""


class Kept:
    """The answers of one run by the fingerprint of what was asked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with disk_faults(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path, isolation_level=None)
            self._base.execute("PRAGMA journal_mode = WAL")
            self._base.execute("PRAGMA synchronous = NORMAL")
            self._base.execute(_TABLE)
            self._clear_beginnings()

    @property
    def feeds(self) -> Path:
        """The folder of the feeds that this run was answered with."""
        return feeds_of(self.path)

    def new_file(self) -> Path:
        """An empty file for the body of an answer that is too large for a row."""
        with disk_faults(self.path):
            self.feeds.mkdir(exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.feeds, suffix=".body")
            os.close(handle)
        return Path(name)

    def _clear_beginnings(self) -> None:
        kept = {name for (name,) in self._base.execute("SELECT file FROM answer")}
        for file in self.feeds.glob("*"):
            if file.name not in kept:
                file.unlink()

    def keep(self, fingerprint: bytes, answer: Answer) -> None:
        """Store one answer in one transaction."""
        headers = [
            [name.decode("latin-1"), said.decode("latin-1")] for name, said in answer.headers
        ]
        row = (
            fingerprint,
            answer.address,
            answer.status,
            json.dumps(headers),
            zlib.compress(answer.body, 1),
            answer.read_at.isoformat(),
            answer.file,
        )
        with disk_faults(self.path):
            self._base.execute("INSERT OR REPLACE INTO answer VALUES (?,?,?,?,?,?,?)", row)

    def answer(self, fingerprint: bytes) -> Answer | None:
        """The answer kept for a fingerprint, or None."""
        columns = "address, status, headers, body, read_at, file"
        select = f"SELECT {columns} FROM answer WHERE fingerprint = ?"
        with disk_faults(self.path):
            row = self._base.execute(select, (fingerprint,)).fetchone()
        if row is None:
            return None
        address, status, headers, body, read_at, file = row
        pairs = tuple((n.encode("latin-1"), s.encode("latin-1")) for n, s in json.loads(headers))
        moment = dt.datetime.fromisoformat(read_at)
        return Answer(address, status, pairs, zlib.decompress(body), moment, file)

    def close(self) -> None:
        self._base.close()

    def drop(self) -> None:
        """Close, and forget every answer: the run they belong to is finished."""
        self.close()
        remove(self.path)


@contextmanager
def disk_faults(path: Path) -> Iterator[None]:
    """Turn what the disk or SQLite says into a sentence with the file's name."""
    try:
        yield
    except (sqlite3.Error, OSError, zlib.error) as error:
        raise StoreFault(f"{path}: the answers of the run cannot be kept: {error}") from error


def feeds_of(path: Path) -> Path:
    """The folder of feeds beside the file of a run's answers."""
    return path.with_suffix(".feeds")


def remove(path: Path) -> None:
    """Remove the answers of a run and its feeds."""
    shutil.rmtree(feeds_of(path), ignore_errors=True)
    for ending in ("-wal", "-shm", ""):
        path.with_name(path.name + ending).unlink(missing_ok=True)
