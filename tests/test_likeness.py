"""What a passage is about, as a query that finds others about the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import engine, query, wording
from index.engine.likeness import MOST, more_like
from index.pack import Pack, open_pack, searcher
from tests.conftest import LERVIK, SEEDS
from tests.test_engine import article


def like(text: str, **held: int) -> list[str]:
    """The words of the query for a passage in a pack of 100, of whose keys these are held by so many passages, others by 10."""
    one = article("a.txt", text)
    found = more_like(one, one.passages[0], lambda key: (), lambda key: held.get(key, 10), 100)
    assert found == "" or found.endswith(" ")
    return found.strip().split(" OR ") if found else []


def test_the_rarest_words_tell_most_and_what_stands_twice_more() -> None:
    """By tf · idf, the most telling first; among equals as they stand in the text."""
    assert like("Pilots steer ferries", pilots=30, steer=5, ferries=2) == ["ferries", "steer", "pilots"]
    assert like("pilots steer ferries steer", pilots=9, ferries=9) == ["steer", "pilots", "ferries"]


def test_words_that_tell_nothing_are_left_out() -> None:
    """Words of grammar, numbers, letters alone, what nothing else holds, and what every passage does."""
    assert like("The 41 of them were 7.30 and we don\u2019t, e.g. the pilot", pilot=2) == ["pilot"]
    assert like("pilot alone", alone=1) == ["pilot"]
    assert like("pilot everywhere", everywhere=100) == ["pilot"]
    assert like("The 41 of them were 7.30") == []
    assert like("") == []


def test_a_word_with_its_owner_is_the_owner() -> None:
    """The company of \u201cthe company\u2019s\u201d; other words with marks inside stay whole."""
    assert like("the company\u2019s second-busiest quay O\u2019Neil") == ["company", "second-busiest", "quay", "o'neil"]


def test_words_of_one_stem_stand_once() -> None:
    """Counted together, under the first of them."""
    pack = [
        article("a.txt", "Head", "A pilot warned the pilots, and harbors warn."),
        article("b.txt", "Head", "Pilots warn harbors."),
    ]
    pack += [article(f"{n}.txt", "Head", "Nothing of that.") for n in range(8)]
    assert engine.Searcher(pack, None).like("a.txt", 1) == "pilot OR warned OR harbors "


@pytest.fixture(params=[SEEDS, LERVIK / "sources"], ids=["seeds", "lervik"])
def pack(request: pytest.FixtureRequest, library: Path) -> Pack:
    return open_pack(request.param)


def test_every_passage_has_a_query_that_finds_itself_first_or_none(pack: Pack) -> None:
    """At most 12 words, none of grammar, any of which is enough; the passage itself answers, nothing answers better."""
    search = searcher(pack)
    some = 0
    for article_ in pack.articles[:4]:
        for passage in article_.passages:
            asked = search.like(article_.path, passage.n)
            if not asked:
                continue
            some += 1
            words = asked.removesuffix(" ").split(" OR ")
            assert 1 <= len(words) <= MOST
            assert not wording.STOP.intersection(words)
            assert query.show(query.parse(asked)) == asked
            hits = search.ask(asked, limit=0).hits
            own = next(h for h in hits if (h.source, h.passage) == (article_.path, passage.n))
            assert own.score >= hits[0].score - 0.5, (asked, own)
            assert len(hits) > 1
    assert some >= 20


def test_another_print_of_a_passage_is_the_most_like_it(library: Path) -> None:
    """The declaration that both seeds print."""
    pack = open_pack(SEEDS)
    reuters, policy = pack.by_key["R"], pack.by_key["F"]
    search = searcher(pack)
    hits = search.ask(search.like(reuters.path, 5)).hits
    assert {(h.source, h.passage) for h in hits[:2]} == {(reuters.path, 5), (policy.path, 3)}


def test_what_is_not_there_is_like_nothing(library: Path) -> None:
    """No such source, no such passage, or a search that is given up: the empty query."""
    pack = open_pack(SEEDS)
    search = searcher(pack)
    assert search.like("nowhere.txt", 1) == search.like(pack.articles[0].path, 99) == ""
    assert search.like(pack.articles[0].path, 5, cancelled=lambda: True) == ""
    assert search.like(pack.articles[0].path, 5) != ""
