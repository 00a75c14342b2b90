"""The asks of a card: the first ones, and the next after a page."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urljoin
from xml.sax.saxutils import escape

from ..card import Card
from ..card_connector import JsonSearch, Paging, good_address, host_of
from ..card_octo import Octo
from ..card_paths import PathFault, compiled
from ..card_selectors import xpath
from ..card_xml import Xml
from .documents import called, number_in
from .octo_asks import octo_asks
from .page import Ask

TOKEN = "{token}"
LONGEST_TOKEN = 4096
_WORD = re.compile(r"\{([A-Za-z_.]+)\}")


def first_asks(card: Card, today: dt.date | None = None) -> tuple[Ask, ...]:
    """The first page of every shard of every start address; `today` is what its days count from."""
    if isinstance(card.connector, Octo):
        return octo_asks(card.connector)
    return tuple(
        _ask(card, start, urlencode(values), 0)
        for start in range(len(card.connector.start))
        for values in card.connector.shard_values(today)
    )


def _ask(card: Card, start: int, shard: str, page: int, token: str = "") -> Ask:
    connector = card.connector
    words: dict[str, str | int] = dict(parse_qsl(shard, keep_blank_values=True))
    if paging := _paging(card):
        words["page"] = paging.first + page
        words["offset"] = page * (paging.size or 0)
        words["token"] = token
    address = _filled(connector.start[start], words, safe=False)
    headers = {name: _filled(value, words) for name, value in _meant(connector.headers, token)}
    method, body = "GET", b""
    if isinstance(connector, JsonSearch):
        method = connector.method
        address = _with_params(connector, address, words, token)
        if connector.body is not None:
            body = _posted(dict(_meant(connector.body, token)), words)
            headers.setdefault("Content-Type", "application/json")
    if isinstance(connector, Xml) and connector.body is not None:
        method, body = connector.method, _message(connector.body, words)
        if "content-type" not in map(str.lower, headers):
            headers["Content-Type"] = "application/xml; charset=utf-8"
    return Ask(address, method, body, tuple(headers.items()), shard, start, page, token)


def _with_params(
    connector: JsonSearch, address: str, words: Mapping[str, str | int], token: str
) -> str:
    params = {key: _filled(value, words) for key, value in _meant(connector.params, token)}
    if not params:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(params)}"


def _meant(said: Mapping[str, Any], token: str) -> Iterator[tuple[str, Any]]:
    """The entries that are sent: without a token those that hold one are left out."""
    return ((key, value) for key, value in said.items() if token or TOKEN not in str(value))


def _paging(card: Card) -> Paging | None:
    paging: Paging | None = getattr(card.connector, "paging", None)
    return paging


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


def _message(body: str, words: Mapping[str, str | int]) -> bytes:
    """The message with its words filled in, each as text that XML may hold."""
    safe = {name: escape(str(word), {'"': "&quot;"}) for name, word in words.items()}
    return _filled(body, safe).encode()


def _found(card: Card, path: str, document: Any) -> Any:
    """What stands at a path of the card in an answer: by XPath in XML, else by JMESPath.

    An XML document that was too long to be read whole answers with nothing.
    """
    if not isinstance(card.connector, Xml):
        return compiled(path)(document)
    try:
        found = xpath(path)(document, None) if document is not None else []
    except PathFault:
        return None
    texts = [one if isinstance(one, str | int) else "".join(one.itertext()) for one in found]
    return [text.strip() if isinstance(text, str) else text for text in texts] or None


def next_asks(
    card: Card,
    ask: Ask,
    document: Any,
    count: int,
    reported: int | None,
    warnings: Counter[str],
    link: str = "",
) -> tuple[Ask, ...]:
    """What to ask after this page; nothing when it was the last.

    `count` is the number of records it held, `link` the answer's Link header. The last page is
    the one that is empty or short, or that names no next one, or that the answer's own number of
    pages or records says is the last.
    """
    paging = _paging(card)
    if paging is None:
        return ()
    if ask.page + 1 >= paging.most:
        warnings[f"paging.most: stopped after {paging.most} pages"] += 1
        return ()
    if paging.by == "next":
        return _by_address(card, ask, _found(card, paging.next or "@", document), warnings)
    if paging.by == "link":
        return _by_address(card, ask, linked(link), warnings)
    if paging.by == "token":
        return _by_token(card, ask, _found(card, paging.token or "@", document), warnings)
    if count == 0 or (paging.size and count < paging.size):
        return ()
    pages = number_in(_one(_found(card, paging.pages, document))) if paging.pages else None
    if pages is None and reported is not None and paging.size:
        pages = -(-reported // paging.size)
    if pages is not None and ask.page + 1 >= pages:
        return ()
    return (_ask(card, ask.start, ask.shard, ask.page + 1),)


def _by_address(card: Card, ask: Ask, found: Any, warnings: Counter[str]) -> tuple[Ask, ...]:
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


def linked(header: str) -> list[str]:
    """The addresses that a Link header calls the next (RFC 8288)."""
    if not header:
        return []
    import httpx  # Here alone: few answers lead on by a header, and each crawl would hold it.

    links = httpx.Response(200, headers={"Link": header}).links
    return [link["url"] for name, link in links.items() if name and "next" in name.lower().split()]


def _one(found: Any) -> Any:
    """The first of what was found, where a path gives a list."""
    return next(iter(found), None) if isinstance(found, list) else found


def _by_token(card: Card, ask: Ask, found: Any, warnings: Counter[str]) -> tuple[Ask, ...]:
    if isinstance(card.connector, Xml):
        found = _one(found)
    if found is None or found is False or found == "":
        return ()
    if isinstance(found, bool | dict | list) or len(str(found)) > LONGEST_TOKEN:
        warnings[f"paging.token: {called(found)} is no token of a next page"] += 1
        return ()
    if not str(found).isprintable():
        warnings["paging.token: the token of the next page has marks that cannot be sent"] += 1
        return ()
    return (_ask(card, ask.start, ask.shard, ask.page + 1, str(found)),)


def _no_way(card: Card, ask: Ask, address: str) -> str | None:
    try:
        host = host_of(good_address(address))
    except ValueError:
        return "the next page's address is none"
    if host not in card.hosts:
        return f"the next page leads to {host}, which is not in allow"
    return "the next page is this page" if address == ask.address else None


def reported_by(card: Card, document: Any) -> int | None:
    """The number of records the answer itself claims, where the card says where it stands."""
    path = getattr(card.connector, "total", None)
    return number_in(compiled(path)(document)) if path else None
