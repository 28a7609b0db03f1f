"""Web pages, saved pages and feeds: deep, endless, with entities that grow or name files."""

from __future__ import annotations

import json

from tests.hostile_files.size import HEADLINE, LEAD, SAID, Make, Size

ARTICLE = f"<h1>{HEADLINE}</h1><p>{LEAD}</p><p>{SAID}</p>"
"""Between the hostile things."""


def page(inside: str, head: str = "") -> bytes:
    """A page with an article and what is hostile after it."""
    return (
        f"<!DOCTYPE html><html><head><title>{HEADLINE}</title>{head}</head><body><article>{ARTICLE}</article>"
        f"{inside}</body></html>"
    ).encode("utf-8", "surrogatepass")


def laughs(name: str = "a", depth: int = 9) -> str:
    """The document type whose last entity, `z`, stands for a thousand million words."""
    rows = ["<!ENTITY e0 '" + "ha" * 50 + "'>"]
    rows += [f"<!ENTITY e{n} '" + f"&e{n - 1};" * 10 + "'>" for n in range(1, depth)]
    return f"<!DOCTYPE {name} [{''.join(rows)}<!ENTITY z '&e{depth - 1};'>]>"


def outside(canary: str, name: str = "a") -> str:
    """The document type whose entity `z` is a file outside."""
    return f'<!DOCTYPE {name} [<!ENTITY z SYSTEM "file://{canary}"><!ENTITY % p SYSTEM "file://{canary}">%p;]>'


def _script(data: str) -> bytes:
    return page("", f'<script type="application/ld+json">{data}</script>')


def _saved(inside: str) -> bytes:
    return (
        f"From: <Saved by Blink>\nSubject: {HEADLINE}\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n{inside}'
    ).encode()


def _saved_page(html: bytes, encoding: str = "8bit") -> bytes:
    return _saved(
        f"--b\nContent-Type: text/html\nContent-Location: https://example.org/\nContent-Transfer-Encoding: {encoding}\n\n"
        f"{html.decode()}\n--b--\n"
    )


def feed(inside: str, kind: str = "") -> bytes:
    """An RSS feed; `kind` is its document type."""
    return f'<?xml version="1.0"?>{kind}<rss version="2.0"><channel><title>News</title>{inside}</channel></rss>'.encode(
        "utf-8", "surrogatepass"
    )


def item(title: str = HEADLINE, text: str = f"{LEAD} {SAID}") -> str:
    return f"<item><title>{title}</title><description>{text}</description></item>"


def _nitf(inside: str) -> bytes:
    return (
        f"<nitf><head><title>{HEADLINE}</title></head><body><body.head><hedline><hl1>{HEADLINE}</hl1></hedline></body.head>"
        f"<body.content><p>{LEAD}</p>{inside}</body.content></body></nitf>"
    ).encode()


def _newsml(inside: str) -> bytes:
    return (
        f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{inside}</itemSet></newsMessage>'.encode()
    )


def _tagged(unit: str, full: int) -> Make:
    return lambda size: page(size.fill(unit, full))


def _attributes(size: Size) -> bytes:
    return page("<p " + " ".join(f"a{n}=b" for n in range(size.of(200_000))) + f">{SAID}</p>")


FILES: dict[str, Make] = {
    "divs.html": lambda size: page("<div>" * size.deep(200_000) + SAID),
    "divs-small.html": lambda size: page("<div>" * 2_000 + SAID + "</div>" * 2_000),
    "spans.html": lambda size: page("<span>" * size.deep(100_000) + SAID),
    "attributes.html": _attributes,
    "attribute.html": lambda size: page(f'<p class="{size.of(3_000_000) * "a "}">{SAID}</p>'),
    "tables.html": lambda size: page("<table><tr><td>" * size.deep(50_000) + SAID),
    "tables-side.html": _tagged("<table><tr><td>a</td></tr></table>", 3_000_000),
    "lists.html": lambda size: page("<ul><li>" * size.deep(50_000) + SAID),
    "cells.html": lambda size: page("<table><tr>" + "<td>a" * size.of(500_000)),
    "columns.html": lambda size: page(f'<table><tr><td colspan="999999999" rowspan="999999999">{SAID}</table>' * 50),
    "formatting.html": lambda size: page("<b><i><u><p>" * size.of(20_000) + SAID),
    "misnested.html": lambda size: page("<a><p>" * size.of(20_000) + SAID),
    "forms.html": _tagged("<form><input><select><option>", 2_000_000),
    "paragraphs.html": _tagged("<p>", 3_000_000),
    "paragraphs-empty.html": _tagged("<p></p>", 3_000_000),
    "paragraphs-same.html": _tagged(f"<p>{SAID}</p>", 5_000_000),
    "breaks.html": _tagged("<br>", 3_000_000),
    "ends.html": _tagged("</p>", 3_000_000),
    "entities.html": _tagged("&amp;", 5_000_000),
    "entities-open.html": _tagged("&a", 3_000_000),
    "numbers.html": _tagged("&#xD800;&#x110000;&#0;&#99999999999;", 1_000_000),
    "number.html": lambda size: page(f"<p>&#{'9' * 100_000};&#x{'f' * 100_000};</p>"),
    "angles.html": _tagged("<", 3_000_000),
    "angles-letters.html": _tagged("<a", 3_000_000),
    "quotes-open.html": _tagged("<a b='", 2_000_000),
    "comments.html": _tagged("<!--", 2_000_000),
    "comments-dashes.html": lambda size: page("<!--" + "-" * size.of(3_000_000)),
    "declarations.html": _tagged("<![CDATA[", 2_000_000),
    "instructions.html": _tagged("<?", 2_000_000),
    "script-open.html": lambda size: page("<script>" + "a=1;" * size.of(1_000_000)),
    "scripts.html": _tagged("<script></script>", 3_000_000),
    "style.html": lambda size: page("<style>" + "a{}" * size.of(1_000_000) + "</style>"),
    "title-open.html": lambda size: b"<html><title>" + b"a " * size.of(3_000_000),
    "textarea-open.html": lambda size: page("<textarea>" + "<p>a" * size.of(500_000)),
    "templates.html": lambda size: page("<template>" * 20_000 + SAID),
    "svg.html": lambda size: page("<svg><g>" + "<g>" * size.deep(50_000)),
    "picture.html": lambda size: page(f'<img src="data:image/png;base64,{size.of(10_000_000) * "A"}">'),
    "links.html": _tagged("<a href=x>Share</a> ", 3_000_000),
    "one-line.html": lambda size: page(f"<p>{size.fill(LEAD + ' ' + SAID + ' ', 10_000_000)}</p>"),
    "one-word.html": lambda size: page(f"<p>{'a' * size.of(10_000_000)}</p>"),
    "spaces.html": lambda size: page(f"<p>{' ' * size.of(10_000_000)}</p><pre>{' ' * size.of(1_000_000)}</pre>"),
    "hidden.html": lambda size: page(f'<div style="{size.of(100_000) * "display:none;"}">{SAID}</div>'),
    "frames.html": lambda size: page(f'<iframe src="file://{size.canary}"></iframe>' * 1_000),
    "base.html": lambda size: page(
        "", f'<base href="file://{size.canary}"><meta http-equiv=refresh content="0;file://{size.canary}">'
    ),
    "entity-file.html": lambda size: (outside(size.canary, "html") + f"<html><p>&z;</p>{ARTICLE}</html>").encode(),
    "entity-laughs.html": lambda size: (laughs("html") + f"<html><p>&z;</p>{ARTICLE}</html>").encode(),
    "entity-file.xhtml": lambda size: (
        '<?xml version="1.0"?>'
        + outside(size.canary, "html")
        + f"<html xmlns='http://www.w3.org/1999/xhtml'><body>{ARTICLE}&z;</body></html>"
    ).encode(),
    "charset-bz2.html": lambda size: page("", '<meta charset="bz2_codec">'),
    "charset-utf7.html": lambda size: page("+ADw-script+AD4-", '<meta charset="utf-7">'),
    "charset-many.html": lambda size: page("", '<meta charset="rot13">' * size.of(50_000)),
    "utf16-without-mark.html": lambda size: page("").decode().encode("utf-16-le"),
    "nuls.html": lambda size: page("<p>\0\0</p>" * size.of(100_000)),
    "half-a-character.html": lambda size: page(SAID)[:-20] + b"\xe2\x80",
    "script-nested.html": lambda size: _script("[" * 100_000),
    "script-objects.html": lambda size: _script('{"a":' * 100_000),
    "script-long.html": lambda size: _script(
        json.dumps({"@type": "NewsArticle", "articleBody": LEAD * size.of(100_000)})
    ),
    "script-many.html": lambda size: page(
        "", '<script type="application/ld+json">{"@type":"NewsArticle"}</script>' * size.of(50_000)
    ),
    "script-surrogates.html": lambda size: _script(
        '{"@type":"NewsArticle","headline":"\\ud800","author":[["\\udfff"]],"datePublished":{"a":[]}}'
    ),
    "script-numbers.html": lambda size: _script('{"@type":"NewsArticle","headline":' + "9" * 1_000_000 + "}"),
    "script-authors.html": lambda size: _script(
        json.dumps({"@type": "NewsArticle", "author": [{"name": "Ann Lee"}] * size.of(100_000)})
    ),
    "meta.html": lambda size: page("", '<meta property="og:title" content="a">' * size.of(100_000)),
    "empty.html": lambda size: b"<html></html>",
    "only-script.html": lambda size: b"<html><script>document.write('a')</script></html>",
    "pdf-inside.html": lambda size: b"%PDF-1.4\n" + ARTICLE.encode(),
    **{f"cut-{n}.html": (lambda size, n=n: page(f"<p>{SAID}</p>" * 50)[: 1_250 * n]) for n in (1, 2, 3, 4)},
    # saved pages
    "nested.mht": lambda size: _saved("--b\nContent-Type: multipart/related; boundary=b\n\n" * 1_000),
    "no-page.mht": lambda size: _saved("--b\nContent-Type: image/png\n\nabc\n--b--\n"),
    "divs.mht": lambda size: _saved_page(page("<div>" * size.of(200_000) + SAID)),
    "quoted.mht": lambda size: _saved_page(page("=\n" * size.of(1_000_000)), "quoted-printable"),
    "base64-junk.mht": lambda size: _saved_page(b"A!" * size.of(3_000_000), "base64"),
    "frames.mht": lambda size: _saved("--b\nContent-Type: text/html\n\n<p>a</p>\n" * size.of(20_000)),
    "cut.mht": lambda size: _saved_page(page(f"<p>{SAID}</p>" * 20))[:1_500],
    # feeds
    "laughs.rss": lambda size: feed(item("&z;"), laughs("rss")),
    "quadratic.rss": lambda size: feed(item("&q;" * 50_000), f'<!DOCTYPE rss [<!ENTITY q "{50_000 * "a"}">]>'),
    "file.rss": lambda size: feed(item("&z;"), outside(size.canary, "rss")),
    "include.rss": lambda size: feed(
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{size.canary}" parse="text"/>' + item()
    ),
    "title.rss": lambda size: feed(item("bridge " * size.of(1_500_000))),
    "items.rss": lambda size: feed(item() * size.of(2_000)),
    "items-empty.rss": lambda size: feed("<item/>" * size.of(300_000)),
    "deep.rss": lambda size: feed("<a>" * size.deep(100_000) + "</a>" * size.deep(100_000)),
    "attributes.rss": lambda size: feed("<a " + " ".join(f'b{n}=""' for n in range(size.of(200_000))) + "/>"),
    "markup.rss": lambda size: feed(item(text="&lt;div&gt;" * size.of(200_000) + SAID)),
    "markup-twice.rss": lambda size: feed(item(text="&amp;lt;p&amp;gt;" * size.of(200_000))),
    "cdata.rss": lambda size: feed(item(text="<![CDATA[" + "<table><tr><td>" * size.of(20_000) + "]]>")),
    "dates.rss": lambda size: feed(f"<item><title>a</title><pubDate>{'9' * size.of(1_000_000)}</pubDate></item>"),
    "cut.rss": lambda size: feed(item() * 20)[:1_000],
    "encoding.xml": lambda size: b'<?xml version="1.0" encoding="bz2_codec"?><rss/>',
    "nuls.xml": lambda size: feed("\0" * 1_000),
    "no-feed.xml": lambda size: b"<?xml version='1.0'?><a>" + b"<b>c</b>" * size.of(200_000) + b"</a>",
    "laughs.atom": lambda size: (
        laughs("feed") + "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>&z;</title></entry></feed>"
    ).encode(),
    "nitf-deep.xml": lambda size: _nitf("<block>" * size.deep(50_000) + SAID),
    "nitf-paragraphs.xml": lambda size: _nitf("<p>a</p>" * size.of(200_000)),
    "nitf-laughs.xml": lambda size: laughs("nitf").encode() + _nitf("<p>&z;</p>"),
    "nitf-file.xml": lambda size: outside(size.canary, "nitf").encode() + _nitf("<p>&z;</p>"),
    "nitf-attributes.xml": lambda size: _nitf(
        "<p " + " ".join(f'b{n}=""' for n in range(size.of(100_000))) + f">{SAID}</p>"
    ),
    "newsml-items.xml": lambda size: _newsml("<newsItem/>" * size.of(200_000)),
    "newsml-deep.xml": lambda size: _newsml("<contentSet>" * size.deep(50_000)),
    "newsml-laughs.xml": lambda size: laughs("newsMessage").encode() + _newsml("<newsItem>&z;</newsItem>"),
    "namespaces.xml": lambda size: (
        "<a " + " ".join(f'xmlns:b{n}="c{n}"' for n in range(size.of(100_000))) + "/>"
    ).encode(),
    "text-inside.xml": lambda size: LEAD.encode(),
}
