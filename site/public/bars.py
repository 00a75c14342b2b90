"""The budget histogram: how many stays cost how much, drawn by the server as plain bars."""

from __future__ import annotations

from dataclasses import dataclass

HEIGHT = 40
GAP = 1
WIDTH = 11


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in the units of the drawing; `inside` says that the asked budget reaches into it."""

    x: int
    y: int
    width: int
    height: int
    inside: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """The drawing, its two ends as amounts, and the whole of it in one sentence."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    least: str
    most: str
    said: str


def drawn(counts: tuple[int, ...], inside: tuple[bool, ...]) -> tuple[Bar, ...]:
    """A bar for each count, the highest as high as the drawing; one stay can still be seen."""
    highest = max(counts, default=0) or 1
    tall = [max(2, HEIGHT * count // highest) if count else 0 for count in counts]
    return tuple(
        Bar(at * WIDTH, HEIGHT - height, WIDTH - GAP, height, held)
        for at, (height, held) in enumerate(zip(tall, inside, strict=True))
    )
