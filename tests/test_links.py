"""Opening the address of a source: shown and asked before, http and https only, as one argument to one program."""

from __future__ import annotations

import html
import json
import webbrowser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from index import manifest, store
from index.formats import web
from index.model import Article, Fact, Masthead, Passage, Source, Span
from reader import cli, links
from reader.app import TwosourceApp
from reader.shown import Sheetlet
from tests.hands import Reader, reading
from tests.test_addresses import HOSTILE
from tests.test_clipboard import tool

ADDRESS = "https://xn--ypal-43d9g.example/bridge?a=1&b=$(id);c"
FETCHED = f'url = "{ADDRESS}"\nfetched = 2026-11-22T19:30:00Z\n'


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser that writes down what it is given, an argument a line, and the file that it writes."""
    seen = tmp_path / "seen"
    program = tool(tmp_path / "bin", "browser", f'printf "%s\\n" "$#" "$@" > "{seen}"')
    monkeypatch.setenv("BROWSER", str(program))
    return seen


def stated(pack: Path, entries: str, name: str = "a.txt") -> Path:
    """The pack, with entries for one source in its pack.toml."""
    (pack / "pack.toml").write_text(f'[sources."{name}"]\n{entries}', "utf-8")
    return pack


def over(reader: Reader) -> str:
    shown = reader.screen.shown.over
    assert isinstance(shown, Sheetlet)
    return "\n".join("".join(p.text for p in shown.lines.line(y, 0).pieces).strip() for y in range(shown.lines.height))


# --- the program ---


def test_a_browser_is_one_program(tmp_path: Path) -> None:
    """`$BROWSER` is a name, never a command line; without it the desktop's own."""
    path = str(tmp_path / "bin")
    for name in ("xdg-open", "open", "firefox", "two words"):
        tool(tmp_path / "bin", name, "true")
    for browser, platform, found in [
        ("", "linux", "xdg-open"),
        ("", "darwin", "open"),
        ("firefox", "linux", "firefox"),
        ("two words", "linux", "two words"),
        ("firefox --new-window %s", "linux", None),
        ("firefox:lynx", "linux", None),
        ("firefox; rm -r ~", "linux", None),
        ("gone", "linux", None),
    ]:
        environment = {"PATH": path, "BROWSER": browser}
        assert links.program(environment, platform) == ((f"{path}/{found}",) if found else ())
    assert links.program({"PATH": "/nowhere"}) == ()
    assert "set BROWSER" in links.missing({})
    assert "BROWSER is no program, gone" in links.missing({"BROWSER": "gone"})


def test_the_address_is_the_one_argument(tmp_path: Path) -> None:
    """As it is, whatever a shell would make of it."""
    seen = tmp_path / "seen"
    program = tool(tmp_path / "bin", "browser", f'printf "%s\\n" "$#" "$@" > "{seen}"')
    address = "https://x.example/?a=$(id)&b=;c'*~#!%26"
    assert links.open_in((str(program),), address) == ""
    assert seen.read_text().split("\n") == ["1", address, ""]


def test_no_hostile_address_reaches_a_program(tmp_path: Path) -> None:
    """Whoever calls: none of them opens anything."""
    seen = tmp_path / "seen"
    program = tool(tmp_path / "bin", "browser", f'touch "{seen}"')
    assert all(links.open_in((str(program),), address) for address in HOSTILE)
    assert not seen.exists()


def test_a_program_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its first line, its status, or that it is none; one that goes on is the browser."""
    monkeypatch.setattr(links, "SECONDS", 0.2)
    for script, said in [("echo no display >&2; exit 1", "no display"), ("exit 3", "status 3"), ("sleep 1", "")]:
        assert links.open_in((str(tool(tmp_path, "browser", script)),), "http://x.example/") == said or not said
    assert links.open_in((str(tmp_path / "gone"),), "http://x.example/") == "No such file or directory"


# --- the reader ---


async def test_an_address_is_shown_and_asked_before_it_is_opened(
    notes: Path, browser: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The whole of it, its host in both forms, the warning; esc opens nothing, enter does; so it is from the card.

    What has no address is not opened; a program that is none, or fails, is told of.
    """
    with (stated(notes, FETCHED) / "pack.toml").open("a", encoding="utf-8") as file:
        file.write('[sources."b.txt"]\nfrom = "old [name].txt"\n')
    async with reading(notes, (60, 24)) as reader:
        await reader.press("U")
        told = over(reader)
        assert ADDRESS in told.replace("\n", "")
        assert "on xn--ypal-43d9g.example" in told
        assert "раypal.example" in told
        assert "several scripts" in told
        assert "open it" in reader.foot
        await reader.press("esc")
        assert reader.screen.shown.over is None
        await reader.press("U", "q", "U", "j")
        assert not browser.exists()
        await reader.press("enter")
        await reader.until(lambda: "given to browser" in reader.status)
        assert browser.read_text().split("\n")[:2] == ["1", ADDRESS]
        browser.unlink()
        await reader.press("i")
        assert "2026-11-22 19:30:00 UTC" in over(reader)
        assert ADDRESS in over(reader).replace("\n", "")
        await reader.press("U", "enter")
        await reader.until(browser.exists)
        await reader.press("j", "U")
        assert "no address is known of" in reader.status
        await reader.press("i")
        assert "Copied from old [name].txt" in over(reader)
        monkeypatch.setenv("BROWSER", "gone --away")
        await reader.press("q", "k", "U", "enter")
        assert "BROWSER is no program, gone --away" in reader.status
        broken = tool(tmp_path / "bin", "broken", "printf '\\033]0;x\\007no display' >&2; exit 1")
        monkeypatch.setenv("BROWSER", str(broken))
        await reader.press("U", "enter")
        await reader.until(lambda: "no display: not opened" in reader.status)
        assert "\x1b" not in reader.text()


def test_no_widget_opens_an_address_unasked(notes: Path, browser: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Textual would give to a browser, of whatever scheme, goes nowhere."""
    asked: list[str] = []
    monkeypatch.setattr(webbrowser, "open", asked.append)
    app = TwosourceApp(notes)
    for address in (*HOSTILE, ADDRESS):
        app.open_url(address)
    assert (asked, browser.exists()) == ([], False)


# --- what pack.toml and pages say ---


def test_what_cannot_be_used_in_pack_toml_is_told_and_left_out() -> None:
    """With its place: hostile addresses, times without a zone, names that lead somewhere or steer a terminal."""
    entries = [
        (f"url = {json.dumps(a, ensure_ascii=False)}", "url: must be an http") for a in HOSTILE if a.isprintable()
    ]
    entries += [
        ("url = 3", "url: must be an http"),
        ("fetched = 2026-11-22T19:30:00", "fetched: must be a time with its zone"),
        ('fetched = "yesterday"', "fetched: must be a time with its zone"),
        ("fetched = 0001-01-01T00:00:00+23:00", "fetched: must be a time with its zone"),
        ('from = "/home/ann/a.txt"', "from: must be the name of a file"),
        ('from = "a\\u001b[2Jb"', "from: must be the name of a file"),
        ('from = "a\\u202eb"', "from: must be the name of a file"),
        ('from = ""', "from: must be the name of a file"),
    ]
    for entry, why in entries:
        found = manifest.read(f'[sources."a.txt"]\n{entry}\nkey = "K"'.encode(), ["a.txt"])
        assert [note.partition("a.txt ")[2][: len(why)] for note in found.notes] == [why], entry
        assert found.notes[0].startswith("pack.toml:2:1: ")
        assert (found.stated["a.txt"].key, found.stated["a.txt"].facts) == ("K", {})


def test_where_a_source_came_from_is_told_everywhere(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON, in the list of sources of a briefing, which says it the same when it is opened, in both bibliographies."""
    stated(notes, 'url = "https://Bücher.example/a_b"\nfetched = 2026-11-22T20:30:00+01:00\n')
    assert cli.main(["sources", str(notes), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["items"]
    address = "https://xn--bcher-kva.example/a_b"
    assert listed[0]["url"] == {"value": address, "status": "stated", "span": None, "origin": "pack.toml"}
    assert listed[0]["fetched"]["value"] == "2026-11-22T19:30:00Z"
    assert (listed[1]["url"], listed[1]["fetched"]) == (None, None)
    written = {}
    for kind in ("md", "csl", "bib", "html"):
        assert cli.main(["export", str(notes), "--all", "--to", kind]) == 0
        written[kind] = capsys.readouterr().out
    told = "fetched from https://xn--bcher-kva.example/a_b, 2026-11-22T19:30:00Z"
    assert told in "".join(
        token.content for token in MarkdownIt().parse(written["md"]) for token in token.children or ()
    )
    assert told in html.unescape(written["html"])
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(written["md"])
    assert not [child for token in tokens for child in token.children or () if child.type == "link_open"]
    assert "](http" not in written["md"]
    entry = json.loads(written["csl"])[0]
    assert (entry["URL"], entry["accessed"]) == (address, {"date-parts": [[2026, 11, 22]]})
    assert f"  url = {{{address}}},\n  urldate = {{2026-11-22}},\n" in written["bib"]
    (notes / "brief.md").write_text(written["md"], "utf-8")
    assert cli.main(["export", str(notes), "--briefing", str(notes / "brief.md")]) == 0
    assert capsys.readouterr().out == written["md"]
    assert cli.main(["verify", str(notes / "brief.md"), "--pack", str(notes), "--strict"]) == 0


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ('<link rel="canonical" href="https://x.example/a">', "https://x.example/a"),
        ('<link rel="canonical" href="/a"><meta property="og:url" content="http://x.example/b">', "http://x.example/b"),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="canonical" href="https://ann:pw@x.example/">', None),
        ("", None),
    ],
)
def test_the_address_that_a_page_gives_as_its_own(head: str, address: str | None) -> None:
    """Where it is one that can be opened."""
    words = (
        "<p>The bridge over the Tam was closed on Monday after a storm, the county said, and it will stay closed.</p>"
    )
    page = f"<html><head>{head}<title>Bridge closed</title></head><body><h1>Bridge closed</h1>{words * 6}</body></html>"
    facts = web.read(page.encode()).stated.get("url", ())
    assert [fact.value for fact in facts] == ([address] if address else [])
    assert [fact.origin for fact in facts] == ["page's data"] * len(facts)


def test_the_address_of_a_page_is_kept_with_what_was_read() -> None:
    """In the cache, too."""
    source = Source("a.html", "0" * 64, 1)
    head = Masthead(url=Fact("https://x.example/a", origin="page's data"))
    article = Article(source, "html", "utf-8", "en", "Words.", head, (Passage(1, Span(0, 6)),), ())
    assert store.load(store.dump(article), source) == article
