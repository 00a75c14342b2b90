"""Every error the product raises on purpose, drawn once.

FairwindError
├── DomainFault            a value that cannot be what it claims to be
│   ├── MoneyFault         an amount or a currency that cannot be read or mixed
│   ├── PartyFault         adults or ages out of their bounds
│   ├── DateFault          a date that does not exist or stands in the wrong order
│   ├── BoardFault         a board word in a place where only known ones may stand
│   └── RecordFault        a record that cannot become an offer (reason, field, value)
├── CardFault              a card that says something it may not (file, line, key)
├── ConnectorFault         a page or feed whose shape is not what the card says
├── FetchFault             an address that was refused, was too large or did not answer
├── GateFault              a run that may not be published
├── GenerationFault        a published state that is incomplete or cannot be opened
├── QueryFault             a search that asks for something impossible (field, value)
├── SettingsFault          a setting that stops the start
└── StoreFault             the database or the disk does not take what must be kept
"""

from __future__ import annotations


class FairwindError(Exception):
    """The root: something named went wrong and the sentence says where."""


class DomainFault(FairwindError):
    """A value cannot be what it claims to be."""


class MoneyFault(DomainFault):
    """An amount or currency cannot be read, or two currencies were mixed."""


class PartyFault(DomainFault):
    """The number of adults or an age is out of its bounds."""


class DateFault(DomainFault):
    """A date does not exist, or two dates stand in the wrong order."""


class BoardFault(DomainFault):
    """A board word stands where only known ones may."""


class RecordFault(DomainFault):
    """A record cannot become an offer; `reason` is the reject's code, `aside` keeps it apart."""

    def __init__(
        self, reason: str, field: str, value: object, sentence: str, *, aside: bool = False
    ) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.field = field
        self.value = value
        self.aside = aside


class CardFault(FairwindError):
    """A card says something it may not; `places` holds one sentence for each fault."""

    def __init__(self, places: list[str]) -> None:
        super().__init__("\n".join(places))
        self.places = places


class ConnectorFault(FairwindError):
    """A page or feed is not shaped as its card says."""


class FetchFault(FairwindError):
    """An address was refused, answered too much, or did not answer."""


class GateFault(FairwindError):
    """A run may not be published; the sentence says why."""


class GenerationFault(FairwindError):
    """A published state is incomplete, altered or cannot be opened."""


class QueryFault(FairwindError):
    """A search asks for something impossible; `field` and `value` say what.

    `allowed` is what may stand there, in codes and numbers that are the same in every language.
    """

    def __init__(self, field: str, value: str, sentence: str, allowed: str = "") -> None:
        super().__init__(sentence)
        self.field = field
        self.value = value
        self.allowed = allowed


class SettingsFault(FairwindError):
    """A setting has a value that stops the start."""


class StoreFault(FairwindError):
    """The database or the disk does not take what must be kept."""


def named_once(name: str, sentence: str) -> str:
    """The sentence behind the name of the one it is about, which stands there once."""
    return sentence if sentence.startswith(f"{name}: ") else f"{name}: {sentence}"


def one_plain_line(sentence: str) -> str:
    """The sentence as one line that a terminal shows and never obeys.

    An operator's own words may stand in it: escape sequences, direction marks and the like become
    U+FFFD, line breaks and other blanks a space.
    """
    shown = (" " if c.isspace() else c for c in sentence)
    return "".join(c if c.isprintable() else "\ufffd" for c in shown)
