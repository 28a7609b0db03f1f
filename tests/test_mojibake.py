"""Text that was once decoded wrongly: found, and put right on paper only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import mojibake

SOUND = [
    "A plain text, with “marks”, a dash — and a café.",
    "LIBERTÉ» et «ÉGALITÉ» : la CITÉ… «Voilà…»",
    "SÃO PAULO e a MANHÃ» de «AMANHû, disse o JOSÉ”",
    "Não há razão; a nação, o órgão, à mão.",
    "Ê” Î… Â— À l’été, où l’île…",
    "ÄÖÜ „STRASSENCAFÉ“ – schön",
    "Đà Nẵng, Cần Thơ, CÂ “x”",
    "№ 5 — «РОССИЯ»",
    "日本語、한국어、العربية",
]


@pytest.mark.parametrize("text", SOUND)
def test_a_sound_text_is_left_alone(text: str) -> None:
    """Letters that only look like damage are none: capitals before a closing mark, Portuguese, other scripts."""
    assert mojibake.repair(text) == (text, [])


@pytest.mark.parametrize(
    "text", ["It’s “late”.", "À la café, déjà vu à Genève", "Война и мир", "日本語の文章", "naïve 😀 £5"]
)
def test_a_damaged_text_is_put_right(text: str) -> None:
    """Marks, accented letters, pictures and other scripts come back, and each replacement can be undone."""
    damaged = mojibake.damage(text)
    whole, found = mojibake.repair(damaged)
    assert whole == text
    assert found
    assert all(mojibake.damage(meant) == span.of(damaged) for span, meant in found)


def test_the_other_reading() -> None:
    """Bytes that were read as Latin-1, whose marks are control characters, come back too."""
    assert mojibake.repair("It\u00e2\u0080\u0099s")[0] == "It’s"


def test_quotes_are_never_straightened() -> None:
    """What is meant is typographic where it was."""
    assert mojibake.repair("â€œYesâ€\u009d")[0] == "“Yes”"


@given(st.text(max_size=80))
def test_nothing_but_the_stretches_changes(text: str) -> None:
    """Of any text: outside the stretches all stays, and the stretches are in order."""
    whole, found = mojibake.repair(text)
    at, parts = 0, list[str]()
    for span, meant in found:
        assert span.start >= at
        parts += [text[at : span.start], meant]
        at = span.stop
    assert "".join([*parts, text[at:]]) == whole
