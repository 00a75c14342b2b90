"""Spool: leads kept as files while the database cannot be written, and brought in later."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import structlog

from ..offers.faults import StoreFault
from .enquiry import Enquiry
from .offer_seen import from_json, party_from_json, party_to_json, to_json
from .promise import Promise
from .wish import market_from_json, market_to_json, wish_from_json, wish_to_json

_log = structlog.get_logger()
RESERVE_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Spooled:
    """A lead on its way to the database, with what the visitor was told."""

    reference: str
    enquiry: Enquiry
    promise: Promise
    at: dt.datetime
    doubts: tuple[str, ...] = ()


def folder_of(home: Path) -> Path:
    """Where the spool of a home lies."""
    return home / "spool" / "leads"


def prepare(home: Path) -> None:
    """Put some room aside for the day on which the disk is full; without room there is none."""
    reserve = _reserve(home)
    if reserve.exists():
        return
    try:
        reserve.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(reserve, os.urandom(RESERVE_BYTES))
    except OSError as fault:
        _log.warning("no room put aside for leads", fault=str(fault))


def keep(home: Path, spooled: Spooled) -> bool:
    """Put a lead into the spool, on the disk when this returns; False where it was there before.

    On a full disk the room put aside is given up. StoreFault: this did not help either.
    """
    place = folder_of(home) / f"{spooled.reference}.json"
    if place.exists():
        return False
    body = json.dumps(_to_json(spooled), ensure_ascii=False).encode()
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            _write(place, body)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            _reserve(home).unlink(missing_ok=True)
            _write(place, body)
    except OSError as error:
        raise StoreFault(f"{place.parent}: {error.strerror}") from error
    return True


def spooled(home: Path) -> Iterator[tuple[Path, Spooled]]:
    """The leads that wait, the oldest reference first, with their files."""
    for place in sorted(folder_of(home).glob("*.json")):
        try:
            yield place, _from_json(json.loads(place.read_text("utf-8")))
        except FileNotFoundError:
            continue  # another process has just brought it in
        except (ValueError, KeyError, TypeError) as fault:
            _log.error("lead in the spool cannot be read", file=str(place), fault=str(fault))


def find(home: Path, reference: str) -> Spooled | None:
    """The waiting lead with this reference."""
    return next((lead for _, lead in spooled(home) if lead.reference == reference), None)


def _reserve(home: Path) -> Path:
    return home / "spool" / "reserve"


def _write(place: Path, body: bytes) -> None:
    """Whole or not there at all, and still there after a power cut."""
    aside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(place)
    finally:
        aside.unlink(missing_ok=True)
    entry = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def _to_json(spooled: Spooled) -> dict[str, Any]:
    enquiry = {
        **asdict(spooled.enquiry),
        "party": party_to_json(spooled.enquiry.party),
        "offer": to_json(spooled.enquiry.offer) if spooled.enquiry.offer else None,
        "compared": [to_json(seen) for seen in spooled.enquiry.compared],
        "wish": wish_to_json(spooled.enquiry.wish),
        "market": market_to_json(spooled.enquiry.market),
    }
    return {
        "reference": spooled.reference,
        "enquiry": enquiry,
        "from": spooled.promise.from_.isoformat(),
        "to": spooled.promise.to.isoformat(),
        "at": spooled.at.isoformat(),
        "doubts": spooled.doubts,
    }


def _from_json(kept: dict[str, Any]) -> Spooled:
    said = kept["enquiry"]
    enquiry = Enquiry(
        **{
            **said,
            "party": party_from_json(said["party"]),
            "query": tuple((key, value) for key, value in said["query"]),
            "offer": from_json(said["offer"]) if said["offer"] else None,
            "compared": tuple(map(from_json, said.get("compared", ()))),
            "wish": wish_from_json(said.get("wish")),
            "market": market_from_json(said.get("market")),
        }
    )
    window = Promise(dt.datetime.fromisoformat(kept["from"]), dt.datetime.fromisoformat(kept["to"]))
    at = dt.datetime.fromisoformat(kept["at"])
    return Spooled(kept["reference"], enquiry, window, at, tuple(kept["doubts"]))
