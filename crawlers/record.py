"""The record of a run: what each page gave, what gave nothing, and how far the run is."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..catalog.runs import RunWriter
from .intake import Batch

MOST_FAULTS = 200
"""Sentences kept in a report; the rest are counted."""

GONE = (404, 410)
"""Answers of what is there no more: the operator's own word, so that its shard is whole."""

Tell = Callable[[dict[str, Any]], None]


def tell(event: dict[str, Any]) -> None:
    """Print one event as a line of JSON; nobody listening is no reason to end a crawl."""
    try:
        print(json.dumps(event), flush=True)
    except BrokenPipeError:
        sys.stdout = sys.stderr


@dataclass(frozen=True, slots=True)
class PageRead:
    """One page's records, taken in: the one item that a page gives.

    A long feed gives several; `whole` is true for the first, which is counted as the page.
    `unasked`: its reading of an earlier run stands for it, for it did not change.
    """

    address: str
    shard: str
    status: int
    found: int
    batch: Batch
    reported: int | None
    warnings: Mapping[str, int]
    whole: bool = True
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class PageMissed:
    """An address that gave no records, and the sentence that says why.

    `shard` is the one that is not whole without it, "" where no other page hangs on it.
    """

    address: str
    sentence: str
    status: int | None = None
    shard: str = ""


class Record:
    """What the run knows of itself besides its offers."""

    def __init__(self, writer: RunWriter, tell: Tell) -> None:
        self._writer, self._tell = writer, tell
        self.pages = self.found = self.kept = self.missed = self.empty = self.unasked = 0
        self.faults: list[str] = []
        self.http: Counter[str] = Counter()
        self.words: dict[str, Counter[str]] = {}
        self.warnings: Counter[str] = Counter()
        self._reported: dict[str, int] = {}
        self._shards: set[str] = set()
        self._cut: set[str] = set()
        self.broken = ""
        self.ended = ""

    def ask(self, shard: str) -> None:
        """Note that something of a shard is asked for."""
        self._shards.add(shard)

    def take(self, page: PageRead) -> None:
        """Write one page's batch into the run."""
        batch, writer = page.batch, self._writer
        if page.whole:
            writer.page()
            self.pages += 1
            self.empty += not page.found
            self.unasked += page.unasked
            self.http[str(page.status)] += not page.unasked
        writer.found(page.found)
        writer.add(batch.offers, batch.prices_said)
        writer.reject(batch.rejects)
        writer.duplicate(batch.duplicates)
        writer.set_aside(batch.set_aside)
        if batch.sightings:
            writer.sighted(page.address, batch.sightings)
        for field, words in batch.unknown_words.items():
            self.words.setdefault(field, Counter()).update(words)
        self.warnings.update(page.warnings)
        self.warnings.update(batch.odd)
        if page.reported is not None:
            self._reported[page.shard] = max(page.reported, self._reported.get(page.shard, 0))
        self.found += page.found
        self.kept += len(batch.offers)
        self._tell({"event": "page", "address": page.address, **self.counts})

    def miss(self, page: PageMissed) -> None:
        """Note an address that gave nothing."""
        self.missed += 1
        if page.status is not None:
            self.http[str(page.status)] += 1
        if page.shard and page.status not in GONE:
            self._cut.add(page.shard)
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(page.sentence)
        self._tell({"event": "missed", "sentence": page.sentence, **self.counts})

    @property
    def counts(self) -> dict[str, int]:
        """How far the run is."""
        return {
            "pages": self.pages,
            "found": self.found,
            "kept": self.kept,
            "missed": self.missed,
        }

    @property
    def facts(self) -> dict[str, Any]:
        """What `RunWriter.finish` wants to know."""
        more = self.missed - len(self.faults)
        rest = [f"and {more} more addresses gave nothing"] if more else []
        odd = [f"{said} ({times} times)" for said, times in self.warnings.most_common(MOST_FAULTS)]
        return {
            "reported": sum(self._reported.values()) if self._reported else None,
            "shards": len(self._shards),
            "shards_whole": len(self._shards - self._cut),
            "missed": self.missed,
            "empty": self.empty,
            "http": dict(+self.http),
            "unasked": self.unasked,
            "words_not_known": {field: dict(words) for field, words in self.words.items()},
            "faults": (*self.faults, *rest, *odd),
        }
