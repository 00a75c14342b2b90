"""A need of health or belief that is searched for stays with the visitor (W-09a)."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from fairwind.site.enquiry.sensitive import reveals_a_need
from fairwind.store.database import metadata
from fairwind.store.mail_words import words
from fairwind.store.outbox import deliver
from fairwind.store.users import HEAD

from .office_people import send

TYPED = ("halal hotel kreta", "халял отель", "vegetarian greece", "wheelchair rhodes", "vegán")
CHOSEN = ("facility=halal", "facility=vegetarian&facility=pool", "facility=accessible")
WORDS = ("halal", "халял", "vegetarian", "wheelchair", "vegán", "accessible")


@pytest.mark.parametrize("text", TYPED)
def test_such_words_are_known(text: str) -> None:
    assert reveals_a_need(text)


@pytest.mark.parametrize("text", ["crete family hotel", "2 adults august", "safari"])
def test_other_words_are_not(text: str) -> None:
    assert not reveals_a_need(text)


def test_a_search_and_a_question_leave_no_trace_of_a_need(
    lead_site: Any,
    lagoon: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG, "fairwind")
    caplog.set_level(logging.DEBUG, "uvicorn")
    for asked in (*(f"q={quote(typed)}" for typed in TYPED), *CHOSEN):
        ask_after(lead_site, lagoon, asked)
    assert len(lead_site.leads()) == 2 * len(TYPED + CHOSEN)
    said = capfd.readouterr()
    logged = [r.getMessage() for r in caplog.records if r.name != "httpx"]
    shown = office(lead_site)
    assert deliver(lead_site.database, lead_site.settings, lead_site.clock).sent
    mailed = [words(path.read_bytes()).all for path in lead_site.settings.mail_folder.iterdir()]
    texts = (said.out + said.err, *logged, *shown, *mailed, *rows(lead_site))
    assert any("Is there a lift?" in text for text in mailed)
    assert traces(lead_site.settings.home, *texts) == []


FORMS = ("/en/ask", "/en/ask?kind=call_me", "/en/ask?kind=option", "/en/ask?kind=find_me")


def test_what_a_form_brings_of_a_need_is_kept_nowhere(
    lead_site: Any,
    lagoon: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Every way of asking, the newsletter, the wishes and the line of the office: nothing of it."""
    caplog.set_level(logging.DEBUG, "fairwind")
    answers = []
    for page in (*FORMS, lagoon, f"{lagoon}&kind=option", f"{lagoon}&kind=call_me"):
        for field in ("message", "when", "where"):
            form = lead_site.form(page)
            lead_site.clock.wait(60)
            answers.append(lead_site.send(form, **{field: "We are vegetarian, halal only"}))
            lead_site.clock.wait(3600)  # a visitor's hourly limit is another test's
    assert {one.status_code for one in answers} <= {303, 422}
    assert sum(one.status_code == 422 for one in answers) >= len(answers) // 2
    for path in ("/en/profile/must", "/en/profile/send", "/en/newsletter", "/en/my-data"):
        sent = {"must": "halal", "name": "halal", "email": "halal", "message": "halal"}
        assert lead_site.client.post(path, data=sent).status_code < 500
    shown = office(lead_site)
    typed = {"name": "Nagy Pál", "phone": "+36302222222", "wish": "halal, wheelchair", "key": "k"}
    kept = send(lead_site, "/office/new", kind="phone", **typed)
    assert kept.status_code == 422
    deliver(lead_site.database, lead_site.settings, lead_site.clock)
    said = capfd.readouterr()
    logged = [r.getMessage() for r in caplog.records if r.name != "httpx"]
    texts = (said.out + said.err, *logged, *shown, *rows(lead_site))
    assert traces(lead_site.settings.home, *texts) == []


def rows(lead_site: Any) -> list[str]:
    """Every value of every table, as a person would read it: JSON and mails decoded."""
    with lead_site.database.read() as conn:
        found = [
            value
            for table in metadata.sorted_tables
            for row in conn.execute(sa.select(table))
            for value in row
        ]
    return [words(one).all if isinstance(one, bytes) else str(one) for one in found]


@pytest.mark.parametrize("page", ["/en/profile", "/en/newsletter", "/en/privacy", "/en/my-data"])
def test_pages_about_a_person_keep_no_word_of_a_search(lead_site: Any, page: str) -> None:
    """Whatever a visitor's browser brings along in the address, nothing of it is written down."""
    answer = lead_site.client.get(f"{page}?q=halal&facility=halal", follow_redirects=True)
    assert answer.status_code in (200, 404)
    assert traces(lead_site.settings.home, *rows(lead_site)) == []


def ask_after(lead_site: Any, lagoon: str, asked: str) -> None:
    """Search every page of the way with it, and send a question from two of them."""
    for page in ("/en/trips", "/en/trips.json", "/en/calendar", "/en/destinations", "/suggest"):
        assert lead_site.client.get(f"{page}?{asked}").status_code in (200, 429)
    for page in (f"/en/ask?{asked}", f"{lagoon}&{asked}"):
        form = lead_site.form(page)
        lead_site.clock.wait(60)
        assert lead_site.send(form, message="Is there a lift?").status_code == 303


def office(lead_site: Any) -> list[str]:
    """What the office shows of all leads, page by page."""
    lead_site.user("dora@example.com", HEAD)
    entered = {"email": "dora@example.com", "password": "correct horse battery"}
    lead_site.client.post("/office/login", data=entered)
    pages = ["/office/?show=all", *(f"/office/leads/{one.reference}" for one in lead_site.leads())]
    shown = [lead_site.client.get(page) for page in pages]
    assert [page.status_code for page in shown] == [200] * len(shown)
    return [page.text for page in shown]


def traces(home: Path, *texts: str) -> list[str]:
    """Each of the words with the file or text where it stands; offers say them of themselves."""
    files = [path for path in home.rglob("*") if path.is_file() and not offered(path, home)]
    assert any(path.suffix == ".db" or "fairwind.db" in path.name for path in files)
    held = [(path.name, path.read_bytes()) for path in files]
    held += [("said", text.encode()) for text in texts]
    return [f"{word} in {name}" for word in WORDS for name, data in held if stands(word, data)]


def offered(path: Path, home: Path) -> bool:
    return path.relative_to(home).parts[0] in ("generations", "runs")


def stands(word: str, data: bytes) -> bool:
    ways = (word.encode(), quote(word).encode(), word.encode("utf-16-le"))
    return any(way.lower() in data.lower() for way in ways)
