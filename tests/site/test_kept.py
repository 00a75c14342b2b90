"""Kept pages: a browser that holds a page is told so, and its scripts go on."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

PAGES = ["/en/", "/en/trips?to=GR", "/hu/how-we-rank"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_is_held_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    mark = first.headers["etag"]
    again = client.get(path, headers={"If-None-Match": f'W/"other", {mark}'})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == mark
    assert again.headers["vary"] == first.headers["vary"]


@pytest.mark.parametrize("path", PAGES)
def test_a_304_carries_no_policy_for_its_nonce_is_not_that_of_the_held_page(
    client: TestClient, path: str
) -> None:
    mark = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": mark})
    assert "content-security-policy" not in again.headers
    assert again.headers["x-content-type-options"] == "nosniff"


def test_another_answer_has_another_mark(client: TestClient) -> None:
    marks = {
        client.get(f"/en/trips?to=GR&sort={sort}").headers["etag"] for sort in ("best", "start")
    }
    assert len(marks) == 2
    packed = client.get("/en/trips?to=GR", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["etag"] == client.get("/en/trips?to=GR").headers["etag"]


def test_a_page_of_one_visitor_has_no_mark(client: TestClient) -> None:
    assert "etag" not in client.get("/en/ask").headers
    assert "etag" not in client.get("/en/nothing-here").headers


def test_a_script_cannot_be_told_by_a_wrong_mark(client: TestClient) -> None:
    sent = client.get("/en/", headers={"If-None-Match": '"x", nonsense,,'})
    assert sent.status_code == 200
