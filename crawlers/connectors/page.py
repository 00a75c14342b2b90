"""What a connector takes and gives: one ask to the operator, one page of raw records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...offers import RawOffer


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `shard` is the combination of shard values as a query string ("to=EG"), ""
    where the card has none; `start` is the number of the start address and `page` the place in
    its pages, both from 0: they let the next ask be made from this one. `token` is what the page
    before said of this one; a header may still say `{env:NAME}`, which is filled on its way out.
    `step` says what a web site answers with, "" where the card says it; `changed` is when its
    sitemap says that the page changed; `about` what an earlier answer said of what is asked.
    """

    address: str
    method: str = "GET"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    shard: str = ""
    start: int = 0
    page: int = 0
    token: str = ""
    step: str = ""
    changed: dt.datetime | None = None
    about: tuple[dict[str, Any], dict[str, Any]] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer held.

    `reported` is the number of records the answer itself claims ("found 998"), for its whole
    list. `warnings` counts what was odd and passed over, each in one sentence.
    """

    records: tuple[RawOffer, ...]
    follow: tuple[Ask, ...] = ()
    reported: int | None = None
    warnings: Mapping[str, int] = field(default_factory=dict)
