"""Again: what one run of an operator does with the readings of the runs before it.

Each address is asked "only if it changed", or not at all where its sitemap says that nothing did
and that proved true. Some are asked wholly whatever is said, so that what is said is looked at.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from ...offers.faults import StoreFault
from ...store.clock import Clock
from .claims import LASTMOD, VALIDATOR, Claims
from .earlier import Earlier, Reading
from .kept import remove
from .validators import Said, conditions, may_keep, same_validators, validators, varied

WHOLE_AGAIN = dt.timedelta(days=7)
"""Whatever an operator says of it, each address is asked for wholly so often."""
SAMPLE = 20
"""In each run one address in so many is asked wholly."""
BROKEN = {
    VALIDATOR: "its ETag or Last-Modified says unchanged, its records changed",
    LASTMOD: "the sitemap's lastmod says unchanged, its records changed",
}
"""What a run's report says of a claim that broke; it is not believed for a month."""

_T = TypeVar("_T")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Came:
    """An answer that was read well: what was asked and said in headers, and its body or file.

    `digest` is that of the records in it, b"" where it has none to compare.
    """

    mark: bytes
    asked: Said
    told: Said
    body: bytes
    file: Path | None
    lastmod: str
    digest: bytes


@dataclass(slots=True)
class Again:
    """The readings of the runs before, for one run.

    `spares` is how old a reading may be to stand for a page that is not asked. A fault of the
    disk switches this off for the rest of the run and loses it nothing: all is asked wholly.
    """

    earlier: Earlier
    run: str
    clock: Clock
    spares: dt.timedelta
    broken: bool = False
    _claims: Claims = field(init=False)

    def __post_init__(self) -> None:
        self._claims = Claims(self.earlier)

    def find(self, mark: bytes, asked: Said) -> Reading | None:
        """The reading that may stand for the answer, or that a 304 may confirm."""
        reading = self._try(lambda: self.earlier.find(mark), None)
        if reading is None or reading.varied != varied(reading.vary, asked):
            return None
        return None if self._due(mark, reading) else reading

    def spared(self, reading: Reading, lastmod: str) -> bool:
        """Whether the page need not be asked: unchanged, says a sitemap that proved true."""
        now = self.clock.now()
        if not lastmod or lastmod != reading.lastmod or now - reading.read_at > self.spares:
            return False
        return self._try(lambda: self._claims.believed(LASTMOD, now), False)

    def conditions(self, reading: Reading) -> dict[str, str]:
        """The headers that ask only for what changed, none where there is nothing to go by."""
        now = self.clock.now()
        believed = self._try(lambda: self._claims.believed(VALIDATOR, now), False)
        return conditions(reading.etag, reading.modified) if believed else {}

    def feed(self, reading: Reading, file: Path) -> bool:
        """Put the body of a feed in the place of an empty file; False where that cannot be."""

        def lend() -> bool:
            self.earlier.lend_feed(reading.file, file)
            return True

        return self._try(lend, False)

    def seen(self, mark: bytes) -> None:
        """Take in that the address was led to and not asked, or was read by this run before."""
        self._try(lambda: self.earlier.seen(mark, self.clock.now()), None)

    def confirmed(self, mark: bytes, told: Said, lastmod: str) -> None:
        """Take in that the operator said "unchanged"."""
        now = self.clock.now()
        checks = validators(told, now)
        self._try(lambda: self.earlier.confirm(mark, checks, lastmod, now), None)

    def forget(self, mark: bytes) -> None:
        """Let go of a reading of which the operator's "unchanged" does not speak."""
        self._try(lambda: self.earlier.forget(mark), None)

    def took(self, came: Came) -> str:
        """Hold a whole answer against what was claimed of it and keep it for the next run.

        A sentence where a claim broke, else "".
        """

        def take() -> str:
            broken = self._look(came)
            self._keep(came)
            return broken

        return self._try(take, "")

    def close(self) -> None:
        """Close the readings; a file that faulted is not trusted with another run."""
        self.earlier.close()
        if self.broken:
            remove(self.earlier.path)

    def _keep(self, came: Came) -> None:
        now = self.clock.now()
        etag, modified = validators(came.told, now)
        if not may_keep(came.asked, came.told) or not (etag or modified or came.lastmod):
            self.earlier.forget(came.mark)
            return
        vary = came.told.get("vary", "")
        reading = Reading(
            *(came.told.get("content-type", ""), came.told.get("link", ""), etag, modified),
            *(vary, varied(vary, came.asked), came.body),
            *(self.earlier.take_feed(came.file) if came.file else "", now, now),
            *(came.lastmod, came.digest),
        )
        self.earlier.keep(came.mark, reading, now)

    def _look(self, came: Came) -> str:
        """Count whether what was claimed to be unchanged is; the sentence where it is not."""
        before = self.earlier.find(came.mark)
        if before is None or not before.digest or not came.digest:
            return ""
        same, now = before.digest == came.digest, self.clock.now()
        made = self._claimed(before, came, now)
        for claim in made:
            self._claims.look(claim, same, now)
        return "" if same or not made else BROKEN[made[0]]

    def _claimed(self, before: Reading, came: Came, now: dt.datetime) -> list[str]:
        """The claims by which this answer is the same as the one before."""
        checks = validators(came.told, now)
        claims = {
            VALIDATOR: same_validators((before.etag, before.modified), checks),
            LASTMOD: bool(came.lastmod) and came.lastmod == before.lastmod,
        }
        return [claim for claim, made in claims.items() if made]

    def _due(self, mark: bytes, reading: Reading) -> bool:
        """Whether the address is asked wholly now whatever is said of it."""
        drawn = hashlib.blake2b(mark, digest_size=8, key=self.run.encode()[-64:]).digest()
        old = self.clock.now() - reading.whole_at >= WHOLE_AGAIN
        return old or int.from_bytes(drawn) % SAMPLE == 0

    def _try(self, call: Callable[[], _T], otherwise: _T) -> _T:
        if self.broken:
            return otherwise
        try:
            return call()
        except StoreFault as fault:
            self.broken = True
            logger.warning("all is asked wholly from here on: %s", fault)
            return otherwise
