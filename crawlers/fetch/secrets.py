"""Secrets: keys that a card names and the environment holds, filled in on the way out only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from ...offers.faults import FetchFault
from ..card import Card
from ..card_connector import SECRET

Headers = tuple[tuple[str, str], ...]


def check_secrets(card: Card, environment: Mapping[str, str]) -> None:
    """Raise where a key is missing or cannot be sent; its value is in no sentence."""
    named = {f"headers.{name}": value for name, value in card.connector.headers.items()}
    if isinstance(message := getattr(card.connector, "body", None), str):
        named["body"] = message
    for name, value in named.items():
        for secret in SECRET.findall(value):
            key = f"{card.name}: connector.{name}: the environment's {secret}"
            if not environment.get(secret):
                raise FetchFault(f"{key} is not set; nothing is fetched")
            if not environment[secret].isprintable() or not environment[secret].isascii():
                raise FetchFault(f"{key} has marks that cannot be sent; nothing is fetched")


def with_secrets(headers: Iterable[tuple[str, str]], environment: Mapping[str, str]) -> Headers:
    """The headers as they are sent."""
    return tuple(
        (name, SECRET.sub(lambda word: environment.get(word[1], ""), value))
        for name, value in headers
    )


def message_with_secrets(card: Card, body: bytes, environment: Mapping[str, str]) -> bytes:
    """The body as it is sent: an XML message with its keys, as text that XML may hold."""
    if not isinstance(getattr(card.connector, "body", None), str):
        return body
    text = body.decode()
    return SECRET.sub(lambda word: _safe(environment.get(word[1], "")), text).encode()


def _safe(value: str) -> str:
    return escape(value, {'"': "&quot;"})
