"""A run asks only for what changed since the run before, and holds all of the operator's offers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from email.utils import format_datetime
from typing import Any

import pyarrow.parquet as pq
import pytest

from fairwind.catalog.home import Home
from fairwind.crawlers.fetch.again import SAMPLE, Again, Came
from fairwind.crawlers.fetch.claims import DOUBTED, LASTMOD, LEAST, VALIDATOR, Claims
from fairwind.crawlers.fetch.earlier import (
    UNSEEN,
    Earlier,
    Reading,
    earlier_file,
    open_earlier,
)
from fairwind.crawlers.fetch.validators import confirms, may_keep, validators
from fairwind.store.clock import FixedClock

pytestmark = pytest.mark.long

AT = dt.datetime(2026, 3, 30, 6, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
HTML = """name: sunny
title: Sunny Tours
operator: {{name: Sunny Tours}}
permission: {{basis: own, by: the tests, on: 2026-01-01}}
connector:
  kind: html
  start: {site}/map.xml
  sitemap: {{}}
{more}
fields: {{id: .id, name: h1, price: .price, date: .date}}
price: {{basis: per_party, currency: EUR, party: {{adults: 2}}}}
budget: {{delay_seconds: 0, requests_per_minute: 6000, concurrency: 16}}
"""
FEED = HTML.replace("kind: html", "kind: feed").replace("/map.xml", "/feed.json")
FEED = FEED.replace("  sitemap: {{}}\n", '  records: "[*]"\n')
FEED = FEED.replace(
    "{{id: .id, name: h1, price: .price, date: .date}}",
    "{{id: id, name: name, price: price, date: date}}",
)


def hotel(number: int, price: int = 500) -> bytes:
    return (
        f"<h1>Hotel {number}</h1><p class=id>S-{number}</p><p class=price>{price}.00</p>"
        "<p class=date>2026-07-11</p>"
    ).encode()


class House:
    """Sunny Tours with pages behind a sitemap, each with its ETag; `etags` False: none at all."""

    def __init__(self, operator: Any, crawler: Any, reply: Callable[..., Any]) -> None:
        self.operator, self.crawler, self.reply = operator, crawler, reply

    def card(self, text: str = HTML, more: str = "") -> None:
        site = self.operator.address
        self.crawler.card.write_text(text.format(site=site, more=more))

    def serve(self, path: str, body: bytes, etag: str = "", says: str = "", **headers: str) -> None:
        """Answer 304 to whoever names the tag, as the RFC says; `says`: with another tag."""
        sent = (
            ("Content-Type", "text/html"),
            *((n.replace("_", "-"), s) for n, s in headers.items()),
        )
        sent = (*sent, ("ETag", etag)) if etag else sent

        def answer(_: int) -> Any:
            asked = next(a for a in reversed(self.operator.asked) if a.path == path)
            same = etag and asked.headers.get("If-None-Match") == etag
            other = tuple((n, says if says and n == "ETag" else s) for n, s in sent)
            return self.reply(status=304, headers=other) if same else self.reply(body, headers=sent)

        self.operator.answers[path] = answer

    def sitemap(self, count: int, lastmod: str = "") -> None:
        said = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
        urls = "".join(
            f"<url><loc>{self.operator.address}/{i}</loc>{said}</url>" for i in range(count)
        )
        self.operator.answers["/map.xml"] = self.reply(
            f"<urlset>{urls}</urlset>".encode(), headers=(("Content-Type", "text/xml"),)
        )

    def run(self, name: str) -> dict[str, Any]:
        """The report of one run; its questions alone are in the operator's log afterwards."""
        self.operator.asked.clear()
        crawled = self.crawler.run(name)
        assert crawled.code == 0, crawled.log[-3000:]
        return dict(crawled.report)

    def offers(self, name: str) -> list[dict[str, Any]]:
        table = pq.read_table(self.crawler.home / "runs" / "sunny" / name / "offers.parquet")
        return sorted(table.to_pylist(), key=lambda row: str(row["name"]))

    def prices(self, name: str) -> set[int]:
        return {offer["amount"] for offer in self.offers(name)}


@pytest.fixture
def house(operator: Any, crawler: Any, reply: Callable[..., Any]) -> House:
    return House(operator, crawler, reply)


def test_what_did_not_change_is_answered_304_and_the_run_is_whole(house: House) -> None:
    house.card()
    house.sitemap(30)
    for i in range(30):
        house.serve(f"/{i}", hotel(i), f'"v1-{i}"')
    first = house.run("r1")
    house.serve("/7", hotel(7, 900), '"v2"')
    second = house.run("r2")
    assert (first["http"], first["offers"], second["offers"]) == ({"200": 31}, 30, 30)
    unchanged = second["http"]["304"]
    assert 20 <= unchanged <= 29, "nearly all; a sample is asked wholly"
    assert second["http"]["200"] == 31 - unchanged
    asked = [a for a in house.operator.asked if "If-None-Match" in a.headers]
    assert len(asked) in {unchanged, unchanged + 1}, "the log says what the report says"
    assert (second["unasked"], second["faults"]) == (0, [])
    before, after = house.offers("r1"), house.offers("r2")
    assert [o["name"] for o in before] == [o["name"] for o in after]
    assert (house.prices("r1"), house.prices("r2")) == ({50000}, {50000, 90000})


def test_a_feed_is_asked_after_and_read_from_the_disk(house: House) -> None:
    house.card(FEED)
    offers = [
        {"id": f"S-{i}", "name": f"Hotel {i}", "price": "500.00", "date": "2026-07-11"}
        for i in range(40)
    ]
    house.serve("/feed.json", json.dumps(offers).encode(), '"one"', Content_Type="application/json")
    reports = [house.run(f"r{i}") for i in range(1, 6)]
    assert [report["offers"] for report in reports] == [40] * 5
    assert reports[0]["http"] == {"200": 1}
    assert sum(report["http"].get("304", 0) for report in reports) >= 1
    feeds = house.crawler.home / "revalidate" / "sunny.feeds"
    assert len(list(feeds.iterdir())) == 1
    assert not list((house.crawler.home / "responses" / "sunny").glob("*.feeds"))


@pytest.mark.parametrize(
    ("more", "headers"),
    [
        ("  revalidate: false", {}),
        ("", {"Cache_Control": "max-age=60, No-Store"}),
        ("", {"Vary": "*"}),
        ("", {"Vary": "Accept-Encoding, Cookie"}),
    ],
)
def test_what_may_not_be_kept_is_asked_wholly(
    house: House, more: str, headers: dict[str, str]
) -> None:
    house.card(more=more)
    house.sitemap(3)
    for i in range(3):
        house.serve(f"/{i}", hotel(i), '"same"', **headers)
    house.run("r1")
    assert house.run("r2")["http"] == {"200": 4}
    assert not [a for a in house.operator.asked if "If-None-Match" in a.headers]


def test_a_304_about_another_answer_is_asked_again_wholly(house: House) -> None:
    house.card()
    house.sitemap(1)
    house.serve("/0", hotel(0), '"one"')
    house.run("r1")
    house.serve("/0", hotel(0, 700), '"one"', says='"other"')
    assert house.run("r2")["http"] == {"200": 2}
    assert (house.prices("r1"), house.prices("r2")) == ({50000}, {70000})


def test_a_validator_that_lies_is_not_believed_any_more(house: House) -> None:
    """The sample finds it: the tag stays, the prices move."""
    house.card()
    house.sitemap(60)

    def serve(price: int) -> None:
        for i in range(60):
            house.serve(f"/{i}", hotel(i, price), '"stuck"')

    serve(500)
    house.run("r1")
    serve(600)
    runs = (house.run(f"r{number}") for number in range(2, 12))
    assert any("Last-Modified says unchanged" in said for run in runs for said in run["faults"])
    assert house.run("last")["http"] == {"200": 61}
    assert house.prices("last") == {60000}


def test_pages_of_a_true_sitemap_are_left_alone_and_keep_their_time(house: House) -> None:
    house.card()
    house.sitemap(60, "2026-03-01")
    for i in range(60):
        house.serve(f"/{i}", hotel(i))
    assert house.run("r1")["unasked"] == 0
    assert house.run("r2")["unasked"] == 0, "in shadow until it agreed often enough"
    third = house.run("r3")
    assert 40 <= third["unasked"] <= 60
    assert third["http"] == {"200": 61 - third["unasked"]}
    assert len(house.operator.paths) == 61 - third["unasked"]
    assert third["offers"] == 60


def test_a_sitemap_by_the_clock_is_never_believed(house: House) -> None:
    house.card()
    house.sitemap(60, "2026-03-01")
    for run, price in (("r1", 500), ("r2", 501), ("r3", 502)):
        for i in range(60):
            house.serve(f"/{i}", hotel(i, price))
        report = house.run(run)
        assert report["unasked"] == 0
        said = any("lastmod says unchanged" in fault for fault in report["faults"])
        assert said is (run != "r1")


# The store, by itself.

MARK = b"m" * 20


def came(digest: bytes = b"d", **told: str) -> Came:
    told = {"etag": '"a"', "content-type": "text/html"} | told
    return Came(MARK, {"user-agent": "Fairwind"}, told, b"body", None, "2026-03-01", digest)


@pytest.fixture
def home(tmp_path: Any) -> Home:
    return Home(tmp_path / "home")


def again_at(home: Home, at: dt.datetime, run: str = "r1") -> Again:
    return Again(open_earlier(home, "sunny", at), run, FixedClock(at), DAY)


def unsampled(again: Again, asked: dict[str, str]) -> Reading | None:
    """What is found in the first run that does not draw this address for its sample."""
    for number in range(SAMPLE):
        again.run = f"r{number}"
        if found := again.find(MARK, asked):
            return found
    return None


def test_a_reading_stands_for_no_page_that_is_too_old_or_said_to_be_new(home: Home) -> None:
    again = again_at(home, AT)
    again.took(came())
    asked = {"user-agent": "Fairwind"}
    reading = unsampled(again, asked)
    assert reading is not None
    assert not again.spared(reading, "2026-03-01"), "not proved yet"
    again.earlier.set_trust(LASTMOD, LEAST[LASTMOD], None)
    assert again.spared(reading, "2026-03-01")
    assert not again.spared(reading, "2026-03-02")
    assert not again.spared(reading, "")
    again.clock = FixedClock(AT + DAY + dt.timedelta(seconds=1))
    assert not again.spared(reading, "2026-03-01")
    again.clock = FixedClock(AT + 7 * DAY)
    assert unsampled(again, asked) is None, "once a week all is asked wholly"
    again.close()


def test_an_answer_that_depends_on_who_asks_stands_for_that_asker_only(home: Home) -> None:
    again = again_at(home, AT)
    again.took(came(vary="User-Agent"))
    assert unsampled(again, {"user-agent": "Fairwind"})
    assert unsampled(again, {"user-agent": "Fairwind/2"}) is None
    again.close()


def test_a_claim_that_broke_rests_a_month_and_proves_itself_anew(home: Home) -> None:
    claims = Claims(open_earlier(home, "sunny", AT))
    for _ in range(LEAST[LASTMOD]):
        assert not claims.believed(LASTMOD, AT)
        claims.look(LASTMOD, True, AT)
    assert claims.believed(LASTMOD, AT)
    assert claims.believed(VALIDATOR, AT)
    for claim in (LASTMOD, VALIDATOR):
        claims.look(claim, False, AT)
        assert not claims.believed(claim, AT + DOUBTED - DAY)
    assert claims.believed(VALIDATOR, AT + DOUBTED)
    assert not claims.believed(LASTMOD, AT + DOUBTED)
    claims.earlier.close()


def test_the_disk_is_bounded_and_the_longest_unseen_go_first(home: Home) -> None:
    earlier = Earlier(home, "sunny", AT, most_bytes=1000)
    for number in range(20):
        body = bytes((number * i * i) % 251 for i in range(300))
        reading = Reading("", "", '"a"', "", "", b"", body, "", AT, AT)
        earlier.keep(bytes([number]), reading, AT + dt.timedelta(seconds=number))
    left = [number for number in range(20) if earlier.find(bytes([number]))]
    assert left == list(range(20 - len(left), 20))
    assert 1 <= len(left) <= 9
    huge = Reading("", "", '"a"', "", "", b"", bytes(i * i % 251 for i in range(9999)), "", AT, AT)
    earlier.keep(bytes([19]), huge, AT)
    earlier.close()
    again = Earlier(home, "sunny", AT + UNSEEN + DAY)
    assert not [number for number in range(20) if again.find(bytes([number]))]
    again.close()


def test_a_file_that_is_none_is_begun_anew(home: Home) -> None:
    path = earlier_file(home, "sunny")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no base at all" * 500)
    earlier = open_earlier(home, "sunny", AT)
    assert earlier.find(MARK) is None
    earlier.close()


@pytest.mark.parametrize(
    ("modified", "kept"),
    [(AT - DAY, True), (AT - dt.timedelta(seconds=59), False), (AT + DAY, False)],
)
def test_a_last_modified_beside_the_answers_own_time_is_a_clock(
    modified: dt.datetime, kept: bool
) -> None:
    said = {"last-modified": format_datetime(modified, usegmt=True)}
    said["date"] = format_datetime(AT, usegmt=True)
    assert bool(validators(said, AT)[1]) is kept


def test_tags_are_compared_as_the_rfc_says() -> None:
    assert confirms('"a"', {})
    assert confirms('"a"', {"etag": 'W/"a"'})
    assert not confirms('"a"', {"etag": '"b"'})
    assert validators({"etag": 'a"\r\nX: y'}, AT) == ("", "")
    assert may_keep({}, {"vary": "Accept-Encoding,user-agent", "cache-control": "private"})
    assert not may_keep({"cache-control": "no-store"}, {})
