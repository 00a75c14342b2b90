"""Readers follow the current generation: no call fails, none mixes two of them."""

import datetime as dt
import shutil
import threading
from dataclasses import replace

import pytest

from fairwind.catalog.home import Home, write_whole
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
from fairwind.search.live import LiveEngine
from fairwind.search.query import Query

NOW = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)
SWITCHES = 200
CLIENTS = 8
VARIANTS = 4


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


def test_two_hundred_switches_under_eight_clients_give_no_error_and_no_mixed_answer(
    tmp_path, variants
) -> None:
    home = Home(tmp_path)
    home.generations.mkdir()
    switch_to(home, variants, 0)
    live, done = LiveEngine(home), threading.Event()
    seen: list[tuple[str, set[int]]] = []
    errors: list[BaseException] = []

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
            except BaseException as error:  # a test's client tells whatever went wrong
                errors.append(error)

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in clients:
        thread.start()
    for serial in range(1, SWITCHES + 1):
        switch_to(home, variants, serial)
    before = len(seen)
    while len(seen) < before + CLIENTS and not errors:
        threading.Event().wait(0.01)
    done.set()
    for thread in clients:
        thread.join()
    assert errors == []
    mixed = [(g, t) for g, t in seen if t != {100_000 + int(g[:6]) % VARIANTS}]
    assert mixed == []
    assert seen[-1][0].startswith(f"{SWITCHES:06d}")
    assert len({generation for generation, _ in seen}) > 5


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
