"""Why a lead is whose it is: every code of routing has a sentence, and the load is told."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest

from fairwind.leads.lead_card import Given
from fairwind.leads.routing_rules import (
    CLAIM,
    HAND,
    HOT_FULL,
    NOT_ROUTED,
    OWN_MANAGER,
    RULES,
    Cause,
    Why,
)
from fairwind.site.office import lead_words as words
from fairwind.site.text import speech_of

NOON = dt.datetime(2026, 6, 5, 10, 0, tzinfo=dt.UTC)
CODES = (*(one.name for one in RULES), OWN_MANAGER, HOT_FULL, NOT_ROUTED, HAND, CLAIM)
ENGLISH, HUNGARIAN = speech_of("en"), speech_of("hu")


@pytest.mark.parametrize("code", CODES)
def test_every_rule_has_a_sentence(code: str) -> None:
    assert words.rule(code, HUNGARIAN) not in (words.rule(code, ENGLISH), "")


@pytest.mark.parametrize("code", get_args(Why))
def test_every_reason_to_pass_somebody_over_has_a_sentence(code: str) -> None:
    assert words.reason(code, HUNGARIAN) not in (words.reason(code, ENGLISH), "")


@pytest.mark.parametrize("code", get_args(Cause))
def test_every_cause_has_a_sentence_but_that_it_simply_came(code: str) -> None:
    said = words.cause(code, HUNGARIAN)
    assert (said == words.cause(code, ENGLISH)) is (code == "new")
    assert bool(said) is (code != "new")


def test_why_tells_of_how_many_open_the_chosen_had_the_fewest() -> None:
    passed = (
        {"user": 1, "name": "Anna", "why": "more_open", "open": 8, "capacity": 10},
        {"user": 2, "name": "Béla", "why": "quota"},
    )
    given = Given(NOON, "priority", 3, "Cveta", "new", "", "hot", passed, 4, 8)
    said = words.why(given, ENGLISH)
    assert said == "hot, to the priority team, fewest open (4 of 8), 2 others passed over"
    late = words.rejected_said({"name": "Béla", "why": "older_waiting"}, ENGLISH)
    assert late == "Béla: has one that waits longer"
