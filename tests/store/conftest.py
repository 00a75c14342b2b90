"""Settings in a home of their own, and each test's database on both engines."""

from __future__ import annotations

import datetime as dt
import itertools
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from fairwind.store.clock import FixedClock
from fairwind.store.database import Database, open_database
from fairwind.store.settings import Settings

POSTGRESQL = runpy.run_path(str(Path(__file__).with_name("postgresql.py")))
NOW = dt.datetime(2026, 6, 5, 9, 30, tzinfo=dt.UTC)
_numbers = itertools.count(1)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a running server; a machine without one skips what needs it."""
    folder = POSTGRESQL["binaries"]()
    if folder is None:
        pytest.skip("no initdb: apt-get install postgresql runs these tests too")
    with POSTGRESQL["running"](folder) as url:
        yield url


@pytest.fixture
def new_postgresql(postgresql: str) -> Iterator[Callable[[], str]]:
    """Makes one more empty database on the running server."""
    server = sa.create_engine(postgresql, isolation_level="AUTOCOMMIT")

    def make() -> str:
        name = f"test_{next(_numbers)}"
        with server.connect() as conn:
            conn.exec_driver_sql(f"CREATE DATABASE {name}")
        return postgresql.rpartition("/")[0] + "/" + name

    yield make
    server.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'home' / 'fairwind.db'}"
    made: str = request.getfixturevalue("new_postgresql")()
    return made


@pytest.fixture
def database(url: str, tmp_path: Path) -> Iterator[Database]:
    opened = open_database(Settings(home=tmp_path / "home", database_url=url))
    yield opened
    opened.close()
