"""Users of the office: who may log in, in which role, with a password only they know."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
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
    """What somebody does in the agency (backoffice.md 13); one login may hold several."""

    PROSPECTOR = "prospector"
    CLOSER = "closer"
    ACCOUNT_MANAGER = "account_manager"
    TEAM_LEAD = "team_lead"
    DIRECTOR = "director"
    PRIVACY_OFFICER = "privacy_officer"
    ADMIN = "admin"


MANAGER = frozenset({Role.PROSPECTOR, Role.CLOSER, Role.ACCOUNT_MANAGER})
HEAD = frozenset({Role.TEAM_LEAD, Role.CLOSER, Role.ACCOUNT_MANAGER})
OWNER = frozenset({Role.DIRECTOR, Role.TEAM_LEAD, Role.PRIVACY_OFFICER, Role.ADMIN})
PRESETS = {"manager": MANAGER, "head": HEAD, "owner": OWNER}
"""The usual sets of roles in a small agency, by the name one chooses them by."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody of the agency; `language` is the office's for them, "" as their browser says."""

    id: int
    email: str
    name: str
    roles: frozenset[Role]
    language: str = ""


def roles_named(names: Iterable[str]) -> frozenset[Role]:
    """The roles of presets and single roles by name; StoreFault names one that there is not."""
    found: set[Role] = set()
    for name in names:
        if name not in PRESETS and name not in set(Role):
            known = ", ".join((*PRESETS, *Role))
            raise StoreFault(f"{name!r} is no role; there are {known}")
        found |= PRESETS[name] if name in PRESETS else {Role(name)}
    return frozenset(found)


def create_user(
    conn: sa.Connection,
    email: str,
    name: str,
    roles: Iterable[Role],
    password: str,
    now: dt.datetime,
) -> User:
    """A new user; StoreFault where the address, the roles or the password will not do."""
    email = _address(email)
    _refuse_weak(password, email)
    if conn.scalar(sa.select(users.c.id).where(users.c.email == email)) is not None:
        raise StoreFault(f"{email}: there is a user with this address")
    row = users.insert().values(
        email=email,
        name=" ".join(name.split()) or email.partition("@")[0],
        roles=_kept(roles),
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
    kept = conn.scalars(sa.select(users.c.roles).where(users.c.active))
    return max(1, sum(1 for roles in kept if Role.PROSPECTOR.value in roles))


def _row(conn: sa.Connection, email: str) -> sa.Row[tuple[object, ...]] | None:
    return conn.execute(sa.select(users).where(users.c.email == email)).one_or_none()


def _user(row: sa.Row[tuple[object, ...]]) -> User:
    return User(row.id, row.email, row.name, frozenset(map(Role, row.roles)), row.language)


def _kept(roles: Iterable[Role]) -> list[str]:
    """The roles as they are kept: in the order of `Role`, so that equal sets are equal rows."""
    given = frozenset(roles)
    if not given:
        raise StoreFault("a user has at least one role")
    return [role.value for role in Role if role in given]


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
