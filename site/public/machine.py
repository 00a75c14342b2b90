"""Pages for machines: alive, ready, what may be crawled, what a browser blocked."""

from __future__ import annotations

import json
import shutil
from collections import Counter

import structlog
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ...catalog.generations import current
from ...catalog.home import Home
from ...offers.faults import FairwindError
from ...search.query import Query
from ..shell import Shop, shop_of

log = structlog.get_logger("fairwind.site")

LEAST_FREE_MB = 200
"""What must be free in the home: a lead and a log line always find room."""
CLOSED = ("/go/", "/office", "/csp-report", "/suggest", "/*/compare", "/*/ask")
LONGEST_REPORT = 16 * 1024


async def alive(request: Request) -> Response:
    """The process answers; nothing else is claimed."""
    return PlainTextResponse("ok\n")


async def ready(request: Request) -> Response:
    """Whether this process should be sent visitors: database, offers, room on the disk."""
    shop = shop_of(request)
    checks = {"database": _database(shop), "offers": _offers(shop), "disk": _disk(shop)}
    good = all(check["state"] == "ok" for check in checks.values())
    said = {"ready": good, "checks": checks, "now": shop.now().isoformat()}
    return JSONResponse(said, 200 if good else 503)


Check = dict[str, str | int]


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
    minutes = int((shop.now() - made.created).total_seconds() // 60)
    return {"state": "ok", "generation": served.id, "age_minutes": minutes, "offers": made.offers}


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
