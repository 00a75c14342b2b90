"""Plain: an answer as plain values, for JSON: the same for the site and the command."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from ..offers import Board, Money


def plain(value: Any) -> Any:
    """The value as dicts, lists, texts and numbers. Money says its minor units and its amount."""
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency, "amount": f"{value.major:f}"}
    if isinstance(value, Board):
        return value.code
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return value
