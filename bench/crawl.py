"""Crawl: our spider beside a plain Scrapy one and a BeautifulSoup one, offers a CPU-second."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import lxml.etree
import pyarrow as pa
import scrapy

from ..catalog.runs import open_run
from ..crawlers.card import read_card
from ..crawlers.connectors import read_page
from ..offers.faults import DomainFault
from .crawl_pages import OFFERS, pages, served
from .crawl_peers import NOW, css_records, soup_records

SIDES = ("ours", "css", "soup")
ROUNDS = 5
CARD = """\
name: bench_site
title: Bench site
operator: {{name: Bench Tours}}
permission: {{basis: own, by: the bench, on: 2026-01-01}}
connector:
  kind: html
  start: "{address}?page={{page}}"
  records: article.offer
  empty: p.none
  paging: {{by: page, most: {most}}}
fields:
  id: {{path: ./@data-id}}
  link: {{path: a.link, attr: href}}
  name: .link
  country: .country
  resort: .resort
  stars: .stars
  text: .about
  room: .room
  board: .board
  date: .date
  nights: .nights
  price: .price
  price_was: .was
formats: {{dates: dd.mm.yyyy, decimal: ","}}
price: {{basis: per_party, currency: EUR, party: {{adults: 2}}}}
budget: {{delay_seconds: 0, requests_per_minute: 6000, concurrency: 8}}
"""
# What is compared of each offer: everything that was read, nothing of where and when.
_SAME = "ids link name country resort stars text room_raw board date nights_min amount was".split()


@dataclass(frozen=True)
class Side:
    """One side's seconds of the processor for all pages, start-up taken off and told apart.

    `seconds` is the best of `rounds`: whatever else a machine does only ever adds to a time.
    """

    name: str
    seconds: float
    rounds: tuple[float, ...]
    start_up: float
    a_second: float
    extracted_a_second: float


@dataclass(frozen=True)
class Report:
    """All sides over the same pages, with equal offers."""

    pages: int
    offers: int
    seed: int
    sides: tuple[Side, ...]
    machine: str
    versions: dict[str, str]

    def ratio(self, peer: str, *, extraction: bool = False) -> float:
        """Ours to a peer's, in offers a CPU-second."""
        figure = {s.name: s.extracted_a_second if extraction else s.a_second for s in self.sides}
        return figure["ours"] / figure[peer]

    def to_json(self) -> dict[str, Any]:
        """Plain values for a program."""
        ratios = {
            f"{kind}_{peer}": self.ratio(peer, extraction=kind == "extraction")
            for kind in ("whole", "extraction")
            for peer in SIDES[1:]
        }
        return asdict(self) | {"ratios": ratios}


def run(count: int, seed: int, tell: Callable[[str], None]) -> Report:
    """Crawl the pages with each side. DomainFault: one found other offers; the run is void."""
    content = pages(count, seed)
    extracted = {side: _extraction(side, content[: min(count, 60)]) for side in SIDES}
    with served(content) as address, tempfile.TemporaryDirectory() as folder:
        found, spent, start_ups = _rounds(Path(folder), address, count, tell)
    sides = []
    for side in SIDES:
        start_up = min(start_ups[side])
        net = tuple(max(seconds - start_up, 1e-9) for seconds in spent[side])
        best = min(net)
        rate = (sum(found[side].values()) - OFFERS) / best
        sides.append(Side(side, best, net, start_up, rate, extracted[side]))
    for side in SIDES[1:]:
        if found[side] != found["ours"]:
            more = len(found["ours"] - found[side]), len(found[side] - found["ours"])
            raise DomainFault(f"void: {side} found other offers ({more[0]} less, {more[1]} more)")
    versions = {
        "python": platform.python_version(),
        "scrapy": scrapy.__version__,
        "lxml": lxml.etree.__version__,
        "pyarrow": pa.__version__,
    }
    total = sum(found["ours"].values())
    machine = f"{platform.machine()}, {platform.system()}, {os.cpu_count()} processors"
    return Report(count, total, seed, tuple(sides), machine, versions)


def _rounds(
    folder: Path, address: str, count: int, tell: Callable[[str], None]
) -> tuple[dict[str, Counter[Any]], dict[str, list[float]], dict[str, list[float]]]:
    """What each side found, and its CPU-seconds for all pages and for one; the sides take turns,
    so that whatever else the machine does falls upon all of them.
    """
    found: dict[str, Counter[Any]] = {}
    spent: dict[str, list[float]] = {side: [] for side in SIDES}
    start_ups: dict[str, list[float]] = {side: [] for side in SIDES}
    for number in range(1, ROUNDS + 1):
        for side in SIDES:
            tell(f"round {number}, {side}: {count} pages")
            start_ups[side].append(_crawl(side, folder, address, 1)[0])
            seconds, found[side] = _crawl(side, folder, address, count)
            spent[side].append(seconds)
    return found, spent, start_ups


def _crawl(side: str, folder: Path, address: str, count: int) -> tuple[float, Counter[Any]]:
    """CPU-seconds of one crawl in a process of its own, and the offers it wrote."""
    home = Path(tempfile.mkdtemp(dir=folder))
    card = home / "bench_site.yml"
    card.write_text(CARD.format(address=address, most=count))
    if side == "ours":
        command = ["fairwind.crawlers.run", "--card", str(card), "--home", str(home), "--run", "r1"]
        command += ["--allow-loopback", "--now", NOW.isoformat()]
    else:
        command = ["fairwind.bench.crawl_peers", side, str(card), str(home), address, str(count)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise DomainFault(f"void: {side} ended with {done.returncode}: {done.stderr[-800:]}")
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, _offers(home / "runs/bench_site/r1")


def _offers(run: Path) -> Counter[Any]:
    """Every offer of a run as what was read of it."""
    rows = open_run(run).offers().select(_SAME).to_pylist()
    return Counter(repr(sorted(row.items())) for row in rows)


def _extraction(side: str, content: list[bytes]) -> float:
    """Offers a CPU-second out of pages that lie in memory, without fetching or intake."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench_site.yml"
        path.write_text(CARD.format(address="http://127.0.0.1:1/offers", most=1))
        card, here = read_card(path), "http://127.0.0.1:1/offers?page=1"
        best = float("inf")
        for _ in range(ROUNDS):
            start, offers = time.process_time(), 0
            for body in content:
                if side == "ours":
                    offers += len(read_page(card, body, here, "text/html", NOW).records)
                else:
                    records = css_records if side == "css" else soup_records
                    offers += sum(1 for _ in records(body.decode(), here))
            best = min(best, (time.process_time() - start) / offers)
    return 1 / best
