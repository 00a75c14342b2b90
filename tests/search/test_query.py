"""The address of a search and the search itself say the same."""

import datetime as dt
from dataclasses import fields, replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.offers import Board, Party
from fairwind.offers.facility import FACILITIES
from fairwind.offers.faults import QueryFault
from fairwind.search.query import TRAITS, Group, Per, Query, Sort, read_query, write_query
from fairwind.site.public import links

LETTERS = st.characters(exclude_categories=("C", "Z"))
NAMES = st.text(LETTERS, min_size=1, max_size=20)
PLACES = st.sampled_from(["GR", "GR/crete", "GR/crete/hersonissos", "Zanzibar", "Kréta"])
PARTIES = st.builds(Party, st.integers(1, 12), st.lists(st.integers(0, 17), max_size=8).map(tuple))


def ordered(values: st.SearchStrategy) -> st.SearchStrategy:
    """None twice, or a pair in ascending order of which either end may be open."""
    return st.tuples(st.none() | values, st.none() | values).map(
        lambda pair: tuple(sorted(pair)) if None not in pair else pair
    )


@st.composite
def queries(draw: st.DrawFn) -> Query:
    dates = draw(ordered(st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))))
    nights = draw(ordered(st.integers(0, 180)))
    prices = draw(ordered(st.integers(0, 10**9)))
    cheapest = dates == (None, None) and draw(st.booleans())
    return Query(
        words=draw(st.text(st.characters(exclude_categories=("C",)), max_size=60)),
        to=tuple(draw(st.lists(PLACES, max_size=4))),
        origins=tuple(draw(st.lists(st.sampled_from(["BUD", "DEB", "VIE"]), max_size=3))),
        depart_from=dates[0],
        depart_to=dates[1],
        nights_min=nights[0],
        nights_max=nights[1],
        party=draw(PARTIES),
        stars_min=draw(st.none() | st.integers(0, 14)),
        board_min=draw(st.none() | st.sampled_from(Board)),
        operators=tuple(draw(st.lists(NAMES, max_size=3))),
        price_min=prices[0],
        price_max=prices[1],
        currency=draw(st.sampled_from(["EUR", "HUF", "JPY", "KWD", ""])),
        per=draw(st.sampled_from(Per)),
        flex=0 if None in dates else draw(st.integers(0, 30)),
        weekend=draw(st.booleans()),
        cheapest_month=cheapest,
        near=draw(st.booleans()),
        facilities=tuple(draw(st.lists(st.sampled_from(list(FACILITIES)), max_size=3))),
        room_classes=tuple(draw(st.lists(st.sampled_from(["suite", "family"]), max_size=2))),
        transports=tuple(draw(st.lists(st.sampled_from(["flight", "bus"]), max_size=2))),
        rating_min=draw(st.none() | st.integers(0, 100)),
        rooms=draw(st.integers(1, 9)),
        sort=draw(st.sampled_from(Sort)),
        group=draw(st.sampled_from(Group)),
        page=draw(st.integers(1, 5000)),
        **{trait: draw(st.booleans()) for trait in TRAITS},
    )


@given(queries())
def test_a_written_search_is_read_back_as_it_was(query: Query) -> None:
    assert read_query(write_query(query)) == query


@given(queries(), st.randoms(use_true_random=False))
def test_the_order_of_the_keys_means_nothing_and_the_address_is_one(query, random) -> None:
    pairs = write_query(query)
    shuffled = list(pairs)
    random.shuffle(shuffled)
    assert write_query(read_query(shuffled)) == pairs


KEYS = st.sampled_from(
    "q to from depart_from depart_to nights_min nights_max adults child_age stars_min board_min "
    "operator price_min price_max currency sort page group month flex colour per weekend near "
    "direct cancel bag transfer free_sale day_flight facility room transport rating_min "
    "rooms".split()
)
VALUES = st.text(max_size=30) | st.from_regex(r"[0-9]{1,5}(-[0-9]{1,2}){0,2}")


@given(queries(), queries(), st.sets(st.sampled_from([field.name for field in fields(Query)])))
def test_a_changed_link_is_the_address_of_the_changed_search(query, other, names) -> None:
    parts = {name: getattr(other, name) for name in names - {"page"}}
    becomes = replace(query, page=1, **parts)
    path, _, said = links.changed("en", query, **parts).partition("?")
    assert (path, said) == ("/en/trips", urlencode(write_query(becomes)))


def test_a_link_tidies_what_it_is_given_as_a_search_does() -> None:
    query = Query(to=("GR",), page=3)
    link = links.changed("en", query, to=("HU", "GR", "HU"), words="  sea   view ")
    assert link == "/en/trips?q=sea+view&to=GR&to=HU"


@given(st.lists(st.tuples(KEYS, VALUES), max_size=8))
def test_any_address_is_read_or_refused_with_its_key(pairs) -> None:
    refused = None
    try:
        read_query(pairs)
    except QueryFault as fault:
        refused = fault.field
    assert refused is None or refused in {key for key, _ in pairs}


def test_an_address_reads_as_the_visitor_meant_it() -> None:
    query = read_query(
        [
            ("q", "  sand   beach "), ("to", "gr/Crete"), ("from", "deb"), ("adults", "2"),
            ("child_age", "11"), ("child_age", "4"), ("stars_min", "4.5"), ("board_min", "hb"),
            ("price_max", "3000.50"), ("currency", "eur"), ("colour", "blue"), ("page", ""),
        ]
    )  # fmt: skip
    assert query.words == "sand beach"
    assert query.to == ("GR/crete",)
    assert query.origins == ("DEB",)
    assert query.party == Party(2, (4, 11))
    assert (query.stars_min, query.board_min) == (9, Board.HB)
    assert (query.price_max, query.currency) == (300_050, "EUR")


def test_a_month_and_days_around_are_ways_to_say_dates() -> None:
    june = read_query([("month", "2028-02")])
    assert (june.depart_from, june.depart_to) == (dt.date(2028, 2, 1), dt.date(2028, 2, 29))
    around = read_query([("depart_from", "2026-07-04"), ("flex", "3")])
    assert around.window == (dt.date(2026, 7, 1), dt.date(2026, 7, 7))
    exact = read_query([("depart_from", "2026-07-04"), ("flex", "0")])
    assert (exact.depart_from, exact.depart_to) == (dt.date(2026, 7, 4), dt.date(2026, 7, 4))


def test_what_the_address_does_not_say_comes_from_the_site() -> None:
    site = Query(currency="HUF")
    assert read_query([], site).currency == "HUF"
    assert read_query([("price_max", "900000")], site).price_max == 90_000_000
    assert write_query(Query(currency="HUF"), site) == []


@pytest.mark.parametrize(
    ("field", "pairs"),
    [
        ("depart_from", [("depart_from", "31.06.2026")]),
        ("depart_from", [("depart_from", "2026-06-31")]),
        ("depart_to", [("depart_from", "2026-07-09"), ("depart_to", "2026-07-01")]),
        ("flex", [("depart_from", "0001-01-02"), ("flex", "9")]),
        ("month", [("month", "2026-13")]),
        ("adults", [("adults", "0")]),
        ("adults", [("adults", "two")]),
        ("currency", [("currency", "ZZZ")]),
        ("child_age", [("child_age", "18")]),
        ("child_age", [("child_age", "4")] * 9),
        ("stars_min", [("stars_min", "8")]),
        ("board_min", [("board_min", "MAI")]),
        ("price_max", [("price_max", "-1")]),
        ("price_max", [("price_max", "12.345")]),
        ("price_max", [("price_min", "10"), ("price_max", "9")]),
        ("nights_max", [("nights_min", "8"), ("nights_max", "7")]),
        ("nights_max", [("nights_max", "\u0663")]),
        ("currency", [("currency", "euro")]),
        ("sort", [("sort", "paid")]),
        ("group", [("group", "all")]),
        ("page", [("page", "0")]),
        ("q", [("q", "x" * 201)]),
        ("to", [("to", f"GR/{n}") for n in range(41)]),
    ],
)
def test_a_value_that_cannot_be_meant_is_named(field, pairs) -> None:
    with pytest.raises(QueryFault) as told:
        read_query(pairs)
    assert told.value.field == field
    assert field in str(told.value)


def test_an_end_before_its_beginning_is_refused_in_the_words_that_were_said() -> None:
    with pytest.raises(QueryFault) as caught:
        read_query([("price_min", "10"), ("price_max", "5")])
    assert (caught.value.field, caught.value.value) == ("price_max", "5")
    assert "beginning 10" in str(caught.value)


def test_days_around_that_are_no_number_are_refused_without_a_date_too() -> None:
    with pytest.raises(QueryFault) as caught:
        read_query([("flex", "abc")])
    assert (caught.value.field, caught.value.value) == ("flex", "abc")
