"""The newsletter's pages: asked, confirmed by a button, ended by one click, disclosed to nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from starlette.testclient import TestClient

from fairwind.leads import newsletter
from fairwind.leads.tables import leads, subscriptions
from fairwind.store.tables import outbox

ANNA = "anna@example.com"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def ask(site: Any, email: str = ANNA, lang: str = "en", **more: str) -> Any:
    return site.client.post(f"/{lang}/newsletter", data={"email": email, "website": "", **more})


def mails(site: Any) -> list[Any]:
    with site.database.read() as conn:
        kept = conn.scalars(sa.select(outbox.c.message).order_by(outbox.c.id))
        return [message_from_bytes(one, policy=policy.default) for one in kept]


def path_in(mail: Any) -> str:
    found = re.search(r"8000(/\S+/\S+)", mail.get_body(("plain",)).get_content())
    assert found
    return found[1]


def state(site: Any, email: str = ANNA) -> str:
    with site.database.read() as conn:
        kept = newsletter.subscription(conn, email)
    return kept.state if kept else ""


def confirmed(site: Any) -> str:
    """Anna's newsletter, confirmed; the path that ends it."""
    ask(site)
    assert site.client.post(path_in(mails(site)[-1])).status_code == 200
    with site.database.read() as conn:
        kept = newsletter.subscription(conn, ANNA)
        assert kept is not None
        return f"/unsubscribe/{newsletter.leaving(site.settings, kept)}"


def test_it_is_asked_for_and_confirmed_from_the_mailbox(lead_site: Any) -> None:
    said = ask(lead_site, " Anna@Example.com")
    assert said.status_code == 200
    assert "If anna@example.com can get our newsletter" in said.text
    assert state(lead_site) == "asked"
    path = path_in(mails(lead_site)[0])
    for _ in range(3):  # a scanner reads the mail, too
        page = lead_site.client.get(path)
        assert (page.status_code, page.headers["referrer-policy"]) == (200, "no-referrer")
    assert state(lead_site) == "asked"
    assert "The newsletter is confirmed" in lead_site.client.post(path).text
    assert state(lead_site) == "confirmed"
    assert lead_site.client.post(path).status_code == 410
    assert lead_site.client.get(path).status_code == 410


def test_the_mail_speaks_the_visitors_language(lead_site: Any) -> None:
    ask(lead_site, lang="bg")
    (mail,) = mails(lead_site)
    assert (mail["To"], mail["Content-Language"]) == (ANNA, "bg")
    assert path_in(mail).startswith("/bg/newsletter/confirm/")


def test_a_link_is_dead_after_a_week(lead_site: Any) -> None:
    ask(lead_site)
    lead_site.clock.wait(7 * 24 * 3600)
    assert lead_site.client.post(path_in(mails(lead_site)[0])).status_code == 410
    assert state(lead_site) == "asked"


@pytest.mark.parametrize(("typed", "said"), [("", "Please give"), ("anna@", "not an e-mail")])
def test_what_is_no_address_is_told_at_the_field(lead_site: Any, typed: str, said: str) -> None:
    page = ask(lead_site, typed)
    assert page.status_code == 422
    assert said in page.text
    assert 'href="#email"' in page.text


def test_the_page_is_the_same_for_a_new_a_known_and_a_former_address(lead_site: Any) -> None:
    def said() -> str:
        return re.sub(r"nonce=\S+", "", ask(lead_site).text)

    new = said()
    lead_site.client.post(path_in(mails(lead_site)[-1]))
    known = said()
    with lead_site.database.write() as conn:
        newsletter.end(conn, lead_site.settings, ANNA, "page", lead_site.clock.now())
    former = said()
    over_the_limit = said()
    assert new == known == former == over_the_limit
    assert len(mails(lead_site)) == 3


def test_a_machine_that_fills_in_everything_gets_the_same_page_and_no_mail(lead_site: Any) -> None:
    plain, filled = ask(lead_site).text, ask(lead_site, website="x").text
    assert re.sub(r"nonce=\S+", "", plain) == re.sub(r"nonce=\S+", "", filled)
    assert len(mails(lead_site)) == 1


def test_looking_at_the_link_ends_nothing_and_its_button_does(lead_site: Any) -> None:
    path = confirmed(lead_site)
    for _ in range(3):
        assert "End it now" in lead_site.client.get(path).text
    assert state(lead_site) == "confirmed"
    assert "The newsletter has ended" in lead_site.client.post(path).text
    assert state(lead_site) == "ended"
    assert lead_site.client.post(path).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://mail.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"},
    ],
)
def test_one_click_of_a_mail_programme_ends_it_from_anywhere(
    lead_site: Any, headers: dict[str, str]
) -> None:
    path = confirmed(lead_site)
    programme = TestClient(lead_site.app, lead_site.settings.base_address)
    assert programme.post(path, data=ONE_CLICK, headers=headers).status_code == 200
    assert state(lead_site) == "ended"


def test_only_the_signed_token_passes_the_guard(lead_site: Any) -> None:
    path = confirmed(lead_site)
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert lead_site.client.post(path + "x", data=ONE_CLICK, headers=foreign).status_code == 200
    assert state(lead_site) == "confirmed"
    for guarded in ("/en/newsletter", "/unsubscribe", "/en/my-data/do/delete", "/en/profile/check"):
        sent = lead_site.client.post(guarded, data={"email": ANNA}, headers=foreign)
        assert sent.status_code == 403, guarded


def test_a_lost_link_is_mailed_and_the_page_tells_nobody(lead_site: Any) -> None:
    confirmed(lead_site)
    before = len(mails(lead_site))
    said = [
        re.sub(r"nonce=\S+", "", lead_site.client.post("/unsubscribe", data={"email": email}).text)
        for email in (ANNA, "nobody@example.com", "no address")
    ]
    assert said[0] == said[1] == said[2]
    assert len(mails(lead_site)) == before + 1
    mail = mails(lead_site)[-1]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    lead_site.client.post(path_in(mail))
    assert state(lead_site) == "ended"


def test_whoever_confirms_is_warm(lead_site: Any, lagoon: str) -> None:
    form = lead_site.form(lagoon)
    lead_site.clock.wait(60)
    lead_site.send(form, email=ANNA)
    with lead_site.database.write() as conn:
        conn.execute(leads.update().values(temperature="cold", created_at=lead_site.clock.now()))
    confirmed(lead_site)
    with lead_site.database.read() as conn:
        person = conn.execute(sa.select(subscriptions.c.person_id)).scalar_one()
        lead = conn.execute(sa.select(leads)).one()
    assert lead.person_id == person
    assert lead.temperature in ("warm", "hot")


@pytest.mark.browser
def test_the_whole_way_in_a_browser_without_javascript(
    serve: Callable[[FastAPI], str],
    loopback_app: FastAPI,
    lead_site: Any,
    visit: Callable[..., Any],
) -> None:
    address, seen = serve(loopback_app), visit((390, 844), script=False)
    page = seen.page
    page.goto(f"{address}/en/")
    page.click("footer >> text=Newsletter")
    page.fill("#email", ANNA)
    page.click("main form button")
    page.goto(address + path_in(mails(lead_site)[0]))
    page.click("main form button")
    assert page.inner_text("h1") == "The newsletter is confirmed"
    page.goto(f"{address}/unsubscribe")
    page.fill("#email", ANNA)
    page.click("main form button")
    page.goto(address + path_in(mails(lead_site)[-1]))
    page.click("main form button")
    assert page.inner_text("h1") == "The newsletter has ended"
    assert state(lead_site) == "ended"
    assert (seen.hosts, seen.complaints) == ({"127.0.0.1"}, [])
