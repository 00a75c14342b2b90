"""Notices: one mail for a refused run, one for an operator that has been silent too long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

from ..catalog.runs import Run
from ..crawlers.card import Card
from ..store.clock import Clock
from ..store.database import Database
from ..store.outbox import put
from ..store.settings import Settings
from .attempts import Attempt

KIND = "operator_notice"


def tell_of_refusal(
    settings: Settings, clock: Clock, database: Database, title: str, run: Run, sentence: str
) -> None:
    """One mail for one refused run, however often it is told."""
    body = (
        f"{sentence}\n\n"
        f"The site keeps the offers of {title}'s last published run and says so on each card.\n"
        f"Look, keep or publish:  {settings.base_address}/office/operators/{run.source}\n"
        f"Or: fairwind keep {run.source} --by NAME --because REASON\n"
        f"    fairwind accept {run.source} --by NAME --because REASON   (publish after all)\n"
        "The next good run closes this by itself.\n"
    )
    mail = notice(settings, f"{title}: today's offers were refused", body)
    _put(database, f"refused:{run.source}:{run.name}", mail, clock.now())


def tell_of_failures(
    settings: Settings, clock: Clock, database: Database, title: str, failed: Sequence[Attempt]
) -> None:
    """One mail for runs that gave nothing to publish two times on end, however many follow.

    `failed` are the tries since the last good one, the newest first.
    """
    source, first = failed[0].source, failed[-1]
    lines = [f"{one.started_at:%Y-%m-%d %H:%M} UTC {one.state}: {one.sentence}" for one in failed]
    body = (
        f"{title} gave nothing that could be published two times in a row:\n\n"
        + "\n".join(lines)
        + f"\n\nThe site keeps its last published offers.\n"
        f"{settings.base_address}/office/operators/{source}\n"
    )
    mail = notice(settings, f"{title}: two runs in a row failed", body)
    _put(database, f"failed twice:{source}:{first.started_at.isoformat()}", mail, clock.now())


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
