"""The command that asks an operator for one shown price again: recheck."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from ..catalog.home import Home
from ..catalog.price_checks import Cause, PriceCheck, State
from ..offers import Offer, Party
from ..offers.faults import QueryFault
from ..store.clock import clock_of
from ..store.database import open_database
from ..store.settings import load_settings
from .recheck_compare import total_of
from .recheck_kept import Asking, ask_again, offer_named

AsJson = Annotated[bool, typer.Option("--json", help="plain values for a program")]


def recheck_command(
    offer: Annotated[str, typer.Argument(help="the offer's key, as its link names it")],
    adults: Annotated[int | None, typer.Option(help="who travels, if another party")] = None,
    child_age: Annotated[list[int] | None, typer.Option(help="age of each child")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask the operator for one offer's price again, say what became of it and keep it."""
    settings = load_settings()
    found = offer_named(Home(settings.home), offer)
    if found is None:
        raise QueryFault("offer", offer, f"{offer}: no offer of this key is on the site now")
    shown, product_id = found
    party = Party(adults, tuple(child_age or ())) if adults else _printed_for(shown)
    asking = Asking(
        shown, offer, party, total_of(shown, party), Cause.OFFICE, product_id=product_id
    )
    check = ask_again(settings, clock_of(settings), open_database(settings), asking)
    typer.echo(json.dumps(_plain(check)) if as_json else _line(check))
    if check.state in (State.UNANSWERED, State.NOT_CHECKABLE):
        raise typer.Exit(1)


def _printed_for(offer: Offer) -> Party:
    price = offer.departure.price
    return price.party if price and price.party else Party(2)


def _line(check: PriceCheck) -> str:
    """ "sun_tours a1b2: changed, 2536.00 EUR -> 2590.00 EUR (added fuel 5400 EUR), 0.4 s"."""
    shown, now = check.shown, check.verified
    moved = f"{shown or 'not shown'} -> {now}" if now and now != shown else str(shown or "")
    price = f", {moved}" if moved else ""
    reason = f" ({check.reason})" if check.reason else ""
    state = check.state.value.replace("_", " ")
    return f"{check.source} {check.offer_key}: {state}{price}{reason}, {check.seconds:.1f} s"


def _plain(check: PriceCheck) -> dict[str, object]:
    return {
        "source": check.source,
        "operator": check.operator,
        "offer": check.offer_key,
        "party": check.party,
        "state": check.state.value,
        "shown": str(check.shown) if check.shown else None,
        "verified": str(check.verified) if check.verified else None,
        "reason": check.reason,
        "seconds": round(check.seconds, 3),
    }
