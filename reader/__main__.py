"""`python -m reader` is `twosource`."""

from importlib import import_module
from importlib.util import find_spec

if __name__ == "__main__":
    import_module(
        "reader.launch" if find_spec("reader.launch") else "twosource"
    ).run()  # installed, it lies beside the packages
