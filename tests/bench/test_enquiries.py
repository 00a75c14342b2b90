"""The bench of enquiries keeps what it says it keeps."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from fairwind.bench import enquiries
from fairwind.leads.tables import leads
from fairwind.store.database import open_database
from fairwind.store.settings import Settings


def test_every_enquiry_of_the_bench_is_a_lead_of_its_own(tmp_path: Path) -> None:
    took, cpu = enquiries._ours(tmp_path / "home", 50)
    database = open_database(Settings(home=tmp_path / "home"))
    with database.read() as conn:
        kept = conn.scalar(sa.select(sa.func.count()).select_from(leads))
    database.close()
    assert kept == len(took) == 50
    assert cpu > 0


def test_the_report_says_what_the_peer_did_in_the_same_run() -> None:
    report = enquiries.run(50, lambda said: None)
    assert report.to_json()["ratio"] == report.a_second / report.peer_a_second
