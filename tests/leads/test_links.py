"""Magic links: known by a hash, for one purpose, for a while, and where it must be for one time."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from fairwind.leads import links
from fairwind.leads.tables import links as table
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database

HOUR = dt.timedelta(hours=1)


def test_a_link_opens_what_was_put_behind_it(both: Database, clock: FixedClock) -> None:
    now = clock.now()
    with both.write() as conn:
        token = links.make(conn, "my_data", None, "anna@example.com", now, held={"a": [1]})
    with both.read() as conn:
        seen = links.look(conn, token, "my_data", now)
    assert seen is not None
    assert (seen.subject, seen.held, seen.expires_at) == (
        "anna@example.com",
        {"a": [1]},
        now + HOUR,
    )
    with both.write() as conn:
        assert links.use(conn, token, "my_data", now) == seen


def test_looking_uses_nothing_up_and_using_does(both: Database, clock: FixedClock) -> None:
    now = clock.now()
    with both.write() as conn:
        token = links.make(conn, "newsletter", None, "anna@example.com", now)
        for _ in range(5):
            assert links.look(conn, token, "newsletter", now)
        assert links.use(conn, token, "newsletter", now)
        assert links.use(conn, token, "newsletter", now) is None
        assert links.look(conn, token, "newsletter", now) is None


def test_a_link_expires_and_opens_nothing_of_another_purpose(
    both: Database, clock: FixedClock
) -> None:
    now = clock.now()
    with both.write() as conn:
        token = links.make(conn, "centre", None, "", now)
        assert links.use(conn, token, "needs", now) is None
        assert links.use(conn, token, "centre", now + links.LASTS["centre"]) is None
        assert links.use(conn, token + "x", "centre", now) is None
        assert links.use(conn, "", "centre", now) is None
        assert links.look(conn, token, "centre", now + links.LASTS["centre"] - HOUR / 3600)


def test_a_link_that_was_ended_opens_nothing(both: Database, clock: FixedClock) -> None:
    with both.write() as conn:
        token = links.make(conn, "centre", None, "", clock.now())
        links.end(conn, token, clock.now())
        assert links.look(conn, token, "centre", clock.now()) is None


def test_the_token_is_256_bits_and_is_kept_nowhere(both: Database, clock: FixedClock) -> None:
    with both.write() as conn:
        tokens = {links.make(conn, "needs", None, "KH-1", clock.now()) for _ in range(50)}
        rows = [str(tuple(row)) for row in conn.execute(sa.select(table))]
    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 43
    assert not [token for token in tokens for row in rows if token in row]


@pytest.mark.parametrize("odd", ["\x00", "é" * 50, "a" * 10_000, "' or 1=1 --", "\ud800"])
def test_what_is_no_token_is_answered_as_an_unknown_one(
    both: Database, clock: FixedClock, odd: str
) -> None:
    with both.write() as conn:
        assert links.look(conn, odd, "needs", clock.now()) is None
        assert links.use(conn, odd, "needs", clock.now()) is None


def test_of_two_who_use_a_link_at_once_one_gets_it(both: Database, clock: FixedClock) -> None:
    now = clock.now()

    def take(token: str) -> bool:
        with both.write() as conn:
            return links.use(conn, token, "my_data", now) is not None

    for _ in range(5):
        with both.write() as conn:
            token = links.make(conn, "my_data", None, "", now)
        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(take, [token] * 4)) == 1
