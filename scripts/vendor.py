"""Fetch the site's front-end parts at their exact versions and write what each file must be.

    .venv/bin/python scripts/vendor.py           # fetch all, rewrite site/static/vendor.lock
    .venv/bin/python scripts/vendor.py --check   # only compare the files with the lock

The files are kept unchanged, as `npm pack` gives them; a test compares them with the lock.
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

STATIC = Path(__file__).parents[1] / "site" / "static"
LOCK = STATIC / "vendor.lock"


@dataclass(frozen=True, slots=True)
class Part:
    """One package: the files taken from it, by their place inside it, and where they go."""

    name: str
    version: str
    licence: str
    folder: str
    files: tuple[str, ...]

    def path(self, file: str) -> str:
        """Where a file of the package lies below `site/static`."""
        return f"vendor/{self.folder}-{self.version}/{PurePosixPath(file).name}"


PARTS = (
    Part(
        "@fontsource-variable/manrope",
        "5.3.0",
        "OFL-1.1",
        "manrope",
        (
            "files/manrope-latin-wght-normal.woff2",
            "files/manrope-latin-ext-wght-normal.woff2",
            "files/manrope-cyrillic-wght-normal.woff2",
        ),
    ),
    Part("htmx.org", "4.0.1", "0BSD", "htmx", ("dist/htmx.min.js", "dist/ext/hx-csp.min.js")),
)


def fetch(part: Part) -> None:
    """Take the part's files and its licence out of the package."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"{part.name}@{part.version}"]
        packed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        with tarfile.open(Path(folder) / packed.stdout.split()[-1]) as archive:
            for file in (*part.files, "LICENSE"):
                content = archive.extractfile(f"package/{file}")
                assert content is not None, file
                target = STATIC / part.path(file)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())


def seal(path: Path) -> str:
    """The file's SHA-384, as browsers write it."""
    return f"sha384-{base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()}"


def lock() -> str:
    """The lock of the files as they lie here."""
    parts = [
        {
            "name": part.name,
            "version": part.version,
            "licence": part.licence,
            "files": {part.path(file): seal(STATIC / part.path(file)) for file in part.files},
        }
        for part in PARTS
    ]
    return json.dumps(parts, indent=2) + "\n"


def main() -> int:
    """Fetch and lock, or with --check say whether the files are those of the lock."""
    if "--check" in sys.argv:
        return int(lock() != LOCK.read_text())
    for part in PARTS:
        fetch(part)
    LOCK.write_text(lock())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
