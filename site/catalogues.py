"""Catalogues: take the sentences out of the code, keep .po and .mo in step with them.

`python -m fairwind.site.catalogues` extracts, updates and compiles; afterwards translate the empty
entries of `site/translations/*/LC_MESSAGES/*.po` and of `desk/translations`, and run it once more.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from .text import MANNERS
from .text import SLICES as SITE

HOUSE = Path(__file__).parent.parent
OPERATORS = "operators"
"""What the office and the scheduler's mails both say of operators (desk.tongue)."""
SLICES = (*SITE, OPERATORS)
SPOKEN_BELOW = ("catalog/gate/sentences.py", "scheduler/notices.py")
SOURCE_LANGUAGE = "en"
Sentence = str | tuple[str, ...]
ONE_DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """One sentence in the code: its file, line and the sentence (with its plural)."""

    file: str
    line: int
    said: Sentence
    comments: tuple[str, ...]

    @property
    def slice(self) -> str:
        """The catalogue it belongs to, by the folder it stands in."""
        if self.file in SPOKEN_BELOW:
            return OPERATORS
        parts = self.file.split("/")
        return next((name for name in SITE if name in parts), SITE[0])


def folder_of(slice_: str, lang: str) -> Path:
    """Where the slice's catalogue of a language stands."""
    room = "desk" if slice_ == OPERATORS else "site"
    return HOUSE / room / "translations" / lang / "LC_MESSAGES"


def sentences(house: Path = HOUSE) -> Iterator[Found]:
    """Every sentence of the site and of those rooms below it, in the order of files and lines."""
    yield from _below(house)
    with (house / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    below = [(pattern.removeprefix("site/"), method) for pattern, method in methods]
    given = {pattern.removeprefix("site/"): said for pattern, said in options.items()}
    found = extract_from_dir(house / "site", below, given)
    for file_name, line, said, comments, _ in sorted(found, key=lambda one: (one[0], one[1])):
        yield Found(f"site/{file_name}", line, said, tuple(comments))


def _below(house: Path) -> Iterator[Found]:
    for file in SPOKEN_BELOW:
        for line, said, comments, _ in extract_from_file("python", house / file):
            yield Found(file, line, said, tuple(comments))


def fresh(slice_: str, lang: str, found: list[Found]) -> Catalog:
    """The slice's catalogue as the code stands, with the translations known so far."""
    template = Catalog(
        lang, project="fairwind", version="", header_comment=f"# {slice_}, {lang}", fuzzy=False
    )
    for one in found:
        if one.slice == slice_:
            template.add(one.said, locations=[(one.file, 0)], auto_comments=one.comments)
    known = _known(slice_, lang)
    for message in template:
        if message.id:
            message.string = _translation(message, known, lang, template.num_plurals)
    return template


def _known(slice_: str, lang: str) -> Catalog:
    path = folder_of(slice_, lang) / f"{slice_}.po"
    return read_po(io.BytesIO(path.read_bytes()), lang) if path.is_file() else Catalog(lang)


def _translation(message: Message, known: Catalog, lang: str, forms: int) -> Sentence:
    """What is known already; English says what the code says; the rest waits, empty."""
    old = known.get(message.id)
    if old and old.string and "fuzzy" not in old.flags:
        return old.string if isinstance(old.string, str) else tuple(old.string)
    if lang == SOURCE_LANGUAGE:
        return message.id if isinstance(message.id, str) else tuple(message.id)
    return ("",) * forms if message.pluralizable else ""


def written(catalogue: Catalog) -> tuple[bytes, bytes]:
    """The catalogue as .po and .mo; nothing in them depends on the day or the machine."""
    catalogue.creation_date = catalogue.revision_date = ONE_DAY
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalogue, width=100, sort_output=True)
    write_mo(mo, catalogue)
    return po.getvalue(), mo.getvalue()


def update() -> None:
    """Bring every catalogue of every language to what the code says."""
    found = list(sentences())
    for lang in MANNERS:
        for slice_ in SLICES:
            folder = folder_of(slice_, lang)
            folder.mkdir(parents=True, exist_ok=True)
            catalogue = fresh(slice_, lang, found)
            po, mo = written(catalogue)
            (folder / f"{slice_}.po").write_bytes(po)
            (folder / f"{slice_}.mo").write_bytes(mo)
            empty = sum(not any(message.string or ()) for message in catalogue if message.id)
            print(f"{lang} {slice_}: {len(catalogue)} sentences, {empty} to translate")


if __name__ == "__main__":
    update()
