"""XML of our own making: built as a tree, so that no scraped text can end an element."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from starlette.responses import Response

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text without the characters that no XML document may hold."""
    return _ILLEGAL.sub("", text)


def root(namespace: str, tag: str, **prefixed: str) -> etree._Element:
    """A document of a namespace; `prefixed` are further ones by their prefix."""
    known: Any = {None: namespace, **prefixed}  # the stubs know no default namespace
    return etree.Element(etree.QName(namespace, tag), nsmap=known)


def add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    """A child element in its parent's namespace, text and attributes cleaned."""
    space = etree.QName(parent).namespace
    named = etree.QName(space, tag)
    child = etree.SubElement(parent, named, {k: clean(v) for k, v in attributes.items()})
    if text:
        child.text = clean(text)
    return child


def answer(root: etree._Element, media_type: str, keep: str) -> Response:
    """The document as an answer in UTF-8."""
    body = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return Response(
        body, media_type=f"{media_type}; charset=utf-8", headers={"Cache-Control": keep}
    )
