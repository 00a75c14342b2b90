"""Nobody hammers an operator through "Ask again now", and a stopped one is asked at no door."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from fairwind.catalog.home import Home
from fairwind.catalog.price_checks import Cause, State
from fairwind.catalog.stops import resume, stop
from fairwind.crawlers.recheck import Asking, ask_again
from fairwind.offers import Party
from fairwind.scheduler.cards import cards_of
from fairwind.scheduler.photos import bring_photos
from fairwind.scheduler.refresh import refresh
from fairwind.site import price_again

from .conftest import NOW
from .sandboxed import Sandboxed
from .sandboxed import nobody_has_asked as nobody_has_asked
from .sandboxed import site as site

pytestmark = pytest.mark.long


def visitor(site: Sandboxed, host: str = "198.51.100.7") -> TestClient:
    base = site.settings.base_address
    return TestClient(site.app, base, client=(host, 40000), follow_redirects=False)


def press(site: Sandboxed, client: TestClient, name: str, **headers: str) -> str:
    """Press the button of one story's offer; the way the answer came, "" for asked now."""
    path, _, query = site.page(name).partition("?")
    form = {"offer": site.key(name)}
    answer = client.post(f"{path}/again?{query}", data=form, headers=headers)
    if answer.status_code != 303:
        return str(answer.status_code)
    place = answer.headers["location"]
    return str(place.partition("again=")[2].partition("#")[0].partition("&")[0])


def asked(site: Sandboxed) -> int:
    """How many questions all operators' own logs hold."""
    return sum(len(operator.asked) for operator in site.operators.values())


def test_one_offer_is_asked_once_in_two_minutes_however_many_press(site: Sandboxed) -> None:
    ways = [press(site, visitor(site, f"198.51.100.{n}"), "same") for n in range(1, 9)]
    assert ways == ["", *["known"] * 7]
    assert asked(site) == 1
    site.clock.wait(price_again.FRESH.total_seconds() + 1)
    assert press(site, visitor(site), "same") == ""
    assert asked(site) == 2


def test_a_visitor_past_the_limit_waits_and_takes_nobody_elses_turn(
    site: Sandboxed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(price_again, "BY_VISITOR", replace(price_again.BY_VISITOR, count=2))
    one, other = visitor(site), visitor(site, "198.51.100.8")
    assert [press(site, one, name) for name in ("same", "fuel added", "sold out")] == [
        *("", ""),
        "wait",
    ]
    assert asked(site) == 2
    assert press(site, other, "sold out") == ""
    site.clock.wait(1801)  # half an hour gives half of the limit back
    assert [press(site, one, name) for name in ("same", "fuel added")] == ["", "wait"]
    assert asked(site) == 4


def test_another_sites_page_presses_no_button_here(site: Sandboxed) -> None:
    sent = {"sec-fetch-site": "cross-site", "origin": "https://evil.invalid"}
    assert press(site, visitor(site), "same", **sent) == "403"
    assert asked(site) == 0


def test_an_offer_that_is_not_on_the_page_is_not_asked(site: Sandboxed) -> None:
    path, _, query = site.page("same").partition("?")
    for key in ("", "x" * 3000, "../../x", site.key("silent")):
        answer = visitor(site).post(f"{path}/again?{query}", data={"offer": key})
        assert answer.status_code == 404
    assert asked(site) == 0


def test_a_stopped_operator_is_asked_at_no_door(site: Sandboxed) -> None:
    offer, name = site.offers["same"], site.offers["same"].ref.source
    with site.database.write() as conn:
        stop(conn, name, "Gábor", "they asked us to", NOW)
    try:
        settings, clock, database = site.settings, site.clock, site.database
        press(site, visitor(site), "same")
        for cause in Cause:
            asking = Asking(offer, site.key("same"), Party(2), None, cause)
            check = ask_again(settings, clock, database, asking)
            assert (check.state, check.reason) == (State.NOT_CHECKABLE, "stopped")
        cards: Any = cards_of(Home(settings.home)).named([name])
        (outcome,) = refresh(settings, clock, database, cards)
        assert outcome.state == "stopped"
        pictured = [card.model_copy(update={"images": True}) for _, card in cards]
        assert bring_photos(settings, clock, database, pictured).copied == 0
    finally:
        with site.database.write() as conn:
            resume(conn, name, "Gábor", NOW)
    assert asked(site) == 0
    site.clock.wait(price_again.FRESH.total_seconds() + 1)
    assert press(site, visitor(site), "same") == ""
    assert asked(site) == 1, "the same door is open again"
