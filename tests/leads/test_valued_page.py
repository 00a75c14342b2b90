"""The page that says what a lead is worth tells what the tables say."""

from __future__ import annotations

from pathlib import Path

import fairwind
from fairwind.leads import score
from fairwind.leads.valued_page import MEANINGS, valued_page

PAGE = Path(fairwind.__file__).parent / "docs" / "reference" / "leads.md"


def test_the_page_of_what_a_lead_is_worth_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == valued_page(), "run `make docs` and commit what changed"


def test_every_rule_of_the_score_has_its_words() -> None:
    assert list(MEANINGS) == list(score.RULES)


def test_the_calls_of_the_page_are_those_that_are_planned() -> None:
    hot = next(line for line in valued_page().splitlines() if line.startswith("| hot | Thu"))
    assert hot == ("| hot | Thu 10:00 | Thu 12:00 | Fri 09:00 | Fri 17:00 | Tue 09:00 |")
