"""The ledger of erasures: who is not to come back, known by keyed hashes outside the database.

A backup is older than the erasures after it. The ledger lies in `erasures` of the home, is only
ever added to, and is read again at every start and after every restore (erase.replay).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from ..offers.faults import StoreFault
from ..store.settings import Settings

CHUNK = "%Y.jsonl"
"""One file a year."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """One line: a person as HMACs of contacts, for finding them again and for nothing else.

    `born` is when the person came, so that an id that was given anew is nobody's.
    """

    id: str
    at: dt.datetime
    person_id: int
    born: dt.datetime
    contacts: tuple[str, ...]


def folder_of(settings: Settings) -> Path:
    return settings.home / "erasures"


def key_of(settings: Settings, value: str) -> str:
    """What the ledger knows of an address or number: an HMAC under the installation's key."""
    secret = settings.secret_key.get_secret_value().encode()
    said = f"erasure\x1f{value.strip().lower()}".encode()
    return hmac.new(secret, said, hashlib.sha256).hexdigest()


def append(
    settings: Settings,
    person_id: int,
    born: dt.datetime,
    contacts: Iterable[str],
    now: dt.datetime,
) -> Erasure:
    """Add a line; it is on the disk when this returns. StoreFault: the disk does not take it."""
    keys = tuple(sorted({key_of(settings, value) for value in contacts if value}))
    line = Erasure(secrets.token_hex(8), now, person_id, born, keys)
    place = folder_of(settings) / now.strftime(CHUNK)
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _add(place, json.dumps(_said(line)))
    except OSError as error:
        raise StoreFault(f"{place}: {error.strerror}") from error
    return line


def entries(settings: Settings) -> Iterator[Erasure]:
    """All lines, the oldest first; one torn by a power cut was never answered and is skipped."""
    for place in sorted(folder_of(settings).glob("*.jsonl")):
        for text in place.read_text("utf-8").splitlines():
            line = _read(text)
            if line is not None:
                yield line


def merge(settings: Settings, texts: Iterable[str]) -> int:
    """Take in lines from another copy of the ledger (a backup's); how many were not known."""
    known = {line.id for line in entries(settings)}
    new = [line for line in map(_read, texts) if line is not None and line.id not in known]
    folder_of(settings).mkdir(parents=True, exist_ok=True, mode=0o700)
    for line in new:
        _add(folder_of(settings) / line.at.strftime(CHUNK), json.dumps(_said(line)))
    return len(new)


def _add(place: Path, text: str) -> None:
    """One write with a line break at both ends: a line after a torn one stands for itself."""
    handle = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"\n{text}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    entry = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def _said(line: Erasure) -> dict[str, object]:
    return {**asdict(line), "at": line.at.isoformat(), "born": line.born.isoformat()}


def _read(text: str) -> Erasure | None:
    try:
        kept = json.loads(text)
        return Erasure(
            str(kept["id"]),
            dt.datetime.fromisoformat(kept["at"]),
            int(kept["person_id"]),
            dt.datetime.fromisoformat(kept["born"]),
            tuple(kept["contacts"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
