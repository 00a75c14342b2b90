"""One budget for every process that asks an operator, by the operator's own log."""

from __future__ import annotations

import bisect
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.catalog.home import Home
from fairwind.crawlers.fetch import ledger as ledgers
from fairwind.crawlers.fetch.address import Place
from fairwind.crawlers.fetch.ledger import (
    KEPT_SECONDS,
    LONGEST_REST,
    YIELD_SECONDS,
    Ledger,
    Limits,
    ledger_file,
)
from fairwind.offers.faults import FetchFault, StoreFault

SUNNY, OTHER = Place("sunny.example", 443), Place("cdn.sunny.example", 443)


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def busiest(moments: list[float], seconds: float) -> int:
    """The most moments within any window of so many seconds, its end left out."""
    moments = sorted(moments)
    return max(
        (bisect.bisect_left(moments, at + seconds) - i for i, at in enumerate(moments)), default=0
    )


@given(
    per_minute=st.integers(1, 8),
    answers=st.lists(
        st.tuples(st.floats(0, 25), st.floats(0, 1), st.booleans()), min_size=1, max_size=40
    ),
)
def test_no_minute_of_the_operators_log_holds_more_however_long_requests_travel(
    per_minute: int, answers: list[tuple[float, float, bool]]
) -> None:
    hand, log = Hand(), list[float]()
    ledger, under_way = Ledger(None, "sunny", hand), list[tuple[float, int]]()

    def let_time_pass(until: float) -> None:
        for came, number in sorted(under_way):
            if came <= until:
                hand.at = max(hand.at, came)
                ledger.came(number)
                under_way.remove((came, number))
        hand.at = max(hand.at, until)

    for takes, seen_at, wait_for_it in answers:
        while (turn := ledger.try_leave(SUNNY, Limits(per_minute), person=True)).pause > 0:
            let_time_pass(hand.at + turn.pause)
        log.append(hand.at + takes * seen_at)
        under_way.append((hand.at + takes, turn.number))
        if wait_for_it:
            let_time_pass(hand.at + takes)
    assert busiest(log, 60.0) <= per_minute


def test_what_another_process_asked_counts(home: Home) -> None:
    hand = Hand()
    first, second = Ledger(home, "sunny", hand), Ledger(home, "sunny", hand)
    for ledger in (first, second):
        turn = ledger.try_leave(SUNNY, Limits(2))
        ledger.came(turn.number)
    assert first.try_leave(SUNNY, Limits(2)).pause == second.try_leave(OTHER, Limits(2)).pause == 60
    assert Ledger(home, "other", hand).try_leave(SUNNY, Limits(2)).pause == 0


def test_a_request_of_a_killed_process_counts_a_minute_and_a_half(home: Home) -> None:
    hand = Hand()
    assert Ledger(home, "sunny", hand).try_leave(SUNNY, Limits(1)).pause == 0
    after = Ledger(home, "sunny", hand)
    hand.at += 89.0
    assert after.try_leave(SUNNY, Limits(1)).pause == pytest.approx(1.0)
    hand.at += 1.0
    assert after.try_leave(SUNNY, Limits(1)).pause == 0


def test_the_least_gap_holds_between_processes_and_for_each_host(home: Home) -> None:
    hand = Hand()
    first, second = Ledger(home, "sunny", hand), Ledger(home, "sunny", hand)
    first.try_leave(SUNNY, Limits(60, 3.0))
    hand.at += 1.0
    assert second.try_leave(SUNNY, Limits(60, 3.0)).pause == pytest.approx(2.0)
    assert second.try_leave(OTHER, Limits(60, 3.0)).pause == 0


def test_a_rest_one_process_was_asked_for_is_every_processs(home: Home) -> None:
    hand = Hand()
    Ledger(home, "sunny", hand).rest(SUNNY, 30.0, "it is busy")
    other = Ledger(home, "sunny", hand)
    assert other.try_leave(SUNNY, Limits(60)).pause == pytest.approx(30.0)
    assert other.try_leave(OTHER, Limits(60)).pause == 0


def test_a_rest_nobody_waits_for_is_told_until_it_is_short_enough(home: Home) -> None:
    hand = Hand()
    Ledger(home, "sunny", hand).rest(SUNNY, 7200.0, "it wants two hours")
    other = Ledger(home, "sunny", hand)
    with pytest.raises(FetchFault, match="two hours"):
        other.try_leave(SUNNY, Limits(60))
    hand.at += 7200.0 - LONGEST_REST
    assert other.try_leave(SUNNY, Limits(60)).pause == pytest.approx(LONGEST_REST)


def test_a_tenth_of_the_budget_is_left_to_who_waits_for_an_answer() -> None:
    hand = Hand()
    ledger = Ledger(None, "sunny", hand)
    for _ in range(18):
        assert ledger.try_leave(SUNNY, Limits(20)).pause == 0
    assert ledger.try_leave(SUNNY, Limits(20)).pause > 0
    for _ in range(2):
        assert ledger.try_leave(SUNNY, Limits(20), person=True).pause == 0
    assert ledger.try_leave(SUNNY, Limits(20), person=True).pause > 0


def test_while_a_person_waits_all_others_stand_back_and_no_longer(home: Home) -> None:
    hand = Hand()
    crawl, site = Ledger(home, "sunny", hand), Ledger(home, "sunny", hand)
    with site.ahead(5.0):
        assert crawl.try_leave(SUNNY, Limits(60)).pause == YIELD_SECONDS
        assert site.try_leave(SUNNY, Limits(60), person=True).pause == 0
    assert crawl.try_leave(SUNNY, Limits(60)).pause == 0
    killed = Ledger(home, "sunny", hand).ahead(5.0)
    killed.__enter__()
    hand.at += 5.0
    assert crawl.try_leave(SUNNY, Limits(60)).pause == 0


def test_who_waits_gets_a_turn_or_a_sentence() -> None:
    hand = Hand()

    def sleep(seconds: float) -> None:
        hand.at += seconds

    ledger = Ledger(None, "sunny", hand)
    limits = Limits(60, 2.0)
    first = ledger.wait(SUNNY, limits, hand.at + 5, sleep=sleep)
    second = ledger.wait(SUNNY, limits, hand.at + 5, person=True, sleep=sleep)
    assert (first, second, hand.at) == (1, 2, 1_000_002.0)
    ledger.rest(SUNNY, 60.0, "busy")
    with pytest.raises(FetchFault, match=r"sunny: no turn to ask sunny.example:443"):
        ledger.wait(SUNNY, limits, hand.at + 5, person=True, sleep=sleep)


def test_what_each_cause_spent_is_told_and_forgotten_after_a_day(home: Home) -> None:
    hand = Hand()
    ledger = Ledger(home, "sunny", hand)
    for cause in ("run a", "run a", "photos"):
        ledger.came(ledger.try_leave(SUNNY, Limits(60), cause).number)
    assert (ledger.spent("run a"), ledger.spent_within(60)) == (2, 3)
    hand.at += KEPT_SECONDS + 1
    assert Ledger(home, "sunny", hand).spent("run a") == 0


def test_a_clock_set_back_stops_nobody_for_longer_than_a_minute(home: Home) -> None:
    hand = Hand()
    Ledger(home, "sunny", hand).try_leave(SUNNY, Limits(1, 5.0))
    hand.at -= 7200.0
    assert Ledger(home, "sunny", hand).try_leave(SUNNY, Limits(1, 5.0)).pause == 60.0


def test_a_ledger_that_cannot_be_kept_lets_nothing_leave(home: Home) -> None:
    path = ledger_file(home, "sunny")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 100)
    with pytest.raises(StoreFault, match="ledger of requests cannot be kept, so none leaves"):
        Ledger(home, "sunny")


ASKING = """
import sys, time
from pathlib import Path
from fairwind.catalog.home import Home
from fairwind.crawlers.fetch import ledger
from fairwind.crawlers.fetch.address import Place
import httpx
ledger.MINUTE = float(sys.argv[2])
port = int(sys.argv[3])
book = ledger.Ledger(Home(Path(sys.argv[1])), "sunny")
limits = ledger.Limits(int(sys.argv[4]))
print("ready", flush=True)
sys.stdin.readline()
with httpx.Client(trust_env=False) as client:
    until = time.time() + float(sys.argv[5])
    while time.time() < until:
        turn = book.try_leave(Place("127.0.0.1", port), limits)
        if turn.pause:
            time.sleep(turn.pause)
            continue
        client.get(f"http://127.0.0.1:{port}/offers")
        book.came(turn.number)
"""


def ask_at_once(
    home: Home, operator: Any, processes: int, minute: float, most: int, seconds: float
) -> list[subprocess.Popen[bytes]]:
    """Processes that ask as fast as the ledger lets them, all begun at one moment."""
    said = [str(home.path), str(minute), str(operator.port), str(most), str(seconds)]
    asking = [
        subprocess.Popen(
            [sys.executable, "-c", ASKING, *said], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(processes)
    ]
    for one in asking:
        one.stdout.readline()  # type: ignore[union-attr]
    for one in asking:
        one.stdin.write(b"\n")  # type: ignore[union-attr]
        one.stdin.close()  # type: ignore[union-attr]
    return asking


def end(asking: list[subprocess.Popen[bytes]]) -> None:
    for one in asking:
        one.wait(timeout=30)
        one.stdout.close()  # type: ignore[union-attr]


def test_two_processes_never_ask_more_than_the_budget_by_the_operators_own_log(
    home: Home, operator: Any, reply: Any
) -> None:
    minute, most = 0.5, 9
    operator.answers["/offers"] = lambda times: reply(b"{}", wait=(times * 7 % 5) / 100)
    end(ask_at_once(home, operator, 2, minute, most, seconds=2.2))
    log = [asked.at for asked in operator.asked]
    assert busiest(log, minute) <= most
    assert len(log) >= 3 * (most - most // 10), "they hardly asked at all"


def test_a_process_killed_with_a_request_under_way_gives_its_turn_to_nobody(
    home: Home, operator: Any, reply: Any
) -> None:
    minute, most = 0.5, 3
    operator.answers["/offers"] = reply(b"{}", wait=0.05)
    doomed, other = ask_at_once(home, operator, 2, minute, most, seconds=2.0)
    for _ in range(200):
        time.sleep(0.005)
        if len(operator.asked) >= 2:
            break
    os.kill(doomed.pid, signal.SIGKILL)
    end([doomed, other])
    log = [asked.at for asked in operator.asked]
    assert busiest(log, minute) <= most
    assert len(log) > most
    with sqlite3.connect(ledger_file(home, "sunny")) as base:
        ((written,),) = base.execute("SELECT count(*) FROM asked").fetchall()
    base.close()
    assert written >= len(log)


def test_the_minute_of_the_ledger_is_sixty_seconds() -> None:
    assert ledgers.MINUTE == 60.0
