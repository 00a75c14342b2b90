"""Pages for machines: alive, ready, what may be crawled, what a browser blocked."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections import Counter

import structlog
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ...catalog.generations import current
from ...catalog.home import Home
from ...desk import operators
from ...offers.faults import FairwindError
from ...search.query import Query
from ...store.outbox import oldest_waiting
from ..shell import Shop, shop_of

log = structlog.get_logger("fairwind.site")

LEAST_FREE_MB = 200
"""What must be free in the home: a lead and a log line always find room."""
LONGEST_WAIT = 30
"""Minutes that a mail may wait: it leaves with the next tick, and four tries lie within."""
CLOSED = ("/go/", "/office", "/csp-report", "/suggest", "/*/compare", "/*/ask")
LONGEST_REPORT = 16 * 1024


async def alive(request: Request) -> Response:
    """The process answers; nothing else is claimed."""
    return PlainTextResponse("ok\n")


Check = dict[str, str | int]


async def ready(request: Request) -> Response:
    """Whether this process should be sent visitors (database, offers, room on the disk) and
    whether all behind it is well (cron, mail): the first decides the status, or with `?well`, as a
    monitor asks, both. No visitor is helped where a site goes for cron's sake (decision 0124).
    """
    shop = shop_of(request)
    needed = {"database": _database(shop), "offers": _offers(shop), "disk": _disk(shop)}
    behind = _behind(shop)
    good, well = (all(one["state"] == "ok" for one in of.values()) for of in (needed, behind))
    said = {"ready": good, "well": good and well, "checks": needed | behind}
    asked = said["well"] if "well" in request.query_params else good
    return JSONResponse(said | {"now": shop.now().isoformat()}, 200 if asked else 503)


def _behind(shop: Shop) -> dict[str, Check]:
    """What no visitor's page waits for; not known while the database cannot be read."""
    try:
        found = {"mail": _mail(shop)}
        return found if shop.counter is None else found | {"cron": _cron(shop, shop.counter)}
    except Exception as error:  # whatever the driver raises: see _database
        log.error("not_known_whether_well", error=str(error))
        return {"cron": {"state": "not known"}, "mail": {"state": "not known"}}


def _cron(shop: Shop, counter: operators.Counter) -> Check:
    """When `fairwind tick` was last heard of."""
    called = counter.called()
    if called.at is None:
        return {"state": "never called"}
    return {"state": "silent" if called.silent else "ok", "age_minutes": _minutes(shop, called.at)}


def _mail(shop: Shop) -> Check:
    """How long the oldest mail waits that should have left."""
    since = oldest_waiting(shop.database)
    age = _minutes(shop, since) if since else 0
    return {"state": "ok" if age <= LONGEST_WAIT else "waiting", "age_minutes": age}


def _minutes(shop: Shop, since: dt.datetime) -> int:
    return int((shop.now() - since).total_seconds() // 60)


def _database(shop: Shop) -> Check:
    try:
        with shop.database.read() as conn:
            conn.execute(text("SELECT 1"))
    except Exception as error:  # whatever the driver raises, the answer is "not ready"
        log.error("database_not_ready", error=str(error))
        return {"state": "cannot be read"}
    return {"state": "ok"}


def _offers(shop: Shop) -> Check:
    """The generation that is served and its age; an old one is still served, so still ready."""
    try:
        served = current(Home(shop.settings.home))
        if served is None:
            return {"state": "none published yet"}
        made = served.manifest()
        shop.finder.answer(Query(), shop.now())
    except FairwindError as error:
        return {"state": str(error)}
    age = _minutes(shop, made.created)
    return {"state": "ok", "generation": served.id, "age_minutes": age, "offers": made.offers}


def _disk(shop: Shop) -> Check:
    free = shutil.disk_usage(shop.settings.home).free // 2**20
    return {"state": "ok" if free >= LEAST_FREE_MB else "nearly full", "free_mb": free}


async def robots(request: Request) -> Response:
    """What crawlers may ask for (W-103), and where all addresses stand."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines.append(f"Sitemap: {shop_of(request).settings.base_address}/sitemap.xml")
    return PlainTextResponse("\n".join(lines) + "\n", headers={"Cache-Control": "max-age=3600"})


async def favicon(request: Request) -> Response:
    """Our mark, under the address browsers are told."""
    body = shop_of(request).statics.body("favicon.svg")
    return Response(body, media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})


async def report(request: Request) -> Response:
    """Count and log what a browser blocked by our policy; answers nothing to learn from."""
    body = await _short_body(request)
    try:
        said = json.loads(body)
        blocked = said.get("csp-report", said) if isinstance(said, dict) else {}
    except (ValueError, RecursionError):
        return Response(status_code=400)
    counter: Counter[str] = request.app.state.csp_reports
    directive = str(blocked.get("violated-directive", "unknown"))[:80]
    counter[directive] += 1
    log.warning(
        "csp_report", directive=directive, blocked=str(blocked.get("blocked-uri", ""))[:200]
    )
    return Response(status_code=204)


async def _short_body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_REPORT:
            return b""
    return body
