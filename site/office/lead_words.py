"""Words for what the desk knows in codes: warmth, why you, when, what they wish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...leads.lead_card import Given, LeadCard
from ...leads.wish import Wish
from ...offers import Money
from ...offers.faults import QueryFault
from ...search.query import Query, read_query
from .. import trade
from ..public import asked
from ..text import Speech
from .visit import Visit


def moment(at: dt.datetime, visit: Visit) -> str:
    """The time of today; else the day and the time."""
    here = at.astimezone(visit.shop.settings.zone)
    clock = visit.speech.clock(here.time())
    if here.date() == visit.now.date():
        return clock
    return f"{visit.speech.day(here.date())} {clock}"


def warmth(temperature: str, speech: Speech) -> str:
    """How warm a lead is, in one word."""
    _ = speech._
    words = {"hot": _("hot"), "warm": _("warm"), "cold": _("cold"), "none": _("not to be called")}
    return words.get(temperature, temperature)


def stage(code: str, speech: Speech) -> str:
    """The stage a lead stands in."""
    _ = speech._
    words = {
        "captured": _("Captured"),
        "contacted": _("Contacted"),
        "qualified": _("Qualified"),
        "needs": _("Needs taken"),
        "front_end": _("Free plan given"),
        "presented": _("Offer presented"),
        "closing": _("Closing"),
        "booked": _("Booked"),
        "lost": _("Lost"),
        "disqualified": _("Disqualified"),
        "recycled": _("Called again later"),
    }
    return words.get(code, code)


def team(code: str, speech: Speech) -> str:
    _ = speech._
    words = {"priority": _("priority team"), "contact_centre": _("contact centre")}
    return words.get(code, code)


def kind(code: str, speech: Speech) -> str:
    """How they came to us."""
    _ = speech._
    words = {
        "question": _("asked a question"),
        "call_me": _("asked to be called"),
        "option": _("asked for an option"),
        "compare": _("asked about a comparison"),
        "find_me": _("asked us to find something"),
        "profile": _("filled in the profile"),
        "phone": _("called us"),
        "walk_in": _("came in"),
        "outbound": _("we called them"),
    }
    return words.get(code, code)


def wish_said(card: LeadCard, speech: Speech, currency: str) -> str:
    """What they look for, in one sentence: search and wish together."""
    if not card.query and card.party is None and not card.wish:
        return ""
    query = _asked(card)
    said = asked.summary(query, speech, ())
    budget = asked.chips(
        Query(price_max=query.price_max, currency=query.currency), speech, currency, ()
    )
    rest = [chip.label for chip in budget] if query.price_max is not None else []
    if card.wish and card.wish.extras:
        rest.append(speech.listed([extra(code, speech) for code in card.wish.extras]))
    return " · ".join((said, *rest))


def extra(code: str, speech: Speech) -> str:
    _ = speech._
    words = {
        "transfer": _("transfer"),
        "excursions": _("excursions"),
        "driver": _("driver"),
        "childrens_room": _("children's room"),
    }
    return words.get(code, code)


def _asked(card: LeadCard) -> Query:
    """The search they came from, with what they declared put over it."""
    try:
        query = read_query(card.query)
    except QueryFault:
        query = Query()
    query = replace(query, words="", party=card.party or query.party)
    return _over(query, card.wish) if card.wish else query


def _over(query: Query, wish: Wish) -> Query:
    if wish.where or (wish.countries and not query.to):
        query = replace(query, to=(wish.where,) if wish.where else wish.countries)
    if wish.depart_from or wish.depart_to:
        query = replace(query, depart_from=wish.depart_from, depart_to=wish.depart_to)
    if wish.budget is not None:
        query = replace(query, price_max=wish.budget, currency=wish.currency)
    return query


def ages_said(card: LeadCard, speech: Speech) -> str:
    """Who travels, children with their ages."""
    return trade.party(card.party, speech) if card.party else ""


def why_you(given: Given | None, card: LeadCard, user_id: int, speech: Speech) -> str:
    """Why this lead stands before this member, in words."""
    _ = speech._
    if card.owner_id is None:
        return _("nobody has it yet")
    mine = card.owner_id == user_id
    if given is None:
        return "" if mine else _("%(who)s has it", who=card.owner)
    said = why(given, speech)
    whose = _("why you") if mine else _("why %(who)s", who=card.owner)
    return f"{whose}: {said}" + (f", {_('cover')}" if card.cover else "")


def why(given: Given, speech: Speech) -> str:
    """By which rule or hand a lead was given, and that its taker had the fewest open."""
    _ = speech._
    if given.cause == "claim":
        return _("took it")
    if given.rule == "hand":
        return _("given by %(who)s", who=given.actor)
    said = [cause(given.cause, speech), rule(given.rule, speech)]
    if given.open is not None and given.capacity is not None:
        load = {"n": given.open, "most": given.capacity}
        fewest = any(one.get("why") == "more_open" for one in given.rejected)
        said.append(
            _("fewest open (%(n)s of %(most)s)", **load)
            if fewest
            else _("%(n)s of %(most)s open", **load)
        )
    if given.rejected:
        passed = speech.ngettext(
            "%(n)s other passed over", "%(n)s others passed over", len(given.rejected)
        )
        said.append(passed)
    return ", ".join(filter(None, said))


def cause(code: str, speech: Speech) -> str:
    """What made routing give it out; "" where it simply came."""
    _ = speech._
    words = {
        "new": "",
        "queue": _("from the queue"),
        "late": _("the promised time was over"),
        "hand": _("given by hand"),
        "claim": _("took it"),
        "reassign_all": _("all enquiries of a colleague were given to others"),
        "back": _("came back after a while"),
        "earnest": _("practice no longer"),
    }
    return words.get(code, code.replace("_", " "))


def rule(code: str, speech: Speech) -> str:
    """A routing rule in words; an unknown code is shown as it is."""
    _ = speech._
    words = {
        "own_manager": _("own client"),
        "question": _("a question, to the contact centre"),
        "hot": _("hot, to the priority team"),
        "hot_full": _("hot, the priority team is full"),
        "profile": _("a completed profile"),
        "warm_predicted": _("a likely priority client"),
        "warm": _("warm, to the contact centre"),
        "cold": _("cold, to the contact centre"),
        "not_routed": _("not given out"),
        "hand": _("given by hand"),
        "claim": _("took it"),
    }
    return words.get(code, code.replace("_", " "))


def rejected_said(one: Mapping[str, Any], speech: Speech) -> str:
    """One candidate who was passed over, and why."""
    who, because = str(one.get("name", "")), reason(str(one.get("why", "")), speech)
    if "open" in one and "capacity" in one:
        load = speech._("%(n)s of %(most)s open", n=one["open"], most=one["capacity"])
        because = f"{because} ({load})"
    return speech._("%(who)s: %(why)s", who=who, why=because)


def reason(code: str, speech: Speech) -> str:
    """Why a member was passed over."""
    _ = speech._
    words = {
        "inactive": _("not active"),
        "absent": _("absent"),
        "hours": _("not at work"),
        "language": _("does not speak the language"),
        "skill": _("lacks the skill"),
        "capacity": _("has as many as they can take"),
        "quota": _("got as many as a day allows"),
        "more_open": _("has more open"),
        "later": _("was given one later"),
        "late": _("let the promised time pass"),
        "older_waiting": _("has one that waits longer"),
        "reassigned": _("had it before"),
    }
    return words.get(code, code.replace("_", " "))


def attempt_said(card: LeadCard, visit: Visit) -> str:
    """Which attempt comes next and when: no answer, 2nd of 5, again 11:10."""
    _ = visit.speech._
    if card.next_attempt is None:
        return _("no answer %(n)s times of %(of)s", n=card.attempts, of=card.attempts_of)
    return _(
        "no answer, %(n)s of %(of)s, again %(at)s",
        n=card.attempts,
        of=card.attempts_of,
        at=moment(card.next_attempt, visit),
    )


def money_said(money: Money, speech: Speech) -> str:
    return speech.money(money, None)
