"""Who sells a stay: one row an operator's offer, with its differences and the ways to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from ...catalog.catalogue import SourceState
from ...offers import Offer, SoldBy
from ...search.answer import Quote
from ...search.query import Query, write_query
from .. import trade
from ..price_words import Told, told
from ..sources import Sources, way_out
from ..text import Speech
from . import cards
from .identity import identity
from .prices import printed_amount, printed_for, seller
from .verified import Overlay

MOST_SELLERS = 12


@dataclass(frozen=True, slots=True)
class SellerRow:
    """One operator's offer: price, what it is, how it differs, and the ways to it.

    `go` "" where the booking is ours; `go_first` where it is the operator's alone. `lang` is the
    language of the operator's own words, `own` those words. `askable` says that the operator can
    be asked for this price now, `answer` what it said last, `note` what became of the last wish.
    `page` is the operator's own page here.
    """

    operator: str
    source: str
    legal: str
    contract: str
    website: str
    price: str
    whom: str
    same: bool
    differences: str
    what: str
    own: str
    lang: str
    seats: str
    checked: str
    checked_iso: str
    old: bool
    again: str
    ask: str
    go: str
    go_first: bool
    key: str = ""
    askable: bool = False
    answer: Told | None = None
    note: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class GoneRow:
    """An offer that its operator has taken back since its list was read."""

    operator: str
    key: str
    answer: Told


@dataclass(frozen=True, slots=True)
class Wish:
    """What became of the wish to ask again: for which offer, and `known` or `wait`."""

    key: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes the rows of operators for one page."""

    product_id: str
    query: Query
    speech: Speech
    now: dt.datetime
    sources: Sources
    over: Overlay = Overlay()
    wish: Wish = Wish()

    def on_the_day(self, priced: list[Quote], day: dt.date | None) -> tuple[SellerRow, ...]:
        """Those of the shown day: the same first, then the others, each by total."""
        today = [quote for quote in priced if quote.offer.departure.date == day]
        return tuple(self.row(quote, dated=False) for quote in today[:MOST_SELLERS])

    def unpriced(self, quotes: tuple[Quote, ...]) -> tuple[SellerRow, ...]:
        """Those that go, or whose price cannot be read, one of each operator without a price."""
        priced = {quote.offer.operator for quote in quotes if quote.total}
        first: dict[str, Quote] = {}
        for quote in quotes:
            if quote.offer.operator not in priced:
                first.setdefault(quote.offer.operator, quote)
        return tuple(self.row(quote) for quote in first.values())

    def row(self, quote: Quote, dated: bool = True) -> SellerRow:
        """One offer; `dated` False where its dates stand above all of them."""
        offer, speech = quote.offer, self.speech
        other = cards.other_seller(quote, speech)
        told = seller(quote, self.now, speech)
        source = self.sources.of(offer.ref.source)
        who = identity(offer, source, speech)
        go = f"/go/{quote.key}" if way_out(offer, source) else ""
        return SellerRow(
            operator=told.operator,
            source=source.title if source and source.title != told.operator else "",
            legal=who.legal,
            contract=who.contract,
            website=who.website,
            price=other.price or printed_amount(quote, speech),
            whom="" if other.price else printed_for(quote, speech),
            same=not quote.differences,
            differences=other.differences,
            what=self._what(offer, dated),
            own=offer.room.raw,
            lang=language_of(source),
            seats=told.seats,
            checked=told.checked,
            checked_iso=told.checked_iso,
            old=told.old,
            again=_again(offer, source, self.now, speech),
            ask=self.ask(quote),
            go=go,
            go_first=bool(go) and source is not None and source.sold_by is SoldBy.OPERATOR,
            key=quote.key,
            askable=askable(quote, source, self.query),
            answer=self._answer(quote),
            note=self._note(quote.key),
            page=self._page(offer, source),
        )

    def gone(self, quotes: tuple[Quote, ...]) -> tuple[GoneRow, ...]:
        """The offers that are there no more, by what their operators said of them."""
        return tuple(
            GoneRow(quote.offer.operator_name or quote.offer.operator, quote.key, answer)
            for quote in quotes
            if quote.key in self.over.gone and (answer := self._answer(quote))
        )

    def _page(self, offer: Offer, source: SourceState | None) -> str:
        """The page of the tour operator; "" where its source tells nothing of it."""
        known = source.operator if source else None
        if known is None or known.slug != offer.operator:
            return ""
        return f"/{self.speech.lang}/operators/{known.slug}"

    def _answer(self, quote: Quote) -> Told | None:
        check = self.over.said(quote.key)
        if check is None:
            return None
        offer = quote.offer
        listed = check.shown_at or offer.checked_at
        return told(check, offer.operator_name or offer.operator, listed, self.now, self.speech)

    def _note(self, key: str) -> str:
        if key != self.wish.key:
            return ""
        if self.wish.way == "known":
            return self.speech._("It was asked a moment ago; this is that answer.")
        if self.wish.way == "wait":
            return self.speech._("Many prices were asked for just now. Try again in a few minutes.")
        return ""

    def _what(self, offer: Offer, dated: bool) -> str:
        speech, known = self.speech, offer.room.room_class
        when = cards.when if dated else cards.length_and_board
        room = speech._(trade.ROOMS[known]) if known else ""
        return " · ".join(filter(None, (when(offer, speech), room, cards.how(offer, speech))))

    def ask(self, quote: Quote) -> str:
        """The question about this very offer."""
        pairs = [("trip", self.product_id), ("offer", quote.key), *write_query(self.query)]
        return f"/{self.speech.lang}/ask?{urlencode(pairs)}"


def askable(quote: Quote, source: SourceState | None, query: Query) -> bool:
    """Whether the operator answers for this price: its own, or one that it works out for the party.

    A price of another day than the asked ones is no price for them, whoever travels.
    """
    if source is None:
        return False
    if quote.total is not None:
        return source.can_recheck or source.can_reprice
    return source.can_reprice and _on_asked_day(quote, query)


def _on_asked_day(quote: Quote, query: Query) -> bool:
    day, around = quote.offer.departure.date, dt.timedelta(days=query.flex)
    if day is None:
        return False
    first, last = query.depart_from or day, query.depart_to or query.depart_from or day
    return first - around <= day <= last + around


def language_of(source: SourceState | None) -> str:
    """The language of an operator's own words as its card says it; "" where it does not."""
    return source.operator.language if source and source.operator else ""


def _again(offer: Offer, source: SourceState | None, now: dt.datetime, speech: Speech) -> str:
    """What a list that answers no single question means, in words; "" where it does."""
    if source is None or source.can_recheck or source.can_reprice:
        return ""
    at = offer.checked_at.astimezone(now.tzinfo)
    when = speech.clock(at.time())
    if at.date() != now.date():
        when = f"{speech.day(at.date())} {when}"
    return speech._("this operator cannot be asked, its list is from %(when)s", when=when)
