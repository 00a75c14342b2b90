"""The addresses of the public site."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from ..shell import shop_of
from . import (
    calendar_page,
    compare,
    destination_page,
    home,
    machine,
    operator_page,
    photos,
    ranking,
    recheck,
    results,
    stay,
    stay_data,
    suggest,
    way_out,
)
from .machine_views import paced

router = APIRouter(include_in_schema=False)


async def _static(request: Request) -> Response:
    return await shop_of(request).statics.serve(request)


router.add_route("/healthz", machine.alive)
router.add_route("/readyz", machine.ready)
router.add_route("/robots.txt", machine.robots)
router.add_route("/suggest", suggest.suggest)
router.add_route("/favicon.svg", machine.favicon)
router.add_route("/csp-report", machine.report, methods=["POST"])
router.add_route("/static/{name:path}", _static)
router.add_route("/", home.door)
router.add_route("/{lang}", home.step)
router.add_route("/{lang}/", home.page)
router.add_route("/{lang}/trips", results.page)
router.add_route("/{lang}/trips.json", paced(results.as_json))
router.add_route("/{lang}/trips.csv", paced(results.as_csv))
router.add_route("/{lang}/trip/{name}.ics", stay.calendar)
router.add_route("/{lang}/trip/{name}.json", paced(stay_data.as_json))
router.add_route("/{lang}/trip/{name}/again", recheck.again, methods=["POST"])
router.add_route("/{lang}/trip/{name}", stay.page)
router.add_route("/{lang}/compare", compare.page)
router.add_route("/{lang}/compare.json", paced(compare.as_json))
router.add_route("/{lang}/suggestions", suggest.for_browsers)
router.add_route("/{lang}/calendar", calendar_page.page)
router.add_route("/{lang}/calendar.json", paced(calendar_page.as_json))
router.add_route("/{lang}/destinations", destination_page.every)
router.add_route("/{lang}/destinations.json", paced(destination_page.every_as_json))
router.add_route("/{lang}/destination/{slug}.json", paced(destination_page.as_json))
router.add_route("/{lang}/destination/{slug}", destination_page.page)
router.add_route("/{lang}/operators/{slug}.json", paced(operator_page.as_json))
router.add_route("/{lang}/operators/{slug}", operator_page.page)
router.add_route("/{lang}/how-we-rank", ranking.page)
router.add_route("/go/{key}", way_out.go)
router.add_route("/photo/{name}", photos.copy)
