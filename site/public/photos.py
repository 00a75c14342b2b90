"""Photos as pages show them: our own copies alone, with the words that stand for each."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ...catalog.photos import SIZES, Shelf, photo_name
from ...offers import Product
from ..shell import shop_of
from ..text import Speech

FOREVER = "public, max-age=31536000, immutable"
"""A copy is never changed under its name."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo: its smallest copy, all copies as `srcset`, and what it is in words.

    `count` is "1 of 9"; `width` and `height` are those of the copy at `src`.
    """

    src: str
    srcset: str
    alt: str
    count: str
    width: int
    height: int


def shots(product: Product, shelf: Shelf, speech: Speech) -> tuple[Shot, ...]:
    """The photos of a product that we have copies of, in its operator's order."""
    found = shelf.copies(product.photos)
    return tuple(
        _shot(address, widths, at, len(found), product.name, speech)
        for at, (address, widths) in enumerate(found, 1)
    )


def first_shot(product: Product, shelf: Shelf, speech: Speech) -> Shot | None:
    """The photo of a card, or None where a drawn landscape stands for it."""
    found = shelf.copies(product.photos)
    return _shot(*found[0], 1, len(found), product.name, speech) if found else None


def _shot(
    address: str, widths: tuple[int, ...], at: int, count: int, name: str, speech: Speech
) -> Shot:
    file = photo_name(address)
    alt = speech._("photo %(at)s of %(count)s of %(name)s", at=at, count=count, name=name)
    return Shot(
        src=f"/photo/{file}-{widths[0]}.webp",
        srcset=", ".join(f"/photo/{file}-{width}.webp {width}w" for width in widths),
        alt=alt,
        count=speech._("%(at)s of %(count)s", at=at, count=count) if count > 1 else "",
        width=widths[0],
        height=SIZES[widths[0]],
    )


async def copy(request: Request) -> Response:
    """One copy, for ever; 404 for every name that is none of ours."""
    path = shop_of(request).photos.file(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    try:
        body = await run_in_threadpool(path.read_bytes)
    except FileNotFoundError as error:
        raise HTTPException(404) from error
    return Response(body, media_type="image/webp", headers={"Cache-Control": FOREVER})
