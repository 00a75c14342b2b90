"""The preference profile: closed questions, each answer with its source, a version for a change."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from fairwind.leads import profile as room
from fairwind.leads.profile import complete, minimum, missing
from fairwind.leads.questions import NEEDED, QUESTIONS, Unfit, budget_bands, fit, read
from fairwind.leads.tables import persons
from fairwind.leads.wish import Wish, wish_from_json, wish_to_json
from fairwind.site.enquiry.sensitive import STEMS
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database

ANSWERS: dict[str, Any] = {
    "countries": ["GR", "TR"],
    "dates": {"from": "2026-07-03", "to": "2026-07-24", "flex": "days"},
    "nights": {"min": 7, "max": 10},
    "party": {"adults": 2, "children": {"2-5": 1, "6-11": 1}},
    "budget": {"from": 2000, "to": 3000, "currency": "EUR"},
    "hotel_class": "4",
    "room": ["non_smoking", "family"],
    "board": "HB",
    "interests": ["beach", "sights"],
    "transport": ["flight"],
    "extras": None,
}


def a_person(conn: sa.Connection, now: dt.datetime) -> int:
    row = {"created_at": now, "seen_at": now, "name": "Kovács Anna", "language": "hu"}
    return int(conn.execute(persons.insert().values(row).returning(persons.c.id)).scalar_one())


def test_a_profile_keeps_each_answer_with_its_source_and_date(
    both: Database, clock: FixedClock
) -> None:
    now, later = clock.now(), clock.now() + dt.timedelta(days=2)
    with both.write() as conn:
        anna = a_person(conn, now)
        assert room.profile(conn, anna) is None
        room.keep(conn, anna, ANSWERS, "website", now)
        kept = room.answer(conn, anna, "board", "AI", "office", later)
    with both.read() as conn:
        assert room.profile(conn, anna) == kept
    assert kept.answers == {**ANSWERS, "board": "AI"}
    assert (kept.sources["board"].source, kept.sources["board"].at) == ("office", later)
    assert (kept.sources["room"].source, kept.sources["room"].at) == ("website", now)
    assert (kept.started_at, kept.changed_at, kept.completed_at) == (now, later, now)
    assert kept.version == 2


def test_the_same_answers_again_change_nothing(both: Database, clock: FixedClock) -> None:
    now = clock.now()
    with both.write() as conn:
        anna = a_person(conn, now)
        once = room.keep(conn, anna, ANSWERS, "website", now)
        again = room.keep(conn, anna, ANSWERS, "office", now + dt.timedelta(days=1))
    assert once == again


def test_a_profile_is_complete_when_every_question_was_asked(
    both: Database, clock: FixedClock
) -> None:
    with both.write() as conn:
        anna = a_person(conn, clock.now())
        for number, (question, value) in enumerate(ANSWERS.items(), 1):
            kept = room.answer(conn, anna, question, value, "website", clock.now())
            assert complete(kept) is (number == len(ANSWERS))
            assert (kept.completed_at is not None) is complete(kept)
    assert minimum(kept)


@pytest.mark.parametrize("question", NEEDED)
def test_the_four_that_stage_3_needs_cannot_be_left_open(question: str) -> None:
    left = {**ANSWERS, question: None}
    assert missing(left) == (question,)
    assert not minimum(left)
    assert not complete(left)
    assert minimum({question: ANSWERS[question] for question in NEEDED})
    assert not complete({question: ANSWERS[question] for question in NEEDED})


def test_nobody_has_nothing() -> None:
    assert missing(None) == NEEDED
    assert not complete(None)


def test_a_profile_whose_consent_is_withdrawn_is_gone(both: Database, clock: FixedClock) -> None:
    with both.write() as conn:
        anna = a_person(conn, clock.now())
        room.keep(conn, anna, ANSWERS, "website", clock.now())
        assert room.forget(conn, anna)
        assert not room.forget(conn, anna)
        assert room.profile(conn, anna) is None


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("countries", []),
        ("countries", ["Greece"]),
        ("countries", ["XQ"]),
        ("countries", ["GR"] * 3 + [f"A{c}" for c in "DEFGILMOQRTUW"]),
        ("dates", {"from": "2026-07-03", "to": "2026-07-01", "flex": "exact"}),
        ("dates", {"from": "soon", "to": "later", "flex": "exact"}),
        ("dates", {"from": "2026-07-03", "to": "2026-07-04", "flex": "halal"}),
        ("nights", {"min": 0, "max": 3}),
        ("nights", {"min": 8, "max": 7}),
        ("nights", {"min": 7, "max": 7, "note": "gluten"}),
        ("party", {"adults": 0, "children": {}}),
        ("party", {"adults": 2, "children": {"70-80": 1}}),
        ("party", {"adults": True, "children": {}}),
        ("budget", {"from": 1, "to": 2, "currency": "EUR"}),
        ("hotel_class", "six"),
        ("hotel_class", ["5"]),
        ("room", ["smoking", "non_smoking"]),
        ("room", ["wheelchair"]),
        ("board", "halal"),
        ("interests", ["pilgrimage"]),
        ("interests", "beach"),
        ("extras", []),
        ("transport", ["camel"]),
    ],
)
def test_what_is_no_answer_is_not_kept(question: str, value: Any) -> None:
    with pytest.raises(Unfit):
        fit(question, value)


def test_no_question_takes_another_name_or_free_words(both: Database, clock: FixedClock) -> None:
    with both.write() as conn:
        anna = a_person(conn, clock.now())
        with pytest.raises(KeyError):
            room.answer(conn, anna, "diet", "halal", "website", clock.now())


@given(
    st.sampled_from(QUESTIONS),
    st.recursive(
        st.one_of(st.text(max_size=8), st.integers(), st.sampled_from(STEMS)),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["from", "to", "min", "adults", "note"]), inner)
        ),
        max_leaves=6,
    ),
)
def test_no_word_of_a_need_ever_becomes_an_answer(question: str, value: Any) -> None:
    try:
        kept = fit(question, value)
    except Unfit:
        return
    assert not [stem for stem in STEMS if stem in str(kept).lower()]
    assert fit(question, kept) == kept


def test_a_form_is_read_into_the_same_shapes() -> None:
    form = {"from": "2026-07-03", "to": "2026-07-24", "flex": "days", "min": "7", "max": "10"}
    form |= {"adults": "2", "children-2-5": "1", "children-6-11": " 1 ", "budget": "2000-3000-EUR"}
    chosen = {"countries": ["GR", "TR"], "hotel_class": ["4"], "board": ["HB"]}
    chosen |= {name: ANSWERS[name] for name in ("room", "interests", "transport")}
    for question, value in ANSWERS.items():
        if value is not None:
            every = chosen.get(question, [])
            assert read(question, form, lambda field, every=every: every) == value
    with pytest.raises(Unfit, match="choose"):
        read("extras", {}, lambda field: [])


@pytest.mark.parametrize(
    ("question", "form", "code"),
    [
        ("dates", {"from": "2026-07-03"}, "dates_missing"),
        ("dates", {"from": "3 July", "to": "soon"}, "dates_unreadable"),
        ("nights", {"min": "a week", "max": "7"}, "number"),
        ("party", {"adults": ""}, "number"),
        ("party", {"adults": "1", "children-2-5": "9"}, "children"),
        ("budget", {"budget": "much"}, "choose"),
    ],
)
def test_a_form_that_cannot_be_read_says_why(question: str, form: Any, code: str) -> None:
    with pytest.raises(Unfit, match=code):
        read(question, form, lambda field: [])


def test_budget_bands_follow_the_currency_and_leave_no_gap() -> None:
    assert budget_bands("EUR")[:2] == ((0, 1000), (1000, 2000))
    assert budget_bands("HUF")[-1] == (3_200_000, None)
    for currency in ("EUR", "HUF", "XXX"):
        bands = budget_bands(currency)
        assert [high for _, high in bands[:-1]] == [low for low, _ in bands[1:]]


def test_a_profile_is_a_wish_in_which_nothing_is_made_up() -> None:
    wished = room.wish({**ANSWERS, "extras": ["driver"]})
    assert wished.countries == ("GR", "TR")
    assert (wished.depart_from, wished.depart_to) == (dt.date(2026, 7, 3), dt.date(2026, 7, 24))
    assert (wished.adults, wished.child_ages, wished.child_bands) == (2, (), ("2-5", "6-11"))
    assert (wished.budget, wished.currency, wished.extras) == (300_000, "EUR", ("driver",))
    assert room.wish({"countries": ["anywhere"]}) == Wish()
    assert wish_from_json(wish_to_json(wished)) == wished
