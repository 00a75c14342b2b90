"""One's own login: where one is logged in, trusted devices, the password."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...offers.faults import StoreFault
from ...store import audit, devices, rates, sessions, users
from ..shell import render
from .login import waiting_said
from .moments import moment_said
from .visit import Visit, Who, set_cookie, who


@dataclass(frozen=True, slots=True)
class Line:
    """One session or device in a list."""

    name: str
    agent: str
    since: str
    seen: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """Where a user is logged in, and what they may change of their login."""

    who: Who
    email: str
    sessions: tuple[Line, ...]
    devices: tuple[Line, ...]
    second_factor: bool
    done: str
    fault: str = ""


def sessions_page(visit: Visit) -> Response:
    """The list."""
    return _page(visit)


def end_one(visit: Visit) -> Response:
    """End one of one's own sessions."""
    name = visit.request.path_params["name"]
    with visit.shop.database.write() as conn:
        if not sessions.end_named(conn, visit.session.user.id, name, visit.now):
            raise HTTPException(404)
        audit.note(conn, visit.now, visit.actor, "session ended", visit.actor)
    return _done("ended")


def end_others(visit: Visit) -> Response:
    """End all of one's sessions but this one, and trust no device any more."""
    with visit.shop.database.write() as conn:
        sessions.end_others(conn, visit.session, visit.now)
        devices.end_all(conn, visit.session.user.id, visit.now)
        audit.note(conn, visit.now, visit.actor, "other sessions ended", visit.actor)
    return _done("others")


def change_password(visit: Visit) -> Response:
    """A new password for the old one: a new session here, every other one ends."""
    shop, form, user = visit.shop, visit.form, visit.session.user
    with shop.database.write() as conn:
        wait = rates.spend(conn, shop.settings, rates.PROOFS_BY_USER, str(user.id), visit.now)
        right = wait is None and users.opens(conn, user.id, form.get("old_password", ""))
    if wait is not None:
        return _page(visit, waiting_said(visit.speech, wait)[0], 429)
    if not right:
        return _page(visit, visit.speech._("The present password is not right."), 422)
    try:
        with shop.database.write() as conn:
            users.set_password(conn, user.id, form.get("new_password", ""))
            sessions.end_all(conn, user, visit.now)
            devices.end_all(conn, user.id, visit.now)
            secret = sessions.start(conn, user, visit.now, agent=visit.session.agent)
            audit.note(conn, visit.now, visit.actor, "password changed", user.email)
    except StoreFault:
        return _page(visit, password_rule(visit), 422)
    response = _done("password")
    set_cookie(response, shop.settings, secret)
    return response


def password_rule(visit: Visit) -> str:
    """Why a password was not taken."""
    return visit.speech._(
        "Please take another password: 12 characters or more, and nothing that many people use."
    )


def _done(what: str) -> Response:
    return RedirectResponse(f"/office/sessions?done={what}", 303)


def _page(visit: Visit, fault: str = "", status: int = 200) -> Response:
    user, now = visit.session.user, visit.now
    with visit.shop.database.read() as conn:
        live = sessions.sessions_of(conn, user.id, now)
        trusted = devices.devices_of(conn, user.id, now)
    page = SessionsPage(
        who=who(visit.session),
        email=user.email,
        sessions=tuple(
            Line(
                one.name,
                one.agent,
                moment_said(visit, one.created_at),
                moment_said(visit, one.seen_at),
                one.id_hash == visit.session.id_hash,
            )
            for one in live
        ),
        devices=tuple(
            Line("", one.agent, moment_said(visit, one.created_at), moment_said(visit, one.until))
            for one in trusted
        ),
        second_factor=visit.session.second_factor,
        done=visit.request.query_params.get("done", ""),
        fault=fault,
    )
    return render(visit.request, "office/sessions.html", page, status=status, indexed=False)
