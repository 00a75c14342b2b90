"""What every page owes its reader: its language, one heading, landmarks, a title of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from .pages import BY_DAY, LANGUAGES, OWN, OnePage, Pages

CHECKER = Path(__file__).parents[2] / "scripts/audit/node_modules/vnu-jar/build/dist/vnu.jar"
STATES = {
    "stay, no price",
    "compare, differences",
    "compare, none",
    "ask to hold it",
    "my data, link",
    "nothing today",
    "inbox, dense",
    "inbox, nothing",
}
"""Other sights of a page that has its title already."""
Drawn = dict[str, list[tuple[OnePage, BeautifulSoup]]]


@pytest.fixture(scope="module")
def drawn(every_page: Pages) -> Drawn:
    """Every page in every language, once."""
    return {
        lang: [(page, BeautifulSoup(text, "lxml")) for page, text in every_page.texts(lang)]
        for lang in LANGUAGES
    }


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, f"{len(found)} of {selector}"
    return found[0]


def said_in(node: Tag) -> str:
    """The language that stands nearest above; "" is what HTML has for an unknown one."""
    above = [node, *node.parents]
    return next(str(tag["lang"]) for tag in above if isinstance(tag, Tag) and "lang" in tag.attrs)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_has_its_language_one_heading_and_its_landmarks(drawn: Drawn, lang: str) -> None:
    for page, soup in drawn[lang]:
        assert one(soup, "html")["lang"] == lang, page.name
        assert one(soup, "h1").get_text(strip=True), page.name
        assert one(soup, "main").get("id") == "main", page.name
        skip = one(soup, "body > a.skip")
        assert skip["href"] == "#main"
        assert soup.body
        assert soup.body.find(True) is skip, page.name
        one(soup, "body > header")
        one(soup, "body > footer")
        one(soup, "body > [role=status]")
        names = [tag.get("aria-label") or tag.get("aria-labelledby") for tag in soup("nav")]
        assert all(names), page.name
        assert len(set(names)) == len(names), f"{page.name}: {names}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_go_down_a_step_at_a_time(drawn: Drawn, lang: str) -> None:
    for page, soup in drawn[lang]:
        levels = [int(tag.name[1]) for tag in soup.select("h1,h2,h3,h4,h5,h6")]
        inside = levels[levels.index(1) :]
        for above, below in pairwise(inside):
            assert below <= above + 1, f"{page.name}: {inside}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_pages_have_one_title(drawn: Drawn, lang: str) -> None:
    titles: dict[str, str] = {}
    for page, soup in drawn[lang]:
        if page.name in STATES:
            continue
        title = one(soup, "head > title").get_text()
        assert len(title) > len(" - Kék Horizont"), page.name
        titles[page.name] = title
    alike = {title: n for title, n in Counter(titles.values()).items() if n > 1}
    assert alike == {}, {name: title for name, title in titles.items() if title in alike}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_way_to_the_other_languages_says_which_they_are(drawn: Drawn, lang: str) -> None:
    for page, soup in drawn[lang]:
        links = soup.select("a.lang")
        if not page.spoken:
            assert links == []
            continue
        assert [a["lang"] for a in links] == [other for other in LANGUAGES if other != lang]
        assert all(a["hreflang"] == a["lang"] for a in links), page.name
        assert all(str(a["href"]).startswith(f"/{a['lang']}/") for a in links), page.name
        if not soup.select("meta[name=robots]"):
            heads = [str(tag["hreflang"]) for tag in soup.select("link[hreflang]")]
            assert heads == [*LANGUAGES, "x-default"], page.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_operators_own_words_are_in_its_own_language(drawn: Drawn, lang: str) -> None:
    heard: dict[str, set[str]] = {}
    for page, soup in drawn[lang]:
        for said in soup.find_all(string=lambda text: OWN in text or text in BY_DAY):
            if said.parent and said.parent.name not in ("script", "title"):
                heard.setdefault(page.name, set()).add(said_in(said.parent))
    assert heard.pop("tour") == {"hu"}
    together = ("stay", "stay, no price", "compare", "compare, differences")
    assert heard == {name: {""} for name in together}, "of three operators, three languages"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ids_are_unique_and_what_refers_to_them_finds_them(drawn: Drawn, lang: str) -> None:
    for page, soup in drawn[lang]:
        ids = Counter(str(tag["id"]) for tag in soup.select("[id]"))
        assert [name for name, n in ids.items() if n > 1] == [], page.name
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form"):
            for tag in soup.select(f"[{attribute}]"):
                assert set(str(tag[attribute]).split()) <= set(ids), f"{page.name}: {tag}"
        for tag in soup.select('a[href^="#"]'):
            assert tag["href"][1:] in ids, f"{page.name}: {tag}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_has_a_caption_and_heads_with_a_scope(drawn: Drawn, lang: str) -> None:
    seen = 0
    for page, soup in drawn[lang]:
        for table in soup("table"):
            assert one(table, "caption").get_text(strip=True), page.name
            assert all(head.get("scope") for head in table("th")), f"{page.name}: {table}"
            seen += 1
    assert seen > 10


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_stands_at_the_same_place_of_every_page(drawn: Drawn, lang: str) -> None:
    for page, soup in drawn[lang]:
        header = [tag["class"][0] for tag in soup.select(".top .wrap > *") if tag.get("class")]
        assert header[:2] == ["brand", "tel"], page.name
        assert one(soup, ".foot a[href^='tel:']"), page.name


@pytest.mark.long
def test_every_page_is_valid_html(every_page: Pages, tmp_path: Path) -> None:
    if not CHECKER.exists() or not shutil.which("java"):
        pytest.skip("the Nu HTML checker is not installed: scripts/setup.sh audit")
    for lang in LANGUAGES:
        for number, (_, text) in enumerate(every_page.texts(lang)):
            (tmp_path / f"{lang}-{number:02d}.html").write_text(text, "utf-8")
    command = ["java", "-jar", str(CHECKER), "--errors-only", "--format", "json", str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    pages = list(every_page)
    faults = {
        f"{pages[int(fault['url'][-7:-5])].name}: {fault['message']}: {fault.get('extract', '')}"
        for fault in json.loads(said.stderr)["messages"]
    }
    assert faults == set()
