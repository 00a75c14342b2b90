"""A weekend's storm through the site's own form: what each visitor reads is what the clocks keep.

Fourteen ask to be called while nobody is at work. On Monday the members of the priority team work
through their day in the office, twelve minutes with each, and nobody is called late
(backoffice.md 5).
"""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from fairwind.leads import members
from fairwind.leads.tables import assignments, leads, sla_clocks
from fairwind.scheduler.clocks import mind_clocks
from fairwind.store.users import MANAGER

from .conftest import LeadSite
from .office_people import PASSWORD, another_browser, token

MINUTE = dt.timedelta(minutes=1)
SATURDAY = dt.datetime(2026, 6, 6, 8, 0, tzinfo=dt.UTC)  # 10:00 in Budapest
MONDAY = dt.datetime(2026, 6, 8, 7, 0, tzinfo=dt.UTC)  # 09:00, the agency opens
THREE = ("09:00", "09:15", "09:30", "09:45", "10:00", "10:15")
TWO = (*THREE, "10:30", "10:45")
BY_THREE = [THREE[n // 3 : n // 3 + 2] for n in range(14)]
BY_TWO = [TWO[n // 2 : n // 2 + 2] for n in range(14)]
SPOKEN = {"next_step": "Send three offers", "next_day": "2026-06-09"}


@pytest.fixture
def lead_site(on_each_engine: LeadSite) -> LeadSite:
    site, shop = on_each_engine, on_each_engine.app.state.shop
    week = {"working_hours": "Mon-Fri 09:00-18:00"}
    site.settings = site.settings.model_copy(update=week)
    site.app.state.shop = replace(shop, settings=site.settings)
    return site


@dataclass
class AtWork:
    """A member in their own browser; `busy` until the call they are in is over."""

    email: str
    browser: TestClient
    busy: dt.datetime = MONDAY
    calls: str = ""
    """The address of the lead they are on the telephone with."""

    def work(self, now: dt.datetime) -> None:
        """End the call that is over, and take the first of whom Today says to call."""
        if now < self.busy:
            return
        if self.calls:
            page = self.browser.get(self.calls).text
            version = re.search(r'name="version" value="(\d+)"', page)
            assert version
            self._press(page, f"{self.calls}/reached", version=version[1], **SPOKEN)
            self.calls = ""
        page = self.browser.get("/office/").text
        first = re.search(r'action="(/office/leads/KH-\d+)/on-it"', page)
        if first:
            self._press(page, f"{first[1]}/on-it", **{"from": "today"})
            self.calls, self.busy = first[1], now + 12 * MINUTE

    def _press(self, page: str, address: str, **typed: str) -> None:
        answer = self.browser.post(address, data={"token": token(page), **typed})
        assert answer.status_code == 303, answer.text
        assert "refused" not in answer.headers["location"]


def hire(site: LeadSite, names: tuple[str, ...], absent: str) -> None:
    """The priority team; one of them is on holiday."""
    for name in names:
        user = site.user(f"{name}@example.com", MANAGER)
        with site.database.write() as conn:
            members.set_member(conn, user.id)
            if name == absent:
                whole = (SATURDAY - dt.timedelta(days=3), MONDAY + dt.timedelta(days=7))
                members.absent(conn, user.id, *whole, "holiday")


def promised(page: str) -> str:
    """The sentence that promises a call."""
    found = re.findall(r'<p class="promise"[^>]*><strong>([^<]* calls you [^<]*)</strong>', page)
    assert len(found) == 1, found
    return html.unescape(found[0])


def asks(site: LeadSite, lagoon: str, number: int) -> tuple[str, str]:
    """A visitor reads the form, sends it a minute later; what they read before and afterwards."""
    form = site.client.get(lagoon).text
    site.clock.wait(60)
    typed = {"kind": "call_me", "name": f"Visitor {number}", "phone": f"+3630111{number:04}"}
    sent = site.send(site.filled_in(form), **typed)
    assert sent.status_code == 303, sent.text
    return promised(form), promised(site.client.get(sent.headers["location"]).text)


def log_in(site: LeadSite, name: str) -> AtWork:
    browser = another_browser(site)
    form = {"email": f"{name}@example.com", "password": PASSWORD}
    assert browser.post("/office/login", data=form).status_code == 303
    return AtWork(f"{name}@example.com", browser)


@pytest.mark.parametrize(
    ("names", "absent", "windows"),
    [
        (("anna", "bela", "cveta", "dezso"), "dezso", BY_THREE),
        pytest.param(("anna", "bela", "cveta"), "cveta", BY_TWO, marks=pytest.mark.long),
    ],
    ids=["three on duty", "two on duty"],
)
def test_what_fourteen_visitors_of_a_weekend_read_is_kept_on_monday(
    lead_site: LeadSite,
    lagoon: str,
    names: tuple[str, ...],
    absent: str,
    windows: list[tuple[str, str]],
) -> None:
    hire(lead_site, names, absent)
    for number, (first, last) in enumerate(windows):
        lead_site.clock.at = SATURDAY + number * dt.timedelta(hours=2)
        before, after = asks(lead_site, lagoon, number)
        assert before == after
        assert before.endswith(f"calls you on Mon 8 June between {first} and {last}."), number
        mind_clocks(lead_site.settings, lead_site.clock, lead_site.database)
    assert due_times(lead_site) == [last for _, last in windows]

    lead_site.clock.at = MONDAY
    there = [log_in(lead_site, name) for name in names if name != absent]
    while waiting(lead_site) and lead_site.clock.at < MONDAY + 120 * MINUTE:
        mind_clocks(lead_site.settings, lead_site.clock, lead_site.database)
        for one in there:
            one.work(lead_site.clock.at)
        lead_site.clock.wait(60)
    with lead_site.database.read() as conn:
        marks = conn.execute(sa.select(sla_clocks)).all()
        causes = set(conn.scalars(sa.select(assignments.c.cause)))
        answered = set(conn.scalars(sa.select(leads.c.answered_by)))
    assert [mark for mark in marks if not mark.reached_at or mark.reached_at > mark.due_at] == []
    assert [mark for mark in marks if mark.missed_at or mark.reassigned_at] == []
    assert answered == {one.email for one in there}
    assert "late" not in causes


def waiting(site: LeadSite) -> bool:
    """Whether a visitor has not been reached yet."""
    with site.database.read() as conn:
        return (
            conn.scalar(sa.select(leads.c.id).where(leads.c.state == "open").limit(1)) is not None
        )


def due_times(site: LeadSite) -> list[str]:
    """When each clock is due on Monday, in Budapest, in the order in which the leads came."""
    with site.database.read() as conn:
        due = conn.scalars(sa.select(sla_clocks.c.due_at).order_by(sla_clocks.c.lead_id)).all()
    here = [at.astimezone(site.settings.zone) for at in due]
    assert {at.date() for at in here} == {dt.date(2026, 6, 8)}
    return [f"{at:%H:%M}" for at in here]
