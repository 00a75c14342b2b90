"""The agency's post in tests: a real SMTP server on loopback, and the outbox's turn to send."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller

from fairwind.store.outbox import deliver


class Letterbox:
    """The agency's mail server: takes every mail, or says no while it is shut."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.shut = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.shut:
            return "451 come again later"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    def subjects(self, to: str) -> list[str]:
        """The subjects of all mails to one address, in the order in which they came."""
        return [str(mail["Subject"]) for mail in self.mails if mail["To"] == to]


@contextmanager
def open_letterbox(site: Any) -> Iterator[Letterbox]:
    """A server that the site's outbox sends to."""
    box = Letterbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    update = {"mail_folder": None, "smtp_host": "127.0.0.1", "smtp_port": port}
    site.settings = site.settings.model_copy(update={**update, "smtp_security": "none"})
    yield box
    server.stop()


def send_post(site: Any) -> Any:
    """The outbox's turn, as `fairwind tick` takes it; Playwright holds this thread's loop."""
    done: list[Any] = []
    turn = threading.Thread(
        target=lambda: done.append(deliver(site.database, site.settings, site.clock))
    )
    turn.start()
    turn.join(30)
    return done[0]
