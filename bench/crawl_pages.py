"""Seeded web pages of offers, 36 KB of markup each, and the loopback site that serves them."""

from __future__ import annotations

import datetime as dt
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

OFFERS = 20
"""Offers on one page."""
SIZE = 36_000
"""Bytes of one page, about."""
FIRST_DAY = dt.date(2026, 7, 1)
_RESORTS = (
    ("Greece", "Malia"),
    ("Turkey", "Side"),
    ("Bulgaria", "Sunny Beach"),
    ("Spain", "Salou"),
)
_BOARDS = ("All inclusive", "Half board", "Breakfast")
_ROOMS = ("Double room", "Double room sea view", "Family room")
_WORDS = "quiet sandy family pool garden bay terrace harbour evening breakfast view walk".split()


def pages(count: int, seed: int) -> list[bytes]:
    """So many pages; the same seed draws the same ones."""
    drawn = random.Random(seed)
    return [_page(number, drawn) for number in range(count)]


def _page(number: int, drawn: random.Random) -> bytes:
    cards = [_card(number * OFFERS + at, drawn) for at in range(OFFERS)]
    head = f"<title>Offers, page {number + 1}</title>"
    links = "".join(f'<li><a href="/to/{n}" class="nav-link">Place {n}</a></li>' for n in range(60))
    body = f'<nav><ul class="menu">{links}</ul></nav><main>{"".join(cards)}</main>'
    text = f"<!doctype html><html><head><meta charset='utf-8'>{head}</head><body>{body}"
    rest = max(0, SIZE - len(text) - 40)
    said = " ".join(drawn.choice(_WORDS) for _ in range(rest // 8))
    return f"{text}<footer><p>{said}</p></footer></body></html>".encode()


def _card(number: int, drawn: random.Random) -> str:
    country, resort = _RESORTS[number % len(_RESORTS)]
    day = FIRST_DAY + dt.timedelta(days=drawn.randrange(90))
    price = drawn.randrange(400, 3000)
    text = " ".join(drawn.choice(_WORDS) for _ in range(60))
    return (
        f'<article class="card offer" data-id="B-{number}"><div class="photo"><img src="/p.jpg" '
        f'alt=""></div><h3 class="title"><a class="link" href="/offer/{number}">Hotel Bellavista '
        f'{number // 3}</a></h3><span class="stars">{"*" * (3 + number % 3)}</span>'
        f'<p class="place"><span class="country">{country}</span> / <span class="resort">{resort}'
        f'</span></p><p class="about">{text}</p><ul class="facts"><li class="room">'
        f'{_ROOMS[number % 3]}</li><li class="board">{_BOARDS[number % 3]}</li>'
        f'<li class="date">{day:%d.%m.%Y}</li><li class="nights">{(7, 10, 14)[number % 3]} nights'
        f'</li></ul><div class="prices"><s class="was">{price + 90} €</s><strong class="price">'
        f"{price},{number % 100:02} €</strong></div></article>"
    )


@contextmanager
def served(content: list[bytes]) -> Iterator[str]:
    """Serve the pages as /offers?page=1 and on; an empty list behind the last one."""
    handler = partial(_Handler, content)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/offers"
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def __init__(self, content: list[bytes], *rest: object) -> None:
        self._content = content
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        number = int(parse_qs(asked.query).get("page", ["0"])[0])
        found = asked.path == "/offers" and 0 < number <= len(self._content)
        body = self._content[number - 1] if found else b"<html><p class='none'>none</p></html>"
        self.send_response(200 if asked.path == "/offers" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the bench's output."""
