"""Crawl, gate and publish as one: what passed is seen, what did not keeps yesterday's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fairwind.catalog.generations import current
from fairwind.catalog.home import Home
from fairwind.scheduler.attempts import begin
from fairwind.scheduler.cards import cards_of
from fairwind.scheduler.commands import rollback_command
from fairwind.scheduler.crawl import crawl
from fairwind.scheduler.leases import held
from fairwind.scheduler.operators import operator_lines
from fairwind.scheduler.outcome_lines import outcome_notes
from fairwind.scheduler.refresh import Outcome, refresh
from fairwind.store.database import Database
from fairwind.store.outbox import waiting
from fairwind.store.settings import Settings

from .cards import put_card
from .conftest import MovedClock
from .loopback import Feed, operator_server


@pytest.fixture
def feed() -> Iterator[Feed]:
    with operator_server() as feed:
        yield feed


@pytest.fixture
def home(settings: Settings) -> Home:
    return Home(settings.home)


def refreshed(settings: Settings, clock: MovedClock, database: Database) -> list[Outcome]:
    return refresh(settings, clock, database, cards_of(Home(settings.home)).good)


def offers_served(home: Home) -> int:
    generation = current(home)
    return generation.manifest().offers if generation else 0


def test_offers_go_from_the_operators_feed_into_the_served_generation(
    settings: Settings, clock: MovedClock, database: Database, home: Home, feed: Feed
) -> None:
    put_card(home.operators, "sunny", feed.port)
    feed.sell(12)
    (outcome,) = refreshed(settings, clock, database)
    assert (outcome.state, outcome.sentence) == ("published", "")
    assert outcome.tally is not None
    assert (outcome.tally.found, outcome.tally.published) == (12, 12)
    assert offers_served(home) == 12


def test_a_run_that_lost_too_much_is_refused_and_yesterdays_offers_stay(
    settings: Settings, clock: MovedClock, database: Database, home: Home, feed: Feed
) -> None:
    put_card(home.operators, "sunny", feed.port)
    feed.sell(100)
    refreshed(settings, clock, database)
    clock.move(days=1)
    feed.sell(60)
    (outcome,) = refreshed(settings, clock, database)
    assert outcome.state == "refused"
    assert "60" in outcome.sentence
    assert "100" in outcome.sentence
    assert outcome.tally is not None
    assert outcome.tally.published == 0
    assert sum(outcome.tally.set_aside.values()) == 60, "set aside by the gate, not lost"
    assert offers_served(home) == 100
    assert waiting(database) == 1, "one mail tells of the refused run"
    lines = operator_lines(settings, database, clock.now()).lines
    assert [(line.state, line.offers, line.change) for line in lines] == [("REFUSED", 100, -40.0)]


def test_a_feed_over_its_cap_is_refused_with_both_numbers_and_yesterdays_offers_stay(
    settings: Settings, clock: MovedClock, database: Database, home: Home, feed: Feed
) -> None:
    put_card(home.operators, "sunny", feed.port)
    card = home.operators / "sunny.yml"
    card.write_text(card.read_text() + "feed: {max_mb: 1}\n")
    feed.sell(6)
    refreshed(settings, clock, database)
    clock.move(hours=24)
    feed.sell(15_000)
    (outcome,) = refreshed(settings, clock, database)
    assert outcome.state == "failed"
    assert str(len(feed.body)) in outcome.sentence
    assert "the cap is 1048576" in outcome.sentence
    assert offers_served(home) == 6


def test_the_state_before_is_served_again_by_one_command(
    settings: Settings,
    clock: MovedClock,
    database: Database,
    home: Home,
    feed: Feed,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_card(home.operators, "sunny", feed.port)
    for count in (10, 11):
        feed.sell(count)
        refreshed(settings, clock, database)
        clock.move(days=1)
    assert offers_served(home) == 11
    monkeypatch.setenv("FAIRWIND_HOME", str(settings.home))
    rollback_command()
    assert offers_served(home) == 10


def test_one_operator_that_does_not_answer_stops_no_other(
    settings: Settings, clock: MovedClock, database: Database, home: Home, feed: Feed
) -> None:
    put_card(home.operators, "sunny", feed.port)
    put_card(home.operators, "away", 9)
    feed.sell(5)
    outcomes = {o.source: o for o in refreshed(settings, clock, database)}
    assert outcomes["sunny"].state == "published"
    assert outcomes["away"].state == "failed"
    assert "away" in outcomes["away"].sentence
    assert offers_served(home) == 5


def test_a_feed_that_changed_its_shape_is_named_with_operator_and_address(
    settings: Settings, clock: MovedClock, database: Database, home: Home, feed: Feed
) -> None:
    put_card(home.operators, "sunny", feed.port)
    feed.sell(5)
    refreshed(settings, clock, database)
    clock.move(days=1)
    feed.say({"departures": []})
    (outcome,) = refreshed(settings, clock, database)
    assert outcome.state == "failed"
    for word in ("sunny", f"127.0.0.1:{feed.port}/feed.json", "trips"):
        assert word in outcome.sentence
    assert outcome.sentence.count("sunny") == 1, "the operator is named once"
    assert outcome_notes([outcome]) == [outcome.sentence]
    assert offers_served(home) == 5


def test_an_honest_empty_list_is_refused_and_sets_nothing_aside(
    settings: Settings, clock: MovedClock, database: Database, home: Home, feed: Feed
) -> None:
    put_card(home.operators, "sunny", feed.port)
    feed.say({"trips": []})
    (outcome,) = refreshed(settings, clock, database)
    assert outcome.state == "refused"
    assert outcome.tally is not None
    assert (outcome.tally.found, outcome.tally.set_aside) == (0, {})
    assert outcome_notes([outcome]) == ["sunny: The run has no offers."]


def test_a_card_whose_permission_has_ended_asks_nobody(
    settings: Settings, clock: MovedClock, database: Database, home: Home, feed: Feed
) -> None:
    put_card(home.operators, "sunny", feed.port, until="2026-06-04")
    feed.sell(5)
    (outcome,) = refreshed(settings, clock, database)
    assert outcome.state == "not_permitted"
    assert "permission" in outcome.sentence
    assert feed.asked == []


def test_an_operator_that_another_process_refreshes_is_left_alone(
    settings: Settings, clock: MovedClock, database: Database, home: Home, feed: Feed
) -> None:
    put_card(home.operators, "sunny", feed.port)
    feed.sell(5)
    with held(database, clock, "source:sunny", "another"):
        (outcome,) = refreshed(settings, clock, database)
    assert outcome.state == "busy"
    assert feed.asked == []


def test_a_card_that_cannot_be_read_stops_no_other(
    settings: Settings, clock: MovedClock, database: Database, home: Home, feed: Feed
) -> None:
    put_card(home.operators, "sunny", feed.port)
    Path(home.operators / "broken.yml").write_text("name: broken\ntitel: Broken\n")
    cards = cards_of(home)
    assert [card.name for _, card in cards.good] == ["sunny"]
    assert any("broken.yml:2" in fault and "title" in fault for fault in cards.faults)


def test_a_crawl_that_outlived_its_killed_refresh_is_judged_and_not_asked_again(
    settings: Settings, clock: MovedClock, database: Database, home: Home, feed: Feed
) -> None:
    card = put_card(home.operators, "sunny", feed.port)
    feed.sell(12)
    begin(database, "sunny", "20260605T120000Z", clock.now())
    assert crawl(settings, clock, card, "20260605T120000Z", 60).code == 0
    clock.move(minutes=15)
    (outcome,) = refreshed(settings, clock, database)
    assert outcome.state == "published"
    assert outcome.run is not None
    assert outcome.run.name == "20260605T120000Z"
    assert feed.asked.count("/feed.json") == 1
    assert offers_served(home) == 12
