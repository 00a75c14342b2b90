"""The privacy officer's page: a person found, taken home or erased; retention shown, then run."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.leads import links, retention
from fairwind.leads.tables import persons
from fairwind.site.retention_words import retention_words
from fairwind.site.text import speech_of
from fairwind.store import audit
from fairwind.store.users import Role

PAGE = "/office/privacy"


@pytest.fixture
def officer(lead_site: Any) -> Any:
    """Petra, who keeps the agency's data in order, with an enquiry of Anna's there."""
    form = lead_site.form("/en/ask")
    lead_site.clock.wait(60)
    assert lead_site.send(form, message="Is there a lift?").status_code == 303
    lead_site.user("petra@example.com", [Role.PRIVACY_OFFICER])
    enter(lead_site, "petra@example.com")
    return lead_site


def enter(site: Any, email: str) -> None:
    entered = {"email": email, "password": "correct horse battery"}
    assert site.client.post("/office/login", data=entered).status_code == 303


def token(site: Any) -> str:
    page = site.client.get(PAGE).text
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_person_is_found_by_number_and_taken_home(officer: Any) -> None:
    page = officer.client.post(
        f"{PAGE}/find", data={"token": token(officer), "sought": "06 30 111 2233"}
    )
    assert "Kovács Anna" in page.text
    assert page.headers["cache-control"] == "no-store"
    answer = officer.client.post(f"{PAGE}/1/export", data={"token": token(officer)})
    assert answer.headers["content-disposition"] == 'attachment; filename="person-1.json"'
    taken = json.loads(answer.text)
    assert taken["leads"][0]["message"] == "Is there a lift?"
    with officer.database.read() as conn:
        assert [line.action for line in audit.entries(conn, "person:1")] == ["person exported"]
        (sought,) = audit.entries(conn, "privacy")
    assert sought.facts == {"persons": "1"}


def test_who_is_erased_is_gone_and_it_is_told(officer: Any) -> None:
    sent = {"token": token(officer), "sure": "yes"}
    answer = officer.client.post(f"{PAGE}/1/erase", data=sent)
    assert answer.headers["location"] == f"{PAGE}?erased=1"
    page = officer.client.get(answer.headers["location"]).text
    assert "Person 1 is erased." in page
    assert "1 erasure stands in the ledger" in page
    with officer.database.read() as conn:
        assert conn.scalar(sa.select(persons.c.name)) == ""
    assert officer.client.post(f"{PAGE}/1/erase", data=sent).status_code == 404


def test_nobody_is_taken_home_by_an_old_login(officer: Any) -> None:
    officer.clock.wait(660)
    answer = officer.client.post(f"{PAGE}/1/export", data={"token": token(officer)})
    assert answer.headers["location"].startswith("/office/prove")
    with officer.database.read() as conn:
        assert not audit.entries(conn, "person:1")


def test_nobody_is_erased_by_one_click_or_an_old_login(officer: Any) -> None:
    assert officer.client.post(f"{PAGE}/1/erase", data={"token": token(officer)}).status_code == 422
    officer.clock.wait(660)
    sent = {"token": token(officer), "sure": "yes"}
    answer = officer.client.post(f"{PAGE}/1/erase", data=sent)
    assert answer.headers["location"].startswith("/office/prove")
    with officer.database.read() as conn:
        assert conn.scalar(sa.select(persons.c.name)) == "Kovács Anna"


def test_who_asked_by_a_link_stands_in_the_list(officer: Any) -> None:
    with officer.database.write() as conn:
        links.make(conn, "my_data", 1, "", officer.clock.now())
    page = officer.client.get(PAGE).text
    assert re.search(r"<b>Kovács Anna</b><p class=\"note\">1 · .* · not opened</p>", page)


def test_retention_is_shown_and_run(officer: Any) -> None:
    page = officer.client.get(PAGE).text
    assert page.count('role="rowheader"') == len(retention.RULES)
    answer = officer.client.post(f"{PAGE}/retention", data={"token": token(officer)})
    assert answer.status_code == 303
    with officer.database.read() as conn:
        (ran,) = audit.entries(conn, "retention")
    assert ran.actor == "petra@example.com"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PRIVACY_OFFICER])
def test_nobody_else_may(lead_site: Any, role: Role) -> None:
    lead_site.user("other@example.com", [role])
    enter(lead_site, "other@example.com")
    assert lead_site.client.get(PAGE).status_code == 403
    for deed in ("find", "retention", "1/export", "1/erase"):
        assert (
            lead_site.client.post(f"{PAGE}/{deed}", data={"token": "x", "sure": "yes"}).status_code
            == 403
        )


def test_without_login_there_is_only_the_login(lead_site: Any) -> None:
    assert lead_site.client.get(PAGE).headers["location"].startswith("/office/login")


def test_every_word_of_the_table_can_be_translated() -> None:
    said = retention_words(speech_of("en"))
    for rule in retention.RULES:
        assert {rule.what, rule.since, rule.why, rule.then} <= set(said), rule.name
