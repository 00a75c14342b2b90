"""The counter of the office: operators counted and decided about, for who starts the site."""

from __future__ import annotations

from dataclasses import dataclass

from ..desk.operators import Called, OperatorLine, Operators
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings
from . import decide, watch
from .operators import operator_line, operator_lines


@dataclass(frozen=True, slots=True)
class OfficeCounter:
    """A `desk.operators.Counter` over one home."""

    settings: Settings
    clock: Clock
    database: Database

    def operators(self) -> Operators:
        """All operators as they stand now."""
        return operator_lines(self.settings, self.database, self.clock.now())

    def operator(self, name: str) -> OperatorLine | None:
        """One of them; None where no card of this name can be read."""
        return operator_line(self.settings, self.database, name, self.clock.now())

    def keep(self, name: str, actor: str, note: str) -> None:
        """Leave the last published offers as they are."""
        decide.keep(self.settings, self.clock, self.database, name, actor, note)

    def publish_after_all(self, name: str, actor: str, note: str) -> None:
        """Publish the refused run."""
        decide.publish_after_all(self.settings, self.clock, self.database, name, actor, note)

    def called(self) -> Called:
        """When cron was last heard of."""
        with self.database.read() as conn:
            return watch.called(conn, self.clock.now())
