"""The fields of a record: their names, and how one value is taken out of it."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from .card_part import CardPart
from .card_patterns import MOST_REPEATS, repeats_in

FIELDS: dict[str, str] = {
    "id": "the operator's own id of the offer or product",
    "link": "deep link to the offer at the operator",
    "hash": "the operator's own key of the offer, where it prints one",
    "operator": "tour operator's name, where one source lists many operators",
    "name": "name of the hotel or tour",
    "kind": "word that means stay or tour, where a source sells both",
    "stars": "hotel category; 4, 4.5, '4*' and '****' are read",
    "country": "country, in the operator's words",
    "region": "region, in the operator's words",
    "resort": "resort or town, in the operator's words",
    "place": "country, region and resort in one text",
    "point": "latitude and longitude in one text",
    "lat": "latitude in degrees",
    "lon": "longitude in degrees",
    "text": "description",
    "facts": "list of short facts",
    "itinerary": "list of days or places of a tour",
    "photos": "list of addresses of photos, the best first; read only with images: true",
    "rating": "guests' rating, out of formats.rating_of",
    "former_name": "the hotel's name before",
    "room": "room, in the operator's words",
    "board": "board, in the operator's words",
    "date": "start date",
    "return_date": "day of return",
    "valid_from": "first day of a period of one rate, where no start date is stated",
    "valid_to": "last day of that period",
    "nights": "nights at the hotel or on tour",
    "days": "days, where nights are not stated; a day is one more than a night",
    "dates": "further start dates without a price of their own",
    "nights_options": "further lengths in nights without a price of their own",
    "origin": "departure airport or town",
    "transport": "how one gets there",
    "stops": "landings on the way out; 0 or a word such as 'direct' is a direct flight",
    "out_from": "outward flight, start (local clock time)",
    "out_to": "outward flight, arrival (local clock time)",
    "back_from": "flight back, start (local clock time)",
    "back_to": "flight back, arrival (local clock time)",
    "price": "the published price",
    "prices": "list of the same price in several currencies: price, currency, price_was, extras",
    "extras": "list of extras that must be paid: name, price, paid (a word that says where)",
    "price_was": "the price before, struck out; never used as a price",
    "currency": "currency, code or sign",
    "basis": "word that says what the price is for; price.basis_words maps it",
    "adults": "number of adults the price is for",
    "children_ages": "ages of the children the price is for",
    "adult_prices": "list: the price of each adult",
    "child_prices": "list: the price of each child, in the order of children_ages",
    "total": "stated total of the whole party",
    "availability": "word that says whether seats are left",
    "transfer": "whether the transfer is in the price",
    "bag": "kilograms of luggage in the price",
    "deposit": "deposit with the booking, in per cent of the total",
    "balance_days": "days before the start when the rest is due",
    "free_cancellation_days": "days before the start up to which cancelling is free; 0 is never",
    "checked_at": "when the source last saw the offer",
    "sale_ends": "last day on which the offer is sold",
}
"""The names a card may write under `fields:`, and what each means."""

FAMILIES = {
    "ids.": "a further id, named by its scheme: ids.giata",
    "mandatory.": "an extra that must be paid, by its kind: mandatory.fuel",
}
_SCHEME = re.compile(r"[a-z][a-z0-9_]{0,30}\Z")


def is_field(name: str) -> bool:
    """Whether a record may have a field of this name."""
    if name in FIELDS:
        return True
    head = name.partition(".")[0] + "."
    return head in FAMILIES and bool(_SCHEME.match(name.removeprefix(head)))


def good_pattern(pattern: str) -> str:
    """The pattern itself, when it is a regular expression that can be used."""
    try:
        compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
    if (repeats := repeats_in(pattern)) is None:
        raise ValueError(f"{pattern!r} repeats what repeats: a hostile text could hold it forever")
    if repeats > MOST_REPEATS:
        raise ValueError(f"{pattern!r} repeats {repeats} times; {MOST_REPEATS} are the most")
    if compiled.groups > 1 and "value" not in compiled.groupindex:
        raise ValueError(f"{pattern!r} has several groups; name the one that counts (?P<value>...)")
    return pattern


Pattern = Annotated[str, AfterValidator(good_pattern)]


class FieldRule(CardPart):
    """Where one field of a record stands. A bare text is the `path`."""

    path: str | None = None
    """JMESPath into the record (`hotel.name`, `rooms[0].meal`), in CSV and sheets the column, in
    `html` a CSS selector or XPath, in `xml` an XPath."""
    attr: str | None = Field(default=None, pattern=r"^[A-Za-z_][\w:.-]{0,60}$")
    """Selectors: this attribute of the element (`href`, `content`) instead of its text."""
    all: bool = False
    """Selectors and `xml`: all that is found, as a list, instead of the first that says
    something."""
    page: bool = False
    """Web pages: look with a selector in the whole page instead of in the record."""
    value: str | None = None
    """A fixed value for every record, instead of a path."""
    split: str | None = None
    """Cut the text at this mark into a list; with `part`, one of its parts."""
    part: int | None = None
    """Which part of the cut text: 1 is the first, -1 the last. A missing part is not stated."""
    pattern: Pattern | None = None
    """Regular expression searched in the text; its group is the value. No match: not stated."""
    join: str | None = None
    """Put the texts of a list together with this between them."""

    @property
    def is_worked(self) -> bool:
        """Whether what is found is changed before it is the value: split, pattern or join."""
        return self.split is not None or self.pattern is not None or self.join is not None

    @model_validator(mode="after")
    def _one_origin(self) -> FieldRule:
        if (self.path is None) == (self.value is None):
            raise ValueError("say either path (where it stands) or value (always the same)")
        if self.part is not None and (self.split is None or self.part == 0):
            raise ValueError("part counts the parts of split: 1 is the first, -1 the last")
        if self.all and self.split is not None:
            raise ValueError("all gives a list already; split cuts one text into a list")
        if self.path is None and (self.attr or self.all or self.page):
            raise ValueError("attr, all and page go with a path, the selector")
        return self

    @field_validator("split")
    @classmethod
    def _a_mark(cls, mark: str | None) -> str | None:
        if mark == "":
            raise ValueError("split needs the mark to cut at, such as ','")
        return mark


def _as_rule(said: Any) -> Any:
    return {"path": str(said)} if isinstance(said, str | int) else said


def good_field(name: str) -> str:
    if not is_field(name):
        raise ValueError("is not a field")
    return name


FieldName = Annotated[str, AfterValidator(good_field)]
FieldOf = Annotated[FieldRule, BeforeValidator(_as_rule)]
