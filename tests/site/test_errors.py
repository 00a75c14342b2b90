"""Errors are pages in the visitor's language, with an id and without a trace (W-108)."""

from __future__ import annotations

import logging

import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from fairwind.site.app import create_app
from fairwind.store.clock import FixedClock
from fairwind.store.settings import Settings


@pytest.fixture
def broken(settings: Settings, app: FastAPI) -> TestClient:
    """A site with an address for every error."""
    made = create_app(settings, FixedClock(app.state.shop.now()), app.state.shop.finder)

    @made.get("/{lang}/fail/{status}")
    async def fail(status: int) -> None:
        if status == 500:
            raise RuntimeError("secret inside")
        raise HTTPException(status)

    routes = made.router.routes
    routes.insert(0, routes.pop())
    return TestClient(made, raise_server_exceptions=False)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 413, 422, 429, 500, 503])
@pytest.mark.parametrize("lang", ["en", "hu"])
def test_an_error_is_a_page_in_the_visitors_language(broken, lang: str, status: int) -> None:
    page = broken.get(f"/{lang}/fail/{status}")
    assert page.status_code == status
    assert f'<html lang="{lang}">' in page.text
    assert page.text.count("<h1>") == 1
    assert page.headers["x-request-id"] in page.text
    assert "secret" not in page.text
    assert "Traceback" not in page.text
    assert "content-security-policy" in page.headers
    assert page.headers["cache-control"] == "no-store"


def test_what_broke_is_logged_by_kind_and_place_with_the_id_the_visitor_sees(
    broken, capsys, caplog
) -> None:
    caplog.set_level(logging.ERROR)
    page = broken.get("/en/fail/500")
    said = capsys.readouterr()
    logged = said.out + said.err + caplog.text
    assert "kind=RuntimeError" in logged
    assert "fail" in logged
    assert "secret inside" not in logged
    assert page.headers["x-request-id"] in logged


def test_too_many_requests_says_when_to_come_back(broken) -> None:
    assert broken.get("/en/fail/429").headers["retry-after"] == "60"


def test_an_error_of_data_is_data(client: TestClient) -> None:
    answer = client.get("/en/trips.json?adults=x")
    assert answer.status_code == 422
    assert answer.json()["status"] == 422
    assert "adults" in answer.json()["detail"]


def test_a_wrong_method_is_refused_with_a_page(client: TestClient) -> None:
    page = client.post("/en/trips")
    assert page.status_code == 405
    assert "This address does not take that" in page.text


def test_an_unknown_language_is_no_page_and_speaks_the_browsers(client: TestClient) -> None:
    page = client.get("/xx/trips", headers={"accept-language": "hu-HU,hu;q=0.9,en;q=0.5"})
    assert page.status_code == 404
    assert '<html lang="hu">' in page.text


def test_the_value_that_was_wrong_is_shown_as_text(client: TestClient) -> None:
    page = client.get("/en/trips?adults=<script>alert(1)</script>")
    assert page.status_code == 422
    assert "&lt;script&gt;" in page.text
    assert "<script>" not in page.text
