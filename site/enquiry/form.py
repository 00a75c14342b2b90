"""The enquiry form: what it offers and shows before sending, from a stay, a comparison or alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from starlette.requests import Request

from ...leads.enquiry import Pairs
from ...leads.offer_seen import OfferSeen
from ...leads.wish import MarketSeen
from ...offers.faults import GenerationFault
from ...search.answer import Quote, StayCard
from ...search.compare import Column
from ...search.query import Query, write_query
from ..posted import Posted
from ..shell import Shop, language, shop_of
from ..text import Speech, speech_of
from . import words
from .carried import Carried, carried_lines
from .promises import KIND_OF, Way, named, on_duty_now, promises_now
from .remembered import remembered_said
from .seal import Sealed, new_key, seal
from .seen import carried_query, column_seen, offer_seen
from .sensitive import without_needs
from .wished import WishForm, typed_again, wish_around, wish_form

FIELDS = ("name", "phone", "email", "when", "message", "kind", "consent")
STAY: tuple[Way, ...] = ("question", "option", "call_me")
ALONE: tuple[Way, ...] = ("question", "call_me")
COMPARE: tuple[Way, ...] = ("compare", "call_me")
FIND: tuple[Way, ...] = ("find_me", "find_open")


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind of enquiry with what is promised for it."""

    kind: str
    label: str
    promises: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class EnquiryForm:
    """The form as `enquiry/form.html` draws it (`form` in the template).

    `typed` and `faults` (field -> sentence) are empty before the first sending. `links` are the
    faults keyed by the ids of the fields, for the summary. `without` is the message as it would be
    without what it says of health or belief, None where it says nothing of that kind.
    """

    action: str
    seal: str
    heading: str
    about: str
    choices: tuple[Choice, ...]
    consent: str
    carried: tuple[Carried, ...]
    wish: WishForm | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    without: str | None = None

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
    product = card.product_id if card else ""
    countries = (card.product.place.country,) if card else ()
    ways = STAY if seen and seen.total else ALONE
    sealed = _sealed(request, query, (seen,) if seen else (), product, countries, ways)
    return draw(shop, speech, replace(sealed, offer=seen), typed=typed or {})


def compare_form(
    request: Request, columns: Sequence[Column], query: Query, *, typed: Mapping[str, str]
) -> EnquiryForm:
    """The form about two to four stays side by side."""
    shop, speech = shop_of(request), speech_of(language(request))
    seen = tuple(column_seen(column, query, speech) for column in columns)
    countries = [column.product.place.country for column in columns]
    sealed = _sealed(request, query, seen, "", countries, COMPARE)
    return draw(shop, speech, replace(sealed, compared=seen), typed=typed)


def find_form(request: Request, query: Query) -> EnquiryForm:
    """The form of "find me something", filled in as the search at hand says it."""
    shop, speech = shop_of(request), speech_of(language(request))
    sealed = replace(_sealed(request, query, (), "", (), FIND), party=None)
    return draw(shop, speech, sealed, typed={}, wish=wish_form(query, shop, speech))


def _sealed(
    request: Request,
    query: Query,
    seen: Sequence[OfferSeen],
    product: str,
    countries: Sequence[str],
    ways: Sequence[Way],
) -> Sealed:
    shop, speech = shop_of(request), speech_of(language(request))
    pairs, market = _pairs(query), market_seen(shop, query, product)
    party = query.party if seen or write_query(query) else None
    wish = wish_around(query, seen, party, countries)
    dated = len(seen) == 1 and product != "" and seen[0].date is not None
    return Sealed(
        key=new_key(),
        at=shop.now(),
        promises=promises_now(shop, ways, wish, market, dated),
        query=pairs,
        party=party,
        market=market,
        countries=tuple(dict.fromkeys(filter(None, countries))),
        remembered=remembered_said(request, speech),
        who=on_duty_now(shop, speech.lang),
    )


def draw(
    shop: Shop,
    speech: Speech,
    sealed: Sealed,
    *,
    typed: Mapping[str, str],
    faults: Mapping[str, str] | None = None,
    sent: frozenset[str] | None = None,
    wish: WishForm | None = None,
    tells: bool = False,
) -> EnquiryForm:
    """The form over its sealed state; `sent` are the lines still ticked, None for all.

    `tells`: what was typed tells a need, so the page offers to send it without.
    """
    carried = carried_lines(sealed, speech, shop.settings.currency)
    if sent is not None:
        carried = tuple(replace(line, sent=line.name in sent) for line in carried)
    finds = "find_open" in sealed.ways
    if finds and wish is None and isinstance(typed, Posted):
        wish = typed_again(typed, shop, speech)
    return EnquiryForm(
        action=f"/{speech.lang}/ask",
        seal=seal(shop.settings, sealed),
        heading=words.heading(sealed, speech),
        about=sealed.offer.product if sealed.offer else "",
        choices=_choices(shop, speech, sealed, typed.get("kind", "")),
        consent=words.consent(sealed.ways, shop.settings, speech),
        carried=carried,
        wish=wish if finds else None,
        typed={name: typed.get(name, "") for name in FIELDS},
        faults=faults or {},
        without=without_needs(typed.get("message", "")) if tells else None,
    )


def _choices(shop: Shop, speech: Speech, sealed: Sealed, asked: str) -> tuple[Choice, ...]:
    """Each kind once with its promises; the one asked for is chosen, else the first."""
    said: dict[str, list[str]] = {}
    for way, window in sealed.promises:
        kind = KIND_OF.get(way, "question")
        who = named(way, sealed.who)
        sentence = words.promised(window, kind, who, shop.settings, shop.now(), speech)
        lead = words.way_said(way, speech)
        said.setdefault(kind, []).append(f"{lead} {sentence}" if lead else sentence)
    chosen = asked if asked in said else next(iter(said), "")
    return tuple(
        Choice(kind, words.kind_said(kind, speech), tuple(promises), kind == chosen)
        for kind, promises in said.items()
    )


def market_seen(shop: Shop, query: Query, product_id: str) -> MarketSeen | None:
    """What is known of the market for this party; None before the first generation."""
    try:
        market = shop.finder.market(query, shop.now(), product_id)
    except GenerationFault:
        return None
    stars = None if market.stars is None else market.stars / 2
    return MarketSeen(stars, market.top_quarter, market.threshold, market.currency)


def _pairs(query: Query) -> Pairs:
    """The search's own pairs, without whom it was for: that is a line of its own."""
    alone = replace(carried_query(query), party=Query().party)
    return tuple(write_query(alone))
