"""Settings: what Scrapy is told, in one place; every line has its test (crawling.md 3.1)."""

from __future__ import annotations

from typing import Any

from .card import Card
from .connectors.asking import TOKEN
from .fetch.manners import check_delay
from .fetch.scrapy_parts import TOLD_BY
from .fetch.to_disk import TO_DISK

MIB = 1024 * 1024

BOT_NAME = "fairwind"
SPIDER_MODULES = ["fairwind.crawlers.spider", "fairwind.crawlers.operators"]

# Who we are; `settings_of` names the agency's site, where an operator can say something about it.
USER_AGENT = "Fairwind"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Fairwind"

# How politely.
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 16
CONCURRENT_ITEMS = 1  # A batch in hand, not a hundred: a long feed comes in many.
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
RETRY_TIMES = 3

# How much, how long.
DOWNLOAD_MAXSIZE = 16 * MIB
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_FAIL_ON_DATALOSS = True
CLOSESPIDER_TIMEOUT = 3600
CLOSESPIDER_TIMEOUT_NO_ITEM = 900
CLOSESPIDER_ERRORCOUNT = 50
MEMUSAGE_ENABLED = True
MEMUSAGE_LIMIT_MB = 768
MEMUSAGE_CHECK_INTERVAL_SECONDS = 5.0
EXTENSIONS = {
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.remote_control.RemoteControl": None,  # costs 0.3 s to import
    "fairwind.crawlers.fetch.memory.OwnMemory": 0,
}
REDIRECT_MAX_TIMES = 5

# What may be reached, and how.
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "fairwind.crawlers.fetch.handler.PoliteHandler",
    "https": "fairwind.crawlers.fetch.handler.PoliteHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "fairwind.crawlers.fetch.resolver.GuardedResolver"
HTTPPROXY_ENABLED = False  # A proxy would connect for us, past the address check.
METAREFRESH_ENABLED = False
REFERRER_POLICY = "no-referrer"
COOKIES_ENABLED = False
COMPRESSION_ENABLED = False  # GzipMiddleware does it, bounded and strict.

# No doors into the process.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# The run's own answers; see fetch/kept.py.
REQUEST_FINGERPRINTER_CLASS = "fairwind.crawlers.fetch.scrapy_parts.Fingerprints"
HTTPCACHE_ENABLED = True
HTTPCACHE_GZIP = True  # For whoever puts Scrapy's own storage here; ours always compresses.
HTTPCACHE_POLICY = "fairwind.crawlers.fetch.scrapy_parts.WithinRun"
HTTPCACHE_STORAGE = "fairwind.crawlers.fetch.scrapy_parts.KeptAnswers"

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "fairwind.crawlers.fetch.scrapy_parts.AllowListMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "fairwind.crawlers.fetch.robots.Rfc9309RobotsMiddleware": 100,
    "fairwind.crawlers.fetch.scrapy_parts.GzipMiddleware": 590,
    "fairwind.crawlers.fetch.revalidate.Revalidate": 950,  # Behind the run's own answers (900).
}
ITEM_PIPELINES = {"fairwind.crawlers.pipeline.RunPipeline": 100}

LOG_LEVEL = "INFO"
LOG_INSTALL_ROOT_HANDLER = False  # crawlers.run logs JSON lines.
LOG_VERSIONS: list[str] = []
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
WARN_ON_GENERATOR_RETURN_VALUE = False  # It reads our source again for every page.


def shipped() -> dict[str, Any]:
    """The settings above by name."""
    return {name: said for name, said in globals().items() if name.isupper()}


def settings_of(card: Card, allow_loopback: bool, agent: str) -> dict[str, Any]:
    """The settings for one card: the shipped ones, with its budget, its places and who asks."""
    check_delay(card, allow_loopback)
    return shipped() | {
        "USER_AGENT": agent,
        "DOWNLOAD_DELAY": card.budget.delay_seconds,
        "AUTOTHROTTLE_START_DELAY": card.budget.delay_seconds,
        "CONCURRENT_REQUESTS_PER_DOMAIN": card.budget.concurrency,
        "FAIRWIND_SOURCE": card.name,
        "FAIRWIND_ALLOW": sorted(card.hosts),
        "FAIRWIND_LOOPBACK": allow_loopback,
    }


def limits_of(card: Card) -> dict[str, Any]:
    """What is read from a request's meta: a feed's own cap and time-out, else the page's; and
    that a feed goes to disk.
    """
    feed = card.connector.streamed
    if feed:
        cap, seconds = card.feed.max_mb * MIB, card.feed.timeout_seconds
    else:
        cap = min(card.feed.max_mb * MIB, DOWNLOAD_MAXSIZE)
        seconds = min(card.feed.timeout_seconds, DOWNLOAD_TIMEOUT)
    told_by = [name for name, value in card.connector.headers.items() if TOKEN in value]
    return {"download_maxsize": cap, "download_timeout": seconds, TO_DISK: feed, TOLD_BY: told_by}
