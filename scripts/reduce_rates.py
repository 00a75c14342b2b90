"""Make catalog/data/rates.csv.gz from the ECB's eurofxref-hist.zip: bank days since 2012.

    python scripts/reduce_rates.py eurofxref-hist.zip catalog/data/rates.csv.gz

The zip is the European Central Bank's "Euro foreign exchange reference rates", free for reuse
with the source named. Figures are kept as printed; currencies without a rate since are left out.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import zipfile
from pathlib import Path

SINCE = "2012-01-01"


def reduced(history: str) -> str:
    """The bank days from SINCE on, the oldest first, "N/A" as nothing."""
    header, *rows = list(csv.reader(io.StringIO(history)))
    rows = sorted(row for row in rows if row and row[0] >= SINCE)
    quoted = [i for i, name in enumerate(header) if name and any(row[i] != "N/A" for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([header[i] for i in quoted])
    writer.writerows([["" if row[i] == "N/A" else row[i] for i in quoted] for row in rows])
    return out.getvalue()


def main(source: str, target: str) -> None:
    with zipfile.ZipFile(source) as archive:
        text = reduced(archive.read("eurofxref-hist.csv").decode("ascii"))
    # mtime 0 and no name: the same rates give the same bytes.
    Path(target).write_bytes(gzip.compress(text.encode("ascii"), 9, mtime=0))
    print(f"{target}: {len(text.splitlines()) - 1} bank days, {Path(target).stat().st_size} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:3])
