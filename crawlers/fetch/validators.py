"""Validators: what RFC 9110 and 9111 let a private cache do with an answer.

Nothing is ever taken for fresh by `max-age` or a guess: a run asks its operator, and the operator
may say "unchanged". Scrapy's RFC2616Policy answers from its store without a question, and stands
in for a server that fails: both would date old prices as read now.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

SETTLED = dt.timedelta(seconds=60)
"""RFC 9110 8.8.2.2: a Last-Modified younger than this when it was sent may change unseen."""
PLAIN_VARY = frozenset({"accept", "accept-encoding", "accept-language", "origin", "user-agent"})
"""Request headers that an answer may depend on and still be kept; they hold no secret."""

Said = Mapping[str, str]
"""Headers by lower-case name, several values of one joined by commas."""


def may_keep(request: Said, answer: Said) -> bool:
    """Whether an answer of status 200 may be kept for the next run."""
    if "no-store" in words(request.get("cache-control", "")):
        return False
    if "no-store" in words(answer.get("cache-control", "")):
        return False
    return set(words(answer.get("vary", ""))) <= PLAIN_VARY


def validators(answer: Said, now: dt.datetime) -> tuple[str, str]:
    """The ETag and Last-Modified that may be sent back; "" for what proves nothing.

    A Last-Modified beside the answer's own time is a clock and no validator.
    """
    etag, modified = answer.get("etag", "").strip(), answer.get("last-modified", "").strip()
    since, sent = _moment(modified), _moment(answer.get("date", "")) or now
    settled = since is not None and since <= sent - SETTLED
    return etag if _is_tag(etag) else "", modified if settled else ""


def conditions(etag: str, modified: str) -> dict[str, str]:
    """The headers that ask "only if it changed" (RFC 9110 13.1)."""
    asked = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: said for name, said in asked.items() if said}


def confirms(etag: str, answer: Said) -> bool:
    """Whether a 304 speaks of the answer with this tag (RFC 9111 4.3.4)."""
    said = answer.get("etag", "").strip()
    return not (_is_tag(said) and etag) or _opaque(said) == _opaque(etag)


def same_validators(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two answers claim to be the same: by their tags, without them by their times.

    Weak tags claim likeness and not equality, and so claim nothing that could be broken.
    """
    if one[0] or other[0]:
        return one[0] == other[0] and not one[0].startswith("W/")
    return bool(one[1]) and one[1] == other[1]


def varied(vary: str, request: Said) -> bytes:
    """A digest of what the request says in the headers that the answer depends on."""
    told = [(name, request.get(name, "")) for name in sorted(set(words(vary)))]
    return hashlib.blake2b(repr(told).encode(), digest_size=16).digest()


def words(header: str) -> list[str]:
    """The words of a list header in lower case, what follows "=" left out."""
    parts = (part.partition("=")[0].strip().lower() for part in header.split(","))
    return [part for part in parts if part]


def _is_tag(said: str) -> bool:
    bare = said.removeprefix("W/")
    return len(bare) >= 2 and bare[0] == bare[-1] == '"' and bare.isprintable() and bare.isascii()


def _opaque(tag: str) -> str:
    return tag.removeprefix("W/")


def _moment(said: str) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
