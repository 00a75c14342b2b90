"""The page of needs: apart, by explicit consent alone, sealed, and never anywhere else."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from fairwind.leads import consent, links, needs, people
from fairwind.leads.needs_invitation import invite
from fairwind.leads.tables import bookings, consents, leads
from fairwind.leads.tables import needs as needs_table
from fairwind.store.tables import audit, outbox

from .test_needs_stay_here import offered

DAY = 24 * 3600
WORDS = "halal food, wheelchair"
BOTH = {"use_for_trip": "yes", "remember_next_time": "yes"}


@pytest.fixture
def anna(lead_site: Any) -> tuple[Any, str, int]:
    """Anna's page of needs: the site, its path, her id."""
    now = lead_site.clock.now()
    with lead_site.database.write() as conn:
        person = people.attach(conn, "Kovács Anna", "", "anna@example.com", "hu", now).person_id
        token = links.make(conn, "needs", person, "", now)
    return lead_site, f"/en/needs/{token}", person


def masked(site: Any, person: int) -> tuple[needs.Masked, ...]:
    with site.database.read() as conn:
        return needs.masked(conn, person, site.clock.now())


def test_a_need_is_kept_sealed_under_an_explicit_consent(anna: tuple[Any, str, int]) -> None:
    site, path, person = anna
    kept = site.client.post(path, data={"dietary": WORDS, "use_for_trip": "yes"})
    assert "It is kept, locked." in kept.text
    assert WORDS not in kept.text
    (one,) = masked(site, person)
    with site.database.read() as conn:
        (line,) = consent.ledger(conn, person)
        ((_, text),) = needs.own(conn, site.settings, person, site.clock.now())
    assert (text, one.kind) == (WORDS, "dietary")
    assert (line.purpose, line.granted, line.source) == ("use_for_trip", True, "needs")
    assert line.text.startswith("I explicitly agree that Kék Horizont uses")
    assert line.proof.startswith("link needs ")


def test_no_consent_is_ticked_before_and_each_has_its_own(anna: tuple[Any, str, int]) -> None:
    site, path, person = anna
    page = site.client.get(path).text
    assert " checked" not in page
    for purpose in ("use_for_trip", "share_with_operator", "remember_next_time"):
        assert f'name="{purpose}"' in page
    assert "30 days after my return" in page
    site.client.post(path, data={"mobility": "steps", **BOTH})
    with site.database.read() as conn:
        allowed = {purpose for purpose, _ in consent.current(conn, person)}
    assert allowed == {"use_for_trip", "remember_next_time"}


@pytest.mark.parametrize("ticked", [{}, {"share_with_operator": "yes"}, {"use_for_trip": "no"}])
def test_without_consent_nothing_is_kept_and_it_says_why(
    anna: tuple[Any, str, int], ticked: dict[str, str]
) -> None:
    site, path, person = anna
    refused = site.client.post(path, data={"health": WORDS, **ticked})
    assert refused.status_code == 422
    assert "without your agreement we keep nothing of this" in refused.text
    assert WORDS in refused.text  # what was typed is not lost
    assert masked(site, person) == ()
    with site.database.read() as conn:
        assert consent.ledger(conn, person) == ()


def test_the_trip_goes_on_without_telling_anything(anna: tuple[Any, str, int]) -> None:
    site, path, person = anna
    page = site.client.post(path, data={"dietary": " ", "use_for_trip": "yes"})
    assert page.status_code == 200
    assert "Your trip goes on without it." in page.text
    with site.database.read() as conn:
        assert consent.ledger(conn, person) == ()
    assert "Go on without telling anything" in page.text


def test_it_ends_30_days_after_the_return(anna: tuple[Any, str, int]) -> None:
    site, _, person = anna
    now = site.clock.now()
    with site.database.write() as conn:
        trip = {"number": "B-7", "operator": "Sun Tours", "product": "Lagoon", "status": "booked"}
        days = {"departure": now.date().replace(day=10), "return": now.date().replace(day=20)}
        conn.execute(bookings.insert().values(person_id=person, child_ages=[], **trip, **days))
        token = links.make(conn, "needs", person, "B-7", now)
    site.client.post(f"/en/needs/{token}", data={"dietary": "nuts", "use_for_trip": "yes"})
    (one,) = masked(site, person)
    assert (one.trip, one.expires_at.date().isoformat()) == ("B-7", "2026-07-20")
    site.clock.wait(46 * DAY)
    assert masked(site, person) == ()


def test_it_is_shown_by_post_and_taken_back(anna: tuple[Any, str, int]) -> None:
    site, path, person = anna
    site.client.post(path, data={"health": WORDS, "use_for_trip": "yes"})
    assert WORDS not in site.client.get(path).text
    assert WORDS in site.client.post(f"{path}/show", data={"a": "b"}).text
    (one,) = masked(site, person)
    assert site.client.post(f"{path}/remove", data={"need": "999"}).status_code == 404
    assert "It is deleted." in site.client.post(f"{path}/remove", data={"need": str(one.id)}).text
    assert masked(site, person) == ()


def test_a_dead_or_foreign_link_shows_and_keeps_nothing(anna: tuple[Any, str, int]) -> None:
    site, path, person = anna
    with site.database.write() as conn:
        other = links.make(conn, "centre", person, "", site.clock.now())
    typed = {"dietary": WORDS, "use_for_trip": "yes"}
    for dead in ("/en/needs/made-up", f"/en/needs/{other}"):
        assert site.client.get(dead).status_code == 410
        assert site.client.post(dead, data=typed).status_code == 410
        assert site.client.post(f"{dead}/show", data=typed).status_code == 410
    site.clock.wait(7 * DAY)
    assert site.client.post(path, data=typed).status_code == 410
    assert masked(site, person) == ()


def test_one_client_cannot_remove_anothers_need(anna: tuple[Any, str, int]) -> None:
    site, path, person = anna
    site.client.post(path, data={"health": WORDS, "use_for_trip": "yes"})
    (one,) = masked(site, person)
    with site.database.write() as conn:
        now = site.clock.now()
        bela = people.attach(conn, "Nagy Béla", "", "bela@example.com", "hu", now).person_id
        token = links.make(conn, "needs", bela, "", now)
    answer = site.client.post(f"/en/needs/{token}/remove", data={"need": str(one.id)})
    assert answer.status_code == 404
    assert WORDS not in site.client.post(f"/en/needs/{token}/show", data={"a": "b"}).text
    assert len(masked(site, person)) == 1


def test_the_mail_that_invites_says_nothing_of_needs(anna: tuple[Any, str, int]) -> None:
    site, _, person = anna
    with site.database.write() as conn:
        invite(conn, site.settings, person, "anna@example.com", "en", "B-7", site.clock.now())
        mail = bytes(conn.execute(sa.select(outbox.c.message)).scalar_one())
    assert b"To: anna@example.com" in mail
    assert b"B-7" not in mail


def test_the_words_stand_sealed_in_the_database_and_nowhere_else(
    anna: tuple[Any, str, int],
    lagoon: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    site, path, _ = anna
    caplog.set_level(logging.DEBUG)
    for kind in ("dietary", "health", "mobility", "religious_practice"):
        site.client.post(path, data={kind: f"{WORDS} {kind}x", "use_for_trip": "yes"})
    site.client.post(path, data={"dietary": WORDS})  # refused
    site.client.post(f"{path}/show", data={"a": "b"})
    said = capfd.readouterr()
    logged = "".join(r.getMessage() for r in caplog.records if r.name != "httpx")
    texts = [said.out, said.err, logged]
    with site.database.read() as conn:
        for table in (leads, consents, audit, outbox, needs_table):
            texts += [str(tuple(row)) for row in conn.execute(sa.select(table))]
    held = [
        path.read_bytes()
        for path in site.settings.home.rglob("*")
        if path.is_file() and not offered(path, site.settings.home)
    ]
    assert len(held) > 1
    for word in ("halal", "wheelchair"):
        assert not [text for text in texts if word in text]
        assert not [data for data in held if word.encode() in data]


def test_another_sites_form_keeps_nothing(anna: tuple[Any, str, int]) -> None:
    site, path, person = anna
    typed = {"dietary": WORDS, "use_for_trip": "yes"}
    stranger = TestClient(site.app, site.settings.base_address)
    answer = stranger.post(path, data=typed, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert masked(site, person) == ()
