"""Open Graph pictures: 1200 x 630, drawn by us, for links that are shared (W-101).

No price stands in them: a picture lives on in other people's messages long after its price.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from anyio import CapacityLimiter, to_thread
from PIL import Image, ImageDraw, ImageFont
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ...search.query import Query
from ..public import cards
from ..public.machine_views import too_fast
from ..shell import page_language, shop_of

SIZE = (1200, 630)
MARGIN = 80
SAND, PAPER, INK, SEA, SUN = "#F7F5F0", "#FFFFFF", "#14212B", "#0B5C6B", "#F2A65A"
NAME_SIZE, LEAST_NAME_SIZE, NOTE_SIZE = 84, 44, 40
MOST_LINES = 3
KEEP = "public, max-age=86400"
_drawing = threading.Lock()  # a face of FreeType serves one thread at a time
_BOARD = CapacityLimiter(1)
"""Pictures wait here for one another, and not in the threads that keep visitors' questions."""
MOST_DRAWN = 512
"""Pictures kept: some 10 kB each."""
FACES = ("latin", "latin-ext", "cyrillic")
"""The files of our type face, the first that has a letter draws it."""


async def site(request: Request) -> Response:
    """The picture of the agency's own pages."""
    speech, shop = page_language(request), shop_of(request)
    said = speech._("All operators' trips on one page")
    return await _picture(said, "", shop.settings.agency_name)


async def product(request: Request) -> Response:
    """The picture of one stay or tour: its name, where it is, whose site."""
    speech, shop = page_language(request), shop_of(request)
    if too_fast(request, request.app.state.picture_pace):
        raise HTTPException(429, headers={"Retry-After": "1"})
    found = shop.finder.stay(request.path_params["id"], Query(), shop.now())
    if found is None:
        raise HTTPException(404)
    told = found.card.product
    where = cards.place(told, speech)
    return await _picture(told.name, where, shop.settings.agency_name)


async def _picture(title: str, note: str, agency: str) -> Response:
    body = await to_thread.run_sync(drawn, title, note, agency, limiter=_BOARD)
    return Response(body, media_type="image/png", headers={"Cache-Control": KEEP})


@lru_cache(MOST_DRAWN)
def drawn(title: str, note: str, agency: str) -> bytes:
    """The picture as PNG: a calm coast below, the words above it."""
    with _drawing:
        return _drawn(title, note, agency)


def _drawn(title: str, note: str, agency: str) -> bytes:
    image = Image.new("RGB", SIZE, SAND)
    draw = ImageDraw.Draw(image)
    _coast(draw)
    size, lines = _fitting(title)
    top = MARGIN
    for line in lines:
        _write(draw, (MARGIN, top), line, size, 800, INK)
        top += int(size * 1.15)
    if note:
        _write(draw, (MARGIN, top + 12), _cut(note, NOTE_SIZE, 500), NOTE_SIZE, 500, SEA)
    _write(draw, (MARGIN, SIZE[1] - 88), _cut(agency, NOTE_SIZE, 700), NOTE_SIZE, 700, PAPER)
    out = io.BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _coast(draw: ImageDraw.ImageDraw) -> None:
    """A sun half above the water, hills behind, the sea before them."""
    draw.ellipse((900, 330, 1040, 470), fill=SUN)
    draw.polygon([(560, 440), (760, 350), (900, 410), (1040, 340), (1200, 420), (1200, 470),
                  (560, 470)], fill="#B9CDBE")  # fmt: skip
    draw.rectangle((0, 440, *SIZE), fill=SEA)
    for y, left in ((476, 700), (500, 860), (524, 620)):
        draw.line((left, y, left + 260, y), fill="#2F7F8D", width=4)


def _fitting(title: str) -> tuple[int, list[str]]:
    """The largest size at which the title takes its few lines, and those lines."""
    for size in range(NAME_SIZE, LEAST_NAME_SIZE, -8):
        lines = _lines(title, size)
        if len(lines) <= MOST_LINES and all(_width(line, size, 800) <= _room() for line in lines):
            return size, lines
    lines = _lines(title, LEAST_NAME_SIZE)[:MOST_LINES]
    return LEAST_NAME_SIZE, [_cut(line, LEAST_NAME_SIZE, 800) for line in lines]


def _lines(text: str, size: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width(longer, size, 800) > _room():
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _room() -> int:
    return SIZE[0] - 2 * MARGIN


def _cut(text: str, size: int, weight: int) -> str:
    """The text, cut with an ellipsis where it is wider than the picture."""
    while len(text) > 1 and _width(text, size, weight) > _room():
        text = text[:-2].rstrip() + "…"
    return text


def _width(text: str, size: int, weight: int) -> float:
    return sum(_face(name, size, weight).getlength(run) for name, run in _runs(text))


def _write(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, weight: int, ink: str
) -> None:
    left, top = at
    for name, run in _runs(text):
        face = _face(name, size, weight)
        draw.text((left, top), run, font=face, fill=ink)
        left += face.getlength(run)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each of letters that one file of the face has."""
    name, run = FACES[0], ""
    for letter in text:
        has = next((face for face in FACES if ord(letter) in _letters(face)), name)
        if has != name and run:
            yield name, run
            run = ""
        name, run = has, run + letter
    if run:
        yield name, run


@cache
def _letters(face: str) -> frozenset[int]:
    """The characters that one file of the face is made for (its unicode-range)."""
    ranges = {
        "latin": [(0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2026), (0x20AC, 0x20AC)],
        "latin-ext": [(0x100, 0x2AF), (0x1E00, 0x1EFF), (0x20A0, 0x20C0)],
        "cyrillic": [(0x400, 0x45F), (0x490, 0x491), (0x4B0, 0x4B1), (0x2116, 0x2116)],
    }
    return frozenset(n for first, last in ranges[face] for n in range(first, last + 1))


@lru_cache(maxsize=64)
def _face(name: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    folder = files("fairwind.site") / "static" / "vendor" / "manrope-5.3.0"
    body = (folder / f"manrope-{name}-wght-normal.woff2").read_bytes()
    face = ImageFont.truetype(io.BytesIO(body), size)
    face.set_variation_by_axes([weight])
    return face
