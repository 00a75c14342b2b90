"""`check-prices` finds nothing in a true generation, and each kind of untruth in a false one."""

from dataclasses import replace

import pytest

from fairwind.search.truth import violations


def test_a_true_generation_has_no_violation(market) -> None:
    told = violations(market.engine, market.catalogue, market.now)
    assert told.examples == []
    assert told.count == 0
    assert told.checked_prices > 1000
    assert told.checked_cells > 500


def altered(market, **columns):
    """The market's engine with some of its columns made false."""
    opened = market.engine.opened
    false = replace(opened, columns=replace(opened.columns, **columns))
    return type(market.engine)(false, market.engine.words, market.engine.quotes)


@pytest.mark.parametrize(
    ("column", "change", "kind"),
    [
        ("total", lambda c: c // 2, "per_person_as_total"),
        ("total", lambda c: c + 1, "total_unequal_to_breakdown"),
        ("date", lambda c: c + (c > 0), "unpriced_date_with_number"),
        ("date", lambda c: c + (c > 0), "calendar_price_of_another_date"),
        ("segment_party", lambda c: c[::-1], "price_of_another_party"),
        ("segment_party", lambda c: c[::-1], "unclear_as_priced"),
        ("checked", lambda c: c * 0, "own_price_not_found"),
    ],
)
def test_a_false_column_is_found_out(market, column, change, kind) -> None:
    false = change(getattr(market.engine.opened.columns, column))
    told = violations(altered(market, **{column: false}), market.catalogue, market.now)
    assert getattr(told, kind) > 0
    assert told.count > 0
    assert told.examples
