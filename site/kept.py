"""Kept: how a browser that holds a page asks whether it is still the same (ETag, 304).

The mark is made of the page without its nonce, which is another at every answer. A 304 carries no
Content-Security-Policy (security.py), so the kept page goes on under the policy it came with.
"""

from __future__ import annotations

import hashlib

from starlette.requests import Request


def mark(body: bytes, nonce: str = "") -> str:
    """The weak mark of a page: equal marks, equal pages but for the nonce."""
    same = body.replace(nonce.encode(), b"") if nonce else body
    return f'W/"{hashlib.blake2b(same, digest_size=12).hexdigest()}"'


def held(request: Request, mark: str) -> bool:
    """Whether the asker already holds the page with this mark (RFC 9110, 13.1.2: weakly)."""
    if request.method not in ("GET", "HEAD"):
        return False
    said = request.headers.get("if-none-match", "")
    marks = {one.strip().removeprefix("W/") for one in said.split(",")}
    return mark.removeprefix("W/") in marks or said.strip() == "*"
