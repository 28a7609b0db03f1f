"""Writes the parts of the README that the program makes, and its manual page: `python -m tests.readme` (tests hold both to it)."""

from __future__ import annotations

import contextlib
import difflib
import io
import re
import tempfile
from pathlib import Path

from index.pack import open_pack
from reader import aside, briefing, cli, keys, manual
from reader.journal import Work

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "reader" / "twosource.1"
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")


def parts() -> dict[str, str]:
    """The generated parts by their names."""
    pack = open_pack(ROOT / "seeds", cache=False)
    reuters = pack.by_key["R"]
    quotes = [q for q in pack.quotes if q.id in ("R7.1", "R9.1")]
    clips = tuple(aside.clip_of(reuters, q.span, q.passage, "quote") for q in quotes)
    work = Work(
        title="SCO summit and the Georgia war: what two sources report",
        bottom="Both report that Medvedev did not get the backing he asked for.",
        clips=clips,
    )
    text = briefing.write(pack, work)
    wrong = text.replace("settling the conflict", "settling the conflicts", 1)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "briefing.md"
        file.write_text(wrong, encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()):
            cli.main(["verify", str(file), "--pack", str(ROOT / "seeds")])
    said = out.getvalue().replace(f"{folder}/", "")
    found = re.search(r"^briefing\.md:\d+: altered.*?(?=^briefing)", said, re.DOTALL | re.MULTILINE)
    assert found is not None, said
    return {
        "keys": keys.table(),
        "briefing": f"````markdown\n{text.rstrip()}\n````",
        "verify": f"```text\n{found[0].rstrip()}\n```",
    }


def written(readme: str) -> str:
    """The README with its generated parts as they should be."""
    for name, part in parts().items():
        pattern = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        readme = pattern.sub(lambda m, part=part: f"{m[1]}{part}\n{m[2]}", readme)
    return readme


def main() -> None:
    PAGE.write_text(manual.page(cli.VERBS), encoding="ascii")
    path = ROOT / "README.md"
    before = path.read_text(encoding="utf-8")
    after = written(before)
    path.write_text(after, encoding="utf-8")
    print("".join(difflib.unified_diff(before.splitlines(True), after.splitlines(True))) or "README.md is true")


if __name__ == "__main__":
    main()
