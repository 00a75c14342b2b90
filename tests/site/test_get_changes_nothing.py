"""Looking changes nothing: every page of the office is opened by the owner, and every table but the
audit, the moment a session was seen, limits and counters is the same after as before."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.leads import drafts, members
from fairwind.site.office.routes import ADDRESSES
from fairwind.store.database import metadata
from fairwind.store.users import MANAGER, OWNER, Role

from .office_people import CLARA, DORA, log_in

MAY_CHANGE = {"audit", "buckets"}


@pytest.fixture
def filled(lead_site: Any, lagoon: str) -> Any:
    """A lead of Anna's, a member who is away, a draft; the owner, who has every role, logged in."""
    form = lead_site.form(lagoon)
    lead_site.clock.wait(60)
    assert lead_site.send(form).status_code == 303
    dora, now = lead_site.user(DORA, OWNER | MANAGER), lead_site.clock.now()
    clara = lead_site.user(CLARA, MANAGER)
    with lead_site.database.write() as conn:
        members.set_member(conn, clara.id)
        members.absent(conn, clara.id, now, now + dt.timedelta(days=1), "leave")
        drafts.keep(conn, dora.id, "/office/new", [("note", "x")], now)
    log_in(lead_site, DORA)
    return lead_site


def tables(site: Any) -> dict[str, str]:
    """Every table's rows as text, without the moment a session was seen."""
    with site.database.read() as conn:
        return {
            table.name: repr(conn.execute(sa.select(*_looked_at(table))).all())
            for table in metadata.sorted_tables
            if table.name not in MAY_CHANGE
        }


def _looked_at(table: sa.Table) -> list[sa.Column[Any]]:
    return [c for c in table.c if (table.name, c.name) != ("sessions", "seen_at")]


def addresses(site: Any) -> set[str]:
    """All GET addresses with ids that there are, and every link of the office's pages."""
    with site.database.read() as conn:
        reference = str(conn.scalar(sa.text("SELECT reference FROM leads")))
    found = {
        re.sub(r"\{\w+\}", "1", one.path.replace("{reference}", reference))
        for one in ADDRESSES
        if one.method == "GET"
    }
    for path in sorted(found):
        page = site.client.get(path)
        if page.headers.get("content-type", "").startswith("text/html"):
            links = re.findall(r'href="(/office/[^"#]*)"', page.text)
            found |= {link.replace("&amp;", "&") for link in links}
    return found


def test_opening_every_page_of_the_office_changes_no_table(filled: Any) -> None:
    assert filled.client.get("/office/users").status_code == 200
    before = tables(filled)
    walked = addresses(filled)
    opened = 0
    for path in sorted(walked):
        filled.clock.wait(61)  # long enough for a session to be noted as seen
        answer = filled.client.get(path)
        assert answer.status_code < 500, path
        assert answer.headers["cache-control"] == "no-store", path
        opened += answer.status_code == 200
    assert opened >= 12
    after = tables(filled)
    assert [name for name in before if before[name] != after[name]] == []


def test_the_owner_may_open_every_page_that_is_walked() -> None:
    everyone = OWNER | MANAGER
    closed = [one.path for one in ADDRESSES if one.method == "GET" and not one.roles & everyone]
    assert closed == []
    assert Role.DIRECTOR in everyone
