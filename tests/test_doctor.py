"""What a bug report needs to know, and what stands in the way of a sound installation."""

from __future__ import annotations

import base64
import hashlib
import py_compile
import subprocess
import sys
from pathlib import Path

import pytest

from reader import cli, doctor, launch


def test_a_sound_installation_has_nothing_to_advise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every package there, ours where they belong, folders that can be written to."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("LINES", "40")
    wrong = [check for check in doctor.checks() if not check.ok and check.name != "twosource"]
    assert wrong == []


def test_a_foreign_package_of_our_name_is_named(tmp_path: Path) -> None:
    """Our import names are common ones: another distribution may have brought its own `themes`."""
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "__init__.py").write_text("")
    root = Path(doctor.__file__).parent.parent
    code = (
        f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(root)!r}]; from reader import doctor;"
        "print([c.value for c in doctor.checks() if c.name == 'package themes' and not c.ok])"
    )
    seen = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert str(tmp_path / "themes" / "__init__.py") in seen.stdout


def test_the_packages_that_are_looked_at_are_all_of_ours() -> None:
    """The ones that every start looks at, too."""
    assert tuple(launch.OURS) == doctor.OURS


def test_compiled_modules_without_a_source_are_found(tmp_path: Path) -> None:
    """Python would import them; those in __pycache__ it would not."""
    for name in ("reader/left.pyc", "reader/kept.pyc", "reader/kept.py", "index/__pycache__/gone.cpython-311.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert [file.name for file in doctor._lone_bytecode(tmp_path)] == ["left.pyc"]


def test_compiled_modules_of_another_text_are_found(tmp_path: Path) -> None:
    """Those that Python runs without a look at their source; what is out of date it passes over, and so do we."""
    source = tmp_path / "index" / "kept.py"
    source.parent.mkdir()
    told = {}
    for mode in py_compile.PycInvalidationMode:
        for level in (0, 1, 2):
            source.write_text("said = 'another'\n")
            file = Path(str(py_compile.compile(str(source), invalidation_mode=mode, optimize=level)))
            assert [*doctor._foreign_bytecode(tmp_path)] == [], "it is of this text"
            source.write_text("said = 'ours, and longer'\n")
            told[mode.name, level] = [*doctor._foreign_bytecode(tmp_path)] == [file]
            runs = subprocess.run(
                [sys.executable, "-B", *(["-" + "O" * level] if level else []), "-c", "import kept; print(kept.said)"],
                cwd=source.parent,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            assert told[mode.name, level] == (runs == "another\n"), "it is told exactly where Python would run it"
            file.unlink()
    assert {name for (name, _), found in told.items() if found} == {"UNCHECKED_HASH"}


def test_files_that_are_not_as_they_were_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changed, written over or deleted since: the first is named. And a distribution whose files lie among ours."""
    about = tmp_path / "twosource-9.dist-info"
    (tmp_path / "index").mkdir()
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: twosource\nVersion: 9\n")
    rows = []
    for name in ("twosource.py", "index/a.py", "index/b.py"):
        (tmp_path / name).write_text(f"# {name}\n")
        digest = hashlib.sha256(f"# {name}\n".encode()).digest()
        rows.append(f"{name},sha256={base64.urlsafe_b64encode(digest).rstrip(b'=').decode()},{len(name) + 3}\n")
    (about / "RECORD").write_text("".join(rows))
    monkeypatch.syspath_prepend(tmp_path)
    assert [*doctor._not_as_installed(tmp_path)] == []
    (tmp_path / "index" / "a.py").write_text("# theirs\n")
    (tmp_path / "twosource.py").unlink()
    assert {file.name for file in doctor._not_as_installed(tmp_path)} == {"a.py", "twosource.py"}
    other = tmp_path / "Reader-3.26.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: Reader\nVersion: 3.26\n")
    (other / "RECORD").write_text("reader/_app/__init__.py,,\n")
    assert [(c.name, c.value) for c in doctor._others()] == [("package reader", "Reader")]


def test_a_terminal_that_cannot_draw_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do about it."""
    monkeypatch.setenv("TERM", "dumb")
    check = next(c for c in doctor.checks() if c.name == "TERM")
    assert not check.ok
    assert check.advice


def test_a_key_of_the_search_that_others_may_know_is_told(own_folders: Path) -> None:
    """Its file, and what makes it good; a key that is not there yet is made when it is needed."""
    file = own_folders / "state" / "twosource" / "index.key"
    assert _check("search key").ok
    assert "not there yet" in _check("search key").value
    file.parent.mkdir(parents=True)
    file.write_bytes(bytes(32))
    file.chmod(0o644)
    assert not _check("search key").ok
    assert "~/state/twosource/index.key" in _check("search key").value
    file.chmod(0o600)
    assert _check("search key").ok


def test_a_file_in_the_place_of_a_folder_is_told(own_folders: Path) -> None:
    """Nothing can be kept there."""
    (own_folders / "state").write_text("in the way")
    assert not _check("state folder").ok


def _check(name: str) -> doctor.Check:
    return next(check for check in doctor.checks() if check.name == name)


def test_what_is_wrong_with_the_settings_is_told(own_folders: Path) -> None:
    """Each line of settings.toml that is not used, each key that means two things or never comes, with what to do."""
    file = own_folders / "config" / "twosource" / "settings.toml"
    file.parent.mkdir(parents=True)
    file.write_text('measure = 999\n[keys]\nzen = ["c"]\nclip_all = ["x"]\n', encoding="utf-8")
    found = [c for c in doctor.checks() if c.name == "settings" and not c.ok]
    assert all("~/config/twosource" in check.advice for check in found)
    said = "\n".join(check.value for check in found)
    for words in (
        "settings.toml:1:1: measure",
        "settings.toml:3:1: keys: c means both zen and clip in read",
        "settings.toml:4:1: keys: no command is called 'clip_all'",
    ):
        assert words in said


def test_nothing_in_it_tells_whose_computer_it_is(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such reports are public: the home folder is ~, the user's name in a path is USER, no address of a connection is told."""
    monkeypatch.setenv("LOGNAME", "eavesdrop")
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 50022 192.0.2.9 22")
    monkeypatch.setenv("XDG_CACHE_HOME", "/media/eavesdrop/cache")
    told = "\n".join(f"{check.value} {check.advice}" for check in doctor.checks())
    for private in (str(own_folders), "eavesdrop", "192.0.2"):
        assert private not in told
    assert "~/config/twosource" in told
    assert "/media/USER/cache/twosource" in told
    assert _check("ssh").value == "yes"


def test_what_the_environment_says_cannot_steer_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Printed, or as JSON: no control character of it arrives, not even in a variable that is not looked at closely."""
    for name in ("TERM_PROGRAM", "COLORTERM", "NO_COLOR", "LC_ALL", "EDITOR"):
        monkeypatch.setenv(name, "a\x1b]0;x\x07\x9b31m\u202e[/]\n")
    for words in (["doctor"], ["doctor", "--json"], ["config"], ["config", "--json"]):
        cli.main(words)
        told = "".join(capsys.readouterr())
        assert not {c for c in told if c < " " or "\x7f" <= c < "\xa0" or c == "\u202e"} - {"\n"}


def test_the_home_folder_is_one_only_where_its_name_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder whose name begins so is another one."""
    monkeypatch.setenv("HOME", "/home/an")
    monkeypatch.setenv("LOGNAME", "an")
    assert doctor.private("/home/an, /home/an/x:3, /home/anna/x, plan an") == "~, ~/x:3, /home/anna/x, plan an"


def test_what_a_report_of_a_wrong_picture_needs(monkeypatch: pytest.MonkeyPatch, own_folders: Path) -> None:
    """Colours, terminal, tmux, locale, programs beside, and how much is cached."""
    monkeypatch.setenv("TERM_PROGRAM", "WezTerm")
    monkeypatch.setenv("PATH", "")
    (own_folders / "cache" / "twosource").mkdir(parents=True)
    (own_folders / "cache" / "twosource" / "x").write_bytes(bytes(2_300_000))
    told = {check.name: check.value for check in doctor.checks()}
    assert (told["terminal"], told["tmux"], told["ssh"]) == ("WezTerm", "no", "no")
    assert (told["colours"], told["locale"], told["pandoc"]) == ("256", "C.UTF-8 (LC_ALL)", "not installed")
    assert told["clipboard"] == "through the terminal only (OSC 52)"
    assert told["editor"] == "vi is not installed"
    assert told["cache folder"] == "~/cache/twosource (2.3 MB in 1 file)"


@pytest.mark.parametrize(
    ("term", "more", "said"),
    [
        ("xterm-256color", "", "256"),
        ("xterm-256color", "truecolor", "16 million"),
        ("xterm-direct", "", "16 million"),
        ("linux", "", "16"),
        ("dumb", "", "none"),
    ],
)
def test_how_many_colours_a_terminal_says_it_has(term: str, more: str, said: str) -> None:
    """As the variables say that every terminal sets."""
    assert doctor.colours({"TERM": term, "COLORTERM": more}) == said
