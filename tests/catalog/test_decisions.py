"""Decisions: what a person said of two descriptions stands, on both engines, until taken back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.catalog.matching.decisions import (
    Contradiction,
    Match,
    decide,
    decided,
    decisions,
    find,
    keep,
    queue,
    stamp,
    undo,
    waiting,
)
from fairwind.catalog.matching.doubts import Doubt
from fairwind.catalog.matching.worth import apart
from fairwind.offers.faults import StoreFault
from fairwind.store import audit
from fairwind.store.database import Database

NOW = dt.datetime(2026, 6, 5, 9, 30, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
DORA = "dora@example.com"


def a_doubt(one: str, other: str, score: float = 0.7, offers: int = 10) -> Doubt:
    return Doubt((one, other), score, {"lines": [], "one": {"name": one}}, "1", offers)


def kept(database: Database, *pairs: Doubt, at: dt.datetime = NOW) -> list[Match]:
    with database.write() as conn:
        keep(conn, pairs, at)
        return queue(conn)


def test_pairs_in_doubt_wait_with_their_evidence_most_offers_first(database: Database) -> None:
    few, many = a_doubt("a", "b"), a_doubt("a", "c", 0.4, offers=90)
    found = kept(database, few, many)
    assert [(one.names, one.offers, one.state) for one in found] == [
        (("a", "c"), 90, "review"),
        (("a", "b"), 10, "review"),
    ]
    assert found[0].evidence == many.evidence
    assert found[0].found_at == NOW


def side(card: str, *prices: tuple[int, int]) -> dict[str, Any]:
    """A side on a card, with its prices for so many nights."""
    said = {"currency": "EUR", "basis": "per_person"}
    rows = [{"amount": amount, "nights_min": nights, **said} for nights, amount in prices]
    return {"name": card, "card": {"id": card}, "prices": rows}


def test_pairs_that_visitors_look_at_and_whose_prices_are_far_apart_come_first(
    database: Database,
) -> None:
    def pair(name: str, offers: int, other: int) -> Doubt:
        sides = {"one": side(f"{name}1", (7, 80_000)), "other": side(f"{name}2", (7, other))}
        return replace(a_doubt(f"{name}1", f"{name}2", offers=offers), evidence=sides)

    many, sought, dear = pair("m", 90, 80_000), pair("s", 10, 80_000), pair("d", 60, 40_000)
    looks = {"s1": 5, "s2": 4, "x": 900}
    with database.write() as conn:
        keep(conn, [many, sought, dear], NOW, looks)
        found = queue(conn)
        # worth: 10 x (1 + 9), 60 x (1 + 0.5), 90; of equal ones the older number first
        assert [(one.names[0], one.looks, one.apart) for one in found] == [
            ("s1", 9, 0.0),
            ("m1", 0, 0.0),
            ("d1", 0, 0.5),
        ]
        keep(conn, [many, sought, dear], LATER, {"d2": 1})
        assert [one.names[0] for one in queue(conn)] == ["d1", "m1", "s1"], "looks are of today"


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        (((7, 80_000), (14, 150_000)), ((7, 60_000), (7, 90_000)), 0.25),
        (((7, 80_000),), ((14, 60_000),), None),
        (((7, 80_000),), (), None),
        (((7, 0),), ((7, 60_000),), None),
    ],
)
def test_only_like_prices_are_far_apart(one: Any, other: Any, far: float | None) -> None:
    assert apart({"one": side("a", *one), "other": side("b", *other)}) == far


def test_a_decision_is_kept_with_who_when_and_why_and_leaves_the_queue(database: Database) -> None:
    [pair] = kept(database, a_doubt("a", "b"))
    with database.write() as conn:
        decide(conn, pair.id, "same", DORA, "our guide lives there", LATER)
        assert decisions(conn).same == {("a", "b")}
        assert queue(conn) == []
        [one] = decided(conn)
    assert (one.decided_by, one.decided_at, one.note) == (DORA, LATER, "our guide lives there")
    assert one.evidence == pair.evidence


def test_the_next_crawl_changes_nothing_that_is_decided(database: Database) -> None:
    same, different = kept(database, a_doubt("a", "b", offers=20), a_doubt("c", "d"))
    with database.write() as conn:
        decide(conn, same.id, "same", DORA, "", NOW)
        decide(conn, different.id, "different", DORA, "", NOW)
        before = decided(conn)
    assert kept(database, a_doubt("c", "d", 0.99), at=LATER) == []
    with database.read() as conn:
        assert decided(conn) == before


def test_a_pair_that_vanished_is_hidden_and_comes_back_under_its_number(database: Database) -> None:
    [pair] = kept(database, a_doubt("a", "b"))
    assert kept(database, at=LATER) == []
    with database.read() as conn:
        gone = find(conn, pair.id)
        assert gone
        assert gone.gone_at == LATER
        assert waiting(conn) == 0
    [back] = kept(database, a_doubt("a", "b", 0.8), at=LATER)
    assert back == replace(pair, score=0.8)


def test_undo_lets_a_pair_wait_again(database: Database) -> None:
    [pair] = kept(database, a_doubt("a", "b"))
    with database.write() as conn:
        decide(conn, pair.id, "different", DORA, "", NOW)
        assert decisions(conn).different == {("a", "b")}
        undo(conn, pair.id, "clara@example.com", LATER)
        assert not decisions(conn).different
        assert [one.id for one in queue(conn)] == [pair.id]
        told = [(one.actor, one.action) for one in audit.entries(conn, f"match:{pair.id}")]
    assert told == [(DORA, "match decided"), ("clara@example.com", "match decision undone")]


def test_each_deed_changes_the_stamp_and_a_new_doubt_does_not(database: Database) -> None:
    with database.write() as conn:
        stamps = [stamp(conn)]
    [pair] = kept(database, a_doubt("a", "b"))
    with database.write() as conn:
        assert stamp(conn) == stamps[0]
        for state in ("same", "", "different", ""):
            if state:
                decide(conn, pair.id, state, DORA, "", NOW)
            else:
                undo(conn, pair.id, DORA, NOW)
            stamps.append(stamp(conn))
    assert len({*stamps[:2], stamps[3]}) == 3
    assert stamps[2] != stamps[1]
    assert stamps[4] != stamps[3]


def test_the_same_answer_twice_is_one_and_another_must_be_taken_back_first(
    database: Database,
) -> None:
    [pair] = kept(database, a_doubt("a", "b"))
    with database.write() as conn:
        first = decide(conn, pair.id, "same", DORA, "", NOW)
        assert decide(conn, pair.id, "same", "clara@example.com", "", LATER) == first
        with pytest.raises(Contradiction, match=f"decided by {DORA} as same: take that back"):
            decide(conn, pair.id, "different", "clara@example.com", "", LATER)


def test_a_decision_that_others_forbid_is_refused_with_the_other(database: Database) -> None:
    pairs = (a_doubt("a", "b"), a_doubt("b", "c"), a_doubt("a", "c"), a_doubt("c", "d"))
    ids = {pair.names: pair.id for pair in kept(database, *pairs)}
    with database.write() as conn:
        decide(conn, ids["a", "b"], "same", DORA, "", NOW)
        decide(conn, ids["a", "c"], "different", DORA, "", NOW)
        with pytest.raises(Contradiction) as refused:
            decide(conn, ids["b", "c"], "same", DORA, "", NOW)
        assert refused.value.match == ids["a", "c"]
        undo(conn, ids["a", "c"], DORA, NOW)
        decide(conn, ids["b", "c"], "same", DORA, "", NOW)
        with pytest.raises(Contradiction, match="take that back first") as refused:
            decide(conn, ids["a", "c"], "different", DORA, "", NOW)
        assert refused.value.match in {ids["a", "b"], ids["b", "c"]}
        decide(conn, ids["c", "d"], "different", DORA, "", NOW)


def test_a_number_that_no_pair_has_and_an_odd_answer_are_named(database: Database) -> None:
    [pair] = kept(database, a_doubt("a", "b"))
    with database.write() as conn:
        with pytest.raises(StoreFault, match="there is no match 99"):
            decide(conn, 99, "same", DORA, "", NOW)
        with pytest.raises(StoreFault, match="'perhaps' is no decision"):
            decide(conn, pair.id, "perhaps", DORA, "", NOW)


def test_many_pairs_are_kept_at_once(database: Database) -> None:
    pairs = [a_doubt("a", f"b{n:04d}", offers=n) for n in range(1100)]
    kept(database, *pairs)
    with database.write() as conn:
        assert waiting(conn) == 1100
        keep(conn, pairs, LATER)
        keep(conn, pairs[:1], LATER)
        assert waiting(conn) == 1


def test_a_long_scraped_evidence_is_kept_whole(database: Database) -> None:
    odd = {"lines": [], "one": {"name": "Zlatna рыбка <b>\u2028" * 500}}
    [pair] = kept(database, replace(a_doubt("a", "b"), evidence=odd))
    assert pair.evidence == odd
    with database.read() as conn:
        [text] = conn.execute(sa.text("SELECT evidence FROM matches")).scalars()
    assert json.loads(text) == odd
