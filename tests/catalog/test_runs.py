"""Runs: whole or not there, and every record accounted for."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairwind.catalog.home import Home
from fairwind.catalog.rows import to_offers
from fairwind.catalog.runs import (
    READ_TWICE,
    Run,
    RunWriter,
    last_published,
    open_run,
    prune_runs,
    run_name,
    runs_of,
)
from fairwind.catalog.verdict import Verdict, keep_verdict, overruled
from fairwind.offers import Offer, Provenance, Reject
from fairwind.offers.faults import GateFault, StoreFault

AnOffer = Callable[..., Offer]
MORNING = dt.datetime(2026, 3, 30, 6, tzinfo=dt.UTC)
FATES = ["offer", "duplicate", "no_price", "no_name", READ_TWICE]


def a_reject(reason: str, position: int, source: str = "sunny_tours") -> Reject:
    seen = Provenance(source, f"https://example.org/{source}/list", position, MORNING)
    return Reject(reason, "price", "od 25 USD", seen, "a from-price is not a price")


def a_run(home: Home, offers: list[Offer], started: dt.datetime = MORNING) -> Run:
    with RunWriter(home, "sunny_tours", run_name(started), started) as writer:
        writer.page()
        writer.found(len(offers))
        writer.add(offers)
        return writer.finish(finished=started)


def test_a_finished_run_gives_its_offers_rejects_and_report_back(
    home: Home, an_offer: AnOffer
) -> None:
    offers = [an_offer(str(n), position=n) for n in range(3)]
    with RunWriter(home, "sunny_tours", "one", MORNING) as writer:
        writer.page()
        writer.found(6)
        writer.add(offers)
        writer.duplicate(1)
        writer.reject([a_reject("from_price_only", 4)])
        writer.set_aside([a_reject("read_twice", 5)])
        writer.finish(
            finished=MORNING,
            reported=998,
            http={200: 1},
            words_not_known={"board": Counter(MAI=3)},
            faults=["page 2: no records"],
        )
    run = open_run(home.runs / "sunny_tours" / "one")
    assert to_offers(run.offers()) == offers
    assert run.rejects()["fate"].to_pylist() == ["rejected", "set_aside"]
    assert run.rejects()["value"].to_pylist() == ["od 25 USD", "od 25 USD"]
    assert run.report.rejected == {"from_price_only": 1}
    assert run.report.reported == 998
    assert run.report.http == {"200": 1}
    assert run.report.words_not_known == {"board": {"MAI": 3}}
    assert run.report.faults == ("page 2: no records",)


def test_a_run_in_which_a_record_got_lost_is_not_finished(home: Home, an_offer: AnOffer) -> None:
    with RunWriter(home, "sunny_tours", "one", MORNING) as writer:
        writer.found(2)
        writer.add([an_offer()])
        with pytest.raises(StoreFault, match=r"2 records were found, but 1 offers .* make 1"):
            writer.finish(finished=MORNING)
    assert list((home.runs / "sunny_tours").iterdir()) == []


@given(st.lists(st.lists(st.sampled_from(FATES), max_size=6), max_size=5))
@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_found_is_always_offers_and_duplicates_and_rejected_and_set_aside(
    tmp_path: Path, an_offer: AnOffer, pages: list[list[str]]
) -> None:
    home = Home(tmp_path / str(len(list(tmp_path.iterdir()))))
    position = 0
    kept: list[int] = []
    with RunWriter(home, "sunny_tours", "one", MORNING) as writer:
        for page in pages:
            writer.page()
            for fate in page:
                position += 1
                writer.found(1)
                if fate == "offer":
                    writer.add([an_offer(str(position), position=position)])
                    kept.append(position)
                elif fate == "duplicate":
                    writer.duplicate(1)
                elif fate == READ_TWICE:
                    older = kept.pop() if kept else position
                    writer.set_aside([a_reject(READ_TWICE, older)])
                    if older != position:
                        writer.add([an_offer(str(position), position=position)])
                        kept.append(position)
                else:
                    writer.reject([a_reject(fate, position)])
        run = writer.finish(finished=MORNING)
    assert run.report.found == run.report.accounted == position
    assert run.offers()["position"].to_pylist() == kept
    assert run.report.pages == len(pages)


def test_an_older_reading_is_taken_out_again_and_its_twin_stays(
    home: Home, an_offer: AnOffer
) -> None:
    first, twin = an_offer("7", position=0), an_offer("7", position=1, minor=80_000)
    newer = replace(an_offer("7", position=2), operator_name="Sunny Tours Kft.")
    with RunWriter(home, "sunny_tours", "one", MORNING) as writer:
        writer.found(3)
        writer.add([first, twin])
        writer.set_aside([a_reject(READ_TWICE, 0)])
        writer.add([newer])
        run = writer.finish(finished=MORNING)
    assert to_offers(run.offers()) == [twin, newer]
    assert (run.report.offers, run.report.set_aside) == (2, {"read_twice": 1})


def test_an_error_in_the_crawl_leaves_no_run(home: Home, an_offer: AnOffer) -> None:
    def crawl() -> None:
        with RunWriter(home, "sunny_tours", "one", MORNING) as writer:
            writer.add([an_offer()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crawl()
    assert list((home.runs / "sunny_tours").iterdir()) == []


def test_a_killed_run_is_invisible_and_the_next_takes_its_place(
    home: Home, an_offer: AnOffer
) -> None:
    crawl = f"""
import datetime as dt, os, signal
from fairwind.catalog.home import Home
from fairwind.catalog.runs import RunWriter
now = dt.datetime(2026, 3, 30, 6, tzinfo=dt.UTC)
with RunWriter(Home({str(home.path)!r}), "sunny_tours", "one", now) as writer:
    writer.found(1)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    ended = subprocess.run([sys.executable, "-c", crawl], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert [f.name for f in (home.runs / "sunny_tours").iterdir()] == [".one.tmp"]
    (home.runs / "sunny_tours" / "by-hand").mkdir()
    assert runs_of(home, "sunny_tours") == ()
    with RunWriter(home, "sunny_tours", "one", MORNING) as writer:
        writer.found(1)
        writer.add([an_offer()])
        writer.finish(finished=MORNING)
    assert [run.name for run in runs_of(home, "sunny_tours")] == ["one"]


def test_a_run_is_not_written_over(home: Home, an_offer: AnOffer) -> None:
    a_run(home, [an_offer()])
    with pytest.raises(StoreFault, match="finished already"):
        a_run(home, [an_offer()])


@pytest.mark.parametrize("name", ["../sunny", "", ".hidden", "a/b"])
def test_a_source_that_could_leave_the_folder_is_refused(home: Home, name: str) -> None:
    with pytest.raises(StoreFault, match="cannot name a run"):
        RunWriter(home, name, "one", MORNING)


def test_a_run_whose_offers_were_cut_off_is_named(home: Home, an_offer: AnOffer) -> None:
    run = a_run(home, [an_offer()])
    run.offers_file.write_bytes(run.offers_file.read_bytes()[:100])
    with pytest.raises(StoreFault, match="cannot be read"):
        open_run(run.folder)


def test_the_last_published_run_is_the_newest_that_passed_or_was_accepted(
    home: Home, an_offer: AnOffer
) -> None:
    days = [MORNING + dt.timedelta(days=n) for n in range(4)]
    one, two, three, _ = [a_run(home, [an_offer()], day) for day in days]
    assert last_published(home, "sunny_tours") is None
    keep_verdict(one.folder, Verdict(True))
    keep_verdict(two.folder, Verdict(False, ("60 offers, 100 before",)))
    assert last_published(home, "sunny_tours") == one
    keep_verdict(three.folder, overruled(Verdict(False), "Clara", "season ended", MORNING))
    assert last_published(home, "sunny_tours") == three
    accepted = three.verdict()
    assert accepted
    assert accepted.accepted
    assert accepted.accepted.reason == "season ended"


def test_a_run_is_accepted_only_with_a_name_and_a_reason() -> None:
    with pytest.raises(GateFault, match="who says why"):
        overruled(Verdict(False), "Clara", " ", MORNING)


def test_old_runs_go_but_never_the_published_one(home: Home, an_offer: AnOffer) -> None:
    days = [MORNING + dt.timedelta(days=n) for n in range(5)]
    runs = [a_run(home, [an_offer()], day) for day in days]
    keep_verdict(runs[0].folder, Verdict(True))
    assert prune_runs(home, "sunny_tours", keep=2) == (runs[1].name, runs[2].name)
    left = [run.name for run in runs_of(home, "sunny_tours")]
    assert left == [runs[0].name, runs[3].name, runs[4].name]
