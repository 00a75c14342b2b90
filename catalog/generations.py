"""Generations: the whole published catalogue, built aside and switched by one pointer.

`generations/<id>/` holds offers.arrow, products.arrow, what the builders wrote and manifest.json
with the sha256 of every file. CURRENT names the one that is served. Whatever happens while a new
one is made (a crash, a full disk, a builder that fails), CURRENT still names a whole one.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from ..offers.faults import GateFault, GenerationFault
from .catalogue import GENERATION_SCHEMA, Builder, Catalogue, SourceState, State
from .changed import FILE, changed, read_changed
from .departed import departed
from .fx import Rates
from .home import Home, sync_folder, sync_tree, write_whole
from .manifest import Manifest, checked, read_manifest, write_manifest
from .matching.decided import NOTHING_DECIDED, Decisions
from .matching.doubts import Doubt, read_doubts, read_stamp, write_doubts
from .matching.joined import write_joined
from .product_ids import ProductIds
from .rows import SCHEMA
from .runs import Run, last_published
from .stays import joining

OFFERS = "offers.arrow"
PRODUCTS = "products.arrow"
KEPT = 3
"""The generations kept: the served one, and two to go back to."""

_ID = re.compile(r"\d{6,}-\d{8}T\d{6}Z\Z")


@dataclass(frozen=True, slots=True)
class Generation:
    """One published state on disk; nothing is read before it is asked for."""

    id: str
    folder: Path

    def manifest(self) -> Manifest:
        """What it holds, from whom and since when."""
        return read_manifest(self.folder)

    def offers(self) -> pa.Table:
        """Its offers, memory-mapped: rows of catalogue.GENERATION_SCHEMA."""
        return _mapped(self.folder / OFFERS)

    def products(self) -> pa.Table:
        """Its products, memory-mapped: rows of united.PRODUCTS_SCHEMA."""
        return _mapped(self.folder / PRODUCTS)

    def changed(self) -> pa.Table | None:
        """Since when each product says what it says: rows of changed.CHANGED_SCHEMA."""
        return read_changed(self.folder)

    def doubts(self) -> list[Doubt]:
        """The pairs of its products that a person should look at."""
        return read_doubts(self.folder)

    def stamp(self) -> str:
        """That of the decisions it was made with (decided.Decisions.stamp)."""
        return read_stamp(self.folder)

    def catalogue(self) -> Catalogue:
        """All of it, as its builders saw it."""
        manifest = self.manifest()
        return Catalogue(
            self.offers(),
            self.products(),
            manifest.sources,
            Rates.embedded(),
            manifest.currency,
            manifest.created,
        )


def current(home: Home) -> Generation | None:
    """The generation that is served, or None in a home without one. Reads one small file."""
    try:
        id = home.current.read_text("ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise GenerationFault(f"{home.current}: cannot be read: {error}") from error
    if not _ID.match(id):
        raise GenerationFault(f"{home.current}: {id[:40]!r} names no generation")
    return Generation(id, home.generations / id)


def generations_of(home: Home) -> tuple[Generation, ...]:
    """The whole generations kept, the oldest first."""
    if not home.generations.is_dir():
        return ()
    folders = [folder for folder in home.generations.iterdir() if _ID.match(folder.name)]
    return tuple(Generation(folder.name, folder) for folder in sorted(folders, key=_serial))


def publish(
    home: Home,
    runs: Mapping[str, Run],
    sources: Mapping[str, SourceState],
    builders: Sequence[Builder],
    rates: Rates,
    currency: str,
    now: dt.datetime,
    decisions: Decisions = NOTHING_DECIDED,
) -> Generation:
    """Publish the given runs, with the last published run of every other source in `sources`.

    `decisions` are what people said of which products are the same.

    Offers whose dates all lie before the day of `now` (in its own zone: give the agency's) are
    left out and counted. GateFault where a run was refused or never judged; GenerationFault where
    the generation could not be made whole: then the one before it is served on.
    """
    standing = _standing(home, runs, sources)
    states = {name: _state(sources[name], standing.get(name)) for name in sorted(sources)}
    with _alone(home):
        return _publish(home, standing, states, builders, rates, currency, now, decisions)


def rollback(home: Home) -> Generation:
    """Serve the generation that was served before this one, after checking that it is whole."""
    with _alone(home):
        served = current(home)
        before = _before(home, served) if served else None
        if not before:
            raise GenerationFault(f"{home.generations}: there is no earlier generation to serve")
        checked(before.folder)
        _point(home, before)
        return before


def _publish(
    home: Home,
    runs: Mapping[str, Run],
    states: Mapping[str, SourceState],
    builders: Sequence[Builder],
    rates: Rates,
    currency: str,
    now: dt.datetime,
    decisions: Decisions,
) -> Generation:
    _clear_leftovers(home)
    served = current(home)
    id = _next_id(home, now)
    aside = home.generations / f".{id}.tmp"
    try:
        known = ProductIds.of(home)
        offers, gone = _still_ahead(runs, now.date())
        found = joining(offers, known, decisions)
        offers = offers.append_column(GENERATION_SCHEMA.field("product"), found.index)
        catalogue = Catalogue(offers, found.products, states, rates, currency, now)
        aside.mkdir()
        write_doubts(aside, found.doubts, decisions.stamp)
        write_joined(aside, found.cards)
        _write(catalogue.offers, aside / OFFERS)
        _write(catalogue.products, aside / PRODUCTS)
        _write(_since_when(catalogue, served), aside / FILE)
        for build in builders:
            build(aside, catalogue)
        write_manifest(aside, id, catalogue, gone, served.id if served else "")
        _smoke_check(aside)
        sync_tree(aside)
        # Before the switch: ids of a generation that never came are only ids not used yet.
        known.keep(home)
        os.replace(aside, home.generations / id)
        sync_folder(home.generations)
        generation = Generation(id, home.generations / id)
        _point(home, generation)
    except Exception as error:
        raise GenerationFault(
            f"generation {id} was not made, the last one stays: {error}"
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _prune(home)
    return generation


def _standing(
    home: Home, runs: Mapping[str, Run], sources: Mapping[str, SourceState]
) -> dict[str, Run]:
    """The run that stands for each source, where there is one."""
    if unknown := sorted(runs.keys() - sources.keys()):
        raise GenerationFault(f"runs of sources nobody described: {', '.join(unknown)}")
    for source, run in runs.items():
        verdict = run.verdict()
        if not verdict or not verdict.publishable:
            why = "; ".join(verdict.reasons) if verdict else "the gate has not judged it"
            raise GateFault(f"{source}, run {run.name}: not published: {why}")
    found = {name: runs.get(name) or last_published(home, name) for name in sorted(sources)}
    return {name: run for name, run in found.items() if run}


def _state(said: SourceState, run: Run | None) -> SourceState:
    """The state with the run that truly stands; a source without any is missing."""
    if run is None:
        return replace(said, run="", state=State.MISSING)
    at = said.answered_at or run.report.finished
    return replace(said, run=run.name, answered_at=at)


def _since_when(catalogue: Catalogue, served: Generation | None) -> pa.Table:
    """When each product last changed; a generation before that is damaged tells nothing of it."""
    try:
        before = served.changed() if served else None
    except GenerationFault:
        before = None
    return changed(catalogue.products, catalogue.offers, before, catalogue.now)


def _still_ahead(runs: Mapping[str, Run], today: dt.date) -> tuple[pa.Table, dict[str, int]]:
    """The offers of all runs in one piece, those departed left out and counted by source."""
    tables, gone = [SCHEMA.empty_table()], {}
    for source, run in runs.items():
        offers = run.offers()
        over = departed(offers, today)
        gone[source] = int(np.count_nonzero(over))
        tables.append(offers.filter(pa.array(~over)) if gone[source] else offers)
    return pa.concat_tables(tables).combine_chunks(), gone


def _write(table: pa.Table, path: Path) -> None:
    """Arrow IPC without compression: readers map the file and take no copy."""
    with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)


def _mapped(path: Path) -> pa.Table:
    try:
        return pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    except (OSError, pa.ArrowInvalid) as error:
        raise GenerationFault(f"{path}: cannot be opened: {error}") from error


def _smoke_check(folder: Path) -> None:
    """Open what was written as a reader would; GenerationFault where it is not whole."""
    manifest = checked(folder)
    fresh = Generation(manifest.id, folder)
    offers, products = fresh.offers(), fresh.products()
    if (offers.num_rows, products.num_rows) != (manifest.offers, manifest.products):
        raise GenerationFault(f"{folder}: other rows on disk than were written")
    of = offers["product"].to_numpy()
    if len(of) and len(np.unique(of)) != manifest.products:
        raise GenerationFault(f"{folder}: a product without an offer, or an offer without one")


def _point(home: Home, generation: Generation) -> None:
    write_whole(home.current, f"{generation.id}\n".encode("ascii"))


def _before(home: Home, generation: Generation) -> Generation | None:
    """The generation that was served when this one was made, where it is still kept."""
    id = generation.manifest().previous
    return next((kept for kept in generations_of(home) if kept.id == id), None)


def _prune(home: Home) -> None:
    """Keep the served generation and those served before it, KEPT in all; clear away the rest."""
    kept: set[str] = set()
    step = current(home)
    while step and len(kept) < KEPT:
        kept.add(step.id)
        step = _before(home, step)
    for old in generations_of(home):
        if old.id not in kept:
            os.replace(old.folder, old.folder.with_name(f".{old.id}.gone"))
    _clear_leftovers(home)


def _clear_leftovers(home: Home) -> None:
    """Remove what killed builds left behind; called by the only one who may build."""
    for folder in home.generations.glob(".*"):
        if folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)


def _next_id(home: Home, now: dt.datetime) -> str:
    """A number that grows by one, and the time: 000042-20260330T060000Z."""
    newest = generations_of(home)[-1:]
    serial = _order(newest[0].id) + 1 if newest else 1
    return f"{serial:06d}-{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _order(id: str) -> int:
    return int(id.partition("-")[0])


def _serial(folder: Path) -> int:
    return _order(folder.name)


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Wait until nobody else publishes in this home; a killed publisher lets go by itself."""
    home.generations.mkdir(parents=True, exist_ok=True)
    with (home.generations / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
