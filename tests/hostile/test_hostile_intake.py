"""A hostile operator is taken in like any other: counted to the last record, nothing run."""

from __future__ import annotations

from .conftest import Taken
from .payloads import TEXTS


def test_there_are_payloads_enough() -> None:
    assert len(set(TEXTS)) >= 60


def test_every_record_is_published_or_set_aside_with_its_reason(taken: Taken) -> None:
    assert taken.outcome.state == "published", taken.outcome.sentence
    run = taken.outcome.run
    assert run is not None
    report = run.report
    assert report.found == taken.records
    aside = sum(report.rejected.values()) + sum(report.set_aside.values())
    assert report.found == report.offers + report.duplicates + aside
    assert report.offers >= len(TEXTS)


def test_no_price_became_zero_and_no_link_became_an_address_to_click(taken: Taken) -> None:
    run = taken.outcome.run
    assert run is not None
    rows = run.offers().to_pylist()
    assert all(row["amount"] is None or row["amount"] > 0 for row in rows)
    for row in rows:
        assert not row["link"] or row["link"].startswith(("http://", "https://")), row["link"]
        assert "@" not in (row["link"] or "").partition("//")[2].partition("/")[0]
