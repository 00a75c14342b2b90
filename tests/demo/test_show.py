"""`fairwind demo`: from loopback operators to a site, the broken operator refused and kept."""

from __future__ import annotations

import datetime as dt
import socket
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from fairwind.catalog.generations import current
from fairwind.catalog.home import Home
from fairwind.demo.agency import LATEST, open_agency
from fairwind.demo.captures import counted
from fairwind.demo.laid_home import MARK, lay
from fairwind.demo.operators import BROKEN, OPERATORS
from fairwind.demo.sandbox import sandbox
from fairwind.demo.serving import free_port, ticking
from fairwind.demo.show import Stage, not_as_meant, play, set_stage
from fairwind.demo.staff import STAFF
from fairwind.leads.tables import leads, touches
from fairwind.offers.faults import SettingsFault
from fairwind.scheduler.refresh import Outcome
from fairwind.search.live import LiveEngine
from fairwind.search.query import Query
from fairwind.store.users import authenticate

NOW = dt.datetime(2026, 5, 4, 6, tzinfo=dt.UTC)
FEW = (BROKEN, "southern_trails", "kek_horizont_busz")
Played = tuple[Stage, list[Outcome]]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Three operators of the sandbox, refreshed through their real spiders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRWIND_NOW", NOW.isoformat())
        stage = set_stage(tmp_path_factory.mktemp("demo") / "home", "http://127.0.0.1:8000")
        with sandbox({name: OPERATORS[name](NOW.date()) for name in FEW}) as servers:
            yield stage, play(stage, servers, None)
        stage.database.close()


def test_all_are_published_but_the_one_that_is_broken_on_purpose(played: Played) -> None:
    _, outcomes = played
    assert {o.source: o.state for o in outcomes} == {
        BROKEN: "refused",
        "southern_trails": "published",
        "kek_horizont_busz": "published",
    }
    assert not_as_meant(outcomes) == []


def test_the_broken_operators_offers_of_yesterday_stay_and_the_site_says_so(
    played: Played,
) -> None:
    stage, _ = played
    generation = current(stage.home)
    assert generation is not None
    state = generation.manifest().sources[BROKEN]
    assert state.state == "refused"
    assert state.answered_at == NOW - dt.timedelta(days=1)
    found = LiveEngine(stage.home).answer(Query(operators=(BROKEN,)), NOW)
    assert found.counts.priced > 10
    assert [s.answered for s in found.sources if s.name == BROKEN] == [False]


def test_every_operator_of_the_demo_can_be_found(played: Played) -> None:
    stage, _ = played
    generation = current(stage.home)
    assert generation is not None
    assert set(generation.offers()["source"].to_pylist()) == set(FEW)


def test_no_record_of_any_operator_is_lost(played: Played) -> None:
    stage, outcomes = played
    for said in (counted(stage.home, outcome) for outcome in outcomes):
        fates = said["published"] + said["duplicates"]
        fates += sum(said["rejected"].values()) + sum(said["set_aside"].values())
        assert fates == said["found"] > 0
    broken = counted(stage.home, outcomes[0])
    assert broken["rejected"] == {"price_zero": 10, "price_unreadable": 10}
    assert any("offers" in fault for fault in broken["faults"])


def test_a_show_that_goes_otherwise_is_told() -> None:
    whole = Outcome(BROKEN, "Dunav More", "published")
    lost = Outcome("adria_linie", "Adria Linie", "failed", sentence="no page was read")
    assert not_as_meant([whole, lost]) == [
        "Dunav More: published.",
        "Adria Linie: failed. no page was read",
    ]


def test_the_agency_lives_forty_enquiries_and_a_password_that_is_shown_once(
    played: Played,
) -> None:
    stage, _ = played
    password = open_agency(stage)
    with stage.database.read() as conn:
        found = [authenticate(conn, one.email, password) for one in STAFF]
        states = Counter(conn.scalars(sa.select(leads.c.state)))
        touched = conn.scalar(sa.select(sa.func.count()).select_from(touches))
        unrouted = conn.scalar(
            sa.select(sa.func.count()).select_from(leads).where(leads.c.team == "")
        )
    assert [user and user.name for user in found] == [one.name for one in STAFF]
    assert states.total() == 40
    assert states["open"] >= LATEST
    assert states["answered"] > 8
    assert touched is not None
    assert touched > 20
    assert unrouted == 0
    assert open_agency(stage) == ""


def test_beside_the_site_the_mail_of_the_refusal_leaves(played: Played) -> None:
    stage, _ = played
    folder = stage.home.path / "mail"
    with ticking(stage, seconds=0.2):
        for _ in range(100):
            mails = [file.read_text("utf-8") for file in folder.glob("*.eml")]
            if told := [mail for mail in mails if "Subject: Dunav More" in mail]:
                break
            time.sleep(0.1)
    assert len(told) == 1


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < free_port(port) < port + 20


def test_a_home_that_somebody_works_with_is_never_laid_over(tmp_path: Path) -> None:
    own = tmp_path / "fairwind.toml"
    own.write_text('agency_name = "Anna Travel"\n', "utf-8")
    with pytest.raises(SettingsFault, match="an agency's own"):
        lay(tmp_path, {}, anew=True)
    assert own.read_text("utf-8") == 'agency_name = "Anna Travel"\n'


def test_a_home_with_cards_and_no_settings_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "operators").mkdir()
    (tmp_path / "operators" / "sunny.yml").write_text("name: sunny\n", "utf-8")
    with pytest.raises(SettingsFault, match="holds cards"):
        lay(tmp_path, {})


def test_a_home_of_the_demo_may_be_laid_anew(tmp_path: Path) -> None:
    home = tmp_path / "home"
    lay(home, {"agency_name": 'The "Blue" \\ Horizon'})
    (home / "old").touch()
    assert lay(home, {"currency": "PLN"}, anew=True) == Home(home)
    assert not (home / "old").exists()
    assert (home / "fairwind.toml").read_text("utf-8") == f'{MARK}\ncurrency = "PLN"\n'
