"""The connector kinds that read web pages: by selectors, or by the data that stands in them."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator

from .card_connector import Connector, Paging
from .card_fields import Pattern
from .card_part import CardPart

Syntax = Literal["json-ld", "microdata", "rdfa"]


def _one_or_many(said: Any) -> Any:
    return (said,) if isinstance(said, str) else said


class Sitemap(CardPart):
    """Which addresses of a sitemap are asked. `{}` takes all that are on the card's hosts."""

    keep: tuple[Pattern, ...] = ()
    """Regular expressions: an address in which none is found is not asked."""
    drop: tuple[Pattern, ...] = ()
    """Regular expressions: an address in which one is found is not asked."""
    most: int = Field(default=5000, ge=1, le=50_000)
    """Most addresses of one sitemap; of more, those changed last (`lastmod`) are asked."""

    @field_validator("keep", "drop", mode="before")
    @classmethod
    def _listed(cls, said: Any) -> Any:
        return _one_or_many(said)


class WebPages(Connector):
    """What the kinds share that read web pages.

    A selector is CSS (`.price`, with `::text` and `::attr(href)` beside) or, where it begins with
    `/`, `./`, `(` or a function (`concat(`), an XPath.
    """

    sitemap: Sitemap | None = None
    """The start addresses are sitemaps or indexes of them, gzipped or not: which pages to ask."""
    follow: str | None = None
    """Selector of links: the pages asked first are lists; the records stand behind the links."""
    paging: Paging | None = None
    """How one page leads to the next: `by: page`, or `by: next` with the selector of the link."""
    canonical: bool = False
    """The page's canonical link names its record: `link`, and `id` where no field says it."""
    empty: str | None = None
    """Selector of what stands in a page that honestly has none, such as "sold out"."""
    broken: bool = False
    """The markup is broken: repair it first, as a browser would. Slow; up to 2 MB a page."""


class Html(WebPages):
    """HTML pages: records and their fields by CSS selectors or XPath."""

    describes: ClassVar[str] = "an html connector"
    kind: Literal["html"]
    """The kind of this connector."""
    records: str | None = None
    """Selector of the records in a page; without it a page is one record."""
    total: str | None = None
    """Selector of the number of records the pages themselves claim."""


class Structured(WebPages):
    """Data that stand in pages for machines: JSON-LD, Microdata, RDFa in schema.org's words."""

    describes: ClassVar[str] = "a structured connector"
    kind: Literal["structured"]
    """The kind of this connector."""
    types: tuple[str, ...] = Field(min_length=1)
    """Types of the items that are records: TouristTrip, Hotel, Product, Event, Offer."""
    syntaxes: tuple[Syntax, ...] = ("json-ld", "microdata", "rdfa")
    """Where to look, in this order; the first that has such an item is read, the others not."""
    each: str | None = None
    """JMESPath of the offers inside an item: each is a record and the item its `parent`; an item
    without one is a record by itself."""

    @field_validator("types", "syntaxes", mode="before")
    @classmethod
    def _listed(cls, said: Any) -> Any:
        return _one_or_many(said)
