"""Kept: the answers of one run, so that a killed run asks no operator twice.

One SQLite file a run, one row an answer, written whole or not at all; no pickle. The file lies in
`responses/<source>/<run>.sqlite` under the home and goes when its run closes well: a file that is
there names a run that did not finish.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ...offers.faults import StoreFault

_TABLE = """CREATE TABLE IF NOT EXISTS answer (
    fingerprint BLOB PRIMARY KEY, address TEXT NOT NULL, status INTEGER NOT NULL,
    headers TEXT NOT NULL, body BLOB NOT NULL, read_at TEXT NOT NULL, left REAL NOT NULL
) WITHOUT ROWID"""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it came: headers as pairs, body as it went over the wire."""

    address: str
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    read_at: dt.datetime


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
            time.time(),
        )
        with disk_faults(self.path):
            self._base.execute("INSERT OR REPLACE INTO answer VALUES (?,?,?,?,?,?,?)", row)

    def answer(self, fingerprint: bytes) -> Answer | None:
        """The answer kept for a fingerprint, or None."""
        select = "SELECT address, status, headers, body, read_at FROM answer WHERE fingerprint = ?"
        with disk_faults(self.path):
            row = self._base.execute(select, (fingerprint,)).fetchone()
        if row is None:
            return None
        address, status, headers, body, read_at = row
        pairs = tuple((n.encode("latin-1"), s.encode("latin-1")) for n, s in json.loads(headers))
        moment = dt.datetime.fromisoformat(read_at)
        return Answer(address, status, pairs, zlib.decompress(body), moment)

    def left_within(self, seconds: float) -> list[float]:
        """How many seconds ago the youngest answers came: the budget outlives a kill."""
        now = time.time()
        with disk_faults(self.path):
            rows = self._base.execute("SELECT left FROM answer WHERE left > ?", (now - seconds,))
            return [max(0.0, now - left) for (left,) in rows]

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


def remove(path: Path) -> None:
    for ending in ("-wal", "-shm", ""):
        path.with_name(path.name + ending).unlink(missing_ok=True)
