"""What visitors do on the site: remembered after their yes only, and forgotten at their no."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from fairwind.leads import behaviour
from fairwind.leads.tables import consents, leads, visits
from fairwind.store.settings import Settings

SEARCH = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"
DAY = 24 * 3600


def _noted(site: Any) -> list[tuple[str, str]]:
    with site.database.read() as conn:
        return [(r.kind, r.subject) for r in conn.execute(sa.select(visits).order_by(visits.c.id))]


def _compare(site: Any, count: int = 3) -> str:
    stays = site.client.get(f"/en/trips.json?{SEARCH}").json()["stays"]
    return f"/en/compare?{SEARCH}&{'&'.join('id=' + stay['id'] for stay in stays[:count])}"


def _say(site: Any, answer: str) -> Any:
    return site.client.post("/en/remember", data={"remember": answer})


def test_without_a_yes_nothing_is_kept_and_no_cookie_is_set(lead_site: Any, lagoon: str) -> None:
    pages = ("/en/", f"/en/trips?{SEARCH}", _compare(lead_site), "/en/remember", lagoon)
    for _ in range(2):
        for page in pages:
            assert "set-cookie" not in lead_site.client.get(page).headers
        lead_site.clock.wait(DAY)
    sent = lead_site.send(lead_site.form(lagoon))
    assert "set-cookie" not in sent.headers
    assert _say(lead_site, "no").status_code == 303
    assert (_noted(lead_site), dict(lead_site.client.cookies)) == ([], {})
    with lead_site.database.read() as conn:
        assert conn.scalars(sa.select(leads.c.visitor)).all() == [""]
        assert conn.scalars(sa.select(consents.c.purpose)).all() == ["answer"]


def test_a_made_up_cookie_is_nobodys_yes(lead_site: Any) -> None:
    for key in (behaviour.new_key(), "x", "x" * 22 + "\n", "a" * 5000):
        lead_site.client.cookies.set("v", key.strip())
        assert lead_site.client.get(_compare(lead_site)).status_code == 200
    assert _noted(lead_site) == []


def test_the_choice_stands_where_one_compares_and_both_answers_weigh_the_same(
    lead_site: Any,
) -> None:
    page = lead_site.client.get(_compare(lead_site)).text
    form = page[page.index('<form class="remember"') :]
    form = form[: form.index("</form>")]
    buttons = re.findall(r'<button class="([^"]+)" name="remember" value="(\w+)"', form)
    assert buttons == [("btn second", "yes"), ("btn second", "no")]


def test_after_a_yes_comparisons_and_returns_are_noted_under_a_hash(lead_site: Any) -> None:
    yes = _say(lead_site, "yes")
    cookie = yes.headers["set-cookie"]
    assert re.match(r"v=[\w-]{22}; HttpOnly; Max-Age=15552000; Path=/; SameSite=lax", cookie)
    key = lead_site.client.cookies["v"]
    lead_site.client.get(_compare(lead_site, 2))
    assert [kind for kind, _ in _noted(lead_site)] == ["agreed"]
    for _ in range(2):
        page = lead_site.client.get(_compare(lead_site, 3))
    assert 'class="remember"' not in page.text
    assert page.headers["cache-control"].startswith("private")
    assert [kind for kind, _ in _noted(lead_site)] == ["agreed", *["compared"] * 3]
    lead_site.clock.wait(DAY)
    lead_site.client.get(_compare(lead_site, 2))
    assert _noted(lead_site)[-1] == ("returned", "")
    with lead_site.database.read() as conn:
        names = set(conn.scalars(sa.select(visits.c.visitor)))
    assert names == {behaviour.visitor_of(lead_site.settings, key)}
    assert key not in names


def test_on_https_the_cookie_is_bound_to_the_host(lead_site: Any) -> None:
    from dataclasses import replace

    shop = lead_site.app.state.shop
    https = shop.settings.model_copy(update={"base_address": "https://agency.example"})
    lead_site.app.state.shop = replace(shop, settings=https)
    cookie = _say(lead_site, "yes").headers["set-cookie"]
    assert cookie.startswith("__Host-v=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_what_is_remembered_goes_along_with_a_question_in_a_line_of_its_own(
    lead_site: Any, lagoon: str
) -> None:
    _say(lead_site, "yes")
    lead_site.client.get(_compare(lead_site))
    page = html.unescape(lead_site.client.get(lagoon).text)
    assert "What this site remembers: 3 stays compared" in page
    form = lead_site.form(lagoon)
    assert "remembered" in form["send"]
    lead_site.clock.wait(60)
    lead_site.send(form)
    alone = [line for line in form["send"] if line != "remembered"]
    lead_site.send({**form, "send": alone}, message="without it")
    name = behaviour.visitor_of(lead_site.settings, lead_site.client.cookies["v"])
    with lead_site.database.read() as conn:
        assert conn.scalars(sa.select(leads.c.visitor).order_by(leads.c.id)).all() == [name, ""]
        agreed = conn.execute(sa.select(consents).where(consents.c.purpose == "analytics")).all()
    assert [one.status for one in agreed] == ["granted"]
    assert agreed[0].text.startswith("Remember on this site what I compare")


def test_a_no_forgets_everything_and_takes_the_cookie(lead_site: Any) -> None:
    _say(lead_site, "yes")
    lead_site.client.get(_compare(lead_site))
    shown = lead_site.client.get("/en/remember")
    assert shown.headers["cache-control"] == "no-store"
    assert shown.text.count("Compared: ") == 3
    gone = _say(lead_site, "no")
    assert "Max-Age=0" in gone.headers["set-cookie"]
    assert _noted(lead_site) == []
    assert "v" not in lead_site.client.cookies
    lead_site.client.get(_compare(lead_site))
    assert _noted(lead_site) == []


def test_a_yes_said_twice_is_one_key(lead_site: Any) -> None:
    _say(lead_site, "yes")
    assert "set-cookie" not in _say(lead_site, "yes").headers
    assert [kind for kind, _ in _noted(lead_site)] == ["agreed"]


def test_a_yes_of_half_a_year_ago_is_over(lead_site: Any) -> None:
    _say(lead_site, "yes")
    lead_site.clock.wait(181 * DAY)
    lead_site.client.get(_compare(lead_site))
    assert [kind for kind, _ in _noted(lead_site)] == ["agreed"]


def test_another_sites_page_cannot_say_yes(lead_site: Any) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    said = lead_site.client.post("/en/remember", data={"remember": "yes"}, headers=headers)
    assert (said.status_code, _noted(lead_site)) == (403, [])


@pytest.mark.parametrize("kind", ["compared", "saved", "returned"])
def test_nothing_is_noted_of_who_did_not_agree(lead_site: Any, kind: Any) -> None:
    now = dt.datetime(2026, 6, 5, 8, tzinfo=dt.UTC)
    with lead_site.database.write() as conn:
        assert not behaviour.note(conn, "f" * 64, kind, "id", now)
        assert not behaviour.note(conn, "", kind, "id", now)
    assert _noted(lead_site) == []


@given(st.text())
def test_only_a_key_of_ours_has_a_name(text: str) -> None:
    settings = Settings(secret_key="k" * 40)  # type: ignore[arg-type]
    name = behaviour.visitor_of(settings, text)
    assert bool(name) == bool(re.fullmatch(r"[A-Za-z0-9_-]{22}", text))


def _trip(site: Any, lagoon: str) -> tuple[str, dict[str, str]]:
    """The page of Lagoon Village, and what its button "Save this stay" sends."""
    stay = re.search(r"trip=([^&]+)", lagoon)
    assert stay
    page = site.client.get(f"/en/ask?trip={stay[1]}")
    found = re.search(r'href="(/en/trip/[^"?#]+)', page.text)
    path = found[1] if found else f"/en/trip/lagoon-village-{stay[1]}"
    text = html.unescape(site.client.get(f"{path}?{SEARCH}").text)
    back = re.search(r'action="/en/saved"><input type="hidden" name="back" value="([^"]+)"', text)
    assert back
    return path, {"stay": stay[1], "back": back[1]}


def test_a_stay_is_saved_with_the_yes_it_takes_listed_and_taken_away(
    lead_site: Any, lagoon: str
) -> None:
    path, form = _trip(lead_site, lagoon)
    asked = lead_site.client.post("/en/saved", data=form).headers["location"]
    assert asked == f"/en/remember?save={form['stay']}"
    page = lead_site.client.get(asked).text
    assert "To save Lagoon Village for you, this site has to remember it." in page
    assert f'name="save" value="{form["stay"]}"' in page
    assert _noted(lead_site) == []
    data = {"remember": "yes", "save": form["stay"]}
    lead_site.client.post("/en/remember", data=data)
    assert ("saved", form["stay"]) in _noted(lead_site)
    assert ">Saved</a>" in lead_site.client.get(f"{path}?{SEARCH}").text
    listed = lead_site.client.get("/en/remember").text
    assert "Saved: Lagoon Village" in listed
    lead_site.client.post("/en/saved", data={"remove": form["stay"]})
    assert "Saved: Lagoon Village" not in lead_site.client.get("/en/remember").text
    assert [kind for kind, _ in _noted(lead_site)] == ["agreed"]


def test_who_said_yes_saves_once_and_stays_on_the_page(lead_site: Any, lagoon: str) -> None:
    _say(lead_site, "yes")
    _, form = _trip(lead_site, lagoon)
    for _ in range(2):
        done = lead_site.client.post("/en/saved", data=form)
        assert (done.status_code, done.headers["location"]) == (303, form["back"])
        lead_site.clock.wait(DAY)
    assert [kind for kind, _ in _noted(lead_site)].count("saved") == 1


@pytest.mark.parametrize("back", ["//evil.example", "/en/trip//evil", "https://evil.example", "/x"])
def test_saving_leads_back_to_pages_of_stays_only(lead_site: Any, lagoon: str, back: str) -> None:
    _say(lead_site, "yes")
    _, form = _trip(lead_site, lagoon)
    done = lead_site.client.post("/en/saved", data={**form, "back": back})
    assert done.headers["location"] == "/en/remember#main"


def test_no_stay_there_is_not_is_saved(lead_site: Any) -> None:
    _say(lead_site, "yes")
    for stay in ("", "p000000000", "x" * 5000, "<b>"):
        done = lead_site.client.post("/en/saved", data={"stay": stay})
        assert done.headers["location"] == "/en/remember"
    assert [kind for kind, _ in _noted(lead_site)] == ["agreed"]
