"""Who was asked: an operator by itself, or many through somebody else's list."""

from __future__ import annotations

import datetime as dt

import pytest

from fairwind.offers import SourceKind
from fairwind.search.answer import SourceAnswer
from fairwind.site.public.whom import asked_whom, operators_of
from fairwind.site.text import speech_of

NOW = dt.datetime(2026, 6, 5, 8, tzinfo=dt.UTC)
SUN = SourceAnswer("sun", "Sun Tours", True, NOW, operators=("sun",))
HELLAS = SourceAnswer("hellas", "Hellas", False, NOW - dt.timedelta(hours=20))
LISTED = SourceAnswer(
    "lista", "Lista.pl", True, NOW, kind=SourceKind.AGGREGATOR, operators=("atlas", "itaka", "sun")
)
SILENT = SourceAnswer("lista", "Lista.pl", False, None, kind=SourceKind.AGGREGATOR)


@pytest.mark.parametrize(
    ("sources", "en", "hu"),
    [
        (
            [SUN, HELLAS],
            "2 operators asked, 1 answered (Hellas: not today)",
            "2 utazásszervezőt kérdeztünk, 1 válaszolt (Hellas: ma nem)",
        ),
        (
            [SUN, LISTED],
            "1 operator asked, 1 answered, 2 more through Lista.pl",
            "1 utazásszervezőt kérdeztünk, 1 válaszolt, további 2 innen: Lista.pl",
        ),
        (
            [LISTED],
            "3 operators asked through Lista.pl",
            "3 utazásszervező ajánlatai, forrás: Lista.pl",
        ),
        (
            [SILENT],
            "0 operators asked through Lista.pl (no answer)",
            "0 utazásszervező ajánlatai, forrás: Lista.pl (nem válaszolt)",
        ),
    ],
)
def test_operators_are_counted_as_they_were_asked(sources, en: str, hu: str) -> None:
    assert asked_whom(sources, NOW, speech_of("en")) == en
    assert asked_whom(sources, NOW, speech_of("hu")) == hu


def test_an_operator_in_two_sources_is_one() -> None:
    assert operators_of([SUN, HELLAS, LISTED]) == {"sun", "hellas", "atlas", "itaka"}
