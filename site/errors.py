"""Errors as pages: in the page's language, with the request's id, without a trace (W-108)."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..offers.faults import GenerationFault, QueryFault, StoreFault
from .shell import language, languages, render, shop_of
from .text import Speech, speech_of

log = structlog.get_logger("fairwind.site")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """One error as the visitor reads it; `detail` names what was wrong in what they asked."""

    status: int
    heading: str
    sentence: str
    detail: str = ""


def error_page(speech: Speech, status: int, detail: str = "") -> ErrorPage:
    """The words of an error; a status without words of its own speaks as its class does."""
    _ = speech._
    words = {
        400: (_("We did not understand this request"), _("Please go back and try once more.")),
        403: (
            _("This was not sent from our own page"),
            _("Please open the page again and send the form from there."),
        ),
        404: (
            _("There is no page at this address"),
            _("It may have been mistyped, or the page has moved."),
        ),
        405: (_("This address does not take that"), _("Please start again from the first page.")),
        410: (
            _("This stay is no longer offered"),
            _("Its operator has taken it off. Others are still there."),
        ),
        413: (_("That was too much to send"), _("Please shorten your message and send it again.")),
        422: (_("One thing in your search cannot be"), _("Please change it and search again.")),
        429: (_("That was very fast"), _("Please wait a minute and try again.")),
        500: (
            _("Something broke on our side"),
            _("It has been noted. Please try again, or call us."),
        ),
        503: (
            _("The offers are not ready yet"),
            _("We are fetching them from the operators. Please come back in a few minutes."),
        ),
    }
    heading, sentence = words.get(status) or words[400 if status < 500 else 500]
    return ErrorPage(status, heading, sentence, detail)


def answer_error(
    request: Request, status: int, detail: str = "", headers: dict[str, str] | None = None
) -> Response:
    """The error as a page, or as JSON where JSON was asked for."""
    speech = speech_of(language(request))
    page = error_page(speech, status, detail)
    if request.url.path.endswith(".json"):
        said = {
            "status": status,
            "error": page.heading,
            "detail": page.detail,
            "request": request.scope["state"]["request_id"],
        }
        return JSONResponse(said, status, headers)
    return render(
        request,
        "public/error.html",
        page,
        status=status,
        indexed=False,
        headers=headers,
        fragment="public/error_fragment.html",
    )


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405 and _in_no_language(request):
        return answer_error(request, 404)
    if error.status_code == 429:
        headers.setdefault("Retry-After", "60")
    return answer_error(request, error.status_code, headers=headers)


def _in_no_language(request: Request) -> bool:
    """Whether nothing stands at this address whatever is done there: /nowhere, /xx/trips."""
    lang = request.path_params.get("lang")
    return lang is not None and lang not in languages(shop_of(request).settings)


async def _query(request: Request, error: Exception) -> Response:
    assert isinstance(error, QueryFault)
    speech = speech_of(language(request))
    detail = speech._(
        'The value "%(value)s" of %(field)s cannot be searched.',
        value=error.value[:80],
        field=error.field,
    )
    if error.allowed:
        possible = speech._("What can stand there: %(values)s.", values=error.allowed)
        detail = f"{detail} {possible}"
    return answer_error(request, 422, detail)


async def _form(request: Request, error: Exception) -> Response:
    return answer_error(request, 422)


async def _not_ready(request: Request, error: Exception) -> Response:
    log.error("not_ready", reason=str(error), request=request.scope["state"]["request_id"])
    return answer_error(request, 503, headers={"Retry-After": "120"})


async def refuse_cross_site(request: Request) -> Response:
    """The 403 page of a form that another site sent."""
    log.warning("cross_site", path=request.url.path)
    return answer_error(request, 403)


async def refuse_host(request: Request) -> Response:
    """The 404 page of an address that is on the other host."""
    return answer_error(request, 404)


def install(app: FastAPI) -> None:
    """Draw every error of the app as a page."""
    for kind, draw in {
        HTTPException: _http,
        QueryFault: _query,
        RequestValidationError: _form,
        GenerationFault: _not_ready,
        StoreFault: _not_ready,
    }.items():
        app.add_exception_handler(kind, draw)


class LastNet:
    """Catch what nobody caught, inside the security headers: log it whole, show its id only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            log.exception("unexpected", path=scope["path"], request=scope["state"]["request_id"])
            if begun:
                raise
            await answer_error(Request(scope, receive), 500)(scope, receive, send)
