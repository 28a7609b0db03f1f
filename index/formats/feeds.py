"""What is delivered as XML: feeds (RSS 0.9 to 2.0, Atom), and single reports as agencies send them (NITF, NewsML-G2).

The name of the root tells which it is. A document type of its own is refused, and with it every entity that it could define.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from xml.etree.ElementTree import Element

from index.formats import letterhead, markup
from index.formats.decoding import Unreadable
from index.formats.part import Part
from index.formats.stitched import Stitched, one_line
from index.formats.zipped import tree
from index.model import Draft, Fact, Span

MOST_ENTRIES = 5_000
"""Entries of a feed that are read."""
_DEEPEST = 200  # elements within elements that are looked at
_FIELD = ("feed field", "a field of the entry that is no part of its text")

_PREFIXES = {
    "": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://iptc.org/std/nar/2006-10-01/": "",
    "http://iptc.org/std/NITF/2006-10-18/": "",
    "http://www.w3.org/1999/xhtml": "",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dc:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
}


def read(data: bytes, path: str, fields: Mapping[str, str]) -> Iterator[Part]:
    """The entries of a feed, or the one report that the file is."""
    del path, fields
    root = tree(data, "the file")
    name = _name(root)
    reader = _ROOTS.get(name)
    if reader is None:
        raise Unreadable(f"XML of a kind that is not read (<{name[:60]}>)")
    drafts = [*reader(root)]
    if not drafts:
        raise Unreadable("a feed without entries")
    for n, draft in enumerate(drafts, 1):
        text = draft.text if isinstance(draft, Draft) else ""
        one = len(drafts) == 1 and name in _SINGLE
        yield Part("" if one else f"#{n}", data if one else text.encode("utf-8", "replace"), draft)


Drafts = Iterator[Draft | Unreadable]


def _name(element: Element) -> str:
    """An element's name, with `dc:`, `content:` or `rdf:` before it where it is of one of these, `x:` of one unknown."""
    space, _, name = str(element.tag).rpartition("}")
    return _PREFIXES.get(space.removeprefix("{"), "x:") + name


def _child(element: Element, *names: str) -> Element | None:
    """The first child of the first of these names that there is."""
    children = [(_name(child), child) for child in element]
    return next((child for wanted in names for name, child in children if name == wanted), None)


def _within(element: Element, *names: str) -> Iterator[Element]:
    """All elements of these names within another, in order."""
    return (one for one in element.iter() if _name(one) in names)


def _text(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


_TAGS = {
    "hl1": "h1",
    "hl2": "h2",
    "block": "div",
    "media": "figure",
    "media-caption": "figcaption",
    "fn": "p",
    "bq": "blockquote",
    "body.content": "div",
}
"""Elements of NITF, and what they are in HTML."""


def _markup(element: Element) -> str:
    """What stands in an element, as HTML."""
    out: list[str] = [escape(element.text or "")]
    waiting: list[tuple[str, Iterator[Element], str]] = [("", iter(element), "")]
    while waiting:
        name, children, tail = waiting[-1]
        child = next(children, None)
        if child is None:
            waiting.pop()
            out.append(f"</{name}>{escape(tail)}" if name else "")
            continue
        own = _name(child).rpartition(":")[2]
        own = _TAGS.get(own, own)
        if len(waiting) > _DEEPEST:
            out.append(escape("".join(child.itertext())) + escape(child.tail or ""))
            continue
        out.append(f"<{own}>{escape(child.text or '')}")
        waiting.append((own, iter(child), child.tail or ""))
    return "".join(out)


# -------------------------------------------------------------------------------------------------------------------- feeds


def _feed(root: Element) -> Drafts:
    """The entries of RSS and Atom."""
    channel = _child(root, "channel")
    about = root if channel is None else channel
    title = one_line(_text(_child(about, "title", "dc:title")))
    for n, entry in enumerate(_within(root, "item", "entry")):
        if n == MOST_ENTRIES:
            yield Unreadable(f"a feed of more than {MOST_ENTRIES:,} entries: those from here on are not read")
            return
        try:
            yield _entry(entry, title, _people(about) if _name(entry) == "entry" else [])
        except Unreadable as fault:
            yield fault


def _entry(entry: Element, feed: str, editors: Sequence[str]) -> Draft:
    whole = Stitched()
    headline = _child(entry, "title", "dc:title")
    source = _child(entry, "source")
    house = _child(source, "title") if source is not None else None
    date = _child(entry, "pubDate", "published", "issued", "dc:date", "dc:issued", "created", "updated", "modified")
    stated = _head(
        whole,
        one_line(_inner(headline)) if headline is not None else "",
        {"author": _people(entry) or list(editors), "date": [_text(date)], "category": [*_categories(entry)]},
    )
    if name := one_line(_text(house if house is not None else source)) or feed:
        stated["publisher"] = (Fact(name, origin="feed"),)
    bodies = [_child(entry, "content:encoded", "content"), _child(entry, "description", "summary", "dc:description")]
    texts = [text for body in bodies if body is not None and (text := _inner(body)).strip()]
    for text in texts[:1]:
        begun = len(whole.blocks)
        whole.add_words(text)
        _foot_aside(whole, begun)
    for summary in texts[1:]:
        whole.set_aside(whole.add(one_line(summary)), "summary", "what the feed says of the entry besides its text")
    return whole.draft("feed", stated)


_FOOT = re.compile(
    r"(?:the post|der beitrag|l.article|la entrada|(?:il post|l.articolo)|o post|het bericht|inlägget|indlægget|wpis)\b.{1,400}?"
    r"(?:appeared first on|erschien zuerst auf|est apparu en premier sur|(?:aparece primero en|se publicó primero en)|proviene da"
    r"|apareceu primeiro em|verscheen eerst op|dök först upp på|blev først udgivet på|pojawił się (?:poczatkowo|początkowo) w)\b.{1,200}",
    re.IGNORECASE | re.DOTALL,
)
"""What blogs put under each entry of their feeds, in the languages of WordPress."""


def _foot_aside(whole: Stitched, begun: int) -> None:
    """The last block of an entry, where it says only on which site this appeared, and is not all there is."""
    if len(whole.blocks) > begun + 1:
        span = whole.blocks[-1].span
        if _FOOT.fullmatch(whole.texts[-1][span.start - whole.length :]):
            whole.set_aside(span, "feed foot", "says on which site the entry appeared")


def _inner(element: Element) -> str:
    """The content of an element: text, markup in it, or markup written as text."""
    return _markup(element) if len(element) else (element.text or "")


def _people(element: Element) -> list[str]:
    """The names of the authors."""
    found: list[str] = []
    for child in element:
        if _name(child) in ("author", "dc:creator", "contributor"):
            name = _child(child, "name")
            words = _text(child if name is None else name)
            if words.endswith(")") and "@" in words.partition("(")[0]:  # jane@daily.example (Jane Roe)
                words = words.partition("(")[2][:-1].strip()
            found.append(words)
    return [name for name in found if name]


def _categories(entry: Element) -> Iterator[str]:
    for child in entry:
        if _name(child) in ("category", "dc:subject"):
            yield _text(child) or child.get("label", "") or child.get("term", "")


def _head(whole: Stitched, headline: str, fields: Mapping[str, Sequence[str]]) -> dict[str, tuple[Fact, ...]]:
    """Set the headline, and below it what is known besides; tell what they say."""
    stated: dict[str, tuple[Fact, ...]] = {}
    span = whole.add(headline, "heading")
    if span.start < span.stop:
        stated["headline"] = (Fact(headline, span=span, origin="feed"),)
    lines = [(name, one_line(value)) for name, values in fields.items() for value in values]
    lines = [(name, value) for name, value in lines if value]
    span = whole.add("\n".join(f"{name}: {value}" for name, value in lines))
    whole.set_aside(span, *_FIELD)
    at = span.start
    for name, value in lines:
        place = Span(at + len(name) + 2, at + len(name) + 2 + len(value))
        at = place.stop + 1
        if name == "author":
            stated["authors"] = (*stated.get("authors", ()), Fact(value, span=place, origin="feed"))
        elif name in ("date", "dateline", "agency"):
            stated.setdefault(
                name, (Fact(letterhead.iso(value) if name == "date" else value, span=place, origin="feed"),)
            )
    return stated


# ------------------------------------------------------------------------------------------------------- reports of agencies


def _nitf(root: Element) -> Drafts:
    """A report in the News Industry Text Format."""
    yield _report(root, {})


def _report(nitf: Element, known: Mapping[str, Sequence[str]], headline: str = "") -> Draft:
    """The body of a NITF document, with what stands around it."""
    first = {
        name: next(_within(nitf, name), None)
        for name in ("hl1", "byline", "dateline", "distributor", "abstract", "body.content", "body.end", "title")
    }
    issued = next((one.get("norm", "") for one in _within(nitf, "date.issue", "story.date")), "")
    byline, body = first["byline"], first["body.content"]
    person = next(_within(byline, "person"), None) if byline is not None else None
    fields = {
        "author": [_text(byline if person is None else person)],
        "date": [_stamp(issued)],
        "dateline": [_text(first["dateline"])],
        "agency": [_text(first["distributor"])],
        "abstract": [_text(first["abstract"])],
    }
    whole = Stitched()
    title = first["hl1"] if first["hl1"] is not None else first["title"]
    stated = _head(whole, _text(title) or headline, {name: known.get(name, values) for name, values in fields.items()})
    _add(whole, nitf if body is None else body)
    if first["body.end"] is not None:
        whole.set_aside(whole.add(_text(first["body.end"])), *_FIELD)
    return whole.draft("nitf", stated)


def _add(whole: Stitched, element: Element) -> None:
    page = markup.page(_markup(element))
    if page.blocks:
        whole.put(page.text, page.blocks)


def _stamp(date: str) -> str:
    """A date of NITF, `20250303T091200+0100`, in ISO 8601; any other as it stands."""
    day, _, time = date.partition("T")
    if len(day) != 8 or not day.isdecimal():
        return date
    clock = f"T{time[:2]}:{time[2:4]}" if time[:4].isdecimal() and len(time) >= 4 else ""
    return f"{day[:4]}-{day[4:6]}-{day[6:]}{clock}"


def _newsml(root: Element) -> Drafts:
    """The news items of a NewsML-G2 document that hold text."""
    for item in _within(root, "newsItem"):
        try:
            yield _item(item)
        except Unreadable as fault:
            yield fault


def _item(item: Element) -> Draft:
    meta = next(_within(item, "contentMeta"), item)
    known = {
        "author": [_text(one) for one in _within(meta, "by")][:1],
        "date": [_text(one) for one in _within(item, "contentCreated", "firstCreated", "versionCreated")][:1],
        "dateline": [_text(one) for one in _within(meta, "dateline")][:1],
        "agency": [_text(one) for one in _within(meta, "creditline")][:1],
    }
    headline = _text(next(_within(meta, "headline"), None))
    known = {name: values for name, values in known.items() if values}
    inline = next(_within(item, "inlineXML", "inlineData"), None)
    if inline is None:
        raise Unreadable("a news item without text of its own")
    nitf = next(_within(inline, "nitf"), None)
    if nitf is not None:
        return _report(nitf, known, headline)
    whole = Stitched()
    stated = _head(whole, headline, known)
    body = next(_within(inline, "body"), None)
    if len(inline):
        _add(whole, inline if body is None else body)
    else:
        whole.add_words(inline.text or "")
    return whole.draft("newsml", stated)


_ROOTS: Mapping[str, Callable[[Element], Drafts]] = {
    "rss": _feed,
    "rdf:RDF": _feed,
    "feed": _feed,
    "nitf": _nitf,
    "newsItem": _newsml,
    "newsMessage": _newsml,
}
_SINGLE = frozenset(("nitf", "newsItem"))
