"""What the learnt model sees of the lines of small pages: their measures, their cases in words, what stands around them, the reason it would give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from importlib import util

from index import clean, formats, masthead
from index.clean import lines
from index.clean.page import Page, line_of, site_lines

PAGES = (
    "Port shut today\n\nPort shut today | The Times\n\nThe port was shut today, and nobody knew why it was shut at all, said the mayor.\n\nHe said no more.", "Port shut\n\nPort shut\n\nThe port was shut today, and nobody knew why it was shut at all, said the mayor.",
    "Only a few words", "Home\n\nMenu\n\nSearch", "One line that ends in a stop.\n\nAnother line, which is a little longer than the first one, and ends: so\n\nLast...", "---\n\nA line that breaks off, as it is, in the middle of what it wanted to […]\n\nShort, but, with, commas;\n\nx\n\n" + "日本語のテキストは分かち書きをしない。" * 20,
    "\n\n".join(f"Paragraph {n} tells of the harbour, of the {word} and of the ferry that struck the dredger; it ends as all of them end." for n, word in enumerate(("fog", "boat", "port", "union", "letter", "court", "minister", "captain", "baker", "school", "quay", "island", "radar", "log", "memo", "crown", "pier", "mole", "boom"))),
    "Home\n\nMenu\n\nSearch\n\nLogin\n\nSign up\n\nAccount\n\nSubscribe\n\nContact\n\nAbout us\n\nPrivacy\n\nTerms\n\nCookies\n\nCareers\n\nHelp\n\n  * FAQ\n\nThe port was shut on Monday, and nobody knew why it was shut at all, said the mayor.\n\nHe did not say more, and went home to his wife and to his seven children, who slept.",
)  # fmt: skip


RULES = (
    "ornament", "image_name", "advertisement", "credit", "caption", "cookies", "share", "newsletter", "comments", "read_also", "legal", "amended", "continued", "tips", "notices", "bio",
)  # fmt: skip
SAID = (
    "The port was shut on Monday, and nobody knew why it was shut at all, said the mayor.", "* * *", "Advertisement", "“Advertisement”", "Photo: Elin Sarre", "Elin Sarre / Reuters", "The Tarna at the quay. Photo: Elin Sarre", "We use cookies on this site. Accept or reject.", "Share this article", "“Share this article”",
    "Sign up for our newsletter", "Comments (118)", "READ ALSO: The winter", "Read more about it here", "All rights reserved", "This story was updated on Monday.", "Continued on page 4", "Write to tips@lervik.example", "Lost: a boat", "All welcome", "The mayor, who was asked, said that it was over and that nobody was to blame.",
    "Contact tips@lervik.example", "Press contact", "Ann Other is a reporter at The Lervik Times.", "The last paragraph says nothing new, but it is as long as the others are, and it ends.", "Ann Other is a reporter.", "Follow us on Facebook", "Admission free", "tarna.jpg", "a", "Share " * 14, "Share " * 15, "Photo " + "x" * 230,
)  # fmt: skip


def made_anew() -> Iterator[str]:
    """Which lines each of the rules takes that are made from a pattern, with all lines there, with no running text, with one line of it."""
    spec = util.find_spec("index.clean.saying")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rules = {name: getattr(module, name) for name in RULES}
    for said in (
        SAID,
        SAID[1:20],
        SAID[:20],
        SAID[19:21],
        [line for line in SAID if len(line) < 70],
        SAID[::-1],
        SAID[20:],
    ):
        draft = formats.read("\n\n".join(said).encode(), "page.txt")
        page = Page([line_of(n, draft) for n in range(len(draft.blocks))], "", site_lines(draft))
        yield f"{len(page.lines)} {page.signs} {page.body}"
        for name, rule in rules.items():
            yield f"  {name}: {'; '.join(f'{n} {found.reason}' for n, found in rule(page))}"


def seen() -> Iterator[str]:
    """Each line of each page, all its figures."""
    from tests.test_lines import PAGE

    yield from made_anew()
    weights = lines.weights()
    for page in (PAGE, MANY, TWICE, *PAGES):
        draft = formats.read(page.encode(), "page.txt")
        source = clean.Source.of(draft, *masthead.read(draft, "page.txt"))
        around = source.around()
        numbered = lines.cases(around)
        first = lines.first_scores(around, numbered, weights)
        scores = lines.scores(around, numbered, weights)
        yield f"{page[:30]!a} {around.headline} {around.signs} {around.short} {source.headline} {list(source.out)} {source.page.signs} {source.page.body}"
        for n, (line, row) in enumerate(zip(around.seen, lines.context(around, first), strict=True)):
            told = " ".join(str(getattr(line, f.name)) for f in fields(line) if f.name not in ("text", "line"))
            kept = line.line
            yield f"  {n} {kept.kind} {kept.count} {kept.prose:d} {kept.above} {told}"
            yield f"    {numbered[n]} {first[n]:.3f} {scores[n]:.3f} {' '.join(f'{figure:.4g}' for figure in row)}"
            if page is MANY:
                yield f"    {', '.join(lines.tellings(numbered[n]))}"
            yield f"    {lines.wordings(line)[:12]}"
            yield f"    {lines._reason(line, numbered, n, weights, scores[n])}"
        for place, why in lines.foreign(around, weights).items():
            yield f"  x {place} {why.reason} {why.same}"


MANY = """The Lervik Times

Home

Sign in

SHARE THIS ARTICLE | PRINT

Ferry strikes dredger in the fog off Lervik

12 March 2025

By Ann Other

The ferry Tarna struck the dredger Dvalin in the fog off Lervik on Tuesday, and 14 people, two of them children, were hurt. Nobody was killed. “It was like a door,” said Oda Brenn.

Advertisement

The port was shut for 48 hours, said the harbour master. It cost 4.2 million crowns, or 3,000 a day; nobody knows why ...

- no ships
- no boats
- no trains, 1,5 %

| a | b |
|---|---|
| c | d |

READ ALSO: The winter they took away the second man

The harbour was shut by Maren Holt, who has been its master since 2016 and does not mean to leave it before she has to.

1. First item in a list of one

3 days ago

日本語のテキストは分かち書きをしない。港は閉鎖された。

«Nobody knows,» said the minister, and went home:

Share this article

The ferry Tarna struck the dredger Dvalin in the fog once more, as everybody knows, and nobody was hurt,

Comments (118)

More from The Lervik Times

Three who stayed

Three who stayed

The price of herring

Three who stayed

# Heading with sign

www.lervik.example/contact me@lervik.example

Ann Other is a reporter at The Lervik Times. She lives in Lervik.

All rights reserved. Copyright 2025 The Lervik Times

Sign up for our newsletter

Privacy policy
"""

_SIXTY = " ".join(f"word{n}" for n in range(60))
TWICE = f"""The mayor shuts the harbour of Lervik

The mayor shuts the harbour of Lervik | The Lervik Times

The mayor shuts the harbour of Lervik and the rest of the coast, too

The mayor shut the harbour of Lervik on Monday, after a ferry had struck a dredger in the fog, and nobody knows when it will be open again.

He said that it would stay shut until he was satisfied that the channel was clear of all that had sunk in it, oil and iron and wood alike.

The mayor shut the harbour of Lervik on Monday, after a ferry had struck a dredger in the fog, and nobody knows when it will be open again.

The mayor shut the harbour of Lervik on Monday, after a ferry had struck a dredger in the fog, and nobody knows when it will open again.

The mayor shut the harbour of Lervik on Monday, after 2 ferries had struck a dredger in the fog, and nobody knows when it will be open again.

“It is a day like any other,” he said, “but for the fog, the ferry, the dredger, the oil and the 14 people who were hurt by it.”

"It is a day like any other," he said, "but for the fog, the ferry, the dredger, the oil and the 14 people who were hurt by it."

until he was satisfied that the channel was clear

until he was satisfied that the channel

Photo: Elin Sarre / The mayor shut the harbour of Lervik on Monday, after a ferry had struck a dre...

He said that it would stay shut until he was satisfied [...]

He said that it would stay shut until he was another man…

The text goes on with {_SIXTY} and ends here, as it must, at last.

{_SIXTY}

The text goes on with {_SIXTY}

Nobody was asked. Nobody was told. Nobody was there.

Nobody was asked. Nobody was told. Nobody was there.

Nobody was asked. Nobody was told. Nobody was there.

It is over, said the mayor.

It is over, said the mayor.

Ann Other is a reporter at The Lervik Times and writes about harbours.

The last but two of the paragraphs is here, and it is long enough to count as one of them, said the mayor.

The last but one of the paragraphs is here, and it is long enough to count as one of them, said the mayor.

The last of the paragraphs is here, and it is long enough to count as one of them, or so the mayor thinks of it.
"""

MARKED = """---
title: Port shut
---

# Port shut

The port was shut today, and nobody knew why it was shut at all, said the mayor.

## He said no more

| who | what |
|-----|------|
| the mayor, who was asked, | said that it was over and that nobody was to blame for it at all. He went home. |

> “It is over,” he said, and went home to his wife and to his seven children, who slept.

- one
- two, which is longer than one, and is a sentence. It is two of them.

***

![tarna.jpg](tarna.jpg)
"""
WEB = """<html><head><title>Port shut - The Times</title></head><body><nav><a href="/">Home</a> <a href="/n">News</a></nav><article><h1>Port shut</h1>
<p>By Ann Other</p><p>The port was shut today, and nobody knew why it was shut at all, said the mayor.</p><h2>He said no more</h2>
<table><tr><td>The mayor, who was asked, said that it was over and that nobody was to blame for it at all. He went home.</td></tr></table>
<figure><img src="a.jpg"><figcaption>The port. Photo: Elin Sarre</figcaption></figure><p>“It is over,” he said, and went home to his wife and to his seven children, who slept.</p>
<p>He said that nothing would be done before the fog had gone, and that this was all there was to say of it.</p></article><aside><h3>More from The Times</h3><ul><li>One</li><li>Two</li></ul></aside>
<footer>All rights reserved</footer></body></html>
"""
