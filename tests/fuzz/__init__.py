"""Inputs that nobody would write, made by chance from a seed: `python -m tests.fuzz SECONDS`."""
