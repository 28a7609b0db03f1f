"""The fields of a German sentence, and in them the subjects of its reporting verbs.

A main clause is a first field, its finite verb, a middle field, and the rest of its verb: `[X] hat [am Montag ...] erklärt`;
one other part stands first, the subject there or right behind the finite verb. A subordinate clause has its verb last:
`wie [X am Montag] mitteilte`. (Drach, Grundgedanken der deutschen Satzlehre, 1937.) Nouns are capitalised, so a noun phrase
shows; its article tells whether it can be a subject.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.clauses import QUOTED, Phrase, Token, shortened
from index.lexicon import Lexicon

ENDS_CLAUSE = frozenset(",;:–—()!?…")
LONGEST_PHRASE = 24
"""Words of a noun phrase with all that modifies it."""
LONGEST_TITLE = 40
"""Characters of a name in marks: schrieb „Die Zeit“."""
ADJECTIVES = 5
"""Words between an article and its noun."""
MIDDLE_FIELD = 24
"""Words behind the finite verb in which its subject is looked for."""
WORDS_BACK = 80
"""Words back to which a clause may have begun."""
SEGMENTS_BACK = 6
"""Commas back to which an interrupted clause may have begun."""
NAME_JOINS = frozenset(["van", "de", "al", "bin", "ibn", "del", "da", "&"])
"""Small words within a name; `von` and `zu` join what modifies a noun as well."""
BRACKET_WORDS = 12
"""Words of a bracket that stands within a clause: a party, an age."""
OF_NOUNS = frozenset(["von", "vom", "für"])
"""Prepositions that say more of a noun wherever they stand; behind a verb others belong to the verb."""
LIGHT = frozenset(["und", "aber", "doch", "denn", "sondern", "oder", "auch", "selbst", "sogar", "nur"])
"""May stand before the first field, or lean on the noun phrase in it."""
PARTICLE_WORDS = 40
"""Words behind a verb in which its particle is looked for."""
MODIFIERS = 5
"""Genitives and prepositions that one noun phrase may carry."""


class Noun(NamedTuple):
    """A noun phrase: tokens `[start, stop)`, those that only modify it from `core` on."""

    start: int
    core: int
    stop: int
    subject: bool
    """Whether its form allows a subject."""


class Subject(NamedTuple):
    """Who does what a verb says, and how the clause is built."""

    phrase: Phrase
    frame: str
    """`before`, `after`: main clause, where its subject stands from the finite verb; `wie`, `clause`: verb last; `passive`;
    `place`: in der Erklärung heißt es; `shared`: the subject of the clause before."""
    finite: int
    """Where the finite verb of the clause stands: the verb itself, or its auxiliary."""


class Sentence:
    """One sentence, `words[begin:stop]`, cut into clauses at its commas."""

    def __init__(self, words: Sequence[Token], begin: int, stop: int, lex: Lexicon) -> None:
        self.words, self.begin, self.stop, self.lex = words, begin, stop, lex
        self._nouns: dict[tuple[int, bool], Noun | None] = {}

    # -- noun phrases

    def ends(self, at: int) -> bool:
        """Whether no clause goes on beyond the token before `at`."""
        return at >= self.stop or self.words[at].text in ENDS_CLAUSE or self._full_stop(at)

    def _full_stop(self, at: int) -> bool:
        return self.words[at].text == "." and not shortened(self.words, at, self.lex)

    def noun_at(self, at: int) -> bool:
        """Whether a noun or a name stands at `at`: a capital letter that is no mere beginning of a sentence."""
        token, lex = self.words[at], self.lex
        if not token.word or token.low in lex.words["subjects"]:
            return False
        if not token.capital:
            return "." in token.text and token.text[-1].isalpha()  # spiegel.de
        if any(lex.has(n, token.low) for n in ("determiners", "prepositions", "not_names")):
            return False
        return not self._opens(at) or not (
            lex.has("opening_adverbs", token.low) or token.low.endswith(lex.adverb_endings)
        )

    def _opens(self, at: int) -> bool:
        return at == self.begin or not self.words[at - 1].word

    def noun(self, at: int, *, modified: bool = True) -> Noun | None:
        """The noun phrase that begins at `at`."""
        key = (at, modified)
        if key not in self._nouns:
            self._nouns[key] = self._noun(at, modified)
        return self._nouns[key]

    def _noun(self, at: int, modified: bool) -> Noun | None:
        words, lex, stop = self.words, self.lex, self.stop
        if at >= stop or not (words[at].word or words[at].quoted >= 0):
            return None
        low = words[at].low
        if low in lex.words["subjects"]:
            joined = self._joined(at + 1) if modified and low in ("er", "sie", "ich") else at + 1
            return Noun(at, at + 1, joined, low != "es")
        i, article = at, ""
        while i < stop and lex.has("determiners", words[i].low) and i < at + 2:
            article, i = article or low, i + 1
        head = self._head(i, described=bool(article))
        if head is None:
            alone = lex.has("alone", low) and (i >= stop or not words[i].capital)
            return Noun(at, at + 1, at + 1, True) if alone else None
        core = self._run(head)
        subject = self._may_be_subject(article, words[head].low)
        end = self._modifiers(core, self.lex.words["modifying"]) if modified else core
        if subject and modified:
            end = self._joined(end)
        return Noun(at, core, min(end, at + LONGEST_PHRASE), subject)

    def _head(self, at: int, *, described: bool) -> int | None:
        """Where the noun stands whose adjectives begin at `at`."""
        words, lex = self.words, self.lex
        i = at
        while i < self.stop and i - at <= ADJECTIVES:
            token = words[i]
            if self.noun_at(i):
                return i
            if token.quoted >= 0:
                return i if described and i == at else None
            if not token.word:
                return None
            if described and i == at and lex.has("prepositions", token.low):  # der auf der Konferenz anwesende Minister
                for _ in range(3):
                    if i < self.stop and lex.has("prepositions", words[i].low):
                        i = self.past_preposition(i)
                if i >= self.stop or not self._adjective(words[i]):
                    return None
                at = i
                continue
            numeral = token.text[0].isdigit()
            if not numeral and not self._adjective(token):
                if not described or lex.has("prepositions", token.low) or lex.has("auxiliaries", token.low):
                    return None
                if lex.strength.get(token.low, 0) and not self._adjective(token):
                    return None
            i += 1
        return None

    def _adjective(self, token: Token) -> bool:
        """By its ending; a finite verb of speaking ends alike, so that it is none."""
        low = token.low
        return (
            token.word
            and len(low) > 3
            and low[-2:]
            in ("te", "en", "er", "es", "em", "ge", "he", "le", "re", "ve", "se", "ne", "de", "me", "ße", "ue", "ie")
            and not any(
                self.lex.has(n, low)
                for n in ("prepositions", "determiners", "auxiliaries", "boundaries", "opening_adverbs")
            )
            and not self.lex.strength.get(low, 0)
        )

    def _run(self, at: int) -> int:
        """Past the nouns and names that stand together: `Regierungssprecher Yukio Edano`, `Zeitung „Bild“`."""
        words = self.words
        i = at + 1
        while i < self.stop:
            token = words[i]
            joins = token.low in NAME_JOINS or (token.text == "." and shortened(words, i, self.lex))
            if self.noun_at(i) or (joins and i + 1 < self.stop and self.noun_at(i + 1)):
                i += 1
            elif token.quoted >= 0 and not words[i - 1].possessive and token.stop - token.start < 60:
                return i + 1
            else:
                break
        return i

    def _may_be_subject(self, article: str, head: str) -> bool:
        if self.lex.has("oblique", article):
            return False
        return not (article == "der" and len(head) > 4 and head.endswith(tuple(self.lex.words["feminine_endings"])))

    def _modifiers(self, at: int, joining: Collection[str]) -> int:
        """Past genitives, brackets, and phrases that begin with a preposition of `joining`, behind a noun."""
        for _ in range(MODIFIERS):
            past = self._past_modifier(at, joining) if at < self.stop else 0
            if not past:
                break
            at = past
        return at

    def _past_modifier(self, at: int, joining: Collection[str]) -> int:
        if self.words[at].text == "(":
            ahead = range(at + 1, min(at + BRACKET_WORDS, self.stop))
            return next((k + 1 for k in ahead if self.words[k].text == ")"), 0)
        if past := self._past_genitive(at):
            return past
        past = self.past_preposition(at) if self.words[at].low in joining else 0
        return past if past > at + 1 else 0

    def _joined(self, at: int) -> int:
        """Past `und Y`, where the two together are the subject."""
        for _ in range(3):
            if at + 1 >= self.stop or self.words[at].low not in ("und", "sowie", "&", "oder"):
                break
            other = self.noun(at + 1, modified=False)
            if other is None or not other.subject or self.words[at + 1].low in self.lex.words["subjects"]:
                break
            at = self._modifiers(other.core, OF_NOUNS)
        return at

    def past_preposition(self, at: int) -> int:
        """Where what the preposition at `at` governs ends; `at + 1` where that is no noun."""
        inner = self.noun(at + 1, modified=False)
        if inner is None:
            return at + 1
        stop = inner.core
        while past := self._past_genitive(stop):
            stop = past
        return stop

    def _past_genitive(self, at: int) -> int:
        """Where a genitive that begins at `at` ends; 0 for none. `der Sprecher` is none: it can only be a subject."""
        if at + 1 >= self.stop or not self.lex.has("genitive", self.words[at].low):
            return 0
        noun = self.noun(at, modified=False)
        if noun is None or noun.core == at + 1:
            return 0
        subject = self.words[at].low == "der" and any(
            self.lex.has("masculine", w.low) for w in self.words[at + 1 : noun.core]
        )
        return 0 if subject else noun.core

    # -- clauses

    def edges(self, at: int) -> list[int]:
        """Where the clauses begin that stand before `at` in this sentence, the nearest first."""
        out: list[int] = []
        floor = max(self.begin, at - WORDS_BACK)
        i = at - 1
        while i >= floor:
            token = self.words[i]
            if token.text == ")" and (opened := self._opened(i, floor)) is not None:
                i = opened
            elif token.text in ENDS_CLAUSE and token.quoted < 0:
                out.append(i + 1)
                if len(out) == SEGMENTS_BACK:
                    return out
            i -= 1
        return [*out, floor]

    def _opened(self, close: int, floor: int) -> int | None:
        """Where a short bracket began that ends at `close`."""
        back = range(close - 1, max(floor, close - BRACKET_WORDS) - 1, -1)
        return next((i for i in back if self.words[i].text == "("), None)

    def _past_adverbs(self, at: int, stop: int) -> int:
        """Past small words that may stand between a subject and its verb, or before a subject."""
        words, lex = self.words, self.lex
        while at < stop and words[at].word and not words[at].capital and not lex.has("determiners", words[at].low):
            if lex.has("prepositions", words[at].low) or words[at].low in lex.words["subjects"]:
                break
            at += 1
        return at

    def before(self, edge: int, verb: int) -> Phrase | None:
        """The subject in the first field, which reaches from `edge` to the finite verb."""
        words = self.words
        start = edge
        while start < verb and words[start].low in LIGHT:
            start += 1
        noun = self.noun(start) if start < verb else None
        if noun is None or not noun.subject or noun.core > verb:
            return None
        end = min(noun.stop, verb)
        if self._past_adverbs(end, verb) == verb:
            return Phrase(noun.start, end)
        return None

    def interrupted(self, verb: int, edges: Sequence[int]) -> tuple[int, Phrase] | None:
        """Where the clause of the verb at `verb`, right behind a comma, began, and its subject: `X, der Sprecher, sagte`."""
        for last, edge in pairwise(edges):
            begin = edge
            while begin < last and (
                self.lex.has("subordinators", self.words[begin].low)
                or self.lex.has("boundaries", self.words[begin].low)
            ):
                begin += 1
            noun = self.noun(begin) if begin < last else None
            if noun is not None and noun.subject and noun.stop >= last - 1 and self.words[last - 1].text in ",–—()":
                if begin == edge and edge != self.begin and self.words[edge - 1].text == ",":
                    continue  # itself an apposition
                return edge, Phrase(noun.start, noun.stop)
        return None

    def after(self, verb: int, stop: int) -> Phrase | None:
        """The first noun phrase behind the finite verb that can be its subject."""
        words, lex = self.words, self.lex
        i, limit = verb + 1, min(stop, verb + 1 + MIDDLE_FIELD)
        while i < limit and not self.ends(i):
            token = words[i]
            if lex.has("prepositions", token.low):
                i = max(self.past_preposition(i), i + 1)
                continue
            if token.quoted >= 0:
                named = i == verb + 1 and verb > self.begin and words[verb - 1].text in (",", QUOTED)
                return Phrase(i, i + 1) if named and token.stop - token.start <= LONGEST_TITLE else None
            noun = self.noun(i, modified=False)
            if noun is not None:
                if noun.subject and not (lex.has("days", words[noun.core - 1].low) or lex.has("months", token.low)):
                    plain = noun.core == i + 1 and not words[i].capital
                    return Phrase(
                        noun.start, noun.core if plain else self._joined(self._modifiers(noun.core, OF_NOUNS))
                    )
                i = noun.core
                while past := self._past_genitive(i):
                    i = past
                continue
            i += 1
        return None

    def agent(self, start: int, stop: int) -> Phrase | None:
        """Who acts in a passive: `von X`, `durch X`."""
        words, lex = self.words, self.lex
        for i in range(start, stop - 1):
            if lex.has("agent", words[i].low):
                noun = self.noun(i + 1)
                if noun is not None and noun.core <= stop and not words[noun.core - 1].text[0].isdigit():
                    return Phrase(noun.start, min(noun.stop, stop))
        return None

    def subject(self, verb: int) -> Subject | None:
        """The subject of the verb at `verb`, finite or not, with the kind of its clause."""
        words, lex = self.words, self.lex
        edges = self.edges(verb)
        edge = edges[0]
        low = words[verb].low
        if lex.has("impersonal", low) and (place := self._place(edge, verb)):
            return Subject(place, "place", verb)
        behind = words[verb + 1].low if verb + 1 < self.stop else ""
        last = (
            self.ends(verb + 1) or lex.has("perfect", behind) or lex.has("passive", behind) or behind in ("und", "oder")
        )
        if last and (found := self._verb_last(edges, verb, passive=lex.has("passive", behind))):
            return found
        finite = self._helper(edge, verb, edges) if last else None
        if finite is not None:
            if lex.has("passive", words[finite].low) and low[-2:] != "en":
                agent = self.agent(finite + 1, verb) or self.agent(edges[-1] if finite < edge else edge, finite)
                return Subject(agent, "passive", finite) if agent else None
            verb = finite
            edges = self.edges(verb)
            edge = edges[0]
        return self._main(edges, edge, verb)

    def _main(self, edges: Sequence[int], edge: int, verb: int) -> Subject | None:
        words = self.words
        if verb > edge and words[verb - 1].low in ("und", "oder", "sowie", "aber") and verb - 1 > self.begin:
            return None
        if verb > edge and (phrase := self.before(edge, verb)):
            other = self.after(verb, min(verb + 3, self.stop))
            object_first = len(words[edge:verb]) > 1 and not self._names(phrase)
            turned = other is not None and object_first and self._names(other)
            return Subject(other, "after", verb) if turned and other else Subject(phrase, "before", verb)
        first = self._past_adverbs(edge, verb) == verb and verb - edge <= 3
        after = self.after(verb, self.stop)
        if first and verb > self.begin and words[edge - 1].text in ",–—()" and (found := self.interrupted(verb, edges)):
            direct = after is not None and after.start == verb + 1 and words[verb + 1].low in ("er", "sie")
            if not direct:
                return Subject(found[1], "before", verb)
        return Subject(after, "after", verb) if after else None

    def _names(self, phrase: Phrase) -> bool:
        """Whether a noun phrase is a subject pronoun, or a name or role that has no article of another case."""
        words, lex = self.words, self.lex
        first = words[phrase.start]
        if first.low in lex.words["subjects"]:
            return first.low not in ("sie", "es")
        if lex.has("determiners", first.low) and first.low != "der":
            return False
        return any(
            w.low in lex.given or lex.has("people", w.low) or lex.has("titles", w.low)
            for w in words[phrase.start : phrase.stop]
        )

    def _verb_last(self, edges: Sequence[int], verb: int, *, passive: bool) -> Subject | None:
        """In a subordinate clause: behind the word that opens it, or that word's own noun."""
        words, lex = self.words, self.lex
        edge = edges[0]
        opener = next((e for e in edges[:1] if self._subordinate(e)), None)
        if opener is None:
            if self._past_adverbs(edge, verb) < verb:
                return None
            found = self.interrupted(verb, edges)
            if found is None or not lex.has("subordinators", words[found[0]].low):
                return None
            return Subject(found[1], "wie" if words[found[0]].low == "wie" else "clause", verb)
        start = opener
        while lex.has("boundaries", words[start].low) and not lex.has("subordinators", words[start].low):
            start += 1
        opening = words[start].low
        if passive:
            agent = self.agent(start, verb)
            return Subject(agent, "passive", verb) if agent else None
        phrase = self.after(start, verb)
        if lex.has("subordinators", opening):
            return Subject(phrase, "wie" if opening == "wie" else "clause", verb) if phrase else None
        if phrase is not None and (
            opening not in ("der", "welcher") or words[phrase.start].low in lex.words["subjects"]
        ):
            return Subject(phrase, "clause", verb)
        antecedent = self._name_before(start)
        return Subject(antecedent, "clause", verb) if antecedent else None

    def _subordinate(self, edge: int) -> bool:
        """Whether a clause that begins at `edge` has its verb last."""
        words, lex = self.words, self.lex
        at = edge
        while at < self.stop and words[at].low in ("und", "aber", "oder", "auch"):
            at += 1
        if at >= self.stop:
            return False
        if lex.has("subordinators", words[at].low):
            return True
        if edge > self.begin and lex.has("prepositions", words[at].low) and at + 1 < self.stop:
            at += 1
        relative = lex.has("relatives", words[at].low) and edge > self.begin and words[edge - 1].text in ",("
        return relative and not (at + 1 < self.stop and self._names_on(at))

    def _names_on(self, at: int) -> bool:
        """Whether an article at `at` belongs to the noun behind it, which then ends its phrase: `, der Sprecher,`."""
        noun = self.noun(at)
        return noun is not None and noun.core > at + 1 and self.ends(noun.stop)

    def _name_before(self, at: int) -> Phrase | None:
        """The run of nouns that ends right before the comma before `at`."""
        stop = at - 1
        start = stop
        while start > self.begin and self.noun_at(start - 1):
            start -= 1
        return Phrase(start, stop) if start < stop else None

    def _helper(self, edge: int, verb: int, edges: Sequence[int]) -> int | None:
        """The finite auxiliary to whose clause the verb at `verb`, the last word of it, belongs."""
        words, lex = self.words, self.lex
        for i in range(verb - 1, edges[-1] - 1, -1):
            helps = any(lex.has(n, words[i].low) for n in ("perfect", "passive", "modal"))
            if helps and (i == self.begin or not words[i].capital) and not self.ends(i + 1):
                return i
            if i < edge and words[i].quoted >= 0 and words[i + 1].text == ",":
                return None
        return None

    def _place(self, edge: int, verb: int) -> Phrase | None:
        """Where it says so: `in der Erklärung heißt es`, `heißt es in der Erklärung`."""
        words, lex = self.words, self.lex
        near = {words[k].low for k in range(max(edge, verb - 3), min(verb + 4, self.stop))}
        if "es" not in near:
            return None
        first = max(self.begin, verb - LONGEST_PHRASE) if edge == verb else edge
        for i in (*range(verb + 1, min(verb + 8, self.stop)), *range(first, verb)):
            if lex.has("places", words[i].low) and (noun := self.noun(i + 1)):
                return Phrase(noun.start, min(noun.stop, self.stop))
        return None

    def topic(self, before: int) -> Phrase | None:
        """The subject of the sentence as far as it shows without knowing its verb: its first noun phrase that can be one."""
        first = self.begin
        while first < before and self.lex.has("boundaries", self.words[first].low):
            first += 1
        return self.after(first - 1, before) if first < before else None

    # -- sources

    def sources(self) -> Iterator[tuple[Phrase, Phrase, str]]:
        """Who is named as a source (mention, cue, kind): `laut X`, `X zufolge`, `nach Angaben von X`, `so X`."""
        words, lex = self.words, self.lex
        told = self.begin
        for i in range(self.begin, self.stop):
            token = words[i]
            if i < told or not token.word:
                continue
            if lex.has("according_after", token.low):
                if (phrase := self._ending_at(i)) is not None:
                    yield phrase, Phrase(i, i + 1), "zufolge"
            elif lex.has("according", token.low) and (noun := self.noun(i + 1)) and noun.core > i + 1:
                if token.low != "so" or self._so(i, noun):
                    told = noun.stop
                    yield Phrase(noun.start, noun.stop), Phrase(i, i + 1), "so" if token.low == "so" else "laut"
            elif token.capital and lex.has("accounts", token.low):
                yield from self._account(i)

    def _so(self, at: int, noun: Noun) -> bool:
        """`„...“, so X` or `..., so X weiter, ...`: behind a quotation or a comma, and nothing but a name follows."""
        words = self.words
        if not noun.subject or at == self.begin:
            return False
        behind = words[at - 1].quoted >= 0 or words[at - 1].text in ',–—“”"«»' or at == self.begin
        after = self._past_adverbs(noun.stop, self.stop)
        return behind and (
            self.ends(after) or self.lex.has("prepositions", words[after].low) or words[after].quoted >= 0
        )

    def _ending_at(self, stop: int) -> Phrase | None:
        """The noun phrase that ends right before `stop`: `Angaben der Polizei zufolge`."""
        for start in range(max(self.begin, stop - 10), stop):
            noun = self.noun(start)
            if noun is not None and noun.stop == stop:
                return Phrase(start, stop)
        return None

    def _account(self, at: int) -> Iterator[tuple[Phrase, Phrase, str]]:
        """`nach Angaben der Polizei`, `nach den Worten von X`, `nach Polizeiangaben`, `nach Xs Meinung`, `der Vorwurf der CDU`."""
        words, lex = self.words, self.lex
        start = at
        while (
            start > self.begin
            and words[start - 1].word
            and (not words[start - 1].capital or self._opens(start - 1))
            and at - start < 4
        ):
            start -= 1
            if words[start].low in ("nach", "laut", "gemäß", "aus", "zu"):
                break
        led = words[start].low in ("nach", "laut", "gemäß", "aus") if start < at else False
        kind = "account" if led else "noun"
        cue = Phrase(start if led else at, at + 1)
        behind = words[at + 1].low if at + 1 < self.stop else ""
        if lex.has("genitive", behind) or behind in ("von", "vom"):
            noun = self.noun(at + 1 + (behind in ("von", "vom")))
            if noun is not None:
                yield Phrase(noun.start, noun.stop), cue, kind
                return
        owner = words[at - 1] if at > self.begin else None
        if owner is not None and owner.capital and (owner.possessive or owner.low.endswith("s")) and led is False:
            yield Phrase(at - 1, at), Phrase(at, at + 1), "account"
        elif led:
            possessive = next((k for k in range(start, at) if words[k].low in lex.words["possessives"]), None)
            yield Phrase(at if possessive is None else possessive, at + 1), cue, kind


def strength(words: Sequence[Token], at: int, stop: int, lex: Lexicon) -> tuple[int, int]:
    """How surely the verb at `at` reports words, and where its last part stands: itself, or its particle."""
    low = words[at].low
    found = lex.strength.get(low, 0)
    if (particles := lex.parted.get(low)) is None:
        return found, at
    for i in (*range(at + 1, min(stop, at + PARTICLE_WORDS)), *range(max(0, at - 1), at)):
        if words[i].low in particles:
            return max(found, lex.strength[words[i].low + low]), max(i, at)
    return found, at


def sentence_ranges(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Token ranges of the sentences, from the number of each token's sentence."""
    begin = 0
    for i in range(1, len(numbers) + 1):
        if i == len(numbers) or numbers[i] != numbers[begin]:
            yield begin, i
            begin = i
