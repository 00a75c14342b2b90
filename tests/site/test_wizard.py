"""The wizard of wishes: one question a page, checked, sent once, and gone on with from a mail."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from playwright.sync_api import expect
from starlette.testclient import TestClient

from fairwind.leads import consent, profile
from fairwind.leads.questions import NEEDED, QUESTIONS
from fairwind.leads.tables import leads, links, persons, profiles
from fairwind.store.tables import outbox

ANSWERS: dict[str, dict[str, Any]] = {
    "countries": {"countries": ["GR", "TR"]},
    "dates": {"from": "2026-08-03", "to": "2026-08-24", "flex": "days"},
    "nights": {"min": "7", "max": "10"},
    "party": {"adults": "2", "children-2-5": "1", "children-6-11": "1"},
    "budget": {"budget": "2000-3000-EUR"},
    "hotel_class": {"hotel_class": "4"},
    "room": {"room": ["non_smoking", "family"]},
    "board": {"board": "HB"},
    "interests": {"interests": ["beach", "sights"]},
    "transport": {"transport": ["flight"]},
    "extras": {"skip": "1"},
    "contact": {"name": "Kovács Anna", "email": "Anna@Example.com", "phone": "06 30 111 2233"},
}


def post(client: TestClient, path: str, **typed: Any) -> Any:
    return client.post(f"/en/profile{path}", data=typed or {"sent": "1"})


def answer_all(client: TestClient, answers: dict[str, dict[str, Any]] = ANSWERS) -> None:
    for step, typed in answers.items():
        sent = post(client, f"/{step}", **typed)
        assert sent.status_code == 303, (step, sent.text)


def send(site: Any, client: TestClient | None = None, **typed: str) -> Any:
    client = client or site.client
    seal = re.search(r'name="shown" value="([^"]+)"', client.get("/en/profile/check").text)
    assert seal
    site.clock.wait(60)
    form = {"consent": "yes", "website": "", "shown": html.unescape(seal[1])}
    return post(client, "/check", **form, **typed)


def other_browser(site: Any) -> TestClient:
    return TestClient(site.app, site.settings.base_address, follow_redirects=False)


def mailed(site: Any) -> list[Any]:
    with site.database.read() as conn:
        kept = conn.scalars(sa.select(outbox.c.message).order_by(outbox.c.id))
        mails = [message_from_bytes(one, policy=policy.default) for one in kept]
    mine = [mail for mail in mails if mail["To"] == "anna@example.com"]
    return [mail for mail in mine if mail["Subject"].startswith("Your travel wishes")]


def link_in(mail: Any, words: str) -> str:
    found = re.search(
        rf"http://127\.0\.0\.1:8000(/\S*{words}\S*)", mail.get_body(("plain",)).get_content()
    )
    assert found
    return found[1]


def count(site: Any, table: sa.Table) -> int:
    with site.database.read() as conn:
        return int(conn.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_each_question_leads_to_the_next_and_the_last_to_the_checking(lead_site: Any) -> None:
    client = lead_site.client
    assert "/en/profile/countries" in client.get("/en/profile").text
    steps = list(ANSWERS)
    for step, after in zip(steps, [*steps[1:], "check"], strict=True):
        page = client.get(f"/en/profile/{step}")
        assert page.status_code == 200
        assert page.headers["cache-control"] == "no-store"
        assert (
            post(client, f"/{step}", **ANSWERS[step]).headers["location"] == f"/en/profile/{after}"
        )
    page = html.unescape(client.get("/en/profile/check").text)
    for said in (
        "Greece, Türkiye",
        "Mon 3 August 2026 \u2013 Mon 24 August 2026; Up to 3 days earlier or later",
        "2 adults, Children of 2 to 5: 1, Children of 6 to 11: 1",
        "€2,000 to €3,000",
        "4 stars or better",
        "Does not matter",
        "anna@example.com",
        "+36301112233",
    ):
        assert said in page, said


def test_sent_wishes_are_a_profile_with_consent_and_a_lead_that_goes_its_own_way(
    lead_site: Any,
) -> None:
    answer_all(lead_site.client)
    before = html.unescape(lead_site.client.get("/en/profile/check").text)
    sent = send(lead_site)
    assert (sent.status_code, sent.headers["location"]) == (303, "/en/profile/sent")
    page = html.unescape(lead_site.client.get("/en/profile/sent").text)
    promise = re.search(r'class="promise"><strong>([^<]+)', before)
    assert promise
    assert promise[1] in page
    with lead_site.database.read() as conn:
        row = conn.execute(sa.select(leads)).one()
        kept = profile.profile(conn, row.person_id)
        allowed = consent.current(conn, row.person_id)[("profile", "")]
    assert row.reference in page
    assert (row.kind, row.name, row.email) == ("profile", "Kovács Anna", "anna@example.com")
    assert (row.temperature, row.review, row.team) == ("warm", "", "priority")
    assert row.wish["countries"] == ["GR", "TR"]
    assert row.wish["child_bands"] == ["2-5", "6-11"]
    assert "Room: Non-smoking room, Family room or rooms side by side" in row.message
    assert kept is not None
    assert profile.complete(kept)
    assert {told.source for told in kept.sources.values()} == {"website"}
    assert allowed.granted
    assert allowed.text.startswith("I agree that Kék Horizont keeps these wishes")


def test_sending_twice_makes_one_lead(lead_site: Any) -> None:
    answer_all(lead_site.client)
    send(lead_site)
    send(lead_site)
    assert (count(lead_site, leads), count(lead_site, profiles)) == (1, 1)


def test_what_is_changed_later_changes_the_profile_and_makes_no_second_lead(lead_site: Any) -> None:
    answer_all(lead_site.client)
    send(lead_site)
    changed = post(lead_site.client, "/board", board="AI", change="1")
    assert changed.headers["location"] == "/en/profile/check"
    assert "Keep my changes" in lead_site.client.get("/en/profile/check").text
    send(lead_site)
    assert "We have changed them" in lead_site.client.get("/en/profile/sent").text
    with lead_site.database.read() as conn:
        kept = conn.execute(sa.select(profiles)).one()
    assert (kept.answers["board"], kept.version) == ("AI", 2)
    assert count(lead_site, leads) == 1
    send(lead_site, again="yes")
    assert count(lead_site, leads) == 2


@pytest.mark.parametrize("step", QUESTIONS)
def test_an_empty_answer_is_told_at_its_field(lead_site: Any, step: str) -> None:
    said = post(lead_site.client, f"/{step}")
    assert said.status_code == 422
    page = html.unescape(said.text)
    assert "<title>Error: " in page
    target = re.search(r'id="faults">.*?href="#([\w-]+)"', page, re.S)
    assert target
    assert f'id="{target[1]}"' in page.partition("</ul>")[2]


def test_what_stage_3_needs_cannot_be_skipped(lead_site: Any) -> None:
    for step in NEEDED:
        assert post(lead_site.client, f"/{step}", skip="1").status_code == 422
        assert "Does not matter to me" not in lead_site.client.get(f"/en/profile/{step}").text
    assert post(lead_site.client, "/interests", skip="1").status_code == 303


def test_nothing_is_sent_without_all_answers_and_the_consent(lead_site: Any) -> None:
    client = lead_site.client
    assert send(lead_site).status_code == 422
    answer_all(client)
    refused = post(client, "/check", website="")
    assert refused.status_code == 422
    assert "Please agree that we may keep your wishes" in html.unescape(refused.text)
    assert (count(lead_site, leads), count(lead_site, persons)) == (0, 0)


def test_the_consent_is_never_ticked_before(lead_site: Any) -> None:
    answer_all(lead_site.client)
    page = lead_site.client.get("/en/profile/check").text
    assert re.search(r'name="consent" value="yes">', page)
    assert " checked" not in page


def test_before_sending_nothing_is_kept_but_in_the_browser(lead_site: Any) -> None:
    answer_all(lead_site.client)
    for table in (leads, persons, profiles, links, outbox):
        assert count(lead_site, table) == 0
    (cookie,) = lead_site.client.cookies.jar
    assert cookie.name == "wishes"
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert "2026" not in str(cookie.expires)
    post(lead_site.client, "/forget")
    assert "Not answered yet" in lead_site.client.get("/en/profile/check").text


def test_a_cookie_made_up_is_an_empty_draft(lead_site: Any) -> None:
    answer_all(lead_site.client)
    (cookie,) = lead_site.client.cookies.jar
    lead_site.client.cookies.clear()
    lead_site.client.cookies.set("wishes", f"{cookie.value}x")
    assert "Kovács" not in lead_site.client.get("/en/profile/check").text


def test_saved_answers_wait_behind_a_link_that_works_once(lead_site: Any) -> None:
    answer_all(lead_site.client, {step: ANSWERS[step] for step in ("countries", "dates")})
    said = post(lead_site.client, "/save", email="Anna@Example.com ")
    assert "We have sent a link to anna@example.com" in said.text
    (mail,) = mailed(lead_site)
    path = link_in(mail, "/profile/back/")
    elsewhere = other_browser(lead_site)
    for _ in range(3):  # a scanner reads the mail, too
        assert "Go on with my wishes" in elsewhere.get(path).text
    back = elsewhere.post(path)
    assert back.headers["location"] == "/en/profile/nights"
    assert "Greece" in elsewhere.get("/en/profile/check").text
    assert other_browser(lead_site).post(path).status_code == 410
    assert other_browser(lead_site).get(path).status_code == 410


def test_a_saved_link_ends_after_two_weeks(lead_site: Any) -> None:
    post(lead_site.client, "/countries", **ANSWERS["countries"])
    post(lead_site.client, "/save", email="anna@example.com")
    path = link_in(mailed(lead_site)[0], "/profile/back/")
    lead_site.clock.wait(14 * 24 * 3600)
    assert lead_site.client.get(path).status_code == 410
    assert lead_site.client.post(path).status_code == 410
    assert lead_site.client.post(path[:-3] + "abc").status_code == 410


def test_saving_says_the_same_to_everybody_and_mails_three_a_day(lead_site: Any) -> None:
    answer_all(lead_site.client)
    send(lead_site)
    known = post(lead_site.client, "/save", email="anna@example.com").text
    unknown = post(lead_site.client, "/save", email="nobody@example.com").text
    plain = [re.sub(r"(anna|nobody)@|nonce=\S+", "", page) for page in (known, unknown)]
    assert plain[0] == plain[1]
    before = len(mailed(lead_site))
    for _ in range(5):
        assert post(lead_site.client, "/save", email="anna@example.com").status_code == 200
    assert len(mailed(lead_site)) == before + 2


def test_a_stranger_who_types_my_name_and_address_does_not_change_my_wishes(lead_site: Any) -> None:
    answer_all(lead_site.client)
    send(lead_site)
    stranger = other_browser(lead_site)
    answer_all(stranger, {**ANSWERS, "board": {"board": "AI"}})
    assert send(lead_site, stranger).status_code == 303
    with lead_site.database.read() as conn:
        assert conn.execute(sa.select(profiles.c.answers)).scalar_one()["board"] == "HB"
    assert count(lead_site, leads) == 2  # asked for, so somebody answers it
    mine = other_browser(lead_site)
    mine.post(link_in(mailed(lead_site)[-1], "/profile/back/"))
    send(lead_site, mine)
    with lead_site.database.read() as conn:
        assert conn.execute(sa.select(profiles.c.answers)).scalar_one()["board"] == "AI"
    assert count(lead_site, leads) == 2


def test_a_machine_that_fills_in_everything_is_looked_at_first(lead_site: Any) -> None:
    answer_all(lead_site.client)
    lead_site.clock.wait(60)
    post(lead_site.client, "/check", consent="yes", website="http://spam.example")
    with lead_site.database.read() as conn:
        assert conn.execute(sa.select(leads.c.review)).scalar_one() == "honeypot"


def test_there_is_no_question_of_another_name(lead_site: Any) -> None:
    for step in ("diet", "health", "notes", "religion"):
        assert lead_site.client.get(f"/en/profile/{step}").status_code == 404
        assert post(lead_site.client, f"/{step}", value="halal").status_code == 404


def test_a_full_disk_takes_the_wishes_into_the_spool(
    lead_site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fairwind.offers.faults import StoreFault

    answer_all(lead_site.client)

    def full() -> None:
        raise StoreFault("disk full")

    monkeypatch.setattr(lead_site.database, "write", full)
    assert send(lead_site).status_code == 303
    assert "Your reference:" in lead_site.client.get("/en/profile/sent").text


@pytest.mark.browser
def test_the_whole_wizard_in_a_browser_without_javascript(
    serve: Callable[[FastAPI], str],
    loopback_app: FastAPI,
    lead_site: Any,
    visit: Callable[..., Any],
) -> None:
    anna = visit((390, 844), script=False)
    walk(anna.page, serve(loopback_app), lead_site, lambda name: None)
    assert count(lead_site, leads) == 1
    assert anna.hosts == {"127.0.0.1"}
    assert [said for said in anna.complaints if "422" not in said] == []


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.parametrize(
    ("size", "dark"),
    [
        pytest.param((390, 844), True, id="390 dark"),
        pytest.param((1280, 900), False, id="1280 light"),
    ],
)
def test_no_page_of_the_wizard_has_a_barrier(
    serve: Callable[[FastAPI], str],
    loopback_app: FastAPI,
    lead_site: Any,
    visit: Callable[..., Any],
    axe: Callable[[Any], list[str]],
    size: tuple[int, int],
    dark: bool,
) -> None:
    page = visit(size, dark=dark).page
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > size[0]:
            found[name].append(f"the page is {wide} px wide")

    walk(page, serve(loopback_app), lead_site, look)
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert len(found) == 3 + len(ANSWERS)


def walk(page: Any, address: str, site: Any, look: Callable[[str], None]) -> None:
    """Through all questions, one changed from the checking, and sent."""
    page.goto(f"{address}/en/profile")
    look("start")
    page.click("main a.btn")
    page.click("main .go-on .btn >> nth=0")
    expect(page).to_have_title(re.compile(r"^Error: "))
    for step, typed in ANSWERS.items():
        assert page.url.endswith(f"/profile/{step}")
        look(step)
        fill(page, typed)
        page.click(f"main .go-on .btn >> nth={1 if 'skip' in typed else 0}")
    assert page.url.endswith("/profile/check")
    look("check")
    page.click("table >> tr:has-text('Meals') >> a")
    page.check("text=Full board or better")
    page.click("main .go-on .btn >> nth=0")
    assert "Full board or better" in page.inner_text("table")
    page.check("#consent")
    site.clock.wait(60)
    page.click("main .go-on .btn")
    assert page.url.endswith("/profile/sent")
    look("sent")


def fill(page: Any, typed: dict[str, Any]) -> None:
    for name, value in typed.items():
        if name == "skip":
            continue
        fields = page.locator(f"main [name='{name}']")
        if fields.first.get_attribute("type") in ("checkbox", "radio"):
            for one in value if isinstance(value, list) else [value]:
                page.check(f"main [name='{name}'][value='{one}']")
        else:
            fields.first.fill(value)
