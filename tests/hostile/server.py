"""One answer at every address of a free loopback port; robots.txt allows all."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def operator_server(
    body: bytes,
    *,
    status: int = 200,
    headers: tuple[tuple[str, str], ...] = (),
    drips: float = 0.0,
) -> Iterator[int]:
    """Answer once the block is entered; yields the port. `drips`: seconds before each byte."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            robots = self.path == "/robots.txt"
            said = b"User-agent: *\nAllow: /\n" if robots else body
            self.send_response(200 if robots else status)
            self.send_header("Content-Type", "text/plain" if robots else "application/json")
            self.send_header("Content-Length", str(len(said)))
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # Who asked has gone: it has read enough.
                self._say(said)

        def _say(self, said: bytes) -> None:
            step = 1 if drips else len(said) or 1
            for start in range(0, len(said), step):
                time.sleep(drips)
                self.wfile.write(said[start : start + step])

        def log_message(self, *_: object) -> None:
            """Nothing to say."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
