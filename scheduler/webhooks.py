"""Webhooks: the calls that are due, made through the guarded network and noted one by one."""

from __future__ import annotations

from ..leads import webhook
from ..leads.webhook import Call
from ..offers.faults import FetchFault
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings
from .calling import NETWORK, post

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
    except (FetchFault, *NETWORK) as error:
        fault = str(error) or type(error).__name__
    with database.write() as conn:
        if fault:
            webhook.failed(conn, call, fault, clock.now())
        else:
            webhook.taken(conn, call, clock.now())
    return not fault


def _post(settings: Settings, clock: Clock, call: Call) -> int:
    headers = {
        "Content-Type": "application/json",
        "Fairwind-Delivery": call.id,
        "Fairwind-Signature": webhook.signature(settings, call.body, clock.now()),
    }
    return post(settings, "webhook", settings.webhook_address, call.body, headers)
