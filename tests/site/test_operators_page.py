"""The office's operators: the refused one first, decided by name and reason, stopped by switch."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from fairwind.catalog import stops
from fairwind.catalog.gate.judge import GateRules, judge
from fairwind.catalog.home import Home
from fairwind.catalog.runs import Run, RunWriter, last_published, run_name
from fairwind.catalog.verdict import keep_verdict
from fairwind.offers import Provenance, Reject
from fairwind.scheduler import attempts, refusals
from fairwind.store import audit
from fairwind.store.users import HEAD, MANAGER

from .conftest import DAY, NOW, a_stay, an_offer
from .office_people import CLARA, DORA, log_in, send

PAGE = "/office/operators"
CARD = """\
name: hellas
title: Hellas <b>
operator: {name: Hellas}
permission: {basis: contract, by: Hellas, on: 2026-01-01}
connector: {kind: feed, format: json, start: ["http://127.0.0.1:9/feed.json"], records: trips}
fields: {id: code, name: hotel, price: price, date: day}
price: {basis: per_party, currency: EUR}
schedule: {every: 24h}
"""
BAD = "<script>alert(1)</script>"


def a_run(home: Home, at: dt.datetime, greek: int, egyptian: int) -> Run:
    offers = [
        an_offer(n, "hellas", a_stay(f"Dassia {n}", *place), 90_000 + n * 700, date=DAY)
        for place, first, count in (
            (("GR", "Crete", "Malia"), 0, greek),
            (("EG", "Red Sea", "Hurghada"), 1000, egyptian),
        )
        for n in range(first, first + count)
    ]
    seen = Provenance("hellas", "https://hellas.example/list", 3, at)
    reject = Reject("price_unreadable", "price", BAD, seen, f"price {BAD} is no amount")
    with RunWriter(home, "hellas", run_name(at), at) as writer:
        writer.page()
        writer.found(len(offers) + 1)
        writer.add([replace(offer, checked_at=at) for offer in offers])
        writer.reject([reject])
        return writer.finish(finished=at)


@pytest.fixture
def refused(lead_site: Any) -> Any:
    """Hellas had 100 offers yesterday and 60 today."""
    home = Home(lead_site.settings.home)
    home.operators.mkdir(parents=True, exist_ok=True)
    (home.operators / "hellas.yml").write_text(CARD)
    for at, counts in ((NOW - dt.timedelta(days=1), (70, 30)), (NOW, (30, 30))):
        run = a_run(home, at, *counts)
        verdict = judge(run, last_published(home, "hellas"), GateRules(), at.date())
        keep_verdict(run.folder, verdict)
        number = attempts.begin(lead_site.database, "hellas", run.name, at)
        state = "published" if verdict.passed else "refused"
        attempts.end(lead_site.database, number, at, state, " ".join(verdict.reasons))
    with lead_site.database.write() as conn:
        refusals.open_(conn, "hellas", run.name, NOW)
    yield lead_site
    (home.operators / "hellas.yml").unlink()


def enter(site: Any, who: str, roles: Any) -> None:
    site.user(who, roles)
    assert log_in(site, who).status_code == 303


def newest(site: Any) -> str:
    return run_name(NOW)


def deeds(site: Any) -> list[tuple[str, str]]:
    with site.database.read() as conn:
        return [(e.action, e.actor) for e in audit.entries(conn, "operator hellas")]


def test_the_refused_operator_stands_first_with_where_the_loss_is(refused: Any) -> None:
    enter(refused, DORA, HEAD)
    page = refused.client.get(PAGE).text
    assert "sent 60 offers; the last published day had 100 (departed dates taken out):" in page
    assert "40 % fewer." in page
    assert "Greece 70 \u2192 30; Egypt unchanged." in page
    assert "Hellas &lt;b&gt;" in page


def test_what_was_left_out_stands_below_with_its_raw_value(refused: Any) -> None:
    enter(refused, DORA, HEAD)
    page = refused.client.get(f"{PAGE}/hellas").text
    assert '<span lang="en">price cannot be read</span> (1)' in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_gates_reasons_are_said_in_the_readers_language_and_older_ones_in_english(
    refused: Any,
) -> None:
    enter(refused, DORA, HEAD)
    hungarian = {"accept-language": "hu"}
    page = refused.client.get(f"{PAGE}/hellas", headers=hungarian).text
    assert "A veszteség: Görögország 70 -&gt; 30." in page
    assert '<li lang="en">' not in page
    assert "<span>az ár nem olvasható</span> (1)" in page
    verdict = Home(refused.settings.home).runs / "hellas" / newest(refused) / "verdict.json"
    said = json.loads(verdict.read_bytes())
    del said["reasons_said"]
    verdict.write_text(json.dumps(said))
    page = refused.client.get(f"{PAGE}/hellas", headers=hungarian).text
    assert '<li lang="en">60 offers still ahead are 60% of the 100' in page


def test_the_next_turn_is_the_planners_and_says_why(refused: Any) -> None:
    enter(refused, DORA, HEAD)
    page = refused.client.get(PAGE).text
    assert "every 24 h, as its card says" in page
    send(refused, f"{PAGE}/hellas/stop", reason="their site asks us to pause")
    assert "it is stopped" in refused.client.get(PAGE).text
    send(refused, f"{PAGE}/hellas/resume")
    card = Home(refused.settings.home).operators / "hellas.yml"
    card.write_text(CARD.replace("on: 2026-01-01", "on: 2026-01-01, until: 2026-02-01"))
    assert "no permission holds today" in refused.client.get(PAGE).text


def test_dora_keeps_or_publishes_by_name_and_reason(refused: Any) -> None:
    enter(refused, DORA, HEAD)
    run = newest(refused)
    nameless = send(refused, f"{PAGE}/hellas/keep", run=run, by="Dora", reason=" ")
    assert nameless.status_code == 422
    assert "Say who decides and why." in nameless.text
    stale = send(refused, f"{PAGE}/hellas/publish", run="older", by="Dora", reason="season over")
    assert stale.status_code == 422
    assert deeds(refused) == []
    kept = send(refused, f"{PAGE}/hellas/keep", run=run, by="Dora", reason="half the file")
    assert kept.headers["location"] == f"{PAGE}/hellas?done=keep"
    again = send(refused, f"{PAGE}/hellas/keep", run=run, by="Dora", reason="half the file")
    assert again.status_code == 422
    assert deeds(refused) == [("refused run kept back", f"Dora ({DORA})")]


def test_the_stop_switch_wants_a_reason_and_is_taken_back(refused: Any) -> None:
    enter(refused, DORA, HEAD)
    assert send(refused, f"{PAGE}/hellas/stop", reason="").status_code == 422
    send(refused, f"{PAGE}/hellas/stop", reason="their site asks us to pause")
    with refused.database.read() as conn:
        assert stops.stopped(conn, "hellas") is not None
    assert "their site asks us to pause" in refused.client.get(f"{PAGE}/hellas").text
    send(refused, f"{PAGE}/hellas/resume")
    assert deeds(refused) == [("stopped", DORA), ("resumed", DORA)]


def test_clara_sees_operators_and_decides_nothing(refused: Any) -> None:
    enter(refused, CLARA, MANAGER)
    page = refused.client.get(f"{PAGE}/hellas")
    assert page.status_code == 200
    assert "<form" not in page.text[page.text.index("<main") :]
    for deed in ("keep", "publish", "stop", "resume"):
        fields = {"run": newest(refused), "by": "Clara", "reason": "why not"}
        assert send(refused, f"{PAGE}/hellas/{deed}", **fields).status_code == 403
    assert deeds(refused) == []


def test_a_site_that_was_started_without_a_counter_has_no_such_page(refused: Any) -> None:
    enter(refused, DORA, HEAD)
    state = refused.app.state
    state.shop = replace(state.shop, counter=None)
    assert refused.client.get(PAGE).status_code == 404
    assert send(refused, f"{PAGE}/hellas/stop", reason="why not").status_code == 404
    assert deeds(refused) == []


def test_an_operator_nobody_has_is_no_page(refused: Any) -> None:
    enter(refused, DORA, HEAD)
    assert refused.client.get(f"{PAGE}/nobody").status_code == 404
