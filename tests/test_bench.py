"""What the benchmarks stand on does what they take for granted."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from tests.bench import corpus
from tests.bench.driven import Driven, percentile


def test_the_same_seed_gives_the_same_news(tmp_path: Path):
    """Articles are the same for the same seed, of the size asked for, and no two are alike."""
    one, two = dict(corpus.articles(20)), dict(corpus.articles(20))
    assert one == two
    assert len(set(one.values())) == 20
    assert all(5_000 <= len(text) < 8_000 for text in one.values())
    assert dict(corpus.articles(20, seed=2)) != one
    assert len(list(corpus.pack(tmp_path / "pack", 3).iterdir())) == 3


def test_times_are_those_of_the_program():
    """What comes a fifth of a second after the key is seen no sooner, and its CPU is counted."""
    code = "import time, tty; tty.setraw(0); print('up', flush=True); input(); time.sleep(0.2); sum(range(10**6)); print('\\x1b[1ma\\x1b[0mb'); input()"
    with Driven([sys.executable, "-c", code]) as program:
        assert program.until(b"up") != [None]
        used, began = program.cpu(), program.send(b"\n")
        at, never = program.until(b"ab", b"never", timeout=1)
        assert never is None
        assert at is not None
        assert 0.2 <= at - began <= time.perf_counter() - began
        assert program.cpu() > used
        assert program.rss() > 1
        assert program.quiet(0.05) is None
        program.send(b"\n")
        with pytest.raises(EOFError):
            program.quiet(5)


def test_percentiles():
    """The value that so many do not exceed."""
    assert [percentile(range(1, 101), part) for part in (0, 0.5, 0.95, 1)] == [1, 51, 96, 100]
