"""Letter: a mail in text and HTML, put together fast, because a visitor waits while it is made.

The mail package's new headers are parsed and folded again at each touch: ten times the work of all
else that keeping an enquiry takes. These are written once, checked, and left alone.
"""

from __future__ import annotations

from base64 import encodebytes
from email.header import Header
from email.message import EmailMessage
from email.policy import compat32
from email.utils import formataddr

_LONGEST = "Reply-To"
"""Room for the longest name of a header that holds words, before its first encoded word."""
POLICY = compat32.clone(linesep="\r\n")


class Letter(EmailMessage):
    """A mail whose headers are plain text; ValueError where one would hold a second line."""

    def __init__(self) -> None:
        super().__init__(policy=POLICY)

    def __setitem__(self, name: str, value: str) -> None:
        if "\n" in value or "\r" in value:
            raise ValueError(f"{name}: a header is one line")
        super().__setitem__(name, value)


def letter(sender: tuple[str, str], to: str, subject: str, text: str, html: str) -> Letter:
    """A mail from (name, address) to one address, the same in text and in HTML."""
    mail = Letter()
    mail["From"] = address(*sender)
    mail["To"] = to
    mail["Subject"] = encoded(subject)
    mail["MIME-Version"] = "1.0"
    mail["Content-Type"] = "multipart/alternative"
    mail.attach(_part("plain", text))
    mail.attach(_part("html", html))
    return mail


def address(name: str, mailbox: str) -> str:
    """A name and mailbox as a header has them, whatever signs are in the name."""
    return formataddr((name, mailbox)) if name.isascii() else f"{encoded(name)} <{mailbox}>"


def encoded(text: str) -> str:
    """A header's text in ASCII and in one line: encoded words, none of them too long."""
    if text.isascii():
        return text
    return Header(text, "utf-8", header_name=_LONGEST).encode().replace("\n", "")


def _part(subtype: str, text: str) -> Letter:
    part = Letter()
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "base64"
    lines = text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    part.set_payload(encodebytes(lines).decode("ascii"))
    return part
