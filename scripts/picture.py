"""Draw the pictures of the README from a running demo.

`fairwind demo`, then `python scripts/picture.py http://127.0.0.1:8000 results` and
`python scripts/picture.py http://127.0.0.1:8000 today PASSWORD` with the password that the demo
printed. They are kept in docs/pictures. CHROMIUM names the browser, as in the tests.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

RESULTS = "/en/trips?to=GR/crete&adults=2&child_age=4&child_age=11"
MANAGER = "anna@kek-horizont.example.com"
SIZE = (1280, 960)
COLOURS = 192
MOST_BYTES = {"results": 250_000, "today": 150_000}
PICTURES = Path(__file__).parent.parent / "docs" / "pictures"


def draw(address: str, name: str, password: str) -> Path:
    """Save one picture; the file."""
    file = PICTURES / f"{name}.png"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        width, height = SIZE
        page = browser.new_page(
            viewport={"width": width, "height": height}, color_scheme="light", locale="en-GB"
        )
        if name == "results":
            page.goto(address + RESULTS)
        else:
            _log_in(page, address, password)
        page.evaluate("document.fonts.ready")
        page.screenshot(path=file)
        browser.close()
    # Pages have few colours: a palette of them is less than half of the bytes.
    Image.open(file).convert("RGB").quantize(COLOURS).save(file, optimize=True)
    return file


def _log_in(page: Page, address: str, password: str) -> None:
    """As a manager of the priority desk, who is led to Today."""
    page.goto(f"{address}/office/login")
    page.fill("[name=email]", MANAGER)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/office/")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or sys.argv[2] not in MOST_BYTES:
        sys.exit(__doc__)
    name, password = sys.argv[2], sys.argv[3] if len(sys.argv) == 4 else ""
    drawn = draw(sys.argv[1].rstrip("/"), name, password)
    size = drawn.stat().st_size
    print(f"{drawn}: {size:,} bytes")
    if size > MOST_BYTES[name]:
        sys.exit(f"over {MOST_BYTES[name]:,} bytes: too heavy for a README")
