"""Who may log in, in which roles: inviting, changing, locking out."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...leads import members, routing
from ...offers.faults import StoreFault
from ...store import audit, devices, invitations, rates, second_factor, sessions, users
from ...store.invitations import Purpose
from ...store.users import PRESETS, Account, Role
from ..shell import render
from . import account_mail
from .conflict import Both, conflict, stale
from .role_words import preset_said, role_said, roles_said
from .visit import Visit, Who, who


@dataclass(frozen=True, slots=True)
class Line:
    """One user in the list."""

    address: str
    name: str
    email: str
    roles: str
    active: bool
    invited: bool
    second_factor: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """One role or preset to choose."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class UsersPage:
    """Everybody, and the form that invites one more."""

    who: Who
    lines: tuple[Line, ...]
    presets: tuple[Tick, ...]
    email: str = ""
    name: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class UserPage:
    """One user and what may be done about them."""

    who: Who
    line: Line
    ticks: tuple[Tick, ...]
    version: int
    sessions: int
    own: bool
    done: str
    fault: str = ""


def users_page(visit: Visit) -> Response:
    """The list."""
    return _list(visit)


def user_page(visit: Visit) -> Response:
    """One user."""
    return _one(visit)


def invite(visit: Visit) -> Response:
    """A new user with the roles of a preset, and a mail whose link sets the password."""
    form, shop = visit.form, visit.shop
    try:
        roles = users.roles_named([form.get("preset", "")])
        with shop.database.write() as conn:
            user = users.invite_user(
                conn, form.get("email", ""), form.get("name", ""), roles, visit.now
            )
            if Role.PROSPECTOR in roles:
                members.set_member(conn, user.id)
            _mail(conn, visit, user.id, Purpose.INVITE)
            kept = " ".join(sorted(roles))
            audit.note(conn, visit.now, visit.actor, "user invited", user.email, roles=kept)
    except StoreFault:
        fault = visit.speech._(
            "This is no mail address that every mail server takes (before the @ plain letters, "
            "no accents), or there is a user with it already."
        )
        return _list(visit, fault)
    return RedirectResponse(f"/office/users/{user.id}?done=invited", 303)


def change_roles(visit: Visit) -> Response:
    """Give a user other roles; somebody else's change since is shown beside, 409."""
    form, account = visit.form, _account(visit)
    if account.user.id == visit.session.user.id:
        return _one(visit, visit.speech._("Nobody changes their own roles. Ask a colleague."), 422)
    try:
        roles = users.roles_named(form.all("role"))
        if stale(form, account.version):
            return _both(visit, account, roles)
        with visit.shop.database.write() as conn:
            users.set_roles(conn, account.user.id, roles, account.version)
            sessions.end_all(conn, account.user, visit.now)
            was, given = (" ".join(sorted(one)) for one in (account.user.roles, roles))
            audit.note(
                conn, visit.now, visit.actor, "roles changed", account.user.email,
                before=was, after=given,
            )  # fmt: skip
    except StoreFault:
        return _one(visit, _refused(visit), 422)
    return _done(account, "roles")


def set_active(visit: Visit) -> Response:
    """Lock somebody out, their sessions ended and their leads given to others; or let them in."""
    account, active = _account(visit), visit.form.get("active") == "yes"
    if account.user.id == visit.session.user.id:
        return _one(visit, visit.speech._("Nobody locks themselves out."), 422)
    shop, user = visit.shop, account.user
    try:
        with shop.database.write() as conn:
            users.set_active(conn, user.id, active)
            if not active:
                sessions.end_all(conn, user, visit.now)
                devices.end_all(conn, user.id, visit.now)
                for purpose in (Purpose.INVITE, Purpose.RESET, Purpose.UNLOCK):
                    invitations.withdraw(conn, user.id, purpose, visit.now)
                routing.reassign_all(conn, shop.settings, user.id, visit.actor, visit.now)
            deed = "user activated" if active else "user deactivated"
            audit.note(conn, visit.now, visit.actor, deed, user.email)
    except StoreFault:
        return _one(visit, _refused(visit), 422)
    return _done(account, "in" if active else "out")


def send_link(visit: Visit) -> Response:
    """Mail a link to a new password, or the invitation again; three an hour."""
    account, shop = _account(visit), visit.shop
    purpose = Purpose.INVITE if account.invited else Purpose.RESET
    with shop.database.write() as conn:
        limit = rates.RESET_BY_MAIL
        wait = rates.spend(conn, shop.settings, limit, account.user.email, visit.now)
        if wait is None and account.active:
            _mail(conn, visit, account.user.id, purpose)
            audit.note(conn, visit.now, visit.actor, "password link sent", account.user.email)
    if wait is not None:
        return _one(visit, visit.speech._("Three links an hour are enough. Please wait."), 429)
    return _done(account, "link")


def reset_second_factor(visit: Visit) -> Response:
    """For a lost telephone: no code is asked until one is set up anew, every session ends."""
    account = _account(visit)
    with visit.shop.database.write() as conn:
        second_factor.reset(conn, account.user.id, visit.now)
        sessions.end_all(conn, account.user, visit.now)
        audit.note(conn, visit.now, visit.actor, "second factor reset", account.user.email)
    return _done(account, "factor")


def end_sessions(visit: Visit) -> Response:
    """End every session of a user and trust none of their devices."""
    account = _account(visit)
    with visit.shop.database.write() as conn:
        sessions.end_all(conn, account.user, visit.now)
        devices.end_all(conn, account.user.id, visit.now)
        audit.note(conn, visit.now, visit.actor, "sessions ended", account.user.email)
    return _done(account, "sessions")


def _mail(conn: sa.Connection, visit: Visit, user_id: int, purpose: Purpose) -> None:
    account = users.account(conn, user_id)
    if account is not None:
        token = invitations.invite(conn, user_id, purpose, visit.now)
        settings = visit.shop.settings
        account_mail.send(conn, settings, account.user, purpose, token, visit.now)


def _both(visit: Visit, account: Account, roles: frozenset[Role]) -> Response:
    speech, back = visit.speech, f"/office/users/{account.user.id}"
    theirs, yours = roles_said(speech, account.user.roles), roles_said(speech, roles)
    shown = [Both("roles", speech._("Roles"), theirs, yours, yours)]
    return conflict(visit, account.user.name, back, account.version, shown)


def _refused(visit: Visit) -> str:
    return visit.speech._(
        "That was not possible: a user has at least one role, and somebody must look after users."
    )


def _account(visit: Visit) -> Account:
    said = visit.request.path_params["number"]
    with visit.shop.database.read() as conn:
        found = users.account(conn, int(said)) if said.isdecimal() and len(said) < 10 else None
    if found is None:
        raise HTTPException(404)
    return found


def _done(account: Account, what: str) -> Response:
    return RedirectResponse(f"/office/users/{account.user.id}?done={what}", 303)


def _line(visit: Visit, account: Account) -> Line:
    user = account.user
    return Line(
        address=f"/office/users/{user.id}",
        name=user.name,
        email=user.email,
        roles=roles_said(visit.speech, user.roles),
        active=account.active,
        invited=account.invited,
        second_factor=account.second_factor,
    )


def _list(visit: Visit, fault: str = "") -> Response:
    with visit.shop.database.read() as conn:
        lines = tuple(_line(visit, one) for one in users.accounts(conn))
    chosen = visit.form.get("preset", "manager")
    page = UsersPage(
        who=who(visit.session),
        lines=lines,
        presets=tuple(Tick(n, preset_said(visit.speech, n), n == chosen) for n in PRESETS),
        email=visit.form.get("email", ""),
        name=visit.form.get("name", ""),
        fault=fault,
    )
    status = 422 if fault else 200
    return render(visit.request, "office/users.html", page, status=status, indexed=False)


def _one(visit: Visit, fault: str = "", status: int = 200) -> Response:
    account = _account(visit)
    with visit.shop.database.read() as conn:
        live = len(sessions.sessions_of(conn, account.user.id, visit.now))
    page = UserPage(
        who=who(visit.session),
        line=_line(visit, account),
        ticks=tuple(
            Tick(role, role_said(visit.speech, role), role in account.user.roles) for role in Role
        ),
        version=account.version,
        sessions=live,
        own=account.user.id == visit.session.user.id,
        done=visit.request.query_params.get("done", ""),
        fault=fault,
    )
    return render(visit.request, "office/user.html", page, status=status, indexed=False)
