"""The re-check of one offer: the one door of this room that the site may come in by.

Everything behind it is the guarded httpx client, the connectors and the intake; neither Scrapy nor
Twisted is loaded (a test looks).
"""

from __future__ import annotations

from .recheck_kept import Asking, ask_again, card_of, offer_named
from .recheck_leads import ask_for_lead, ask_for_leads
from .recheck_one import SECONDS, Checked, recheck

__all__ = [
    "SECONDS",
    "Asking",
    "Checked",
    "ask_again",
    "ask_for_lead",
    "ask_for_leads",
    "card_of",
    "offer_named",
    "recheck",
]
