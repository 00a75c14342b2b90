"""Headers of web.md 5.3 on every answer, the table of 5.4, and what no template may hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from fairwind.site.security import crosses_site, safe_url

TEMPLATES = Path(__file__).parents[2] / "site" / "templates"
OWN = ("http://127.0.0.1:8000", "https://kekhorizont.example")
EVERYWHERE = [
    "/",
    "/en/",
    "/hu/trips",
    "/en/how-we-rank",
    "/healthz",
    "/robots.txt",
    "/favicon.svg",
    "/en/nothing",
    "/en/trips?adults=x",
    "/office/login",
]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    sent = client.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in sent["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert re.fullmatch(r"'nonce-[\w-]{20,}'", policy["script-src"])
    assert policy["style-src"] == policy["form-action"] == policy["font-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["report-uri"] == "/csp-report"
    assert "max-age=63072000" in sent["strict-transport-security"]
    assert sent["x-content-type-options"] == "nosniff"
    assert sent["cross-origin-opener-policy"] == "same-origin"
    assert sent["cross-origin-resource-policy"] == "same-origin"
    assert "geolocation=()" in sent["permissions-policy"]
    assert sent["x-request-id"]


def test_a_nonce_is_never_given_twice(client: TestClient) -> None:
    policies = {client.get("/en/").headers["content-security-policy"] for _ in range(20)}
    assert len(policies) == 20


def test_public_pages_may_be_kept_a_minute_and_set_no_cookie(client: TestClient) -> None:
    for path in ("/en/", "/en/trips", "/en/how-we-rank"):
        sent = client.get(path).headers
        assert sent["cache-control"] == "private, max-age=60, stale-while-revalidate=300"
        assert "set-cookie" not in sent
    page = client.get("/en/trips").text
    stay = re.search(r'<h2><a href="([^"?]+)', page)[1]
    assert client.get(stay).headers["cache-control"] == "no-store"
    assert client.get("/en/nothing").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "headers", "crosses"),
    [
        ("GET", {"origin": "https://evil.example"}, False),
        ("HEAD", {"sec-fetch-site": "cross-site"}, False),
        ("POST", {"sec-fetch-site": "same-origin"}, False),
        ("POST", {"sec-fetch-site": "none"}, False),
        ("POST", {"sec-fetch-site": "same-site"}, True),
        ("POST", {"sec-fetch-site": "cross-site"}, True),
        ("POST", {"sec-fetch-site": "cross-site", "origin": OWN[0]}, True),
        ("POST", {"sec-fetch-site": ""}, True),
        ("POST", {}, False),
        ("POST", {"origin": OWN[0]}, False),
        ("POST", {"origin": OWN[1]}, False),
        ("POST", {"origin": "https://kekhorizont.example:443"}, False),
        ("POST", {"origin": "http://kekhorizont.example"}, True),
        ("POST", {"origin": "http://127.0.0.1:8001"}, True),
        ("POST", {"origin": "https://evil.example"}, True),
        ("POST", {"origin": "null"}, True),
        ("POST", {"origin": "https://kekhorizont.example:x"}, True),
        ("DELETE", {"origin": "https://evil.example"}, True),
    ],
)
def test_the_table_of_cross_site_requests(method: str, headers: dict, crosses: bool) -> None:
    assert crosses_site(method, Headers(headers), OWN) is crosses


def test_a_form_of_another_site_is_refused_with_a_page(client: TestClient) -> None:
    answer = client.post("/hu/ask", data={"name": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert "Ezt nem a mi oldalunkról küldték" in answer.text


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://a.example/x?y=1", True),
        (" http://a.example ", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//evil.example", False),
        ("https://a@b.example", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_plain_web_addresses_become_links(address: str, kept: bool) -> None:
    assert safe_url(address) == (address.strip() if kept else "")


def test_no_template_holds_a_style_a_script_or_an_unquoted_value() -> None:
    found = sorted(TEMPLATES.rglob("*.html"))
    assert len(found) > 10
    for path in found:
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|<style|\son\w+=|\|\s*safe\b|autoescape", text), path
        for script, content in re.findall(r"(<script[^>]*>)(.*?)</script>", text):
            data = script == '<script type="application/ld+json">'
            assert data or 'nonce="{{ here.nonce }}"' in script, path
            assert re.fullmatch(r"\{\{ \w+\|tojson \}\}" if data else "", content), path
        assert not re.search(r"<[a-z][^>{]*\s[\w-]+={{", text), f"{path}: unquoted"


def test_the_word_fairwind_stands_only_in_the_footer(client: TestClient) -> None:
    page = client.get("/en/trips").text
    stay = re.search(r'<h2><a href="([^"?]+)', page)[1]
    for path in ("/en/", "/hu/", "/en/trips", "/en/how-we-rank", "/en/ask", "/en/none", stay):
        text = client.get(path).text
        head, _, foot = text.partition("<footer")
        assert "fairwind" not in head.lower(), path
        assert foot.count("Fairwind") == 1, path
