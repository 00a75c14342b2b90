"""The commands of search: `fairwind search`, and `fairwind check-prices`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from ..catalog.generations import current
from ..catalog.home import Home
from ..offers.faults import GenerationFault
from ..store.clock import clock_of
from ..store.settings import Settings, load_settings
from .answer import Answer, Quote
from .live import LiveEngine
from .plain import plain
from .query import TRAITS, read_query
from .truth import Violations, violations

AsJson = Annotated[bool, typer.Option("--json", help="plain values for a program")]
Texts = Annotated[list[str] | None, typer.Option()]
Text = Annotated[str | None, typer.Option()]
console = Console()
screen = Console(stderr=True)


def _now(settings: Settings) -> dt.datetime:
    """The agency's own time: its day decides what has departed."""
    return clock_of(settings).now().astimezone(ZoneInfo(settings.time_zone))


def search(
    words: Annotated[list[str] | None, typer.Argument(help="free text: places, names")] = None,
    to: Annotated[list[str] | None, typer.Option(help="GR, GR/crete or a place's name")] = None,
    from_: Annotated[list[str] | None, typer.Option("--from", help="IATA code")] = None,
    depart_from: Text = None,
    depart_to: Text = None,
    month: Annotated[str | None, typer.Option(help="such as 2026-07, or cheapest")] = None,
    flex: Annotated[str | None, typer.Option(help="days around the dates")] = None,
    near: Annotated[bool, typer.Option("--near", help="airports within 150 km too")] = False,
    nights_min: Text = None,
    nights_max: Text = None,
    weekend: Annotated[bool, typer.Option("--weekend", help="start on Friday or Saturday")] = False,
    adults: Text = None,
    child_age: Texts = None,
    rooms: Annotated[str | None, typer.Option(help="equal rooms for the party")] = None,
    stars_min: Text = None,
    rating_min: Text = None,
    board_min: Text = None,
    operator: Texts = None,
    price_min: Text = None,
    price_max: Text = None,
    per: Annotated[str | None, typer.Option(help="party person night: the budget's")] = None,
    facility: Annotated[list[str] | None, typer.Option(help="such as pool")] = None,
    room: Annotated[list[str] | None, typer.Option(help="such as family")] = None,
    transport: Annotated[list[str] | None, typer.Option(help="such as flight")] = None,
    trait: Annotated[list[str] | None, typer.Option("--with", help=" ".join(TRAITS))] = None,
    currency: Text = None,
    sort: Annotated[str | None, typer.Option(help="best total start nights rating")] = None,
    group: Annotated[str | None, typer.Option(help="priced goes unclear")] = None,
    page: Text = None,
    as_json: AsJson = False,
) -> None:
    """Search the current generation: the same answer as the site's."""
    said = {
        "q": [" ".join(words)] if words else None, "to": to, "from": from_,
        "depart_from": depart_from, "depart_to": depart_to, "month": month, "flex": flex,
        "nights_min": nights_min, "nights_max": nights_max, "adults": adults,
        "child_age": child_age, "stars_min": stars_min, "board_min": board_min,
        "operator": operator, "price_min": price_min, "price_max": price_max,
        "currency": currency, "sort": sort, "group": group, "page": page, "rooms": rooms,
        "rating_min": rating_min, "per": per, "facility": facility, "room": room,
        "transport": transport, "near": str(int(near)), "weekend": str(int(weekend)),
        **dict.fromkeys(_traits(trait or []), "1"),
    }  # fmt: skip
    pairs = [
        (key, one)
        for key, value in said.items()
        for one in ([value] if isinstance(value, str) else value or [])
    ]
    settings = load_settings()
    answer = LiveEngine(Home(settings.home)).answer(read_query(pairs), _now(settings))
    if as_json:
        typer.echo(json.dumps(plain(answer), ensure_ascii=False, indent=1))
    else:
        _show(answer)


def _traits(said: list[str]) -> list[str]:
    """The traits that were asked for; a word that is none ends the command with a sentence."""
    if unknown := [one for one in said if one not in TRAITS]:
        raise typer.BadParameter(f"{unknown[0]} is none of {' '.join(TRAITS)}", param_hint="--with")
    return said


def _show(answer: Answer) -> None:
    counts = answer.counts
    console.print(
        f"{counts.priced} priced, {counts.goes} go without a price for this party, "
        f"{counts.unclear} unclear, {counts.other_dates} at other dates"
    )
    if answer.did_you_mean:
        console.print(f"Searched for: {escape(answer.did_you_mean)}")
    if answer.ages_missing:
        console.print(f"{answer.ages_missing} children have no age; say --child-age for each.")
    if answer.unmatched:
        console.print(f"Found nowhere: {escape(answer.unmatched)}")
    for line in _told_beside(answer):
        console.print(escape(line))
    if not answer.cards and counts.goes:
        console.print("None is priced for this party; `--group goes` lists those that go.")
        return
    table = Table("product", "place", "start", "nights", "board", "total", "operator", box=None)
    for card in answer.cards:
        place = card.product.place
        where = place.resort or place.region or place.country
        table.add_row(escape(card.product.name), escape(where), *_quote_cells(card.quotes[:1]))
    console.print(table)


def _told_beside(answer: Answer) -> Iterator[str]:
    """What the answer says of its own search: month, airports, rooms, budget and silences."""
    if answer.month:
        yield f"Cheapest month: {answer.month:%Y-%m}"
    if answer.near:
        yield f"Airports near by: {', '.join(answer.near)}"
    if answer.uneven_rooms:
        yield "The party cannot be divided into equal rooms, so nothing is priced."
    if answer.beyond_budget and not answer.counts.priced:
        yield f"None within the budget; {answer.beyond_budget} beyond it."
    for one in answer.silent:
        yield f"Not stated by {', '.join(one.names)}: {one.key}"
    for removal in answer.removals:
        if removal.priced:
            yield f"Without {' '.join((removal.key, removal.value)).strip()}: {removal.priced}"


def _quote_cells(quotes: tuple[Quote, ...]) -> list[str]:
    for quote in quotes:
        start, board = quote.offer.departure, quote.offer.board
        nights = start.nights
        return [
            str(start.date or ""),
            f"{nights.least}" if nights else "",
            escape(board.board.code if board.board else board.raw),
            str(quote.total or "not stated"),
            escape(quote.offer.operator_name),
        ]
    return [""] * 5


def check_prices(as_json: AsJson = False) -> None:
    """Work out every price of the current generation again; exit 0 only when none is untrue."""
    settings = load_settings()
    home = Home(settings.home)
    generation = current(home)
    engine = LiveEngine(home).engine()
    if generation is None or engine is None:
        raise GenerationFault(f"{home.path}: nothing has been published here yet")
    with Progress(console=screen, transient=True) as progress:
        task = progress.add_task("parties", total=None)
        told = violations(
            engine,
            generation.catalogue(),
            _now(settings),
            lambda party, n, of: progress.update(task, completed=n, total=of),
        )
    if as_json:
        typer.echo(json.dumps({"violations": told.count, **plain(told)}, indent=1))
    else:
        _tell(told)
    if told.count:
        raise typer.Exit(1)


def _tell(told: Violations) -> None:
    for name, value in plain(told).items():
        if isinstance(value, int):
            console.print(f"{value:>10,}  {name.replace('_', ' ')}")
    for example in told.examples:
        console.print(example, style="red", markup=False)
    console.print(f"{told.count:>10,}  violations", style="red" if told.count else "green")
