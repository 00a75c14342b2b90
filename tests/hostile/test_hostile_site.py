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


THEIRS = r"""page => [...page.querySelectorAll('*')].filter(e =>
    [...e.attributes].some(a => /^on/i.test(a.name) || /^\s*javascript:/i.test(a.value))
    || /^(IFRAME|OBJECT|EMBED|BASE|MARQUEE|STYLE)$/i.test(e.tagName)
    || (e.tagName === 'SCRIPT' && e.type !== 'application/ld+json' && !e.nonce)
    || (e.tagName === 'FORM' && !e.action.startsWith(location.origin))
).map(e => e.outerHTML.slice(0, 200))"""
"""The elements of a page that are an operator's, not ours."""


def nothing_ran(seen: Any, address: str) -> None:
    """No foreign request, no dialog (one would be a complaint), no element of theirs."""
    assert seen.hosts <= {"127.0.0.1"}, f"{address}: asked {seen.hosts}"
    assert not seen.complaints, f"{address}: {seen.complaints}"
    theirs = seen.page.evaluate(f"() => ({THEIRS})(document)")
    assert not theirs, f"{address}: {theirs}"


def watched(seen: Any) -> Any:
    def said(dialog: Any) -> None:
        seen.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    seen.page.on("dialog", said)
    return seen


def lists(taken: Taken) -> list[str]:
    shop = shop_of(taken.app)
    found = [f"/{LANGUAGE}/"]
    for group in Group:
        pages = shop.finder.answer(Query(group=group), shop.now()).pages
        found += [f"/{LANGUAGE}/trips?group={group}&page={n}" for n in range(1, pages + 1)]
    return found


def comparisons(taken: Taken) -> list[str]:
    """Every stay beside three others."""
    ids = [path.rpartition("-")[2] for path in stays(taken.app)]
    fours = [ids[n : n + 4] for n in range(0, len(ids) - 3, 4)]
    return [f"/{LANGUAGE}/compare?{'&'.join(f'id={id}' for id in four)}" for four in fours]


def walk(seen: Any, address: str, paths: list[str]) -> str:
    """Open each page; what all of their cards say."""
    shown = []
    for path in paths:
        answer = seen.page.goto(address + path)
        assert answer.status == 200, path
        nothing_ran(seen, path)
        shown += seen.page.locator(".list").all_text_contents()
    return "\n".join(shown)


@pytest.mark.browser
def test_no_list_runs_what_an_operator_wrote_and_each_payload_is_shown(
    taken: Taken, address: str, visit: Callable[..., Any]
) -> None:
    marks = set(MARK.findall(walk(watched(visit(DESK)), address, lists(taken))))
    published = published_marks(taken)
    assert len(published) >= 60
    assert marks >= published, f"never shown: {sorted(published - marks)}"


@pytest.mark.browser
def test_no_other_kind_of_page_runs_it_either(
    taken: Taken, address: str, visit: Callable[..., Any]
) -> None:
    pages = [f"/{LANGUAGE}/{page}" for page in ("calendar", "destinations", "how-we-rank")]
    pages += [f"/{LANGUAGE}/destination/greece", *stays(taken.app)[::8], *comparisons(taken)[::5]]
    walk(watched(visit(DESK)), address, pages)


@pytest.mark.browser
def test_a_browser_finds_no_element_of_theirs_in_any_stay_or_comparison(
    taken: Taken, client: TestClient, address: str, visit: Callable[..., Any]
) -> None:
    parsing = visit(DESK).page
    parsing.route("**/bare", lambda route: route.fulfill(body="no policy of ours forbids to parse"))
    parsing.goto(f"{address}/bare")
    marks: set[str] = set()
    for path in [*stays(taken.app), *comparisons(taken)]:
        read = "text => new DOMParser().parseFromString(text, 'text/html')"
        theirs, words = parsing.evaluate(
            f"text => {{ const page = ({read})(text);"
            f" return [({THEIRS})(page), page.querySelector('main').textContent] }}",
            client.get(path).text,
        )
        assert not theirs, f"{path}: {theirs}"
        marks |= set(MARK.findall(words))
    assert marks >= published_marks(taken)


@pytest.mark.long
@pytest.mark.browser
def test_no_stay_and_no_comparison_runs_it(
    taken: Taken, address: str, visit: Callable[..., Any]
) -> None:
    walk(watched(visit(DESK)), address, [*stays(taken.app), *comparisons(taken)])


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
