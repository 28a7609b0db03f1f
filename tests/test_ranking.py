"""The order of the passages that answer: what is looked at closely is what comes first, however many there are."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from index import engine
from index.engine import ranking
from index.model import Answer, Article, Fact, Masthead, Passage, Quote, Source, Span, Speaker


def article(n: int, *paragraphs: str, date: str | None = None, said: Sequence[tuple[str, str]] = ()) -> Article:
    """An article without a headline; `said` are words of it, and whose."""
    text, passages = "", []
    for number, paragraph in enumerate(paragraphs, 1):
        passages.append(Passage(number, Span(len(text), len(text) + len(paragraph))))
        text += f"{paragraph}\n\n"
    quotes = []
    for k, (words, name) in enumerate(said):
        start = text.index(words)
        passage = next(p.n for p in passages if p.span.start <= start < p.span.stop)
        span = Span(start, start + len(words))
        quotes.append(
            Quote(f"{n}.{k}", f"{n}.txt", passage, span, "direct", f"{k}", speaker=Speaker(name, None, name, 1.0))
        )
    source = Source(f"{n}.txt", f"{n:064x}", len(text))
    head = Masthead(None, date=Fact(date) if date else None)
    return Article(source, "txt", "utf-8", "en", text, head, tuple(passages), (), tuple(quotes))


def ask(articles: Sequence[Article], query: str, limit: int = 20) -> Answer:
    return engine.Searcher(articles, None).ask(query, limit=limit)


def places(answer: Answer) -> list[tuple[str, int]]:
    return [(hit.source, hit.passage) for hit in answer.hits]


def test_the_word_itself_comes_before_its_other_forms() -> None:
    """However much the forms tell in their articles, and however few passages are asked for."""
    judges = [article(n, "the judges, the judges and other judges met") for n in range(30)]
    judge = [article(30 + n, "in the long and winding end one judge of them all met nobody") for n in range(30)]
    whole = ask([*judges, *judge], "judge ", 0)
    assert {source for source, _ in places(whole)[:30]} == {a.path for a in judge}
    assert places(ask([*judges, *judge], "judge ", 5)) == places(whole)[:5]


@pytest.mark.parametrize("count", [60, 150, 700, 2_500])
def test_the_closest_of_many_passages_comes_first(count: int) -> None:
    """One passage of many that hold both words has them side by side."""
    far = " ".join(f"w{n}" for n in range(30))
    many = [article(n, f"harbour {far} strike") for n in range(count)]
    many[count // 2] = article(count // 2, f"{far} harbour strike")
    assert places(ask(many, "harbour strike ", 5))[0] == (f"{count // 2}.txt", 1)


def test_of_equal_passages_the_newest_comes_first() -> None:
    """With one word and with two, and with more passages than are looked at closely."""
    days = [f"20{n // 336:02}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}" for n in range(700)]
    random.Random(5).shuffle(days)
    many = [article(n, "the harbour strike went on", date=day) for n, day in enumerate(days)]
    newest = [f"{n}.txt" for n in sorted(range(700), key=lambda n: days[n], reverse=True)[:20]]
    for query in ("harbour ", "harbour strike ", '"harbour strike"'):
        assert [source for source, _ in places(ask(many, query))] == newest


def test_few_passages_are_the_first_of_many() -> None:
    """A limit cuts the list, and does not make another one."""
    draw = random.Random(8)
    words = ["tide", "tides", "crew", "crews", "town", "vote", "votes", "ferry", "the", "of"]
    made = [
        article(n, *(" ".join(draw.choices(words, k=draw.randint(3, 14))) for _ in range(4)), date=f"2025-0{n % 9 + 1}")
        for n in range(100)
    ]
    searcher = engine.Searcher(made, None)
    for query in (
        "tide ",
        "tide crew ",
        "tide OR crew ",
        '"the tide"',
        "crew vote town ",
        "tide -ferry ",
        "tid*",
        "cre",
    ):
        assert searcher.ask(query, limit=20).hits == searcher.ask(query, limit=0).hits[:20], query


def test_nothing_that_is_excluded_is_found() -> None:
    """Of words that begin so none is missed where they are excluded, nor in the names of sources."""
    many = [article(n, f"ra{n:04}x", "other") for n in range(1_500)]
    assert ask(many, "-ra*", 0).total == 0
    assert ask(many, "other -in:1*", 0).total == sum(not str(n).startswith("1") for n in range(1_500))
    assert ask(many, "in:1", 0).total == sum(str(n).startswith("1") for n in range(1_500))


def test_who_and_said_hold_for_one_quotation_within_alternatives() -> None:
    """What Mara says is not found as said by Holm, however it is asked."""
    both = article(
        1, "They met: “the mole stays shut” and “fog is near”.", said=[("the mole", "Mara"), ("fog", "Holm")]
    )
    for query in ("who:holm (said:mole OR said:zebra)", "(who:holm OR who:nobody) said:mole", "who:holm said:mole"):
        assert ask([both], query).total == 0
    assert ask([both], "(who:holm OR who:mara) said:mole").total == 1


def test_a_correction_is_spelled_as_the_pack_spells() -> None:
    """Harbour, where no source prints harbor."""
    assert ask([article(1, "the harbour is shut")], "arbour ").corrected == "harbour"


def test_a_page_that_is_pasted_asks_for_its_first_words_once() -> None:
    """What is asked twice is looked for once, and what comes after forty words not at all."""
    made = [article(n, " ".join(f"word{k}" for k in range(60))) for n in range(3)]
    assert ask(made, " ".join(f"word{k}" for k in range(2_000))).total == 3


def test_sums_of_weights_are_compared_bit_by_bit() -> None:
    """The best, those of a sum at least so high, and the sum of one: as counted one by one."""
    draw = random.Random(3)
    parts = [(draw.randint(1, 10), draw.getrandbits(300)) for _ in range(9)]
    sums = [sum(weight for weight, slots in parts if slots >> n & 1) for n in range(300)]
    digits, among = ranking.added(parts), draw.getrandbits(300)
    assert [ranking.value(digits, n) for n in range(300)] == sums
    for least in (0, 1, 17, 31, 64, 500):
        expected = sum(1 << n for n in range(300) if among >> n & 1 and sums[n] >= least)
        assert ranking.at_least(digits, among, least) == expected
    sure, equal = ranking.best(digits, among, 20)
    last = sorted((sums[n] for n in range(300) if among >> n & 1), reverse=True)[19]
    assert sure == ranking.at_least(digits, among, last + 1)
    assert sure | equal == ranking.at_least(digits, among, last)
