"""Captured files as the operators' answers they once were; their content is never kept by us."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ..offers.faults import ConnectorFault
from .pages import (
    CSV,
    HTML,
    JSON,
    JSON_LINES,
    XML,
    Page,
    Pages,
    chunks,
    json_page,
    read_captured,
    script_page,
    sitemap_of,
)

D1_ROWS = 10
"""Rows on one page of D1, as ../shared/data/README.md says how to serve it."""


def d1_pages(folder: Path) -> Pages:
    """Each country's rows ten to a page, inside the page's __NEXT_DATA__."""
    files = sorted((folder / "wakacje-pl").glob("dane-*.json"))
    if not files:
        raise ConnectorFault(f"{folder / 'wakacje-pl'}: no captured pages")
    pages: Pages = {}
    for file in files:
        country = file.stem.removeprefix("dane-")
        parts = chunks(_read_list(file), D1_ROWS)
        for number, rows in enumerate(parts, 1):
            offers = {"data": rows, "pages": len(parts)}
            said = {"props": {"stores": {"storeOffers": {"offers": offers}}}}
            page = script_page(country, said, script_id="__NEXT_DATA__")
            pages[f"/wczasy/{country}/?str-{number}"] = page
    return pages


def _read_list(file: Path) -> list[dict[str, Any]]:
    rows = json.loads(read_captured(file))
    if not isinstance(rows, list):
        raise ConnectorFault(f"{file}: a list of rows was expected")
    return rows


def d2_pages(folder: Path, day: str) -> Pages:
    """The feed of one day; the file that was cut short says so in its name."""
    [file, *_] = [
        *sorted((folder / "corendon-nl").glob(f"all.{day}*.json")),
        folder / f"corendon-nl/all.{day}.json",
    ]
    return {"/all.json": Page(read_captured(file), JSON)}


def d3_pages(folder: Path) -> Pages:
    return {"/search": Page(read_captured(folder / "fischer-cz/fischer.json"), JSON)}


def d9_pages(folder: Path) -> Pages:
    return {
        "/packages.jsonl": Page(
            read_captured(folder / "nz-agencies/packages.final.jsonl"), JSON_LINES
        )
    }


def d10_thomascook_pages(folder: Path) -> Pages:
    return {"/rimini.csv": Page(read_captured(folder / "thomascook-de/rimini.csv"), CSV)}


def d10_tez_pages(folder: Path) -> Pages:
    return {"/tours.csv": Page(read_captured(folder / "tez-tour-ru/tours.csv"), CSV)}


def d7_traveltriangle_pages(folder: Path) -> Pages:
    """Each page under its canonical path; of one read twice, the second reading beside it."""
    pages: Pages = {}
    for file in sorted((folder / "traveltriangle-in/dev").glob("*.html")):
        body = read_captured(file)
        path = _canonical_path(body, file)
        pages[f"{path}?read=2" if path in pages else path] = Page(body, HTML)
    if not pages:
        raise ConnectorFault(f"{folder / 'traveltriangle-in/dev'}: no captured pages")
    return pages | {"/sitemap.xml": sitemap_of(pages)}


def _canonical_path(body: bytes, file: Path) -> str:
    found = re.search(rb'rel="canonical" href="https?://[^/"]+(/[^"]*)"', body)
    if found is None:
        raise ConnectorFault(f"{file}: names no canonical address")
    return found[1].decode()


def d7_egypttours_pages(folder: Path) -> Pages:
    """The sitemap with its host left out, so that its addresses are on loopback; nothing else."""
    body = read_captured(folder / "egypttoursportal/tour-sitemap.xml")
    return {
        "/tour-sitemap.xml": Page(body.replace(b"https://www.egypttoursportal.com/", b"/"), XML)
    }


def d7_viajestropicales_pages(folder: Path) -> Pages:
    names = ("rutas", "Esencial", "Exotico", "Occidental")
    where = folder / "viajestropicales-es"
    return {
        f"/paginas/{name}.html": Page(read_captured(where / f"{name}.html"), HTML) for name in names
    }


def d8_hyatt_pages(folder: Path) -> Pages:
    files = sorted((folder / "hyatt-jsonld/dev").glob("*.html"))
    pages = {f"/{file.stem}": Page(read_captured(file), HTML) for file in files}
    return pages | {"/sitemap.xml": sitemap_of(pages)}


def d8_schemaorg_pages(folder: Path) -> Pages:
    names = ("touristtrip-jsonld.html", "touristtrip-microdata.html")
    return {f"/{name}": Page(read_captured(folder / "schemaorg" / name), HTML) for name in names}


def d4_tourradar_pages(folder: Path) -> Pages:
    """The captured page, and behind the one that it names next an empty last page."""
    first = read_captured(folder / "tourradar/api-tours-page1.json")
    last = {"items": [], "current_page": 2, "next_page": None}
    return {"/v1/tours": Page(first, JSON), "/v1/tours?page=2": json_page(last)}


def d4_gadventures_pages(folder: Path) -> Pages:
    """Two departures, and two pages of links to them in the shape of the interface's own lists."""
    where = folder / "gadventures"
    names = {"733048": "departure-733048.json", "419504": "gapipy-dummy_departure.json"}
    pages = {
        f"/departures/{name}": Page(read_captured(where / file), JSON)
        for name, file in names.items()
    }
    first, second = ([{"id": name, "href": f"/departures/{name}"}] for name in names)
    after = [{"rel": "next", "href": "/departures?page=2"}]
    pages["/departures"] = json_page({"results": first, "links": after})
    return pages | {"/departures?page=2": json_page({"results": second, "links": []})}
