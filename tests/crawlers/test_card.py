"""The card: what it says, and one sentence with its line for whatever it may not say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from fairwind.crawlers.card import cards_in, read_card
from fairwind.crawlers.card_fields import FIELDS, is_field
from fairwind.crawlers.card_terms import strptime_of
from fairwind.crawlers.card_words import right_word
from fairwind.offers import Basis, Party, SoldBy
from fairwind.offers.faults import CardFault

from .cards import SUNNY, written


def faults(folder: Path, text: str, name: str = "sunny_tours") -> list[str]:
    with pytest.raises(CardFault) as caught:
        read_card(written(folder, text, name))
    return caught.value.places


def test_a_good_card_is_read_with_its_defaults(tmp_path):
    card = read_card(written(tmp_path, SUNNY))
    assert card.name == "sunny_tours"
    assert card.permission.by == "Dora Nagy"
    assert card.price.basis is Basis.PER_PARTY
    assert card.price.party is not None
    assert card.price.party.party == Party(2)
    assert card.formats.date_patterns == ("%d.%m.%Y",)
    assert card.hosts == {"feed.example.com:443"}
    assert card.required == ("identity", "price", "currency")
    assert (card.feed.max_mb, card.sold_by, card.period_minutes) == (512, SoldBy.US, 1440)
    assert [band.oldest for band in card.bands] == [1, 11]
    assert card.as_operator is not None
    assert card.as_operator.slug == "sunny_tours"
    assert not card.as_source.can_recheck


def test_a_card_cannot_be_changed_once_read(tmp_path):
    card = read_card(written(tmp_path, SUNNY))
    with pytest.raises(ValidationError):
        card.title = "Other Tours"


def test_without_permission_nothing_is_fetched_and_the_card_says_so(tmp_path):
    text = "\n".join(line for line in SUNNY.splitlines() if not line.startswith("permission"))
    (said,) = faults(tmp_path, text)
    assert said.startswith("sunny_tours.yml:1: without permission nothing is fetched")
    assert "contract, affiliate feed, open feed, written consent or own" in said


BAD = {
    "a misspelt key of the connector": (
        ("  records:", "  recrods:"),
        8,
        "connector.recrods is not a key of a feed; did you mean records?",
    ),
    "a misspelt key of the card": (
        ("formats:", "fromats:"),
        16,
        "fromats is not a key of a card; did you mean formats?",
    ),
    "a misspelt field": (
        ("  price: total", "  prise: total"),
        15,
        "fields.prise is not a field; did you mean price?",
    ),
    "a misspelt short field": (
        ("  id: ref", "  di: ref"),
        10,
        "fields.di is not a field; did you mean id?",
    ),
    "a key in the wrong part": (
        ("formats: {", "formats: {currency: EUR, "),
        16,
        "formats.currency is not a key of formats; it belongs under price:",
    ),
    "a connector's key at the left edge": (
        ("fields:", "records: x\nfields:"),
        9,
        "records is not a key of a card; it belongs under connector:",
    ),
    "a word of other tools": (
        ("  start:", "  url:"),
        7,
        "connector.url is not a key of a feed; did you mean start?",
    ),
    "a field by another name": (
        ("  board: meal", "  meal_plan: meal"),
        12,
        "fields.meal_plan is not a field; did you mean board?",
    ),
    "a format for a kind": (("kind: feed", "kind: xlsx"), 5, "did you mean sheet?"),
    "a currency at the left edge": (
        ("fields:", "currency: EUR\nfields:"),
        9,
        "currency is not a key of a card; it belongs under price:",
    ),
    "a missing key": (("title: Sunny Tours\n", ""), 1, "title is missing: name of the source"),
    "a missing key of a part": (
        ("by: Dora Nagy, ", ""),
        4,
        "permission.by is missing: who gave it",
    ),
    "an empty permission": (
        ("permission: {basis: contract, by: Dora Nagy, on: 2026-01-15}", "permission:"),
        4,
        "without permission nothing is fetched",
    ),
    "an unknown kind": (
        ("kind: feed", "kind: fed"),
        5,
        "connector.kind: 'fed' is none of feed, sheet, html_json, json_search, html, structured,"
        " xml, octo; did you mean feed?",
    ),
    "an unknown format": (
        ("  records:", "  format: josn\n  records:"),
        8,
        "connector.format: 'josn' is none of json, jsonl, csv; did you mean json?",
    ),
    "an unknown basis of a price": (
        ("basis: per_party", "basis: per_persn"),
        17,
        "price.basis: 'per_persn' is none of per_person, per_party, per_room, per_night, unknown; "
        "did you mean per_person?",
    ),
    "an unknown basis of permission": (
        ("basis: contract", "basis: handshake"),
        4,
        "permission.basis: 'handshake' is none of contract,",
    ),
    "a permission without its day": (("on: 2026-01-15", "on: soon"), 4, "permission.on: 'soon'"),
    "an unknown board code": (("{F: HB", "{F: HBB"), 18, "boards.F: 'HBB' is not a board code"),
    "an unknown currency": (("EUR", "EURO"), 17, "price.currency: 'EURO' is not a currency"),
    "an unknown country": (("country: HU", "country: XQ"), 3, "'XQ' is not a country"),
    "bands that overlap": (
        ("youngest: 2", "youngest: 1"),
        21,
        "age_bands: child 1-11 overlaps infant 0-1",
    ),
    "a band the wrong way round": (("youngest: 2,", "youngest: 12,"), 21, "youngest comes first"),
    "an impolite delay": (
        ("delay_seconds: 2", "delay_seconds: 0.5"),
        22,
        "budget.delay_seconds: 0.5 s is impolite; 1 is the least (less only on loopback)",
    ),
    "a start outside allow": (
        ("fields:", "allow: [api.example.com]\nfields:"),
        7,
        "feed.example.com:443 is not in allow",
    ),
    "an allow that is a pattern": (
        ("fields:", 'allow: ["*.example.com"]\nfields:'),
        9,
        "'*.example.com' is not an exact host:port",
    ),
    "an address without a scheme": (
        ("https://feed", "feed"),
        7,
        "'feed.example.com/offers.json' is not an address",
    ),
    "a password in an address": (("https://", "https://me:pw@"), 7, "user name; neither belongs"),
    "a bad path": (
        ("records: offers[*]", "records: 'offers[*'"),
        8,
        "connector.records: 'offers[*' is not a JMESPath",
    ),
    "a path with an unknown function": (
        ("  nights: nights", "  nights: lenght(days)"),
        14,
        "fields.nights: 'lenght(days)': lenght() is not a function of JMESPath",
    ),
    "a bad pattern": (
        ("  name: hotel.title", "  name: {path: t, pattern: '(a'}"),
        11,
        "'(a' is not a regular expression",
    ),
    "a pattern of several groups": (
        ("  name: hotel.title", "  name: {path: t, pattern: '(a)(b)'}"),
        11,
        "name the one that counts (?P<value>...)",
    ),
    "a field with neither path nor value": (
        ("  name: hotel.title", "  name: {split: ','}"),
        11,
        "say either path",
    ),
    "a date format without a year": (
        ("dates: dd.mm.yyyy", "dates: dd.mm"),
        16,
        "formats.dates.0: 'dd.mm' does not say day, month and year",
    ),
    "an unknown time zone": (
        ("dates: dd.mm.yyyy", "time_zone: Europe/Budapset"),
        16,
        "'Europe/Budapset' is not a time zone",
    ),
    "an unknown encoding": (
        ("dates: dd.mm.yyyy", "encoding: utf-88"),
        16,
        "'utf-88' is not an encoding",
    ),
    "a shard that fills nothing": (
        ("  records:", "  shards: {to: [GR, ES]}\n  records:"),
        8,
        "{to} stands nowhere in start",
    ),
    "a placeholder filled by nothing": (
        ("offers.json", "offers-{page}.json"),
        7,
        "{page} is filled by nothing; add paging: {by: page}",
    ),
    "another name than the file's": (
        ("name: sunny_tours", "name: sunny_tour"),
        1,
        "name is 'sunny_tour', but the file is 'sunny_tours.yml'",
    ),
    "no currency anywhere": (("currency: EUR, ", ""), 17, "price.currency is missing"),
    "no name field": (("  name: hotel.title\n", ""), 9, "fields.name is missing"),
    "no operator": (
        ("operator: {name: Sunny Tours, country: HU}\n", ""),
        1,
        "operator is missing: who is liable",
    ),
    "a number for a mapping": (("boards: {F: HB, A: AI}", "boards: 7"), 18, "must be a mapping"),
    "a word for a number": (("youngest: 2", "youngest: two"), 21, "must be a whole number"),
    "a recheck without an address": (
        ("budget:", "can: [list, recheck]\nbudget:"),
        22,
        "can: recheck needs the address recheck:",
    ),
    "a run every minute": (
        ("budget:", "schedule: {every: 1m}\nbudget:"),
        22,
        "'1m' is too often; 15m is the least",
    ),
    "a span without a unit": (
        ("budget:", "schedule: {every: 6}\nbudget:"),
        22,
        "'6' is not a span such as 30m, 6h or 1d",
    ),
    "more at least than at most": (
        ("budget:", "assertions: {min_offers: 9, max_offers: 5}\nbudget:"),
        22,
        "max_offers 5 is below min_offers 9",
    ),
    "a key that stands twice": (
        ("title: Sunny Tours", "title: Sunny Tours\ntitle: Moon Tours"),
        3,
        "title stands twice, first in line 2",
    ),
    "an alias": (
        ("title: Sunny Tours", "title: &t Sunny Tours\nsold_by: *t"),
        3,
        "a card says everything once; & and * are not taken",
    ),
    "broken YAML": (("title: Sunny Tours", "title: 'Sunny Tours"), 2, "this is not YAML"),
    "a tag that would run code": (
        ("title: Sunny Tours", "title: !!python/name:os.system x"),
        2,
        "is not a plain text, number or yes/no",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_each_fault_is_named_with_file_line_and_key(case, tmp_path):
    (old, new), line, sentence = BAD[case]
    assert old in SUNNY
    places = faults(tmp_path, SUNNY.replace(old, new, 1))
    told = [place for place in places if sentence in place]
    assert told, places
    assert told[0].startswith(f"sunny_tours.yml:{line}: ")


def _line_of(place: str) -> int:
    return int(place.split(":")[1])


def test_all_faults_of_a_card_are_told_at_once_in_the_order_of_their_lines(tmp_path):
    text = SUNNY.replace("records", "recrods").replace("EUR", "EURO").replace("F: HB", "F: HX")
    places = faults(tmp_path, text)
    assert [_line_of(place) for place in places] == [8, 17, 18]


def test_an_operator_may_be_just_its_name(tmp_path):
    text = SUNNY.replace("{name: Sunny Tours, country: HU}", "Sunny Tours")
    operator = read_card(written(tmp_path, text)).as_operator
    assert operator is not None
    assert operator.name == "Sunny Tours"


def test_words_that_other_yaml_turns_into_booleans_stay_words(tmp_path):
    text = SUNNY + "countries: {Norge: NO, no: NO, on: 'GR'}\nairports: {off: ATH}\n"
    card = read_card(written(tmp_path, text))
    assert card.countries == {"Norge": "NO", "no": "NO", "on": "GR"}
    assert card.airports == {"off": "ATH"}


def test_a_clock_time_and_a_leading_zero_stay_text(tmp_path):
    text = SUNNY + "airports: {0123: ATH, 12:30: BUD}\ncommission: 10.5\n"
    card = read_card(written(tmp_path, text))
    assert card.airports == {"0123": "ATH", "12:30": "BUD"}
    assert card.commission == Decimal("10.5")


def test_loopback_may_be_asked_without_delay(tmp_path):
    text = SUNNY.replace("https://feed.example.com", "http://127.0.0.1:9100")
    card = read_card(written(tmp_path, text.replace("delay_seconds: 2", "delay_seconds: 0")))
    assert card.hosts == {"127.0.0.1:9100"}
    assert card.budget.delay_seconds == 0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("[" * 5000, "this is not YAML|nested too deep"),
        ("x: " + "[" * 30 + "]" * 30, "nested too deep"),
        ("", "a card is a list of keys and values"),
        ("- a\n- b", "a card is a list of keys and values"),
        ("a: 1\n" * 60_000, "larger than 128 KiB"),
        ("\x07", "this is not YAML"),
    ],
)
def test_a_file_that_is_no_card_is_one_sentence(body, said, tmp_path):
    (place,) = faults(tmp_path, body)
    assert any(part in place for part in said.split("|")), place


def test_a_thousand_faults_are_not_all_told(tmp_path):
    places = faults(tmp_path, "a: 1\n" * 1000)
    assert len(places) == 51
    assert places[-1] == "sunny_tours.yml: and 949 more faults"


def test_a_laughing_bomb_of_aliases_is_refused_without_being_unfolded(tmp_path):
    layers = ["a0: &a0 [lol, lol]"]
    layers += [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 60)]
    places = faults(tmp_path, "\n".join(layers))
    assert "& and * are not taken" in places[0]


def test_bytes_that_are_no_text_are_named_with_their_line(tmp_path):
    file = tmp_path / "sunny_tours.yml"
    file.write_bytes(SUNNY.encode().replace(b"Dora", b"D\xf3ra"))
    with pytest.raises(CardFault, match=r"sunny_tours\.yml:4: a card is written in UTF-8"):
        read_card(file)


def test_a_card_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CardFault, match=r"none\.yml: cannot be read"):
        read_card(tmp_path / "none.yml")


def test_cards_of_several_folders_come_by_name_and_a_later_folder_wins(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    written(one, SUNNY)
    written(one, SUNNY.replace("sunny_tours", "blue_tours"), "blue_tours")
    written(other, SUNNY.replace("title: Sunny Tours", "title: Sunny of this home"))
    cards = cards_in([one, other])
    assert list(cards) == ["blue_tours", "sunny_tours"]
    assert cards["sunny_tours"].title == "Sunny of this home"


@pytest.mark.parametrize(
    ("words", "pattern"),
    [
        ("dd.mm.yyyy", "%d.%m.%Y"),
        ("d/m/yy", "%d/%m/%y"),
        ("yyyymmdd", "%Y%m%d"),
        ("yyyy-mm-dd hh:mi:ss", "%Y-%m-%d %H:%M:%S"),
        ("%d %B %Y", "%d %B %Y"),
        ("epoch_ms", "epoch_ms"),
    ],
)
def test_a_date_written_in_words_becomes_a_pattern(words, pattern):
    assert strptime_of(words) == pattern


@settings(deadline=None)
@given(
    st.sampled_from(
        [name for name in FIELDS if len(name) > 4 and name.removesuffix("s") not in FIELDS]
    ),
    st.data(),
)
def test_a_field_with_one_slip_is_found_again(name, data):
    place = data.draw(st.integers(0, len(name) - 1))
    slipped = name[:place] + data.draw(st.sampled_from("qjz")) + name[place + 1 :]
    assert right_word(slipped, FIELDS) == name


@settings(deadline=None)
@given(st.text(max_size=20))
def test_only_named_fields_and_their_families_are_fields(name):
    assert is_field(name) == (name in FIELDS)
    assert not is_field(f"{name} x")


def test_ids_and_mandatory_extras_are_families_of_fields():
    assert is_field("ids.giata")
    assert is_field("mandatory.tourist_tax")
    assert not is_field("ids.")
    assert not is_field("ids.Not A Scheme")
