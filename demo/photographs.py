"""Photographs: what the sandbox's operators show of their hotels and tours, painted here.

Each is drawn from its address alone, so an operator answers with the same picture every day.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from functools import lru_cache

from PIL import Image

from .pages import Page
from .strokes import (
    DUSK,
    GOLD,
    HEIGHT,
    MORNING,
    NOON,
    WIDTH,
    Canvas,
    Light,
    beach,
    bush,
    house,
    mixed,
    palm,
    parasol,
    ridge,
    sea,
    sky,
)
from .world import Hotel, draw

SIZE = (1200, 675)
JPEG = "image/jpeg"
_ADDRESS = re.compile(r"/photos/(?P<view>[a-z]+)/(?P<key>[a-z0-9-]{1,60})-(?P<number>\d)\.jpg\Z")
_SHADES = ((206, 66, 52), (24, 110, 140), (232, 160, 48), (40, 128, 92), (214, 94, 120))


def hotel_photos(hotel: Hotel) -> list[str]:
    """Where an operator keeps its photos of a hotel, the best first."""
    first = ("bay", "bright", "golden")[draw("photo", hotel.key) % 3]
    second = "pool" if "pool" in hotel.facts or hotel.stars > 3 else "shore"
    third = ("beach", "evening")[draw("third photo", hotel.key) % 2]
    return _paths((first, second, third), hotel.key)


_COUNTRY_VIEWS = {
    "Tanzania": ("plain", "savanna", "beach"),
    **dict.fromkeys(("Egypt", "Jordan", "Morocco", "Oman"), ("dunes", "desert", "village")),
}


def tour_photos(key: str, country: str) -> list[str]:
    """Where an operator keeps its photos of a guided tour."""
    return _paths(_COUNTRY_VIEWS.get(country, ("town", "village", "golden")), key)


def _paths(views: tuple[str, ...], key: str) -> list[str]:
    name = key.replace("_", "-")
    return [f"/photos/{view}/{name}-{at}.jpg" for at, view in enumerate(views, 1)]


@lru_cache(maxsize=256)
def photograph(target: str) -> Page | None:
    """The photo under an address, or None where it names none."""
    found = _ADDRESS.match(target)
    scene = SCENES.get(found["view"]) if found else None
    if found is None or scene is None:
        return None
    light, paint = scene
    canvas = Canvas(light, zlib.crc32(target.encode()))
    paint(canvas)
    out = io.BytesIO()
    canvas.picture.resize(SIZE, Image.Resampling.HAMMING).save(out, "JPEG", quality=88)
    return Page(out.getvalue(), JPEG)


def _hotel(canvas: Canvas, x: float, ground: float, wide: float) -> None:
    """Two or three wings of unlike height, with green before them."""
    wings = canvas.whole(2, 3)
    for wing in range(wings):
        part = wide / wings * 1.08
        floors = canvas.whole(3, 5) - (wing % 2)
        house(canvas, x + wing * wide / wings, ground, part, floors)
    for _ in range(10):
        bush(canvas, x + canvas.between(-0.05, 1.08) * wide, ground + 10, canvas.between(22, 44))


def _bay(canvas: Canvas) -> None:
    horizon, shore = 430, 700
    sky(canvas, horizon)
    far = mixed(canvas.light.hill, canvas.light.sky[1], 0.45)
    ridge(canvas, horizon + 4, canvas.between(90, 190), far, 0.8)
    sea(canvas, horizon, shore)
    beach(canvas, shore)
    left = canvas.whole(0, 1) == 0
    x = canvas.between(-60, 40) if left else canvas.between(860, 960)
    green = mixed(canvas.light.leaf, canvas.light.sand[0], 0.25)
    ground = 668.0
    canvas.pen.ellipse((x - 260, ground - 44, x + 1160, ground + 210), green)
    _hotel(canvas, x + 40, ground, canvas.between(720, 860))
    for _ in range(4):
        palm(
            canvas,
            x + canvas.between(-20, 940),
            ground + canvas.between(20, 60),
            canvas.between(190, 270),
        )
    _parasols(canvas, 870, 990, 7)


def _parasols(canvas: Canvas, top: int, bottom: int, count: int) -> None:
    shade = _SHADES[canvas.whole(0, len(_SHADES) - 1)]
    for row in sorted(canvas.between(top, bottom) for _ in range(count)):
        size = 40 + (row - top) / max(1, bottom - top) * 60
        parasol(canvas, canvas.between(40, WIDTH - 160), row, size, shade)


def _shore(canvas: Canvas) -> None:
    horizon, shore = 400, 640
    sky(canvas, horizon)
    ridge(
        canvas,
        horizon + 3,
        canvas.between(40, 110),
        mixed(canvas.light.hill, canvas.light.sky[1], 0.5),
    )
    sea(canvas, horizon, shore)
    beach(canvas, shore)
    shade = _SHADES[canvas.whole(0, len(_SHADES) - 1)]
    first = canvas.between(-60, 60)
    for row, (ground, size) in enumerate(((748, 62), (850, 92), (985, 134))):
        for x in range(6):
            parasol(canvas, first + row * 90 + x * size * 4.1, ground, size, shade)
    side = canvas.between(40, 200) if canvas.whole(0, 1) else canvas.between(1560, 1740)
    palm(canvas, side, 940, canvas.between(560, 680))


def _pool(canvas: Canvas) -> None:
    horizon = 470
    sky(canvas, horizon)
    sea(canvas, horizon - 70, horizon + 40)
    paving = mixed(canvas.light.wall, canvas.light.sand[0], 0.5)
    canvas.fade(horizon + 30, HEIGHT, (paving, mixed(paving, canvas.light.shade, 0.35)))
    canvas.pen.rectangle((0, horizon + 18, WIDTH, horizon + 36), canvas.light.leaf)
    side = canvas.whole(0, 1)
    _hotel(canvas, -120 if side else 1120, 600, 800)
    water = ((84, 204, 214), (18, 138, 182))
    near, far = canvas.between(40, 160), canvas.between(620, 720)
    shape = [(far, 660), (far + 620, 660), (WIDTH - near, 930), (near, 930)]
    rim = mixed(canvas.light.wall, (255, 255, 255), 0.5)
    canvas.pen.polygon(
        [(x + (22 if x > 900 else -22), y + (14 if y > 800 else -10)) for x, y in shape], rim
    )
    canvas.pen.polygon(shape, water[1])
    for _ in range(260):
        depth = canvas.between(0, 1)
        y = 666 + depth * 258
        left, right = far + (near - far) * depth, far + 620 + (WIDTH - near - far - 620) * depth
        x, long = canvas.between(left + 8, right - 60), 12 + depth * 46
        canvas.pen.arc(
            (x, y - 5, x + long, y + 5),
            200,
            340,
            mixed(water[1], water[0], canvas.between(0.3, 1)),
            3,
        )
    for _ in range(3):
        palm(
            canvas,
            canvas.between(60, WIDTH - 60),
            canvas.between(610, 640),
            canvas.between(240, 330),
        )
    _parasols(canvas, 950, 1000, 5)


def _evening(canvas: Canvas) -> None:
    horizon = 520
    sky(canvas, horizon)
    ridge(
        canvas,
        horizon + 4,
        canvas.between(120, 200),
        mixed(canvas.light.hill, canvas.light.sky[1], 0.35),
    )
    sea(canvas, horizon, 760)
    dark = mixed(canvas.light.leaf, (20, 24, 44), 0.5)
    canvas.pen.polygon([(0, 742), (WIDTH, 706), (WIDTH, HEIGHT), (0, HEIGHT)], dark)
    _hotel(canvas, canvas.between(240, 560), 800, canvas.between(880, 1060))
    lamps = [
        (canvas.between(0, WIDTH), canvas.between(830, 980), 16.0, 16.0, 255) for _ in range(30)
    ]
    canvas.soft(lamps, (255, 214, 132), 18)
    for _ in range(5):
        palm(canvas, canvas.between(0, WIDTH), canvas.between(880, 990), canvas.between(260, 420))


def _dunes(canvas: Canvas) -> None:
    horizon = 560
    sky(canvas, horizon)
    sand, shade = canvas.light.sand[0], canvas.light.sand[1]
    ridge(canvas, horizon + 20, 210, mixed(canvas.light.hill, sand, 0.35), 0.9)
    for at, base in enumerate((600, 720, 880)):
        ridge(canvas, base, 120 - at * 12, mixed(shade, sand, 0.9 - at * 0.28), 0.35)
    clay = mixed((196, 132, 88), canvas.light.sun, 0.12)
    x = canvas.between(200, 1000)
    for wide, high, dx in ((300, 150, 0), (130, 230, 40), (170, 190, 210), (90, 260, 320)):
        canvas.pen.rectangle((x + dx, 700 - high, x + dx + wide, 720), clay)
        canvas.pen.rectangle(
            (x + dx + wide * 0.78, 700 - high, x + dx + wide, 720), mixed(clay, (80, 50, 60), 0.3)
        )
        for tooth in range(int(wide // 26)):
            canvas.pen.rectangle(
                (x + dx + tooth * 26, 688 - high, x + dx + tooth * 26 + 14, 700 - high), clay
            )
        canvas.pen.rectangle(
            (x + dx + wide * 0.3, 740 - high, x + dx + wide * 0.3 + 14, 772 - high), (96, 60, 56)
        )
    for _ in range(6):
        palm(
            canvas,
            x + canvas.between(-140, 560),
            canvas.between(720, 760),
            canvas.between(130, 200),
        )


def _plain(canvas: Canvas) -> None:
    horizon = 560
    sky(canvas, horizon)
    peak = mixed(canvas.light.hill, canvas.light.sky[1], 0.4)
    x = canvas.between(600, 1200)
    canvas.pen.polygon(
        [(x - 620, horizon + 10), (x - 90, 270), (x + 90, 270), (x + 640, horizon + 10)], peak
    )
    canvas.pen.polygon(
        [
            (x - 150, 318),
            (x - 90, 270),
            (x + 90, 270),
            (x + 160, 326),
            (x + 60, 300),
            (x, 330),
            (x - 70, 300),
        ],
        (250, 250, 248),
    )
    grass = mixed(canvas.light.sand[1], canvas.light.leaf, 0.25)
    canvas.fade(horizon, HEIGHT, (mixed(grass, canvas.light.sky[1], 0.35), grass))
    ridge(canvas, 760, 60, mixed(grass, canvas.light.leaf, 0.18), 0.3)
    for size in sorted(canvas.between(90, 330) for _ in range(6)):
        _acacia(canvas, canvas.between(60, WIDTH - 60), 600 + size * 0.9, size)


def _acacia(canvas: Canvas, x: float, ground: float, size: float) -> None:
    trunk, leaf = (92, 70, 56), mixed(canvas.light.leaf, (40, 50, 30), 0.3)
    for dx in (-0.34, 0.02, 0.32):
        canvas.pen.line(
            [
                (x, ground),
                (x + dx * size * 0.5, ground - size * 0.4),
                (x + dx * size, ground - size * 0.72),
            ],
            trunk,
            max(3, round(size / 22)),
        )
    for _ in range(12):
        dx, dy = canvas.between(-0.7, 0.7) * size, canvas.between(-0.1, 0.05) * size
        wide, high = size * canvas.between(0.2, 0.36), size * canvas.between(0.06, 0.1)
        y = ground - size * 0.78 + dy
        canvas.pen.ellipse(
            (x + dx - wide, y - high, x + dx + wide, y + high),
            mixed(leaf, canvas.light.sun, canvas.between(0, 0.14)),
        )


_ROOFS = ((186, 92, 62), (168, 78, 56), (204, 116, 78), (150, 82, 66))


def _town(canvas: Canvas) -> None:
    horizon = 500
    sky(canvas, horizon + 160)
    ridge(canvas, horizon + 60, 230, mixed(canvas.light.hill, canvas.light.sky[1], 0.4), 0.8)
    ridge(canvas, horizon + 150, 170, mixed(canvas.light.leaf, canvas.light.hill, 0.6), 0.5)
    peak = canvas.between(500, 1300)
    for row in range(7):
        ground = 640 + row * 52
        x = peak - 340 - row * 150 + canvas.between(-40, 40)
        while x < peak + 340 + row * 150:
            x += _cottage(canvas, x, ground, canvas.between(76, 116) + row * 5)
        for _ in range(3):
            bush(canvas, canvas.between(0, WIDTH), ground + 16, canvas.between(20, 34))
    _tower(canvas, peak, 640)
    canvas.fade(984, HEIGHT, (mixed(canvas.light.leaf, canvas.light.shade, 0.3), canvas.light.leaf))


def _cottage(canvas: Canvas, x: float, ground: float, wide: float) -> float:
    high = wide * canvas.between(0.62, 0.95)
    wall = mixed(canvas.light.wall, canvas.light.sand[0], canvas.between(0, 0.7))
    roof = _ROOFS[canvas.whole(0, len(_ROOFS) - 1)]
    canvas.pen.rectangle((x, ground - high, x + wide, ground + 60), wall)
    canvas.pen.rectangle(
        (x + wide * 0.8, ground - high, x + wide, ground + 60), mixed(wall, canvas.light.shade, 0.6)
    )
    canvas.pen.polygon(
        [
            (x - 6, ground - high + 3),
            (x + wide + 6, ground - high + 3),
            (x + wide * 0.84, ground - high - wide * 0.28),
            (x + wide * 0.16, ground - high - wide * 0.28),
        ],
        roof,
    )
    for at in (0.14, 0.46):
        top = ground - high * 0.72
        canvas.pen.rectangle(
            (x + wide * at, top, x + wide * (at + 0.17), top + high * 0.3),
            mixed(canvas.light.glass, (40, 50, 60), 0.4),
        )
    return wide * canvas.between(0.86, 1.02)


def _tower(canvas: Canvas, x: float, ground: float) -> None:
    wall = mixed(canvas.light.wall, canvas.light.sand[1], 0.4)
    canvas.pen.rectangle((x - 34, ground - 290, x + 34, ground), wall)
    canvas.pen.rectangle(
        (x + 14, ground - 290, x + 34, ground), mixed(wall, canvas.light.shade, 0.7)
    )
    canvas.pen.rectangle(
        (x - 13, ground - 258, x + 9, ground - 214), mixed(canvas.light.glass, (40, 40, 50), 0.5)
    )
    canvas.pen.polygon(
        [(x - 42, ground - 288), (x + 42, ground - 288), (x, ground - 360)], _ROOFS[0]
    )


SCENES: dict[str, tuple[Light, Callable[[Canvas], None]]] = {
    "bay": (NOON, _bay),
    "bright": (MORNING, _bay),
    "golden": (GOLD, _bay),
    "shore": (MORNING, _shore),
    "beach": (NOON, _shore),
    "pool": (NOON, _pool),
    "evening": (DUSK, _evening),
    "dunes": (GOLD, _dunes),
    "desert": (NOON, _dunes),
    "plain": (GOLD, _plain),
    "savanna": (MORNING, _plain),
    "town": (MORNING, _town),
    "village": (GOLD, _town),
}
"""View -> its light and how it is painted."""
