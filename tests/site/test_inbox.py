"""The inbox: lists that are addresses, deeds on several leads at once, the list as a file."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.leads.tables import attempt_plans, leads, members, sla_clocks, stage_events
from fairwind.store.tables import audit, users
from fairwind.store.users import HEAD, MANAGER, OWNER

PASSWORD = "correct horse battery"
CLARA, DORA, OTTO = "clara@example.com", "dora@example.com", "otto@example.com"


def log_in(site: Any, email: str, roles: Any) -> Any:
    site.user(email, roles)
    with site.database.write() as conn:
        number = conn.scalar(sa.select(users.c.id).where(users.c.email == email))
        row = {"user_id": number, "team": "priority", "capacity_open": 50, "daily_quota": 50}
        more = {"languages": ["hu", "en"], "skills": [], "active": True}
        conn.execute(members.insert().values(**row, **more))
    form = {"email": email, "password": PASSWORD}
    assert site.client.post("/office/login", data=form).status_code == 303
    return site


@pytest.fixture
def dora(lead_site: Any) -> Any:
    """The site with Dora, head of the agency, logged in."""
    return log_in(lead_site, DORA, HEAD)


def a_lead(site: Any, number: int, **values: Any) -> int:
    """A lead of the test's own; what is not given is a warm open question of the website."""
    now = site.clock.now()
    row = {
        "reference": f"KH-{number}",
        "idempotency_key": f"k{number}",
        "created_at": now - dt.timedelta(minutes=number),
        "kind": "question",
        "state": "open",
        "name": f"Asker {number}",
        "phone": f"+3630111{number:04}",
        "email": "",
        "call_when": "",
        "message": "",
        "language": "en",
        "child_ages": [],
        "query": [],
        "consent_text": "",
        "consent_version": "",
        "review": "",
        "promised_from": now,
        "promised_to": now + dt.timedelta(hours=4),
        "claimed_by": "",
        "answered_by": "",
        "temperature": "warm",
        "team": "priority",
        **values,
    }
    with site.database.write() as conn:
        return int(conn.execute(leads.insert().values(row).returning(leads.c.id)).scalar_one())


def clock(site: Any, lead_id: int, minutes: int) -> None:
    now = site.clock.now()
    row = {"started_at": now, "due_at": now + dt.timedelta(minutes=minutes), "remind_at": now}
    with site.database.write() as conn:
        more = {"lead_id": lead_id, "policy_version": "1", "escalate_at": now}
        conn.execute(sla_clocks.insert().values(**row, **more))


def listed(page: str) -> list[str]:
    return re.findall(r'<a href="/office/leads/(KH-\d+)"', page)


def token(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_hottest_stand_first_and_then_who_has_least_time_left(dora: Any) -> None:
    for number, (warmth, minutes) in enumerate(
        (("cold", 5), ("warm", 60), ("hot", 50), ("hot", 9))
    ):
        clock(dora, a_lead(dora, number, temperature=warmth), minutes)
    page = dora.client.get("/office/leads").text
    assert listed(page) == ["KH-3", "KH-2", "KH-1", "KH-0"]
    assert "<title>(4) Enquiries" in page
    assert len(re.findall(r"<th [^>]*scope=\"col\"", page)) <= 9


def test_every_view_is_an_address_and_counts_what_it_lists(dora: Any) -> None:
    a_lead(dora, 1, temperature="hot")
    a_lead(dora, 2, review="fast")
    a_lead(dora, 3, state="answered")
    a_lead(dora, 4, state="closed")
    a_lead(dora, 5, practice=True)
    a_lead(dora, 6, claimed_by=DORA)
    wanted = {
        "open": {"KH-1", "KH-6"},
        "queue": {"KH-1", "KH-6"},
        "hot": {"KH-1"},
        "check": {"KH-2"},
        "answered": {"KH-3"},
        "closed": {"KH-4"},
        "practice": {"KH-5"},
        "all": {"KH-1", "KH-2", "KH-3", "KH-4", "KH-6"},
        "mine": set(),
        "waiting": set(),
    }
    for view, found in wanted.items():
        page = dora.client.get(f"/office/leads?view={view}").text
        assert set(listed(page)) == found, view
        (count,) = re.findall(r'aria-current="page">[^<(]+\((\d+)\)</a>', page)
        assert int(count) == len(found), view


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("temperature=hot", ["KH-1"]),
        ("channel=telephone", ["KH-2"]),
        ("kind=call_me", ["KH-3"]),
        ("language=hu", ["KH-4"]),
        ("from=2026-06-05&to=2026-06-05&sort=came&back=1", ["KH-4", "KH-3", "KH-2", "KH-1"]),
        ("to=2026-06-04", ["KH-5"]),
        ("sort=name&back=1", ["KH-5", "KH-4", "KH-3", "KH-2", "KH-1"]),
        ("owner=nobody&temperature=hot&kind=question", ["KH-1"]),
        ("owner=me", []),
        ("team=contact_centre", []),
        ("page=99&sort=%00&view=none&owner=x&from=0", ["KH-1", "KH-2", "KH-3", "KH-4", "KH-5"]),
    ],
)
def test_filters_and_orders_stand_in_the_address(dora: Any, query: str, found: list[str]) -> None:
    a_lead(dora, 1, temperature="hot")
    a_lead(dora, 2, channel="telephone")
    a_lead(dora, 3, kind="call_me")
    a_lead(dora, 4, language="hu")
    a_lead(dora, 5, created_at=dora.clock.now() - dt.timedelta(days=1))
    page = dora.client.get(f"/office/leads?{query}").text
    if "sort" in query and "back" in query:
        assert listed(page) == found
    assert sorted(listed(page)) == sorted(found)


def test_long_lists_have_pages_and_empty_ones_a_sentence(dora: Any) -> None:
    assert "Nothing left here." in dora.client.get("/office/leads").text
    for number in range(51):
        a_lead(dora, number)
    first = dora.client.get("/office/leads?dense=1").text
    assert len(listed(first)) == 50
    assert 'class="rows dense"' in first
    assert 'href="/office/leads?dense=1&amp;page=2"' in first
    assert len(listed(dora.client.get("/office/leads?dense=1&page=2").text)) == 1


def test_a_manager_sees_her_own_and_the_queue_and_nobody_elses(lead_site: Any) -> None:
    other = lead_site.user(OTTO, MANAGER)
    clara = log_in(lead_site, CLARA, MANAGER)
    a_lead(clara, 1)
    a_lead(clara, 2, owner_id=other.id)
    page = clara.client.get("/office/leads?view=all").text
    assert listed(page) == ["KH-1"]
    assert "leads.csv" not in page
    assert clara.client.get("/office/leads.csv").status_code == 403


def test_several_leads_are_closed_at_once_and_undone_at_once(dora: Any) -> None:
    chosen = [a_lead(dora, number) for number in (1, 2)]
    call = {"lead_id": chosen[0], "made": 1, "of": 2, "next_at": dora.clock.now()}
    with dora.database.write() as conn:
        conn.execute(attempt_plans.insert().values(call))
    page = dora.client.get("/office/leads?temperature=warm").text
    form = {"token": token(page), "query": "temperature=warm", "lead": chosen, "deed": "close"}
    refused = dora.client.post("/office/inbox/bulk", data=form)
    assert refused.headers["location"].endswith("choose=1")
    done = dora.client.post(
        "/office/inbox/bulk", data={**form, "reason": "found elsewhere", "how": "lost"}
    )
    place = done.headers["location"]
    assert place.startswith("/office/leads?temperature=warm&done=2&undo=")
    page = dora.client.get(place).text
    assert "2 enquiries were changed." in page
    assert listed(page) == []
    named = re.search(r'name="undo" value="([^"]+)"', page)
    assert named
    back = {"token": token(page), "undo": named[1], "next": "/office/leads"}
    assert dora.client.post("/office/undo", data=back).status_code == 303
    assert sorted(listed(dora.client.get("/office/leads").text)) == ["KH-1", "KH-2"]
    with dora.database.read() as conn:
        assert conn.execute(sa.select(attempt_plans)).mappings().all() == [call]
        steps = sa.select(stage_events.c.to_stage).order_by(stage_events.c.id)
        assert list(conn.scalars(steps)) == ["lost", "lost", "captured", "captured"]


def test_leads_are_given_checked_and_made_practice_together(lead_site: Any) -> None:
    dora = log_in(lead_site, OTTO, OWNER)
    first, doubtful = a_lead(dora, 1), a_lead(dora, 2, review="fast", temperature="hot")
    form = {"token": token(dora.client.get("/office/leads").text), "query": ""}

    def do(**said: Any) -> str:
        sent = dora.client.post("/office/inbox/bulk", data={**form, **said})
        return str(sent.headers["location"])

    with dora.database.read() as conn:
        me = conn.scalar(sa.select(users.c.id))
    assert "done=1" in do(lead=[first], deed="assign", user=str(me))
    assert listed(dora.client.get("/office/leads?view=mine").text) == ["KH-1"]
    assert "done=1" in do(lead=[first, doubtful], deed="real")
    assert "done=2" in do(lead=[first, doubtful], deed="practice")
    assert len(listed(dora.client.get("/office/leads?view=practice").text)) == 2
    assert listed(dora.client.get("/office/leads?view=all").text) == []
    assert "done=2" in do(lead=[first, doubtful], deed="earnest")
    assert "choose=1" in do(lead=[first], deed="assign", user="999")


def test_a_manager_may_not_give_leads_to_others(lead_site: Any) -> None:
    clara = log_in(lead_site, CLARA, MANAGER)
    chosen = a_lead(clara, 1)
    form = {"token": token(clara.client.get("/office/leads").text), "lead": [chosen]}
    sent = clara.client.post("/office/inbox/bulk", data={**form, "deed": "assign", "user": "1"})
    assert sent.status_code == 403


def test_a_list_is_kept_under_a_name_of_ones_own(dora: Any) -> None:
    page = dora.client.get("/office/leads?view=hot&sort=score").text
    form = {"token": token(page), "query": "view=hot&sort=score&undo=x", "name": " My  <b>hot "}
    assert dora.client.post("/office/inbox/views", data=form).status_code == 303
    page = html.unescape(dora.client.get("/office/leads").text)
    assert '<a href="/office/leads?view=hot&sort=score">My <b>hot</a>' in page
    (forget,) = re.findall(r'action="(/office/inbox/views/\d+/forget)"', page)
    assert dora.client.post(forget, data={"token": form["token"]}).status_code == 303
    assert dora.client.post(forget, data={"token": form["token"]}).status_code == 404


def test_the_file_is_inert_names_nobody_and_is_written_down(dora: Any) -> None:
    a_lead(dora, 1, name="=1+1", channel="=cmd()")
    answer = dora.client.get("/office/leads.csv?view=all")
    assert answer.headers["cache-control"] == "no-store"
    assert "attachment" in answer.headers["content-disposition"]
    header, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert len(header) == len(row)
    assert "'=cmd()" in row
    assert "=1+1" not in answer.text
    assert "+3630111" not in answer.text
    with dora.database.read() as conn:
        noted = conn.execute(sa.select(audit).where(audit.c.action == "leads exported")).one()
    assert noted.facts == {"rows": "1", "persons": "not named"}


def test_the_owner_who_is_privacy_officer_takes_names_along_ten_times_an_hour(
    lead_site: Any,
) -> None:
    owner = log_in(lead_site, OTTO, OWNER)
    a_lead(owner, 1, name="=1+1")
    for _ in range(10):
        answer = owner.client.get("/office/leads.csv")
        assert answer.status_code == 200
    assert "'=1+1,'+36301110001" in answer.text
    assert owner.client.get("/office/leads.csv").status_code == 429


def test_hostile_words_stay_words(dora: Any) -> None:
    bad = '"><script>alert(1)</script>'
    a_lead(dora, 1, name=bad, channel=bad[:40], kind="question", offer={"product": bad})
    page = dora.client.get("/office/leads?view=all").text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;") >= 3
