"""One Scrapy process for one run of one card.

    python -m fairwind.crawlers.run --card FILE --home HOME --run RUN [--seconds N]
        [--allow-loopback] [--now ISO]

Standard output: one JSON object a line (`event`: page, missed, finished, failed). Standard error:
the log, one JSON object a line; the last one of a failed run is its `sentence`. The exit code is 0
only when the run folder stands whole; 2 when the card, a setting or an argument is wrong; else 1,
and what the operator answered is kept for a process started with the same --run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess

from ..catalog.home import Home
from ..catalog.runs import Run, RunWriter, open_run
from ..offers.faults import (
    CardFault,
    FairwindError,
    FetchFault,
    SettingsFault,
    StoreFault,
    named_once,
)
from ..store.clock import Clock, FixedClock, SystemClock
from ..store.settings import load_settings
from .card import Card, read_card
from .fetch.again import Again
from .fetch.earlier import open_earlier
from .fetch.kept import Kept, remove
from .fetch.ledger import Ledger
from .fetch.manners import agent_of, check_permission
from .fetch.pace import Pace
from .fetch.secrets import check_secrets
from .fetch.unfinished import clear_leftovers, kept_file, only_one
from .preferring import preferring
from .record import Record, tell
from .settings import CLOSESPIDER_TIMEOUT, LOG_LEVEL, settings_of
from .spider import CardSpider

YOUNG = 20_000
"""New objects after which garbage is looked for among them; Python's own figure is 700."""
ENDINGS = {
    "closespider_timeout": "it took longer than a run may",
    "closespider_timeout_no_item": "no page was read for too long",
    "closespider_errorcount": "too many pages were not shaped as the card says",
    "memusage_exceeded": "it took more memory than a run may",
    "shutdown": "it was told to stop",
    "start_error": "its first questions could not be made",
}
GIVES_UP_ANSWERS = ("closespider_errorcount", "memusage_exceeded")
"""Ends after which the same answers would only end the next attempt the same way."""


def crawl(
    card: Card,
    home: Home,
    run: str,
    clock: Clock,
    agent: str,
    allow_loopback: bool = False,
    seconds: float = CLOSESPIDER_TIMEOUT,
) -> Run:
    """Crawl one card into one run folder; a fault says why there is none.

    `agent` is the User-Agent: who asks, and where that can be talked about. After `seconds` the
    crawl ends itself; what was answered is kept for the next attempt.
    """
    check_permission(card, clock.now().date())
    check_secrets(card, os.environ)
    settings = settings_of(card, allow_loopback, agent) | {"CLOSESPIDER_TIMEOUT": seconds}
    with only_one(home, card.name):
        clear_leftovers(home, card.name)
        folder = home.runs / card.name / run
        if folder.exists():
            remove(kept_file(home, card.name, run))
            return open_run(folder)
        kept = Kept(kept_file(home, card.name, run))
        with (
            again_of(card, home, run, clock) as again,
            RunWriter(home, card.name, run, clock.now()) as writer,
        ):
            record = Record(writer, tell)
            process = AsyncCrawlerProcess(settings)
            process.crawl(
                CardSpider,
                card=card,
                clock=clock,
                kept=kept,
                record=record,
                pace=pace_of(card, home, run),
                again=again,
                allow_loopback=allow_loopback,
            )
            _collect_seldom()
            process.start()
            why = fault_of(record)
            if not why:
                finished = writer.finish(finished=clock.now(), **record.facts)
                kept.drop()
                return finished
        kept.drop() if not record.pages or record.ended in GIVES_UP_ANSWERS else kept.close()
        raise FetchFault(named_once(card.name, why))


def _collect_seldom() -> None:
    """Look for garbage in circles seldom, and never among the modules.

    A hundred thousand objects of Scrapy, pyarrow and pydantic live as long as this process does,
    and every full collection went through them (decision 0122).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


def pace_of(card: Card, home: Home, run: str) -> Pace:
    """The run's pace by its operator's ledger; what left before a kill is spent."""
    ledger, cause = Ledger(home, card.name), f"run {run}"
    return Pace(ledger, card.budget, cause, spent=ledger.spent(cause))


@contextmanager
def again_of(card: Card, home: Home, run: str, clock: Clock) -> Iterator[Again | None]:
    """What the runs before read, or None where the card does not want it used.

    A page that is not asked may be as old as the card's period, and so becomes no older than two.
    """
    if not card.connector.asks_what_changed:
        yield None
        return
    try:
        earlier = open_earlier(home, card.name, clock.now())
    except StoreFault as fault:
        logging.getLogger(__name__).warning("all is asked wholly: %s", fault)
        yield None
        return
    again = Again(earlier, run, clock, dt.timedelta(minutes=card.period_minutes))
    try:
        yield again
    finally:
        again.close()


def fault_of(record: Record) -> str:
    """Why the run is not whole, or "" where it is."""
    if record.broken:
        return record.broken
    if record.ended.startswith("store:"):
        return record.ended.removeprefix("store:").strip()
    if record.ended != "finished":
        why = ENDINGS.get(record.ended, record.ended or "the crawl could not be started")
        return f"the run is not whole: {why} ({record.pages} pages were read)"
    if not record.pages:
        return record.faults[0] if record.faults else "no page was read"
    return ""


class JsonLines(logging.Formatter):
    """One JSON object a line in ASCII, so that scraped text can forge no line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said)


def log_to_stderr() -> None:
    """Log JSON lines; standard output belongs to the progress."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.setLevel(LOG_LEVEL)
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(LOG_LEVEL)


def main(argv: Sequence[str] | None = None) -> int:
    """The process; see the module."""
    args = _arguments(argv)
    log_to_stderr()
    clock: Clock = FixedClock(args.now) if args.now else SystemClock()
    try:
        card = read_card(args.card)
        settings = load_settings(home=args.home)
        agent = agent_of(settings)
        run = crawl(
            preferring(card, settings.currency),
            Home(args.home),
            args.run,
            clock,
            agent,
            args.allow_loopback,
            args.seconds,
        )
    except (CardFault, SettingsFault) as fault:
        return _failed(str(fault), 2)
    except FairwindError as fault:
        return _failed(str(fault), 1)
    except OSError as fault:
        return _failed(f"the run could not be kept in {args.home}: {fault.strerror or fault}", 1)
    report = run.report
    tell(
        {
            "event": "finished",
            "run": report.run,
            "pages": report.pages,
            "found": report.found,
            "kept": report.offers,
            "missed": len(report.faults),
        }
    )
    return 0


def _failed(sentence: str, code: int) -> int:
    tell({"event": "failed", "sentence": sentence})
    print(json.dumps({"level": "error", "sentence": sentence}), file=sys.stderr, flush=True)
    return code


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fairwind.crawlers.run")
    parser.add_argument("--card", type=Path, required=True, help="the operator's card")
    parser.add_argument("--home", type=Path, required=True, help="the data folder")
    parser.add_argument("--run", required=True, help="name of the run; the same to take it up")
    parser.add_argument("--allow-loopback", action="store_true", help="ask loopback places too")
    parser.add_argument(
        "--seconds",
        type=float,
        default=CLOSESPIDER_TIMEOUT,
        help="the longest it may take; what was answered is kept for the next attempt",
    )
    parser.add_argument("--now", type=_aware, help="ISO time with its zone: freezes the clock")
    return parser.parse_args(argv)


def _aware(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} has no time zone")
    return moment


if __name__ == "__main__":
    sys.exit(main())
