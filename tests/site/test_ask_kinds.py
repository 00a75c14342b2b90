"""Each way of asking, whole: the form with its promise, the row with wish and market, the mail."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from fairwind.leads.enquiry import ASKED
from fairwind.leads.members import CONTACT_CENTRE, PRIORITY, set_member
from fairwind.leads.tables import consents, leads
from fairwind.leads.tables import touches as touches_table
from fairwind.store.tables import outbox
from fairwind.store.users import MANAGER

PARTY = "adults=2&child_age=4&child_age=11"
DATES = "depart_from=2026-07-03&depart_to=2026-07-24"


def _rows(site: Any) -> list[Any]:
    with site.database.read() as conn:
        return list(conn.execute(sa.select(leads).order_by(leads.c.id)))


def _ids(site: Any, count: int) -> str:
    stays = site.client.get(f"/en/trips.json?{PARTY}&{DATES}").json()["stays"]
    return "&".join(f"id={stay['id']}" for stay in stays[:count])


def _promises(page: str) -> list[str]:
    return re.findall(r'<p class="promise"[^>]*><strong>([^<]+)', html.unescape(page))


def _member(site: Any, name: str, team: str) -> None:
    user = site.user(f"{team}@example.com", MANAGER)
    with site.database.write() as conn:
        conn.execute(
            sa.text("UPDATE users SET name = :name WHERE id = :id"), {"name": name, "id": user.id}
        )
        set_member(conn, user.id, team)


def test_the_form_of_a_priced_stay_offers_a_question_a_hold_and_a_call(
    lead_site: Any, lagoon: str
) -> None:
    page = lead_site.client.get(lagoon).text
    assert re.findall(r'type="radio"[^>]* value="(\w+)"', page) == ["question", "option", "call_me"]
    assert len(_promises(page)) == 3


@pytest.mark.parametrize("kind", ["question", "option", "call_me"])
def test_what_is_asked_of_a_stay_is_kept_with_wish_market_consent_and_mail(
    lead_site: Any, lagoon: str, kind: str
) -> None:
    before = lead_site.client.get(lagoon).text
    form = lead_site.filled_in(before)
    shown = _promises(before)[["question", "option", "call_me"].index(kind)]
    lead_site.clock.wait(60)
    sent = lead_site.send(form, kind=kind)
    assert sent.status_code == 303
    (row,) = _rows(lead_site)
    assert row.kind == kind
    wish = row.wish
    assert (wish["countries"], wish["adults"], wish["child_ages"]) == (["GR"], 2, [4, 11])
    assert (wish["depart_from"], wish["depart_to"]) == ("2026-07-04", "2026-07-04")
    assert row.market["stars"] == 4
    assert row.market["threshold_currency"] == "EUR"
    assert row.market["threshold"] > 0
    with lead_site.database.read() as conn:
        mails = conn.scalars(sa.select(outbox.c.message)).all()
        agreed = conn.execute(sa.select(consents)).all()
    assert mails
    assert [(one.purpose, one.status) for one in agreed] == [("answer", "granted")]
    assert agreed[0].text == row.consent_text
    after = html.unescape(lead_site.client.get(sent.headers["location"]).text)
    assert _promises(after) == [shown]


def test_a_comparison_is_shown_stay_by_stay_and_kept_without_what_was_unticked(
    lead_site: Any,
) -> None:
    compare = f"/en/compare?{PARTY}&{DATES}&{_ids(lead_site, 3)}"
    link = re.search(r'href="(/en/ask\?kind=compare[^"]+)"', lead_site.client.get(compare).text)
    assert link
    form = lead_site.form(html.unescape(link[1]))
    assert set(form["send"]) >= {"compared_1", "compared_2", "compared_3", "party"}
    lead_site.clock.wait(60)
    kept = [line for line in form["send"] if line != "compared_2"]
    sent = lead_site.send({**form, "send": kept}, kind="compare", message="Which has a club?")
    (row,) = _rows(lead_site)
    assert row.kind == "compare"
    assert len(row.compared) == 2
    assert all(one["total"] and one["product"] for one in row.compared)
    assert row.wish["countries"] == ["GR"]
    assert row.wish["depart_from"] <= row.wish["depart_to"]
    page = html.unescape(lead_site.client.get(sent.headers["location"]).text)
    assert all(one["product"] in page for one in row.compared)


def test_of_a_comparison_one_may_also_be_called(lead_site: Any) -> None:
    form = lead_site.form(f"/en/ask?kind=call_me&{PARTY}&{DATES}&{_ids(lead_site, 2)}")
    lead_site.clock.wait(60)
    lead_site.send(form, kind="call_me")
    (row,) = _rows(lead_site)
    assert (row.kind, len(row.compared)) == ("call_me", 2)


def _find(site: Any, search: str = "", **typed: Any) -> Any:
    form = site.form(f"/en/ask?kind=find_me&{search}")
    site.clock.wait(60)
    filled = {"kind": "find_me", "adults": "2", "where": "", "message": "", **typed}
    return site.send({**form, **filled})


def test_find_me_something_keeps_the_wish_as_it_was_typed(lead_site: Any) -> None:
    sent = _find(
        lead_site,
        where="Crete, Bulgaria",
        depart_from="2026-07-04",
        depart_to="2026-07-20",
        adults="2",
        child_age=["4", "", "11"],
        budget="3 000",
        extra=["transfer", "driver", "yacht"],
    )
    assert sent.status_code == 303, sent.text
    (row,) = _rows(lead_site)
    assert row.kind == "find_me"
    assert (
        row.wish.items()
        >= {
            "countries": ["BG", "GR"],
            "where": "Crete, Bulgaria",
            "depart_from": "2026-07-04",
            "depart_to": "2026-07-20",
            "adults": 2,
            "child_ages": [4, 11],
            "budget": 300_000,
            "currency": "EUR",
            "extras": ["transfer", "driver"],
        }.items()
    )
    assert (row.adults, row.child_ages) == (2, [4, 11])
    assert row.market["threshold"] > 200_000  # of the party that was typed, not of two adults
    page = html.unescape(lead_site.client.get(sent.headers["location"]).text)
    for said in ("Your wish is with us", "Crete, Bulgaria", "€3,000", "Car with driver"):
        assert said in page


@pytest.mark.parametrize(
    "way", ["/en/", "/en/trips?adults=2&to=GR", "/en/trips?price_max=1&stars_min=5"]
)
def test_find_me_something_is_reached_from_home_results_and_an_empty_page(
    lead_site: Any, way: str
) -> None:
    page = lead_site.client.get(way).text
    link = re.search(r'href="(/en/ask\?kind=find_me[^"]*)"', page)
    assert link
    assert 'id="ask-where"' in lead_site.client.get(html.unescape(link[1])).text


def test_a_search_fills_in_the_wish(lead_site: Any) -> None:
    page = lead_site.client.get(
        f"/en/ask?kind=find_me&{PARTY}&{DATES}&to=GR/crete&price_max=3000"
    ).text
    for said in ('value="Crete"', 'value="2026-07-03"', 'value="2026-07-24"', 'value="3000"'):
        assert said in page
    assert re.search(r'<option value="11" selected', page)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "where", "Please tell us where, when or what you wish for"),
        ({"where": "x" * 201}, "where", "at most 200 characters"),
        ({"depart_from": "soon"}, "depart_from", "“soon” is not a day"),
        (
            {"depart_from": "2026-07-20", "depart_to": "2026-07-04"},
            "depart_to",
            "before the earliest",
        ),
        ({"where": "Crete", "adults": "ninety"}, "party", "Please check how many travel"),
        ({"where": "Crete", "child_age": "40"}, "party", "Please check how many travel"),
        ({"where": "Crete", "budget": "a lot"}, "budget", "“a lot” is not an amount"),
    ],
)
def test_a_wrong_wish_is_named_and_kept_as_it_was_typed(
    lead_site: Any, typed: dict[str, str], field: str, sentence: str
) -> None:
    answer = _find(lead_site, **{**typed, "extra": "excursions"})
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert re.search(f'<a href="#ask-{field}">[^<]*{re.escape(sentence)}', page)
    assert f'id="ask-{field}-fault"' in page
    assert f'id="ask-{field}"' in page
    assert 'value="excursions" checked' in page
    assert "Kovács Anna" in page
    assert _rows(lead_site) == []


@pytest.mark.parametrize(
    ("typed", "place", "begins"),
    [
        ({"depart_from": "2026-07-04"}, 0, "If you tell us when: Somebody"),
        ({"where": "Crete"}, 1, "Without dates: Somebody"),
    ],
)
def test_with_days_somebody_answers_sooner_than_without(
    lead_site: Any, typed: dict[str, str], place: int, begins: str
) -> None:
    shown = _promises(lead_site.client.get("/en/ask?kind=find_me").text)
    assert shown[place].startswith(begins)
    assert ["today between 10:14" in shown[0], "by Sat 6 June, 10:14" in shown[1]] == [True, True]
    sent = _find(lead_site, **typed)
    (after,) = _promises(lead_site.client.get(sent.headers["location"]).text)
    assert shown[place].endswith(after)


def test_who_is_on_duty_is_promised_by_first_name_before_and_after(
    lead_site: Any, lagoon: str
) -> None:
    _member(lead_site, "Nagy Béla", PRIORITY)
    before = lead_site.client.get(f"{lagoon}&kind=call_me").text
    form = lead_site.filled_in(before)
    call = "Béla or a colleague calls you today between 10:14 and 10:29."
    assert _promises(before)[2] == call
    lead_site.clock.wait(60)
    sent = lead_site.send(form, kind="call_me")
    assert _promises(lead_site.client.get(sent.headers["location"]).text) == [call]


def _modest(site: Any) -> str:
    """The form about a stay of three stars or fewer, of the cheaper ones."""
    stays = site.client.get(f"/en/trips.json?{PARTY}&{DATES}&sort=total").json()["stays"]
    cheap = next(stay for stay in stays if (stay["stars"] or 5) <= 3)
    return f"/en/ask?trip={cheap['id']}&{DATES}&adults=2"


def test_a_small_question_is_answered_within_a_working_day_and_takes_no_priority_capacity(
    lead_site: Any,
) -> None:
    _member(lead_site, "Nagy Béla", PRIORITY)
    _member(lead_site, "Kis Éva", CONTACT_CENTRE)
    address = _modest(lead_site)
    hot = _promises(lead_site.client.get(address).text)[-1]
    before = lead_site.client.get(address).text
    shown = _promises(before)[0]
    assert "by Sat 6 June, 10:14 at the latest" in shown
    form = lead_site.filled_in(before)
    lead_site.clock.wait(60)
    sent = lead_site.send(form, kind="question", message="Is there a lift?")
    assert _promises(lead_site.client.get(sent.headers["location"]).text) == [shown]
    (row,) = _rows(lead_site)
    assert (row.temperature, row.predicted) == ("warm", False)
    assert row.team in ("", CONTACT_CENTRE)
    assert row.promised_to == dt.datetime(2026, 6, 6, 8, 14, tzinfo=dt.UTC)
    assert (
        _promises(lead_site.client.get(address).text)[-1]
        .replace("10:15", "10:14")
        .replace("10:30", "10:29")
        == hot
    )  # the next hot one waits no longer for it


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("Is there a lift? We eat halal food. Thank you.", "Is there a lift? Thank you."),
        ("Лактозная непереносимость: Мы не едим лактозу", ""),
        ("Van-e lift?\nCukorbeteg vagyok.", "Van-e lift?"),
    ],
)
def test_a_need_in_the_message_is_not_kept_and_may_be_left_out(
    lead_site: Any, lagoon: str, message: str, left: str
) -> None:
    form = lead_site.form(lagoon)
    lead_site.clock.wait(60)
    answer = lead_site.send(form, message=message)
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert "a page of their own after sending" in page
    assert message.splitlines()[0] in page
    assert answer.headers["cache-control"] == "no-store"
    assert _rows(lead_site) == []
    again = lead_site.filled_in(answer.text)
    sent = lead_site.send(again, message=message, without="needs")
    assert sent.status_code == 303
    (row,) = _rows(lead_site)
    assert row.message == left


@pytest.mark.parametrize("field", ["when", "where"])
def test_a_need_in_another_field_is_refused_too(lead_site: Any, field: str) -> None:
    answer = _find(lead_site, **{"where": "Crete", field: "halal, evenings"})
    assert answer.status_code == 422
    assert f'id="ask-{field}-fault"' in answer.text
    assert _rows(lead_site) == []


@pytest.mark.parametrize(
    "message", ["Доступна ли комната 5 июля?", "Halil recommended you", "Лети ли от Бремен?"]
)
def test_everyday_words_are_no_needs(lead_site: Any, lagoon: str, message: str) -> None:
    form = lead_site.form(lagoon)
    lead_site.clock.wait(60)
    assert lead_site.send(form, message=message).status_code == 303


def test_how_far_it_is_is_said_in_plain_words(lead_site: Any, lagoon: str) -> None:
    sent = lead_site.send(lead_site.form(lagoon)).headers["location"]

    def said() -> str:
        page = lead_site.client.get(sent)
        assert (page.headers["cache-control"], page.headers["referrer-policy"]) == (
            "no-store",
            "no-referrer",
        )
        found = re.search(r'class="state">[^<]*<b>([^<]+)', html.unescape(page.text))
        assert found
        return found[1]

    def write(**values: Any) -> None:
        with lead_site.database.write() as conn:
            conn.execute(leads.update().values(**values))

    assert said() == "It waits its turn with us."
    write(claimed_by="bela@example.com", claimed_at=lead_site.clock.now())
    assert said() == "Somebody is on it now."
    lead_site.clock.wait(16 * 60)
    assert said() == "It waits its turn with us."
    with lead_site.database.write() as conn:
        row = {"lead_id": 1, "kind": "call", "direction": "out", "outcome": "no_answer"}
        conn.execute(touches_table.insert().values(**row, at=lead_site.clock.now(), actor="b"))
    assert said() == "We tried to reach you on Fri 5 June at 10:30. We try again."
    write(state="answered")
    assert said().startswith("Answered.")


def test_a_need_is_told_on_a_page_of_its_own_by_a_link_made_when_asked_for(
    lead_site: Any, lagoon: str
) -> None:
    address = lead_site.send(lead_site.form(lagoon)).headers["location"]
    page = lead_site.client.get(address).text
    seal = re.search(r'name="seal" value="([^"]+)"', page)
    assert seal
    path = address.partition("?")[0]
    go = lead_site.client.post(f"{path}/needs", data={"seal": html.unescape(seal[1])})
    assert go.status_code == 303
    assert re.match(r"/en/needs/[\w-]{43}$", go.headers["location"])
    assert go.headers["referrer-policy"] == "no-referrer"
    assert lead_site.client.post(f"{path}/needs", data={"seal": "x"}).status_code == 404


def test_the_kind_comes_from_the_form_that_was_shown(lead_site: Any) -> None:
    for kind in (*ASKED, "walk_in", "<b>"):
        lead_site.send(lead_site.form("/en/ask"), kind=kind, message=kind)
    assert {row.kind for row in _rows(lead_site)} == {"question", "call_me"}


def test_over_the_limit_everybody_gets_a_reference_and_a_look_within_four_working_hours(
    lead_site: Any, lagoon: str
) -> None:
    for number in range(8):
        sent = lead_site.send(lead_site.form(lagoon), message=str(number))
        assert sent.status_code == 303
    rows = _rows(lead_site)
    assert [bool(row.review) for row in rows] == [False] * 5 + [True] * 3
    assert rows[-1].promised_to == dt.datetime(2026, 6, 5, 12, 14, tzinfo=dt.UTC)
    lead_site.clock.wait(3601)
    lead_site.send(lead_site.form(lagoon), message="an hour later")
    assert _rows(lead_site)[-1].review == ""


def test_back_and_send_again_is_one_lead_a_changed_wish_another(lead_site: Any) -> None:
    form = {**lead_site.form("/en/ask?kind=find_me"), "kind": "find_me", "adults": "2"}
    lead_site.clock.wait(60)
    same = [lead_site.send(form, where="Crete").headers["location"].partition("?")[0] for _ in "12"]
    other = lead_site.send(form, where="Side").headers["location"].partition("?")[0]
    assert (len(set(same)), len({*same, other})) == (1, 2)
    assert len(_rows(lead_site)) == 2


def test_hostile_values_of_an_address_give_a_form_and_no_fault(lead_site: Any) -> None:
    said = {"kind": "find_me", "to": "'\"><script>", "adults": "-1", "depart_from": "x", "id": "y"}
    for address in (f"/en/ask?{urlencode(said)}", "/en/ask?kind=compare&id=a&id=b&id=c"):
        page = lead_site.client.get(address)
        assert page.status_code == 200
        assert "<script>" not in page.text.replace("<script src", "")
