"""Agency reports that several sources print: which one a source has, from whose copy, and how much of it."""

from __future__ import annotations

from index.model import Article
from index.pack import Pack

_WHOLE = 0.995
"""The share from which a copy is all of a report."""


def sign(pack: Pack, article: Article) -> str:
    """The letter of the copy that a source has its report from: `=N`, `~N` where it prints a part; empty for a report of its own."""
    wire = pack.wire(article.path)
    if wire is None:
        return ""
    n = wire.paths.index(article.path)
    if wire.of[n] == article.path:
        return ""
    return f"{'=' if wire.shares[n] >= _WHOLE else '~'}{pack.by_path[wire.of[n]].key}"


def said(pack: Pack, article: Article) -> str:
    """Whose report a source prints and how much of its own words stand there; of that copy who else prints it."""
    wire = pack.wire(article.path)
    if wire is None:
        return ""
    n = wire.paths.index(article.path)
    whose = f"{wire.agency}’s report" if wire.agency else "the same report"
    if wire.of[n] != article.path:
        return f"prints {whose} ({pack.by_path[wire.of[n]].key}), {wire.shares[n]:.0%} of its own words"
    return f"{whose} is also in {', '.join(pack.by_path[path].key for path in wire.paths if path != article.path)}"
