"""The sandbox's operators by card name, and their cards filled with the ports they answer on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path

from ..catalog.home import Home, write_whole
from ..crawlers.card import Card, read_card
from . import feed_shapes, html_shapes, page_shapes, rest_shapes, search_shapes
from .pages import Pages
from .sandbox import HOST, OperatorServer

BROKEN = "dunav_more"
"""The operator that works on the day before and is broken on the day, on purpose."""

OPERATORS: dict[str, Callable[[dt.date], Pages]] = {
    "adria_linie": feed_shapes.adria_pages,
    "alpenrose_reisen": feed_shapes.alpenrose_pages,
    "balkan_paths": page_shapes.balkan_pages,
    "corvina_utazas": html_shapes.corvina_pages,
    "dalmatia_sails": page_shapes.dalmatia_pages,
    BROKEN: html_shapes.dunav_pages,
    "helios_club": search_shapes.helios_pages,
    "kek_horizont_busz": feed_shapes.bus_pages,
    "mapa_wakacji": html_shapes.mapa_pages,
    "meridian_voyages": rest_shapes.meridian_pages,
    "modra_laguna": search_shapes.modra_pages,
    "southern_trails": feed_shapes.southern_pages,
    "yuzhny_veter": feed_shapes.yuzhny_pages,
}

_PORT = f"//{HOST}:1/"
"""What a shipped card says where the sandbox's port belongs; nothing answers on port 1."""


def shipped(folder: str) -> dict[str, str]:
    """The texts of the cards that are shipped with the demo, by name."""
    found = resources.files(__package__).joinpath(folder).iterdir()
    texts = {file.name.removesuffix(".yml"): file for file in found if file.name.endswith(".yml")}
    return {name: texts[name].read_text("utf-8") for name in sorted(texts)}


def put_cards(
    home: Home, texts: Mapping[str, str], servers: Mapping[str, OperatorServer]
) -> list[tuple[Path, Card]]:
    """Write the cards into the home with their ports filled in, and read them back."""
    cards = []
    for name, text in texts.items():
        if name in servers:
            path = home.operators / f"{name}.yml"
            port = servers[name].port
            write_whole(path, text.replace(_PORT, f"//{HOST}:{port}/").encode())
            cards.append((path, read_card(path)))
    return cards
