"""OpenSearch: how a browser searches this site from its address field (W-24)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from ..shell import page_language, shop_of
from . import xml

NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
LONGEST_NAME = 16
"""Characters that the specification allows a ShortName."""


async def description(request: Request) -> Response:
    """The description in a language: results as pages and as a feed, and suggestions."""
    speech, shop = page_language(request), shop_of(request)
    name, base = shop.settings.agency_name, shop.settings.base_address
    root = xml.root(NAMESPACE, "OpenSearchDescription")
    xml.add(root, "ShortName", name[:LONGEST_NAME])
    said = speech._("Trips of every operator at %(agency)s", agency=name)
    xml.add(root, "Description", said)
    xml.add(root, "Language", speech.lang)
    xml.add(root, "InputEncoding", "UTF-8")
    xml.add(root, "Image", f"{base}/favicon.svg", type="image/svg+xml", height="32", width="32")
    for kind, ending in (("text/html", ""), ("application/atom+xml", ".atom")):
        template = f"{base}/{speech.lang}/trips{ending}?q={{searchTerms}}"
        xml.add(root, "Url", type=kind, method="get", template=template)
    suggest = f"{base}/{speech.lang}/suggestions?q={{searchTerms}}"
    xml.add(root, "Url", type="application/x-suggestions+json", template=suggest)
    return xml.answer(root, "application/opensearchdescription+xml", "public, max-age=86400")
