"""Logs: what happened, never what somebody typed; an error is told by its kind and its places."""

from __future__ import annotations

import sys
import traceback

import structlog
from structlog.typing import EventDict, WrappedLogger


def set_up() -> None:
    """Let every log line of this process be written in the same way; called once at its start.

    Without it an error would be drawn with the values around it: forms, mails, opened needs.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.dev.set_exc_info,
            places,
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ]
    )


def places(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put kinds and places in the stead of an error: its message may quote what was typed."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        event["kind"] = " < ".join(type(one).__name__ for one in _causes(error))
        event["at"] = " > ".join(_at(error))
    return event


def _causes(error: BaseException | None) -> list[BaseException]:
    """The error, and what it came from."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _at(error: BaseException) -> list[str]:
    """Module, line and function of each frame, the deepest last."""
    frames = traceback.walk_tb(error.__traceback__)
    return [
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
        for frame, line in frames
    ]
