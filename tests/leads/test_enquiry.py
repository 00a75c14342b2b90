"""What a visitor typed: kept as meant, or a fault that names the field."""

from __future__ import annotations

import pytest

from fairwind.leads.enquiry import Around, Enquiry, check
from fairwind.leads.reference import initials, reference_of, spooled_reference

AROUND = Around("hu", "HU", "form-1", "I agree.")
TYPED = {"name": "Kovács Anna", "phone": "06 30 111 2233", "consent": "yes"}


def good(**typed: str) -> Enquiry:
    found = check({**TYPED, **typed}, AROUND)
    assert isinstance(found, Enquiry), found
    return found


def faults(**typed: str) -> dict[str, str]:
    found = check({**TYPED, **typed}, AROUND)
    assert not isinstance(found, Enquiry)
    return found


def test_a_telephone_number_is_read_as_one_of_the_agencys_country() -> None:
    assert good().phone == "+36301112233"
    assert good(phone="+359 88 812 3456").phone == "+359888123456"


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"name": "  "}, "name", "name_missing"),
        ({"name": "x" * 201}, "name", "name_long"),
        ({"phone": ""}, "phone", "contact_missing"),
        ({"phone": "call me"}, "phone", "phone_unreadable"),
        ({"phone": "12345"}, "phone", "phone_impossible"),
        ({"phone": "+36 30 111 22334455"}, "phone", "phone_impossible"),
        ({"email": "anna@"}, "email", "email_unreadable"),
        ({"email": "anna@example.com\r\nBcc: x@example.com"}, "email", "email_unreadable"),
        ({"message": "x" * 4001}, "message", "message_long"),
        ({"when": "x" * 201}, "when", "when_long"),
        ({"consent": ""}, "consent", "consent_missing"),
        ({"phone": "", "email": "a@example.com", "kind": "call_me"}, "phone", "phone_missing"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(typed: dict[str, str], field: str, code: str) -> None:
    assert faults(**typed) == {field: code}


def test_one_way_to_reach_the_visitor_is_enough() -> None:
    assert good(phone="", email="Anna@Example.com").email == "anna@example.com"


def test_all_faults_are_told_at_once() -> None:
    assert set(faults(name="", phone="1", email="@", consent="")) == {
        "name",
        "phone",
        "email",
        "consent",
    }


def test_line_breaks_and_invisible_characters_do_not_pass_the_name() -> None:
    assert good(name="Anna\r\nBcc: all@example.com\u202e\x00").name == "Anna Bcc: all@example.com"
    assert good(name="<script>alert(1)</script>").name == "<script>alert(1)</script>"


def test_a_message_keeps_its_lines() -> None:
    assert good(message="one\r\ntwo\x00\r\n\r\nthree ").message == "one\ntwo\n\nthree"


def test_the_same_form_sent_again_is_the_same_enquiry_and_a_changed_one_is_not() -> None:
    assert good().idempotency_key == good().idempotency_key
    assert good().idempotency_key != good(message="And the club?").idempotency_key


def test_the_consent_is_known_by_its_wording() -> None:
    other = check(TYPED, Around("hu", "HU", "form-1", "I agree to more."))
    assert isinstance(other, Enquiry)
    assert other.consent_version != good().consent_version
    assert len(good().consent_version) == 16


def test_a_reference_bears_the_agencys_initials() -> None:
    assert reference_of("Kék Horizont Utazási Iroda", 1607) == "KH-2607"
    assert initials("Ékes") == "E"
    assert initials("Синева") == "Q"
    assert spooled_reference("Kék Horizont", "a") != spooled_reference("Kék Horizont", "b")
