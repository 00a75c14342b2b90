"""Price: budgets in typed words, "under 1500 eur", "до 3000 лв", "max 500 000 Ft", "1,5 млн"."""

from __future__ import annotations

from decimal import Decimal

from ...offers.money import MOST_MINOR, exponent
from ..query import Per
from .sentence import Reading, Sentence

LEAST_BARE = 100
"""A number without a currency is a budget only behind a word that says so, and from here on."""

Amount = tuple[int, Decimal, str]
"""The token after an amount, its major units, and its currency or ""."""


def price(s: Sentence, at: int) -> Reading | None:
    """A budget: an amount alone is the most one wants to pay, "from" or "over" the least.

    It is for the party, or for each person or night where that is said.
    """
    least_of, most_of = s.said(at, "least", "from"), s.said(at, "most")
    between = s.said(at, "between")
    for begun in _begins(at, least_of, most_of, between):
        first = _amount(s, begun)
        if first is None:
            continue
        second = _other_end(s, first[0])
        if second and (second[2] or first[2]) and second[1] >= first[1]:
            return _reading(s, second[0], first[1], second[1], second[2] or first[2])
        end, amount, currency = first
        less, more = s.said(end, "or_less"), s.said(end, "or_more")
        asked = (begun > at and bool(most_of)) or bool(less)
        if not currency and not (asked and amount >= LEAST_BARE and _bare(s, end)):
            continue
        if not (more or (begun > at and least_of and not (most_of and most_of[0] == begun))):
            return _reading(s, end, None, amount, currency)
        if currency:
            return _reading(s, end, amount, None, currency)
    return None


def _begins(at: int, *steps: tuple[int, object] | None) -> list[int]:
    return sorted({at, *(step[0] for step in steps if step)}, reverse=True)


def _bare(s: Sentence, end: int) -> bool:
    """Whether the number stands for itself: no unit, no month and no other number follows."""
    kinds = "nights days weeks month stars adults persons child rooms years short_month".split()
    return s.said(end, *kinds) is None and s.number(end) is None


def _other_end(s: Sentence, at: int) -> Amount | None:
    dash = s.said(at, "range", "until", "and")
    return _amount(s, dash[0]) if dash else None


def _amount(s: Sentence, at: int) -> Amount | None:
    """An amount with its currency before or behind it, where either is said."""
    sign = s.said(at, "currency")
    figure = _figure(s, sign[0] if sign else at)
    if figure is None:
        return None
    end, amount = figure
    times = s.said(end, "times")
    if times and (sign or s.said(times[0], "currency") or (times[1] >= 1000 and _is_word(s, end))):
        end, amount = times[0], amount * times[1]
        end = s.past(end, "stop")
    behind = None if sign else s.said(end, "currency")
    if behind:
        end = behind[0]
    currency = sign[1] if sign else behind[1] if behind else ""
    return end, amount, currency


def _is_word(s: Sentence, at: int) -> bool:
    return len(s.word(at)) > 2


def _figure(s: Sentence, at: int) -> tuple[int, Decimal] | None:
    """1500, 1 500, 1.500, 1,500, 1500.50 and 1,5: groups have three digits, decimals one or two."""
    if at >= len(s.tokens) or s.tokens[at].number is None:
        return None
    digits, end = s.tokens[at].said, at + 1
    if len(digits) <= 3:
        while (group := _group(s, end)) and len(digits) <= 9:
            digits, end = digits + s.tokens[group - 1].said, group
    after = s.tokens[end : end + 2]
    decimal = len(after) == 2 and after[0].said in ".," and all(token.attached for token in after)
    if decimal and after[1].number is not None and len(after[1].said) <= 2:
        return end + 2, Decimal(f"{digits}.{after[1].said}")
    return end, Decimal(digits)


def _group(s: Sentence, at: int) -> int | None:
    """Past a group of three digits behind a space, a point or a comma."""
    if at < len(s.tokens) and not s.tokens[at].attached and _three(s, at):
        gap = s.text[s.tokens[at - 1].end : s.tokens[at].start]
        return at + 1 if len(gap) == 1 else None
    pair = s.tokens[at : at + 2]
    if len(pair) == 2 and pair[0].said in ".,'\u2019" and all(token.attached for token in pair):
        return at + 2 if _three(s, at + 1) else None
    return None


def _three(s: Sentence, at: int) -> bool:
    return s.tokens[at].number is not None and len(s.tokens[at].said) == 3


def _reading(
    s: Sentence, end: int, least: Decimal | None, most: Decimal | None, currency: str
) -> Reading | None:
    end = _tail(s, end)
    per = s.said(end, "per")
    if per is None and s.said(end, "filler") and (later := s.said(end + 1, "per")):
        per = later
    end = _tail(s, per[0]) if per else end
    places = exponent(currency or s.currency)
    limits = [None if one is None else one.scaleb(places) for one in (least, most)]
    if any(one is not None and (one % 1 or one > MOST_MINOR) for one in limits):
        return None
    minor = [None if one is None else int(one) for one in limits]
    fields = {
        "price_min": minor[0],
        "price_max": minor[1],
        "per": Per(per[1]) if per else Per.PARTY,
        "currency": currency,
    }
    said = "-".join("" if one is None else f"{one.normalize():f}" for one in (least, most))
    parts = (said, currency, per[1] if per and per[1] != "party" else "")
    return Reading(end, "price", " ".join(filter(None, parts)), fields)


def _tail(s: Sentence, end: int) -> int:
    """Past "or less", "alatt", a currency's full stop and the hyphen of "Ft-ig"."""
    end = s.past(end, "stop") if s.attached(end) else end
    hyphen = s.past(end, "range") if s.attached(end) and s.word(end) == "-" else end
    if step := s.said(hyphen, "or_less", "or_more"):
        return step[0]
    return end
