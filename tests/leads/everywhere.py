"""A person who is everywhere: each table that may hold one, mails, files, beside others."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from email.message import EmailMessage

import sqlalchemy as sa

from fairwind.leads import needs, spool
from fairwind.leads import tables as t
from fairwind.leads.enquiry import Enquiry
from fairwind.leads.promise import Promise
from fairwind.store import outbox
from fairwind.store.settings import Settings
from fairwind.store.tables import users

NOW = dt.datetime(2026, 6, 5, 8, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
NAME, MAIL, PHONE = "Ördög Boglárka", "boglarka.ordog@example.com", "+36301112233"
TYPED_PHONE, DIET, WISH = "06 30 111-2233", "kóser", "tengerre néző szoba"
WORDS = (NAME, "Boglárka Ördög", MAIL, PHONE, TYPED_PHONE, "301112233", DIET, WISH)


def row(conn: sa.Connection, table: sa.Table, **values: object) -> int:
    made = conn.execute(table.insert().values(values).returning(*table.primary_key)).one()
    return made[0]  # type: ignore[no-any-return]


def a_person(conn: sa.Connection, name: str, mail: str, phone: str, at: dt.datetime = NOW) -> int:
    note = WISH if name == NAME else ""
    number = row(conn, t.persons, created_at=at, seen_at=at, name=name, language="hu", note=note)
    for kind, value in (("email", mail), ("phone", phone)):
        if value:
            row(conn, t.contacts, person_id=number, kind=kind, value=value, added_at=at)
    return number


def a_lead(conn: sa.Connection, person_id: int | None, reference: str, **more: object) -> int:
    said = {
        "reference": reference,
        "idempotency_key": f"form:{reference}",
        "created_at": NOW,
        "kind": "question",
        "state": "open",
        "name": NAME,
        "phone": PHONE,
        "email": MAIL,
        "call_when": "after 5",
        "message": f"{WISH}; {NAME}",
        "language": "hu",
        "child_ages": [4],
        "query": [["q", WISH]],
        "consent_text": "I agree.",
        "consent_version": "1",
        "review": "",
        "promised_from": NOW,
        "promised_to": NOW + HOUR,
        "claimed_by": "",
        "answered_by": "",
        "person_id": person_id,
        "visitor": "visitor-1",
        "wish": {"words": WISH},
        "offer": {"note": WISH},
    }
    return row(conn, t.leads, **(said | more))


def a_mail(to: str, subject: str, text: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Kék Horizont <office@example.com>"
    mail["To"] = to
    mail["Subject"] = subject
    mail.set_content(text)
    mail.add_alternative(f"<p>{text}</p>", subtype="html")
    return mail


def everywhere(conn: sa.Connection, settings: Settings) -> tuple[int, int]:
    """The person's id and that of their lead; a merged twin, colleagues and another client too."""
    me = a_person(conn, NAME, MAIL, PHONE)
    twin = a_person(conn, "Boglárka Ördög", "bogi@example.com", "")
    conn.execute(t.persons.update().where(t.persons.c.id == twin).values(merged_into_id=me))
    other = a_person(conn, "Nagy Béla", "bela@example.com", "+36209998877")
    lead = a_lead(conn, me, "KH-26-0001")
    others = a_lead(
        conn,
        other,
        "KH-26-0002",
        name="Nagy Béla",
        email="bela@example.com",
        phone="+36209998877",
        message=f"We travel with {NAME}, call {TYPED_PHONE}",
        query=[],
        wish=None,
        offer=None,
        visitor="visitor-2",
    )
    clara = row(
        conn,
        users,
        email="clara@example.com",
        name="Clara",
        roles=["closer"],
        password_hash="x",
        active=True,
        created_at=NOW,
    )
    _of_the_person(conn, settings, me, other, clara)
    _of_the_lead(conn, lead, others)
    _of_the_desk(conn, clara)
    _mails(conn)
    _files(settings)
    return me, lead


def _of_the_person(
    conn: sa.Connection, settings: Settings, me: int, other: int, clara: int
) -> None:
    row(conn, t.suggestions, person_id=me, other_id=other, why="name", at=NOW)
    row(conn, t.merges, kept_id=me, merged_id=other, at=NOW, actor="clara", before={"name": NAME})
    consent = row(
        conn,
        t.consents,
        person_id=me,
        purpose="use_for_trip",
        status="granted",
        text=f"I, {NAME}, agree",
        text_version="1",
        at=NOW,
        source="needs",
        proof=f"ticked by {MAIL}",
        trip="T1",
    )
    until = NOW + dt.timedelta(days=30)
    needs.keep(conn, settings, me, "dietary", DIET, "T1", consent, until, NOW)
    profile = {"interests": [WISH]}
    moments = {"started_at": NOW, "changed_at": NOW}
    row(conn, t.profiles, person_id=me, answers=profile, sources={}, **moments)
    row(
        conn,
        t.bookings,
        person_id=me,
        number="B-1",
        operator="Sun Tours",
        product="Lagoon Village",
        departure=NOW.date(),
        child_ages=[4],
        value=253_600,
        currency="EUR",
        status="travelled",
    )
    newsletter = {"language": "hu", "state": "confirmed", "text": "", "text_version": "1"}
    row(conn, t.subscriptions, email=MAIL, person_id=me, asked_at=NOW, **newsletter)
    link = {"created_at": NOW, "expires_at": NOW + HOUR}
    row(conn, t.links, token_hash="a", purpose="my_data", person_id=me, subject="", **link)
    row(conn, t.links, token_hash="b", purpose="newsletter", subject=MAIL, **link)


def _of_the_lead(conn: sa.Connection, lead: int, others: int) -> None:
    row(conn, t.lead_events, lead_id=lead, at=NOW, actor="", kind="came")
    for one, note in ((lead, WISH), (others, f"is the brother of {NAME}")):
        touch = {"kind": "call", "direction": "out", "actor": "clara", "outcome": "reached"}
        row(conn, t.touches, lead_id=one, at=NOW, note=note, **touch)
    for was, stage in (("", "captured"), ("captured", "contacted")):
        event = {"from_stage": was, "to_stage": stage, "actor": "clara", "facts": {"note": WISH}}
        row(conn, t.stage_events, lead_id=lead, at=NOW, **event)
    line = {"rule": "call", "part": "intent", "tenths": 300, "evidence": MAIL}
    row(conn, t.score_lines, lead_id=lead, place=1, **line)
    row(conn, t.score_doubts, lead_id=lead, rule="call", at=NOW, actor="clara", why=WISH)
    row(conn, t.visits, visitor="visitor-1", kind="compared", subject=WISH, at=NOW)
    clock = {"policy_version": "1", "started_at": NOW, "due_at": NOW}
    clock |= {"remind_at": NOW, "escalate_at": NOW}
    row(conn, t.sla_clocks, lead_id=lead, **clock)
    row(conn, t.attempt_plans, lead_id=lead, made=1, of=5, next_at=NOW)
    row(conn, t.stage_notes, lead_id=lead, fields={"motive": WISH}, at=NOW, actor="clara")
    row(conn, t.summaries, kind="missed", at=NOW, lead_ids=[lead, others])


def _of_the_desk(conn: sa.Connection, clara: int) -> None:
    rows = [{"name": NAME, "email": MAIL, "note": DIET}, {"name": "Nagy Béla", "note": "window"}]
    said = {"file": f"{NAME}.csv", "actor": "clara", "state": "done", "counts": {"rows": 2}}
    row(conn, t.imports, kind="clients", at=NOW, rows=rows, **said)
    fields = {"note": f"{DIET} {MAIL}", "to": MAIL}
    row(conn, t.drafts, user_id=clara, form="/office/leads/KH-26-0001", fields=fields, at=NOW)
    undo = {"actor": "clara", "what": "note", "after": {}}
    hers = {"persons": [{"id": 1, "note": DIET}]}
    others = {"persons": [{"id": 3, "note": f"cousin of {NAME}"}]}
    row(conn, t.undos, id="u1", at=NOW, before=hers, **undo)
    row(conn, t.undos, id="u2", at=NOW, before=others, **undo)


def _mails(conn: sa.Connection) -> None:
    """Sent to her, sent about her, waiting for her, and a summary that waits and names another."""
    put = [
        ("enquiry:KH-26-0001", "office@example.com", f"KH-26-0001: {NAME}", f"{WISH} {MAIL}"),
        ("answer:KH-26-0001", f"{NAME} <{MAIL}>", "We have your question", f"Kedves {NAME}!"),
        ("promo:1", MAIL, "Tengerpart", WISH),
        ("summary:1", "dora@example.com", f"Late: {NAME}, Nagy Béla", f"{NAME}\nNagy Béla\n"),
        ("enquiry:KH-26-0002", "office@example.com", "KH-26-0002: Nagy Béla", "A lift?"),
    ]
    for cause, to, subject, text in put:
        outbox.put(conn, "test", cause, a_mail(to, subject, text), NOW)


def _files(settings: Settings) -> None:
    question = Enquiry(
        name=NAME,
        phone=PHONE,
        email=MAIL,
        when="",
        message=DIET,
        language="hu",
        party=None,
        query=(),
        offer=None,
        kind="question",
        consent_text="",
        idempotency_key="s",
    )
    window = Promise(NOW, NOW + HOUR)
    spool.keep(settings.home, spool.Spooled("KH-S1", question, window, NOW))
    spool.keep(
        settings.home,
        spool.Spooled(
            "KH-S2",
            replace(
                question, name="Nagy Béla", phone="", email="bela@example.com", message="A lift?"
            ),
            window,
            NOW,
        ),
    )
