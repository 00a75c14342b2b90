"""A home that the demo lays and may lay anew; never one that somebody works with."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path

from ..catalog.home import Home, write_whole
from ..offers.faults import SettingsFault
from ..store.settings import FILE

MARK = "# Written by `fairwind demo`; it may lay this home anew."

AGENCY: Mapping[str, str | bool] = {
    "agency_name": "Kék Horizont",
    "agency_legal": "Kék Horizont Utazási Iroda Kft., Debrecen, U-000555 (demo)",
    "agency_phone": "052 555 010",
    "agency_mail": "iroda@kek-horizont.example.com",
    "allow_loopback": True,
    "second_factor": "ask",
}
"""The invented agency of the sandbox."""


def lay(home: Path, said: Mapping[str, str | bool], anew: bool = False) -> Home:
    """Write the settings of a demo home; `anew` empties it first. Anybody else's is refused."""
    _refuse_foreign(home)
    if anew and home.exists():
        shutil.rmtree(home)
    lines = [MARK, *(f"{key} = {_toml(value)}" for key, value in said.items())]
    write_whole(home / FILE, ("\n".join(lines) + "\n").encode())
    return Home(home)


def _refuse_foreign(home: Path) -> None:
    file = home / FILE
    if file.exists() and not file.read_text("utf-8", "replace").startswith(MARK):
        raise SettingsFault(f"{file} is an agency's own; give the demo a folder with --home")
    operators = home / "operators"
    if not file.exists() and operators.is_dir() and any(operators.iterdir()):
        raise SettingsFault(f"{operators} holds cards; give the demo a folder with --home")


def _toml(value: str | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def at_six(day: dt.date) -> dt.datetime:
    """Six in the morning, UTC: when the demo's clock stands on a day."""
    return dt.datetime.combine(day, dt.time(6), dt.UTC)
