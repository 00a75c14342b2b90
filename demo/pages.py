"""Page: one answer of a sandbox operator, and the ways its records are written down."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from ..offers.faults import ConnectorFault

Record = dict[str, Any]

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
JSON_LINES = "application/x-ndjson; charset=utf-8"
CSV = "text/csv; charset=utf-8"
XML = "application/xml; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes an operator answers with, and what it calls them."""

    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Posted(Page):
    """An address that answers what is posted to it; None is an answer it does not have."""

    answers: Callable[[bytes], Page | None]


Pages = dict[str, Page]
"""An operator's answers by path and query, the query's keys in alphabetical order."""


def compact(said: Any) -> str:
    """JSON as machines print it; `<` is escaped so that it may stand inside a script element."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def json_page(said: Any) -> Page:
    return Page(compact(said).encode(), JSON)


def script_page(title: str, said: Any, script_id: str = "", variable: str = "") -> Page:
    """An HTML page with its data in a script: an element with an id, or a variable that is set."""
    if script_id:
        data = f'<script id="{script_id}" type="application/json">{compact(said)}</script>'
    else:
        data = (
            f"<script>var t0=Date.now();\nwindow.{variable} = {compact(said)};\nrender();</script>"
        )
    html = (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f'<body><div id="app">…</div>{data}</body></html>'
    )
    return Page(html.encode(), HTML)


def sitemap_of(paths: Iterable[str], changed: str = "") -> Page:
    """A sitemap of these paths; without a host, they are of the operator that answers."""
    said = f"<lastmod>{changed}</lastmod>" if changed else ""
    urls = "".join(f"<url><loc>{escape(path)}</loc>{said}</url>\n" for path in paths)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{urls}</urlset>\n'
    return Page(text.encode(), XML)


def chunks(rows: Sequence[Record], size: int) -> list[Sequence[Record]]:
    """The rows page by page; one empty page where there are none."""
    return [rows[at : at + size] for at in range(0, len(rows), size)] or [()]


def read_captured(file: Path) -> bytes:
    """The bytes of a captured file. ConnectorFault: it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConnectorFault(f"{file}: {error.strerror}") from error
