"""Anna's enquiry, the agency's settings, and each test's database on both engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fairwind.leads.enquiry import Enquiry
from fairwind.leads.offer_seen import OfferSeen, OtherSeen, PartSeen
from fairwind.offers import Money, Party
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.settings import Settings

FRIDAY = dt.datetime(2026, 6, 5, 8, 0, tzinfo=dt.UTC)  # 10:00 in Budapest

SEEN = OfferSeen(
    key="0123456789abcdef",
    product_id="p000000001",
    product="Lagoon Village",
    place="Hersonissos, Crete",
    operator="Sun Tours",
    date=dt.date(2026, 7, 4),
    nights="7",
    board="All inclusive",
    room="Family room",
    party=Party(2, (4, 11)),
    total=Money(253_600, "EUR"),
    parts=(PartSeen("package", "€2,386", "stated"), PartSeen("fuel", "€80", "stated")),
    others=(OtherSeen("Aegean Holidays", Money(259_000, "EUR")),),
    checked_at=dt.datetime(2026, 6, 5, 6, 0, tzinfo=dt.UTC),
    page="/en/trip/lagoon-village-p000000001",
)
ANNA = Enquiry(
    name="Kovács Anna",
    phone="+36301112233",
    email="anna@example.com",
    when="after 5",
    message="Is the club open in July?\nThank you!",
    language="hu",
    party=Party(2, (4, 11)),
    query=(("to", "GR/crete"), ("depart_from", "2026-07-03")),
    offer=SEEN,
    kind="question",
    consent_text="I agree that you answer my question.",
    idempotency_key="form-1:content-1",
)


@pytest.fixture
def anna() -> Enquiry:
    return ANNA


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(FRIDAY)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        home=tmp_path / "home",
        agency_name="Kék Horizont",
        agency_mail="office@example.com",
        working_hours="Mon-Fri 09:00-18:00",
        mail_folder=tmp_path / "mail",
    )


@pytest.fixture
def database(settings: Settings, ready: Callable[[Settings], Database]) -> Iterator[Database]:
    opened = ready(settings)
    yield opened
    opened.close()
