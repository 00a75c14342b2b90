"""Generations: one pointer, whole catalogues only, whatever happens."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import textwrap
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from fairwind.catalog import generations
from fairwind.catalog.catalogue import GENERATION_SCHEMA, Catalogue, SourceState, State
from fairwind.catalog.fx import Rates
from fairwind.catalog.generations import (
    Generation,
    current,
    generations_of,
    publish,
    rollback,
)
from fairwind.catalog.home import Home
from fairwind.catalog.manifest import checked
from fairwind.catalog.product_ids import ProductIds
from fairwind.catalog.runs import Run
from fairwind.catalog.united import PRODUCTS_SCHEMA
from fairwind.catalog.verdict import Verdict
from fairwind.offers import Offer
from fairwind.offers.faults import GateFault, GenerationFault

AnOffer = Callable[..., Offer]
ARun = Callable[..., Run]
Publish = Callable[..., Generation]
RATES = Rates.read("Date,CZK\n2026-03-27,24.5\n")
SUNNY = {"sunny_tours": SourceState("sunny_tours", "Sunny Tours")}


@pytest.fixture
def published(home: Home, now: dt.datetime) -> Publish:
    """Publishes runs by source; sources are those of the runs unless given."""

    def do(
        runs: dict[str, Run], *builders: generations.Builder, days: int = 0, **more: SourceState
    ) -> Generation:
        states = {name: SourceState(name, name.title()) for name in runs} | more
        at = now + dt.timedelta(days=days)
        return publish(home, runs, states, builders, RATES, "EUR", at)

    return do


def keys(generation: Generation) -> list[str]:
    return sorted(ref[0]["value"] for ref in generation.offers()["ids"].to_pylist())


def test_a_published_generation_is_what_the_site_reads(
    home: Home, an_offer: AnOffer, a_run: ARun, published: Publish
) -> None:
    made = published({"sunny_tours": a_run([an_offer("1"), an_offer("2", name="Hotel Bora")])})
    served = current(home)
    assert served == made
    assert served
    assert served.offers().schema == GENERATION_SCHEMA
    assert served.products().schema == PRODUCTS_SCHEMA
    names = served.products()["name"].to_pylist()
    assert [names[at] for at in served.offers()["product"].to_pylist()] == [
        "Hotel Aurora Beach",
        "Hotel Bora",
    ]
    assert (made.manifest().offers, made.manifest().products) == (2, 2)
    assert made.manifest().sources["sunny_tours"].state is State.FRESH


def test_a_home_without_a_generation_says_so(home: Home) -> None:
    assert current(home) is None
    with pytest.raises(GenerationFault, match="no earlier generation"):
        rollback(home)


def test_a_pointer_that_leads_out_of_the_folder_is_refused(home: Home) -> None:
    home.path.mkdir()
    home.current.write_text("../../etc")
    with pytest.raises(GenerationFault, match="names no generation"):
        current(home)


def test_departed_offers_are_left_out_and_counted(
    an_offer: AnOffer, a_run: ARun, published: Publish, now: dt.datetime
) -> None:
    today = now.date()
    offers = [
        an_offer("yesterday", date=today - dt.timedelta(days=1)),
        an_offer("today", date=today),
        an_offer("undated", date=None),
    ]
    made = published({"sunny_tours": a_run(offers)})
    assert keys(made) == ["today", "undated"]
    assert made.manifest().departed == {"sunny_tours": 1}
    assert made.manifest().offers_of == {"sunny_tours": 2}


def test_a_source_that_was_refused_or_silent_stays_in_with_its_last_published_run(
    an_offer: AnOffer, a_run: ARun, published: Publish, now: dt.datetime
) -> None:
    a_run([an_offer("old", source="blue")], "blue")
    later = now + dt.timedelta(days=1)
    a_run([], "blue", later, Verdict(False, ("0 offers",)))
    refused = SourceState("blue", "Blue", state=State.REFUSED, reason="0 offers")
    never = SourceState("never", "Never", state=State.REFUSED, reason="0 offers")
    made = published({"sunny_tours": a_run([an_offer("new")])}, blue=refused, never=never)
    assert keys(made) == ["new", "old"]
    sources = made.manifest().sources
    assert (sources["blue"].state, sources["blue"].reason) == (State.REFUSED, "0 offers")
    assert sources["blue"].answered_at == now
    assert (sources["never"].state, sources["never"].run) == (State.MISSING, "")


@pytest.mark.parametrize("verdict", [None, Verdict(False, ("12 offers, 100 before",))])
def test_a_run_the_gate_did_not_pass_is_never_published(
    home: Home, an_offer: AnOffer, a_run: ARun, published: Publish, verdict: Verdict | None
) -> None:
    run = a_run([an_offer()], verdict=verdict)
    with pytest.raises(GateFault, match=r"12 offers, 100 before|has not judged"):
        published({"sunny_tours": run})
    assert current(home) is None


def test_builders_write_into_the_generation_and_are_sealed_with_it(
    an_offer: AnOffer, a_run: ARun, published: Publish
) -> None:
    def build(folder: Path, catalogue: Catalogue) -> None:
        (folder / "words").mkdir()
        (folder / "words" / "count").write_text(str(catalogue.offers.num_rows))

    made = published({"sunny_tours": a_run([an_offer()])}, build)
    assert (made.folder / "words" / "count").read_text() == "1"
    assert "words/count" in made.manifest().files
    (made.folder / "words" / "count").write_text("2")
    with pytest.raises(GenerationFault, match=r"words/count: was altered"):
        checked(made.folder)


def test_a_builder_that_fails_leaves_the_generation_of_yesterday(
    home: Home, an_offer: AnOffer, a_run: ARun, published: Publish
) -> None:
    run = a_run([an_offer()])
    yesterday = published({"sunny_tours": run})

    def full(folder: Path, catalogue: Catalogue) -> None:
        (folder / "half").write_text("written")
        raise OSError(28, "No space left on device")

    with pytest.raises(GenerationFault, match=r"the last one stays: .*No space left"):
        published({"sunny_tours": run}, full)
    assert current(home) == yesterday
    assert [folder.name for folder in home.generations.iterdir() if folder.is_dir()] == [
        yesterday.id
    ]


def test_the_last_three_are_kept_and_the_served_one_always(
    home: Home, an_offer: AnOffer, a_run: ARun, published: Publish
) -> None:
    run = a_run([an_offer()])
    made = [published({"sunny_tours": run}) for _ in range(5)]
    assert generations_of(home) == tuple(made[2:])
    assert current(home) == made[4]


def test_rollback_serves_what_was_served_before_and_passes_over_the_bad_one_later(
    home: Home, an_offer: AnOffer, a_run: ARun, published: Publish
) -> None:
    run = a_run([an_offer()])
    _, second, bad = [published({"sunny_tours": run}) for _ in range(3)]
    assert rollback(home) == current(home) == second
    better = published({"sunny_tours": run})
    assert bad not in generations_of(home)
    assert better.manifest().previous == second.id
    assert rollback(home) == second


def test_rollback_to_a_damaged_generation_is_refused(
    home: Home, an_offer: AnOffer, a_run: ARun, published: Publish
) -> None:
    run = a_run([an_offer()])
    first, second = [published({"sunny_tours": run}) for _ in range(2)]
    (first.folder / "offers.arrow").write_bytes(b"")
    with pytest.raises(GenerationFault, match="was altered"):
        rollback(home)
    assert current(home) == second


def test_a_product_keeps_its_id_when_its_price_text_and_neighbours_change(
    home: Home, an_offer: AnOffer, a_run: ARun, published: Publish, now: dt.datetime
) -> None:
    first = published({"sunny_tours": a_run([an_offer("1")])})
    later = now + dt.timedelta(days=1)
    offers = [an_offer("9", name="Hotel Zeta"), an_offer("1", minor=71_300, stars=9)]
    second = published({"sunny_tours": a_run(offers, "sunny_tours", later)})
    before = dict(zip(*(first.products()[c].to_pylist() for c in ("name", "id")), strict=True))
    after = dict(zip(*(second.products()[c].to_pylist() for c in ("name", "id")), strict=True))
    assert after["Hotel Aurora Beach"] == before["Hotel Aurora Beach"]
    assert len(after["Hotel Zeta"]) == 10
    assert ProductIds.of(home).members


def test_a_generation_without_any_offer_can_be_read(
    an_offer: AnOffer, a_run: ARun, published: Publish
) -> None:
    made = published({"sunny_tours": a_run([])})
    assert made.catalogue().offers.num_rows == made.catalogue().products.num_rows == 0


KILLED_AT_EVERY_STEP = """
    import datetime as dt, os, signal, sys
    from pathlib import Path
    from fairwind.catalog import fx, home as homes
    from fairwind.catalog.catalogue import SourceState
    from fairwind.catalog.generations import current, publish
    from fairwind.catalog.manifest import checked
    from fairwind.catalog.runs import last_published
    import pyarrow as pa

    # A forked child may not wait for threads that stayed behind with its parent.
    pa.set_cpu_count(1)
    home = homes.Home(Path(sys.argv[1]))
    sources = {"sunny_tours": SourceState("sunny_tours", "Sunny Tours")}
    rates = fx.Rates.read("Date,CZK\\n2026-03-27,24.5\\n")
    now = dt.datetime(2026, 3, 30, 6, tzinfo=dt.UTC)
    yesterday = current(home)

    def killed_at(step):
        steps = iter(range(step))
        def counted(real):
            def call(*args, **kwargs):
                if next(steps, None) is None:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **kwargs)
            return call
        for name in ("mkdir", "open", "fsync", "replace", "unlink", "rmdir"):
            setattr(os, name, counted(getattr(os, name)))
        publish(home, {}, sources, [], rates, "EUR", now)

    step = killed = 0
    while True:
        child = os.fork()
        if not child:
            killed_at(step)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        served = current(home)
        checked(served.folder)
        assert served.offers().num_rows == 1
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            break
        killed += 1
        step += 1
    assert current(home).id > yesterday.id
    left = [folder.name for folder in home.generations.iterdir() if folder.is_dir()]
    assert all(not name.startswith(".") for name in left), left
    print(killed)
"""


@pytest.mark.long
def test_killed_at_any_step_the_pointer_names_a_whole_generation(
    home: Home, an_offer: AnOffer, a_run: ARun, published: Publish
) -> None:
    published({"sunny_tours": a_run([an_offer()])})
    script = textwrap.dedent(KILLED_AT_EVERY_STEP)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, str(home.path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 10


FULL_DISK = """
    import datetime as dt, resource, sys
    from pathlib import Path
    from fairwind.catalog import fx, home as homes
    from fairwind.catalog.catalogue import SourceState
    from fairwind.catalog.generations import publish
    from fairwind.offers.faults import GenerationFault

    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    sources = {"sunny_tours": SourceState("sunny_tours", "Sunny Tours")}
    rates = fx.Rates.read("Date,CZK\\n2026-03-27,24.5\\n")
    now = dt.datetime(2026, 3, 30, 6, tzinfo=dt.UTC)
    try:
        publish(homes.Home(Path(sys.argv[1])), {}, sources, [], rates, "EUR", now)
    except GenerationFault as fault:
        print(fault)
"""


def test_a_disk_that_takes_no_more_leaves_the_generation_of_yesterday(
    home: Home, an_offer: AnOffer, a_run: ARun, published: Publish
) -> None:
    yesterday = published({"sunny_tours": a_run([an_offer()])})
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FULL_DISK), str(home.path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "the last one stays" in done.stdout
    assert "File too large" in done.stdout
    assert current(home) == yesterday
    checked(yesterday.folder)


def test_a_manifest_can_be_read_by_a_person(
    an_offer: AnOffer, a_run: ARun, published: Publish
) -> None:
    made = published({"sunny_tours": a_run([an_offer()])})
    said = json.loads((made.folder / "manifest.json").read_text())
    assert said["rates_until"] == "2026-03-27"
    assert said["sources"]["sunny_tours"]["run"] == "20260330T060000Z"


def test_two_that_publish_at_once_wait_for_one_another(
    home: Home, an_offer: AnOffer, a_run: ARun, published: Publish
) -> None:
    run = a_run([an_offer()])
    at_once: list[int] = []

    def build(folder: Path, catalogue: Catalogue) -> None:
        at_once.append(len([f for f in home.generations.glob(".*.tmp") if f.is_dir()]))

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: published({"sunny_tours": run}, build), range(4)))
    assert at_once == [1, 1, 1, 1]
    assert len({generation.id for generation in made}) == 4
    served = current(home)
    assert served
    assert served.id == max(generation.id for generation in made)


def test_readers_see_whole_generations_only_while_others_take_their_place(
    home: Home, an_offer: AnOffer, a_run: ARun, published: Publish, now: dt.datetime
) -> None:
    """Each generation holds the offers of one source, as many as its name says."""
    runs = []
    for size in (1, 2, 3):
        name = f"source_{size}"
        runs.append(a_run([an_offer(str(n), source=name) for n in range(size)], name, now))
    published({runs[0].source: runs[0]})
    seen: set[int] = set()
    done = Event()

    def read() -> None:
        while not done.is_set():
            served = current(home)
            assert served
            try:
                offers = served.offers()
            except GenerationFault:
                # Three publishes between the two lines: a reader asks again.
                assert current(home) != served
                continue
            assert set(offers["source"].to_pylist()) == {f"source_{offers.num_rows}"}
            seen.add(offers.num_rows)

    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(read)
        try:
            for turn in range(12):
                run = runs[turn % 3]
                published({run.source: run})
        finally:
            done.set()
        reader.result()
    assert seen
