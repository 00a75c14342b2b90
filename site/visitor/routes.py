"""The addresses of the visitor's own pages."""

from __future__ import annotations

from fastapi import APIRouter

from . import my_data, my_data_deeds, needs_page, newsletter_page, sending, trust, wizard

router = APIRouter(include_in_schema=False)
for part in (wizard, sending, newsletter_page, needs_page, my_data_deeds, my_data, trust):
    router.include_router(part.router)
# After all fixed words below /profile, for it takes any.
router.add_api_route("/{lang}/profile/{step}", wizard.ask, methods=["GET"])
router.add_api_route("/{lang}/profile/{step}", wizard.answer, methods=["POST"])
