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
from argon2.exceptions import InvalidHashError, VerificationError

from ..offers.faults import StoreFault
from .mail_address import as_kept, mailable
from .passwords import LONGEST, refuse_weak
from .tables import users

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
LOOK_AFTER_USERS = frozenset({Role.ADMIN, Role.DIRECTOR})
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


@dataclass(frozen=True, slots=True)
class Account:
    """A user as those see them who look after users."""

    user: User
    active: bool
    second_factor: bool
    invited: bool
    version: int
    created_at: dt.datetime


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
    refuse_weak(password, email.partition("@")[0])
    return _add(conn, email, name, roles, _HASHER.hash(password), now)


def invite_user(
    conn: sa.Connection, email: str, name: str, roles: Iterable[Role], now: dt.datetime
) -> User:
    """A new user without a password yet: nobody can log in until the invitation has set one."""
    return _add(conn, _address(email), name, roles, "", now)


def _add(
    conn: sa.Connection,
    email: str,
    name: str,
    roles: Iterable[Role],
    password_hash: str,
    now: dt.datetime,
) -> User:
    if conn.scalar(sa.select(users.c.id).where(users.c.email == email)) is not None:
        raise StoreFault(f"{email}: there is a user with this address")
    row = users.insert().values(
        email=email,
        name=" ".join(name.split())[:200] or email.partition("@")[0],
        roles=_kept(roles),
        password_hash=password_hash,
        active=True,
        created_at=now,
    )
    conn.execute(row)
    found = _row(conn, email)
    if found is None:
        raise StoreFault(f"{email}: the user was not kept")
    return _user(found)


def accounts(conn: sa.Connection) -> tuple[Account, ...]:
    """Everybody, those who may log in first, by name."""
    rows = conn.execute(sa.select(users).order_by(users.c.active.desc(), users.c.name, users.c.id))
    return tuple(map(_account, rows))


def account(conn: sa.Connection, user_id: int) -> Account | None:
    """One user, active or not."""
    row = conn.execute(sa.select(users).where(users.c.id == user_id)).one_or_none()
    return None if row is None else _account(row)


def account_of(conn: sa.Connection, email: str) -> Account | None:
    """The user with this address, active or not."""
    row = _row(conn, as_kept(email))
    return None if row is None else _account(row)


def set_roles(
    conn: sa.Connection, user_id: int, roles: Iterable[Role], version: int | None = None
) -> bool:
    """Give a user these roles and no others; False where `version` is not theirs any more.

    StoreFault: nobody would be left who can look after users.
    """
    which = users.c.id == user_id
    if version is not None:
        which = sa.and_(which, users.c.version == version)
    changed = {"roles": _kept(roles), "version": users.c.version + 1}
    done = conn.execute(users.update().where(which).values(changed)).rowcount > 0
    _refuse_unkept(conn)
    return done


def set_active(conn: sa.Connection, user_id: int, active: bool) -> None:
    """Let a user log in, or not any more; StoreFault as in `set_roles`."""
    changed = {"active": active, "version": users.c.version + 1}
    conn.execute(users.update().where(users.c.id == user_id).values(changed))
    _refuse_unkept(conn)


def set_password(conn: sa.Connection, user_id: int, password: str) -> None:
    """A new password; StoreFault where it will not do."""
    which = users.c.id == user_id
    email = conn.execute(sa.select(users.c.email).where(which)).scalar_one()
    refuse_weak(password, email.partition("@")[0])
    conn.execute(users.update().where(which).values(password_hash=_HASHER.hash(password)))


def opens(conn: sa.Connection, user_id: int, password: str) -> bool:
    """Whether this is the user's password."""
    which = sa.select(users.c.password_hash).where(users.c.id == user_id)
    return _verified(conn.execute(which).scalar_one(), password)


def authenticate(conn: sa.Connection, email: str, password: str) -> User | None:
    """The active user with this address and password.

    An unknown or inactive address takes as long to refuse as a wrong password.
    """
    nobody = _nobody()
    found = _row(conn, as_kept(email))
    known = found is not None and found.active and found.password_hash
    right = _verified(found.password_hash if found is not None and known else nobody, password)
    return _user(found) if right and known and found is not None else None


def _verified(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False


def renew_hash(conn: sa.Connection, user: User, password: str) -> bool:
    """Hash a right password anew where the kept hash was made with older parameters."""
    which = users.c.id == user.id
    kept = conn.execute(sa.select(users.c.password_hash).where(which)).scalar_one()
    if not _HASHER.check_needs_rehash(kept):
        return False
    fresh = _HASHER.hash(password[:LONGEST])
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


def _account(row: sa.Row[tuple[object, ...]]) -> Account:
    return Account(
        user=_user(row),
        active=bool(row.active),
        second_factor=row.totp_sealed is not None,
        invited=not row.password_hash,
        version=row.version,
        created_at=row.created_at,
    )


def _refuse_unkept(conn: sa.Connection) -> None:
    """The agency must not lock itself out."""
    kept = conn.scalars(sa.select(users.c.roles).where(users.c.active))
    if not any(LOOK_AFTER_USERS & set(map(Role, roles)) for roles in kept):
        raise StoreFault("nobody would be left who looks after users")


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
        return mailable(email)
    except ValueError as error:
        raise StoreFault(str(error)) from error
