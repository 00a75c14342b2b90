"""Setting up codes from an app, and showing once more who sits there."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import lru_cache

import segno
from starlette.responses import RedirectResponse, Response

from ...store import audit, invitations, rates, second_factor, sessions, users
from ...store.sealing import read_ticket, ticket
from ...store.sessions import LONGEST
from ..shell import render
from .login import HOME, inside, waiting_said
from .visit import Visit, Who, who

_PURPOSE = "setting up codes"


@dataclass(frozen=True, slots=True)
class SetUpPage:
    """The picture an app reads, its secret in letters, and the form for the first code.

    `picture` are the drawn lines of an SVG path on a square of `side` units.
    """

    who: Who
    picture: str
    side: int
    letters: str
    kept: str
    after: str
    may_wait: bool
    fault: str = ""


@dataclass(frozen=True, slots=True)
class StandsPage:
    """Codes are set up: how many recovery codes are left."""

    who: Who
    left: int


@dataclass(frozen=True, slots=True)
class CodesPage:
    """The recovery codes, shown once."""

    who: Who
    codes: tuple[str, ...]
    after: str


@dataclass(frozen=True, slots=True)
class ProvePage:
    """Asks for the password or a code once more."""

    who: Who
    after: str
    coded: bool
    fault: str = ""


def set_up_page(visit: Visit) -> Response:
    """How it stands; where nothing is set up, a new secret to read into an app."""
    if visit.session.second_factor:
        with visit.shop.database.read() as conn:
            left = invitations.recovery_left(conn, visit.session.user.id, visit.now)
        page = StandsPage(who(visit.session), left)
        return render(visit.request, "office/second_factor_stands.html", page, indexed=False)
    after = inside(visit.request.query_params.get("next", ""))
    return _ask(visit, second_factor.new_secret(), after)


def set_up(visit: Visit) -> Response:
    """Take the first code and show the recovery codes; every other session ends."""
    user, form = visit.session.user, visit.form
    shop, after = visit.shop, inside(form.get("next", ""))
    secret = read_ticket(shop.settings, _PURPOSE, form.get("kept", ""), visit.now, LONGEST)
    if visit.session.second_factor or secret is None or secret["user"] != user.id:
        return RedirectResponse("/office/second-factor", 303)
    with shop.database.write() as conn:
        wait = rates.spend(conn, shop.settings, rates.CODES_BY_USER, str(user.id), visit.now)
        code = "" if wait else form.get("code", "")
        codes = second_factor.set_up(
            conn, shop.settings, user.id, secret["secret"], code, visit.now
        )
        if codes:
            sessions.end_others(conn, visit.session, visit.now)
            audit.note(conn, visit.now, visit.actor, "second factor set up", user.email)
    if not codes:
        fault = visit.speech._("This code is not right. Is the clock of your telephone?")
        return _ask(visit, secret["secret"], after, fault)
    page = CodesPage(who(visit.session), codes, after or HOME)
    return render(visit.request, "office/recovery_codes.html", page, indexed=False)


def take_off(visit: Visit) -> Response:
    """Set it up anew, as for a new telephone: the old codes pass no more."""
    with visit.shop.database.write() as conn:
        second_factor.reset(conn, visit.session.user.id, visit.now)
        audit.note(conn, visit.now, visit.actor, "second factor reset", visit.actor)
    return RedirectResponse("/office/second-factor", 303)


def prove_page(visit: Visit) -> Response:
    """Asks who sits there before something that cannot be taken back."""
    return _prove(visit, inside(visit.request.query_params.get("next", "")))


def prove(visit: Visit) -> Response:
    """The password, or a code where codes are set up; ten tries an hour."""
    shop, after = visit.shop, inside(visit.form.get("next", ""))
    user, said = visit.session.user.id, visit.form.get("proof", "")
    with shop.database.write() as conn:
        wait = rates.spend(conn, shop.settings, rates.PROOFS_BY_USER, str(user), visit.now)
        if wait is not None:
            right = False
        elif visit.session.second_factor:
            right = second_factor.passes(conn, shop.settings, user, said, visit.now)
        else:
            right = users.opens(conn, user, said)
        if right:
            sessions.prove(conn, visit.session, visit.now)
        else:
            audit.note(conn, visit.now, visit.actor, "proof refused", "office")
    if wait is not None:
        fault, headers = waiting_said(visit.speech, wait)
        return _prove(visit, after, fault, 429, headers)
    if not right:
        return _prove(visit, after, visit.speech._("That is not right."), 422)
    return RedirectResponse(after or HOME, 303)


def _prove(
    visit: Visit,
    after: str,
    fault: str = "",
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    page = ProvePage(who(visit.session), after, visit.session.second_factor, fault)
    return render(
        visit.request, "office/prove.html", page, status=status, indexed=False, headers=headers
    )


def _ask(visit: Visit, secret: str, after: str, fault: str = "") -> Response:
    settings, user = visit.shop.settings, visit.session.user
    picture, side = drawn(second_factor.address(settings, secret, user.email))
    said = {"user": user.id, "secret": secret}
    page = SetUpPage(
        who=who(visit.session),
        picture=picture,
        side=side,
        letters=" ".join(re.findall("....", secret)),
        kept=ticket(settings, _PURPOSE, said, visit.now),
        after=after,
        may_wait=settings.second_factor == "ask" or not who(visit.session).wants_second_factor,
        fault=fault,
    )
    status = 422 if fault else 200
    return render(visit.request, "office/second_factor.html", page, status=status, indexed=False)


@lru_cache(maxsize=16)
def drawn(said: str) -> tuple[str, int]:
    """The QR code of some text as the path of its dark lines, and its side in units."""
    code, out = segno.make(said, error="m", micro=False), io.BytesIO()
    code.save(out, kind="svg", border=4, xmldecl=False, svgns=False)
    path = re.search(r' d="([^"]+)"', out.getvalue().decode())
    if path is None:
        raise ValueError("segno drew no path")
    return path[1], int(code.symbol_size(border=4)[0])
