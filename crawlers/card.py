"""The card: everything about one operator in one readable file."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from ..offers import AgeBands, Availability, Operator, RoomClass, SoldBy, Source, SourceKind
from ..offers.board import board_of
from ..offers.departure import Transport
from ..offers.faults import CardFault
from ..offers.product import Kind
from .card_checks import contradictions
from .card_connector import Address, Host, host_of
from .card_faults import sentences
from .card_fields import FieldName, FieldOf
from .card_kinds import KINDS, AnyConnector
from .card_mandatory import Law, MandatoryPart, laws
from .card_part import CardPart
from .card_terms import (
    Assertions,
    Band,
    Budget,
    Country,
    Currency,
    FeedLimits,
    Formats,
    Forms,
    OperatorSaid,
    Permission,
    PriceTerms,
    Schedule,
)
from .card_yaml import Document, read_yaml


def good_board(code: str) -> str:
    board = board_of(code)
    if board is None:
        raise ValueError(f"{code!r} is not a board code: RO SC BB HB HB+ FB FB+ AI- AI AI+ UAI")
    return board.code


BoardCode = Annotated[str, AfterValidator(good_board)]
Airport = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Required = Literal[
    "identity", "name", "price", "currency", "date", "nights", "board", "room", "place", "origin"
]


class Card(CardPart):
    """One source of offers. The file bears the card's name: sunny_tours.yml is `sunny_tours`."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")
    """Name of the card: small letters, digits and _; the same as the file's name."""
    title: str = Field(min_length=1)
    """Name of the source as visitors read it."""
    operator: OperatorSaid | None = None
    """The tour operator, where all records are of one; else `fields.operator` names it."""
    source: SourceKind = SourceKind.OPERATOR
    """Whether the source is the `operator` itself or an `aggregator` of many."""
    permission: Permission
    """Why we may fetch: basis, by whom, on which day. Without it nothing is fetched."""
    sold_by: SoldBy = SoldBy.US
    """Who takes the booking: `us`, `operator` or `both`."""
    connector: AnyConnector
    """Where the records come from: kind and what the kind needs."""
    allow: tuple[Host, ...] = ()
    """Exact host:port pairs that may be asked; those of `start` where not given."""
    fields: dict[FieldName, FieldOf]
    """Where each field of a record stands: a path, or a mapping."""
    formats: Formats = Formats()
    """How numbers, dates and texts are written."""
    price: PriceTerms = PriceTerms()
    """What a published price is: basis, party, currency, unit."""
    mandatory: tuple[MandatoryPart, ...] = ()
    """What every buyer pays besides and the records do not state: a list of rules."""
    laws: tuple[Law, ...] = ()
    """Fees by law that are not in its prices, of those that are shipped: `greece_climate_fee`."""
    product_kind: Kind = Kind.STAY
    """What the records are where no field says it: `stay` or `tour`."""
    forms: Forms = Forms()
    """Words in a name that mean the stay is not a plain one."""
    boards: dict[str, BoardCode] = Field(default_factory=dict)
    """The operator's board words and the trade code of each."""
    rooms: dict[str, RoomClass] = Field(default_factory=dict)
    """The operator's room words and the class of each."""
    airports: dict[str, Airport] = Field(default_factory=dict)
    """The operator's words for airports and the IATA code of each."""
    countries: dict[str, Country] = Field(default_factory=dict)
    """The operator's words for countries and the ISO 3166 code of each."""
    currencies: dict[str, Currency] = Field(default_factory=dict)
    """The operator's signs for currencies and the ISO 4217 code of each."""
    availability: dict[str, Availability] = Field(default_factory=dict)
    """The operator's words for seats and what each means."""
    transports: dict[str, Transport] = Field(default_factory=dict)
    """The operator's words for transport and what each means."""
    age_bands: tuple[Band, ...] = ()
    """Child age bands; they may not overlap."""
    can: tuple[Literal["list", "recheck", "reprice"], ...] = ("list",)
    """What the source can answer: `list` all, `recheck` one offer, `reprice` it for a party."""
    recheck: Address | None = None
    """Address that answers for one offer; `{id}`, `{link}` and `{ids.scheme}` are filled in."""
    reprice: Address | None = None
    """Address that prices an offer for a party; also `{adults}` and `{children_ages}`."""
    schedule: Schedule = Schedule()
    """How often the source is asked."""
    budget: Budget = Budget()
    """How politely the source is asked."""
    feed: FeedLimits = FeedLimits()
    """How large and how slow an answer may be."""
    required: tuple[Required, ...] = ("identity", "price", "currency")
    """What an offer must state to be published."""
    assertions: Assertions = Assertions()
    """What every whole run must show."""
    images: bool = False
    """Whether its photos may be copied and shown."""
    commission: Decimal | None = Field(default=None, ge=0, le=100)
    """Our commission in per cent. For the office only: no ranking can read it."""

    @model_validator(mode="before")
    @classmethod
    def _with_standard(cls, said: Any) -> Any:
        """The card with what its connector's kind brings: the fields of a standard."""
        connector = said.get("connector") if isinstance(said, dict) else None
        kind = KINDS.get(str(connector.get("kind"))) if isinstance(connector, dict) else None
        for key, brought in kind.standard.items() if kind else ():
            own = said.get(key)
            if isinstance(brought, dict) and isinstance(own, dict | None):
                said = said | {key: brought | (own or {})}
            elif own is None:
                said = said | {key: brought}
        return said

    @property
    def hosts(self) -> frozenset[str]:
        """The exact "host:port" pairs that may be asked, ports always written out."""
        named = self.allow or self.connector.start
        secure = self.connector.start[0].startswith("https:")
        return frozenset(host_of(host, secure=secure) for host in named)

    @property
    def period_minutes(self) -> int:
        return self.schedule.period_minutes

    @property
    def bands(self) -> AgeBands:
        """The child bands, youngest first."""
        return tuple(sorted((band.band for band in self.age_bands), key=lambda b: b.youngest))

    @property
    def mandatory_parts(self) -> tuple[MandatoryPart, ...]:
        """The card's own rules, then those of the laws that it names."""
        return (*self.mandatory, *(part for law in self.laws for part in laws()[law]))

    @property
    def as_source(self) -> Source:
        """The source that this card describes."""
        return Source(
            self.name,
            self.title,
            self.source,
            self.sold_by,
            "recheck" in self.can,
            self.period_minutes,
            "reprice" in self.can,
        )

    @property
    def as_operator(self) -> Operator | None:
        """The one tour operator of all records, or None where the records name theirs."""
        if self.operator is None:
            return None
        facts = self.operator
        return Operator(
            self.name,
            facts.name,
            facts.legal_name,
            facts.licence,
            facts.country,
            facts.website,
            facts.language,
        )


def read_card(path: Path | str) -> Card:
    """The card in a file. CardFault holds one sentence for each thing it may not say."""
    document = read_yaml(Path(path))
    try:
        card = Card.model_validate(document.value)
    except ValidationError as error:
        raise CardFault(sentences(error, document, Card)) from error
    faults = [document.place(keys, said) for keys, said in contradictions(card, document.path)]
    if faults:
        raise CardFault(faults)
    return card


def cards_in(folders: Iterable[Path | str]) -> dict[str, Card]:
    """All cards of some folders by name, in the order of their names; a later folder wins."""
    files = {file.stem: file for folder in folders for file in sorted(Path(folder).glob("*.yml"))}
    return {name: read_card(files[name]) for name in sorted(files)}


__all__ = ["Card", "Document", "cards_in", "read_card"]
