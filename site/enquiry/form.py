"""The enquiry form: what it shows before sending, from a stay page, a card or by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from starlette.requests import Request

from ...leads.enquiry import Pairs
from ...leads.offer_seen import OfferSeen
from ...leads.promise import Promise, calendar_of, promise
from ...leads.take import promised
from ...offers import Party
from ...offers.faults import StoreFault
from ...search.answer import Quote, StayCard
from ...search.query import Query, read_query, write_query
from .. import trade
from ..shell import Shop, language, shop_of
from ..text import Speech, speech_of
from . import words
from .seal import Sealed, new_key, seal
from .seen import carried_query, offer_seen, search_said

FIELDS = ("name", "phone", "email", "when", "message", "kind", "consent")


@dataclass(frozen=True, slots=True)
class Carried:
    """One line of "We will send with your question"; unticked it stays behind."""

    name: str
    sentence: str
    sent: bool = True


@dataclass(frozen=True, slots=True)
class EnquiryForm:
    """The form as `enquiry/form.html` draws it (`form` in the template).

    `typed` and `faults` (field -> sentence) are empty before the first sending. `links` are the
    faults keyed by the ids of the fields, for the summary.
    """

    action: str
    seal: str
    about: str
    promise: str
    consent: str
    carried: tuple[Carried, ...]
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def links(self) -> dict[str, str]:
        return {f"ask-{name}": sentence for name, sentence in self.faults.items()}

    def value(self, name: str) -> str:
        return self.typed.get(name, "")

    def fault(self, name: str) -> str:
        return self.faults.get(name, "")


def form_for(
    request: Request,
    card: StayCard | None,
    quote: Quote | None,
    query: Query,
    *,
    typed: Mapping[str, str] | None = None,
) -> EnquiryForm:
    """The form about one quote of a stay (None: the stay alone, or no stay at all)."""
    shop, speech = shop_of(request), speech_of(language(request))
    seen = offer_seen(card, quote, query, speech) if card else None
    sealed = Sealed(
        key=new_key(),
        at=shop.now(),
        promise=promise_now(shop),
        offer=seen,
        query=_pairs(query),
        party=query.party if seen or write_query(query) else None,
    )
    return draw(shop, speech, sealed, typed=typed or {})


def draw(
    shop: Shop,
    speech: Speech,
    sealed: Sealed,
    *,
    typed: Mapping[str, str],
    faults: Mapping[str, str] | None = None,
    sent: frozenset[str] | None = None,
) -> EnquiryForm:
    """The form over its sealed state; `sent` are the lines still ticked, None for all."""
    carried = carried_lines(sealed, speech, shop.settings.currency)
    if sent is not None:
        carried = tuple(replace(line, sent=line.name in sent) for line in carried)
    return EnquiryForm(
        action=f"/{speech.lang}/ask",
        seal=seal(shop.settings, sealed),
        about=sealed.offer.product if sealed.offer else "",
        promise=words.promised(sealed.promise, shop.settings, shop.now(), speech),
        consent=words.consent(shop.settings, speech),
        carried=carried,
        typed={name: typed.get(name, "") for name in FIELDS},
        faults=faults or {},
    )


def promise_now(shop: Shop) -> Promise:
    """The window of a visitor who asks now; without the database as if nobody waited."""
    now = shop.now()
    try:
        with shop.database.read() as conn:
            return promised(conn, shop.settings, now)
    except StoreFault:
        return promise(now, 0, calendar_of(shop.settings, 1))


def carried_lines(sealed: Sealed, speech: Speech, currency: str) -> tuple[Carried, ...]:
    """What goes along with the question, line by line."""
    lines = []
    if sealed.offer:
        lines.append(Carried("offer", offer_said(sealed.offer, speech)))
        if sealed.offer.total:
            price = price_said(sealed.offer, speech)
            lines.append(Carried("price", speech._("Price you saw: %(price)s", price=price)))
        if sealed.offer.others:
            others = others_said(sealed.offer, speech)
            lines.append(Carried("others", speech._("Also on the page: %(offers)s", offers=others)))
    if sealed.party:
        lines.append(Carried("party", trade.party(sealed.party, speech)))
    if sealed.query:
        said = search_said(read_query(sealed.query), speech, currency)
        lines.append(Carried("search", speech._("Your search: %(search)s", search=said)))
    return tuple(lines)


def offer_said(seen: OfferSeen, speech: Speech) -> str:
    """The offer in one line."""
    day = speech.day_year(seen.date) if seen.date else ""
    parts = (seen.product, seen.place, day, seen.nights, seen.board, seen.operator)
    return " · ".join(filter(None, parts))


def price_said(seen: OfferSeen, speech: Speech) -> str:
    """The price seen and for whom it was; "" where none was shown."""
    if seen.total is None:
        return ""
    amount = speech.money(seen.total, None)
    if seen.party is None:
        return amount
    return speech._("%(price)s for %(party)s", price=amount, party=trade.party(seen.party, speech))


def others_said(seen: OfferSeen, speech: Speech) -> str:
    """The offers that stood beside it."""
    names = [
        " ".join(filter(None, (other.operator, speech.money(other.total) if other.total else "")))
        for other in seen.others
    ]
    return ", ".join(names)


def stripped(sealed: Sealed, sent: frozenset[str]) -> tuple[OfferSeen | None, Pairs, Party | None]:
    """What is left of the sealed state when the unticked lines stay behind."""
    seen = sealed.offer if "offer" in sent else None
    party = sealed.party if "party" in sent else None
    if seen is not None:
        seen = replace(seen, party=seen.party if "party" in sent else None)
        if "price" not in sent:
            seen = replace(seen, total=None, parts=(), checked_at=None)
        if "others" not in sent:
            seen = replace(seen, others=())
        if not {"party", "search"} <= sent:
            seen = replace(seen, page=seen.page.partition("?")[0])
    return seen, sealed.query if "search" in sent else (), party


def _pairs(query: Query) -> Pairs:
    """The search's own pairs, without whom it was for: that is a line of its own."""
    alone = replace(carried_query(query), party=Query().party)
    return tuple(write_query(alone))
