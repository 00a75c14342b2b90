"""A small question, of a lift in a two-star hotel: answered within a working day, by the centre."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from fairwind.leads import members, routing
from fairwind.leads.tables import assignments, leads, sla_clocks
from fairwind.site.app import create_app
from fairwind.store.database import Database
from fairwind.store.settings import Settings
from fairwind.store.users import MANAGER, Role

from .conftest import LeadSite, a_lead_site, a_stay, an_offer

PARTY = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"


@pytest.fixture
def modest(
    lead_site: LeadSite,
    make_home: Callable[..., Path],
    tmp_path: Path,
    ready: Callable[[Settings], Database],
) -> Iterator[LeadSite]:
    """The site where a two-star hotel stands among dearer ones, and both teams are at work."""
    stays = [("Kis Panzió", 4, 90_000)] + [(f"Dearer {n}", 7, 150_000 + n) for n in range(6)]
    offers = [
        an_offer(n, "aegean", a_stay(name, "GR", "Crete", "Malia", stars), minor)
        for n, (name, stars, minor) in enumerate(stays)
    ]
    home = make_home({"aegean": offers})
    own = {"home": home, "working_hours": "Mon-Fri 09:00-18:00"}
    app = create_app(lead_site.settings.model_copy(update=own), lead_site.clock)
    with a_lead_site(app, tmp_path / "modest", ready) as site:
        for email, team in (
            ("anna@example.com", "priority"),
            ("cecil@example.com", "contact_centre"),
        ):
            user = site.user(email, {Role.PROSPECTOR} if team == "contact_centre" else MANAGER)
            with site.database.write() as conn:
                members.set_member(conn, user.id, team=team)  # type: ignore[arg-type]
        yield site


def test_a_question_of_a_lift_is_promised_in_a_working_day_and_leaves_the_priority_team_free(
    modest: LeadSite,
) -> None:
    found = modest.client.get(f"/en/trips.json?{PARTY}&q=Kis+Panzió").json()["stays"]
    form = modest.client.get(f"/en/ask?trip={found[0]['id']}&{PARTY}").text
    answered = "answers you by Mon 8 June, 10:14 at the latest."
    assert answered in form
    modest.clock.wait(60)
    sent = modest.send(modest.filled_in(form), kind="question", message="Is there a lift?")
    assert sent.status_code == 303, sent.text
    assert answered in modest.client.get(sent.headers["location"]).text
    with modest.database.read() as conn:
        lead = conn.execute(sa.select(leads)).one()
        given = conn.execute(sa.select(assignments)).one()
        due = conn.scalar(sa.select(sla_clocks.c.due_at))
        open_with = {
            one.member.team: one.open
            for one in routing.standings(conn, modest.settings, modest.clock.now())
        }
    assert (lead.temperature, lead.predicted, lead.team) == ("warm", False, "contact_centre")
    assert (given.rule, due) == ("question", lead.promised_to)
    assert open_with == {"priority": 0, "contact_centre": 1}
