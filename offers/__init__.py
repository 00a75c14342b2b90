"""The domain: what an offer is, for whom, what it costs and how we know; pure and frozen."""

from .board import Board, BoardTerm, board_of, fold, read_board
from .departure import Departure, Nights, Transport
from .identity import LikeForLike, bare_name, differences, former_names, like_for_like, offer_key
from .money import NO_CURRENCY, Money
from .offer import Availability, Included, Offer, OfferRef, Provenance, RawOffer, Reject
from .operator import Operator, SoldBy, Source, SourceKind
from .party import AgeBand, AgeBands, Party, Seats, fits, same_party, seats
from .price import Basis, Component, Knowledge, Paid, Price, total
from .product import Form, Kind, Place, Product
from .room import Placement, Room, RoomClass, read_room
from .terms import Terms

__all__ = [
    "NO_CURRENCY",
    "AgeBand",
    "AgeBands",
    "Availability",
    "Basis",
    "Board",
    "BoardTerm",
    "Component",
    "Departure",
    "Form",
    "Included",
    "Kind",
    "Knowledge",
    "LikeForLike",
    "Money",
    "Nights",
    "Offer",
    "OfferRef",
    "Operator",
    "Paid",
    "Party",
    "Place",
    "Placement",
    "Price",
    "Product",
    "Provenance",
    "RawOffer",
    "Reject",
    "Room",
    "RoomClass",
    "Seats",
    "SoldBy",
    "Source",
    "SourceKind",
    "Terms",
    "Transport",
    "bare_name",
    "board_of",
    "differences",
    "fits",
    "fold",
    "former_names",
    "like_for_like",
    "offer_key",
    "read_board",
    "read_room",
    "same_party",
    "seats",
    "total",
]
