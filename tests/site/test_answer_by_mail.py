"""Answering by mail from the lead's page: sent once, in the visitor's language, and logged."""

from __future__ import annotations

import html
import re
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.leads.lead_card import LeadCard, card
from fairwind.store.tables import outbox
from fairwind.store.users import MANAGER

CLARA, PASSWORD = "clara@example.com", "correct horse battery"


@pytest.fixture
def clara(lead_site: Any) -> Any:
    lead_site.user(CLARA, MANAGER)
    sent = {"email": CLARA, "password": PASSWORD}
    assert lead_site.client.post("/office/login", data=sent).status_code == 303
    return lead_site


def asked(site: Any, lagoon: str) -> str:
    """Anna asks by mail alone; the address of her lead."""
    form = site.form(lagoon)
    site.clock.wait(60)
    typed = {"kind": "question", "phone": "", "email": "anna@example.com"}
    sent: str = site.send(form, **typed).headers["location"]
    return f"/office/leads/{sent.partition('?')[0].rpartition('/')[2]}"


def letter_of(page: str) -> str:
    found = re.search(r'<textarea id="letter"[^>]*>([^<]*)</textarea>', page)
    assert found
    return html.unescape(found[1])


def send(site: Any, address: str, letter: str) -> Any:
    page = site.client.get(address).text
    named = {name: re.search(rf'name="{name}" value="([^"]+)"', page) for name in ("token",)}
    token = named["token"]
    assert token
    return site.client.post(f"{address}/mail", data={"token": token[1], "letter": letter})


def answers(site: Any) -> list[Any]:
    with site.database.read() as conn:
        rows = conn.execute(sa.select(outbox).where(outbox.c.kind == "answer")).all()
    return [message_from_bytes(row.message) for row in rows]


def lead(site: Any, address: str) -> LeadCard:
    with site.database.read() as conn:
        found = card(conn, address.rpartition("/")[2])
    assert found is not None
    return found


def test_the_letter_opens_with_a_greeting_and_goes_out_as_written(clara: Any, lagoon: str) -> None:
    address = asked(clara, lagoon)
    opened = letter_of(clara.client.get(address).text)
    assert opened.startswith("Dear ")
    written = opened.replace("\n\n\n\n", "\n\nYes, there is a lift <b>on</b> every floor.\n\n")
    assert send(clara, address, written).status_code == 303
    [mail] = answers(clara)
    assert mail["To"] == "anna@example.com"
    assert lead(clara, address).reference in str(make_header(decode_header(mail["Subject"])))
    text, marked = (part.get_payload(decode=True).decode() for part in mail.get_payload())
    assert "there is a lift <b>on</b> every floor" in text
    assert "&lt;b&gt;on&lt;/b&gt;" in marked
    assert lead(clara, address).state == "answered"
    assert "wrote" in clara.client.get(address).text


def test_an_untouched_letter_is_not_sent(clara: Any, lagoon: str) -> None:
    address = asked(clara, lagoon)
    opened = letter_of(clara.client.get(address).text)
    assert send(clara, address, opened).status_code == 422
    assert send(clara, address, "  ").status_code == 422
    assert answers(clara) == []
    assert lead(clara, address).state == "open"


def test_a_need_of_belief_does_not_go_by_mail_and_the_letter_is_kept(
    clara: Any, lagoon: str
) -> None:
    address = asked(clara, lagoon)
    refused = send(clara, address, "Dear Anna,\nthe kitchen is halal.")
    assert refused.status_code == 422
    assert "the kitchen is halal." in letter_of(refused.text)
    assert answers(clara) == []
