"""Captures: real operators' data through spider, gate and publish, each under its own clock."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from ..catalog.basis.pages import How
from ..catalog.generations import current
from ..catalog.home import Home
from ..catalog.runs import Run, open_run
from ..offers import Paid
from ..offers.faults import SettingsFault
from ..scheduler.crawl import Progress
from ..scheduler.outcome_lines import outcome_json
from ..scheduler.refresh import Outcome, refresh
from ..store.clock import clock_of
from ..store.database import open_database
from ..store.settings import Settings, load_settings
from . import replay_messages, replay_pages
from .laid_home import at_six, lay
from .operators import put_cards, shipped
from .pages import Pages
from .sandbox import OperatorServer, sandbox
from .show import Stage

Builder = Callable[[Path], Pages]
Expected = Mapping[str, int | bool]


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a capture: what each card's operator answers then, and what must come of it.

    `keep` copies the home as it stood after this day, beside the capture's own.
    """

    day: str
    pages: Mapping[str, Builder]
    expected: Mapping[str, Expected]
    keep: bool = False

    @property
    def now(self) -> dt.datetime:
        return at_six(dt.date.fromisoformat(self.day))


@dataclass(frozen=True, slots=True)
class Capture:
    """A capture of ../shared/data/README.md: its days and the currency its home shows."""

    name: str
    currency: str
    steps: tuple[Step, ...]


def _feed_of(day: str) -> Builder:
    return lambda folder: replay_pages.d2_pages(folder, day)


def _d2_step(day: str, found: int, served: int, keep: bool = False) -> Step:
    expected = {"found": found, "served": served, "refused": served != found}
    return Step(day, {"d2_corendon": _feed_of(day)}, {"d2_corendon": expected}, keep)


def _d5_step() -> Step:
    """One product in each list; two start times of it priced a unit, one day priced a booking."""
    pages: dict[str, Builder] = {
        "d5_octo_unit": replay_messages.d5_unit_pages,
        "d5_octo_booking": replay_messages.d5_booking_pages,
    }
    one = {"pages": 3, "products": 1, "refused": False}
    unit, booking = ({**one, "found": count, "published": count} for count in (2, 1))
    return Step("2022-06-14", pages, {"d5_octo_unit": unit, "d5_octo_booking": booking})


def _d6(
    name: str, currency: str, day: str, card: str, pages: Builder, expected: Expected
) -> Capture:
    return Capture(name, currency, (Step(day, {card: pages}, {card: expected}),))


D6_PACKAGE: Expected = {"pages": 1, "found": 1, "aside": 1, "published": 0, "refused": True}
# Sent on 22 May 2007, and every package in it began by the 18th.
D6_CRUISE: Expected = {"pages": 1, "found": 5, "gone": 5, "published": 0, "refused": True}
D6_DYNAMIC: Expected = {"pages": 1, "found": 1, "published": 1, "refused": False}
D6_HOTEL: Expected = {"pages": 1, "found": 4, "published": 4, "refused": False}
D6_TOURPLAN: Expected = {"pages": 24, "found": 45, "published": 45, "refused": False}

# Counts from ../shared/data/README.md ("expected") and the acceptance.
CAPTURES: Mapping[str, Capture] = {
    capture.name: capture
    for capture in (
        Capture(
            "D1",
            "PLN",
            (
                Step(
                    "2024-01-15",
                    {"d1_wakacje": replay_pages.d1_pages},
                    {
                        "d1_wakacje": {
                            "pages": 126,
                            "found": 1257,
                            "distinct": 1078,
                            "operators": 20,
                            "pages_by_twins": 52,
                            "pages_decided": 62,
                            "pages_contradicted": 0,
                            "refused": False,
                        }
                    },
                ),
            ),
        ),
        Capture(
            "D2",
            "EUR",
            (
                _d2_step("2026-03-30", 2734, 2734, keep=True),
                _d2_step("2026-04-02", 1655, 2734),
                _d2_step("2026-04-06", 2753, 2753),
                _d2_step("2026-07-20", 2876, 2876),
                _d2_step("2026-07-23", 2871, 2871),
            ),
        ),
        Capture(
            "D3",
            "CZK",
            (
                Step(
                    "2025-07-16",
                    {"d3_fischer": replay_pages.d3_pages},
                    {"d3_fischer": {"found": 20, "persons_make_total": 20, "refused": False}},
                ),
            ),
        ),
        Capture(
            "D4",
            "EUR",
            (
                Step(
                    "2026-01-05",
                    {"d4_tourradar": replay_pages.d4_tourradar_pages},
                    {
                        "d4_tourradar": {
                            "found": 20,
                            "published": 20,
                            "operators": 10,
                            "discounted": 9,
                            "with_extras": 7,
                            "refused": False,
                        }
                    },
                ),
            ),
        ),
        Capture(
            "D4-2017",
            "EUR",
            (
                Step(
                    "2017-01-05",
                    {"d4_gadventures": replay_pages.d4_gadventures_pages},
                    {
                        "d4_gadventures": {
                            "pages": 4,
                            "found": 2,
                            "published": 1,
                            "refused": False,
                        }
                    },
                ),
            ),
        ),
        Capture("D5", "EUR", (_d5_step(),)),
        _d6("D6", "GBP", "2005-04-08", "d6_package", replay_messages.d6_package_pages, D6_PACKAGE),
        _d6(
            "D6-2007", "USD", "2007-05-22", "d6_cruise", replay_messages.d6_cruise_pages, D6_CRUISE
        ),
        _d6(
            "D6-2009",
            "USD",
            "2009-07-20",
            "d6_dynamic",
            replay_messages.d6_dynamic_pages,
            D6_DYNAMIC,
        ),
        _d6("D6-2010", "EUR", "2010-06-01", "d6_hotel", replay_messages.d6_hotel_pages, D6_HOTEL),
        _d6(
            "D6-2025",
            "NZD",
            "2025-01-15",
            "d6_tourplan",
            replay_messages.d6_tourplan_pages,
            D6_TOURPLAN,
        ),
        Capture(
            "D7",
            "EUR",
            (
                Step(
                    "2021-08-15",
                    {
                        "d7_traveltriangle": replay_pages.d7_traveltriangle_pages,
                        "d7_egypttours": replay_pages.d7_egypttours_pages,
                        "d7_viajestropicales": replay_pages.d7_viajestropicales_pages,
                    },
                    {
                        "d7_traveltriangle": {
                            "found": 6,
                            "duplicates": 1,
                            "published": 5,
                            "reported": 6,
                            "refused": False,
                        },
                        # Of this operator there is the sitemap alone, and no page behind it.
                        "d7_egypttours": {"reported": 526, "found": 0, "refused": True},
                        "d7_viajestropicales": {"found": 9, "published": 9, "refused": False},
                    },
                ),
            ),
        ),
        Capture(
            "D8",
            "USD",
            (
                Step(
                    "2021-02-01",
                    {
                        "d8_hyatt": replay_pages.d8_hyatt_pages,
                        "d8_schemaorg": replay_pages.d8_schemaorg_pages,
                    },
                    {
                        "d8_hyatt": {"found": 4, "served": 0, "refused": True},
                        "d8_schemaorg": {
                            "found": 2,
                            "duplicates": 1,
                            "published": 0,
                            "refused": True,
                        },
                    },
                ),
            ),
        ),
        Capture(
            "D9",
            "NZD",
            (
                Step(
                    "2026-01-08",
                    {"d9_nz_agencies": replay_pages.d9_pages},
                    {"d9_nz_agencies": {"found": 1774, "refused": False}},
                ),
            ),
        ),
        Capture(
            "D10",
            "EUR",
            (
                Step(
                    "2019-02-01",
                    {
                        "d10_thomascook": replay_pages.d10_thomascook_pages,
                        "d10_tez": replay_pages.d10_tez_pages,
                    },
                    {
                        "d10_thomascook": {"found": 225, "distinct": 87, "refused": False},
                        "d10_tez": {"found": 2417, "distinct": 1907, "refused": False},
                    },
                ),
            ),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Replayed:
    """What one day of a capture came to: the counts of each card and what was not as expected."""

    capture: str
    now: dt.datetime
    home: Path
    operators: tuple[dict[str, Any], ...]
    faults: tuple[str, ...] = field(default=())

    @property
    def as_expected(self) -> bool:
        return not self.faults


def chosen(only: str | None) -> list[Capture]:
    """The captures to replay: all, or the one that is named with its further days."""
    if only is None:
        return list(CAPTURES.values())
    if only.upper() not in CAPTURES:
        raise SettingsFault(f"--only {only}: there are {', '.join(CAPTURES)}")
    named = only.upper()
    return [CAPTURES[name] for name in CAPTURES if name == named or name.startswith(f"{named}-")]


def replay(
    capture: Capture, folder: Path, root: Path, progress: Progress | None = None
) -> Iterator[Replayed]:
    """Replay a capture day after day in a home of its own, laid anew: `root`/D1."""
    if not folder.is_dir():
        raise SettingsFault(f"--captures {folder}: no such folder")
    home = root / capture.name
    for at, step in enumerate(capture.steps):
        stage = stage_of(home, capture, step.now, anew=at == 0)
        pages = {name: build(folder) for name, build in step.pages.items()}
        with sandbox(pages) as servers:
            yield _replay_day(capture, step, stage, servers, progress)
        stage.database.close()
        if step.keep:
            _keep_copy(home, root / f"{capture.name}-{step.day}", capture, step.now)


def stage_of(home: Path, capture: Capture, now: dt.datetime, anew: bool = False) -> Stage:
    """The capture's home under its clock; its settings file makes every command stand there too."""
    lay(home, home_settings(home, capture, now), anew=anew)
    settings: Settings = load_settings(home=home, now=now, currency=capture.currency)
    return Stage(settings, clock_of(settings), open_database(settings))


def home_settings(home: Path, capture: Capture, now: dt.datetime) -> dict[str, str | bool]:
    return {
        "agency_name": f"Replay of {capture.name}",
        "currency": capture.currency,
        "now": now.isoformat(),
        "allow_loopback": True,
        "mail_folder": str(home / "mail"),
    }


def _replay_day(
    capture: Capture,
    step: Step,
    stage: Stage,
    servers: Mapping[str, OperatorServer],
    progress: Progress | None,
) -> Replayed:
    cards = put_cards(stage.home, shipped("captures"), servers)
    outcomes = refresh(stage.settings, stage.clock, stage.database, cards, progress)
    counts = [counted(stage.home, outcome) for outcome in outcomes]
    faults = [
        f"{capture.name} {step.day} {said['operator']}: {fault}"
        for said in counts
        for fault in faults_of(said, step.expected[said["operator"]])
    ]
    return Replayed(capture.name, step.now, stage.home.path, tuple(counts), tuple(faults))


def counted(home: Home, outcome: Outcome) -> dict[str, Any]:
    """One operator's counts: what the refresh says, and what is read back from run and site."""
    said = outcome_json(outcome)
    said["distinct"] = said["found"] - said["duplicates"]
    said["aside"] = sum(said["set_aside"].values())
    said["gone"] = said["rejected"].get("departed", 0)
    said["served"], said["shown"] = served(home, outcome.source)
    if outcome.run:
        said["reported"] = outcome.run.report.reported
        said |= basis_counts(outcome.run)
        rows = outcome.run.offers()
        said["operators"] = len(rows["operator"].unique())
        said["products"] = len(rows["name"].unique())
        said["discounted"] = rows.num_rows - rows["was"].null_count
        said["with_extras"] = sum(map(has_extras, rows["components"].to_pylist()))
        said["persons_make_total"] = persons_make_total(outcome.run)
    return said


def served(home: Home, source: str) -> tuple[int, int]:
    """Offers of the run that the site serves of this source, and how many of them it shows.

    Those it does not show have departed since the run.
    """
    generation = current(home)
    state = generation.manifest().sources.get(source) if generation else None
    if generation is None or state is None or not state.run:
        return 0, 0
    shown = pc.sum(pc.equal(generation.offers()["source"], source)).as_py()
    return open_run(home.runs / source / state.run).report.offers, int(shown or 0)


def has_extras(components: Sequence[Mapping[str, Any]] | None) -> bool:
    """Whether something that must be paid comes on top of the printed price."""
    return any(part["paid"] != Paid.IN_PRICE.value for part in components or ())


def basis_counts(run: Run) -> dict[str, int]:
    """Pages whose prices said not what they are for: proved by twins, proved at all, in doubt."""
    proofs = run.proofs()
    how = Counter(proof.how for proof in proofs)
    return {
        "pages_of_unknown_basis": len(proofs),
        "pages_by_twins": how[How.TWIN_ROWS],
        "pages_decided": how[How.TWIN_ROWS] + how[How.SHARED_ROW],
        "pages_contradicted": how[How.CONTRADICTED],
    }


def persons_make_total(run: Run) -> int:
    """Offers whose persons, each with a price of its own, sum to the party's amount."""
    rows = run.offers().select(["amount", "components"]).to_pylist()
    return sum(
        bool(persons) and sum(persons) == row["amount"]
        for row in rows
        for persons in [
            [part["amount"] for part in row["components"] or () if part["kind"] in PERSONS]
        ]
    )


PERSONS = frozenset({"adult", "child"})


def faults_of(said: Mapping[str, Any], expected: Expected) -> list[str]:
    """What is not as expected, and a broken conservation law, each as one sentence."""
    faults = [
        f"{what} {said.get(what)!r}, expected {value!r}"
        for what, value in expected.items()
        if said.get(what) != value
    ]
    if said["state"] not in ("published", "refused"):
        faults.append(f"{said['state']}: {said['sentence']}")
    fates = said["published"] + said["duplicates"]
    fates += sum(said["rejected"].values()) + sum(said["set_aside"].values())
    if fates != said["found"]:
        faults.append(f"{said['found']} found, but {fates} accounted for")
    return faults


def _keep_copy(home: Path, copy: Path, capture: Capture, now: dt.datetime) -> None:
    """The home as it stood on this day, so that its site can be asked later too."""
    emptied = lay(copy, {}, anew=True).path
    shutil.copytree(home, emptied, dirs_exist_ok=True)
    lay(copy, home_settings(copy, capture, now))
