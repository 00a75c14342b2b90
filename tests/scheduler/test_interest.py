"""How much visitors look at what each operator sells, counted on both engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa
import pytest
import sqlalchemy as sa

from fairwind.leads.tables import leads, visits
from fairwind.scheduler.interest import ENQUIRY, interest
from fairwind.store.database import Database
from fairwind.store.settings import Settings

from .conftest import NOON


@pytest.fixture(params=["sqlite", "postgresql"])
def both(
    request: pytest.FixtureRequest, settings: Settings, ready: Callable[[Settings], Database]
) -> Iterator[Database]:
    """A migrated database, on each engine in turn."""
    if request.param == "postgresql":
        url = request.getfixturevalue("new_postgresql")(migrated=True)
        settings = settings.model_copy(update={"database_url": url})
    opened = ready(settings)
    yield opened
    opened.close()


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
