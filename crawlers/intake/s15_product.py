"""Step 15: the product: its name, stars, form, facts, rating and lasting ids."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from ...offers import Form, Kind, Product, former_names
from ...offers.product import Place
from .draft import Draft, Rules
from .links import safe_link
from .recall import recalled
from .s10_text import LONGEST_KNOWN_LONG
from .words import folded

MOST_PHOTOS = 24
_READ = "name kind stars former_name facts text photos rating".split()
# Ids that name the same hotel whoever says them; all others are one source's own.
SHARED_SCHEMES = {"giata", "google_place", "tripadvisor", "wikidata", "osm", "gers"}
_STAR_SIGNS = re.compile(r"(?:[*\u2605\u2b50]\s?){1,7}")
_STAR_NUMBER = re.compile(
    r"(?<![\d.,])([1-7](?:[.,]5)?)\s*(?:[*\u2605]|stars?\b|csillag|gwiazd)", re.I
)
_STARS_THEN_ROOM = re.compile(
    r"(?P<name>.*\S)\s+(?P<stars>[1-7](?:[.,]5)?)\s*\*+(?P<room>[^\W\d_].*)\Z"
)
_STARS_AT_END = re.compile(r"\s*(?:\b[1-7](?:[.,]5)?\s*)?(?:[*\u2605\u2b50]\s?){1,7}\Z")
_RATING = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(?:/|of|out of|z|von|od)\s*(\d{1,3})")
_TOUR_WORDS = {"tour", "round trip", "rondreis", "objazdowka", "wycieczka objazdowa", "korutazas"}
_STAY_WORDS = {"stay", "hotel", "holiday", "wypoczynek", "pobyt", "udules", "vakantie", "почивка"}
_USUAL_FORMS = {
    Form.FLY_AND_GO: re.compile(r"\bfly\s*(?:&|and|\+|n)\s*go\b|\bflyandgo\b"),
    Form.ROULETTE: re.compile(
        r"\brou?lett[ae]\b|\bruletka\b|\bruleta\b|рулетка|\bfortuna\b|\bbingo\b"
    ),
    Form.COMBINATION: re.compile(
        r"\bcruise\b.*(?:&|\+|\band\b).*\b(?:hotel|stay|beach)\b"
        r"|\b(?:hotel|stay|beach)\b.*(?:&|\+|\band\b).*\bcruise\b"
        r"|\bcombi(?:nation|reis)?\b|\bkombi"
    ),
}


def step(draft: Draft) -> None:
    """Build the product; without a name there is nothing to show or find."""
    schemes, has_room = draft.schemes, bool(draft.said.get("room"))
    if _is_long(draft):
        draft.product, room = _built(draft)
    else:
        page = draft.provenance.address if "photos" in draft.said else ""
        besides = (schemes, has_room, page)
        draft.product, room = recalled(
            draft, draft.rules.products, (*_READ, *schemes), besides, _built
        )
    if room:
        draft.said["room"] = room


def _is_long(draft: Draft) -> bool:
    """Whether the record says too much of its product to be kept a thousand times."""
    said = draft.said
    return "itinerary" in said or len(said.get("text", "")) > LONGEST_KNOWN_LONG


def _built(draft: Draft) -> tuple[Product, str]:
    """The product, and the words of a room that stood behind its name."""
    name, stars, room = _apart(draft.text("name"), bool(draft.said.get("room")))
    if not any(letter.isalnum() for letter in name):
        draft.refuse("no_name", "name", "has no name")
    present, former = former_names(name)
    # Stars stand beside the name on the page; behind it they would be said twice.
    present = _STARS_AT_END.sub("", present).rstrip(" ,-") or present
    former = (*former, *([draft.text("former_name")] if draft.text("former_name") else []))
    product = Product(
        _kind(draft),
        present or name,
        Place(),
        _lasting_ids(draft),
        _stars(draft, stars),
        _form(present, draft.rules),
        tuple(dict.fromkeys(former)),
        tuple(draft.said.get("facts", ())),
        draft.text("text"),
        tuple(draft.said.get("itinerary", ())),
        _photos(draft),
        _rating(draft),
    )
    return product, room


def _photos(draft: Draft) -> tuple[str, ...]:
    """Whole http and https addresses, where the card allows copies; the others are dropped."""
    if not draft.rules.card.images:
        return ()
    said = draft.said.get("photos", ())
    listed = [said] if isinstance(said, str) else said
    links = (safe_link(one, draft.provenance.address) for one in listed if isinstance(one, str))
    return tuple(dict.fromkeys(filter(None, links)))[:MOST_PHOTOS]


@lru_cache(maxsize=16384)
def _apart(name: str, has_room: bool) -> tuple[str, str, str]:
    """Name, stars and room of "NAME 3 *DBL": stars written right before a room's words."""
    if not has_room and (found := _STARS_THEN_ROOM.match(name)):
        return found["name"], found["stars"] + "*", found["room"]
    return name, "", ""


def _kind(draft: Draft) -> Kind:
    words = folded(draft.text("kind"))
    if words in _TOUR_WORDS or words in _STAY_WORDS:
        return Kind.TOUR if words in _TOUR_WORDS else Kind.STAY
    if words:
        draft.unknown.append(("kind", words))
    return draft.rules.card.product_kind


@lru_cache(maxsize=16384)
def _usual_form(bare: str) -> Form:
    return next((form for form, words in _USUAL_FORMS.items() if words.search(bare)), Form.PLAIN)


def _form(name: str, rules: Rules) -> Form:
    """How the stay is put together: by the card's words, then by the usual ones."""
    bare, own = folded(name), rules.card.forms
    for form in (Form.FLY_AND_GO, Form.COMBINATION, Form.ROULETTE):
        if any(folded(words) in bare for words in getattr(own, form.value)):
            return form
    return _usual_form(bare)


def _lasting_ids(draft: Draft) -> tuple[tuple[str, str], ...]:
    """The ids of the hotel or tour (`ids.<scheme>`), those of one source under its name."""
    source = draft.rules.card.name
    every = []
    for name in draft.schemes:
        scheme = name.removeprefix("ids.")
        if value := draft.own_id(name):
            every.append((scheme if scheme in SHARED_SCHEMES else f"{source}:{scheme}", value))
    return tuple(every)


def _stars(draft: Draft, in_name: str) -> int | None:
    """Half stars as stated, else as they stand in the name; 0 is "not stated"."""
    said = draft.said.get("stars", in_name or _stars_in(draft.text("name")))
    if said in ("", None):
        return None
    count = _star_count(said if isinstance(said, str | int | float | Decimal) else str(said))
    if count is None or not 0 <= count <= 7 or count * 2 != int(count * 2):
        draft.odd.append("stars_unreadable")
        return None
    return int(count * 2) or None


@lru_cache(maxsize=16384)
def _stars_in(name: str) -> str:
    found = _STAR_NUMBER.search(name)
    if found:
        return found[1]
    signs = _STAR_SIGNS.search(name)
    return signs[0] if signs else ""


@lru_cache(maxsize=4096)
def _star_count(said: Any) -> Decimal | None:
    text = str(said).strip()
    if signs := _STAR_SIGNS.fullmatch(text):
        return Decimal(sum(1 for sign in signs[0] if not sign.isspace()))
    found = _STAR_NUMBER.search(text)
    number = found[1] if found else re.sub(r"\s*\+$", "", text)
    try:
        count = Decimal(number.replace(",", "."))
    except InvalidOperation:
        return None
    return count if count.is_finite() else None


def _rating(draft: Draft) -> int | None:
    """The guests' rating in tenths of ten, out of the card's best; none where it is 0 or odd."""
    if "rating" not in draft.said:
        return None
    text = draft.text("rating").strip()
    best = draft.rules.card.formats.rating_of
    if found := _RATING.match(text):
        text, best = found[1], Decimal(found[2])
    try:
        share = Decimal(text.replace(",", ".")) / best
    except (InvalidOperation, ZeroDivisionError):
        draft.odd.append("rating_unreadable")
        return None
    if not share.is_finite() or not 0 < share <= 1:
        if not share.is_finite() or share:
            draft.odd.append("rating_unreadable")
        return None
    return int((share * 100).quantize(Decimal(1), ROUND_HALF_UP))
