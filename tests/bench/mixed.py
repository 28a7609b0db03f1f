"""A thousand files of every format, from nothing to searchable: `twosource index` in a home that has nothing yet.

400 web pages with menus, teasers and data around the article, 300 plain texts, 150 PDF files of two pages, the rest Word,
OpenDocument, Rich Text, books, mails, mailboxes, records, feeds and archives, all of the same invented news. Beside it stands, in
the same run, what trafilatura and pypdf need for the text of the same pages and PDF files alone, in one process; and what each
format costs. Wall time counts, on the processors that are there; CPU is beside it, since a busy machine changes it least.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from index import workers
from index.model import Article, Holder, Unread
from tests import documents
from tests.bench.corpus import BODIES, LAST, PLACES, Newsroom
from tests.bench.driven import READER, ROOT
from tests.bench.hostile import job
from tests.terminal import environment, private

FLOOR, GOAL = 180, 60
"""Seconds of wall time."""
SIZE = 3_500
"""Characters of an article."""
MIX = {
    "html": 400,
    "txt": 300,
    "pdf": 150,
    "docx": 30,
    "odt": 15,
    "rtf": 15,
    "epub": 10,
    "eml": 25,
    "mbox": 10,
    "json": 10,
    "csv": 10,
    "rss": 10,
    "zip": 15,
}
"""How many files of which format."""


class Desk:
    """Articles in the format that is asked for, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.news = Newsroom(seed)
        self.draw = random.Random(seed)

    def file(self, kind: str) -> bytes:
        """A file of this kind."""
        return getattr(self, kind)()

    def story(self) -> tuple[str, str, list[str]]:
        """Headline, author and paragraphs."""
        headline, author, *body = self.news.article(SIZE).strip().split("\n\n")
        return headline, author.removeprefix("By "), body

    def date(self) -> str:
        """A day in 2022."""
        return f"2022-{self.draw.randint(1, 12):02}-{self.draw.randint(1, 28):02}"

    def txt(self) -> bytes:
        return self.news.article(SIZE).encode()

    def links(self, count: int, words: int) -> str:
        """A list of links, as menus and feet have."""
        shown = (" ".join(self.draw.choices((*PLACES, *LAST, *BODIES), k=words)) for _ in range(count))
        return (
            '<div class="menu__inner"><ul class="menu__list">'
            + "".join(
                f'<li class="menu__item menu__item--{n}"><a class="menu__link" href="/{n}/" data-track="menu-{n}"><span>{one}</span></a></li>'
                for n, one in enumerate(shown)
            )
            + "</ul></div>"
        )

    def teasers(self, count: int) -> str:
        """Other articles, each with picture, headline and first words."""
        made = []
        for n in range(count):
            headline, _, (lead, *_) = (
                self.story() if n == 0 else (self.draw.choice(LAST), "", (self.draw.choice(PLACES),))
            )
            made.append(
                f'<div class="grid__cell"><div class="teaser card card--{n}" data-id="{n}"><div class="card__media"><a href="/t/{n}"><picture><img src="t{n}.jpg" alt=""></picture></a></div>'
                f'<div class="card__body"><h3 class="card__title"><a href="/t/{n}">{headline} in {self.draw.choice(PLACES)}</a></h3>'
                f"<p class=summary>{html.escape(lead[:120])}</p><span class=time>{self.draw.randint(1, 9)} hours ago</span></div></div></div>"
            )
        return "".join(made)

    def html(self) -> bytes:
        headline, author, body = self.story()
        day = self.date()
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": headline,
            "datePublished": f"{day}T08:00:00Z",
            "author": {"@type": "Person", "name": author},
            "publisher": {"@type": "Organization", "name": "Merin Press"},
        }
        paragraphs = [f"<p>{html.escape(one)}</p>" for one in body]
        paragraphs.insert(len(paragraphs) // 2, f"<aside class=related><h4>Related</h4>{self.links(4, 5)}</aside>")
        paragraphs.insert(
            2, "<figure><img src=a.jpg><figcaption>The quay at dawn. Photo: Merin Press</figcaption></figure>"
        )
        script = "window.dataLayer=window.dataLayer||[];" + "function a(b){return b&&b.c?b.c:null};" * 2_000
        return (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{headline} | Merin Press</title>'
            f'<meta property="og:title" content="{headline}"><meta property="og:site_name" content="Merin Press">'
            f'<script type="application/ld+json">{json.dumps(data)}</script><script>{script}</script>'
            f"<style>{'.a{margin:0 auto;padding:4px}' * 1_000}</style></head><body>"
            f'<header class="site-header"><nav class=menu>{self.links(120, 1)}</nav><a href="/login">Log in</a></header>'
            f"<main><article><h1>{headline}</h1><p class=byline>By {author}</p><time datetime={day}>{day}</time>"
            f"<div class=share><a>Share</a><a>Tweet</a><a>Email</a></div>{''.join(paragraphs)}</article>"
            f"<section class=more><h2>More from Merin Press</h2>{self.teasers(40)}</section></main>"
            f"<aside class=sidebar><h2>Most read</h2>{self.links(10, 6)}<form>Sign up for our newsletter <input></form></aside>"
            f"<footer>{self.links(30, 2)}<p>© 2022 Merin Press. All rights reserved.</p></footer></body></html>"
        ).encode()

    def pdf(self) -> bytes:
        headline, author, body = self.story()
        lines = [line for one in body for line in (*_wrapped(one, 90), "")]
        half = len(lines) // 2
        return documents.pdf(
            [
                (72, 800, 8, "Merin Press"),
                (72, 760, 16, f"*{headline}*"),
                (72, 735, 10, f"By {author}"),
                *documents.column(72, 710, lines[:half]),
                (280, 30, 8, "1"),
            ],
            [(72, 800, 8, "Merin Press"), *documents.column(72, 770, lines[half:]), (280, 30, 8, "2")],
        )

    def docx(self) -> bytes:
        headline, author, body = self.story()
        return documents.docx(
            documents.paragraph(headline, "Title") + "".join(map(documents.paragraph, (f"By {author}", *body)))
        )

    def odt(self) -> bytes:
        headline, author, body = self.story()
        paragraphs = "".join(f"<text:p>{one}</text:p>" for one in (f"By {author}", *body))
        return documents.odt(f'<text:h text:outline-level="1">{headline}</text:h>{paragraphs}')

    def rtf(self) -> bytes:
        headline, author, body = self.story()
        text = "\\par\n".join((headline, f"By {author}", *body))
        return (
            b"{\\rtf1\\ansi\\ansicpg1252 "
            + text.encode("cp1252").replace(b"\x93", b"\\'93").replace(b"\x94", b"\\'94")
            + b"}"
        )

    def epub(self) -> bytes:
        stories = (self.story() for _ in range(3))
        return documents.epub(
            {
                f"c{n}.xhtml": f"<h1>{headline}</h1><p>By {author}</p>" + "".join(f"<p>{one}</p>" for one in body)
                for n, (headline, author, body) in enumerate(stories)
            }
        )

    def eml(self) -> bytes:
        headline, author, body = self.story()
        text = "\n\n".join(body)
        return (
            f"From: {author} <desk@merinpress.example>\nTo: readers@merinpress.example\nDate: Mon, 6 Jun 2022 10:00:00 +0000\n"
            f"Subject: {headline}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}\n\n-- \n{author}\nMerin Press\n"
        ).encode()

    def mbox(self) -> bytes:
        return b"".join(
            b"From desk@merinpress.example Mon Jun  6 10:00:00 2022\n" + self.eml() + b"\n" for _ in range(3)
        )

    def records(self, count: int) -> Iterator[dict[str, str]]:
        for _ in range(count):
            headline, author, body = self.story()
            yield {"headline": headline, "author": author, "date": self.date(), "text": "\n\n".join(body)}

    def json(self) -> bytes:
        return json.dumps({"articles": list(self.records(3))}).encode()

    def csv(self) -> bytes:
        made = io.StringIO()
        table = csv.DictWriter(made, ["headline", "author", "date", "text"])
        table.writeheader()
        table.writerows(self.records(3))
        return made.getvalue().encode()

    def rss(self) -> bytes:
        items = "".join(
            f"<item><title>{one['headline']}</title><description>{html.escape(one['text'])}</description>"
            f"<author>{one['author']}</author><pubDate>Mon, 06 Jun 2022 10:00:00 GMT</pubDate></item>"
            for one in self.records(3)
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Merin Press</title>{items}</channel></rss>'.encode()

    def zip(self) -> bytes:
        return documents.packed({"a.txt": self.txt(), "b.html": self.html(), "c.docx": self.docx()})


def _wrapped(text: str, width: int) -> list[str]:
    """The lines of a paragraph, as a printer breaks them."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def pack(folder: Path, seed: int = 5) -> Path:
    """The thousand files, written into `folder`; the formats lie in it as they come."""
    desk = Desk(seed)
    folder.mkdir(parents=True, exist_ok=True)
    kinds = [kind for kind, count in MIX.items() for _ in range(count)]
    random.Random(seed).shuffle(kinds)
    for n, kind in enumerate(kinds):
        (folder / f"{n:04}.{kind}").write_bytes(desk.file(kind))
    return folder


PEER = """
import sys, time, trafilatura, pypdf
from pathlib import Path
began = time.process_time()
for file in sorted(Path(sys.argv[1]).glob("*.html")):
    trafilatura.extract(file.read_text("utf-8"), favor_precision=True, include_comments=False)
pages = time.process_time() - began
for file in sorted(Path(sys.argv[1]).glob("*.pdf")):
    [page.extract_text() for page in pypdf.PdfReader(file).pages]
print(pages, time.process_time() - began - pages)
"""


def spent(done: Callable[[], object]) -> tuple[float, float]:
    """Seconds of wall and of the children's processor time that a call takes."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="twosource-bench-") as name:
        folder = pack(Path(name) / "pack")
        env = environment(private(Path(name) / "home") | {"PYTHONPATH": str(ROOT)})
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [*READER, "index", str(folder), "--quiet"]
        wall, cpu = spent(lambda: subprocess.run(command, env=env, cwd=ROOT, check=True))
        load = os.getloadavg()[0]
        print(f"  {sum(MIX.values())} files, {os.cpu_count()} processors, load {load:.1f}")
        print(f"  twosource index      {wall:6.1f} s wall {cpu:6.1f} s CPU   (goal {GOAL}, floor {FLOOR})")
        pages, prints = map(float, subprocess.check_output([sys.executable, "-c", PEER, folder]).split())
        print(
            f"  the text alone: trafilatura {1000 * pages / MIX['html']:.0f} ms CPU a page, pypdf {1000 * prints / MIX['pdf']:.0f} ms a file"
        )
        print("  reading, CPU a file, starting a child shared among them:")
        for kind, count in MIX.items():
            jobs = [job(file) for file in sorted(folder.glob(f"*.{kind}"))]
            found: list[Article | Unread | Holder] = []
            _, cpu = spent(lambda jobs=jobs, found=found: found.extend(workers.read_all(jobs, 1)))
            articles, unread = (sum(isinstance(one, what) for one in found) for what in (Article, Unread))
            print(f"    {kind:5} {count:4} files {articles:5} articles {unread:3} unread {1000 * cpu / count:7.1f} ms")
