"""Commands about what is kept of people: backup, restore, export, erasure, retention."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ..offers.faults import StoreFault
from ..store import audit
from ..store.backup import With
from ..store.backup import backup as write_backup
from ..store.clock import clock_of
from ..store.database import Database, open_database
from ..store.restore import restore as put_back
from ..store.settings import Settings, load_settings
from . import erase as erasing
from . import export as exporting
from . import ledger, retention
from .erased_person import subject_of

privacy = typer.Typer(help="What is kept of people, and how it ends.", no_args_is_help=True)


@privacy.callback()
def _group() -> None:
    """What is kept of people, and how it ends."""


def backup(
    file: Annotated[Path, typer.Argument(help="the archive to write, such as fairwind.tar.gz")],
    with_secret_key: Annotated[
        bool, typer.Option("--with-secret-key", help="put the secret key in too")
    ] = False,
    with_needs_keys: Annotated[
        bool,
        typer.Option("--with-needs-keys", help="put the keys of needs in too; keep it apart then"),
    ] = False,
    with_offers: Annotated[
        bool, typer.Option("--with-offers", help="put the published offers in too")
    ] = False,
) -> None:
    """Write one checked archive of what cannot be fetched again; nobody has to stop."""
    settings = load_settings()
    also = With(with_secret_key, with_needs_keys, with_offers)
    done = write_backup(settings, file, clock_of(settings).now(), also)
    rows = sum(done.manifest["rows"].values())
    size = file.stat().st_size
    typer.echo(f"{file}: {rows:,} rows, {len(done.files):,} files, {size:,} bytes, checked")
    if not with_secret_key:
        typer.echo("The secret key is not in it: keep it elsewhere.")


def restore(
    file: Annotated[Path, typer.Argument(help="an archive that `fairwind backup` wrote")],
    replace: Annotated[
        bool, typer.Option("--replace", help="in the place of enquiries and users that are here")
    ] = False,
) -> None:
    """Check an archive and put it in place; whoever was erased since is erased again."""
    settings = load_settings()
    done = put_back(settings, file, _erase_again, replace=replace)
    made = done.archive.manifest["made_at"]
    typer.echo(f"Restored the backup of {made}: {sum(done.rows.values()):,} rows")
    for title, names in (("written", done.written), ("left as they are", done.left)):
        if names:
            typer.echo(f"Files {title}: {', '.join(names)}")
    typer.echo(f"Erasures done again: {done.erased}")
    if not done.same_key:
        typer.echo(
            "This home has another secret key than the backup's: nobody is known by the ledger and "
            "the suppressions, and second factors must be set up anew. Bring the old key back.",
            err=True,
        )
        raise typer.Exit(1)


def _erase_again(database: Database, settings: Settings, lines: Sequence[str]) -> int:
    ledger.merge(settings, lines)
    return erasing.replay(database, settings, clock_of(settings).now())


@privacy.command("retention")
def retention_command(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="say what would end, change nothing")
    ] = False,
    run: Annotated[bool, typer.Option("--run", help="end it now")] = False,
) -> None:
    """What has been kept long enough: each rule with how many and the first ids."""
    if dry_run == run:
        raise typer.BadParameter("say --dry-run or --run")
    settings = load_settings()
    database, now = open_database(settings), clock_of(settings).now()
    if run:
        found = retention.run(database, settings, now, "command")
    else:
        with database.read() as conn:
            found = retention.due(conn, settings, now)
    database.close()
    for one in found:
        ids = f": {', '.join(one.samples)}" if one.samples else ""
        rule = one.rule
        typer.echo(
            f"{one.count:>6,}  {rule.what}, {rule.after.days} days after {rule.since}: "
            f"{rule.then}{ids}"
        )


@privacy.command("export")
def export_command(
    person: Annotated[int, typer.Argument(help="the person's id")],
    file: Annotated[Path, typer.Argument(help="the JSON file to write")],
) -> None:
    """Write everything kept about one person into a file that only you can read."""
    settings = load_settings()
    database, now = open_database(settings), clock_of(settings).now()
    with database.write() as conn:
        found = exporting.export(conn, settings, person, now)
        if found is None:
            raise StoreFault(f"person {person}: there is nobody")
        audit.note(conn, now, "command", "person exported", f"person:{person}")
    database.close()
    file.touch(0o600)
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    typer.echo(f"{file}: {len(found['leads'])} enquiries")


@privacy.command("erase")
def erase_command(
    person: Annotated[int, typer.Argument(help="the person's id")],
    yes: Annotated[bool, typer.Option("--yes", help="do not ask again")] = False,
) -> None:
    """Erase one person everywhere; it cannot be undone."""
    settings = load_settings()
    database, now = open_database(settings), clock_of(settings).now()
    with database.read() as conn:
        if subject_of(conn, person) is None:
            raise StoreFault(f"person {person}: there is nobody")
    if not yes:
        typer.confirm(f"Erase person {person} for good?", abort=True)
    done = erasing.erase_person(database, settings, person, "command", now)
    database.close()
    typer.echo(
        f"Person {person} is erased: {done.leads} enquiries emptied, {done.mails} mails without "
        f"their words, {done.files} files removed"
    )
