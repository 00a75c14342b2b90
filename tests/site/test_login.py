"""Logging in with codes and devices, limits of guessing with a moved clock, mailed links."""

from __future__ import annotations

import email as mails
import re
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa

from fairwind.store import second_factor
from fairwind.store.tables import buckets, outbox
from fairwind.store.users import HEAD, MANAGER, OWNER

from .office_people import CLARA, DORA, PASSWORD, another_browser, log_in, send

HOUR, DAY = 3600, 86_400
WRONG = "not the right one"


@pytest.fixture
def clara(lead_site: Any) -> Any:
    lead_site.user(CLARA, MANAGER)
    return lead_site


def mailed(site: Any) -> list[tuple[str, str]]:
    """To whom account mails went, with the path of their link."""
    with site.database.read() as conn:
        rows = conn.scalars(sa.select(outbox.c.message).where(outbox.c.kind == "account"))
        found = [mails.message_from_bytes(row) for row in rows.all()]
    links = (one.get_payload(decode=True).decode().split()[-1] for one in found)
    base = site.settings.base_address
    return [(one["To"], link.removeprefix(base)) for one, link in zip(found, links, strict=True)]


def with_codes(site: Any, address: str) -> pyotp.TOTP:
    """Set up codes for a user; gives their app."""
    secret, now = second_factor.new_secret(), site.clock.now()
    with site.database.write() as conn:
        user = conn.execute(sa.text("SELECT id FROM users WHERE email = :m"), {"m": address})
        code = pyotp.TOTP(secret).at(now)
        number = user.scalar_one()
        assert second_factor.set_up(conn, site.settings, number, secret, code, now)
    site.clock.wait(60)
    return pyotp.TOTP(secret)


def half(page: str) -> dict[str, str]:
    found = re.search(r'name="half" value="([^"]+)"', page)
    assert found
    return {"half": found[1]}


def code(site: Any, page: str, said: str, **more: str) -> Any:
    return site.client.post("/office/login/code", data={**half(page), "code": said, **more})


def test_twenty_wrong_passwords_lock_for_the_day_and_a_mailed_link_opens(clara: Any) -> None:
    for n in range(20):
        clara.clock.wait(400)
        assert log_in(clara, CLARA, WRONG).status_code == 401, n
    clara.clock.wait(HOUR)
    answer = log_in(clara, CLARA)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 18 * HOUR
    assert "a mail with a link" in " ".join(answer.text.split())
    ((to, link),) = mailed(clara)
    assert (to, clara.client.get(link).status_code) == (CLARA, 200)
    assert log_in(clara, CLARA).status_code == 429  # looking at the page opened nothing
    clara.clock.wait(HOUR)
    assert clara.client.post(link, data={"open": "yes"}).headers["location"] == "/office/login"
    assert log_in(clara, CLARA).status_code == 303
    assert clara.client.get(link).status_code == 404


def test_an_unknown_address_is_locked_alike_and_nobody_gets_a_mail(clara: Any) -> None:
    for _ in range(20):
        clara.clock.wait(400)
        assert log_in(clara, "nobody@example.com", WRONG).status_code == 401
    clara.clock.wait(400)
    answer = log_in(clara, "nobody@example.com", WRONG)
    assert answer.status_code == 429
    assert mailed(clara) == []
    with clara.database.read() as conn:
        assert "nobody" not in repr(conn.execute(sa.select(buckets)).all())


def test_a_locked_login_opens_by_itself_when_the_day_is_over(clara: Any) -> None:
    for _ in range(20):
        clara.clock.wait(400)
        log_in(clara, CLARA, WRONG)
    clara.clock.wait(DAY - 20 * 400 - 60)
    assert log_in(clara, CLARA).status_code == 429
    clara.clock.wait(600)
    assert log_in(clara, CLARA).status_code == 303


def test_one_network_address_has_twenty_tries_an_hour_over_all_users(clara: Any) -> None:
    for n in range(20):
        assert log_in(clara, f"user{n}@example.com", WRONG).status_code == 401
    answer = log_in(clara, CLARA)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "180")
    clara.clock.wait(180)
    assert log_in(clara, CLARA).status_code == 303


def test_a_code_is_asked_after_the_password_and_taken_once(clara: Any) -> None:
    app = with_codes(clara, CLARA)
    page = log_in(clara, CLARA, next="/office/sessions").text
    assert "s" not in clara.client.cookies
    now = app.at(clara.clock.now())
    assert code(clara, page, "000000").status_code == 401
    done = code(clara, page, now, next="/office/sessions")
    assert done.headers["location"] == "/office/sessions"
    assert clara.client.get("/office/sessions").status_code == 200
    other = another_browser(clara)
    again = other.post("/office/login", data={"email": CLARA, "password": PASSWORD}).text
    sent = other.post("/office/login/code", data={**half(again), "code": now})
    assert (sent.status_code, "s" in other.cookies) == (401, False)


def test_half_a_login_is_worth_nothing_after_ten_minutes_or_altered(clara: Any) -> None:
    app = with_codes(clara, CLARA)
    page = log_in(clara, CLARA).text
    for sent in ({"half": ""}, {"half": half(page)["half"][:-8] + "AAAAAAAA"}):
        answer = clara.client.post("/office/login/code", data={**sent, "code": "1"})
        assert answer.headers["location"] == "/office/login"
    clara.clock.wait(600)
    late = code(clara, page, app.at(clara.clock.now()))
    assert late.headers["location"] == "/office/login"
    assert "s" not in clara.client.cookies


def test_ninety_six_codes_a_day_are_tried_and_not_one_more(clara: Any) -> None:
    app = with_codes(clara, CLARA)
    page = log_in(clara, CLARA).text
    for _ in range(96):
        assert code(clara, page, "000000").status_code == 401
    answer = code(clara, page, app.at(clara.clock.now()))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    clara.clock.wait(901)
    page = log_in(clara, CLARA).text
    assert code(clara, page, app.at(clara.clock.now())).status_code == 303


def test_a_trusted_device_asks_for_no_code_for_thirty_days_and_idles_two_hours(clara: Any) -> None:
    app = with_codes(clara, CLARA)
    page = log_in(clara, CLARA).text
    given = code(clara, page, app.at(clara.clock.now()), trust="yes").headers.get_list("set-cookie")
    device = next(one for one in given if one.startswith("d="))
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=2592000"} <= set(device.split("; "))
    clara.clock.wait(119 * 60)
    assert clara.client.get("/office/sessions").status_code == 200
    clara.clock.wait(29 * DAY)
    assert log_in(clara, CLARA).status_code == 303
    clara.clock.wait(DAY)
    assert "Your code" in log_in(clara, CLARA).text


def test_a_new_password_by_mail_ends_sessions_and_the_link_works_once(clara: Any) -> None:
    log_in(clara, CLARA)
    anywhere = another_browser(clara)
    for address in (CLARA, "nobody@example.com"):
        asked = anywhere.post("/office/forgotten", data={"email": address})
        assert asked.headers["location"] == "/office/forgotten?asked=1"
    ((to, link),) = mailed(clara)
    assert to == CLARA
    weak = anywhere.post(link, data={"new_password": "Password12345"})
    assert weak.status_code == 422
    assert clara.client.get("/office/sessions").status_code == 200
    assert anywhere.post(link, data={"new_password": "seven blue herons"}).status_code == 303
    assert clara.client.get("/office/sessions").status_code == 303
    assert anywhere.get(link).status_code == 404
    assert log_in(clara, CLARA).status_code == 401
    assert log_in(clara, CLARA, "seven blue herons").status_code == 303


def test_a_link_to_a_new_password_lasts_an_hour_and_three_are_sent_in_one(clara: Any) -> None:
    for _ in range(4):
        clara.client.post("/office/forgotten", data={"email": CLARA})
    links = [link for _, link in mailed(clara)]
    assert len(links) == 3
    assert [clara.client.get(link).status_code for link in links] == [404, 404, 200]
    clara.clock.wait(HOUR)
    assert clara.client.get(links[-1]).status_code == 404
    clara.client.post("/office/forgotten", data={"email": CLARA})
    assert len(mailed(clara)) == 4


def test_heads_are_asked_to_set_up_codes_and_may_put_it_off_where_the_agency_asks_only(
    lead_site: Any,
) -> None:
    lead_site.user(DORA, HEAD)
    goes = log_in(lead_site, DORA).headers["location"]
    assert goes.startswith("/office/second-factor?next=")
    page = lead_site.client.get(goes).text
    assert "Later" in page
    assert "no second factor yet" in lead_site.client.get("/office/sessions").text


def test_where_the_agency_requires_codes_a_head_goes_nowhere_without(
    lead_site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    shop = lead_site.app.state.shop
    strict = shop.settings.model_copy(update={"second_factor": "require"})
    monkeypatch.setattr(lead_site.app.state, "shop", replace(shop, settings=strict))
    lead_site.user(DORA, OWNER)
    lead_site.user(CLARA, MANAGER)
    log_in(lead_site, DORA)
    for address in ("/office/", "/office/users", "/office/sessions", "/office/_kit"):
        answer = lead_site.client.get(address)
        assert answer.headers["location"] == "/office/second-factor"
    page = lead_site.client.get("/office/second-factor").text
    assert "Later" not in page
    secret = "".join(re.search(r'class="letters">([A-Z2-7 ]+)<', page)[1].split())
    kept = re.search(r'name="kept" value="([^"]+)"', page)[1]
    own = re.search(r'name="token" value="([^"]+)"', page)[1]
    form = {"token": own, "kept": kept, "code": "000000"}
    assert lead_site.client.post("/office/second-factor", data=form).status_code == 422
    form["code"] = pyotp.TOTP(secret).at(lead_site.clock.now())
    codes = lead_site.client.post("/office/second-factor", data=form)
    assert len(re.findall(r"<code>[A-Z2-7-]{19}</code>", codes.text)) == 10
    assert lead_site.client.get("/office/users").status_code == 200
    log_in(lead_site, CLARA)
    assert lead_site.client.get("/office/sessions").status_code == 200


def test_the_picture_is_drawn_by_attributes_alone(lead_site: Any) -> None:
    lead_site.user(DORA, OWNER)
    log_in(lead_site, DORA)
    page = lead_site.client.get("/office/second-factor").text
    assert re.search(
        r'<path d="M[\dhmv .\-]+" transform="translate\(0 0.5\)" stroke="#000000"', page
    )
    assert "style=" not in page


def test_one_sees_and_ends_ones_own_sessions(clara: Any) -> None:
    log_in(clara, CLARA)
    other = another_browser(clara)
    other.post("/office/login", data={"email": CLARA, "password": PASSWORD})
    page = clara.client.get("/office/sessions").text
    (name,) = re.findall(r"/office/sessions/([0-9a-f]{16})/end", page)
    assert send(clara, "/office/sessions/ffffffffffffffff/end").status_code == 404
    assert other.get("/office/sessions").status_code == 200
    assert send(clara, f"/office/sessions/{name}/end").status_code == 303
    assert other.get("/office/sessions").status_code == 303
    assert clara.client.get("/office/sessions").status_code == 200


def test_changing_the_password_needs_the_old_one_and_ends_every_other_session(clara: Any) -> None:
    log_in(clara, CLARA)
    other = another_browser(clara)
    other.post("/office/login", data={"email": CLARA, "password": PASSWORD})
    address, new = "/office/sessions/password", "x" + "aé漢 " * 30
    sent = send(clara, address, old_password=WRONG, new_password=new)
    assert sent.status_code == 422
    sent = send(clara, address, old_password=PASSWORD, new_password="Password12345")
    assert sent.status_code == 422
    before = clara.client.cookies["s"]
    sent = send(clara, address, old_password=PASSWORD, new_password=new)
    assert sent.status_code == 303
    assert clara.client.cookies["s"] != before
    assert clara.client.get("/office/sessions").status_code == 200
    assert other.get("/office/sessions").status_code == 303
    assert log_in(clara, CLARA, new).status_code == 303
