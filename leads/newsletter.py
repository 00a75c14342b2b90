"""Newsletter: asked for on the site, confirmed from the mailbox, ended as easily as begun.

Nobody learns from an answer of ours whether an address is known: each call below does the same for
a new address, a subscriber and one who left; only the mailbox itself is told.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

import sqlalchemy as sa
from itsdangerous import BadData, URLSafeSerializer

from ..store import outbox, rates
from ..store.settings import Settings
from . import consent, links, people, suppression, visitor_mail
from .links import Link
from .tables import subscriptions
from .value import value_person

ASKED, CONFIRMED, ENDED = "asked", "confirmed", "ended"
ASK_BY_MAIL = rates.Limit("newsletter-mail", 3, dt.timedelta(days=1))
ASK_BY_ADDRESS = rates.Limit("newsletter-address", 10, dt.timedelta(hours=1))
SOURCE = "newsletter"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One address of the newsletter; `state` is "asked", "confirmed" or "ended"."""

    id: int
    email: str
    person_id: int | None
    language: str
    state: str
    text: str
    asked_at: dt.datetime
    confirmed_at: dt.datetime | None
    ended_at: dt.datetime | None


def subscription(conn: sa.Connection, email: str) -> Subscription | None:
    """What we know of an address (normalised), None where it was never asked for."""
    return _one(conn, subscriptions.c.email == email)


def ask(
    conn: sa.Connection,
    settings: Settings,
    email: str,
    language: str,
    text: str,
    address: str,
    now: dt.datetime,
) -> None:
    """Mail the link that confirms; `text` is the sentence agreed to, `address` the network's.

    Nothing goes out over the limits or to a mailbox that must not be written to.
    """
    if not _within_limits(conn, settings, email, address, now):
        return
    if _unreachable(conn, settings, email):
        return
    _note_asked(conn, email, language, text, now)
    held = {"text": text, "language": language}
    token = links.make(conn, "newsletter", None, email, now, held=held)
    mail = visitor_mail.newsletter(settings, email, language, token)
    outbox.put(conn, "newsletter", cause("newsletter", token), mail, now)


def confirm(
    conn: sa.Connection, settings: Settings, token: str, now: dt.datetime
) -> Subscription | None:
    """Use the mailed link: the mailbox agreed; None where the link opens nothing (any more).

    Whoever confirms is a person we know from now on, and warm (backoffice.md 2, row 3).
    """
    link = links.use(conn, token, "newsletter", now)
    if link is None:
        return None
    email, language = link.subject, link.held["language"]
    person_id = people.attach(conn, "", "", email, language, now).person_id
    consent.record(
        conn, person_id, consent.MARKETING, True, link.held["text"], SOURCE, link.proof, now
    )
    for reason in (suppression.UNSUBSCRIBED, suppression.ERASED):
        suppression.release(conn, settings, email, suppression.EMAIL, reason)
    _note_confirmed(conn, link, person_id, now)
    value_person(conn, settings, person_id, now)
    return subscription(conn, email)


def end(conn: sa.Connection, settings: Settings, email: str, proof: str, now: dt.datetime) -> bool:
    """End the newsletter for an address and put it on the list; False where it ran no more."""
    suppression.suppress(conn, settings, email, suppression.EMAIL, suppression.UNSUBSCRIBED, now)
    known = subscription(conn, email)
    if known is None or known.state == ENDED:
        return False
    which = subscriptions.c.id == known.id
    conn.execute(subscriptions.update().where(which).values(state=ENDED, ended_at=now))
    if known.person_id is not None and known.state == CONFIRMED:
        said = (known.person_id, consent.MARKETING, False, known.text, SOURCE, proof, now)
        consent.record(conn, *said)
    return True


def may_send(conn: sa.Connection, settings: Settings, email: str) -> bool:
    """Whether a newsletter may go to this address now: asked at every sending."""
    known = subscription(conn, email)
    if known is None or known.state != CONFIRMED or known.person_id is None:
        return False
    free = not suppression.suppressed(conn, settings, email, suppression.EMAIL)
    return free and consent.granted(conn, known.person_id, consent.MARKETING)


def leaving(settings: Settings, known: Subscription) -> str:
    """The token that ends this subscription: in every newsletter, good for ever (RFC 8058)."""
    return _signer(settings).dumps(known.id)


def left(conn: sa.Connection, settings: Settings, token: str) -> Subscription | None:
    """Whose subscription a token ends; None where we signed no such token or it is forgotten."""
    try:
        number = _signer(settings).loads(token)
    except BadData:
        return None
    return _one(conn, subscriptions.c.id == number)


def mail_leaving(
    conn: sa.Connection, settings: Settings, email: str, address: str, now: dt.datetime
) -> None:
    """Mail the link that ends the newsletter to whoever has lost theirs."""
    if not _within_limits(conn, settings, email, address, now):
        return
    known = subscription(conn, email)
    if known is None or known.state == ENDED or _unreachable(conn, settings, email):
        return
    token = leaving(settings, known)
    mail = visitor_mail.leaving(settings, email, known.language, token)
    outbox.put(conn, "unsubscribe", cause("unsubscribe", f"{token}{now.isoformat()}"), mail, now)


def cause(kind: str, token: str) -> str:
    """The cause of a mail that carries a token, which is not told by it."""
    return f"{kind}:{hashlib.sha256(token.encode()).hexdigest()[:32]}"


def _within_limits(
    conn: sa.Connection, settings: Settings, email: str, address: str, now: dt.datetime
) -> bool:
    spent = ((ASK_BY_MAIL, email), (ASK_BY_ADDRESS, address))
    waits = [rates.spend(conn, settings, limit, value, now) for limit, value in spent if value]
    return all(wait is None for wait in waits)


def _unreachable(conn: sa.Connection, settings: Settings, email: str) -> bool:
    why = suppression.reasons(conn, settings, [email], suppression.EMAIL)
    return any(one.reason in suppression.UNREACHABLE for one in why)


def _note_asked(
    conn: sa.Connection, email: str, language: str, text: str, now: dt.datetime
) -> None:
    """A subscriber who asks again stays one, under the wording confirmed before."""
    known = subscription(conn, email)
    said = {"language": language, "text": text, "text_version": consent.version_of(text)}
    row = {**said, "state": ASKED, "asked_at": now}
    if known is None:
        conn.execute(subscriptions.insert().values(email=email, **row))
    elif known.state != CONFIRMED:
        which = subscriptions.c.id == known.id
        conn.execute(subscriptions.update().where(which).values(row))


def _note_confirmed(conn: sa.Connection, link: Link, person_id: int, now: dt.datetime) -> None:
    text, language = link.held["text"], link.held["language"]
    row = {
        "person_id": person_id,
        "language": language,
        "state": CONFIRMED,
        "text": text,
        "text_version": consent.version_of(text),
        "confirmed_at": now,
        "ended_at": None,
    }
    which = subscriptions.c.email == link.subject
    if conn.execute(subscriptions.update().where(which).values(row)).rowcount == 0:
        asked = {"email": link.subject, "asked_at": link.created_at}
        conn.execute(subscriptions.insert().values(**asked, **row))


def _one(conn: sa.Connection, which: sa.ColumnElement[bool]) -> Subscription | None:
    row = conn.execute(sa.select(subscriptions).where(which)).one_or_none()
    if row is None:
        return None
    return Subscription(
        row.id,
        row.email,
        row.person_id,
        row.language,
        row.state,
        row.text,
        row.asked_at,
        row.confirmed_at,
        row.ended_at,
    )


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret_key.get_secret_value(), salt="unsubscribe")
