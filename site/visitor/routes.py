"""The addresses of the visitor's own pages."""

from __future__ import annotations

from fastapi import APIRouter

from . import newsletter_page, sending, wizard

router = APIRouter(include_in_schema=False)
router.include_router(wizard.router)
router.include_router(sending.router)
router.include_router(newsletter_page.router)
# After all fixed words below /profile, for it takes any.
router.add_api_route("/{lang}/profile/{step}", wizard.ask, methods=["GET"])
router.add_api_route("/{lang}/profile/{step}", wizard.answer, methods=["POST"])
