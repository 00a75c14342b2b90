"""Who was asked: operators and their answers, and those known through somebody else's list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ...offers import SourceKind
from ...search.answer import SourceAnswer
from ..text import Speech

MOST_SILENT = 2


def operators_of(sources: Sequence[SourceAnswer]) -> set[str]:
    """The operators asked themselves, and those whose offers others list."""
    return {slug for source in sources for slug in _brought(source)}


def _brought(source: SourceAnswer) -> tuple[str, ...]:
    """An operator is asked even where it brought nothing."""
    if source.kind is SourceKind.OPERATOR:
        return source.operators or (source.name,)
    return source.operators


def asked_whom(sources: Sequence[SourceAnswer], now: dt.datetime, speech: Speech) -> str:
    """11 operators asked, 10 answered (Hellas: not today); 20 more through Holiday List."""
    own = [source for source in sources if source.kind is SourceKind.OPERATOR]
    lists = [source for source in sources if source.kind is SourceKind.AGGREGATOR]
    others = operators_of(lists) - operators_of(own)
    through = speech.listed([_list_named(source, now, speech) for source in lists])
    if not own:
        return speech.ngettext(
            "%(n)s operator asked through %(lists)s",
            "%(n)s operators asked through %(lists)s",
            len(others),
            lists=through,
        )
    said = _asked_themselves(own, now, speech)
    if not others:
        return said
    more = speech.ngettext(
        "%(n)s more through %(lists)s",
        "%(n)s more through %(lists)s",
        len(others),
        lists=through,
    )
    return f"{said}, {more}"


def _asked_themselves(own: list[SourceAnswer], now: dt.datetime, speech: Speech) -> str:
    silent = [source for source in own if not source.answered]
    said = speech.ngettext("%(n)s operator asked", "%(n)s operators asked", len(own))
    answered = len(own) - len(silent)
    said += ", " + speech.ngettext("%(n)s answered", "%(n)s answered", answered)
    if not silent:
        return said
    named = [f"{source.title}: {_since(source, now, speech)}" for source in silent[:MOST_SILENT]]
    if len(silent) > MOST_SILENT:
        named.append(speech._("%(n)s more", n=len(silent) - MOST_SILENT))
    return f"{said} ({'; '.join(named)})"


def _list_named(source: SourceAnswer, now: dt.datetime, speech: Speech) -> str:
    return source.title if source.answered else f"{source.title} ({_since(source, now, speech)})"


def _since(source: SourceAnswer, now: dt.datetime, speech: Speech) -> str:
    if source.at is None:
        return speech._("no answer")
    if now - source.at < dt.timedelta(days=2):
        return speech._("not today")
    return speech._("last on %(date)s", date=speech.day(source.at.date()))
