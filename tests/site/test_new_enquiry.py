"""A new enquiry in one line: read, looked at, kept; nothing is invented."""

from __future__ import annotations

import html
from typing import Any

import pytest

from fairwind.leads.enquiry_line import Said, read_line
from fairwind.leads.lead_card import LeadCard, card
from fairwind.store.users import MANAGER

from .office_people import CLARA, log_in, send

LINE = "06 30 111 2233, Kovács Anna, Crete in July, 2 adults, children 4 and 11, up to €3,000"
WISH = "Crete in July, 2 adults, children 4 and 11, up to €3,000"
TYPED = {"phone": "06 30 111 2233", "name": "Kovács Anna", "wish": WISH, "kind": "phone"}


@pytest.fixture
def clara(lead_site: Any) -> Any:
    lead_site.user(CLARA, MANAGER)
    assert log_in(lead_site, CLARA).status_code == 303
    return lead_site


def kept(site: Any, **typed: str) -> LeadCard:
    answer = send(site, "/office/new", key="one", **{**TYPED, **typed})
    assert answer.status_code == 303, answer.text
    with site.database.read() as conn:
        found = card(conn, answer.headers["location"].rpartition("/")[2])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (LINE, Said("06 30 111 2233", "", "Kovács Anna", WISH)),
        ("Kovács Anna 06301112233 Kréta", Said("06301112233", "", "Kovács Anna", "Kréta")),
        ("anna@example.com; Anna; Crete", Said("", "anna@example.com", "Anna", "Crete")),
        ("06 30 111 2233 Kovács Anna Crete", Said("06 30 111 2233", "", "Kovács Anna", "Crete")),
        ("+36301112233", Said("+36301112233")),
        ("4-11 July, 2 adults", Said(wish="4-11 July, 2 adults")),
        ("", Said()),
    ],
)
def test_a_line_is_taken_apart(line: str, said: Said) -> None:
    assert read_line(line, "HU") == said


def test_the_line_is_shown_as_the_site_understands_it_before_it_is_kept(clara: Any) -> None:
    page = html.unescape(send(clara, "/office/new/read", line=LINE).text)
    for said in ('value="Kovács Anna"', "July 2026", "2 adults, children 4 and 11", "up to €3,000"):
        assert said in page, said
    assert clara.leads() == ()


def test_a_kept_line_is_a_lead_with_who_typed_it_on_it(clara: Any) -> None:
    one = kept(clara)
    assert (one.kind, one.channel, one.phone) == ("phone", "phone", "+36301112233")
    assert one.party is not None
    assert one.party.child_ages == (4, 11)
    assert dict(one.query)["price_max"] == "3000"
    assert one.claimed_by == CLARA
    assert not one.practice


def test_a_known_number_opens_the_clients_card(clara: Any) -> None:
    one = kept(clara)
    page = send(clara, "/office/new/read", line="06 30 111 2233, Bulgaria").text
    assert f'href="/office/clients/{one.person_id}"' in page


def test_who_told_them_makes_it_word_of_mouth(clara: Any) -> None:
    one = kept(clara, told="my neighbour", kind="walk_in", practice="yes")
    assert (one.kind, one.channel, one.practice) == ("walk_in", "word_of_mouth", True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"phone": ""}, "telephone number or an e-mail"),
        ({"phone": "12"}, "No telephone has the number"),
        ({"name": ""}, "Please tell us your name"),
        ({"wish": "Crete, halal food"}, "Please leave out health and belief"),
    ],
)
def test_what_will_not_do_is_said_and_nothing_is_kept(
    clara: Any, typed: dict[str, str], said: str
) -> None:
    answer = send(clara, "/office/new", key="one", **{**TYPED, **typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert clara.leads() == ()


def test_the_same_form_twice_is_one_lead(clara: Any) -> None:
    assert kept(clara).reference == kept(clara).reference
    assert len(clara.leads()) == 1
