"""Stays side by side: one party, one span of dates, every cell saying what it knows."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

PARTY = "adults=2&child_age=4&child_age=11&depart_from=2026-07-04&depart_to=2026-07-12"


@pytest.fixture(scope="module")
def ids(app) -> dict[str, str]:
    """The id of each stay by its name."""
    with TestClient(app) as anna:
        found = {}
        for group in ("priced", "goes", "unclear"):
            for page in (1, 2):
                address = (
                    f"/en/trips.json?adults=2&child_age=4&child_age=11&group={group}&page={page}"
                )
                found |= {s["name"]: s["id"] for s in anna.get(address).json()["stays"]}
        return found


def address(ids: dict[str, str], *names: str, more: str = PARTY) -> str:
    return "/en/compare?" + "&".join(f"id={ids[name]}" for name in names) + "&" + more


def cells(page: str, name: str) -> list[str]:
    """The cells of a row as they are read."""
    row = re.search(rf'<th scope="row">{re.escape(name)}</th>(.*?)</tr>', page, re.S)
    assert row, name
    found = re.findall(r"<td[^>]*>(.*?)</td>", row[1], re.S)
    return [html.unescape(" ".join(re.sub(r"<[^>]+>", " ", cell).split())) for cell in found]


def test_stays_stand_side_by_side_for_one_party(client, ids) -> None:
    answer = client.get(address(ids, "Lagoon Village", "Dassia Garden 1", "Dassia Garden 4"))
    assert answer.status_code == 200
    page = answer.text
    assert "3 stays side by side" in page
    assert "2 adults, children 4 and 11" in page
    totals = cells(page, "Total")
    assert [said.split()[0] for said in totals] == ["€2,310", "€2,410", "€2,630.50"]
    assert all("total for 4 on these dates" in said for said in totals)
    assert sum("lowest" in said for said in totals) == 1
    assert page.count('scope="col"') == 3


def test_the_total_of_a_column_is_that_of_its_page(client, ids) -> None:
    said = client.get(
        address(ids, "Lagoon Village", "Dassia Garden 1").replace("compare?", "compare.json?")
    ).json()
    assert [stay["name"] for stay in said["stays"]] == ["Lagoon Village", "Dassia Garden 1"]
    for stay in said["stays"]:
        page = client.get(stay["address"].replace("https://kekhorizont.example", "")).text
        whole = stay["offer"]["total"]["minor"] // 100
        assert f"€{whole:,}" in page
        assert stay["state"] == "priced"


def test_a_stay_not_sold_then_says_so_and_leads_to_its_nearest_day(client, ids) -> None:
    day = PARTY.replace("2026-07-12", "2026-07-05")
    page = client.get(address(ids, "Lagoon Village", "Dassia Garden 9", more=day)).text
    total = cells(page, "Total")[1]
    assert total.startswith("not sold for your dates")
    assert "nearest: Sun 12 July 2026" in total
    assert "depart_from=2026-07-12" in page
    assert cells(page, "Board")[1] == "\u2013 not sold for your dates"


def test_not_stated_is_not_no_and_goes_is_no_price(client, ids) -> None:
    page = client.get(address(ids, "Lagoon Village", "Olive Grove", "Zielona Zatoka")).text
    lagoon, olive, zielona = cells(page, "Total")
    assert "price for your party not published" in olive
    assert "per person or total not clear" in zielona
    assert "lowest" not in olive + zielona + lagoon
    assert "not stated by the operator" in cells(page, "Deposit")[0]
    assert "<em>" not in page[page.index(">Deposit<") :][:600]


def test_prices_that_are_not_alike_are_told_apart_in_words(client, ids) -> None:
    page = client.get(address(ids, "Dassia Garden 1", "Lagoon Village")).text
    assert "These prices are not like for like" in page
    assert "Lagoon Village: half board, without bag, unlike Dassia Garden 1" in page


def test_only_differences_leaves_out_rows_that_are_the_same(client, ids) -> None:
    whole = address(ids, "Dassia Garden 1", "Dassia Garden 4")
    page = client.get(whole).text
    link = html.unescape(re.search(r'href="([^"]+only=differences[^"]*)"', page)[1])
    few = client.get(link).text
    assert '<th scope="row">Total</th>' in few
    assert '<th scope="row">By</th>' in page
    assert '<th scope="row">By</th>' not in few
    assert "rows are the same for all" in few
    assert "Show all rows" in few


def test_removing_a_column_keeps_the_others(client, ids) -> None:
    names = ("Lagoon Village", "Dassia Garden 1", "Dassia Garden 4")
    page = client.get(address(ids, *names)).text
    without = [html.unescape(link) for link in re.findall(r'class="remove" href="([^"]+)"', page)]
    assert len(without) == 3
    left = client.get(without[1]).text
    assert "2 stays side by side" in left
    assert "Dassia Garden 4" in left
    assert "Dassia Garden 1<" not in left
    assert "child_age=4" in without[1]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ((), "Please tick at least two"),
        (("Lagoon Village",), "Only one is here"),
        (tuple(f"Dassia Garden {n}" for n in range(1, 6)), "You ticked 5"),
    ],
)
def test_too_few_or_too_many_get_a_page_that_says_so(client, ids, names, sentence) -> None:
    answer = client.get(address(ids, *names))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert answer.text.count('name="id"') == (5 if len(names) > 4 else 0)
    told = client.get(address(ids, *names).replace("compare?", "compare.json?"))
    assert told.status_code == 422
    assert sentence in told.json()["error"]


def test_stays_that_are_gone_are_named_and_the_rest_compared(client, ids) -> None:
    asked = address(ids, "Lagoon Village", "Dassia Garden 1") + "&id=<b>gone</b>"
    page = client.get(asked).text
    assert "2 stays side by side" in page
    assert "&lt;b&gt;gone&lt;/b&gt;" in page
    assert "<b>gone" not in page


def test_a_hostile_name_stays_text_in_a_comparison(client, ids) -> None:
    hostile = next(name for name in ids if "script" in name)
    page = client.get(address(ids, hostile, "Lagoon Village")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_comparison_has_one_address_to_share(client, ids) -> None:
    page = client.get(address(ids, "Lagoon Village", "Dassia Garden 1") + "&sort=total&x=1").text
    link = html.unescape(re.search(r'class="share">.*?href="([^"]+)"', page, re.S)[1])
    assert (
        link.startswith("https://kekhorizont.example/en/compare?adults=")
        if "adults=" in link
        else True
    )
    assert "sort" not in link
    assert "x=1" not in link
    assert link.count("id=") == 2


def test_rows_that_no_stay_can_fill_are_left_out(client, ids) -> None:
    day = PARTY.replace("2026-07-04", "2026-08-20").replace("2026-07-12", "2026-08-20")
    page = client.get(address(ids, "Dassia Garden 1", "Dassia Garden 9", more=day)).text
    assert cells(page, "Total")[0].startswith("not sold for your dates nearest:")
    assert ">Board<" not in page
    assert cells(page, "Stars") == ["3 stars", "4.5 stars most"]
