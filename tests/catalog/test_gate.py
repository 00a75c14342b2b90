"""The gate: half a feed is never published as the whole, and a person may say otherwise."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairwind.catalog.departed import departed
from fairwind.catalog.gate.figures import figures
from fairwind.catalog.gate.judge import GateRules, accept, judge
from fairwind.catalog.gate.reading import reading
from fairwind.catalog.home import Home
from fairwind.catalog.rows import to_rows
from fairwind.catalog.runs import Run, RunWriter, last_published, run_name
from fairwind.catalog.tally import tally
from fairwind.catalog.verdict import Loss, Verdict, keep_verdict, kept_verdict
from fairwind.offers import Offer, Provenance, Reject
from fairwind.offers.faults import GateFault

AnOffer = Callable[..., Offer]
ARun = Callable[..., Run]
TODAY = dt.date(2026, 3, 30)
TOMORROW = dt.datetime(2026, 3, 31, 6, tzinfo=dt.UTC)
RULES = GateRules()


@pytest.fixture
def two_runs(an_offer: AnOffer, a_run: ARun) -> Callable[[list[Offer], list[Offer]], Verdict]:
    """The verdict on a run of some offers, after a published one of others."""

    def judged(before: list[Offer], now: list[Offer], rules: GateRules = RULES) -> Verdict:
        last = a_run(before)
        return judge(a_run(now, "sunny_tours", TOMORROW, None), last, rules, TODAY)

    return judged


def many(an_offer: AnOffer, count: int, **said: object) -> list[Offer]:
    return [an_offer(str(n), position=n, **said) for n in range(count)]


def test_the_first_run_passes_when_it_has_an_offer(an_offer: AnOffer, a_run: ARun) -> None:
    verdict = judge(a_run([an_offer()]), None, RULES, TODAY)
    assert (verdict.passed, verdict.reasons, verdict.warnings) == (True, (), ())
    assert {**verdict.figures, "mark": 0} == {"offers": 1, "ahead": 1, "mark": 0}


def test_a_run_without_offers_is_refused(a_run: ARun) -> None:
    verdict = judge(a_run([]), None, GateRules(min_offers=0), TODAY)
    assert verdict.reasons == ("The run has no offers.",)


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        (GateRules(min_offers=4), "3 offers; the card asserts at least 4."),
        (GateRules(max_offers=2), "3 offers; the card asserts at most 2."),
    ],
)
def test_what_the_card_asserts_of_every_run_is_held(
    an_offer: AnOffer, a_run: ARun, rules: GateRules, sentence: str
) -> None:
    verdict = judge(a_run(many(an_offer, 3)), None, rules, TODAY)
    assert (verdict.passed, verdict.reasons) == (False, (sentence,))


def test_four_fifths_of_the_last_published_run_are_enough_and_less_are_not(
    an_offer: AnOffer, two_runs: Callable[..., Verdict]
) -> None:
    assert two_runs(many(an_offer, 10), many(an_offer, 8)).passed


def test_a_run_that_lost_offers_is_refused_and_says_in_which_country(
    an_offer: AnOffer, two_runs: Callable[..., Verdict]
) -> None:
    before = many(an_offer, 63, country="BG") + many(an_offer, 20) + many(an_offer, 9, country="")
    now = many(an_offer, 13, country="BG") + many(an_offer, 20) + many(an_offer, 8, country="")
    verdict = two_runs(before, now)
    assert verdict.loss_by_country == (Loss("BG", 63, 13), Loss("", 9, 8))
    assert verdict.reasons == (
        "41 offers still ahead are 45% of the 92 of the last published run"
        " (20260330T060000Z); at least 80% are needed."
        " The loss: Bulgaria 63 -> 13, country not known 9 -> 8."
        " Some countries are whole and others are not: this looks like a file cut short.",
    )


def test_departed_offers_count_on_neither_side(
    an_offer: AnOffer, two_runs: Callable[..., Verdict]
) -> None:
    gone = TODAY - dt.timedelta(days=1)
    before = many(an_offer, 90, date=gone) + many(an_offer, 10)
    assert two_runs(before, many(an_offer, 8)).passed


def test_departed_offers_do_not_hide_a_loss(
    an_offer: AnOffer, two_runs: Callable[..., Verdict]
) -> None:
    gone = TODAY - dt.timedelta(days=1)
    now = many(an_offer, 70) + many(an_offer, 90, date=gone)
    assert not two_runs(many(an_offer, 100), now).passed


def test_a_required_field_that_thins_out_is_a_reason(
    an_offer: AnOffer, two_runs: Callable[..., Verdict]
) -> None:
    now = many(an_offer, 97) + many(an_offer, 3, minor=None)
    verdict = two_runs(many(an_offer, 100), now, GateRules(required=("price", "board")))
    assert verdict.reasons == (
        "price is stated in 97.0% of the records, 100.0% in the last published run;"
        " 99% are needed.",
    )


def test_a_field_that_was_always_rare_may_stay_so(
    an_offer: AnOffer, two_runs: Callable[..., Verdict]
) -> None:
    sparse = many(an_offer, 90) + many(an_offer, 10, minor=None)
    assert two_runs(sparse, sparse).passed


def test_records_rejected_for_want_of_a_field_count_against_it(
    home: Home, an_offer: AnOffer, a_run: ARun
) -> None:
    last = a_run(many(an_offer, 100))
    seen = Provenance("sunny_tours", "https://example.org", 0, TOMORROW)
    with RunWriter(home, "sunny_tours", "two", TOMORROW) as writer:
        writer.found(100)
        writer.add(many(an_offer, 95))
        writer.reject([Reject("price_unreadable", "price", "?", seen)] * 5)
        run = writer.finish(finished=TOMORROW)
    verdict = judge(run, last, RULES, TODAY)
    assert [reason.split(",")[0] for reason in verdict.reasons] == [
        "price is stated in 95.0% of the records"
    ]


@pytest.mark.parametrize(("without", "passes"), [(6, True), (8, False)])
def test_one_record_more_than_a_hundredth_without_a_price_is_chance(
    an_offer: AnOffer, two_runs: Callable[..., Verdict], without: int, passes: bool
) -> None:
    some = many(an_offer, 500 - without) + many(an_offer, without, minor=None)
    assert two_runs(many(an_offer, 500), some).passed is passes


def dated(an_offer: AnOffer, dates: list[dt.date], **said: object) -> list[Offer]:
    return [an_offer(str(n), name=f"Hotel {n}", date=date, **said) for n, date in enumerate(dates)]


WHOLE = [dt.date(2026, 5, day) for day in range(14, 23)]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ([dt.date(2026, 9, 6), dt.date(2026, 7, 8)], ["2 trips are gone and are there with day"]),
        ([dt.date(2026, 6, 10), dt.date(2026, 8, 8)], []),
    ],
)
def test_days_read_for_months_are_refused_and_days_that_moved_are_not(
    an_offer: AnOffer, two_runs: Callable[..., Verdict], now: list[dt.date], said: list[str]
) -> None:
    before = dated(an_offer, [*WHOLE, dt.date(2026, 6, 9), dt.date(2026, 8, 7)])
    verdict = two_runs(before, dated(an_offer, [*WHOLE, *now]))
    assert [reason[:39] for reason in verdict.reasons] == said


@pytest.mark.parametrize(("off", "passes"), [(4700, False), (5000, True)])
def test_an_odd_sum_less_on_most_trips_is_refused_and_a_round_one_is_a_sale(
    an_offer: AnOffer, two_runs: Callable[..., Verdict], off: int, passes: bool
) -> None:
    prices = [50000 + 3100 * n for n in range(20)]
    less = [price - off if n < 11 else price for n, price in enumerate(prices)]

    def priced(amounts: list[int]) -> list[Offer]:
        return [an_offer(str(n), name=f"Hotel {n}", minor=m) for n, m in enumerate(amounts)]

    verdict = two_runs(priced(prices), priced(less))
    said = f"The price of 55% of the same trips moved by exactly -{off // 100}.00: "
    assert verdict.passed is passes
    assert [one.startswith(said) for one in verdict.reasons + verdict.warnings] == [True]


def test_a_repeat_that_lists_departed_trips_is_an_old_copy_where_none_were_listed_before(
    an_offer: AnOffer, a_run: ARun
) -> None:
    trail = []
    for ago in range(4, 0, -1):
        at = TOMORROW - dt.timedelta(days=ago)
        dates = [TODAY + dt.timedelta(days=n % 3) for n in range(12)]
        run = a_run(dated(an_offer, dates, minor=60000 + ago), started=at, verdict=None)
        keep_verdict(run.folder, judge(run, None, RULES, at.date()))
        trail.append(run)
    again = a_run(list(dated(an_offer, dates, minor=60001)), "sunny_tours", TOMORROW, None)
    assert judge(again, trail[-1], RULES, TODAY, trail).passed
    [reason] = judge(again, trail[-1], RULES, TODAY + dt.timedelta(days=1), trail).reasons
    assert reason.endswith(
        "lists 4 trips that have departed, more than any run of late: this looks like an old copy."
    )


def test_a_field_nobody_knows_is_refused_when_the_rules_are_made() -> None:
    with pytest.raises(GateFault, match="no field is called colour"):
        GateRules(required=("price", "colour"))


days = st.dates(TODAY - dt.timedelta(days=2), TODAY + dt.timedelta(days=2))


@given(st.lists(st.tuples(st.none() | days, st.lists(days, max_size=3)), max_size=8))
@settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_gate_and_generation_agree_on_what_has_departed(
    tmp_path: Path, an_offer: AnOffer, drawn: list[tuple[dt.date, list[dt.date]]]
) -> None:
    offers = [replace(an_offer(date=own), goes_on=tuple(listed)) for own, listed in drawn]
    every = [[d for d in (own, *listed) if d] for own, listed in drawn]
    expected = [bool(days) and max(days) < TODAY for days in every]
    assert list(departed(to_rows(offers), TODAY)) == expected
    home = Home(tmp_path / str(len(list(tmp_path.iterdir()))))
    with RunWriter(home, "sunny_tours", "one", TOMORROW) as writer:
        writer.found(len(offers))
        writer.add(offers)
        run = writer.finish(finished=TOMORROW)
    assert figures(run, (), TODAY).ahead == expected.count(False)


def test_the_gate_reads_the_file_of_the_run_and_no_other(a_run: ARun, an_offer: AnOffer) -> None:
    run = a_run([an_offer()])
    with reading(run) as db:
        assert db.execute("SELECT count(*) FROM offers").fetchone() == (1,)
        with pytest.raises(duckdb.Error, match=r"disabled|Permission"):
            db.execute(f"SELECT * FROM read_parquet('{run.folder / 'rejects.parquet'}')")
        with pytest.raises(duckdb.Error, match=r"locked|Permission"):
            db.execute("SET enable_external_access = true")


def test_a_verdict_is_kept_as_it_was_given(tmp_path: Path) -> None:
    verdict = Verdict(False, ("12 offers.",), (Loss("BG", 63, 13),), figures={"offers": 12})
    keep_verdict(tmp_path, verdict)
    assert kept_verdict(tmp_path) == verdict
    (tmp_path / "verdict.json").write_text("{")
    with pytest.raises(GateFault, match=r"verdict.json: the verdict cannot be read"):
        kept_verdict(tmp_path)


def test_dora_may_accept_a_refused_run_by_name_and_reason(
    home: Home, an_offer: AnOffer, a_run: ARun
) -> None:
    a_run([an_offer()])
    refused = a_run([an_offer()], "sunny_tours", TOMORROW, Verdict(False, ("Half is gone.",)))
    accept(refused, "Dora", "the winter season ended", TOMORROW)
    assert last_published(home, "sunny_tours") == refused
    kept = refused.verdict()
    assert kept
    assert kept.accepted
    assert (kept.accepted.name, kept.accepted.reason) == ("Dora", "the winter season ended")
    assert kept.reasons == ("Half is gone.",)


def test_only_a_refused_run_can_be_accepted(an_offer: AnOffer, a_run: ARun) -> None:
    with pytest.raises(GateFault, match="let it pass already"):
        accept(a_run([an_offer()]), "Dora", "why not", TOMORROW)
    with pytest.raises(GateFault, match="has not judged"):
        accept(a_run([an_offer()], "blue", verdict=None), "Dora", "why not", TOMORROW)


def test_every_record_is_accounted_for_after_a_refusal(home: Home, an_offer: AnOffer) -> None:
    seen = Provenance("sunny_tours", "https://example.org", 0, TOMORROW)
    with RunWriter(home, "sunny_tours", "one", TOMORROW) as writer:
        writer.found(6)
        writer.add(many(an_offer, 3))
        writer.duplicate(1)
        writer.reject([Reject("no_price", "price", "", seen)])
        writer.set_aside([Reject("read_twice", "checked_at", "", seen)])
        run = writer.finish(finished=TOMORROW)
    refused, passed = tally(run, Verdict(False)), tally(run, Verdict(True))
    assert (refused.published, refused.set_aside) == (0, {"by_the_gate": 3, "read_twice": 1})
    assert (passed.published, passed.set_aside) == (3, {"read_twice": 1})


CAPTURES = Path(
    os.environ.get("FAIRWIND_CAPTURES", Path(__file__).parents[2].parent / "shared" / "data")
)
D2 = [
    ("all.2026-03-30.json", 2734, True),
    ("all.2026-04-02-TRUNCATED.json", 1655, False),
    ("all.2026-04-06.json", 2753, True),
    ("all.2026-07-20.json", 2876, True),
    ("all.2026-07-23.json", 2871, True),
]


def d2_offers(an_offer: AnOffer, path: Path) -> Iterator[Offer]:
    for row in json.loads(path.read_bytes()):
        date = dt.datetime.strptime(row["departureDate"], "%d/%m/%Y").date()
        yield an_offer(
            str(row["id"]),
            name=row["title"],
            country=row["country"],
            date=date,
            minor=row["price"] * 100,
        )


@pytest.mark.captures
def test_the_feed_cut_off_at_its_source_is_refused_and_every_other_day_passes(
    home: Home, an_offer: AnOffer
) -> None:
    folder = CAPTURES / "corendon-nl"
    if not folder.is_dir():
        pytest.skip(f"no captures at {CAPTURES}")
    for name, count, passes in D2:
        day = dt.datetime.fromisoformat(name[4:14]).replace(tzinfo=dt.UTC)
        offers = list(d2_offers(an_offer, folder / name))
        assert len(offers) == count
        with RunWriter(home, "corendon", run_name(day), day) as writer:
            writer.found(count)
            writer.add(offers)
            run = writer.finish(finished=day)
        verdict = judge(run, last_published(home, "corendon"), RULES, day.date())
        keep_verdict(run.folder, verdict)
        assert verdict.passed is passes, verdict.reasons
        if not passes:
            assert sum(loss.before - loss.now for loss in verdict.loss_by_country) > 1000
