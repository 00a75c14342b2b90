"""Taking in pages of a run: nothing is lost, nothing is doubled, the newer reading is kept."""

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fairwind.catalog.home import Home
from fairwind.catalog.runs import RunWriter
from fairwind.crawlers.card_fields import FIELDS
from fairwind.crawlers.intake import Batch, Seen, take_in
from fairwind.offers import Money

from .intake_records import NOW, WHOLE, card, raw, taken

EARLY, LATE = "2026-03-29T08:00:00", "2026-03-29T20:00:00"


def kept(batch: Batch) -> int:
    return len(batch.offers) + len(batch.rejects) + batch.duplicates + len(batch.set_aside)


def test_a_record_whose_fields_are_all_equal_is_a_duplicate_on_any_page_of_the_run() -> None:
    seen = Seen()
    first = taken(WHOLE, WHOLE, seen=seen)
    second = taken(WHOLE, {**WHOLE, "id": "B"}, seen=seen)
    assert (len(first.offers), first.duplicates) == (1, 1)
    assert (len(second.offers), second.duplicates) == (1, 1)


def test_another_run_knows_nothing_of_the_first() -> None:
    assert len(taken(WHOLE).offers) == len(taken(WHOLE).offers) == 1


def test_a_rejected_record_that_comes_again_is_a_duplicate_not_a_second_reject() -> None:
    batch = taken({**WHOLE, "price": 0}, {**WHOLE, "price": 0})
    assert (len(batch.rejects), batch.duplicates) == (1, 1)


def test_two_records_of_one_id_and_different_prices_are_both_kept() -> None:
    batch = taken(WHOLE, {**WHOLE, "price": "1198.00"})
    assert len(batch.offers) == 2
    assert not batch.set_aside


def test_of_two_readings_on_one_page_the_newer_is_kept_whichever_comes_first() -> None:
    for order in ((EARLY, LATE), (LATE, EARLY)):
        batch = taken(*({**WHOLE, "checked_at": at, "text": at} for at in order))
        assert [one.checked_at.hour for one in batch.offers] == [20]
        assert [one.reason for one in batch.set_aside] == ["read_twice"]
        assert batch.set_aside[0].provenance.position == order.index(EARLY)
        assert "record" in batch.set_aside[0].sentence
        assert batch.withdrawn == 0


def test_without_an_id_two_like_records_are_two_offers() -> None:
    bare = {**WHOLE, "id": None}
    batch = taken({**bare, "text": "one"}, {**bare, "text": "two"})
    assert len(batch.offers) == 2


def test_a_newer_reading_on_a_later_page_takes_the_older_out_of_the_run(tmp_path: Any) -> None:
    seen, home = Seen(), Home(tmp_path)
    pages = [
        [raw(0, page="https://sunny.example/1", **WHOLE, checked_at=EARLY)],
        [raw(0, page="https://sunny.example/2", **WHOLE, checked_at=LATE)],
    ]
    with RunWriter(home, "sunny_tours", "20260330T060000Z", NOW) as writer:
        for page in pages:
            batch = take_in(card(), page, NOW, seen)
            assert len(page) + batch.withdrawn == kept(batch)
            writer.page()
            writer.found(len(page))
            writer.add(batch.offers)
            writer.set_aside(batch.set_aside)
        run = writer.finish(finished=NOW)
    assert (run.report.found, run.report.offers) == (2, 1)
    assert dict(run.report.set_aside) == {"read_twice": 1}
    assert run.offers()["checked_at"].to_pylist() == [dt.datetime(2026, 3, 29, 20, tzinfo=dt.UTC)]


def test_an_error_of_one_record_leaves_the_others_and_names_operator_page_and_record() -> None:
    batch = taken(WHOLE, {**WHOLE, "price": "call us"}, {**WHOLE, "id": "C"})
    assert len(batch.offers) == 2
    sentence = batch.rejects[0].sentence
    assert sentence.startswith("Sunny Tours: https://sunny.example/feed record 2: price 'call us'")


def test_an_offer_says_where_it_was_read() -> None:
    found = taken(WHOLE).offers[0].provenance
    assert found
    assert str(found) == "sunny_tours: https://sunny.example/feed record 1"


# Whatever a page may hold

DIRTY = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.decimals(),
    st.text(max_size=40),
    st.sampled_from(
        [
            "",
            "0",
            "1.470 €",
            "od 25 USD",
            "15%",
            "2026-07-04",
            "20260704,20260705",
            "31/31/2026",
            "<b>x",
            "&amp;",
            "�",
            "KrÃ©ta",
            "4*",
            "7 nights",
            "2",
            "[]",
            "EUR",
            "$",
            "HB",
            "PRG",
            "Egypt / Hurghada",
            "javascript:alert(1)",
            "https://a.example/x",
            "9" * 400,
            "1e999",
        ]
    ),
    st.datetimes(),
    st.lists(st.one_of(st.integers(-5, 40), st.text(max_size=5), st.none()), max_size=4),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
NAMES = [*FIELDS, "ids.giata", "ids.hotel", "mandatory.fuel", "mandatory.visa"]
SAID = st.dictionaries(st.sampled_from(NAMES), DIRTY, max_size=8).map(
    lambda dirty: {**WHOLE, **dirty}
)
TERMS = st.sampled_from(
    [
        {},
        {"price": {}},
        {"price": {"basis": "per_party", "party": {"adults": 2, "children_ages": [4]}}},
        {"price": {"basis": "per_night", "unit": "minor", "currency": "JPY"}},
        {"required": ["price"], "formats": {"dates": ["dd/mm/yyyy", "epoch"], "decimal": ","}},
    ]
)


@settings(deadline=None, max_examples=100)
@given(pages=st.lists(st.lists(SAID, max_size=4), max_size=3), terms=TERMS)
def test_every_record_of_any_page_is_an_offer_a_reject_a_duplicate_or_set_aside(
    pages: list[list[dict[str, Any]]], terms: dict[str, Any]
) -> None:
    seen, source = Seen(), card(**terms)
    for page, said in enumerate(pages):
        records = [
            raw(i, page=f"https://sunny.example/{page}", **one) for i, one in enumerate(said)
        ]
        batch = take_in(source, records, NOW, seen)
        assert len(records) + batch.withdrawn == kept(batch)
        assert "not_understood" not in [one.reason for one in batch.rejects]


@settings(deadline=None, max_examples=100)
@given(said=SAID, terms=TERMS)
def test_no_offer_costs_nothing_starts_in_the_past_or_links_to_a_script(
    said: dict[str, Any], terms: dict[str, Any]
) -> None:
    for one in taken(said, **terms).offers:
        price = one.departure.price
        assert price is None or price.amount > Money(0, price.amount.currency)
        assert one.departure.date is None or one.departure.date >= NOW.date()
        assert all(day >= NOW.date() for day in one.goes_on)
        assert one.ref.link.startswith(("http://", "https://")) or not one.ref.link
        assert one.checked_at <= NOW
        assert one.product.name.isprintable()


@given(pages=st.permutations([EARLY, LATE, "2026-03-28"]))
def test_the_newest_of_several_readings_is_kept_in_whatever_order_they_come(
    pages: list[str],
) -> None:
    seen = Seen()
    batches = [taken({**WHOLE, "checked_at": at}, seen=seen) for at in pages]
    handed = [one.checked_at for batch in batches for one in batch.offers]
    aside = [one.value for batch in batches for one in batch.set_aside]
    left = [at for at in handed if at.isoformat() not in aside]
    assert left == [dt.datetime(2026, 3, 29, 20, tzinfo=dt.UTC)]
    assert len(aside) == 2


def test_equal_amounts_written_otherwise_are_no_duplicates_but_one_reading() -> None:
    batch = taken(WHOLE, {**WHOLE, "price": Decimal("599.00")})
    assert batch.duplicates == 0
    assert len(batch.offers) == 2


def test_a_record_broken_as_a_whole_is_rejected_with_its_text_and_doubles_no_other() -> None:
    batch = taken({"unreadable": "A | B | 1 | 2"}, {"unreadable": "C | D | 3 | 4"}, WHOLE)
    assert [(one.reason, one.value) for one in batch.rejects] == [
        ("not_understood", "A | B | 1 | 2"),
        ("not_understood", "C | D | 3 | 4"),
    ]
    assert "record 1: is no record that can be read: 'A | B | 1 | 2'" in batch.rejects[0].sentence
    assert (len(batch.offers), batch.duplicates) == (1, 0)
