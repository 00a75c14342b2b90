"""The bench of crawling compares like with like: each side reads the very same offers."""

from __future__ import annotations

from pathlib import Path

from fairwind.bench.crawl import CARD
from fairwind.bench.crawl_pages import OFFERS, SIZE, pages
from fairwind.bench.crawl_peers import NOW, css_records, soup_records
from fairwind.crawlers.card import read_card
from fairwind.crawlers.connectors import read_page
from fairwind.crawlers.intake import take_in

HERE = "http://127.0.0.1:1/offers?page=1"


def test_all_three_sides_take_the_same_fields_out_of_a_page(tmp_path: Path) -> None:
    path = tmp_path / "bench_site.yml"
    path.write_text(CARD.format(address="http://127.0.0.1:1/offers", most=1))
    card, body = read_card(path), pages(1, 7)[0]
    ours = [dict(one.said) for one in read_page(card, body, HERE, "text/html", NOW).records]
    assert ours == list(css_records(body.decode(), HERE))
    assert ours == list(soup_records(body.decode(), HERE))
    assert len(ours) == OFFERS
    assert abs(len(body) - SIZE) < SIZE // 10


def test_every_offer_of_the_bench_is_published(tmp_path: Path) -> None:
    path = tmp_path / "bench_site.yml"
    path.write_text(CARD.format(address="http://127.0.0.1:1/offers", most=1))
    card = read_card(path)
    for body in pages(3, 2026):
        batch = take_in(card, read_page(card, body, HERE, "text/html", NOW).records, NOW)
        assert (len(batch.offers), batch.rejects, batch.odd) == (OFFERS, (), {})


def test_the_same_seed_draws_the_same_pages() -> None:
    assert pages(2, 5) == pages(2, 5) != pages(2, 6)
