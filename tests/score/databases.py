"""How well exports of press databases come apart: `python -m tests.score databases FOLDER [GOLD.json]`.

The gold file (`gold.json` in the folder where none is named) has, for each file of the folder, its articles in order, each with `headline` (null for none), `publisher`, `date`,
`authors`, the words its body `begins` and `ends` with, and its number of `paragraphs`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index import clean, formats, masthead
from index.model import Draft

FIELDS = ("headline", "publisher", "date", "authors")


def _even(text: str) -> str:
    return " ".join(text.split())


def _article(draft: Draft, path: str) -> dict[str, Any]:
    """An article as the reader would have it, in the form of the gold."""
    found, claimed = masthead.read(draft, path)
    passages, _ = clean.clean(draft, found, claimed)
    body = [_even(p.span.of(draft.text)) for p in passages if p.n]
    return {
        "headline": _even(found.headline.value) if found.headline else None,
        "publisher": found.publisher.value if found.publisher else None,
        "date": found.date.value[:10] if found.date else None,
        "authors": [author.value for author in found.authors],
        "body": " ".join(body),
        "paragraphs": len(body),
    }


def _articles(path: Path) -> list[dict[str, Any]]:
    try:
        parts = list(formats.parts(path.read_bytes(), path.name))
    except formats.Unreadable:
        return []
    return [_article(part.draft, path.name) for part in parts if isinstance(part.draft, Draft)]


def _is_right(found: dict[str, Any], gold: dict[str, Any]) -> bool:
    """The article has its own body: all of it, and nothing else."""
    return (
        found["body"].startswith(_even(gold["begins"]))
        and found["body"].endswith(_even(gold["ends"]))
        and found["paragraphs"] == gold["paragraphs"]
    )


def main(arguments: Sequence[str]) -> int:
    """Print for each export the articles found, those split right, and the fields right; 1 if any is wrong.

    Without gold: the articles found, and how many of them have each field and a text.
    """
    folder = Path(arguments[0])
    file = Path(arguments[1]) if len(arguments) > 1 else folder / "gold.json"
    return _against(folder, json.loads(file.read_text("utf-8"))) if file.is_file() else _alone(folder)


def _alone(folder: Path) -> int:
    print(f"{'export':<40}{'found':>8}" + "".join(f"{field:>11}" for field in (*FIELDS, "body")))
    for path in sorted(folder.iterdir()):
        found = _articles(path) if path.suffix.lower() not in (".md", ".json") else []
        if found:
            has = [sum(bool(article[field]) for article in found) for field in (*FIELDS, "body")]
            print(f"{path.name:<40}{len(found):>8}" + "".join(f"{count:>11}" for count in has))
    return 0


def _against(folder: Path, gold: dict[str, list[dict[str, Any]]]) -> int:
    print(f"{'export':<40}{'articles':>10}{'found':>8}{'split':>8}{'fields':>10}")
    wrong = 0
    for name, expected in gold.items():
        found = _articles(folder / name)
        pairs = list(zip(found, expected, strict=False))
        split = sum(_is_right(ours, theirs) for ours, theirs in pairs)
        fields = sum(ours[field] == theirs[field] for ours, theirs in pairs for field in FIELDS)
        print(f"{name:<40}{len(expected):>10}{len(found):>8}{split:>8}{fields:>6} / {len(FIELDS) * len(expected)}")
        wrong += (len(found), split, fields) != (len(expected), len(expected), len(FIELDS) * len(expected))
        for n, (ours, theirs) in enumerate(pairs, 1):
            for field in FIELDS:
                if ours[field] != theirs[field]:
                    print(f"    #{n} {field}: {ours[field]!r}, gold {theirs[field]!r}")
            if not _is_right(ours, theirs):
                print(
                    f"    #{n} body: {ours['body'][:60]!r} ... {ours['body'][-60:]!r}, {ours['paragraphs']} paragraphs"
                )
    return int(wrong > 0)
