"""Backup: one archive of what cannot be fetched again, checked against its own list when written.

In it: the database in one consistent state, the settings without their secrets, the operators'
cards, the history of prices, enquiries that wait in the spool, and the ledger of erasures. On
request only: the secret key, the keys of needs, the published offers. An archive that has the keys
of needs ends the promise that a destroyed key is destroyed everywhere.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import hmac
import io
import json
import os
import re
import secrets
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..offers.faults import StoreFault
from . import portable
from .database import Database, open_database
from .settings import FILE, Settings

FORMAT = "fairwind-backup-1"
MANIFEST = "manifest.json"
SQLITE = "database.sqlite"
TABLES = "tables"
HISTORY = "history"
_MADE_AGAIN = ("standing.parquet", "half_life.json", "back_test.json")
_SECRETS = ("secret_key", "smtp_password", "webhook_secret", "database_url")
SECRET = re.compile(rf"""^\s*["']?({"|".join(_SECRETS)})["']?\s*=""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class With:
    """What goes into the archive on request only."""

    secret_key: bool = False
    needs_keys: bool = False
    offers: bool = False


@dataclass(frozen=True, slots=True)
class Archive:
    """A checked archive: its path and its list (schema, rows by table, sha256 of each file)."""

    path: Path
    manifest: dict[str, Any]

    @property
    def files(self) -> dict[str, str]:
        return dict(self.manifest["files"])

    def read(self, name: str) -> bytes:
        with tarfile.open(self.path, "r:gz") as tar:
            member = tar.extractfile(name)
            if member is None:
                raise StoreFault(f"{self.path}: {name} is not in it")
            return member.read()

    def unpack(self, folder: Path) -> None:
        """The listed files into a folder; none can leave it."""
        with tarfile.open(self.path, "r:gz") as tar:
            for name in self.files:
                tar.extract(name, folder, filter="data")


def backup(settings: Settings, place: Path, now: dt.datetime, also: With | None = None) -> Archive:
    """Write the archive aside, check it, then put it in place, readable by its owner only.

    StoreFault: the place cannot be written, or what was written is not what was read.
    """
    aside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".backup-") as folder:
            facts = _database(settings, Path(folder))
            _history(settings.home / HISTORY, Path(folder) / HISTORY)
            _write(aside, settings, Path(folder), facts, now, also or With())
        checked = verify(aside)
        aside.replace(place)
    except OSError as error:
        raise StoreFault(f"{place}: {error.strerror or error}") from error
    finally:
        aside.unlink(missing_ok=True)
    return Archive(place, checked.manifest)


def verify(place: Path) -> Archive:
    """The archive if its files are the ones its list names; StoreFault says which are not."""
    if not place.is_file():
        raise StoreFault(f"{place}: there is no such file")
    try:
        with tarfile.open(place, "r:gz") as tar:
            found = {one.name: _sum(tar, one) for one in tar.getmembers() if one.name != MANIFEST}
            listed = tar.extractfile(MANIFEST)
            manifest = json.loads(listed.read()) if listed else {}
    except KeyError:
        raise StoreFault(f"{place}: not a backup of `fairwind backup`: no {MANIFEST}") from None
    except (tarfile.TarError, zlib.error, ValueError, EOFError, OSError) as error:
        raise StoreFault(f"{place}: not a whole backup: {error}") from error
    said = manifest.get("format") if isinstance(manifest, dict) else None
    if said != FORMAT:
        raise StoreFault(f"{place}: format {said!r} is not {FORMAT}")
    wrong = sorted(name for name, digest in manifest["files"].items() if found.get(name) != digest)
    if wrong or set(found) != set(manifest["files"]):
        raise StoreFault(
            f"{place}: changed since it was written: {', '.join(wrong) or 'more files'}"
        )
    return Archive(place, manifest)


def fingerprint(settings: Settings) -> str:
    """Tells two secret keys apart without telling either."""
    secret = settings.secret_key.get_secret_value().encode()
    return hmac.new(secret, b"fairwind fingerprint", hashlib.sha256).hexdigest()[:16]


def _database(settings: Settings, folder: Path) -> dict[str, Any]:
    """Put the database into the folder as one consistent state; what it is and how many rows."""
    database = open_database(settings)
    try:
        with database.read() as conn:
            schema = portable.schema_of(conn)
            if not database.embedded:
                (folder / TABLES).mkdir()
                rows = portable.dump(conn, folder / TABLES)
                return {"engine": "tables", "schema": schema, "rows": rows}
        return {"engine": "sqlite", "schema": schema, "rows": _copied(database, folder / SQLITE)}
    finally:
        database.close()


def _copied(database: Database, place: Path) -> dict[str, int]:
    """SQLite's online copy: nobody waits, and it is whole or an error."""
    source, target = sqlite3.connect(str(database.url.database)), sqlite3.connect(place)
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        (said,) = target.execute("PRAGMA integrity_check").fetchone()
        if said != "ok":
            raise StoreFault(f"{database.url.database}: {said}")
    finally:
        source.close()
        target.close()
    copy = Database(f"sqlite:///{place}")
    try:
        with copy.read() as conn:
            return portable.rows_by_table(conn)
    finally:
        copy.close()


def _history(place: Path, folder: Path) -> None:
    """Put the history of prices into the folder, each source as it stands between two writers.

    A writer may put files together while they are read, so its lock (`.lock`) is waited for. Left
    out is what the next publishing makes of the rest.
    """
    for source in sorted(place.glob("prices/*/.lock")):
        with source.open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            _copy(place, folder, source.parent.glob("[!.]*.parquet"))
    _copy(place, folder, place.glob("[!.]*.*"))


def _copy(place: Path, folder: Path, paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_file() and path.name not in _MADE_AGAIN:
            target = folder / path.relative_to(place)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _write(
    aside: Path,
    settings: Settings,
    folder: Path,
    facts: dict[str, Any],
    now: dt.datetime,
    also: With,
) -> None:
    digests: dict[str, str] = {}
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
            for name, path in _files(settings, folder, also):
                body = _settings_text(path) if name == FILE else path.read_bytes()
                digests[name] = _add(tar, name, body, now)
            manifest = {
                "format": FORMAT,
                "made_at": now.isoformat(),
                "agency": settings.agency_name,
                "key": fingerprint(settings),
                **facts,
                "files": digests,
            }
            _add(tar, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode(), now)
        file.flush()
        os.fsync(file.fileno())


def _files(settings: Settings, folder: Path, also: With) -> Iterator[tuple[str, Path]]:
    """Each file with its name in the archive."""
    home = settings.home
    yield from ((str(path.relative_to(folder)), path) for path in _below(folder))
    wanted = [home / FILE, *_below(home / "operators"), *_below(home / "spool" / "leads")]
    wanted += (home / "erasures").glob("*.jsonl")
    if also.offers and (home / "CURRENT").is_file():
        current = (home / "CURRENT").read_text("ascii").strip()
        wanted += [home / "CURRENT", *_below(home / "generations" / current)]
    if also.secret_key:
        wanted.append(home / "secret-key")
    for path in wanted:
        if path.is_file():
            yield str(path.relative_to(home)), path
    if also.needs_keys:
        keys = settings.needs_keys or home / "needs-keys"
        yield from ((f"needs-keys/{path.name}", path) for path in _below(keys))


def _below(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not path.name.startswith("."))


def _settings_text(path: Path) -> bytes:
    """The settings file without passwords and keys."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not SECRET.match(line)).encode()


def _add(tar: tarfile.TarFile, name: str, body: bytes, now: dt.datetime) -> str:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = len(body), 0o600, int(now.timestamp())
    tar.addfile(member, io.BytesIO(body))
    return hashlib.sha256(body).hexdigest()


def _sum(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    file = tar.extractfile(member) if member.isfile() else None
    if file is None:
        raise StoreFault(f"{member.name}: a backup holds plain files only")
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()
