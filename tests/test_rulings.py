"""What the user puts back and leaves out: which pieces it holds for, what an article and a pack are with it, and that it hurts nothing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import engine, rulings
from index import pack as packs
from index.model import Article, Dropped, Passage, Ruling, Span
from index.pack import Pack
from index.read import article as read
from tests.conftest import FOREIGN_POLICY, REUTERS, SEEDS

PAGE = """Harbour shut after the storm

HARLOW (Northwire) - The harbour was shut on Monday, the county said.

“We found two cracks in the mole,” said Ruth Amberg, the county engineer.

Advertisement

Read more: The storm in pictures

“Nobody asked the ferrymen,” said Ole Brandt, who runs the ferry.

© Northwire. All rights reserved.
"""


@pytest.fixture(scope="module")
def page() -> Article:
    return read(PAGE.encode(), "page.txt")


def piece(article: Article, words: str) -> Passage | Dropped:
    """The piece that holds some words."""
    (found,) = [p for p in rulings.pieces(article) if words in p.span.of(article.text)]
    return found


def shown(article: Article) -> list[str]:
    """The first words of each passage, with its number."""
    return [f"{p.n} {p.span.of(article.text)[:14]}" for p in article.passages]


def covered(article: Article) -> bool:
    """Whether each non-blank character is in one piece, and only in one."""
    seen = [0] * len(article.text)
    for one in (*article.passages, *article.dropped):
        for at in range(*one.span):
            seen[at] += 1
    return all(n == 1 or (n == 0 and c.isspace()) for n, c in zip(seen, article.text, strict=True))


def test_a_piece_put_back_is_a_passage_at_its_place_in_the_text(page: Article) -> None:
    """It is numbered with the others, and says that the user put it back."""
    made = rulings.ruled(page, [rulings.ruling(page, piece(page, "Read more"))])
    assert shown(made) == [
        "0 Harbour shut a",
        "1 HARLOW (Northw",
        "2 “We found two ",
        "3 Read more: The",
        "4 “Nobody asked ",
    ]
    assert [p.n for p in made.passages if p.by_hand] == [3]
    assert len(made.dropped) == len(page.dropped) - 1
    assert covered(made)


def test_a_passage_left_out_is_a_dropped_piece(page: Article) -> None:
    """Its rule says by whom; those after it move up; what copies it points to nothing."""
    made = rulings.ruled(page, [rulings.ruling(page, piece(page, "two cracks"))])
    assert shown(made) == ["0 Harbour shut a", "1 HARLOW (Northw", "2 “Nobody asked "]
    assert rulings.LEFT_OUT in [d.rule for d in made.dropped]
    assert [d.span for d in made.dropped] == sorted(d.span for d in made.dropped)
    assert covered(made)


def test_a_copy_points_to_the_passage_by_its_new_number() -> None:
    """`said again in ¶1` becomes ¶2 where a piece is put back above it, and nothing where the passage is left out."""
    seed = read((SEEDS / FOREIGN_POLICY).read_bytes(), FOREIGN_POLICY)
    (copy,) = [d for d in seed.dropped if d.same_as == 2 and d.rule == "said again"]
    above = rulings.ruled(seed, [rulings.ruling(seed, piece(seed, "592918_080828_hu5.jpg"))])
    assert [d.same_as for d in above.dropped if d.span == copy.span] == [3]
    gone = rulings.ruled(seed, [rulings.ruling(seed, seed.by_number[2])])
    assert [d.same_as for d in gone.dropped if d.span == copy.span] == [None]


def test_the_masthead_and_the_language_stay(page: Article) -> None:
    """A copyright line put back makes nobody else the publisher; the headline is no piece that could be left out."""
    made = rulings.ruled(page, [rulings.ruling(page, piece(page, "All rights"))])
    assert (made.masthead, made.language, made.text) == (page.masthead, page.language, page.text)
    assert all(p.span != page.passages[0].span for p in rulings.pieces(page))
    headline = Ruling(
        False, "page.txt", page.source.sha256, page.passages[0].span, rulings.words("Harbour shut after the storm")
    )
    assert rulings.ruled(page, [headline]) is page


def test_an_article_is_never_emptied(page: Article) -> None:
    """Where every passage is to be left out, none is; what is put back is."""
    all_of_them = [rulings.ruling(page, p) for p in page.passages if p.n]
    assert rulings.ruled(page, all_of_them) is page
    back = rulings.ruling(page, piece(page, "Read more"))
    assert [p.by_hand for p in rulings.ruled(page, [*all_of_them, back]).passages] == [False, True]
    alone = read(b"Only these few words stand here, and they are all of it.\n", "one.txt")
    assert rulings.ruled(alone, [rulings.ruling(alone, p) for p in alone.passages if p.n]) is alone


def test_a_ruling_is_found_again_in_a_source_that_has_changed(page: Article) -> None:
    """By its words, wherever they stand now, however many blanks part them; where they are gone or stand twice it is lost."""
    back = rulings.ruling(page, piece(page, "Read more"))
    out = rulings.ruling(page, piece(page, "two cracks"))
    longer = read(
        PAGE.replace("HARLOW", "A line that is new stands before it all.\n\nHARLOW")
        .replace("two cracks", "two  cracks")
        .encode(),
        "page.txt",
    )
    assert set(rulings.standing(longer, [back, out]).held.values()) == {back, out}
    made = rulings.ruled(longer, [back, out])
    assert shown(made)[2:] == ["2 HARLOW (Northw", "3 Read more: The", "4 “Nobody asked "]
    other = read(PAGE.replace("in pictures", "in words").replace("“We found", "“They found").encode(), "page.txt")
    assert rulings.standing(other, [back, out]) == ({}, [back, out])
    assert rulings.ruled(other, [back, out]) is other
    twice = read(
        (PAGE + "\nRead more: The storm in pictures\n").replace("HARLOW", "Mind.\n\nHARLOW").encode(), "page.txt"
    )
    assert rulings.standing(twice, [back]).lost == [back]


def test_a_ruling_holds_for_the_pieces_its_words_are_in_by_now(page: Article) -> None:
    """A cleaner that cuts finer finds the same words in two pieces: both are meant. One that joins them is not followed."""
    whole = piece(page, "two cracks")
    out = rulings.ruling(page, whole)
    at = page.text.index(" said Ruth")
    one, two = Span(whole.span.start, at), Span(at + 1, whole.span.stop)
    passages = (*page.passages[:2], Passage(2, one), Passage(3, two), replace(page.passages[3], n=4))
    assert shown(rulings.ruled(replace(page, passages=passages), [out]))[2:] == ["2 “Nobody asked "]
    joined = Span(page.passages[1].span.start, page.passages[2].span.stop)
    coarser = replace(page, passages=(page.passages[0], Passage(1, joined), replace(page.passages[3], n=2)))
    assert rulings.standing(coarser, [out]).lost == [out]


def hostile(article: Article) -> st.SearchStrategy[Ruling]:
    numbers = st.integers(-5, len(article.text) + 5)
    spans = st.one_of(st.sampled_from([p.span for p in rulings.pieces(article)]), st.builds(Span, numbers, numbers))
    words = st.sampled_from(["", "x", *(rulings.words(p.span.of(article.text)) for p in rulings.pieces(article))])
    sha256 = st.sampled_from([article.source.sha256, "0" * 64, ""])
    any_ = st.builds(Ruling, st.booleans(), st.sampled_from(["page.txt", "else.txt"]), sha256, spans, words)
    return any_ | st.sampled_from([rulings.ruling(article, p) for p in rulings.pieces(article)])


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_journal_every_character_stays_accounted_for(page: Article, data: st.DataObject) -> None:
    """Spans out of range, the wrong way round, overlapping, of other files and words: what holds is laid over, no more."""
    made = data.draw(st.lists(hostile(page), max_size=8))
    article = rulings.ruled(page, made)
    held, lost = rulings.standing(page, made)
    assert covered(article)
    assert [p.n for p in article.passages] == list(range(len(article.passages)))
    for span, one in held.items():
        within = one.span.of(page.text) if one.sha256 == page.source.sha256 else span.of(page.text)
        assert rulings.words(within) == one.words
    assert set(held.values()).isdisjoint(lost) or len(made) > len(set(made))
    assert rulings.ruled(page, data.draw(st.permutations(made))) == article


def test_a_million_rulings_cost_a_moment(page: Article) -> None:
    """Whether they are nowhere, everywhere, or all of the whole text: linear, and the right one among them still holds."""
    back = rulings.ruling(page, piece(page, "Read more"))
    text = "A line of some words and more of them.\n\n" * 5_000
    long = read(("Headline of it\n\n" + text).encode(), "long.txt")
    spans = [p.span for p in rulings.pieces(long)]
    whole = [Ruling(False, "long.txt", long.source.sha256, Span(spans[0].start, s.stop), "x") for s in spans]
    began = time.process_time()
    rulings.ruled(page, [back, *(replace(back, span=Span(n, n + 9)) for n in range(100_000))])
    assert rulings.standing(long, whole).lost
    assert time.process_time() - began < 5
    assert (
        shown(rulings.ruled(page, [*(replace(back, span=Span(n, 2 * n)) for n in range(1000)), back]))[3]
        == "3 Read more: The"
    )


# --- a pack ---


def rule(pack: Pack, *words: str) -> list[Ruling]:
    """Rulings on the pieces, wherever in the pack, that hold these words."""
    return [
        rulings.ruling(a, p)
        for word in words
        for a in pack.articles
        for p in rulings.pieces(a)
        if word in p.span.of(a.text)
    ]


def same(one: Pack, other: Pack) -> None:
    """Both packs hold the same."""
    assert one.articles == other.articles
    assert [(e.id, e.quotes, tuple(e.links)) for e in one.echoes] == [
        (e.id, e.quotes, tuple(e.links)) for e in other.echoes
    ]


CHANGES: Sequence[tuple[str, ...]] = (
    ("592918",),
    ("said again in other words",),
    ("The SCO states welcome",),
    ("On Thursday, Medvedev asked", "counter-weight"),
    ("FILE; TEH ENG KOON", "Passport"),
)


@pytest.mark.parametrize("words", CHANGES, ids=lambda words: words[0])
def test_a_pack_is_as_if_its_cleaner_had_said_so(
    words: tuple[str, ...], seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers, quotations, names, echoes and links: as a reading gives them whose cleaner keeps and drops these pieces."""
    opened = packs.open_pack(seeds)
    made = rule(opened, *words)
    there = packs.ruled(opened, made)

    def numbered(pack: Pack, *rest: object) -> Pack:
        whole = plain(pack, *rest)
        return replace(
            whole,
            articles=tuple(
                packs._cut(a, rulings.by_article(whole.articles, made).get(a.path, ())) for a in whole.articles
            ),
        )

    plain = packs._begun
    monkeypatch.setattr(packs, "_begun", numbered)
    same(there, packs.open_pack(seeds, cache=False))


def test_taking_it_back_gives_the_pack_as_it_was_read(seeds: Path) -> None:
    """Whatever was put back and left out in between; and what is ruled in another order is the same."""
    opened = packs.open_pack(seeds)
    one, two = rule(opened, "592918"), rule(opened, "counter-weight")
    assert one
    assert two
    there = packs.ruled(packs.ruled(opened, one), one + two)
    same(there, packs.ruled(opened, two + one))
    assert packs.ruled(there, reversed(one + two)) is there
    same(packs.ruled(there, two), packs.ruled(opened, two))
    same(packs.ruled(there, ()), opened)
    assert packs.ruled(opened, ()) is opened


def test_the_keys_stay_and_so_do_rows_that_nothing_reaches(lervik: Path) -> None:
    """Only what stands beside the changed article is aligned anew."""
    opened = packs.open_pack(lervik)
    a, b, c = opened.articles[:3]
    rows = opened.rows(b.key, c.key)
    opened.rows(a.key, b.key)
    there = packs.ruled(opened, [rulings.ruling(a, a.passages[-1])])
    assert [x.key for x in there.articles] == [x.key for x in opened.articles]
    assert there.rows(b.key, c.key) is rows
    assert not there.known(a.key, b.key)
    assert len({row.a for row in there.rows(a.key, b.key) if row.a is not None}) == len(a.passages) - 1


def test_what_is_put_back_is_found_and_what_is_left_out_is_not(seeds: Path) -> None:
    """By the search, with an index of the pack as it was read and without; the index stays as it is."""
    opened = packs.open_pack(seeds)
    packs.build_index(opened)
    there = packs.ruled(opened, rule(opened, "592918", "counter-weight"))
    for searcher in (packs.searcher(there), engine.Searcher(there.articles, None)):
        assert {h.source for h in searcher.ask("hu5 ").hits} == {FOREIGN_POLICY}
        assert {h.source for h in searcher.ask("counter-weight ").hits} == {FOREIGN_POLICY}
    assert packs.searcher(there).indexed
    assert packs.searcher(opened).indexed
    assert {h.source for h in packs.searcher(opened).ask("counter-weight ").hits} == {FOREIGN_POLICY, REUTERS}


def test_a_pack_that_is_still_being_read_shows_them_too(seeds: Path) -> None:
    """Before names and echoes are known, the passages are those that the user wants."""
    opened = packs.open_pack(seeds)
    made = rule(opened, "592918")
    part = replace(opened, articles=opened._alone, _alone=(), echoes=())
    there = packs.ruled(part, made)
    assert there.by_path[FOREIGN_POLICY].passages == packs.ruled(opened, made).by_path[FOREIGN_POLICY].passages
    assert there.by_path[REUTERS] is part.by_path[REUTERS]
