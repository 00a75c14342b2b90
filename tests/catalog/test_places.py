"""Places: countries, regions, towns and airports by the words that operators print."""

import gzip
import runpy
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.catalog import gazetteer, places
from fairwind.catalog.places import (
    airport_name,
    aliases,
    country_name,
    covered,
    find,
    place_key,
    read_airport,
    read_country,
    read_region,
    read_town,
    region_name,
    slug,
)
from fairwind.offers import Place

DATA = files("fairwind.catalog") / "data"

GREECE = "Greece Görögország Гърция Греция Grecja Řecko Griekenland Griechenland Grecia GR".split()


@pytest.mark.parametrize("words", GREECE)
def test_a_country_is_known_in_nine_languages_and_by_its_code(words: str) -> None:
    assert read_country(words) == "GR"
    assert read_country(f" {words.upper()} ") == "GR"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Dominikana", "DO"),
        ("Dominikai Köztársaság", "DO"),
        ("Dominica", "DM"),
        ("Zjednoczone Emiraty Arabskie", "AE"),
        ("Verenigde Arabische Emiraten", "AE"),
        ("ОАЭ", "AE"),
        ("Hollandia", "NL"),
        ("USA", "US"),
        ("Italië", "IT"),
        ("Turkije", "TR"),
        ("Curaçao", "CW"),
        ("Egypte", "EG"),
        ("Йордания", "JO"),
        ("Иордания", "JO"),
        ("Anglia", "GB"),
        ("Wonderland", ""),
        ("", ""),
        ("European Union", ""),
    ],
)
def test_an_operators_word_for_a_country_is_that_country_or_none(words: str, code: str) -> None:
    assert read_country(words) == code


def test_no_two_countries_share_a_name_of_our_own_table() -> None:
    every = [
        (places.fold(name), code)
        for code, names in gazetteer.further_country_names().items()
        for name in names
    ]
    owners: dict[str, set[str]] = {}
    for name, code in every:
        owners.setdefault(name, set()).add(code)
    assert not {name: codes for name, codes in owners.items() if len(codes) > 1}


@pytest.mark.parametrize("words", "Crete Kreta Kréta Крит Creta KRETA".split())
def test_crete_is_one_region_in_every_language(words: str) -> None:
    region = read_region(words, "GR")
    assert region
    assert region.key == "crete"


def test_a_region_is_looked_for_in_its_own_country_only() -> None:
    assert read_region("Crete", "TR") is None
    assert read_region("Side", "TR")
    assert read_region("Side", "DE") is None


def test_every_region_stands_in_a_country_and_in_a_region_of_that_country() -> None:
    every = gazetteer.regions()
    assert len(every) >= 80
    for key, region in every.items():
        assert slug(key) == key
        assert country_name(region.country, "en") != region.country
        assert all(region.names), key
        if region.parent:
            assert every[region.parent].country == region.country
            assert not every[region.parent].parent


def test_no_name_means_two_regions_of_one_country() -> None:
    owners: dict[tuple[str, str], set[str]] = {}
    for region in gazetteer.regions().values():
        for name in (*region.names, *region.further):
            owners.setdefault((region.country, places.fold(name)), set()).add(region.key)
    assert not {name: keys for name, keys in owners.items() if len(keys) > 1}


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (("Griekenland", "Kreta", "Kreta"), "GR/crete"),
        (("Řecko", "Kréta", "Hersonissos"), "GR/crete/hersonissos"),
        (("Turkije", "Turkse Riviera", "Alanya"), "TR/alanya"),
        (("Spanje", "Canarische Eilanden", "Tenerife"), "ES/tenerife"),
        (("Kanári-szigetek",), "ES/canary-islands"),
        (("Madeira",), "PT/madeira"),
        (("Италия", "", "Римини"), "IT/-/rimini"),
        (("Curaçao", "Willemstad", "Willemstad"), "CW/-/willemstad"),
        (("Nederland", "Zuid-Holland", "Rotterdam"), "NL/zuid-holland/rotterdam"),
        (("", "", "", "Hiszpania / Fuerteventura / Costa Calma"), "ES/fuerteventura/costa-calma"),
        (("", "", "", "Dominikana / Punta Cana"), "DO/punta-cana"),
        (("", "", "", "Egipt / Sharm El Sheikh / Sharm El Sheikh"), "EG/sharm-el-sheikh"),
        (("", "", "", "Italien, Emilia Romagna, Rimini"), "IT/emilia-romagna/rimini"),
        (("", "", "", "Egypt > Hurghada > Makadi Bay"), "EG/hurghada/makadi-bay"),
        (("", "", "", "Kréta"), "GR/crete"),
        (("", "", "", "Tanzania - Zanzibar - Nungwi"), "TZ/zanzibar/nungwi"),
        (("", "", "Somewhere"), ""),
    ],
)
def test_a_place_is_found_from_its_parts_or_from_one_text(said: tuple[str, ...], key: str) -> None:
    place = find(*said).place
    assert place_key(place.country, place.region, place.resort) == key


def test_a_resort_nobody_knows_keeps_the_operators_words_and_is_named_as_unknown() -> None:
    found = find("Egipt", "Hurghada", "Wonder Bay")
    assert found.place == Place("EG", "Hurghada", "Wonder Bay", "Egipt / Hurghada / Wonder Bay")
    assert found.unknown == (("resort", "Wonder Bay"),)
    assert find("Wonderland").unknown == (("country", "Wonderland"),)
    assert find("Egipt", "Hurghada").unknown == ()
    assert find("", "", "", "Wonderland / Tea").unknown == (("country", "Wonderland / Tea"),)


def test_a_town_is_read_by_any_of_its_names_but_not_where_several_have_it() -> None:
    for words in ("Hurghada", "Hurgada", "Хургада", "al ghardaqah"):
        town = read_town(words, "EG")
        assert town
        assert town.name == "Hurghada"
    assert read_town("Hurghada", "GR") is None
    assert read_town("Springfield", "US") is None


def test_a_region_of_regions_covers_each_of_them_and_a_plain_key_itself() -> None:
    assert {"ES/canary-islands", "ES/tenerife", "ES/fuerteventura"} <= set(
        covered("ES/canary-islands")
    )
    assert covered("ES/tenerife") == ("ES/tenerife",)
    assert covered("GR") == ("GR",)
    assert covered("GR/crete/malia") == ("GR/crete/malia",)
    assert covered("XX/nowhere") == ("XX/nowhere",)


def test_places_are_named_in_the_visitors_language() -> None:
    assert country_name("GR", "hu") == "Görögország"
    assert country_name("GR", "bg") == "Гърция"
    assert country_name("QQ", "en") == "QQ"
    assert country_name("GR", "tlh") == "GR"
    assert region_name("GR/crete", "ru") == "Крит"
    assert region_name("GR/crete/malia", "hu") == "Kréta"
    assert region_name("crete", "hu") == "Kréta"
    assert region_name("GR/crete", "de") == "Crete"
    assert region_name("NL/zuid-holland", "en") == ""
    assert region_name("TR/crete", "en") == ""


@pytest.mark.parametrize("word", ["Görögország", "Греция", "Kréta", "Крит", "Kreta", "Malia"])
def test_every_word_a_visitor_may_use_finds_the_place(word: str) -> None:
    assert word in aliases(find("Greece", "Crete", "Malia").place)


def test_a_finer_region_is_found_by_the_name_of_the_one_around_it() -> None:
    words = aliases(find("Spain", "Tenerife").place)
    assert "Kanári-szigetek" in words
    assert "Canary Islands" in words


AIRPORTS = [
    ("Praha", "PRG"),
    ("Prága", "PRG"),
    ("Прага", "PRG"),
    ("Warszawa", "WAW"),
    ("Warszawa Modlin", "WMI"),
    ("Budapest", "BUD"),
    ("Budapest Ferenc Liszt", ""),
    ("Debrecen", "DEB"),
    ("Kraków", "KRK"),
    ("Zielona Góra", "IEG"),
    ("Berlin", "BER"),
    ("Wien", "VIE"),
    ("Flight-Praha", "PRG"),
    ("Praha (PRG)", "PRG"),
    ("AMS", "AMS"),
    ("QQQ", ""),
    ("Birmingham", ""),
    ("London", "LON"),
    ("Praha / Brno", ""),
    ("", ""),
]


@pytest.mark.parametrize(("words", "code"), AIRPORTS)
def test_an_airport_is_read_from_its_town_and_never_guessed_between_two(
    words: str, code: str
) -> None:
    assert read_airport(words) == code


def test_an_airport_is_named_by_its_town() -> None:
    assert airport_name("PRG", "hu") == "Prága"
    assert airport_name("PRG", "ru") == "Прага"
    assert airport_name("PRG", "de") == "Prague"
    assert airport_name("HRG", "en") == "Hurghada"
    assert airport_name("QQQ", "en") == "QQQ"


def test_every_town_people_leave_from_has_a_code_that_exists() -> None:
    for code, city in gazetteer.departure_cities().items():
        assert code in gazetteer.airports(), code
        assert all(city.names), code
        for name in (*city.names, *city.further):
            assert read_airport(name) == code, name


@given(st.text(max_size=80))
def test_a_slug_is_plain_and_stays_itself(words: str) -> None:
    one = slug(words)
    assert all(letter.isascii() and (letter.isalnum() or letter == "-") for letter in one)
    assert len(one) <= places.LONGEST_SLUG
    assert slug(one) == one


@given(*[st.text(max_size=30)] * 4)
def test_whatever_is_said_a_place_keeps_the_words_and_has_a_key_of_three_parts(
    country: str, region: str, resort: str, said: str
) -> None:
    place = find(country, region, resort, said).place
    key = place_key(place.country, place.region, place.resort)
    assert key.count("/") <= 2
    assert bool(key) == bool(place.country)
    if said:
        assert place.said == said


def test_cyrillic_words_get_a_latin_slug() -> None:
    assert slug("Слънчев бряг") == "slanchev-bryag"
    assert slug("Кушадасы") == "kushadasy"
    assert slug("Kuşadas\u0131") == "kusadasi"


def test_the_shipped_gazetteer_is_small_and_holds_latin_and_cyrillic_only() -> None:
    packed = (DATA / "places.tsv.gz").read_bytes()
    assert len(packed) <= 1_500_000
    text = gzip.decompress(packed).decode("utf-8")
    lines = text.splitlines()
    assert len(lines) > 30_000
    assert all(line.count("\t") == 6 for line in lines)
    foreign = [c for line in lines for c in line.split("\t")[6] if not _latin_or_cyrillic(c)]
    assert not foreign[:5]
    assert sorted(lines) == lines


def _latin_or_cyrillic(letter: str) -> bool:
    return ord(letter) < 0x0530 or 0x1E00 <= ord(letter) < 0x1F00 or not letter.isalpha()


def test_only_the_countries_asked_for_are_read() -> None:
    gazetteer.towns_of.cache_clear()
    read_town.cache_clear()
    places._towns_by_name.cache_clear()
    read_town("Rimini", "IT")
    assert gazetteer.towns_of.cache_info().currsize == 1
    assert gazetteer.towns_of("QQ") == ()


def test_the_shipped_names_of_countries_are_those_of_the_installed_cldr() -> None:
    """Made anew by scripts/reduce_territories.py when Babel changes."""
    path = Path(__file__).parents[2] / "scripts/reduce_territories.py"
    made: str = runpy.run_path(str(path))["table"]()
    shipped = gazetteer.territories()
    header, *rows = (line.split("\t") for line in made.splitlines())
    assert header[1:] == list(shipped)
    for place, language in enumerate(header[1:], 1):
        assert shipped[language] == {row[0]: row[place] for row in rows if row[place]}
    assert {"GR", "XK"} <= shipped["en"].keys()
    assert not {"EU", "IC", "ZZ"} & shipped["en"].keys()
