"""The export: everything about one person, nothing about another, readable by a program."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from fairwind.leads.erase_rules import RULES, Deed
from fairwind.leads.export import LABELS, NOT_TAKEN, OF_A_LEAD, OF_A_PERSON, export
from fairwind.leads.score import RULES as SCORED
from fairwind.store.database import Database
from fairwind.store.settings import Settings

EVERYWHERE = runpy.run_path(str(Path(__file__).with_name("everywhere.py")))
NOW, NAME, MAIL, DIET = (EVERYWHERE[name] for name in ("NOW", "NAME", "MAIL", "DIET"))


@pytest.fixture
def taken(both: Database, settings: Settings) -> dict[str, Any]:
    """What she takes home."""
    with both.write() as conn:
        her, _ = EVERYWHERE["everywhere"](conn, settings)
    with both.read() as conn:
        found = export(conn, settings, her, NOW)
    assert found is not None
    return found


def test_all_of_a_person_is_taken_home(taken: dict[str, Any]) -> None:
    back = json.loads(json.dumps(taken, ensure_ascii=False))
    assert [one["name"] for one in back["person"]] == [NAME, "Boglárka Ördög"]
    assert MAIL in {one["value"] for one in back["contacts"]}
    (lead,) = back["leads"]
    assert lead["reference"] == "KH-26-0001"
    assert len(lead["stage_events"]) == 2
    (line,) = lead["score_lines"]
    assert (line["points"], line["label"]) == (30.0, "call")
    assert [need["text"] for need in back["needs"]] == [DIET]
    assert [row["purpose"] for row in back["consents"]] == ["use_for_trip"]
    assert [row["state"] for row in back["subscriptions"]] == ["confirmed"]
    assert [row["kind"] for row in back["behaviour"]] == ["compared"]
    assert back["profiles"][0]["answers"] == {"interests": ["tengerre néző szoba"]}
    assert [mail["subject"] for mail in back["mails"]] == ["We have your question", "Tengerpart"]
    assert back["bookings"][0]["value"] == 253_600


def test_nothing_of_anybody_else_is_in_it(taken: dict[str, Any]) -> None:
    said = json.dumps(taken, ensure_ascii=False)
    for other in ("Béla", "bela@example.com", "clara", "is the brother of", "KH-26-0002"):
        assert other not in said


def test_who_is_not_there_takes_nothing(database: Database, settings: Settings) -> None:
    with database.read() as conn:
        assert export(conn, settings, 4711, NOW) is None


def test_every_table_with_rows_of_a_person_is_taken_or_said_why_not() -> None:
    taken = {*OF_A_LEAD, *(table.name for table in OF_A_PERSON), *NOT_TAKEN}
    taken |= {"persons", "leads", "needs", "visits"}
    theirs = {
        name
        for name, rule in RULES.items()
        if set(rule.owner.values()) & {"person", "lead", "visitor", "email"}
    }
    assert theirs == taken
    assert any(rule.deed is Deed.DELETE for rule in RULES.values())


def test_every_rule_of_the_score_has_a_label() -> None:
    assert set(SCORED) <= set(LABELS)
