"""The peers of the word search: SQLite FTS5 and tantivy over the same words of the same hotels.

Each is asked in its own best way: all words, the last as a beginning; where that finds nothing
tantivy allows one error in each word, and FTS5, which knows no errors, takes any of the words.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import tantivy

MOST = 20
HEAP = 128_000_000


class Fts5:
    """A table of FTS5 without content, ranked by its BM25."""

    name = "SQLite FTS5"

    def __init__(self, folder: Path, texts: Iterable[str]) -> None:
        self._db = sqlite3.connect(folder / "fts5.db")
        self._db.execute(
            "create virtual table hotels using fts5(text, content='', prefix='3 4', "
            'tokenize="unicode61 remove_diacritics 0")'
        )
        rows = enumerate(texts)
        self._db.executemany("insert into hotels(rowid, text) values (?, ?)", rows)
        self._db.execute("insert into hotels(hotels) values ('optimize')")
        self._db.commit()

    def find(self, words: Sequence[str], most: int = MOST) -> list[int]:
        return self._rows(" AND ".join(_quoted(words)), most) or self._rows(
            " OR ".join(_quoted(words)), most
        )

    def all_of(self, words: Sequence[str]) -> set[int]:
        """Every row that holds all words."""
        return set(self._rows(" AND ".join(_quoted(words)), -1))

    def _rows(self, match: str, most: int) -> list[int]:
        sql = "select rowid from hotels where hotels match ? order by rank limit ?"
        return [row for (row,) in self._db.execute(sql, (match, most))]


def _quoted(words: Sequence[str]) -> list[str]:
    return [*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*']


class Tantivy:
    """One tantivy segment, ranked by its BM25; the number of a document is its row."""

    name = "tantivy"

    def __init__(self, folder: Path, texts: Iterable[str]) -> None:
        inside = folder / "tantivy"
        inside.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="spaces", index_option="freq")
        self._schema = builder.build()
        index = tantivy.Index(self._schema, path=str(inside))
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("spaces", spaces)
        writer = index.writer(heap_size=HEAP, num_threads=1)
        for text in texts:
            writer.add_document(tantivy.Document(text=text))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def find(self, words: Sequence[str], most: int = MOST) -> list[int]:
        return self._rows(words, 0, most) or self._rows(words, 1, most)

    def all_of(self, words: Sequence[str]) -> set[int]:
        """Every row that holds all words."""
        return set(self._rows(words, 0, self._searcher.num_docs))

    def _rows(self, words: Sequence[str], errors: int, most: int) -> list[int]:
        *whole, last = words
        parts = [self._one(word, errors, False) for word in whole]
        parts.append(self._one(last, errors, not errors))
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])
        return [at.doc for _, at in self._searcher.search(query, most, count=False).hits]

    def _one(self, word: str, errors: int, begins: bool) -> Any:
        if errors or begins:
            return tantivy.Query.fuzzy_term_query(
                self._schema, "text", word, distance=errors, prefix=begins
            )
        return tantivy.Query.term_query(self._schema, "text", word, "freq")
