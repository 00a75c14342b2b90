"""Notices: one mail for a refused run, one for an operator that has been silent too long.

They go to the agency in the first language of its site; what a crawl itself said stays English.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

from ..catalog.gate.sentences import N_, Tongue, in_tongue
from ..catalog.runs import Run
from ..crawlers.card import Card
from ..desk.tongue import tongue_of
from ..store.clock import Clock
from ..store.database import Database
from ..store.outbox import put
from ..store.settings import Settings
from .attempts import Attempt
from .cards import not_permitted

KIND = "operator_notice"
REFUSED = N_("%(title)s: today's offers were refused")
REFUSED_BODY = N_(
    """The site keeps the offers of %(title)s's last published run and says so on each card.
Look, keep or publish:  %(address)s
Or: fairwind keep %(name)s --by NAME --because REASON
    fairwind accept %(name)s --by NAME --because REASON   (publish after all)
The next good run closes this by itself."""
)
FAILED = N_("%(title)s: two runs in a row failed")
FAILED_BODY = N_("%(title)s gave nothing that could be published two times in a row:")
KEPT = N_("The site keeps its last published offers.")
SILENT = N_("%(title)s: no offers since %(when)s")
SILENT_BODY = N_("%(title)s gave no good run since %(when)s; it is due every %(every)s.")
NEVER = N_("%(title)s: no offers since its card was added")
NEVER_BODY = N_("%(title)s gave no good run since its card was added; it is due every %(every)s.")
TRY = N_("`fairwind operators` shows what was tried, `fairwind refresh %(name)s` tries now.")

CRON_SILENT = N_("Fairwind is silent since %(when)s")
CRON_SILENT_BODY = N_(
    """`fairwind %(name)s` was last heard of at %(when)s; cron calls it each minute.
Meanwhile no operator is asked, no mail of the day leaves and no promise is watched.
Look at cron or the timer on the machine, then `fairwind doctor`."""
)


def tell_of_refusal(
    settings: Settings,
    clock: Clock,
    database: Database,
    title: str,
    run: Run,
    reasons: Sequence[str],
) -> None:
    """One mail for one refused run, however often it is told."""
    tongue = tongue_of(settings.languages[0])
    said = " ".join(in_tongue(reason, tongue) for reason in reasons)
    address = f"{settings.base_address}/office/operators/{run.source}"
    body = tongue.sentence(REFUSED_BODY) % {"title": title, "name": run.source, "address": address}
    mail = notice(settings, tongue.sentence(REFUSED) % {"title": title}, f"{said}\n\n{body}\n")
    _put(database, f"refused:{run.source}:{run.name}", mail, clock.now())


def tell_of_failures(
    settings: Settings, clock: Clock, database: Database, title: str, failed: Sequence[Attempt]
) -> None:
    """One mail for runs that gave nothing to publish two times on end, however many follow.

    `failed` are the tries since the last good one, the newest first.
    """
    tongue, source, first = tongue_of(settings.languages[0]), failed[0].source, failed[-1]
    lines = [
        f"{_moment(one.started_at)} {tongue.word(one.state)}: {one.sentence}" for one in failed
    ]
    body = (
        f"{tongue.sentence(FAILED_BODY) % {'title': title}}\n\n"
        + "\n".join(lines)
        + f"\n\n{tongue.sentence(KEPT)}\n{settings.base_address}/office/operators/{source}\n"
    )
    mail = notice(settings, tongue.sentence(FAILED) % {"title": title}, body)
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
    now, tongue = clock.now(), tongue_of(settings.languages[0])
    for card, since in silent:
        mail = _silence(settings, card, since, tongue, now)
        cause = f"silent:{card.name}:{since.isoformat() if since else 'never'}"
        _put(database, cause, mail, now)


def _silence(
    settings: Settings, card: Card, since: dt.datetime | None, tongue: Tongue, now: dt.datetime
) -> EmailMessage:
    values = {"title": card.title, "name": card.name, "every": card.schedule.every}
    values["when"] = _moment(since) if since else ""
    subject, body = (SILENT, SILENT_BODY) if since else (NEVER, NEVER_BODY)
    lines = [tongue.sentence(one) % values for one in (body, TRY)]
    barred = not_permitted(card, now.date())
    return notice(
        settings, tongue.sentence(subject) % values, "\n".join(filter(None, (*lines, barred, "")))
    )


def _moment(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


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
