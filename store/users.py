"""Users of the office: who may log in, in which role, with a password only they know."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from email_validator import EmailNotValidError, validate_email

from ..offers.faults import StoreFault
from .tables import users

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1000
_HASHER = PasswordHasher()


class Role(StrEnum):
    """What somebody is in the agency; what each may do stands in `site/office/roles.py`."""

    MANAGER = "manager"
    HEAD = "head"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody of the agency."""

    id: int
    email: str
    name: str
    role: Role


def create_user(
    conn: sa.Connection, email: str, name: str, role: Role, password: str, now: dt.datetime
) -> User:
    """A new user; StoreFault where the address or the password will not do."""
    email = _address(email)
    _refuse_weak(password, email)
    if conn.scalar(sa.select(users.c.id).where(users.c.email == email)) is not None:
        raise StoreFault(f"{email}: there is a user with this address")
    row = users.insert().values(
        email=email,
        name=" ".join(name.split()) or email.partition("@")[0],
        role=role.value,
        password_hash=_HASHER.hash(password),
        active=True,
        created_at=now,
    )
    conn.execute(row)
    found = _row(conn, email)
    if found is None:
        raise StoreFault(f"{email}: the user was not kept")
    return _user(found)


def authenticate(conn: sa.Connection, email: str, password: str) -> User | None:
    """The active user with this address and password.

    An unknown or inactive address takes as long to refuse as a wrong password.
    """
    nobody = _nobody()
    found = _row(conn, email.strip().lower())
    known = found is not None and found.active
    kept = found.password_hash if found is not None and found.active else nobody
    try:
        _HASHER.verify(kept, password[:LONGEST_PASSWORD])
    except VerificationError:
        return None
    return _user(found) if known and found is not None else None


def renew_hash(conn: sa.Connection, user: User, password: str) -> bool:
    """Hash a right password anew where the kept hash was made with older parameters."""
    which = users.c.id == user.id
    kept = conn.execute(sa.select(users.c.password_hash).where(which)).scalar_one()
    if not _HASHER.check_needs_rehash(kept):
        return False
    fresh = _HASHER.hash(password[:LONGEST_PASSWORD])
    conn.execute(users.update().where(which).values(password_hash=fresh))
    return True


def managers(conn: sa.Connection) -> int:
    """How many may answer a visitor: active managers, at least one."""
    on_duty = sa.select(sa.func.count()).where(users.c.active, users.c.role == Role.MANAGER.value)
    return max(1, conn.execute(on_duty).scalar_one())


def _row(conn: sa.Connection, email: str) -> sa.Row[tuple[object, ...]] | None:
    return conn.execute(sa.select(users).where(users.c.email == email)).one_or_none()


def _user(row: sa.Row[tuple[object, ...]]) -> User:
    return User(row.id, row.email, row.name, Role(row.role))


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_hex(16))


def _address(email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise StoreFault(f"{email!r} is not a mail address: {error}") from error


def _refuse_weak(password: str, email: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise StoreFault(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    own = email.partition("@")[0]
    if (len(own) > 3 and own in password.lower()) or len(set(password)) < 5:
        raise StoreFault("this password is too easy to guess")
