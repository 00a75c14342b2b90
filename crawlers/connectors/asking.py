"""The asks of a card: the first ones, and the next after a page."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urljoin

from ..card import Card
from ..card_connector import HtmlJson, JsonSearch, Paging, good_address, host_of
from ..card_paths import compiled
from .page import Ask

_WORD = re.compile(r"\{([A-Za-z_.]+)\}")


def first_asks(card: Card) -> tuple[Ask, ...]:
    """The first page of every shard of every start address."""
    return tuple(
        _ask(card, start, urlencode(values), 0)
        for start in range(len(card.connector.start))
        for values in card.connector.shard_values()
    )


def _ask(card: Card, start: int, shard: str, page: int) -> Ask:
    connector = card.connector
    words: dict[str, str | int] = dict(parse_qsl(shard, keep_blank_values=True))
    if paging := _paging(card):
        words["page"] = paging.first + page
        words["offset"] = page * (paging.size or 0)
    address = _filled(connector.start[start], words, safe=False)
    if not isinstance(connector, JsonSearch):
        return Ask(address, shard=shard, start=start, page=page)
    if connector.params:
        query = urlencode({k: _filled(v, words) for k, v in connector.params.items()})
        address += ("&" if "?" in address else "?") + query
    body = b"" if connector.body is None else _posted(connector.body, words)
    headers = dict(connector.headers)
    if body:
        headers.setdefault("Content-Type", "application/json")
    return Ask(address, connector.method, body, tuple(headers.items()), shard, start, page)


def _paging(card: Card) -> Paging | None:
    connector = card.connector
    return connector.paging if isinstance(connector, HtmlJson | JsonSearch) else None


def _filled(text: str, words: Mapping[str, str | int], *, safe: bool = True) -> str:
    def word(match: re.Match[str]) -> str:
        value = str(words.get(match[1], match[0]))
        return value if safe else quote(value, safe="")

    return _WORD.sub(word, text)


def _posted(body: Mapping[str, Any], words: Mapping[str, str | int]) -> bytes:
    def fill(said: Any) -> Any:
        if isinstance(said, dict):
            return {key: fill(value) for key, value in said.items()}
        if isinstance(said, list):
            return [fill(value) for value in said]
        if not isinstance(said, str):
            return said
        only = _WORD.fullmatch(said)
        return words.get(only[1], said) if only else _filled(said, words)

    return json.dumps(fill(body), ensure_ascii=False).encode()


def next_asks(
    card: Card, ask: Ask, document: Any, count: int, reported: int | None, warnings: Counter[str]
) -> tuple[Ask, ...]:
    """What to ask after this page; nothing when it was the last.

    `count` is the number of records it held. The last page is the one that is empty or short, or
    that the answer's own number of pages or records says is the last.
    """
    paging = _paging(card)
    if paging is None:
        return ()
    if ask.page + 1 >= paging.most:
        warnings[f"paging.most: stopped after {paging.most} pages"] += 1
        return ()
    if paging.by == "next":
        return _by_address(card, ask, paging, document, warnings)
    if count == 0 or (paging.size and count < paging.size):
        return ()
    pages = _number(compiled(paging.pages)(document)) if paging.pages else None
    if pages is None and reported is not None and paging.size:
        pages = -(-reported // paging.size)
    if pages is not None and ask.page + 1 >= pages:
        return ()
    return (_ask(card, ask.start, ask.shard, ask.page + 1),)


def _by_address(
    card: Card, ask: Ask, paging: Paging, document: Any, warnings: Counter[str]
) -> tuple[Ask, ...]:
    found = compiled(paging.next or "@")(document)
    following = []
    for said in found if isinstance(found, list) else [found]:
        if not isinstance(said, str) or not said:
            continue
        address = urljoin(ask.address, said)
        if fault := _no_way(card, ask, address):
            warnings[fault] += 1
        else:
            following.append(replace(ask, address=address, page=ask.page + 1))
    return tuple(dict.fromkeys(following))


def _no_way(card: Card, ask: Ask, address: str) -> str | None:
    try:
        host = host_of(good_address(address))
    except ValueError:
        return "the next page's address is none"
    if host not in card.hosts:
        return f"the next page leads to {host}, which is not in allow"
    return "the next page is this page" if address == ask.address else None


def _number(said: Any) -> int | None:
    """A whole number as a page prints it: 998, "998", "1 257 offers"."""
    if isinstance(said, bool) or said is None:
        return None
    digits = re.sub(r"[\s.,'\u00a0\u202f]", "", str(said))
    found = re.search(r"\d{1,12}", digits)
    return int(found[0]) if found else None


def reported_by(card: Card, document: Any) -> int | None:
    """The number of records the answer itself claims, where the card says where it stands."""
    path = getattr(card.connector, "total", None)
    return _number(compiled(path)(document)) if path else None
