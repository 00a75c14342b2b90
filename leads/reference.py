"""References: the short name of a lead that a visitor can say on the telephone."""

from __future__ import annotations

import base64
import hashlib

from ..offers import fold

FIRST = 1000


def initials(agency_name: str) -> str:
    """The first letters of the agency's first two words: KH for Kék Horizont."""
    letters = (fold(word)[:1].upper() for word in agency_name.split())
    return "".join(letter for letter in letters if "A" <= letter <= "Z")[:2] or "Q"


def reference_of(agency_name: str, number: int) -> str:
    """The reference of the lead with this number: KH-2607."""
    return f"{initials(agency_name)}-{FIRST + number}"


def spooled_reference(agency_name: str, idempotency_key: str) -> str:
    """The reference of a lead that has no number yet; the same enquiry gives the same one."""
    digest = hashlib.sha256(idempotency_key.encode()).digest()
    return f"{initials(agency_name)}-S{base64.b32encode(digest).decode()[:6]}"
