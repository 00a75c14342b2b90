"""Connector kinds over saved synthetic answers: whole, empty, and changed in shape."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairwind.crawlers.card import Card
from fairwind.crawlers.connectors import BATCH, Page, first_asks, read_page, read_stream
from fairwind.offers.faults import ConnectorFault

from .cards import card_with

NOW = dt.datetime(2026, 6, 8, 7, 0, tzinfo=dt.UTC)
HERE = "https://feed.example.com/offers"
START = "  start: https://feed.example.com/offers"
FIELDS = "  id: ref\n  name: hotel.title\n  price: cost"
OFFERS: list[dict[str, Any]] = [
    {"ref": "BG-101", "hotel": {"title": "Lagoon &amp; Village"}, "cost": 899.10},
    {"ref": "BG-102", "hotel": {"title": "Blue Bay"}, "cost": 1020},
]


def feed(folder: Path, rest: str = "  records: offers[*]", fields: str = FIELDS) -> Card:
    return card_with(folder, f"  kind: feed\n{START}\n{rest}", fields)


def read(card: Card, body: bytes | str, kind: str = "application/json") -> Page:
    return read_page(card, body.encode() if isinstance(body, str) else body, HERE, kind, NOW)


def said(page: Page) -> list[dict[str, Any]]:
    return [dict(record.said) for record in page.records]


# JSON feeds


def test_a_json_feed_gives_its_records_untouched_and_with_their_place(tmp_path):
    page = read(feed(tmp_path), json.dumps({"offers": OFFERS}))
    assert said(page) == [
        {"id": "BG-101", "name": "Lagoon &amp; Village", "price": Decimal("899.1")},
        {"id": "BG-102", "name": "Blue Bay", "price": 1020},
    ]
    second = page.records[1].provenance
    assert (second.source, second.address, second.position) == ("sunny_tours", HERE, 1)
    assert second.read_at == NOW


def test_a_field_that_is_not_there_is_not_said(tmp_path):
    page = read(feed(tmp_path), '{"offers": [{"ref": "A", "hotel": null}, {"hotel": "x"}]}')
    assert said(page) == [{"id": "A"}, {}]


def test_numbers_keep_every_decimal(tmp_path):
    page = read(feed(tmp_path), '{"offers": [{"cost": 0.1000000000000000055511151231257827}]}')
    assert str(page.records[0].said["price"]) == "0.1000000000000000055511151231257827"


def test_an_empty_list_is_an_honest_none(tmp_path):
    assert read(feed(tmp_path), '{"offers": []}').records == ()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "looked for JSON, the answer is empty"),
        (" \n", "looked for JSON, the answer is empty"),
        ("<!DOCTYPE html><h1>Sorry</h1>", "looked for JSON, the answer is markup: '<!DOCTYPE"),
        ('{"trips": []}', "records path offers[*] gave null; the answer has trips"),
        ('{"offers": null}', "records path offers[*] gave null; the answer has offers"),
        ('{"offers": {"a": 1}}', "records path offers[*] gave null"),
        ("[1, 2]", "records path offers[*] gave null; the answer is a list"),
        ('{"offers": [{"ref": "BG-1', "the JSON breaks off after 25 characters"),
        ('{"offers": [{"ref": ', "the JSON breaks off after 20 characters"),
        ('{"offers": [,]}', "the JSON is broken in line 1, column 13"),
        ('{"offers": [NaN]}', "NaN is not a value of JSON"),
        ('{"offers": []} tail', "after the JSON stands more: 'tail'"),
        ("[" * 200_000, "the JSON cannot be read"),
        ('{"offers": [' + "9" * 5000 + "]}", "the JSON cannot be read"),
    ],
)
def test_an_answer_of_another_shape_names_operator_address_and_what_was_looked_for(
    body, sentence, tmp_path
):
    with pytest.raises(ConnectorFault) as caught:
        read(feed(tmp_path), body)
    assert str(caught.value).startswith(f"sunny_tours: {HERE}: ")
    assert sentence in str(caught.value)


def test_a_path_to_something_that_is_no_list_is_a_changed_shape(tmp_path):
    with pytest.raises(ConnectorFault, match="records path offers gave a mapping, not a list"):
        read(feed(tmp_path, "  records: offers"), '{"offers": {"a": 1}}')


def test_a_record_that_is_no_mapping_is_counted_and_keeps_its_text(tmp_path):
    page = read(feed(tmp_path), '{"offers": ["sold out", {"ref": "A"}]}')
    assert said(page) == [{"unreadable": '"sold out"'}, {"id": "A"}]
    assert page.warnings == {"a record is no mapping of names and values": 1}


def test_half_a_character_is_replaced_and_a_whole_one_kept(tmp_path):
    body = r'{"offers": [{"ref": "a\ud83db", "hotel": {"title": "\ud83d\ude00 \ude00"}}]}'
    page = read(feed(tmp_path), body)
    assert said(page) == [{"id": "a\ufffdb", "name": "\U0001f600 \ufffd"}]


def test_offers_inside_each_record_know_the_record_as_their_parent(tmp_path):
    card = feed(
        tmp_path,
        "  records: hotels[*]\n  each: offers[*]",
        "  id: ref\n  name: parent.title\n  price: cost",
    )
    hotels = [
        {"title": "Lagoon", "offers": [{"ref": 1, "cost": 5}, {"ref": 2, "cost": 6}]},
        {"title": "Blue Bay", "offers": []},
        {"title": "No list"},
    ]
    page = read(card, json.dumps({"hotels": hotels}))
    assert said(page) == [
        {"id": 1, "name": "Lagoon", "price": 5},
        {"id": 2, "name": "Lagoon", "price": 6},
    ]
    assert page.warnings == {"each path offers[*] gave no list in a record": 1}
    with pytest.raises(ConnectorFault, match=r"each path .* gave no list in any of 1 records"):
        read(card, '{"hotels": [{"title": "Lagoon"}]}')


def test_the_number_the_answer_claims_is_read_as_it_prints_it(tmp_path):
    card = feed(tmp_path, "  records: offers[*]\n  total: found")
    assert read(card, '{"offers": [], "found": "1 257 offers"}').reported == 1257
    assert read(card, '{"offers": [], "found": 998}').reported == 998
    assert read(card, '{"offers": [], "found": null}').reported is None
    assert read(card, '{"offers": [], "found": "many"}').reported is None


def test_a_filter_and_functions_work_on_exact_decimals(tmp_path):
    card = feed(
        tmp_path,
        "  records: offers[?cost > `100`]",
        "  name: hotel.title\n  price: sum([cost, `1`])\n  total: to_number(text)",
    )
    body = '{"offers": [{"cost": 99.9}, {"hotel": {"title": "A"}, "cost": 100.1, "text": "1.10"}]}'
    assert said(read(card, body)) == [
        {"name": "A", "price": Decimal("101.1"), "total": Decimal("1.10")}
    ]


def test_a_path_that_fails_in_one_record_costs_that_field_only(tmp_path):
    card = feed(tmp_path, fields="  name: hotel.title\n  adults: length(persons)")
    page = read(card, '{"offers": [{"hotel": {"title": "A"}}, {"persons": [1, 2]}]}')
    assert said(page) == [{"name": "A"}, {"adults": 2}]
    ((warning, times),) = page.warnings.items()
    assert times == 1
    assert warning.startswith("fields.adults cannot be followed: length(persons): length() takes")


# How one value is worked


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        ('{path: v, split: " / ", part: 1}', "Greece / Crete / Malia", "Greece"),
        ('{path: v, split: " / ", part: -1}', "Greece / Crete / Malia", "Malia"),
        ('{path: v, split: " / ", part: 3}', "Greece / Crete", None),
        ('{path: v, split: ","}', "20260711, 20260718,", ["20260711", "20260718"]),
        ("{path: v, pattern: '^(.+?) [0-9] [*]'}", "BLUE BAY 4 *DBL", "BLUE BAY"),
        ("{path: v, pattern: '([0-9]) [*]'}", "BLUE BAY", None),
        ("{path: v, pattern: '[0-9]+'}", "from 499 on", "499"),
        ("{path: v, pattern: '(?P<value>[0-9]+)(x)'}", "12x", "12"),
        ("{path: v, pattern: '[0-9]+'}", ["a1", "b", "c3"], ["1", "3"]),
        ('{path: v, join: " - "}', ["Rome", None, "Bari"], "Rome - Bari"),
        ("{value: CZK}", "whatever", "CZK"),
        ("v", Decimal("1.50"), Decimal("1.50")),
    ],
)
def test_a_value_is_cut_matched_and_joined(rule, value, expected, tmp_path):
    card = feed(tmp_path, fields=f"  name: {rule}")
    body = json.dumps({"offers": [{"v": value}]}, default=float)
    (record,) = said(read(card, body))
    assert record.get("name") == expected


# JSON Lines


def lines_card(folder: Path) -> Card:
    return feed(folder, "  format: jsonl")


LINES = '{"ref": "A"}\n\n{"ref": "B"}\r\n{"ref": "C"}\n'


def test_json_lines_give_a_record_a_line(tmp_path):
    assert [record["id"] for record in said(read(lines_card(tmp_path), LINES))] == ["A", "B", "C"]


def test_a_broken_line_in_the_middle_is_counted_and_the_rest_goes_on(tmp_path):
    page = read(lines_card(tmp_path), '{"ref": "A"}\n{"ref": \n{"ref": "C"}\n')
    assert said(page) == [{"id": "A"}, {"unreadable": '{"ref":'}, {"id": "C"}]
    assert page.warnings["a line is not JSON"] == 1


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('{"ref": "A"}\n{"ref": "B', "line 2, the last: the JSON breaks off"),
        ("<html>\n<body>", "line 1: looked for JSON, the answer is markup"),
        ('[{"ref": "A"}]', "line 1: looked for one record a line, found"),
    ],
)
def test_json_lines_that_are_cut_or_something_else_are_refused(body, sentence, tmp_path):
    with pytest.raises(ConnectorFault, match=sentence):
        read(lines_card(tmp_path), body)


def test_a_large_feed_comes_in_pages_with_positions_that_run_on(tmp_path):
    body = b"".join(b'{"ref": %d}\n' % number for number in range(2 * BATCH + 1))
    pages = list(read_stream(lines_card(tmp_path), io.BytesIO(body), HERE, "", NOW))
    assert [len(page.records) for page in pages] == [BATCH, BATCH, 1]
    assert pages[2].records[0].provenance.position == 2 * BATCH


def test_a_large_json_feed_comes_in_pages_too_and_says_once_what_it_claims(tmp_path):
    body = json.dumps({"found": 9, "offers": [{"ref": n} for n in range(BATCH + 1)]}).encode()
    card = feed(tmp_path, "  records: offers[*]\n  total: found")
    pages = list(read_stream(card, io.BytesIO(body), HERE, "", NOW))
    assert [(len(page.records), page.reported) for page in pages] == [(BATCH, 9), (1, None)]


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1250"])
def test_a_declared_or_marked_encoding_is_read(encoding, tmp_path):
    body = '{"offers": [{"ref": "Őrség, Łódź"}]}'.encode(encoding)
    page = read(feed(tmp_path), body, f"application/json; charset={encoding}")
    assert said(page) == [{"id": "Őrség, Łódź"}]
    assert not page.warnings


def test_bytes_that_are_not_utf8_are_read_as_cp1252_and_counted(tmp_path):
    page = read(feed(tmp_path), '{"offers": [{"ref": "Café 5 €"}]}'.encode("cp1252"))
    assert said(page) == [{"id": "Café 5 €"}]
    assert page.warnings == {"bytes that are not UTF-8 were read as cp1252": 1}


def test_the_cards_encoding_wins_over_the_declared_one(tmp_path):
    card = card_with(
        tmp_path,
        f"  kind: feed\n{START}\n  records: offers[*]",
        FIELDS,
        "formats: {encoding: cp1251}",
    )
    card = card.model_copy(
        update={"formats": card.formats.model_copy(update={"encoding": "cp1251"})}
    )
    page = read(card, '{"offers": [{"ref": "Бургас"}]}'.encode("cp1251"), "text/x; charset=latin-1")
    assert said(page) == [{"id": "Бургас"}]


def test_one_line_of_other_bytes_does_not_spoil_the_other_lines(tmp_path):
    body = '{"ref": "Őrség"}\n'.encode() + '{"ref": "Café"}\n'.encode("latin-1")
    page = read(lines_card(tmp_path), body)
    assert [record["id"] for record in said(page)] == ["Őrség", "Café"]
    assert page.warnings == {"lines that are not UTF-8 were read as cp1252": 1}


# Whatever the bytes: a page or a named fault


KINDS = {
    "json": "  kind: feed\n  records: offers[*]",
    "jsonl": "  kind: feed\n  format: jsonl",
    "csv": "  kind: feed\n  format: csv",
    "xlsx": "  kind: sheet",
    "script": "  kind: html_json\n  script: d\n  records: offers[*]",
    "variable": "  kind: html_json\n  variable: w.d\n  records: offers[*]",
}


@pytest.mark.parametrize("kind", KINDS)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(
    body=st.one_of(
        st.binary(max_size=200),
        st.text(alphabet='{}[]",:\\\r\n<>a1u/ d8=', max_size=80).map(str.encode),
        st.text(max_size=40).map(
            lambda t: f'<script id="d">{t}</script>'.encode("utf-8", "replace")
        ),
        st.text(max_size=40).map(
            lambda t: f"<script>w.d = {t}</script>".encode("utf-8", "replace")
        ),
    )
)
def test_any_bytes_give_a_page_or_a_named_fault(kind, body, tmp_path):
    card = card_with(tmp_path, KINDS[kind] + "\n" + START, "  id: ref\n  name: title")
    fault = ""
    page = Page(())
    try:
        page = read(card, body, "")
    except ConnectorFault as caught:
        fault = str(caught)
    assert not fault or fault.startswith(f"sunny_tours: {HERE}: ")
    assert all(record.provenance.source == "sunny_tours" for record in page.records)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30
)
@given(
    records=st.lists(
        st.fixed_dictionaries(
            {"ref": st.text(min_size=1), "cost": st.decimals(allow_nan=False, allow_infinity=False)}
        )
    )
)
def test_every_text_and_every_number_comes_through_json_unchanged(records, tmp_path):
    written = ",".join(
        f'{{"ref": {json.dumps(one["ref"])}, "cost": {one["cost"]}}}' for one in records
    )
    page = read(feed(tmp_path), f'{{"offers": [{written}]}}')
    assert [record.said["id"] for record in page.records] == [one["ref"] for one in records]
    assert [record.said["price"] for record in page.records] == [one["cost"] for one in records]


def test_a_card_without_paging_asks_each_start_once(tmp_path):
    card = card_with(tmp_path, f"  kind: feed\n  start: [{HERE}/a, {HERE}/b]", FIELDS)
    assert [ask.address for ask in first_asks(card)] == [f"{HERE}/a", f"{HERE}/b"]
