"""Second factor: codes of six figures from an app (TOTP, RFC 6238), each taken once."""

from __future__ import annotations

import datetime as dt

import pyotp
import sqlalchemy as sa

from . import devices, invitations
from .sealing import seal, unseal
from .settings import Settings
from .tables import users

STEP = 30
"""Seconds a code is shown; the one before and the one after pass too."""
_PURPOSE = "second factor"


def new_secret() -> str:
    """A new secret of 160 bits, in base32 as apps read it."""
    return pyotp.random_base32()


def address(settings: Settings, secret: str, email: str) -> str:
    """The otpauth:// address that an app reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=settings.agency_name)


def step_of(secret: str, code: str, now: dt.datetime) -> int | None:
    """The step whose code this is: the present one or a neighbour."""
    figures = "".join(c for c in code if not c.isspace())
    present = int(now.timestamp()) // STEP
    app = pyotp.TOTP(secret)
    steps = (present, present - 1, present + 1)
    return next((n for n in steps if pyotp.utils.strings_equal(app.at(n * STEP), figures)), None)


def set_up(
    conn: sa.Connection, settings: Settings, user_id: int, secret: str, code: str, now: dt.datetime
) -> tuple[str, ...]:
    """Ask this user for codes from now on; gives the recovery codes, () where the code is wrong."""
    step = step_of(secret, code, now)
    if step is None:
        return ()
    sealed = seal(settings, _PURPOSE, secret.encode())
    values = {"totp_sealed": sealed, "totp_step": step}
    conn.execute(users.update().where(users.c.id == user_id).values(values))
    devices.end_all(conn, user_id, now)
    return invitations.recovery_codes(conn, user_id, now)


def is_set_up(conn: sa.Connection, user_id: int) -> bool:
    """Whether this user is asked for codes."""
    kept = sa.select(users.c.totp_sealed).where(users.c.id == user_id)
    return conn.execute(kept).scalar_one() is not None


def passes(
    conn: sa.Connection, settings: Settings, user_id: int, code: str, now: dt.datetime
) -> bool:
    """Whether this is a code of the user's app that was not used before, or a recovery code."""
    row = conn.execute(
        sa.select(users.c.totp_sealed, users.c.totp_step)
        .where(users.c.id == user_id)
        .with_for_update()
    ).one()
    secret = unseal(settings, _PURPOSE, row.totp_sealed) if row.totp_sealed else None
    if secret is None:
        return False
    step = step_of(secret.decode(), code, now)
    if step is None:
        return invitations.use_recovery(conn, user_id, code, now)
    fresh = sa.and_(users.c.id == user_id, sa.func.coalesce(users.c.totp_step, 0) < step)
    return conn.execute(users.update().where(fresh).values(totp_step=step)).rowcount == 1


def reset(conn: sa.Connection, user_id: int, now: dt.datetime) -> None:
    """Ask for no code until one is set up anew; codes and trusted devices are void."""
    values = {"totp_sealed": None, "totp_step": None}
    conn.execute(users.update().where(users.c.id == user_id).values(values))
    devices.end_all(conn, user_id, now)
    invitations.withdraw(conn, user_id, invitations.Purpose.RECOVERY, now)
