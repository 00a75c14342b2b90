"""The gate's sentences: English where programs read them, the reader's language where people do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fairwind.catalog.gate.sentences import Sentence, in_tongue
from fairwind.catalog.verdict import VERDICT, Verdict, keep_verdict, kept_verdict
from fairwind.desk.tongue import tongue_of

HUNGARIAN = tongue_of("hu")
LOST = Sentence.of("country_gone", country="BG", had=1255, left=0)


def read_back(folder: Path, *reasons: str) -> tuple[str, ...]:
    keep_verdict(folder, Verdict(False, reasons))
    kept = kept_verdict(folder)
    assert kept is not None
    return kept.reasons


def test_a_kept_sentence_is_english_and_is_said_in_the_readers_language(tmp_path: Path) -> None:
    (reason,) = read_back(tmp_path, LOST)
    assert reason == "Bulgaria had 1,255 offers and has none now."
    assert json.loads((tmp_path / VERDICT).read_bytes())["reasons"] == [reason]
    assert in_tongue(reason, HUNGARIAN) == "Bulgária: eddig 1\u00a0255 ajánlat volt, most: nincs."
    assert in_tongue(reason, tongue_of("en")) == reason


def test_figures_are_written_as_the_language_does() -> None:
    moved = Sentence.of("moved", moved_share=0.455, factor=2.013, clause="for_two")
    assert "to 2.01 times what it was: per person and for two may be confused." in moved
    said = in_tongue(moved, HUNGARIAN)
    assert "46\u00a0%-ának" in said
    assert "2,01-szorosára: lehet, hogy a fejenkénti" in said
    step = Sentence.of("extra_gone", moved_share=0.9, step=-80_00)
    assert "exactly -80.00:" in step
    assert "\u221280,00" in in_tongue(step, tongue_of("ru"))
    month = Sentence.of("month_gone", month="2026-07-01", had=300, left=2)
    assert month == "July 2026 had 300 departures and has 2 now."
    assert in_tongue(month, HUNGARIAN).startswith("2026. július: ")


@pytest.mark.parametrize(
    "odd", [None, ["tomorrow's", {}], ["moved", {"factor": "x"}], ["moved"], 7]
)
def test_a_verdict_kept_before_sentences_had_codes_or_by_a_later_version_stays_english(
    tmp_path: Path, odd: object
) -> None:
    keep_verdict(tmp_path, Verdict(False, ("Half is gone.",)))
    said = json.loads((tmp_path / VERDICT).read_bytes())
    said["reasons_said"] = [odd]
    (tmp_path / VERDICT).write_text(json.dumps(said))
    kept = kept_verdict(tmp_path)
    assert kept is not None
    assert [in_tongue(one, HUNGARIAN) for one in kept.reasons] == ["Half is gone."]
    del said["reasons_said"], said["warnings_said"]
    (tmp_path / VERDICT).write_text(json.dumps(said))
    assert kept_verdict(tmp_path) == kept


def test_what_an_operator_wrote_is_no_placeholder() -> None:
    said = Sentence.of("words_new", field="board", words=[["100 %(now)s", 3]])
    assert said == 'board has words not seen before: "100 %(now)s" (3).'
    assert in_tongue(said, HUNGARIAN).endswith('"100 %(now)s" (3).')


def test_a_language_nobody_translated_is_english() -> None:
    assert in_tongue(LOST, tongue_of("xx")) == LOST
