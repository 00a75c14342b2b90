"""Users, their passwords and sessions, and the limits on guessing."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from fairwind.offers.faults import StoreFault
from fairwind.store import rates, sessions
from fairwind.store.database import Database
from fairwind.store.settings import Settings
from fairwind.store.tables import buckets, users
from fairwind.store.users import (
    HEAD,
    MANAGER,
    authenticate,
    create_user,
    managers,
    renew_hash,
)

NOW = dt.datetime(2026, 6, 5, 9, 30, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
PASSWORD = "correct horse battery"
THREE = rates.Limit("test", 3, dt.timedelta(hours=1))


def test_a_password_is_kept_as_argon2id_and_opens_to_itself_only(database: Database) -> None:
    with database.write() as conn:
        clara = create_user(conn, " Clara@Example.com ", "Clara", MANAGER, PASSWORD, NOW)
        kept = conn.execute(sa.select(users.c.password_hash)).scalar_one()
        assert kept.startswith("$argon2id$")
        assert authenticate(conn, "CLARA@example.com", PASSWORD) == clara
        assert authenticate(conn, "clara@example.com", PASSWORD + "!") is None
        assert authenticate(conn, "boris@example.com", PASSWORD) is None
        conn.execute(users.update().values(active=False))
        assert authenticate(conn, "clara@example.com", PASSWORD) is None


def test_a_guess_costs_64_mib_and_three_passes(costly_hashes: PasswordHasher) -> None:
    """What RFC 9106 recommends where memory is short."""
    assert costly_hashes.memory_cost >= 64 * 1024
    assert costly_hashes.time_cost >= 3


def test_an_unknown_address_is_checked_against_a_hash_as_well(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            checked.append(str(hash))
            return super().verify(hash, password)  # type: ignore[return-value]

    monkeypatch.setattr("fairwind.store.users._HASHER", Counting())
    with database.read() as conn:
        assert authenticate(conn, "boris@example.com", PASSWORD) is None
    assert [kept.split("$")[1] for kept in checked] == ["argon2id"]


def test_an_old_hash_is_renewed_by_the_right_password(database: Database) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1)
    with database.write() as conn:
        clara = create_user(conn, "clara@example.com", "", MANAGER, PASSWORD, NOW)
        assert not renew_hash(conn, clara, PASSWORD)
        conn.execute(users.update().values(password_hash=weak.hash(PASSWORD)))
        assert renew_hash(conn, clara, PASSWORD)
        assert authenticate(conn, "clara@example.com", PASSWORD) == clara


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("clara@example.com", "short", "12 to 1000 characters"),
        ("clara@example.com", "x" * 1001, "12 to 1000 characters"),
        ("clara@example.com", "aaaaaaaaaaaaaaaa", "too easy"),
        ("clara@example.com", "clara and more", "too easy"),
        ("clara", PASSWORD, "not a mail address"),
        ("józsef@example.com", PASSWORD, "plain letters only"),
    ],
)
def test_a_user_that_will_not_do_is_refused_with_a_reason(
    database: Database, email: str, password: str, said: str
) -> None:
    with pytest.raises(StoreFault, match=said), database.write() as conn:
        create_user(conn, email, "", MANAGER, password, NOW)


def test_two_users_cannot_share_an_address(database: Database) -> None:
    with database.write() as conn:
        create_user(conn, "clara@example.com", "", MANAGER, PASSWORD, NOW)
    with pytest.raises(StoreFault, match="there is a user"), database.write() as conn:
        create_user(conn, "CLARA@example.com", "", HEAD, PASSWORD, NOW)


def test_members_on_duty_are_the_active_managers_and_at_least_one(database: Database) -> None:
    with database.write() as conn:
        assert managers(conn) == 1
        for name, role in (("a", MANAGER), ("b", MANAGER), ("c", HEAD)):
            create_user(conn, f"{name}@example.com", "", role, PASSWORD, NOW)
        assert managers(conn) == 2


def test_a_session_lives_half_an_hour_after_it_was_used(database: Database) -> None:
    with database.write() as conn:
        clara = create_user(conn, "clara@example.com", "", MANAGER, PASSWORD, NOW)
        secret = sessions.start(conn, clara, NOW)
        found = sessions.find(conn, secret, NOW + 29 * MINUTE)
        assert found is not None
        assert (found.user, found.wants_touch(NOW + MINUTE)) == (clara, True)
        assert sessions.find(conn, secret, NOW + 30 * MINUTE) is None
        sessions.touch(conn, found, NOW + 29 * MINUTE)
        assert sessions.find(conn, secret, NOW + 58 * MINUTE) is not None
        assert sessions.find(conn, "guess", NOW) is None


def test_ending_one_or_all_sessions_ends_them_at_once(database: Database) -> None:
    with database.write() as conn:
        clara = create_user(conn, "clara@example.com", "", MANAGER, PASSWORD, NOW)
        secrets = [sessions.start(conn, clara, NOW) for _ in range(3)]
        sessions.end(conn, secrets[0], NOW)
        assert [sessions.find(conn, s, NOW) is None for s in secrets] == [True, False, False]
        sessions.end_all(conn, clara, NOW)
        assert [sessions.find(conn, s, NOW) is None for s in secrets] == [True, True, True]


def test_a_bucket_refills_with_time_and_says_how_long_to_wait(
    database: Database, settings: Settings
) -> None:
    with database.write() as conn:
        spent = [rates.spend(conn, settings, THREE, "192.0.2.1", NOW) for _ in range(4)]
        assert spent == [None, None, None, 20 * MINUTE]
        assert rates.spend(conn, settings, THREE, "192.0.2.2", NOW) is None
        assert rates.spend(conn, settings, THREE, "192.0.2.1", NOW + 20 * MINUTE) is None
        assert rates.spend(conn, settings, THREE, "192.0.2.1", NOW + 21 * MINUTE) is not None


def test_buckets_hold_no_address_and_are_thrown_away_after_a_week(
    database: Database, settings: Settings
) -> None:
    with database.write() as conn:
        rates.spend(conn, settings, THREE, "clara@example.com", NOW)
        (key,) = conn.scalars(sa.select(buckets.c.key))
        assert "clara" not in key
        rates.spend(conn, settings, THREE, "other", NOW + dt.timedelta(days=8))
        assert key not in set(conn.scalars(sa.select(buckets.c.key)))


def test_limits_that_are_off_limit_nothing(database: Database, settings: Settings) -> None:
    off = settings.model_copy(update={"limits": False})
    with database.write() as conn:
        assert {rates.spend(conn, off, THREE, "a", NOW) for _ in range(9)} == {None}
