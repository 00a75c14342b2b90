"""check-card, check-feed and new-card: what a person who adds an operator sees."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from fairwind.crawlers.card import read_card
from fairwind.crawlers.commands import check_card, check_feed, new_card
from fairwind.offers.faults import CardFault

from .cards import SUNNY, written

PAGE = {
    "offers": [
        {"ref": "S-1", "hotel": {"title": "Lagoon"}, "meal": "F", "from": "04.07.2026"},
        {"ref": "S-2", "hotel": {"title": "Bay"}, "meal": "SPA", "from": "05.07.2026"},
    ]
}


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Runs a command in an empty folder, at 8 June 2026."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAIRWIND_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("FAIRWIND_NOW", "2026-06-08T07:00:00+00:00")
    app = typer.Typer()
    for command in (check_card, check_feed, new_card):
        app.command()(command)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def feed(folder, **more):
    page = {
        "offers": [{**one, "nights": 7, "total_cents": 89900, **more} for one in PAGE["offers"]]
    }
    saved = folder / "saved.json"
    saved.write_text(json.dumps(page), encoding="utf-8")
    return saved


def test_a_good_card_is_called_good(run, tmp_path):
    done = run("check-card", written(tmp_path, SUNNY))
    assert done.exit_code == 0
    assert done.output.startswith("sunny_tours: the card is good.")
    assert "contract by Dora Nagy on 2026-01-15" in done.output


def test_a_card_with_faults_ends_with_1_and_a_line_for_each(run, tmp_path):
    card = written(tmp_path, SUNNY.replace("records", "recrods").replace("EUR", "EURO"))
    done = run("check-card", card)
    assert done.exit_code == 1
    assert [line.split(" ")[0] for line in done.output.splitlines()] == [
        "sunny_tours.yml:8:",
        "sunny_tours.yml:17:",
    ]
    told = json.loads(run("check-card", card, "--json").output)
    assert (told["good"], len(told["faults"])) == (False, 2)


def test_a_saved_feed_shows_what_would_be_published_and_which_words_are_not_known(run, tmp_path):
    done = run("check-feed", written(tmp_path, SUNNY), feed(tmp_path))
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0] == "found 2 records in $.offers[*]"
    assert lines[1].startswith("  2 would be published   S-1 899.00 EUR for 2 adults, HB, 4 July")
    assert lines[2] == (
        '  words not known: meal "SPA" (1)  -> shown as "board: not stated (SPA)"; '
        "add it under boards: in line 18"
    )
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("extra", "value", "said"),
    [
        ("  origin: from_town", "Nirgendwo", "add it under airports: (a new key of the card)"),
        ("  dates: more", ["5 July"], "add its format under formats.dates: in line 17"),
        ("  resort: town", "Nowhere by the Sea", "-> shown as it stands"),
    ],
)
def test_each_word_not_known_says_where_to_add_it(run, tmp_path, extra, value, said):
    text = SUNNY.replace("  nights: nights", f"  nights: nights\n{extra}")
    key = extra.split(": ")[1]
    done = run("check-feed", written(tmp_path, text), feed(tmp_path, **{key: value}))
    (line,) = [line for line in done.output.splitlines() if f"not known: {key}" in line]
    assert line.endswith(said)


def test_a_saved_feed_for_a_program_adds_up(run, tmp_path):
    done = run("check-feed", written(tmp_path, SUNNY), feed(tmp_path), "--json")
    told = json.loads(done.output)
    parts = (told["would_be_published"], told["set_aside"], told["same"])
    assert told["found"] == 2 == sum(map(len, parts))
    assert told["words_not_known"][0]["line"] == 18


def test_a_feed_of_which_nothing_would_be_published_ends_with_1(run, tmp_path):
    done = run("check-feed", written(tmp_path, SUNNY), feed(tmp_path, total_cents=0))
    assert done.exit_code == 1
    assert "2 set aside   S-1 price is 0" in done.output


def test_a_feed_of_another_shape_ends_with_1_and_a_sentence(run, tmp_path):
    saved = tmp_path / "saved.html"
    saved.write_text("<html>Sorry</html>")
    card = written(tmp_path, SUNNY)
    done = run("check-feed", card, saved)
    assert done.exit_code == 1
    assert "sunny_tours: saved.html: looked for JSON, the answer is markup" in done.output
    assert "cannot be read" in run("check-feed", card, tmp_path / "none.json").output


def test_a_new_card_wants_its_permission_and_is_good_once_it_is_filled_in(run, tmp_path):
    assert run("new-card", "moon_tours").exit_code == 0
    file = tmp_path / "moon_tours.yml"
    done = run("check-card", file)
    assert done.exit_code == 1
    assert "without permission nothing is fetched" in done.output
    assert len(done.output.splitlines()) == 1
    text = file.read_text().replace("# permission:", "permission:")
    for key in ("basis", "by", "on"):
        text = text.replace(f"#   {key}:", f"  {key}:")
    file.write_text(text)
    assert run("check-card", file).exit_code == 0
    assert read_card(file).title == "Moon Tours"


def test_a_new_card_never_writes_over_one_that_is_there(run, tmp_path):
    card = written(tmp_path, SUNNY)
    done = run("new-card", "sunny_tours")
    assert done.exit_code == 1
    assert isinstance(done.exception, CardFault)
    assert "is there already; nothing was written" in str(done.exception)
    assert card.read_text() == SUNNY


@pytest.mark.parametrize("name", ["../evil", "Sunny", "sunny tours", "s", "1st"])
def test_a_name_that_is_none_is_refused(run, tmp_path, name):
    done = run("new-card", name)
    assert isinstance(done.exception, CardFault)
    assert "is no name of a card" in str(done.exception)
    assert not list(tmp_path.rglob("*.yml"))
