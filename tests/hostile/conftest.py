"""The hostile operator, crawled by the real spider into a home, and the site over it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from fairwind.catalog.home import Home
from fairwind.crawlers.card import read_card
from fairwind.scheduler.refresh import Outcome, refresh
from fairwind.site.app import create_app
from fairwind.store.clock import FixedClock
from fairwind.store.database import open_database
from fairwind.store.settings import Settings, load_settings

from .operator import feed, write_card
from .server import operator_server

NOON = dt.datetime(2026, 6, 5, 12, 0, tzinfo=dt.UTC)


@dataclass
class Taken:
    """The hostile operator as one installation took it in."""

    settings: Settings
    outcome: Outcome
    app: FastAPI
    records: int


@pytest.fixture(scope="session")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """Crawl, gate and publish the operator's feed, end to end."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    settings = load_settings(
        home=folder / "home",
        agency_name="Kék Horizont",
        agency_mail="iroda@example.com",
        mail_folder=folder / "mail",
        allow_loopback=True,
    )
    said = feed()
    with operator_server(json.dumps(said).encode()) as port:
        path = write_card(Home(settings.home).operators, port)
        database = open_database(settings)
        (outcome,) = refresh(settings, FixedClock(NOON), database, [(path, read_card(path))])
        database.close()
    assert outcome.state == "published", outcome.sentence  # or every walk over it sees nothing
    return Taken(settings, outcome, create_app(settings, FixedClock(NOON)), len(said["trips"]))


@pytest.fixture(scope="module")
def address(serve: Callable[[FastAPI], str], taken: Taken) -> str:
    return serve(taken.app)


@pytest.fixture
def client(taken: Taken) -> Iterator[TestClient]:
    base = taken.settings.base_address
    with TestClient(taken.app, base, follow_redirects=True) as anna:
        yield anna
