"""What a generation says of each source: its offers are today's, were refused, or are missing."""

from __future__ import annotations

import pytest

from fairwind.catalog.catalogue import State
from fairwind.catalog.generations import current
from fairwind.catalog.home import Home
from fairwind.catalog.runs import last_published
from fairwind.scheduler.attempts import latest
from fairwind.scheduler.cards import cards_of
from fairwind.scheduler.publish import publish_all, source_state
from fairwind.scheduler.refresh import refresh
from fairwind.store.database import Database
from fairwind.store.settings import Settings

from .cards import card, put_card
from .conftest import NOON, MovedClock
from .pretend import PretendCrawls


@pytest.fixture
def crawls(monkeypatch: pytest.MonkeyPatch) -> PretendCrawls:
    pretend = PretendCrawls()
    monkeypatch.setattr("fairwind.scheduler.refresh.crawl", pretend)
    return pretend


@pytest.fixture
def home(settings: Settings) -> Home:
    home = Home(settings.home)
    put_card(home.operators, "sunny", 9)
    return home


def stands(settings: Settings, database: Database) -> tuple[State, str, bool]:
    """The state of Sunny, why, and whether offers of it are served."""
    home = Home(settings.home)
    run, tried = last_published(home, "sunny"), latest(database).get("sunny")
    told = source_state(card("sunny"), run, tried)
    return told.state, told.reason, bool(told.run)


def refreshed(settings: Settings, clock: MovedClock, database: Database) -> None:
    refresh(settings, clock, database, cards_of(Home(settings.home)).good)


def test_a_source_that_was_never_asked_is_missing(settings: Settings, database: Database) -> None:
    assert stands(settings, database) == (State.MISSING, "never answered yet", False)


def test_a_source_whose_run_passed_is_fresh(
    settings: Settings, clock: MovedClock, database: Database, home: Home, crawls: PretendCrawls
) -> None:
    refreshed(settings, clock, database)
    assert stands(settings, database) == (State.FRESH, "", True)


def test_a_source_whose_run_was_refused_keeps_its_offers_and_says_why(
    settings: Settings, clock: MovedClock, database: Database, home: Home, crawls: PretendCrawls
) -> None:
    crawls.sells["sunny"] = 100
    refreshed(settings, clock, database)
    crawls.sells["sunny"] = 10
    clock.move(hours=6)
    refreshed(settings, clock, database)
    state, reason, served = stands(settings, database)
    assert (state, served) == (State.REFUSED, True)
    assert "at least 80%" in reason


def test_a_source_that_did_not_answer_keeps_its_offers_and_says_why(
    settings: Settings, clock: MovedClock, database: Database, home: Home, crawls: PretendCrawls
) -> None:
    refreshed(settings, clock, database)
    crawls.sells["sunny"] = "https://sunny.example/feed answered 500"
    clock.move(hours=6)
    refreshed(settings, clock, database)
    said = "sunny: https://sunny.example/feed answered 500"
    assert stands(settings, database) == (State.MISSING, said, True)


def test_a_generation_holds_the_state_of_every_card_and_only_runs_that_passed(
    settings: Settings, clock: MovedClock, database: Database, home: Home, crawls: PretendCrawls
) -> None:
    put_card(home.operators, "moon", 9)
    crawls.sells["moon"] = "no answer"
    refreshed(settings, clock, database)
    generation = publish_all(settings, clock, database)
    assert current(home) == generation
    manifest = generation.manifest()
    assert manifest.offers == 10
    states = {name: source.state for name, source in manifest.sources.items()}
    assert states == {"sunny": State.FRESH, "moon": State.MISSING}
    assert manifest.sources["sunny"].answered_at == NOON


def test_a_card_taken_away_takes_its_offers_with_it(
    settings: Settings, clock: MovedClock, database: Database, home: Home, crawls: PretendCrawls
) -> None:
    refreshed(settings, clock, database)
    (home.operators / "sunny.yml").unlink()
    assert publish_all(settings, clock, database).manifest().offers == 0
