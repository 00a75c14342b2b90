"""Mails about a login: invited, a new password, opened again. Plain text, one link, to the user."""

from __future__ import annotations

import datetime as dt
import secrets
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import sqlalchemy as sa

from ...leads.enquiry import one_line
from ...store import outbox
from ...store.invitations import Purpose
from ...store.settings import Settings
from ...store.users import User
from ..text import Speech, speech_of

_PATHS = {
    Purpose.INVITE: "/office/password/",
    Purpose.RESET: "/office/password/",
    Purpose.UNLOCK: "/office/unlock/",
}


def send(
    conn: sa.Connection,
    settings: Settings,
    user: User,
    purpose: Purpose,
    token: str,
    now: dt.datetime,
) -> None:
    """Put the mail with the link of this token into the outbox."""
    speech = speech_of(user.language or settings.languages[0])
    subject, lines = _words(speech, settings, purpose)
    mail = EmailMessage(policy=SMTP)
    sender = settings.sender or settings.agency_mail
    mail["From"] = Address(one_line(settings.agency_name), addr_spec=sender)
    mail["To"] = user.email
    mail["Subject"] = one_line(subject)
    link = f"{settings.office_address}{_PATHS[purpose]}{token}"
    mail.set_content("\n\n".join((*lines, link)) + "\n", cte="base64")
    outbox.put(conn, "account", f"account {purpose} {secrets.token_hex(8)}", mail, now)


def _words(speech: Speech, settings: Settings, purpose: Purpose) -> tuple[str, tuple[str, ...]]:
    agency = {"agency": settings.agency_name}
    if purpose is Purpose.INVITE:
        return speech._("Your login at %(agency)s", **agency), (
            speech._("You are invited to the office of %(agency)s.", **agency),
            speech._("Choose your password here; the link works once, for seven days:"),
        )
    if purpose is Purpose.RESET:
        return speech._("A new password for %(agency)s", **agency), (
            speech._("Somebody asked for a new password for you. If it was not you, do nothing."),
            speech._("Choose it here; the link works once, for one hour:"),
        )
    return speech._("Your login at %(agency)s is locked", **agency), (
        speech._("There were twenty wrong passwords for your login today."),
        speech._("If it was you, open it again here. If not, tell whoever looks after users:"),
    )
