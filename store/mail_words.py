"""The words of a kept mail: what its readers see, and the same mail without some of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import getaddresses

_SHOWN = ("From", "To", "Cc", "Reply-To", "Subject")


@dataclass(frozen=True, slots=True)
class Words:
    """One mail as text: its readers, its subject and its plain part."""

    to: tuple[str, ...]
    subject: str
    text: str
    all: str


def words(message: bytes) -> Words:
    """Decode a mail; an emptied one has no words. `all` has headers and every part, HTML too."""
    mail = message_from_bytes(message)
    heads = {name: _decoded(mail.get(name, "")) for name in _SHOWN}
    parts = [(part.get_content_type(), _part(part)) for part in mail.walk() if _is_text(part)]
    plain = next((text for kind, text in parts if kind == "text/plain"), "")
    to = tuple(address for _, address in getaddresses([heads["To"], heads["Cc"]]) if address)
    everything = "\n".join((*heads.values(), *(text for _, text in parts)))
    return Words(to, heads["Subject"], plain, everything)


def rewritten(message: bytes, change: Callable[[str], str]) -> bytes:
    """The same mail, its Message-ID and Date too, with its subject and text changed."""
    mail = message_from_bytes(message, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    subject = re.sub(r"\s+", " ", change(str(mail["Subject"] or "")))
    del mail["Subject"]
    mail["Subject"] = subject
    del mail["Reply-To"]
    for part in mail.walk():
        if part.get_content_maintype() == "text":
            assert isinstance(part, EmailMessage)
            part.set_content(change(part.get_content()), subtype=part.get_content_subtype())
    return mail.as_bytes()


def _is_text(part: Message) -> bool:
    return part.get_content_maintype() in ("text", "message") and not part.is_multipart()


def _part(part: Message) -> str:
    body = part.get_payload(decode=True)
    data = body if isinstance(body, bytes) else b""
    return data.decode(part.get_content_charset() or "utf-8", "replace")


def _decoded(header: str) -> str:
    try:
        return str(make_header(decode_header(str(header))))
    except (UnicodeDecodeError, LookupError, ValueError):
        return str(header)
