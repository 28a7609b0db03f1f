"""`python -m reader` is `twosource`."""

from reader.cli import run

run()
