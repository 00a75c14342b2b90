"""Interest: how much visitors look at what each operator sells, as numbers of one month.

Counted is what the site keeps anyway: stays that agreeing visitors compared, came back to or
saved, and stays that were asked about. A number for each operator comes out; whose looks they
were is not read.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa

from ..catalog.generations import Generation
from ..leads.tables import leads, visits

WINDOW = dt.timedelta(days=30)
ENQUIRY = 5
"""Looks that one enquiry is worth."""


def interest(
    conn: sa.Connection, served: Generation | None, now: dt.datetime
) -> Mapping[str, float]:
    """Looks within the last month by source; a stay that several sell counts for each of them."""
    looks = looks_at_stays(conn, now)
    if served is None or not looks:
        return {}
    products = served.products().select(["id", "sources"]).to_pylist()
    found: Counter[str] = Counter()
    for product in products:
        for source in set(product["sources"] or ()):
            found[source] += looks.get(product["id"], 0)
    return dict(found)


def looks_at_stays(conn: sa.Connection, now: dt.datetime) -> Counter[str]:
    """Looks within the last month by the id of the stay."""
    since, many = now - WINDOW, sa.func.count()
    looked = sa.select(visits.c.subject, many).where(visits.c.at >= since, visits.c.subject != "")
    stay = leads.c.offer["product_id"].as_string().label("stay")
    # Named within, counted without: PostgreSQL takes two equal expressions for two.
    named = sa.select(stay).where(leads.c.created_at >= since, ~leads.c.practice).subquery()
    asked = sa.select(named.c.stay, many).group_by(named.c.stay)
    found: Counter[str] = Counter()
    for subject, times in conn.execute(looked.group_by(visits.c.subject)):
        found[subject] += times
    for subject, times in conn.execute(asked):
        if subject:
            found[subject] += ENQUIRY * times
    return found
