"""How operators say things: boards, rooms, regions and towns in their own languages."""

# ruff: noqa: RUF001 (Cyrillic words are meant)

from __future__ import annotations

from babel import Locale

from ..offers import Board, RoomClass
from .world import Hotel

BOARDS: dict[str, dict[Board, str]] = {
    "en": {
        Board.BB: "Bed & Breakfast",
        Board.HB: "Half board",
        Board.AI: "All inclusive",
        Board.UAI: "Ultra all inclusive",
    },
    "hu": {
        Board.BB: "reggeli",
        Board.HB: "félpanzió",
        Board.AI: "All Inclusive",
        Board.UAI: "Ultra All Inclusive",
    },
    "pl": {
        Board.BB: "śniadania",
        Board.HB: "śniadania i obiadokolacje",
        Board.AI: "All Inclusive",
        Board.UAI: "Ultra All Inclusive",
    },
    "cs": {
        Board.BB: "Snídaně",
        Board.HB: "Polopenze",
        Board.AI: "All Inclusive",
        Board.UAI: "Ultra All Inclusive",
    },
    "de": {
        Board.BB: "Frühstück",
        Board.HB: "Halbpension",
        Board.AI: "All Inclusive",
        Board.UAI: "Ultra All Inclusive",
    },
    "ru": {
        Board.BB: "Завтраки",
        Board.HB: "Полупансион",
        Board.AI: "Все включено",
        Board.UAI: "Ультра все включено",
    },
    "bg": {
        Board.BB: "Закуска",
        Board.HB: "Закуска и вечеря",
        Board.AI: "Всичко включено",
        Board.UAI: "Ултра всичко включено",
    },
}

ROOMS: dict[str, dict[RoomClass, str]] = {
    "en": {
        RoomClass.STANDARD: "Double room standard",
        RoomClass.STUDIO: "Studio, double",
        RoomClass.BUNGALOW: "Bungalow, double",
        RoomClass.FAMILY: "Family room",
        RoomClass.DELUXE: "Deluxe double room",
        RoomClass.SUITE: "Suite",
    },
    "hu": {
        RoomClass.STANDARD: "Kétágyas standard szoba",
        RoomClass.STUDIO: "Stúdió",
        RoomClass.BUNGALOW: "Bungaló",
        RoomClass.FAMILY: "Családi szoba",
        RoomClass.DELUXE: "Kétágyas superior szoba",
        RoomClass.SUITE: "Lakosztály",
    },
    "pl": {
        RoomClass.STANDARD: "2 os. pokój standard",
        RoomClass.STUDIO: "Studio 2 os.",
        RoomClass.BUNGALOW: "Bungalow 2 os.",
        RoomClass.FAMILY: "Pokój rodzinny",
        RoomClass.DELUXE: "2 os. pokój superior",
        RoomClass.SUITE: "Suite 2 os.",
    },
    "cs": {
        RoomClass.STANDARD: "Dvoulůžkový pokoj standard",
        RoomClass.STUDIO: "Studio",
        RoomClass.BUNGALOW: "Bungalov",
        RoomClass.FAMILY: "Rodinný pokoj",
        RoomClass.DELUXE: "Dvoulůžkový pokoj superior",
        RoomClass.SUITE: "Suite",
    },
    "de": {
        RoomClass.STANDARD: "Doppelzimmer, Standard",
        RoomClass.STUDIO: "Studio",
        RoomClass.BUNGALOW: "Bungalow",
        RoomClass.FAMILY: "Familienzimmer",
        RoomClass.DELUXE: "Doppelzimmer, Superior",
        RoomClass.SUITE: "Suite",
    },
    "bg": {
        RoomClass.STANDARD: "Двойна стая стандарт",
        RoomClass.STUDIO: "Студио",
        RoomClass.BUNGALOW: "Бунгало",
        RoomClass.FAMILY: "Семейна стая",
        RoomClass.DELUXE: "Двойна стая superior",
        RoomClass.SUITE: "Suite",
    },
}

# Only what the language says otherwise than English.
_REGIONS: dict[str, dict[str, str]] = {
    "en": {
        "crete": "Crete",
        "corfu": "Corfu",
        "rhodes": "Rhodes",
        "antalya": "Antalya",
        "hurghada": "Hurghada",
        "zanzibar": "Zanzibar",
        "mallorca": "Mallorca",
        "tenerife": "Tenerife",
        "sunny_beach": "Burgas",
        "cyprus": "Cyprus",
        "dubai": "Dubai",
    },
    "hu": {
        "crete": "Kréta",
        "corfu": "Korfu",
        "rhodes": "Rodosz",
        "zanzibar": "Zanzibár",
        "cyprus": "Ciprus",
        "dubai": "Dubaj",
        "sunny_beach": "Burgasz",
    },
    "pl": {
        "crete": "Kreta",
        "corfu": "Korfu",
        "rhodes": "Rodos",
        "mallorca": "Majorka",
        "tenerife": "Teneryfa",
        "cyprus": "Cypr",
        "dubai": "Dubaj",
    },
    "cs": {
        "crete": "Kréta",
        "corfu": "Korfu",
        "rhodes": "Rhodos",
        "cyprus": "Kypr",
        "dubai": "Dubaj",
    },
    "de": {
        "crete": "Kreta",
        "corfu": "Korfu",
        "rhodes": "Rhodos",
        "zanzibar": "Sansibar",
        "tenerife": "Teneriffa",
        "cyprus": "Zypern",
    },
    "ru": {
        "crete": "Крит",
        "corfu": "Корфу",
        "rhodes": "Родос",
        "antalya": "Анталья",
        "hurghada": "Хургада",
        "cyprus": "Кипр",
    },
    "bg": {
        "crete": "Крит",
        "corfu": "Корфу",
        "rhodes": "Родос",
        "antalya": "Анталия",
        "hurghada": "Хургада",
        "sunny_beach": "Бургас",
        "cyprus": "Кипър",
    },
}

TOWNS: dict[str, dict[str, str]] = {
    "hu": {"BUD": "Budapest", "DEB": "Debrecen", "VIE": "Bécs"},
    "pl": {"WAW": "Warszawa"},
    "cs": {"PRG": "Praha", "VIE": "Vídeň"},
    "de": {"VIE": "Wien", "BUD": "Budapest"},
    "bg": {"BUD": "Будапеща"},
}


def country(hotel: Hotel, language: str) -> str:
    """The country's name as an operator of this language prints it."""
    return str(Locale(language).territories[hotel.country])


def region(hotel: Hotel, language: str) -> str:
    """The island's or coast's name in this language, else the English one."""
    return _REGIONS[language].get(hotel.region) or _REGIONS["en"][hotel.region]
