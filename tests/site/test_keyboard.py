"""The keyboard alone: every control in the order of the page, its ring seen, nothing over it.

W-71 to W-73; WCAG 2.2: 2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11, 2.5.8.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from .pages import OnePage, Pages

pytestmark = pytest.mark.browser

PHONE, DESK = (390, 844), (1280, 900)
WALKED = ("home", "results, filtered", "stay", "compare", "calendar", "ask")
MOST = 500
WALK = """() => {
  const stops = 'a[href],button,input,select,textarea,summary,[tabindex]';
  const open = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length
    && e.tabIndex >= 0 && !e.disabled && e.type !== 'hidden' && !e.closest('[inert]');
  const group = e => [...document.getElementsByName(e.name)].filter(r => r.type === 'radio');
  const chosen = e => e.type !== 'radio' || e.checked
    || (!group(e).some(r => r.checked) && group(e)[0] === e);
  const all = () => [...document.querySelectorAll(stops)].filter(e => open(e) && chosen(e));
  const name = e => e.outerHTML.slice(0, 110);
  const ring = e => [e, e.nextElementSibling].filter(Boolean).some(one => {
    const look = getComputedStyle(one);
    return look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2;
  });
  const seen = e => [...e.getClientRects()].some(box => {
    const at = [[.5, .5], [.1, .5], [.9, .5], [.5, .15], [.5, .85]];
    return at.some(([x, y]) => {
      const on = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
      return on && (e.contains(on) || on.contains(e) && on.matches('label,a,summary'));
    });
  });
  const at = document.activeElement, before = window.fwNext, told = [];
  if (at === document.body || !at) return {over: true, told};
  if (at === window.fwAt && at.type === 'date') return {over: false, told};  // its day, its month
  window.fwAt = at;
  if (before && before !== at) told.push(`not next: ${name(at)} instead of ${name(before)}`);
  if (!ring(at)) told.push(`no ring: ${name(at)}`);
  if (!seen(at)) told.push(`hidden: ${name(at)}`);
  const now = all();
  window.fwNext = now[now.indexOf(at) + 1];
  (window.fwDone ||= new Set()).add(at);
  const folded = at.matches('details:not([open]) > summary');
  return {over: false, told, last: !window.fwNext, folded};
}"""
MISSED = """() => [...document.querySelectorAll('a[href],button,input,select,textarea,summary')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length
    && !window.fwDone.has(e) && !e.disabled && e.type !== 'radio'
    && !e.closest('[aria-hidden=true]')).map(e => e.outerHTML.slice(0, 110))"""
SMALL = """() => [...document.querySelectorAll('a[href],button,input,select,textarea,summary')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length
    && !e.closest('[aria-hidden=true]') && e.type !== 'hidden')
  .map(e => {
    const box = (e.closest('label') || e).getBoundingClientRect();
    const first = e.matches('.btn,select,textarea,input:not([type=checkbox],[type=radio])');
    const least = first ? 44 : 24;
    const words = e.parentElement.textContent.replace(/\\s+/g, '').length;
    const inline = getComputedStyle(e).display === 'inline'
      && words > e.textContent.replace(/\\s+/g, '').length;
    return {e, box, least, inline};
  }).filter(({e, box, least, inline}) => !inline && (box.height < least - .5
    || box.width < 24 && !e.matches('.vh')) && !e.matches('.skip'))
  .map(({e, box}) => `${box.width} x ${box.height}: ${e.outerHTML.slice(0, 90)}`)"""


@pytest.fixture(scope="module")
def address(serve: Callable[[FastAPI], str], every_page: Pages) -> str:
    return serve(every_page.app)


def walk(page: Page, unfold: bool) -> list[str]:
    """Tab from the first control to the last; what was wrong on the way. A fold is opened."""
    told: list[str] = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        step = page.evaluate(WALK)
        told += step["told"]
        if step["over"] or (step.get("last") and not step["folded"]):
            return told + [f"missed: {one}" for one in page.evaluate(MISSED)]
        if unfold and step.get("folded"):
            page.keyboard.press("Enter")
            page.evaluate(WALK)
    return [*told, f"no end after {MOST} stops"]


@pytest.mark.parametrize(
    ("size", "script"),
    [
        pytest.param(PHONE, False, id="phone, no script"),
        pytest.param(DESK, True, id="desk, script", marks=pytest.mark.long),
        pytest.param(PHONE, True, id="phone, script", marks=pytest.mark.long),
        pytest.param(DESK, False, id="desk, no script", marks=pytest.mark.long),
    ],
)
def test_tab_leads_through_every_control_in_order_with_a_ring_and_nothing_over_it(
    every_page: Pages, address: str, visit: Callable[..., Any], size: tuple[int, int], script: bool
) -> None:
    found = []
    seen = visit(size, script=script)
    for name in WALKED:
        seen.page.goto(address + every_page.named(name).at("en"))
        found += [f"{name}: {told}" for told in walk(seen.page, unfold=True)]
    assert not found, "\n".join(found)


@pytest.mark.long
def test_the_bar_of_ticked_stays_hides_nothing_that_has_the_focus(
    every_page: Pages, address: str, visit: Callable[..., Any]
) -> None:
    for size in (PHONE, DESK):
        page = visit(size).page
        page.goto(address + every_page.named("results").at("en"))
        page.locator(".pick input").first.check()
        page.locator(".pick input").nth(1).check()
        assert page.locator(".comparebar").evaluate("e => getComputedStyle(e).position") == "sticky"
        page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
        page.locator(".skip").focus()
        page.evaluate(WALK)
        found = walk(page, unfold=False)
        assert not found, "\n".join(found)


@pytest.mark.long
def test_targets_are_large_enough_for_a_finger(
    walked: Sequence[OnePage], address: str, visit: Callable[..., Any]
) -> None:
    found = []
    page = visit(PHONE).page
    for one in walked:
        if one.spoken:
            page.goto(address + one.at("hu"))
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            for width, height in (DESK, PHONE):
                page.set_viewport_size({"width": width, "height": height})
                found += [f"{one.name}, {width}: {told}" for told in page.evaluate(SMALL)]
    assert not found, "\n".join(found)


@pytest.mark.long
def test_the_skip_link_leads_into_the_page(
    every_page: Pages, address: str, visit: Callable[..., Any]
) -> None:
    for script in (True, False):
        page = visit(DESK, script=script).page
        for name in ("home", "results", "stay", "not found"):
            page.goto(address + every_page.named(name).at("en"))
            page.keyboard.press("Tab")
            expect(page.locator(".skip")).to_be_focused()
            expect(page.locator(".skip")).to_be_in_viewport()
            page.keyboard.press("Enter")
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('main') !== null"), name


def test_escape_folds_what_was_opened_and_gives_the_focus_back(
    every_page: Pages, address: str, visit: Callable[..., Any]
) -> None:
    page = visit(DESK).page
    page.goto(address + every_page.named("home").at("en"))
    who = page.locator(".drop", has_text="Who travels")
    who.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "adults"
    page.keyboard.press("Escape")
    expect(who).not_to_have_attribute("open", "")
    expect(who.locator("summary")).to_be_focused()
