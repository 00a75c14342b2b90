"""One's own data: by a link to the mailbox, seen, taken away, corrected, withdrawn and deleted."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from starlette.testclient import TestClient

from fairwind.leads import behaviour, consent, needs, people, profile
from fairwind.leads.enquiry import Enquiry
from fairwind.leads.retention import RULES
from fairwind.leads.tables import consents, leads, persons
from fairwind.leads.take import take
from fairwind.site.visitor.trust import SAID
from fairwind.store.tables import audit, outbox

from .test_wizard import ANSWERS, answer_all, send

ANNA, BELA = "anna@example.com", "bela@example.com"
HOUR = 3600


def ask(site: Any, email: str = ANNA, lang: str = "en") -> Any:
    return site.client.post(f"/{lang}/my-data", data={"email": email})


def mails(site: Any, to: str = ANNA) -> list[Any]:
    with site.database.read() as conn:
        kept = conn.scalars(sa.select(outbox.c.message).order_by(outbox.c.id))
        found = [message_from_bytes(one, policy=policy.default) for one in kept]
    return [m for m in found if m["To"] == to and "data" in m["Subject"]]


def paths(mail: Any) -> list[str]:
    return re.findall(r"http://127\.0\.0\.1:8000(/\w+/my-data/\S+)", text(mail))


def text(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


def browser(site: Any) -> TestClient:
    return TestClient(site.app, site.settings.base_address, follow_redirects=False)


def inside(site: Any, email: str = ANNA) -> TestClient:
    """A browser that used the link of this mailbox."""
    ask(site, email)
    mine = browser(site)
    opened = mine.post(paths(mails(site, email)[-1])[0])
    assert (opened.status_code, opened.headers["location"]) == (303, "/en/my-data")
    return mine


def do(mine: TestClient, deed: str, **typed: str) -> Any:
    return mine.post(f"/en/my-data/do/{deed}", data=typed or {"sent": "1"})


def seen(mine: TestClient) -> str:
    page = mine.get("/en/my-data")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    return html.unescape(page.text)


def number(site: Any) -> int:
    with site.database.read() as conn:
        return int(conn.execute(sa.select(persons.c.id)).scalar_one())


@pytest.fixture
def anna(lead_site: Any) -> Any:
    """Anna's wishes are with us, and she has told a need."""
    answer_all(lead_site.client)
    send(lead_site)
    person = number(lead_site)
    now = lead_site.clock.now()
    with lead_site.database.write() as conn:
        given = consent.record(conn, person, "use_for_trip", True, "I agree.", "needs", "link", now)
        ends = needs.expires(None, False, now)
        needs.keep(conn, lead_site.settings, person, "dietary", "no nuts", "", given, ends, now)
    return lead_site


def test_all_that_we_hold_is_told_in_plain_words(anna: Any) -> None:
    page = seen(inside(anna))
    for said in (
        "Kovács Anna",
        "+36301112233",
        "Travel wishes",
        "waits for our answer",
        "Greece, Türkiye",
        "by you, on this site",
        "Keeping your travel wishes",
        "I agree that Kék Horizont keeps these wishes",
        "Using your needs for your trip",
        "Told on Fri 5 June 2026, kept until",
        "It does not come to you.",
    ):
        assert said in page, said
    assert "no nuts" not in page


def test_needs_are_shown_by_post_alone_and_the_reading_is_noted(anna: Any) -> None:
    mine = inside(anna)
    shown = do(mine, "show-needs")
    assert "no nuts" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert "no nuts" not in seen(mine)
    with anna.database.read() as conn:
        lines = conn.execute(sa.select(audit.c.action, audit.c.facts)).all()
    assert "needs shown to their person" in [line.action for line in lines]
    assert "nuts" not in str(lines)


def test_everything_can_be_taken_away_as_json(anna: Any) -> None:
    answer = do(inside(anna), "download")
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    kept = json.loads(answer.text)
    assert kept["needs"][0]["text"] == "no nuts"
    assert kept["leads"][0]["email"] == ANNA
    assert kept["profiles"][0]["answers"]["board"] == "HB"


def test_the_file_hides_what_the_page_hides(anna: Any) -> None:
    """Whoever typed her number beside no address, or an own browser's visits, is not she."""
    clock, key = anna.clock, behaviour.new_key()
    stranger = behaviour.visitor_of(anna.settings, key)
    with anna.database.write() as conn:
        behaviour.agree(conn, stranger, clock.now())
        behaviour.note(conn, stranger, "saved", "p-of-a-stranger", clock.now())
    asked = Enquiry(
        name="Kovács A.", phone="+36301112233", email="", when="only after ten",
        message="the words of somebody else", language="hu", party=None, query=(), offer=None,
        kind="call_me", visitor=stranger, consent_text="I agree.", idempotency_key="k-1",
    )  # fmt: skip
    assert take(anna.database, anna.settings, clock, asked).created
    with anna.database.write() as conn:
        assert set(conn.scalars(sa.select(leads.c.person_id))) == {number(anna)}
        own = leads.update().where(leads.c.email == ANNA)
        conn.execute(own.values(message="the words of Anna"))
    mine = inside(anna)
    page, kept = seen(mine), do(mine, "download").text
    for said in ("the words of Anna", "Call me"):
        assert said in page
    assert "the words of Anna" in kept
    for hidden in ("somebody else", "after ten", "Kovács A.", stranger, "p-of-a-stranger"):
        assert hidden not in page
        assert hidden not in kept
    (foreign,) = (one for one in json.loads(kept)["leads"] if one["kind"] == "call_me")
    assert set(foreign) == {"reference", "kind", "channel", "state", "created_at"}


def test_name_telephone_and_language_are_corrected(anna: Any) -> None:
    mine = inside(anna)
    done = do(mine, "correct", name="Kovács Anna Mária", phone="06 30 999 8877", language="hu")
    assert "Your details are corrected." in done.text
    with anna.database.read() as conn:
        person = people.person(conn, number(anna))
    assert person is not None
    assert (person.name, person.language) == ("Kovács Anna Mária", "hu")
    assert (person.phones, person.emails) == (("+36309998877",), (ANNA,))
    for typed in ({"name": ""}, {"phone": "12"}, {"language": "xx"}):
        wrong = do(mine, "correct", **{"name": "A", "phone": "", "language": "en", **typed})
        assert wrong.status_code == 422
        assert "<title>Error: " in wrong.text


def test_a_consent_taken_back_takes_with_it_what_rests_on_it(anna: Any) -> None:
    mine, person = inside(anna), number(anna)
    with anna.database.read() as conn:
        held = {one.purpose: one.id for one in consent.ledger(conn, person)}
    do(mine, "withdraw", consent=str(held["profile"]))
    do(mine, "withdraw", consent=str(held["use_for_trip"]))
    with anna.database.read() as conn:
        assert profile.profile(conn, person) is None
        assert needs.masked(conn, person, anna.clock.now()) == ()
        assert not consent.granted(conn, person, "profile")
    assert "taken back on Fri 5 June 2026" in seen(mine)
    assert do(mine, "withdraw", consent=str(held["profile"])).status_code == 404


def test_scoring_is_switched_off_and_on(anna: Any) -> None:
    mine = inside(anna)
    assert "in the order of coming" in do(mine, "scoring", scoring="off").text
    with anna.database.read() as conn:
        assert conn.execute(sa.select(persons.c.unscored)).scalar_one()
        assert conn.execute(sa.select(leads.c.score)).scalar_one() == 0
    do(mine, "scoring", scoring="on")
    with anna.database.read() as conn:
        assert not conn.execute(sa.select(persons.c.unscored)).scalar_one()


def test_everything_is_deleted_after_the_word_is_typed(anna: Any) -> None:
    mine = inside(anna)
    assert do(mine, "delete", word="delete?").status_code == 422
    gone = do(mine, "delete", word="delete")
    assert "Everything about you is deleted" in gone.text
    assert "Mail me the link" in mine.get("/en/my-data").text
    anna.clock.wait(HOUR)
    ask(anna)
    assert "we keep nothing" in text(mails(anna)[-1])
    for file in anna.settings.home.rglob("*"):
        if file.is_file():
            held = file.read_bytes()
            assert not [w for w in ("Kovács", "301112233", "no nuts") if w.encode() in held], file


def test_wishes_are_changed_in_the_wizard_and_stay_one_lead(anna: Any) -> None:
    mine = inside(anna)
    assert do(mine, "wishes").headers["location"] == "/en/profile/check"
    mine.post("/en/profile/board", data={"board": "AI", "change": "1"})
    assert send(anna, mine).status_code == 303
    with anna.database.read() as conn:
        kept = profile.profile(conn, number(anna))
        assert conn.execute(sa.select(sa.func.count()).select_from(leads)).scalar_one() == 1
    assert kept is not None
    assert (kept.answers["board"], kept.version) == ("AI", 2)


def test_nobody_learns_whether_an_address_is_known(anna: Any) -> None:
    known, unknown = ask(anna, ANNA), ask(anna, BELA)
    said = [
        re.sub(r"(anna|bela)@|nonce=\S+|\d+\.\d+", "", answer.text) for answer in (known, unknown)
    ]
    assert known.status_code == unknown.status_code == 200
    assert said[0] == said[1]
    assert (len(mails(anna, ANNA)), len(mails(anna, BELA))) == (1, 1)
    assert paths(mails(anna, BELA)[0]) == []


def test_three_mails_an_hour_go_to_one_mailbox(anna: Any) -> None:
    for _ in range(6):
        assert ask(anna).status_code == 200
    assert len(mails(anna)) == 3
    anna.clock.wait(HOUR)
    ask(anna)
    assert len(mails(anna)) == 4


def test_a_scanner_that_reads_the_mail_opens_nothing(anna: Any) -> None:
    ask(anna)
    (path,) = paths(mails(anna)[0])
    for _ in range(3):
        page = browser(anna).get(path)
        assert (page.status_code, page.headers["referrer-policy"]) == (200, "no-referrer")
        assert "Kovács" not in page.text
        assert "set-cookie" not in page.headers
    assert browser(anna).post(path).status_code == 303
    assert browser(anna).post(path).status_code == 410
    assert browser(anna).get(path).status_code == 410


def test_an_old_a_foreign_and_a_made_up_link_open_nothing(anna: Any) -> None:
    ask(anna)
    (path,) = paths(mails(anna)[0])
    token = path.rpartition("/")[2]
    for foreign in (f"/en/needs/{token}", f"/en/profile/back/{token}", "/en/my-data/abc"):
        assert browser(anna).get(foreign).status_code == 410
        assert browser(anna).post(foreign, data={"a": "b"}).status_code == 410
    anna.clock.wait(HOUR)
    assert browser(anna).post(path).status_code == 410


def test_the_page_closes_after_half_an_hour_or_when_it_is_closed(anna: Any) -> None:
    mine = inside(anna)
    anna.clock.wait(HOUR / 2)
    assert "Mail me the link" in seen(mine)
    assert do(mine, "download").status_code == 303
    again = inside(anna)
    secret = {one.name: one.value for one in again.cookies.jar}["mine"]
    do(again, "leave")
    again.cookies.set("mine", secret or "")
    assert "Kovács" not in seen(again)


def test_nothing_is_done_without_a_link(anna: Any) -> None:
    stranger = browser(anna)
    stranger.cookies.set("mine", "made-up")
    for deed in ("download", "delete", "correct", "show-needs", "withdraw", "scoring"):
        answer = do(stranger, deed, word="DELETE", name="Eve")
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/my-data")
    assert do(stranger, "become-admin").status_code == 404
    with anna.database.read() as conn:
        assert conn.execute(sa.select(persons.c.name)).scalar_one() == "Kovács Anna"


def test_an_address_typed_beside_a_strangers_number_opens_its_own_enquiries_only(
    anna: Any,
) -> None:
    thief = browser(anna)
    answer_all(thief, {**ANSWERS, "contact": {**ANSWERS["contact"], "email": BELA}})
    send(anna, thief)
    mine = inside(anna, BELA)
    page = seen(mine)
    assert "Here you see what came from this mailbox" in page
    assert ANNA not in page
    assert "Delete everything" not in page
    for deed in ("download", "delete", "show-needs", "tell-needs", "wishes"):
        assert do(mine, deed, word="DELETE").status_code == 404


def test_two_who_share_a_mailbox_get_a_link_each(anna: Any) -> None:
    other = {"name": "Kovács Béla", "email": ANNA, "phone": ""}
    mate = browser(anna)
    answer_all(mate, {**ANSWERS, "contact": other})
    send(anna, mate)
    ask(anna)
    said = text(mails(anna)[-1])
    assert len(paths(mails(anna)[-1])) == 2
    assert "Data of Kovács Anna" in said
    assert "Data of Kovács Béla" in said


def test_the_table_of_what_is_kept_is_made_from_the_rules(lead_site: Any) -> None:
    page = html.unescape(lead_site.client.get("/en/privacy").text)
    names = {rule.name for rule in RULES}
    assert set(SAID) <= names
    for what, why, _ in SAID.values():
        assert what in page
        assert why in page
    for said in ("30 days after your return", "24 months after the last contact", "8 years after"):
        assert said in page
    footer = page[page.index("<footer") :]
    for path in ("profile", "newsletter", "my-data", "privacy", "accessibility"):
        assert f'href="/en/{path}"' in footer
        assert lead_site.client.get(f"/en/{path}").status_code == 200


def test_no_get_changes_a_row(anna: Any) -> None:
    mine = inside(anna)

    def rows() -> str:
        with anna.database.read() as conn:
            return str(
                [conn.execute(sa.select(t)).all() for t in (leads, persons, consents, outbox)]
            )

    before = rows()
    for path in ("my-data", "privacy", "profile", "profile/check", "newsletter", "accessibility"):
        assert mine.get(f"/en/{path}").status_code == 200
    assert rows() == before


@pytest.mark.browser
def test_the_whole_way_in_a_browser_without_javascript(
    serve: Callable[[FastAPI], str], loopback_app: FastAPI, anna: Any, visit: Callable[..., Any]
) -> None:
    address, seen = serve(loopback_app), visit((390, 844), script=False)
    page = seen.page
    page.goto(f"{address}/en/my-data")
    page.fill("#email", ANNA)
    page.click("main form button")
    assert "Look into your mailbox" in page.inner_text("h1")
    page.goto(address + paths(mails(anna)[0])[0])
    page.click("main form button")
    page.click("text=Show them")
    assert "no nuts" in page.inner_text("main")
    page.fill("#name", "Kovács Anna Mária")
    page.click("button:text-is('Correct')")
    assert page.input_value("#name") == "Kovács Anna Mária"
    page.fill("#word", "DELETE")
    page.click("text=Delete everything about me")
    assert "Everything about you is deleted" in page.inner_text("h1")
    assert seen.hosts == {"127.0.0.1"}
    assert seen.complaints == []


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.parametrize(
    ("size", "dark"),
    [
        pytest.param((390, 844), True, id="390 dark"),
        pytest.param((1280, 900), False, id="1280 light"),
    ],
)
def test_no_page_of_ones_own_has_a_barrier(
    serve: Callable[[FastAPI], str],
    loopback_app: FastAPI,
    anna: Any,
    visit: Callable[..., Any],
    axe: Callable[[Any], list[str]],
    size: tuple[int, int],
    dark: bool,
) -> None:
    page, address = visit(size, dark=dark).page, serve(loopback_app)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > size[0]:
            found[name].append(f"the page is {wide} px wide")

    for name in ("my-data", "privacy", "accessibility", "newsletter", "profile/save"):
        page.goto(f"{address}/en/{name}")
        look(name)
    page.goto(f"{address}/unsubscribe")
    look("leave")
    ask(anna)
    page.goto(address + paths(mails(anna)[0])[0])
    look("link")
    page.click("main form button")
    look("centre")
    page.click("text=Show them")
    look("needs shown")
    page.click("text=Delete everything about me")
    look("wrong word")
    page.click("text=Tell what I need")
    look("needs")
    page.click("text=Keep this")
    look("needs kept")
    page.goto(f"{address}/en/my-data/made-up")
    look("dead link")
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert len(found) == 13
