"""Backup and the restore drill, on both engines: what comes back, and who does not."""

from __future__ import annotations

import datetime as dt
import io
import json
import runpy
import shutil
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from fairwind.catalog.history import keep as history
from fairwind.catalog.home import Home
from fairwind.catalog.rows import to_rows
from fairwind.catalog.runs import run_name
from fairwind.leads import erase, ledger
from fairwind.leads import tables as t
from fairwind.leads.commands import _erase_again
from fairwind.offers.faults import StoreFault
from fairwind.store.backup import MANIFEST, SECRET, With, backup, verify
from fairwind.store.database import Database, open_database
from fairwind.store.portable import rows_by_table
from fairwind.store.restore import restore
from fairwind.store.settings import Settings

HERE = Path(__file__).parent
EVERYWHERE = runpy.run_path(str(HERE / "everywhere.py"))
ERASE = runpy.run_path(str(HERE / "test_erase.py"))
SECRETS = [name for name, field in Settings.model_fields.items() if field.annotation is SecretStr]
NOW, WORDS = EVERYWHERE["NOW"], EVERYWHERE["WORDS"]
hits: Callable[[list[str]], list[str]] = ERASE["hits"]
said: Callable[[sa.Connection], list[str]] = ERASE["said"]


@pytest.fixture
def here(both: Database, settings: Settings) -> Settings:
    """The settings that lead to this very database, with a card and a settings file in the home."""
    (settings.home / "operators").mkdir()
    (settings.home / "operators" / "sun.yml").write_text("name: sun\n")
    (settings.home / "fairwind.toml").write_text(
        'agency_name = "Kék Horizont"\nsmtp_password = "hush"\nSecret_Key = "hush"\n'
    )
    url = both.url.render_as_string(hide_password=False)
    return settings.model_copy(update={"database_url": url})


@pytest.fixture
def her(both: Database, here: Settings) -> int:
    with both.write() as conn:
        return int(EVERYWHERE["everywhere"](conn, here)[0])


def counted(database: Database) -> dict[str, int]:
    with database.read() as conn:
        return rows_by_table(conn)


def test_an_older_backup_comes_back_without_whom_was_erased_since(
    both: Database, here: Settings, her: int, tmp_path: Path
) -> None:
    old = backup(here, tmp_path / "old.tar.gz", NOW)
    before = counted(both)
    erase.erase_person(both, here, her, "dora@example.com", NOW)
    both.close()
    done = restore(here, old.path, _erase_again, replace=True)
    assert (done.rows, done.erased, done.same_key) == (before, 1, True)
    database = open_database(here)
    with database.read() as conn:
        assert hits(said(conn)) == []
        assert conn.scalar(sa.select(sa.func.count()).select_from(t.leads)) == 2
        assert conn.scalar(sa.select(sa.func.count()).select_from(t.stage_events)) == 2
        assert conn.scalar(sa.select(t.suppressions.c.reason).limit(1)) == "erased"
    assert erase.replay(database, here, NOW) == 0
    with database.write() as conn:  # ids go on after those that came back
        assert EVERYWHERE["a_person"](conn, "Nagy Ede", "ede@example.com", "") > 3
    database.close()
    assert ERASE["in_files"](here.home) == []


def test_everything_comes_back_as_it_was(
    both: Database, here: Settings, her: int, tmp_path: Path
) -> None:
    with both.read() as conn:
        before = sorted(said(conn))
    archive = backup(here, tmp_path / "new.tar.gz", NOW)
    both.close()
    restore(here, archive.path, _erase_again, replace=True)
    database = open_database(here)
    with database.read() as conn:
        assert sorted(said(conn)) == before
    database.close()


def test_the_history_of_prices_comes_back_whole(both: Database, here: Settings, tmp_path) -> None:
    home = Home(here.home)
    for day in range(3):
        at = NOW + dt.timedelta(days=day)
        history.add(home, "sun", run_name(at), to_rows([]), at)
    (home.history / "product_ids.parquet").write_bytes(b"ids")
    before = history.answers(home, "sun")
    archive = backup(here, tmp_path / "new.tar.gz", NOW)
    both.close()
    shutil.rmtree(home.history)
    restore(here, archive.path, _erase_again, replace=True)
    assert len(before) == 3
    assert history.answers(home, "sun") == before
    assert (home.history / "product_ids.parquet").read_bytes() == b"ids"
    assert not [name for name in archive.files if "standing" in name or ".lock" in name]
    later = NOW + dt.timedelta(days=9)
    history.add(home, "sun", run_name(later), to_rows([]), later)
    assert len(history.answers(home, "sun")) == 4


def test_a_backup_moves_to_an_empty_home_on_the_other_engine(
    both: Database, here: Settings, her: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    archive = backup(here, tmp_path / "move.tar.gz", NOW, With(secret_key=True))
    before = counted(both)
    url = f"sqlite:///{tmp_path / 'new' / 'fairwind.db'}"
    if both.embedded:
        url = request.getfixturevalue("new_postgresql")()
    new = Settings(home=tmp_path / "new", database_url=url)
    open_database(new).close()
    done = restore(new, archive.path, _erase_again)
    assert (done.rows, done.same_key) == (before, True)
    assert {"operators/sun.yml", "fairwind.toml", "secret-key"} <= set(done.written)
    moved = open_database(new)
    assert counted(moved) == before
    with moved.read() as conn:
        lead = conn.execute(sa.select(t.leads).order_by(t.leads.c.id).limit(1)).one()
    assert (lead.created_at, lead.child_ages, lead.market) == (NOW, [4], None)
    moved.close()


def test_no_secret_and_no_key_is_in_a_backup_unless_asked_for(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    (settings.home / "fairwind.toml").write_text('smtp_password = "hush"\nsecret_key="hush"\n')
    with database.write() as conn:
        EVERYWHERE["everywhere"](conn, settings)
    plain = backup(settings, tmp_path / "plain.tar.gz", NOW)
    assert stat.S_IMODE(plain.path.stat().st_mode) == 0o600
    assert not [name for name in plain.files if "key" in name]
    assert b"hush" not in plain.read("fairwind.toml")
    full = backup(settings, tmp_path / "full.tar.gz", NOW, With(True, True, True))
    assert {"secret-key", "needs-keys/1.key"} <= set(full.files)


def test_a_lead_that_waits_in_the_spool_is_in_the_backup(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    with database.write() as conn:
        EVERYWHERE["everywhere"](conn, settings)
    archive = backup(settings, tmp_path / "b.tar.gz", NOW)
    assert "spool/leads/KH-S2.json" in archive.files


def test_a_home_with_data_of_its_own_is_not_overwritten(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    with database.write() as conn:
        EVERYWHERE["everywhere"](conn, settings)
    archive = backup(settings, tmp_path / "b.tar.gz", NOW)
    with pytest.raises(StoreFault, match="--replace"):
        restore(settings, archive.path, _erase_again)


def test_a_database_that_the_site_has_open_is_left_alone(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    archive = backup(settings, tmp_path / "b.tar.gz", NOW)
    with database.read() as conn:
        conn.execute(sa.select(t.leads)).all()
    with pytest.raises(StoreFault, match="stop the site"):
        restore(settings, archive.path, _erase_again, replace=True)


def test_a_changed_archive_is_refused(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    archive = backup(settings, tmp_path / "b.tar.gz", NOW)
    changed = tmp_path / "changed.tar.gz"
    with tarfile.open(archive.path) as old, tarfile.open(changed, "w:gz") as new:
        for member in old.getmembers():
            body = old.extractfile(member)
            assert body is not None
            data = body.read()
            if member.name == MANIFEST:
                manifest = json.loads(data)
                manifest["files"]["database.sqlite"] = "0" * 64
                data = json.dumps(manifest).encode()
                member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    with pytest.raises(StoreFault, match=r"changed since .* database\.sqlite"):
        restore(settings, changed, _erase_again, replace=True)


@pytest.mark.parametrize("cut", [0, 100, 3000])
def test_half_an_archive_is_refused(
    database: Database, settings: Settings, tmp_path: Path, cut: int
) -> None:
    archive = backup(settings, tmp_path / "b.tar.gz", NOW)
    archive.path.write_bytes(archive.path.read_bytes()[:cut])
    with pytest.raises(StoreFault, match="not a whole backup"):
        verify(archive.path)


def test_a_file_that_is_no_backup_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreFault, match="there is no such file"):
        verify(tmp_path / "nowhere.tar.gz")
    other = tmp_path / "other.tar.gz"
    with tarfile.open(other, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("readme"), io.BytesIO())
    with pytest.raises(StoreFault, match="not a backup of `fairwind backup`"):
        verify(other)


@pytest.mark.parametrize("name", [*SECRETS, "database_url"])
def test_every_setting_that_is_a_secret_stays_out(name: str) -> None:
    assert all(SECRET.match(line) for line in (f"{name} = 'x'", f'"{name}"="x"'))


def test_an_archive_that_climbs_out_of_its_folder_is_refused(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    evil = tmp_path / "evil.tar.gz"
    body = b"x"
    files = {"../evil": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}
    manifest = {"format": "fairwind-backup-1", "files": files, "rows": {}, "schema": "0003"}
    with tarfile.open(evil, "w:gz") as tar:
        for name, data in (("../evil", body), (MANIFEST, json.dumps(manifest).encode())):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    with pytest.raises((StoreFault, tarfile.TarError)):
        restore(settings, evil, _erase_again, replace=True)
    assert not (tmp_path / "evil").exists()
    assert list(ledger.entries(settings)) == []
