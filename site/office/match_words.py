"""The words of the matching: what was compared, what came out, and why a decision is refused."""

from __future__ import annotations

from ...catalog.matching.decisions import Match
from ..text import Speech


def state(code: str, speech: Speech) -> str:
    """What was decided about a pair."""
    _ = speech._
    return {
        "review": _("waits for a decision"),
        "same": _("the same"),
        "different": _("different"),
    }[code]


def percent(score: float | None) -> str:
    """A likelihood; never 0 or 100 %, for nobody knows that."""
    return f"{min(99, max(1, round(100 * (score or 0))))} %"


def worth(match: Match, speech: Speech) -> tuple[str, ...]:
    """What deciding about a pair is worth: its offers, who looks, how far prices are apart."""
    looks = speech.ngettext("%(n)s look by visitors", "%(n)s looks by visitors", match.looks)
    far = speech._("prices %(share)s %% apart", share=round(100 * (match.apart or 0)))
    said = {speech.ngettext("%(n)s offer", "%(n)s offers", match.offers): True}
    said |= {looks: match.looks > 0, far: (match.apart or 0) >= 0.005}
    return tuple(one for one, holds in said.items() if holds)


def compared(code: str, speech: Speech) -> str:
    """What was compared; a code of a later version stands as it is."""
    _ = speech._
    return {
        "id": _("Id"),
        "form": _("Kind"),
        "country": _("Country"),
        "words": _("Words"),
        "rival": _("Others"),
        "name": _("Name"),
        "chain": _("Chain"),
        "number": _("Number in the name"),
        "where": _("Place"),
        "stars": _("Stars"),
        "teller": _("Operators"),
    }.get(code, code)


def outcome(what: str, found: str, speech: Speech) -> str:
    """What came out of a comparison; a code of a later version stands as it is."""
    _ = speech._
    own = {
        ("words", "the same words of one operator"): _("the same words of one operator"),
        ("teller", "two"): _("two operators"),
        ("teller", "one"): _("one operator lists both"),
        ("rival", "another one fits as well"): _("another one fits as well"),
        ("rival", "one operator lists both"): _("one operator lists both"),
        ("rival", "two operators name each of them so"): _("two operators name each of them so"),
        ("rival", "their places differ"): _("their places differ"),
    }
    if what == "id":
        same, _space, scheme = found.partition(" ")
        said = _("the same %(scheme)s") if same == "same" else _("different %(scheme)s")
        return said % {"scheme": scheme}
    return own.get((what, found)) or _outcomes(speech).get(found, found)


def _outcomes(speech: Speech) -> dict[str, str]:
    _ = speech._
    return {
        "same": _("the same"),
        "none": _("none"),
        "different": _("different"),
        "same trade words": _("the same words of the trade"),
        "same by sound": _("sound the same"),
        "same but for spelling": _("the same but for spelling"),
        "lodging of one": _("only one says what one sleeps in"),
        "lodging differs": _("another kind of lodging"),
        "trade word of one": _("one has a word more"),
        "one holds the other": _("one holds the other"),
        "number of one": _("only one has a number"),
        "trade words differ": _("other words of the trade"),
        "one holds the other, rest differs": _("one holds the other, the rest differs"),
        "partly": _("partly the same"),
        "loosely": _("loosely alike"),
        "only one": _("only one says it"),
        "within 150 m": _("within 150 m"),
        "within 600 m": _("within 600 m"),
        "within 3 km": _("within 3 km"),
        "within 15 km": _("within 15 km"),
        "same resort": _("the same resort"),
        "resort in region": _("the resort lies in the region"),
        "near resorts": _("resorts near each other"),
        "same region": _("the same region"),
        "not known": _("not known"),
        "elsewhere": _("elsewhere"),
        "far": _("far apart"),
        "at most one apart": _("at most one apart"),
        "further apart": _("further apart"),
    }
