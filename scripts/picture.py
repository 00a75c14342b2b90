"""Draw docs/pictures/results.png: the results page of a running demo, as the README shows it.

`fairwind demo`, then `python scripts/picture.py http://127.0.0.1:8000 docs/pictures/results.png`.
CHROMIUM names the browser, as in the tests.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGE = "/en/trips?to=GR/crete&adults=2&child_age=4&child_age=11"
SIZE = (1280, 960)
MOST_BYTES = 250_000


def draw(address: str, file: Path) -> int:
    """Save the picture; its bytes."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        width, height = SIZE
        page = browser.new_page(
            viewport={"width": width, "height": height}, color_scheme="light", locale="en-GB"
        )
        page.goto(address.rstrip("/") + PAGE)
        page.evaluate("document.fonts.ready")
        page.screenshot(path=file)
        browser.close()
    return file.stat().st_size


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    size = draw(sys.argv[1], Path(sys.argv[2]))
    print(f"{sys.argv[2]}: {size:,} bytes")
    if size > MOST_BYTES:
        sys.exit(f"over {MOST_BYTES:,} bytes: too heavy for a README")
