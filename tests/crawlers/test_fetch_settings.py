"""Every setting that crawling.md 3.1 wants shipped, each by its line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from fairwind.crawlers import settings
from fairwind.crawlers.card import Card
from fairwind.crawlers.fetch.manners import agent_of, check_delay
from fairwind.offers.faults import FetchFault
from fairwind.store.settings import load_settings

MIB = 1024 * 1024

SHIPPED: list[tuple[str, Any]] = [
    ("ROBOTSTXT_OBEY", True),
    ("ROBOTSTXT_USER_AGENT", "Fairwind"),
    ("DOWNLOAD_VERIFY_CERTIFICATES", True),
    ("DOWNLOAD_MAXSIZE", 16 * MIB),
    ("DOWNLOAD_TIMEOUT", 30),
    ("DOWNLOAD_FAIL_ON_DATALOSS", True),
    ("TELNETCONSOLE_ENABLED", False),
    ("REMOTE_CONTROL_ENABLED", False),
    ("AUTOTHROTTLE_ENABLED", True),
    ("AUTOTHROTTLE_TARGET_CONCURRENCY", 1.0),
    ("DOWNLOAD_DELAY", 1.0),
    ("CONCURRENT_REQUESTS_PER_DOMAIN", 1),
    ("COOKIES_ENABLED", False),
    ("LOG_LEVEL", "INFO"),
    ("CLOSESPIDER_TIMEOUT", 3600),
    ("CLOSESPIDER_TIMEOUT_NO_ITEM", 900),
    ("CLOSESPIDER_ERRORCOUNT", 50),
    ("MEMUSAGE_ENABLED", True),
    ("MEMUSAGE_LIMIT_MB", 768),
    ("HTTPCACHE_ENABLED", True),
    ("HTTPCACHE_GZIP", True),
    ("RETRY_TIMES", 3),
    ("REDIRECT_MAX_TIMES", 5),
    ("HTTPPROXY_ENABLED", False),
    ("METAREFRESH_ENABLED", False),
    ("REFERRER_POLICY", "no-referrer"),
    ("COMPRESSION_ENABLED", False),
    ("CONCURRENT_ITEMS", 1),
]


def card(start: str = "https://sunny.example/offers", **said: Any) -> Card:
    """Sunny Tours' card with other budgets."""
    return Card.model_validate(
        {
            "name": "sunny",
            "title": "Sunny Tours",
            "permission": {"basis": "own", "by": "the tests", "on": "2026-01-01"},
            "connector": {"kind": "json_search", "start": start, "records": "offers"},
            "fields": {"id": "id"},
        }
        | said
    )


@pytest.mark.parametrize(("name", "value"), SHIPPED, ids=[name for name, _ in SHIPPED])
def test_the_setting_ships(name: str, value: Any) -> None:
    assert getattr(settings, name) == value
    assert Settings(settings.settings_of(card(), False, "Fairwind")).get(name) == value


@pytest.mark.parametrize("scheme", ["file", "data", "ftp", "s3"])
def test_no_other_scheme_has_a_handler(scheme: str) -> None:
    assert settings.DOWNLOAD_HANDLERS[scheme] is None


def test_the_user_agent_is_honest_and_says_where_to_complain(tmp_path: Path) -> None:
    agent = agent_of(load_settings(home=tmp_path, base_address="https://trips.example"))
    assert re.fullmatch(r"Fairwind/\d[\w.]* \(\+https://trips\.example/?\)", agent)
    assert settings.settings_of(card(), False, agent)["USER_AGENT"] == agent


def test_every_part_that_is_named_is_there() -> None:
    named = [
        *filter(None, settings.DOWNLOAD_HANDLERS.values()),
        settings.TWISTED_DNS_RESOLVER,
        settings.HTTPCACHE_POLICY,
        settings.HTTPCACHE_STORAGE,
        *settings.DOWNLOADER_MIDDLEWARES,
        *settings.ITEM_PIPELINES,
    ]
    assert all(load_object(name) for name in named)


def test_scrapys_own_robots_middleware_is_off_and_ours_is_on() -> None:
    parts = Settings(settings.shipped()).get_component_priority_dict_with_base(
        "DOWNLOADER_MIDDLEWARES"
    )
    on = {getattr(part, "__name__", part) for part, at in parts.items() if at is not None}
    assert "Rfc9309RobotsMiddleware" in str(on)
    assert "robotstxt.RobotsTxtMiddleware" not in str(on)


def test_scrapys_command_line_finds_the_settings() -> None:
    cfg = (Path(settings.__file__).parent.parent / "scrapy.cfg").read_text()
    assert "default = fairwind.crawlers.settings" in cfg


def test_scrapy_knows_no_setting_of_ours_as_old() -> None:
    known = set(Settings().copy_to_dict())
    ours = {"DOWNLOAD_HANDLERS", "HTTPCACHE_POLICY"} | {name for name, _ in SHIPPED}
    assert ours <= known


def test_a_card_sets_its_budget_and_its_places() -> None:
    said = settings.settings_of(
        card(budget={"delay_seconds": 2.5, "concurrency": 2}), False, "Fairwind"
    )
    assert said["DOWNLOAD_DELAY"] == 2.5
    assert said["CONCURRENT_REQUESTS_PER_DOMAIN"] == 2
    assert said["FAIRWIND_ALLOW"] == ["sunny.example:443"]
    assert said["FAIRWIND_LOOPBACK"] is False


@pytest.mark.parametrize(
    ("start", "allow_loopback"),
    [
        ("https://sunny.example/offers", False),
        ("https://sunny.example/offers", True),
        ("http://10.0.0.5:8000/offers", True),
        ("http://127.0.0.1:8000/offers", False),
    ],
)
def test_less_than_a_second_is_refused_off_loopback(start: str, allow_loopback: bool) -> None:
    hasty = card(start, budget={"delay_seconds": 0.9})
    with pytest.raises(FetchFault, match=r"budget\.delay_seconds: 0\.9 s is refused"):
        check_delay(hasty, allow_loopback)


def test_loopback_may_be_asked_without_delay_when_it_is_allowed() -> None:
    here = card("http://127.0.0.1:8000/offers", budget={"delay_seconds": 0})
    assert settings.settings_of(here, True, "Fairwind")["DOWNLOAD_DELAY"] == 0


def test_one_host_on_the_net_among_loopback_ones_keeps_the_second() -> None:
    mixed = card(
        "http://127.0.0.1:8000/offers",
        allow=["127.0.0.1:8000", "sunny.example:443"],
        budget={"delay_seconds": 0},
    )
    with pytest.raises(FetchFault):
        check_delay(mixed, True)


def test_a_feed_has_its_own_cap_and_time_and_a_page_the_shipped_ones() -> None:
    limits = {"max_mb": 40, "timeout_seconds": 90}
    feed = card(connector={"kind": "feed", "start": "https://sunny.example/f"}, feed=limits)
    of_feed, of_page = settings.limits_of(feed), settings.limits_of(card(feed=limits))
    assert (of_feed["download_maxsize"], of_feed["download_timeout"]) == (40 * MIB, 90)
    assert (of_page["download_maxsize"], of_page["download_timeout"]) == (16 * MIB, 30)
    assert (of_feed["to_disk"], of_page["to_disk"]) == (True, False)


def test_a_crawl_started_by_a_large_process_is_not_charged_for_its_parent() -> None:
    ask = (
        "from fairwind.crawlers.fetch.memory import OwnMemory as own;"
        "print(own.get_virtual_size(own.__new__(own)))"
    )
    large = bytearray(b"x") * (400 * 2**20)
    peak = int(subprocess.run([sys.executable, "-c", ask], capture_output=True, check=True).stdout)
    assert 20 * 2**20 < peak < len(large)
