"""How we rank: the ranker's own table, read from where the ranker reads it (W-35)."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from ...search.ranking import WEIGHTS
from ..shell import PUBLIC, page_language, render
from .reasons import feature


@dataclass(frozen=True, slots=True)
class Weight:
    """One row of the table: a feature, its rule, its most points."""

    name: str
    rule: str
    points: str
    share: float


@dataclass(frozen=True, slots=True)
class RankingPage:
    weights: tuple[Weight, ...]
    whole: str
    most: float


async def page(request: Request) -> Response:
    """The parameters of "best for you" with their weights."""
    speech = page_language(request)
    rows = tuple(
        Weight(*feature(name, speech), points=f"{points:g}", share=points)
        for name, points in sorted(WEIGHTS.items(), key=lambda pair: -pair[1])
    )
    whole = sum(WEIGHTS.values())
    told = RankingPage(rows, f"{whole:g}", max(WEIGHTS.values()))
    return render(request, "public/how_we_rank.html", told, keep=PUBLIC)
