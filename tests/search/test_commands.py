"""`fairwind search` and `fairwind check-prices` over a home with a current generation."""

import json
import shutil

import pytest
import typer
from typer.testing import CliRunner

from fairwind.bench.commands import bench
from fairwind.bench.months import KINDS
from fairwind.bench.prices import Void, as_told
from fairwind.catalog.catalogue import State
from fairwind.catalog.home import Home, write_whole
from fairwind.catalog.manifest import write_manifest
from fairwind.offers.faults import GenerationFault, QueryFault
from fairwind.search.commands import check_prices, search

app = typer.Typer()
app.command("search")(search)
app.command("check-prices")(check_prices)
run = CliRunner().invoke
ID = "000001-20260608T090000Z"


@pytest.fixture
def home(tmp_path, market, monkeypatch) -> Home:
    """A home whose current generation is the market's, at the market's time."""
    home = Home(tmp_path)
    shutil.copytree(market.folder, home.generations / ID)
    write_manifest(home.generations / ID, ID, market.catalogue, {}, "")
    write_whole(home.current, ID.encode())
    monkeypatch.setenv("FAIRWIND_HOME", str(tmp_path))
    monkeypatch.setenv("FAIRWIND_NOW", market.now.isoformat())
    return home


def test_the_command_answers_as_the_engine_does(home, market) -> None:
    told = run(app, ["search", "kréta", "--adults", "2", "--sort", "total", "--json"])
    assert told.exit_code == 0, told.output
    said = json.loads(told.stdout)
    assert said["query"]["to"] == ["GR/crete"]
    totals = [card["quotes"][0]["total"] for card in said["cards"]]
    assert totals
    assert all(total["amount"] for total in totals)
    assert said["generation"] == ID
    assert market.catalogue.sources["hellas"].state is State.REFUSED
    assert {s["name"]: s["answered"] for s in said["sources"]}["hellas"] is False


def test_the_command_draws_a_table_for_people(home) -> None:
    told = run(app, ["search", "--to", "GR", "--board-min", "AI"])
    assert told.exit_code == 0, told.output
    assert "priced" in told.stdout


def test_a_wrong_value_is_named(home) -> None:
    told = run(app, ["search", "--adults", "none"])
    assert isinstance(told.exception, QueryFault)
    assert told.exception.field == "adults"


def test_a_true_generation_passes_and_a_false_one_does_not(home, market) -> None:
    told = run(app, ["check-prices", "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["violations"] == 0
    columns = home.generations / ID / "columns"
    shutil.copyfile(columns / "checked.npy", columns / "total.npy")
    told = run(app, ["check-prices"])
    assert told.exit_code == 1
    assert "total unequal to breakdown" in told.stdout


def test_an_empty_home_says_that_nothing_is_published(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("FAIRWIND_HOME", str(tmp_path))
    for command in (["search"], ["check-prices"]):
        told = run(app, command)
        assert isinstance(told.exception, GenerationFault)


def test_the_bench_compares_every_answer_and_prints_both(tmp_path) -> None:
    told = run(bench, ["prices", "--rows", "20000", "--questions", "60", "--json"])
    assert told.exit_code == 0, told.output
    said = json.loads(told.stdout)
    assert {row["kind"] for row in said["figures"]} == {"Q1", "Q1w", "Q2", "Q3", "Q4"}
    assert sum(row["questions"] for row in said["figures"]) == 60
    assert said["bytes_a_price"] < 60  # of 20,000 prices; tables of 30,000 products weigh in
    assert set(said["versions"]) == {"python", "numpy", "duckdb"}


@pytest.mark.long
def test_the_bench_of_pages_times_every_kind_of_page() -> None:
    told = run(bench, ["page", "--rows", "5000", "--questions", "60", "--json"])
    assert told.exit_code == 0, told.output
    figures = {row["kind"]: row for row in json.loads(told.stdout)["figures"]}
    assert set(figures) == {"front", "place", "dated", "narrow", "wide", "open", "words", "all"}
    assert figures["all"]["questions"] == 60
    assert all(0 < row["p50"] <= row["p95"] <= row["p99"] for row in figures.values())
    assert all(row["whole"][0] > row["p50"] for row in figures.values())
    assert all(row["gzipped"][1] < 25_000 for row in figures.values())


@pytest.mark.long
def test_the_bench_of_months_times_every_kind_of_question() -> None:
    told = run(bench, ["months", "--rows", "5000", "--questions", "5", "--json"])
    assert told.exit_code == 0, told.output
    figures = {row["kind"]: row for row in json.loads(told.stdout)["figures"]}
    assert set(figures) == set(KINDS)
    assert figures["kept grid"]["p50"] < figures["grid"]["p50"]


def test_a_bench_with_one_different_answer_is_void() -> None:
    with pytest.raises(Void, match="say"):
        as_told("question", [1], [2])


def test_where_nothing_is_priced_the_command_says_how_to_see_what_goes(home) -> None:
    words = ["search", "--adults", "3", "--child-age", "1", "--child-age", "2", "--child-age", "17"]
    counts = json.loads(run(app, [*words, "--json"]).stdout)["counts"]
    assert counts["priced"] == 0
    assert counts["goes"] > 0
    told = run(app, words)
    assert told.exit_code == 0
    assert "--group goes" in told.stdout
    assert len(run(app, [*words, "--group", "goes"]).stdout) > len(told.stdout)
