"""Doctor: looks at one installation and says in plain sentences what is well and what is not."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa

from ..catalog.generations import current
from ..catalog.home import Home
from ..leads.members import members
from ..leads.webhook import given_up
from ..offers.faults import FairwindError
from ..search.engine import Engine
from ..search.query import Query
from ..store.clock import Clock
from ..store.database import Database, sqlite_version
from ..store.outbox import waiting
from ..store.settings import Settings
from ..store.tables import users
from .operators import operator_lines
from .tables import heartbeats

LEAST_FREE_MB = 1024
NOWHERE = ".invalid"
"""End of addresses that never exist (RFC 2606), such as the default of `agency_mail`."""

CRON_SILENT = dt.timedelta(minutes=10)


class Mark(StrEnum):
    """How a finding stands: well, worth a look, or wrong."""

    WELL = "well"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, in a sentence."""

    name: str
    mark: Mark
    sentence: str


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at."""

    settings: Settings
    clock: Clock
    database: Database
    home: Home


def examine(settings: Settings, clock: Clock, database: Database) -> list[Finding]:
    """All findings; one examination that fails is itself a finding and stops no other."""
    patient = Patient(settings, clock, database, Home(settings.home))
    findings: list[Finding] = []
    for name, look in EXAMINATIONS.items():
        try:
            findings.extend(look(patient))
        except (FairwindError, OSError) as fault:
            findings.append(Finding(name, Mark.WRONG, str(fault)))
    return findings


def examine_home(path: Path) -> Finding:
    """Whether the data folder takes a file and has room; asked first, it needs no database."""
    try:
        free = shutil.disk_usage(path).free >> 20
        with tempfile.TemporaryFile(dir=path) as probe:
            probe.write(b"fairwind")
    except OSError as fault:
        return Finding("home", Mark.WRONG, f"{path} cannot be written: {fault.strerror}.")
    if free < LEAST_FREE_MB:
        said = f"{path} has {free:,} MB left; below {LEAST_FREE_MB:,} a refresh may not find room."
        return Finding("home", Mark.WRONG, said)
    return Finding("home", Mark.WELL, f"{path} can be written; {free:,} MB are free.")


def _home(patient: Patient) -> Iterator[Finding]:
    yield examine_home(patient.home.path)


def _database(patient: Patient) -> Iterator[Finding]:
    with patient.database.write() as conn:
        count = conn.execute(sa.select(sa.func.count()).select_from(users)).scalar_one()
    engine = f"SQLite {sqlite_version()}" if patient.database.embedded else "PostgreSQL"
    yield Finding("database", Mark.WELL, f"{engine} reads and writes.")
    if count == 0:
        said = "Nobody can log in to the office: `fairwind office create-user EMAIL --role head`."
        yield Finding("users", Mark.LOOK, said)
    else:
        yield Finding("users", Mark.WELL, f"{count} can log in to the office.")


def _generation(patient: Patient) -> Iterator[Finding]:
    generation = current(patient.home)
    if generation is None:
        said = "Nothing is published yet: `fairwind refresh` or `fairwind demo`."
        yield Finding("offers", Mark.LOOK, said)
        return
    answer = Engine.open(generation.folder).answer(Query(), patient.clock.now())
    said = f"Generation {generation.id} answers: {answer.counts.all:,} stays and tours."
    yield Finding("offers", Mark.WELL if answer.counts.all else Mark.WRONG, said)


def _operators(patient: Patient) -> Iterator[Finding]:
    found = operator_lines(patient.settings, patient.database, patient.clock.now())
    for fault in found.faults:
        yield Finding("cards", Mark.WRONG, fault)
    for line in found.lines:
        if line.state != "ok":
            said = f"{line.title}: {line.state}. {line.sentence}".strip()
            yield Finding("operators", Mark.LOOK, said)
    well = sum(line.state == "ok" for line in found.lines)
    mark = Mark.WELL if well or not found.lines else Mark.WRONG
    yield Finding(
        "operators", mark, f"{well} of {len(found.lines)} operators are as they should be."
    )


def _mail(patient: Patient) -> Iterator[Finding]:
    settings = patient.settings
    if settings.agency_mail.endswith(NOWHERE):
        said = f"Enquiries go to {settings.agency_mail}, where no mail arrives: set agency_mail."
        yield Finding("agency_mail", Mark.WRONG, said)
    way = settings.smtp_host or settings.mail_folder
    unsent = waiting(patient.database)
    if not way:
        said = f"No mail server is set (FAIRWIND_SMTP_HOST); {unsent} mails wait in the outbox."
        yield Finding("mail", Mark.WRONG if unsent else Mark.LOOK, said)
    else:
        mark = Mark.LOOK if unsent > 20 else Mark.WELL
        yield Finding("mail", mark, f"Mail goes to {way}; {unsent} wait.")


def _cron(patient: Patient) -> Iterator[Finding]:
    with patient.database.read() as conn:
        at = conn.scalar(sa.select(heartbeats.c.at).where(heartbeats.c.name == "tick"))
    if at is None:
        said = "`fairwind tick` was never called: put deploy/fairwind.cron or the timer in place."
        yield Finding("cron", Mark.LOOK, said)
        return
    late = patient.clock.now() - at > CRON_SILENT
    said = f"`fairwind tick` was last called at {at:%Y-%m-%d %H:%M} UTC."
    yield Finding("cron", Mark.WRONG if late else Mark.WELL, said)


def _desk(patient: Patient) -> Iterator[Finding]:
    with patient.database.read() as conn:
        answer = [member for member in members(conn) if member.active]
        unheard = given_up(conn)
    if not answer:
        said = "Nobody is given leads: they wait in the queue. Add members at /office/team."
        yield Finding("team", Mark.LOOK, said)
    else:
        yield Finding("team", Mark.WELL, f"{len(answer)} members are given leads.")
    if unheard:
        said = f"{unheard} calls of the webhook were given up: see that its address answers."
        yield Finding("webhook", Mark.LOOK, said)


EXAMINATIONS: dict[str, Callable[[Patient], Iterator[Finding]]] = {
    "home": _home,
    "database": _database,
    "offers": _generation,
    "operators": _operators,
    "mail": _mail,
    "team": _desk,
    "cron": _cron,
}
