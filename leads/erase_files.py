"""Erasing files: leads in the spool, and mails that were written into a folder."""

from __future__ import annotations

import json
from pathlib import Path

from ..store.mail_words import words
from ..store.settings import Settings
from . import spool
from .erased_person import Subject
from .traces import mentions


def erase(settings: Settings, subject: Subject, message_ids: frozenset[str]) -> int:
    """Remove every file that holds the person; how many there were."""
    gone = [place for place in _spooled(settings) if _spool_is_theirs(place, subject)]
    gone += [place for place in _mailed(settings) if _mail_is_theirs(place, subject, message_ids)]
    for place in gone:
        place.unlink(missing_ok=True)
    return len(gone)


def _spooled(settings: Settings) -> list[Path]:
    return sorted(spool.folder_of(settings.home).glob("*.json"))


def _mailed(settings: Settings) -> list[Path]:
    return sorted(settings.mail_folder.glob("*.eml")) if settings.mail_folder else []


def _spool_is_theirs(place: Path, subject: Subject) -> bool:
    pattern = subject.traces.pattern
    try:
        kept = json.loads(place.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return pattern is not None and mentions(pattern, kept)


def _mail_is_theirs(place: Path, subject: Subject, message_ids: frozenset[str]) -> bool:
    try:
        message = place.read_bytes()
    except FileNotFoundError:
        return False
    head = message.partition(b"\r\n\r\n")[0] if b"\r\n\r\n" in message else message
    if any(one.encode() in head for one in message_ids):
        return True
    pattern = subject.traces.pattern
    return pattern is not None and pattern.search(words(message).all) is not None
