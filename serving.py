"""The command that serves the site: it puts the site and what the office decides together."""

from __future__ import annotations

import socket
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from .catalog.home import Home
from .offers.faults import SettingsFault
from .scheduler.counter import OfficeCounter
from .search.live import LiveEngine
from .search.watch import Watch
from .site.app import create_app
from .store.settings import load_settings

KEEP_ALIVE_SECONDS = 5
GRACE_SECONDS = 20
"""web.md 5.9: from SIGTERM to the end of the last answer."""


def serve(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="processes that share the pages", min=1)] = 1,
) -> None:
    """Serve the site of this home until it is stopped."""
    settings = load_settings()
    _refuse_taken(host, port)
    typer.echo(f"{settings.agency_name}: http://{host}:{port}/", err=True)
    uvicorn.run(
        "fairwind.serving:worker",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the site reads them itself, as many proxies as the settings trust
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        lifespan="off",
    )


def _refuse_taken(host: str, port: int) -> None:
    """Say so before any worker starts: workers that cannot listen would be started for ever."""
    try:
        socket.create_server((host, port), reuse_port=False).close()
    except OSError as error:
        raise SettingsFault(f"{host}:{port} cannot be listened on: {error.strerror}") from error


def worker() -> FastAPI:
    """The site of one worker process, with settings of its own; new generations are made ready."""
    settings = load_settings()
    finder = LiveEngine(Home(settings.home))
    app = create_app(settings, finder=finder, counter=OfficeCounter)
    Watch(finder, app.state.shop.now).start()
    return app
