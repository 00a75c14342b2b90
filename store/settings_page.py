"""The reference page of the settings, drawn from the model itself."""

from __future__ import annotations

from typing import get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from .settings import FILE, PREFIX, Settings

_HEAD = f"""# Settings

Drawn from `store/settings.py` by `python -m fairwind.store.settings_page`; a test keeps it equal.

Each setting is read from the environment variable, then from `{FILE}` in the home, then from
`{FILE}` in the folder where the command runs; else its default holds. In a file the name is
written in small letters without `{PREFIX}`: `agency_name = "Kék Horizont"`. A wrong value or an
unknown name stops the start with a sentence that names it.

| variable | default | meaning |
|---|---|---|
"""


def settings_page() -> str:
    """The page in Markdown, one line a setting, in the model's order."""
    return _HEAD + "".join(_line(name, field) for name, field in Settings.model_fields.items())


def _line(name: str, field: FieldInfo) -> str:
    return (
        f"| `{PREFIX}{name.upper()}` | {_default(field)} | {field.description}{_choice(field)} |\n"
    )


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is PydanticUndefined:
        return "in the home"
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, bool):
        value = "on" if value else "off"
    if isinstance(value, tuple):
        value = ", ".join(value)
    return "none" if value in ("", None) else f"`{value}`"


def _choice(field: FieldInfo) -> str:
    words = [w for w in get_args(field.annotation) if isinstance(w, str)]
    if not words or get_origin(field.annotation) is None:
        return ""
    return f" ({' or '.join(f'`{word}`' for word in words)})"


if __name__ == "__main__":
    print(settings_page(), end="")
