"""First start: a home with its settings file, its database, and the empty rooms explained."""

from __future__ import annotations

import re
from pathlib import Path

from ..catalog.home import Home, write_whole
from ..store.settings import FILE, Settings

_TEMPLATE = """\
# The settings of this installation; docs/reference/settings.md explains each.
# The environment (FAIRWIND_AGENCY_NAME=...) wins over this file.
agency_name = {name}
agency_mail = {mail}
agency_phone = ""
agency_legal = ""
time_zone = "Europe/Budapest"
working_hours = "Mon-Fri 09:00-18:00, Sat 09:00-13:00"
currency = "EUR"
base_address = "http://127.0.0.1:8000"
# smtp_host = "mail.example.com"
# smtp_user = ""
# smtp_password = ""
"""

_CARDS = """\
# Cards of this agency's operators

One YAML file for each source. `fairwind new-card NAME` writes a template, `fairwind check-card`
says what is wrong with one, `fairwind check-feed` shows what a saved feed gives, and
`fairwind refresh NAME` asks the operator.
"""


def lay_home(settings: Settings, name: str, mail: str) -> list[Path]:
    """Make what is missing in the home; what is there stays as it is. Returns what was made."""
    home = Home(settings.home)
    wanted = {
        home.path / FILE: _TEMPLATE.format(name=_quoted(name), mail=_quoted(mail)),
        home.operators / "README.md": _CARDS,
    }
    made = [path for path in wanted if not path.exists()]
    for path in made:
        write_whole(path, wanted[path].encode())
    return made


def _quoted(text: str) -> str:
    """A TOML basic string; control characters have no place in a name."""
    plain = re.sub(r"[\x00-\x1f\x7f]", " ", text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
