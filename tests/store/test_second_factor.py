"""Codes, recovery codes, trusted devices, mailed links and what seals them."""

from __future__ import annotations

import datetime as dt

import pyotp
import pytest
import sqlalchemy as sa

from fairwind.offers.faults import StoreFault
from fairwind.store import devices, invitations, rates, sealing, second_factor, sessions, users
from fairwind.store.database import Database
from fairwind.store.invitations import Purpose
from fairwind.store.passwords import too_common
from fairwind.store.settings import Settings
from fairwind.store.tables import devices as device_rows
from fairwind.store.tables import invitations as invitation_rows
from fairwind.store.tables import users as user_rows

NOW = dt.datetime(2026, 6, 5, 9, 30, tzinfo=dt.UTC)
MINUTE, HOUR, DAY = (dt.timedelta(**{part: 1}) for part in ("minutes", "hours", "days"))
PASSWORD = "correct horse battery"


@pytest.fixture
def clara(database: Database) -> users.User:
    with database.write() as conn:
        return users.create_user(conn, "clara@example.com", "", users.HEAD, PASSWORD, NOW)


def test_a_code_passes_once_and_never_an_older_one(
    database: Database, settings: Settings, clara: users.User
) -> None:
    secret = second_factor.new_secret()
    app = pyotp.TOTP(secret)
    with database.write() as conn:
        codes = second_factor.set_up(conn, settings, clara.id, secret, app.at(NOW), NOW)
        assert len(set(codes)) == 10

        def passes(code: str, at: dt.datetime) -> bool:
            return second_factor.passes(conn, settings, clara.id, code, at)

        assert not passes(app.at(NOW), NOW)  # it was used to set it up
        later = NOW + MINUTE
        assert passes(f" {app.at(later)[:3]} {app.at(later)[3:]} ", later)
        assert not passes(app.at(later), later)
        assert not passes(app.at(later - 30 * dt.timedelta(seconds=1)), later)
        assert not passes("000000", later + 5 * MINUTE)
        assert not passes(app.at(NOW + HOUR), later + 2 * HOUR)


def test_a_wrong_first_code_sets_nothing_up(
    database: Database, settings: Settings, clara: users.User
) -> None:
    secret = second_factor.new_secret()
    with database.write() as conn:
        wrong = pyotp.TOTP(secret).at(NOW + HOUR)
        assert second_factor.set_up(conn, settings, clara.id, secret, wrong, NOW) == ()
        assert not second_factor.is_set_up(conn, clara.id)
        assert not second_factor.passes(conn, settings, clara.id, wrong, NOW + HOUR)


def test_a_recovery_code_works_once_for_its_owner(
    database: Database, settings: Settings, clara: users.User
) -> None:
    secret = second_factor.new_secret()
    code = pyotp.TOTP(secret).at(NOW)
    with database.write() as conn:
        dora = users.create_user(conn, "dora@example.com", "", users.OWNER, PASSWORD, NOW)
        first, *_ = second_factor.set_up(conn, settings, clara.id, secret, code, NOW)
        assert not invitations.use_recovery(conn, dora.id, first, NOW)
        typed = first.lower().replace("-", " ")
        assert second_factor.passes(conn, settings, clara.id, typed, NOW)
        assert not second_factor.passes(conn, settings, clara.id, first, NOW)
        assert invitations.recovery_left(conn, clara.id, NOW) == 9
        second_factor.reset(conn, clara.id, NOW)
        assert invitations.recovery_left(conn, clara.id, NOW) == 0
        assert not second_factor.is_set_up(conn, clara.id)


def test_neither_secret_code_token_nor_device_stands_in_the_database(
    database: Database, settings: Settings, clara: users.User
) -> None:
    secret = second_factor.new_secret()
    with database.write() as conn:
        code = pyotp.TOTP(secret).at(NOW)
        codes = second_factor.set_up(conn, settings, clara.id, secret, code, NOW)
        token = invitations.invite(conn, clara.id, Purpose.RESET, NOW)
        _, device = devices.trust(conn, clara.id, "Firefox", NOW)
        rows = [
            conn.execute(sa.select(table)).all()
            for table in (user_rows, invitation_rows, device_rows)
        ]
    for hidden in (secret, token, device, *codes, *(c.replace("-", "") for c in codes)):
        assert hidden not in repr(rows)


def test_a_device_is_trusted_for_thirty_days_by_its_own_user(
    database: Database, clara: users.User
) -> None:
    with database.write() as conn:
        number, secret = devices.trust(conn, clara.id, "Firefox", NOW)
        assert devices.find(conn, clara.id, secret, NOW + 30 * DAY - MINUTE) == number
        assert devices.find(conn, clara.id, secret, NOW + 30 * DAY) is None
        assert devices.find(conn, clara.id + 1, secret, NOW) is None
        devices.end_all(conn, clara.id, NOW)
        assert devices.find(conn, clara.id, secret, NOW) is None


def test_on_a_trusted_device_a_session_idles_two_hours_and_still_ends_after_twelve(
    database: Database, clara: users.User
) -> None:
    with database.write() as conn:
        number, _ = devices.trust(conn, clara.id, "Firefox", NOW)
        secret = sessions.start(conn, clara, NOW, device_id=number, agent="Firefox")
        at = NOW
        for _ in range(6):
            found = sessions.find(conn, secret, at + 119 * MINUTE)
            assert found is not None
            at += 119 * MINUTE
            sessions.touch(conn, found, at)
        assert sessions.find(conn, secret, NOW + 12 * HOUR) is None
        again = sessions.start(conn, clara, NOW, device_id=number)
        devices.end_all(conn, clara.id, NOW)
        assert sessions.find(conn, again, NOW + 31 * MINUTE) is None


def test_one_session_or_all_others_can_be_ended_by_its_user_only(
    database: Database, clara: users.User
) -> None:
    with database.write() as conn:
        dora = users.create_user(conn, "dora@example.com", "", users.OWNER, PASSWORD, NOW)
        kept = [sessions.start(conn, clara, NOW) for _ in range(3)]
        first, second, _ = (sessions.find(conn, one, NOW) for one in kept)
        assert first
        assert second
        assert not sessions.end_named(conn, dora.id, second.name, NOW)
        assert sessions.end_named(conn, clara.id, second.name, NOW)
        assert len(sessions.sessions_of(conn, clara.id, NOW)) == 2
        sessions.end_others(conn, first, NOW)
        assert [s.id_hash for s in sessions.sessions_of(conn, clara.id, NOW)] == [first.id_hash]
        assert sessions.last_user(conn, kept[1]) == clara.id


def test_a_password_given_counts_for_ten_minutes(database: Database, clara: users.User) -> None:
    with database.write() as conn:
        secret = sessions.start(conn, clara, NOW)
        found = sessions.find(conn, secret, NOW)
        assert found
        assert found.proved(NOW + 9 * MINUTE)
        assert not found.proved(NOW + 10 * MINUTE)
        sessions.prove(conn, found, NOW + 20 * MINUTE)
        again = sessions.find(conn, secret, NOW + 20 * MINUTE)
        assert again
        assert again.proved(NOW + 29 * MINUTE)


@pytest.mark.parametrize(
    ("purpose", "lasts"), [(Purpose.INVITE, 7 * DAY), (Purpose.RESET, HOUR), (Purpose.UNLOCK, DAY)]
)
def test_a_mailed_link_works_once_and_until_its_time(
    database: Database, clara: users.User, purpose: Purpose, lasts: dt.timedelta
) -> None:
    with database.write() as conn:
        old = invitations.invite(conn, clara.id, purpose, NOW)
        token = invitations.invite(conn, clara.id, purpose, NOW)
        assert invitations.use(conn, old, purpose, NOW) is None
        assert invitations.use(conn, token, purpose, NOW + lasts) is None
        assert invitations.use(conn, token, Purpose.RECOVERY, NOW) is None
        assert invitations.use(conn, token, purpose, NOW + lasts - MINUTE) == clara.id
        assert invitations.use(conn, token, purpose, NOW) is None


def test_what_is_sealed_opens_for_its_purpose_its_key_and_its_time_only(settings: Settings) -> None:
    sealed = sealing.seal(settings, "a", b"words")
    assert b"words" not in sealed
    assert sealing.unseal(settings, "a", sealed) == b"words"
    assert sealing.unseal(settings, "b", sealed) is None
    assert sealing.unseal(settings, "a", sealed[:-1] + bytes([sealed[-1] ^ 1])) is None
    assert sealing.unseal(settings, "a", b"") is None
    other = Settings(home=settings.home / "other")
    assert sealing.unseal(other, "a", sealed) is None
    ticket = sealing.ticket(settings, "a", ["x", 1], NOW)
    assert sealing.read_ticket(settings, "a", ticket, NOW + HOUR, 2 * HOUR) == ["x", 1]
    assert sealing.read_ticket(settings, "a", ticket, NOW + 2 * HOUR, 2 * HOUR) is None
    for bad in ("", "x", ticket[:-4]):
        assert sealing.read_ticket(settings, "a", bad, NOW, HOUR) is None


@pytest.mark.parametrize(
    "password",
    [
        "Password12345",
        "P@ssw0rd2026!!",
        "qwertyuiop123",
        "Summer2026!!!",
        "123456789012",
        "Jelszavam1234",
        "CorrectHorseBatteryStaple",
        "fairwind-travel-1",
        "Любовь123456",  # noqa: RUF001 - a word of Russian
    ],
)
def test_passwords_that_everybody_uses_are_refused(
    database: Database, clara: users.User, password: str
) -> None:
    assert too_common(password)
    with pytest.raises(StoreFault, match="too easy"), database.write() as conn:
        users.set_password(conn, clara.id, password)


@pytest.mark.parametrize(
    "password",
    ["8f3k29x1m4q7", "seven blue herons", "Tiszavirág zúg a réten", "x" + "aé漢🙂 " * 60],
)
def test_long_odd_and_foreign_passwords_are_welcome_and_open(
    database: Database, clara: users.User, password: str
) -> None:
    with database.write() as conn:
        users.set_password(conn, clara.id, password)
        assert users.authenticate(conn, clara.email, password) == clara
        assert users.authenticate(conn, clara.email, password.upper() + "!") is None


def test_who_is_invited_cannot_log_in_before_a_password_is_set(database: Database) -> None:
    with database.write() as conn:
        eva = users.invite_user(conn, "eva@example.com", "Éva", users.MANAGER, NOW)
        for guess in ("", "x", PASSWORD):
            assert users.authenticate(conn, "eva@example.com", guess) is None
        found = users.account(conn, eva.id)
        assert found
        assert (found.invited, found.active) == (True, True)
        users.set_password(conn, eva.id, PASSWORD)
        assert users.authenticate(conn, "eva@example.com", PASSWORD) == eva


def test_roles_change_by_version_and_somebody_always_looks_after_users(
    database: Database, clara: users.User
) -> None:
    with database.write() as conn:
        dora = users.create_user(conn, "dora@example.com", "", users.OWNER, PASSWORD, NOW)
        assert users.set_roles(conn, clara.id, users.MANAGER, 1)
        assert not users.set_roles(conn, clara.id, users.HEAD, 1)
        found = users.account(conn, clara.id)
        assert found
        assert (found.user.roles, found.version) == (users.MANAGER, 2)
    for attempt in (
        lambda conn: users.set_roles(conn, dora.id, users.MANAGER),
        lambda conn: users.set_active(conn, dora.id, False),
    ):
        with pytest.raises(StoreFault, match="nobody would be left"), database.write() as conn:
            attempt(conn)


def test_a_limit_of_a_day_opens_when_the_day_is_over_and_not_before(
    database: Database, settings: Settings
) -> None:
    limit = rates.Limit("day", 3, DAY, refills=False)
    with database.write() as conn:
        for n in range(3):
            at = NOW + n * HOUR
            assert rates.waits(conn, settings, limit, "a", at) is None
            assert rates.spend(conn, settings, limit, "a", at) is None
        assert rates.waits(conn, settings, limit, "a", NOW + 3 * HOUR) == 21 * HOUR
        assert rates.spend(conn, settings, limit, "a", NOW + 23 * HOUR) == HOUR
        assert rates.waits(conn, settings, limit, "a", NOW + DAY) is None
        assert rates.spend(conn, settings, limit, "a", NOW + DAY) is None
        assert rates.waits(conn, settings, limit, "a", NOW + DAY) is None
        for _ in range(3):
            rates.spend(conn, settings, limit, "b", NOW)
        rates.forgive(conn, settings, limit, "b")
        assert rates.waits(conn, settings, limit, "b", NOW) is None
