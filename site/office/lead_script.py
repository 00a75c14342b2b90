"""The five lines of a stage: what to say and ask now (backoffice.md 6)."""

from __future__ import annotations

from ..text import Speech


def script(stage: str, speech: Speech) -> tuple[str, ...]:
    """What to say to somebody who stands in this stage, in order; a later stage has the last."""
    _ = speech._
    first = (
        _("Say your name, the agency, and that they asked us."),
        _("Ask whether it suits them to talk now; if not, when."),
        _("Say back in one sentence what they look for."),
        _("Offer the free service: we compare all operators for them."),
        _("Ask what is still missing below, and how they heard of us."),
    )
    needs = (
        _("Ask where, when, who travels and what it may cost in all."),
        _("Ask what mattered most on the best journey so far."),
        _("Ask who decides together with them."),
        _("Say what we will send, and by when."),
        _("Agree on the next step and its day."),
    )
    offers = (
        _("Say which offer fits what they told us, and why."),
        _("Say what it costs in all, and what is paid there."),
        _("Say how the alternatives differ."),
        _("Ask what speaks against it."),
        _("Agree on the next step and its day."),
    )
    if stage in ("captured", "contacted"):
        return first
    return needs if stage in ("qualified", "needs") else offers
