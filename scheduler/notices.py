"""Notices: one mail for a refused run, one for an operator that has been silent too long."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from email.policy import SMTP

from ..catalog.runs import Run
from ..crawlers.card import Card
from ..store.clock import Clock
from ..store.database import Database
from ..store.outbox import put
from ..store.settings import Settings

KIND = "operator_notice"


def tell_of_refusal(
    settings: Settings, clock: Clock, database: Database, title: str, run: Run, sentence: str
) -> None:
    """One mail for one refused run, however often it is told."""
    body = (
        f"{sentence}\n\n"
        f"The site keeps the offers of {title}'s last published run and says so on each card.\n"
        f"To publish this run after all:  fairwind accept {run.source} --by NAME --because REASON\n"
        f"{settings.base_address}/office/\n"
    )
    mail = notice(settings, f"{title}: today's offers were refused", body)
    _put(database, f"refused:{run.source}:{run.name}", mail, clock.now())


def tell_of_silence(
    settings: Settings,
    clock: Clock,
    database: Database,
    silent: list[tuple[Card, dt.datetime | None]],
) -> None:
    """One mail for each operator without a good run for longer than its period and grace.

    `silent` holds the card and when its last good run ended; the same gap is told once.
    """
    for card, since in silent:
        heard = f"since {since:%Y-%m-%d %H:%M} UTC" if since else "since its card was added"
        body = (
            f"{card.title} gave no good run {heard}; it is due every {card.schedule.every}.\n"
            "`fairwind operators` shows what was tried,"
            f" `fairwind refresh {card.name}` tries now.\n"
        )
        mail = notice(settings, f"{card.title}: no offers {heard}", body)
        cause = f"silent:{card.name}:{since.isoformat() if since else 'never'}"
        _put(database, cause, mail, clock.now())


def notice(settings: Settings, subject: str, body: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = settings.sender or settings.agency_mail
    mail["To"] = settings.agency_mail
    mail["Subject"] = " ".join(subject.split())[:200]
    mail.set_content(body)
    return mail


def _put(database: Database, cause: str, mail: EmailMessage, now: dt.datetime) -> None:
    with database.write() as conn:
        put(conn, KIND, cause[:200], mail, now)
