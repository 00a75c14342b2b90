"""The connector kind that reads XML: messages asked with a body, and feeds of any size."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from .card_connector import Packed, Paging, only_foreign_secrets

Message = Annotated[
    str, Field(min_length=1, max_length=64 * 1024), AfterValidator(only_foreign_secrets)
]


class Xml(Packed):
    """XML: messages of OpenTravel, Tourplan or AlpineBits and their like, and feeds of any size.

    Every path is an XPath 1.0, read from the record: `@Code`, `PriceInfo/@Amount`,
    `ancestor::Hotel/Name`, `/Reply/@Currency`. Names stand without their namespaces. An answer
    goes to disk as it comes; above 4 MiB it is read record by record, in little memory, and then
    `records` may only be names: `/Feed/Hotel`, `//Hotel`. Other paths are refused above 64 MiB.
    """

    describes: ClassVar[str] = "an xml connector"
    kind: Literal["xml"]
    """The kind of this connector."""
    method: Literal["GET", "POST"] = "GET"
    """`GET`, or `POST` with `body`."""
    body: Message | None = None
    """The message sent by POST, as it stands; `{page}`, `{token}`, shard names and `{env:NAME}` (a
    key or password of the environment) are filled in."""
    records: str
    """XPath of the elements that are records: `//Package`, `/Reply/Option`."""
    each: str | None = None
    """XPath inside each record: every element found is an offer, the record its `$parent`. Inside a
    condition the offer is `$offer`: `sum($parent/Rate[@Room = $offer/@Code]/@Amount)`."""
    total: str | None = None
    """XPath of the number of records the answer itself claims."""
    empty: str | None = None
    """XPath of what stands in an answer that honestly has none, such as `//Success`."""
    error: str | None = None
    """XPath of what stands in an answer that is a refusal: `//Error/@ShortText`. Its text is said,
    and nothing of the answer is read."""
    paging: Paging | None = None
    """How one answer leads to the next; without it only the first is read. Its paths are XPath."""

    @model_validator(mode="after")
    def _body_is_posted(self) -> Xml:
        if (self.body is not None) != (self.method == "POST"):
            raise ValueError("body and method: POST go together")
        return self
