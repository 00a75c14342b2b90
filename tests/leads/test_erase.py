"""An erased person is nowhere: not in a table, a mail, a file, nor after an old backup's return."""

from __future__ import annotations

import datetime as dt
import runpy
import shutil
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import fairwind.catalog.tables
import fairwind.scheduler.tables  # noqa: F401
from fairwind.leads import drafts, erase, ledger, need_keys, suppression
from fairwind.leads import tables as t
from fairwind.leads.erase_rules import RULES, Deed
from fairwind.leads.erased_person import subject_of
from fairwind.leads.traces import ERASED, traces, without
from fairwind.offers.faults import StoreFault
from fairwind.store.clock import FixedClock
from fairwind.store.database import Database, metadata
from fairwind.store.mail_words import words
from fairwind.store.outbox import deliver
from fairwind.store.settings import Settings
from fairwind.store.tables import outbox, users

EVERYWHERE = runpy.run_path(str(Path(__file__).with_name("everywhere.py")))
NOW: dt.datetime = EVERYWHERE["NOW"]
WORDS: tuple[str, ...] = EVERYWHERE["WORDS"]
MAIL, PHONE, NAME = EVERYWHERE["MAIL"], EVERYWHERE["PHONE"], EVERYWHERE["NAME"]
LATER = NOW + dt.timedelta(days=1)
COUNTED = ("leads", "stage_events", "touches", "lead_events", "sla_clocks", "bookings", "persons")


@pytest.fixture
def her(both: Database, settings: Settings) -> int:
    """The id of somebody who is everywhere."""
    with both.write() as conn:
        return int(EVERYWHERE["everywhere"](conn, settings)[0])


def said(conn: sa.Connection) -> list[str]:
    """Everything the database says, mails decoded."""
    rows = [
        (table.name, value)
        for table in metadata.sorted_tables
        for row in conn.execute(sa.select(table))
        for value in row
    ]
    return [f"{name}: {words(v).all if isinstance(v, bytes) else v}" for name, v in rows]


def hits(texts: list[str]) -> list[str]:
    return [f"{word} in {text}" for text in texts for word in WORDS if word.lower() in text.lower()]


def in_files(folder: Path) -> list[str]:
    """The words in any file of a folder, as text, in mails' encodings and as SQLite keeps them."""
    found = []
    for place in (path for path in folder.rglob("*") if path.is_file()):
        data = place.read_bytes()
        ways = [data, *(b64decode(line + b"==") for line in data.split() if _is_base64(line))]
        found += [
            f"{word} in {place.name}"
            for word in WORDS
            if any(word.lower().encode() in way.lower() for way in ways)
        ]
    return found


def _is_base64(line: bytes) -> bool:
    return len(line) > 15 and len(line) % 4 == 0 and line.rstrip(b"=").isalnum()


def counts(conn: sa.Connection) -> dict[str, int]:
    return {
        name: int(conn.scalar(sa.select(sa.func.count()).select_from(metadata.tables[name])) or 0)
        for name in COUNTED
    }


def test_who_is_everywhere_is_nowhere_afterwards(
    both: Database, settings: Settings, her: int
) -> None:
    deliver(both, settings, FixedClock(NOW))
    with both.write() as conn:
        EVERYWHERE["_mails"](conn)
    with both.read() as conn:
        assert len({hit.partition(" in ")[0] for hit in hits(said(conn))}) >= 5
        before = counts(conn)
    assert in_files(settings.home) + in_files(settings.mail_folder or Path())
    done = erase.erase_person(both, settings, her, "dora@example.com", LATER)
    assert (done.leads, done.person_id) == (1, her)
    with both.read() as conn:
        assert hits(said(conn)) == []
        assert counts(conn) == before
        assert conn.scalar(sa.select(t.bookings.c.value)) == 253_600
    assert in_files(settings.home) == []
    assert in_files(settings.mail_folder or Path()) == []
    assert list(need_keys.folder_of(settings).iterdir()) == []


def test_what_colleagues_typed_about_her_and_did_not_send_goes_whole(
    both: Database, settings: Settings, her: int
) -> None:
    """Forms and lists in the very shape in which they wait: the words beside her name too."""
    cells = [["Name", "Note"], [NAME, "wants a quiet house"], ["Nagy Béla", "window"]]
    held = {"header": cells[0], "rows": cells[1:], "left_out": [], "mapping": {}, "usual": {}}
    forms = {
        "/office/leads/KH-26-0001/reached": [("note", "wants a quiet house")],
        f"/office/clients/{her}": [("note", "wants a quiet house")],
        "/office/new": [("name", NAME), ("wish", "a quiet house")],
        "/office/leads/KH-26-0002/reached": [("note", "calls in the evening")],
    }
    with both.write() as conn:
        clara = int(conn.scalar(sa.select(users.c.id)) or 0)
        for form, fields in forms.items():
            assert drafts.keep(conn, clara, form, fields, NOW)
        said_ = {"file": "old.csv", "actor": "clara", "state": "preview", "counts": {}}
        conn.execute(t.imports.insert().values(kind="clients", at=NOW, rows=held, **said_))
    erase.erase_person(both, settings, her, "dora@example.com", LATER)
    with both.read() as conn:
        assert not [text for text in said(conn) if "quiet house" in text]
        left = [row.form for row in conn.execute(sa.select(t.drafts))]
        preview = conn.scalar(sa.select(t.imports.c.rows).where(t.imports.c.file == "old.csv"))
    assert left == ["/office/leads/KH-26-0002/reached"]
    assert preview is not None
    assert preview["rows"] == [["", ""], ["Nagy Béla", "window"]]


def test_others_lose_nothing_but_her_name(both: Database, settings: Settings, her: int) -> None:
    erase.erase_person(both, settings, her, "dora@example.com", LATER)
    with both.read() as conn:
        bela = conn.execute(sa.select(t.leads).where(t.leads.c.name == "Nagy Béla")).one()
        assert bela.message == f"We travel with {ERASED}, call {ERASED}"
        assert (bela.state, bela.email) == ("open", "bela@example.com")
        (rows,) = conn.execute(sa.select(t.imports.c.rows)).one()
        mails = {row.cause: row for row in conn.execute(sa.select(outbox))}
    assert rows == [{"name": "", "email": "", "note": ""}, {"name": "Nagy Béla", "note": "window"}]
    summary = words(mails["summary:1"].message)
    assert (summary.subject, summary.to) == (f"Late: {ERASED}, Nagy Béla", ("dora@example.com",))
    assert (mails["summary:1"].given_up_at, mails["promo:1"].given_up_at) == (None, LATER)
    assert "A lift?" in words(mails["enquiry:KH-26-0002"].message).text
    assert [path.stem for path in (settings.home / "spool" / "leads").glob("*.json")] == ["KH-S2"]


def test_what_waited_for_her_is_never_sent(both: Database, settings: Settings, her: int) -> None:
    erase.erase_person(both, settings, her, "dora@example.com", LATER)
    assert deliver(both, settings, FixedClock(LATER)).sent == 2
    assert in_files(settings.mail_folder or Path()) == []


def test_she_is_suppressed_and_who_comes_from_her_address_is_somebody_new(
    both: Database, settings: Settings, her: int
) -> None:
    erase.erase_person(both, settings, her, "dora@example.com", LATER)
    with both.write() as conn:
        assert suppression.suppressed(conn, settings, MAIL, "email") == "erased"
        assert suppression.suppressed(conn, settings, PHONE, "phone") == "erased"
        new = EVERYWHERE["a_person"](conn, NAME, MAIL, PHONE, LATER)
        assert new != her
    assert erase.replay(both, settings, LATER + dt.timedelta(hours=1)) == 0
    with both.read() as conn:
        assert subject_of(conn, new) is not None


def test_nobody_is_erased_twice(both: Database, settings: Settings, her: int) -> None:
    erase.erase_person(both, settings, her, "dora@example.com", LATER)
    with both.write() as conn, pytest.raises(StoreFault, match="nobody to erase"):
        erase.erase(conn, settings, her, "dora@example.com", LATER)
    assert len(list(ledger.entries(settings))) == 1


def test_the_ledger_knows_nobody_by_name(both: Database, settings: Settings, her: int) -> None:
    erase.erase_person(both, settings, her, "dora@example.com", LATER)
    (place,) = ledger.folder_of(settings).glob("*.jsonl")
    assert hits([place.read_text()]) == []
    (line,) = ledger.entries(settings)
    assert ledger.key_of(settings, MAIL.upper()) in line.contacts


def test_a_line_torn_by_a_power_cut_does_not_hide_the_next(settings: Settings) -> None:
    ledger.append(settings, 1, NOW, ["a@example.com"], NOW)
    (place,) = ledger.folder_of(settings).glob("*.jsonl")
    place.write_bytes(place.read_bytes()[:-30])
    second = ledger.append(settings, 2, NOW, ["b@example.com"], LATER)
    assert list(ledger.entries(settings)) == [second]


def test_an_old_copy_of_the_database_is_erased_again(
    database: Database, settings: Settings
) -> None:
    with database.write() as conn:
        her, _ = EVERYWHERE["everywhere"](conn, settings)
    copy = settings.home / "old.db"
    with database.read() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(settings.home / "fairwind.db", copy)
    shutil.copy(settings.home / "fairwind.db-wal", f"{copy}-wal")
    erase.erase_person(database, settings, her, "dora@example.com", LATER)
    old = Database(f"sqlite:///{copy}")
    with old.read() as conn:
        assert hits(said(conn))
    assert erase.replay(old, settings, LATER) == 1
    assert erase.replay(old, settings, LATER) == 0
    with old.read() as conn:
        assert hits(said(conn)) == []
    old.close()
    assert in_files(settings.home) == []


def test_an_id_given_anew_is_nobody_who_was_erased(database: Database, settings: Settings) -> None:
    """The backup is older than the person: the next one who came after the restore has the id."""
    ledger.append(settings, 1, NOW, ["gone@example.com"], LATER)
    with database.write() as conn:
        here = EVERYWHERE["a_person"](conn, "Nagy Béla", "bela@example.com", "", LATER)
    assert here == 1
    assert erase.replay(database, settings, LATER) == 1
    with database.read() as conn:
        assert conn.scalar(sa.select(t.persons.c.name)) == "Nagy Béla"


def test_a_familys_mailbox_stays_with_the_one_who_stays(
    database: Database, settings: Settings
) -> None:
    with database.write() as conn:
        her, _ = EVERYWHERE["everywhere"](conn, settings)
        son = EVERYWHERE["a_person"](conn, "Ördög Máté", MAIL, "")
    erase.erase_person(database, settings, her, "dora@example.com", LATER)
    with database.read() as conn:
        kept = conn.scalars(sa.select(t.contacts.c.value).where(t.contacts.c.person_id == son))
        assert list(kept) == [MAIL]
        assert suppression.suppressed(conn, settings, MAIL, "email") == ""
    assert erase.replay(database, settings, LATER) == 0


def test_every_table_and_column_has_its_rule() -> None:
    """Whoever adds a table or a column that can hold words must say what an erasure does."""
    assert set(metadata.tables) - set(RULES) == set(), "tables without a rule in erase_rules"
    missing = [
        f"{name}.{column.name}"
        for name, rule in RULES.items()
        for column in metadata.tables[name].columns
        if holds_words(column) and column.name not in named(rule, name)
    ]
    assert missing == []


def test_no_rule_names_what_there_is_not() -> None:
    for name, rule in RULES.items():
        columns = set(metadata.tables[name].columns.keys())
        assert {*rule.owner, *rule.emptied, *rule.swept, *rule.plain} <= columns, name


def test_whose_a_row_is_stands_in_its_rule() -> None:
    """A column that points to a person or lead, or is called like a visitor's, has an owner."""
    whose = {"person_id", "other_id", "kept_id", "merged_id", "lead_id", "visitor", "email"}
    for name, rule in RULES.items():
        for column in set(metadata.tables[name].columns.keys()) & whose:
            assert column in {*rule.owner, *rule.emptied}, f"{name}.{column}"


def holds_words(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.String | sa.JSON | sa.LargeBinary | sa.Text)


def named(rule: Any, name: str) -> set[str]:
    """The columns a rule speaks of; a table whose rows are deleted speaks of them all."""
    if rule.deed is Deed.DELETE:
        return set(metadata.tables[name].columns.keys())
    return {*rule.emptied, *rule.swept, *rule.plain, *rule.owner}


@pytest.mark.parametrize(
    "text",
    [
        "call +36 30 111 2233 now",
        "call 06-30/111-22-33 now",
        "call 0036301112233 now",
        "call Boglárka.Ördög now".replace(".", " "),
        "call ÖRDÖG  BOGLÁRKA now",
        f"call {MAIL.upper()} now",
    ],
)
def test_people_are_found_however_they_are_written(text: str) -> None:
    pattern = traces([MAIL], [PHONE], [NAME]).pattern
    assert pattern is not None
    assert without(pattern, text) == f"call {ERASED} now"


@pytest.mark.parametrize("text", ["Boglárka", "xboglarka.ordog@example.com.hu", "4301112233000"])
def test_others_are_not_taken_for_them(text: str) -> None:
    pattern = traces([MAIL], [PHONE], [NAME]).pattern
    assert pattern is not None
    assert without(pattern, text) == text
