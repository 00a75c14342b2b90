"""The office on a host of its own: there and nowhere else, and nothing else there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fairwind.site.app import create_app
from fairwind.store.clock import FixedClock
from fairwind.store.settings import Settings

from .conftest import NOW

SITE, OFFICE = "https://www.example.com", "https://office.example.com"


@pytest.fixture(scope="module")
def parted(home_folder: Path) -> Iterator[TestClient]:
    settings = Settings(home=home_folder, base_address=SITE, office_host="Office.example.com")
    assert settings.office_address == OFFICE
    with TestClient(create_app(settings, FixedClock(NOW)), follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{OFFICE}/office/login", 200),
        (f"{OFFICE}/office/", 303),
        (f"{OFFICE}/", 303),
        (f"{OFFICE}/healthz", 200),
        (f"{OFFICE}/en/", 404),
        (f"{OFFICE}/en/ask", 404),
        (f"{SITE}/en/", 200),
        (f"{SITE}/office/login", 404),
        (f"{SITE}/office", 404),
        (f"{SITE}/healthz", 200),
    ],
)
def test_each_host_answers_its_own(parted: TestClient, address: str, status: int) -> None:
    assert parted.get(address).status_code == status
