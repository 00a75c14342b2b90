"""Sealing: what only this installation can read, each purpose under a key of its own."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .settings import Settings

_NONCE = 12


def seal(settings: Settings, purpose: str, plain: bytes) -> bytes:
    """The bytes under AES-256-GCM, the key derived from the secret key by HKDF for this purpose."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher(settings, purpose).encrypt(nonce, plain, purpose.encode())


def unseal(settings: Settings, purpose: str, sealed: bytes) -> bytes | None:
    """What was sealed; None where it was altered or sealed for another purpose or key."""
    nonce, rest = sealed[:_NONCE], sealed[_NONCE:]
    try:
        return _cipher(settings, purpose).decrypt(nonce, rest, purpose.encode())
    except (InvalidTag, ValueError):
        return None


def ticket(settings: Settings, purpose: str, said: Any, now: dt.datetime) -> str:
    """Something a browser carries for us and can neither read nor alter, with its moment."""
    plain = json.dumps({"at": now.timestamp(), "said": said}).encode()
    return base64.urlsafe_b64encode(seal(settings, purpose, plain)).decode()


def read_ticket(
    settings: Settings, purpose: str, text: str, now: dt.datetime, lasts: dt.timedelta
) -> Any:
    """What a ticket says; None for one that is not ours or older than `lasts`."""
    try:
        sealed = base64.urlsafe_b64decode(text.encode())
    except (binascii.Error, ValueError):
        return None
    plain = unseal(settings, purpose, sealed)
    kept = json.loads(plain) if plain is not None else None
    if kept is None or not 0 <= now.timestamp() - kept["at"] < lasts.total_seconds():
        return None
    return kept["said"]


def _cipher(settings: Settings, purpose: str) -> AESGCM:
    secret = settings.secret_key.get_secret_value().encode()
    key = HKDF(SHA256(), 32, salt=None, info=f"fairwind {purpose}".encode()).derive(secret)
    return AESGCM(key)
