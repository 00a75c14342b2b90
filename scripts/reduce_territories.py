"""Make catalog/data/territories.tsv.gz from the CLDR data in Babel: countries' names by language.

    python scripts/reduce_territories.py catalog/data/territories.tsv.gz

A column for each language whose country names are understood, a line for each country, nothing
where CLDR has no name. Babel would read nineteen whole languages for them, at the start of every
crawl: 0.2 seconds and 20 MiB.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

from babel import Locale

UNDERSTOOD = "en hu bg ru pl cs nl de es sk ro hr sr uk fr it sv da pt".split()
# Codes of CLDR that are no country of their own: unions, test codes, parts of Spain.
NO_COUNTRIES = set("EU EZ UN QO XA XB ZZ IC EA AC TA DG CP CQ".split())


def table() -> str:
    """The names, a header first; the order of languages says which wins where two differ."""
    named = {language: dict(Locale.parse(language).territories) for language in UNDERSTOOD}
    codes = sorted({code for names in named.values() for code in names if _is_country(code)})
    rows = [[code, *(named[language].get(code, "") for language in UNDERSTOOD)] for code in codes]
    return "".join("\t".join(row) + "\n" for row in [["code", *UNDERSTOOD], *rows])


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES


def main(target: str) -> None:
    text = table()
    # mtime 0 and no name: the same names give the same bytes.
    Path(target).write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    print(f"{target}: {len(text.splitlines()) - 1} countries, {Path(target).stat().st_size} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:2])
