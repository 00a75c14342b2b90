"""What a question carries stands before who answers it; visits only while the consent holds."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.leads import consent, people
from fairwind.leads.tables import assignments, leads, members, persons
from fairwind.search.query import Query
from fairwind.store.users import MANAGER

from .office_people import CLARA, log_in
from .test_behaviour import _compare, _say

BELA = "bela@example.com"


@pytest.fixture
def clara(lead_site: Any) -> Any:
    """The site with Clara and Béla, who answer enquiries, Clara logged in."""
    both = [lead_site.user(one, MANAGER).id for one in (CLARA, BELA)]
    row = {"team": "priority", "capacity_open": 10, "daily_quota": 10}
    with lead_site.database.write() as conn:
        for number in both:
            more = {"user_id": number, "languages": [], "skills": [], "active": True}
            conn.execute(members.insert().values(**row, **more))
    log_in(lead_site, CLARA)
    return lead_site


def page_of(site: Any, address: str) -> str:
    answer = site.client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def names_in(site: Any, address: str) -> set[str]:
    """The names of the stays of a comparison."""
    ids = re.findall(r"[?&]id=([^&]+)", address)
    finder = site.app.state.shop.finder
    return {finder.stay(one, Query(), site.clock.now()).card.product.name for one in ids}


def test_the_comparison_the_wish_and_the_visits_stand_on_lead_and_card(clara: Any) -> None:
    _say(clara, "yes")
    address = _compare(clara)
    names = names_in(clara, address)
    assert len(names) == 3
    page = clara.client.get(address)
    assert page.status_code == 200
    form = clara.form(f"/en/ask?kind=compare&{address.partition('?')[2]}")
    assert "remembered" in form["send"]
    clara.clock.wait(60)
    sent = clara.send(form, kind="compare")
    assert sent.status_code == 303, sent.text
    with clara.database.write() as conn:
        row = conn.execute(sa.select(leads)).one()
        conn.execute(leads.update().values(owner_id=1))
        conn.execute(persons.update().values(account_manager_id=1))
    pages = (f"/office/leads/{row.reference}", f"/office/clients/{row.person_id}")
    for one in pages:
        said = page_of(clara, one)
        for name in names:
            assert name in said, one
        assert "2 adults" in said, one
        assert "On the site" in said, one
    with clara.database.write() as conn:
        how = ("my-data", "", clara.clock.now())
        consent.record(conn, row.person_id, consent.ANALYTICS, False, "", *how)
    for one in pages:
        assert "On the site" not in page_of(clara, one)


@pytest.mark.parametrize("there", [True, False])
def test_a_client_who_asks_anew_comes_to_their_own_account_manager_first(
    clara: Any, lagoon: str, there: bool
) -> None:
    """Clara would be next by every rule; Béla knows the client. Absent, he is covered for."""
    now = clara.clock.now()
    with clara.database.write() as conn:
        anna = people.attach(conn, "Kovács Anna", "+36301112233", "", "hu", now).person_id
        conn.execute(persons.update().values(account_manager_id=2))
        busy = members.update().where(members.c.user_id == 2)
        conn.execute(busy.values(last_assigned_at=now))
        if not there:
            conn.execute(busy.values(active=False))
    form = clara.form(f"{lagoon}&kind=call_me" if "kind=" not in lagoon else lagoon)
    clara.clock.wait(60)
    assert clara.send(form, kind="call_me").status_code == 303
    with clara.database.read() as conn:
        row = conn.execute(sa.select(leads)).one()
        given = conn.execute(sa.select(assignments)).one()
    assert (row.person_id, row.owner_id, row.cover) == (anna, 2 if there else 1, not there)
    assert given.rule
    if not there:
        assert "cover" in page_of(clara, f"/office/leads/{row.reference}").lower()
