"""The rows of a comparison, grouped: price, dates, board, way, place, terms, seller, rating."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ...offers import Money, Offer, Paid
from ...offers.facility import facilities_of
from ...search.answer import Quote
from ...search.compare import Column, ColumnState
from ...search.query import Query
from .. import trade
from ..sources import Sources
from ..text import Speech
from . import cards, links
from .cards import unbroken
from .compare_cells import (
    Block,
    Cell,
    Row,
    absent,
    comparable,
    figure_of,
    own_money,
    row,
    silent,
    text,
)
from .identity import Identity, identity
from .prices import price_box, printed, roughly, seller
from .sellers import language_of

_THEIRS = ""
"""The language of facts that several operators may have said, each in its own: not known."""
BEACH = frozenset({"sand_beach", "beach_300", "sea_view"})
CHILDREN = frozenset({"kids_club", "family_room", "aquapark", "adults_only"})


@dataclass(frozen=True, slots=True)
class Blocks:
    """Writes the rows of one comparison."""

    columns: tuple[Column, ...]
    query: Query
    speech: Speech
    now: dt.datetime
    sources: Sources

    def all(self) -> tuple[Block, ...]:
        """Every group of rows in which any stay has something to say, in the order in which people
        decide."""
        _ = self.speech._
        blocks = (
            Block(_("Price"), self._price()),
            Block(_("Dates"), self._dates()),
            Block(_("Room and board"), self._board()),
            Block(_("Way there"), self._way()),
            Block(_("Place"), self._place()),
            Block(_("Terms"), self._terms()),
            Block(_("Operator"), self._operator()),
        )
        spoken = (Block(one.name, tuple(filter(_speaks, one.rows))) for one in blocks)
        return tuple(block for block in spoken if block.rows)

    def _each(self, name: str, of: Callable[[Offer], str | None]) -> Row:
        """A row of what each offer says; "" or None is not stated."""
        return row(name, [self._of_offer(column, of) for column in self.columns])

    def _ranked(
        self, name: str, of: Callable[[Offer], tuple[str, float] | None], best: str, most: bool
    ) -> Row:
        """A row with figures, the best of which is marked."""

        def cell(column: Column) -> Cell:
            if column.quote is None:
                return absent(self.speech)
            said = of(column.quote.offer)
            return text(*said) if said else silent(self.speech)

        return row(name, [cell(column) for column in self.columns], best, most)

    def _of_offer(self, column: Column, of: Callable[[Offer], str | None]) -> Cell:
        if column.quote is None:
            return absent(self.speech)
        said = of(column.quote.offer)
        return text(said) if said else silent(self.speech)

    def _price(self) -> tuple[Row, ...]:
        _ = self.speech._
        even = comparable(self.columns)
        totals = [self._total(column, even) for column in self.columns]
        persons = [self._person(column, even) for column in self.columns]
        rows = [
            row(_("Total"), totals, _("lowest")),
            row(_("For each of you"), persons, _("lowest")),
            row(_("What is in it"), [self._parts(column) for column in self.columns]),
            row(_("Paid there"), [self._paid_there(column) for column in self.columns]),
            row(_("Checked"), [self._checked(c) for c in self.columns], _("newest"), most=True),
        ]
        return tuple(rows[:1] if self.query.party.persons == 1 else rows[:2]) + tuple(rows[2:])

    def _total(self, column: Column, even: bool) -> Cell:
        """The total with for whom and when; else why there is none, and the nearest one."""
        speech = self.speech
        box = price_box(column.quote, self.query.party, speech) if column.quote else None
        money = own_money(column)
        if box is None or money is None:
            return self._no_total(column)
        said = [box.total, box.whom, box.converted, box.caution]
        return Cell(tuple(filter(None, said)), money.minor if even else None)

    def _no_total(self, column: Column) -> Cell:
        speech, nearest = self.speech, column.nearest
        said = [_WHY[column.state](column, speech)]
        date = nearest.offer.departure.date if nearest else None
        if nearest is None or date is None:
            return Cell(tuple(filter(None, said)), quiet=True)
        there = replace(self.query, depart_from=date, depart_to=date, flex=0)
        link = links.stay(speech.lang, column.slug, column.product_id, there, nearest.key)
        price = nearest.shown.money if nearest.shown else nearest.total
        known = bool(nearest.shown), speech, nearest.from_only
        named = speech._(
            "nearest: %(date)s, %(price)s",
            date=speech.day_year(date),
            price=unbroken(roughly(price, *known)) if price else "",
        )
        return Cell(tuple(filter(None, said)), quiet=True, link=link, link_said=named)

    def _person(self, column: Column, even: bool) -> Cell:
        money = own_money(column)
        if column.quote is None or money is None:
            return absent(self.speech)
        each = Money(round(money.minor / self.query.party.persons), money.currency)
        said = roughly(each, bool(column.quote.shown), self.speech, column.quote.from_only)
        return text(said, each.minor if even else None)

    def _parts(self, column: Column) -> Cell:
        """The parts of the total, as the stay's own page has them."""
        box = price_box(column.quote, self.query.party, self.speech) if column.quote else None
        if box is None:
            return absent(self.speech)
        if not box.parts:
            return text(self.speech._("one amount, its parts not stated"))
        unknown = self.speech._("not stated")
        return Cell(tuple(f"{part.name}: {part.amount or unknown}" for part in box.parts))

    def _paid_there(self, column: Column) -> Cell:
        """Which parts of the total are paid at the place, to whoever takes them there."""
        quote = column.quote
        price = quote.offer.departure.price if quote else None
        if quote is None or quote.total is None or price is None:
            return absent(self.speech)
        local = [part for part in price.components if part.paid is Paid.LOCALLY]
        if not local:
            return text(self.speech._("nothing that the operator names"))
        amounts = [self.speech.money(p.amount, None) for p in local if p.amount]
        if len(amounts) < len(local):
            amounts.append(self.speech._("a part whose amount is not stated"))
        return Cell((" + ".join(amounts),))

    def _checked(self, column: Column) -> Cell:
        if column.quote is None:
            return absent(self.speech)
        said = seller(column.quote, self.now, self.speech).checked
        return text(said, figure_of(column.quote))

    def _dates(self) -> tuple[Row, ...]:
        _ = self.speech._
        return (
            self._each(_("There and back"), lambda offer: cards.dates(offer, self.speech)),
            self._each(_("Nights"), self._nights),
        )

    def _nights(self, offer: Offer) -> str:
        length = offer.departure.nights
        return trade.nights(length.least, length.most, self.speech) if length else ""

    def _board(self) -> tuple[Row, ...]:
        _, speech = self.speech._, self.speech

        def board(offer: Offer) -> tuple[str, float] | None:
            if offer.board.board is None:
                return (offer.board.raw, 0.0) if offer.board.raw else None
            return trade.board(offer, speech), float(offer.board.board)

        return (
            self._ranked(_("Board"), board, _("most meals"), True),
            row(_("Room"), [self._room(column) for column in self.columns]),
        )

    def _room(self, column: Column) -> Cell:
        """The kind of room, and the operator's own words for it in its language."""
        if column.quote is None:
            return absent(self.speech)
        offer = column.quote.offer
        kind, own = offer.room.room_class, offer.room.raw
        said = [self.speech._(trade.ROOMS[kind])] if kind else []
        if not own or own.casefold() in (one.casefold() for one in said):
            return text(said[0]) if said else silent(self.speech)
        return Cell((*said, own), lang=language_of(self.sources.of(offer.ref.source)))

    def _way(self) -> tuple[Row, ...]:
        _, speech = self.speech._, self.speech

        def start(offer: Offer) -> str:
            origin = offer.departure.origin
            return trade.airport(origin, speech) if origin else ""

        def way(offer: Offer) -> str:
            transport = offer.departure.transport
            return _(trade.WAYS[transport]) if transport else ""

        def stops(offer: Offer) -> tuple[str, float] | None:
            landings = offer.departure.stops
            if landings is None:
                return None
            if not landings:
                return _("direct"), 0
            return speech.ngettext("%(n)s landing", "%(n)s landings", landings), landings

        def bag(offer: Offer) -> tuple[str, float] | None:
            kilos = offer.included.bag_kg
            return None if kilos is None else (trade.bag(offer, speech), kilos)

        def transfer(offer: Offer) -> tuple[str, float] | None:
            has = offer.included.transfer
            if has is None:
                return None
            return (_("included"), 1) if has else (_("not included"), 0)

        return (
            self._each(_("From"), start),
            self._each(_("By"), way),
            self._each(_("Outward"), lambda offer: _times(offer.departure.out)),
            self._each(_("Homeward"), lambda offer: _times(offer.departure.back)),
            self._ranked(_("Stops"), stops, _("fewest"), False),
            self._ranked(_("Bag"), bag, _("most"), True),
            self._ranked(_("Transfer"), transfer, _("included"), True),
        )

    def _place(self) -> tuple[Row, ...]:
        """What is so whatever the dates are."""
        _, speech = self.speech._, self.speech

        def own(name: str, of: Callable[[Column], str], lang: str | None = None) -> Row:
            said = (of(column) for column in self.columns)
            return row(name, [text(one, lang=lang) if one else silent(speech) for one in said])

        stars = [
            text(cards.stars_said(c.product, speech), c.product.stars)
            if c.product.stars
            else silent(speech)
            for c in self.columns
        ]
        rating = [
            text(_rating(c.product.rating, speech), c.product.rating)
            if c.product.rating is not None
            else silent(speech)
            for c in self.columns
        ]
        return (
            own(_("Where"), lambda c: cards.place(c.product, speech)),
            row(_("Stars"), stars, _("most"), True),
            row(_("Rating"), rating, _("highest"), True),
            own(_("Beach"), lambda c: _facts(c, BEACH), _THEIRS),
            own(_("Children"), lambda c: _facts(c, CHILDREN), _THEIRS),
            own(_("Also there"), _other_facts, _THEIRS),
        )

    def _terms(self) -> tuple[Row, ...]:
        _, speech = self.speech._, self.speech

        def deposit(offer: Offer) -> tuple[str, float] | None:
            percent = offer.terms.deposit_percent
            return None if percent is None else (f"{percent} %", percent)

        def balance(offer: Offer) -> tuple[str, float] | None:
            days = offer.terms.balance_days
            if days is None:
                return None
            said = speech.ngettext(
                "%(n)s day before the start", "%(n)s days before the start", days
            )
            return said, days

        def cancelling(offer: Offer) -> tuple[str, float] | None:
            days = offer.terms.free_cancellation_days
            if days is None:
                return None
            if not days:
                return _("never free of charge"), 1000
            said = speech.ngettext(
                "free up to %(n)s day before", "free up to %(n)s days before", days
            )
            return said, days

        return (
            self._each(_("Places"), lambda offer: trade.seats(offer, speech)),
            self._ranked(_("Deposit"), deposit, _("lowest"), False),
            self._ranked(_("Balance"), balance, _("latest"), False),
            self._ranked(_("Cancellation"), cancelling, _("longest"), False),
        )

    def _operator(self) -> tuple[Row, ...]:
        _, speech = self.speech._, self.speech

        def legal(offer: Offer) -> Identity:
            return identity(offer, self.sources.of(offer.ref.source), speech)

        return (
            self._each(_("Sold by"), lambda offer: offer.operator_name or offer.operator),
            self._each(_("Legal name"), lambda offer: legal(offer).legal),
            self._each(_("Contract"), lambda offer: legal(offer).contract),
        )


def _speaks(row: Row) -> bool:
    return not all(cell.absent for cell in row.cells)


def _goes(column: Column, speech: Speech) -> str:
    dates = speech.listed([speech.day(date) for date in column.goes_dates[:3]])
    if not dates:
        return speech._("goes, price for your party not published")
    return speech._("goes %(dates)s, price for your party not published", dates=dates)


def _unclear(column: Column, speech: Speech) -> str:
    return printed(column.quote, speech) if column.quote else ""


_WHY: dict[ColumnState, Callable[[Column, Speech], str]] = {
    ColumnState.PRICED: lambda column, speech: "",
    ColumnState.UNCLEAR: _unclear,
    ColumnState.GOES: _goes,
    ColumnState.ELSEWHEN: lambda column, speech: speech._("not sold for your dates"),
    ColumnState.NONE: lambda column, speech: speech._("not sold for your party"),
}


def _times(times: tuple[str, str] | None) -> str:
    return f"{times[0]}\u2013{times[1]}" if times else ""


def _rating(tenths: int | None, speech: Speech) -> str:
    said = f"{(tenths or 0) / 10:.1f}".replace(".", speech.point)
    return speech._("%(rating)s of 10", rating=said)


def _facts(column: Column, codes: frozenset[str]) -> str:
    return ", ".join(fact for fact in column.product.facts if facilities_of((fact,)) & codes)


def _other_facts(column: Column) -> str:
    named = BEACH | CHILDREN
    return ", ".join(fact for fact in column.product.facts if not facilities_of((fact,)) & named)


def quote_of(column: Column) -> Quote | None:
    """The offer with a total, the one the like-for-like note speaks of."""
    return column.quote if column.quote and column.quote.total else None


def unlike_notes(columns: Sequence[Column], speech: Speech) -> tuple[str, ...]:
    """In words how each price is unlike the first one; nothing where all are like for like."""
    priced = [column for column in columns if quote_of(column)]
    if len(priced) < 2:
        return ()
    days = {column.quote.offer.departure.date for column in priced if column.quote}
    notes = [_unlike(column, priced[0], speech) for column in priced[1:] if column.differences]
    if len(days) > 1:
        notes.insert(0, speech._("They start on different days."))
    return tuple(notes)


def _unlike(column: Column, first: Column, speech: Speech) -> str:
    assert column.quote is not None
    offer = column.quote.offer
    said = [trade.difference(name, offer, speech) for name in column.differences]
    return speech._(
        "%(name)s: %(differences)s, unlike %(first)s",
        name=column.product.name,
        differences=", ".join(said),
        first=first.product.name,
    )
