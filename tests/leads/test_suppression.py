"""The list of those who are not to be written to: it knows nobody, and forgets nobody."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from fairwind.leads.suppression import release, suppress, suppressed
from fairwind.leads.tables import suppressions
from fairwind.offers.faults import StoreFault
from fairwind.store.database import Database
from fairwind.store.settings import Settings

NOW = dt.datetime(2026, 6, 5, 8, 0, tzinfo=dt.UTC)
MAIL = "anna@example.com"


def test_a_suppressed_address_is_known_however_it_is_written_and_no_other(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        suppress(conn, settings, MAIL, "email", "unsubscribed", NOW)
        suppress(conn, settings, MAIL, "email", "unsubscribed", NOW)
        assert suppressed(conn, settings, " Anna@Example.com", "email") == "unsubscribed"
        assert suppressed(conn, settings, "bela@example.com", "email") == ""
        assert suppressed(conn, settings, MAIL, "phone") == ""
        later = NOW + dt.timedelta(days=1)
        suppress(conn, settings, MAIL, "email", "erased", later)
        assert suppressed(conn, settings, MAIL, "email") == "erased"
        assert release(conn, settings, MAIL, "email", "erased")
        assert not release(conn, settings, MAIL, "email", "erased")
        assert suppressed(conn, settings, MAIL, "email") == "unsubscribed"


def test_the_list_holds_no_address_and_another_installations_key_reads_nothing(
    database: Database, settings: Settings
) -> None:
    other = settings.model_copy(update={"secret_key": type(settings.secret_key)("k" * 48)})
    with database.write() as conn:
        suppress(conn, settings, MAIL, "email", "manual", NOW)
        (row,) = conn.execute(sa.select(suppressions))
        assert suppressed(conn, other, MAIL, "email") == ""
    assert "anna" not in str(row)
    assert len(row.key) == 64


@pytest.mark.parametrize(("channel", "reason"), [("pigeon", "manual"), ("email", "mood")])
def test_a_channel_or_reason_there_is_not_is_refused(
    database: Database, settings: Settings, channel: str, reason: str
) -> None:
    with database.write() as conn, pytest.raises(StoreFault, match="no such channel"):
        suppress(conn, settings, MAIL, channel, reason, NOW)
