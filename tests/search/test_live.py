"""Readers follow the current generation: no call fails, none mixes two of them."""

import datetime as dt
import shutil
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

import pytest

from fairwind.catalog.catalogue import SourceState
from fairwind.catalog.fx import Rates
from fairwind.catalog.generations import generations_of, publish
from fairwind.catalog.home import Home, write_whole
from fairwind.catalog.runs import Run, RunWriter, run_name
from fairwind.catalog.verdict import Verdict, keep_verdict
from fairwind.offers import (
    Basis,
    Departure,
    Money,
    Nights,
    Offer,
    OfferRef,
    Party,
    Place,
    Price,
    Product,
)
from fairwind.offers.faults import GenerationFault
from fairwind.offers.product import Kind
from fairwind.search.build import build
from fairwind.search.live import LiveEngine
from fairwind.search.query import Query
from fairwind.search.watch import Watch, first_asked

NOW = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)
SWITCHES = 200
CLIENTS = 8
VARIANTS = 4
PUBLISHED = 15
THINKING = 0.1
"""Seconds between two looks of a client, so that the switches get a turn of the processor."""
Seen = tuple[str, set[int]]
"""A generation, and every total that a client was shown of it."""


def stays_at(total: int) -> list[Offer]:
    """Thirty stays, all of them at one total, so that a mixed answer shows itself."""
    price = Price(Money(total, "EUR"), Basis.PER_PARTY, Party(2))
    start = dt.date(2026, 7, 4)
    return [
        Offer(
            OfferRef("sunny", (("offer", str(n)),)),
            "sunny",
            "Sunny",
            Product(Kind.STAY, f"Lagoon {n}", Place("GR", "Crete", "Malia")),
            Departure(start + dt.timedelta(n % 5), Nights(7, 7), "BUD", price=price),
            NOW,
        )
        for n in range(30)
    ]


@pytest.fixture(scope="module")
def variants(make_market):
    return [make_market(stays_at(100_000 + n)).folder for n in range(VARIANTS)]


def switch_to(home: Home, variants, serial: int) -> None:
    """Publish as catalog does: a whole folder, then the pointer, then the oldest removed."""
    name = f"{serial:06d}-20260608T090000Z"
    shutil.copytree(variants[serial % VARIANTS], home.generations / name)
    write_whole(home.current, name.encode())
    for old in sorted(home.generations.iterdir())[:-3]:
        shutil.rmtree(old)


def totals_in(answer, stay) -> set[int]:
    """Every number of money that the two answers show."""
    quotes = [q for card in (*answer.cards, stay.card) for q in card.quotes]
    cells = [c.total.minor for c in (*answer.calendar, *stay.calendar) if c.total]
    return {q.total.minor for q in quotes if q.total} | set(cells) | {answer.lowest.minor}


def under_clients(live: LiveEngine, switches: Iterable[Callable[[], None]]) -> list[Seen]:
    """What eight clients are shown, each time, while these switches are made and once after."""
    done, seen, errors = threading.Event(), list[Seen](), list[BaseException]()

    def client() -> None:
        query = Query(words="lagoon", to=("GR",))
        while not done.is_set():
            try:
                engine = live.engine()
                assert engine is not None
                answer = engine.answer(query, NOW)
                stay = engine.stay(answer.cards[0].product_id, Query(), NOW)
                assert answer.counts.priced == 30
                seen.append((answer.generation, totals_in(answer, stay)))
                live.answer(Query(), NOW)
                done.wait(THINKING)
            except BaseException as error:  # a test's client tells whatever went wrong
                errors.append(error)
                return

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in clients:
        thread.start()
    try:
        for switch in switches:
            switch()
        before = len(seen)
        while len(seen) < before + 2 * CLIENTS and not errors:
            threading.Event().wait(0.01)
    finally:
        done.set()
        for thread in clients:
            thread.join()
    assert errors == []
    return seen


def mixed(seen: list[Seen]) -> list[Seen]:
    """Those who were shown another total than that of their generation."""
    return [(g, totals) for g, totals in seen if totals != {100_000 + int(g[:6]) % VARIANTS}]


@pytest.mark.long
def test_two_hundred_switches_under_eight_clients_give_no_error_and_no_mixed_answer(
    tmp_path, variants
) -> None:
    home = Home(tmp_path)
    home.generations.mkdir()
    switch_to(home, variants, 0)
    switches = [partial(switch_to, home, variants, n) for n in range(1, SWITCHES + 1)]
    seen = under_clients(LiveEngine(home), switches)
    assert mixed(seen) == []
    assert seen[-1][0].startswith(f"{SWITCHES:06d}")
    assert len({generation for generation, _ in seen}) > 5


def test_generations_that_are_truly_published_are_followed_without_an_error_or_a_mixture(
    tmp_path,
) -> None:
    home = Home(tmp_path)
    runs = [a_run(home, NOW + dt.timedelta(hours=n), 100_000 + n) for n in range(VARIANTS)]
    states = {"sunny": SourceState("sunny", "Sunny", period_minutes=1440)}

    def switch(serial: int) -> None:
        run = {"sunny": runs[serial % VARIANTS]}
        made = publish(home, run, states, [build], Rates.embedded(), "EUR", NOW)
        assert made.id.startswith(f"{serial:06d}")

    switch(1)
    seen = under_clients(
        LiveEngine(home), [partial(switch, serial) for serial in range(2, PUBLISHED + 1)]
    )
    assert mixed(seen) == []
    assert seen[-1][0].startswith(f"{PUBLISHED:06d}")
    assert len({generation for generation, _ in seen}) > 5
    assert len(generations_of(home)) == 3


def a_run(home: Home, started: dt.datetime, total: int) -> Run:
    """A crawl's offers, all at one total, passed by the gate."""
    offers = stays_at(total)
    with RunWriter(home, "sunny", run_name(started), started) as writer:
        writer.found(len(offers))
        writer.add(offers)
        run = writer.finish(finished=started)
    keep_verdict(run.folder, Verdict(True))
    return run


def test_a_home_without_a_generation_says_so(tmp_path) -> None:
    live = LiveEngine(Home(tmp_path))
    assert live.engine() is None
    with pytest.raises(GenerationFault, match="nothing has been published"):
        live.answer(Query(), NOW)


def test_the_last_generation_serves_on_while_a_newer_one_is_broken(tmp_path, variants) -> None:
    home = Home(tmp_path)
    home.generations.mkdir()
    switch_to(home, variants, 1)
    live = LiveEngine(home)
    good = live.answer(Query(), NOW)
    switch_to(home, variants, 2)
    broken = home.generations / "000002-20260608T090000Z" / "columns"
    (broken / "total.npy").write_bytes(b"")
    assert live.answer(Query(), NOW) == good
    shutil.rmtree(broken)
    assert replace(live.answer(Query(), NOW)).generation == good.generation


def test_a_generation_is_made_ready_once_and_anew_on_the_next_day(tmp_path, variants) -> None:
    home = Home(tmp_path)
    home.generations.mkdir()
    days = [NOW]
    live = LiveEngine(home)
    watch = Watch(live, lambda: days[-1])
    assert not watch.look()  # nothing is published yet
    switch_to(home, variants, 1)
    assert watch.look()
    assert not watch.look()
    days.append(NOW + dt.timedelta(days=1))
    assert watch.look()
    switch_to(home, variants, 2)
    assert watch.look()
    assert live.answer(Query(), days[-1]).generation.startswith("000002")


def test_what_most_visitors_ask_first_are_the_places_with_the_most_stays(tmp_path, variants):
    home = Home(tmp_path)
    home.generations.mkdir()
    switch_to(home, variants, 1)
    asked = first_asked(LiveEngine(home).answer(Query(), NOW))
    assert [query.to for query in asked] == [("GR",), ("GR/crete",)]


def test_a_watch_looks_on_past_a_generation_that_cannot_be_opened(
    tmp_path, variants, caplog, monkeypatch
) -> None:
    monkeypatch.setattr("fairwind.search.watch.EVERY", 0.01)
    home = Home(tmp_path)
    home.generations.mkdir()
    live = LiveEngine(home)
    write_whole(home.current, b"000001-20260608T090000Z")
    watch = Watch(live, lambda: NOW)
    watch.start()
    try:
        until(lambda: "not made ready" in caplog.text)
        switch_to(home, variants, 2)
        until(lambda: live._engine is not None)
    finally:
        watch.stop()
    assert caplog.text.count("not made ready") == 1


def until(true: Callable[[], bool]) -> None:
    """Wait for something that another thread does."""
    for _ in range(1000):
        if true():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not come")
