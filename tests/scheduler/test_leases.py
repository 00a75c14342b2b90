"""One process at a time works on one operator, and a dead holder frees it at once."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading

from fairwind.scheduler.leases import LENGTH, give_back, held, take, this_holder
from fairwind.store.database import Database

from .conftest import MovedClock


def test_a_free_lease_is_taken_and_given_back(database: Database, clock: MovedClock) -> None:
    with held(database, clock, "source:sunny") as first:
        assert first
    with held(database, clock, "source:sunny") as again:
        assert again


def test_a_second_worker_of_the_same_process_does_not_get_it(
    database: Database, clock: MovedClock
) -> None:
    with held(database, clock, "source:sunny", "one") as first:
        with held(database, clock, "source:sunny", "two") as second:
            assert (first, second) == (True, False)
        with held(database, clock, "source:sunny", "three") as third:
            assert not third, "whoever did not get it gave it back"


def test_leases_of_two_operators_do_not_meet(database: Database, clock: MovedClock) -> None:
    with held(database, clock, "source:sunny") as one, held(database, clock, "source:moon") as two:
        assert one
        assert two


def test_a_killed_holder_frees_its_lease_at_once(database: Database, clock: MovedClock) -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "from fairwind.scheduler.leases import this_holder; print(this_holder())",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert take(database, clock, "source:sunny", said.stdout.strip())
    assert take(database, clock, "source:sunny", this_holder())


def test_a_number_that_another_process_took_over_is_not_the_holder(
    database: Database, clock: MovedClock
) -> None:
    host, pid, started = this_holder().split(" ")
    assert take(database, clock, "source:sunny", f"{host} {pid} {int(started) - 1}")
    assert take(database, clock, "source:sunny", this_holder())


def test_a_holder_on_another_machine_keeps_it_until_it_expires(
    database: Database, clock: MovedClock
) -> None:
    assert take(database, clock, "source:sunny", "elsewhere 1 1")
    assert not take(database, clock, "source:sunny", this_holder())
    clock.at += LENGTH + dt.timedelta(seconds=1)
    assert take(database, clock, "source:sunny", this_holder())


def test_giving_back_what_another_holds_changes_nothing(
    database: Database, clock: MovedClock
) -> None:
    assert take(database, clock, "source:sunny", "elsewhere 1 1")
    give_back(database, "source:sunny", this_holder())
    assert not take(database, clock, "source:sunny", this_holder())


def test_of_many_workers_at_once_exactly_one_gets_it(database: Database, clock: MovedClock) -> None:
    got: list[bool] = []
    gate, done = threading.Barrier(8), threading.Barrier(8)

    def work(number: int) -> None:
        gate.wait()
        with held(database, clock, "source:sunny", f"worker{number}") as free:
            got.append(free)
            done.wait()

    workers = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(got) == [False] * 7 + [True]
