"""Destinations by month: the lowest total of each cell and of how many prices it is."""

from __future__ import annotations

import html
import re

PARTY = "adults=2&child_age=4&child_age=11"


def boxes(page: str, name: str) -> list[str]:
    """The months of one destination."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.S)
    (row,) = (r for r in rows if f">{name}<" in r)
    return [
        html.unescape(" ".join(re.sub(r"<[^>]+>", " ", cell).split()))
        for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)
    ]


def test_each_destination_shows_its_lowest_total_and_the_number_of_prices(client) -> None:
    answer = client.get(f"/en/destinations?{PARTY}")
    assert answer.status_code == 200
    assert "Lowest total by month for 2 adults, children 4 and 11" in answer.text
    greece = boxes(answer.text, "Greece")
    assert greece[0] == "none"
    assert re.fullmatch(r"€2,310 \d+ prices lowest", greece[1])
    assert greece[-1] == "goes, no price"


def test_the_cells_sum_to_what_the_json_counts(client) -> None:
    told = client.get(f"/en/destinations.json?{PARTY}").json()
    greece = next(row for row in told["destinations"] if row["place"] == "GR")
    july = greece["months"][told["months"].index("2026-07")]
    assert july["lowest"] == {"minor": 231000, "currency": "EUR"}
    page = client.get(f"/en/destinations?{PARTY}").text
    assert f"€2,310 {july['prices']} prices lowest" in boxes(page, "Greece")


def test_a_cell_leads_to_the_results_of_its_place_and_month(client) -> None:
    page = client.get(f"/en/destinations?{PARTY}").text
    link = next(
        html.unescape(one)
        for one in re.findall(r'href="(/en/trips[^"]+)"', page)
        if "to=GR" in one and "2026-07" in one
    )
    assert "from €2,310" in client.get(link).text


def test_bulgaria_says_no_data_where_nobody_has_published(client) -> None:
    page = client.get("/en/destinations?adults=2").text
    bulgaria = boxes(page, "Bulgaria")
    assert "no data" in bulgaria[-1]
    assert "No operator who sells this has published so far ahead yet." in page


def test_the_json_of_a_search_keeps_its_places_and_filters(client) -> None:
    told = client.get(f"/en/destinations.json?{PARTY}&to=GR&stars_min=5").json()
    assert told["within"] == "GR"
    assert {row["place"] for row in told["destinations"]} == {"GR/crete", "GR/corfu"}
    assert ["stars_min", "5"] in told["query"]
