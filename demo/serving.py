"""Serve a home until Ctrl-C: the site, and what cron would do each minute beside it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import structlog
import uvicorn

from ..offers.faults import FairwindError, SettingsFault
from ..scheduler.counter import OfficeCounter
from ..scheduler.tick import tick
from ..site.app import create_app
from .sandbox import HOST
from .show import Stage

TICK_SECONDS = 60.0
PORTS_TRIED = 20
log = structlog.get_logger()


def free_port(first: int) -> int:
    """The first port from this one on that nobody listens on."""
    for port in range(first, first + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise SettingsFault(
        f"ports {first} to {first + PORTS_TRIED - 1} are taken; give another --port"
    )


def serve(stage: Stage, port: int) -> None:
    """Serve the site on loopback; Ctrl-C ends it cleanly."""
    app = create_app(stage.settings, stage.clock, counter=OfficeCounter)
    config = uvicorn.Config(app, host=HOST, port=port, log_level="warning")
    with suppress(KeyboardInterrupt):  # uvicorn raises it again after it has closed everything.
        uvicorn.Server(config).run()


@contextmanager
def ticking(stage: Stage, seconds: float = TICK_SECONDS) -> Iterator[None]:
    """Call the scheduler in the background: mail leaves, operators whose turn it is are asked."""
    ended = threading.Event()
    thread = threading.Thread(target=_tick_until, args=(stage, seconds, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=10)


def _tick_until(stage: Stage, seconds: float, ended: threading.Event) -> None:
    wait = min(seconds, 3.0)
    while not ended.wait(wait):
        wait = seconds
        try:
            tick(stage.settings, stage.clock, stage.database)
        except FairwindError as fault:
            log.error("tick failed", sentence=str(fault))
