"""The right word: what somebody most likely meant who wrote a word that a card does not know."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

# Words that people bring from other tools, and ours; a word of ours counts where it may stand.
_BROUGHT = {
    "start": "url urls address addresses uri endpoint link href",
    "records": "items path root rows offers list",
    "kind": "type connector_type",
    "format": "type",
    "fields": "mapping map columns",
    "formats": "format",
    "feed": "json jsonl csv ndjson",
    "sheet": "xlsx excel xls",
    "html_json": "next_data scrape",
    "html": "selectors css xpath web pages",
    "structured": "json_ld jsonld microdata rdfa schema schema_org extruct",
    "path": "css xpath selector",
    "xml": "soap ota opentravel tourplan alpinebits hostconnect messages",
    "octo": "octo_travel activities ventrata bokun",
    "follow": "details detail links",
    "json_search": "api rest search json_api",
    "dates": "date_format date date_formats",
    "decimal": "decimal_separator decimal_comma",
    "unit": "cents minor price_unit",
    "boards": "meals meal_plans board_codes",
    "legal_name": "legal company",
    "licence": "license",
    "title": "label display_name",
    "children_ages": "child_ages ages children",
    "name": "title hotel hotel_name tour",
    "date": "departure departure_date start_date checkin check_in start",
    "return_date": "return end_date checkout check_out",
    "nights": "duration length",
    "board": "meal meals meal_plan boardtype",
    "room": "room_type roomtype",
    "stars": "category rank",
    "resort": "city town",
    "origin": "airport departure_airport from",
    "link": "url deeplink href",
    "price": "amount cost total_price",
    "price_was": "old_price price_old",
    "text": "description",
    "lat": "latitude",
    "lon": "longitude lng",
    "id": "code reference ref",
    "per_person": "person pp pax",
    "per_party": "total party package",
    "per_room": "room",
    "per_night": "night",
}


def right_word(word: str, words: Iterable[str]) -> str | None:
    """The known word that was most likely meant, or None when none is near.

    Near is one slip in a short word, two in five letters and one more for each three after that;
    a swap of neighbours is one slip. Else a word of the same meaning from other tools.
    """
    known = list(words)
    slips = max(1, (len(word) + 1) // 3)
    found = process.extractOne(
        word.lower(), known, scorer=DamerauLevenshtein.distance, score_cutoff=slips
    )
    brought = next((our for our in known if word.lower() in _BROUGHT.get(our, "").split()), None)
    if found and len(word) > 1 and (found[1] == 1 or brought is None):
        return found[0]
    return brought


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """The tail of a sentence: "; did you mean records?", or nothing."""
    meant = right_word(word, words)
    return f"; did you mean {meant}?" if meant else ""
