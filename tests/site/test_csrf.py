"""The table of web.md 5.4, row by row, on a form of the office: what acts and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from fairwind.site.office.routes import ADDRESSES
from fairwind.store.users import OWNER

from .office_people import DORA, log_in, token

HOME = "http://127.0.0.1:8000"


@pytest.fixture
def dora(lead_site: Any) -> Any:
    lead_site.user(DORA, OWNER)
    log_in(lead_site, DORA)
    return lead_site


@pytest.mark.parametrize(
    ("headers", "own_token", "acts"),
    [
        ({"sec-fetch-site": "same-origin"}, True, True),
        ({"sec-fetch-site": "none"}, True, True),
        ({"sec-fetch-site": "same-site"}, True, False),
        ({"sec-fetch-site": "cross-site"}, True, False),
        ({"sec-fetch-site": "cross-site", "origin": HOME}, True, False),
        ({"sec-fetch-site": "odd"}, True, False),
        ({}, True, True),
        ({"origin": HOME}, True, True),
        ({"origin": "https://127.0.0.1:8000"}, True, False),
        ({"origin": "http://127.0.0.1:8001"}, True, False),
        ({"origin": "http://evil.example"}, True, False),
        ({"origin": "null"}, True, False),
        ({"sec-fetch-site": "same-origin"}, False, False),
        ({}, False, False),
        ({"origin": HOME}, False, False),
    ],
)
def test_each_row_of_the_table(
    dora: Any, headers: dict[str, str], own_token: bool, acts: bool
) -> None:
    own = token(dora.client.get("/office/sessions").text)
    form = {"token": own if own_token else "guess", "form": "/office/new", "note": "x"}
    answer = dora.client.post("/office/drafts", data=form, headers=headers)
    assert answer.status_code == (204 if acts else 403)
    assert ("/office/drafts/" in dora.client.get("/office/drafts").text) == acts


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_safe_method_passes_and_changes_nothing(dora: Any, method: str) -> None:
    answer = dora.client.request(
        method, "/office/sessions", headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 200


def test_every_address_that_changes_something_takes_post_with_the_token_only(dora: Any) -> None:
    for address in ADDRESSES:
        if address.method == "POST":
            path = address.path.replace("{number}", "1").replace("{reference}", "KH-1")
            answer = dora.client.post(path, data={"token": "guess"})
            assert answer.status_code == 403, path
