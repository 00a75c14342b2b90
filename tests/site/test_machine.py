"""Pages for machines: alive, ready, robots, reports of the browser, static files."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import json
import re
from copy import deepcopy
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from fairwind.scheduler import watch
from fairwind.site.app import create_app
from fairwind.site.colour import contrast
from fairwind.store.clock import FixedClock
from fairwind.store.outbox import put
from fairwind.store.settings import Settings, load_settings

STATIC = Path(__file__).parents[2] / "site" / "static"
NOW = dt.datetime(2026, 6, 5, tzinfo=dt.UTC)
VENDORED = {"site": STATIC, "tests": Path(__file__).parents[1] / "vendor"}


def test_the_process_says_it_is_alive(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok\n"


def test_ready_names_each_check(client: TestClient) -> None:
    said = client.get("/readyz")
    assert said.status_code == 200
    checks = said.json()["checks"]
    assert set(checks) == {"database", "offers", "disk", "mail"}
    assert all(check["state"] == "ok" for check in checks.values())
    assert checks["offers"]["age_minutes"] == 0


@pytest.fixture
def empty(tmp_path: Path, settings: Settings) -> TestClient:
    """A site whose home has no offers yet."""
    app = create_app(load_settings(home=tmp_path / "home"), FixedClock(NOW))
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


def test_a_home_without_offers_is_alive_not_ready_and_says_so(empty: TestClient) -> None:
    assert empty.get("/healthz").status_code == 200
    assert empty.get("/readyz").status_code == 503
    page = empty.get("/en/trips")
    assert page.status_code == 503
    assert page.headers["retry-after"] == "120"
    assert "The offers are not ready yet" in page.text
    assert empty.get("/en/how-we-rank").status_code == 200


@pytest.fixture
def monitored(lead_site: Any, home_folder: Path) -> Any:
    """A site with offers whose database and clock are the test's own."""
    shop = lead_site.app.state.shop
    settings = shop.settings.model_copy(update={"home": home_folder})
    lead_site.app.state.shop = replace(shop, settings=settings)
    return lead_site


@pytest.mark.parametrize(("minutes", "state"), [(None, "never called"), (11, "ok"), (12, "silent")])
def test_a_silent_cron_is_told_to_a_monitor_and_takes_no_site_away(
    monitored: Any, minutes: int | None, state: str
) -> None:
    if minutes is not None:
        with monitored.database.write() as conn:
            watch.beat(conn, watch.TICK, monitored.clock.now() - dt.timedelta(minutes=minutes))
    answer = monitored.client.get("/readyz")
    said, well = answer.json(), state == "ok"
    assert (answer.status_code, said["ready"], said["well"]) == (200, True, well)
    assert said["checks"]["cron"]["state"] == state
    assert monitored.client.get("/readyz?well").status_code == (200 if well else 503)


def test_mail_that_does_not_leave_is_told_to_a_monitor(monitored: Any) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "us@kek.example", "anna@kek.example"
    for minutes, state in ((30, "ok"), (31, "waiting")):
        with monitored.database.write() as conn:
            at = monitored.clock.now() - dt.timedelta(minutes=minutes)
            put(conn, "notice", f"waits {minutes}", deepcopy(mail), at)
        answer = monitored.client.get("/readyz")
        assert answer.status_code == 200
        assert answer.json()["checks"]["mail"] == {"state": state, "age_minutes": minutes}


def test_robots_may_not_go_where_nothing_is_for_them(client: TestClient) -> None:
    said = client.get("/robots.txt").text
    assert "Disallow: /go/" in said
    assert "Disallow: /office" in said


def test_a_browsers_report_is_counted(client: TestClient, app) -> None:
    before = sum(app.state.csp_reports.values())
    body = {"csp-report": {"violated-directive": "img-src", "blocked-uri": "https://evil.example"}}
    headers = {"sec-fetch-site": "cross-site"}
    assert client.post("/csp-report", json=body, headers=headers).status_code == 204
    assert sum(app.state.csp_reports.values()) == before + 1
    app.state.csp_reports.clear()
    for rubbish in (b"", b"{", b"[]", b"x" * 100_000):
        assert client.post("/csp-report", content=rubbish).status_code in (204, 400)
    app.state.csp_reports.clear()


def test_static_files_stand_under_their_hash_for_ever(client: TestClient) -> None:
    page = client.get("/en/").text
    css = re.search(r'href="(/static/app\.\w{12}\.css)"', page)[1]
    answer = client.get(css)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    for font in re.findall(r"url\((/static/[^)]+)\)", answer.text):
        assert client.get(font).headers["content-type"] == "font/woff2"
    assert "url(vendor" not in answer.text
    for wrong in (
        "/static/app.css",
        "/static/app.000000000000.css",
        "/static/../app.py",
        "/static/vendor.lock",
    ):
        assert client.get(wrong).status_code == 404


def test_the_stylesheet_weighs_at_most_12_kilobytes_packed() -> None:
    assert len(gzip.compress((STATIC / "app.css").read_bytes(), 9)) <= 12 * 1024


def test_the_fonts_of_a_latin_page_weigh_at_most_60_kilobytes() -> None:
    fonts = [path for path in STATIC.rglob("*.woff2") if "latin" in path.name]
    assert len(fonts) == 2
    assert sum(path.stat().st_size for path in fonts) <= 60 * 1024


@pytest.mark.parametrize("where", list(VENDORED))
def test_vendored_files_are_those_of_the_lock(where: str) -> None:
    folder = VENDORED[where]
    locked: dict[str, str] = {}
    for part in json.loads((folder / "vendor.lock").read_text()):
        assert part["licence"]
        locked |= part["files"]
    for name, seal in locked.items():
        digest = hashlib.sha384((folder / name).read_bytes()).digest()
        assert seal == f"sha384-{base64.b64encode(digest).decode()}", name
    kept = folder / "vendor" if where == "site" else folder
    found = {str(p.relative_to(folder)) for p in kept.rglob("*") if p.suffix in (".js", ".woff2")}
    assert found == set(locked)


def _tokens(dark: bool) -> dict[str, tuple[int, int, int]]:
    light_part, dark_part = (
        (STATIC / "app.css").read_text().split("@media screen and (prefers-color-scheme")[:2]
    )
    said = dict(re.findall(r"--([\w-]+):(#[0-9A-Fa-f]{3,6})\b", light_part))
    if dark:
        said |= dict(re.findall(r"--([\w-]+):(#[0-9A-Fa-f]{3,6})\b", dark_part))
    return {name: _rgb(value) for name, value in said.items()}


def _rgb(value: str) -> tuple[int, int, int]:
    digits = value[1:] if len(value) == 7 else "".join(c * 2 for c in value[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_can_be_read_on_what_it_stands_on(dark: bool) -> None:
    tokens = _tokens(dark)
    pairs = [(text, on) for text in ("ink", "ink2", "muted", "sea") for on in ("paper", "sand")]
    pairs += [
        ("sun", "sun-l"),
        ("good", "good-l"),
        ("bad", "bad-l"),
        ("on-sea", "sea"),
        ("on-sea", "sea-d"),
        ("sun", "paper"),
        ("bad", "paper"),
        ("sea-d", "sea-l"),
    ]
    for text, on in pairs:
        assert contrast(tokens[text], tokens[on]) >= 4.5, (text, on)
    assert contrast(tokens["field"], tokens["paper"]) >= 3
    assert contrast(tokens["focus"], tokens["ring"]) >= 3 or dark
