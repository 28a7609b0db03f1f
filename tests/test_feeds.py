"""Feeds and single reports in XML."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import formats
from index.model import Draft
from tests.test_mail import kept, sound, stated

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/"><channel><title>The Daily</title><link>https://daily.example/</link>
<item><title>Bridge &amp;#8211; closed</title><dc:creator>Jane Roe</dc:creator><pubDate>Mon, 03 Mar 2025 09:12:00 +0100</pubDate>
<category>River</category><description>Closed since Monday.</description><media:title>A picture</media:title>
<content:encoded><![CDATA[<p>The bridge is <b>closed</b>.</p><p>It will open in May.</p>]]></content:encoded></item>
<item><title>Ferry</title><author>ole@daily.example (Ole Brandt)</author><description>The ferry runs &amp;amp; is full.</description>
<source url="x">The Post</source></item>
<item><title>Only a headline</title></item><item/></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">The Daily</title><author><name>The desk</name></author>
<entry><title type="html">Bridge &lt;em&gt;closed&lt;/em&gt;</title><author><name>Jane Roe</name></author><author><name>Jon Doe</name></author>
<updated>2025-03-04T10:00:00Z</updated><published>2025-03-03T09:12:00Z</published><summary>Closed.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The bridge is <b>closed</b>.</p><p>It &lt; that.</p></div></content></entry>
<entry><title>Ferry</title><content type="html">&lt;p&gt;The ferry runs.&lt;/p&gt;</content></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Daily</title></channel><item><title>Ferry</title><description>The ferry runs.</description><dc:date>2025-03-03</dc:date></item></rdf:RDF>"""

NITF = """<nitf><head><title>Slug</title></head><body><body.head><hedline><hl1>Bridge closed</hl1></hedline>
<byline>By <person>Jane Roe</person></byline><distributor>Northwire</distributor><dateline><location>HARLOW</location></dateline>
<abstract>Storm.</abstract></body.head><body.content><block><p>The bridge is closed.</p><hl2>Ferry</hl2><p>The ferry <em>runs</em>.</p>
<media><media-caption>The pier.</media-caption></media></block></body.content><body.end><tagline>jr/on</tagline></body.end></body>
<docdata><date.issue norm="20250303T091200+0100"/></docdata></nitf>"""

NEWSML = """<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem><itemMeta><versionCreated>2025-03-03T09:12:00+01:00</versionCreated></itemMeta><contentMeta><by>Jane Roe</by>
<dateline>HARLOW</dateline><creditline>Northwire</creditline><headline>Bridge closed</headline></contentMeta>
<contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><p>The bridge is closed.</p></body></html></inlineXML></contentSet></newsItem>
<newsItem><contentMeta><headline>A picture</headline></contentMeta><contentSet><remoteContent/></contentSet></newsItem>
<newsItem><contentMeta><headline>Plain</headline></contentMeta><contentSet><inlineData>The ferry runs.</inlineData></contentSet></newsItem>
</itemSet></newsMessage>"""


def drafts(data: str, name: str = "a.xml") -> dict[str, Draft | formats.Unreadable | None]:
    """What is in it by name, the articles checked."""
    found = {part.name: part.draft for part in formats.parts(data.encode(), name)}
    for draft in found.values():
        if isinstance(draft, Draft):
            sound(draft)
    return found


def told(draft: object) -> tuple[list[str], dict[str, str], list[str]]:
    """What is kept, what is stated, what is furniture."""
    assert isinstance(draft, Draft)
    return kept(draft), stated(draft), [d.span.of(draft.text) for d in draft.furniture]


def test_the_items_of_rss() -> None:
    """Each with the longest text it has; what the feed says of it besides is furniture."""
    found = drafts(RSS, "a.rss")
    assert [*found] == ["#1", "#2", "#3", "#4"]
    assert told(found["#1"]) == (
        ["Bridge – closed", "The bridge is closed.", "It will open in May."],
        {"headline": "Bridge – closed", "authors": "Jane Roe", "date": "2025-03-03T09:12:00+01:00", "publisher": "The Daily"},
        ["author: Jane Roe\ndate: Mon, 03 Mar 2025 09:12:00 +0100\ncategory: River", "Closed since Monday."],
    )  # fmt: skip
    assert told(found["#2"]) == (
        ["Ferry", "The ferry runs & is full."],
        {"headline": "Ferry", "authors": "Ole Brandt", "publisher": "The Post"},
        ["author: Ole Brandt"],
    )
    assert told(found["#3"])[0] == ["Only a headline"]
    assert str(found["#4"]) == "there is no text in it"


def test_what_a_blog_puts_under_its_entries_goes() -> None:
    """The line that says where the post appeared first; not where it is all there is, nor a sentence of the text."""
    foot = "The post <a href='x'>Bridge closed</a> appeared first on <a href='y'>The Daily</a>."

    def entry(words: str) -> list[str]:
        feed = f"<rss><channel><title>The Daily</title><item><title>Bridge</title><description><![CDATA[{words}]]></description></item></channel></rss>"
        return told(drafts(feed)["#1"])[0][1:]

    assert entry(f"<p>The bridge is closed.</p><p>{foot}</p>") == ["The bridge is closed."]
    assert entry(f"<p>{foot}</p>") == ["The post Bridge closed appeared first on The Daily."]
    said = "He said that the post appeared first on Monday."
    assert entry(f"<p>The bridge is closed.</p><p>{said}</p>") == ["The bridge is closed.", said]


def test_the_entries_of_atom() -> None:
    """Published before updated; an entry without an author is by the feed's."""
    found = drafts(ATOM, "a.atom")
    assert told(found["#1"])[:2] == (
        ["Bridge closed", "The bridge is closed.", "It < that."],
        {"headline": "Bridge closed", "authors": "Jane Roe, Jon Doe", "date": "2025-03-03T09:12:00Z", "publisher": "The Daily"},
    )  # fmt: skip
    assert told(found["#2"])[:2] == (
        ["Ferry", "The ferry runs."],
        {"headline": "Ferry", "authors": "The desk", "publisher": "The Daily"},
    )


def test_the_items_of_rss_as_rdf() -> None:
    """RSS 1.0 has them beside the channel."""
    assert told(drafts(RDF)["#1"])[:2] == (
        ["Ferry", "The ferry runs."],
        {"headline": "Ferry", "date": "2025-03-03", "publisher": "The Daily"},
    )


def test_a_report_in_nitf() -> None:
    """Headline, byline, dateline and agency are stated; what stands around the body is furniture."""
    found = drafts(NITF)
    assert told(found[""]) == (
        ["Bridge closed", "The bridge is closed.", "Ferry", "The ferry runs.", "The pier."],
        {"headline": "Bridge closed", "authors": "Jane Roe", "date": "2025-03-03T09:12", "dateline": "HARLOW", "agency": "Northwire"},
        ["author: Jane Roe\ndate: 2025-03-03T09:12\ndateline: HARLOW\nagency: Northwire\nabstract: Storm.", "jr/on"],
    )  # fmt: skip


def test_the_items_of_newsml() -> None:
    """Text in HTML, NITF or none of both; an item that only points to a picture says so."""
    found = drafts(NEWSML)
    assert told(found["#1"])[:2] == (
        ["Bridge closed", "The bridge is closed."],
        {"headline": "Bridge closed", "authors": "Jane Roe", "date": "2025-03-03T09:12:00+01:00", "dateline": "HARLOW", "agency": "Northwire"},
    )  # fmt: skip
    assert str(found["#2"]) == "a news item without text of its own"
    assert told(found["#3"])[0] == ["Plain", "The ferry runs."]
    nested = NEWSML.replace("<inlineData>The ferry runs.</inlineData>", f"<inlineXML>{NITF}</inlineXML>")
    assert told(drafts(nested)["#3"])[0][:2] == ["Bridge closed", "The bridge is closed."]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("<svg/>", "not read .<x?:?svg>"),
        ("<rss><channel/></rss>", "without entries"),
        ("no XML", "no XML"),
        ("<rss><channel>", "no XML"),
        ('<!DOCTYPE r [<!ENTITY a "b">]><rss>&a;</rss>', "document type"),
        ('<!DOCTYPE r SYSTEM "file:///etc/passwd"><rss/>', "document type"),
    ],
)
def test_what_cannot_be_read_says_why(data: str, reason: str) -> None:
    """The reason is in words for a person; no entity is ever followed."""
    with pytest.raises(formats.Unreadable, match=reason):
        drafts(data)


def test_elements_within_elements_end_somewhere() -> None:
    """A hundred thousand of them: the text is there, in time that grows with their number."""
    began = time.process_time()
    deep = "<b>" * 20_000 + "The bridge." + "</b>" * 20_000
    found = drafts(f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><content>{deep}</content></entry></feed>")
    assert told(found["#1"])[0] == ["The bridge."]
    assert time.process_time() - began < 5


@given(
    st.sampled_from([RSS, ATOM, RDF, NITF, NEWSML]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), st.sampled_from(["", "<p>", "</item>", "<entry/>", "&amp;", "<x:y/>", " "])), max_size=4),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_a_damaged_feed_is_read_or_unreadable(data: str, cuts: list[tuple[float, int, str]]) -> None:
    """Stretches cut out and tags put in anywhere: articles that are sound, or a reason."""
    for where, length, new in cuts:
        at = int(where * len(data))
        data = data[:at] + new + data[at + length :]
    with contextlib.suppress(formats.Unreadable):
        drafts(data)
