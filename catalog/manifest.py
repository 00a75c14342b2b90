"""Manifest: what a generation holds, with the sha256 of every file, so that it can be checked."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..offers.faults import GenerationFault
from .catalogue import Catalogue, SourceState, read_source, source_as_json
from .home import write_json

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation's table of contents.

    `previous` is the id of the generation that was served when this one was made, or "".
    `offers_of` and `departed` count by source: offers published, and those left out because
    their dates are over. `files` gives (bytes, sha256) by path within the folder.
    """

    id: str
    previous: str
    created: dt.datetime
    currency: str
    offers: int
    products: int
    offers_of: Mapping[str, int]
    departed: Mapping[str, int]
    sources: Mapping[str, SourceState]
    files: Mapping[str, tuple[int, str]]


def write_manifest(
    folder: Path, id: str, catalogue: Catalogue, departed: Mapping[str, int], previous: str
) -> None:
    """Describe the folder as it stands; the last file to be written into it."""
    write_json(
        folder / MANIFEST,
        {
            "id": id,
            "previous": previous,
            "created": catalogue.now.isoformat(),
            "currency": catalogue.currency,
            "rates_until": catalogue.rates.last_day.isoformat(),
            "offers": catalogue.offers.num_rows,
            "products": catalogue.products.num_rows,
            "offers_of": _by_source(catalogue),
            "departed": dict(departed),
            "sources": {name: source_as_json(s) for name, s in catalogue.sources.items()},
            "files": {name: list(_seal(folder / name)) for name in _names(folder)},
        },
    )


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation's folder."""
    path = folder / MANIFEST
    try:
        said = json.loads(path.read_bytes())
        return Manifest(
            id=said["id"],
            previous=said["previous"],
            created=dt.datetime.fromisoformat(said["created"]),
            currency=said["currency"],
            offers=said["offers"],
            products=said["products"],
            offers_of=said["offers_of"],
            departed=said["departed"],
            sources={name: read_source(state) for name, state in said["sources"].items()},
            files={name: (size, sha) for name, (size, sha) in said["files"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GenerationFault(f"{path}: cannot be read: {error!r}") from error


def checked(folder: Path) -> Manifest:
    """The manifest, after comparing every file with it."""
    manifest = read_manifest(folder)
    if (names := _names(folder)) != sorted(manifest.files):
        differing = sorted(set(names) ^ set(manifest.files))
        raise GenerationFault(f"{folder}: missing or unknown files: {', '.join(differing)}")
    for name, sealed in manifest.files.items():
        if _seal(folder / name) != sealed:
            raise GenerationFault(f"{folder / name}: was altered since it was written")
    return manifest


def _by_source(catalogue: Catalogue) -> dict[str, int]:
    counted = catalogue.offers["source"].value_counts().to_pylist()
    return {pair["values"]: pair["counts"] for pair in counted}


def _names(folder: Path) -> list[str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return sorted(path.relative_to(folder).as_posix() for path in paths)


def _seal(path: Path) -> tuple[int, str]:
    """A file's bytes and sha256."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
