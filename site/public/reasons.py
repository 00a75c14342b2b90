"""Why a stay stands where it stands: the ranking's own features in words."""

from __future__ import annotations

from collections.abc import Sequence

from ...search.answer import Reason
from ..text import Speech

MOST_REASONS = 3
SAID_ABOVE = frozenset({"fresh", "stars"})  # a card prints both beside its name and its seller


def why(reasons: Sequence[Reason], speech: Speech) -> tuple[str, ...]:
    """At most three reasons, the strongest first; what the card says anyway is not said again."""
    strongest = sorted(reasons, key=lambda reason: -reason.points)
    said = (_said(reason, speech) for reason in strongest if reason.feature not in SAID_ABOVE)
    return tuple(filter(None, said))[:MOST_REASONS]


def _said(reason: Reason, speech: Speech) -> str:
    """The sentence of a feature; a feature without words is not worth a reason."""
    fact = reason.fact
    match reason.feature:
        case "price":
            percent = fact.strip("+-%")
            return speech._("%(percent)s%% below the middle price of its region", percent=percent)
        case "rating":
            return speech._("rated %(rating)s of 10", rating=fact.replace(".", speech.point))
        case "complete":
            return speech._("whole price published")
        case "operators":
            return speech.ngettext(
                "sold by %(n)s operator", "sold by %(n)s operators", int(fact or 0)
            )
    return ""


def feature(name: str, speech: Speech) -> tuple[str, str]:
    """A ranking feature for the page that explains it: its name and its rule."""
    _ = speech._
    known = {
        "price": (
            _("Price beside its region"),
            _(
                "The total for each night beside the middle one of its region in this result. "
                "Half of it or less gives all points, the middle price half of them, "
                "half as much again none."
            ),
        ),
        "fresh": (
            _("Age of the price"),
            _("All points within the operator's own period, half up to twice that, then none."),
        ),
        "stars": (_("Stars"), _("In proportion, all points at seven; none where not stated.")),
        "rating": (
            _("Rating"),
            _("In proportion, all points at 10 of 10; none where not stated."),
        ),
        "complete": (
            _("Whole price"),
            _("All points where every compulsory part of the total is published."),
        ),
        "operators": (
            _("Number of operators"),
            _("A fifth of the points for each operator that sells it on these dates."),
        ),
    }
    return known.get(name, (name, ""))
