"""One crawl over all an operator may answer: each page is read or named, the rest goes on."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

MIB = 1024 * 1024
METADATA = "http://169.254.169.254/latest/meta-data/"
ODD_NAME = 'Hotel "Sea"\n{"level": "forged"}\u2028\u202e'


@dataclass(frozen=True)
class Seen:
    """The crawl, its operator and the neighbour that nobody may ask."""

    crawled: Any
    operator: Any
    neighbour: Any

    def fault(self, path: str) -> str:
        """The one sentence of the report about an address."""
        address = re.compile(re.escape(f"{self.operator.address}{path}") + r"(?![\w?-])")
        (found,) = [said for said in self.crawled.report["faults"] if address.search(said)]
        return str(found)


def bomb() -> bytes:
    squeeze = zlib.compressobj(9, wbits=31)
    return b"".join(squeeze.compress(b"\0" * MIB) for _ in range(64)) + squeeze.flush()


@pytest.fixture(scope="module")
def seen(
    open_operator: Callable[[], Any],
    crawler_in: Callable[[Path], Any],
    reply: Callable[..., Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Seen:
    operator, neighbour = open_operator(), open_operator()

    def to(address: str, status: int = 302) -> Any:
        return reply(status=status, headers=(("Location", address),))

    operator.offers("/good", 2, 1)
    operator.offers("/moved", 2, 3)
    packed = gzip.compress(json.dumps({"offers": [{"id": "P-1", "name": ODD_NAME}]}).encode())
    operator.answers |= {
        "/here": to("/moved"),
        "/next-door": to(f"{neighbour.address}/secret"),
        "/metadata": to(METADATA),
        "/own-name": to(f"http://localhost:{operator.port}/good"),
        "/file": to("file:///etc/hosts"),
        "/circle": to("/circle?", 307),
        "/circle?": to("/circle", 307),
        "/forbidden": reply(status=403),
        "/busy": lambda times: (
            reply(status=429, headers=(("Retry-After", "1"),)) if times == 1 else page_of("B-1")
        ),
        "/shape": reply(b'{"hotels": []}'),
        "/words": reply(b"<html>Sold out</html>", headers=(("Content-Type", "text/html"),)),
        "/empty": reply(b""),
        "/packed": reply(packed, "gzip"),
        "/bomb": reply(bomb(), "gzip"),
        "/cut": reply(packed[:-9], "gzip"),
        "/brotli": reply(b"\x0b\x02\x80abc\x03", "br"),
        "/large": reply(b" " * (16 * MIB + 1)),
    }

    def page_of(name: str) -> Any:
        return reply(json.dumps({"offers": [{"id": name, "name": name, "price": "9"}]}).encode())

    paths = [
        *("/good /here /next-door /metadata /own-name /file /circle /forbidden /busy").split(),
        *"/busy /shape /words /empty /packed /bomb /cut /brotli /large /missing".split(),
    ]
    crawler = crawler_in(tmp_path_factory.mktemp("crawl"))
    crawler.says(
        [f"{operator.address}{path}" for path in paths], more="feed: {timeout_seconds: 1}\n"
    )
    return Seen(crawler.run(), operator, neighbour)


def test_the_run_is_whole_and_every_address_is_read_or_named(seen: Seen) -> None:
    assert seen.crawled.code == 0, seen.crawled.log[-2000:]
    report = seen.crawled.report
    assert report["pages"] + len(report["faults"]) == 18
    assert report["found"] == report["offers"] + sum(report["rejected"].values())
    assert {"event": "finished", "run": "r1"}.items() <= seen.crawled.last.items()


def test_a_redirect_within_the_card_is_followed(seen: Seen) -> None:
    assert "/moved" in seen.operator.paths
    assert seen.crawled.report["offers"] >= 5


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/next-door", "127.0.0.1:"),
        ("/metadata", "169.254.169.254:80"),
        ("/own-name", "localhost:"),
    ],
)
def test_a_redirect_off_the_card_is_refused(seen: Seen, path: str, place: str) -> None:
    target = dict(seen.operator.answers[path].headers)["Location"]
    said = [s for s in seen.crawled.report["faults"] if f"{target} is refused" in s]
    assert len(said) == 1
    assert f"{place}" in said[0]
    assert "is not in the card's allow" in said[0]
    assert seen.neighbour.asked == []


def test_a_redirect_to_a_file_is_no_page(seen: Seen) -> None:
    assert "answered 302" in seen.fault("/file")


def test_a_circle_of_redirects_ends(seen: Seen) -> None:
    assert "leads back to itself" in seen.fault("/circle")
    assert len([p for p in seen.operator.paths if p.startswith("/circle")]) == 1


def test_a_broken_page_is_asked_four_times_and_named(
    operator: Any, crawler: Any, reply: Callable[..., Any]
) -> None:
    operator.answers["/broken"] = reply(status=500)
    operator.offers("/good", 2)
    crawler.says([f"{operator.address}/broken", f"{operator.address}/good"])
    report = crawler.run().report
    assert operator.paths.count("/broken") == 4
    assert report["faults"] == [f"sunny: {operator.address}/broken answered 500"]
    assert (report["offers"], report["http"]) == (2, {"200": 1, "500": 1})


def test_a_missing_and_a_forbidden_page_are_asked_once_and_named(seen: Seen) -> None:
    assert seen.fault("/missing").endswith("answered 404")
    assert seen.fault("/forbidden").endswith("answered 403")
    assert seen.operator.paths.count("/missing") == 1
    assert seen.operator.paths.count("/forbidden") == 1


def test_retry_after_is_waited_for_by_every_request(seen: Seen) -> None:
    first, second = [asked.at for asked in seen.operator.asked if asked.path == "/busy"]
    assert second - first >= 1
    rest = [a for a in seen.operator.asked if first < a.at < first + 0.9]
    assert len(rest) <= 16  # Those that were under way already: the card's concurrency.


def test_a_page_that_takes_too_long_is_named_and_the_rest_goes_on(
    operator: Any, crawler: Any, reply: Callable[..., Any]
) -> None:
    operator.answers["/slow"] = reply(b"{}", wait=2.5)
    operator.offers("/good", 2)
    addresses = [f"{operator.address}/slow", f"{operator.address}/good"]
    crawler.says(addresses, more="feed: {timeout_seconds: 1}\n")
    crawled = crawler.run()
    assert crawled.report["offers"] == 2
    assert [said for said in crawled.report["faults"] if "/slow took longer than 1" in said]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/bomb", "when opened"),
        ("/cut", "ends in its middle"),
        ("/brotli", "'br' was not asked for"),
        ("/large", "16777217 bytes"),
        ("/shape", "offers"),
        ("/words", "JSON"),
        ("/empty", ""),
    ],
)
def test_an_answer_that_cannot_be_read_is_named(seen: Seen, path: str, words: str) -> None:
    assert words in seen.fault(path)


def test_an_answer_over_the_cap_is_refused_with_both_numbers(seen: Seen) -> None:
    assert "the cap is 16777216" in seen.fault("/large")


def test_gzip_was_asked_for_and_nothing_else(seen: Seen) -> None:
    assert {asked.headers["Accept-Encoding"] for asked in seen.operator.asked} == {"gzip, identity"}


def test_every_question_says_who_asks(seen: Seen) -> None:
    agents = {asked.headers["User-Agent"] for asked in seen.operator.asked}
    assert len(agents) == 1
    assert agents.pop().startswith("Fairwind/")
    assert not any("Referer" in asked.headers for asked in seen.operator.asked)


def test_scraped_text_forges_no_line_of_the_log(seen: Seen) -> None:
    lines = [json.loads(line) for line in seen.crawled.log.splitlines()]
    assert all(line["level"] != "forged" for line in lines)
    assert seen.crawled.log.isascii()
    assert any(line["level"] == "error" for line in lines)


def test_the_statuses_of_all_pages_are_counted(seen: Seen) -> None:
    http = seen.crawled.report["http"]
    assert (http["403"], http["404"]) == (1, 1)
    assert http["200"] >= 4
