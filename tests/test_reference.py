"""What our search finds is what Whoosh's own searcher finds in the same index, for what can be said in its queries."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from whoosh import query as stock
from whoosh.index import open_dir

from index import engine, fold
from index.engine import reference
from index.engine.words import tokens
from index.model import Article, Fact, Masthead, Passage, Quote, Source, Span
from index.query import All, And, Field, Fuzzy, Near, Not, Or, Phrase, Prefix, Term, Tree, parse, show

WORDS = (Path(__file__).parent / "cases" / "reference" / "words.txt").read_text("utf-8").partition("\n\n")[2].split()
_FIGURE = re.compile(r"[^\w'-]|_")
"""A mark that parts a word for good: `4.2`."""
BETWEEN = [" "] * 12 + [", ", ". ", " – ", "; ", " (", ") ", "\n"]


def article(n: int, *paragraphs: str) -> Article:
    """An article with a word of its own, `no7`; what stands in “ ” is a quotation."""
    text, passages, quotes = "", [], []
    for number, paragraph in enumerate((f"no{n}", *paragraphs)):
        span = Span(len(text), len(text) + len(paragraph))
        text += f"{paragraph}\n\n"
        passages.append(Passage(number, span, "paragraph" if number else "heading"))
        if "“" in paragraph:
            inside = Span(text.index("“", span.start) + 1, text.index("”", span.start))
            quotes.append(Quote(f"{n}.{number}", f"{n}.txt", number, inside, "direct", f"{n}.{number}"))
    source = Source(f"{n}.txt", f"{n:064x}", len(text))
    return Article(source, "txt", "utf-8", "en", text, Masthead(Fact(f"no{n}")), tuple(passages), (), tuple(quotes))


def pack(rng: random.Random, count: int, first: int = 0) -> tuple[Article, ...]:
    """Articles of some passages; frequent words stand first in the vocabulary."""
    weights = [1 / (n + 4) for n in range(len(WORDS))]

    def words(least: int, most: int) -> str:
        chosen = rng.choices(WORDS, weights, k=rng.randint(least, most))
        if chosen and rng.random() < 0.3:
            chosen.insert(0, chosen[-1])
        return "".join(word + rng.choice(BETWEEN) for word in chosen).strip()

    def paragraphs() -> Iterator[str]:
        for _ in range(rng.randint(2, 5)):
            yield words(1, 12)
        for _ in range(rng.randint(0, 2)):
            yield f"{words(0, 3)} “{words(2, 8)}” {words(0, 5)}"

    return tuple(article(n, *paragraphs()) for n in range(first, first + count))


@dataclass(frozen=True)
class Both:
    """One index, searched by us and by Whoosh; both give the numbers of articles."""

    articles: tuple[Article, ...]
    ours: engine.Searcher
    theirs: Any
    words: reference.Vocabulary
    numbers: dict[int, int]
    """Whoosh's numbers of documents, and those of the articles."""

    def found(self, tree: Tree) -> set[int]:
        """What we find; a query that was put right finds nothing as it stands."""
        answer = self.ours.ask(show(tree), limit=0)
        return set() if answer.corrected else {int(hit.source.removesuffix(".txt")) for hit in answer.hits}

    def found_by_whoosh(self, tree: Tree) -> set[int]:
        asked = reference.compiled(tree, self.words)
        return {self.numbers[doc] for doc in self.theirs.search(asked, limit=None).docs()}


def compared(folder: Path, articles: tuple[Article, ...]) -> Both:
    """Both searchers over the index in `folder`, which is of these articles."""
    searcher = open_dir(str(folder)).searcher()
    paths = [a.path.removesuffix(".txt") for a in articles]
    numbers = {doc: int(n) for n in paths for doc in searcher.docs_for_query(stock.Term("text", f"no{n}"))}
    return Both(articles, engine.Searcher(articles, folder), searcher, reference.Vocabulary(articles), numbers)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """An index that was built at once."""
    articles, folder = pack(random.Random(1), 80), tmp_path_factory.mktemp("built") / "shelf"
    engine.build(folder, articles)
    return compared(folder, articles)


@pytest.fixture(scope="module")
def renewed(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """An index to which articles were added one after another, from which some were taken, and where one has changed."""
    rng, folder = random.Random(2), tmp_path_factory.mktemp("renewed") / "shelf"
    articles = pack(rng, 30)
    for stop in (20, 24, 25, 27, 30):
        engine.build(folder, articles[:stop])
    articles = (*articles[2:9], *pack(rng, 1, first=9), *articles[10:20], *articles[22:], *pack(rng, 3, first=30))
    engine.build(folder, articles)
    return compared(folder, articles)


# Queries, made at random: of what stands in the pack, and of what does not


class Asking:
    """Makes trees as `parse` gives them, for what is printed with nothing left to be typed."""

    def __init__(self, seed: int, articles: Sequence[Article]) -> None:
        self.rng = random.Random(seed)
        self.texts = [a.text[p.span.start : p.span.stop] for a in articles for p in a.passages]
        self.said = [a.text[q.span.start : q.span.stop] for a in articles for q in a.quotes]
        self.all = sorted({fold.fold(word)[0].strip(".") for word in WORDS})

    def word(self) -> str:
        chosen = self.rng.choice(self.all if self.rng.random() < 0.5 else self.row(1))
        if self.rng.random() < 0.1:
            return chosen.replace("-", "").replace("'", "")
        return chosen

    def row(self, most: int, texts: Sequence[str] = ()) -> tuple[str, ...]:
        """Words that stand side by side."""
        words: list[str] = []
        while not words:
            text = self.rng.choice(texts or self.texts)
            words = [token.form for token in tokens(text, Span(0, len(text)))]
        first = self.rng.randrange(len(words))
        return tuple(words[first : first + self.rng.randint(1, most)])

    def term(self) -> Tree:
        return Term(self.word())

    def prefix(self) -> Tree:
        word = self.word()
        return Prefix(word[: self.rng.randint(1, len(word))].rstrip("-'.,_&"))

    def fuzzy(self) -> Tree:
        word, at = self.word(), self.rng.randrange(4)
        slip = self.rng.choice(["", "e", word[at : at + 1] * 2, word[at : at + 2][::-1]])
        slipped = word[:at] + slip + word[at + self.rng.randrange(3) :]
        return Fuzzy(slipped if slipped[:1].isalnum() and slipped[-1:].isalnum() else word)

    def phrase(self, texts: Sequence[str] = ()) -> Tree:
        words = self.row(4, texts)
        if self.rng.random() < 0.3:
            words = tuple(
                w for word in words for w in (word.replace("-", "") if self.rng.random() < 0.5 else word).split("-")
            )
        if self.rng.random() < 0.2:
            words = (*words, self.word())
        return Phrase(words)

    def near(self) -> Tree:
        words = [word for word in self.row(6) if not _FIGURE.search(word)]
        while len(words) < 2 or self.rng.random() < 0.1:
            words += [word for word in [self.word()] if not _FIGURE.search(word)]
        return Near(
            tuple(self.rng.sample(words, min(len(words), self.rng.choice([2, 2, 3, 4])))), self.rng.randint(0, 8)
        )

    def quoted(self) -> Tree:
        leaf = self.rng.choice([self.term, self.prefix, lambda: self.phrase(self.said)])
        return Field("said", either([leaf(), leaf()]) if self.rng.random() < 0.2 else leaf())

    def leaf(self) -> Tree:
        kinds = [self.term] * 6 + [self.phrase] * 3 + [self.prefix, self.near, self.fuzzy, self.quoted, All]
        return self.rng.choice(kinds)()

    def mixed(self, depth: int = 2) -> Tree:
        """Some of these together, one of them enough, without them."""
        kind = self.rng.choice(["leaf", "and", "and", "or", "not"]) if depth else "leaf"
        if kind == "leaf":
            return self.leaf()
        if kind == "not":
            inner = self.mixed(depth - 1)
            return inner.item if isinstance(inner, Not) else Not(inner)
        items = [self.mixed(depth - 1) for _ in range(self.rng.randint(2, 3))]
        return all_of(items) if kind == "and" else either(items)


def all_of(items: Sequence[Tree]) -> Tree:
    """All of them, as `parse` has it; one that asks what is said at most, since more of them hold of one quotation."""
    flat = [i for item in items for i in (item.items if isinstance(item, And) else (item,))]
    fields = [i for i in flat if isinstance(i, Field)]
    kept = tuple(i for i in flat if i not in fields[1:] or i is fields[0])
    return And(kept) if len(kept) > 1 else kept[0]


def either(items: Sequence[Tree]) -> Tree:
    """One of them, as `parse` has it."""
    return Or(tuple(i for item in items for i in (item.items if isinstance(item, Or) else (item,))))


KINDS: dict[str, tuple[int, Callable[[Asking], Tree]]] = {
    "words": (300, Asking.term),
    "words begun": (200, Asking.prefix),
    "misspelt words": (150, Asking.fuzzy),
    "phrases": (350, Asking.phrase),
    "words near each other": (200, Asking.near),
    "words said": (150, Asking.quoted),
    "all of it together": (650, Asking.mixed),
}
"""How many queries of each kind are asked, and how one is made."""


def asked(kind: str, seed: int, articles: Sequence[Article]) -> list[Tree]:
    count, make = KINDS[kind]
    asking = Asking(seed, articles)
    return [make(asking) for _ in range(count)]


def differences(both: Both, trees: Sequence[Tree]) -> list[str]:
    """The queries that find other articles by Whoosh; what is asked is what is printed and read again."""
    wrong = []
    for tree in trees:
        assert parse(show(tree)) == tree
        ours, theirs = both.found(tree), both.found_by_whoosh(tree)
        if ours != theirs:
            wrong.append(f"{show(tree)!r}: {sorted(ours)}, by Whoosh {sorted(theirs)}")
    return wrong


@pytest.mark.parametrize("kind", KINDS)
def test_whoosh_finds_the_same(built: Both, kind: str) -> None:
    """The same articles for each of 2,000 queries, in an index that was built at once."""
    assert differences(built, asked(kind, 3, built.articles)) == []


def test_whoosh_finds_the_same_where_articles_came_and_went(renewed: Both) -> None:
    """Nothing that is gone, and nothing twice, after building five times."""
    assert renewed.theirs.doc_count() == len(renewed.numbers) == len(renewed.articles)
    assert differences(renewed, asked("all of it together", 4, renewed.articles)[:400]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_most_queries_tell_one_article_from_another(built: Both, kind: str) -> None:
    """More than half of those that are compared find some of the articles, and not all."""
    counts = [len(built.found_by_whoosh(tree)) for tree in asked(kind, 3, built.articles)[:60]]
    assert sum(0 < count < len(built.articles) for count in counts) > 30


@pytest.mark.parametrize(
    "text",
    [
        "who:lind",
        "title:oil",
        "by:berg",
        "in:north",
        "date:..2008",
        "oil -date:2008",
        "only:quotes oil",
        "only:headlines",
        "said:(oil gas)",
        "said:(oil OR -gas)",
        "said:oil gas said:coal",
    ],
)
def test_what_whoosh_cannot_be_asked_is_refused(text: str) -> None:
    """Names, headlines and dates stand with the articles; and which words one person said at once, nowhere in the index."""
    with pytest.raises(ValueError, match=r"index"):
        reference.compiled(parse(text), reference.Vocabulary(()))


def test_what_asks_for_nothing_is_nothing_for_whoosh() -> None:
    """The empty query is Whoosh's own."""
    assert reference.compiled(parse(""), reference.Vocabulary(())) == stock.NullQuery


@pytest.mark.parametrize("words", [("4.2", "per"), ("175,000", "percent")])
def test_a_figure_near_a_word_is_found_as_whoosh_finds_it(tmp_path: Path, words: tuple[str, str]) -> None:
    """A mark that never goes parts a word in two also where it is near another."""
    figure, word = words
    together = "".join(figure.split(".")).replace(",", "")
    articles = tuple(
        article(n, text) for n, text in enumerate((f"{word}, some {figure}", f"{together} {word}", figure, word))
    )
    engine.build(tmp_path / "shelf", articles)
    both = compared(tmp_path / "shelf", articles)
    assert both.found(Near(words, 1)) == both.found_by_whoosh(Near(words, 1)) == {0}


def test_a_form_that_begins_otherwise_is_found(tmp_path: Path) -> None:
    """Each form of a word finds all others, however little they have in common."""
    articles = tuple(
        article(n, word) for n, word in enumerate(("it dies", "it died", "to die", "it is dying", "a dye"))
    )
    engine.build(tmp_path / "shelf", articles)
    both = compared(tmp_path / "shelf", articles)
    assert both.found_by_whoosh(Term("dies")) == {0, 1, 2, 3}
    assert differences(both, [Term("dies"), Term("died"), Term("die"), Term("dying")]) == []
