"""Restore: a checked backup becomes this home's state, with nobody back who was erased since."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from pydantic import SecretStr

from ..offers.faults import StoreFault
from . import portable
from .backup import SQLITE, TABLES, Archive, fingerprint, verify
from .database import Database
from .migrate import migrate
from .settings import FILE, Settings

Prepare = Callable[[Database, Settings, Sequence[str]], int]
"""Given the restored database, settings and the backup's ledger lines: erases who is not to be."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: rows by table, files written and left as they were, people erased."""

    archive: Archive
    rows: dict[str, int]
    written: tuple[str, ...]
    left: tuple[str, ...]
    erased: int
    same_key: bool


def restore(
    settings: Settings, place: Path, prepare: Prepare, *, replace: bool = False
) -> Restored:
    """Check the archive, put its files and its database in place, migrate it, and prepare it.

    `replace` allows it where this home has enquiries or users already. The site must be stopped.
    StoreFault: the archive is not whole, the home is in use, or it is not empty.
    """
    archive = verify(place)
    if not replace and _has_data(settings):
        raise StoreFault(
            f"{settings.home} has data of its own: --replace puts the backup in their place"
        )
    with tempfile.TemporaryDirectory(prefix="fairwind-restore-") as folder:
        os.chmod(folder, 0o700)
        archive.unpack(Path(folder))
        written, left = _put_files(settings, archive, Path(folder), replace)
        settings = _with_key(settings)
        lines = _ledger_lines(archive)
        make = _embedded if _is_embedded(settings) else _served
        rows, erased = make(settings, archive, Path(folder), prepare, lines)
    same = archive.manifest["key"] == fingerprint(settings)
    return Restored(archive, rows, tuple(written), tuple(left), erased, same)


def _embedded(
    settings: Settings, archive: Archive, folder: Path, prepare: Prepare, lines: Sequence[str]
) -> tuple[dict[str, int], int]:
    """Made ready beside the old file, then put in its place in one step."""
    path = Path(sa.make_url(settings.database_url).database or "")
    _nobody_uses(path)
    aside = path.with_name(f".{path.name}.restoring")
    _remove(aside)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    database = Database(f"sqlite:///{aside}")
    try:
        rows = _filled(database, archive, folder)
        erased = prepare(database, settings, lines)
    finally:
        database.close()
    _fold(aside)
    _remove(path, keep_file=True)
    os.replace(aside, path)
    _settle(path.parent)
    return rows, erased


def _served(
    settings: Settings, archive: Archive, folder: Path, prepare: Prepare, lines: Sequence[str]
) -> tuple[dict[str, int], int]:
    """Into PostgreSQL: the old state goes and the new one comes in one transaction."""
    database = Database(settings.database_url)
    try:
        rows = _filled(database, archive, folder)
        return rows, prepare(database, settings, lines)
    finally:
        database.close()


def _filled(database: Database, archive: Archive, folder: Path) -> dict[str, int]:
    """The archive's rows in this database, counted and brought to the newest schema."""
    wanted, schema = archive.manifest["rows"], archive.manifest["schema"]
    if (folder / SQLITE).exists() and database.embedded:
        Path(str(database.url.database)).write_bytes((folder / SQLITE).read_bytes())
    elif (folder / SQLITE).exists():
        portable.load(database, schema, _tables_of(folder))
    else:
        portable.load(database, schema, folder / TABLES)
    with database.read() as conn:
        rows = portable.rows_by_table(conn)
    wrong = sorted(name for name in wanted if rows.get(name) != wanted[name])
    if wrong:
        raise StoreFault(f"{archive.path}: rows are missing in {', '.join(wrong)}")
    migrate(database)
    return rows


def _tables_of(folder: Path) -> Path:
    """The rows of an embedded database, ready for the other engine."""
    (folder / TABLES).mkdir()
    copy = Database(f"sqlite:///{folder / SQLITE}")
    try:
        with copy.read() as conn:
            portable.dump(conn, folder / TABLES)
    finally:
        copy.close()
    return folder / TABLES


def _put_files(
    settings: Settings, archive: Archive, folder: Path, replace: bool
) -> tuple[list[str], list[str]]:
    """Files of the home; settings and cards that are there stay. The ledger is only added to."""
    written, left = [], []
    for name in archive.files:
        if name == SQLITE or name.startswith((f"{TABLES}/", "erasures/")):
            continue
        place = settings.home / name
        fresh_key = name == "secret-key" and not _has_data(settings)
        if place.exists() and not fresh_key and (name == FILE or not replace):
            left.append(name)
            continue
        _put(place, (folder / name).read_bytes())
        written.append(name)
    return written, left


def _put(place: Path, body: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = place.with_name(f".{place.name}.restoring")
    aside.unlink(missing_ok=True)
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(place)


def _with_key(settings: Settings) -> Settings:
    """These settings with the key that lies in the home now, where the home's key is used."""
    place = settings.home / "secret-key"
    if "secret_key" in settings.model_fields_set or not place.exists():
        return settings
    key = SecretStr(place.read_text("ascii").strip())
    return settings.model_copy(update={"secret_key": key})


def _ledger_lines(archive: Archive) -> list[str]:
    named = [name for name in archive.files if name.startswith("erasures/")]
    return [line for name in named for line in archive.read(name).decode().splitlines()]


def _is_embedded(settings: Settings) -> bool:
    return sa.make_url(settings.database_url).get_backend_name() == "sqlite"


def _has_data(settings: Settings) -> bool:
    """Whether there are leads or users; a home that was only just made has none."""
    path = Path(sa.make_url(settings.database_url).database or "")
    if _is_embedded(settings) and not path.exists():
        return False
    database = Database(settings.database_url)
    try:
        with database.read() as conn:
            rows = portable.rows_by_table(conn)
    finally:
        database.close()
    return bool(rows.get("leads") or rows.get("users"))


def _nobody_uses(path: Path) -> None:
    """SQLite leaves its write-ahead log only where nobody else has the file open."""
    if not path.exists():
        return
    conn = sqlite3.connect(path, timeout=2)
    try:
        (mode,) = conn.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise StoreFault(f"{path}: in use ({error}): stop the site and cron first") from error
    finally:
        conn.close()
    if mode != "delete":
        raise StoreFault(f"{path}: in use: stop the site and cron first")


def _fold(path: Path) -> None:
    conn = sqlite3.connect(path)
    try:
        conn.execute("PRAGMA journal_mode=DELETE")
    finally:
        conn.close()


def _remove(path: Path, *, keep_file: bool = False) -> None:
    for name in (f"{path.name}-wal", f"{path.name}-shm", *(() if keep_file else (path.name,))):
        path.with_name(name).unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)
