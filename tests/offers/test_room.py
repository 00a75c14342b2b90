"""The room: its class apart from who sleeps in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.offers import Placement, Room, RoomClass, read_room

ROOMS = [
    ("Standard Room", "standard", None),
    ("Standard DBL Standard Room", "standard", "DBL"),
    ("Családi szoba", "family", None),
    ("Rodinný pokoj , Výhled zahrada", "family", None),
    ("Pokój rodzinny", "family", None),
    ("Junior Suite 2 os.", "suite", "DBL"),
    ("Egyágyas lakosztály", "suite", "SGL"),
    ("Apartament Standard", "apartment", None),
    ("Апартамент", "apartment", None),
    ("Bungalow Room", "bungalow", None),
    ("Studio triple", "studio", "TRPL"),
    ("Superior Garden View Room", "deluxe", None),
    ("Doppelzimmer Deluxe", "deluxe", "DBL"),
    ("Twin standard", "standard", "TWN"),
    ("Run of the house", "run_of_house", None),
    ("Pok. 2 os.", None, "DBL"),
    ("Négyágyas szoba", None, "QDPL"),
    ("garden room", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("raw", "room_class", "placement"), ROOMS)
def test_a_room_is_read_by_its_words(
    raw: str, room_class: str | None, placement: str | None
) -> None:
    found = read_room(raw)
    assert found == Room(
        raw,
        RoomClass(room_class) if room_class else None,
        Placement(placement) if placement else None,
    )


def test_a_cards_own_word_decides_the_class_and_leaves_the_placement() -> None:
    found = read_room("XF7 DBL", {"xf7 dbl": "family"})
    assert (found.room_class, found.placement) == (RoomClass.FAMILY, Placement.DBL)


@given(st.text(max_size=60))
def test_whatever_is_said_the_raw_words_stay(raw: str) -> None:
    assert read_room(raw).raw == raw
