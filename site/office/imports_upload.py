"""A form with a file: read whole within a bound, kept in memory only, never more than one file."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from ...leads.import_file import MOST_BYTES
from ..posted import Posted, posted

MOST_SENT = MOST_BYTES + (128 << 10)
"""The file and the fields around it."""
MOST_FIELDS = 20
MOST_FIELD = 16 << 10
TYPE = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class File:
    """A file as sent; `name` is what the browser calls it and nothing to trust."""

    name: str
    body: bytes


class Uploaded(Posted):
    """The fields of a form with the file that came along, None where none was chosen."""

    def __init__(self, pairs: list[tuple[str, str]], file: File | None) -> None:
        super().__init__(pairs)
        self.file = file


class _InMemory(MultiPartParser):
    """The parser without its temporary files: what somebody uploads touches no disk of ours."""

    spool_max_size = MOST_SENT + 1


async def uploaded(request: Request) -> Posted:
    """The request's form, `Uploaded` where it may hold a file; 415 for another type, 413 for too
    much, 400 for what is no such form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != TYPE:
        return await posted(request)
    try:
        parser = _InMemory(
            request.headers,
            _bounded(request),
            max_files=1,
            max_fields=MOST_FIELDS,
            max_part_size=MOST_FIELD,
        )
        form = await parser.parse()
    except (MultiPartException, ClientDisconnect, KeyError, ValueError):
        raise HTTPException(400) from None
    pairs, file = [], None
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            file = File(value.filename or "", await value.read())
        else:
            pairs.append((name, value))
    await form.close()
    return Uploaded(pairs, file if file and (file.name or file.body) else None)


async def _bounded(request: Request) -> AsyncGenerator[bytes, None]:
    read = 0
    async for piece in request.stream():
        read += len(piece)
        if read > MOST_SENT:
            raise HTTPException(413)
        yield piece
