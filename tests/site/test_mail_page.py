"""Mail in the office: what is stuck, why, and what is done about it; links are nobody else's."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.store import outbox
from fairwind.store.tables import outbox as table
from fairwind.store.users import HEAD, Role

SECRET = "S3cretTokenThatOpensHerOwnPage_0123456789abc"


def put(site: Any, cause: str, **state: object) -> int:
    mail = EmailMessage()
    mail["From"], mail["To"] = "office@example.com", "anna@example.com"
    mail["Subject"] = "Your page <b>"
    mail.set_content(f"Szia Anna! http://127.0.0.1:8000/en/my-data/{SECRET}\n")
    with site.database.write() as conn:
        outbox.put(conn, "my_data", cause, mail, site.clock.now())
        conn.execute(
            table.update().where(table.c.cause == cause).values(**state or {"attempts": 0})
        )
        return int(conn.scalar(sa.select(table.c.id).where(table.c.cause == cause)) or 0)


def enter(site: Any, roles: Any) -> None:
    site.user("dora@example.com", roles)
    entered = {"email": "dora@example.com", "password": "correct horse battery"}
    assert site.client.post("/office/login", data=entered).status_code == 303


def deed(site: Any, number: int, what: str) -> int:
    page = site.client.get(f"/office/mail/{number}").text
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    answer = site.client.post(f"/office/mail/{number}/{what}", data={"token": found[1]})
    return int(answer.status_code)


def test_what_is_stuck_is_shown_first_with_its_reason(lead_site: Any) -> None:
    put(lead_site, "a")
    put(lead_site, "b", attempts=2, last_fault="SMTPConnectError: no answer")
    number = put(lead_site, "c", attempts=1, unsettled_at=lead_site.clock.now(), last_fault="lost")
    enter(lead_site, HEAD)
    page = lead_site.client.get("/office/mail").text
    assert re.findall(r">([^<]+) \((\d)\)</a>", page) == [
        ("Waiting", "1"),
        ("Failed, tried again", "1"),
        ("Not known whether it arrived", "1"),
        ("Given up", "0"),
        ("Sent", "0"),
    ]
    assert f'href="/office/mail/{number}"' in page
    assert "no answer" in lead_site.client.get("/office/mail?state=failed").text
    assert "sent again as the same mail" in lead_site.client.get(f"/office/mail/{number}").text


def test_a_link_that_opens_somebodys_page_is_not_shown(lead_site: Any) -> None:
    number = put(lead_site, "a")
    enter(lead_site, HEAD)
    page = lead_site.client.get(f"/office/mail/{number}").text
    assert "Szia Anna!" in page
    assert "Your page &lt;b&gt;" in page
    assert SECRET not in page


@pytest.mark.parametrize(
    "link",
    [
        f"https://www.kekhorizont.example/office/password/{SECRET}",
        f"http://127.0.0.1:8000/en/ask/sent/KH-1001?seal={SECRET}.more-{SECRET}",
    ],
)
def test_no_shape_of_a_link_that_lets_in_is_shown(lead_site: Any, link: str) -> None:
    number = put(lead_site, "a")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "office@example.com", "eva@example.com", "Login"
    mail.set_content(f"Here: {link}\n")
    with lead_site.database.write() as conn:
        conn.execute(table.update().where(table.c.id == number).values(message=mail.as_bytes()))
    enter(lead_site, HEAD)
    page = lead_site.client.get(f"/office/mail/{number}").text
    assert "Here: http" in page
    assert SECRET not in page


def test_a_mail_is_given_up_and_sent_again_as_the_same_mail(lead_site: Any) -> None:
    number = put(lead_site, "a", attempts=3)
    enter(lead_site, HEAD)
    before = kept(lead_site, number)
    assert deed(lead_site, number, "give-up") == 303
    assert outbox.deliver(lead_site.database, lead_site.settings, lead_site.clock).sent == 0
    assert deed(lead_site, number, "again") == 303
    assert outbox.deliver(lead_site.database, lead_site.settings, lead_site.clock).sent == 1
    after = kept(lead_site, number)
    (file,) = lead_site.settings.mail_folder.glob("*.eml")
    assert (after.message_id, file.read_bytes()) == (before.message_id, before.message)
    assert after.message == b""
    assert deed(lead_site, number, "give-up") == 303
    assert kept(lead_site, number).given_up_at is None


def kept(site: Any, number: int) -> Any:
    with site.database.read() as conn:
        return conn.execute(sa.select(table).where(table.c.id == number)).one()


def test_the_administrator_sees_states_and_no_client(lead_site: Any) -> None:
    number = put(lead_site, "a", attempts=1, last_fault="Refused: <anna@example.com>: no such user")
    enter(lead_site, [Role.ADMIN])
    for address in ("/office/mail", f"/office/mail/{number}"):
        page = lead_site.client.get(address).text
        assert "no such user" in page
        assert "anna@example.com" not in page
        assert "Your page" not in page


@pytest.mark.parametrize("role", [Role.PROSPECTOR, Role.CLOSER, Role.PRIVACY_OFFICER])
def test_others_may_not(lead_site: Any, role: Role) -> None:
    number = put(lead_site, "a")
    enter(lead_site, [role])
    assert lead_site.client.get("/office/mail").status_code == 403
    assert lead_site.client.get(f"/office/mail/{number}").status_code == 403
    for what in ("again", "give-up"):
        refused = lead_site.client.post(f"/office/mail/{number}/{what}", data={"token": "x"})
        assert refused.status_code == 403


@pytest.mark.parametrize("number", ["4711", "x", "0", "9" * 30])
def test_a_mail_that_there_is_not_is_not_found(lead_site: Any, number: str) -> None:
    enter(lead_site, HEAD)
    assert lead_site.client.get(f"/office/mail/{number}").status_code == 404
