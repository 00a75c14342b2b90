"""The newsletter: asked for, confirmed from the mailbox, ended by one click, never disclosed."""

from __future__ import annotations

import datetime as dt
import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import sqlalchemy as sa

from fairwind.leads import consent, newsletter, people, suppression
from fairwind.leads.tables import consents, links, persons, subscriptions
from fairwind.leads.visitor_words import VISITOR_WORDS, visitor_words
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database
from fairwind.store.settings import Settings
from fairwind.store.tables import buckets, outbox

ANNA = "anna@example.com"
TEXT = "I would like to get the newsletter of Kék Horizont by e-mail."
DAY = dt.timedelta(days=1)


def mails(conn: sa.Connection) -> list[EmailMessage]:
    rows = conn.scalars(sa.select(outbox.c.message).order_by(outbox.c.id))
    return [message_from_bytes(row, policy=policy.default) for row in rows]


def body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def token_in(mail: EmailMessage) -> str:
    found = re.search(r"/newsletter/confirm/(\S+)", body(mail))
    assert found
    return found[1]


def asked(
    conn: sa.Connection, settings: Settings, now: dt.datetime, email: str = ANNA, lang: str = "hu"
) -> None:
    newsletter.ask(conn, settings, email, lang, TEXT, "192.0.2.1", now)


def confirmed(conn: sa.Connection, settings: Settings, now: dt.datetime) -> None:
    asked(conn, settings, now)
    assert newsletter.confirm(conn, settings, token_in(mails(conn)[-1]), now)


def test_it_comes_after_the_mailbox_has_confirmed_it(
    both: Database, settings: Settings, clock: FixedClock
) -> None:
    now, later = clock.now(), clock.now() + DAY
    with both.write() as conn:
        asked(conn, settings, now)
        assert not newsletter.may_send(conn, settings, ANNA)
        (mail,) = mails(conn)
        assert (mail["To"], mail["Content-Language"]) == (ANNA, "hu")
        token = token_in(mail)
        kept = newsletter.confirm(conn, settings, token, later)
        assert kept is not None
        assert (kept.state, kept.confirmed_at, kept.text) == ("confirmed", later, TEXT)
        assert newsletter.may_send(conn, settings, ANNA)
        assert newsletter.confirm(conn, settings, token, later) is None
        assert kept.person_id is not None
        (line,) = consent.ledger(conn, kept.person_id)
    assert (line.purpose, line.granted, line.text, line.at) == (
        "marketing_email",
        True,
        TEXT,
        later,
    )
    assert line.proof == f"link newsletter {now:%Y-%m-%dT%H:%M:%SZ}"
    assert line.text_version == consent.version_of(TEXT)


def test_asking_alone_makes_no_person_and_no_consent(
    both: Database, settings: Settings, clock: FixedClock
) -> None:
    with both.write() as conn:
        asked(conn, settings, clock.now())
        for table in (persons, consents):
            assert conn.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_a_link_of_last_week_confirms_nothing(
    both: Database, settings: Settings, clock: FixedClock
) -> None:
    with both.write() as conn:
        asked(conn, settings, clock.now())
        token = token_in(mails(conn)[0])
        assert newsletter.confirm(conn, settings, token, clock.now() + 7 * DAY) is None
        assert not newsletter.may_send(conn, settings, ANNA)


def test_a_confirmed_address_is_the_person_who_asked_before(
    both: Database, settings: Settings, clock: FixedClock
) -> None:
    with both.write() as conn:
        known = people.attach(conn, "Kovács Anna", "", ANNA, "hu", clock.now())
        confirmed(conn, settings, clock.now())
        kept = newsletter.subscription(conn, ANNA)
        assert kept is not None
        assert kept.person_id == known.person_id


def test_one_click_ends_it_and_the_list_remembers(
    both: Database, settings: Settings, clock: FixedClock
) -> None:
    now = clock.now()
    with both.write() as conn:
        confirmed(conn, settings, now)
        kept = newsletter.subscription(conn, ANNA)
        assert kept is not None
        token = newsletter.leaving(settings, kept)
        assert newsletter.left(conn, settings, token) == kept
        assert newsletter.left(conn, settings, token + "x") is None
        assert newsletter.end(conn, settings, ANNA, "one click", now + DAY)
        assert not newsletter.end(conn, settings, ANNA, "one click", now + DAY)
        assert not newsletter.may_send(conn, settings, ANNA)
        assert suppression.suppressed(conn, settings, ANNA, "email") == "unsubscribed"
        assert kept.person_id is not None
        assert not consent.granted(conn, kept.person_id, "marketing_email")
        assert [line.granted for line in consent.ledger(conn, kept.person_id)] == [True, False]


def test_who_left_may_come_back_by_confirming_anew(
    both: Database, settings: Settings, clock: FixedClock
) -> None:
    now = clock.now()
    with both.write() as conn:
        confirmed(conn, settings, now)
        newsletter.end(conn, settings, ANNA, "page", now)
        asked(conn, settings, now + DAY)
        assert not newsletter.may_send(conn, settings, ANNA)
        assert newsletter.confirm(conn, settings, token_in(mails(conn)[-1]), now + DAY)
        assert newsletter.may_send(conn, settings, ANNA)


@pytest.mark.parametrize("reason", ["bounced", "complaint", "manual"])
def test_whoever_must_not_be_written_to_is_not(
    both: Database, settings: Settings, clock: FixedClock, reason: str
) -> None:
    with both.write() as conn:
        confirmed(conn, settings, clock.now())
        suppression.suppress(conn, settings, ANNA, "email", reason, clock.now())
        assert not newsletter.may_send(conn, settings, ANNA)
        before = len(mails(conn))
        asked(conn, settings, clock.now() + DAY)
        assert len(mails(conn)) == before


def test_a_consent_withdrawn_anywhere_holds(
    both: Database, settings: Settings, clock: FixedClock
) -> None:
    now = clock.now()
    with both.write() as conn:
        confirmed(conn, settings, now)
        kept = newsletter.subscription(conn, ANNA)
        assert kept is not None
        assert kept.person_id is not None
        consent.record(conn, kept.person_id, "marketing_email", False, "", "office", "call", now)
        assert not newsletter.may_send(conn, settings, ANNA)


def test_three_a_day_go_to_a_mailbox_and_the_limit_keeps_no_address(
    both: Database, settings: Settings, clock: FixedClock
) -> None:
    with both.write() as conn:
        for _ in range(6):
            asked(conn, settings, clock.now())
        assert len(mails(conn)) == 3
        keys = list(conn.scalars(sa.select(buckets.c.key)))
        assert keys
        assert not [key for key in keys if "anna" in key or "192.0.2" in key]
        asked(conn, settings, clock.now() + DAY)
        assert len(mails(conn)) == 4


def test_a_new_a_known_and_a_former_address_get_the_same(
    both: Database, settings: Settings, clock: FixedClock
) -> None:
    now = clock.now()
    with both.write() as conn:
        confirmed(conn, settings, now)
        asked(conn, settings, now)
        newsletter.end(conn, settings, ANNA, "page", now)
        asked(conn, settings, now)
        asked(conn, settings, now, "new@example.com")
        said = [re.sub(r"confirm/\S+", "", body(mail)) for mail in mails(conn)]
    assert len(said) == 4
    assert len(set(said)) == 1


def test_a_lost_link_is_mailed_to_subscribers_only(
    both: Database, settings: Settings, clock: FixedClock
) -> None:
    with both.write() as conn:
        newsletter.mail_leaving(conn, settings, ANNA, "192.0.2.1", clock.now())
        assert mails(conn) == []
        asked(conn, settings, clock.now())
        newsletter.mail_leaving(conn, settings, ANNA, "192.0.2.1", clock.now() + DAY)
        mail = mails(conn)[-1]
    found = re.search(r"/unsubscribe/(\S+)", body(mail))
    assert found
    assert mail["List-Unsubscribe"].strip() == f"<http://127.0.0.1:8000/unsubscribe/{found[1]}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_neither_the_rows_nor_the_causes_hold_a_token(
    both: Database, settings: Settings, clock: FixedClock
) -> None:
    with both.write() as conn:
        asked(conn, settings, clock.now())
        token = token_in(mails(conn)[0])
        rows = [
            *(str(tuple(row)) for row in conn.execute(sa.select(links))),
            *(str(tuple(row)) for row in conn.execute(sa.select(subscriptions))),
            *conn.scalars(sa.select(outbox.c.cause)),
        ]
    assert not [row for row in rows if token in row]


@pytest.mark.parametrize("language", sorted(VISITOR_WORDS))
def test_every_mail_has_its_words_in_every_language(
    database: Database, settings: Settings, clock: FixedClock, language: str
) -> None:
    hostile = settings.model_copy(update={"agency_name": "Evil\r\nBcc: x@y.z <b>"})
    with database.write() as conn:
        asked(conn, hostile, clock.now(), lang=language)
        (mail,) = mails(conn)
    assert "Bcc" not in mail
    assert visitor_words(language).newsletter.link in body(mail)
    html = mail.get_body(("html",))
    assert html is not None
    assert "<b>" not in html.get_content()
