"""Earlier: the last good reading of each address, kept across the runs of one operator.

One SQLite file an operator, `revalidate/<source>.sqlite` in the home, one row an address, written
in one transaction; feeds lie beside it in `<source>.feeds/`, linked and not copied. Only what was
read well is here, and of its headers only those that a reader or the next question needs.
A run is no worse without it: what is not here is asked for wholly.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...catalog.home import Home
from ...offers.faults import StoreFault
from .kept import disk_faults, feeds_of, remove

MOST_BYTES = 256 * 1024 * 1024
"""What one operator's readings may take on the disk; the longest unseen go first."""
UNSEEN = dt.timedelta(days=30)
"""An address that no run has led to for so long is forgotten."""

_TABLES = """
CREATE TABLE IF NOT EXISTS reading (
    fingerprint BLOB PRIMARY KEY, content_type TEXT NOT NULL, link TEXT NOT NULL,
    etag TEXT NOT NULL, modified TEXT NOT NULL, vary TEXT NOT NULL, varied BLOB NOT NULL,
    body BLOB NOT NULL, file TEXT NOT NULL, read_at TEXT NOT NULL, whole_at TEXT NOT NULL,
    lastmod TEXT NOT NULL, digest BLOB NOT NULL, size INTEGER NOT NULL, seen_at TEXT NOT NULL)
    WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reading_seen ON reading (seen_at);
CREATE TABLE IF NOT EXISTS trust (
    claim TEXT PRIMARY KEY, agreed INTEGER NOT NULL, until TEXT NOT NULL) WITHOUT ROWID;
"""
_COLUMNS = (
    "content_type, link, etag, modified, vary, varied, body, file, read_at, whole_at, lastmod,"
    " digest"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer of status 200 that was read well; the body opened, or in `file` of the feeds.

    `etag` and `modified` are its validators ("" where it has none), `vary` the request headers
    that it depends on and `varied` a digest of what they said. `read_at` is when the operator
    last said so, by the answer or by a 304 after it; `whole_at` when the body came. `lastmod` is
    what the sitemap said of it then, `digest` that of its records, b"" where none was made.
    """

    content_type: str
    link: str
    etag: str
    modified: str
    vary: str
    varied: bytes
    body: bytes
    file: str
    read_at: dt.datetime
    whole_at: dt.datetime
    lastmod: str = ""
    digest: bytes = b""


class Earlier:
    """The readings of one operator by the fingerprint of what was asked.

    One process at a time may hold it (`unfinished.only_one`). StoreFault: the disk takes nothing.
    """

    def __init__(
        self, home: Home, source: str, now: dt.datetime, most_bytes: int = MOST_BYTES
    ) -> None:
        self.path = earlier_file(home, source)
        self._most = most_bytes
        with disk_faults(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.feeds.mkdir(exist_ok=True)
            self._base = _opened(self.path)
            self._forget_unseen(now)
        self._size = int(self._one("SELECT coalesce(sum(size), 0) FROM reading"))

    @property
    def feeds(self) -> Path:
        """The folder of the bodies that are too large for a row."""
        return feeds_of(self.path)

    def find(self, fingerprint: bytes) -> Reading | None:
        """The reading kept for a fingerprint; None also where its body can be read no more."""
        select = f"SELECT {_COLUMNS} FROM reading WHERE fingerprint = ?"
        with disk_faults(self.path):
            row = self._base.execute(select, (fingerprint,)).fetchone()
        if row is None:
            return None
        try:
            reading = _reading(row)
        except (zlib.error, ValueError):
            return None
        return None if reading.file and not (self.feeds / reading.file).exists() else reading

    def keep(self, fingerprint: bytes, reading: Reading, now: dt.datetime) -> None:
        """Keep a reading in the place of the one before it, if there is room for it."""
        packed = zlib.compress(reading.body, 1)
        size = len(packed) + (_bytes_of(self.feeds / reading.file) if reading.file else 0)
        if size > self._most:
            self.forget(fingerprint)
            self._unlink(reading.file)
            return
        before = self._size_and_file(fingerprint)
        marks = ",".join("?" * 15)
        row = (fingerprint, *_row(reading, packed), size, now.isoformat())
        with disk_faults(self.path):
            self._base.execute(f"INSERT OR REPLACE INTO reading VALUES ({marks})", row)
        self._size += size - before[0]
        if before[1] != reading.file:
            self._unlink(before[1])
        self._make_room(fingerprint)

    def confirm(
        self, fingerprint: bytes, validators: tuple[str, str], lastmod: str, now: dt.datetime
    ) -> None:
        """Note that the operator said "unchanged", and what it says of the answer now."""
        update = (
            "UPDATE reading SET etag = ?, modified = ?, lastmod = ?, read_at = ?, seen_at = ?"
            " WHERE fingerprint = ?"
        )
        row = (*validators, lastmod, now.isoformat(), now.isoformat(), fingerprint)
        with disk_faults(self.path):
            self._base.execute(update, row)

    def seen(self, fingerprint: bytes, now: dt.datetime) -> None:
        """Note that a run led to the address."""
        with disk_faults(self.path):
            update = "UPDATE reading SET seen_at = ? WHERE fingerprint = ?"
            self._base.execute(update, (now.isoformat(), fingerprint))

    def forget(self, fingerprint: bytes) -> None:
        """Let go of a reading."""
        size, file = self._size_and_file(fingerprint)
        with disk_faults(self.path):
            self._base.execute("DELETE FROM reading WHERE fingerprint = ?", (fingerprint,))
        self._size -= size
        self._unlink(file)

    def take_feed(self, file: Path) -> str:
        """Link the body of a feed in; its name here. Until a reading names it, it is a beginning
        that the next start clears away.
        """
        with disk_faults(self.path):
            _link(file, self.feeds / file.name)
        return file.name

    def lend_feed(self, name: str, to: Path) -> None:
        """Link the body of a feed out, in the place of the empty file `to`."""
        with disk_faults(self.path):
            to.unlink(missing_ok=True)
            _link(self.feeds / name, to)

    def trust(self, claim: str) -> tuple[int, dt.datetime | None]:
        """How often a claim of the operator agreed, and until when it is not believed."""
        select = "SELECT agreed, until FROM trust WHERE claim = ?"
        with disk_faults(self.path):
            row = self._base.execute(select, (claim,)).fetchone()
        agreed, until = row or (0, "")
        return int(agreed), dt.datetime.fromisoformat(until) if until else None

    def set_trust(self, claim: str, agreed: int, until: dt.datetime | None) -> None:
        """Keep what `trust` tells."""
        row = (claim, agreed, until.isoformat() if until else "")
        with disk_faults(self.path):
            self._base.execute("INSERT OR REPLACE INTO trust VALUES (?,?,?)", row)

    def close(self) -> None:
        self._base.close()

    def _forget_unseen(self, now: dt.datetime) -> None:
        """Drop what no run leads to any more, and feeds that no row names."""
        self._base.execute("DELETE FROM reading WHERE seen_at < ?", ((now - UNSEEN).isoformat(),))
        named = {name for (name,) in self._base.execute("SELECT file FROM reading")}
        for file in self.feeds.glob("*"):
            if file.name not in named:
                file.unlink()

    def _make_room(self, spared: bytes) -> None:
        oldest = (
            "SELECT fingerprint FROM reading WHERE fingerprint <> ? ORDER BY seen_at, fingerprint"
            " LIMIT 1"
        )
        while self._size > self._most:
            self.forget(bytes(self._one(oldest, spared)))

    def _size_and_file(self, fingerprint: bytes) -> tuple[int, str]:
        select = "SELECT size, file FROM reading WHERE fingerprint = ?"
        with disk_faults(self.path):
            row: tuple[int, str] | None = self._base.execute(select, (fingerprint,)).fetchone()
        return row or (0, "")

    def _unlink(self, name: str) -> None:
        if name:
            with disk_faults(self.path):
                (self.feeds / name).unlink(missing_ok=True)

    def _one(self, select: str, *values: Any) -> Any:
        with disk_faults(self.path):
            return self._base.execute(select, values).fetchone()[0]


def earlier_file(home: Home, source: str) -> Path:
    """Where an operator's readings lie."""
    return home.path / "revalidate" / f"{source}.sqlite"


def open_earlier(home: Home, source: str, now: dt.datetime) -> Earlier:
    """The operator's readings; a file that is none any more is begun anew."""
    try:
        return Earlier(home, source, now)
    except StoreFault:
        remove(earlier_file(home, source))
        return Earlier(home, source, now)


def _opened(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, isolation_level=None)
    try:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        base.executescript(_TABLES)
    except sqlite3.Error:
        base.close()
        raise
    return base


def _row(reading: Reading, packed: bytes) -> tuple[Any, ...]:
    return (
        *(reading.content_type, reading.link, reading.etag, reading.modified),
        *(reading.vary, reading.varied, packed, reading.file),
        *(reading.read_at.isoformat(), reading.whole_at.isoformat()),
        *(reading.lastmod, reading.digest),
    )


def _reading(row: tuple[Any, ...]) -> Reading:
    content_type, link, etag, modified, vary, varied, body, file, read_at, whole_at, *rest = row
    lastmod, digest = rest
    return Reading(
        *(content_type, link, etag, modified, vary, varied, zlib.decompress(body), file),
        read_at=dt.datetime.fromisoformat(read_at),
        whole_at=dt.datetime.fromisoformat(whole_at),
        lastmod=lastmod,
        digest=digest,
    )


def _bytes_of(file: Path) -> int:
    with suppress(OSError):
        return file.stat().st_size
    return 0


def _link(file: Path, to: Path) -> None:
    """One more name for a file that nobody writes into any more; a copy where disks cannot."""
    try:
        os.link(file, to)
    except OSError:
        shutil.copyfile(file, to)
