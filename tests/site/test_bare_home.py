"""A catalogue with nothing in it yet: every page is a page, and says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fairwind.site.app import create_app
from fairwind.store.clock import FixedClock
from fairwind.store.settings import load_settings

NOW = dt.datetime(2026, 6, 5, 8, 14, tzinfo=dt.UTC)
PAGES = (
    "/en/",
    "/en/trips",
    "/en/trips?q=crete+june&from=BUD&near=1&facility=pool&month=cheapest",
    "/en/trips?group=goes",
    "/en/trips.json",
    "/en/trips.csv",
    "/en/trips.atom",
    "/en/calendar",
    "/en/destinations",
    "/en/how-we-rank",
    "/suggest?q=cre&lang=en",
    "/sitemap.xml",
    "/sitemaps/pages.xml",
)


@pytest.fixture
def client(make_home: Callable[..., Path]) -> TestClient:
    """A site whose one operator has sold out."""
    home = make_home({"sun_tours": []})
    app = create_app(load_settings(home=home), FixedClock(NOW))
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize("path", PAGES)
def test_a_site_without_a_single_offer_answers_every_page(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200
