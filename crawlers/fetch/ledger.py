"""Ledger: every request of any process to one operator, and when the next one may leave.

One SQLite file an operator, `asked/<source>.sqlite` in the home. A turn is taken and written in
one transaction, so that a crawl, photo copies and questions for a visitor, in as many processes
as there may be, keep to one budget together, and a killed one's requests count on.

A request counts from the moment it leaves until a minute after its answer came. Its operator saw
it somewhere between the two, so that no 60 seconds of the operator's own log hold more than the
budget, however long an answer or a connection took. One that was never answered (its process was
killed) counts for a minute and a half.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...catalog.home import Home
from ...offers.faults import FetchFault, StoreFault
from .address import Place

MINUTE = 60.0
KEPT_SECONDS = 24 * 3600.0
"""How long a request is remembered, and a host's wish for rest or a wider gap."""
LONGEST_REST = 600.0
"""Seconds of Retry-After that are waited through; asked for more, the host is left alone."""
FOR_PEOPLE = 10
"""One request in so many of the budget is left to questions that a person waits for."""
YIELD_SECONDS = 0.25
"""How long others stand back, again and again, while a person waits for a turn."""

_TABLES = """
CREATE TABLE IF NOT EXISTS asked (
    id INTEGER PRIMARY KEY, place TEXT NOT NULL, left REAL NOT NULL, counts_from REAL NOT NULL,
    cause TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS asked_counts_from ON asked (counts_from);
CREATE INDEX IF NOT EXISTS asked_place ON asked (place, left);
CREATE TABLE IF NOT EXISTS hosts (
    place TEXT PRIMARY KEY, gap REAL NOT NULL DEFAULT 0, told REAL NOT NULL DEFAULT 0,
    rest REAL NOT NULL DEFAULT 0, why TEXT NOT NULL DEFAULT '', busy INTEGER NOT NULL DEFAULT 0)
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (until REAL PRIMARY KEY) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds a request back: the budget over all hosts of the card, and the least seconds
    between two requests to one host.
    """

    per_minute: int
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a request may leave: now, where `pause` is 0 (it is written in as `number`), or
    after `pause` seconds, when the turn is to be asked for again.
    """

    pause: float
    number: int = 0


class Ledger:
    """One operator's ledger. `now` gives seconds since 1970, the same for every process."""

    def __init__(
        self, home: Home | None, source: str, now: Callable[[], float] = time.time
    ) -> None:
        """Open the operator's ledger; without a home one in memory, for this process alone."""
        self.source, self._now = source, now
        self.path = ledger_file(home, source) if home else Path(":memory:")
        with self._disk():
            if home:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(self.path, isolation_level=None, timeout=10)
            _in_wal(self._base)
            # No sync a request: a killed process loses nothing, a lost machine asks nobody.
            self._base.execute("PRAGMA synchronous = NORMAL")
            self._base.executescript(_TABLES)
        self._forget()

    def try_leave(
        self, place: Place, limits: Limits, cause: str = "", person: bool = False
    ) -> Turn:
        """Take a turn if there is one now, and write the request in.

        `person`: somebody waits for it; it may use the whole budget, others leave a tenth.
        FetchFault where the host asked to be left alone for longer than anybody waits.
        """
        with self._writing():
            now = self._now()
            pause = self._pause(place, limits, now, person)
            if pause > 0:
                return Turn(pause)
            row = (str(place), now, now + MINUTE / 2, cause)
            insert = "INSERT INTO asked (place, left, counts_from, cause) VALUES (?,?,?,?)"
            return Turn(0.0, int(self._base.execute(insert, row).lastrowid or 0))

    def wait(
        self,
        place: Place,
        limits: Limits,
        until: float,
        cause: str = "",
        person: bool = False,
        sleep: Callable[[float], None] = time.sleep,
    ) -> int:
        """Wait for a turn, at most until this moment of the ledger's clock; the turn's number.

        FetchFault where the time ends first. While a person waits, all others stand back.
        """
        with self.ahead(until - self._now() if person else 0.0):
            while True:
                turn = self.try_leave(place, limits, cause, person)
                if not turn.pause:
                    return turn.number
                if self._now() + turn.pause > until:
                    raise FetchFault(f"{self.source}: no turn to ask {place} in the time there is")
                sleep(turn.pause)

    @contextmanager
    def ahead(self, seconds: float) -> Iterator[None]:
        """While the block runs, and so many seconds at the most, others stand back."""
        until = self._now() + seconds
        if seconds <= 0:
            yield
            return
        with self._disk():
            self._base.execute("INSERT OR REPLACE INTO waiting VALUES (?)", (until,))
        try:
            yield
        finally:
            with self._disk():
                self._base.execute("DELETE FROM waiting WHERE until = ?", (until,))

    def came(self, number: int) -> None:
        """Note that a request's answer is here, or that none will come."""
        with self._disk():
            update = "UPDATE asked SET counts_from = ? WHERE id = ?"
            self._base.execute(update, (self._now(), number))

    def spent(self, cause: str) -> int:
        """How many requests left for one cause, such as one run."""
        return self._count("cause = ?", cause)

    def spent_within(self, seconds: float) -> int:
        """How many requests left within the last seconds, whatever asked for them."""
        return self._count("left > ?", self._now() - seconds)

    def gap(self, place: Place) -> float:
        """The least seconds between two requests that the host itself asked for."""
        gap, told = self._host(place, "gap, told")
        return float(gap) if told > self._now() - KEPT_SECONDS else 0.0

    def at_least(self, place: Place, seconds: float) -> None:
        """Take in a Crawl-delay; for a day it can widen the gap and never narrow it."""
        if seconds >= self.gap(place):
            self._set(place, gap=seconds, told=self._now())

    def answered(self, place: Place) -> None:
        """Note that the host is not busy: the next rest without a time begins small again."""
        if self._host(place, "busy")[0]:
            self._set(place, busy=0)

    def busy(self, place: Place) -> int:
        """Note one more answer "busy" in a row; how many they are now."""
        times = int(self._host(place, "busy")[0]) + 1
        self._set(place, busy=times)
        return times

    def rest(self, place: Place, seconds: float, why: str) -> None:
        """Leave the host alone for so long, all processes; `why` is told to who cannot wait."""
        self._set(place, rest=self._now() + min(seconds, KEPT_SECONDS), why=why)

    def close(self) -> None:
        self._base.close()

    def _pause(self, place: Place, limits: Limits, now: float, person: bool) -> float:
        """Seconds until a turn is worth asking for again; 0 or less: it is there now."""
        gap, told, rest, why = self._host(place, "gap, told, rest, why")
        if rest - now > LONGEST_REST:
            raise FetchFault(why)
        gap = max(limits.gap, gap if told > now - KEPT_SECONDS else 0.0)
        most = limits.per_minute if person else limits.per_minute - limits.per_minute // FOR_PEOPLE
        last = self._one("SELECT max(left) FROM asked WHERE place = ?", str(place))
        pauses = [rest - now, self._over_budget(most, now)]
        pauses.append(gap - (now - min(last, now)) if last is not None else 0.0)
        if not person and self._one("SELECT 1 FROM waiting WHERE until > ?", now):
            pauses.append(YIELD_SECONDS)
        return float(max(pauses))

    def _over_budget(self, most: int, now: float) -> float:
        """Seconds until one more fits: the one that is `most` places from the end has expired.

        A request under way counts as answered now; if it takes longer, so does the wait.
        """
        nth = "SELECT min(counts_from, ?) FROM asked ORDER BY counts_from DESC LIMIT 1 OFFSET ?"
        row: tuple[float] | None = self._base.execute(nth, (now, most - 1)).fetchone()
        return row[0] + MINUTE - now if row else 0.0

    def _forget(self) -> None:
        """Drop what counts for nothing any more; times ahead of a clock set back become now."""
        with self._writing():
            now = self._now()
            self._base.execute("DELETE FROM asked WHERE counts_from < ?", (now - KEPT_SECONDS,))
            self._base.execute("DELETE FROM waiting WHERE until < ?", (now,))
            ahead = "UPDATE asked SET left = ?, counts_from = ? WHERE left > ?"
            self._base.execute(ahead, (now, now, now))
            self._base.execute(
                "UPDATE hosts SET rest = ? WHERE rest > ?", (now + KEPT_SECONDS, now + KEPT_SECONDS)
            )

    def _host(self, place: Place, columns: str) -> Any:
        select = f"SELECT {columns} FROM hosts WHERE place = ?"
        with self._disk():
            row = self._base.execute(select, (str(place),)).fetchone()
        return row or tuple("" if name == "why" else 0.0 for name in columns.split(", "))

    def _set(self, place: Place, **said: float | str) -> None:
        names = ", ".join(said)
        marks = ", ".join("?" for _ in said)
        new = ", ".join(f"{name} = excluded.{name}" for name in said)
        with self._disk():
            self._base.execute(
                f"INSERT INTO hosts (place, {names}) VALUES (?, {marks})"
                f" ON CONFLICT (place) DO UPDATE SET {new}",
                (str(place), *said.values()),
            )

    def _count(self, where: str, value: float | str) -> int:
        return int(self._one(f"SELECT count(*) FROM asked WHERE {where}", value) or 0)

    def _one(self, select: str, value: float | str) -> float | None:
        with self._disk():
            row: tuple[float | None] | None = self._base.execute(select, (value,)).fetchone()
        return row[0] if row else None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction that no other process writes into; an error takes all of it back."""
        with self._disk():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    @contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreFault(
                f"{self.path}: the ledger of requests cannot be kept, so none leaves: {error}"
            ) from error


def _in_wal(base: sqlite3.Connection, tries: int = 200) -> None:
    """Write ahead, so that readers wait for nobody. SQLite does not wait by itself where two
    processes make this very switch at once, so the later one tries again.
    """
    for left in reversed(range(tries)):
        try:
            base.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if not left:
                raise
            time.sleep(0.02)


def ledger_file(home: Home, source: str) -> Path:
    """Where an operator's ledger lies."""
    return home.path / "asked" / f"{source}.sqlite"
