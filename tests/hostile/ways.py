"""Ways about the site over the hostile operator: its addresses, its marks, a question sent."""

from __future__ import annotations

import re

from fastapi import FastAPI
from lxml import html
from starlette.testclient import TestClient

from fairwind.search.query import Group, Query, read_query
from fairwind.site.shell import Shop

from .conftest import Taken

LANGUAGE = "en"
MARK = re.compile(r"hz\d\d")


def shop_of(app: FastAPI) -> Shop:
    shop: Shop = app.state.shop
    return shop


def stays(app: FastAPI) -> list[str]:
    """The address of every product there is, whatever its group."""
    shop, found = shop_of(app), []
    for group in Group:
        answer = shop.finder.answer(Query(group=group), shop.now())
        for page in range(1, answer.pages + 1):
            more = read_query([("group", group.value), ("page", str(page))])
            found += shop.finder.answer(more, shop.now()).cards
    return [f"/{LANGUAGE}/trip/{card.slug}-{card.product_id}" for card in found]


def published_marks(taken: Taken) -> set[str]:
    """The marks of the records that became offers; the others were refused for a bare name."""
    assert taken.outcome.run
    names = taken.outcome.run.offers()["name"].to_pylist()
    return {mark for name in names for mark in MARK.findall(name)}


def ask_about(client: TestClient, path: str, words: str) -> str:
    """Send a question with hostile words of the visitor's own; the reference it got."""
    page = client.get(path)
    form = html.fromstring(page.content).xpath("//form[@class='ask']")[0]
    fields = {
        field.get("name"): field.get("value", "")
        for field in form.xpath(".//input[@name]")
        if field.get("type") != "checkbox" or field.get("checked") is not None
    }
    fields |= {
        "name": words[:80],
        "phone": "06 30 111 2233",
        "message": words[:2000],
        "consent": "yes",
    }
    answer = client.post(f"/{LANGUAGE}/ask", data=fields)
    assert answer.status_code == 200, answer.text
    found = re.search(r"KH-\d+", answer.text)
    assert found, path
    return found[0]
