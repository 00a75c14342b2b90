"""Runs: what one refresh of one source brought, written aside and whole or not there at all.

`runs/<source>/<run>/` holds offers.parquet, rejects.parquet and run.json (the report); the gate
adds verdict.json. While a run is written it stands in `runs/<source>/.<run>.tmp/`, where nobody
looks: a killed run leaves only that folder, and the next run of that name takes its place.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..offers import Offer, Provenance, Reject
from ..offers.faults import StoreFault
from .basis.pages import PageProof
from .basis.prove import proofs_in, prove_in
from .basis.sightings import Sighting, Sightings
from .credible.aside import SetAside, set_aside_in
from .credible.said import SaidPrices
from .home import Home, sync_folder, sync_tree, write_json
from .report import REPORT, Report, read_report, report_as_json
from .rows import SCHEMA, to_rows
from .verdict import Verdict, kept_verdict

OFFERS = "offers.parquet"
REJECTS = "rejects.parquet"
READ_TWICE = "read_twice"
"""The reason of an older reading: the newer one of the same offer is kept, this one set aside."""

ROW_GROUP = 8_192
AS_ROWS = 1_000
"""Offers that wait as objects, which take five times the memory of rows."""
REJECT_SCHEMA = pa.schema(
    [
        pa.field("fate", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        ("field", pa.string()),
        ("value", pa.string()),
        ("sentence", pa.string()),
        ("source", pa.string()),
        ("address", pa.string()),
        ("position", pa.int32()),
        ("read_at", pa.timestamp("us", tz="UTC")),
    ]
)
_NONE_SAID: Mapping[int, str] = {}
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run: its folder and its report; offers and rejects are read when asked for."""

    folder: Path
    report: Report

    @property
    def source(self) -> str:
        return self.report.source

    @property
    def name(self) -> str:
        return self.report.run

    @property
    def offers_file(self) -> Path:
        return self.folder / OFFERS

    def offers(self) -> pa.Table:
        """The offers, rows of `rows.SCHEMA`."""
        return pq.read_table(self.offers_file, schema=SCHEMA, partitioning=None)

    def rejects(self) -> pa.Table:
        """Rejected and set-aside records (`fate`), with reason, field and raw value."""
        return pq.read_table(self.folder / REJECTS, schema=REJECT_SCHEMA, partitioning=None)

    def proofs(self) -> tuple[PageProof, ...]:
        """The pages whose prices said not what they are for, each with its proof or without."""
        return proofs_in(self.folder)

    def verdict(self) -> Verdict | None:
        """What the gate said of it, or None before it was judged."""
        return kept_verdict(self.folder)


def run_name(started: dt.datetime) -> str:
    """A name that sorts by time: 20260330T060000Z."""
    return started.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def open_run(folder: Path) -> Run:
    """The finished run in a folder; StoreFault where it is not whole."""
    report = read_report(folder / REPORT)
    try:
        rows = pq.read_metadata(folder / OFFERS).num_rows
        pq.read_metadata(folder / REJECTS)
    except (OSError, pa.ArrowInvalid) as error:
        raise StoreFault(f"{folder}: the run cannot be read: {error}") from error
    if rows != report.offers:
        raise StoreFault(f"{folder}: {rows} offers on disk, {report.offers} in its report")
    return Run(folder, report)


def runs_of(home: Home, source: str) -> tuple[Run, ...]:
    """The finished runs of a source, the oldest first."""
    return tuple(open_run(folder) for folder in _folders(home, source))


def last_published(home: Home, source: str) -> Run | None:
    """The newest run that the gate let pass, or a person accepted."""
    for folder in reversed(_folders(home, source)):
        verdict = kept_verdict(folder)
        if verdict and verdict.publishable:
            return open_run(folder)
    return None


def newest_run(home: Home, source: str) -> Run | None:
    """The newest finished run, whatever the gate said of it."""
    folders = _folders(home, source)
    return open_run(folders[-1]) if folders else None


def published_runs(home: Home, source: str, most: int) -> tuple[Run, ...]:
    """The newest runs that were published or could have been, the oldest first."""
    found: list[Run] = []
    for folder in reversed(_folders(home, source)):
        verdict = kept_verdict(folder)
        if verdict and verdict.publishable:
            found.append(open_run(folder))
        if len(found) == most:
            break
    return tuple(reversed(found))


def prune_runs(home: Home, source: str, keep: int = 10) -> tuple[str, ...]:
    """Remove all but the newest `keep` runs, never the last published; the names removed."""
    published = last_published(home, source)
    old = _folders(home, source)[: -keep or None]
    gone = [folder for folder in old if not published or folder != published.folder]
    for folder in gone:
        aside = folder.with_name(f".{folder.name}.gone")
        os.replace(folder, aside)
        shutil.rmtree(aside)
    return tuple(folder.name for folder in gone)


def _folders(home: Home, source: str) -> list[Path]:
    folder = home.runs / source
    if not folder.is_dir():
        return []
    finished = (f for f in folder.iterdir() if not f.name.startswith("."))
    return sorted(f for f in finished if (f / REPORT).exists())


class RunWriter:
    """Writes one run as its pages arrive; `finish` puts it in place.

    Leaving the with-block without `finish`, or by an error, leaves nothing behind:

        with RunWriter(home, "sunny_tours", run_name(now), now) as writer:
            writer.page()
            writer.found(len(records))
            writer.add(batch.offers)
            writer.duplicate(batch.duplicates)
            run = writer.finish(finished=clock.now(), http={"200": 1})
    """

    def __init__(self, home: Home, source: str, run: str, started: dt.datetime) -> None:
        for name in (source, run):
            if not _NAME.match(name):
                raise StoreFault(f"{name!r} cannot name a run: letters, digits, . _ - only")
        self._home = home
        self._folder = home.runs / source / run
        self._aside = self._folder.with_name(f".{run}.tmp")
        self._source, self._run, self._started = source, run, started
        self._pages = self._found = self._offers = self._duplicates = 0
        self._rejected: Counter[str] = Counter()
        self._set_aside: Counter[str] = Counter()
        self._withdrawn: list[Provenance] = []
        self._waiting: list[Offer] = []
        self._rows: list[pa.Table] = []
        self._fates: list[tuple[str, Reject]] = []
        self._sightings = Sightings()

    def __enter__(self) -> Self:
        if self._folder.exists():
            raise StoreFault(f"{self._folder}: a run of that name is finished already")
        shutil.rmtree(self._aside, ignore_errors=True)
        self._aside.mkdir(parents=True)
        self._offers_out = pq.ParquetWriter(self._aside / OFFERS, SCHEMA, compression="zstd")
        self._said = SaidPrices(self._aside / ".said.parquet")
        self._rejects_out = pq.ParquetWriter(
            self._aside / REJECTS, REJECT_SCHEMA, compression="zstd"
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._offers_out.close()
        self._rejects_out.close()
        self._said.drop()
        shutil.rmtree(self._aside, ignore_errors=True)

    def page(self) -> None:
        """Count one page, feed or answer that was read."""
        self._pages += 1

    def found(self, records: int) -> None:
        """Count records as the connector handed them over, before anything was decided."""
        self._found += records

    def duplicate(self, records: int) -> None:
        """Count records whose mapped fields are all equal to an earlier one's."""
        self._duplicates += records

    def add(self, offers: Iterable[Offer], prices_said: Mapping[int, str] = _NONE_SAID) -> None:
        """Keep offers; they reach the disk in row groups.

        `prices_said` is what each record had where its price belongs, by its place on the page.
        """
        offers = tuple(offers)
        self._waiting.extend(offers)
        if prices_said:
            self._said.keep(offers, prices_said)
        if len(self._waiting) >= AS_ROWS:
            self._to_rows()
        if sum(rows.num_rows for rows in self._rows) >= ROW_GROUP:
            self._write_offers()

    def sighted(self, address: str, seen: Iterable[Sighting]) -> None:
        """Keep which rows of unknown basis one page showed; `finish` proves from them."""
        self._sightings.on_page(address, seen)

    def reject(self, rejects: Iterable[Reject]) -> None:
        """Keep records that are no offers, with their reasons."""
        self._keep("rejected", self._rejected, rejects)

    def set_aside(self, rejects: Iterable[Reject]) -> None:
        """Keep records that are left out though they can be read.

        A record set aside as READ_TWICE whose offer was added before (the reject names it by its
        provenance) is taken out of the offers again when the run is finished.
        """
        rejects = list(rejects)
        self._withdrawn += [r.provenance for r in rejects if r.reason == READ_TWICE]
        self._keep("set_aside", self._set_aside, rejects)

    def finish(self, **facts: Any) -> Run:
        """Check the conservation law and put the run in place, durable.

        `facts` are what only the crawl knows: finished (required), reported, http,
        words_not_known, faults.
        """
        self._write_offers()
        self._offers_out.close()
        self._withdraw()
        if self._sightings:
            prove_in(self._aside, OFFERS, self._sightings.table(), self._started.date())
        doubted = self._set_doubted_aside()
        self._write_rejects()
        self._rejects_out.close()
        report = Report(
            source=self._source,
            run=self._run,
            started=self._started,
            pages=self._pages,
            found=self._found,
            offers=self._offers,
            duplicates=self._duplicates,
            rejected=dict(self._rejected),
            set_aside=dict(self._set_aside),
            doubted=doubted.doubted,
            doubt=doubted.example,
            **_plain(facts),
        )
        report.hold()
        write_json(self._aside / REPORT, report_as_json(report))
        sync_tree(self._aside)
        os.replace(self._aside, self._folder)
        sync_folder(self._folder.parent)
        return open_run(self._folder)

    def _set_doubted_aside(self) -> SetAside:
        """Take out what cannot cost so much or so little beside all that is known."""
        before = last_published(self._home, self._source)
        found = set_aside_in(
            self._aside / OFFERS, before.offers_file if before else None, self._started.date()
        )
        said = self._said.of(one.provenance for one in found.rejects)
        self._keep(
            "set_aside", self._set_aside, [_in_its_words(one, said) for one in found.rejects]
        )
        self._said.drop()
        self._offers -= len(found.rejects)
        return found

    def _keep(self, fate: str, counts: Counter[str], rejects: Iterable[Reject]) -> None:
        for reject in rejects:
            counts[reject.reason] += 1
            self._fates.append((fate, reject))
        if len(self._fates) >= ROW_GROUP:
            self._write_rejects()

    def _write_offers(self) -> None:
        self._to_rows()
        if self._rows:
            rows = pa.concat_tables(self._rows)
            self._offers_out.write_table(rows, row_group_size=ROW_GROUP)
            self._offers += rows.num_rows
            self._rows = []

    def _to_rows(self) -> None:
        if self._waiting:
            self._rows.append(to_rows(self._waiting))
            self._waiting = []

    def _write_rejects(self) -> None:
        if self._fates:
            rows = [_reject_row(fate, reject) for fate, reject in self._fates]
            self._rejects_out.write_table(pa.Table.from_pylist(rows, schema=REJECT_SCHEMA))
            self._fates = []

    def _withdraw(self) -> None:
        """Write the offers anew without those that were read again later in the run."""
        left = Counter((seen.address, seen.position, seen.read_at) for seen in self._withdrawn)
        if not left:
            return
        path, smaller = self._aside / OFFERS, self._aside / f".{OFFERS}"
        self._offers = 0
        with (
            pq.ParquetFile(path) as old,
            pq.ParquetWriter(smaller, SCHEMA, compression="zstd") as new,
        ):
            for group in range(old.num_row_groups):
                table = old.read_row_group(group)
                table = table.filter(pa.array(_kept(table, left), pa.bool_()))
                new.write_table(table)
                self._offers += table.num_rows
        os.replace(smaller, path)


def _kept(table: pa.Table, left: Counter[tuple[str, int, dt.datetime]]) -> list[bool]:
    """Whether each row stays; takes what it drops out of `left`, one row for each."""
    names = pc.fill_null(table["address"], "").to_pylist()
    seen = zip(names, table["position"].to_pylist(), table["read_at"].to_pylist(), strict=True)
    kept = []
    for place in seen:
        kept.append(not left[place])
        left[place] -= bool(left[place])
    return kept


def _in_its_words(reject: Reject, said: Mapping[tuple[str, int], str]) -> Reject:
    """The reject with what the operator wrote, where that is known."""
    seen = reject.provenance
    return replace(reject, value=said.get((seen.address, seen.position), reject.value))


def _reject_row(fate: str, reject: Reject) -> dict[str, Any]:
    seen = reject.provenance
    return {
        "fate": fate,
        "reason": reject.reason,
        "field": _writable(reject.field),
        "value": _writable(reject.value),
        "sentence": _writable(reject.sentence),
        "source": seen.source,
        "address": _writable(seen.address),
        "position": seen.position,
        "read_at": seen.read_at,
    }


def _writable(text: str) -> str | None:
    """Text for a column: lone surrogates replaced, "" as null."""
    return text.encode("utf-8", "replace").decode() or None


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in the report's own types: status codes as text, counters as mappings."""
    plain = dict(facts)
    if "http" in plain:
        plain["http"] = {str(status): count for status, count in plain["http"].items()}
    if "words_not_known" in plain:
        plain["words_not_known"] = {k: dict(v) for k, v in plain["words_not_known"].items()}
    plain["faults"] = tuple(plain.get("faults", ()))
    return plain
