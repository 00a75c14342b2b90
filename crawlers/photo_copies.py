"""Photo copies: a picture from outside in, our own WebP copies out, or a sentence why not.

Nothing of the file itself is passed on: it is decoded, cut to one shape and encoded anew, so that
no metadata, no second frame and no bytes behind the picture can travel to a visitor.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from ..catalog.photos import SIZES
from ..offers.faults import FetchFault

MOST_PIXELS = 25_000_000
"""A photo of 6000 x 4000; opened it takes 100 MB at the most."""
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = {358: 40_000, 716: 60_000, 1200: 140_000}
"""The largest copy of each width; quality gives way until it fits."""
QUALITIES = (78, 60, 40, 20)

_MAGIC = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}


def copies(body: bytes, address: str) -> dict[int, bytes]:
    """Our copies of a picture by their width: as many as it is wide enough for."""
    kind = _kind(body, address)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(body), formats=(kind,)) as picture:
                return _encoded(_whole(picture, address), address)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
            raise FetchFault(f"{address}: too many pixels to be opened") from bomb
        except (OSError, SyntaxError, ValueError, EOFError, UnidentifiedImageError) as error:
            raise FetchFault(f"{address}: the {kind} picture is broken") from error


def _kind(body: bytes, address: str) -> str:
    """What the first bytes say it is; what the server calls it does not matter."""
    for magic, kind in _MAGIC.items():
        if body.startswith(magic):
            return kind
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "WEBP"
    if b"<svg" in body[:1000].lower():
        raise FetchFault(f"{address}: an SVG picture is a program and never shown")
    raise FetchFault(f"{address}: is no {', '.join(FORMATS)} picture")


def _whole(picture: Image.Image, address: str) -> Image.Image:
    """The decoded picture, upright and without transparency."""
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise FetchFault(
            f"{address}: {width} x {height} pixels; {MOST_PIXELS:,} are the most that are opened"
        )
    if min(width, height) < min(SIZES.values()):
        raise FetchFault(f"{address}: {width} x {height} pixels are too few to be shown")
    picture.draft("RGB", (2 * max(SIZES), 2 * max(SIZES)))
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        paper = Image.new("RGBA", upright.size, "white")
        return Image.alpha_composite(paper, upright.convert("RGBA")).convert("RGB")
    return upright.convert("RGB")


def _encoded(picture: Image.Image, address: str) -> dict[int, bytes]:
    """Each copy that needs no stretching, the smallest first."""
    found: dict[int, bytes] = {}
    for width, height in sorted(SIZES.items(), reverse=True):
        if picture.width >= width and picture.height >= height:
            picture = ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS)
            if body := _fitting(picture, MOST_BYTES[width]):
                found[width] = body
    if not found:
        raise FetchFault(f"{address}: {picture.width} x {picture.height} pixels give no copy")
    return dict(sorted(found.items()))


def _fitting(picture: Image.Image, most: int) -> bytes | None:
    """The picture as WebP in the best quality of at most `most` bytes; None where none is."""
    for quality in QUALITIES:
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=2)
        if out.tell() <= most:
            return out.getvalue()
    return None
