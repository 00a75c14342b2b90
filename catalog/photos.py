"""Photos: our own copies of operators' photos, named by the address each came from.

`photos/<two characters>/<name>-<width>.webp` are the copies, `photos/ledger.json` says which there
are and which addresses gave none, why, and when they may be asked again. Copies are written before
the ledger names them, so a reader that goes by the ledger never misses a file.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ..offers.faults import StoreFault
from .generations import Generation, generations_of
from .home import Home, write_whole

SIZES: Mapping[int, int] = {358: 201, 716: 403, 1200: 675}
"""Width -> height of the copies, in pixels: all of one shape, so that pages need not look."""

LEDGER = "ledger.json"
logger = logging.getLogger(__name__)
_FILE = re.compile(r"(?P<name>[0-9a-f]{32})-(?P<width>\d{3,4})\.webp\Z")


def photo_name(address: str) -> str:
    """The name our copies of an address bear: 128 bits of its sha256."""
    return hashlib.sha256(address.encode()).hexdigest()[:32]


def folder_of(home: Home) -> Path:
    return home.path / "photos"


def copy_path(home: Home, name: str, width: int) -> Path:
    """Where one copy stands."""
    return folder_of(home) / name[:2] / f"{name}-{width}.webp"


@dataclass(frozen=True, slots=True)
class Tried:
    """What asking for one address came to: the widths we have, or why there are none."""

    address: str
    widths: tuple[int, ...] = ()
    why: str = ""
    again: dt.datetime | None = None
    """When a refused address may be asked once more."""
    tries: int = 0


@dataclass(slots=True)
class Ledger:
    """Every address that was asked, by the name of its copies."""

    tried: dict[str, Tried] = field(default_factory=dict)

    @classmethod
    def of(cls, home: Home) -> Ledger:
        """The ledger of this home; an empty one where no photo was ever asked for."""
        path = folder_of(home) / LEDGER
        try:
            said = json.loads(path.read_bytes())
            return cls({name: _tried(row) for name, row in said.items()})
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
            raise StoreFault(f"{path}: the list of photos cannot be read: {error}") from error

    def keep(self, home: Home) -> None:
        """Put the ledger on disk, whole or not at all."""
        said = {name: _as_json(self.tried[name]) for name in sorted(self.tried)}
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        write_whole(folder_of(home) / LEDGER, text.encode())

    def wanted(self, address: str, now: dt.datetime) -> bool:
        """Whether the address is to be asked: never tried, or refused long enough ago."""
        known = self.tried.get(photo_name(address))
        return known is None or (known.again is not None and known.again <= now)


def _tried(said: Mapping[str, object]) -> Tried:
    again = said.get("again")
    return Tried(
        str(said["address"]),
        tuple(int(str(width)) for width in _listed(said["widths"])),
        str(said["why"]),
        dt.datetime.fromisoformat(str(again)) if again else None,
        int(str(said["tries"])),
    )


def _listed(said: object) -> list[object]:
    if not isinstance(said, list):
        raise ValueError(f"{said!r} is no list of widths")
    return said


def _as_json(tried: Tried) -> dict[str, object]:
    return asdict(tried) | {"again": tried.again.isoformat() if tried.again else None}


class Shelf:
    """The copies there are, for readers: one look at a file's time, read again when it changed."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._ledger = str(folder_of(home) / LEDGER)
        self._seen: tuple[int, int] | None = None
        self._widths: dict[str, tuple[int, ...]] = {}

    def widths(self, address: str) -> tuple[int, ...]:
        """The widths of our copies of an address, the smallest first; () for none."""
        return dict(self.copies((address,))).get(address, ())

    def copies(self, addresses: Sequence[str]) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Those of the addresses that we have copies of, with the widths of them."""
        if not addresses:
            return ()
        self._look()
        found = ((address, self._widths.get(photo_name(address))) for address in addresses)
        return tuple((address, widths) for address, widths in found if widths)

    def file(self, name: str) -> Path | None:
        """The copy of this file name, or None where it names none."""
        found = _FILE.match(name)
        if found is None or int(found["width"]) not in SIZES:
            return None
        path = copy_path(self._home, found["name"], int(found["width"]))
        return path if path.is_file() else None

    def _look(self) -> None:
        try:
            stat = os.stat(self._ledger)
        except FileNotFoundError:
            self._seen, self._widths = None, {}
            return
        seen = (stat.st_ino, stat.st_mtime_ns)
        if seen != self._seen:
            self._widths, self._seen = self._read(), seen

    def _read(self) -> dict[str, tuple[int, ...]]:
        """The widths by name; a damaged ledger costs the photos, not the page."""
        try:
            tried = Ledger.of(self._home).tried
        except StoreFault as fault:
            logger.error("no photos are shown: %s", fault)
            return {}
        return {name: one.widths for name, one in tried.items() if one.widths}


@contextmanager
def alone_with_photos(home: Home) -> Iterator[bool]:
    """Hold the photos of a home; False where somebody else is at work on them."""
    folder = folder_of(home)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def prune_photos(home: Home, ledger: Ledger) -> int:
    """Forget addresses that no kept generation names and remove every copy nobody names.

    Called by whoever holds the photos; the number of files that went.
    """
    named = {photo_name(address) for address in _addresses(home)}
    ledger.tried = {name: one for name, one in ledger.tried.items() if name in named}
    ledger.keep(home)
    gone = 0
    for path in folder_of(home).glob("??/*"):
        found = _FILE.match(path.name)
        known = ledger.tried.get(found["name"]) if found else None
        if found is None or known is None or int(found["width"]) not in known.widths:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _addresses(home: Home) -> set[str]:
    return {
        address
        for generation in generations_of(home)
        for row in _photos_of(generation)
        for address in row or ()
    }


def _photos_of(generation: Generation) -> list[list[str] | None]:
    """The photo addresses of each product; none in a generation of before there were any."""
    products = generation.products()
    if "photos" not in products.column_names:
        return []
    listed: list[list[str] | None] = products["photos"].to_pylist()
    return listed
