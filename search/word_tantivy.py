"""Word index by tantivy, the second engine: the same documents and the same answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tantivy

from ..offers.faults import GenerationFault
from .interned import Ints

FIELD = "terms"
HEAP = 64_000_000


class TantivyIndex:
    """One tantivy segment, in which the number of a document is the row of its product."""

    def __init__(self, folder: Path) -> None:
        try:
            index = tantivy.Index.open(str(folder))
            self._searcher: Any = index.searcher()
        except (OSError, ValueError) as error:
            raise GenerationFault(f"{folder}: the words cannot be opened: {error}") from error
        if self._searcher.num_segments > 1:
            raise GenerationFault(f"{folder}: the words are in several segments")
        self._schema = index.schema
        self._products = max(self._searcher.num_docs, 1)

    @staticmethod
    def write(folder: Path, documents: Iterable[tuple[str, ...]]) -> None:
        index = tantivy.Index(_schema(), path=str(folder))
        index.register_tokenizer(
            "spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        )
        writer = index.writer(heap_size=HEAP, num_threads=1)
        for terms in documents:
            writer.add_document(tantivy.Document(**{FIELD: " ".join(terms)}))
        writer.commit()
        writer.wait_merging_threads()

    def all_of(self, groups: Sequence[Sequence[str]]) -> Ints:
        if not groups or not all(groups):
            return np.zeros(0, np.int64)
        wanted = tantivy.Query.boolean_query([(tantivy.Occur.Must, self._any(g)) for g in groups])
        hits = self._searcher.search(wanted, limit=self._products, count=False).hits
        return np.sort(np.fromiter((at.doc for _, at in hits), np.int64, len(hits)))

    def _any(self, terms: Sequence[str]) -> Any:
        if len(terms) == 1:
            return tantivy.Query.term_query(self._schema, FIELD, terms[0], "basic")
        return tantivy.Query.term_set_query(self._schema, FIELD, list(terms))


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(FIELD, tokenizer_name="spaces", index_option="basic")
    return builder.build()
