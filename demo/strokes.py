"""Strokes: the pieces the sandbox's photographs are painted of, on one canvas."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1800, 1012
"""Painted half as large again as it is sent, so that edges are smooth."""

Colour = tuple[int, int, int]
Spot = tuple[float, float, float, float, int]
"""Middle (x, y), half width and height, and strength up to 255."""


@dataclass(frozen=True, slots=True)
class Light:
    """The colours of one time of day."""

    sky: tuple[Colour, Colour]
    sun: Colour
    sea: tuple[Colour, Colour]
    hill: Colour
    leaf: Colour
    sand: tuple[Colour, Colour]
    wall: Colour
    shade: Colour
    glass: Colour


MORNING = Light(
    ((96, 170, 222), (232, 242, 240)), (255, 250, 224), ((78, 158, 190), (28, 134, 160)),
    (126, 158, 168), (66, 120, 84), ((240, 222, 180), (222, 192, 140)),
    (252, 248, 240), (206, 208, 210), (88, 130, 156),
)  # fmt: skip
NOON = Light(
    ((38, 128, 206), (186, 222, 240)), (255, 255, 240), ((20, 118, 176), (52, 190, 196)),
    (108, 146, 138), (48, 124, 72), ((248, 230, 188), (232, 204, 152)),
    (255, 254, 250), (208, 214, 222), (62, 112, 150),
)  # fmt: skip
GOLD = Light(
    ((112, 152, 196), (253, 214, 160)), (255, 236, 178), ((120, 150, 172), (66, 118, 140)),
    (150, 128, 126), (92, 112, 66), ((240, 204, 152), (208, 160, 104)),
    (254, 236, 210), (204, 170, 146), (120, 126, 138),
)  # fmt: skip
DUSK = Light(
    ((56, 66, 122), (248, 158, 118)), (255, 214, 150), ((150, 118, 140), (52, 72, 116)),
    (92, 80, 116), (50, 66, 72), ((190, 142, 126), (120, 92, 98)),
    (214, 178, 170), (126, 106, 128), (255, 216, 138),
)  # fmt: skip


class Canvas:
    """A picture under way, its light, and the chance that every choice of it depends on."""

    def __init__(self, light: Light, seed: int) -> None:
        self.light, self.chance = light, np.random.default_rng(seed)
        self.picture = Image.new("RGB", (WIDTH, HEIGHT))
        self.pen = ImageDraw.Draw(self.picture)

    def between(self, least: float, most: float) -> float:
        return float(self.chance.uniform(least, most))

    def whole(self, least: int, most: int) -> int:
        return int(self.chance.integers(least, most + 1))

    def fade(self, top: int, bottom: int, ends: tuple[Colour, Colour]) -> None:
        """A band that passes from one colour into the other."""
        steps = np.linspace(0, 1, bottom - top)[:, None, None]
        band = np.array(ends[0]) * (1 - steps) + np.array(ends[1]) * steps
        whole = np.broadcast_to(band, (bottom - top, WIDTH, 3)).astype(np.uint8)
        self.picture.paste(Image.fromarray(np.ascontiguousarray(whole)), (0, top))

    def soft(self, spots: Sequence[Spot], colour: Colour, radius: float) -> None:
        """Ellipses of one colour with blurred edges: cloud, glow, lamplight."""
        mask = Image.new("L", (WIDTH // 4, HEIGHT // 4))
        pen = ImageDraw.Draw(mask)
        for x, y, wide, high, strength in spots:
            box = tuple(side / 4 for side in (x - wide, y - high, x + wide, y + high))
            pen.ellipse(box, strength)
        mask = mask.filter(ImageFilter.GaussianBlur(radius / 4))
        self.picture.paste(colour, (0, 0), mask.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR))


def sky(canvas: Canvas, horizon: int) -> None:
    """The sky with its sun, a glow round it and a few clouds."""
    canvas.fade(0, horizon, canvas.light.sky)
    x, y = canvas.between(0.3, 0.85) * WIDTH, horizon * canvas.between(0.25, 0.72)
    canvas.soft([(x, y, 330, 330, 70), (x, y, 170, 170, 120)], canvas.light.sun, 150)
    canvas.soft([(x, y, 58, 58, 255)], mixed(canvas.light.sun, (255, 255, 255), 0.5), 14)
    clouds(canvas, horizon)


def clouds(canvas: Canvas, horizon: int) -> None:
    white, spots = mixed(canvas.light.sky[1], (255, 255, 255), 0.6), []
    for _ in range(canvas.whole(2, 4)):
        x, y = canvas.between(0, WIDTH), canvas.between(0.08, 0.62) * horizon
        spots += [
            (
                x + canvas.between(-260, 260),
                y + canvas.between(-20, 20),
                canvas.between(80, 240),
                canvas.between(12, 36),
                canvas.whole(110, 190),
            )
            for _ in range(canvas.whole(6, 11))
        ]
    canvas.soft(spots, white, 26)


def ridge(canvas: Canvas, base: int, height: float, colour: Colour, rough: float = 1.0) -> None:
    """A line of hills before the sky, as high as `height` above `base`."""
    xs = np.arange(0, WIDTH + 12, 12)
    line = np.zeros(len(xs))
    for octave in range(1, 6):
        turns, phase = canvas.between(0.6, 1.3) * octave**1.4, canvas.between(0, math.tau)
        line += np.sin(xs / WIDTH * math.tau * turns + phase) * rough ** (octave - 1) / octave**1.1
    line = (line - line.min()) / (line.max() - line.min() or 1)
    ys = base - height * (0.12 + 0.88 * line)
    points = [*zip(xs.tolist(), ys.tolist(), strict=True), (WIDTH, HEIGHT), (0, HEIGHT)]
    canvas.pen.polygon(points, colour)


def sea(canvas: Canvas, horizon: int, shore: int) -> None:
    """The sea with its glints, from the horizon down to the shore."""
    canvas.fade(horizon, shore, canvas.light.sea)
    bright = mixed(canvas.light.sea[0], canvas.light.sun, 0.75)
    for _ in range(420):
        depth = canvas.between(0, 1) ** 1.6
        y = horizon + 3 + depth * (shore - horizon - 6)
        x, long = canvas.between(0, WIDTH), 6 + depth * 70 * canvas.between(0.4, 1)
        tint = mixed(canvas.light.sea[1], bright, canvas.between(0.15, 0.75))
        canvas.pen.line((x, y, x + long, y), tint, 1 + round(depth * 2))


def beach(canvas: Canvas, shore: int) -> None:
    """Sand with a wet edge and a line of foam."""
    canvas.fade(shore, HEIGHT, canvas.light.sand)
    phase, tall = canvas.between(0, math.tau), canvas.between(10, 20)
    edges = (
        (0, canvas.light.sea[1]),
        (20, (250, 252, 250)),
        (29, mixed(canvas.light.sand[1], canvas.light.sea[1], 0.3)),
    )
    for lower, colour in reversed(edges):
        xs = np.arange(0, WIDTH + 20, 20)
        ys = shore + lower + 14 + tall * np.sin(xs / WIDTH * math.tau * 1.6 + phase)
        line = list(zip(xs.tolist(), ys.tolist(), strict=True))
        canvas.pen.polygon([*line, (WIDTH, shore - 2), (0, shore - 2)], colour)


def house(canvas: Canvas, left: float, ground: float, wide: float, floors: int) -> None:
    """A wing of the hotel: floors of balconies, one side in shade, a flat roof."""
    light, floor = canvas.light, wide / 9.5 if wide > 300 else wide / 6
    top = ground - floors * floor - floor * 0.3
    canvas.pen.rectangle((left, top, left + wide, ground), light.wall)
    canvas.pen.rectangle((left + wide * 0.86, top, left + wide, ground), light.shade)
    canvas.pen.rectangle((left - 6, top - 9, left + wide + 6, top), light.shade)
    rooms = max(3, round(wide * 0.84 / (floor * 1.05)))
    step = wide * 0.84 / rooms
    for level in range(floors):
        y = ground - (level + 1) * floor
        for room in range(rooms):
            x = left + step * room + step * 0.2
            glass = (
                light.glass if canvas.between(0, 1) < 0.8 else mixed(light.glass, light.wall, 0.5)
            )
            canvas.pen.rectangle((x, y + floor * 0.16, x + step * 0.62, y + floor * 0.72), glass)
        rail = y + floor * 0.74
        canvas.pen.rectangle((left, rail, left + wide * 0.86, rail + 4), light.shade)


def palm(canvas: Canvas, x: float, ground: float, tall: float) -> None:
    """A palm that leans a little, its fronds lit from one side."""
    lean, light = canvas.between(-0.16, 0.16) * tall, canvas.light
    trunk = mixed(light.leaf, (118, 88, 62), 0.75)
    steps = [(x + lean * t * t, ground - tall * t) for t in np.linspace(0, 1, 12).tolist()]
    canvas.pen.line(steps, trunk, max(5, round(tall / 26)), joint="curve")
    top_x, top_y = steps[-1]
    for number in range(11):
        turn = math.tau * number / 11 + canvas.between(-0.2, 0.2)
        long = tall * canvas.between(0.34, 0.46)
        green = mixed(light.leaf, light.sun, 0.28 if math.sin(turn) < 0 else 0.04)
        frond = []
        for t in np.linspace(0, 1, 9).tolist():
            fall = long * (0.75 * t * t - 0.35 * t * max(0.0, -math.sin(turn)))
            frond.append((top_x + math.cos(turn) * long * t, top_y + fall + math.sin(turn) * 8 * t))
        under = [(px, py + long * 0.10 * (1 - t / 8) + 3) for t, (px, py) in enumerate(frond)]
        canvas.pen.polygon([*frond, *reversed(under)], green)


def bush(canvas: Canvas, x: float, ground: float, size: float) -> None:
    for _ in range(9):
        dx, dy = canvas.between(-size, size), canvas.between(-size * 0.5, 0)
        r = size * canvas.between(0.25, 0.5)
        green = mixed(canvas.light.leaf, canvas.light.sun, canvas.between(0, 0.2))
        canvas.pen.ellipse((x + dx - r, ground + dy - r, x + dx + r, ground + dy + r), green)


def parasol(canvas: Canvas, x: float, ground: float, size: float, colour: Colour) -> None:
    """A sunshade with a lounger under it."""
    canvas.pen.ellipse(
        (x - size * 0.9, ground - 5, x + size * 1.1, ground + size * 0.14), canvas.light.sand[1]
    )
    canvas.pen.line((x, ground, x, ground - size * 1.2), (120, 96, 78), max(3, round(size / 26)))
    top, rim = ground - size * 1.42, ground - size * 1.0
    paper = mixed(colour, (255, 255, 255), 0.82)
    edges = [x - size + size * 2 * part / 6 for part in range(7)]
    for part in range(6):
        tint = colour if part % 2 else paper
        canvas.pen.polygon([(x, top), (edges[part], rim), (edges[part + 1], rim)], tint)
    bed = ground - size * 0.16
    canvas.pen.polygon(
        [(x + size * 0.2, bed), (x + size * 1.25, bed), (x + size * 1.5, bed - size * 0.3),
         (x + size * 1.56, bed - size * 0.28), (x + size * 1.3, bed + 9),
         (x + size * 0.2, bed + 9)],
        paper,
    )  # fmt: skip


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """A colour with so much of another in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
