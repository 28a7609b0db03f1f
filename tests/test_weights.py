"""A wrong weights file is a clear error at start, never a wrong speaker."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import lexicon
from reader import cli, doctor

DOCUMENT = json.loads(lexicon.WEIGHTS.read_text("utf-8"))
TABLES = DOCUMENT["weights"]
SOUND = TABLES["en"]


def printed(document: object) -> str:
    """A file as ours are printed."""
    return json.dumps(document, indent=0, ensure_ascii=False) + "\n"


def instead(tables: object) -> str:
    """The file with these tables in the place of ours."""
    return printed(DOCUMENT | {"weights": tables})


WRONG = {
    "truncated": instead({"en": SOUND})[:-20],
    "empty": "",
    "no JSON": "weights",
    "another JSON": "[1, 2]",
    "no weights": json.dumps({"reached": {}}),
    "no tables": instead([1]),
    "no English": instead({"de": SOUND}),
    "an unknown language": instead({"en": SOUND, "xx": SOUND}),
    "not a number": instead({"en": SOUND | {"verb": float("nan")}}),
    "endless": instead({"en": SOUND | {"verb": float("inf")}}),
    "a word for a number": instead({"en": SOUND | {"verb": "much"}}),
    "features of something else": instead({"en": {"price": 1.0}}),
    "tables exchanged": instead(TABLES | {"en": TABLES["de"], "de": SOUND}),
    "a language left out": instead({"en": SOUND}),
    "a feature left out": instead(TABLES | {"en": {name: w for name, w in SOUND.items() if name != "carried"}}),
    "one number changed": instead(TABLES | {"en": SOUND | {"verb": SOUND["verb"] + 0.001}}),
    "a table that is none": instead({"en": 1.0}),
}


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str | None], None]]:
    """Puts other weights in the place of ours; None takes them away."""

    def put(text: str | None) -> None:
        if text is not None:
            (tmp_path / "weights.json").write_text(text, encoding="utf-8")
        monkeypatch.setattr(lexicon, "WEIGHTS", tmp_path / "weights.json")
        lexicon._tables.cache_clear()

    yield put
    monkeypatch.undo()
    lexicon._tables.cache_clear()


def test_the_weights_that_were_learnt_are_taken(weights: Callable[[str | None], None]) -> None:
    """Printed again from what was read they are the same file: only what differs below is refused."""
    weights(instead(TABLES))
    assert lexicon.weights("en") == SOUND


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_wrong_weights_are_refused(weights: Callable[[str | None], None], wrong: str) -> None:
    """Whatever is wrong with the file, the error names it and is no other error."""
    weights(wrong)
    with pytest.raises(lexicon.Broken, match=r"weights\.json"):
        lexicon.weights("en")


@pytest.mark.parametrize(
    "wrong", [None, WRONG["truncated"], WRONG["not a number"]], ids=["missing", "truncated", "nan"]
)
@pytest.mark.parametrize("verb", ["sources", "quotes", "search"])
def test_every_verb_says_so_once(
    weights: Callable[[str | None], None],
    wrong: str | None,
    verb: str,
    seeds: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One line that names the file and what to do, wrong usage or configuration for a status, nothing on stdout."""
    weights(wrong)
    words = [verb, str(seeds), "talks"] if verb == "search" else [verb, str(seeds)]
    assert cli.main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("twosource: ")
    assert "weights.json: install twosource again" in err


def test_the_doctor_tells_what_is_wrong_and_goes_on(weights: Callable[[str | None], None]) -> None:
    """A line of its own among the others."""
    assert next(c for c in doctor.checks() if c.name == "weights").ok
    weights(WRONG["truncated"])
    told = {c.name: c for c in doctor.checks()}
    assert not told["weights"].ok
    assert told["weights"].advice
    assert "cache folder" in told


def test_a_language_without_weights_has_those_of_english() -> None:
    """Weights are of how news is written more than of a language."""
    assert lexicon.weights("sv") is lexicon.weights("en")


@pytest.mark.parametrize("more", [0.001, float("nan")], ids=["changed", "nan"])
def test_what_was_learnt_of_reported_speech_is_held_to_it_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seeds: Path, capsys: pytest.CaptureFixture[str], more: float
) -> None:
    """A number of it that was changed stops twosource at start, before a source is read."""
    document = json.loads(lexicon.REPORTED.read_text("utf-8"))
    weights = document["languages"]["en"]["weights"]
    weights[min(weights)] += more
    (tmp_path / "reported.json").write_text(printed(document), encoding="utf-8")
    monkeypatch.setattr(lexicon, "REPORTED", tmp_path / "reported.json")
    lexicon.reported.cache_clear()
    try:
        assert cli.main(["quotes", str(seeds)]) == 2
        assert "reported.json: install twosource again" in capsys.readouterr().err
    finally:
        monkeypatch.undo()
        lexicon.reported.cache_clear()


def test_what_was_learnt_of_lines_is_held_to_it_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A weight of it that was changed stops twosource at start, before a source is read."""
    text = lexicon.LINES.read_text("utf-8")
    changed = tmp_path / "lines.json"
    changed.write_text(text.replace('"least": -', '"least": ', 1), encoding="utf-8")
    assert changed.read_text("utf-8") != text
    monkeypatch.setattr(lexicon, "LINES", changed)
    assert cli.main(["clean", str(seeds)]) == 2
    assert "lines.json: install twosource again" in capsys.readouterr().err
