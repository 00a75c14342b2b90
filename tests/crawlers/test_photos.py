"""Photos from outside: our own small copies come out of good ones, a sentence out of all others."""

from __future__ import annotations

import datetime as dt
import io
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from fairwind.catalog.home import Home
from fairwind.catalog.photos import SIZES, Ledger, Shelf, photo_name
from fairwind.crawlers.card import Card
from fairwind.crawlers.fetch.address import Place
from fairwind.crawlers.fetch.ledger import Ledger as Requests
from fairwind.crawlers.fetch.ledger import Limits
from fairwind.crawlers.photo_copies import MOST_BYTES, copies
from fairwind.crawlers.photos import Brought, fetch_photos
from fairwind.crawlers.polite import Polite
from fairwind.offers.faults import FetchFault
from fairwind.store.clock import FixedClock
from fairwind.store.settings import Settings

from .test_fetch_client import card_of

NOW = dt.datetime(2026, 6, 5, 8, tzinfo=dt.UTC)
SUNNY = Place("127.0.0.1", 1)
WHERE = "https://sun.example/sea.jpg"


def drawn(size: tuple[int, int] = (1600, 900), kind: str = "JPEG", **more: object) -> bytes:
    """A picture with something in it."""
    picture = Image.radial_gradient("L").convert("RGB").resize(size)
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_three_small_webp_copies(kind: str) -> None:
    found = copies(drawn(kind=kind), WHERE)
    for width, body in found.items():
        copy = Image.open(io.BytesIO(body))
        assert (copy.format, copy.size) == ("WEBP", (width, SIZES[width]))
        assert len(body) <= MOST_BYTES[width]
    assert list(found) == [358, 716, 1200]
    assert len(found[358]) <= 40_000


def test_a_photo_that_cannot_be_made_small_has_its_smaller_copies_only() -> None:
    noise = io.BytesIO()
    Image.effect_noise((1200, 675), 120).convert("RGB").save(noise, "JPEG")
    found = copies(noise.getvalue(), WHERE)
    assert 358 in found
    assert 1200 not in found
    assert all(len(body) <= MOST_BYTES[width] for width, body in found.items())


def test_no_copy_is_stretched() -> None:
    assert list(copies(drawn((800, 600)), WHERE)) == [358, 716]
    assert list(copies(drawn((360, 640)), WHERE)) == [358]


def test_metadata_stays_behind_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010E] = "taken by Anna at 47.53 N"
    body = copies(drawn((900, 1600), exif=exif), WHERE)[1200]
    assert b"Anna" not in body
    assert not Image.open(io.BytesIO(body)).getexif()
    assert list(copies(drawn((600, 1300), exif=exif), WHERE)) == [358, 716]


def test_bytes_behind_the_picture_are_not_passed_on() -> None:
    assert b"<script>" not in b"".join(copies(drawn() + b"<script>", WHERE).values())


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "SVG picture is a program",
        ),
        (b"<?xml version='1.0'?>\n<SVG onload='alert(1)'/>", "SVG picture is a program"),
        (b"GIF89a" + b"\0" * 100, "is no JPEG, PNG, WEBP picture"),
        (b"<html>not here</html>", "is no JPEG, PNG, WEBP picture"),
        (b"", "is no JPEG, PNG, WEBP picture"),
        (b"\xff\xd8\xff", "the JPEG picture is broken"),
        (drawn()[:4000], "the JPEG picture is broken"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "the WEBP picture is broken"),
        (png_of(60_000, 60_000), "too many pixels"),
        (png_of(12_000, 8_000), "96,000,000|too many pixels|pixels; 25,000,000 are the most"),
        (png_of(1000, 1000), "the PNG picture is broken"),
        (drawn((200, 2000)), "too few to be shown"),
        (drawn((300, 240)), "give no copy"),
    ],
)
def test_everything_else_is_refused_with_a_sentence(body: bytes, why: str) -> None:
    with pytest.raises(FetchFault, match=why) as fault:
        copies(body, WHERE)
    assert WHERE in str(fault.value)


class Pictures:
    """An operator's host of photos: what it answers, and what it was asked."""

    def __init__(self) -> None:
        self.robots = b"User-agent: *\nDisallow: /private/\n"
        self.robots_status = 200
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        self.port = 0

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture
def pictures() -> Iterator[Pictures]:
    host = Pictures()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append(self.path)
            robots = (host.robots_status, {}, host.robots)
            found = robots if self.path == "/robots.txt" else host.answers.get(self.path)
            status, headers, body = found or (404, {}, b"")
            self.send_response(status)
            for name, said in headers.items():
                self.send_header(name, said)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the tests read `asked`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield host
    server.shutdown()
    server.server_close()
    thread.join()


Fetch = Callable[..., Brought]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def fetch(pictures: Pictures, home: Home) -> Fetch:
    """Ask for these paths as the card allows; the ledger is the home's."""

    def run(*paths: str, card: Card | None = None, **more: object) -> Brought:
        settings = Settings(home=home.path, allow_loopback=True)
        until = time.monotonic() + 20
        card = card or card_of(pictures.at("/"))
        polite = Polite(card, settings, FixedClock(NOW), until, **more)  # type: ignore[arg-type]
        addresses = [path if "://" in path else pictures.at(path) for path in paths]
        return fetch_photos(home, polite, addresses, Ledger.of(home))

    return run


def why(home: Home, address: str) -> str:
    return Ledger.of(home).tried[photo_name(address)].why


def test_photos_are_copied_and_kept_under_the_hash_of_their_address(pictures, home, fetch) -> None:
    pictures.answers["/sea.jpg"] = (200, {}, drawn())
    assert fetch("/sea.jpg") == Brought(copied=1)
    assert Shelf(home).widths(pictures.at("/sea.jpg")) == (358, 716, 1200)
    assert pictures.asked == ["/robots.txt", "/sea.jpg"]


def test_what_robots_forbids_is_not_asked(pictures, home, fetch) -> None:
    pictures.answers["/private/sea.jpg"] = (200, {}, drawn())
    assert fetch("/private/sea.jpg") == Brought(refused=1)
    assert pictures.asked == ["/robots.txt"]
    assert "robots.txt forbids it" in why(home, pictures.at("/private/sea.jpg"))


@pytest.mark.parametrize("status", [429, 500, 503, 302])
def test_without_an_answer_of_robots_nothing_is_asked(pictures, home, fetch, status: int) -> None:
    pictures.robots_status = status
    pictures.answers["/sea.jpg"] = (200, {}, drawn())
    assert fetch("/sea.jpg") == Brought(refused=1)
    assert pictures.asked == ["/robots.txt"]
    assert f"robots.txt answered {status}" in why(home, pictures.at("/sea.jpg"))


def test_a_host_without_robots_may_be_asked(pictures, home, fetch) -> None:
    pictures.robots_status = 404
    pictures.answers["/private/sea.jpg"] = (200, {}, drawn())
    assert fetch("/private/sea.jpg") == Brought(copied=1)


def test_another_host_is_never_asked(pictures, home, fetch) -> None:
    assert fetch("http://127.0.0.1:1/sea.jpg", "http://169.254.169.254/x.jpg").refused == 2
    assert pictures.asked == []
    assert "is not in the card's allow" in why(home, "http://127.0.0.1:1/sea.jpg")


def test_a_redirect_is_followed_only_to_where_the_card_allows(pictures, home, fetch) -> None:
    pictures.answers["/sea.jpg"] = (302, {"Location": "/real.jpg"}, b"")
    pictures.answers["/real.jpg"] = (200, {}, drawn())
    pictures.answers["/out.jpg"] = (302, {"Location": "http://127.0.0.1:1/x.jpg"}, b"")
    pictures.answers["/loop.jpg"] = (302, {"Location": "/loop.jpg"}, b"")
    assert fetch("/sea.jpg", "/out.jpg", "/loop.jpg") == Brought(1, 2)
    assert "more than 3 redirects" in why(home, pictures.at("/loop.jpg"))


def test_a_picture_over_the_cap_is_refused(pictures, home, fetch) -> None:
    pictures.answers["/sea.jpg"] = (200, {}, b"\xff\xd8\xff" + b"\0" * (8 * 1024 * 1024))
    assert fetch("/sea.jpg") == Brought(refused=1)
    assert "more than 8388608 bytes" in why(home, pictures.at("/sea.jpg"))


def test_the_operators_budget_is_kept_and_the_rest_waits(pictures, home, fetch) -> None:
    for number in range(5):
        pictures.answers[f"/{number}.jpg"] = (200, {}, drawn((400, 300)))
    budget = {"delay_seconds": 0, "requests_per_minute": 600, "requests_per_run": 10}
    card = card_of(pictures.at("/"), budget=budget)
    crawl = Requests(home, "sunny")
    for _ in range(7):
        crawl.came(crawl.try_leave(SUNNY, Limits(600), "run r1").number)
    brought = fetch(*(f"/{number}.jpg" for number in range(5)), card=card)
    assert brought == Brought(copied=2, more=True)
    assert len(pictures.asked) == 3
    assert len(Ledger.of(home).tried) == 2


def test_what_was_refused_rests_longer_each_time(pictures, home, fetch) -> None:
    fetch("/gone.jpg")
    first = Ledger.of(home).tried[photo_name(pictures.at("/gone.jpg"))]
    fetch("/gone.jpg")
    second = Ledger.of(home).tried[photo_name(pictures.at("/gone.jpg"))]
    assert first.again
    assert second.again
    assert NOW < first.again < second.again
    assert "answered 404" in second.why
