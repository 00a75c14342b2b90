"""Web pages by selectors: records, page fields, lists and details, names, hostile pages."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.crawlers.card import Card
from fairwind.crawlers.card_selectors import selector
from fairwind.crawlers.connectors import Ask, ConnectorFault, Page, first_asks, read_page
from fairwind.crawlers.connectors.markup import is_one_class, joined, web_page
from fairwind.crawlers.intake import Seen, take_in
from fairwind.offers import Money
from fairwind.offers.faults import CardFault

from .cards import card_with
from .intake_records import card

NOW = dt.datetime(2026, 5, 4, 6, tzinfo=dt.UTC)
SITE = "https://www.example.com"
HTML = f"  kind: html\n  start: {SITE}/tours\n"
NAMED = "  name: h1\n  price: .price"
TOUR = """<!doctype html><html><head><title>x</title><base href="/t/">
<link rel="Canonical" href="/t/nile#top"></head><body>
<h1>Pearls of   the <b>Nile</b></h1><div class="price">€1.470 <s>€1.600</s> (per person)</div>
<span class="long">8 Days<!-- --> &amp; 7 Nights</span>
<ul class="in"><li>Hotels</li><li>Guide &amp; bus</li><li> </li></ul>
<ol class="days"><li><h3>Luxor</h3><p>Old<br>stones</p></li><li><h3>Aswan</h3><p>Dam</p></li></ol>
<img class="pic" src="a.jpg"><img class="pic" src="data:image/png;base64,%s">
<table><tr class="dep"><td>4 July</td><td class="p">100</td></tr>
<tr class="dep"><td>11 July</td><td class="p">120</td></tr></table>
<script>var a = "<h1>no</h1>";</script></body></html>""" % ("A" * 5000)


def read(card: Card, body: str | bytes, step: str = "page", path: str = "/t/x") -> Page:
    sent = body if isinstance(body, bytes) else body.encode()
    ask = Ask(SITE + path, step=step)
    return read_page(card, sent, ask.address, "text/html; charset=utf-8", NOW, ask)


def said(folder: Path, fields: str, body: str | bytes = TOUR, connector: str = "") -> dict:
    (record,) = read(card_with(folder, HTML + connector, fields), body).records
    return dict(record.said)


def refused(card: Card, body: str | bytes) -> str:
    with pytest.raises(ConnectorFault) as caught:
        read(card, body)
    return str(caught.value)


def test_a_page_about_one_tour_is_one_record(tmp_path):
    assert said(tmp_path, NAMED) == {
        "name": "Pearls of the Nile",
        "price": "€1.470 €1.600 (per person)",
    }


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("{path: .long, pattern: '(\\d+) Nights'}", "7"),
        ("{path: '.price::text'}", "€1.470"),
        ("{path: .price s}", "€1.600"),
        ("//h1/b", "Nile"),
        ("'string(//h1)'", "Pearls of   the Nile"),
        ("count(//li)", 5),
        ("{path: .in li, all: true}", ["Hotels", "Guide & bus"]),
        ("{path: .in li, all: true, join: ', '}", "Hotels, Guide & bus"),
        ("{path: .days li, all: true}", ["Luxor\nOld\nstones", "Aswan\nDam"]),
        ("{path: img.pic, attr: src, all: true}", [f"{SITE}/t/a.jpg"]),
        ("'img.pic::attr(src)'", "a.jpg"),
        ("{value: fixed}", "fixed"),
        ("{path: .days, split: Aswan, part: 2}", "Dam"),
    ],
)
def test_a_field_is_found_by_css_or_xpath(rule, value, tmp_path):
    assert said(tmp_path, f"{NAMED}\n  text: {rule}")["text"] == value


def test_what_is_not_there_is_not_stated(tmp_path):
    more = "  board: .meals\n  region: {path: .in li, pattern: Spa}\n  id: .in li:last-child"
    fields = f"{NAMED}\n{more}"
    assert set(said(tmp_path, fields)) == {"name", "price"}


def test_records_have_their_own_fields_and_share_those_of_the_page(tmp_path):
    fields = "  name: {path: h1, page: true}\n  date: td\n  price: .p"
    page = read(card_with(tmp_path, HTML + "  records: tr.dep", fields), TOUR)
    assert [dict(record.said) for record in page.records] == [
        {"name": "Pearls of the Nile", "date": "4 July", "price": "100"},
        {"name": "Pearls of the Nile", "date": "11 July", "price": "120"},
    ]
    assert [record.provenance.position for record in page.records] == [0, 1]


def test_the_canonical_link_names_the_record(tmp_path):
    assert said(tmp_path, NAMED, connector="  canonical: true") | {"name": 0, "price": 0} == {
        "id": f"{SITE}/t/nile",
        "link": f"{SITE}/t/nile",
        "name": 0,
        "price": 0,
    }


def test_a_page_read_twice_with_other_bytes_is_one_offer(tmp_path):
    card = card_with(
        tmp_path, HTML + "  canonical: true", "  name: h1\n  price: .p", "price: {currency: EUR}"
    )
    seen = Seen()
    first, second = read(card, TOUR), read(card, TOUR.replace("<title>x", "<title>y"), path="/t/y")
    batches = [take_in(card, page.records, NOW, seen) for page in (first, second)]
    assert [(len(batch.offers), batch.duplicates) for batch in batches] == [(1, 0), (0, 1)]


def test_a_page_without_a_canonical_link_is_named_by_its_own_address(tmp_path):
    card = card_with(tmp_path, HTML + "  canonical: true", NAMED)
    page = read(card, "<h1>A</h1><p class=price>5</p>")
    assert page.records[0].said["id"] == f"{SITE}/t/x"
    assert page.warnings == {"the page names no canonical address; its own is taken": 1}


# Lists that lead to details

LIST = """<h1>Tours</h1><a class="t" href="/t/a">A</a><a class="t" href="/t/b#photos">B</a>
<a class="t" href="/t/a">again</a><a class="t" href="https://evil.example/t/c">C</a>
<a class="t" href="javascript:alert(1)">D</a><a rel="next" href="?p=2">next</a>
<a rel="next" href="?p=2">next, below</a>"""
FOLLOW = "  follow: a.t\n  paging: {by: next, next: 'a[rel=next]'}"


def test_a_list_leads_to_its_pages_and_to_the_next_list(tmp_path):
    card = card_with(tmp_path, HTML + FOLLOW, NAMED)
    (ask,) = first_asks(card)
    page = read_page(card, LIST.encode(), ask.address, "text/html", NOW, ask)
    assert page.records == ()
    assert [(one.address, one.step, one.page) for one in page.follow] == [
        (f"{SITE}/t/a", "page", 0),
        (f"{SITE}/t/b", "page", 0),
        (f"{SITE}/tours?p=2", "", 1),
    ]
    assert page.warnings == {
        "a link leads to evil.example:443, which is not in allow": 1,
        "a link is no address": 1,
    }


def test_the_page_behind_a_link_gives_the_record_and_leads_nowhere(tmp_path):
    page = read(card_with(tmp_path, HTML + FOLLOW, NAMED), TOUR + LIST)
    assert (len(page.records), page.follow) == (1, ())


def test_pages_of_records_go_on_by_number_until_one_is_empty(tmp_path):
    connector = (
        f"  kind: html\n  start: {SITE}/tours?p={{page}}\n  records: tr.dep\n  paging: {{by: page}}"
    )
    card = card_with(tmp_path, connector, "  name: td\n  price: .p")
    (ask,) = first_asks(card)
    (second,) = read_page(card, TOUR.encode(), ask.address, "", NOW, ask).follow
    assert (second.address, second.page) == (f"{SITE}/tours?p=2", 1)
    last = read_page(card, b"<h1>No more</h1>", second.address, "", NOW, second)
    assert (last.records, last.follow) == ((), ())


def test_the_number_of_records_a_site_claims_is_reported(tmp_path):
    card = card_with(
        tmp_path, HTML + "  records: tr.dep\n  total: .found", "  name: td\n  price: .p"
    )
    assert read(card, TOUR + "<p class=found>1 998 tours</p>").reported == 1998


# Pages that changed, or are hostile


def test_a_page_that_changed_shape_says_what_was_looked_for(tmp_path):
    rows = card_with(tmp_path, HTML + "  records: tr.dep", NAMED)
    assert refused(rows, "<h1>New site</h1>") == (
        f"sunny_tours: {SITE}/t/x: records tr.dep found nothing in the page"
    )
    one = card_with(tmp_path, HTML, NAMED)
    assert "none of the fields is found in the page" in refused(one, "<p>moved</p>")
    assert "the answer is empty" in refused(one, b" \0 \n")
    listed = card_with(tmp_path, HTML + "  follow: a.t", NAMED)
    with pytest.raises(ConnectorFault, match=r"follow a\.t found no link"):
        read(listed, TOUR, step="list")


def test_a_page_that_says_it_has_none_is_an_honest_none(tmp_path):
    card = card_with(tmp_path, HTML + "  records: tr.dep\n  empty: .sold-out", NAMED)
    assert read(card, "<p class=sold-out>Sold out</p>").records == ()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("<div>" * 300_000 + "<h1>deep</h1>", "nested deeper"),
        ("<h1>" + "x" * 11_000_000, "longer texts"),
        ("<i>" * 100 + "<b></b>" * 300_001, "300,103 elements; 300,000 are the most"),
    ],
    ids=["deep", "long text", "many"],
)
def test_a_page_built_to_hurt_is_refused_with_a_sentence(body, sentence, tmp_path):
    began = time.process_time()
    assert sentence in refused(card_with(tmp_path, HTML, NAMED), body)
    assert time.process_time() - began < 5


def test_a_long_attribute_is_passed_over_and_counted(tmp_path):
    fields = "  name: h1\n  id: {path: h1, attr: data-id}"
    page = read(card_with(tmp_path, HTML, fields), f"<h1 data-id='{'7' * 200_000}'>A</h1>")
    assert dict(page.records[0].said) == {"name": "A"}
    assert page.warnings == {"a data-id of more than 4096 characters": 1}


def test_null_bytes_and_other_encodings_end_no_page(tmp_path):
    card = card_with(tmp_path, HTML, NAMED)
    body = "<meta charset=windows-1250><h1>Bul\0har\0</h1><p class=price>5 Kč</p>".encode("cp1250")
    ask = Ask(SITE + "/t/x", step="page")
    (record,) = read_page(card, body, ask.address, "text/html", NOW, ask).records
    assert record.said["price"] == "5 Kč"
    assert "har" in record.said["name"]


def test_markup_of_scripts_and_markup_written_as_text_is_no_text(tmp_path):
    body = "<h1>A<script>alert(1)</script><style>b{}</style> &lt;b&gt;</h1><p class=price>5</p>"
    assert said(tmp_path, NAMED, body)["name"] == "A <b>"


def test_broken_markup_is_repaired_as_a_browser_would(tmp_path):
    """A browser moves what may not stand in a table before it; libxml2 leaves it inside."""
    body = "<table><h1>Nile</h1><tr><td class=price>5</td></tr></table><p id=b>x"
    fields = NAMED + "\n  resort: table h1"
    assert said(tmp_path, fields, body)["resort"] == "Nile"
    assert "resort" not in said(tmp_path, fields, body, "  broken: true")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("<div>" * 20_000 + "<h1>x", "nested deeper"),
        ("<b><i>" * 3000 + "<p>x</b>" * 300, "nested deeper"),
        ("<p>" * 100_000, "too many to be repaired"),
        ("<h1>" + "x" * 3_000_000, "too many to be repaired"),
    ],
    ids=["deep", "formatting", "many", "long"],
)
def test_markup_that_would_take_minutes_to_repair_is_refused_at_once(body, sentence, tmp_path):
    began = time.process_time()
    assert sentence in refused(card_with(tmp_path, HTML + "  broken: true", NAMED), body)
    assert time.process_time() - began < 3


def test_what_stands_behind_the_end_of_the_page_is_read_too(tmp_path):
    assert said(tmp_path, NAMED, "<html><body><h1>A</h1></body></html><p class=price>5</p>") == {
        "name": "A",
        "price": "5",
    }


def test_a_pattern_that_could_run_forever_is_refused_in_the_card(tmp_path):
    with pytest.raises(CardFault, match="repeats what repeats"):
        card_with(tmp_path, HTML, "  name: {path: h1, pattern: '(a+)+$'}\n  price: .p")


@pytest.mark.parametrize(
    ("connector", "fields", "sentence"),
    [
        ("  records: 'div['", NAMED, "connector.records: 'div[' is not a CSS selector or XPath"),
        ("", "  name: '//h1['\n  price: .p", "fields.name: '//h1[' is not a CSS selector or XPath"),
        ("", "  name: {css: h1}\n  price: .p", "did you mean path?"),
        ("  paging: {by: next, next: a, pages: b}", NAMED, "web pages end with the last link"),
        ("  sitemap: {}\n  paging: {by: next, next: a}", NAMED, "a sitemap names every page"),
        ("  sitemap: {kep: a}", NAMED, "connector.sitemap.kep is not a key of sitemap"),
        ("", "  name: {value: x, attr: b}\n  price: .p", "go with a path"),
        ("", "  name: {path: a, all: true, split: ','}\n  price: .p", "all gives a list already"),
    ],
)
def test_a_faulty_card_is_told_where_and_why(connector, fields, sentence, tmp_path):
    with pytest.raises(CardFault) as caught:
        card_with(tmp_path, HTML + connector, fields)
    assert sentence in str(caught.value)


def test_keys_of_selectors_belong_to_web_pages(tmp_path):
    connector = f"  kind: feed\n  start: {SITE}/f.json"
    with pytest.raises(CardFault, match=r"fields\.name\.all: nothing is selected here"):
        card_with(tmp_path, connector, "  name: {path: a, all: true}\n  price: b")


def test_an_offer_of_a_page_comes_out_whole(tmp_path):
    fields = (
        "  name: h1\n  price: '.price::text'\n  price_was: .price s\n"
        "  basis: {path: .price, pattern: '[(](.+)[)]'}\n"
        "  nights: {path: .long, pattern: '(\\d+) Nights'}\n"
        "  facts: {path: .in li, all: true}\n  itinerary: {path: .days h3, all: true}"
    )
    rest = "price: {party: {adults: 2}, currency: EUR}\nproduct_kind: tour"
    card = card_with(tmp_path, HTML + "  canonical: true", fields, rest)
    (offer,) = take_in(card, read(card, TOUR).records, NOW).offers
    price = offer.departure.price
    assert (price.amount, price.was) == (Money.of(Decimal(1470), "EUR"), Money(1600_00, "EUR"))
    assert (price.basis.value, offer.departure.nights.least) == ("per_person", 7)
    assert offer.product.itinerary == ("Luxor", "Aswan")
    assert offer.ref.link == f"{SITE}/t/nile"


CLASSES = """<html><body class="a b"><div class=" a  c ">1</div><p class="ab">2</p>
<p class="a\xa0b">3</p><P CLASS="b\ta a">4</P><div class="">5</div><svg class="c">6</svg>
</body></html>"""


@pytest.mark.parametrize("path", [".a", "p.a", "DIV.a", "body.b", ".c", ".missing", "p.ab", ".A"])
def test_a_class_is_found_by_the_index_as_by_its_selector(path: str) -> None:
    page = web_page(card(), CLASSES.encode(), SITE, "text/html; charset=utf-8", Counter())
    assert page.found(path) == selector(path)(page.tree)
    assert page.found(path) is page.found(path)


def test_a_class_within_a_record_is_found_by_the_index_as_by_its_selector() -> None:
    body = b"""<html><body><div class="r"><p class="a">1</p><div class="r a"><b class="a">2</b>
</div></div><p class="a">3</p><p class="r">4</p></body></html>"""
    page = web_page(card(), body, SITE, "text/html", Counter())
    page.records.update(page.found(".r"))
    for path in (".a", "p.a", ".r"):
        assert is_one_class(path)
        for record in page.found(".r"):
            assert page.within(path).get(record, []) == selector(path)(record)
    assert not any(is_one_class(path) for path in (".r .a", "b", ".a.r", ".a > b", "//b"))


@given(
    st.sampled_from(
        ["https://a.example/x/y?z=1", "http://a.example:8080", "https://u@a.example/", "ftp://a/x"]
    ),
    st.one_of(
        st.text(alphabet="/.?#&=;:%+~a1-_é ", max_size=12),
        st.from_regex(r"(/[a-z.~-]{1,3}){1,3}/?(\?[a-z=&.]{1,5})?", fullmatch=True),
    ),
)
def test_a_link_is_completed_as_the_standard_says_whichever_way_it_is_done(base, said):
    try:
        expected = urljoin(base, said.strip())
    except ValueError:
        expected = said.strip()
    assert joined(base, said) == expected


@pytest.mark.parametrize("end", ["</body></html>", "</html>"])
def test_json_behind_the_end_of_a_page_is_found(tmp_path: Path, end: str) -> None:
    connector = f"  kind: html_json\n  start: {SITE}/t\n  script: data\n  records: '@'\n"
    source = card_with(tmp_path, connector, "  name: name\n  price: price")
    body = f'<html><body>x{end}<script id="data">[{{"name": "A", "price": 5}}]</script>'
    assert [dict(one.said) for one in read(source, body).records] == [{"name": "A", "price": 5}]
