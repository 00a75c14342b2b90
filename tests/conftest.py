"""For every test of pages: Chromium by Playwright, the site by uvicorn on loopback, axe.

Fixtures: `serve(app) -> address`, `visit(size, dark=, script=) -> Visit`, `axe(page) -> list[str]`,
and for every test that writes, `ready(settings) -> Database`: new and migrated, on either engine.
"""

from __future__ import annotations

import itertools
import os
import runpy
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from fairwind.store import users
from fairwind.store.database import Database, open_database
from fairwind.store.settings import Settings

WITHOUT_WINDOWS = shutil.which("chromium-headless-shell")
CHROMIUM = os.environ.get("CHROMIUM", WITHOUT_WINDOWS or "/usr/bin/chromium")
"""The same engine, where it is there without the windows that nobody looks at: half the work."""
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
NUMBERS = itertools.count(1)
POSTGRESQL = runpy.run_path(str(Path(__file__).parent / "store" / "postgresql.py"))
AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Visit:
    """One open page and what it did: where it asked, what its policy blocked or its console said.

    `complaints` holds console errors (a blocked style or script is one).
    """

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def hosts(self) -> set[str]:
        """Every host asked, ports left out."""
        return {address.split("/")[2].split(":")[0] for address in self.asked if "//" in address}


@pytest.fixture(scope="session", autouse=True)
def costly_hashes() -> Iterator[PasswordHasher]:
    """The hasher of the program, in whose place stands a quick one: the tests log in a lot."""
    with pytest.MonkeyPatch.context() as patch:
        own = users._HASHER
        patch.setattr(users, "_HASHER", PasswordHasher(1, 64, 1))
        yield own


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Settings], Database]:
    """Open a new SQLite database as the program does, from a copy of one migrated for all."""
    migrated = tmp_path_factory.mktemp("migrated")
    open_database(Settings(home=migrated)).close()

    def opened(settings: Settings) -> Database:
        url = settings.database_url
        if url.startswith("sqlite"):
            path = Path(url.removeprefix("sqlite:///"))
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(migrated / "fairwind.db", path)
        return open_database(settings)

    return opened


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a running server; a machine without one skips what needs it."""
    folder = POSTGRESQL["binaries"]()
    if folder is None:
        pytest.skip("no initdb: apt-get install postgresql runs these tests too")
    with POSTGRESQL["running"](folder) as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_template(postgresql: str) -> str:
    """The name of a migrated database on the running server, to be copied."""
    url = POSTGRESQL["new_database"](postgresql, "ready")
    open_database(Settings(database_url=url)).close()
    return "ready"


@pytest.fixture
def new_postgresql(request: pytest.FixtureRequest, postgresql: str) -> Iterator[Callable[..., str]]:
    """Makes one more database for a test, empty or (`migrated=True`) ready for use."""
    made: list[str] = []

    def one_more(*, migrated: bool = False) -> str:
        copied = request.getfixturevalue("postgresql_template") if migrated else "template1"
        made.append(f"test_{next(NUMBERS)}")
        url: str = POSTGRESQL["new_database"](postgresql, made[-1], copied)
        return url

    yield one_more
    for name in made:
        POSTGRESQL["drop_database"](postgresql, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def both(
    request: pytest.FixtureRequest, settings: Settings, ready: Callable[[Settings], Database]
) -> Iterator[Database]:
    """A migrated database, on each engine in turn; `settings` are those of the folder of tests."""
    if request.param == "postgresql":
        url = request.getfixturevalue("new_postgresql")(migrated=True)
        settings = settings.model_copy(update={"database_url": url})
    opened = ready(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; while it is open, this thread may not call asyncio.run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[FastAPI], str]]:
    """Serve an app on a free loopback port, in a thread, till the module's tests are over."""
    with ExitStack() as running:
        yield lambda app: running.enter_context(_served(app))


@contextmanager
def _served(app: FastAPI) -> Iterator[str]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", lifespan="off", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Open a fresh context with one page: visit(PHONE or DESK, dark=False, script=True)."""
    with ExitStack() as opened:

        def open_one(
            size: tuple[int, int] = (390, 844), *, dark: bool = False, script: bool = True
        ) -> Visit:
            context = chromium.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme="dark" if dark else "light",
                java_script_enabled=script,
            )
            opened.callback(context.close)
            return _watched(context.new_page())

        yield open_one


def _watched(page: Page) -> Visit:
    seen = Visit(page)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: seen.complaints.append(said.text) if said.type == "error" else None,
    )
    return seen


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Find what axe holds against a page: "rule: selector: what" (tags of W-70)."""
    return _violations


def _violations(page: Page) -> list[str]:
    # Through the debugger's own channel, for the page's policy lets no script in.
    session = page.context.new_cdp_session(page)
    _evaluate(session, AXE.read_text("utf-8"))
    rules = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
    found = _evaluate(session, f"axe.run(document, {rules!r}).then(said => said.violations)")
    session.detach()
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]


def _evaluate(session: Any, script: str) -> Any:
    answer = session.send(
        "Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True}
    )
    if "exceptionDetails" in answer:
        raise AssertionError(answer["exceptionDetails"])
    return answer["result"].get("value")
