"""The copies of photos: what there is, what was refused and when it may be asked again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from fairwind.catalog.home import Home
from fairwind.catalog.photos import (
    Ledger,
    Shelf,
    Tried,
    alone_with_photos,
    copy_path,
    folder_of,
    photo_name,
    prune_photos,
)
from fairwind.offers.faults import StoreFault

NOW = dt.datetime(2026, 6, 5, 8, tzinfo=dt.UTC)
SEA, POOL = "https://sun.example/sea.jpg", "https://sun.example/pool.jpg"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def laid(home: Home, address: str, *widths: int) -> None:
    """A photo as a turn leaves it: its copies, then the ledger."""
    ledger = Ledger.of(home)
    for width in widths:
        path = copy_path(home, photo_name(address), width)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"webp")
    ledger.tried[photo_name(address)] = Tried(address, widths)
    ledger.keep(home)


def test_a_shelf_knows_the_copies_and_sees_new_ones_at_once(home: Home) -> None:
    shelf = Shelf(home)
    assert shelf.widths(SEA) == ()
    laid(home, SEA, 358, 716)
    assert shelf.widths(SEA) == (358, 716)
    laid(home, POOL, 358)
    assert shelf.widths(POOL) == (358,)
    assert shelf.file(f"{photo_name(SEA)}-716.webp") is not None


@pytest.mark.parametrize(
    "name",
    [
        "ledger.json",
        ".lock",
        "../ledger.json",
        "..%2fledger.json",
        f"{photo_name(SEA)}-717.webp",
        f"{photo_name(SEA)}-716.webp\n",
        f"{photo_name(POOL)}-358.webp",
        "",
    ],
)
def test_no_other_name_leads_to_a_file(home: Home, name: str) -> None:
    laid(home, SEA, 716)
    assert Shelf(home).file(name) is None


def test_a_refused_address_rests_and_may_then_be_asked_again(home: Home) -> None:
    ledger = Ledger()
    later = NOW + dt.timedelta(hours=6)
    ledger.tried[photo_name(SEA)] = Tried(SEA, (), "answered 404", later, 1)
    ledger.keep(home)
    kept = Ledger.of(home)
    assert kept == ledger
    assert not kept.wanted(SEA, NOW)
    assert kept.wanted(SEA, later)
    assert kept.wanted(POOL, NOW)
    laid(home, POOL, 358)
    assert not Ledger.of(home).wanted(POOL, later)


def test_a_damaged_ledger_is_named(home: Home) -> None:
    folder_of(home).mkdir(parents=True)
    (folder_of(home) / "ledger.json").write_text('{"x": 3}')
    with pytest.raises(StoreFault, match=r"ledger\.json: the list of photos cannot be read"):
        Ledger.of(home)


def test_a_damaged_ledger_costs_a_reader_the_photos_alone(home: Home) -> None:
    laid(home, SEA, 358)
    shelf = Shelf(home)
    (folder_of(home) / "ledger.json").write_text("{")
    assert shelf.widths(SEA) == ()
    laid_anew = Ledger()
    laid_anew.tried[photo_name(SEA)] = Tried(SEA, (358,))
    laid_anew.keep(home)
    assert shelf.widths(SEA) == (358,)


def test_photos_no_generation_names_are_cleared_away(home: Home) -> None:
    laid(home, SEA, 358, 716)
    orphan = copy_path(home, photo_name(POOL), 358)
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"left by a kill")
    assert prune_photos(home, Ledger.of(home)) == 3
    assert Ledger.of(home).tried == {}
    assert not list(folder_of(home).glob("??/*"))


def test_two_are_never_at_work_at_once(home: Home) -> None:
    with alone_with_photos(home) as first, alone_with_photos(home) as second:
        assert (first, second) == (True, False)
