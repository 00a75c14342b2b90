"""Bytes to text to JSON: robust about encodings, exact about numbers, plain about what broke."""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LONE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_CHUNK = 1 << 18
_ENDS = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
LONGEST_LINE = 4 * 1024 * 1024
"""Bytes of a line; a longer one is no record but a trap, or a file that is not made of lines."""


class NotReadable(ValueError):
    """The text is not what it should be; the sentence says where."""


def bom_of(body: bytes) -> str | None:
    """The encoding that a byte order mark announces."""
    return next((name for mark, name in _BOMS if body.startswith(mark)), None)


def declared_charset(content_type: str) -> str | None:
    """The charset of a Content-Type (or of an HTML meta), when Python knows it."""
    found = CHARSET.search(content_type)
    try:
        return codecs.lookup(found[1]).name if found else None
    except LookupError:
        return None


def decoded(body: bytes, encodings: Iterable[str | None], warnings: Counter[str]) -> str:
    """The text: by its byte order mark, else the first encoding that takes every byte.

    Where none does, it is cp1252 with a warning: the usual mistake of these feeds, and no byte
    is lost in silence.
    """
    for name in (bom_of(body), *encodings, "utf-8"):
        if name is None:
            continue
        try:
            return body.decode(name).removeprefix("\ufeff")
        except UnicodeError:
            continue
    warnings["bytes that are not UTF-8 were read as cp1252"] += 1
    return body.decode("cp1252", errors="replace")


def _no_constant(word: str) -> Any:
    raise NotReadable(f"{word} is not a value of JSON")


DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_constant, strict=False)


def read_json(text: str) -> Any:
    """The value of a JSON text, decimals exact. NotReadable says what stands there instead."""
    start = text.lstrip()
    if not start:
        raise NotReadable("looked for JSON, the answer is empty")
    if start.startswith("<"):
        raise NotReadable(f"looked for JSON, the answer is markup: {_shown(start)}")
    value, end = decode_at(text, len(text) - len(start))
    if text[end:].strip():
        raise NotReadable(f"after the JSON stands more: {_shown(text[end:].strip())}")
    return value


def decode_at(text: str, start: int) -> tuple[Any, int]:
    """The JSON value that begins at `start`, and where it ends."""
    if "\\ud" in text or "\\uD" in text:
        # Half a character (a lone surrogate) can be kept in no file; the place stays as long.
        text = _LONE.sub(r"\\ufffd", text)
    try:
        return DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise NotReadable(_broken(error)) from error
    except (RecursionError, ValueError) as error:
        raise NotReadable(f"the JSON cannot be read: {error}") from error


def _broken(error: json.JSONDecodeError) -> str:
    if not error.doc[error.pos :].strip() or error.msg.startswith("Unterminated"):
        return f"the JSON breaks off after {len(error.doc):,} characters"
    return f"the JSON is broken in line {error.lineno}, column {error.colno}: {error.msg}"


def _shown(text: str) -> str:
    return repr(text[:40] + ("..." if len(text) > 40 else ""))


def lines_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Lines with their ends, whichever of LF, CR LF and CR the file uses."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        if rest.endswith(b"\r"):  # its LF may stand in the next chunk
            continue
        *whole, rest = rest.splitlines(keepends=True) or [b""]
        yield from whole
        if rest.endswith(b"\n"):
            yield rest
            rest = b""
        if len(rest) > LONGEST_LINE:
            raise NotReadable(f"a line is longer than {LONGEST_LINE:,} bytes")
    yield from rest.splitlines(keepends=True)


def chunks_of(stream: Any) -> Iterator[bytes]:
    """A stream in pieces of a quarter MiB."""
    while chunk := stream.read(_CHUNK):
        yield chunk


def recoded(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Bytes of a wide encoding as UTF-8, piece by piece."""
    decoder = codecs.getincrementaldecoder(name)(errors="replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def one_document(text: str) -> str:
    """The page without its end, where more stands behind it: libxml2 would drop what follows."""
    end = max(text.rfind("</html"), text.rfind("</HTML"))
    if end < 0 or not text[end + 7 :].strip(" >\r\n\t"):
        return text
    return _ENDS.sub("", text)
