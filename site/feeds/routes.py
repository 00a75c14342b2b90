"""The addresses for other programs."""

from __future__ import annotations

from fastapi import APIRouter

from ..public.machine_views import paced
from . import atom, open_graph, open_search, sitemaps, well_known

router = APIRouter(include_in_schema=False)

router.add_route("/{lang}/trips.atom", paced(atom.trips))
router.add_route("/sitemap.xml", sitemaps.index)
router.add_route("/sitemaps/pages.xml", sitemaps.pages)
router.add_route("/sitemaps/trips-{number:int}.xml", sitemaps.trips)
router.add_route("/{lang}/opensearch.xml", open_search.description)
router.add_route("/og/{lang}.png", open_graph.site)
router.add_route("/og/{lang}/{id}.png", open_graph.product)
router.add_route("/.well-known/security.txt", well_known.security)
router.add_route("/humans.txt", well_known.humans)
router.add_route("/manifest.webmanifest", well_known.manifest)
