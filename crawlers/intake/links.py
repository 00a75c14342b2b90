"""Links: which addresses in a record may be clicked or fetched."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

LONGEST_LINK = 2048
# A whole address of nothing but letters that need no second look: most links of a feed.
_PLAIN = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[1-5]?\d{1,4})?(?:[/?#][!-\[\]-~]*)?\Z"
)


def safe_link(said: str, page: str) -> str:
    """The address itself or, where relative, under the page's; "" where it is not to be clicked."""
    if len(said) > LONGEST_LINK or " " in said or not said.isprintable():
        return ""
    if _PLAIN.match(said):
        return said
    try:
        parts = urlsplit(said)
        if not parts.scheme and page.startswith(("http://", "https://")):
            said = urljoin(page, said)
            parts = urlsplit(said)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return ""
    good = parts.scheme in ("http", "https") and host and parts.username is None
    return said if good and "\\" not in said else ""
