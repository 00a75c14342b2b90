"""Next to a search: what one wish less would give, the nearest dates, total and places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...offers import Money
from ...search.answer import Answer, Bucket, Facet, Removal, Silence
from ...search.query import TRAITS, Group, Query
from .. import trade
from ..text import Speech
from . import links
from .asked import budget, label_of, nights, value_said, when
from .bars import HEIGHT, WIDTH, Bars, drawn
from .prices import roughly

MOST_SHOWN = 6
MOST_NAMED = 3
SILENT_WORDS = {
    "stars_min": trade.N_("the stars"),
    "rating_min": trade.N_("a rating"),
    "board_min": trade.N_("the board"),
    "nights": trade.N_("the nights"),
    "room": trade.N_("the kind of room"),
    "transport": trade.N_("the way there"),
    "facility": trade.N_("what is there"),
    "from": trade.N_("where it starts"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One search next to this one, as a link."""

    label: str
    link: str


def removals(answer: Answer, speech: Speech, currency: str) -> tuple[Step, ...]:
    """What the search would give without each of its filters, the most first."""
    counted = [one for one in answer.removals if one.priced != 0]
    counted.sort(key=lambda one: -(one.priced or 0))
    return tuple(_removal(one, answer, speech, currency) for one in counted[:MOST_SHOWN])


def _removal(removal: Removal, answer: Answer, speech: Speech, currency: str) -> Step:
    link = links.trips(speech.lang, replace(removal.query, group=Group.PRICED))
    if removal.key == "price":
        what = speech.listed([said for said, _ in budget(answer.query, speech, currency)])
    else:
        what = _filter(removal.key, removal.value, answer.query, answer.facets, speech)
    if removal.priced is None:
        return Step(speech._("without “%(what)s”", what=what), link)
    return Step(
        speech.ngettext(
            "without “%(what)s”: %(n)s stay",
            "without “%(what)s”: %(n)s stays",
            removal.priced,
            what=what,
        ),
        link,
    )


def _filter(key: str, value: str, query: Query, facets: Sequence[Facet], speech: Speech) -> str:
    """A filter in words, as its chip says it."""
    match key:
        case "q":
            return query.words
        case "dates":
            return when(query, speech)
        case "nights":
            return nights(query, speech)
        case "board_min" if query.board_min:
            return trade.board_or_better(query.board_min, speech)
        case "stars_min" if query.stars_min:
            return trade.stars_or_better(query.stars_min, speech)
        case "rating_min" if query.rating_min:
            return trade.rating_or_better(query.rating_min, speech)
    if key in TRAITS or key == "weekend":
        return trade.trait(key, speech)
    values = (
        [value]
        if value
        else [v.value for f in facets if f.name == key for v in f.values if v.selected]
    )
    return speech.listed([value_said(key, one, speech, facets) for one in values])


def nearest(answer: Answer, speech: Speech) -> tuple[Step, ...]:
    """The nearest start days with a price, the lowest total above the budget, places around."""
    return tuple(_nearest(answer, speech)) if answer.nearest else ()


def _nearest(answer: Answer, speech: Speech) -> Iterator[Step]:
    near, query, lang = answer.nearest, answer.query, speech.lang
    assert near is not None
    for cell in near.dates:
        day = {"depart_from": cell.date, "depart_to": cell.date, "flex": 0, "group": Group.PRICED}
        price = roughly(cell.total, cell.converted, speech, cell.from_only) if cell.total else ""
        said = ", ".join(filter(None, (speech.day_year(cell.date), price)))
        yield Step(said, links.changed(lang, query, **day))
    if near.over_budget:
        any_price = links.changed(lang, query, price_min=None, price_max=None, group=Group.PRICED)
        price = speech.money(near.over_budget)
        yield Step(speech._("above your budget, from %(price)s", price=price), any_price)
    for place in near.places:
        to = tuple(place.key if one == place.instead_of else one for one in query.to)
        said = speech.ngettext(
            "%(place)s: %(n)s stay",
            "%(place)s: %(n)s stays",
            place.priced,
            place=label_of(answer.facets, "to", place.key, speech),
        )
        yield Step(said, links.changed(lang, query, to=to, group=Group.PRICED))


def notes(answer: Answer, speech: Speech) -> tuple[str, ...]:
    """What must be said of this answer under its heading."""
    return (*_understood(answer, speech), *(_silent(one, speech) for one in answer.silent))


def _understood(answer: Answer, speech: Speech) -> Iterator[str]:
    if answer.month:
        yield speech._("Cheapest month: %(month)s", month=speech.month(answer.month))
    if answer.near:
        names = speech.listed([trade.airport(code, speech) for code in answer.near])
        yield speech._("Airports nearby too: %(names)s", names=names)
    if answer.ages_missing:
        yield speech.ngettext(
            "%(n)s child has no age yet; say it under “Who travels”, for prices depend on it.",
            "%(n)s children have no age yet; say it under “Who travels”, for prices depend on it.",
            answer.ages_missing,
        )
    if answer.uneven_rooms:
        yield speech._("This party cannot be divided into equal rooms; ask us for its price.")
    if _may_be_more(answer):
        yield speech._(
            "A “from” total counts as its known part: the whole may be above your budget."
        )
    if not answer.counts_available:
        yield speech._("Counts are not available right now.")


def _may_be_more(answer: Answer) -> bool:
    """Whether a total within the budget is a "from" one, which may be above it as a whole."""
    shown = [quote for card in answer.cards for quote in card.quotes[:1]]
    return answer.query.price_max is not None and any(quote.from_only for quote in shown)


def _silent(silence: Silence, speech: Speech) -> str:
    """Operators that a filter leaves out because they do not state what it asks for."""
    named = list(silence.names[:MOST_NAMED])
    if len(silence.names) > MOST_NAMED:
        named.append(speech._("%(n)s more", n=len(silence.names) - MOST_NAMED))
    words = SILENT_WORDS.get(silence.key)
    known = silence.key in trade.TRAITS
    what = speech._(words) if words else trade.trait(silence.key, speech) if known else silence.key
    return speech._(
        "Not stated by %(operators)s, so left out: %(what)s",
        operators=speech.listed(named),
        what=what,
    )


def bars(answer: Answer, speech: Speech) -> Bars | None:
    """The budget histogram; None where there is nothing to choose from."""
    buckets = answer.histogram
    if len(buckets) < 2:
        return None
    least, last = buckets[0].least, buckets[-1]
    most = speech.money(last.most or last.least)
    counts = tuple(bucket.count for bucket in buckets)
    middle = max(buckets, key=lambda bucket: bucket.count)
    return Bars(
        width=len(buckets) * WIDTH,
        height=HEIGHT,
        bars=drawn(counts, tuple(_inside(bucket, answer.query) for bucket in buckets)),
        least=speech.money(least),
        most=most if last.most else f"{most} +",
        said=speech._(
            "Lowest totals from %(least)s to %(most)s, most of them from %(middle)s on",
            least=speech.money(least),
            most=most,
            middle=speech.money(middle.least),
        ),
    )


def _inside(bucket: Bucket, query: Query) -> bool:
    """Whether the asked budget reaches into a bucket."""
    low, high = query.price_min, query.price_max
    ends: Money | None = bucket.most
    return (high is None or bucket.least.minor <= high) and (
        low is None or ends is None or ends.minor > low
    )
