"""Network: how the httpx client opens a socket: checked where it leads, and within its time."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from ...offers.faults import FetchFault
from .address import AllowList, Place, plain_host


class Deadline:
    """One span of time for everything a question takes: connecting, sending and all reading."""

    def __init__(self, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._now = seconds, now
        self._end = now() + seconds

    def left(self) -> float:
        """Seconds left; TimeoutError when there are none."""
        left = self._end - self._now()
        if left <= 0:
            raise httpcore.ReadTimeout(f"no whole answer within {self._seconds:g} s")
        return left


class GuardedNetwork(httpcore.NetworkBackend):
    """Looks a name up once, checks every answer, and connects to a checked one.

    A name with one answer that may not be reached is refused altogether: nobody publishes a
    private address beside a public one for a good reason.
    """

    def __init__(self, allow: AllowList, deadline: Deadline) -> None:
        self._allow, self._deadline = allow, deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        place = Place(plain_host(host), port)
        self._allow.check_place(place)
        answers = self._look_up(place)
        for answer in answers:
            self._allow.check_connect(place, answer)
        return _WithDeadline(self._first_open(answers, port), self._deadline)

    def _look_up(self, place: Place) -> list[str]:
        try:
            found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{place}: the name is not known: {error}") from error
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    def _first_open(self, answers: list[str], port: int) -> httpcore.NetworkStream:
        for answer in answers[:-1]:
            try:
                return self._inner.connect_tcp(answer, port, min(5.0, self._deadline.left()))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._inner.connect_tcp(answers[-1], port, self._deadline.left())

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        raise FetchFault(f"{path}: a socket file is no operator")


class _WithDeadline(httpcore.NetworkStream):
    """A stream whose every wait ends with the question's own time, however slowly bytes drip."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _WithDeadline(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
