"""After an enquiry the one price is asked for again: by the site, else by the next tick, once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from fairwind.catalog.price_checks import Cause, State, of_lead
from fairwind.catalog.tables import price_checks
from fairwind.crawlers.recheck import ask_for_lead, ask_for_leads
from fairwind.leads.tables import leads
from fairwind.store.database import Database
from fairwind.store.settings import Settings
from fairwind.store.tables import users
from fairwind.store.users import OWNER

from .conftest import LeadSite
from .office_people import DORA, log_in, token
from .sandboxed import Sandboxed, a_sandboxed_site, forget


@pytest.fixture(scope="module")
def sandboxed(
    tmp_path_factory: pytest.TempPathFactory, ready: Callable[[Settings], Database]
) -> Iterator[Sandboxed]:
    with a_sandboxed_site(tmp_path_factory.mktemp("sandboxed"), ready) as site:
        yield site


@pytest.fixture
def site(sandboxed: Sandboxed) -> Iterator[LeadSite]:
    """The site of the sandbox, of which nothing was asked before, with Anna's browser."""
    forget(sandboxed)
    with sandboxed.database.write() as conn:
        conn.execute(leads.update().values(practice=True))  # those of other tests wait for nothing
    base = sandboxed.settings.base_address
    with TestClient(sandboxed.app, base, follow_redirects=False) as client:
        clock, database = sandboxed.clock, sandboxed.database
        yield LeadSite(sandboxed.settings, clock, client, database, sandboxed.app)


def sent(site: LeadSite, sandboxed: Sandboxed, name: str, visitor: str) -> Any:
    """Anna's question about one story's offer; the page after sending it."""
    page = site.client.get(sandboxed.page(name)).text
    answer = site.send(
        site.filled_in(page) | {"name": visitor, "phone": "", "email": f"{visitor}@example.com"}
    )
    assert answer.status_code == 303, answer.text
    return site.client.get(answer.headers["location"].partition("#")[0])


def last_lead(site: LeadSite) -> sa.Row[Any]:
    with site.database.read() as conn:
        return conn.execute(sa.select(leads).order_by(leads.c.id.desc()).limit(1)).one()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("same", "Helios Club confirmed the price at 10:14."),
        ("fuel added", "Modrá Laguna said at 10:14: now "),
        ("sold out", "Helios Club said at 10:14: sold out."),
        ("silent", "Yuzhny Veter did not answer at 10:14; we ask again."),
        ("list only", "Adria Linie cannot be asked from here; we check the price for you."),
    ],
)
def test_the_page_after_sending_says_what_the_operator_answered(
    site: LeadSite, sandboxed: Sandboxed, name: str, said: str
) -> None:
    assert said in sent(site, sandboxed, name, name.replace(" ", "")).text
    with site.database.read() as conn:
        check = of_lead(conn, last_lead(site).id)
    assert check is not None
    assert check.cause is Cause.ENQUIRY
    assert check.shown is not None


def test_the_lead_page_shows_both_prices_and_a_manager_may_ask_again(
    site: LeadSite, sandboxed: Sandboxed
) -> None:
    sent(site, sandboxed, "fuel added", "petrov")
    reference = last_lead(site).reference
    if not _has_users(site):
        site.user(DORA, OWNER)
    log_in(site, DORA)
    page = site.client.get(f"/office/leads/{reference}").text
    assert "(checked 10:14)" in page
    site.clock.wait(180)
    asked = len(sandboxed.operators["modra_laguna"].asked)
    form = {"token": token(page)}
    answer = site.client.post(f"/office/leads/{reference}/ask-price", data=form)
    assert answer.headers["location"] == f"/office/leads/{reference}#price"
    assert len(sandboxed.operators["modra_laguna"].asked) == asked + 1
    assert "(checked 10:17)" in site.client.get(f"/office/leads/{reference}").text
    site.clock.wait(-180)


def _has_users(site: LeadSite) -> bool:
    with site.database.read() as conn:
        return conn.execute(sa.select(users.c.id).limit(1)).first() is not None


def test_what_a_killed_process_left_is_asked_by_the_next_tick_and_only_once(
    site: LeadSite, sandboxed: Sandboxed
) -> None:
    sent(site, sandboxed, "same", "kovacs")
    lead = last_lead(site)
    with site.database.write() as conn:  # as a killed site leaves it: asked, never answered
        conn.execute(price_checks.update().values(state="asking", verified_minor=None))
    operator = sandboxed.operators["helios_club"]
    operator.asked.clear()
    assert ask_for_leads(site.settings, site.clock, site.database) == ()
    site.clock.wait(61)
    (check,) = ask_for_leads(site.settings, site.clock, site.database)
    assert (check.lead_id, check.state) == (lead.id, State.CONFIRMED)
    assert ask_for_leads(site.settings, site.clock, site.database) == ()
    assert len(operator.asked) == 1
    with site.database.read() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(price_checks)) == 1
    site.clock.wait(-61)


@pytest.fixture
def lead_site(on_each_engine: LeadSite) -> LeadSite:
    return on_each_engine


def test_two_processes_ask_for_one_lead_once(lead_site: LeadSite, lagoon: str) -> None:
    lead_site.send(lead_site.form(lagoon))
    reference = last_lead(lead_site).reference
    with lead_site.database.write() as conn:
        conn.execute(price_checks.delete())
    found: list[Any] = []

    def ask() -> None:
        found.append(
            ask_for_lead(lead_site.settings, lead_site.clock, lead_site.database, reference)
        )

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (check,) = [one for one in found if one]
    assert check.reason == "not_listed"  # this home has no generation of its own
    with lead_site.database.read() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(price_checks)) == 1
