"""Undo as the frame offers it; drafts that outlive a session; both versions of a conflict."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.leads import undo
from fairwind.leads.tables import drafts, persons
from fairwind.store.users import MANAGER, OWNER

from .office_people import CLARA, DORA, PASSWORD, another_browser, log_in, send, token


@pytest.fixture
def clara(lead_site: Any) -> Any:
    lead_site.user(CLARA, MANAGER)
    log_in(lead_site, CLARA)
    return lead_site


def renamed(site: Any, actor: str = CLARA) -> str:
    """Anna becomes Anne; gives what undoes it."""
    now = site.clock.now()
    with site.database.write() as conn:
        row = {"created_at": now, "name": "Anna", "language": "hu", "seen_at": now}
        conn.execute(persons.insert().values(row))
        before = undo.snapshot(conn, persons, sa.true())
        conn.execute(persons.update().values(name="Anne"))
        after = undo.snapshot(conn, persons, sa.true())
        return undo.remember(conn, "person renamed", before, after, actor, now)


def name(site: Any) -> str:
    with site.database.read() as conn:
        return str(conn.scalar(sa.select(persons.c.name)))


def test_what_was_just_done_is_offered_back_and_comes_back(clara: Any) -> None:
    named = renamed(clara)
    page = clara.client.get(f"/office/sessions?undo={named}").text
    assert f'name="undo" value="{named}"' in page
    sent = send(clara, "/office/undo", undo=named, next="/office/sessions")
    assert sent.headers["location"] == "/office/sessions?undone=done"
    assert "as it was before" in clara.client.get(sent.headers["location"]).text
    assert name(clara) == "Anna"


@pytest.mark.parametrize("actor", [DORA, "command"])
def test_nobody_takes_back_what_another_did(clara: Any, actor: str) -> None:
    named = renamed(clara, actor)
    assert "/office/undo" not in clara.client.get(f"/office/sessions?undo={named}").text
    goes = send(clara, "/office/undo", undo=named, next="//evil.example").headers["location"]
    assert goes == "/office/?undone=unknown"
    assert name(clara) == "Anne"


def test_what_somebody_changed_since_stays_and_a_day_later_nothing_is_offered(clara: Any) -> None:
    named = renamed(clara)
    with clara.database.write() as conn:
        conn.execute(persons.update().values(name="Annette"))
    goes = send(clara, "/office/undo", undo=named).headers["location"]
    assert goes == "/office/?undone=changed"
    assert "so it was not undone" in clara.client.get("/office/sessions?undone=changed").text
    clara.clock.wait(86_400)
    log_in(clara, CLARA)
    assert "/office/undo" not in clara.client.get(f"/office/sessions?undo={named}").text


def test_nothing_typed_is_lost_when_the_session_has_ended(clara: Any) -> None:
    own = token(clara.client.get("/office/sessions").text)
    clara.clock.wait(31 * 60)
    typed = {"token": own, "note": "Őszi út, ötfős család\nmásodik sor", "motive": ["sea", "sun"]}
    answer = clara.client.post("/office/leads/KH-1001/reached", data={**typed, "version": "7"})
    assert answer.status_code == 401
    assert "What you typed is kept" in answer.text
    assert "család" not in answer.text
    sealed = html.unescape(re.search(r'name="typed" value="([^"]+)"', answer.text)[1])
    wrong = log_in(clara, CLARA, "not the right one", typed=sealed).text
    assert html.unescape(re.search(r'name="typed" value="([^"]+)"', wrong)[1]) == sealed
    goes = log_in(clara, CLARA, typed=sealed).headers["location"]
    page = html.unescape(clara.client.get(goes).text)
    assert 'action="/office/leads/KH-1001/reached"' in page
    assert "Őszi út, ötfős család\nmásodik sor" in page
    assert page.count('name="motive"') == 2
    assert 'name="version" value="7"' in page


def test_what_was_typed_goes_to_its_writer_only(clara: Any) -> None:
    own = token(clara.client.get("/office/sessions").text)
    clara.clock.wait(31 * 60)
    form = {"token": own, "note": "secret wish"}
    page = clara.client.post("/office/leads/KH-1001/reached", data=form).text
    sealed = html.unescape(re.search(r'name="typed" value="([^"]+)"', page)[1])
    clara.user(DORA, MANAGER)
    assert log_in(clara, DORA, typed=sealed).headers["location"] == "/office/"
    stranger = another_browser(clara).post("/office/leads/KH-1001/reached", data=form)
    assert stranger.headers["location"] == "/office/login"
    with clara.database.read() as conn:
        assert conn.execute(sa.select(drafts)).all() == []


@pytest.mark.parametrize("field", ["need", "diet_text", "password", "code"])
def test_no_need_and_no_secret_is_carried_over_a_login(clara: Any, field: str) -> None:
    clara.clock.wait(31 * 60)
    answer = clara.client.post("/office/clients/1/x", data={field: "halal"})
    assert "halal" not in answer.text
    sent = clara.client.post("/office/sessions/password", data={field: "halal"})
    assert sent.status_code == 303


def test_a_draft_is_kept_while_one_types_and_found_again(clara: Any) -> None:
    form = "/office/leads/KH-1001/reached"
    assert send(clara, "/office/drafts", form=form, note="half a sen").status_code == 204
    page = clara.client.get("/office/drafts").text
    (address,) = re.findall(r'href="(/office/drafts/\d+)"', page)
    assert "half a sen" in clara.client.get(address).text
    for odd in ("https://evil.example/x", "//evil.example", "", "/en/ask", "/office/" + "x" * 200):
        assert send(clara, "/office/drafts", form=odd, note="x").status_code == 422
    assert send(clara, f"{address}/forget").status_code == 303
    assert clara.client.get(address).status_code == 404


def test_nobody_opens_anothers_draft(clara: Any) -> None:
    send(clara, "/office/drafts", form="/office/new", note="x")
    clara.user(DORA, OWNER)
    other = another_browser(clara)
    other.post("/office/login", data={"email": DORA, "password": PASSWORD})
    (address,) = re.findall(r'href="(/office/drafts/\d+)"', clara.client.get("/office/drafts").text)
    assert other.get(address).status_code == 404
