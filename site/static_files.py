"""Static files under names that hold their hash: a browser may keep them for ever."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..offers.faults import SettingsFault

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}
SHRINK = frozenset({".css", ".js", ".svg"})
_HTMX = ("vendor/htmx-4.0.1/htmx.min.js", "vendor/htmx-4.0.1/hx-csp.min.js")
SCRIPTS = {"site.js": (*_HTMX, "app.js"), "office.js": (*_HTMX, "office.js")}
"""Each sent as one file: one request, one stream to unpack."""
_LINK = re.compile(r"url\((?P<name>[\w./-]+)\)")


@dataclass(frozen=True, slots=True)
class Static:
    """One file as it is served; `packed` is its gzip where that is smaller."""

    body: bytes
    kind: str
    packed: bytes | None


class Statics:
    """Every file of `site/static`, read once: public name -> file, plain name -> public name."""

    def __init__(self, own_rules: str = "", logo: Path | None = None) -> None:
        """`own_rules` are the agency's style rules, put behind ours; `logo` its picture."""
        self._files: dict[str, Static] = {}
        self._names: dict[str, str] = {}
        found = dict(_walk(files("fairwind.site") / "static"))
        found["app.css"] += own_rules.encode()
        scripts = {name: b"\n".join(map(found.__getitem__, of)) for name, of in SCRIPTS.items()}
        for of in SCRIPTS.values():
            for name in of:
                found.pop(name, None)
        found |= scripts
        self.logo = f"logo{logo.suffix.lower()}" if logo else ""
        if logo:
            found[self.logo] = _picture(logo)
        # A stylesheet names other files, so their hashes must be known before its own.
        for name in sorted(found, key=lambda name: name.endswith(".css")):
            self._add(name, found[name])

    def _add(self, name: str, body: bytes) -> None:
        stem, dot, ending = name.rpartition(".")
        if ending == "css":
            body = _LINK.sub(self._linked, body.decode()).encode()
        public = f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}{dot}{ending}"
        kind = KINDS.get(dot + ending) or mimetypes.guess_type(name)[0]
        packed = gzip.compress(body, 9, mtime=0) if dot + ending in SHRINK else None
        self._files[public] = Static(body, kind or "application/octet-stream", packed)
        self._names[name] = public

    def _linked(self, match: re.Match[str]) -> str:
        return f"url({self.address(match['name'])})"

    def address(self, name: str) -> str:
        """The address of a file by its plain name; a template that names no file fails."""
        return f"/static/{self._names[name]}"

    def body(self, name: str) -> bytes:
        return self._files[self._names[name]].body

    async def serve(self, request: Request) -> Response:
        """One file for ever, or 404: a plain or outdated name is no address."""
        file = self._files.get(request.path_params["name"])
        if file is None:
            raise HTTPException(404)
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        if file.packed is None:
            return Response(file.body, media_type=file.kind, headers=headers)
        headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(file.packed, media_type=file.kind, headers=headers)
        return Response(file.body, media_type=file.kind, headers=headers)


def _picture(logo: Path) -> bytes:
    if logo.suffix.lower() not in (".svg", ".png"):
        raise SettingsFault(f"FAIRWIND_AGENCY_LOGO: {logo} is neither .svg nor .png")
    try:
        return logo.read_bytes()
    except OSError as error:
        raise SettingsFault(f"FAIRWIND_AGENCY_LOGO: {logo}: {error.strerror}") from error


def _walk(folder: Traversable, prefix: str = "") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _walk(entry, f"{prefix}{entry.name}/")
        elif "." in entry.name and not entry.name.endswith(".lock"):
            found.append((prefix + entry.name, entry.read_bytes()))
    return found
