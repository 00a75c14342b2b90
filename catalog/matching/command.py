"""The commands about matches: list, decide, part, undo, and ids of hotels from a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from ...offers.faults import StoreFault
from ...store.clock import Clock, clock_of
from ...store.database import Database, open_database
from ...store.settings import load_settings
from ..home import Home
from . import decisions as room
from . import id_map, parting
from .decisions import Match
from .id_file import MOST_BYTES, read_ids
from .id_map import Preview
from .joined import Joined

ACTOR = "command"
NEXT = "It is on the site with the next publishing (fairwind tick, about two minutes)."

matches = typer.Typer(help="Which hotels of several operators are the same.", no_args_is_help=True)


@matches.command("list")
def list_command(
    state: Annotated[str, typer.Option(help="review, same or different")] = room.REVIEW,
    page: Annotated[int, typer.Option(min=1, help=f"{room.PAGE} pairs each")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="with all evidence")] = False,
) -> None:
    """The pairs that wait, those whose decision is worth most first; or those decided."""
    if state not in room.STATES:
        raise typer.BadParameter(f"{state!r}: say {', '.join(room.STATES)}")
    with _opened() as (database, _), database.read() as conn:
        waits = state == room.REVIEW
        found = room.queue(conn, page) if waits else room.decided(conn, state, page)
    if as_json:
        typer.echo(json.dumps([_as_json(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        typer.echo(_line(one))


@matches.command("decide")
def decide_command(
    number: Annotated[int, typer.Argument(help="the pair's number in the list")],
    state: Annotated[str, typer.Argument(help="same or different")],
    note: Annotated[str, typer.Option(help="how you know it")] = "",
    by: Annotated[str, typer.Option(help="who says it")] = ACTOR,
) -> None:
    """Say that a pair is the same hotel, or that it is not."""
    with _opened() as (database, clock), database.write() as conn:
        typer.echo(_line(room.decide(conn, number, state, by, note, clock.now())))
    typer.echo(NEXT)


@matches.command("undo")
def undo_command(
    number: Annotated[int, typer.Argument(help="the pair's number in the list")],
    by: Annotated[str, typer.Option(help="who says it")] = ACTOR,
) -> None:
    """Take a decision back; the pair waits again."""
    with _opened() as (database, clock), database.write() as conn:
        typer.echo(_line(room.undo(conn, number, by, clock.now())))
    typer.echo(NEXT)


@matches.command("joined")
def joined_command(
    search: Annotated[str, typer.Argument(help="words of a hotel's name")] = "",
    page: Annotated[int, typer.Option(min=1, help=f"{room.PAGE} cards each")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="with the lasting names")] = False,
) -> None:
    """Cards on which several operators stand, the least sure first."""
    found = parting.cards(Home(load_settings().home), search)
    shown = found[(page - 1) * room.PAGE : page * room.PAGE]
    if as_json:
        typer.echo(json.dumps([asdict(card) for card in shown], ensure_ascii=False))
        return
    for card in shown:
        sides = " | ".join(f"{side.operator}: {side.name}" for side in card.sides)
        typer.echo(f"{card.id}\t{card.score:.3f}\t{sides}")


@matches.command("part")
def part_command(
    card: Annotated[str, typer.Argument(help="the card's id in the list of joined ones")],
    side: Annotated[str, typer.Argument(help="the operator, or one of the side's lasting names")],
    note: Annotated[str, typer.Option(help="how you know it")] = "",
    by: Annotated[str, typer.Option(help="who says it")] = ACTOR,
) -> None:
    """Say that what this operator lists is not the same as the others on its card."""
    home = Home(load_settings().home)
    known = next((one for one in parting.cards(home) if one.id == card), None)
    if known is None:
        raise StoreFault(
            f"{card}: no card of this id has several operators (fairwind matches joined)"
        )
    at = _side_of(known, side)
    with _opened() as (database, clock), database.write() as conn:
        found = parting.pulled(home, conn, card, at)
        if found is None:
            raise StoreFault(f"{card}: the card has just become another one; look again")
        for match in parting.pull(conn, found, by, note, clock.now()):
            typer.echo(_line(match))
    typer.echo(NEXT)


def _side_of(card: Joined, said: str) -> int:
    """The one side that an operator or a lasting name means; StoreFault where it means none."""
    means = [at for at, one in enumerate(card.sides) if said in (one.operator, *one.names)]
    if len(means) == 1:
        return means[0]
    known = "; ".join(f"{one.operator} or {one.names[0]!r}" for one in card.sides)
    raise StoreFault(f"{said!r} names {len(means)} sides of {card.id}; say one of {known}")


@matches.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="CSV: operator, operator_id, giata or own")],
    preview: Annotated[bool, typer.Option("--preview", help="tell, write nothing")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="take the file of this name back")] = False,
    by: Annotated[str, typer.Option(help="who vouches for it")] = ACTOR,
) -> None:
    """Import ids of hotels: GIATA's or your own, for the ids by which an operator lists them."""
    with _opened() as (database, clock), database.write() as conn:
        if undo:
            count = id_map.forget(conn, file.name, by, clock.now())
            if not count:
                raise StoreFault(f"{file.name}: no ids were imported from a file of this name")
            typer.echo(f"{count} ids taken back. {NEXT}")
            return
        read = read_ids(file.name, _body(file))
        if preview:
            _tell(id_map.preview(conn, read), "new")
            return
        _tell(told := id_map.import_ids(conn, read, by, clock.now()), "imported")
    typer.echo(NEXT if told.adds else "Nothing was imported.")


def _tell(told: Preview, what: str) -> None:
    for operator, count in told.new.items():
        typer.echo(f"{operator}\t{count} {what}")
    if told.known:
        typer.echo(f"{told.known} known already")
    for one in told.refused:
        typer.echo(f"line {one.line} left out: {one.why}", err=True)


def _body(file: Path) -> bytes:
    """The file's bytes, one more than may be at most; StoreFault where it cannot be read."""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise StoreFault(f"{file}: {error.strerror}") from error


def _line(match: Match) -> str:
    names = [match.evidence.get(side, {}).get("name", "") for side in ("one", "other")]
    score = f"{match.score:.3f}" if match.score is not None else "-"
    state = f"{match.state} ({match.decided_by})" if match.decided_by else match.state
    return f"{match.id}\t{score}\t{_worth(match)}\t{state}\t{' | '.join(names)}"


def _worth(match: Match) -> str:
    """12 offers, 31 looks, prices 18 % apart: why the pair stands where it stands."""
    looks = f"{match.looks} looks" if match.looks else ""
    far = f"prices {match.apart:.0%} apart".replace("%", " %") if match.apart else ""
    return ", ".join(filter(None, (f"{match.offers} offers", looks, far)))


def _as_json(match: Match) -> dict[str, Any]:
    return {
        "id": match.id,
        "names": list(match.names),
        "state": match.state,
        "score": match.score,
        "version": match.version,
        "offers": match.offers,
        "looks": match.looks,
        "prices_apart_percent": None if match.apart is None else round(100 * match.apart, 1),
        "found_at": match.found_at.isoformat(),
        "decided_by": match.decided_by,
        "decided_at": match.decided_at.isoformat() if match.decided_at else None,
        "note": match.note,
        "evidence": match.evidence,
    }


@contextmanager
def _opened() -> Iterator[tuple[Database, Clock]]:
    settings = load_settings()
    database = open_database(settings)
    try:
        yield database, clock_of(settings)
    finally:
        database.close()
