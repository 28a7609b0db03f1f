"""Lines of the publisher are known by standing in several of its sources, and what two stories share stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index import gathered, pack, workers
from index.model import Article
from index.pack import Pack
from reader.cli import main

STORIES = (
    "The bridge at Harlow was closed on Monday after engineers found two cracks in its northern pier, the county said.",
    "Farmers in the valley have begun to bring in the hay two weeks before the usual time, because the spring was dry.",
    "The orchestra will play in the old gasworks for the first time in June, when the hall is ready for its players.",
    "A new bus line links the two hospitals from next week, and it will run every ten minutes on all working days.",
)
REACH = "Our newsroom is open day and night, and you find it in the passage behind the old town hall of Harlow."
LABEL = "Harlow and its county"


def written(folder: Path, bodies: list[list[str]], publisher: str = "Harlow Herald") -> Pack:
    """A pack of Markdown files of one publisher, a paragraph a string."""
    for n, body in enumerate(bodies):
        head = f"---\ntitle: Story number {n} of the day\npublisher: {publisher}\n---\n\n"
        (folder / f"{n}.md").write_text(head + "\n\n".join(body) + "\n")
    return pack.open_pack(folder)


def kept(article: Article) -> list[str]:
    return [p.span.of(article.text) for p in article.passages if p.n]


def lines(article: Article) -> list[str]:
    return [d.span.of(article.text) for d in article.dropped if d.rule == gathered.HOUSE_LINE]


def test_a_label_of_two_stories_and_a_sentence_under_three_go(tmp_path: Path) -> None:
    """Each is a piece with its reason, the rest is numbered anew, and opening again gives the same."""
    one = written(
        tmp_path, [[LABEL, story, f"{story[:20]}.", story.replace("the", "that"), REACH] for story in STORIES[:3]]
    )
    for article in one.articles:
        assert lines(article) == [LABEL, REACH]
        assert [p.n for p in article.passages] == [0, 1, 2, 3]
        assert workers.flaw(article) is None
    assert {d.reason for d in one.articles[0].dropped if d.rule == gathered.HOUSE_LINE} == {
        "stands in 3 sources of Harlow Herald"
    }
    assert pack.open_pack(tmp_path) == one


def test_a_sentence_of_two_stories_stays(tmp_path: Path) -> None:
    """It may be background that both need."""
    one = written(
        tmp_path,
        [[story, story[:60] + " and more than that besides, as everybody knows.", REACH] for story in STORIES[:2]],
    )
    assert all(REACH in kept(article) for article in one.articles)


def test_a_take_and_its_update_keep_what_they_share(tmp_path: Path) -> None:
    """The same story told twice is no proof of anything."""
    body = [STORIES[0], "Traffic", STORIES[1], REACH]
    one = written(tmp_path, [[*body, f"Line {n} is new in this one."] for n in "abc"])
    assert [lines(article) for article in one.articles] == [[], [], []]


def test_anybodys_words_stay(tmp_path: Path) -> None:
    """A motto in marks under each article is a quotation first."""
    motto = "“We print what we know to be true,” said Ann Lee, the founder of the paper, in its first number of all."
    one = written(tmp_path, [[story, "And that was not all.", motto] for story in STORIES])
    assert all(motto in kept(article) for article in one.articles)


def test_running_text_in_the_middle_stays(tmp_path: Path) -> None:
    """However often it comes back."""
    one = written(tmp_path, [[story, REACH, *(f"{n} {story}" for n in "abc")] for story in STORIES])
    assert all(REACH in kept(article) for article in one.articles)


def test_publishers_share_nothing(tmp_path: Path) -> None:
    """What papers of different houses print alike is news."""
    for n, story in enumerate(STORIES):
        head = f"---\ntitle: Story {n}\npublisher: Paper {n}\n---\n\n"
        (tmp_path / f"{n}.md").write_text(head + "\n\n".join([LABEL, story, story[:50] + " it said.", REACH]))
    assert all(not lines(article) for article in pack.open_pack(tmp_path).articles)


def test_an_article_is_not_emptied(tmp_path: Path) -> None:
    """Where most of it stands elsewhere too, all of it is shown."""
    one = written(tmp_path, [[LABEL, story, "Here is more.", "And more still."] for story in STORIES[:3]])
    assert all(len(kept(article)) == 4 for article in one.articles)


def test_quotations_keep_their_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Their numbers are those of the passages that are left."""
    said = "“It has two cracks,” said Ruth Amberg. “We saw them.”"
    written(tmp_path, [[LABEL, story, said.replace("two", str(n))] for n, story in enumerate(STORIES)])
    assert main(["quotes", str(tmp_path), "--json"]) == 0
    items = json.loads(capsys.readouterr().out)["items"]
    assert len(items) == 8
    assert {item["passage"] for item in items} == {2}
    assert all(item["id"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").startswith("2.") for item in items)
    ids = {item["id"] for item in items}
    assert {item["group"] for item in items} <= ids
