"""The question: asked in a form, kept as a lead with the offer and the price seen."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.requests import Request

from fairwind.leads.inbox import Show
from fairwind.leads.tables import leads
from fairwind.offers import Money, Party
from fairwind.offers.faults import StoreFault
from fairwind.site.client import address_of
from fairwind.store.database import Database
from fairwind.store.tables import outbox

NOW = dt.datetime(2026, 6, 5, 8, 14, tzinfo=dt.UTC)
SEARCH = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"


def test_the_form_shows_the_promise_and_what_will_be_sent(lead_site: Any, lagoon: str) -> None:
    page = html.unescape(lead_site.client.get(lagoon).text)
    assert "Ask about Lagoon Village" in page
    assert "Somebody at Kék Horizont answers you today between 10:14 and 10:29." in page
    assert "Price you saw: €2,536 for 2 adults, children 4 and 11" in page
    assert (
        "Lagoon Village · Hersonissos, Crete · Sat 4 July 2026 · 7 nights · All inclusive" in page
    )
    assert "Aegean Holidays €2,590" in page


def test_a_question_is_kept_with_the_offer_and_the_price_seen(lead_site: Any, lagoon: str) -> None:
    form = lead_site.form(lagoon)
    lead_site.clock.wait(60)
    sent = lead_site.send(form, message="Is the club open?")
    assert sent.status_code == 303
    (lead,) = lead_site.leads(Show.OPEN)
    assert sent.headers["location"].startswith(f"/en/ask/sent/{lead.reference}?seal=")
    assert lead.reference == "KH-1001"
    assert (lead.name, lead.phone, lead.message) == (
        "Kovács Anna",
        "+36301112233",
        "Is the club open?",
    )
    assert lead.party == Party(2, (4, 11))
    assert lead.offer is not None
    assert lead.offer.total == Money(253_600, "EUR")
    assert (lead.offer.product, lead.offer.operator) == ("Lagoon Village", "Sun Tours")
    assert lead.offer.date == dt.date(2026, 7, 4)
    assert {other.operator for other in lead.offer.others} == {"Aegean Holidays", "Hellas"}
    assert lead.offer.parts[0].label == "package"
    assert lead.consent_text.startswith("I agree that Kék Horizont uses")


def test_the_page_after_sending_says_reference_promise_and_what_was_sent(
    lead_site: Any, lagoon: str
) -> None:
    before = html.unescape(lead_site.client.get(lagoon).text)
    form = lead_site.filled_in(before)
    promise = re.search(r"Somebody at Kék Horizont answers you [^<]+", before)
    lead_site.clock.wait(60)
    after = lead_site.client.get(lead_site.send(form).headers["location"])
    page = html.unescape(after.text)
    assert after.status_code == 200
    assert promise
    assert promise[0] in page
    for said in (
        "KH-1001",
        "+36301112233",
        "€2,536 for 2 adults, children 4 and 11",
        "Kovács Anna",
    ):
        assert said in page
    assert after.headers["cache-control"] == "no-store"
    assert after.headers["referrer-policy"] == "no-referrer"


def test_references_cannot_be_counted_through(lead_site: Any, lagoon: str) -> None:
    lead_site.send(lead_site.form(lagoon))
    sent = lead_site.send(lead_site.form(lagoon), message="again").headers["location"]
    seal = sent.partition("seal=")[2].partition("#")[0]
    assert sent.startswith("/en/ask/sent/KH-1002?")
    assert lead_site.client.get(sent).status_code == 200
    assert lead_site.client.get(f"/en/ask/sent/KH-1001?seal={seal}").status_code == 404
    assert lead_site.client.get("/en/ask/sent/KH-1001").status_code == 404


def test_an_old_link_shows_the_promise_and_no_personal_data(lead_site: Any, lagoon: str) -> None:
    sent = lead_site.send(lead_site.form(lagoon)).headers["location"]
    lead_site.clock.wait(25 * 3600)
    page = lead_site.client.get(sent).text
    assert "KH-1001" in page
    assert "Lagoon Village" in page
    assert "+36301112233" not in page
    assert "Kovács" not in page


def test_after_14_days_the_link_says_only_that_it_has_ended(lead_site: Any, lagoon: str) -> None:
    sent = lead_site.send(lead_site.form(lagoon)).headers["location"]
    lead_site.clock.wait(14 * 24 * 3600 + 1)
    page = lead_site.client.get(sent)
    assert page.status_code == 410
    assert "This link has ended" in page.text
    assert "Lagoon" not in page.text
    assert "/en/my-data" in page.text


def test_what_is_unticked_stays_with_the_visitor(lead_site: Any, lagoon: str) -> None:
    form = lead_site.form(lagoon)
    assert set(form["send"]) == {"offer", "price", "others", "party", "search"}
    lead_site.send({**form, "send": ["offer"]})
    (lead,) = lead_site.leads()
    assert lead.offer is not None
    assert (lead.offer.total, lead.offer.parts, lead.offer.others) == (None, (), ())
    assert (lead.offer.party, lead.party, lead.query) == (None, None, ())
    assert "child_age" not in lead.offer.page
    lead_site.send({**lead_site.form(lagoon), "send": []})
    assert lead_site.leads()[0].offer is None


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"phone": "12345"}, "phone", "No telephone has the number “12345”"),
        ({"phone": "call me"}, "phone", "“call me” is not a telephone number"),
        ({"phone": ""}, "phone", "Please give us a telephone number or an e-mail address"),
        ({"email": "anna@"}, "email", "“anna@” is not an e-mail address"),
        ({"name": ""}, "name", "Please tell us your name"),
        ({"consent": ""}, "consent", "Please agree"),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_is_kept(
    lead_site: Any, lagoon: str, typed: dict[str, str], field: str, sentence: str
) -> None:
    answer = lead_site.send(lead_site.form(lagoon), **{"message": "Is the club open?", **typed})
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert f'<a href="#ask-{field}">{sentence}' in page
    assert f'id="ask-{field}-fault">{sentence}' in page
    assert "Is the club open?" in page
    assert "Price you saw: €2,536" in page
    assert lead_site.leads() == ()


def test_a_form_mended_after_an_error_is_sent(lead_site: Any, lagoon: str) -> None:
    answer = lead_site.send(lead_site.form(lagoon), phone="1")
    assert lead_site.send(lead_site.filled_in(answer.text)).status_code == 303
    assert lead_site.leads()[0].offer is not None


def test_a_form_sent_twice_is_one_lead_with_one_reference(lead_site: Any, lagoon: str) -> None:
    form = lead_site.form(lagoon)
    references = {lead_site.send(form).headers["location"].partition("?")[0] for _ in range(3)}
    assert references == {"/en/ask/sent/KH-1001"}
    assert len(lead_site.leads()) == 1


def test_the_price_seen_cannot_be_made_up(lead_site: Any, lagoon: str) -> None:
    form = lead_site.form(lagoon)
    forged = str(form["seal"])[:-4] + "AAAA"
    assert lead_site.send({**form, "seal": forged}).status_code == 303
    (held,) = lead_site.leads(Show.REVIEW)
    assert (held.offer, held.review) == (None, ("unsigned",))


@pytest.mark.parametrize(
    ("typed", "seconds", "doubt"),
    [({"website": "http://spam"}, 60, "honeypot"), ({}, 1, "fast")],
)
def test_a_doubtful_question_is_kept_for_review_and_gets_a_reference(
    lead_site: Any, lagoon: str, typed: dict[str, str], seconds: int, doubt: str
) -> None:
    form = lead_site.form(lagoon)
    lead_site.clock.wait(seconds)
    answer = lead_site.send(form, **typed)
    assert answer.status_code == 303
    assert "KH-1001" in lead_site.client.get(answer.headers["location"]).text
    (held,) = lead_site.leads(Show.REVIEW)
    assert held.review == (doubt,)
    assert lead_site.leads(Show.OPEN) == ()


def test_the_tenth_question_of_an_address_is_never_refused(lead_site: Any, lagoon: str) -> None:
    for number in range(10):
        assert lead_site.send(lead_site.form(lagoon), message=str(number)).status_code == 303
    assert (len(lead_site.leads(Show.OPEN)), len(lead_site.leads(Show.REVIEW))) == (5, 5)


@pytest.mark.parametrize("need", ["q=halal+hotel+kreta", "facility=halal&facility=pool"])
@pytest.mark.parametrize("alone", [True, False])
def test_a_need_in_the_search_never_travels_along(
    lead_site: Any, lagoon: str, need: str, alone: bool
) -> None:
    form = lead_site.form(f"/en/ask?{need}" if alone else f"{lagoon}&{need}")
    lead_site.send(form)
    (lead,) = lead_site.leads()
    assert "halal" not in repr(lead).lower()
    with lead_site.database.read() as conn:
        mails = conn.scalars(sa.select(outbox.c.message)).all()
    assert all(b"halal" not in mail.lower() for mail in mails)


def test_the_search_is_said_once_and_in_the_sites_currency(lead_site: Any) -> None:
    shop = lead_site.app.state.shop
    forints = shop.settings.model_copy(update={"currency": "HUF"})
    lead_site.app.state.shop = replace(shop, settings=forints)
    address = "/en/ask?depart_from=2026-07-04&depart_to=2026-07-04&adults=3&price_max=900000"
    page = html.unescape(lead_site.client.get(address).text)
    (said,) = re.findall(r"Your search: ([^<]+)", page)
    assert said.count("July") == 1
    assert "adults" not in said
    assert "Ft" in said


@pytest.mark.parametrize("lang", ["en", "hu"])
def test_one_may_ask_without_any_offer(lead_site: Any, lang: str) -> None:
    form = lead_site.form(f"/{lang}/ask")
    assert form["send"] == []
    assert lead_site.send(form, lang, message="Do you sell visas?").status_code == 303
    assert (lead_site.leads()[0].offer, lead_site.leads()[0].language) == (None, lang)


def test_a_stay_that_is_gone_is_asked_about_in_general(lead_site: Any) -> None:
    assert lead_site.form("/en/ask?trip=nothing0000&offer=none")["send"] == []


def test_please_call_me_wants_a_telephone(lead_site: Any, lagoon: str) -> None:
    form = lead_site.form(f"{lagoon}&kind=call_me")
    assert 'value="call_me" checked' in lead_site.client.get(f"{lagoon}&kind=call_me").text
    wrong = lead_site.send(form, kind="call_me", phone="", email="anna@example.com")
    assert "To call you we need your telephone number" in html.unescape(wrong.text)
    lead_site.send(form, kind="call_me")
    assert lead_site.leads()[0].kind == "call_me"


def test_hungarian_speaks_hungarian(lead_site: Any, lagoon: str) -> None:
    page = html.unescape(lead_site.client.get(lagoon.replace("/en/", "/hu/")).text)
    assert "Kék Horizont: munkatársunk ma 10:14 és 10:29 között válaszol Önnek." in page
    assert "Send" not in re.sub(r"<[^>]+>", "", page)


def test_hostile_text_stays_text(lead_site: Any, lagoon: str) -> None:
    bad = '<script>alert(1)</script>"\r\nBcc: all@example.com'
    wrong = lead_site.send(lead_site.form(lagoon), name=bad, message=bad, phone="")
    assert "<script>alert" not in wrong.text
    sent = lead_site.send(lead_site.filled_in(wrong.text), name=bad, message=bad)
    assert "<script>alert" not in lead_site.client.get(sent.headers["location"]).text
    with lead_site.database.read() as conn:
        (mail,) = conn.scalars(sa.select(outbox.c.message))
    assert b"\nbcc:" not in mail.lower()


def test_while_the_database_cannot_be_written_the_visitor_still_gets_a_reference(
    lead_site: Any, lagoon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = lead_site.form(lagoon)

    def away(self: Database) -> None:
        raise StoreFault("fairwind.db: database or disk is full")

    monkeypatch.setattr(Database, "write", away)
    sent = lead_site.send(form)
    assert sent.status_code == 303
    page = html.unescape(lead_site.client.get(sent.headers["location"]).text)
    assert re.search(r"KH-S\w{6}", page)
    assert "€2,536 for 2 adults" in page
    monkeypatch.undo()
    lead_site.send(form, message="a second question brings the first one in")
    assert len(lead_site.leads()) == 2


def test_when_nothing_takes_it_the_visitor_is_told_to_call(
    lead_site: Any, lagoon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = lead_site.form(lagoon)

    def away(*_: object) -> None:
        raise StoreFault("no space left on device")

    monkeypatch.setattr(Database, "write", away)
    monkeypatch.setattr("fairwind.leads.spool.keep", away)
    answer = lead_site.send(form, message="Is the club open?")
    page = html.unescape(answer.text)
    assert answer.status_code == 503
    assert "We could not keep your question" in page
    assert "Is the club open?" in page


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "sideways"}, 403),
        ({"origin": "http://127.0.0.1:8000"}, 303),
        ({"origin": "http://127.0.0.1:8001"}, 403),
        ({"origin": "https://127.0.0.1:8000"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"}, 403),
        ({}, 303),
    ],
)
def test_a_question_sent_by_another_sites_page_is_refused(
    lead_site: Any, lagoon: str, headers: dict[str, str], status: int
) -> None:
    form = lead_site.form(lagoon)
    assert lead_site.client.post("/en/ask", data=form, headers=headers).status_code == status
    assert len(lead_site.leads()) == (status == 303)


def test_too_much_or_another_kind_of_body_is_refused(lead_site: Any) -> None:
    big = {"message": "x" * 300_000}
    assert lead_site.client.post("/en/ask", data=big).status_code == 413
    assert lead_site.client.post("/en/ask", json={"name": "Anna"}).status_code == 415
    many = {f"f{number}": "x" for number in range(200)}
    assert lead_site.client.post("/en/ask", data=many).status_code == 400
    assert lead_site.leads() == ()


def test_a_count_of_one_lead_needs_one_row(lead_site: Any, lagoon: str) -> None:
    lead_site.send(lead_site.form(lagoon))
    with lead_site.database.read() as conn:
        rows = conn.execute(sa.select(sa.func.count()).select_from(leads)).scalar_one()
        mails = conn.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one()
    assert (rows, mails) == (1, 1)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, [], "192.0.2.9"),
        (0, ["198.51.100.1"], "192.0.2.9"),
        (1, ["203.0.113.5"], "203.0.113.5"),
        (1, ["198.51.100.1, 203.0.113.5"], "203.0.113.5"),
        (2, ["198.51.100.1, 203.0.113.5", "10.0.0.1"], "203.0.113.5"),
        (2, ["203.0.113.5"], "192.0.2.9"),
    ],
)
def test_the_visitors_address_is_believed_from_our_own_proxies_only(
    lead_site: Any, proxies: int, forwarded: list[str], address: str
) -> None:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    scope = {"type": "http", "headers": headers, "client": ("192.0.2.9", 50_000)}
    settings = lead_site.settings.model_copy(update={"trusted_proxies": proxies})
    assert address_of(Request(scope), settings) == address
