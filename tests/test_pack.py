"""A folder opened: which files are sources, what they are called, what pack.toml says, what is remembered."""

from __future__ import annotations

import fcntl
import os
import shutil
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import contents, echoes, engine, gathered, pack, store, workers
from index.imprint import MARK
from index.model import Article, PackError, Unread
from index.pack import Pack
from tests.bench import corpus

STORY = (
    "A bridge closes\n\nHARLOW ({0}) - The bridge is closed, {0} reports.\n\n“It has {1} cracks,” said Ruth Amberg.\n"
)


def story(folder: Path, name: str, by: str = "Northwire", cracks: str = "two") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(STORY.format(by, cracks), "utf-8")
    return file


def paths(found: Pack) -> list[str]:
    return [a.path for a in found.articles]


def listed(folder: Path) -> dict[str, str | None]:
    return {x.source.path: x.reason for x in contents.survey(folder).listed}


# --- which files are sources ---


def test_a_folder_is_its_sources_in_natural_order(tmp_path: Path) -> None:
    """2 before 10, the files of a folder before its folders, capitals as small letters."""
    for n, name in enumerate(["10.txt", "2.txt", "b/1.txt", "B2.txt", "a.md", "b/c/1.txt", "Z.txt"]):
        story(tmp_path, name, cracks=str(n))
    assert paths(pack.open_pack(tmp_path)) == ["2.txt", "10.txt", "a.md", "B2.txt", "Z.txt", "b/1.txt", "b/c/1.txt"]


def test_a_single_file_is_a_pack(tmp_path: Path) -> None:
    """Of one source, named by its file name."""
    found = pack.open_pack(story(tmp_path, "a.txt"))
    assert paths(found) == ["a.txt"]
    assert found.title == "a"


def test_what_is_no_source(tmp_path: Path) -> None:
    """Hidden names, pack.toml, links out of the pack, and a briefing of ours: a text never verifies against itself."""
    outside = story(tmp_path / "outside", "secret.txt")
    folder = tmp_path / "pack"
    story(folder, "a.txt")
    story(folder, ".hidden.txt")
    story(folder, ".git/b.txt")
    story(folder, "__MACOSX/c.txt")
    (folder / "pack.toml").write_text("")
    (folder / "link.txt").symlink_to(outside)
    (folder / "folder").symlink_to(outside.parent)
    (folder / "broken.txt").symlink_to(folder / "nowhere.txt")
    (folder / "briefing.md").write_text(f"# Briefing\n\n> The bridge is closed.\n\n{MARK}: verify\n\n")
    assert [name for name, reason in listed(folder).items() if reason is None] == ["a.txt"]
    assert "secret.txt" not in str(listed(folder))
    assert "briefing.md" not in listed(folder)


def test_a_link_within_the_pack_is_a_copy(tmp_path: Path) -> None:
    """It has the same bytes."""
    story(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    found = pack.open_pack(tmp_path)
    assert [a.source.copies for a in found.articles] == [("b.txt",)]


def test_the_same_bytes_twice_are_one_article(tmp_path: Path) -> None:
    """With the other paths as copies, so there is no echo with itself; and the copy's name finds it, too."""
    story(tmp_path, "a.txt")
    story(tmp_path, "deep/a copy.txt")
    found = pack.open_pack(tmp_path)
    assert len(found.articles) == 1
    assert found.articles[0].source.copies == ("deep/a copy.txt",)
    assert found.echoes == ()
    assert found.article("deep/a copy.txt") is found.article("a.txt") is found.article("a copy")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("_MAIN_3.toc", "search index"),
        ("MAIN_8pq1ryq8spvtyh6m.seg", "search index"),
        ("MAIN_WRITELOCK", "search index"),
        ("~$report.txt", "another program"),
        ("a.txt~", "another program"),
        ("Thumbs.db", "another program"),
        ("a.xyz", ".xyz files are not read"),
        ("pack.7z", ".7z files are not read"),
    ],
)
def test_what_other_programs_left_is_unread_and_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, reason: str
) -> None:
    """It is listed with the reason. A file of a Whoosh index runs code when Whoosh opens it."""
    story(tmp_path, "a.txt")
    (tmp_path / name).write_bytes(b"cos\nsystem\n(S'touch canary'\ntR.")
    opened: list[str] = []
    real = Path.open

    def watched(self: Path, *args: object, **more: object) -> object:
        opened.append(self.name)
        return real(self, *args, **more)

    monkeypatch.setattr(Path, "open", watched)
    found = listed(tmp_path)
    assert found["a.txt"] is None
    assert reason in (found[name] or "")
    assert name not in opened


def test_pipes_and_sockets_are_not_opened(tmp_path: Path) -> None:
    """Opening a pipe would wait for ever."""
    story(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert listed(tmp_path)["pipe.txt"] == "not a regular file"


def test_names_that_are_no_text_survive(tmp_path: Path) -> None:
    """Control characters, newlines and bytes that are no UTF-8 are names of files like others."""
    strange = os.fsencode(tmp_path) + b"/\xff\x1b[31m\nx.txt"
    story(tmp_path, "a.txt")
    with open(strange, "wb") as file:
        file.write(STORY.format("Reuters", "nine").encode())
    for _ in range(2):
        found = pack.open_pack(tmp_path)
        assert len(found.articles) == 2
        assert "\udcff\x1b[31m\nx.txt" in paths(found)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda p: None, "no such folder or file"),
        (lambda p: p.mkdir(), "no article that can be read"),
        (lambda p: (p.mkdir(), (p / ".a.txt").write_text("x")), "no article that can be read"),
    ],
)
def test_a_pack_that_cannot_be_opened_says_what_to_do(tmp_path: Path, make: object, says: str) -> None:
    """In one line: what, where, what to do."""
    assert callable(make)
    make(tmp_path / "pack")
    with pytest.raises(PackError) as fault:
        pack.open_pack(tmp_path / "pack")
    what, where, todo = str(fault.value).replace(": ", ", ", 1).split(", ", 2)
    assert says in what
    assert str(tmp_path / "pack") in where
    assert todo
    assert "\n" not in str(fault.value)


def test_a_pack_of_unread_sources_opens_and_tells(tmp_path: Path) -> None:
    """So that one sees which, and why."""
    (tmp_path / "a.txt").write_bytes(b"\x00\x01\x02" * 99)
    (tmp_path / "b.txt").write_bytes(b"")
    found = pack.open_pack(tmp_path)
    assert found.articles == ()
    assert [u.source.path for u in found.unread] == ["a.txt", "b.txt"]
    assert all(u.reason for u in found.unread)


# --- keys, ids, names ---


@given(st.lists(st.text(max_size=20), max_size=80), st.lists(st.sampled_from(["A", "R", "ZZ"]), unique=True))
def test_keys_are_short_capital_and_unique(names: list[str], taken: list[str]) -> None:
    """One letter for the first 26, then two; those that pack.toml gives are not given again."""
    keys = gathered.Keys(taken)
    given_out = [keys.new(name) for name in names]
    assert len({*given_out, *taken}) == len(given_out) + len(taken)
    assert all(set(key) <= set(string.ascii_uppercase) for key in given_out)
    assert all(len(key) == 1 for key in given_out[: 26 - sum(len(t) == 1 for t in taken)])
    assert all(len(key) <= 2 for key in given_out)


def test_a_key_is_the_first_letter_of_the_name() -> None:
    """R for Reuters, F for Foreign Policy; then another letter of the name, then any."""
    keys = gathered.Keys()
    assert [
        keys.new(n) for n in ("Reuters", "Foreign Policy", "Financial Post", "Reuters", "Élan", "Правда", "F")
    ] == list("RFPELAB")


def test_ten_thousand_keys_take_no_time() -> None:
    """Also where all are called the same."""
    keys = gathered.Keys()
    assert len({keys.new("Reuters") for _ in range(10_000)}) == 10_000


def test_ids_are_the_same_in_every_call(notes: Path) -> None:
    """With and without the cache; they begin with the key of the source."""
    first, again, fresh = pack.open_pack(notes), pack.open_pack(notes), pack.open_pack(notes, cache=False)
    assert first == again == fresh
    assert first.quotes
    for q in first.quotes:
        article = first.by_path[q.source]
        assert q.id.startswith(f"{article.key}{q.passage}.")
        assert first.quote(q.group).source == q.source
        assert first.quote(q.id) is q


def test_an_article_is_found_by_whatever_names_it(tmp_path: Path) -> None:
    """Key, path, file name, stem or display name; what names two names none."""
    story(tmp_path, "x/one.txt", "Reuters", "1")
    story(tmp_path, "x/two.txt", "Tribune", "2")
    story(tmp_path, "y/two.txt", "Courier", "3")
    (tmp_path / "bad.txt").write_bytes(b"")
    found = pack.open_pack(tmp_path)
    one = found.by_path["x/one.txt"]
    for name in (one.key, one.key.lower(), "x/one.txt", "one.txt", "one", "ONE", "Reuters", "reuters", "./x/one.txt"):
        assert found.article(name) is one, name
    for name, reason in (
        ("two.txt", "2 sources"),
        ("three", "no such source"),
        ("", "no such source"),
        ("bad", "empty"),
    ):
        with pytest.raises(LookupError, match=reason):
            found.article(name)
    with pytest.raises(LookupError):
        found.quote("Q1.1")


def test_echoes_lead_from_quotation_to_quotation(notes: Path) -> None:
    """The same words in two sources; each knows the link."""
    found = pack.open_pack(notes)
    (echo,) = found.echoes
    a, b = (found.quote(name) for name in echo.quotes)
    assert {a.source, b.source} == {"a.txt", "b.txt"}
    assert found.echo(a.id) is echo
    assert found.links(a.id) == found.links(b.id) == (echo.links[0],)
    assert replace(found, echoes=()).links(a.id) == ()  # what is remembered of links is that of one pack
    other = next(q for q in found.quotes if q.id not in echo.quotes)
    assert found.echo(other.id) is None
    assert found.links(other.id) == ()


def test_rows_are_worked_out_once(notes: Path) -> None:
    """Side by side is asked again at each key."""
    found = pack.open_pack(notes)
    a, b = (article.key for article in found.articles[:2])
    assert found.rows(a, b) is found.rows(a, b)
    assert {row.a for row in found.rows(a, b)} >= {p.n for p in found.by_key[a].passages}


# --- pack.toml ---


def test_pack_toml_overrides_what_was_found(tmp_path: Path) -> None:
    """And is named as the origin; order and keys are its own, what it ignores is no source."""
    for n, name in enumerate(["a.txt", "b.txt", "c.txt", "d.txt"]):
        story(tmp_path, name, cracks=str(n))
    (tmp_path / "pack.toml").write_text(
        'title = "Two  bridges"\n'
        '[sources."a.txt"]\nheadline = "My [sic] headline"\nauthors = ["Ann Lee", "Bo Ek"]\npublisher = "Tribune"\n'
        'date = 2008-08-28\nkey = "Q"\n'
        '[sources."b.txt"]\nignore = true\n'
        '[sources."d.txt"]\norder = 1\ndate = "2008-08"\n',
        "utf-8",
    )
    found = pack.open_pack(tmp_path)
    assert found.title == "Two bridges"
    assert found.notes == ()
    assert paths(found) == ["d.txt", "a.txt", "c.txt"]
    assert found.unread == ()
    a = found.article("a.txt")
    m = a.masthead
    assert m.headline
    assert m.publisher
    assert m.date
    assert (m.headline.value, m.headline.origin, m.headline.span) == ("My [sic] headline", "pack.toml", None)
    assert [f.value for f in m.authors] == ["Ann Lee", "Bo Ek"]
    assert (m.publisher.value, m.date.value, m.date.status, a.key) == ("Tribune", "2008-08-28", "stated", "Q")
    assert a.passages[0].span.of(a.text) == "A bridge closes", "the words of the source stay what they are"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ('[sources."a.txt"]\ndate = "Thursday"', "pack.toml:2:1: a.txt date: must be a date"),
        ('[sources."a.txt"]\n  date = "2008-02-31"', "pack.toml:2:3: a.txt date: must be a date"),
        ('[sources."a.txt"]\nkey = "lower"', "pack.toml:2:1: a.txt key: must be one to four capital letters"),
        ('[sources."a.txt"]\norder = true', "pack.toml:2:1: a.txt order: must be a whole number"),
        ('[sources."a.txt"]\nauthors = [1]', "pack.toml:2:1: a.txt authors: must be a list of names"),
        ('[sources."a.txt"]\nheadline = ""', "pack.toml:2:1: a.txt headline: must be a line of text"),
        ('[sources."a.txt"]\ncommand = "rm"', "pack.toml:2:1: a.txt command: unknown"),
        ('\n\n[sources."gone.txt"]\nkey = "A"', "pack.toml:3:1: sources gone.txt: no such file in the pack"),
        ('[sources."../up.txt"]\nkey = "A"', "pack.toml:1:1: sources ../up.txt: names a file outside the pack"),
        ('[sources."/etc/passwd"]', "pack.toml:1:1: sources /etc/passwd: names a file outside the pack"),
        ("title = 3", "pack.toml:1:1: title: must be a line of text"),
        ("editor = 'vi'", "pack.toml:1:1: editor: unknown"),
        ("sources = 3", "pack.toml:2:"),
        ("fields = 3", "pack.toml:1:1: fields: must be tables"),
        ('[fields."a.txt"]\nbody = "x"', "pack.toml:2:1: a.txt body: is none of headline, text, authors"),
        ('[fields."a.txt"]\n text = 3', "pack.toml:2:2: a.txt text: must name a field"),
        ('[fields."gone.json"]\ntext = "x"', "pack.toml:1:1: fields gone.json: no such file in the pack"),
        ('[fields."a.txt"]\ntext = \n', "pack.toml:2:8: Invalid value: the table is not used"),
        ('sources."a.txt" = 3', "pack.toml:1:1: sources a.txt: must be a table"),
        (
            '[sources."a.txt"]\nkey = "K"\n[sources."b.txt"]\nkey = "K"',
            "pack.toml:4:1: b.txt key: K is the key of another",
        ),
        ('[sources."a.txt"]\nkey = \n', "pack.toml:2:7: Invalid value: the table is not used"),
    ],
)
def test_a_bad_entry_is_told_with_its_place_and_skipped(tmp_path: Path, text: str, note: str) -> None:
    """The rest of the file holds."""
    story(tmp_path, "a.txt")
    story(tmp_path, "b.txt", cracks="3")
    whole = (
        f'{text}\n[sources."b.txt"]\npublisher = "Tribune"\n'
        if '"b.txt"' not in text
        else f'{text}\npublisher = "Tribune"\n'
    )
    (tmp_path / "pack.toml").write_text(whole, "utf-8")
    found = pack.open_pack(tmp_path)
    assert len(found.notes) == 1
    assert found.notes[0].startswith(note)
    assert len(found.articles) == 2
    if not text.startswith("sources = "):
        publisher = found.article("b.txt").masthead.publisher
        assert publisher
        assert publisher.value == "Tribune"


@pytest.mark.parametrize("data", [b"\xff\xfe", b"title = '\xe9'", b"[" * 50_000, b"a" * 100])
def test_a_pack_toml_that_is_none_costs_nothing(tmp_path: Path, data: bytes) -> None:
    """The pack opens, and says so."""
    story(tmp_path, "a.txt")
    (tmp_path / "pack.toml").write_bytes(data)
    found = pack.open_pack(tmp_path)
    assert len(found.articles) == 1
    assert found.notes
    assert all(note.startswith("pack.toml:1:") for note in found.notes)


def test_pack_toml_says_which_field_of_a_record_is_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each record is a source; when the map changes, or goes, they are read again, and else they are not."""
    (tmp_path / "export.json").write_text('[{"a": "The bridge is closed.", "b": "The ferry runs."}]')
    monkeypatch.setattr(contents, "SETTLED", -(10**18))
    for field, text in (("a", "The bridge is closed."), ("b", "The ferry runs."), ("b", "The ferry runs.")):
        (tmp_path / "pack.toml").write_text(f'[fields."export.json"]\ntext = "{field}"\n')
        found = pack.open_pack(tmp_path)
        assert found.notes == ()
        assert [(a.path, a.passages[0].span.of(a.text)) for a in found.articles] == [("export.json#1", text)]
    (tmp_path / "pack.toml").unlink()
    (unread,) = pack.open_pack(tmp_path).unread
    assert unread.reason.startswith("no field of its records is known")


def test_a_pack_toml_that_leads_out_of_the_pack_is_not_read(tmp_path: Path) -> None:
    """A pack cannot make us read another file."""
    (tmp_path / "mine.toml").write_text('title = "Mine"')
    story(tmp_path / "pack", "a.txt")
    (tmp_path / "pack" / "pack.toml").symlink_to(tmp_path / "mine.toml")
    found = pack.open_pack(tmp_path / "pack")
    assert found.title == "pack"
    assert found.notes


# --- what is remembered ---


def test_a_file_is_read_once(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next opening starts no process; only what changed is read again."""
    asked: list[str] = []
    real = workers.read_all

    def watched(jobs: list[workers.Job], most: int) -> Iterator[Article | Unread]:
        asked.extend(j.source.path for j in jobs)
        return real(jobs, most)

    monkeypatch.setattr(workers, "read_all", watched)
    pack.open_pack(notes)
    assert asked == ["a.txt", "b.txt", "c.txt"]
    pack.open_pack(notes)
    assert len(asked) == 3
    story(notes, "b.txt")
    found = pack.open_pack(notes)
    assert asked[3:] == ["b.txt"]
    assert "Northwire reports" in found.article("b.txt").text
    assert found.echoes == ()


def test_a_pack_that_changed_has_the_echoes_of_a_new_one(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sources that come first, last or again, change or go: the same as if nothing were known, and found from what is."""
    known: list[int] = []
    find = echoes.find

    def watched(articles: Sequence[Article], kept: echoes.Kept | None = None) -> echoes.Found:
        known.append(len(kept.sketches) if kept else 0)
        return find(articles, kept)

    monkeypatch.setattr(echoes, "find", watched)
    pack.open_pack(notes)
    changes: list[Callable[[], object]] = [
        lambda: shutil.copy(notes / "a.txt", notes / "0.txt"),  # the same bytes: one source with a copy
        lambda: (notes / "0.txt").write_text((notes / "a.txt").read_text("utf-8") + "\nAnd more.\n", "utf-8"),
        lambda: (notes / "b.txt").unlink(),
        lambda: story(notes, "z.txt", cracks="two"),
        lambda: (notes / "pack.toml").write_text('[sources."z.txt"]\norder = 1\nkey = "ZZ"\n', "utf-8"),
    ]
    for change in changes:
        change()
        found = pack.open_pack(notes)
        assert found == pack.open_pack(notes) == pack.open_pack(notes, cache=False)
    assert [n for n in known if n] == [2, 2, 3, 3]  # with another order, nothing


def test_the_agency_reports_are_kept(lervik: Path) -> None:
    """Opened again, a pack knows the same reports, and each of its sources which it prints; while it is read it knows none."""
    begun: list[Pack] = []
    first = pack.open_pack(lervik, partial=begun.append)
    again = pack.open_pack(lervik)
    assert [len(wire.paths) for wire in first.wires] == [4]
    assert again.wires == first.wires
    assert all(again.wire(path) is again.wires[0] for path in again.wires[0].paths)
    assert again.wire("11_plumbline-column.md") is None
    assert all(not part.wires for part in begun)


def test_what_was_kept_of_a_pack_may_be_damaged(notes: Path) -> None:
    """Then everything is found anew."""
    pack.open_pack(notes)
    story(notes, "z.txt", cracks="two")
    with store.Store(store.home(), workers.version()) as kept:
        assert kept.db
        kept.db.execute('UPDATE packs SET document = \'{"articles": [], "echoes": [[[0, 9]]]}\'')
    assert pack.open_pack(notes).echoes == pack.open_pack(notes, cache=False).echoes


def test_a_pack_is_only_read(notes: Path) -> None:
    """Nothing is written into it."""
    before = {p: p.stat().st_mtime_ns for p in [notes, *notes.rglob("*")]}
    pack.build_index(pack.open_pack(notes))
    assert {p: p.stat().st_mtime_ns for p in [notes, *notes.rglob("*")]} == before


def test_a_large_pack_is_shown_as_it_grows(tmp_path: Path) -> None:
    """What is shown first is a beginning of the whole: no key and no id changes later."""
    for n in range(40):
        story(tmp_path, f"{n:02}.txt", cracks=str(n))
    shown: list[Pack] = []
    steps: list[tuple[int, int]] = []
    whole = pack.open_pack(tmp_path, progress=lambda done, total: steps.append((done, total)), partial=shown.append)
    assert shown
    assert 0 < len(shown[0].articles) < 40
    for part in shown:
        for mine, later in zip(part.articles, whole.articles, strict=False):
            assert (mine.path, mine.key, [q.id for q in mine.quotes]) == (
                later.path,
                later.key,
                [q.id for q in later.quotes],
            )
    assert steps[0] == (0, 40)
    assert steps[-1] == (40, 40)


def test_the_index_answers_as_the_text_does(notes: Path) -> None:
    """Built in a child process from what was read; nothing is done where it is fresh."""
    found = pack.open_pack(notes)
    searcher = pack.searcher(found)
    assert not searcher.indexed
    told = searcher.ask("cracks bridge").hits
    searcher.close()
    assert told
    pack.build_index(found)
    folder = pack.index_folder(found)
    assert folder
    assert engine.fresh(folder, found.articles)
    searcher = pack.searcher(found)
    assert searcher.indexed
    assert searcher.ask("cracks bridge").hits == told
    searcher.close()
    before = folder.stat().st_ino
    pack.build_index(found)
    assert folder.stat().st_ino == before
    pack.build_index(found, force=True)
    assert engine.fresh(folder, found.articles)


def test_two_processes_do_not_build_one_index(notes: Path) -> None:
    """The second is told that the first is at it."""
    found = pack.open_pack(notes)
    folder = pack.index_folder(found)
    assert folder
    folder.parent.mkdir(parents=True, mode=0o700)
    handle = os.open(folder.with_name(f"{folder.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(engine.Busy):
        pack.build_index(found)
    os.close(handle)


def test_forgetting_leaves_nothing(notes: Path) -> None:
    """No article, no echo, no index; also of a pack that is not there any more."""
    found = pack.open_pack(notes)
    pack.build_index(found)
    folder = pack.index_folder(found)
    assert folder
    assert pack.forget(notes)
    assert not folder.exists()
    with store.Store(store.home(), workers.version()) as kept:
        assert [*kept.sources(a.source for a in found.articles)] == []
        assert kept.files(found.id) == {}
    assert not pack.forget(notes)
    pack.open_pack(notes)
    shutil.rmtree(notes)
    assert pack.forget(notes)


def test_where_nothing_can_be_kept_everything_works(notes: Path, own_folders: Path) -> None:
    """A home that is full, or not ours."""
    (own_folders / "cache").write_text("in the way")
    found = pack.open_pack(notes)
    assert len(found.articles) == 3
    assert pack.index_folder(found) is None
    pack.build_index(found)
    searcher = pack.searcher(found)
    assert searcher.ask("bridge").total
    searcher.close()


def test_a_speaker_has_one_name_over_the_pack(notes: Path) -> None:
    """However each source calls her."""
    found = pack.open_pack(notes)
    names = {q.speaker.name for q in found.quotes if q.speaker and "cracks" in q.span.of(found.by_path[q.source].text)}
    assert names == {"Ruth Amberg"}


def test_a_number_without_end_in_pack_toml_is_one_bad_entry(notes: Path) -> None:
    """Python reads no number of 5,000 digits: that is reported, and the rest of pack.toml holds."""
    (notes / "pack.toml").write_text(f'title = "Bridge"\n\n[sources."a.txt"]\norder = {"9" * 5000}\n')
    opened = pack.open_pack(notes, cache=False)
    assert opened.title == "Bridge"
    assert len(opened.notes) == 1


def test_a_pack_all_of_whose_sources_are_ignored_says_so(notes: Path) -> None:
    """Nothing is left out in silence: the error names pack.toml."""
    lines = [f'[sources."{name}"]\nignore = true\n' for name in ("a.txt", "b.txt", "c.txt")]
    (notes / "pack.toml").write_text("\n".join(lines))
    with pytest.raises(PackError, match=r"pack\.toml ignores 3 of them"):
        pack.open_pack(notes, cache=False)


def test_a_folder_that_cannot_be_opened_is_told(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left out in silence: neither a folder in the pack nor the pack itself."""
    (notes / "sub").mkdir()
    scan = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == refused:
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    refused = "sub"
    found = contents.survey(notes)
    assert [x.source.path for x in found.listed] == ["a.txt", "b.txt", "c.txt"]
    assert found.notes == ("sub/: cannot be opened (Permission denied)",)
    refused = notes.name
    with pytest.raises(PackError, match="Permission denied"):
        contents.survey(notes)


def settled(folder: Path) -> None:
    """Make the files of a folder as old as files are that nobody is writing."""
    for file in folder.iterdir():
        os.utime(file, (1_000_000_000, 1_000_000_000))


def test_a_file_that_is_as_it_was_is_not_opened(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a source nor a briefing of ours; one that changed is, though it is as long and as old as before."""
    (notes / "z.md").write_text(f"# Briefing\n\n{MARK}: verify\n")
    settled(notes)
    monkeypatch.setattr(contents, "SETTLED", -(10**18))
    first = contents.survey(notes)
    assert first.seen.keys() == {"a.txt", "b.txt", "c.txt", "z.md"}
    assert first.seen["z.md"].is_ours
    hashed: list[str] = []
    digest = contents.hashlib.file_digest

    def told(opened: BinaryIO, name: str) -> object:
        hashed.append(Path(opened.name).name)
        return digest(opened, name)

    monkeypatch.setattr(contents.hashlib, "file_digest", told)
    assert contents.survey(notes, first.seen) == first
    assert hashed == []
    text = (notes / "b.txt").read_text("utf-8")
    (notes / "b.txt").write_text(text.replace("closed", "opened"), "utf-8")
    settled(notes)  # the same size, the same time of its content: what is left is when anything about it changed
    again = contents.survey(notes, first.seen)
    assert "b.txt" in hashed
    assert again.state != first.state


def test_a_file_that_changed_just_now_is_not_remembered(notes: Path) -> None:
    """It may change again within the time that its disk tells apart; the next time it is hashed anew."""
    settled(notes)
    assert contents.survey(notes).seen == {}


def test_the_first_articles_of_a_large_pack_come_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When it was read before: with the keys that they keep, before the others are loaded."""
    monkeypatch.setattr(pack, "LARGE", 20)
    monkeypatch.setattr(pack, "FIRST", 5)
    folder = corpus.pack(tmp_path / "pack", 30, size=300)
    whole = pack.open_pack(folder)
    parts: list[Pack] = []
    assert pack.open_pack(folder, partial=parts.append) == whole
    (part,) = parts
    assert [(a.path, a.key) for a in part.articles] == [(a.path, a.key) for a in whole.articles[:6]]
    parts.clear()
    monkeypatch.setattr(pack, "LARGE", 40)
    pack.open_pack(folder, partial=parts.append)
    assert parts == []
