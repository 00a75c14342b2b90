"""The agency's colour on our pages: taken as it is, or moved until text in it can be read."""

from __future__ import annotations

Rgb = tuple[int, int, int]

LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: text against what it stands on."""
LIGHT_GROUNDS: tuple[Rgb, ...] = ((255, 255, 255), (247, 245, 240))
DARK_GROUNDS: tuple[Rgb, ...] = ((22, 36, 45), (15, 26, 33))
OURS = "#0B5C6B"


def rules(wanted: str) -> str:
    """The style rules that put the agency's colour in place of ours, in light and dark."""
    if wanted.upper() == OURS.upper():
        return ""
    light = _readable(_rgb(wanted), LIGHT_GROUNDS, toward=(0, 0, 0))
    dark = _readable(_rgb(wanted), DARK_GROUNDS, toward=(255, 255, 255))
    return (
        f":root{{--sea:{_hex(light)};--sea-d:{_hex(_mixed(light, (0, 0, 0), 0.25))};"
        f"--sea-l:{_hex(_mixed(light, (255, 255, 255), 0.92))}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{--sea:{_hex(dark)};"
        f"--sea-d:{_hex(_mixed(dark, (255, 255, 255), 0.25))};"
        f"--sea-l:{_hex(_mixed(dark, (15, 26, 33), 0.85))}}}}}"
    )


def contrast(one: Rgb, other: Rgb) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _readable(colour: Rgb, grounds: tuple[Rgb, ...], toward: Rgb) -> Rgb:
    for step in range(101):
        moved = _mixed(colour, toward, step / 100)
        if all(contrast(moved, ground) >= LEAST_CONTRAST for ground in grounds):
            return moved
    return toward


def _mixed(colour: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (
        round(a * (1 - share) + b * share) for a, b in zip(colour, other, strict=True)
    )
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (part / 255 for part in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(text: str) -> Rgb:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
