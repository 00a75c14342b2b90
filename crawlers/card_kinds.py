"""Every connector kind by its word in the card."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .card_connector import Connector, Feed, HtmlJson, JsonSearch, Sheet
from .card_octo import Octo
from .card_web import Html, Structured
from .card_xml import Xml

AnyConnector = Annotated[
    Feed | Sheet | HtmlJson | JsonSearch | Html | Structured | Xml | Octo,
    Field(discriminator="kind"),
]
KINDS: dict[str, type[Connector]] = {
    "feed": Feed,
    "sheet": Sheet,
    "html_json": HtmlJson,
    "json_search": JsonSearch,
    "html": Html,
    "structured": Structured,
    "xml": Xml,
    "octo": Octo,
}
