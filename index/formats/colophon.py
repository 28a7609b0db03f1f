"""What a page states of its article: headline, publisher, authors and date, and where its words stand in the text.

In this order: the page's linked data, its meta elements, and what its text marks as byline or time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from index import addresses
from index.formats.boxes import Boxes
from index.formats.linked import Linked
from index.formats.markup import Marked, Page
from index.formats.plain import trimmed
from index.formats.story import Piece
from index.masthead.dates import find_date
from index.model import Fact, Span

_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "headline", "title")
_SITES = (
    "og:site_name",
    "application-name",
    "publisher",
    "dc.publisher",
    "twitter:app:name:iphone",
    "apple-mobile-web-app-title",
)
_DATES = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "og:published_time", "date", "dc.date.issued", "dcterms.created",
    "dc.date", "dcterms.date", "dc.date.created", "parsely-pub-date", "sailthru.date", "pubdate", "publish-date", "publish_date", "publishdate", "publication_date",
    "cxenseparse:recs:publishtime", "article.published", "published_time", "published-date", "originalpublicationdate", "article_date_original", "rnews:datepublished",
    "last-modified-date", "created", "vr:published_time", "vf:publishdate", "citation_publication_date", "citation_date", "bt:pubdate",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "article:author_name", "authors", "creator", "cxenseparse:author", "og:author", "citation_author", "vr:author")  # fmt: skip


# ---------------------------------------------------------------------------------------------------------- headline


class Headline(NamedTuple):
    """The headline, and the number of the piece that shows it; None where none does."""

    fact: Fact
    piece: int | None


_BETWEEN = re.compile(r"\s+[|·•»–—:-]+\s+|\s*\|\s*")
_LIKE = 0.6  # F1 of their words at which a heading is the headline that the page states
_PART = 0.9
_CLOSE, _FAR = (
    4,
    64,
)  # elements around a main heading, and another one, that may be a menu or a box about other articles
_LONGEST = 300
_TOLD = 15  # characters: a shorter main heading is the name of a site or of a part of it


def headline(page: Page, linked: Linked, found: Sequence[Piece]) -> Headline | None:
    """The heading of the page that is most like what the page states its headline to be, else what it states."""
    stated = [
        *_metas(page, _TITLES[:1]),
        (linked.headline, "page's data"),
        *_metas(page, _TITLES[1:]),
        (page.title, "page's title"),
    ]
    titles = [(" ".join(value.split()), origin) for value, origin in stated if value]
    first = next((n for n, piece in enumerate(found) if piece.chosen and len(piece.text) > _LONGEST), len(found))
    boxes = Boxes()
    heads = [
        n
        for n, piece in enumerate(found)
        if piece.block.kind == "heading"
        and len(piece.text) <= _LONGEST
        and not any(
            (box := boxes.own(around)) and box.sure for around in piece.element.up(_CLOSE if _is_main(piece) else _FAR)
        )
    ]
    at: int | None = None
    for title, _ in titles:
        wanted = title, _without_site(title, page)
        likes = {n: max(_likeness(found[n].text, each) for each in wanted) for n in heads}
        at = max(
            (n for n in heads if likes[n] >= _LIKE),
            key=lambda n: (likes[n] + 0.05 * _is_main(found[n]), -n),
            default=None,
        )
        if at is not None:
            break
    mains = [n for n in heads if n <= first and len(found[n].text) >= _TOLD and _is_main(found[n])]
    if at is None and (len(mains) == 1 or not titles):
        at = next(iter(mains), None)
    if at is not None:
        span = _own_words(page.text, found[at].block.span, [title for title, _ in titles])
        return Headline(Fact(" ".join(span.of(page.text).split("\n")), span=span, origin="heading"), at)
    if titles:
        title, origin = titles[0]
        return Headline(Fact(_without_site(title, page), origin=origin), None)
    return None


def _metas(page: Page, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from ((value, "page's data") for name in names for value in page.metas.get(name, ())[:1])


def _is_main(piece: Piece) -> bool:
    return any(here.name == "h1" for here in piece.element.up(3))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())[:60]


def _likeness(heading: str, title: str) -> float:
    """F1 of the words; much where the title is the heading with the name of the site behind it, or `Kicker: ` before it."""
    if title.startswith(heading) and _BETWEEN.match(title, len(heading)):
        return _PART
    if title.endswith(heading) and title[: -len(heading)].endswith((": ", " | ", " - ")) and len(_words(heading)) > 2:
        return _PART
    a, b = _words(heading), _words(title)
    if len(a) == len(b) == 1:  # a script that does not part words
        a, b = list(a[0]), list(b[0])
    common = (Counter(a) & Counter(b)).total()
    return 2 * common / (len(a) + len(b)) if a and b else 0.0


def _own_words(text: str, span: Span, titles: Sequence[str]) -> Span:
    """The heading without the kicker that stands in it, where a title of the page is the rest."""
    for title in titles:
        if len(_words(title)) > 2 and span.of(text).endswith(title):
            return Span(span.stop - len(title), span.stop)
    return span


def _without_site(title: str, page: Page) -> str:
    """The title without the name of the site that many pages put behind it, or before it."""
    parts = [m.span() for m in _BETWEEN.finditer(title)]
    if not parts:
        return title
    sites = [_words(site) for name in _SITES for site in page.metas.get(name, ())] + [_words(_host(page).split(".")[0])]
    start, stop = parts[-1]
    for side, rest in ((title[stop:], title[:start]), (title[: parts[0][0]], title[parts[0][1] :])):
        own = _words(side)
        known = any(own and ("".join(own) in "".join(site) or "".join(site) in "".join(own)) for site in sites if site)
        if len(_words(rest)) >= 3 and known:
            return _without_site(rest, page) if len(parts) > 1 else rest
    return title


def _host(page: Page) -> str:
    """`example.org`, of the address that the page gives itself; or nothing."""
    address = page.canonical or next(iter(page.metas.get("og:url", ())), "")
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def publisher(page: Page, linked: Linked, head: Headline | None) -> Fact | None:
    """Whose page it is."""
    if linked.publisher and len(linked.publisher) <= 80:
        return _seen(page, linked.publisher, "page's data")
    for name in _SITES:
        for value in page.metas.get(name, ())[:1]:
            if len(value) <= 80 and "://" not in value:
                return _seen(page, value, "page's data")
    if head is not None:
        rest = _behind(page.title, head.fact.value).strip(" |·•»–—:-")
        if 0 < len(rest) <= 60 and len(parts := _BETWEEN.split(rest)) <= 3:
            return _seen(page, parts[-1], "page's title")
    return Fact(_in_both_forms(host), origin="page's address") if (host := _host(page)) else None


def _in_both_forms(host: str) -> str:
    """A host; one that is not ASCII also as the name system has it (RFC 3492), for its letters may be another's look-alikes.

    >>> _in_both_forms("bücher.example")
    'bücher.example (xn--bcher-kva.example)'
    """
    if host.isascii():
        return host
    labels = (
        label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}" for label in host.split(".")
    )
    return f"{host} ({'.'.join(labels)})"


def url(page: Page) -> Fact | None:
    """The address that the page gives as its own, where it is one that can be opened."""
    given = (page.canonical, *page.metas.get("og:url", ())[:1])
    own = next(filter(None, map(addresses.known, given)), None)
    return Fact(own, origin="page's data") if own else None


def _behind(title: str, heading: str) -> str:
    """What a title has behind the words of the heading, set differently or not; nothing where it has other words."""
    if title.startswith(heading):
        return title[len(heading) :]
    cuts = (m.start() for m in _BETWEEN.finditer(title))
    return next((title[cut:] for cut in cuts if _words(title[:cut]) == _words(heading)), "")


def _seen(page: Page, value: str, origin: str) -> Fact:
    return Fact(" ".join(value.split()), origin=origin)


# -------------------------------------------------------------------------------------------------------------- date


def date(page: Page, linked: Linked, near: Span) -> Fact | None:
    """When it was published, as the page declares it; `near` is the part of the text in which its date may stand."""
    for value, origin in _declared(page, linked):
        if (found := find_date(value)) is not None and len(found.value) >= 10:
            return Fact(value, origin=origin)
    for element, span in page.marked:
        if element.name == "time" and (not span.stop or near.start <= span.start < near.stop):
            value = element.attributes.get("datetime", "") or span.of(page.text)
            if (found := find_date(value)) is not None and len(found.value) >= 10:
                return Fact(value, span=span if span.start < span.stop else None, origin="page's data")
    return None


def _declared(page: Page, linked: Linked) -> Iterator[tuple[str, str]]:
    if linked.published:
        yield linked.published, "page's data"
    for name in _DATES:
        for value in page.metas.get(name, ()):
            yield value, "page's data"
    for element, span in page.marked:
        if element.attributes.get("itemprop", "").lower() in ("datepublished", "datecreated"):
            of = element.attributes
            yield of.get("content") or of.get("datetime") or span.of(page.text), "page's data"


# ----------------------------------------------------------------------------------------------------------- authors

_BY = re.compile(
    r"(?:(?:written|reported|posted|published|words|story|text|article|photos?|analysis|opinion|review|interview)(?: and photos)? by:?|by:?|von|par|por|di|da|door|av|af|text|texte|autor(?:in|en)?|authors?|auteur|autore|automatisch|af|od|przez|автор|от)[ :]\s*",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\s*(?:[;|•·／/、・\n\t]|,? (?:and|und|et|y|og|och|en|ve|&) |,(?! (?:Jr|Sr|II|III)\b))\s*", re.IGNORECASE
)
_ASIDE = re.compile(
    r"\([^()]{0,80}\)|\S+@\S+|https?://\S+|@\w+|\s[–—-]\s.*| (?:for|in|at|of|im|in|für|bei|à|en) .*$|(?<=\w)(?: 기자|記者| 특파원)$"
)
_NO_PERSON = re.compile(
    r"\b(?:staff|reporters?|editors?|editorial|correspondents?|desk|team|agenc(?:y|ies)|newsroom|redaktion|redaktionen|rédaction|redacción|redazione|redakcja|news|press|online|digital|media|contributors?|writers?|columnists?"
    r"|journalist(?:in)?|author|autor|admin|guest|archive|columnist|board|wire|services?|administrator|presse-?agentur|agentur|ajansı|magazine|newspaper|channel|television|radio)\b|\.(?:com|de|net|org|co|at|ch)\b|デジタル|新聞|编辑|記者",
    re.IGNORECASE,
)
_AGENCIES = frozenset(
    """reuters|ap|the associated press|associated press|afp|agence france-presse|agence france presse|dpa|deutsche presse-agentur|xinhua|tass|interfax|pa|pa media|press association|bloomberg|apa|sda|keystone-sda|keystone-ats
    |ansa|efe|europa press|anadolu ajansı|anadolu agency|aa|dha|iha|sid|kna|epd|pap|lusa|ani|pti|ians|upi|yonhap|kyodo|jiji|canadian press|the canadian press|aap|belga|anp|tt|ntb|ritzau|ats|agencias|agencies""".replace(
        "\n", ""
    )
    .replace("    ", "")
    .split("|")
)
_MOST = 20
_LONG = 120  # characters of a byline


def people(value: str) -> tuple[list[str], list[str]]:
    """The persons that a byline names, and what else it names: a paper, an agency, a desk.

    >>> people("By Jane Roe and JOHN DOE, Reuters")
    (['Jane Roe', 'JOHN DOE'], ['Reuters'])
    """
    persons: list[str] = []
    others: list[str] = []
    for part in _PARTS.split(_BY.sub("", value[:400].strip(), count=1) if _BY.match(value.strip()) else value[:400])[
        :_MOST
    ]:
        name = _ASIDE.sub("", _BY.sub("", part, count=1) if _BY.match(part) else part).strip(" .,:*–—-’'\"“”")
        if not name or not any(c.isalpha() for c in name):
            continue
        (persons if _is_person(name) else others).append(name)
    return list(dict.fromkeys(persons)), list(dict.fromkeys(others))


def _is_person(name: str) -> bool:
    words = name.split()
    if name.casefold() in _AGENCIES or _NO_PERSON.search(name) or any(c.isdigit() for c in name) or len(words) > 6:
        return False
    if not name.isascii() and len(words) == 1 and len(name) <= 6 and not name[0].isupper():
        return len(name) >= 2  # a name in a script without capitals
    return len(words) >= 2 and words[0][0].isupper() and words[-1][0].isupper()


class Authors(NamedTuple):
    """Who wrote it, and the agency where one did."""

    persons: tuple[Fact, ...]
    agency: Fact | None


def authors(page: Page, linked: Linked, near: Span, house: str) -> Authors:
    """Those whom the page names; a paper or a desk only where it names no person. `house` is the publisher."""
    named: list[str] = []
    others: list[str] = []
    source = ""
    for values, where in _bylines(page, linked, near):
        source = where
        for value in values:
            persons, rest = people(value)
            others += [*rest, *(name for name in persons if _is_house(name, house))]
            named += [name for name in persons if not _is_house(name, house)]
        if named:
            break
    shown = [name for name in _shown(page, near) if not _is_house(name, house)]
    if named and set(map(str.casefold, named)) < set(map(str.casefold, shown)):
        named = shown
    agency = next((name for name in others if name.casefold() in _AGENCIES), None)
    if not named and others:
        named = [name for name in others if len(name) <= 60][:1]
    facts = tuple(Fact(name, span=_place(page.text, name, near), origin=source) for name in dict.fromkeys(named))
    return Authors(facts, Fact(agency, span=_place(page.text, agency, near), origin=source) if agency else None)


def _is_house(name: str, house: str) -> bool:
    own, paper = name.casefold(), house.casefold()
    return own == paper or (bool(paper) and own.startswith(f"{paper} ")) or (len(own) > 3 and own in paper)


def _shown(page: Page, near: Span) -> list[str]:
    """The persons named near by links and addresses that hold a name and nothing else."""
    found: dict[str, None] = {}
    for element, span in page.marked:
        of = element.attributes
        sure = (
            "author" in of.get("rel", "")
            or of.get("itemprop", "").lower() == "author"
            or element.name in ("a", "address")
        )
        if sure and near.start <= span.start < near.stop and (name := span.of(page.text)) in people(name)[0]:
            found[name] = None
    return list(found)


def _bylines(page: Page, linked: Linked, near: Span) -> Iterator[tuple[Sequence[str], str]]:
    """The names as they are given, with where, the surest first."""
    yield linked.authors, "page's data"
    for name in _AUTHORS:
        yield [value for value in page.metas.get(name, ()) if "://" not in value and not value.isdigit()], "page's data"
    beside = [
        mark for mark in page.marked if near.start <= mark.span.start < near.stop and mark.span.start < mark.span.stop
    ]
    yield (
        [_text(page, m) for m in beside if "author" in m.element.attributes.get("rel", "").lower().split()],
        "byline",
    )
    yield (
        [_text(page, m) for m in beside if m.element.attributes.get("itemprop", "").lower() in ("author", "creator")],
        "page's data",
    )
    lines = [
        m for m in beside if "itemprop" not in m.element.attributes and m.element.name not in ("h1", "time", "address")
    ]
    yield [_text(page, m) for m in lines if m.span.stop - m.span.start <= _LONG][:1], "byline"
    texts = [line.strip() for line in near.of(page.text).split("\n") if len(line) <= _LONG and _BY.match(line.strip())]
    yield [line for line in texts if people(line)[0] and not people(line)[1]][:1], "byline"


def _text(page: Page, mark: Marked) -> str:
    return mark.span.of(page.text)


def _place(text: str, name: str, near: Span) -> Span | None:
    """Where the name stands in the byline; None where it does not."""
    at = text.find(name, *near)
    return trimmed(text, Span(at, at + len(name))) if at >= 0 else None
