"""The office on SQLite and on PostgreSQL: every page opens and leads to the same ones."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import FastAPI

from fairwind.leads import drafts, members
from fairwind.site.office.routes import ADDRESSES
from fairwind.store.database import Database
from fairwind.store.settings import Settings
from fairwind.store.users import MANAGER, OWNER

from .conftest import LeadSite, a_lead_site
from .office_people import CLARA, DORA, log_in, send, token

Ready = Callable[[Settings], Database]
CLIENTS = "name,email,phone,consent\nPetrov Ivan,ivan@example.com,+359888123456,yes\n"


@contextmanager
def filled(app: FastAPI, folder: Path, ready: Ready, url: str, form: str) -> Iterator[LeadSite]:
    """Two enquiries of one visitor, one tried; a member who is away, a draft, an upload."""
    with a_lead_site(app, folder, ready, url) as site:
        dora, clara = site.user(DORA, OWNER | MANAGER), site.user(CLARA, MANAGER)
        for kind, name in (("call_me", "Kovács Anna"), ("question", "Kovács Béla")):
            fields = site.form(form)
            site.clock.wait(60)
            sent = site.send(fields, kind=kind, name=name, email="anna@example.com")
            assert sent.status_code == 303
        now = site.clock.now()
        with site.database.write() as conn:
            members.set_member(conn, clara.id)
            members.absent(conn, clara.id, now, now + dt.timedelta(days=1), "leave")
            drafts.keep(conn, dora.id, "/office/new", [("note", "x")], now)
        assert log_in(site, DORA).status_code == 303
        page = site.client.get("/office/leads/KH-1001").text
        version = re.search(r'name="version" value="(\d+)"', page)
        assert version
        send(site, "/office/leads/KH-1001/no-answer", version=version[1])
        upload = {"file": ("clients.csv", CLIENTS.encode())}
        own = {"token": token(site.client.get("/office/imports").text)}
        assert site.client.post("/office/imports", data=own, files=upload).status_code == 303
        yield site


def walked(site: LeadSite) -> dict[str, int]:
    """The status of every GET address with ids that there are, and of every page they lead to."""
    paths = {path for one in ADDRESSES if one.method == "GET" for path in concrete(one.path)}
    paths |= {link for path in sorted(paths) for link in links(site, path)}
    return {path: site.client.get(path).status_code for path in sorted(paths)}


def concrete(path: str) -> Iterator[str]:
    questions = ("countries", "dates", "party", "budget")
    filled = path.replace("{reference}", "KH-1001").replace("{other}", "2")
    for question in questions if "{question}" in path else ("",):
        yield re.sub(r"\{\w+\}", "1", filled.replace("{question}", question))


def links(site: LeadSite, path: str) -> set[str]:
    """The office's links of a page."""
    answer = site.client.get(path)
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return set()
    found = re.findall(r'href="(/office/[^"#]*)"', answer.text)
    return {link.replace("&amp;", "&") for link in found}


def test_every_page_of_the_office_opens_on_postgresql_and_leads_where_it_does_on_sqlite(
    loopback_app: FastAPI,
    tmp_path: Path,
    lagoon: str,
    ready: Ready,
    new_postgresql: Callable[..., str],
) -> None:
    with filled(loopback_app, tmp_path / "sqlite", ready, "", lagoon) as site:
        here = walked(site)
    url = new_postgresql(migrated=True)
    with filled(loopback_app, tmp_path / "postgresql", ready, url, lagoon) as site:
        there = walked(site)
    assert [path for path, status in there.items() if status >= 500] == []
    assert here.keys() == there.keys()
