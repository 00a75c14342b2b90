"""People of the agency in tests of the office: who they are and how they log in."""

from __future__ import annotations

import re
from typing import Any

from starlette.testclient import TestClient

CLARA = "clara@example.com"
DORA = "dora@example.com"
PASSWORD = "correct horse battery"


def log_in(site: Any, email: str, password: str = PASSWORD, **more: str) -> Any:
    """Send the login form."""
    form = {"email": email, "password": password, **more}
    return site.client.post("/office/login", data=form)


def token(page: str) -> str:
    """The form token that a page carries."""
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def send(site: Any, address: str, **fields: Any) -> Any:
    """Post a form of the office with the session's own token."""
    own = token(site.client.get("/office/sessions").text)
    return site.client.post(address, data={"token": own, **fields})


def another_browser(site: Any) -> TestClient:
    """A second browser on the same site."""
    return TestClient(site.app, site.settings.base_address, follow_redirects=False)
