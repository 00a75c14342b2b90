"""The component page: every part of the site's look in every state, for whoever changes it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from starlette.responses import Response

from ...search.query import Group, Query
from ..public.bars import HEIGHT, WIDTH, Bars, drawn
from ..public.cards import Attribute, Card, OtherSeller
from ..public.panel import Option, Section
from ..public.prices import Part, PriceBox, Seller
from ..public.search_form import SearchForm, search_form
from ..public.strip import Day
from ..shell import render
from ..text import Speech
from .visit import Visit, Who, who

_COUNTS = (1, 3, 7, 12, 9, 4, 2, 1)
"""A histogram as searches have it."""


@dataclass(frozen=True, slots=True)
class KitPage:
    """Made-up samples of every part; no figure of theirs is anybody's price."""

    who: Who
    form: SearchForm
    cards: tuple[Card, ...]
    days: tuple[Day, ...]
    section: Section
    bars: Bars
    faults: dict[str, str]


def kit_page(visit: Visit) -> Response:
    speech, settings = visit.speech, visit.shop.settings
    page = KitPage(
        who=who(visit.session),
        form=search_form(Query(), speech, settings.currency, today=visit.now.date()),
        cards=_cards(visit.now, speech),
        days=_days(),
        section=_section(speech),
        bars=_bars(),
        faults={"kit-mail": speech._("Please look at this again")},
    )
    return render(visit.request, "office/kit.html", page, indexed=False)


def _cards(now: dt.datetime, speech: Speech) -> tuple[Card, ...]:
    """One card of each group, and one whose price is old and only a from-price."""
    price = PriceBox(
        "€2,536",
        speech._("total for %(n)s on these dates", n=4),
        "",
        (Part("package", "2,386", ""), Part("fuel", "80", ""), Part("at the hotel", "70", "")),
        "",
    )
    seller = Seller("Sun Tours", "free sale", "checked 2 h ago", now.isoformat(), False)
    card = Card(
        product_id="kit",
        group=Group.PRICED,
        name="Lagoon Village",
        link="/office/_kit",
        ask="#cards",
        picture="sea",
        stars="★★★★",
        stars_said=speech._("%(stars)s stars", stars=4),
        place="Hersonissos, Crete",
        facts=(Attribute("sand beach", "facility"), Attribute("kids' club", "facility")),
        when="Sat 4 July → Sat 11 July 2026 · 7 nights · All inclusive",
        how=(Attribute("Debrecen 06:10-09:05, back 19:40-20:40", "from"),),
        price=price,
        seller=seller,
        same=(OtherSeller("Aegean Holidays", "€2,590", ""),),
        others=(OtherSeller("Hellas", "€2,310", "half board, no bag"),),
        more=2,
        why=("fits €3,000", "club takes both children", "day flights"),
        published="",
        published_by="",
        goes="",
    )
    caution = speech._("This price is old; we ask before you decide.")
    old = replace(price, total="from €2,536", parts=(), caution=caution)
    stale = replace(seller, checked="checked 3 days ago", old=True)
    bare = replace(card, price=None, same=(), others=(), more=0, why=(), seller=stale)
    return (
        card,
        replace(card, product_id="kit-old", picture="hills", price=old, seller=stale, why=()),
        replace(
            bare,
            product_id="kit-goes",
            group=Group.GOES,
            picture="city",
            goes="Sat 4 July",
            published="€1,698 for 2 adults, 10 October",
        ),
        replace(
            bare,
            product_id="kit-unclear",
            group=Group.UNCLEAR,
            picture="snow",
            published="3,198 zł, 4 July",
            published_by="Hellas",
        ),
    )


def _days() -> tuple[Day, ...]:
    """A day of every kind."""
    return (
        Day("Sat 4", "4 July", "2026-07-04", "€2,536", "priced", False, True, "#days"),
        Day("Sun 5", "5 July", "2026-07-05", "goes, no price", "goes", False, False, "#days"),
        Day("Mon 6", "6 July", "2026-07-06", "€2,410", "priced", True, False, "#days"),
        Day("Tue 7", "7 July", "2026-07-07", "none", "none", False, False, ""),
    )


def _section(speech: Speech) -> Section:
    """A facet with a chosen, a free and a dead value."""
    options = (
        Option("k-1", speech._("All inclusive"), "18", True, "#filters"),
        Option("k-2", speech._("Half board"), "41", False, "#filters"),
        Option("k-3", speech._("Full board"), "0", False, ""),
    )
    return Section("kit", speech._("Board or better"), options, ())


def _bars() -> Bars:
    inside = tuple(at < 4 for at in range(len(_COUNTS)))
    width = len(_COUNTS) * WIDTH
    return Bars(width, HEIGHT, drawn(_COUNTS, inside), "€600", "€4,800", "€600 to €4,800")
