"""Answers by mail: a letter to whoever asked, opened in their language and sent from the desk."""

# ruff: noqa: RUF001 (Cyrillic letters that look like Latin ones)

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from markupsafe import Markup

from ..offers.faults import StoreFault
from ..store import outbox
from ..store.settings import Settings
from . import touches
from .enquiry import one_line
from .lead_card import LeadCard
from .letter import address, letter

LONGEST = 8000


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around an answer: `{}` takes the reference, the visitor's name, the agency's."""

    subject: str
    opening: str
    closing: str


FRAMES = {
    "en": Frame("Your question {}", "Dear {},", "Kind regards,"),
    "hu": Frame("Az Ön kérdése: {}", "Kedves {}!", "Üdvözlettel:"),
    "bg": Frame("Вашият въпрос {}", "Здравейте, {},", "С уважение,"),
    "ru": Frame("Ваш вопрос {}", "Здравствуйте, {}!", "С уважением,"),
}


def opened(settings: Settings, one: LeadCard, member: str) -> str:
    """The letter as its form opens: greeting, room for the answer, who writes."""
    frame = FRAMES.get(one.language, FRAMES["en"])
    signed = "\n".join(filter(None, (frame.closing, member, settings.agency_name)))
    return f"{frame.opening.format(one.name)}\n\n\n\n{signed}"


def send(
    conn: sa.Connection,
    settings: Settings,
    one: LeadCard,
    text: str,
    actor: str,
    now: dt.datetime,
) -> int:
    """Put the letter into the outbox and log it as a touch; returns the touch's id.

    A question is answered by it. StoreFault: the lead has no mail address, or the letter is empty
    or longer than 8,000 characters.
    """
    said = text.replace("\r\n", "\n").strip()
    if not one.email:
        raise StoreFault(f"{one.reference}: there is no mail address to answer to")
    if not said or len(said) > LONGEST:
        raise StoreFault(f"an answer has 1 to {LONGEST:,} characters")
    touch_id = touches.log(conn, settings, one.id, "mail", "out", "sent", actor, now).touch_id
    subject = FRAMES.get(one.language, FRAMES["en"]).subject.format(one.reference)
    sender = (one_line(settings.agency_name), settings.sender or settings.agency_mail)
    mail = letter(sender, one.email, subject, said + "\n", _html(said))
    if settings.agency_mail:
        mail["Reply-To"] = address(one_line(settings.agency_name), settings.agency_mail)
    outbox.put(conn, "answer", f"answer:{one.reference}:{touch_id}", mail, now)
    return touch_id


def _html(text: str) -> str:
    lines = Markup("<br>\n").join(text.split("\n"))
    return Markup("<!doctype html>\n<meta charset='utf-8'>\n<p>{}</p>\n").format(lines)
