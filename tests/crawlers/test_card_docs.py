"""The card's documents say what the code does: the reference, and the tutorial block by block."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from fairwind.crawlers.card import Card, read_card
from fairwind.crawlers.card_fields import FIELDS
from fairwind.crawlers.card_kinds import KINDS
from fairwind.crawlers.card_yaml import read_yaml
from fairwind.crawlers.commands import report
from fairwind.crawlers.feed_check import check_saved
from fairwind.crawlers.reference import INTRO, STAND_ALONE, reference
from fairwind.offers.faults import CardFault, ConnectorFault

from .cards import written

DOCS = Path(__file__).parents[2] / "docs"
NOW = dt.datetime(2026, 6, 8, 7, 0, tzinfo=dt.UTC)


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.fixture(scope="module")
def tutorial() -> str:
    return (DOCS / "tutorial" / "first-operator.md").read_text(encoding="utf-8")


def test_the_reference_page_is_what_the_model_says():
    written_page = (DOCS / "reference" / "card.md").read_text(encoding="utf-8")
    assert written_page == reference()


def test_every_key_of_every_part_is_explained():
    models = [Card, *KINDS.values(), *(model for _, model in STAND_ALONE)]
    silent = [
        f"{model.__name__}.{key}"
        for model in models
        for key, field in model.model_fields.items()
        if not field.description
    ]
    assert not silent
    assert all(f"| `{name}` |" in reference() for name in FIELDS)


def test_the_references_own_card_is_good(tmp_path):
    (text,) = blocks(INTRO, "yaml")
    assert read_card(written(tmp_path, text)).name == "sunny_tours"


def test_the_tutorials_card_is_good_and_under_thirty_lines(tutorial, tmp_path):
    (text,) = blocks(tutorial, "yaml")
    assert len(text.splitlines()) < 30
    assert read_card(written(tmp_path, text, "blue_travel")).name == "blue_travel"


def test_the_tutorials_feed_gives_what_the_tutorial_prints(tutorial, tmp_path):
    card = written(tmp_path, blocks(tutorial, "yaml")[0], "blue_travel")
    saved = tmp_path / "blue_feed.json"
    saved.write_text(blocks(tutorial, "json")[0], encoding="utf-8")
    printed = report(check_saved(read_card(card), read_yaml(card), saved, NOW))
    assert blocks(tutorial, "text")[1].splitlines() == printed


def test_the_tutorials_misspelt_key_is_told_as_the_tutorial_says(tutorial, tmp_path):
    text = blocks(tutorial, "yaml")[0].replace("  records:", "  recrods:")
    with pytest.raises(CardFault) as caught:
        read_card(written(tmp_path, text, "blue_travel"))
    assert caught.value.places == blocks(tutorial, "text")[0].splitlines()


def test_the_web_pages_how_to_prints_what_its_card_makes_of_its_page(tmp_path):
    how_to = (DOCS / "how-to" / "read-web-pages.md").read_text(encoding="utf-8")
    card = written(tmp_path, blocks(how_to, "yaml")[0], "nile_tours")
    saved = tmp_path / "nile.html"
    saved.write_text(blocks(how_to, "html")[0], encoding="utf-8")
    printed = report(check_saved(read_card(card), read_yaml(card), saved, NOW))
    assert blocks(how_to, "text")[0].splitlines() == printed


def test_a_saved_list_or_sitemap_says_where_it_leads(tmp_path):
    how_to = (DOCS / "how-to" / "read-web-pages.md").read_text(encoding="utf-8")
    card = written(tmp_path, blocks(how_to, "yaml")[0], "nile_tours")
    saved = tmp_path / "sitemap.xml"
    saved.write_text("<urlset><url><loc>/tours/a</loc></url><url><loc>/b</loc></url></urlset>")
    check = check_saved(read_card(card), read_yaml(card), saved, NOW)
    assert check.good
    assert report(check) == [
        "found no records here: it leads to 1 addresses   https://www.nile-tours.example/tours/a"
    ]
    saved.write_text("<html><h1>New</h1></html>")
    with pytest.raises(
        ConnectorFault, match=r"sitemap\.xml: records table\.starts tr found nothing"
    ):
        check_saved(read_card(card), read_yaml(card), saved, NOW)
