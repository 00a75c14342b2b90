"""History: each published run adds its changes once; what nobody asked is no price."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwind.catalog.history import files as history_files
from fairwind.catalog.history.files import folder_of, parts_of
from fairwind.catalog.history.keep import add, add_run, answers, history, sizes
from fairwind.catalog.history.keys import key_of
from fairwind.catalog.home import Home
from fairwind.catalog.rows import to_rows
from fairwind.catalog.runs import Run, run_name
from fairwind.offers import (
    Availability,
    Basis,
    Component,
    Knowledge,
    Money,
    Nights,
    Offer,
    OfferRef,
    Paid,
    Party,
    Price,
)

START = dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC)
SOURCE = "sunny_tours"
OPEN = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def day(number: float) -> dt.datetime:
    return START + dt.timedelta(days=number)


def put(home: Home, at: dt.datetime, *offers: Offer) -> None:
    add(home, SOURCE, run_name(at), to_rows(offers), at)


def prices(home: Home, offer: Offer, now: dt.datetime) -> list[int | None]:
    found = history(home, SOURCE, key_of(offer), OPEN, now)
    return [point.total for point in found.points]


Make = Callable[..., Offer]


def test_a_published_run_adds_what_changed_and_adds_it_once(
    home: Home, an_offer: Make, a_run: Callable[..., Run]
) -> None:
    first, other = an_offer("1"), an_offer("2", name="Hotel Two")
    run = a_run([first, other], started=day(0))
    added = add_run(home, run)
    assert added
    assert (added.offered, added.appeared, added.moved, added.gone) == (2, 2, 0, 0)
    assert add_run(home, run) is None
    added = add_run(home, a_run([an_offer("1", minor=59900), other], started=day(1)))
    assert added
    assert (added.appeared, added.moved, added.gone) == (0, 1, 0)
    assert prices(home, first, day(1)) == [61900, 59900]
    assert prices(home, other, day(1)) == [61900, 61900]
    [size] = sizes(home)
    assert (size.answers, size.changes) == (2, 3)
    assert size.bytes > 0


def test_an_offer_that_is_not_listed_any_more_is_gone_and_may_come_back(
    home: Home, an_offer: Make
) -> None:
    one, other = an_offer("1"), an_offer("2", name="Hotel Two")
    put(home, day(0), one, other)
    put(home, day(1), other)
    put(home, day(2), one, other)
    assert prices(home, one, day(2)) == [61900, None, 61900]


def test_a_day_on_which_nobody_answered_is_a_gap_and_not_a_price(
    home: Home, an_offer: Make
) -> None:
    for number in (0, 1, 5, 6):
        put(home, day(number), an_offer("1"))
    daily = dt.timedelta(days=1)
    found = history(home, SOURCE, key_of(an_offer("1")), OPEN, day(6), period=daily)
    assert [point.at for point in found.points] == [day(0), day(1), day(5), day(6)]
    assert [(gap.since, gap.until) for gap in found.gaps] == [(day(1), day(5))]
    later = history(home, SOURCE, key_of(an_offer("1")), OPEN, day(9), period=daily)
    assert (later.gaps[-1].since, later.gaps[-1].until) == (day(6), day(9))


LIKE = Price(Money(61900, "EUR"), Basis.PER_PERSON)


@pytest.mark.parametrize(
    "other",
    [
        lambda offer: replace(offer, operator="other"),
        lambda offer: replace(offer, ref=replace(offer.ref, source="other")),
        lambda offer: replace(offer, departure=replace(offer.departure, date=dt.date(2026, 7, 5))),
        lambda offer: replace(offer, departure=replace(offer.departure, nights=Nights(7, 8))),
        lambda offer: replace(offer, departure=replace(offer.departure, origin="DEB")),
        lambda offer: replace(offer, board=replace(offer.board, board=None, raw="Halbpension")),
        lambda offer: replace(offer, room=replace(offer.room, raw="Sea view")),
        lambda offer: replace(offer, included=replace(offer.included, bag_kg=20)),
        lambda offer: replace(offer, included=replace(offer.included, transfer=True)),
        lambda offer: priced(offer, replace(LIKE, party=Party(2))),
        lambda offer: priced(offer, replace(LIKE, party=Party(2, (4,)))),
        lambda offer: priced(offer, replace(LIKE, amount=Money(61900, "USD"))),
        lambda offer: priced(offer, replace(LIKE, basis=Basis.PER_PARTY, party=Party(2))),
        lambda offer: priced(
            offer, replace(LIKE, components=(Component("visa", None, Knowledge.UNKNOWN),))
        ),
    ],
)
def test_what_is_not_like_for_like_has_a_history_of_its_own(
    other: Callable[[Offer], Offer], an_offer: Make
) -> None:
    offer = an_offer("1")
    assert key_of(offer) != key_of(other(offer))


def priced(offer: Offer, price: Price) -> Offer:
    return replace(offer, departure=replace(offer.departure, price=price))


def test_the_operators_own_number_and_the_price_are_no_part_of_the_key(an_offer: Make) -> None:
    offer = an_offer("1")
    same = priced(replace(offer, ref=OfferRef(SOURCE, (("id", "99"),))), LIKE)
    assert key_of(offer) == key_of(priced(same, replace(LIKE, amount=Money(1, "EUR"))))


def test_many_keys_at_once_are_those_of_one_at_a_time(an_offer: Make) -> None:
    from fairwind.catalog.history.keys import keys

    offers = [an_offer(str(n), name=f"Hotel {n % 3}", minor=100 + n) for n in range(9)]
    assert keys(to_rows(offers)).tolist() == [key_of(offer) for offer in offers]


def test_what_has_no_readable_price_or_is_sold_out_is_not_in_the_history(
    home: Home, an_offer: Make
) -> None:
    odd = [
        an_offer("1", minor=None),
        priced(an_offer("2", name="B"), Price(Money(1, "EUR"), Basis.UNKNOWN)),
        replace(an_offer("3", name="C"), availability=Availability.STOP_SALE),
    ]
    put(home, day(0), *odd)
    assert answers(home, SOURCE)[0].offered == 0


def test_what_is_paid_on_top_belongs_to_the_price(home: Home, an_offer: Make) -> None:
    fuel = Component("fuel", Money(2000, "EUR"), Knowledge.STATED, Paid.LOCALLY)
    inside = Component("visa", Money(900, "EUR"), Knowledge.STATED, Paid.IN_PRICE)
    put(home, day(0), priced(an_offer("1"), replace(LIKE, components=(inside,))))
    put(home, day(1), priced(an_offer("1"), replace(LIKE, components=(inside, fuel))))
    assert prices(home, an_offer("1"), day(1)) == [61900, 63900]


def test_a_departure_that_is_over_is_not_called_gone(home: Home, an_offer: Make) -> None:
    put(home, day(0), an_offer("1", date=day(0).date()))
    put(home, day(1), an_offer("2", name="Hotel Two"))
    assert answers(home, SOURCE)[-1].gone == 0


def test_a_run_older_than_the_history_is_not_added(home: Home, an_offer: Make) -> None:
    put(home, day(3), an_offer("1"))
    assert add(home, SOURCE, "20260302T060000Z", to_rows([an_offer("1")]), day(1)) is None


def test_runs_of_a_month_that_is_over_are_one_file_and_say_the_same(
    home: Home, an_offer: Make
) -> None:
    said: list[int | None] = []
    for number in range(40):
        minor = 60000 + 100 * (number // 3)
        put(home, day(number), an_offer("1", minor=minor))
        said.append(minor)
    names = [part.name for part in parts_of(folder_of(home, SOURCE))]
    assert names[0] == "2026-03"
    assert len(names) == 10
    assert prices(home, an_offer("1"), day(40)) == said


def test_many_runs_of_one_month_are_put_together(home: Home, an_offer: Make) -> None:
    for number in range(30):
        put(home, START + dt.timedelta(hours=number), an_offer("1", minor=60000 + number))
    assert len(parts_of(folder_of(home, SOURCE))) <= history_files.MOST_RUNS
    assert len(prices(home, an_offer("1"), day(2))) == 30


def test_a_process_killed_anywhere_leaves_every_run_in_the_history_once(
    home: Home, an_offer: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each durable step in turn is the last before the kill; the next run finds all as it was."""
    monkeypatch.setattr(history_files, "MOST_RUNS", 2)
    for steps in range(40):
        lived = _killed_after(Home(tmp_path / str(steps)), an_offer, steps, monkeypatch)
        found = Home(tmp_path / str(steps))
        for number in range(4):
            put(found, day(number), an_offer("1", minor=60000 + number))
        told = [one.run for one in answers(found, SOURCE)]
        assert len(told) == len(set(told)) == 4
        assert prices(found, an_offer("1"), day(4)) == [60000, 60001, 60002, 60003]
        shutil.rmtree(found.path)
        if lived:
            return
    raise AssertionError("the steps never ended")


class Killed(BaseException):
    """As SIGKILL: nothing after it is done."""


def _killed_after(home: Home, an_offer: Make, steps: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    left = [steps]

    def counted(work: Callable[..., None]) -> Callable[..., None]:
        def step(*args: object, **kwargs: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            work(*args, **kwargs)

        return step

    with monkeypatch.context() as patched:
        patched.setattr(history_files.os, "replace", counted(history_files.os.replace))
        patched.setattr(Path, "unlink", counted(Path.unlink))
        try:
            for number in range(4):
                put(home, day(number), an_offer("1", minor=60000 + number))
        except Killed:
            return False
    return True


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from("abcd"), st.integers(1, 4), max_size=4),
        min_size=1,
        max_size=8,
    )
)
def test_the_history_says_what_a_list_of_all_answers_says(
    tmp_path_factory: pytest.TempPathFactory, runs: list[dict[str, int]]
) -> None:
    from tests.catalog.conftest import _offer

    home = Home(tmp_path_factory.mktemp("history"))
    for number, said in enumerate(runs):
        put(home, day(9 * number), *(_offer(n, name=n, minor=m) for n, m in said.items()))
    for name in "abcd":
        told = [said.get(name) for said in runs]
        while told and told[0] is None:
            told.pop(0)
        assert prices(home, _offer(name, name=name), day(90)) == told


def test_the_file_of_standing_prices_can_be_made_anew(home: Home, an_offer: Make) -> None:
    put(home, day(0), an_offer("1"), an_offer("2", name="B"))
    put(home, day(1), an_offer("1", minor=5))
    (folder_of(home, SOURCE) / "standing.parquet").unlink()
    put(home, day(2), an_offer("1", minor=5))
    last = answers(home, SOURCE)[-1]
    assert (last.appeared, last.moved, last.gone) == (0, 0, 0)


def test_an_empty_answer_is_an_answer(home: Home, an_offer: Make) -> None:
    put(home, day(0), an_offer("1"))
    assert add(home, SOURCE, run_name(day(1)), to_rows([]), day(1))
    assert prices(home, an_offer("1"), day(1)) == [61900, None]
    assert isinstance(to_rows([]), pa.Table)
