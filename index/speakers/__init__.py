"""Which mentions are the same speaker: within an article, then over the pack.

A mention is looked up in the article's `Cast`: a surname, a role, `he`, `it`, `its statement`. What the article leaves open
keeps a certainty below `CERTAIN`; no name is made up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from index import clauses, fold, languages, lexicon
from index.clauses import Token
from index.lexicon import Lexicon
from index.model import Article, Masthead, Passage, Quote, Span, Speaker
from index.speakers.cast import Cast, Member, sound

LIKELY = 0.88
"""Certainty of a name that most readers would give, and that may still be wrong: shown as `?`."""
GUESS = 0.6
LANGUAGE_SHOWS = 1500
"""Characters that tell an article's language."""
SAME_WORDS = 6
"""Words from which the very same quotation tells that two mentions are one speaker, where nothing speaks against it."""
AFTER_COMMA = re.compile(r",\s+")


class Known(NamedTuple):
    """Whom a mention means, and how sure that is."""

    name: str
    certainty: float


def name(text: str, passages: Sequence[Passage], quotes: Sequence[Quote], masthead: Masthead) -> tuple[Quote, ...]:
    """The quotes with `Speaker.name` resolved within the article, its certainty lowered where that was not certain.

    >>> from index import quotes
    >>> text = "Ann Lee came. “I am late,” she said."
    >>> cut = [Passage(1, Span(0, len(text)))]
    >>> [q.speaker.name for q in name(text, cut, quotes.find(text, cut, "en"), Masthead())]
    ['Ann Lee']
    """
    lex = lexicon.of(languages.of(text[:LANGUAGE_SHOWS])) or lexicon.of("en")
    if lex is None or not any(quote.speaker for quote in quotes):
        return tuple(quotes)
    cast = Cast(text, passages, quotes, lex)
    said: dict[Span, Known] = {}
    out: list[Quote] = []
    for quote in quotes:
        speaker = quote.speaker
        if speaker is not None and speaker.span is not None:
            known = said.get(speaker.span) or _meant(cast, quote, speaker.mention, speaker.span, out)
            said[speaker.span] = known
            certainty = round(speaker.certainty * known.certainty, 3)
            mention = speaker.span.of(text)  # as printed, line ends and all; until here its words stood one blank apart
            quote = replace(quote, speaker=replace(speaker, mention=mention, name=known.name, certainty=certainty))
        out.append(quote)
    return tuple(out)


def _meant(cast: Cast, quote: Quote, mention: str, span: Span, before: Sequence[Quote]) -> Known:
    """Whom `mention` at `span` means; `before` are the resolved quotations that stand earlier."""
    low, lex = mention.lower(), cast.lex
    if low in lex.words["pronoun masculine"]:
        return _he(cast, mention, span, "m", before)
    if low in lex.words["pronoun feminine"]:
        return _he(cast, mention, span, "f", before)
    if low in lex.words["pronoun thing"] or low in lex.words["pronoun plural"]:
        return _it(cast, mention, span, before, plural=low in lex.words["pronoun plural"])
    if low in lex.words["relative"]:
        return next(
            (Known(p.who.name, 0.95) for p in cast.before(span.start) if p.stop > span.start - 60),
            Known(mention, GUESS),
        )
    if low in lex.words["pronoun self"]:
        return _i(cast, quote, mention, before)
    if low in lex.words["pronouns"]:
        return Known(mention, GUESS)
    return _named(cast, mention, span)


def _he(cast: Cast, mention: str, span: Span, gender: str, before: Sequence[Quote]) -> Known:
    """The person of that gender who was named last, as a subject rather than otherwise, and who spoke before."""
    here = cast.passage_at(span.start)
    recent = [q.speaker.name for q in before[-3:] if q.speaker]
    scores: dict[int, tuple[float, Member]] = {}
    for place in cast.before(span.start):
        who = place.who
        if place.quoted or who.kind == "body" or who.gender not in ("", gender):
            continue
        if who.kind == "unknown" and not place.speaks:
            continue
        same = place.passage == here
        score = place.subject + 1.2 * place.speaks - 0.8 * place.governed + 0.6 * (who.gender == gender)
        score += (
            (2.4 if place.subject else 0.5) * same - 0.5 * (here - place.passage) - (span.start - place.start) / 250
        )
        score += 0.8 * (who.name in recent) + 0.5 * (bool(recent) and recent[-1] == who.name)
        if id(who) not in scores or score > scores[id(who)][0]:
            scores[id(who)] = (score, who)
    if not scores:
        return Known(mention, GUESS)
    ranked = sorted(scores.values(), key=lambda pair: -pair[0])
    margin = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else 3.0
    best = ranked[0][1]
    certainty = 0.97 if margin >= 1.5 else 0.93 if margin >= 1.0 else 0.85 if margin >= 0.5 else 0.7
    if best.gender != gender or best.kind == "unknown":
        certainty = min(certainty, LIKELY)
    return Known(best.name, certainty)


def _it(cast: Cast, mention: str, span: Span, before: Sequence[Quote], *, plural: bool) -> Known:
    """The document or body that spoke last nearby, else the body named last."""
    last = before[-1].speaker if before else None
    if (
        last is not None
        and last.span is not None
        and 0 < span.start - last.span.stop < 900
        and _is_thing(cast, last.name)
    ):
        return Known(last.name, 0.95 if not plural else LIKELY)
    body = _body_before(cast, span)
    return Known(body.name, 0.8) if body else Known(mention, GUESS)


def _i(cast: Cast, quote: Quote, mention: str, before: Sequence[Quote]) -> Known:
    """In a quotation, whoever speaks it; in a transcript, whose speech it is."""
    around = next((q for q in before if q.id == quote.parent), None) if quote.parent else None
    if around is not None and around.speaker is not None:
        return Known(around.speaker.name, min(around.speaker.certainty, 0.95))
    if quote.passage in cast.labels:
        return Known(cast.labels[quote.passage].name, 0.95)
    return Known(mention, GUESS)


def _is_thing(cast: Cast, label: str) -> bool:
    member = cast.by_name.get(label.lower())
    if member is not None:
        return member.kind == "body"
    words = label.lower().split()
    return any(cast.lex.has("documents", w) or cast.lex.has("bodies", w) for w in words)


def _body_before(cast: Cast, span: Span) -> Member | None:
    """The body named last, as a subject rather than otherwise; places and ships are none."""
    best: tuple[float, Member] | None = None
    for place in cast.before(span.start):
        who = place.who
        if who.kind != "body" or place.quoted or not (who.roles or who.short or "&" in who.name):
            continue
        score = 1.2 * place.subject - (span.start - place.start) / 250
        if best is None or score > best[0]:
            best = (score, who)
    return best[1] if best else None


def _named(cast: Cast, mention: str, span: Span) -> Known:
    words = clauses.tokens(cast.text, span)
    document = _document(cast, words, span)
    if document is not None:
        return document
    found = AFTER_COMMA.match(cast.text, span.stop)
    apposed = cast.at(found.end()) if found else None
    inside = [place for place in cast.inside(span) if place.who.kind != "anonymous"]
    people = [place for place in inside if place.who.kind != "body"]
    says_what = any(cast.role(w.low) or cast.lex.has("bodies", w.low) for w in words)
    if apposed is not None and apposed.kind in ("person", "body") and not people and says_what:
        return Known(apposed.name, 0.97)
    if people and not any(w.possessive for w in words if w.stop <= people[-1].stop and w.stop != words[-1].stop):
        head = next((p for p in people if not _after_preposition(cast, words, p.start)), None)
        if head is not None and (head.stop == span.stop or cast.text[head.stop : head.stop + 2].lstrip()[:1] in ",(—"):
            return _person(cast, head.who, mention, span)
    bodies = [p for p in inside if p.stop == span.stop and not _after_preposition(cast, words, p.start)]
    if bodies and not any(cast.lex.has("people", w.low) for w in words if w.stop <= bodies[0].start):
        return Known(bodies[0].who.name, 1.0)
    return _by_role(cast, mention, words, span)


def _after_preposition(cast: Cast, words: Sequence[Token], at: int) -> bool:
    """Whether the name at `at` only says more of another word: `a spokesman for X`."""
    return any(cast.lex.has("prepositions", w.low) for w in words if w.start < at) and words[0].start < at


def _person(cast: Cast, member: Member, mention: str, span: Span) -> Known:
    if member.given and sound(member.given) in sound(mention):
        return Known(member.name, 1.0)
    if member.kind == "unknown" or " " not in member.name:
        return Known(member.name, 1.0)
    titles = mention.lower().replace(".", "").split()
    gender = next(
        (g for g, words in (("f", "feminine"), ("m", "masculine")) if any(cast.lex.has(words, t) for t in titles)), ""
    )
    meant, alone = cast.bearer(member.surname, gender, span.start)
    return Known((meant or member).name, 1.0 if alone else 0.85)


def _document(cast: Cast, words: Sequence[Token], span: Span) -> Known | None:
    """`its statement`, `the summit's final declaration`, `the Inspectorate's interim report`."""
    lex = cast.lex
    kind = next((w.low for w in reversed(words) if lex.has("documents", w.low) or w.low == words[-1].low), "")
    if not lex.has("documents", kind):
        return None
    owner = next((w for w in words if w.possessive or lex.has("possessives", w.low)), None)
    if owner is None:
        return None
    if owner.low in cast.events:
        return Known(_of(kind, cast.events[owner.low]), 0.97)
    if owner.possessive:
        member = next((p.who for p in cast.inside(Span(span.start, owner.stop)) if p.who.kind == "body"), None)
        return Known(_of(kind, member), 0.97) if member else None
    if owner.low in lex.words["pronoun thing"] or owner.low in lex.words["pronoun plural"]:
        body = _body_before(cast, span)
        return Known(_of(kind, body), 0.95) if body else None
    return None


def _of(kind: str, body: Member) -> str:
    return f"{body.short} {kind}" if body.short else f"{kind} of {body.name}"


def _by_role(cast: Cast, mention: str, words: Sequence[Token], span: Span) -> Known:
    """`the harbour master`: the one who has that role; `its chief executive`: whose; else the words as they stand."""
    lex = cast.lex
    bare = _without_article(mention, lex)
    if not words:
        return Known(bare, 1.0)
    wanted = {w.low for w in words if cast.role(w.low) or lex.has("bodies", w.low)}
    first = words[0]
    definite = (
        lex.has("articles", first.low) or lex.has("possessives", first.low) or (first.capital and cast.role(first.low))
    )
    prepositional = any(lex.has("prepositions", w.low) for w in words)
    if wanted and definite and not prepositional:
        holder = cast.by_role(wanted, len(cast.text))
        if holder is not None:
            return Known(holder.name, 0.93)
        if all(lex.has("any_body", w) for w in wanted):
            body = _body_before(cast, span)
            if body is not None:
                return Known(body.name, LIKELY)
    if lex.has("possessives", first.low) and len(words) > 1:
        return _owned(cast, words, bare, span)
    return Known(bare, 1.0)


def _owned(cast: Cast, words: Sequence[Token], bare: str, span: Span) -> Known:
    """`Its chief executive` → `chief executive of X`; `her ministry` → `X's ministry`."""
    low = words[0].low
    if low in cast.lex.words["pronoun thing"]:
        body = _body_before(cast, span)
        return Known(f"{bare} of {body.name}", 0.93) if body else Known(bare, 0.9)
    gender = "m" if low in cast.lex.words["pronoun masculine"] else "f"
    if low in cast.lex.words["pronoun masculine"] or low in cast.lex.words["pronoun feminine"]:
        owner = _he(cast, low, span, gender, ())
        if owner.name != low:
            return Known(f"{owner.name}'s {bare}", owner.certainty)
    return Known(bare, 0.9)


def _without_article(mention: str, lex: Lexicon) -> str:
    first, _, rest = mention.partition(" ")
    bare = (
        lex.has("articles", first.lower())
        or lex.has("possessives", first.lower())
        or first.lower() in ("a", "an", "ein", "eine")
    )
    return rest if rest and bare else mention


# -- over the pack


def unify(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles with one string for one speaker over the pack.

    Spellings of one name become the one with most of its letters (`Rønning`). A surname alone becomes the only full name
    that bears it, below `CERTAIN`. A document becomes that of the same body to which another source gives the same words.
    """
    chosen = _spellings(Counter(q.speaker.name for a in articles for q in a.quotes if q.speaker))
    renamed = [_renamed(a, lambda s: replace(s, name=chosen[s.name])) for a in articles]
    alone = _only_bearers({q.speaker.name for a in renamed for q in a.quotes if q.speaker})
    renamed = [_renamed(a, lambda s: _full(s, alone)) for a in renamed]
    documents = _one_document(renamed)
    return tuple(_renamed(a, lambda s: replace(s, name=documents.get(s.name, s.name))) for a in renamed)


def _renamed(article: Article, change: Callable[[Speaker], Speaker]) -> Article:
    quotes = tuple(replace(q, speaker=change(q.speaker)) if q.speaker else q for q in article.quotes)
    return replace(article, quotes=quotes) if quotes != article.quotes else article


def _spellings(names: Mapping[str, int]) -> dict[str, str]:
    """Each name → how it is spelled over the pack."""
    by_sound: dict[str, str] = {}
    for label, _ in sorted(names.items(), key=lambda pair: (-sum(c > "\x7f" for c in pair[0]), -pair[1], pair[0])):
        by_sound.setdefault(sound(label), label)
    return {label: by_sound[sound(label)] for label in names}


def _only_bearers(names: Iterable[str]) -> dict[str, str]:
    """Surname → the one full name that ends in it; surnames of several are not there."""
    bearers: dict[str, set[str]] = {}
    for label in names:
        given, _, surname = label.rpartition(" ")
        if given and label[0].isupper() and surname[:1].isupper() and " of " not in label and len(label.split()) <= 3:
            bearers.setdefault(surname, set()).add(label)
    return {surname: next(iter(labels)) for surname, labels in bearers.items() if len(labels) == 1}


def _full(speaker: Speaker, alone: Mapping[str, str]) -> Speaker:
    full = alone.get(speaker.name)
    return replace(speaker, name=full, certainty=min(speaker.certainty, LIKELY)) if full else speaker


def _one_document(articles: Sequence[Article]) -> dict[str, str]:
    """Names of documents → the name in the source that stands first, where the same words are given to both."""
    lex = lexicon.of("en")
    first: dict[tuple[str, ...], list[str]] = {}
    same: dict[str, str] = {}
    for article in articles:
        for quote in article.quotes:
            if quote.speaker is None or lex is None or _body_of(quote.speaker.name, lex) is None:
                continue
            words = tuple(word.form for word in fold.words(article.text, *quote.span))
            if len(words) < SAME_WORDS:
                continue
            known = first.setdefault(words, [])
            label = quote.speaker.name
            twin = next((k for k in known if _one_body(_body_of(k, lex), _body_of(label, lex))), None)
            if twin is None:
                known.append(label)
            elif twin != label:
                same[label] = same.get(twin, twin)
    return same


def _body_of(label: str, lex: Lexicon) -> str | None:
    """Whose document: `SCO` of `SCO declaration`, `X` of `statement of X`; None for what is no document."""
    kind, _, owner = label.partition(" of ")
    if owner and lex.has("documents", kind.lower()):
        return owner
    owner, _, kind = label.rpartition(" ")
    return owner if owner and lex.has("documents", kind.lower()) else None


def _one_body(a: str | None, b: str | None) -> bool:
    if a is None or b is None:
        return False
    letters = ["".join(w[0] for w in label.split() if w[0].isupper()) for label in (a, b)]
    return a == b or a == letters[1] or b == letters[0]
