"""The price history of a stay page: a small chart, the same as a table, and what it is worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from ...catalog.history.back_test import Kept, kept_back_test
from ...catalog.history.keep import history
from ...catalog.history.keys import key_of
from ...catalog.history.price_verdict import (
    FEWEST_ANSWERS,
    FEWEST_DAYS,
    WINDOW_DAYS,
    Verdict,
    verdict,
)
from ...catalog.history.series import Gap, Point, Series, reduction
from ...catalog.home import Home
from ...offers import Component, Knowledge, Money, Paid, Party
from ...search.answer import Quote
from ...search.quotes import own_total
from ..text import Speech

WIDTH, HEIGHT = 600, 120
MARGIN = 8
HORIZON = 14


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: from when to when, what it cost or why there is no price."""

    when: str
    said: str
    priced: bool


@dataclass(frozen=True, slots=True)
class Silence:
    """Where nobody answered, as a place in the chart."""

    left: str
    width: str


@dataclass(frozen=True, slots=True)
class History:
    """What the page says of a trip's prices; `lines` are paths, `answers` places of the row of
    answers, `reduced` the sentence of W-33 or "". One answer alone is not `drawn`."""

    about: str
    summary: str
    verdict: str
    kind: str
    worth: str
    reduced: str
    lines: tuple[str, ...]
    silences: tuple[Silence, ...]
    answers: tuple[str, ...]
    lowest: str
    highest: str
    first: str
    last: str
    rows: tuple[Row, ...]
    drawn: bool


def history_of(
    quote: Quote | None,
    asked: Party,
    folder: Home,
    now: dt.datetime,
    period_minutes: int | None,
    speech: Speech,
) -> History | None:
    """The history of the trip shown, for the asked party; None where it has none to show."""
    series = quote and series_of(quote, asked, folder, now, period_minutes)
    if quote is None or not series or quote.total is None or not series.priced:
        return None
    found = verdict(series, quote.total.minor)
    return _Drawn(series, quote, now, speech).told(found, kept_back_test(folder))


def series_of(
    quote: Quote, asked: Party, home: Home, now: dt.datetime, period_minutes: int | None
) -> Series | None:
    """The asked party's totals of the trip shown in the last 90 days, in its own currency."""
    price, room = quote.offer.departure.price, asked.divided(quote.rooms)
    if quote.total is None or price is None or room is None:
        return None
    offer, rooms = quote.offer, quote.rooms

    def total(amount: int, extra: int) -> int | None:
        currency = price.amount.currency
        on_top = Component("base", Money(extra, currency), Knowledge.STATED, Paid.LOCALLY)
        then = replace(price, amount=Money(amount, currency), components=(on_top,))
        found = own_total(then, offer, room)
        return found.minor * rooms if found else None

    return history(
        home,
        offer.ref.source,
        key_of(offer),
        now - dt.timedelta(days=WINDOW_DAYS),
        now,
        total,
        dt.timedelta(minutes=period_minutes) if period_minutes else None,
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A series under way to its chart."""

    series: Series
    quote: Quote
    now: dt.datetime
    speech: Speech

    def told(self, found: Verdict, tested: Mapping[tuple[str, int], Kept]) -> History:
        speech, priced = self.speech, self.series.priced
        least = min(point.total or 0 for point in priced)
        most = max(point.total or 0 for point in priced)
        days = {point.at.date() for point in self.series.points}
        of = (self._local(self.now).date() - min(days)).days + 1
        operator = self.quote.offer.operator_name
        summary = speech._(
            "%(operator)s answered on %(n)s of %(all)s days. Lowest %(low)s, highest %(high)s.",
            operator=operator,
            n=len(days),
            all=max(of, len(days)),
            low=self._money(least),
            high=self._money(most),
        )
        return History(
            about=speech._(
                "This very trip at %(operator)s: same start day, nights, board, room and people.",
                operator=operator,
            ),
            summary=summary,
            verdict=_verdict(found, speech),
            kind=str(found),
            worth=_worth(found, tested, speech),
            reduced=self._reduced(),
            lines=tuple(self._lines(least, most)),
            silences=tuple(self._silences()),
            answers=tuple(f"{self._x(point.at):.1f}" for point in self.series.points),
            lowest=self._money(least),
            highest=self._money(most),
            first=speech.day(self._local(self.series.points[0].at).date()),
            last=speech.day(self._local(self.now).date()),
            rows=tuple(self._rows()),
            drawn=len(self.series.points) > 1,
        )

    def _local(self, at: dt.datetime) -> dt.datetime:
        return at.astimezone(self.now.tzinfo)

    def _money(self, minor: int) -> str:
        assert self.quote.total is not None, "only a priced trip is drawn"
        return self.speech.money(Money(minor, self.quote.total.currency), None)

    def _x(self, at: dt.datetime) -> float:
        first = self.series.points[0].at
        whole = max((self.now - first).total_seconds(), 1.0)
        return MARGIN + (WIDTH - 2 * MARGIN) * (at - first).total_seconds() / whole

    def _lines(self, least: int, most: int) -> list[str]:
        """A line of steps for each stretch that was answered and priced throughout."""
        scale = (HEIGHT - 2 * MARGIN) / max(most - least, 1)
        return [self._steps(part, most, scale) for part in self._stretches()]

    def _steps(self, points: list[Point], most: int, scale: float) -> str:
        drawn = ""
        for point in points:
            x, y = self._x(point.at), MARGIN + (most - (point.total or 0)) * scale
            drawn += f"H{x:.1f}V{y:.1f}" if drawn else f"M{x:.1f} {y:.1f}"
        return f"{drawn}h2"

    def _stretches(self) -> list[list[Point]]:
        """Points with a price that follow each other without a gap."""
        breaks = {gap.since for gap in self.series.gaps}
        found: list[list[Point]] = [[]]
        for point in self.series.points:
            if point.total is not None:
                found[-1].append(point)
            if point.total is None or point.at in breaks:
                found.append([])
        return [part for part in found if part]

    def _silences(self) -> list[Silence]:
        places = [(self._x(gap.since), self._x(gap.until)) for gap in self.series.gaps]
        return [Silence(f"{a:.1f}", f"{max(b - a, 1):.1f}") for a, b in places]

    def _rows(self) -> list[Row]:
        """The table, the newest first: equal answers in one line, silences between."""
        breaks, number, told = {gap.since: gap for gap in self.series.gaps}, 0, []
        numbered: list[tuple[int, Point]] = []
        for point in self.series.points:
            numbered.append((number, point))
            number += point.at in breaks
        for (_, total), those in groupby(numbered, lambda pair: (pair[0], pair[1].total)):
            points = [point for _, point in those]
            told.append(self._row(points[0].at, points[-1].at, total))
            if gap := breaks.get(points[-1].at):
                silent = self.speech._("no answer")
                told.append(Row(self._days_within(gap), silent, False))
        return told[::-1]

    def _row(self, first: dt.datetime, last: dt.datetime, total: int | None) -> Row:
        if total is None:
            return Row(self._span(first, last), self.speech._("not offered"), False)
        return Row(self._span(first, last), self._money(total), True)

    def _span(self, first: dt.datetime, last: dt.datetime) -> str:
        one, other = self._local(first).date(), self._local(last).date()
        return self.speech.day(one) if one == other else self.speech.span(one, other)

    def _days_within(self, gap: Gap) -> str:
        """The days of a silence, without those on which there was an answer."""
        day = dt.timedelta(days=1)
        until = self.now if gap.until >= self.now else gap.until - day
        first = min(gap.since + day, until)
        return self._span(first, max(first, until))

    def _reduced(self) -> str:
        found = reduction(self.series)
        total = self.quote.total
        if found is None or total is None or self.series.points[-1].total != total.minor:
            return ""
        return self.speech._(
            "Reduced since %(day)s: the lowest price of the 30 days before was %(price)s.",
            day=self.speech.day(self._local(found.since).date()),
            price=self._money(found.reference),
        )


def _verdict(found: Verdict, speech: Speech) -> str:
    if found is Verdict.LOW:
        return speech._("Low: cheaper than on at least four in five of the days before.")
    if found is Verdict.HIGH:
        return speech._("High: dearer than on at least four in five of the days before.")
    if found is Verdict.USUAL:
        return speech._("Usual: about what it cost on the days before.")
    return speech._(
        "Too few data to say low or high: that takes prices of %(n)s days, "
        "the first at least %(days)s days ago.",
        n=FEWEST_ANSWERS,
        days=FEWEST_DAYS,
    )


def _worth(found: Verdict, tested: Mapping[tuple[str, int], Kept], speech: Speech) -> str:
    """What became of such verdicts in our own history; a share of few is not said."""
    if found is Verdict.TOO_FEW:
        return ""
    kept = tested.get((str(found), HORIZON))
    if kept is None or kept.share is None:
        return speech._("Too few such verdicts so far to say how often they held.")
    count, days = speech.number(kept.said), HORIZON
    if found is Verdict.HIGH:
        return speech._(
            "Of %(n)s such verdicts on our site, %(share)s %% got cheaper by more than 3 %% "
            "within %(days)s days.",
            n=count,
            share=round(100 * (1 - kept.share)),
            days=days,
        )
    return speech._(
        "Of %(n)s such verdicts on our site, %(share)s %% did not get cheaper by more than 3 %% "
        "within %(days)s days.",
        n=count,
        share=round(100 * kept.share),
        days=days,
    )
