"""The office: who comes in, who may see what, and the question as managers read it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from fairwind.site.office.routes import ADDRESSES, OPEN
from fairwind.store.tables import sessions
from fairwind.store.users import MANAGER, Role

CLARA = "clara@example.com"
PASSWORD = "correct horse battery"
DORA = "dora@example.com"
ADAM = "adam@example.com"


def log_in(site: Any, email: str, password: str = PASSWORD, **more: str) -> Any:
    form = {"email": email, "password": password, **more}
    return site.client.post("/office/login", data=form)


@pytest.fixture
def clara(lead_site: Any) -> Any:
    """The site with Clara, a manager, logged in."""
    lead_site.user(CLARA, MANAGER)
    assert log_in(lead_site, CLARA).status_code == 303
    return lead_site


def token(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def ask(site: Any, lagoon: str, **typed: str) -> str:
    """Anna asks; gives her reference."""
    form = site.form(lagoon)
    site.clock.wait(60)
    sent: str = site.send(form, **typed).headers["location"]
    return sent.partition("?")[0].rpartition("/")[2]


FIRST = {"{reference}": "KH-1001", "{number}": "1", "{person}": "1", "{absence}": "1"}
HOMES = {Role.ADMIN: "/office/system", Role.PRIVACY_OFFICER: "/office/privacy"}
"""Where they who have no leads go instead of Today."""


def concrete(path: str) -> str:
    """The address of the first of its kind; the other parameters name nothing that is there."""
    for part, first in FIRST.items():
        path = path.replace(part, first)
    return path


def test_hostile_text_stays_text_in_the_office(clara: Any, lagoon: str) -> None:
    bad = "<script>alert(1)</script>"
    reference = ask(clara, lagoon, name=bad, message=bad, when=bad)
    for address in ("/office/", f"/office/leads/{reference}"):
        page = clara.client.get(address).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_without_login_every_address_leads_to_the_login(lead_site: Any) -> None:
    for address in ADDRESSES:
        path = concrete(address.path)
        answer = lead_site.client.request(address.method, path, data={"token": "x"})
        assert answer.status_code == 303, address
        assert answer.headers["location"].startswith("/office/login"), address


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_the_table_says_and_nothing_else(
    lead_site: Any, lagoon: str, role: Role
) -> None:
    ask(lead_site, lagoon)
    lead_site.user(CLARA, {role})
    secret = ""
    for address in sorted(ADDRESSES, key=lambda a: (a.method, a.path)):
        secret = secret if _still_in(lead_site) else _enter(lead_site)
        sent = {"token": secret} if address.method == "POST" else None
        path = concrete(address.path)
        answer = lead_site.client.request(address.method, path, data=sent)
        allowed = role in address.roles
        assert answer.status_code < 500, address
        if not allowed and address.path == "/office/":
            assert answer.headers["location"] == HOMES[role]
        else:
            assert (answer.status_code != 403) == allowed, address
        if not allowed:
            assert "Kovács Anna" not in answer.text, address


def _still_in(site: Any) -> bool:
    return bool(site.client.get("/office/sessions").status_code == 200)


def _enter(site: Any) -> str:
    """Log Clara in; her session's form token."""
    assert log_in(site, CLARA).status_code == 303
    return token(site.client.get("/office/_kit").text)


def test_every_office_address_of_the_app_stands_in_the_table(lead_site: Any) -> None:
    stands = {(a.method, a.path) for a in ADDRESSES}
    found = {
        (method, route.path)
        for route in _routes(lead_site.app.routes)
        if route.path.startswith("/office")
        for method in route.methods - {"HEAD"}
    }
    assert found == stands | set(OPEN)


def _routes(routes: Any) -> Any:
    for route in routes:
        if hasattr(route, "path") and getattr(route, "methods", None):
            yield route
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        if inner is not None:
            yield from _routes(inner.routes)


@pytest.mark.parametrize("sent", [{}, {"token": "wrong"}, {"token": ""}])
def test_a_form_of_the_office_needs_the_sessions_own_token(
    clara: Any, lagoon: str, sent: dict[str, str]
) -> None:
    reference = ask(clara, lagoon)
    answer = clara.client.post(f"/office/leads/{reference}/no-answer", data={**sent, "x": "y"})
    assert answer.status_code == 403
    assert clara.leads()[0].state == "open"


def test_another_sites_page_cannot_act_with_the_managers_cookie(clara: Any, lagoon: str) -> None:
    reference = ask(clara, lagoon)
    form = {"token": token(clara.client.get(f"/office/leads/{reference}").text)}
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        address = f"/office/leads/{reference}/no-answer"
        assert clara.client.post(address, data=form, headers=headers).status_code == 403
    assert clara.leads()[0].state == "open"


def test_nothing_in_the_office_changes_by_looking(clara: Any, lagoon: str) -> None:
    ask(clara, lagoon)

    def state() -> list[Any]:
        with clara.database.read() as conn:
            names = sa.inspect(conn).get_table_names()
            return [conn.exec_driver_sql(f"SELECT * FROM {name}").all() for name in names]

    clara.client.get("/office/")  # being seen is noted once a minute
    before = state()
    for address in ADDRESSES:
        if address.method == "GET":
            clara.client.get(concrete(address.path))
    assert state() == before


def test_office_pages_are_kept_by_nobody_and_name_no_referrer(clara: Any) -> None:
    for address in ("/office/", "/office/login"):
        headers = clara.client.get(address).headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("email", "password"),
    [(CLARA, "wrong password here"), ("nobody@example.com", PASSWORD), ("", ""), (CLARA, "")],
)
def test_a_wrong_pair_is_refused_in_one_sentence(lead_site: Any, email: str, password: str) -> None:
    lead_site.user(CLARA, MANAGER)
    answer = log_in(lead_site, email, password)
    assert answer.status_code == 401
    assert "E-mail or password is not right." in answer.text
    assert "set-cookie" not in answer.headers


def test_the_eleventh_try_of_an_address_has_to_wait_even_with_the_right_password(
    lead_site: Any,
) -> None:
    lead_site.user(CLARA, MANAGER)
    for _ in range(10):
        assert log_in(lead_site, CLARA, "wrong password here").status_code == 401
    answer = log_in(lead_site, CLARA)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) == 360
    lead_site.clock.wait(360)
    assert log_in(lead_site, CLARA).status_code == 303


def test_a_session_ends_after_half_an_hour_of_nothing_and_after_twelve_hours(clara: Any) -> None:
    for _ in range(24):
        clara.clock.wait(29.5 * 60)
        assert clara.client.get("/office/").status_code == 200
    clara.clock.wait(29.5 * 60)
    assert clara.client.get("/office/").status_code == 303
    log_in(clara, CLARA)
    clara.clock.wait(31 * 60)
    assert clara.client.get("/office/").status_code == 303


def test_logging_in_again_ends_the_old_session_and_gives_a_new_secret(clara: Any) -> None:
    old = clara.client.cookies["s"]
    log_in(clara, CLARA)
    assert clara.client.cookies["s"] != old
    thief = TestClient(clara.app, clara.settings.base_address, follow_redirects=False)
    assert thief.get("/office/", headers={"cookie": f"s={old}"}).status_code == 303


def test_logging_out_ends_the_session_on_the_server(clara: Any) -> None:
    secret = clara.client.cookies["s"]
    form = {"token": token(clara.client.get("/office/").text)}
    assert clara.client.post("/office/logout", data=form).status_code == 303
    answer = clara.client.get("/office/", headers={"cookie": f"s={secret}"})
    assert answer.headers["location"] == "/office/login?next=/office/"


def test_the_secret_of_a_session_is_not_in_the_database(clara: Any) -> None:
    secret = clara.client.cookies["s"]
    with clara.database.read() as conn:
        kept = conn.execute(sa.select(sessions)).all()
    assert len(kept) == 1
    assert secret not in repr(kept)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(lead_site: Any) -> None:
    lead_site.user(CLARA, MANAGER)
    plain = log_in(lead_site, CLARA).headers["set-cookie"]
    assert plain.startswith("s=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(plain.split("; "))
    shop = lead_site.app.state.shop
    safe = shop.settings.model_copy(update={"base_address": "https://kekhorizont.example"})
    lead_site.app.state.shop = replace(shop, settings=safe)
    secure = log_in(lead_site, CLARA).headers["set-cookie"]
    assert secure.startswith("__Host-s=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Secure"} <= set(secure.split("; "))
    assert "Domain" not in secure


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/office/leads/KH-1001", "/office/leads/KH-1001"),
        ("https://evil.example/office/", "/office/"),
        ("//evil.example", "/office/"),
        ("/office//evil.example", "/office/"),
        ("/office/\\evil.example", "/office/"),
        ("/en/", "/office/"),
        ("/office/\r\nSet-Cookie: x=y", "/office/"),
    ],
)
def test_after_the_login_one_goes_into_the_office_and_nowhere_else(
    lead_site: Any, wanted: str, goes: str
) -> None:
    lead_site.user(CLARA, MANAGER)
    assert log_in(lead_site, CLARA, next=wanted).headers["location"] == goes


def test_the_office_speaks_hungarian_to_a_hungarian_browser(clara: Any) -> None:
    page = clara.client.get("/office/", headers={"accept-language": "hu"}).text
    assert '<html lang="hu">' in page
    assert "Érdeklődések" in page
