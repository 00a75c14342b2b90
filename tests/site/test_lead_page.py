"""One lead: what the page shows, what each button does, and what two do at once."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.leads import consent, needs
from fairwind.leads.lead_card import LeadCard, card
from fairwind.leads.profile import profile
from fairwind.leads.stage_notes import notes
from fairwind.leads.tables import score_doubts
from fairwind.store import audit
from fairwind.store.users import MANAGER, Role

CLARA, BELA = "clara@example.com", "bela@example.com"
PASSWORD = "correct horse battery"
CALL = {
    "countries": "Greece, Bulgaria",
    "from": "2026-07-04",
    "to": "2026-07-24",
    "adults": "2",
    "ages": "4, 11",
    "budget": "2000-3000-EUR",
    "decides_with": "her sister",
    "motives": "a short flight",
    "next_step": "Send three offers",
    "next_day": "2026-06-08",
    "next_time": "15:00",
}


def log_in(site: Any, email: str) -> None:
    sent = {"email": email, "password": PASSWORD}
    assert site.client.post("/office/login", data=sent).status_code == 303


@pytest.fixture
def clara(lead_site: Any) -> Any:
    """The site with Clara, a manager, logged in."""
    lead_site.user(CLARA, MANAGER)
    log_in(lead_site, CLARA)
    return lead_site


def ask(site: Any, lagoon: str, **typed: str) -> str:
    """Anna asks to be called; gives the lead's address."""
    form = site.form(lagoon)
    site.clock.wait(60)
    sent: str = site.send(form, **{"kind": "call_me", **typed}).headers["location"]
    return f"/office/leads/{sent.partition('?')[0].rpartition('/')[2]}"


def page_of(site: Any, address: str) -> str:
    answer = site.client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def form_of(site: Any, address: str) -> dict[str, str]:
    """Token and version as the page has them."""
    page = page_of(site, address)
    found = [re.search(rf'name="{name}" value="([^"]+)"', page) for name in ("token", "version")]
    assert all(found)
    return {name: one[1] for name, one in zip(("token", "version"), found, strict=True) if one}


def press(site: Any, address: str, deed: str, **typed: str) -> Any:
    return site.client.post(f"{address}/{deed}", data={**form_of(site, address), **typed})


def lead(site: Any, address: str) -> LeadCard:
    with site.database.read() as conn:
        found = card(conn, address.rpartition("/")[2])
    assert found is not None
    return found


def test_a_lead_shows_who_asks_what_they_saw_and_what_it_costs_now(clara: Any, lagoon: str) -> None:
    address = ask(clara, lagoon, message="Is the club open?\nThank you", when="after 5")
    page = page_of(clara, address)
    for said in (
        "Is the club open?",
        "after 5",
        'href="tel:+36301112233"',
        "Sat 4 July · 2 adults, children 4 and 11",
        "Lagoon Village · Hersonissos, Crete",
        "saw €2,536, now €2,536 (checked 08:14)",
        "Aegean Holidays",
        "+€54",
        "I agree that Kék Horizont uses",
        "The question came in",
    ):
        assert said in page, said


def test_the_printed_lines_of_the_score_add_up_to_it(clara: Any, lagoon: str) -> None:
    address = ask(clara, lagoon)
    page = page_of(clara, address)
    block = page[page.index("<h2>Score") : page.index("Rules, version")]
    points = re.findall(r"<b>(\N{MINUS SIGN}?)([\d.]+)</b>", block)
    total = sum(-float(n) if sign else float(n) for sign, n in points)
    assert points
    assert lead(clara, address).score == int(total + 0.5)


def test_the_price_that_went_away_is_said_to_be_gone(clara: Any, lagoon: str) -> None:
    address = ask(clara, lagoon)
    shop = clara.app.state.shop

    class Sold:
        """The real finder, but nothing is for sale any more."""

        def __getattr__(self, name: str) -> Any:
            return getattr(shop.finder, name)

        def quote(self, *asked: Any) -> None:
            return None

    from dataclasses import replace

    clara.app.state.shop = replace(shop, finder=Sold())
    assert "saw €2,536, not for sale any more" in page_of(clara, address)


def test_reached_keeps_the_profile_the_notes_and_the_next_step_at_once(
    clara: Any, lagoon: str
) -> None:
    address = ask(clara, lagoon)
    assert press(clara, address, "on-it").headers["location"] == address
    answer = press(clara, address, "reached", **CALL)
    assert answer.headers["location"].startswith(f"{address}?undo=")
    now = lead(clara, address)
    assert (now.state, now.stage, now.answered_by) == ("answered", "contacted", CLARA)
    assert now.next_step == "Send three offers"
    assert now.next_step_at is not None
    assert now.next_step_at.isoformat() == "2026-06-08T13:00:00+00:00"
    with clara.database.read() as conn:
        said, noted = profile(conn, now.person_id or 0), notes(conn, now.id)
        done = [entry.action for entry in audit.entries(conn, now.reference)]
    assert said is not None
    assert said.answers["countries"] == ["GR", "BG"]
    assert said.answers["party"] == {"adults": 2, "children": {"2-5": 1, "6-11": 1}}
    assert said.answers["budget"] == {"from": 2000, "to": 3000, "currency": "EUR"}
    assert (noted.decides_with, noted.motives) == ("her sister", "a short flight")
    assert done[:2] == ["lead claimed", "lead reached"]


def test_without_a_next_step_nothing_is_kept_and_what_was_typed_stays(
    clara: Any, lagoon: str
) -> None:
    address = ask(clara, lagoon)
    typed = {**CALL, "next_step": "", "next_day": "", "countries": "Atlantis", "ages": "4, x"}
    answer = press(clara, address, "reached", **typed)
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    for said in (
        "Please write what happens next",
        "Please say on which day",
        "Please write countries by name",
        "ages from 0 to 17",
        'value="her sister"',
        'value="Atlantis"',
    ):
        assert said in page, said
    assert lead(clara, address).state == "open"


def test_no_answer_plans_the_next_call_and_one_line_changes_it(clara: Any, lagoon: str) -> None:
    address = ask(clara, lagoon)
    press(clara, address, "no-answer")
    page = page_of(clara, address)
    assert "no answer, 1 of 5, again 12:15" in page
    assert "then Sat 6 June 09:00" in page
    press(clara, address, "again", day="2026-06-05", time="16:30")
    assert "again 16:30" in page_of(clara, address)
    gone = press(clara, address, "again", day="2026-06-05", time="08:00")
    assert gone.status_code == 422


def test_a_lead_is_closed_with_a_reason_only(clara: Any, lagoon: str) -> None:
    address = ask(clara, lagoon)
    assert press(clara, address, "close", how="lost", reason=" ").status_code == 422
    assert press(clara, address, "close", how="won", reason="x").status_code == 422
    press(clara, address, "close", how="lost", reason="travels with another")
    now = lead(clara, address)
    assert (now.state, now.stage, now.lost_reason) == ("closed", "lost", "travels with another")
    assert f'action="{address}/reached"' not in page_of(clara, address)


def test_what_was_done_is_taken_back_and_the_touch_stays_marked(clara: Any, lagoon: str) -> None:
    address = ask(clara, lagoon)
    undo = press(clara, address, "reached", **CALL).headers["location"].partition("undo=")[2]
    sent = {"token": form_of(clara, address)["token"], "undo": undo, "id": undo, "back": address}
    assert clara.client.post("/office/undo", data=sent).status_code == 303
    now = lead(clara, address)
    assert (now.state, now.stage, now.next_step) == ("open", "captured", "")
    assert "(taken back)" in page_of(clara, address)


def test_of_two_versions_the_later_one_is_shown_both_and_keeps_nothing(
    clara: Any, lagoon: str
) -> None:
    address = ask(clara, lagoon)
    old = form_of(clara, address)
    press(clara, address, "no-answer")
    answer = clara.client.post(f"{address}/reached", data={**old, **CALL})
    assert answer.status_code == 409
    assert "Send three offers" in answer.text
    assert lead(clara, address).state == "open"


def test_who_comes_second_is_told_so(clara: Any, lagoon: str) -> None:
    address = ask(clara, lagoon)
    clara.user(BELA, {Role.TEAM_LEAD})
    press(clara, address, "on-it")
    log_in(clara, BELA)
    assert press(clara, address, "on-it").headers["location"] == f"{address}?refused=1"
    assert "somebody else was first" in page_of(clara, f"{address}?refused=1")
    form = {**form_of(clara, address), "from": "today"}
    answer = clara.client.post(f"{address}/on-it", data=form)
    assert answer.headers["location"] == "/office/?refused=1"


def test_a_doubt_about_a_line_is_kept_and_changes_no_score(clara: Any, lagoon: str) -> None:
    address = ask(clara, lagoon)
    before = lead(clara, address).score
    press(clara, address, "doubt", rule="soon", why="they wrote 2027")
    press(clara, address, "doubt", rule="no such rule", why="x")
    with clara.database.read() as conn:
        kept = [(row.rule, row.why) for row in conn.execute(sa.select(score_doubts))]
    assert kept == [("soon", "they wrote 2027")]
    assert lead(clara, address).score == before
    assert "doubted by clara" in page_of(clara, address)


def test_another_temperature_needs_a_reason(clara: Any, lagoon: str) -> None:
    address = ask(clara, lagoon)
    assert press(clara, address, "temperature", temperature="cold", reason="").status_code == 422
    press(clara, address, "temperature", temperature="cold", reason="only looks")
    assert lead(clara, address).temperature == "cold"
    assert "only looks" in page_of(clara, address)


def test_a_person_confirms_priority(clara: Any, lagoon: str) -> None:
    address = ask(clara, lagoon)
    press(clara, address, "priority")
    assert lead(clara, address).stage == "qualified"


def test_nobody_sees_a_lead_that_is_anothers(clara: Any, lagoon: str) -> None:
    address = ask(clara, lagoon)
    press(clara, address, "on-it")
    clara.user(BELA, {Role.PROSPECTOR})
    log_in(clara, BELA)
    assert clara.client.get(address).status_code == 404


def test_a_need_is_masked_until_who_may_asks_and_each_reading_is_written_down(
    clara: Any, lagoon: str
) -> None:
    address = ask(clara, lagoon)
    press(clara, address, "on-it")
    one = lead(clara, address)
    person, now = one.person_id or 0, clara.clock.now()
    with clara.database.write() as conn:
        yes = consent.record(conn, person, "use_for_trip", True, "I agree", "office", "", now)
        kept = needs.keep(
            *(conn, clara.settings, person, "dietary", "peanuts", "", yes),
            needs.expires(None, False, now),
            now,
        )
    assert "peanuts" not in page_of(clara, address)
    answer = press(clara, address, f"needs/{kept}")
    assert "peanuts" in answer.text
    with clara.database.read() as conn:
        assert [entry.action for entry in audit.entries(conn, f"need:{kept}")] == ["need shown"]
    assert press(clara, address, "needs/999").status_code == 404
