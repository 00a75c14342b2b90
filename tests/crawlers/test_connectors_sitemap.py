"""Sitemaps: which addresses are asked, and what no sitemap may do."""

from __future__ import annotations

import datetime as dt
import gzip
import time
from pathlib import Path

import pytest

from fairwind.crawlers.card import Card
from fairwind.crawlers.connectors import Ask, ConnectorFault, Page, first_asks, read_page

from .cards import card_with

NOW = dt.datetime(2026, 5, 4, 6, tzinfo=dt.UTC)
SITE = "https://www.example.com"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def card_of(folder: Path, sitemap: str = "{}", rest: str = "") -> Card:
    connector = f"  kind: html\n  start: {SITE}/map.xml\n  sitemap: {sitemap}\n{rest}"
    return card_with(folder, connector, "  name: h1\n  price: .price")


def urls(*addresses: str, changed: str = "") -> bytes:
    said = f"<lastmod>{changed}</lastmod>" if changed else ""
    each = "".join(f"<url><loc>{one}</loc>{said}</url>" for one in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {SPACE}>{each}</urlset>'.encode()


def read(card: Card, body: bytes, ask: Ask | None = None) -> Page:
    ask = ask or first_asks(card)[0]
    return read_page(card, body, ask.address, "application/xml", NOW, ask)


def refused(card: Card, body: bytes) -> str:
    with pytest.raises(ConnectorFault) as caught:
        read(card, body)
    return str(caught.value)


def test_every_address_of_a_sitemap_is_asked_once_as_a_page(tmp_path):
    page = read(card_of(tmp_path), urls(f"{SITE}/a", "/b", f"{SITE}/a#x", changed="2025-10-16"))
    assert [(ask.address, ask.step) for ask in page.follow] == [
        (f"{SITE}/a", "page"),
        (f"{SITE}/b", "page"),
    ]
    assert page.follow[0].changed == dt.datetime(2025, 10, 16, tzinfo=dt.UTC)
    assert (page.records, page.reported) == ((), 2)


def test_the_card_says_which_addresses_are_kept(tmp_path):
    card = card_of(tmp_path, "{keep: [/tour/, /trip/], drop: -print$}")
    body = urls(*(f"{SITE}/{path}" for path in ("tour/1", "blog/2", "trip/3", "tour/4-print")))
    assert [ask.address[-6:] for ask in read(card, body).follow] == ["tour/1", "trip/3"]


def test_of_too_many_the_ones_that_changed_last_are_asked(tmp_path):
    each = "".join(
        f"<url><loc>{SITE}/{day}</loc><lastmod>2026-01-0{day}T00:00:00Z</lastmod></url>"
        for day in (1, 3, 2)
    )
    page = read(card_of(tmp_path, "{most: 2}"), f"<urlset {SPACE}>{each}</urlset>".encode())
    assert [ask.address[-1] for ask in page.follow] == ["3", "2"]
    assert page.warnings == {"sitemap.most: 3 addresses, 2 are asked": 1}


def test_an_index_leads_to_its_sitemaps_and_one_inside_another_is_not_followed(tmp_path):
    card = card_of(tmp_path)
    index = urls(f"{SITE}/one.xml.gz", f"{SITE}/two.xml").replace(b"url>", b"sitemap>")
    index = index.replace(b"<urlset", b"<sitemapindex").replace(b"urlset>", b"sitemapindex>")
    page = read(card, index)
    assert [(ask.address, ask.step) for ask in page.follow] == [
        (f"{SITE}/one.xml.gz", "sitemap"),
        (f"{SITE}/two.xml", "sitemap"),
    ]
    inner = read(card, gzip.compress(urls(f"{SITE}/a")), page.follow[0])
    assert [ask.address for ask in inner.follow] == [f"{SITE}/a"]
    again = read(card, index, page.follow[0])
    assert (again.follow, list(again.warnings)) == (
        (),
        ["an index of sitemaps inside another is not followed"],
    )


def test_addresses_of_pictures_and_other_hosts_are_not_asked(tmp_path):
    body = f"""<urlset {SPACE} xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
    <url><image:image><image:loc>{SITE}/a.jpg</image:loc></image:image><loc> {SITE}/a </loc></url>
    <url><loc>https://evil.example/x</loc></url><url><loc>file:///etc/passwd</loc></url>
    <url><loc>http://169.254.169.254/</loc></url><url/></urlset>""".encode()
    page = read(card_of(tmp_path), body)
    assert [ask.address for ask in page.follow] == [f"{SITE}/a"]
    assert sum(page.warnings.values()) == 3


def test_a_sitemap_of_plain_lines_is_read(tmp_path):
    page = read(card_of(tmp_path), f"{SITE}/a\r\n{SITE}/b\n".encode())
    assert len(page.follow) == 2


def test_a_sitemap_of_lists_leads_to_lists(tmp_path):
    page = read(card_of(tmp_path, rest="  follow: a.t"), urls(f"{SITE}/a"))
    assert (page.follow[0].step, page.reported) == ("list", None)


LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol" * 100) for n in range(10)
)
OUTSIDE = b'<!ENTITY x SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (
            b"<!DOCTYPE urlset [" + LAUGHS + b"]><urlset><url><loc>&l9;</loc></url></urlset>",
            "declares entities of its own; it is refused",
        ),
        (
            b"<!DOCTYPE urlset [" + OUTSIDE + b"]><urlset><url><loc>&x;</loc></url></urlset>",
            "declares entities of its own; it is refused",
        ),
        (b"<urlset>" + b"<a>" * 300_000, "Excessive depth"),
        (
            gzip.compress(b"<urlset>" + (b" " * 9_000_000 + b"<a/>") * 8),
            "unpacks to more than 64 MiB",
        ),
        (b"<urlset>" + b"<a/>" * 60_000, "more than 50,000 addresses"),
        (b"<urlset><url>" + b"<a/>" * 60_000, "more than 5,000 elements"),
        (gzip.compress(urls(f"{SITE}/a"))[:-12], "cannot be opened"),
        (b"<html><body>Not found</body></html>", "looked for a sitemap, the answer is <html>"),
        (b"Not found", "neither XML nor a list of addresses"),
        (urls("/a")[:-20], "is not XML that can be read"),
        (urls(*(f"/{n}" for n in range(50_001))), "more than 50,000 addresses"),
    ],
    ids=[
        "laughs",
        "outside",
        "deep",
        "bomb",
        "empty ones",
        "much about one",
        "cut gzip",
        "html",
        "text",
        "cut",
        "many",
    ],
)
def test_what_is_no_sitemap_or_more_than_one_is_refused_with_a_sentence(body, sentence, tmp_path):
    began = time.process_time()
    assert sentence in refused(card_of(tmp_path), body)
    assert time.process_time() - began < 5


def test_entities_in_another_encoding_are_refused_as_well(tmp_path):
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE urlset [<!ENTITY a "b">]><urlset/>'
    assert "declares entities" in refused(card_of(tmp_path), text.encode("utf-16"))
