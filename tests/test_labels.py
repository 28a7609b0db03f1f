"""Letters to jump to: enough of them, each seen on the screen, each leading where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.finding import LABELS, codes
from tests.conftest import SEEDS
from tests.hands import Reader, reading


@given(st.integers(0, len(LABELS) ** 2))
def test_no_label_is_the_beginning_of_another(n: int) -> None:
    """As many as wanted, all different, one letter as long as there are enough, else two for the last ones."""
    made = codes(n)
    assert len(set(made)) == len(made) == n
    firsts = {label[0] for label in made if len(label) == 2}
    assert firsts.isdisjoint(made)
    assert all(len(label) <= 2 for label in made)
    assert (len(made) <= len(LABELS)) == (not firsts)


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    """A source of very many short passages and quotations."""
    folder = tmp_path / "crowded"
    folder.mkdir()
    said = [f"“Word {n} of it,” said Ann Lee." for n in range(40)]
    (folder / "a.txt").write_text("Head of it\n\n" + "\n\n".join(said) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("size", [(80, 100), (130, 100)], ids=str)
async def test_where_letters_do_not_suffice_there_are_two(size: tuple[int, int], crowded: Path, library: Path) -> None:
    """Each label stands on the screen at what it leads to; its first letter leaves those that go on."""
    async with reading(crowded, size) as reader:
        await reader.press("F3", "f")
        labels = dict(reader.screen.shown.labels)
        assert len(labels) == 80
        two = [(stop, label) for stop, label in labels.items() if len(label) == 2]
        assert two
        for (_, name), label in two:
            n = int(name.removeprefix("¶")) if name[0] == "¶" else int(name[1:].partition(".")[0])
            assert label in reader.row(f"Word {n - 1} of"), (name, label)
        (path, name), label = two[-1]
        await reader.press(label[0])
        assert set(reader.screen.shown.labels.values()) == {code for _, code in two if code[0] == label[0]}
        await reader.press(label[1])
        assert (reader.desk.path, reader.desk.place.quote) == (path, name)
        assert reader.screen.shown.labels == {}


async def test_a_letter_that_stands_nowhere_is_told(library: Path) -> None:
    """It goes nowhere, and the labels are gone; so they are with esc."""
    async with reading(SEEDS, (80, 24)) as reader:
        await reader.press("F3", "f", "Z")
        assert "nothing has the letter Z" in reader.status
        place = reader.desk.place
        await reader.press("f", "esc")
        assert (reader.desk.place, reader.screen.shown.labels, reader.screen.shown.prefix) == (place, {}, "")


@pytest.mark.parametrize("size", [(130, 40), (80, 40)], ids=str)
async def test_labels_stand_in_each_text_side_by_side(size: tuple[int, int], library: Path) -> None:
    """One key leads into another pane, and the jump can be gone back from."""
    async with reading(SEEDS, size) as reader:
        await reader.press("F4")
        for pane in reader.desk.open:
            await reader.press("f")
            stop = next(stop for stop in reader.screen.shown.labels if stop[0] == pane and stop[1] == "¶1")
            await reader.press(reader.screen.shown.labels[stop])
            assert there(reader) == (pane, 1)
        await reader.press("backspace")
        assert there(reader) == (reader.desk.open[0], 1)


def there(reader: Reader) -> tuple[str, int]:
    passage = reader.desk.passage
    return reader.desk.path, passage.n if passage else -1
