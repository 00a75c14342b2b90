"""The peers of `fairwind bench crawl`: plain Scrapy spiders, an item an offer, into our intake.

    python -m fairwind.bench.crawl_peers css|soup CARD HOME ADDRESS PAGES

The card serves the intake alone: the same fields, taken out of the page the usual way.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse

from ..catalog.home import Home
from ..catalog.runs import RunWriter
from ..crawlers.card import Card, read_card
from ..crawlers.intake import Seen, take_in
from ..offers import Provenance, RawOffer

NOW = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)
FIELDS = "name country resort stars about room board date nights price was".split()
_OURS = {"about": "text", "was": "price_was", "name": "name"}
_CLASSES = {"name": "link"}
Said = dict[str, Any]


def css_records(text: str, url: str) -> Iterator[Said]:
    """Each offer of a page by Scrapy's CSS selectors."""
    response = TextResponse(url, body=text.encode(), encoding="utf-8")
    yield from _by_css(response)


def _by_css(response: Any) -> Iterator[Said]:
    for card in response.css("article.offer"):
        said = {
            _OURS.get(name, name): card.css(f".{_CLASSES.get(name, name)}::text").get()
            for name in FIELDS
        }
        said["id"] = card.attrib["data-id"]
        said["link"] = response.urljoin(card.css("a.link::attr(href)").get())
        yield said


def soup_records(text: str, url: str) -> Iterator[Said]:
    """Each offer of a page by BeautifulSoup over lxml."""
    base = url.partition("/offers")[0]
    for card in BeautifulSoup(text, "lxml").select("article.offer"):
        said: Said = {}
        for name in FIELDS:
            found = card.select_one(f".{_CLASSES.get(name, name)}")
            said[_OURS.get(name, name)] = found.get_text(strip=True) if found else None
        said["id"] = card["data-id"]
        link = card.select_one("a.link")
        said["link"] = f"{base}{link['href']}" if link else None
        yield said


class PlainSpider(Spider):
    """A spider as people write it: an item an offer, a pipeline that takes it in."""

    name = "plain"

    def __init__(self, soup: bool, address: str, pages: int, **rest: Any) -> None:
        super().__init__(**rest)
        self._soup, self._address, self._pages = soup, address, pages

    async def start(self) -> AsyncIterator[Any]:
        for number in range(1, self._pages + 1):
            yield Request(f"{self._address}?page={number}")

    def parse(self, response: Response, **_: Any) -> Iterator[Said]:
        records = soup_records(response.text, response.url) if self._soup else _by_css(response)
        for position, said in enumerate(records):
            yield {"said": said, "address": response.url, "position": position}


class IntakePipeline:
    """Takes each item in and writes it into the run, as ours are."""

    card: Card
    writer: RunWriter

    def __init__(self) -> None:
        self._seen = Seen()

    def process_item(self, item: Said) -> Said:
        said = {name: value for name, value in item["said"].items() if value is not None}
        where = Provenance(self.card.name, item["address"], item["position"], NOW)
        batch = take_in(self.card, (RawOffer(said, where),), NOW, self._seen)
        self.writer.found(1)
        self.writer.add(batch.offers)
        self.writer.reject(batch.rejects)
        self.writer.duplicate(batch.duplicates)
        self.writer.set_aside(batch.set_aside)
        return item


def main(peer: str, card: str, home: str, address: str, pages: str) -> None:
    """Crawl so many pages into one run."""
    IntakePipeline.card = read_card(Path(card))
    settings = {
        "ITEM_PIPELINES": {IntakePipeline: 100},
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
    }
    with RunWriter(Home(Path(home)), IntakePipeline.card.name, "r1", NOW) as writer:
        IntakePipeline.writer = writer
        process = CrawlerProcess(settings)
        process.crawl(PlainSpider, soup=peer == "soup", address=address, pages=int(pages))
        process.start()
        writer.page()
        writer.finish(finished=NOW)


if __name__ == "__main__":
    main(*sys.argv[1:])
