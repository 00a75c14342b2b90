"""The trade's words in the visitor's language: boards, rooms, seats, prices, differences."""

from __future__ import annotations

from ..catalog.places import airport_name, country_name, place_key, region_name
from ..offers import (
    Availability,
    Board,
    Component,
    Offer,
    Paid,
    Party,
    Place,
    RoomClass,
    Transport,
)
from .text import Speech


def N_(english: str) -> str:
    """Mark a sentence for the catalogues; it is translated where it is used."""
    return english


BOARDS = {
    Board.RO: N_("Room only"),
    Board.SC: N_("Self catering"),
    Board.BB: N_("Breakfast"),
    Board.HB: N_("Half board"),
    Board.HB_PLUS: N_("Half board plus"),
    Board.FB: N_("Full board"),
    Board.FB_PLUS: N_("Full board plus"),
    Board.AI_MINUS: N_("All inclusive light"),
    Board.AI: N_("All inclusive"),
    Board.AI_PLUS: N_("All inclusive plus"),
    Board.UAI: N_("Ultra all inclusive"),
}
ROOMS = {
    RoomClass.STANDARD: N_("standard room"),
    RoomClass.FAMILY: N_("family room"),
    RoomClass.SUITE: N_("suite"),
    RoomClass.APARTMENT: N_("apartment"),
    RoomClass.BUNGALOW: N_("bungalow"),
    RoomClass.STUDIO: N_("studio"),
    RoomClass.DELUXE: N_("superior room"),
    RoomClass.ON_REQUEST: N_("room given on arrival"),
}
SEATS = {
    Availability.FREE_SALE: N_("free sale"),
    Availability.ALLOTMENT: N_("places held for us"),
    Availability.ON_REQUEST: N_("on request"),
    Availability.STOP_SALE: N_("sold out"),
    Availability.NOT_STATED: N_("availability not stated"),
}
FACILITIES = {
    "sand_beach": N_("sand beach"),
    "beach_300": N_("beach within 300 m"),
    "pool": N_("pool"),
    "aquapark": N_("water slides"),
    "kids_club": N_("kids' club"),
    "family_room": N_("family rooms"),
    "adults_only": N_("adults only"),
    "spa": N_("spa"),
    "gym": N_("gym"),
    "wifi": N_("Wi-Fi"),
    "air_conditioning": N_("air conditioning"),
    "parking": N_("parking"),
    "pets": N_("pets welcome"),
    "accessible": N_("step-free access"),
    "sea_view": N_("sea view"),
    "diving": N_("diving"),
    "golf": N_("golf"),
    "halal": N_("halal food"),
    "vegetarian": N_("vegetarian food"),
}
"""The codes of `offers.facility` in words, in the order in which a card says them."""
WAYS = {
    Transport.FLIGHT: N_("by plane"),
    Transport.BUS: N_("by bus"),
    Transport.TRAIN: N_("by train"),
    Transport.SHIP: N_("by ship"),
    Transport.OWN: N_("own transport"),
}
PARTS = {
    "base": N_("package"),
    "adult": N_("adult"),
    "child": N_("child"),
    "fuel": N_("fuel"),
    "tourist_tax": N_("tourist tax"),
    "resort_fee": N_("resort fee"),
    "climate_fee": N_("climate fee"),
    "visa": N_("visa"),
    "transfer": N_("transfer"),
    "bag": N_("bag"),
    "addon": N_("compulsory extra"),
    "insurance": N_("insurance"),
    "service": N_("service fee"),
}
_YOU = (
    "",
    N_("you"),
    N_("the two of you"),
    N_("the three of you"),
    N_("the four of you"),
    N_("the five of you"),
    N_("the six of you"),
)


def board(offer: Offer, speech: Speech) -> str:
    """The board in our words, else the operator's own behind "board not stated"."""
    if offer.board.board is not None:
        return speech._(BOARDS[offer.board.board])
    if offer.board.raw:
        return speech._("board not stated (%(raw)s)", raw=offer.board.raw)
    return speech._("board not stated")


def board_or_better(least: Board, speech: Speech) -> str:
    """A board as a filter says it: half board or better."""
    return speech._("%(board)s or better", board=speech._(BOARDS[least]))


def stars_or_better(halves: int, speech: Speech) -> str:
    """Half stars as a filter says them: 3.5 stars or better."""
    stars = f"{halves / 2:g}".replace(".", speech.point)
    return speech._("%(stars)s stars or better", stars=stars)


def rating_or_better(tenths: int, speech: Speech) -> str:
    """Tenths of 10 as a filter says them: 8.5 of 10 or better."""
    rating = f"{tenths / 10:g}".replace(".", speech.point)
    return speech._("%(rating)s of 10 or better", rating=rating)


def rooms(number: int, speech: Speech) -> str:
    return speech.ngettext("%(n)s room", "%(n)s rooms", number)


TRAITS = {
    "direct": N_("direct flight"),
    "day_flight": N_("flights by day"),
    "bag": N_("bag included"),
    "transfer": N_("transfer included"),
    "cancel": N_("free cancellation"),
    "free_sale": N_("free sale"),
    "weekend": N_("at a weekend"),
}
"""What an offer has or has not, by the key of its filter."""


def trait(key: str, speech: Speech) -> str:
    return speech._(TRAITS[key])


def stops(landings: int, speech: Speech) -> str:
    """How often a flight lands on the way out."""
    if not landings:
        return speech._(TRAITS["direct"])
    return speech.ngettext("%(n)s stop", "%(n)s stops", landings)


def free_till(days: int, speech: Speech) -> str:
    """Till when it is given back at no charge."""
    return speech.ngettext(
        "free cancellation till %(n)s day before", "free cancellation till %(n)s days before", days
    )


def facility(code: str, speech: Speech) -> str:
    """What a stay has, in the visitor's language."""
    return speech._(FACILITIES[code]) if code in FACILITIES else code.replace("_", " ")


def room(offer: Offer, speech: Speech) -> str:
    """The room's class, with the operator's own words behind it."""
    said = offer.room.raw
    if offer.room.room_class is None:
        return said or speech._("room not stated")
    known = speech._(ROOMS[offer.room.room_class])
    return f"{known} ({said})" if said and said.casefold() != known.casefold() else known


def seats(offer: Offer, speech: Speech) -> str:
    return speech._(SEATS[offer.availability])


def part(component: Component, speech: Speech) -> str:
    """What a part of the price is for, and where it is paid if not with the price."""
    name = _part_name(component, speech)
    if component.paid is Paid.LOCALLY:
        return speech._("%(part)s, paid there", part=name)
    if component.paid is Paid.WITH_BOOKING:
        return speech._("%(part)s, with the booking", part=name)
    return name


def _part_name(component: Component, speech: Speech) -> str:
    """The operator's own name for it; a bare figure is a child's age, or no name at all."""
    label = component.label
    if component.kind == "child" and label.isdigit():
        return speech._("child %(ages)s", ages=label)
    if label and not label[0].isdigit():
        return label
    return speech._(PARTS.get(component.kind, component.kind.replace("_", " ")))


def package(speech: Speech) -> str:
    """What is left of a total when its named parts are taken off."""
    words = PARTS["base"]
    return speech._(words)


def party(asked: Party, speech: Speech) -> str:
    """Who travels: 2 adults, children 4 and 11."""
    adults = speech.ngettext("%(n)s adult", "%(n)s adults", asked.adults)
    if asked.adults_only:
        return adults
    ages = [str(age) for age in asked.child_ages]
    one, many = N_("child %(ages)s"), N_("children %(ages)s")
    children = speech._(one if len(ages) == 1 else many, ages=speech.listed(ages))
    return f"{adults}, {children}"


def you(asked: Party, speech: Speech) -> str:
    """The party addressed: "the four of you"."""
    if asked.persons < len(_YOU):
        return speech._(_YOU[asked.persons])
    return speech._("the %(n)s of you", n=asked.persons)


def nights(least: int, most: int, speech: Speech) -> str:
    if least == most:
        return speech.ngettext("%(n)s night", "%(n)s nights", least)
    return speech._("%(least)s to %(most)s nights", least=least, most=most)


def difference(name: str, offer: Offer, speech: Speech) -> str:
    """How an offer is unlike the one it is compared with, said as its own value."""
    _ = speech._
    match name:
        case "board":
            return board(offer, speech).lower()
        case "room_class":
            known = offer.room.room_class
            return _(ROOMS[known]) if known else _("room not stated")
        case "nights":
            length = offer.departure.nights
            return nights(length.least, length.most, speech) if length else _("nights not stated")
        case "transport":
            way = offer.departure.transport
            return _(WAYS[way]) if way else _("transport not stated")
        case "origin":
            origin = offer.departure.origin
            return (
                _("from %(place)s", place=airport(origin, speech))
                if origin
                else _("airport not stated")
            )
        case "transfer":
            said = {True: N_("with transfer"), False: N_("without transfer")}
            has = offer.included.transfer
            return transfer(offer, speech) if has is None else _(said[has])
        case "bag_kg":
            kilos = offer.included.bag_kg
            if kilos is None:
                return bag(offer, speech)
            return _("with %(kg)s kg bag", kg=kilos) if kilos else _("without bag")
    return name.replace("_", " ")


def country(code: str, speech: Speech) -> str:
    """A country by its code in the visitor's language, else the code."""
    return country_name(code, speech.lang) or code


def region(place: Place, speech: Speech) -> str:
    """A region in the visitor's language where the gazetteer has it, else as said."""
    if not place.region:
        return ""
    return region_name(place_key(place.country, place.region), speech.lang) or place.region


def place_name(facet: str, value: str, said: str, speech: Speech) -> str:
    """A place or airport in the visitor's language where the gazetteer has it, else as said."""
    if facet == "from":
        return airport_name(value, speech.lang) or said
    if facet != "to":
        return said
    level = value.count("/")
    known = country_name(value, speech.lang) if not level else ""
    return known or (region_name(value, speech.lang) if level == 1 else "") or said


def airport(code: str, speech: Speech) -> str:
    return airport_name(code, speech.lang) or code


def transfer(offer: Offer, speech: Speech) -> str:
    said = {
        True: N_("transfer"),
        False: N_("no transfer"),
        None: N_("transfer not stated"),
    }
    return speech._(said[offer.included.transfer])


def bag(offer: Offer, speech: Speech) -> str:
    kilos = offer.included.bag_kg
    if kilos is None:
        return speech._("bag not stated")
    return speech._("bag %(kg)s kg", kg=kilos) if kilos else speech._("no bag")
