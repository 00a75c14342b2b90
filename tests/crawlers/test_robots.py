"""RFC 9309: what robots.txt forbids, or does not answer, is not asked, however many ask at once."""

from __future__ import annotations

from typing import Any

import pytest

from fairwind.crawlers.fetch import robots


def thirty(operator: Any) -> list[str]:
    for i in range(30):
        operator.offers(f"/closed/{i}", 1, i)
    return [f"{operator.address}/closed/{i}" for i in range(30)]


def text(reply: Any, body: str, **more: Any) -> Any:
    return reply(body.encode(), headers=(("Content-Type", "text/plain"),), **more)


def test_of_thirty_disallowed_addresses_asked_at_once_none_is_fetched(
    operator: Any, crawler: Any, reply: Any
) -> None:
    rules = "User-agent: *\nDisallow: /closed/\n"
    operator.answers["/robots.txt"] = text(reply, rules, wait=0.3)
    operator.offers("/open", 3, 100)
    crawler.says([*thirty(operator), f"{operator.address}/open"])
    crawled = crawler.run()
    assert operator.paths == ["/open"]
    assert [asked.path for asked in operator.asked].count("/robots.txt") == 1
    assert crawled.code == 0
    assert crawled.report["offers"] == 3
    assert len(crawled.report["faults"]) == 30
    assert "/closed/0: the host's robots.txt forbids it" in str(crawled.report["faults"])


@pytest.mark.parametrize("status", [503, 429, 301])
def test_a_robots_txt_that_cannot_be_had_disallows_all(
    operator: Any, crawler: Any, reply: Any, status: int
) -> None:
    operator.answers["/robots.txt"] = reply(status=status)
    crawler.says(thirty(operator))
    crawled = crawler.run()
    assert operator.paths == []
    assert crawled.code == 1
    assert f"robots.txt answered {status}, which disallows all" in crawled.last["sentence"]
    assert not crawled.folder.exists()


def test_a_host_that_refuses_the_connection_is_not_asked(operator: Any, crawler: Any) -> None:
    operator.close()
    crawler.says(thirty(operator))
    crawled = crawler.run()
    assert operator.asked == []
    assert crawled.code == 1
    assert "could not be had" in crawled.last["sentence"]


def test_a_busy_robots_txt_is_asked_again_before_the_run_gives_up(
    operator: Any, crawler: Any, reply: Any
) -> None:
    operator.answers["/robots.txt"] = lambda times: reply(status=503 if times < 3 else 404)
    operator.offers("/offers", 2)
    crawler.says(f"{operator.address}/offers")
    assert crawler.run().report["offers"] == 2
    assert [asked.path for asked in operator.asked].count("/robots.txt") == 3


@pytest.mark.parametrize("status", [403, 404])
def test_without_a_robots_txt_all_may_be_asked(
    operator: Any, crawler: Any, reply: Any, status: int
) -> None:
    operator.answers["/robots.txt"] = reply(b"User-agent: *\nDisallow: /", status=status)
    operator.offers("/offers", 2)
    crawler.says(f"{operator.address}/offers")
    assert crawler.run().report["offers"] == 2


def test_the_group_that_names_us_is_the_one_that_counts(
    operator: Any, crawler: Any, reply: Any
) -> None:
    rules = "User-agent: *\nAllow: /\n\nUser-agent: fairwind\nDisallow: /closed/\nAllow: /open\n"
    operator.answers["/robots.txt"] = text(reply, rules)
    operator.offers("/open", 1, 100)
    crawler.says([*thirty(operator), f"{operator.address}/open"])
    crawler.run()
    assert operator.paths == ["/open"]


def test_a_redirected_robots_txt_is_followed_where_the_card_allows(
    operator: Any, crawler: Any, reply: Any
) -> None:
    operator.answers["/robots.txt"] = reply(status=301, headers=(("Location", "/rules"),))
    operator.answers["/rules"] = text(reply, "User-agent: *\nDisallow: /closed/\n")
    crawler.says(thirty(operator))
    crawler.run()
    assert operator.paths == ["/rules"]


def test_a_robots_txt_elsewhere_or_in_a_circle_disallows_all(
    operator: Any, other_operator: Any, crawler: Any, reply: Any
) -> None:
    elsewhere = f"{other_operator.address}/robots.txt"
    operator.answers["/robots.txt"] = reply(status=302, headers=(("Location", elsewhere),))
    crawler.says(thirty(operator))
    assert "is not in the card's allow" in crawler.run().last["sentence"]
    assert (operator.paths, other_operator.asked) == ([], [])

    operator.answers["/robots.txt"] = reply(status=302, headers=(("Location", "/robots.txt?"),))
    operator.answers["/robots.txt?"] = reply(status=302, headers=(("Location", "/robots.txt"),))
    operator.asked.clear()
    assert "max redirections" in crawler.run("r2").last["sentence"]
    assert len(operator.asked) == robots.MOST_REDIRECTS + 1
    assert not [path for path in operator.paths if "closed" in path]


def test_a_crawl_delay_is_kept_between_any_two_requests(
    operator: Any, crawler: Any, reply: Any
) -> None:
    operator.answers["/robots.txt"] = text(reply, "User-agent: *\nCrawl-delay: 1\n")
    for i in range(3):
        operator.offers(f"/offers/{i}", 1, i)
    crawler.says([f"{operator.address}/offers/{i}" for i in range(3)])
    crawler.run()
    assert len(operator.paths) == 3
    # Three gaps of a second; how they fall is Pace's, and a busy machine's clock is not trusted.
    assert operator.asked[-1].at - operator.asked[0].at > 2


def test_a_host_whose_crawl_delay_no_run_can_wait_is_not_asked(
    operator: Any, crawler: Any, reply: Any
) -> None:
    operator.answers["/robots.txt"] = text(reply, "User-agent: *\nCrawl-delay: 86400\n")
    crawler.says(thirty(operator))
    crawled = crawler.run()
    assert operator.paths == []
    assert "asks for 86400 s between requests" in crawled.last["sentence"]


def test_a_denial_is_remembered_for_minutes_and_rules_for_a_day() -> None:
    assert robots.DENIED_SECONDS == 300
    assert robots.ALLOWED_SECONDS == 86_400
