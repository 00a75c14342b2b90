"""No mail address costs an enquiry: refused where it is typed, survived where it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.leads import notify
from fairwind.leads.enquiry import Enquiry
from fairwind.leads.tables import leads, sla_clocks
from fairwind.leads.take import take
from fairwind.offers.faults import SettingsFault, StoreFault
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.mail_words import words
from fairwind.store.outbox import deliver
from fairwind.store.settings import Settings, load_settings
from fairwind.store.tables import outbox, users
from fairwind.store.users import MANAGER, account_of, create_user, invite_user

from .desk import at, hire

PASSWORD = "correct horse battery"


def hot(anna: Enquiry) -> Enquiry:
    return replace(anna, kind="call_me")


def readers(conn: sa.Connection) -> set[str]:
    mails = conn.execute(sa.select(outbox.c.message)).scalars()
    return {one for mail in mails for one in words(mail).to}


def test_a_colleagues_odd_address_costs_no_enquiry_and_the_agency_is_told_instead(
    both: Database, settings: Settings, clock: FixedClock, anna: Enquiry
) -> None:
    with both.write() as conn:
        number = hire(conn, "jozsef")
        odd = {"email": "józsef@example.com"}
        conn.execute(users.update().where(users.c.id == number).values(odd))
    receipt = take(both, settings, clock, hot(anna))
    with both.read() as conn:
        kept = conn.execute(sa.select(leads)).one()
        assert (kept.reference, kept.owner_id, kept.temperature) == (
            receipt.reference, number, "hot",
        )  # fmt: skip
        assert readers(conn) == {"office@example.com", "anna@example.com"}
        assert conn.scalar(sa.select(sa.func.count()).where(outbox.c.kind == notify.KIND)) == 1
    assert deliver(both, settings, clock).waiting == 0


@pytest.mark.parametrize("mail", ["hot_lead", "enquiry_mail", "confirmation_mail"])
def test_a_mail_that_cannot_be_written_leaves_the_lead_its_owner_and_its_clock(
    both: Database,
    settings: Settings,
    clock: FixedClock,
    anna: Enquiry,
    mail: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: Any) -> None:
        "é".encode("ascii")

    monkeypatch.setattr(
        f"fairwind.leads.{'notify' if mail == 'hot_lead' else 'mail'}.{mail}", fails
    )
    with both.write() as conn:
        number = hire(conn, "anna")
    take(both, settings, clock, hot(anna))
    with both.read() as conn:
        assert conn.scalar(sa.select(leads.c.owner_id)) == number
        assert conn.scalar(sa.select(sa.func.count()).select_from(sla_clocks)) == 1


def test_a_login_has_an_address_that_mail_servers_take(database: Database) -> None:
    with database.write() as conn:
        for make in (
            lambda email: create_user(conn, email, "", MANAGER, PASSWORD, at("01 09:00")),
            lambda email: invite_user(conn, email, "", MANAGER, at("01 09:00")),
        ):
            with pytest.raises(StoreFault, match="plain letters only, without accents"):
                make("józsef@example.com")
        user = create_user(conn, "Eva@Müller.example.com", "", MANAGER, PASSWORD, at("01 09:00"))
        assert user.email == "eva@xn--mller-kva.example.com"
        for typed in ("eva@müller.example.com", " EVA@xn--mller-kva.example.com"):
            found = account_of(conn, typed)
            assert found
            assert found.user == user


@pytest.mark.parametrize("name", ["agency_mail", "sender", "team_lead_mail", "director_mail"])
def test_the_settings_take_no_address_that_breaks_mails(tmp_path: Any, name: str) -> None:
    with pytest.raises(SettingsFault, match="plain letters only"):
        load_settings(home=tmp_path, **{name: "józsef@example.com"})
    fine: Any = load_settings(home=tmp_path, **{name: "iroda@müller.example.com"})
    assert getattr(fine, name) == "iroda@xn--mller-kva.example.com"
