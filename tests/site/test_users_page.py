"""Users, team and audit: what heads and owners do with them, and what they may not."""

from __future__ import annotations

import csv
import email as mails
import io
import re
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.leads import members
from fairwind.store import audit, users
from fairwind.store.tables import outbox
from fairwind.store.users import HEAD, MANAGER, OWNER

from .office_people import CLARA, DORA, PASSWORD, another_browser, log_in, send


@pytest.fixture
def dora(lead_site: Any) -> Any:
    """The site with Dora, its owner, logged in, and Clara, a manager who answers leads."""
    lead_site.user(DORA, OWNER)
    clara = lead_site.user(CLARA, MANAGER)
    with lead_site.database.write() as conn:
        members.set_member(conn, clara.id)
    assert log_in(lead_site, DORA).status_code == 303
    return lead_site


def account(site: Any, email: str) -> users.Account:
    with site.database.read() as conn:
        found = users.account_of(conn, email)
    assert found
    return found


def deeds(site: Any, subject: str) -> list[str]:
    with site.database.read() as conn:
        return [entry.action for entry in audit.entries(conn, subject)]


def test_an_invited_manager_chooses_a_password_and_answers_leads(dora: Any) -> None:
    sent = {"email": "Eva@example.com", "name": "Éva", "preset": "manager"}
    goes = send(dora, "/office/users", **sent).headers["location"]
    assert "invited, no password yet" in dora.client.get(goes).text
    with dora.database.read() as conn:
        (row,) = conn.scalars(sa.select(outbox.c.message))
        assert {one.name for one in members.members(conn)} == {"clara", "Éva"}
    link = mails.message_from_bytes(row).get_payload(decode=True).decode().split()[-1]
    path = link.removeprefix(dora.settings.base_address)
    eva = another_browser(dora)
    assert eva.post(path, data={"new_password": "seven blue herons"}).status_code == 303
    form = {"email": "eva@example.com", "password": "seven blue herons"}
    assert eva.post("/office/login", data=form).headers["location"] == "/office/"
    assert eva.get("/office/users").status_code == 403


@pytest.mark.parametrize(
    "sent", [{"email": "eva"}, {"email": CLARA}, {"email": "eva@example.com", "preset": "king"}]
)
def test_an_invitation_that_will_not_do_says_so(dora: Any, sent: dict[str, str]) -> None:
    answer = send(dora, "/office/users", **{"preset": "manager", **sent})
    assert answer.status_code == 422
    assert sent["email"] in answer.text


def test_other_roles_end_the_sessions_and_are_written_down(dora: Any) -> None:
    clara = another_browser(dora)
    clara.post("/office/login", data={"email": CLARA, "password": PASSWORD})
    found = account(dora, CLARA)
    address = f"/office/users/{found.user.id}/roles"
    sent = {"version": str(found.version), "role": ["team_lead", "closer"]}
    assert send(dora, address, **sent).status_code == 303
    assert account(dora, CLARA).user.roles == {users.Role.TEAM_LEAD, users.Role.CLOSER}
    assert clara.get("/office/sessions").status_code == 303
    assert deeds(dora, CLARA)[-1] == "roles changed"


def test_roles_that_somebody_changed_meanwhile_are_shown_beside(dora: Any) -> None:
    found = account(dora, CLARA)
    address = f"/office/users/{found.user.id}/roles"
    with dora.database.write() as conn:
        users.set_roles(conn, found.user.id, HEAD)
    answer = send(dora, address, version="1", role="closer")
    assert answer.status_code == 409
    page = " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())
    assert "Roles selling, own clients, head of the team selling differs" in page
    assert 'name="version" value="2"' in answer.text
    assert account(dora, CLARA).user.roles == HEAD
    assert send(dora, address, version="2", role="closer").status_code == 303


def test_nobody_raises_or_locks_out_themselves_and_somebody_is_left(dora: Any) -> None:
    own = account(dora, DORA)
    for deed, fields in (("roles", {"role": "admin", "version": "1"}), ("active", {})):
        assert send(dora, f"/office/users/{own.user.id}/{deed}", **fields).status_code == 422
    assert account(dora, DORA) == own


def test_who_is_locked_out_is_out_at_once_and_their_leads_go_to_others(
    dora: Any, lagoon: str
) -> None:
    form = dora.form(lagoon)
    dora.clock.wait(60)
    dora.send(form)
    clara = another_browser(dora)
    clara.post("/office/login", data={"email": CLARA, "password": PASSWORD})
    number = account(dora, CLARA).user.id
    owner = sa.text("SELECT count(*) FROM leads WHERE owner_id = :u")
    assert send(dora, f"/office/users/{number}/active", active="no").status_code == 303
    with dora.database.read() as conn:
        assert conn.execute(owner, {"u": number}).scalar_one() == 0
    assert clara.get("/office/sessions").status_code == 303
    assert log_in(dora, CLARA).status_code == 401
    log_in(dora, DORA)
    assert send(dora, f"/office/users/{number}/active", active="yes").status_code == 303
    assert log_in(dora, CLARA).status_code == 303


def test_what_weighs_asks_for_the_password_once_more_and_keeps_what_was_typed(dora: Any) -> None:
    dora.clock.wait(601)
    goes = send(dora, "/office/users", email="eva@example.com", preset="head").headers["location"]
    assert goes.startswith("/office/prove?next=/office/drafts/")
    assert send(dora, "/office/prove", next=goes.partition("=")[2], proof="x").status_code == 422
    sent = send(dora, "/office/prove", next=goes.partition("=")[2], proof=PASSWORD)
    page = dora.client.get(sent.headers["location"]).text
    assert 'action="/office/users"' in page
    assert 'value="eva@example.com"' in page
    assert send(dora, "/office/users", email="eva@example.com", preset="head").status_code == 303
    with dora.database.read() as conn:
        assert conn.execute(sa.text("SELECT count(*) FROM drafts")).scalar_one() == 0


def test_ten_proofs_an_hour_are_tried(dora: Any) -> None:
    for _ in range(10):
        assert send(dora, "/office/prove", proof="x").status_code == 422
    assert send(dora, "/office/prove", proof=PASSWORD).status_code == 429


def test_a_head_plans_the_team(dora: Any) -> None:
    number = account(dora, CLARA).user.id
    one = f"/office/team/{number}"
    sent = {"team": "contact_centre", "capacity": "8", "quota": "12", "language": ["hu", "ru"]}
    sent |= {"hours": "Mon-Fri 08:00-16:00", "active": "yes"}
    assert send(dora, one, **sent).status_code == 303
    with dora.database.read() as conn:
        (clara,) = members.members(conn)
    assert (clara.team, clara.capacity_open, clara.daily_quota) == ("contact_centre", 8, 12)
    assert (clara.languages, clara.hours) == ({"hu", "ru"}, "Mon-Fri 08:00-16:00")
    for wrong in ({"capacity": "many"}, {"quota": "1001"}, {"hours": "always"}):
        assert send(dora, one, **{**sent, **wrong}).status_code == 422
    away = {"from": "2026-06-08", "to": "2026-06-09", "reason": "leave"}
    assert send(dora, f"{one}/absences", **away).status_code == 303
    wrong = {**away, "to": "2026-06-07"}
    assert send(dora, f"{one}/absences", **wrong).status_code == 422
    page = dora.client.get("/office/team").text
    (end,) = re.findall(r'action="(/office/team/\d+/absences/\d+/end)"', page)
    assert "leave" in page
    assert send(dora, end).status_code == 303
    assert send(dora, end).status_code == 404
    assert send(dora, f"{one}/reassign").status_code == 303
    assert {"member changed", "absence noted", "absence removed", "leads reassigned"} <= set(
        deeds(dora, CLARA)
    )


def test_the_audit_is_found_and_exported_and_the_export_stands_in_it(dora: Any) -> None:
    with dora.database.write() as conn:
        audit.note(conn, dora.clock.now(), "=cmd|x", "lead <b>closed</b>", "KH-1", n="+1")
    page = dora.client.get("/office/audit?subject=kh-1").text
    assert "lead &lt;b&gt;closed&lt;/b&gt;" in page
    assert "logged in" in dora.client.get("/office/audit?actor=dora&from=2026-06-05").text
    empty = dora.client.get("/office/audit?to=2026-06-04").text
    assert "Nothing was found" in empty
    for odd in ("page=0", "page=999999999", "from=x", "to=9999-12-31", "actor=%27%25"):
        assert dora.client.get(f"/office/audit?{odd}").status_code == 200
    answer = send(dora, "/office/audit/export", subject="KH-1")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][1:] == ["'=cmd|x", "lead <b>closed</b>", "KH-1", "n +1"]
    assert deeds(dora, "audit") == ["audit exported"]
