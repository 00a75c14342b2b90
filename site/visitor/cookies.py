"""The visitor's two cookies: answers on the way, and the right to see one's own data.

Neither is set before the visitor asks for what needs it; neither can be read by a script.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from ...store.settings import Settings
from ..shell import shop_of

DRAFT, CENTRE = "wishes", "mine"


def given(request: Request, name: str) -> str:
    """What the browser sent, "" for nothing."""
    return request.cookies.get(_name(shop_of(request).settings, name), "")


def give(response: Response, settings: Settings, name: str, value: str) -> None:
    """Let the browser hold it till it is closed; "" takes it away."""
    response.set_cookie(
        _name(settings, name),
        value,
        max_age=None if value else 0,
        path="/",
        secure=settings.base_address.startswith("https:"),
        httponly=True,
        samesite="lax",
    )


def _name(settings: Settings, name: str) -> str:
    """`__Host-` before it, but on plain loopback, where no cookie can be Secure."""
    return f"__Host-{name}" if settings.base_address.startswith("https:") else name
