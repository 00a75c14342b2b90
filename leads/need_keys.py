"""Keys of needs: one a person, in a folder apart from the database and from its backups."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from ..offers.faults import StoreFault
from ..store.settings import Settings

BYTES = 32
"""AES-256."""


def folder_of(settings: Settings) -> Path:
    """Where the keys lie: as the settings say, else `needs-keys` in the home."""
    return settings.needs_keys or settings.home / "needs-keys"


def key_of(settings: Settings, person_id: int) -> bytes:
    """The person's key, made now where there is none; two who ask at once get one key.

    StoreFault: the folder cannot be written or the file is no key.
    """
    place = _place(settings, person_id)
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not place.exists():
            _place_once(place, secrets.token_bytes(BYTES))
    except OSError as error:
        raise StoreFault(f"{place}: {error.strerror}") from error
    return _read(place)


def known_key(settings: Settings, person_id: int) -> bytes | None:
    """The person's key, None where it was destroyed or never made."""
    place = _place(settings, person_id)
    return _read(place) if place.exists() else None


def destroy(settings: Settings, person_ids: Iterable[int]) -> int:
    """Make whatever these keys sealed unreadable, in every copy there is; how many were there."""
    gone = 0
    for place in (_place(settings, person_id) for person_id in person_ids):
        if not place.exists():
            continue
        _overwrite(place)
        place.unlink(missing_ok=True)
        _settle(place.parent)
        gone += 1
    return gone


def _place(settings: Settings, person_id: int) -> Path:
    return folder_of(settings) / f"{person_id}.key"


def _read(place: Path) -> bytes:
    try:
        key = place.read_bytes()
    except OSError as error:
        raise StoreFault(f"{place}: {error.strerror}") from error
    if len(key) != BYTES:
        raise StoreFault(f"{place}: not a key of {BYTES} bytes")
    return key


def _place_once(place: Path, key: bytes) -> None:
    """Write aside, then link: the name appears whole or not at all, and the first one stays."""
    aside = place.with_name(f".{place.name}-{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, place)
        except FileExistsError:
            return
        _settle(place.parent)
    finally:
        aside.unlink()


def _overwrite(place: Path) -> None:
    with place.open("r+b") as file:
        file.write(bytes(BYTES))
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)
