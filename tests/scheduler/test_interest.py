"""How much visitors look at what each operator sells, counted on both engines."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa
import sqlalchemy as sa

from fairwind.leads.tables import leads, visits
from fairwind.scheduler.interest import ENQUIRY, interest
from fairwind.store.database import Database

from .conftest import NOON


def asked(conn: sa.Connection, key: str, offer: dict[str, str] | None, **more: object) -> None:
    """Somebody asked about an offer, or about none."""
    texts = "kind state name phone email call_when message language consent_text consent_version"
    texts += " review claimed_by answered_by"
    said = dict.fromkeys(texts.split(), "") | {"idempotency_key": key, "offer": offer}
    times = dict.fromkeys(("created_at", "promised_from", "promised_to"), NOON)
    conn.execute(leads.insert().values(**said, **times, child_ages=[], query=[], **more))


@dataclass
class Served:
    """Two stays: one that two operators sell, one of a single one."""

    def products(self) -> pa.Table:
        return pa.table({"id": ["p1", "p2"], "sources": [["sunny", "moon"], ["moon"]]})


def test_looks_and_enquiries_of_a_month_count_for_every_operator_that_sells_the_stay(
    both: Database,
) -> None:
    with both.write() as conn:
        for subject, ago in (("p1", 1), ("p2", 2), ("p2", 3), ("p2", 40), ("gone", 1), ("", 1)):
            said = {"visitor": "v", "kind": "saved", "subject": subject}
            conn.execute(visits.insert().values(at=NOON - dt.timedelta(days=ago), **said))
        asked(conn, "1", {"product_id": "p1"})
        asked(conn, "2", None)
        asked(conn, "3", {"product_id": "p2"}, practice=True)
        found = interest(conn, Served(), NOON)  # type: ignore[arg-type]
        assert found == {"sunny": 1 + ENQUIRY, "moon": 1 + ENQUIRY + 2}
        assert interest(conn, None, NOON) == {}
