"""`fairwind bench ...`: the benchmarks of performance.md, each beside its peer in the same run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from . import enquiries as enquiry_bench
from . import gate as gate_bench
from . import gate_real, matching_tables
from . import intake as intake_bench
from . import matching as matching_bench
from . import months as month_bench
from . import pages as page_bench
from . import planner as planner_bench
from . import prices as price_bench
from . import verdict as verdict_bench
from .verdict_tables import verdict_tables

bench = typer.Typer(help="Measure beside the best peer, in the same run.", no_args_is_help=True)
CAPTURED = Path("../shared/data")
console = Console()
screen = Console(stderr=True)


@bench.command("prices")
def prices(
    rows: Annotated[int, typer.Option(help="departures", min=1_000)] = 1_000_000,
    seed: Annotated[int, typer.Option(help="the same seed draws the same market")] = 2026,
    questions: Annotated[int, typer.Option(min=20)] = price_bench.QUESTIONS,
    as_json: Annotated[bool, typer.Option("--json", help="plain values for a program")] = False,
) -> None:
    """Price search: our columns beside DuckDB; the run is void where one answer differs."""
    report = price_bench.run(rows, seed, lambda said: screen.print(said, style="dim"), questions)
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=1))
        return
    table = Table("", "questions", "ours p50", "p99", "DuckDB p50", "p99", "ratio p50", "p99")
    for one in report.figures:
        times = (one.ours_p50, one.ours_p99, one.duckdb_p50, one.duckdb_p99)
        ratios = (f"{one.ratio_p50:.0f}x", f"{one.ratio_p99:.0f}x")
        table.add_row(one.kind, str(one.questions), *(f"{t:.3f}" for t in times), *ratios)
    console.print(table)
    console.print(
        f"milliseconds; {report.rows:,} departures, seed {report.seed}, all answers equal; "
        f"columns built in {report.build_seconds:.1f} s, {report.bytes_a_price:.1f} bytes a price; "
        f"{report.machine}; {report.versions}"
    )


@bench.command("page")
def page(
    rows: Annotated[int, typer.Option(help="departures", min=1_000)] = 1_000_000,
    seed: Annotated[int, typer.Option(help="the same seed draws the same market")] = 2026,
    questions: Annotated[int, typer.Option(min=20)] = page_bench.QUESTIONS,
    as_json: Annotated[bool, typer.Option("--json", help="plain values for a program")] = False,
) -> None:
    """A page of results: the engine's answer, and the whole request with its gzipped HTML."""
    report = page_bench.run(rows, seed, lambda said: screen.print(said, style="dim"), questions)
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=1))
        return
    table = Table("p50 / p95", "pages", "engine", "whole", "a second", "kept", "gzip, kB")
    for one in report.figures:
        ends = (one.p50, one.p95), one.whole, one.again, tuple(n / 1000 for n in one.gzipped)
        engine, whole, again, gzipped = (f"{p50:.1f} / {p95:.1f}" for p50, p95 in ends)
        rest = engine, whole, f"{one.a_second:.0f}", again, gzipped
        table.add_row(one.kind, str(one.questions), *rest)
    console.print(table)
    console.print(
        f"milliseconds of the processor, each page asked once (kept: once more); "
        f"{report.rows:,} departures, seed {report.seed}; generation built in "
        f"{report.build_seconds:.1f} s, columns of {report.bytes_a_price:.1f} bytes a price; "
        f"{report.machine}; {report.versions}"
    )


@bench.command("words")
def words(
    products: Annotated[int, typer.Option(help="hotels", min=500)] = 30_000,
    seed: Annotated[int, typer.Option(help="the same seed names the same hotels")] = 2026,
    questions: Annotated[int, typer.Option(min=30)] = 600,
    as_json: Annotated[bool, typer.Option("--json", help="plain values for a program")] = False,
) -> None:
    """Word search and suggestions: ours beside SQLite FTS5 and tantivy; void if answers differ."""
    # The peer is an extra of ours, and the bench starts the site: no other command waits for them.
    try:
        from . import word_tables
        from . import words as word_bench
    except ModuleNotFoundError as error:
        raise typer.BadParameter(f"{error}: pip install 'fairwind[tantivy]'") from None
    report = word_bench.run(products, seed, lambda said: screen.print(said, style="dim"), questions)
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=1))
        return
    for table in word_tables.tables(report):
        console.print(table)
    console.print(word_tables.told(report))


@bench.command("months")
def months(
    rows: Annotated[int, typer.Option(help="departures", min=1_000)] = 1_000_000,
    seed: Annotated[int, typer.Option(help="the same seed draws the same market")] = 2026,
    questions: Annotated[int, typer.Option(min=5)] = month_bench.QUESTIONS,
    as_json: Annotated[bool, typer.Option("--json", help="plain values for a program")] = False,
) -> None:
    """Calendars, grids of months by destinations, and comparisons."""
    report = month_bench.run(rows, seed, lambda said: screen.print(said, style="dim"), questions)
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=1))
        return
    table = Table("", "questions", "p50", "p95")
    for one in report.figures:
        table.add_row(one.kind, str(one.questions), f"{one.p50:.2f}", f"{one.p95:.2f}")
    console.print(table)
    console.print(
        f"milliseconds of the processor; {report.rows:,} departures, seed {report.seed}; what is "
        f"published how far is read once in {report.coverage_ms:.0f} ms; {report.machine}; "
        f"{report.versions}"
    )


@bench.command("intake")
def intake(
    records: Annotated[int, typer.Option(help="records of one feed", min=100)] = 100_000,
    seed: Annotated[int, typer.Option(help="the same seed draws the same records")] = 2026,
    page: Annotated[int, typer.Option(help="records of one answer", min=1)] = intake_bench.PAGE,
    as_json: Annotated[bool, typer.Option("--json", help="plain values for a program")] = False,
) -> None:
    """Records of a feed, understood and checked, into a run on disk."""
    report = intake_bench.run(records, seed, lambda said: screen.print(said, style="dim"), page)
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=1))
        return
    console.print(
        f"{report.a_second:,.0f} records a second of the processor: {report.records:,} records in "
        f"{report.take_in_seconds:.1f} s, {report.offers:,} offers written in "
        f"{report.writing_seconds:.1f} s, at most {report.peak_mib:.0f} MiB; every price weighed "
        f"beside a run before in {report.doubting_seconds:.1f} s; seed {report.seed}; "
        f"{report.machine}; {report.versions}"
    )


@bench.command("enquiries")
def enquiries(
    count: Annotated[int, typer.Option(help="enquiries to keep", min=50)] = 1_000,
    as_json: Annotated[bool, typer.Option("--json", help="plain values for a program")] = False,
) -> None:
    """Enquiries kept durably, one after another, beside bare commits of one row each."""
    report = enquiry_bench.run(count, lambda said: screen.print(said, style="dim"))
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=1))
        return
    console.print(
        f"{report.a_second:.0f} enquiries a second ({report.a_cpu_second:.0f} a CPU-second), "
        f"p50 {report.p50:.1f} ms, p99 {report.p99:.1f} ms; bare commits "
        f"{report.peer_a_second:.0f} a second, {report.ratio:.2f} of that; "
        f"{report.enquiries:,} enquiries, {report.machine}; {report.versions}"
    )


@bench.command("verdict")
def verdict(
    data: Annotated[Path, typer.Option(help="folder of captured operator data")] = CAPTURED,
    seed: Annotated[int, typer.Option(help="the same seed draws the same market")] = 2026,
    trips: Annotated[int, typer.Option(help="trips of the drawn market", min=50)] = 1_500,
    as_json: Annotated[bool, typer.Option("--json", help="plain values for a program")] = False,
) -> None:
    """Price verdicts told on past days, and what the prices did in the 7 and 14 days after."""
    reports = verdict_bench.run(data, seed, trips, lambda said: screen.print(said, style="dim"))
    if as_json:
        typer.echo(json.dumps([report.to_json() for report in reports], indent=1))
        return
    for report in reports:
        for table in verdict_tables(report):
            console.print(table)


@bench.command("crawl")
def crawl(
    pages: Annotated[int, typer.Option(help="pages of 20 offers", min=20)] = 300,
    seed: Annotated[int, typer.Option(help="the same seed draws the same pages")] = 2026,
    as_json: Annotated[bool, typer.Option("--json", help="plain values for a program")] = False,
) -> None:
    """Crawling with the whole intake: ours beside a plain Scrapy spider and a BeautifulSoup one."""
    from . import crawl as crawl_bench  # Scrapy and Twisted: no other command waits for them.

    report = crawl_bench.run(pages, seed, lambda said: screen.print(said, style="dim"))
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=1))
        return
    table = Table("", "offers a CPU-s", "ours", "extraction alone", "ours", "start-up, CPU-s")
    for side in report.sides:
        whole, alone = (report.ratio(side.name, extraction=kind) for kind in (False, True))
        rates = f"{side.a_second:,.0f}", f"{whole:.2f}x", f"{side.extracted_a_second:,.0f}"
        table.add_row(side.name, *rates, f"{alone:.2f}x", f"{side.start_up:.1f}")
    console.print(table)
    console.print(
        f"{report.offers:,} offers on {report.pages} pages, equal on all sides; "
        f"seed {report.seed}; CPU-seconds of each crawl's own process, its start-up (a crawl of "
        f"one page) taken off, the best one of {len(report.sides[0].rounds)} rounds; "
        f"{report.machine}; {report.versions}"
    )


@bench.command("planner")
def planner(
    operators: Annotated[int, typer.Option(min=2)] = 200,
    visits: Annotated[int, typer.Option(min=1_000)] = 200_000,
    seed: Annotated[int, typer.Option(help="the same seed draws the same market")] = 2026,
    as_json: Annotated[bool, typer.Option("--json", help="plain values for a program")] = False,
) -> None:
    """What visitors see fresh under one budget: the planner, all alike, by rate of changes."""
    report = planner_bench.run(operators, visits, seed)
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=1))
        return
    for title, ways in (("alike", report.alike), ("unlike", report.unlike)):
        table = Table(f"operators {title}", "fresh", "expected", "requests an hour")
        for way in ways:
            row = (f"{way.fresh:.1%}", f"{way.expected:.1%}", f"{way.requests:,.0f}")
            table.add_row(way.name, *row)
        console.print(table)
    console.print(
        f"fresh: share of {report.visits:,} visits in {report.days} days that saw the true price;"
        f" {report.operators} operators, seed {report.seed}"
    )


@bench.command("gate")
def gate(
    seed: Annotated[int, typer.Option(help="the first seed")] = 2026,
    seeds: Annotated[int, typer.Option(help="how many seeds, one after another", min=1)] = 2,
    captures: Annotated[Path, typer.Option(help="captured days, where there are any")] = CAPTURED,
    as_json: Annotated[bool, typer.Option("--json", help="plain values for a program")] = False,
) -> None:
    """The gate's score: injected faults that it refuses, normal days that it lets pass."""
    report = gate_bench.run(seed, lambda said: screen.print(said, style="dim"), seeds)
    real = gate_real.days(captures)
    if as_json:
        said = report.to_json() | {"real": [asdict(day) for day in real]}
        typer.echo(json.dumps(said, indent=1, ensure_ascii=False))
    else:
        for title, lines in (("fault", report.faults), ("normal day", report.normals)):
            console.print(_gate_table(title, lines))
        console.print(_singles_table(report))
        for line in (*report.faults, *report.normals):
            for case in line.wrong:
                console.print(f"{line.kind}: {case}", markup=False, highlight=False, soft_wrap=True)
        for day in real:
            console.print(str(day), markup=False, highlight=False, soft_wrap=True)
        console.print(
            f"{report.caught} of {report.injected} faults caught"
            f" ({report.caught / report.injected:.1%}), {report.alarms} false alarms in"
            f" {report.normal} normal days ({30 * report.alarms / report.normal:.2f} in 30);"
            f" {report.normal_aside} of their {report.normal_prices:,} prices set aside;"
            f" seeds {report.seeds}; {report.machine}; {report.versions}"
        )
    if not report.holds or not all(day.as_meant for day in real):
        raise typer.Exit(1)


def _gate_table(title: str, lines: Sequence[gate_bench.Line]) -> Table:
    wrong = "published" if title == "fault" else "refused"
    table = Table(title, "judged", wrong)
    for line in lines:
        table.add_row(line.kind, str(line.count), str(len(line.wrong) or ""))
    return table


def _singles_table(report: gate_bench.Report) -> Table:
    table = Table("one price in 100", "misread", "set aside", "in a first run", "right ones too")
    for one in report.singles:
        shares = (f"{part / one.injected:.0%}" for part in (one.caught, one.at_first))
        table.add_row(one.kind, str(one.injected), *shares, str(one.wrong))
    return table


@bench.command("matching")
def matching(
    hotels: Annotated[int, typer.Option(help="made-up hotels of each seed", min=50)] = 2_000,
    seed: Annotated[list[int] | None, typer.Option(help="once for each market")] = None,
    captures: Annotated[
        Path, typer.Option(help="folder with hotel-matching/; skipped where it is absent")
    ] = matching_bench.CAPTURES,
    train: Annotated[
        Path | None, typer.Option(help="learn the weights anew with splink into this file")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="plain values for a program")] = False,
) -> None:
    """The same hotel recognised: precision, recall, F1 and B-cubed, beside two plain rules."""
    if train is not None:
        # splink is an extra of ours, and slow to load.
        try:
            from . import matching_training
        except ModuleNotFoundError as error:
            raise typer.BadParameter(f"{error}: pip install 'fairwind[matching]'") from None
        said = matching_training.write(train, hotels)
        console.print(said)
        return
    seeds = seed or list(matching_bench.SEEDS)
    folder = captures if (captures / "hotel-matching").is_dir() else None
    report = matching_bench.run(hotels, seeds, folder, lambda said: screen.print(said, style="dim"))
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=1))
        return
    matching_tables.show(report, console)
