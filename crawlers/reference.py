"""The card's reference page, made from the card's own model.

`python -m fairwind.crawlers.reference > docs/reference/card.md` writes it; a test keeps it equal.
"""

from __future__ import annotations

import inspect
import sys
import types
from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from .card import Airport, BoardCode, Card
from .card_connector import Address, Host, Paging
from .card_fields import FAMILIES, FIELDS, FieldName, FieldOf, FieldRule, Pattern
from .card_kinds import KINDS
from .card_mandatory import Law, MandatoryPart
from .card_terms import (
    Assertions,
    Band,
    Budget,
    Country,
    Currency,
    DateFormat,
    FeedLimits,
    Formats,
    Forms,
    OperatorFacts,
    PartySaid,
    Permission,
    PriceTerms,
    Schedule,
    Span,
)
from .card_web import Sitemap

INTRO = """\
# The card

One file, `<name>.yml`, tells everything about one source of offers: who it is, by what permission
it is read, where its records are and what its words mean. `fairwind new-card NAME` writes one to
fill in, `fairwind check-card FILE` names every fault with its line, `fairwind check-feed CARD FILE`
shows what a saved answer gives, `fairwind refresh --card FILE` fetches and publishes it. The first
one is written step by step in [your first operator](../tutorial/first-operator.md).

This page is made from the card's own model by `python -m fairwind.crawlers.reference`.

A whole card, for a JSON feed with prices in cents and dotted dates:

```yaml
name: sunny_tours
title: Sunny Tours
operator: {name: Sunny Tours, country: HU}
permission: {basis: contract, by: Dora Nagy, on: 2026-01-15}
connector:
  kind: feed
  start: https://feed.example.com/offers.json
  records: offers[*]
fields:
  id: ref
  name: hotel.title
  country: hotel.land
  board: meal
  date: {path: period, split: " - ", part: 1}
  nights: nights
  price: total_cents
formats: {dates: dd.mm.yyyy}
price: {basis: per_party, party: {adults: 2}, currency: EUR, unit: minor}
boards: {F: HB, A: AI}
```

Words are taken as they stand: `no`, `on` and `2026-01-15` are texts, only `true` and `false` are
yes and no. `&`, `*` and keys that stand twice are refused.
"""
PATHS = """\
A path is [JMESPath](https://jmespath.org): `hotel.name`, `rooms[0].meal`, `rooms[].adults[].price`,
`length(persons)`, `"two words"`. In CSV and sheets it is the column's name, exactly as in the
header. Numbers keep their exact decimals. A step that a record does not have means "not stated".
In `html` it is a selector: CSS (`.price`, `img::attr(src)`) or, where it begins with `/`, `./`,
`(` or a function, an XPath ([read web pages](../how-to/read-web-pages.md)).
In `xml` it is an XPath 1.0 without namespaces ([read XML and
OCTO](../how-to/read-xml-and-octo.md)).
Instead of a path a mapping may stand, worked in the order split, part, pattern, join:

```yaml
fields:
  name: {path: Hotel, pattern: '^(.+?) [0-9] [*]'}  # "LAGOON VILLAGE 4 *DBL" -> LAGOON VILLAGE
  resort: {path: place, split: " / ", part: -1}     # "Greece / Crete / Malia" -> Malia
  dates: {path: departureDates, split: ","}         # "20260711,20260718" -> two dates
  itinerary: {path: stops, join: " - "}
  currency: {value: CZK}
```
"""
STAND_ALONE: tuple[tuple[str, type[BaseModel]], ...] = (
    ("operator", OperatorFacts),
    ("permission", Permission),
    ("formats", Formats),
    ("price", PriceTerms),
    ("price.party", PartySaid),
    ("mandatory", MandatoryPart),
    ("age_bands", Band),
    ("forms", Forms),
    ("schedule", Schedule),
    ("budget", Budget),
    ("feed", FeedLimits),
    ("assertions", Assertions),
)
_PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false"}
_NAMED: tuple[tuple[Any, str], ...] = (
    (Currency, "currency code"),
    (Country, "country code"),
    (DateFormat, "date format"),
    (Span, "span: 30m, 6h, 1d"),
    (BoardCode, "board code"),
    (FieldName, "field"),
    (Address, "address"),
    (Host, "host:port"),
    (Airport, "airport code"),
    (Law, "name of a law"),
    (Pattern, "regular expression"),
    (FieldOf, "path or mapping"),
)


def reference() -> str:
    """The whole page."""
    parts = [INTRO, "## Keys of a card\n", _table(Card), "## connector\n"]
    parts.append("Each kind has keys of its own; `kind` says which.\n")
    for kind, connector in KINDS.items():
        parts += [f"### kind: {kind}\n", _sentence(connector), _table(connector)]
    for key, part in (("paging", Paging), ("sitemap", Sitemap)):
        parts += [f"### connector.{key}\n", _sentence(part), _table(part)]
    parts += ["## fields\n", PATHS, _table(FieldRule), "The fields there are:\n", _fields()]
    for key, model in STAND_ALONE:
        parts += [f"## {key}\n", _sentence(model), _table(model)]
    return "\n".join(parts)


def _sentence(model: type[BaseModel]) -> str:
    return inspect.cleandoc(model.__doc__ or "") + "\n"


def _table(model: type[BaseModel]) -> str:
    rows = ["| key | value | without it | meaning |", "|---|---|---|---|"]
    for key, field in model.model_fields.items():
        meaning = " ".join((field.description or "").split())
        rows.append(f"| `{key}` | {_value(field)} | {_default(field)} | {meaning} |")
    return "\n".join(rows).replace("| kind: ", "| ") + "\n"


def _fields() -> str:
    rows = ["| field | meaning |", "|---|---|"]
    rows += [f"| `{name}` | {meaning} |" for name, meaning in FIELDS.items()]
    rows += [f"| `{head}<name>` | {meaning} |" for head, meaning in FAMILIES.items()]
    return "\n".join(rows) + "\n"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**must stand**"
    default = field.get_default(call_default_factory=True)
    if default is PydanticUndefined or default in (None, "", (), {}) or _is_part(default):
        return ""
    return _said(default)


def _is_part(default: Any) -> bool:
    return isinstance(default, BaseModel)


def _said(default: Any) -> str:
    if isinstance(default, tuple):
        return "`[" + ", ".join(str(_plain(one)) for one in default) + "]`"
    return f"`{_plain(default)}`"


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return str(value).lower() if isinstance(value, bool) else value


def _value(field: FieldInfo) -> str:
    rebuilt: Any = field.annotation
    for extra in field.metadata:
        rebuilt = Annotated[rebuilt, extra]
    return _words(rebuilt).replace("|", "\\|")


def _words(kind: Any) -> str:
    """What a value of this type is, in the words of a person who writes a card."""
    for named, words in _NAMED:
        if kind == named:
            return words
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _words(args[0])
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in args if word)
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(_words(arg) for arg in _stated(args)))
    if origin is tuple:
        return f"list: {_words(args[0])}"
    if origin is dict:
        return f"lines `{_words(args[0])}:` {_words(args[1])}"
    return _one(kind)


def _stated(args: tuple[Any, ...]) -> Iterator[Any]:
    for arg in args:
        if arg is not type(None) and not (get_origin(arg) is Literal and get_args(arg) == ("",)):
            yield arg


def _one(kind: Any) -> str:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(f"`{one.value}`" for one in kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return "mapping"
    return _PLAIN.get(kind) or {"date": "day", "Decimal": "number"}.get(
        getattr(kind, "__name__", ""), "anything"
    )


if __name__ == "__main__":
    sys.stdout.write(reference())
