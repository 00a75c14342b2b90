"""Pages as their reader needs them: narrow, enlarged, spaced out, in own colours, at rest.

W-74, W-78, W-79; WCAG 2.2: 1.4.4, 1.4.10, 1.4.12, 1.4.11, 2.3.3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page

from .pages import OnePage, Pages
from .sights import go

pytestmark = pytest.mark.browser

# What reaches beyond the window without standing in a region that is named and can be scrolled
# by the keyboard, or in a strip of links that moves with the focus.
WIDE = """() => {
  const told = [], width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) told.push('the page scrolls sideways');
  for (const e of document.querySelectorAll('body *')) {
    if (!e.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    const box = e.getBoundingClientRect(), look = getComputedStyle(e);
    if (look.position === 'absolute' && (look.clipPath !== 'none' || box.right < 0)) continue;
    if (box.right <= width + 1) continue;
    if (e.matches('svg *') || e.closest('.hero svg,.skip,.unseen')) continue;
    const region = e.closest('[role=region][tabindex="0"][aria-label],'
      + '[role=region][tabindex="0"][aria-labelledby],ul[tabindex="0"][aria-label]');
    const strip = e.closest('.cal,.quick,.sort,.thumbs');
    if (!region && !(strip && getComputedStyle(strip).overflowX === 'auto'))
      told.push(`${Math.round(box.right)} of ${width}: ${e.outerHTML.slice(0, 90)}`);
  }
  return told;
}"""
# Text that is cut off by the box it stands in.
CUT = """() => [...document.querySelectorAll('body *')].filter(e => {
    const look = getComputedStyle(e);
    const hides = [look.overflowX, look.overflowY].some(o => o === 'hidden' || o === 'clip');
    return hides && e.checkVisibility() && look.clipPath === 'none' && e.innerText?.trim()
      && (e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2);
  }).map(e => `${e.scrollWidth}x${e.scrollHeight} in ${e.clientWidth}x${e.clientHeight}: `
    + e.outerHTML.slice(0, 90))"""
RULE = """rule => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rule);
  document.adoptedStyleSheets = [sheet];
}"""
SPACED = (
    "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p{margin-bottom:2em!important}"
)
UNFOLD = "document.querySelectorAll('details').forEach(d => d.open = !d.matches('.menu,.drop'))"


@pytest.fixture(scope="module")
def address(serve: Callable[[FastAPI], str], every_page: Pages) -> str:
    return serve(every_page.app)


@pytest.fixture(scope="module")
def shown(
    chromium: Browser, every_page: Pages, walked: Sequence[OnePage], address: str
) -> Callable[..., Iterator[tuple[str, Page]]]:
    """Every page in one window, in the language with the longest words."""

    def every(lang: str = "bg", **window: Any) -> Iterator[tuple[str, Page]]:
        with _window(chromium, window) as page:
            for one in walked:
                go(page, every_page, one, address, lang)
                yield one.name, page

    return every


@contextmanager
def _window(chromium: Browser, window: dict[str, Any]) -> Iterator[Page]:
    width, height = window.pop("size", (1280, 900))
    context = chromium.new_context(viewport={"width": width, "height": height}, **window)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("size", "scale"),
    [
        pytest.param((320, 256), 4, id="1280 enlarged to 400 %"),
        pytest.param((640, 512), 2, id="1280 enlarged to 200 %", marks=pytest.mark.long),
    ],
)
def test_nothing_is_lost_or_scrolls_sideways_on_an_enlarged_page(shown, size, scale) -> None:
    found = []
    for name, page in shown(size=size, device_scale_factor=scale):
        page.evaluate(UNFOLD)
        found += [f"{name}: {told}" for told in page.evaluate(WIDE)]
    assert not found, "\n".join(found)


@pytest.mark.long
def test_text_alone_can_be_twice_as_large(shown) -> None:
    found = []
    for name, page in shown():
        page.evaluate(RULE, "html{font-size:200%!important}")
        page.evaluate(UNFOLD)
        found += [f"{name}: {told}" for told in page.evaluate(WIDE) + page.evaluate(CUT)]
    assert not found, "\n".join(found)


@pytest.mark.long
def test_text_can_be_spaced_out(shown) -> None:
    found = []
    for name, page in shown(size=(390, 844)):
        page.evaluate(RULE, SPACED)
        page.evaluate(UNFOLD)
        found += [f"{name}: {told}" for told in page.evaluate(WIDE) + page.evaluate(CUT)]
    assert not found, "\n".join(found)


MOVES = """() => {
  const long = s => s.split(',').some(part => parseFloat(part) > .01);
  const told = [...document.querySelectorAll('*')].flatMap(e => ['', '::before', '::after']
    .map(part => [e, getComputedStyle(e, part)]))
    .filter(([, look]) => long(look.transitionDuration) || look.scrollBehavior === 'smooth'
      || (look.animationName !== 'none' && long(look.animationDuration)))
    .map(([e]) => e.outerHTML.slice(0, 80));
  const rules = list => [...list].flatMap(rule =>
    rule instanceof CSSMediaRule ? (matchMedia(rule.conditionText).matches
      ? rules(rule.cssRules) : []) : rule.cssRules ? [rule, ...rules(rule.cssRules)] : [rule]);
  for (const sheet of document.styleSheets)
    for (const rule of rules(sheet.cssRules))
      if (rule.constructor.name === 'CSSViewTransitionRule') told.push('the page fades');
  return told;
}"""


@pytest.mark.long
def test_nothing_moves_for_who_asked_for_rest(shown) -> None:
    moving = [
        told for _, page in shown(reduced_motion="no-preference") for told in page.evaluate(MOVES)
    ]
    assert "the page fades" in moving, "a page at rest anyway would prove nothing"
    found = []
    for name, page in shown(reduced_motion="reduce"):
        found += [f"{name}: {told}" for told in page.evaluate(MOVES)]
    assert not found, "\n".join(found)


# What tells a control or a state from what is around it when all colours are the system's.
LOST = """() => {
  const told = [], seen = e => e.checkVisibility({visibilityProperty: true});
  const edge = look => ['Top', 'Right', 'Bottom', 'Left'].some(side =>
    look[`border${side}Style`] !== 'none' && parseFloat(look[`border${side}Width`]) >= 1
    && look[`border${side}Color`] !== look.backgroundColor);
  for (const e of document.querySelectorAll('.btn,select,textarea,'
    + 'input:not([type=hidden],[type=checkbox],[type=radio]),'
    + '.drop .val,.quick a,.opt .box,.lengths span,.card,.notice,.summary'))
    if (seen(e) && !edge(getComputedStyle(e)))
      told.push(`no edge: ${e.outerHTML.slice(0, 80)}`);
  const unlike = (one, other, what) => {
    const look = e => { const s = getComputedStyle(e);
      return [s.backgroundColor, s.outlineStyle, s.borderTopWidth, s.textDecorationLine,
        s.fontWeight, s.fill, s.color].join(); };
    if (one && other && seen(one) && look(one) === look(other)) told.push(`alike: ${what}`);
  };
  const $ = s => document.querySelector(s);
  unlike($('.opt[aria-current] .box'), $('.opt:not([aria-current]) .box'), 'a chosen filter');
  unlike($('.quick [aria-current]'), $('.quick a:not([aria-current])'), 'a chosen quick filter');
  unlike($('.lengths :checked + span'), $('.lengths :not(:checked) + span'), 'a chosen length');
  unlike($('.bars .in'), $('.bars rect:not(.in)'), 'the bars of the budget');
  unlike($('.sort [aria-current]'), $('.sort a:not([aria-current])'), 'the order');
  unlike($('.cal .low'), $('.cal a:not(.low):not([aria-current])'), 'the lowest day of the strip');
  unlike($('.monthgrid .low'), $('.monthgrid td.priced:not(.low)'), 'the lowest day of the month');
  const ground = getComputedStyle(document.body).backgroundColor;
  for (const bar of document.querySelectorAll('.bars rect'))
    if (getComputedStyle(bar).fill === ground) told.push('a bar like the ground');
  return told;
}"""


@pytest.mark.long
@pytest.mark.parametrize("scheme", [pytest.param("light", marks=pytest.mark.long), "dark"])
def test_the_systems_own_colours_leave_every_control_and_state_to_be_seen(
    shown, axe, scheme: str
) -> None:
    found = []
    for name, page in shown(forced_colors="active", color_scheme=scheme):
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found += [f"{name}: {told}" for told in page.evaluate(LOST)]
        page.keyboard.press("Tab")
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring == "solid", name
    assert not found, "\n".join(found)


@pytest.mark.long
def test_who_wants_more_contrast_gets_it(shown) -> None:
    """Text at 7 : 1 and edges at 4.5 : 1, computed from what the browser draws."""
    found = []
    for scheme in ("light", "dark"):
        for name, page in shown(contrast="more", color_scheme=scheme):
            found += [f"{name}, {scheme}: {told}" for told in page.evaluate(FAINT)]
    assert not found, "\n".join(found)


FAINT = """() => {
  const said = getComputedStyle(document.documentElement), told = [];
  const part = n => { n /= 255; return n <= .04045 ? n / 12.92 : ((n + .055) / 1.055) ** 2.4; };
  const light = hex => {
    const [r, g, b] = [1, 3, 5].map(i => part(parseInt(hex.slice(i, i + 2), 16)));
    return .2126 * r + .7152 * g + .0722 * b; };
  const of = name => { const hex = said.getPropertyValue(`--${name}`).trim();
    return hex.length === 4 ? '#' + [...hex.slice(1)].map(c => c + c).join('') : hex; };
  const ratio = (a, b) => { const [x, y] = [light(of(a)), light(of(b))].sort((p, q) => q - p);
    return (x + .05) / (y + .05); };
  for (const text of ['ink', 'ink2', 'muted', 'sea', 'sun', 'good', 'bad'])
    for (const ground of ['paper', 'sand'])
      if (ratio(text, ground) < 7) told.push(`${text} on ${ground}: ${ratio(text, ground)}`);
  for (const edge of ['line', 'field'])
    for (const ground of ['paper', 'sand'])
      if (ratio(edge, ground) < 4.5) told.push(`${edge} on ${ground}: ${ratio(edge, ground)}`);
  return told;
}"""
