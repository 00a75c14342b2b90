"""An operator's server on loopback whose feed a test may change between two runs."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Feed:
    """What the operator would answer now, after how many seconds, and what it was asked."""

    def __init__(self) -> None:
        self.body = b"[]"
        self.status = 200
        self.wait = 0.0
        self.asked: list[str] = []
        self.port = 0

    def sell(self, count: int, price: int = 400, day: str = "2026-07-04", land: str = "GR") -> None:
        """Sell this many trips: hotels 0 to count-1, one departure each."""
        trips = [
            {
                "code": f"H{number}",
                "hotel": f"Hotel Nereid {number}",
                "land": land,
                "price": price + number,
                "day": day,
                "nights": 7,
            }
            for number in range(count)
        ]
        self.say({"trips": trips})

    def say(self, answer: Any) -> None:
        self.body = json.dumps(answer).encode()


@contextmanager
def operator_server() -> Iterator[Feed]:
    """Serve the feed at /feed.json on a free loopback port; robots.txt allows all."""
    feed = Feed()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            feed.asked.append(self.path)
            robots = self.path == "/robots.txt"
            body = b"User-agent: *\nAllow: /\n" if robots else feed.body
            begun = time.monotonic()
            while not robots and time.monotonic() - begun < feed.wait:
                time.sleep(0.02)
            self.send_response(200 if robots else feed.status)
            self.send_header("Content-Type", "text/plain" if robots else "application/json")
            self.send_header("Content-Length", str(len(body)))
            with suppress(BrokenPipeError, ConnectionResetError):
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the tests read `asked`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    feed.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield feed
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
