"""Postmen: the ways a mail leaves, by SMTP or as a file in a folder."""

from __future__ import annotations

import os
import re
from email import message_from_bytes
from email.policy import SMTP as SMTP_POLICY
from email.utils import getaddresses
from pathlib import Path
from typing import Protocol

import aiosmtplib

from .settings import Settings

SECONDS = 20
_FOR_GOOD = 500
"""From this code on a server's no is final (RFC 5321 4.2.1)."""
# What a mail server, the network or the disk may answer; anything else is our own mistake.
POSTMAN_FAULTS = (aiosmtplib.SMTPException, OSError)


class Unsettled(OSError):
    """The connection was lost after DATA: nobody knows whether the server has the mail."""


class Refused(OSError):
    """The server said for good that it takes this mail for none of its readers (5xx)."""

    def __init__(self, readers: tuple[str, ...], said: str) -> None:
        super().__init__(said)
        self.readers = readers


class Postman(Protocol):
    """Sends mails one after another between `open` and `close`."""

    async def open(self) -> None: ...

    async def send(self, message_id: str, message: bytes) -> None: ...

    async def close(self) -> None: ...


def postman_of(settings: Settings) -> Postman | None:
    """The way the settings name, None where they name none."""
    if settings.mail_folder is not None:
        return FolderPostman(settings.mail_folder)
    return SmtpPostman(settings) if settings.smtp_host else None


class FolderPostman:
    """Writes each mail as one .eml file that appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def open(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)

    async def send(self, message_id: str, message: bytes) -> None:
        name = re.sub(r"[^A-Za-z0-9.-]", "_", message_id.strip("<>"))
        aside = self._folder / f".{name}.part"
        with aside.open("wb") as file:
            file.write(message)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._folder / f"{name}.eml")

    async def close(self) -> None:
        return None


class SmtpPostman:
    """Speaks to the mail server of the settings; the bytes kept in the outbox go out unchanged."""

    def __init__(self, settings: Settings) -> None:
        self._sender = settings.sender or settings.agency_mail
        security = settings.smtp_security
        self._server = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user or None,
            password=settings.smtp_password.get_secret_value() or None,
            use_tls=security == "tls",
            start_tls=security == "starttls",
            timeout=SECONDS,
        )

    async def open(self) -> None:
        await self._server.connect()

    async def send(self, message_id: str, message: bytes) -> None:
        if not self._server.is_connected:
            await self._server.connect()
        try:
            sized = self._server.supports_extension("size")
            options = [f"size={len(message)}"] if sized else []
            await self._server.mail(self._sender, options=options)
            await self._name(readers(message))
            await self._hand_over(message)
        except aiosmtplib.SMTPResponseException:
            await self._start_over()
            raise
        except Refused:
            await self._start_over()
            raise

    async def _name(self, addresses: tuple[str, ...]) -> None:
        """Name the readers; one that is taken is enough to go on."""
        refusals: list[aiosmtplib.SMTPRecipientRefused] = []
        if not all(map(str.isascii, addresses)):
            raise Refused(addresses, "an address with letters that mail servers do not take")
        for address in addresses:
            try:
                await self._server.rcpt(address)
            except aiosmtplib.SMTPRecipientRefused as refusal:
                refusals.append(refusal)
        if len(refusals) < len(addresses):
            return
        if all(refusal.code >= _FOR_GOOD for refusal in refusals):
            raise Refused(addresses, "; ".join(f"{one.code} {one.message}" for one in refusals))
        raise aiosmtplib.SMTPRecipientsRefused(refusals)

    async def _hand_over(self, message: bytes) -> None:
        """From DATA on, only an answer of the server says what became of the mail."""
        try:
            await self._server.data(message)
        except aiosmtplib.SMTPDataError:
            raise
        except POSTMAN_FAULTS as fault:
            raise Unsettled(f"{type(fault).__name__}: {fault}") from fault

    async def _start_over(self) -> None:
        """Forget a half-named mail, so that the next one finds the server ready."""
        try:
            await self._server.rset()
        except POSTMAN_FAULTS:
            self._server.close()

    async def close(self) -> None:
        self._server.close()


def readers(message: bytes) -> tuple[str, ...]:
    """The addresses a mail goes to."""
    parsed = message_from_bytes(message, policy=SMTP_POLICY)
    return tuple(address for _, address in getaddresses(parsed.get_all("To", [])) if address)
