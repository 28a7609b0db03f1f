"""What the benchmarks stand on does what they take for granted."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from index import engine
from tests.bench import corpus, drafts, goals, peers, promises
from tests.bench.asked import Asked, Question, typed
from tests.bench.driven import Driven, percentile
from tests.bench.press import Press


def test_the_same_seed_gives_the_same_news(tmp_path: Path):
    """Articles are the same for the same seed, of the size asked for, and no two are alike."""
    one, two = dict(corpus.articles(20)), dict(corpus.articles(20))
    assert one == two
    assert len(set(one.values())) == 20
    assert all(5_000 <= len(text) < 8_000 for text in one.values())
    assert dict(corpus.articles(20, seed=2)) != one
    assert len(list(corpus.pack(tmp_path / "pack", 3).iterdir())) == 3


def test_times_are_those_of_the_program():
    """What comes a fifth of a second after the key is seen no sooner, and its CPU is counted."""
    code = "import time, tty; tty.setraw(0); print('up', flush=True); input(); time.sleep(0.2); sum(range(10**6)); print('\\x1b[1ma\\x1b[0mb'); input()"
    with Driven([sys.executable, "-c", code]) as program:
        assert program.until(b"up") != [None]
        used, began = program.cpu(), program.send(b"\n")
        at, never = program.until(b"ab", b"never", timeout=1)
        assert never is None
        assert at is not None
        assert 0.2 <= at - began <= time.perf_counter() - began
        assert program.cpu() > used
        assert program.rss() > 1
        assert program.quiet(0.05) is None
        program.send(b"\n")
        with pytest.raises(EOFError):
            program.quiet(5)


def test_percentiles():
    """The value that so many do not exceed."""
    assert [percentile(range(1, 101), part) for part in (0, 0.5, 0.95, 1)] == [1, 51, 96, 100]


def test_what_the_press_writes_holds_together():
    """An article is the same whichever others are written; its passages are its text, and its quotations stand in their passages."""
    press = Press()
    assert list(press.articles(3))[2] == Press().article(2) == press.article(2)
    assert press.article(2) != press.article(3) != Press(seed=8).article(3)
    for article in press.articles(50):
        text, by_number = article.text, article.by_number
        assert "\n\n".join(p.span.of(text) for p in article.passages) == text.rstrip()
        assert len(article.quotes) == 2
        for quote in article.quotes:
            passage = by_number[quote.passage].span
            assert passage.start < quote.span.start < quote.span.stop < passage.stop
            assert text[quote.span.start - 1] + text[quote.span.stop] == "“”"
            assert quote.speaker is not None
            assert quote.speaker.span is not None
            assert quote.speaker.span.of(text) == quote.speaker.name
    assert press.article(2, "Zyx").text.startswith("Zyx ")


def test_every_engine_finds_what_is_asked(tmp_path: Path):
    """Words and phrases stand in the articles, and all engines find them; ours finds each prefix too, the peers most.

    They stem what is typed like a whole word: `happy` is `happi` to them.
    """
    articles = list(Press().articles(120))
    asked = Asked(articles)
    whole = [*asked.any, *asked.all, *asked.phrases, asked.ordinary]
    keys = [key for query in asked.typed for key in query]
    assert len(asked.phrases) == len(asked.any) == len(asked.all)
    assert [key.text for key in typed(Question(("ab", "c")))] == ["a", "ab", "ab ", "ab c"]
    searcher = engine.Searcher(articles, None)
    for question in [*whole, *keys]:
        assert searcher.ask(question.text, limit=1).total, question
    for kind in peers.installed():
        folder = tmp_path / kind.name
        folder.mkdir()
        kind.build(folder, articles)
        peer = kind(folder)
        for question in whole:
            assert peer.ask(question) == len(peer.shown(question)) > 0, (kind.name, question)
        assert kind is peers.Stock or sum(peer.ask(key) > 0 for key in keys) > 0.9 * len(keys)
        new = Question(("zyxwvut",))
        assert not peer.ask(new)
        assert peer.add(Press().article(120, "zyxwvut")).ask(new) == 1
        peer.close()


def test_articles_too_few_to_be_asked_about():
    """A few articles have too few words of every frequency, and that is said."""
    with pytest.raises(ValueError, match="too few different words"):
        Asked(list(Press().articles(3)))


def test_the_table_tells_which_bound_a_figure_keeps():
    """At most the floor or the goal of its own or of its ratio; at least where more is better; without the peer no line."""
    names = {target.figure for target in goals.targets(10_000)}
    figures = {name: {"ours": 2.0, "FTS5": 4.0} for name in names}
    lines = [line.split() for line in goals.lines(10_000, figures)]
    assert [(line[0], line[-1]) for line in lines if "FTS5" in line] == [
        ("keystroke", "floor"),
        ("3-word", "goal"),
        ("3-word", "goal"),
        ("3-word", "goal"),
        ("build,", "goal"),
    ]
    assert not [line for line in lines if "Whoosh" in line]
    for value, met in ((15.1, "NO"), (15.0, "floor"), (3.0, "goal")):
        (small,) = goals.lines(100, {"keys": {"ours": value}})
        assert small.split()[-1] == met
    assert len(list(goals.lines(100_000, {"keys": {"ours": 1.0}, "memory": {"ours": 1.0}}))) == 2
    slow = figures | {"build": {"ours": 10.0, "FTS5": 2.0}}
    assert next(line for line in goals.lines(10_000, slow) if line.startswith("  build")).endswith("NO")


def test_random_briefings_come_back_and_are_the_same_for_the_same_seed():
    """A few of those that are drawn: with clips in every state, notes, headings, titles; written, read and written again."""
    for seed in range(40):
        pack = drafts.pack(seed // 10)
        work = drafts.work(pack, seed)
        assert work == drafts.work(drafts.pack(seed // 10), seed)
        assert list(promises.unlike(pack, work)) == [], seed
