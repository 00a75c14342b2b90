"""The show: sandbox operators refreshed through the real spiders, the day before and today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..catalog.home import Home
from ..catalog.runs import last_published
from ..crawlers.card import Card
from ..offers.faults import GateFault
from ..scheduler.crawl import Progress
from ..scheduler.photos import bring_photos
from ..scheduler.refresh import Outcome, refresh
from ..store.clock import Clock, clock_of
from ..store.database import Database, open_database
from ..store.settings import Settings, load_settings
from .html_shapes import dunav_pages
from .laid_home import AGENCY, lay
from .operators import BROKEN, OPERATORS, put_cards, shipped
from .pages import Pages
from .past import lay_past
from .sandbox import OperatorServer

FIRST_PHOTOS = 40
PHOTO_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Stage:
    """A laid home with everything open that the show needs."""

    settings: Settings
    clock: Clock
    database: Database

    @property
    def home(self) -> Home:
        return Home(self.settings.home)


def set_stage(home: Path, base_address: str) -> Stage:
    """Lay the demo agency's home and open its database."""
    lay(home, {**AGENCY, "base_address": base_address, "mail_folder": str(home / "mail")})
    settings = load_settings(home=home)
    return Stage(settings, clock_of(settings), open_database(settings))


def sandbox_pages(today: dt.date) -> dict[str, Pages]:
    """What every operator answers on this day."""
    return {name: pages(today) for name, pages in OPERATORS.items()}


def play(
    stage: Stage, servers: Mapping[str, OperatorServer], progress: Progress | None
) -> list[Outcome]:
    """Refresh all; the broken one first on the day before, when it was still whole.

    So its offers of yesterday are on the site today, and today's run is refused.
    """
    cards = put_cards(stage.home, shipped("cards"), servers)
    if last_published(stage.home, BROKEN) is None:
        _day_before(stage, servers, progress)
    outcomes = refresh(stage.settings, stage.clock, stage.database, cards, progress)
    names = [card.name for _, card in cards if card.name != BROKEN]
    lay_past(stage.home, names, stage.clock.now())
    _first_photos(stage, [card for _, card in cards])
    return outcomes


def _first_photos(stage: Stage, cards: list[Card]) -> None:
    """A few photos at once; while the show is served the ticks bring the others."""
    bring_photos(
        stage.settings, stage.clock, stage.database, cards, most=FIRST_PHOTOS, seconds=PHOTO_SECONDS
    )


def _day_before(
    stage: Stage, servers: Mapping[str, OperatorServer], progress: Progress | None
) -> None:
    yesterday = stage.clock.now() - dt.timedelta(days=1)
    settings = load_settings(home=stage.settings.home, now=yesterday)
    server = servers[BROKEN]
    today_pages, server.pages = server.pages, dunav_pages(yesterday.date(), broken=False)
    try:
        only = put_cards(stage.home, {BROKEN: shipped("cards")[BROKEN]}, servers)
        [outcome] = refresh(settings, clock_of(settings), stage.database, only, progress)
    finally:
        server.pages = today_pages
    if not outcome.done:
        raise GateFault(f"{outcome.title} was to be whole on the day before: {outcome.sentence}")


def not_as_meant(outcomes: list[Outcome]) -> list[str]:
    """What went otherwise than the show means it: one is refused on purpose, all others publish."""
    return [
        f"{outcome.title}: {outcome.state}. {outcome.sentence}".strip()
        for outcome in outcomes
        if outcome.state != ("refused" if outcome.source == BROKEN else "published")
    ]
