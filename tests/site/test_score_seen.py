"""What is said about the score: doubts stand before the head, the agency's own history beside."""

from __future__ import annotations

import html
import re
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.leads.tables import leads
from fairwind.store.users import HEAD, MANAGER

from .office_people import CLARA, DORA, log_in, send

SAID = "Of enquiries like this one about"


@pytest.fixture
def clara(lead_site: Any, lagoon: str) -> Any:
    """Clara, a manager, logged in; one enquiry is there."""
    form = lead_site.form(lagoon)
    lead_site.clock.wait(60)
    lead_site.send(form)
    lead_site.user(CLARA, MANAGER)
    log_in(lead_site, CLARA)
    return lead_site


def page_of(site: Any, address: str) -> str:
    answer = site.client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_a_line_that_is_not_right_stands_at_the_lead_and_before_the_head(clara: Any) -> None:
    send(clara, "/office/leads/KH-1001/doubt", rule="soon", why="they <b>wrote</b> 2027")
    assert "doubted by" in page_of(clara, "/office/leads/KH-1001")
    assert clara.client.get("/office/team").status_code == 403
    clara.user(DORA, HEAD)
    log_in(clara, DORA)
    raw = clara.client.get("/office/team").text
    listed = raw[raw.index("Points that colleagues say are not right") :]
    assert "departure within 60 days" in listed
    assert "they &lt;b&gt;wrote&lt;/b&gt; 2027" in listed
    assert 'href="/office/leads/KH-1001"' in listed
    with clara.database.write() as conn:
        conn.execute(leads.update().values(practice=True))
    assert "Points that colleagues" not in page_of(clara, "/office/team")


def test_what_the_agency_learned_stands_beside_the_score_and_changes_nothing(
    clara: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = page_of(clara, "/office/leads/KH-1001")
    assert SAID not in before
    monkeypatch.setattr("fairwind.site.office.lead.learned", lambda *_: Fraction(743, 1000))
    after = page_of(clara, "/office/leads/KH-1001")
    assert f"{SAID} 74 of 100 were booked here" in after
    assert re.findall(r"Score \d+", before) == re.findall(r"Score \d+", after) != []
    with clara.database.read() as conn:
        assert conn.scalar(sa.select(leads.c.score)) is not None
