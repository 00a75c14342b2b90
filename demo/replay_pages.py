"""Captured files as the operators' answers they once were; their content is never kept by us."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..offers.faults import ConnectorFault
from .pages import CSV, JSON, JSON_LINES, Page, Pages, chunks, script_page

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
    rows = json.loads(_read(file))
    if not isinstance(rows, list):
        raise ConnectorFault(f"{file}: a list of rows was expected")
    return rows


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConnectorFault(f"{file}: {error.strerror}") from error


def d2_pages(folder: Path, day: str) -> Pages:
    """The feed of one day; the file that was cut short says so in its name."""
    [file, *_] = [
        *sorted((folder / "corendon-nl").glob(f"all.{day}*.json")),
        folder / f"corendon-nl/all.{day}.json",
    ]
    return {"/all.json": Page(_read(file), JSON)}


def d3_pages(folder: Path) -> Pages:
    return {"/search": Page(_read(folder / "fischer-cz/fischer.json"), JSON)}


def d9_pages(folder: Path) -> Pages:
    return {"/packages.jsonl": Page(_read(folder / "nz-agencies/packages.final.jsonl"), JSON_LINES)}


def d10_thomascook_pages(folder: Path) -> Pages:
    return {"/rimini.csv": Page(_read(folder / "thomascook-de/rimini.csv"), CSV)}


def d10_tez_pages(folder: Path) -> Pages:
    return {"/tours.csv": Page(_read(folder / "tez-tour-ru/tours.csv"), CSV)}
