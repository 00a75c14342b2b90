"""Word index: what the word search asks of an engine, and which engine a folder was made by."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from ..offers.faults import GenerationFault, SettingsFault
from .interned import Ints
from .word_whoosh import WhooshIndex

ENGINES = ("whoosh", "tantivy")
NAMED = "engine"
"""The file that names the engine a folder was written by."""


class WordIndex(Protocol):
    """The documents of one generation: term by term which products hold it."""

    def all_of(self, groups: Sequence[Sequence[str]]) -> Ints:
        """The rows of the products that hold a term of every group, in order.

        A group without terms is held by no product.
        """
        ...


def check_engine(engine: str) -> None:
    """SettingsFault where the engine is not ours or its package is missing."""
    if engine not in ENGINES:
        raise SettingsFault(f"FAIRWIND_WORDS is {engine!r}; it can be {' or '.join(ENGINES)}")
    if find_spec(engine) is None:
        raise SettingsFault(
            f"FAIRWIND_WORDS is {engine}, but the package {engine} is not installed: "
            f"pip install 'fairwind[{engine}]', or leave FAIRWIND_WORDS away for whoosh"
        )


def write_index(folder: Path, documents: Iterable[tuple[str, ...]], engine: str) -> None:
    """The documents as an index, readable by its owner only (Whoosh keeps pickles in it)."""
    check_engine(engine)
    inside = folder / "index"
    inside.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chmod(folder, 0o700)
    if engine == "tantivy":
        from .word_tantivy import TantivyIndex

        TantivyIndex.write(inside, documents)
    else:
        WhooshIndex.write(inside, documents)
    (folder / NAMED).write_text(engine, encoding="utf-8")


def open_index(folder: Path) -> WordIndex:
    """The index in a folder, by the engine that wrote it; GenerationFault where it cannot be
    read."""
    try:
        engine = (folder / NAMED).read_text(encoding="utf-8")
        check_engine(engine)
    except (OSError, ValueError, SettingsFault) as error:
        raise GenerationFault(f"{folder}: the words cannot be opened: {error}") from error
    if engine == "tantivy":
        from .word_tantivy import TantivyIndex

        return TantivyIndex(folder / "index")
    return WhooshIndex(folder / "index")
