"""The secret key of one home: made once, readable by its owner only, the same ever after."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAME = "secret-key"


def key_in(home: Path) -> str:
    """The home's key, made now if it has none; two processes that start at once get one key."""
    place = home / NAME
    if not place.exists():
        home.mkdir(parents=True, exist_ok=True)
        _place_once(place, secrets.token_urlsafe(48))
    return place.read_text("ascii").strip()


def _place_once(place: Path, key: str) -> None:
    """Write aside, then link: the name appears whole or not at all, and the first one stays."""
    aside = place.with_name(f".{NAME}-{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(key + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, place)
        except FileExistsError:
            return
    finally:
        aside.unlink()
