"""Writes down what is so now: `git diff` shows what is another than before."""

from tests.approved import PARTS, file, text

for part in PARTS:
    file(part).write_text(text(part), encoding="utf-8")
