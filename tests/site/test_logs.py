"""Logs: an error tells where it happened, and never what somebody typed or asked."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
import structlog

from fairwind.leads.tables import persons
from fairwind.offers.faults import StoreFault
from fairwind.site.enquiry import routes
from fairwind.store import logs

TYPED = {"name": "Kovács Anna", "phone": "+36301234567", "email": "anna@example.com"}
SECRETS = (*TYPED.values(), "Is there a lift?", "301234567")


def silent(said: str) -> bool:
    return not [one for one in SECRETS if one in said]


def send(site: Any, lagoon: str) -> Any:
    form = site.form(lagoon)
    site.clock.wait(60)
    return site.send(form, message="Is there a lift?", **TYPED)


def test_an_unexpected_error_is_logged_by_its_kind_and_place_alone(
    lead_site: Any,
    lagoon: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def broken(*given: Any) -> Any:
        raise ValueError(f"cannot take {given[3].name}")

    monkeypatch.setattr(routes, "take", broken)
    assert send(lead_site, lagoon).status_code == 500
    said = "".join(capfd.readouterr())
    assert "unexpected" in said
    assert "ValueError" in said
    assert "fairwind.site.enquiry.routes" in said
    assert silent(said)


def test_a_database_that_fails_quotes_no_values(
    lead_site: Any, lagoon: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with lead_site.database.write() as conn:
        conn.exec_driver_sql("DROP TABLE lead_events")
    answer = send(lead_site, lagoon)
    assert answer.status_code in (303, 503)
    assert silent("".join(capfd.readouterr()))


def test_a_row_that_is_refused_is_named_without_its_values(lead_site: Any) -> None:
    row = {"id": 1, "name": "Kovács Anna", "name_key": "anna"}
    with (
        pytest.raises((sa.exc.IntegrityError, StoreFault)) as caught,
        lead_site.database.write() as c,
    ):
        c.execute(persons.insert().values(row))
    assert silent(str(caught.value))


def test_an_error_with_causes_names_each_kind(capfd: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    try:
        try:
            raise KeyError("Kovács Anna")
        except KeyError as error:
            raise RuntimeError("of Kovács Anna") from error
    except RuntimeError:
        structlog.get_logger().exception("broken", lead="KH-1")
    said = "".join(capfd.readouterr())
    assert "RuntimeError < KeyError" in said
    assert "KH-1" in said
    assert silent(said)
