"""What puts a quotation right in the text that prints it, and that it is right then."""

from __future__ import annotations

import pytest

from index.pack import Pack, open_pack
from reader import mending
from reader.judging import Judge
from reader.proof import Form, Judged
from tests.conftest import SEEDS


@pytest.fixture(scope="module")
def pack() -> Pack:
    return open_pack(SEEDS, cache=False)


@pytest.fixture(scope="module")
def judge(pack: Pack) -> Judge:
    return Judge(pack.articles)


def only(judge: Judge, text: str, form: Form) -> Judged:
    found = judge.of(text, form)
    assert len(found) == 1, [j.status for j in found]
    return found[0]


def with_words(text: str, form: Form, judge: Judge, pack: Pack) -> str:
    j = only(judge, text, form)
    assert j.spot is not None
    for edit in mending.words_of(text, form, j, pack.by_path[j.spot.source]):
        text = edit.made(text)
    return text


def with_citation(text: str, form: Form, judge: Judge, pack: Pack) -> str:
    j = judge.of(text, form)[0]
    assert j.spot is not None
    for edit in mending.cited(text, form, j, j.spot, pack.by_path[j.spot.source].key):
        text = edit.made(text)
    return text


WORDS = [
    ("md", "It said “six seven principles of settling the conflict”.", "It said “six principles of settling the conflict”."),
    ("md", "“We understand the history and realities of South Ossetia”", "“We understand the complex history and realities of South Ossetia”"),
    ("md", "It “expresses **deep** concerns about the latest changes”.", "It “expresses **its** concerns about the latest changes”."),
    ("md", "It “expresses **its deep** concerns about the latest changes”.", "It “expresses **its** concerns about the latest changes”."),
    ("md", "> We came to a conclusion that such **dire** events do **not\n> weaken the world** order", "> We came to a conclusion that such events do **not\n> strengthen the world** order"),
    ("md", "“The role of a counter weight to NATO,” he said.", "“The role of a counter-weight to NATO,” he said."),
    ("md", "| a |\n|---|\n| “role of a counter weight to NATO” |", "| a |\n|---|\n| “role of a counter-weight to NATO” |"),
    ("md", "“it is necessary to fully adhere to principles agreed by Russia”", "“it is necessary to fully adhere to the principles agreed by Russia”"),
    ("md", "They spoke of \"Russia's active role in contributing to peace and cooperation\".", "They spoke of \"Russia’s active role in contributing to peace and cooperation\"."),
    ("html", "<p>China <q>expresses <em>deep</em> concerns about the latest changes</q>.</p>", "<p>China <q>expresses <em>its</em> concerns about the latest changes</q>.</p>"),
    ("html", "<blockquote><p>We came to a conclusion that such <b>dire events do</b> not strengthen the world order</p></blockquote>", "<blockquote><p>We came to a conclusion that such <b>events do</b> not strengthen the world order</p></blockquote>"),
    ("txt", "He said “such kind of help for our actions” *there*.", "He said “such kind of support for our actions” *there*."),
]  # fmt: skip


@pytest.mark.parametrize(("form", "text", "wanted"), WORDS)
def test_only_what_differs_is_replaced(form: Form, text: str, wanted: str, judge: Judge, pack: Pack) -> None:
    """The source's words stand where others stood, markup and marks as they were; then the quotation is verbatim."""
    made = with_words(text, form, judge, pack)
    assert made == wanted
    assert only(judge, made, form).status in ("exact", "typography")


def test_what_is_left_out_with_a_sign_stays_left_out(judge: Judge, pack: Pack) -> None:
    """An ellipsis is no difference that the source's words take the place of."""
    text = "“We understand the [...] realities of South Ossetia and of Abkhazia.”"
    j = only(judge, text, "md")
    if j.status == "altered" and j.spot is not None:
        edits = mending.words_of(text, "md", j, pack.by_path[j.spot.source])
        assert all("[...]" not in edit.old for edit in edits)


def test_words_are_escaped_for_the_text_they_go_into() -> None:
    """What would be markup there is written so that it reads as itself."""
    assert mending.written("a_b *c* <d>", "md", "said ", 5) == "a\\_b \\*c\\* \\<d\\>"
    assert mending.written("a|b", "md", "| said ", 7) == "a&#124;b"
    assert mending.written("a|b", "md", "said ", 5) == "a\\|b"
    assert mending.written("a & <b>", "html", "", 0) == "a &amp; &lt;b&gt;"
    assert mending.written("a_b", "txt", "", 0) == "a_b"


QUOTED = "“The SCO has never adopted the role of a counter-weight to NATO,”"
CITED = [
    ("md", f"He said {QUOTED} there.", f"He said {QUOTED} [R ¶9] there."),
    ("md", f"He said **{QUOTED}** there.", f"He said **{QUOTED}** [R ¶9] there."),
    ("md", f"He said {QUOTED} there.[^a]\n\n[^a]: A note.\n\nThe end.\n", None),
    ("md", f"He said {QUOTED} [F ¶2] there.", f"He said {QUOTED} [R ¶9] there."),
    ("md", f"He said {QUOTED}[^1] there.\n\n[^1]: F ¶2, and more.\n", f"He said {QUOTED}[^2] there.\n\n[^1]: F ¶2, and more.\n[^2]: R ¶9, `000_0b0d24cbc4a30e1f.txt`.\n"),
    ("md", "> The SCO has never adopted the role of a counter-weight to NATO,\n\nSo.", "> The SCO has never adopted the role of a counter-weight to NATO,\n> — R, ¶9\n\nSo."),
    ("md", "> The SCO has never adopted the role of a counter-weight to NATO,\n\nSo.[^7]\n\n[^7]: x\n    y\n\nz", "> The SCO has never adopted the role of a counter-weight to NATO,[^8]\n\nSo.[^7]\n\n[^7]: x\n    y\n[^8]: R ¶9, `000_0b0d24cbc4a30e1f.txt`.\n\nz"),
    ("html", f"<p>He said {QUOTED} there.</p>", f"<p>He said {QUOTED} [R ¶9] there.</p>"),
    ("html", "<p>He said <q>The SCO has never adopted the role of a counter-weight to NATO,</q> there.</p>", "<p>He said <q>The SCO has never adopted the role of a counter-weight to NATO,</q> [R ¶9] there.</p>"),
    ("html", "<blockquote><p>The SCO has never adopted the role of a counter-weight to NATO,</p></blockquote>", "<blockquote><p>The SCO has never adopted the role of a counter-weight to NATO,</p><footer>— R, ¶9</footer></blockquote>"),
    ("txt", f"He said {QUOTED} there.", f"He said {QUOTED} [R ¶9] there."),
    ("txt", "> The SCO has never adopted the role of a counter-weight to NATO,\n\nSo.", "> The SCO has never adopted the role of a counter-weight to NATO,\n> — R, ¶9\n\nSo."),
]  # fmt: skip


@pytest.mark.parametrize(("form", "text", "wanted"), CITED)
def test_a_citation_is_read_as_one(form: Form, text: str, wanted: str | None, judge: Judge, pack: Pack) -> None:
    """It stands behind the quotation as the text cites, and the next check finds the source in it."""
    made = with_citation(text, form, judge, pack)
    assert wanted is None or made == wanted
    j = judge.of(made, form)[0]
    assert j.status == "exact"
    assert j.spot is not None
    assert j.sources == (j.spot.source,)


def test_the_next_label_is_free(judge: Judge, pack: Pack) -> None:
    """However the text counts its footnotes, none is used twice."""
    text = f"{QUOTED} a[^S1-R5] b[^2]\n\n[^S1-R5]: one\n[^2]: two\n[^3]: three\n"
    made = with_citation(text, "md", judge, pack)
    assert f"{QUOTED}[^4]" in made
    assert made.count("[^4]:") == 1
