"""Saved web pages: the article, what stands around it, and what the page states of itself."""

from __future__ import annotations

import contextlib
import json
from functools import cache
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import clean, formats, masthead
from index.formats import colophon, linked, web
from index.formats.choice import Stream, chosen
from index.formats.markup import page
from index.model import Draft, Dropped, Masthead, Passage
from tests.conftest import LERVIK

PARAGRAPHS = (
    "The harbour of Aldersund was closed on Monday after a crane fell on the quay, and the town asked its people to stay at home.",
    "“Nobody was near it, and that is the only good thing that I can say,” the harbour master said while the wind took her hat.",
    "The crane had been looked at in the spring, and two of the men who looked at it had asked for a third look in the autumn.",
    "A commission will ask why nobody came to look, the ministry said, and it will have three months and one small room for it.",
)


class Read(NamedTuple):
    draft: Draft
    masthead: Masthead
    passages: tuple[Passage, ...]
    dropped: tuple[Dropped, ...]

    @property
    def kept(self) -> list[str]:
        return [p.span.of(self.draft.text) for p in self.passages if p.n]

    def gone(self) -> dict[str, str]:
        """The rule that dropped each piece, by its words."""
        return {d.span.of(self.draft.text): d.rule for d in self.dropped}


def read(source: str) -> Read:
    draft = web.read(source.encode())
    assert not wrong(draft)
    found, claimed = masthead.read(draft, "a.html")
    return Read(draft, found, *clean.clean(draft, found, claimed))


def wrong(draft: Draft) -> str:
    """What is not as a draft has to be; nothing of one that is right."""
    at = 0
    for block in draft.blocks:
        if draft.text[at : block.span.start].strip() or not block.span.of(draft.text).strip():
            return f"{block} does not follow on {at}"
        at = block.span.stop
    if draft.text[at:].strip():
        return "text after the last block"
    spans = {block.span for block in draft.blocks}
    return next((f"{piece} is no block" for piece in draft.furniture if piece.span not in spans), "")


def a_page(inside: str = "", *, head: str = "", below: str = "", above: str = "", body: str = "") -> str:
    """A page with an article of four paragraphs; `inside` stands behind the second of them."""
    body = body or "".join(f"<p>{text}</p>{inside if n == 1 else ''}" for n, text in enumerate(PARAGRAPHS))
    return (
        f"<!doctype html><html lang=en><head><title>Crane falls on the quay of Aldersund | The Aldersund Echo</title>{head}</head><body>"
        f"<header><a href=/>The Aldersund Echo</a><nav><ul><li><a href=/a>News</a><li><a href=/b>Sea</a></ul></nav></header>"
        f"<main><article><h1>Crane falls on the quay of Aldersund</h1>{above}<div class=story>{body}</div></article>{below}</main>"
        f"<footer><p>© The Aldersund Echo, Quay Street 4</p></footer></body></html>"
    )


# ------------------------------------------------------------------------------------------------------------ Lervik


@cache
def lervik() -> dict[str, tuple[Read, dict[str, Any]]]:
    """The two pages of the Lervik pack, and what its gold says of them."""
    items = [json.loads(line) for line in (LERVIK / "gold" / "clean.jsonl").read_text("utf-8").splitlines()]
    names = {item["file"]: item for item in items if item["file"].endswith(".html")}
    return {name: (read((LERVIK / "sources" / name).read_text("utf-8")), item) for name, item in names.items()}


def test_the_pages_of_lervik_keep_what_their_gold_keeps() -> None:
    """Each paragraph a passage of the right kind, none more."""
    for found, gold in lervik().values():
        ours = [(p.kind, p.span.of(found.draft.text)) for p in found.passages if p.n]
        assert ours == [(piece["kind"], piece["text"]) for piece in gold["kept"]]


def test_the_pages_of_lervik_drop_what_their_gold_drops() -> None:
    """Each text stands in a dropped piece; the pull quote names its passage."""
    for found, gold in lervik().values():
        for piece in gold["dropped"]:
            assert any(piece["text"] in words for words in found.gone()), piece
    quay = lervik()["06_the-quay.html"][0]
    assert [quay.kept[d.same_as - 1][:20] for d in quay.dropped if d.same_as] == ["The 19-page document"]


def test_the_mastheads_of_the_pages_of_lervik() -> None:
    """Headline, publisher, authors and date; byline and headline point into the text."""
    for found, gold in lervik().values():
        head = found.masthead
        for name in ("headline", "publisher"):
            fact = getattr(head, name)
            assert (fact.value, fact.status) == (gold[name]["value"], "stated")
        assert [a.value for a in head.authors] == [a["value"] for a in gold["authors"]]
        assert head.date is not None
        assert head.date.value == gold["date"]["value"]
        assert head.agency is head.dateline is None
        for fact in (head.headline, *head.authors):
            assert fact is not None
            assert fact.span is not None
            assert fact.span.of(found.draft.text) == fact.value


# --------------------------------------------------------------------------------------------------- what is kept and why


def test_an_article_and_its_furniture() -> None:
    """The paragraphs are kept; menus, captions, forms and boxes go with the name of what they are."""
    found = read(
        a_page(
            '<figure><img src=a><figcaption>The crane on Monday.</figcaption></figure><div class="newsletter-signup"><p>Get our letter every morning, it has everything you need to know about the sea.</p></div>'
            "<aside><h3>Read more</h3><ul><li><a href=/x>Other cranes of the north</a></ul></aside>",
            above='<p class="byline">By <a rel=author href=/r>Rut Vang</a></p><time datetime=2024-03-04T06:00:00Z>4 March 2024</time>',
            below='<section id="comments"><p>I always said that it would fall one day, and I said it to everybody in the harbour.</p></section>',
        )
    )
    assert found.kept == list(PARAGRAPHS)
    gone = {words[:10]: rule for words, rule in found.gone().items()}
    assert gone == {
        "The Alders": "page header",
        "News\nSea": "navigation",
        "By Rut Van": "byline",
        "4 March 20": "date line",
        "The crane ": "figure caption",
        "Get our le": "newsletter box",
        "Read more": "aside",
        "Other cran": "aside",
        "I always s": "comments",
        "© The Alde": "page footer",
    }
    assert found.draft.is_cut_out


def test_a_box_that_holds_the_article_is_none() -> None:
    """A page whose whole text stands in a `div.related-layout` has it all."""
    inner = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    assert read(a_page(body=f'<div class="related-layout with-sidebar">{inner}</div>')).kept == list(PARAGRAPHS)


def test_the_standfirst_stays() -> None:
    """By its class, as what the page calls its description, or as the second heading; it is a heading."""
    line = "Nobody was hurt, but the town has no crane now"
    for source in (
        a_page(above=f'<div class="c-standfirst">{line}</div>'),
        a_page(above=f"<div>{line}</div>", head=f'<meta property="og:description" content="{line}">'),
        a_page(above=f"<h2>{line}</h2>"),
    ):
        found = read(source)
        assert found.kept == [line, *PARAGRAPHS]
        assert found.passages[1].kind == "heading"


def test_paragraphs_that_lead_away() -> None:
    """A paragraph that is a link, a list of links; a sentence with a link in it stays."""
    sentence = (
        "<p><a href=/m>The ministry had known of it</a> since the spring of the year before, as a letter shows.</p>"
    )
    found = read(
        a_page(
            f"<p>Also: <a href=/x>The ten finest cranes of the whole north</a></p><ul><li><a href=/y>Where to see a crane</a><li><a href=/z>How to paint a crane</a></ul>{sentence}"
        )
    )
    assert len(found.kept) == 5
    assert not any("finest" in text or "paint" in text for text in found.kept)


def test_a_subhead_and_a_list_among_paragraphs_stay() -> None:
    """What is of one sort with the paragraphs around it is not left out."""
    found = read(a_page("<h3>What is known of it</h3><ul><li>It was red<li>It was old<li>It was tall</ul>"))
    assert "What is known of it" in found.kept
    assert "It was red\nIt was old\nIt was tall" in found.kept


def test_the_line_between_headline_and_byline_is_the_standfirst() -> None:
    """Whatever it is called, and where it is a list of the main points; not a line that only looks like one."""
    line = "Ministry promises an answer “before the ice comes”"
    by = "<div class=x2>By Rut Vang</div><div class=x3>4 March 2024</div>"
    found = read(a_page(above=f"<div class=x1>{line}</div>{by}"))
    assert found.kept == [line, *PARAGRAPHS]
    points = "Crane fell on Monday at noon\nNobody stood on the quay\nThe ministry asks why"
    items = "".join(f"<li>{point}" for point in points.split("\n"))
    found = read(a_page(above=f"<ul class=x1>{items}</ul>{by}"))
    assert found.kept == [points, *PARAGRAPHS]
    assert found.passages[1].kind == "list"
    assert read(a_page(above=f"<div class=x4>Save Share Print Listen</div>{by}")).kept == list(PARAGRAPHS)


def test_a_subhead_in_a_box_of_its_own_text_stays() -> None:
    """With the paragraphs below it in the same element; not over what is left out."""
    box = (
        "<div class=q><h3>WHAT IS A HARBOUR CRANE?</h3>"
        "<p>A crane of a harbour lifts what the ships have brought on to the quay, and sometimes the ships.</p></div>"
    )
    found = read(
        a_page(f"{box}<div><h3>Our shop</h3><ul><li><a href=/x>A crane of paper</a><li><a href=/y>A mug</a></ul></div>")
    )
    assert found.kept[2] == "WHAT IS A HARBOUR CRANE?"
    assert "Our shop" in found.gone()


def test_a_table_of_data_among_the_paragraphs_stays() -> None:
    """Its rows are lines, also on pages that are laid out with tables and without paragraphs."""
    rows = "<tr><th>Quay<th>Cranes<tr><td>North<td>12<tr><td>South<td>7"
    table = f"<table border=1>{rows}</table>"
    found = read(a_page(table))
    assert found.kept[2] == "Quay\tCranes\nNorth\t12\nSouth\t7"
    assert "table" in [p.kind for p in found.passages]
    inner = "<br><br>".join([*PARAGRAPHS[:3], table, PARAGRAPHS[3]])
    old = f"<html><title>Crane falls</title><body><table><tr><td><a href=/>Front page</a><br><a href=/s>Sea</a><td><b>Crane falls</b><br><br>{inner}</table>"
    assert "Quay\tCranes\nNorth\t12\nSouth\t7" in read(old).kept


def test_the_posts_of_a_live_blog_keep_their_times() -> None:
    """As headings over the posts; what else tells a time stays out."""
    posts = "".join(
        f"<div class=post><time>0{n}.15 BST</time><h2>Post number {n}</h2><p>{text}</p></div>"
        for n, text in enumerate(PARAGRAPHS)
    )
    data = '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Crane falls on the quay of Aldersund"}</script>'
    found = read(
        a_page(
            body=posts,
            head=data,
            above="<p class=live-badge>LIVE</p><p>Follow the day on the quay of Aldersund as the crane is lifted</p><div>Updated 4 March 2024 09.20</div>",
        )
    )
    times = [p for p in found.passages if p.kind == "heading" and "BST" in p.span.of(found.draft.text)]
    assert [p.span.of(found.draft.text) for p in times] == [f"0{n}.15 BST" for n in range(4)]
    assert {"LIVE", "Updated 4 March 2024 09.20"} <= found.gone().keys()
    assert not any("BST" in text for text in read(a_page(body=posts)).kept)


@pytest.mark.parametrize(
    "line",
    [
        "Have YOU seen a crane fall? Email desk@echo.example",
        "Please turn on JavaScript to use this feature",
        "The Aldersund Echo is published by Quay Media. Terms | Privacy | Complaints",
        '<div class="unlock"><p>Unlock our letter for free</p><p>Our editor picks the finest cranes of the week in it.</p></div>',
    ],
)
def test_lines_in_which_the_site_speaks_of_itself(line: str) -> None:
    """They go, wherever among the paragraphs they stand."""
    assert read(a_page(line if line.startswith("<") else f"<p>{line}</p>")).kept == list(PARAGRAPHS)


def test_lines_of_the_article_that_sound_like_the_site_stay() -> None:
    """A question that a speaker asks, a sentence about programs, terms and privacy."""
    lines = (
        "“Do you have a crane? Then email me,” the minister said when she was asked about the matter in the afternoon.",
        "The harbour needs JavaScript for its own pages, and nobody in the whole of the town knows how it is to be written now.",
        "The letter speaks of terms and privacy, and of little else that anybody in the town of Aldersund would care to read.",
    )
    found = read(a_page("".join(f"<p>{line}</p>" for line in lines)))
    assert set(lines) <= set(found.kept)


def test_a_post_of_a_social_network_goes_as_one() -> None:
    """Where it is not taken for the article, the reason says what it is."""
    post = "<blockquote class=twitter-tweet><p>This is the quay now. #crane</p>— Harbour (@harbour) <a href=/t>4 March 2024</a></blockquote>"
    found = read(a_page(f"<div>{post}</div>"))
    rules = {words: rule for words, rule in found.gone().items() if "quay now" in words or "@harbour" in words}
    assert set(rules.values()) == {"embedded post"}


def test_a_table_in_a_figure_stays() -> None:
    """Its caption goes; tables of figures are set so by many sites."""
    rows = "".join(f"<tr><td>Crane {n} of the northern quay<td>fell in the year {1990 + n}" for n in range(6))
    found = read(
        a_page(f"<figure class=wp-block-table><table>{rows}</table><figcaption>Cranes that fell.</figcaption></figure>")
    )
    assert "table" in [p.kind for p in found.passages]
    assert found.gone()["Cranes that fell."] == "figure caption"


def test_an_article_within_the_article_is_another() -> None:
    """But for a live blog, where each post is one."""
    posts = "".join(f"<article><p>Post {n}: {text}</p></article>" for n, text in enumerate(PARAGRAPHS))
    assert read(a_page(body="".join(f"<p>{text}</p>" for text in PARAGRAPHS) + posts)).kept == list(PARAGRAPHS)
    live = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Crane falls on the quay of Aldersund"}</script>'
    found = read(
        a_page(
            head=live,
            body=f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p>{posts}",
        )
    )
    assert any(text.startswith("Post 1") for text in found.kept)
    assert [flag.kind for flag in found.draft.flags] == ["live"]


def test_what_the_page_states_to_be_its_article_is_kept() -> None:
    """A paragraph of `articleBody` that the choice left out stays; a sort of pieces that is not in it goes."""
    body = "\n".join([*PARAGRAPHS, "He was sad."])
    data = json.dumps({"@type": "NewsArticle", "headline": "x", "articleBody": body})
    teaser = "<div class=zz><p>The people of Aldersund have always loved a crane, and here is why they do, in ten pictures of it.</p></div>"
    found = read(
        a_page(
            f"<div class=q>He was sad, was he not?</div>{teaser}",
            head=f'<script type="application/ld+json">{data}</script>',
        )
    )
    assert not any("ten pictures" in text for text in found.kept)
    assert set(PARAGRAPHS) <= set(found.kept)


def test_the_same_paragraph_twice_in_one_place_is_meant() -> None:
    """A question asked again stays; set apart, a copy goes and names what it copies."""
    again = "And what did you think when you saw the crane lying there on the quay?"
    body = "".join(f"<p>{again}</p><p>{text}</p>" for text in PARAGRAPHS)
    assert read(a_page(body=body)).kept.count(again) == 4
    words = "that is the only good thing that I can say"
    found = read(a_page(f"<blockquote class=big><p>“{words}”</p></blockquote>"))
    assert [d.same_as for d in found.dropped if words in d.span.of(found.draft.text)] == [2]


# --------------------------------------------------------------------------------------------------------- fall-backs


def test_a_page_whose_text_is_only_in_its_data() -> None:
    """What `articleBody` holds and the page does not show stands below what it shows, and is the article."""
    data = json.dumps({"@type": "NewsArticle", "headline": "Crane falls", "articleBody": "\n\n".join(PARAGRAPHS)})
    found = read(
        f'<html><head><script type="application/ld+json">{data}</script></head><body><h1>Crane falls</h1><div id=app>Loading</div></body></html>'
    )
    assert found.kept == list(PARAGRAPHS)
    assert found.masthead.headline is not None
    assert found.masthead.headline.value == "Crane falls"


def test_a_page_whose_text_is_only_in_its_programs() -> None:
    """A string of markup with paragraphs, among other strings and after broken ones."""
    markup = json.dumps("".join(f"<p>{text}</p>" for text in PARAGRAPHS)).replace("<", "\\u003c")
    source = f'<title>Crane falls</title><script>var a = "b", c = {markup};</script><script>var broken = "x</script><div id=app></div>'
    assert read(source).kept == list(PARAGRAPHS)


def test_a_page_that_asks_to_hide_everything() -> None:
    """Is shown; one with nothing on it is unread, with the reason."""
    source = a_page().replace("<body>", '<body style="visibility:hidden">')
    assert set(PARAGRAPHS) <= set(read(source).kept)
    with pytest.raises(formats.Unreadable, match="shows no text"):
        web.read(b"<html><body><script>var a = 1</script></body></html>")


def test_a_page_that_is_no_article_is_left_to_the_cleaner() -> None:
    """Nothing is chosen, so nothing is furniture."""
    found = read("<ul><li><a href=/a>One</a><li><a href=/b>Two</a></ul>")
    assert found.kept == ["One\nTwo"]
    assert not found.draft.is_cut_out


def test_a_page_that_other_parsers_cannot_stand() -> None:
    """Nested 5,000 deep, with 5,000 attributes in a tag or 50,000 tags: trafilatura is not asked, the article is there."""
    inner = "".join(f"<p>{text * 3}</p>" for text in PARAGRAPHS)
    for opening in ("<div>" * 5_000, "<div " + " ".join(f"a{n}=b" for n in range(5_000)) + ">", "<br>" * 50_000):
        assert len(read(f"<html><body><h1>A crane</h1>{opening}{inner}").kept) == 4


@pytest.mark.parametrize("cut", [200, 700, 1_000, 1_100])
def test_a_page_that_was_cut_off(cut: int) -> None:
    """What is there is read."""
    source = a_page()[:cut]
    assert read(source).draft.text


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1_600), st.binary(max_size=6)), max_size=5))
def test_a_damaged_page_is_read_or_refused(damage: list[tuple[int, bytes]]) -> None:
    """Whatever is wrong with its bytes, every character shown is in a block, or there is a reason."""
    data = bytearray(a_page("<ul><li>a<li>b</ul><table><tr><td>1<td>2<tr><td>3<td>4</table>").encode())
    for at, piece in damage:
        data[at : at + len(piece)] = piece
    with contextlib.suppress(formats.Unreadable):
        assert not wrong(web.read(bytes(data)))


# --------------------------------------------------------------------------------------------- what the choice found again


def test_the_places_of_a_choice() -> None:
    """Each paragraph where it stands, also one of which some words are not shown as they were chosen."""
    source = a_page(
        "<p>The third one was <span hidden>not</span> seen by a man who was walking his two small dogs along the quay.</p>"
    )
    text = page(source).text
    found = [span.of(text) for span in chosen(source, Stream(text))]
    assert set(PARAGRAPHS) <= set(found)
    assert any("two small dogs along the quay." in piece for piece in found)


@given(st.text(alphabet=" \n\u3000abc", max_size=30), st.data())
def test_the_way_back_from_the_stream(text: str, data: st.DataObject) -> None:
    """Character number n of the stream is the n-th that is no white space."""
    stream = Stream(text)
    places = [n for n, c in enumerate(text) if not c.isspace()]
    assert stream.letters == "".join(text[n] for n in places)
    if places:
        n = data.draw(st.integers(0, len(places) - 1))
        assert stream.place(n) == places[n]


# ------------------------------------------------------------------------------------------------------------ masthead


def head_of(data: object = None, meta: str = "", above: str = "") -> Masthead:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    return read(a_page(head=script + meta, above=above)).masthead


def test_linked_data_comes_first() -> None:
    """Headline as the page shows it; publisher, authors and date of the article, not of what it mentions."""
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "@id": "#o", "name": "Aldersund Echo"},
            {"@type": "Person", "@id": "#r", "name": "Rut Vang"},
            {"@type": "WebPage", "datePublished": "2020-01-01"},
            {
                "@type": ["NewsArticle"], "headline": "Crane falls on the quay", "publisher": {"@id": "#o"}, "author": [{"@id": "#r"}, {"name": "Odd Lie"}],
                "datePublished": "2024-03-04T06:05:00+01:00",
            },
        ],
    }  # fmt: skip
    found = head_of(data, meta="<meta name=author content='Somebody Else'>")
    assert found.headline is not None
    assert found.headline.value == "Crane falls on the quay of Aldersund"
    assert found.publisher is not None
    assert found.publisher.value == "Aldersund Echo"
    assert [a.value for a in found.authors] == ["Rut Vang", "Odd Lie"]
    assert found.date is not None
    assert (found.date.value, found.date.status) == ("2024-03-04T06:05:00+01:00", "stated")


def test_meta_elements_and_the_text_where_there_is_no_data() -> None:
    """The publisher from the title, authors from the byline, the date from its time element."""
    found = head_of(
        above='<div class="author">By Rut Vang and Odd Lie</div><time datetime="2024-03-04T06:05">Monday</time>'
    )
    assert found.publisher is not None
    assert found.publisher.value == "The Aldersund Echo"
    assert [a.value for a in found.authors] == ["Rut Vang", "Odd Lie"]
    assert found.date is not None
    assert found.date.value == "2024-03-04T06:05"
    other = head_of(
        meta='<meta property="og:site_name" content="The Echo"><meta property="article:published_time" content="2024-03-05T01:02:03Z"><meta name=author content="Vang, Rut">'
    )
    assert other.publisher is not None
    assert other.publisher.value == "The Echo"
    assert other.date is not None
    assert other.date.value == "2024-03-05T01:02:03Z"


def test_a_date_that_nobody_declares_is_inferred() -> None:
    """From what stands on the page, and said to be."""
    found = head_of(above="<p class=x>The town, 4 March 2024, in the afternoon</p>")
    assert found.date is None or found.date.status == "inferred"


def test_an_agency_is_no_person() -> None:
    """It is the agency, and among the authors only where nobody else is."""
    found = head_of({"@type": "NewsArticle", "headline": "x", "author": [{"name": "Rut Vang"}, {"name": "Reuters"}]})
    assert [a.value for a in found.authors] == ["Rut Vang"]
    assert found.agency is not None
    assert found.agency.value == "Reuters"
    alone = head_of({"@type": "NewsArticle", "headline": "x", "author": {"name": "Associated Press"}})
    assert [a.value for a in alone.authors] == ["Associated Press"]


@pytest.mark.parametrize(
    ("byline", "persons", "others"),
    [
        ("By Jane Roe", ["Jane Roe"], []),
        ("Jane Roe, John Doe and María José Núñez", ["Jane Roe", "John Doe", "María José Núñez"], []),
        ("Von Anna-Lena Groß und Jörg Weiß", ["Anna-Lena Groß", "Jörg Weiß"], []),
        ("By JANE ROE, Staff Writer", ["JANE ROE"], ["Staff Writer"]),
        ("Jane Roe (jane@paper.example)", ["Jane Roe"], []),
        ("Jane Roe for the Courier", ["Jane Roe"], []),
        ("Par Jeanne Roe avec AFP", ["Jeanne Roe avec AFP"], []),
        ("Reuters", [], ["Reuters"]),
        ("Guardian staff reporter", [], ["Guardian staff reporter"]),
        ("Martin Luther King, Jr.", ["Martin Luther King, Jr"], []),
        ("", [], []),
    ],
)
def test_names_in_a_byline(byline: str, persons: list[str], others: list[str]) -> None:
    """Persons, and what is none."""
    assert colophon.people(byline) == (persons, others)


@pytest.mark.parametrize(
    "script",
    ['{"@type": "NewsArticle", "headline": "A &amp;amp; B",}', "[" * 5_000, '{"@type": 3, "author": [[[{}]]]}', "", "null", '"x"', '[{"@type": ["Article", null], "author": 7, "publisher": []}]'],
)  # fmt: skip
def test_broken_linked_data_says_nothing(script: str) -> None:
    """And stops nothing."""
    assert linked.read([script]).headline == ""


def test_a_title_loses_the_name_of_its_site() -> None:
    """Where the page names it; a dash within a headline stays."""
    meta = '<meta property="og:site_name" content="The Echo"><meta property="og:title" content="A crane – and what it did – The Echo">'
    draft = web.read(
        f"<html><head>{meta}</head><body>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}</body></html>".encode()
    )
    assert draft.stated["headline"][0].value == "A crane – and what it did"


def test_pages_for_subscribers() -> None:
    """Little text on a page that says so is a broken-off article."""
    data = {"@type": "NewsArticle", "headline": "x", "isAccessibleForFree": False}
    source = a_page(head=f'<script type="application/ld+json">{json.dumps(data)}</script>')
    assert [flag.kind for flag in read(source).draft.flags] == ["truncated"]


def test_the_paper_is_told_by_a_title_that_is_set_differently_and_the_author_by_the_line_above_the_text() -> None:
    """`Union: we warned them - The Harlow Voice` over the heading `Union: “We warned them”`, and a byline that is furniture."""
    text = "".join(
        f"<p>The union says that it warned the company about the chain in the winter, {n} times in all.</p>"
        for n in range(8)
    )
    source = (
        "<html><head><title>Union: we warned them in winter - The Harlow Voice</title></head><body><div class=post>"
        "<h2 class=entry-title>Union: “We warned them in winter”</h2>"
        f"<div class=meta>Posted on May 15, 2024 by Jane Roe · Leave a comment</div><div class=entry>{text}</div></div></body></html>"
    )
    found, _ = masthead.read(formats.read(source.encode(), "a.html"), "a.html")
    assert found.publisher is not None
    assert found.publisher.value == "The Harlow Voice"
    assert [author.value for author in found.authors] == ["Jane Roe"]
    assert found.date is not None
    assert (found.date.value, found.date.status) == ("2024-05-15", "stated")


@pytest.mark.parametrize(
    ("host", "publisher"),
    [
        ("www.example.org", "example.org"),
        ("b\u0430nk.example", "b\u0430nk.example (xn--bnk-6cd.example)"),
        ("xn--bnk-6cd.example", "xn--bnk-6cd.example"),
    ],
)
def test_a_host_that_looks_like_another_is_shown_in_both_forms(host: str, publisher: str) -> None:
    """Where a page names no publisher, its address does: with letters of other scripts as the name system has them, too."""
    found = page(f'<html><head><link rel="canonical" href="https://{host}/a"></head><body><p>A</p></body></html>')
    fact = colophon.publisher(found, linked.read(found.data), None)
    assert fact is not None
    assert (fact.value, fact.origin) == (publisher, "page's address")
