"""The quotations of an article, and the words beside each that say who spoke.

Every stretch in marks (`marks`) gets all its candidates (`candidates`): named features, whose weights are data
(`lexicon/weights.json`, learnt by `tests/train/speakers.py`). The share of a candidate among all, nobody included, is its
certainty. So each choice can be told in words, and a new kind of evidence is one more feature.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from index import lexicon
from index.model import Cue, Passage, Quote, QuoteType, Speaker
from index.quotes import candidates
from index.quotes.candidates import head_of
from index.quotes.reported import indirect
from index.quotes.scene import Candidate, Scene, Voice

__all__ = ["Candidate", "Scene", "Voice", "choose", "find", "indirect"]

LIKELIER = 0.5
"""A certainty above which a speaker is likelier than all others together."""
NESTED_BACK = 8
"""Stretches nested in the one before that may stand between two of one utterance."""
LINKING_WORDS = 30
"""Words between two stretches of one utterance, at most."""


def find(
    text: str, passages: Sequence[Passage], language: str | None, weights: Mapping[str, float] | None = None
) -> tuple[Quote, ...]:
    """All quotations of `passages`, with who said them as written there: `Speaker.name` is the mention.

    >>> text = "“We warned them,” said Jonas Holt."
    >>> [quote] = find(text, [Passage(1, Span(0, len(text)))], "en")
    >>> quote.id, quote.span.of(text), quote.speaker.mention, quote.cue.text
    ('1.1', 'We warned them,', 'Jonas Holt', 'said')
    """
    scene = Scene(text, passages, language)
    if weights is None:
        weights = lexicon.weights(language)
    voices: list[Voice | None] = []
    for n in range(len(scene.stretches)):
        voices.append(choose(text, candidates.of(scene, n, voices), weights))
    return tuple(_quotes(scene, _of_one_utterance(scene, voices)))


def _of_one_utterance(scene: Scene, voices: Sequence[Voice | None]) -> list[Voice | None]:
    """The voices; in a quotation over several paragraphs a doubtful one is the surest of it: its speaker may be named last."""
    surest: dict[int, Voice] = {}
    for stretch, voice in zip(scene.stretches, voices, strict=True):
        if voice is not None and (stretch.first not in surest or voice.certainty > surest[stretch.first].certainty):
            surest[stretch.first] = voice
    return [
        voice if voice is not None and voice.certainty >= LIKELIER else surest.get(stretch.first)
        for stretch, voice in zip(scene.stretches, voices, strict=True)
    ]


def choose(text: str, candidates: Sequence[Candidate], weights: Mapping[str, float]) -> Voice | None:
    """The likeliest candidate with its certainty; mentions of one head word count together. None for nobody.

    The weight `doubt` is how much likelier a speaker must be than nobody, as a logarithm; certainty leaves it out.
    """
    if len(candidates) == 1:
        return None
    weight = weights.get
    scores = [sum([weight(name, 0.0) * value for name, value in c.features.items()]) for c in candidates]
    top = max(scores)
    shares = [math.exp(score - top) for score in scores]
    total = sum(shares)
    heads = ["" if c.span is None else head_of(text, c.span) for c in candidates]
    by_head: dict[str, float] = {}
    for head, share in zip(heads, shares, strict=True):
        by_head[head] = by_head.get(head, 0.0) + share / total
    doubt = math.exp(weights.get("doubt", 0.0))
    head = max(by_head, key=lambda h: by_head[h] if h else by_head[h] * doubt)
    best = max((i for i, h in enumerate(heads) if h == head), key=lambda i: shares[i])
    chosen = candidates[best]
    if chosen.span is None:
        return None
    return Voice(chosen.span, chosen.cue, by_head[head], chosen.carried)


def _quotes(scene: Scene, voices: Sequence[Voice | None]) -> Iterator[Quote]:
    text, stretches = scene.text, scene.stretches
    counts: dict[int, int] = {}
    ids: list[str] = []
    for stretch in stretches:
        n = scene.passages[stretch.passage].n
        counts[n] = counts.get(n, 0) + 1
        ids.append(f"{n}.{counts[n]}")
    groups = list(range(len(stretches)))
    for i, stretch in enumerate(stretches):
        if stretch.first != i:
            groups[i] = groups[stretch.first]
        elif i:
            groups[i] = _utterance(scene, voices, groups, i)
    for i, stretch in enumerate(stretches):
        voice = voices[i]
        speaker = cue = None
        if voice is not None:
            mention = " ".join(voice.span.of(text).split())
            speaker = Speaker(mention, voice.span, mention, round(voice.certainty, 3))
            cue = Cue(" ".join(voice.cue.of(text).split()), voice.cue) if voice.cue else None
        yield Quote(
            id=ids[i],
            source="",
            passage=scene.passages[stretch.passage].n,
            span=stretch.span,
            type=_type(scene, i, voice),
            group=ids[groups[i]],
            parent=ids[stretch.parent] if stretch.parent is not None else None,
            flags=stretch.flags,
            speaker=speaker,
            cue=cue,
        )


def _utterance(scene: Scene, voices: Sequence[Voice | None], groups: Sequence[int], i: int) -> int:
    """The group of stretch `i`: that of the stretch before where both are one utterance parted by its attribution."""
    here, voice = scene.stretches[i], voices[i]
    before = next(
        (
            k
            for k in range(i - 1, max(-1, i - 1 - NESTED_BACK), -1)
            if scene.stretches[k].parent == here.parent and scene.stretches[k].passage == here.passage
        ),
        None,
    )
    if before is None or voice is None or voices[before] is None:
        return i
    earlier = voices[before]
    same = earlier is not None and (voice.span == earlier.span)
    gap = scene.text[scene.stretches[before].outer.stop : here.outer.start]
    direct = scene.full(before)
    return groups[before] if same and direct and len(gap.split()) <= LINKING_WORDS else i


def _type(scene: Scene, i: int, voice: Voice | None) -> QuoteType:
    """Direct: what stands in marks is the whole of what was said; mixed: some words of it inside the reporter's sentence."""
    if voice is None:
        return "unattributed"
    text, stretch = scene.text, scene.stretches[i]
    if not {"block", "dash", "unopened", "unclosed", "continues"}.isdisjoint(stretch.flags) or stretch.first != i:
        return "direct"
    begin = scene.passages[stretch.passage].span.start
    before = text[max(begin, stretch.outer.start - 3) : stretch.outer.start].rstrip()[-1:]
    words = stretch.span.of(text)
    if before.isalpha() and scene.lexicon is not None:
        last = text[max(begin, stretch.outer.start - 24) : stretch.outer.start].split()[-1].lower()
        return "direct" if scene.full(i) and scene.lexicon.strength.get(last, 0) >= 2 else "mixed"
    if scene.full(i):
        return "direct"
    leads = before in ("", ",", ":") or stretch.outer.start == begin
    return "direct" if leads and (words[:1].isupper() or words[-1:] in ",.?!") else "mixed"
