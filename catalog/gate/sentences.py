"""The gate's sentences: each stands here once, in English; what fills it is kept beside the run.

A `Sentence` is the English text and knows what it was made of, so that a page or a mail can say it
in its reader's language. A placeholder's name tells how its value is written: `*_share` is a share
in whole per cent, `*_tenths` one with a decimal; a plain number is a count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Self

from ..places import country_name

LOSSES_NAMED = 5


def N_(english: str) -> str:
    """Marks a sentence for translation; who shows it translates it."""
    return english


SENTENCES: Mapping[str, str] = {
    # how much there is
    "no_offers": N_("The run has no offers."),
    "too_few": N_("%(now)s offers; the card asserts at least %(least)s."),
    "too_many": N_("%(now)s offers; the card asserts at most %(most)s."),
    "share": N_(
        "%(now)s offers still ahead are %(now_share)s of the %(before)s of the last published run"
        " (%(run)s); at least %(least_share)s are needed. The loss: %(losses)s.%(clause)s"
    ),
    "country_gone": N_("%(country)s had %(had)s offers and has %(left)s now."),
    "region_gone": N_("%(region)s (%(country)s) had %(had)s offers and has %(left)s now."),
    "region_renamed": N_(
        "%(region)s had %(had)s offers and is not there, though %(country)s is whole: it may be"
        " called otherwise now."
    ),
    "month_gone": N_("%(month)s had %(had)s departures and has %(left)s now."),
    "hotels_renumbered": N_(
        "%(lost)s of the %(hotels)s hotels of the last published run are not there by their"
        " numbers, but by their names they are: the numbers have changed."
    ),
    "hotels_gone": N_(
        "%(lost)s of the %(hotels)s hotels of the last published run are not there; at most"
        " %(most_share)s may be lost."
    ),
    "many_more": N_("%(now)s offers still ahead, %(before)s in the last published run."),
    "many_new_hotels": N_("%(new)s hotels are new; the last published run had %(hotels)s."),
    # the crawl itself
    "pages_missed": N_(
        "%(missed)s of %(asked)s pages gave nothing; %(least_share)s must be read. The first:"
        " %(fault)s"
    ),
    "shards_cut": N_(
        "%(cut)s of %(shards)s shards were not read to their end; %(least_share)s must be. The"
        " first fault: %(fault)s"
    ),
    "turned_away": N_("%(away)s of %(all)s answers turned us away (%(answers)s)."),
    "rejected": N_(
        "%(now_tenths)s of the records cannot be read (%(rejects)s); %(had_tenths)s in the last"
        " published run."
    ),
    "rejected_at_first": N_(
        "%(now_tenths)s of the records cannot be read (%(rejects)s); `fairwind check-feed` shows"
        " them."
    ),
    "empty_pages": N_(
        "%(empty)s of %(pages)s pages were answered without an offer, %(had_empty)s of"
        " %(had_pages)s in the last published run: this looks like an operator who shows us empty"
        " pages."
    ),
    "circle": N_(
        "%(now_share)s of the records are exact copies of others, %(had_share)s in the last"
        " published run, and offers are missing: the pages lead in a circle."
    ),
    "copies": N_(
        "%(now_share)s of the records are exact copies of others, %(had_share)s the time before."
    ),
    "reported": N_("The operator says %(said)s offers; %(found)s were found."),
    "other_trips": N_(
        "%(kept_share)s of the trips of the last published run (hotel, day, nights) are there; it"
        " was never below %(worst_share)s: dates or names may be read wrongly."
    ),
    "other_trips_soon": N_(
        "%(kept_share)s of the trips of the last published run (hotel, day, nights) are there a"
        " day later: dates or names may be read wrongly."
    ),
    "other_numbers": N_(
        "%(kept_share)s of the offers have the number they had; it was never below"
        " %(worst_share)s: the operator's numbers, or the card's id, are others now."
    ),
    "old_copy": N_("The run repeats the one of %(run)s word for word, not the last: an old copy."),
    "old_copy_still": N_(
        "The run repeats %(run)s word for word; in each of the %(runs)s runs before at least"
        " %(least_share)s of the prices changed: this looks like an old copy."
    ),
    "old_copy_departed": N_(
        "The run repeats %(run)s word for word and lists %(gone)s trips that have departed, more"
        " than any run of late: this looks like an old copy."
    ),
    "swapped": N_(
        "%(trips)s trips are gone and are there with day and month exchanged: dates are read the"
        " wrong way round."
    ),
    # what offers state
    "required": N_(
        "%(field)s is stated in %(now_tenths)s of the records, %(had_tenths)s in the last published"
        " run; %(least_share)s are needed."
    ),
    "field_thinner": N_(
        "%(field)s is stated by %(now_share)s of the offers, %(had_share)s before."
    ),
    "extra_thinner": N_(
        "extra %(extra)s is stated by %(now_share)s of the offers, %(had_share)s before."
    ),
    "extra_new": N_("extra %(extra)s is stated by %(now_share)s of the offers; it is new."),
    "words_new": N_("%(field)s has words not seen before: %(words)s."),
    # prices
    "moved": N_(
        "The price of %(moved_share)s of the same trips moved by more than a quarter, to %(factor)s"
        " times what it was%(clause)s."
    ),
    "wild": N_(
        "The price of %(wild_share)s of the same trips went to three times or a third of what it"
        " was, or beyond: cents, thousands or dates may be misread."
    ),
    "currency": N_("%(moved_share)s of the same trips are in another currency."),
    "basis": N_(
        "The price of %(moved_share)s of the same trips is for another party than before (per"
        " person, per party)."
    ),
    "all_one": N_("%(same_share)s of the %(priced)s prices are one and the same."),
    "doubted": N_(
        "%(doubted)s of %(priced)s prices cannot be right beside the others, such as %(doubt)s."
    ),
    "extra_gone": N_(
        "The price of %(moved_share)s of the same trips moved by exactly %(step)s: an extra has"
        " gone out of the price."
    ),
    "stepped": N_(
        "The price of %(moved_share)s of the same trips moved by exactly %(step)s: a sale, or an"
        " extra has come into it or gone out of it."
    ),
}

CLAUSES: Mapping[str, str] = {
    "cut_short": N_(
        " Some countries are whole and others are not: this looks like a file cut short."
    ),
    "left_out": N_(" The loss is the same everywhere: this looks like pages or records left out."),
    "for_two": N_(": per person and for two may be confused"),
    "cents": N_(": cents or thousands may be misread"),
    "currency": N_(": another currency, or another party"),
}
"""What a loss or a move usually is; said behind its sentence."""

WORDS: Mapping[str, str] = {
    "none": N_("none"),
    "not named": N_("not named"),
    "country not known": N_("country not known"),
    "No named country": N_("No named country"),
    "refused": N_("refused"),
    "failed": N_("failed"),
    "identity": N_("identity"),
    "name": N_("name"),
    "price": N_("price"),
    "currency": N_("currency"),
    "date": N_("date"),
    "nights": N_("nights"),
    "board": N_("board"),
    "room": N_("room"),
    "place": N_("place"),
    "origin": N_("origin"),
    "country": N_("country"),
    "stars": N_("stars"),
    "link": N_("link"),
    "hotel number": N_("hotel number"),
    "fuel": N_("fuel"),
    "visa": N_("visa"),
    "tourist_tax": N_("tourist tax"),
    "resort_fee": N_("resort fee"),
    "transfer": N_("transfer"),
}
"""Small words, and names of fields and extras; another one stands as the card calls it."""


LEFT_OUT: Mapping[str, str] = {
    "not_understood": N_("not understood"),
    "no_name": N_("a stay without a name"),
    "no_operator": N_("no operator"),
    "no_price": N_("no price"),
    "price_zero": N_("price is 0"),
    "price_unreadable": N_("price cannot be read"),
    "from_price_only": N_("only a from-price"),
    "no_currency": N_("no currency"),
    "currency_unknown": N_("currency not known"),
    "date_unreadable": N_("date cannot be read"),
    "departed": N_("departed"),
    "return_before_outward": N_("return before the outward journey"),
    "sale_ended": N_("sale has ended"),
    "read_twice": N_("read twice: the newer reading is kept"),
    "unreadable": N_("cannot be read"),
    "price_unlike_last_run": N_("price unlike that of the last run"),
    "price_of_another_party": N_("price of another party"),
    "price_in_another_currency": N_("price in another currency"),
    "price_unlike_near_days": N_("price unlike those of near days"),
    "price_unlike_its_product": N_("price unlike others of the same stay"),
    "price_unlike_its_operator": N_("price unlike others of the operator"),
    "price_out_of_bounds": N_("price out of bounds"),
}
"""Why records are left out, by code; a code of a later version stands as it is."""


class Tongue:
    """How a language writes what stands in a sentence: this one English, as commands speak."""

    lang = "en"

    def sentence(self, english: str) -> str:
        """The sentence in this language, its placeholders still open."""
        return english

    def count(self, value: int) -> str:
        return f"{value:,}"

    def decimal(self, value: float, digits: int, signed: bool = False) -> str:
        return f"{value:{'+' if signed else ''},.{digits}f}"

    def share(self, value: float, digits: int) -> str:
        return f"{value:.{digits}%}"

    def month(self, day: dt.date) -> str:
        return f"{day:%B %Y}"

    def more(self, count: int) -> str:
        return self.sentence(N_(" and %(n)s more")) % {"n": self.count(count)}

    def word(self, english: str) -> str:
        """A field, an extra or a small word; one that nobody knows stands as it is."""
        return self.sentence(WORDS[english]) if english in WORDS else english

    def reason(self, code: str) -> str:
        """Why records were left out; commands say the code, as the run's files do."""
        return code

    def country(self, code: str, otherwise: str) -> str:
        return country_name(code, self.lang) if code else self.word(otherwise)


class Sentence(str):
    """A sentence of the gate in English, with its code and the values that fill it; "" where it
    was kept before sentences had codes.
    """

    __slots__ = ("code", "values")
    code: str
    values: Mapping[str, Any]

    def __new__(cls, english: str, code: str = "", values: Mapping[str, Any] | None = None) -> Self:
        self = super().__new__(cls, english)
        self.code, self.values = code, values or {}
        return self

    @classmethod
    def of(cls, code: str, **values: Any) -> Self:
        """The sentence of this code; the values are plain, as JSON keeps them."""
        return cls(_filled(code, values, Tongue()), code, values)

    @classmethod
    def kept(cls, english: str, said: object) -> Self:
        """A sentence as it was kept: `said` is its code and values, None where it has none. What
        this version does not know stays English."""
        if isinstance(said, list) and len(said) == 2 and said[0] in SENTENCES:
            return cls(english, said[0], said[1])
        return cls(english)

    def told(self) -> list[Any] | None:
        """Its code and values, to be kept beside the English text."""
        return [self.code, dict(self.values)] if self.code else None


def in_tongue(sentence: str, tongue: Tongue) -> str:
    """The sentence in a language; English where it is older than codes or its values are odd."""
    if not isinstance(sentence, Sentence) or not sentence.code:
        return sentence
    try:
        return _filled(sentence.code, sentence.values, tongue)
    except (KeyError, TypeError, ValueError):
        return str(sentence)


def _filled(code: str, values: Mapping[str, Any], tongue: Tongue) -> str:
    written = {name: _written(name, value, tongue) for name, value in values.items()}
    return tongue.sentence(SENTENCES[code]) % written


def _written(name: str, value: Any, tongue: Tongue) -> str:
    """A value as its placeholder's name says."""
    if name.endswith("_share"):
        return tongue.share(value, 0)
    if name.endswith("_tenths"):
        return tongue.share(value, 1)
    match name:
        case "clause":
            return tongue.sentence(CLAUSES[value]) if value else ""
        case "left":
            return tongue.count(value) if value else tongue.word("none")
        case "fault":
            return value or tongue.word("not named")
        case "country":
            return tongue.country(value, "No named country")
        case "field" | "extra":
            return tongue.word(value)
        case "month":
            return tongue.month(dt.date.fromisoformat(value))
        case "factor":
            return tongue.decimal(value, 2)
        case "step":
            return tongue.decimal(value / 100, 2, signed=True)
        case "losses":
            return _losses(value, tongue)
        case "answers":
            return ", ".join(f"{tongue.count(n)} x {status}" for status, n in value)
        case "rejects":
            return ", ".join(f"{tongue.reason(why)} {tongue.count(n)}" for why, n in value)
        case "words":
            return ", ".join(f'"{word}" ({tongue.count(n)})' for word, n in value)
    return tongue.count(value) if isinstance(value, int) else str(value)


def _losses(losses: Sequence[tuple[str, int, int]], tongue: Tongue) -> str:
    """Bulgaria 63 -> 13, Greece 896 -> 369 and 2 more."""
    named = ", ".join(
        f"{tongue.country(country, 'country not known')} {tongue.count(before)}"
        f" -> {tongue.count(now)}"
        for country, before, now in losses[:LOSSES_NAMED]
    )
    more = len(losses) - LOSSES_NAMED
    return named + (tongue.more(more) if more > 0 else "")
