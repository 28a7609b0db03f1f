"""The same quotation in several sources."""

from __future__ import annotations

import random
import time
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import echoes, lexicon
from index.echoes import meetings
from index.model import Article, Cue, Frame, Masthead, Passage, Quote, Source, Span, Speaker

CASES = sorted((Path(__file__).parent / "cases" / "echoes").glob("*.txt"))
OPENING, CLOSING = '“"', '”"'


def article(key: str, text: str, speaker: str = "", cue: str = "", flag: str = "") -> Article:
    """One passage; what stands in double marks is said by `speaker`, all of it one utterance."""
    spans, at = [], 0
    if flag == "unopened":
        spans, at = [Span(0, text.index("”"))], len(text)
    while at < len(text):
        if text[at] in OPENING:
            stop = next(i for i in range(at + 1, len(text)) if text[i] in CLOSING)
            spans.append(Span(at + 1, stop))
            at = stop
        at += 1
    quotes = tuple(
        Quote(
            id=f"{key}1.{count}",
            source=key,
            passage=1,
            span=span,
            type="direct",
            group=f"{key}1.1",
            flags=(flag,) if flag else (),
            speaker=Speaker(speaker, None, speaker, 0.95) if speaker else None,
            cue=Cue(cue, Span(0, 0)) if cue else None,
        )
        for count, span in enumerate(spans, 1)
    )
    passages = (Passage(1, Span(0, len(text))),)
    return Article(Source(key, "", 0), "txt", "utf-8", "en", text, Masthead(), passages, (), quotes, key)


def pack(*said: str) -> list[Article]:
    """Each text a quotation of Ada Brook in a source of its own."""
    return [article(f"S{n}-", f"“{text}”", "Ada Brook", "said") for n, text in enumerate(said)]


def _drift(frame: Frame) -> str:
    """` (drift)`, of two stances ` (neutral, claim)`, or nothing."""
    return f" ({', '.join(frame.stances or [frame.drift])})" if frame.drift else ""


def read_case(path: Path) -> tuple[list[Article], list[str]]:
    _, *parts = path.read_text("utf-8").split("--- ")
    articles, want = [], []
    for part in parts:
        head, _, body = part.partition("\n")
        if head == "want":
            want = body.splitlines()
        else:
            key, *rest = head.split(" | ")
            articles.append(article(key, body.rstrip("\n"), *rest))
    return articles, want


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path):
    """Each case file names its promise in the first line; what is wanted are the links with all that differs."""
    articles, want = read_case(path)
    text_of = {quote.id: a.text for a in articles for quote in a.quotes}
    found = []
    for echo in echoes.match(articles):
        for link in echo.links:
            a, b = text_of[link.a], text_of[link.b]
            found.append(link.kind)
            found += [f"{d.kind}: {d.a.of(a)} = {d.b.of(b)}" for d in link.differences]
            found += [f"{f.kind}: {f.a} = {f.b}{_drift(f)}" for f in link.frame]
    assert found == want


def test_an_echo_is_named_by_its_first_words():
    """Ids are the first words of the first quotation, and a number where two begin alike."""
    one, other = "the gates were shut long before noon", "the gates were shut long after midnight came"
    found = echoes.match(pack(one, other, one, other))
    assert [echo.id for echo in found] == ["the-gates-were-shut-long", "the-gates-were-shut-long-2"]


def test_an_unrelated_source_changes_nothing():
    """Another source in the pack leaves every echo as it was, its id too."""
    said = ["no ship will leave this basin before noon"] * 2
    alone = echoes.match(pack(*said))
    more = pack(*said, "the choir has sold four hundred rolls of bread")
    assert echoes.match(more) == alone


def test_a_nested_quotation_has_the_link_of_its_words():
    """Where one person quotes another, the words belong to the inner quotation alone."""
    text = "“They wrote ‘noted with interest and filed for good reason’ and that was all I heard,” he said."
    outer, inner = Span(1, text.index("”")), Span(text.index("‘") + 1, text.index("’"))
    reply = Speaker("the reply", None, "reply of the company", 0.95)
    host = article("A", text)
    quotes = (
        Quote("A1.1", "A", 1, outer, "direct", "A1.1", speaker=Speaker("he", None, "Jonas Holt", 0.95)),
        Quote("A1.2", "A", 1, inner, "mixed", "A1.2", parent="A1.1", flags=("nested",), speaker=reply),
    )
    host = Article(host.source, "txt", None, "en", text, Masthead(), host.passages, (), quotes, "A")
    guest = article("B", "It was “noted with interest and filed for good reason.”", "reply of the company")
    (echo,) = echoes.match([host, guest])
    assert [(link.a, link.b) for link in echo.links] == [("A1.2", "B1.1")]


def test_a_paper_under_two_names_shows():
    """One paper that one source calls a declaration and the other a statement is a difference around the words."""
    one, other = pack(*["the members deplore the closure of the lock and ask for talks"] * 2)
    names = ("the council’s final declaration", "their statement")
    called = [
        replace(a, quotes=(replace(a.quotes[0], speaker=Speaker(name, None, "declaration of the council", 0.95)),))
        for a, name in zip((one, other), names, strict=True)
    ]
    (echo,) = echoes.match(called)
    assert [(frame.kind, frame.a, frame.b) for frame in echo.links[0].frame] == [("speaker", *names)]


def test_speech_without_marks_is_no_quotation():
    """Reported speech is not compared."""
    one, other = pack("no ship will leave this basin before noon", "no ship will leave this basin before noon")
    reported = Quote("S1-1.i1", "S1-", 1, other.quotes[0].span, "indirect", "S1-1.i1")
    other = Article(other.source, "txt", None, "en", other.text, Masthead(), other.passages, (), (reported,), "S1-")
    assert echoes.match([one, other]) == ()


WORDS = st.lists(
    st.sampled_from(["ice", "lock", "quay", "ferry", "the", "of", "a", "and", "Harbour's", "co-op.", "“", "…", "é"]),
    max_size=25,
).map(" ".join)


@given(st.lists(WORDS, max_size=5))
def test_every_span_lies_in_its_quotation(said):
    """Links join quotations of different sources, and each difference lies inside both, in order."""
    articles = [article(f"S{n}-", "x", "Ada Brook") for n in range(len(said))]
    articles = [
        Article(a.source, "txt", None, "en", text, Masthead(), (Passage(1, Span(0, len(text))),), (),
                (Quote(f"{a.key}1", a.key, 1, Span(0, len(text)), "direct", f"{a.key}1"),), a.key)
        for a, text in zip(articles, said, strict=True)
    ]  # fmt: skip
    home = {quote.id: (a, quote) for a in articles for quote in a.quotes}
    for echo in echoes.match(articles):
        assert len({home[id_][0].key for id_ in echo.quotes}) > 1
        for link in echo.links:
            (a, quote_a), (b, quote_b) = home[link.a], home[link.b]
            assert a is not b
            for d in link.differences:
                assert quote_a.span.start <= d.a.start <= d.a.stop <= quote_a.span.stop
                assert quote_b.span.start <= d.b.start <= d.b.stop <= quote_b.span.stop
                assert d.a.of(a.text) != d.b.of(b.text)
            starts = [d.a.start for d in link.differences]
            assert starts == sorted(starts)


@pytest.mark.parametrize(
    "said",
    [
        ["a b " * 60_000, "a b " * 50_000 + "c"],
        ["“" * 100_000, "”" * 100_000],
        [f"we shall never know what {n} happened in the harbour tonight" for n in range(300)],
    ],
    ids=["two words", "marks", "a crowd of variants"],
)
def test_hostile_quotations_cost_little(said):
    """Endless repetition and a crowd of variants are compared in a few seconds."""
    started = time.process_time()
    echoes.match([article(f"S{n}-", "x") if not text else _whole(n, text) for n, text in enumerate(said)])
    assert time.process_time() - started < 8


@pytest.mark.parametrize("speakers", [0, 1, 1000], ids="{} speakers".format)
def test_a_hundred_thousand_equal_phrases_cost_little(speakers):
    """Two words that everybody is quoted with are not compared each with each."""
    said = {
        n: [("deep state", f"Ada Brook{n % speakers}" if speakers else "")] * 10 for n in range(10_000)
    }  # ten in each of ten thousand sources
    articles = _of(said, {})
    started = time.process_time()
    found = echoes.match(articles)
    assert time.process_time() - started < 5
    assert len(found) == speakers


def test_a_tiny_shared_vocabulary_costs_little():
    """A hundred sources that say everything in eight words are not compared each with each."""
    draw = random.Random(1)
    words = ["ice", "lock", "quay", "ferry", "gate", "of", "the", "a"]
    said = {n: [(" ".join(draw.choices(words, k=20)), "Ada Brook") for _ in range(10)] for n in range(100)}
    articles = _of(said, {})
    started = time.process_time()
    echoes.match(articles)
    assert time.process_time() - started < 3


def _whole(n: int, text: str) -> Article:
    quote = Quote(f"S{n}-1", f"S{n}-", 1, Span(0, len(text)), "direct", f"S{n}-1")
    passages = (Passage(1, Span(0, len(text))),)
    return Article(Source(f"S{n}-", "", 0), "txt", None, "en", text, Masthead(), passages, (), (quote,), f"S{n}-")


def test_no_verb_has_two_stances():
    """In each language a form stands in one list, in lower case; every language that knows verbs of saying knows stances."""
    tables = tomllib.loads((Path(lexicon.__file__).parent / "stances.toml").read_text("utf-8"))
    assert set(lexicon.LANGUAGES) <= set(tables)
    for language, lists in tables.items():
        forms = [form for text in lists.values() for form in text.split()]
        assert sorted(set(forms)) == sorted(forms), language
        assert [form for form in forms if form != form.lower()] == []
        assert "neutral" in lists


def test_a_language_without_stances_has_no_drift_of_verbs():
    """A verb of an unknown language takes no stance; an unknown language is read as English."""
    one, other = pack(*["no ship will leave this basin before noon"] * 2)
    other = replace(other, quotes=(replace(other.quotes[0], cue=Cue("claimed", Span(0, 0))),))
    for language, drift in (("en", "stance"), (None, "stance"), ("fi", None)):
        (echo,) = echoes.match([replace(a, language=language) for a in (one, other)])
        assert [frame.drift for frame in echo.links[0].frame] == [drift]


def test_one_or_two_words_are_a_weak_link():
    """A phrase that one person is quoted with is linked, and told as weak; three words are not."""
    for said, is_weak in (("reckless seamanship", True), ("reckless old seamanship", False)):
        (echo,) = echoes.match(pack(said, said))
        assert [link.weak for link in echo.links] == [is_weak]


FEW = st.sampled_from(["ice", "lock", "quay", "ferry", "gate", "of", "the"])
TAIL = st.lists(st.integers(0, 30).map("w{}".format), min_size=1, max_size=8).map(" ".join)
SAID = st.tuples(
    st.lists(FEW, min_size=1, max_size=9).map(" ".join) | TAIL.map("ice lock quay ferry {}".format),
    st.sampled_from(["", "Ada Brook", "Carl Dunn"]),
)
PACKS = st.lists(st.dictionaries(st.integers(0, 7), st.lists(SAID, min_size=1, max_size=3), max_size=8), min_size=2)


def _of(pack_: dict[int, list[tuple[str, str]]], known: dict[str, Article]) -> list[Article]:
    """The pack's articles in the order of their numbers; what was there before is the very same article."""
    articles = []
    for n, quoted in sorted(pack_.items()):
        text, quotes = "", []
        for count, (words, speaker) in enumerate(quoted, 1):
            span = Span(len(text), len(text) + len(words))
            who = Speaker(speaker, None, speaker, 0.95) if speaker else None
            id_ = f"S{n}-1.{count}"
            quotes.append(Quote(id_, str(n), 1, span, "direct", id_, speaker=who))
            text += words + "\n"
        name = f"{n} {quoted}"
        if name not in known:
            source = Source(str(n), "", 0)
            known[name] = Article(source, "txt", None, "en", text, Masthead(), (Passage(1, Span(0, len(text))),), (),
                                  tuple(quotes), f"S{n}-")  # fmt: skip
        articles.append(known[name])
    return articles


def renew(found: echoes.Found, before: list[Article], now: list[Article]) -> echoes.Found:
    """What `find` finds with all that is known from before."""
    places = {id(article): n for n, article in enumerate(now)}
    kept = {n: places[id(a)] for n, a in enumerate(before) if id(a) in places}
    sketches = {kept[n]: found.sketches[n] for n in kept}
    gone = [sketch for n, sketch in enumerate(found.sketches) if n not in kept]
    groups = [[(kept[n], at) if n in kept else None for n, at in group] for group in found.groups]
    return echoes.find(now, echoes.Kept(sketches, gone, groups))


@pytest.mark.parametrize("crowd", [2, 3, meetings.KEPT])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(packs=PACKS)
def test_what_is_kept_changes_nothing(monkeypatch, crowd, packs):
    """However sources come, go and change, the echoes are those of a pack that is read for the first time."""
    monkeypatch.setattr(meetings, "KEPT", crowd)
    known: dict[str, Article] = {}
    before = _of(packs[0], known)
    found = echoes.find(before)
    for pack_ in packs[1:]:
        now = _of(pack_, known)
        found = renew(found, before, now)
        assert found == echoes.find(now)
        before = now


def test_only_what_a_change_reaches_is_compared(monkeypatch):
    """A new source has its own quotations compared with those that share words with them, and no others."""
    said = [
        "no ship will leave this basin before noon",
        "the choir has sold four hundred rolls of bread",
        "one pair of eyes on that bridge was not enough",
        "we open the lock when the ice has gone",
    ]
    before = pack(*said, *said)
    found = echoes.find(before)
    assert len(found.echoes) == 4
    now = [*before, article("N-", f"“{said[0]}”", "Ada Brook", "said")]
    compared = []
    link = echoes.link
    monkeypatch.setattr(echoes, "link", lambda *two, **how: compared.append(two) or link(*two, **how))
    renewed = renew(found, before, now)
    assert [len(echo.quotes) for echo in renewed.echoes] == [3, 2, 2, 2]
    assert {one.printed for two in compared for one in two} == {said[0]}
