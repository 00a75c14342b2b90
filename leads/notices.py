"""Notices: the plain mails to the agency's own people, with a link and no more than they need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import structlog
from babel.dates import format_date, format_time

from ..store.settings import Settings
from .enquiry import one_line
from .notice_words import NoticeWords
from .words import words_of

log = structlog.get_logger("fairwind.notices")


@contextmanager
def kept_anyway(reference: str) -> Iterator[None]:
    """A mail about a lead that cannot be written is logged; the lead stays, in the inbox too."""
    try:
        yield
    except (ValueError, MessageError) as fault:
        log.error("mail about a lead not written", lead=reference, fault=type(fault).__name__)


def notice(
    settings: Settings, to: Iterable[str], subject: str, lines: Iterable[str], link: str
) -> EmailMessage:
    """A mail of plain lines; headers go through the SMTP policy, so that no line break passes.

    Who has no address that mail servers take is told by the agency's inbox.
    """
    mail = EmailMessage(policy=SMTP)
    sender = settings.sender or settings.agency_mail
    mail["From"] = Address(one_line(settings.agency_name), addr_spec=sender)
    readers = [one if one.isascii() else settings.agency_mail for one in to]
    mail["To"] = [Address(addr_spec=one) for one in dict.fromkeys(readers)]
    mail["Subject"] = one_line(subject)[:200]
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join((*lines, "", link, "")), cte="base64")
    return mail


def line_of(row: Any, words: NoticeWords, settings: Settings, language: str) -> str:
    """One lead in a list: reference, temperature, until when, whose; no name of a visitor."""
    at = row.next_at or row.promised_to
    until = words.again if row.next_at else words.promised
    whose = f"{words.with_} {one_line(row.owner)}" if row.owner else words.queue
    said = (warmth(row.temperature, words), f"{until} {moment(at, settings, language)}", whose)
    return f"{row.reference}  {', '.join(said)}"


def warmth(temperature: str, words: NoticeWords) -> str:
    said = {"hot": words.hot, "warm": words.warm, "cold": words.cold}
    return said.get(temperature, words.none)


def moment(at: dt.datetime, settings: Settings, language: str) -> str:
    """Day and time on the agency's clock."""
    there, locale = at.astimezone(settings.zone), words_of(language).locale
    day = format_date(there, "short", locale)
    return f"{day} {format_time(there, 'HH:mm', locale=locale)}"
