"""The engines that ours is measured against, each as somebody would use it: on the disk, the text stored with its words.

    FTS5     SQLite's, with porter stems and an index of prefixes of one to three letters
    tantivy  Lucene's ways in Rust, with one thread; where it is installed
    Whoosh   as its tutorial has it, with its own analyzer, writer and searcher

They find articles and tell their numbers; none tells passages, marks, counts of all or facets.
"""

from __future__ import annotations

import importlib.util
import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol, Self

from index.model import Article
from tests.bench.asked import Question

LIMIT = 20
SNIPPET_WORDS = 32
TANTIVY_HEAP = 256_000_000
WHOOSH_MB = 256


class Peer(Protocol):
    """An index that is open."""

    name: str

    @classmethod
    def build(cls, folder: Path, articles: Iterable[Article]) -> None:
        """Write the index of these articles into an empty folder."""

    def __init__(self, folder: Path) -> None:
        """Open the index."""

    def ask(self, question: Question) -> int:
        """How many articles it tells, at most `LIMIT`."""

    def shown(self, question: Question) -> list[str]:
        """The same, with a snippet of each article."""

    def add(self, article: Article) -> Self:
        """Add an article, and open the index that has it."""

    def close(self) -> None:
        """Let go of the files."""


def columns(article: Article) -> tuple[str, str]:
    """Headline and body, without what the cleaner left out."""
    head = [p for p in article.passages if p.n == 0]
    body = [p for p in article.passages if p.n > 0]
    return "\n\n".join(p.span.of(article.text) for p in head), "\n\n".join(p.span.of(article.text) for p in body)


class Fts5:
    name = "FTS5"

    @classmethod
    def build(cls, folder: Path, articles: Iterable[Article]) -> None:
        base = sqlite3.connect(folder / "articles.db")
        base.execute("create virtual table a using fts5(title, body, tokenize='porter', prefix='1 2 3')")
        base.executemany("insert into a values (?, ?)", map(columns, articles))
        base.commit()
        base.close()

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "articles.db")

    @staticmethod
    def _match(question: Question) -> str:
        if question.kind == "phrase":
            return f'"{" ".join(question.words)}"'
        words = [f'"{word}"' for word in question.words]
        return (" OR " if question.kind == "any" else " ").join(words) + ("*" if question.live else "")

    def _rows(self, told: str, question: Question) -> list[Any]:
        query = f"select {told} from a where a match ? order by rank limit {LIMIT}"
        return self._base.execute(query, (self._match(question),)).fetchall()

    def ask(self, question: Question) -> int:
        return len(self._rows("rowid", question))

    def shown(self, question: Question) -> list[str]:
        return [row[1] for row in self._rows(f"rowid, snippet(a, 1, '[', ']', '…', {SNIPPET_WORDS})", question)]

    def add(self, article: Article) -> Self:
        self._base.execute("insert into a values (?, ?)", columns(article))
        self._base.commit()
        return self

    def close(self) -> None:
        self._base.close()


class Tantivy:
    name = "tantivy"

    @classmethod
    def build(cls, folder: Path, articles: Iterable[Article]) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        for name in ("title", "body"):
            schema.add_text_field(name, stored=True, tokenizer_name="en_stem")
        writer = tantivy.Index(schema.build(), path=str(folder)).writer(TANTIVY_HEAP, 1)
        for title, body in map(columns, articles):
            writer.add_document(tantivy.Document(title=title, body=body))
        writer.commit()
        writer.wait_merging_threads()

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def _query(self, question: Question) -> Any:
        if question.kind == "phrase":
            return self._index.parse_query(question.text, ["title", "body"])
        joined = " OR " if question.kind == "any" else " AND "
        if not question.live:
            return self._index.parse_query(joined.join(question.words), ["title", "body"])
        make, occur = self._tantivy.Query, self._tantivy.Occur
        *whole, begun = question.words
        pattern = f"{re.escape(begun)}.*"
        begins = [make.regex_query(self._index.schema, field, pattern) for field in ("title", "body")]
        wanted = [self._index.parse_query(word, ["title", "body"]) for word in whole]
        wanted.append(make.boolean_query([(occur.Should, one) for one in begins]))
        return make.boolean_query([(occur.Must, one) for one in wanted])

    def ask(self, question: Question) -> int:
        return len(self._searcher.search(self._query(question), LIMIT).hits)

    def shown(self, question: Question) -> list[str]:
        query = self._query(question)
        snippets = self._tantivy.SnippetGenerator.create(self._searcher, query, self._index.schema, "body")
        hits = self._searcher.search(query, LIMIT).hits
        return [snippets.snippet_from_doc(self._searcher.doc(where)).to_html() for _, where in hits]

    def add(self, article: Article) -> Self:
        title, body = columns(article)
        writer = self._index.writer(TANTIVY_HEAP, 1)
        writer.add_document(self._tantivy.Document(title=title, body=body))
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()
        return self

    def close(self) -> None:
        del self._searcher, self._index


class Stock:
    name = "Whoosh"

    @classmethod
    def build(cls, folder: Path, articles: Iterable[Article]) -> None:
        from whoosh import fields, index
        from whoosh.analysis import StemmingAnalyzer

        text = fields.TEXT(analyzer=StemmingAnalyzer(), stored=True)
        made = index.create_in(str(folder), fields.Schema(title=text, body=text))
        writer = made.writer(limitmb=WHOOSH_MB)
        for title, body in map(columns, articles):
            writer.add_document(title=title, body=body)
        writer.commit()
        made.close()

    def __init__(self, folder: Path) -> None:
        from whoosh import index, qparser

        self._index = index.open_dir(str(folder))
        self._searcher = self._index.searcher()
        self._parser = qparser.MultifieldParser(["title", "body"], self._index.schema)

    def _found(self, question: Question) -> Any:
        return self._searcher.search(self._parser.parse(question.text + "*" * question.live), limit=LIMIT)

    def ask(self, question: Question) -> int:
        return len([hit.docnum for hit in self._found(question)])

    def shown(self, question: Question) -> list[str]:
        return [hit.highlights("body") for hit in self._found(question)]

    def add(self, article: Article) -> Self:
        title, body = columns(article)
        writer = self._index.writer(limitmb=WHOOSH_MB)
        writer.add_document(title=title, body=body)
        writer.commit()
        self._searcher = self._searcher.refresh()
        return self

    def close(self) -> None:
        self._searcher.close()
        self._index.close()


def installed() -> list[type[Fts5] | type[Tantivy] | type[Stock]]:
    """The peers that can be asked here."""
    return [Fts5, *([Tantivy] if importlib.util.find_spec("tantivy") else []), Stock]
