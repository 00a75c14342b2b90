"""The results page: three groups never mixed, prices with for whom and when, links for all."""

from __future__ import annotations

import csv
import gzip
import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from fairwind.search.query import read_query
from fairwind.site.public.data import csv_answer

PARTY = "adults=2&child_age=4&child_age=11"
JULY = f"{PARTY}&depart_from=2026-07-03&depart_to=2026-07-24"


def words(html: str) -> str:
    """What a person reads: no markup, one space between words."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def card_of(html: str, name: str) -> str:
    """The markup of one card."""
    return next(c for c in html.split('<article class="card">')[1:] if f">{name}</a>" in c)


def hrefs(html: str, pattern: str) -> list[str]:
    return [unescape(one) for one in re.findall(rf'href="({pattern})"', html)]


def test_the_page_works(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.text.count("<h1>") == 1
    assert page.text.count("<title>") == 1


def test_the_heading_says_how_many_for_whom_and_from_how_much(client: TestClient) -> None:
    said = words(client.get(f"/en/trips?{JULY}&to=GR/crete").text)
    assert re.search(r"\d+ stays priced for the four of you, from €2,310", said)
    assert "3 operators asked, 2 answered (Hellas: not today)" in said
    assert "oldest price" in said


def test_the_heading_counts_what_the_engine_counts(client: TestClient) -> None:
    data = client.get(f"/en/trips.json?{JULY}").json()
    said = words(client.get(f"/en/trips?{JULY}").text)
    assert f"{data['counts']['priced']} stays priced for the four of you" in said
    assert f"{data['counts']['goes']} more goes on your dates" in said
    assert f"{data['counts']['unclear']} has a price we cannot read" in said


def test_the_breakdown_sums_to_the_total(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}&operator=sun_tours").text
    lagoon = words(card_of(page, "Lagoon Village"))
    assert "€2,536 total for 4 on these dates" in lagoon
    parts = re.search(r"package ([\d,]+) fuel\D+(\d+) climate fee\D+(\d+)", lagoon)
    assert parts
    assert sum(int(part.replace(",", "")) for part in parts.groups()) == 2536


def test_another_operator_is_the_same_or_not_the_same_in_words(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}&board_min=AI").text
    assert "Same Aegean Holidays €2,590" in words(card_of(page, "Lagoon Village"))
    page = client.get(f"/en/trips?{JULY}").text
    lagoon = words(card_of(page, "Lagoon Village"))
    assert "Hellas · free sale" in lagoon
    assert "Not the same Sun Tours €2,536 \u2013 all inclusive, with 20 kg bag" in lagoon


def test_a_stay_that_only_goes_shows_the_published_price_with_its_own_date_and_party(
    client: TestClient,
) -> None:
    page = client.get(f"/en/trips?{JULY}&group=goes").text
    olive = words(card_of(page, "Olive Grove"))
    assert "published: €1,698 for 2 adults, Sat 10 October 2026" in olive
    assert "your dates: goes Sat 4 July and Sat 11 July" in olive
    assert "Ask us" in olive
    assert "total for" not in olive
    assert "Olive Grove" not in client.get(f"/en/trips?{JULY}").text


def test_a_price_of_unknown_basis_is_printed_and_never_a_total(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}&group=unclear").text
    said = words(card_of(page, "Zielona Zatoka"))
    assert "3,198 zł, Sat 4 July 2026 per person or total not clear, printed by Hellas" in said
    assert "total for" not in said


def test_a_converted_price_is_marked_with_rate_source_and_date(client: TestClient) -> None:
    said = words(card_of(client.get(f"/en/trips?{JULY}&to=BG").text, "Kotva"))
    assert re.search(r"≈ €1,\d{3} total for 4 on these dates", said)
    assert re.search(r"44,000 Kč at €1 = 2\d\.\d+ Kč, \w.* of \w{3} \d+ \w+ 20\d\d", said)


def test_a_converted_lowest_price_is_marked_wherever_it_stands(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}&to=BG").text
    assert re.search(r"<h1>1 stay priced for the four of you, from ≈ €1,\d{3}</h1>", page)
    strip = words(page[page.index('class="cal"') :].split("</ol>")[0])
    assert re.search(r"Sat 4 Jul ≈ €1,\d{3} lowest", strip)


def test_a_total_with_an_unknown_part_is_only_a_from_price(client: TestClient) -> None:
    pages = "".join(client.get(f"/en/trips?{JULY}&page={n}").text for n in (1, 2))
    said = words(card_of(pages, "Dassia Garden 6"))
    assert re.search(r"from €2,7\d\d(\.50)? total for 4", said)
    assert "visa, paid there not stated" in said


def test_every_filter_is_a_link_whose_count_is_what_it_gives(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}").text
    panel = page[page.index('class="filters"') : page.index("</aside>")]
    options = re.findall(
        r'<a class="opt" id="[^"]+" href="([^"]+)".*?<span class="n">([\d,]+)</span>', panel
    )
    assert len(options) >= 8
    for link, count in options:
        data = client.get(unescape(link).replace("/trips", "/trips.json", 1)).json()
        assert data["counts"]["priced"] == int(count.replace(",", "")), link


def test_a_chip_leads_to_the_search_without_its_filter(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}&board_min=AI&price_max=3000").text
    chips = page[page.index('class="chips"') :].split("</ul>")[0]
    assert "Remove filter" in chips
    without_board, without_price, without_dates, without_children, clear = hrefs(chips, '[^"]+')
    assert "board_min" not in without_board
    assert "price_max=3000" in without_board
    assert "price_max" not in without_price
    assert "depart_from" not in without_dates
    assert "child_age" not in without_children
    assert "board_min" not in clear
    assert "child_age=11" in clear


def test_typed_words_become_chips_that_can_be_taken_off(client: TestClient) -> None:
    page = client.get("/en/trips?q=crete+july+half+board+from+debrecen+under+5000+eur").text
    chips = page[page.index('class="chips"') :].split("</ul>")[0]
    for said in ("Crete", "July 2026", "Half board or better", "from Debrecen", "up to €5,000"):
        assert said in chips
    assert "“" not in chips, "no word is left"
    for link in hrefs(chips, '[^"]+'):
        assert "q=" not in link


def test_sorting_keeps_every_filter(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}&board_min=AI").text
    sorts = hrefs(page[page.index('class="sort"') :].split("</nav>")[0], '[^"]+')
    assert any("sort=total" in link for link in sorts)
    assert all("board_min=AI" in link and "child_age=11" in link for link in sorts)


def test_the_lowest_total_comes_first_when_sorted_by_total(client: TestClient) -> None:
    data = client.get(f"/en/trips.json?{JULY}&sort=total").json()
    totals = [(s["quotes"][0]["shown"] or s["quotes"][0]["total"])["minor"] for s in data["stays"]]
    assert totals == sorted(totals)
    assert data["lowest"]["minor"] == totals[0]


def test_paging_is_links_and_shows_every_stay_once(client: TestClient) -> None:
    first = client.get(f"/en/trips?{JULY}").text
    (after,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = client.get(unescape(after)).text
    assert 'rel="prev"' in second
    ids = [re.findall(r'<h2><a href="/en/trip/([^"?]+)', page) for page in (first, second)]
    assert len(ids[0]) == 20
    assert not set(ids[0]) & set(ids[1])


def test_a_calendar_day_says_price_goes_or_none(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}").text
    strip = page[page.index('class="cal"') :].split("</ol>")[0]
    data = client.get(f"/en/trips.json?{JULY}").json()
    said = words(strip)
    for cell in data["calendar"]:
        if cell["state"] == "priced" and cell["date"] in strip:
            assert f"€{(cell['total']['minor'] + 50) // 100:,}" in said
    assert said.count("lowest") == 1
    assert "2026-07-04" in strip


def test_the_strip_shows_the_whole_window_with_long_gaps_in_one_cell(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}").text
    strip = page[page.index('class="cal"') :].split("</ol>")[0]
    cells = re.findall(r'<time datetime="([^"]+)">([^<]+)</time>', strip)
    assert cells[0] == ("2026-07-03", "Fri 3 Jul")
    assert cells[-1] == ("2026-07-13", "13 Jul \u2013 24 Jul")
    low = re.search(r'<p class="lowest">.*?href="([^"]+)">(.*?)</a>', page)
    assert "depart_from=2026-07-04" in unescape(low[1])
    assert re.fullmatch(r"Sat 4 July 2026, ≈ €1,\d{3}", words(low[2]))


def test_a_chosen_day_stands_among_its_neighbours(client: TestClient) -> None:
    page = client.get(
        "/en/trips?child_age=4&child_age=11&depart_from=2026-07-05&depart_to=2026-07-05"
    )
    strip = page.text[page.text.index('class="cal"') :].split("</ol>")[0]
    days = re.findall(r'datetime="([^"]+)"', strip)
    assert days[0] == "2026-06-28"
    assert {"2026-07-04", "2026-07-05", "2026-07-06"} <= set(days)
    assert re.search(r'aria-current="date"><time datetime="2026-07-05"', strip)


def test_a_day_that_only_goes_leads_to_what_goes(client: TestClient) -> None:
    page = client.get(
        "/en/trips?adults=2&child_age=1&depart_from=2026-07-01&depart_to=2026-07-30"
    ).text
    day = re.search(r'<a class="goes" href="([^"]+)"><time datetime="2026-07-11"', page)
    there = client.get(unescape(day[1])).text
    assert re.search(r"stays? goe?s? on your dates, price for your party not published</h1>", there)
    assert "Olive Grove" in there


def test_the_empty_page_says_what_each_removal_would_give(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}&stars_min=5&price_max=1900").text
    assert "No stay has a published price for the four of you here" in page
    removals = re.findall(r'<li><a href="([^"]+)">without “([^”]+)”: ([\d,]+) stays?', page)
    assert {label for _, label, _ in removals} >= {"up to €1,900"}
    for link, _, count in removals:
        counts = client.get(unescape(link).replace("/trips", "/trips.json", 1)).json()["counts"]
        assert counts["priced"] == int(count.replace(",", ""))


def test_unknown_keys_are_passed_over_and_the_canonical_address_is_one(client: TestClient) -> None:
    one = client.get(f"/en/trips?{JULY}&utm_source=mail&board_min=AI").text
    two = client.get(f"/en/trips?board_min=AI&{JULY}&page=1&sort=best").text
    canonical = re.compile(r'<link rel="canonical" href="([^"]+)"')
    assert canonical.search(one)[1] == canonical.search(two)[1]
    assert "utm" not in canonical.search(one)[1]


@pytest.mark.parametrize(
    "wrong",
    [
        "adults=0",
        "adults=x",
        "child_age=18",
        "board_min=XX",
        "depart_from=2026-02-31",
        "page=0",
        "sort=paid",
        "price_max=-1",
        "nights_min=9&nights_max=3",
    ],
)
def test_a_value_that_cannot_be_answers_422_with_a_readable_page(client, wrong: str) -> None:
    page = client.get(f"/hu/trips?{wrong}")
    assert page.status_code == 422
    assert '<html lang="hu">' in page.text
    assert "A keresésben valami nem lehetséges" in page.text


def test_a_search_past_two_filters_is_not_for_search_engines(client: TestClient) -> None:
    assert "noindex" not in client.get("/en/trips?to=GR").text
    assert "noindex" in client.get("/en/trips?to=GR&board_min=AI&stars_min=3").text


def test_the_page_of_twenty_cards_weighs_at_most_25_kilobytes(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}")
    assert page.text.count('<article class="card">') == 20
    assert len(gzip.compress(page.content, 6)) <= 25 * 1024


def test_scraped_words_stay_words(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}&to=GR/crete&sort=total").text
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{7*7}}" in page
    assert "<b>Malia</b>" not in page


def test_the_same_search_as_json_and_csv(client: TestClient) -> None:
    data = client.get(f"/en/trips.json?{JULY}&operator=sun_tours").json()
    (lagoon,) = data["stays"]
    quote = lagoon["quotes"][0]
    assert quote["total"] == {"minor": 253600, "currency": "EUR"}
    assert quote["offer_ref"] == {"source": "sun_tours", "ids": {"id": "1"}, "hash": ""}
    lines = client.get(f"/en/trips.csv?{JULY}&operator=sun_tours").text.splitlines()
    assert len(lines) == 2
    assert "Lagoon Village" in lines[1]
    assert "2536.00" in lines[1]


def test_a_total_without_a_compulsory_part_is_marked_in_csv(app: FastAPI) -> None:
    finder, now = app.state.shop.finder, app.state.shop.now()
    answer = finder.answer(read_query(parse_qsl(f"{JULY}&operator=sun_tours")), now)
    (card,) = answer.cards

    def marked(from_only: bool) -> str:
        quote = replace(card.quotes[0], from_only=from_only)
        told = replace(answer, cards=(replace(card, quotes=(quote,)),))
        (line,) = csv.DictReader(csv_answer(told, "", "en").body.decode().splitlines())
        return str(line["from_only"])

    assert (marked(True), marked(False)) == ("yes", "")


def test_csv_gives_no_spreadsheet_a_formula() -> None:
    from fairwind.site.public.data import _safe

    assert _safe("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert _safe("Lagoon") == "Lagoon"


def test_numbers_are_written_as_hungarians_write_them(client: TestClient) -> None:
    said = unescape(client.get(f"/hu/trips?{JULY}&operator=sun_tours").text)
    assert "2\u00a0536\u00a0€" in said
    assert "2026. júl. 4. (Szo) → júl. 11. (Szo)" in said


def test_where_nothing_is_priced_the_next_group_is_shown_under_its_own_heading(client) -> None:
    page = client.get(f"/en/trips?{JULY}&q=Olive+Grove").text
    assert "<h1>1 stay goes on your dates, price for your party not published</h1>" in page
    olive = words(card_of(page, "Olive Grove"))
    assert "published: €1,698 for 2 adults" in olive
    assert "total for" not in olive
    assert "priced for" not in words(page.split('class="groups"')[-1].split("</ul>")[0])


def test_the_cheapest_month_leads_to_its_days_everywhere(client: TestClient) -> None:
    page = client.get("/en/trips?month=cheapest").text
    stay = hrefs(page, '/en/trip/[^"]+')[0]
    first, last = re.findall(r"depart_(?:from|to)=(\d{4}-\d\d-\d\d)", stay)
    assert (first[:7], first[8:]) == (last[:7], "01")
