"""A real PostgreSQL of one's own on a free loopback port, for the time of a test run."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

MEMORY, ROOM = Path("/dev/shm"), 3 << 30
DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def binaries() -> Path | None:
    """The folder of initdb and postgres: Debian's, else the one on PATH."""
    for folder in DEBIAN:
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(bin_folder: Path) -> Iterator[str]:
    """The address of an empty database; the server is stopped and its data removed afterwards."""
    user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="fairwind-pg-", dir=_quick_folder()))
    port = free_port()
    try:
        if user:
            owner = pwd.getpwnam(user)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        _run([bin_folder / "initdb", "-D", folder / "data", "-U", "fairwind", *_INIT], user)
        server = subprocess.Popen(
            [bin_folder / "postgres", "-D", folder / "data", "-p", str(port), *_options(folder)],
            user=user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _run([bin_folder / "pg_isready", "-h", "127.0.0.1", "-p", str(port)], user, tries=200)
            yield f"postgresql+psycopg://fairwind@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: its data go too
            server.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str, name: str, template: str = "template1") -> str:
    """Make one more database on this server, a copy of another; gives its address."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    engine.dispose()
    return server.rpartition("/")[0] + "/" + name


def drop_database(server: str, name: str) -> None:
    """Remove one of this server's databases, whoever is still connected to it."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


def _quick_folder() -> Path | None:
    """Memory instead of a disk where there is enough: a database is made five times as fast."""
    roomy = (
        MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM and os.access(MEMORY, os.W_OK)
    )
    return MEMORY if roomy else None


_INIT = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")


def _options(folder: Path) -> list[str]:
    said = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder), "fsync": "off"}
    return [part for name, value in said.items() for part in ("-c", f"{name}={value}")]


def _run(command: list[object], user: str | None, tries: int = 1) -> None:
    for left in range(tries, 0, -1):
        done = subprocess.run(
            [str(part) for part in command], user=user, cwd="/", capture_output=True, check=False
        )
        if done.returncode == 0:
            return
        if left > 1:
            time.sleep(0.05)
    raise RuntimeError(done.stderr.decode())
