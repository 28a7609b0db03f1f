"""The stretches of an article with the words around them, laid out for finding who spoke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from index import clauses, languages, lexicon, marks
from index.clauses import Phrase, Token
from index.lexicon import Lexicon
from index.marks import Stretch
from index.model import Passage, Span
from index.quotes.lines import Line, line_of


class Candidate(NamedTuple):
    """Somebody who may have spoken."""

    features: dict[str, float]
    span: Span | None
    """The mention; None for nobody."""
    cue: Span | None = None
    carried: bool = False
    """Whether it is the speaker of an earlier stretch."""


NOBODY = Candidate({}, None)


class Voice(NamedTuple):
    """Who was taken to speak a stretch."""

    span: Span
    cue: Span | None
    certainty: float
    carried: bool


def distance(count: int) -> str:
    """A distance in words, coarsely."""
    for limit, name in ((0, "0"), (2, "2"), (5, "5"), (10, "10"), (20, "20")):
        if count <= limit:
            return name
    return "far"


class Scene:
    """The stretches of an article and the words around them, laid out for finding who spoke."""

    def __init__(self, text: str, passages: Sequence[Passage], language: str | None) -> None:
        self.text = text
        self.passages = passages
        self.lexicon = lexicon.of(language) if language or languages.may_be(text, "en") else None
        self.stretches = marks.without_short(
            text, passages, marks.stretches(text, passages, dashes=language in marks.DASH_LANGUAGES)
        )
        if self.lexicon is not None:
            self.stretches = [_closed(text, s, self.lexicon) for s in self.stretches]
        self._inside: dict[int | None, list[int]] = {}
        self._outer: dict[int, list[int]] = {}
        for i, stretch in enumerate(self.stretches):
            if stretch.parent is None:
                self._outer.setdefault(stretch.passage, []).append(i)
            else:
                self._inside.setdefault(stretch.parent, []).append(i)
        self._lines: dict[tuple[int, int | None], Line] = {}

    def line(self, passage: int, parent: int | None = None) -> Line:
        """The passage at index `passage`, or the inside of stretch `parent`."""
        key = (passage, parent)
        if key not in self._lines and self.lexicon is not None:
            span = self.passages[passage].span if parent is None else self.stretches[parent].span
            inside = self._outer.get(passage, ()) if parent is None else self._inside.get(parent, ())
            quoted = [(i, self.stretches[i].outer) for i in inside]
            self._lines[key] = line_of(
                self.text, clauses.tokens(self.text, span, quoted, self.lexicon.leaning), self.lexicon
            )
        return self._lines[key]

    def full(self, n: int) -> bool:
        """Whether stretch `n` is a sentence of its own rather than some words of one."""
        words = self.stretches[n].span.of(self.text)
        first = next((c for c in words if c.isalnum()), "")
        if first.isdigit():
            before = self.text[max(0, self.stretches[n].outer.start - 3) : self.stretches[n].outer.start].rstrip()[-1:]
            first = "A" if before in ",:.\n" else "a"
        if self.lexicon and self.lexicon.words["inverting"] and self.text.startswith(",", self.stretches[n].outer.stop):
            small = sum(1 for word in words.split() if word[0].islower())
            return first.isupper() and small >= 2  # French and Spanish put the comma behind the mark
        return first.isupper() and words[-1:] in ",.?!…—-’'" and any(map(str.isspace, words))


def _closed(text: str, stretch: Stretch, lex: Lexicon) -> Stretch:
    """An unclosed stretch, or what a dash opens, ended before the attribution that stands inside it."""
    dash = "dash" in stretch.flags
    if not dash and "unclosed" not in stretch.flags:
        return stretch
    words = clauses.tokens(text, stretch.span)
    at = clauses.attribution(words, lex, last_words=dash)
    if at is None:
        return stretch
    span = Span(stretch.span.start, words[at - 1].stop)
    return replace(stretch, span=span, outer=Span(stretch.outer.start, span.stop))


class Around:
    """What stands around stretch `n` of an article: the word at `at` of its line."""

    def __init__(self, scene: Scene, n: int, line: Line, at: int, lex: Lexicon) -> None:
        self.scene, self.n, self.line, self.at, self.lex = scene, n, line, at, lex
        self.text = scene.text
        self.inner = scene.stretches[n].span.of(scene.text)
        self.whole = "full" if scene.full(n) else "part"
        capital = [w[0].isupper() or len(w) < 4 for w in self.inner.split() if w[0].isalpha()]
        self.titled = len(capital) > 1 and all(capital) and self.whole == "part"
        self.opens = not any(w.word or w.quoted >= 0 for w in line.words[max(0, at - 3) : at]) and at <= 3
        self.fills = self.opens and all(not w.word for w in line.words[at + 1 :])

    def lead(self) -> str:
        """The small word that leads the quotation in, an article or adjective passed over: `als „falsch“`, `von einer „Gefahr“`."""
        for token in reversed(self.line.words[max(0, self.at - 3) : self.at]):
            if self.lex.has("leading", token.low):
                return token.low
            if not token.word:
                break
        return ""

    def kind_of_word(self, token: Token | None) -> str:
        """What kind of word, or of mark, stands beside the stretch; None at the edge of its passage."""
        if token is None:
            return "edge"
        if token.quoted >= 0:
            return "quoted"
        if not token.word:
            return token.text if token.text in ",:.—(" else "mark"
        for name in ("determiners", "naming", "prepositions", "boundaries", "possessives", "auxiliaries"):
            if self.lex.has(name, token.low):
                return name
        if token.low in self.lex.strength:
            return f"verb{self.lex.strength[token.low]}"
        if token.possessive:
            return "possessive"
        return "capital" if token.capital else "noun" if token.low in ("word", "words", "term", "phrase") else "word"

    def who(self, phrase: Phrase) -> dict[str, float]:
        """What kind of speaker a phrase names."""
        words = self.line.words[phrase.start : phrase.stop]
        return who(words, self.whole, self.lex)


def who(words: Sequence[Token], whole: str, lex: Lexicon) -> dict[str, float]:
    """What kind of speaker these words name, as features; the first is the kind itself."""
    first, last = words[0], words[-1]
    if len(words) == 1 and first.low in lex.words["pronouns"] | lex.words["relative"]:
        kind = next((k for k in ("self", "reader", "thing", "plural") if first.low in lex.words[f"pronoun {k}"]), "he")
        kind = "relative" if first.low in lex.words["relative"] else kind
    elif any(lex.has("people", w.low) for w in words):
        kind = "people"
    elif any(lex.has("documents", w.low) for w in words):
        kind = "document"
    elif last.capital and not lex.has("determiners", last.low):
        kind = "name"
    elif any(lex.has("bodies", w.low) for w in words):
        kind = "body"
    else:
        kind = "other"
    features = {f"who:{kind}": 1.0, f"{whole}:who:{kind}": 1.0}
    if len(words) > 6:
        features["who:long"] = 1.0
    return features
