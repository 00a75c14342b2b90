"""A hostile operator's words are words on every page, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from fairwind.search.query import Group, Query
from fairwind.store.users import MANAGER, create_user

from .conftest import NOON, Taken
from .payloads import TEXTS, marked
from .ways import LANGUAGE, MARK, ask_about, published_marks, shop_of, stays

DESK = (1280, 900)
PASSWORD = "correct horse battery"


def nothing_ran(seen: Any, address: str) -> None:
    """No foreign request, no dialog (one would be a complaint), no element of theirs."""
    assert seen.hosts <= {"127.0.0.1"}, f"{address}: asked {seen.hosts}"
    assert not seen.complaints, f"{address}: {seen.complaints}"
    theirs = seen.page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(e =>
            [...e.attributes].some(a => /^on/i.test(a.name) || /^\\s*javascript:/i.test(a.value))
            || /^(IFRAME|OBJECT|EMBED|BASE|MARQUEE|STYLE)$/i.test(e.tagName)
            || (e.tagName === 'SCRIPT' && e.type !== 'application/ld+json' && !e.nonce)
            || (e.tagName === 'FORM' && !e.action.startsWith(location.origin))
        ).map(e => e.outerHTML.slice(0, 200))"""
    )
    assert not theirs, f"{address}: {theirs}"


def watched(seen: Any) -> Any:
    def said(dialog: Any) -> None:
        seen.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    seen.page.on("dialog", said)
    return seen


@pytest.mark.browser
def test_no_page_of_the_site_runs_what_an_operator_wrote(
    taken: Taken, address: str, visit: Callable[..., Any]
) -> None:
    seen = watched(visit(DESK))
    shop = shop_of(taken.app)
    lists = []
    for group in Group:
        pages = shop.finder.answer(Query(group=group), shop.now()).pages
        lists += [f"/{LANGUAGE}/trips?group={group}&page={n}" for n in range(1, pages + 1)]
    marks: set[str] = set()
    for path in [f"/{LANGUAGE}/", *lists, *stays(taken.app)]:
        seen.page.goto(address + path)
        nothing_ran(seen, path)
        marks |= set(MARK.findall(seen.page.inner_text("main")))
    published = published_marks(taken)
    assert len(published) >= 60
    assert marks >= published, f"never shown: {sorted(published - marks)}"


@pytest.mark.browser
def test_no_page_beside_the_lists_runs_it_either(
    taken: Taken, address: str, visit: Callable[..., Any]
) -> None:
    seen = watched(visit(DESK))
    ids = [path.rpartition("-")[2] for path in stays(taken.app)]
    fours = [ids[n : n + 4] for n in range(0, len(ids) - 3, 4)]
    pages = [f"/{LANGUAGE}/compare?{'&'.join(f'id={id}' for id in four)}" for four in fours]
    pages += [f"/{LANGUAGE}/{page}" for page in ("calendar", "destinations", "how-we-rank")]
    pages.append(f"/{LANGUAGE}/destination/greece")
    for path in pages:
        answer = seen.page.goto(address + path)
        assert answer.status == 200, path
        nothing_ran(seen, path)


@pytest.mark.long
@pytest.mark.browser
def test_what_a_visitor_types_is_a_word_too(
    taken: Taken, address: str, visit: Callable[..., Any]
) -> None:
    seen = watched(visit(DESK))
    for number in range(0, len(TEXTS), 4):
        seen.page.goto(f"{address}/{LANGUAGE}/")
        field = seen.page.locator("input[name=q], input[name=to]").first
        field.fill(marked(number)[:180])
        field.press("Enter")
        seen.page.wait_for_load_state()
        nothing_ran(seen, f"q={marked(number)!r}")


@pytest.mark.browser
def test_the_office_reads_hostile_leads_as_words(
    taken: Taken, client: TestClient, address: str, visit: Callable[..., Any]
) -> None:
    shop = shop_of(taken.app)
    paths = stays(taken.app)
    references = [
        ask_about(client, paths[n % len(paths)], marked(n)) for n in range(0, len(TEXTS), 9)
    ]
    with shop.database.write() as conn:
        create_user(conn, "clara@example.com", "Clara", MANAGER, PASSWORD, NOON)
    seen = watched(visit(DESK))
    seen.page.goto(f"{address}/office")
    seen.page.fill("#email", "clara@example.com")
    seen.page.fill("#password", PASSWORD)
    seen.page.click("main button")
    nothing_ran(seen, "the inbox")
    for reference in references:
        seen.page.goto(f"{address}/office/leads/{reference}")
        assert MARK.search(seen.page.inner_text("main"))
        nothing_ran(seen, reference)
