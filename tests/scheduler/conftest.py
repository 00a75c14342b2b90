"""An empty installation with a clock that the tests move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from fairwind.store.database import Database, open_database
from fairwind.store.settings import Settings, load_settings

NOON = dt.datetime(2026, 6, 5, 12, 0, tzinfo=dt.UTC)


class MovedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: dt.datetime = NOON) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        return self.at

    def move(self, **span: float) -> None:
        self.at += dt.timedelta(**span)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(
        home=tmp_path / "home",
        agency_name="Kék Horizont",
        agency_mail="iroda@example.com",
        mail_folder=tmp_path / "mail",
        allow_loopback=True,
    )


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = open_database(settings)
    yield database
    database.close()
