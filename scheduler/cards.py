"""The cards of this installation: those shipped and those in its home, each read for itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .. import crawlers
from ..catalog.home import Home
from ..crawlers.card import Card, read_card
from ..offers.faults import CardFault

SHIPPED = Path(crawlers.__file__).parent / "operators"
NamedCard = tuple[Path, Card]


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards that can be read, by name; `faults` holds a sentence for each that cannot."""

    good: tuple[NamedCard, ...]
    faults: tuple[str, ...]

    def named(self, names: Iterable[str]) -> tuple[NamedCard, ...]:
        """These cards, in the order asked; CardFault names the ones there are for a wrong name."""
        known = {card.name: (path, card) for path, card in self.good}
        wrong = [name for name in names if name not in known]
        if wrong:
            there = ", ".join(known) or "none"
            raise CardFault([f"no card named {name}; there are: {there}" for name in wrong])
        return tuple(known[name] for name in names)


def cards_of(home: Home) -> Cards:
    """All cards; one in the home wins over a shipped one of its name, a broken one stops none."""
    files = {
        path.stem: path for folder in (SHIPPED, home.operators) for path in folder.glob("*.yml")
    }
    good: list[NamedCard] = []
    faults: list[str] = []
    for _, path in sorted(files.items()):
        try:
            good.append((path, read_card(path)))
        except CardFault as fault:
            faults.extend(fault.places)
    return Cards(tuple(good), tuple(faults))


def not_permitted(card: Card, today: dt.date) -> str:
    """Why the card's permission does not hold today, or "" where it does."""
    given = card.permission
    if today < given.on:
        return f"{card.name}: the permission by {given.by} begins on {given.on}; nothing is fetched"
    if given.until and today > given.until:
        return (
            f"{card.name}: the permission by {given.by} ended on {given.until}; nothing is fetched"
        )
    return ""
