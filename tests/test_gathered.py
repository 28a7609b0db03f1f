"""The sources of a pack as far as they are read: in order, numbered, what several files hold among them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index import contents, gathered, read
from index.model import Article, Holder, Source, Unread

TEXT = "A bridge closes\n\nThe bridge at Harlow is closed, and it will stay so until Friday at the least."


def article(path: str, text: str = "") -> Article:
    one = read.article((TEXT + " " + (text or path)).encode(), "a.txt")
    return replace(one, source=replace(one.source, path=path))


@pytest.fixture
def there(tmp_path: Path) -> contents.Contents:
    for name in ("a.txt", "m.txt", "z.txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / "pack.toml").write_text(
        '[sources."m.txt#2"]\nignore = true\n[sources."m.txt#3"]\norder = 1\nkey = "Q"\n'
    )
    found = contents.survey(tmp_path)
    assert not found.notes
    return found


def source(there: contents.Contents, path: str) -> Source:
    return next(listed.source for listed in there.listed if listed.source.path == path)


def filled(there: contents.Contents) -> gathered.Found:
    found = gathered.Found(there)
    for path in ("a.txt", "z.txt"):
        found.add(replace(article(path), source=source(there, path)))
    parts = [article(f"m.txt#{n}") for n in (1, 2, 3)]
    for part in parts:
        found.add(part)
    found.add(Holder(source(there, "m.txt"), tuple(part.source for part in parts)))
    return found


def test_what_a_file_holds_stands_where_the_file_stands(there: contents.Contents) -> None:
    """In its own order, or that of pack.toml, which may name, order and ignore each of them."""
    articles, unread = filled(there).numbered()
    assert [a.path for a in articles] == ["a.txt", "m.txt#3", "m.txt#1", "z.txt"]
    assert articles[1].key == "Q"
    assert len({a.key for a in articles}) == 4
    assert unread == ()


def test_nothing_is_numbered_beyond_what_is_not_known_yet(there: contents.Contents) -> None:
    """So no key changes while the rest is read."""
    found = filled(there)
    del found.read["m.txt#1"]
    assert [a.path for a in found.numbered()[0]] == ["a.txt", "m.txt#3"]
    assert not found.whole(source(there, "m.txt"))
    assert found.count == (4, 5)


def test_the_same_bytes_in_two_places_are_one_source(there: contents.Contents) -> None:
    """A file beside the archive that holds it, a mail in two mailboxes: a copy, and no echo with itself."""
    found = filled(there)
    twin = found.read["a.txt"]
    assert isinstance(twin, Article)
    found.read["m.txt#1"] = replace(twin, source=replace(twin.source, path="m.txt#1"))
    articles, _ = found.numbered()
    assert [a.path for a in articles] == ["a.txt", "m.txt#3", "z.txt"]
    assert articles[0].source.copies == ("m.txt#1",)


def test_a_mail_is_a_source_beside_what_is_attached_to_it(there: contents.Contents) -> None:
    """The file itself may be one of the sources that it holds."""
    found = gathered.Found(there)
    found.add(replace(article("a.txt"), source=source(there, "a.txt")))
    own = replace(article("m.txt"), source=source(there, "m.txt"))
    found.add(own)
    found.add(Unread(Source("m.txt/b.jpg", "0" * 64, 3), "a picture"))
    found.add(Holder(own.source, (own.source, Source("m.txt/b.jpg", "0" * 64, 3))))
    articles, unread = found.numbered()
    assert [a.path for a in articles] == ["a.txt", "m.txt"]
    assert [u.source.path for u in unread] == ["m.txt/b.jpg"]


# --- a pack that is read again ---


def known(**sha256: str) -> list[Article]:
    """Articles with these bytes, by the stems of their files."""
    made = article("x.txt")
    return [replace(made, source=Source(f"{name}.txt", told, 1), key=name.upper()) for name, told in sha256.items()]


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ({"a": "1", "b": "2"}, {"a": "1", "b": "2", "c": "3"}, {"a": "a", "b": "b"}),
        ({"a": "1", "b": "2"}, {"a": "1", "b": "3"}, {"a": "a", "b": "b"}),
        ({"a": "1", "b": "2"}, {"a": "1", "c": "2"}, {"a": "a", "b": "c"}),
        ({"a": "1", "b": "2"}, {"a": "2", "b": "1"}, {"a": "b", "b": "a"}),
        ({"a": "1", "b": "2"}, {"a": "2"}, {"b": "a"}),
        ({"a": "1"}, {"a": "2", "b": "1"}, {"a": "a"}),
        ({"a": "1", "b": "2"}, {"b": "2"}, {"b": "b"}),
    ],
    ids=["one more", "changed", "renamed", "swapped", "one in the place of another", "copied, then changed", "gone"],
)
def test_a_source_is_known_again(before: dict[str, str], now: dict[str, str], found: dict[str, str]) -> None:
    """By its path where its file was changed, by its bytes where that was moved; another text at its path is not it."""
    there = gathered.whereabouts(known(**before), known(**now))
    assert there == {f"{a}.txt": f"{b}.txt" for a, b in found.items()}


def test_sources_of_a_pack_that_is_read_again_keep_their_keys(there: contents.Contents) -> None:
    """Whatever came before them; the key of one that is gone is given to no other, what pack.toml says goes before all."""
    before = [replace(one, key=key) for one, key in zip(filled(there).numbered()[0], "ZABC", strict=True)]
    found = filled(there)
    found.before = [*before, replace(article("gone.txt"), key="D")]
    assert [(a.path, a.key) for a in found.numbered()[0]] == [
        ("a.txt", "Z"),
        ("m.txt#3", "Q"),
        ("m.txt#1", "B"),
        ("z.txt", "C"),
    ]
    found.before = [replace(before[0], key="Q"), replace(article("gone.txt"), key="A")]
    keys = [a.key for a in found.numbered()[0]]
    assert keys[1] == "Q"
    assert len({*keys}) == 4
    assert "A" not in keys


def test_a_key_is_no_part_of_what_is_searched() -> None:
    """An article whose key is another one, since other sources stand beside it, need not be indexed anew."""
    one = read.article("A bridge\n\n“It is closed,” said Ruth Amberg, the county engineer.".encode(), "a.txt")
    assert one.quotes
    assert gathered.keyed(one, "A").fingerprint == gathered.keyed(one, "QX").fingerprint == one.fingerprint
