"""Files made to bring down who reads them, by a name for each: bombs, circles, depths, lengths, halves, and names that lie.

All are made by code, the same at any time, of any part of their full size.
"""

from __future__ import annotations

from pathlib import Path

from tests.hostile_files import archives, letters, pages, pdfs, records, texts
from tests.hostile_files.size import Make, Size

MODULES = (texts, pages, pdfs, archives, letters, records)
FILES: dict[str, Make] = {name: make for module in MODULES for name, make in module.FILES.items()}


def write(folder: Path, name: str, size: Size) -> Path:
    """The file of this name, written into `folder`."""
    file = folder / name
    file.write_bytes(FILES[name](size))
    return file
