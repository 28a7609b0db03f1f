"""The reader, the command line and the briefing."""

import gc
import sys

if sys.platform == "win32":  # locks, limits and signals are those of Linux and macOS
    sys.exit("twosource: locks and signals of Unix are missing, Windows: install and start it in WSL")

# What is made while the program starts stays until it ends: looking through it again and again cost a tenth of the start,
# and 20 ms here and there in a scrolled text.
gc.set_threshold(50_000, 20, 100)
