"""The commands of the person who adds an operator: check-card, check-feed, new-card."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from ..offers import Reject
from ..offers.faults import CardFault, FairwindError, one_plain_line
from ..store.clock import clock_of
from ..store.settings import load_settings
from .card import Card, read_card
from .card_template import new_card_text
from .card_yaml import read_yaml
from .feed_check import FeedCheck, as_json, check_saved, offer_line

AsJson = Annotated[bool, typer.Option("--json", help="plain values for a program")]
CardFile = Annotated[Path, typer.Argument(help="the card, NAME.yml", show_default=False)]


def check_card(file: CardFile, json_: AsJson = False) -> None:
    """Check a card: one sentence with its line for every fault. Nothing is fetched or stored."""
    try:
        card = read_card(file)
    except CardFault as fault:
        if json_:
            typer.echo(json.dumps({"good": False, "faults": fault.places}, ensure_ascii=False))
        else:
            typer.echo("\n".join(fault.places))
        raise typer.Exit(1) from None
    said = _summary(card)
    if json_:
        said = json.dumps({"good": True, "name": card.name, "faults": []}, ensure_ascii=False)
    typer.echo(said)


def _summary(card: Card) -> str:
    asked = f"{card.connector.kind} at {', '.join(sorted(card.hosts))}"
    fields = f"{len(card.fields)} fields"
    return f"{card.name}: the card is good. {card.title}: {asked}, {fields}, {_permission(card)}"


def _permission(card: Card) -> str:
    given = card.permission
    return f"permission: {given.basis} by {given.by} on {given.on}"


def check_feed(
    card: CardFile,
    saved: Annotated[Path, typer.Argument(help="a saved page or feed", show_default=False)],
    json_: AsJson = False,
) -> None:
    """Show what one saved page or feed gives under a card. Nothing is fetched or stored."""
    try:
        check = check_saved(read_card(card), read_yaml(card), saved, _now())
    except FairwindError as fault:
        said = json.dumps({"fault": str(fault)}, ensure_ascii=False)
        typer.echo(said if json_ else "\n".join(map(one_plain_line, str(fault).splitlines())))
        raise typer.Exit(1) from None
    if json_:
        typer.echo(json.dumps(as_json(check), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(map(one_plain_line, report(check))))
    if not check.good:
        raise typer.Exit(1)


def _now() -> dt.datetime:
    """The moment by the settings' clock. A key for once keeps them from making one in the home."""
    return clock_of(load_settings(secret_key=secrets.token_urlsafe(48))).now()


_SHOWN = 5


def report(check: FeedCheck) -> list[str]:
    """The lines of screens.md 5: found, published, the same, set aside, words not known."""
    claimed = "" if check.reported is None else f" (it says there are {check.reported})"
    if check.leads_to and not check.found:
        return [_leads(check), *(f"  note: {warning}" for warning in check.warnings)]
    lines = [f"found {check.found} records in {check.where}{claimed}"]
    shown = " · ".join(offer_line(offer) for offer in check.offers[:_SHOWN])
    more = " ..." if len(check.offers) > _SHOWN else ""
    lines.append(f"  {len(check.offers)} would be published   {shown}{more}".rstrip())
    if check.duplicates:
        same = ", ".join(list(dict.fromkeys(check.same))[:_SHOWN])
        lines.append(f"  {check.duplicates} the same as {same} (exact)")
    if check.aside:
        lines.append(f"  {len(check.aside)} set aside   {_aside(check)}")
    lines += [f"  words not known: {word}" for word in check.unknown]
    lines += [f"  note: {warning}" for warning in check.warnings]
    return lines


def _leads(check: FeedCheck) -> str:
    """The line of a list or a sitemap: no records, and the addresses that would be asked next."""
    shown = " ".join(check.leads_to[:_SHOWN]) + (" ..." if len(check.leads_to) > _SHOWN else "")
    return f"found no records here: it leads to {len(check.leads_to)} addresses   {shown}"


def _aside(check: FeedCheck) -> str:
    """Three records of each reason, then how many more there are of it."""
    told: list[str] = []
    times = Counter(reject.reason for _, reject in check.aside)
    shown: Counter[str] = Counter()
    for name, reject in check.aside:
        shown[reject.reason] += 1
        if shown[reject.reason] <= 3:
            told.append(f"{name} {_why(reject)}")
    told += [f"{count - 3} more {reason}" for reason, count in times.items() if count > 3]
    return " · ".join(told)


def _why(reject: Reject) -> str:
    """The reject's sentence without its place: the record is named before it."""
    place = f"record {reject.provenance.position + 1}: "
    said = reject.sentence.partition(place)[2] or reject.sentence
    return said or f'{reject.field} "{reject.value}" ({reject.reason})'


def new_card(
    name: Annotated[str, typer.Argument(help="name of the card, such as sunny_tours")],
    folder: Annotated[Path, typer.Option(help="folder to write it to")] = Path(),
) -> None:
    """Write a card to fill in, every line explained."""
    try:
        text = new_card_text(name)
    except ValueError as error:
        raise CardFault([str(error)]) from error
    file = folder / f"{name}.yml"
    try:
        with file.open("x", encoding="utf-8") as card:
            card.write(text)
    except FileExistsError:
        raise CardFault([f"{file} is there already; nothing was written"]) from None
    except OSError as error:
        raise CardFault([f"{file} cannot be written: {error.strerror}"]) from error
    typer.echo(f"{file}: fill in the permission, then run fairwind check-card {file}")
