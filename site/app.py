"""The site as an ASGI application: the shop, the slices and what stands around every answer."""

from __future__ import annotations

from collections import Counter

from fastapi import FastAPI
from starlette.middleware import Middleware

from ..catalog.home import Home
from ..catalog.photos import Shelf
from ..desk.operators import OpenCounter
from ..leads import erase
from ..offers.faults import SettingsFault
from ..search.live import LiveEngine
from ..search.word_index import check_engine
from ..store import logs
from ..store.clock import Clock, clock_of
from ..store.database import open_database
from ..store.settings import Settings
from . import colour, enquiry, errors, feeds, office, visitor
from .office_host import OfficeHost
from .public.pace import (
    MACHINE_VIEWS_A_SECOND,
    MACHINE_VIEWS_AT_ONCE,
    PICTURES_A_SECOND,
    PICTURES_AT_ONCE,
    SUGGESTIONS_A_SECOND,
    Pace,
)
from .public.routes import router as public
from .security import CrossSiteGuard, SecurityHeaders
from .shell import Finder, Shop, languages
from .sources import Sources
from .static_files import Statics
from .templating import Templates


def create_app(
    settings: Settings,
    clock: Clock | None = None,
    finder: Finder | None = None,
    counter: OpenCounter | None = None,
) -> FastAPI:
    """The whole site over one home; `finder` is given by tests that need no generation.

    `counter` opens what the office knows and decides of operators; without it those pages are 404.
    """
    logs.set_up()
    app = FastAPI(
        title=settings.agency_name,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(errors.LastNet),
            Middleware(
                CrossSiteGuard,
                homes=(settings.base_address, settings.office_address),
                refuse=errors.refuse_cross_site,
            ),
            Middleware(OfficeHost, host=settings.office_host, refuse=errors.refuse_host),
        ],
    )
    app.state.csp_reports = Counter()
    app.state.suggest_pace = Pace(SUGGESTIONS_A_SECOND)
    app.state.machine_pace = Pace(MACHINE_VIEWS_A_SECOND, at_once=MACHINE_VIEWS_AT_ONCE)
    app.state.picture_pace = Pace(PICTURES_A_SECOND, at_once=PICTURES_AT_ONCE)
    app.state.shop = _shop(settings, clock or clock_of(settings), finder, counter)
    errors.install(app)
    for router in (office.router, enquiry.router, visitor.router, feeds.router, public):
        app.include_router(router)
    return app


def _shop(
    settings: Settings, clock: Clock, finder: Finder | None, counter: OpenCounter | None
) -> Shop:
    unknown = set(settings.languages) - set(languages(settings))
    if unknown:
        raise SettingsFault(f"FAIRWIND_LANGUAGES: we have no words for {', '.join(unknown)}")
    check_engine(settings.words)
    statics = Statics(colour.rules(settings.agency_colour), settings.agency_logo)
    database = open_database(settings)
    erase.replay(database, settings, clock.now())
    return Shop(
        settings=settings,
        clock=clock,
        database=database,
        finder=finder or LiveEngine(Home(settings.home)),
        sources=Sources(settings.home),
        photos=Shelf(Home(settings.home)),
        statics=statics,
        templates=Templates(languages(settings), statics),
        counter=counter(settings, clock, database) if counter else None,
    )
