"""Clients: the list, the card, merging, the profile, and the import by its pages."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.leads import consent, needs, people
from fairwind.leads.tables import bookings, contacts, imports, persons, profiles
from fairwind.store.tables import audit
from fairwind.store.users import HEAD, MANAGER

PASSWORD = "correct horse battery"
CLARA, DORA = "clara@example.com", "dora@example.com"
CSV = "Name;Phone;Basis;Source;Basis date;Booking number;Departure\n"


def log_in(site: Any, email: str, roles: Any) -> Any:
    site.user(email, roles)
    form = {"email": email, "password": PASSWORD}
    assert site.client.post("/office/login", data=form).status_code == 303
    return site


@pytest.fixture
def dora(lead_site: Any) -> Any:
    return log_in(lead_site, DORA, HEAD)


def known(site: Any, name: str, phone: str = "", email: str = "") -> int:
    with site.database.write() as conn:
        return people.attach(conn, name, phone, email, "hu", site.clock.now()).person_id


def token(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def names(page: str) -> list[str]:
    return re.findall(r'<a href="/office/clients/\d+">([^<]+)</a>', html.unescape(page))


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("anna kovacs", ["Kovács Anna"]),
        ("KOVÁCS", ["Kovács Anna"]),
        ("06 30 111 2233", ["Kovács Anna"]),
        ("111 2233", ["Kovács Anna"]),
        ("bela@example", ["Nagy Béla"]),
        ("%", []),
        ("halal", []),
        ("kitchen", []),
    ],
)
def test_clients_are_found_by_name_telephone_and_mail_and_by_nothing_else(
    dora: Any, typed: str, found: list[str]
) -> None:
    anna = known(dora, "Kovács Anna", "+36301112233")
    known(dora, "Nagy Béla", "", "bela@example.com")
    with dora.database.write() as conn:
        conn.execute(persons.update().where(persons.c.id == anna).values(note="halal kitchen"))
    page = dora.client.get("/office/clients", params={"q": typed}).text
    assert names(page) == found


def test_a_manager_does_not_see_another_managers_clients(lead_site: Any) -> None:
    other = lead_site.user(DORA, HEAD)
    clara = log_in(lead_site, CLARA, MANAGER)
    anna, bela = known(clara, "Kovács Anna", "+36301112233"), known(clara, "Nagy Béla", "+3630")
    with clara.database.write() as conn:
        mine = persons.c.id == anna
        conn.execute(persons.update().where(mine).values(account_manager_id=other.id))
    assert names(clara.client.get("/office/clients").text) == ["Nagy Béla"]
    assert clara.client.get(f"/office/clients/{anna}").status_code == 404
    assert clara.client.get(f"/office/clients/{bela}").status_code == 200
    assert clara.client.get(f"/office/clients/{bela}/merge/{anna}").status_code == 403


def test_the_card_tells_who_it_is_what_they_booked_and_what_they_allowed(dora: Any) -> None:
    now = dora.clock.now()
    anna = known(dora, "Kovács Anna", "+36301112233", "anna@example.com")
    with dora.database.write() as conn:
        consent.record(conn, anna, "marketing_email", True, "Write to me.", "website", "p1", now)
        for number, value in enumerate((200_000, 300_000)):
            row = {"number": f"B-{number}", "operator": "Sun", "product": "Lagoon", "value": value}
            day = dt.date(2024 + number, 7, 4)
            more = {"departure": day, "child_ages": [4], "status": "travelled", "currency": "EUR"}
            conn.execute(bookings.insert().values(person_id=anna, **row, **more))
        known_by(conn, anna, now)
    page = html.unescape(dora.client.get(f"/office/clients/{anna}").text)
    for said in ("tel:+36301112233", "mailto:anna@example.com", "Lagoon, Sun", "€2,000", "3/4"):
        assert said in page
    for said in ("offers by e-mail", "Write to me.", "✓ <b>came again</b>"):
        assert said in page


def known_by(conn: Any, anna: int, now: dt.datetime) -> None:
    """Somebody who names Anna as who told them, but has not asked us anything."""
    new = people.attach(conn, "Tóth Pál", "+36305556677", "", "hu", now).person_id
    conn.execute(persons.update().where(persons.c.id == new).values(referred_by_id=anna))


def test_a_client_is_changed_once_and_a_second_writer_reads_both_versions(dora: Any) -> None:
    anna, bela = (
        known(dora, "Kovács Anna", "+36301112233"),
        known(dora, "Nagy Béla", "+36305556677"),
    )
    address = f"/office/clients/{anna}"
    page = dora.client.get(address).text
    form = {"token": token(page), "version": field(page, "version"), "language": "hu"}
    form |= {"name": "Kovács Anna Mária", "segment": "priority", "manager": "", "note": "by train"}
    first = dora.client.post(address, data={**form, "referred": "+36305556677"})
    assert first.headers["location"].startswith(f"{address}?undo=")
    with dora.database.read() as conn:
        kept = people.person(conn, anna)
        noted = conn.execute(sa.select(audit).where(audit.c.action == "client changed")).one()
    assert kept
    assert (kept.name, kept.segment, kept.referred_by_id) == ("Kovács Anna Mária", "priority", bela)
    assert noted.facts == {"fields": "name segment referred_by_id note"}
    second = dora.client.post(address, data={**form, "name": "Kovács Panna"})
    assert second.status_code == 409
    said = html.unescape(second.text)
    assert "Kovács Panna" in said
    assert "Kovács Anna Mária" in said


def test_what_cannot_be_is_said_beside_its_field(dora: Any) -> None:
    anna = known(dora, "Kovács Anna", "+36301112233")
    page = dora.client.get(f"/office/clients/{anna}").text
    form = {"token": token(page), "version": "1", "name": " ", "manager": "99", "referred": "12"}
    answer = dora.client.post(f"/office/clients/{anna}", data=form)
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    assert answer.text.count('class="fault"') == 3


def test_a_need_is_masked_until_it_is_asked_for_and_the_reading_is_written_down(
    dora: Any,
) -> None:
    now, settings = dora.clock.now(), dora.settings
    anna = known(dora, "Kovács Anna", "+36301112233")
    with dora.database.write() as conn:
        given = consent.record(conn, anna, "use_for_trip", True, "Use it.", "website", "p", now)
        until = now + dt.timedelta(days=30)
        number = needs.keep(conn, settings, anna, "dietary", "halal", "", given, until, now)
    address = f"/office/clients/{anna}"
    page = dora.client.get(address).text
    assert "halal" not in page
    assert "••••••" in page
    shown = dora.client.post(f"{address}/need", data={"token": token(page), "need": number})
    assert "halal" in shown.text
    assert "halal" not in dora.client.get(address).text
    with dora.database.read() as conn:
        assert conn.scalar(sa.select(audit.c.subject).where(audit.c.action == "need shown"))


def test_two_cards_stand_side_by_side_and_become_one_and_two_again(dora: Any) -> None:
    anna = known(dora, "Kovács Anna", "+36301112233")
    dora.clock.wait(600)
    twin = known(dora, "Kovács Anna", "", "anna@example.com")
    page = dora.client.get(f"/office/clients/{anna}").text
    assert f'href="/office/clients/{anna}/merge/{twin}"' in page
    both = dora.client.get(f"/office/clients/{anna}/merge/{twin}")
    assert both.status_code == 200
    form = {"token": token(both.text), "language": "kept"}
    done = dora.client.post(f"/office/clients/{anna}/merge/{twin}", data=form)
    assert done.headers["location"] == f"/office/clients/{anna}"
    page = dora.client.get(f"/office/clients/{anna}").text
    assert "anna@example.com" in page
    assert dora.client.get(f"/office/clients/{twin}").status_code == 404
    part = {"token": token(page), "merge": field(page, "merge")}
    assert dora.client.post(f"/office/clients/{anna}/part", data=part).status_code == 303
    assert dora.client.get(f"/office/clients/{twin}").status_code == 200
    apart = dora.client.post(f"/office/clients/{anna}/apart/{twin}", data={"token": form["token"]})
    assert apart.status_code == 303
    assert "Is it one person?" not in dora.client.get(f"/office/clients/{anna}").text


@pytest.mark.parametrize(
    ("step", "sent", "said"),
    [
        ("countries", {"countries": ["GR", "IT"]}, "Greece, Italy"),
        ("dates", {"from": "2026-07-01", "to": "2026-07-20", "flex": "days"}, "1 July 2026"),
        ("nights", {"min": "7", "max": "10"}, "7"),
        ("party", {"adults": "2", "children-2-5": "1"}, "2 adults"),
        ("hotel_class", {"hotel_class": "4"}, "4 stars or better"),
        ("room", {"room": ["quiet"]}, "Quiet room"),
        ("board", {"skip": "1"}, "Does not matter"),
    ],
)
def test_a_manager_writes_the_profile_down_one_question_at_a_time(
    dora: Any, step: str, sent: dict[str, Any], said: str
) -> None:
    anna = known(dora, "Kovács Anna", "+36301112233")
    address = f"/office/clients/{anna}/profile/{step}"
    page = dora.client.get(address).text
    form = {"token": token(page), "version": field(page, "version")}
    wrong = dora.client.post(address, data={**form, "adults": "x"})
    assert wrong.status_code == 422
    done = dora.client.post(address, data={**form, **sent})
    assert done.status_code == 303, done.text
    card = html.unescape(dora.client.get(f"/office/clients/{anna}").text)
    assert said in card
    assert "manager," in card
    with dora.database.read() as conn:
        assert conn.scalar(sa.select(profiles.c.sources))[step]["source"] == "manager"
    assert dora.client.post(address, data={**form, **sent}).status_code == 409


def upload(site: Any, body: bytes, name: str = "list.csv") -> Any:
    form = {"token": token(site.client.get("/office/imports").text)}
    return site.client.post("/office/imports", data=form, files={"file": (name, body)})


def test_a_list_is_looked_at_imported_and_undone_by_its_pages(dora: Any) -> None:
    text = CSV + "Kovács Anna;06 30 111 2233;contract;old;2024-05-01;B-1;2024-07-01\n"
    text += "Kiss Éva;06 30 222 3344;;old;2024-05-01;;\n"
    sent = upload(dora, text.encode())
    address = sent.headers["location"]
    page = html.unescape(dora.client.get(address).text)
    assert "new person, with a booking" in page
    assert "refused: no legal basis" in page
    with dora.database.read() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(persons)) == 0
    form = {"token": token(page)}
    again = {
        f"column-{name}": str(n) for n, name in enumerate(("name", "phone", "basis", "source"))
    }
    changed = dora.client.post(
        address, data={**form, **again, "usual-basis": "consent", "usual-dated": "2024-05-01"}
    )
    assert changed.status_code == 303
    page = html.unescape(dora.client.get(address).text)
    assert page.count("new person") >= 2
    assert "refused:" not in page
    assert dora.client.post(f"{address}/import", data=form).status_code == 303
    assert "imported" in dora.client.get(address).text
    assert sorted(names(dora.client.get("/office/clients").text)) == ["Kiss Éva", "Kovács Anna"]
    assert dora.client.post(f"{address}/undo", data=form).status_code == 303
    assert names(dora.client.get("/office/clients").text) == []
    assert dora.client.post(f"{address}/undo", data=form).status_code == 409


def a_bomb() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (40 << 20))
    return body.getvalue()


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 422, "has no rows"),
        (b"\x00\x01\x02", 422, "neither a CSV file nor"),
        (a_bomb(), 422, "unpacks to far more"),
        (b"x" * (6 << 20), 413, "too much to send"),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence(
    dora: Any, body: bytes, status: int, said: str
) -> None:
    answer = upload(dora, body)
    assert answer.status_code == status
    assert said in answer.text
    with dora.database.read() as conn:
        assert conn.execute(sa.select(imports)).all() == []


def test_hostile_cells_stay_words_and_a_file_of_a_stranger_is_not_read(lead_site: Any) -> None:
    files = {"file": ("x.csv", CSV.encode())}
    assert lead_site.client.post("/office/imports", files=files).status_code == 303
    dora = log_in(lead_site, DORA, HEAD)
    assert dora.client.post("/office/imports", files=files).status_code == 403
    bad = '"<script>alert(1)</script>";06 30 111 2233;contract;=1+1;2024-05-01;;\n'
    address = upload(dora, (CSV + bad).encode(), "<b>.csv").headers["location"]
    page = dora.client.get(address).text
    assert "<script>alert" not in page
    assert "<b>.csv" not in page
    assert dora.client.post(f"{address}/drop", data={"token": token(page)}).status_code == 303
    assert dora.client.get(address).status_code == 404
    with dora.database.read() as conn:
        assert conn.execute(sa.select(contacts)).all() == []
