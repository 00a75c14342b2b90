"""The connector kinds a card may name, and what each must be told."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator, model_validator

from .card_part import CardPart

MOST_SHARDS = 5000
_HOST = re.compile(r"(?:\[[0-9a-f:]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::[0-9]{1,5})?\Z", re.I)
_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}\Z")
_DAY_AHEAD = re.compile(r"today(?:([+-]\d{1,3}))?\Z")
SECRET = re.compile(r"\{env:([A-Za-z_][A-Za-z0-9_]*)\}")
# Set by the fetcher from the settings, or the key to somebody's account.
_NOT_OURS = {"host", "cookie", "user-agent", "content-length", "connection", "transfer-encoding"}


def good_address(address: str) -> str:
    """The address itself, when it is http or https with a host and no password in it."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{address!r} is not an address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise ValueError(f"{address!r} is not an address such as https://host/path")
    if parts.username is not None or any(mark.isspace() for mark in address):
        raise ValueError(f"{address!r} holds a blank or a user name; neither belongs in a card")
    return address


def good_host(host: str) -> str:
    """The host itself, when it is an exact "host" or "host:port" without scheme, path or *."""
    try:
        bare = urlsplit(f"https://{host}")
        fits = bool(_HOST.match(host)) and bare.port != 0
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"{host!r} is not an exact host:port such as api.example.com:443")
    return host


def host_of(address: str, *, secure: bool = True) -> str:
    """The "host:port" of an address or of a bare host, the port always written out."""
    parts = urlsplit(
        address if "://" in address else f"{'https' if secure else 'http'}://{address}"
    )
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def only_foreign_secrets(text: str) -> str:
    """The text itself, when no `{env:NAME}` in it is one of Fairwind's own settings."""
    for secret in SECRET.findall(text):
        if secret.startswith("FAIRWIND_") and not secret.startswith("FAIRWIND_KEY_"):
            raise ValueError(f"{secret} is Fairwind's own and is sent to nobody")
    return text


def day_ahead(value: str, today: dt.date) -> str:
    """The day of `today`, `today+14` as yyyy-mm-dd; any other value as it stands."""
    found = _DAY_AHEAD.match(value)
    return f"{today + dt.timedelta(days=int(found[1] or 0)):%Y-%m-%d}" if found else value


Address = Annotated[str, AfterValidator(good_address)]
Host = Annotated[str, AfterValidator(good_host)]


class Paging(CardPart):
    """How one page leads to the next."""

    by: Literal["page", "offset", "next", "link", "token"]
    """`page` and `offset` fill `{page}` and `{offset}`; `next` follows an address in the answer,
    `link` the Link header's (rel="next"); `token` fills `{token}` with a text of the answer."""
    first: int = Field(default=1, ge=0)
    """Number of the first page."""
    size: int | None = Field(default=None, ge=1)
    """Records on a full page; a shorter page is the last. `offset` needs it."""
    next: str | None = None
    """Where the next page's address (or a list of them) stands: JMESPath; in web pages a
    selector."""
    token: str | None = None
    """JMESPath of the text that asks for the next page; `token` needs it. On the first page the
    params, headers and body keys that hold `{token}` are left out."""
    pages: str | None = None
    """JMESPath of the number of pages, where the answer says it."""
    most: int = Field(default=1000, ge=1, le=100_000)
    """Pages after which a shard ends, whatever the answers say."""

    @model_validator(mode="after")
    def _whole(self) -> Paging:
        if self.by == "next" and self.next is None:
            raise ValueError("paging by next needs next: where the next address stands")
        if (self.by == "token") != (self.token is not None):
            raise ValueError("paging by token needs token: where the next page's token stands")
        if self.by == "offset" and self.size is None:
            raise ValueError("paging by offset needs size: how many records a page holds")
        return self


class Connector(CardPart):
    """What all kinds share."""

    start: tuple[Address, ...] = Field(min_length=1)
    """Addresses to ask first. `{page}`, `{offset}` and the names of `shards` are filled in."""
    shards: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Values that fill `{name}` in start, params and body: one shard for each combination. `today`,
    `today+14` are days, written yyyy-mm-dd when the operator is asked."""
    headers: dict[str, str] = Field(default_factory=dict)
    """Further request headers, such as Accept-Language. `{env:NAME}` is filled from the environment
    when a run starts: a key never stands in a card."""

    revalidate: bool | None = None
    """Whether the next run asks only for what changed since (ETag, Last-Modified; lastmod of a
    sitemap once it proved true). Where not given: yes, but not of searches."""

    @field_validator("start", mode="before")
    @classmethod
    def _one_or_many(cls, said: Any) -> Any:
        return (said,) if isinstance(said, str) else said

    @field_validator("shards")
    @classmethod
    def _some(cls, shards: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        count = 1
        for name, values in shards.items():
            if not values:
                raise ValueError(f"{name} has no values")
            count *= len(values)
        if count > MOST_SHARDS:
            raise ValueError(f"{count} combinations; at most {MOST_SHARDS} are asked")
        return shards

    @field_validator("headers")
    @classmethod
    def _plain_headers(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if not _HEADER.match(name) or not value.isprintable():
                raise ValueError(f"{name!r} is not a header with a printable value")
            if name.lower() in _NOT_OURS:
                raise ValueError(f"{name} is set by Fairwind itself and cannot be a card's")
            only_foreign_secrets(value)
        return headers

    standard: ClassVar[Mapping[str, Any]] = {}
    """Parts of a card that the kind brings with it, where the card does not say them."""

    @property
    def by_column(self) -> bool:
        """Whether fields are found by the name of a column instead of a path."""
        return False

    @property
    def streamed(self) -> bool:
        """Whether answers go to disk under the feed's own cap and are read in parts."""
        return False

    @property
    def asks_what_changed(self) -> bool:
        """Whether answers are kept for the next run, which asks only for what changed."""
        return self.revalidate is not False

    def shard_values(self, today: dt.date | None = None) -> Iterator[Mapping[str, str]]:
        """Each combination of the shards' values; one empty one where there are no shards.

        `today` makes days of `today+14`; without it they stay the words they are.
        """
        for values in itertools.product(*self.shards.values()):
            days = (value if today is None else day_ahead(value, today) for value in values)
            yield dict(zip(self.shards, days, strict=True))


class Packed(Connector):
    """What the kinds share whose answers may be files in a zip or gz."""

    packed: Literal["zip", "gz"] | None = None
    """`zip` or `gz`, where the file is packed by itself and not only on its way."""
    member: str | None = None
    """ZIP: pattern of the files in it that are read, in the order of their names: `*.csv`. Without
    it there may be one file only."""

    @model_validator(mode="after")
    def _member_of_a_zip(self) -> Packed:
        if self.member is not None and self.packed != "zip":
            raise ValueError("member names files of a zip: say packed: zip")
        return self

    @property
    def streamed(self) -> bool:
        return True


class Feed(Packed):
    """One file with everything in it: JSON, JSON Lines or CSV.

    It goes to disk as it comes and is read in parts, in little memory whatever its size: JSON Lines
    and CSV line by line, a JSON document record by record. A JSON document of which `records` or
    `total` is more than names and dots (`data.offers[*]`) is parsed whole, and is refused above
    64 MiB.
    """

    describes: ClassVar[str] = "a feed"
    kind: Literal["feed"]
    """The kind of this connector."""
    format: Literal["json", "jsonl", "csv"] = "json"
    """`json` one document, `jsonl` one document a line, `csv` a table with a header line."""
    records: str = "[*]"
    """JMESPath of the list of records in a JSON document; `[*]` where the document is the list."""
    each: str | None = None
    """JMESPath of a list inside each record: every entry is an offer, the record its `parent`."""
    total: str | None = None
    """JMESPath of the number of records the document itself claims."""
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    """CSV: the mark between columns; write "\\t" for a tab."""
    columns: tuple[str, ...] = ()
    """CSV: names of the columns, where the file has no header line."""

    @property
    def by_column(self) -> bool:
        return self.format == "csv"


class Sheet(Connector):
    """A table made by hand: XLSX or CSV, by the names of its columns."""

    describes: ClassVar[str] = "a sheet"
    kind: Literal["sheet"]
    """The kind of this connector."""
    format: Literal["xlsx", "csv"] = "xlsx"
    """`xlsx` or `csv`."""
    sheet: str | None = None
    """XLSX: name of the sheet; the first one where not given."""
    header_row: int = Field(default=1, ge=1, le=1000)
    """Number of the row with the columns' names; rows above it are skipped."""
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    """CSV: the mark between columns."""
    most_rows: int = Field(default=200_000, ge=1, le=1_048_576)
    """A longer sheet is refused."""

    @property
    def by_column(self) -> bool:
        return True

    @property
    def streamed(self) -> bool:
        return True


class HtmlJson(Connector):
    """JSON inside HTML pages: a script element, or a variable set in a script."""

    describes: ClassVar[str] = "an html_json connector"
    kind: Literal["html_json"]
    """The kind of this connector."""
    script: str | None = None
    """`id` of the script element that holds the JSON, such as `__NEXT_DATA__`."""
    variable: str | None = None
    """Variable that a script sets to the JSON, such as `window.__STATE__`."""
    records: str
    """JMESPath of the list of records in that JSON."""
    each: str | None = None
    """JMESPath of a list inside each record: every entry is an offer, the record its `parent`."""
    total: str | None = None
    """JMESPath of the number of records the page itself claims."""
    paging: Paging | None = None
    """How one page leads to the next; without it only the start addresses are read."""

    @model_validator(mode="after")
    def _one_place(self) -> HtmlJson:
        if (self.script is None) == (self.variable is None):
            raise ValueError("say either script (its id) or variable (its name)")
        return self


class JsonSearch(Connector):
    """A JSON search API: asked by GET or POST, page by page, shard by shard."""

    describes: ClassVar[str] = "a json_search connector"
    kind: Literal["json_search"]
    """The kind of this connector."""
    method: Literal["GET", "POST"] = "GET"
    """`GET`, or `POST` with `body`."""
    params: dict[str, str] = Field(default_factory=dict)
    """Query parameters; `{page}`, `{offset}` and shard names are filled in."""
    body: dict[str, Any] | None = None
    """JSON sent by POST; a value that is just `"{page}"` becomes the number."""
    records: str
    """JMESPath of the list of records in the answer."""
    each: str | None = None
    """JMESPath of a list inside each record: every entry is an offer, the record its `parent`."""
    total: str | None = None
    """JMESPath of the number of records the answer itself claims."""
    paging: Paging | None = None
    """How one page leads to the next; without it only the first page is read."""

    @property
    def asks_what_changed(self) -> bool:
        return self.revalidate is True

    @model_validator(mode="after")
    def _body_is_posted(self) -> JsonSearch:
        if (self.body is not None) != (self.method == "POST"):
            raise ValueError("body and method: POST go together")
        return self
