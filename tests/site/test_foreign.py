"""What belongs to somebody else: no address and no form of the office brings it, whoever asks."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.leads import consent, drafts, listing_saved, members, needs, people, routing, undo
from fairwind.leads.tables import drafts as draft_table
from fairwind.leads.tables import leads, persons, saved_views, touches, undos
from fairwind.leads.tables import needs as need_table
from fairwind.site.office.door import Address
from fairwind.site.office.roles import LEADS, NEEDS, PRIVACY, SYSTEM, TEAM, USERS
from fairwind.site.office.routes import ADDRESSES
from fairwind.store.database import Database
from fairwind.store.tables import audit, sessions, users
from fairwind.store.users import HEAD, Role

from .office_people import CLARA, DORA, another_browser, log_in, send, token

WORKERS = (Role.PROSPECTOR, Role.CLOSER, Role.ACCOUNT_MANAGER, Role.TEAM_LEAD)
"""Who sees some leads and not others; the director sees all, the others none."""
OFFICE_WIDE = {
    "/office/imports": TEAM,
    "/office/team": TEAM,
    "/office/users": USERS,
    "/office/mail": SYSTEM,
    "/office/privacy": PRIVACY,
}
"""Rooms that belong to a role and to nobody in it."""
KEPT = (leads, persons, need_table, saved_views, draft_table, undos, touches, users, sessions)
SECRETS = ("Kovács Anna", "+36301234567", "anna@example.com", "peanuts", "Dora's list", "half a")


def ask(site: Any, lagoon: str) -> str:
    """Anna asks; gives the number of her lead."""
    form = site.form(lagoon)
    site.clock.wait(60)
    typed = {"name": "Kovács Anna", "phone": "+36301234567", "email": "anna@example.com"}
    sent: str = site.send(form, kind="call_me", **typed).headers["location"]
    return sent.partition("?")[0].rpartition("/")[2]


def another(database: Database, now: dt.datetime) -> int:
    """Another client of the same manager."""
    with database.write() as conn:
        return people.attach(conn, "Kovács Anna Réka", "", "reka@example.com", "hu", now).person_id


@pytest.fixture
def foreign(lead_site: Any, lagoon: str) -> dict[str, str]:
    """All that is Dora's, of the contact centre: a lead and its client with a need, a draft, a
    list, an undo and a session; path parameter or field by its name."""
    site, now = lead_site, lead_site.clock.now()
    dora = site.user(DORA, HEAD)
    with site.database.write() as conn:
        members.set_member(conn, dora.id, team="contact_centre")
    reference = ask(site, lagoon)
    second = another(site.database, now)
    with site.database.write() as conn:
        one = conn.execute(sa.select(leads).where(leads.c.reference == reference)).one()
        routing.assign(conn, site.settings, one.id, dora.id, DORA, now)
        mine = persons.c.id.in_([one.person_id, second])
        conn.execute(persons.update().where(mine).values(account_manager_id=dora.id))
        yes = consent.record(
            conn, one.person_id, "use_for_trip", True, "Use it.", "website", "", now
        )
        until = now + dt.timedelta(days=30)
        need = needs.keep(
            conn, site.settings, one.person_id, "dietary", "peanuts", "", yes, until, now
        )
        before = undo.snapshot(conn, leads, leads.c.id == one.id)
        back = undo.remember(conn, "leads practice", before, before, DORA, now)
        draft = drafts.keep(conn, dora.id, "/office/new", [("wish", "half a line")], now)
        listing_saved.save(conn, dora.id, "Dora's list", "view=mine", now)
        view = conn.scalar(sa.select(saved_views.c.id))
    assert log_in(site, DORA).status_code == 303
    with site.database.read() as conn:
        name = conn.scalar(sa.select(sessions.c.id_hash))
    return {
        "reference": reference,
        "lead": str(one.id),
        "person": str(one.person_id),
        "other": str(second),
        "need": str(need),
        "undo": back,
        "draft": str(draft),
        "view": str(view),
        "name": str(name)[:16],
    }


def concrete(address: Address, ids: Mapping[str, str]) -> str:
    """The path with Dora's ids."""
    numbers = {
        "/office/leads": "need",
        "/office/clients": "person",
        "/office/drafts": "draft",
        "/office/inbox": "view",
    }
    number = next((ids[of] for start, of in numbers.items() if address.path.startswith(start)), "1")
    return address.path.format(**{**ids, "question": "board", "number": number, "card": "1"})


def named(address: Address) -> bool:
    """Whether the address or its form names something that belongs to somebody."""
    wide = any(address.path.startswith(start) for start in OFFICE_WIDE)
    return "{" in address.path and not wide and address.path.startswith("/office/")


def kept(database: Database) -> list[str]:
    """All that is Dora's as it stands; being seen and being locked are not changes."""
    with database.read() as conn:
        rows = [row for table in KEPT for row in conn.execute(sa.select(table)).mappings()]
    passing = ("seen_at", "proved_at")
    return [str({k: v for k, v in row.items() if k not in passing}) for row in rows]


@pytest.fixture
def stranger(lead_site: Any, foreign: dict[str, str], request: pytest.FixtureRequest) -> Any:
    """Clara of the priority team in one role, in a browser of her own."""
    role: Role = request.param
    clara = lead_site.user(CLARA, {role})
    with lead_site.database.write() as conn:
        members.set_member(conn, clara.id, team="priority")
    lead_site.client = another_browser(lead_site)
    assert log_in(lead_site, CLARA).status_code == 303
    return lead_site


def fields(ids: Mapping[str, str]) -> dict[str, str]:
    """Fields that the deeds want, so that nothing but whose it is stands in their way."""
    return {
        **{name: ids[name] for name in ("need", "lead", "undo")},
        **{"version": "1", "how": "lost", "reason": "x", "member": "1", "name": "Mine"},
        **{"temperature": "hot", "rule": "declared", "why": "x", "merge": "1", "board": "AI"},
    }


@pytest.mark.parametrize("stranger", list(Role), indirect=True)
def test_no_address_brings_what_is_somebody_elses(stranger: Any, foreign: dict[str, str]) -> None:
    with stranger.database.read() as conn:
        (role,) = conn.scalars(sa.select(users.c.roles).where(users.c.email == CLARA)).one()
    walked = [one for one in ADDRESSES if named(one)]
    assert len(walked) > 20
    before, own = kept(stranger.database), token(stranger.client.get("/office/sessions").text)
    for address in walked:
        seen_by_all = address.path.startswith(("/office/leads", "/office/clients"))
        if role == Role.DIRECTOR and seen_by_all and address.roles != NEEDS & LEADS:
            continue
        sent = {**fields(foreign), "token": own} if address.method == "POST" else None
        path = concrete(address, foreign)
        answer = stranger.client.request(address.method, path, data=sent)
        assert answer.status_code == (404 if Role(role) in address.roles else 403), address
        assert not [one for one in SECRETS if one in html.unescape(answer.text)], address
    assert kept(stranger.database) == before


LISTS = ("/office/", "/office/leads", "/office/leads?view=all", "/office/leads.csv")
LISTS += ("/office/clients?q=kovacs", "/office/drafts", "/office/sessions", "/office/audit")


@pytest.mark.parametrize("stranger", WORKERS, indirect=True)
def test_no_list_names_what_is_somebody_elses(stranger: Any, foreign: dict[str, str]) -> None:
    for page in LISTS:
        answer = stranger.client.get(page)
        assert answer.status_code in (200, 403), page
        said = html.unescape(answer.text)
        assert not [one for one in (*SECRETS, foreign["reference"]) if one in said], page


@pytest.mark.parametrize("stranger", WORKERS, indirect=True)
@pytest.mark.parametrize("deed", ["close", "practice", "real", "earnest"])
def test_ticking_anothers_lead_does_nothing(
    stranger: Any, foreign: dict[str, str], deed: str
) -> None:
    before = kept(stranger.database)
    form = {"deed": deed, "lead": foreign["lead"], "how": "lost", "reason": "x"}
    done = send(stranger, "/office/inbox/bulk", **form)
    assert "done=0" in done.headers["location"]
    assert kept(stranger.database) == before


@pytest.mark.parametrize("stranger", list(Role), indirect=True)
def test_nobody_takes_anothers_deed_back(stranger: Any, foreign: dict[str, str]) -> None:
    before = kept(stranger.database)
    answer = send(stranger, "/office/undo", undo=foreign["undo"], next="/office/sessions")
    assert answer.headers["location"] == "/office/sessions?undone=unknown"
    offered = stranger.client.get(f"/office/sessions?undo={foreign['undo']}")
    assert foreign["undo"] not in offered.text
    assert kept(stranger.database) == before


@pytest.mark.parametrize("stranger", [Role.ACCOUNT_MANAGER, Role.PROSPECTOR], indirect=True)
def test_the_queue_is_seen_but_its_needs_are_nobodys_to_open(
    stranger: Any, foreign: dict[str, str]
) -> None:
    """A lead that fell back to the queue, its client without a manager."""
    with stranger.database.write() as conn:
        conn.execute(leads.update().values(owner_id=None, claimed_by=""))
        conn.execute(persons.update().values(account_manager_id=None))
    card = stranger.client.get(f"/office/clients/{foreign['person']}")
    assert card.status_code == 200
    assert 'name="need"' not in card.text
    opened = send(stranger, f"/office/clients/{foreign['person']}/need", need=foreign["need"])
    assert opened.status_code in (403, 404)
    assert "peanuts" not in opened.text
    with stranger.database.read() as conn:
        assert not conn.scalars(sa.select(audit.c.id).where(audit.c.action == "need shown")).all()


@pytest.mark.parametrize("stranger", [Role.PROSPECTOR], indirect=True)
def test_who_told_a_client_about_us_stays_hidden_and_kept(
    stranger: Any, foreign: dict[str, str]
) -> None:
    new = another_client(stranger)
    with stranger.database.write() as conn:
        mine = persons.c.id == new
        conn.execute(persons.update().where(mine).values(referred_by_id=int(foreign["person"])))
    page = stranger.client.get(f"/office/clients/{new}")
    assert not [one for one in SECRETS if one in html.unescape(page.text)]
    typed = {"name": "Nagy Béla", "version": "1", "language": "hu", "segment": "", "note": "x"}
    assert send(stranger, f"/office/clients/{new}", **typed).status_code == 303
    with stranger.database.read() as conn:
        told = conn.scalar(sa.select(persons.c.referred_by_id).where(persons.c.id == new))
    assert str(told) == foreign["person"]


def another_client(site: Any) -> int:
    """Somebody nobody looks after yet."""
    with site.database.write() as conn:
        now = site.clock.now()
        return people.attach(conn, "Nagy Béla", "", "bela@example.com", "hu", now).person_id
