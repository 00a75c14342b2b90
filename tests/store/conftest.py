"""Settings in a home of their own, and each test's database on both engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.settings import Settings

NOW = dt.datetime(2026, 6, 5, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    name: str = request.param
    return name


@pytest.fixture
def url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, on each engine in turn."""
    if engine == "sqlite":
        return f"sqlite:///{tmp_path / 'home' / 'fairwind.db'}"
    made: str = request.getfixturevalue("new_postgresql")()
    return made


@pytest.fixture
def database(
    engine: str,
    request: pytest.FixtureRequest,
    settings: Settings,
    ready: Callable[[Settings], Database],
) -> Iterator[Database]:
    """A migrated database, on each engine in turn."""
    if engine == "postgresql":
        url = request.getfixturevalue("new_postgresql")(migrated=True)
        settings = settings.model_copy(update={"database_url": url})
    opened = ready(settings)
    yield opened
    opened.close()
