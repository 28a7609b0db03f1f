"""Words of sources stand in Markdown as the very same words, whoever reads it."""

from __future__ import annotations

import random
import re

import pytest

from reader.briefing import Context, escape
from tests.bench import nasty, renderers

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
PARSERS = dict(renderers.parsers())


@pytest.mark.parametrize("context", renderers.FRAMES)
@pytest.mark.parametrize("name", PARSERS)
def test_nasty_texts_read_as_the_same_texts_and_as_nothing_more(name: str, context: Context) -> None:
    """In each place, in each parser: no letter is another, no word is a link, none is bold, none is gone."""
    draw = random.Random(f"{name} {context}")
    texts = [text for text in (nasty.text(draw) for _ in range(400)) if text.strip()]
    shown = PARSERS[name]([escape(text, context) for text in texts], context)
    assert [one for one in shown if one.is_marked] == []
    assert [one.text for one in shown] == [UNPRINTABLE.sub("\ufffd", text) for text in texts]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("See e.org/%C3%A9 and //localhost/%20", r"See e\.org/%C3%A9 and \//localhost/%20"),
        ("http://e.com, xn--a.xn--b", r"http:\//e\.com, xn--a\.xn--b"),
        ("www.co-operation", r"www\.co-operation"),
        ("a. b", r"a\. b"),
        ("(iv) b", r"(iv\) b"),
        ("II. b", r"II\. b"),
        ("A. Lund said", "A. Lund said"),
        ("A.  Lund said", r"A\.  Lund said"),
        ("1984. Then", r"1984\. Then"),
        ("3.5 million", "3.5 million"),
        ("U.S. talks, e.g. at 5 p.m.", "U.S. talks, e.g. at 5 p.m."),
        ("a:smile: at 10:30", r"a\:smile: at 10:30"),
        ("x {.c a=b}", r"x \{.c a=b}"),
        ("[x] done", r"\[x\] done"),
    ],
)
def test_what_is_taken_for_something_else_is_escaped_and_no_more(text: str, escaped: str) -> None:
    """Addresses that nobody marked as such, lists by letters, short names of pictures, attributes; news stays legible."""
    assert escape(text) == escaped


def test_a_box_in_a_list_is_no_task() -> None:
    """Pandoc makes a task of escaped brackets too, unless the blank behind them is written out."""
    assert escape("[x] done", "list") == r"\[x\]&#x20;done"
    assert escape("[ ]\tdone", "list") == r"\[ \]&#x9;done"
    assert escape("see [x] there", "list") == r"see \[x\] there"
