"""The command that imports clients and bookings from a list, or tells what would become of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ...leads import clients_import
from ...leads.import_columns import without_sensitive
from ...leads.import_file import MOST_BYTES, ImportFault, Sheet, read_sheet
from ...offers.faults import StoreFault
from ...store.clock import clock_of
from ...store.database import open_database
from ...store.settings import load_settings
from ..text import Speech, speech_of
from . import import_words as words


def import_command(
    file: Annotated[Path, typer.Argument(help="a CSV file or an XLSX workbook")],
    preview: Annotated[
        bool, typer.Option("--preview", help="tell what would become of each row, write nothing")
    ] = False,
    basis: Annotated[
        str, typer.Option(help="legal basis of rows that name none: contract, consent …")
    ] = "",
    source: Annotated[str, typer.Option(help="where the list comes from")] = "",
    dated: Annotated[str, typer.Option(help="day of the legal basis, 2026-06-05")] = "",
    operator: Annotated[str, typer.Option(help="operator of bookings that name none")] = "",
) -> None:
    """Import clients and bookings; a row without a legal basis is refused."""
    settings = load_settings()
    speech, now = speech_of(settings.languages[0]), clock_of(settings).now()
    read = without_sensitive(_sheet(file, speech))
    given = {"basis": basis, "source": source, "dated": dated, "operator": operator}
    usual = {**given, "currency": settings.currency, "language": settings.languages[0]}
    database = open_database(settings)
    try:
        with database.write() as conn:
            number = clients_import.keep(conn, file.name, read, usual, "command", now)
        with database.read() as conn:
            found = clients_import.find(conn, number)
            if found is None:
                raise StoreFault("the rows were not kept")
            today = now.astimezone(settings.zone).date()
            for fate in clients_import.preview(conn, settings, found, today):
                typer.echo(f"{fate.place}\t{fate.name}\t{words.fate(fate, speech)}")
        if preview:
            with database.write() as conn:
                clients_import.drop(conn, number)
            return
        counts = clients_import.run(database, settings, number, "command", now)
        typer.echo(words.counts(dict(counts), speech))
    finally:
        database.close()


def _sheet(file: Path, speech: Speech) -> Sheet:
    """The list in the file; StoreFault says in a sentence why there is none."""
    try:
        return read_sheet(file.name, _body(file), speech.lang)
    except ImportFault as fault:
        raise StoreFault(f"{file}: {words.file(fault.code, speech)}") from None


def _body(file: Path) -> bytes:
    """The file's bytes, one more than may be at most; StoreFault where it cannot be read."""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise StoreFault(f"{file}: {error.strerror}") from error
