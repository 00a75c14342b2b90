"""A visit to the office: who it is, what they may use, and the cookie that says so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from ...store import sessions
from ...store.devices import TRUSTED
from ...store.sessions import Session
from ...store.settings import Settings
from ...store.users import Role
from ..posted import Posted
from ..shell import Shop, language, shop_of
from ..text import Speech, speech_of
from .roles import AUDIT, LEADS, SECOND_FACTOR, SYSTEM, TEAM, USERS


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is logged in and whose role may do this."""

    request: Request
    session: Session
    form: Posted

    @property
    def shop(self) -> Shop:
        return shop_of(self.request)

    @property
    def speech(self) -> Speech:
        return speech_of(language(self.request))

    @property
    def now(self) -> dt.datetime:
        return self.shop.now()

    @property
    def actor(self) -> str:
        return self.session.user.email


@dataclass(frozen=True, slots=True)
class Who:
    """What the frame of every office page knows of the visitor."""

    name: str
    roles: frozenset[Role]
    token: str
    has_leads: bool
    sees_system: bool
    plans_team: bool = False
    keeps_users: bool = False
    reads_audit: bool = False
    wants_second_factor: bool = False


def who(session: Session) -> Who:
    """The frame's knowledge; the administrator sees no clients' data (backoffice.md 13)."""
    user = session.user
    return Who(
        user.name,
        user.roles,
        session.form_token,
        bool(user.roles & LEADS),
        bool(user.roles & SYSTEM),
        bool(user.roles & TEAM),
        bool(user.roles & USERS),
        bool(user.roles & AUDIT),
        bool(user.roles & SECOND_FACTOR) and not session.second_factor,
    )


def cookie_name(settings: Settings, short: str = "s") -> str:
    """`__Host-s`; without its prefix on plain loopback, where no cookie can be Secure."""
    return f"__Host-{short}" if _secure(settings) else short


def _secure(settings: Settings) -> bool:
    return settings.base_address.startswith("https:")


def device_of(request: Request) -> str:
    """The secret of a trusted device as the browser sent it, "" for none."""
    return request.cookies.get(cookie_name(shop_of(request).settings, "d"), "")


def agent_of(request: Request) -> str:
    """What the browser calls itself, for its user to know it again."""
    said = request.headers.get("user-agent", "")
    return "".join(c for c in said if c.isprintable())[:200]


def set_device(response: Response, settings: Settings, secret: str) -> None:
    """Give the browser the secret that makes it a trusted device."""
    response.set_cookie(
        cookie_name(settings, "d"),
        secret,
        max_age=int(TRUSTED.total_seconds()),
        path="/",
        secure=_secure(settings),
        httponly=True,
        samesite="lax",
    )


def secret_of(request: Request) -> str:
    """The session's secret as the browser sent it, "" for none."""
    return request.cookies.get(cookie_name(shop_of(request).settings), "")


def set_cookie(response: Response, settings: Settings, secret: str) -> None:
    """Give the browser its secret; "" takes it away."""
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=None if secret else 0,
        path="/",
        secure=_secure(settings),
        httponly=True,
        samesite="lax",
    )


def session_of(request: Request) -> Session | None:
    """The live session of a request; being seen is written down once a minute."""
    shop, secret = shop_of(request), secret_of(request)
    if not secret:
        return None
    now = shop.now()
    with shop.database.read() as conn:
        found = sessions.find(conn, secret, now)
    if found is not None and found.wants_touch(now):
        with shop.database.write() as conn:
            sessions.touch(conn, found, now)
    return found
