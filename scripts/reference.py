"""Write the generated pages of docs/reference: commands, settings, cards. Run by `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path

from fairwind.cli import command_reference
from fairwind.crawlers.reference import reference as card_reference
from fairwind.leads.valued_page import valued_page
from fairwind.store.settings_page import settings_page

PAGES = {
    "commands.md": command_reference,
    "card.md": card_reference,
    "leads.md": valued_page,
    "settings.md": settings_page,
}

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, page in PAGES.items():
        (folder / name).write_text(page(), "utf-8")
        print(folder / name)
