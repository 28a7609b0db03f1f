"""Figures on gold data that is not part of the project: `python -m tests.score GOLD`."""
