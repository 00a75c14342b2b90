"""The results page: from the engine's answer to what is read, in the order of screens.md 1."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from ...catalog.photos import Shelf
from ...search.answer import Answer
from ...search.query import Group, Per, Query, Sort
from .. import trade
from ..text import Speech
from . import asked, calendar_links, compare_links, links, near
from .asked import Chip, SearchForm
from .bars import Bars
from .cards import Card, card
from .near import Step
from .panel import Option, Section, panel, quick
from .prices import roughly
from .strip import Day, days
from .whom import asked_whom


@dataclass(frozen=True, slots=True)
class OtherGroup:
    """A line under the heading: how many stand in another group, and the way there."""

    sentence: str
    link: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A link among others, one of them current: an order, a page."""

    code: str
    label: str
    link: str
    current: bool


@dataclass(frozen=True, slots=True)
class Pager:
    """Where one stands among the pages; "" where there is no such page."""

    before: str
    after: str
    said: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Everything the results template says."""

    heading: str
    summary: str
    form: SearchForm
    asked_whom: str
    oldest: str
    groups: tuple[OtherGroup, ...]
    sections: tuple[Section, ...]
    quick: tuple[Option, ...]
    chips: tuple[Chip, ...]
    clear: str
    budget_kept: tuple[tuple[str, str], ...]
    sorts: tuple[Choice, ...]
    days: tuple[Day, ...]
    lowest_day: Day | None
    cards: tuple[Card, ...]
    group: Group
    why_first: bool
    pager: Pager | None
    removals: tuple[Step, ...]
    did_you_mean: tuple[str, str] | None
    unmatched: str
    notes: tuple[str, ...]
    nearest: tuple[Step, ...]
    histogram: Bars | None
    none_in_budget: str
    compare: tuple[tuple[str, str], ...]
    calendar: str
    json: str
    find_me: str


def results_page(
    answer: Answer,
    speech: Speech,
    currency: str,
    now: dt.datetime,
    suggestions: tuple[str, ...] = (),
    shelf: Shelf | None = None,
) -> ResultsPage:
    """The page of one answer."""
    query, lang = answer.query, speech.lang
    form = asked.search_form(query, speech, currency, answer.facets, suggestions, now.date())
    chips = asked.chips(query, speech, currency, answer.facets)
    strip = days(answer.calendar, query, speech)
    dated = _dated(answer)
    return ResultsPage(
        heading=heading(answer, speech),
        summary=asked.summary(query, speech, answer.facets),
        form=form,
        asked_whom=asked_whom(answer.sources, now, speech),
        oldest=speech.age(answer.oldest, now) if answer.oldest else "",
        groups=_other_groups(answer, speech),
        sections=panel(answer.facets, query, speech),
        quick=quick(answer.facets, query, speech),
        chips=chips,
        clear=links.trips(lang, _bare(query)) if len(chips) > 1 else "",
        budget_kept=_kept(query),
        sorts=_sorts(answer, speech),
        days=strip,
        lowest_day=next((day for day in strip if day.lowest), None) if len(strip) > 1 else None,
        cards=tuple(card(one, dated, query.group, now, speech, shelf) for one in answer.cards),
        group=query.group,
        why_first=query.sort is Sort.BEST and query.group is Group.PRICED and query.page == 1,
        pager=_pager(answer, speech),
        removals=near.removals(answer, speech, currency),
        did_you_mean=_meant(answer, lang),
        unmatched=answer.unmatched,
        notes=near.notes(answer, speech),
        nearest=near.nearest(answer, speech),
        histogram=near.bars(answer, speech),
        none_in_budget=_none_in_budget(answer, speech),
        compare=compare_links.kept(dated),
        calendar=calendar_links.calendar(lang, query),
        json=links.trips(lang, query).replace("/trips", "/trips.json", 1),
        find_me=links.find_me(lang, query),
    )


def _dated(answer: Answer) -> Query:
    """The search as its stays are led to: the cheapest month as the days of that month."""
    if answer.month is None:
        return answer.query
    return calendar_links.whole_month(replace(answer.query, cheapest_month=False), answer.month)


def heading(answer: Answer, speech: Speech) -> str:
    """The h1: how many, for whom, from how much; never a number of another group."""
    counts, query = answer.counts, answer.query
    you = trade.you(query.party, speech)
    if query.group is Group.GOES:
        return speech.ngettext(
            "%(n)s stay goes on your dates, price for your party not published",
            "%(n)s stays go on your dates, price for your party not published",
            counts.goes,
        )
    if query.group is Group.UNCLEAR:
        return speech.ngettext(
            "%(n)s stay has a price we cannot read as per person or total",
            "%(n)s stays have a price we cannot read as per person or total",
            counts.unclear,
        )
    if not counts.priced:
        return speech._("No stay has a published price for %(you)s here", you=you)
    if answer.lowest is None:
        return speech.ngettext(
            "%(n)s stay priced for %(you)s",
            "%(n)s stays priced for %(you)s",
            counts.priced,
            you=you,
        )
    return speech.ngettext(
        "%(n)s stay priced for %(you)s, from %(price)s",
        "%(n)s stays priced for %(you)s, from %(price)s",
        counts.priced,
        you=you,
        price=roughly(answer.lowest, answer.lowest_converted, speech),
    )


def _other_groups(answer: Answer, speech: Speech) -> tuple[OtherGroup, ...]:
    counts, query = answer.counts, answer.query
    rows: list[tuple[Group, int, str]] = [
        (
            Group.PRICED,
            counts.priced,
            speech.ngettext(
                "%(n)s priced for %(you)s",
                "%(n)s priced for %(you)s",
                counts.priced,
                you=trade.you(query.party, speech),
            ),
        ),
        (
            Group.GOES,
            counts.goes,
            speech.ngettext(
                "%(n)s more goes on your dates, price for your party not published",
                "%(n)s more go on your dates, price for your party not published",
                counts.goes,
            ),
        ),
        (
            Group.UNCLEAR,
            counts.unclear,
            speech.ngettext(
                "%(n)s has a price we cannot read as per person or total",
                "%(n)s have a price we cannot read as per person or total",
                counts.unclear,
            ),
        ),
    ]
    found = [
        OtherGroup(sentence, links.changed(speech.lang, query, group=group, sort=Sort.BEST))
        for group, count, sentence in rows
        if count and group is not query.group
    ]
    return (*found, *_other_dates(answer, speech))


def _other_dates(answer: Answer, speech: Speech) -> tuple[OtherGroup, ...]:
    count = answer.counts.other_dates
    if not count:
        return ()
    sentence = speech.ngettext(
        "%(n)s more goes at other dates", "%(n)s more go at other dates", count
    )
    any_day = {"depart_from": None, "depart_to": None, "flex": 0, "group": Group.PRICED}
    return (OtherGroup(sentence, links.changed(speech.lang, answer.query, **any_day)),)


def _none_in_budget(answer: Answer, speech: Speech) -> str:
    """The sentence of a budget that leaves nothing priced, where another group is shown instead."""
    count = answer.beyond_budget
    if answer.counts.priced or not count:
        return ""
    return speech.ngettext(
        "Nothing within your budget; outside it there is %(n)s stay.",
        "Nothing within your budget; outside it there are %(n)s stays.",
        count,
    )


def _bare(query: Query) -> Query:
    """The search without its filters: who travels and when stay."""
    return Query(
        depart_from=query.depart_from,
        depart_to=query.depart_to,
        flex=query.flex,
        party=query.party,
        rooms=query.rooms,
        currency=query.currency,
    )


def _kept(query: Query) -> tuple[tuple[str, str], ...]:
    rest = replace(query, page=1, price_min=None, price_max=None, per=Per.PARTY)
    return tuple(links.pairs(rest))


def _sorts(answer: Answer, speech: Speech) -> tuple[Choice, ...]:
    query = answer.query
    named = [(Sort.BEST, speech._("best for you"))]
    if query.group is Group.PRICED:
        named.append((Sort.TOTAL, speech._("lowest total")))
    named += [(Sort.START, speech._("earliest start")), (Sort.NIGHTS, speech._("longest"))]
    if any(one.product.rating is not None for one in answer.cards):
        named.append((Sort.RATING, speech._("best rated")))
    return tuple(
        Choice(sort.value, label, links.changed(speech.lang, query, sort=sort), query.sort is sort)
        for sort, label in named
    )


def _pager(answer: Answer, speech: Speech) -> Pager | None:
    query, last = answer.query, answer.pages
    if last < 2:
        return None

    def page(number: int) -> str:
        there = 1 <= number <= last
        return links.trips(speech.lang, replace(query, page=number)) if there else ""

    said = speech._(
        "Page %(page)s of %(pages)s", page=speech.number(query.page), pages=speech.number(last)
    )
    return Pager(page(query.page - 1), page(query.page + 1), said)


def _meant(answer: Answer, lang: str) -> tuple[str, str] | None:
    if not answer.did_you_mean:
        return None
    return answer.did_you_mean, links.changed(lang, answer.query, words=answer.did_you_mean)
