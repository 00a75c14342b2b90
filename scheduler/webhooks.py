"""Webhooks: the calls that are due, made through the guarded network and noted one by one."""

from __future__ import annotations

import ssl
from functools import cache

import httpcore
import httpx

from ..crawlers.fetch.address import AllowList, place_of
from ..crawlers.fetch.network import Deadline, GuardedNetwork
from ..leads import webhook
from ..leads.webhook import Call
from ..offers.faults import FetchFault
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings

SECONDS = 10.0
MOST_A_TURN = 50


def call_webhooks(settings: Settings, clock: Clock, database: Database) -> int:
    """Make the calls that are due; returns how many were taken.

    The first that fails ends the turn: a receiver that is away holds up nothing else. Whoever dies
    between the receiver's yes and our note makes that call again, with the same id: at least once.
    """
    made = 0
    while settings.webhook_address and made < MOST_A_TURN:
        with database.write() as conn:
            call = webhook.lease(conn, settings, clock.now())
        if call is None or not _made(settings, clock, database, call):
            break
        made += 1
    return made


def _made(settings: Settings, clock: Clock, database: Database, call: Call) -> bool:
    try:
        status = _post(settings, clock, call)
        fault = "" if 200 <= status < 300 else f"answered {status}"
    except (FetchFault, *_NETWORK) as error:
        fault = str(error) or type(error).__name__
    with database.write() as conn:
        if fault:
            webhook.failed(conn, call, fault, clock.now())
        else:
            webhook.taken(conn, call, clock.now())
    return not fault


def _post(settings: Settings, clock: Clock, call: Call) -> int:
    """The status of the answer; nothing of it is read and no redirect is followed.

    Only the host of the settings is connected to, and only at a public address.
    """
    place = place_of(settings.webhook_address)
    allow = AllowList("webhook", frozenset({place}), settings.allow_loopback)
    headers: dict[bytes | str, bytes | str] = {
        "Host": str(httpx.URL(settings.webhook_address).netloc, "ascii"),
        "Content-Type": "application/json",
        "Fairwind-Delivery": call.id,
        "Fairwind-Signature": webhook.signature(settings, call.body, clock.now()),
    }
    network = GuardedNetwork(allow, Deadline(SECONDS))
    with (
        httpcore.ConnectionPool(ssl_context=_tls(), network_backend=network) as pool,
        pool.stream("POST", settings.webhook_address, headers=headers, content=call.body) as answer,
    ):
        return answer.status


_NETWORK = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
)


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
