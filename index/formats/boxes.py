"""What the boxes of a page are by their tags and names: its menus, captions, forms, boxes about other articles ...

Sites name their boxes in a few words that hardly change: `related`, `newsletter`, `author-bio`. A box counts for all that
stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from index.formats.markup import Element


class Box(NamedTuple):
    """What a part of a page is, other than the article."""

    rule: str
    """As the rules that drop pieces are named: `navigation`, `figure caption` ..."""
    reason: str
    """In words, with the element that says so."""
    sure: bool
    """Whatever else speaks for it, this is no part of the article."""


class _Kind(NamedTuple):
    """How a kind of box is known: by its tag, its role, or a word in its class or id."""

    rule: str
    reason: str
    sure: bool
    tags: str = ""
    roles: str = ""
    names: str = ""
    """Patterns parted by blanks, each a whole word or, where it ends in `*`, the beginning of one."""

    def forms(self) -> re.Pattern[str] | None:
        """All the names as one pattern."""
        each = (name[:-1] if name.endswith("*") else rf"{name}(?![a-z])" for name in self.names.split())
        return re.compile(rf"(?<![a-z])(?:{'|'.join(each)})") if self.names else None


_KINDS = (
    _Kind("comments", "stands among the comments of readers", True, names="""
        comments? comment-?list commentlist disqus* respond reader-?comments? kommentare? commentaires? comentarios?
        talkback
    """),
    _Kind("newsletter box", "offers a newsletter or a subscription", True, names="""
        newsletters? news-?letter* sign-?up inline-?signup
        subscri(?:be|ption)s?-?(?:box|banner|form|cta|promo|widget|module|message|bar|prompt)? whatsapp-?group mailing
        email-?scrim cta unlock(?:-?[a-z]+)? barrier paywall-?(?:box|banner|message|prompt|offer|promo)
    """),
    _Kind("form", "a form, a button or a dialogue", True, tags="form button select option textarea dialog label fieldset legend", roles="dialog alertdialog search form button", names="cookies? consent gdpr modal popup"),
    _Kind("figure caption", "describes or credits a picture", True, tags="figcaption", names="""
        captions? wp-caption-text image-?credits? photo-?credits? img-?credit photographer media-?credit slide-?show
        gallery figure bildunterschrift caption-text
    """),
    _Kind("figure caption", "stands with a picture", False, tags="figure picture"),
    _Kind("bio", "tells who the author is", True, names="""
        author-?(?:bio|box|info|profile|card|about|description|details|desc|data|block|note)* about-?(?:the-?)?authors?
        bio biography contributor-?(?:bio|info) autorenbox byline-?bio
    """),
    _Kind("pull quote", "sets words of the article again", True, names="pull pull-?quotes? quote-?pull* pq"),
    _Kind("related", "leads to other articles", True, names="""
        related* recirc* recommend* more-?(?:from|on|stories|like|news|in|links?|articles?)
        most-?(?:read|popular|viewed|shared|commented|watched) read-?(?:more|next|also|on) see-?also also-?read trending
        popular teasers? promo(?:s|tion)? outbrain* taboola* up-?next next-?article other-?(?:stories|articles|news)
        latest further-?reading similar crosslink* story-?links? inline-?links? card-?list you-?may* mais-?lidas
        lire-?aussi a-?lire meistgelesen mehr-?zum* collections?
    """),
    _Kind("advertisement", "a place for advertising", True, names="""
        ads? adverts? advert(?:isement|ising)s? ad-?(?:slot|unit|container|wrapper|box|label|placeholder|text|banner)*
        adsbygoogle sponsor(?:ed|s)? anzeige werbung publicidade? dfp* gpt-?ad* commercial-?unit
    """),
    _Kind("share line", "a row of buttons to share the page", True, names="""
        share sharing share-?(?:bar|buttons?|links?|tools?|icons?)* social* addthis* sharedaddy follow-?us
        article-?tools? tools
    """),
    _Kind("tags", "names the topics of the article", True, names="""
        tags? tag-?(?:list|cloud|links?)* topics? keywords? label-items? schlagworte
    """),
    _Kind("navigation", "stands in the menus of the page", True, tags="nav menu", roles="navigation menu menubar tablist toolbar", names="""
        nav navi navbar* navigation* menu* breadcrumbs? bread-?crumbs? pagination pager skip-?links? toc
        table-of-contents off-?canvas mega-?menu drawer subnav* kopfzeile
    """),
    _Kind("embedded post", "a post of a social network, shown in the article", False, names="""
        twitter-?(?:tweet|video|embed) tweet-?embed instagram-?media fb-?post tiktok-?embed bluesky-?embed mastodon-?embed
        reddit-?embed
    """),
    _Kind("date line", "says when the article was published", False, tags="time", names="""
        dateline timestamp date-?time post-?meta entry-?meta article-?meta meta posted-?on pub-?date
        publish(?:ed)?-?(?:date|on|time)? pubdate date datum fecha data
    """),
    _Kind("byline", "says who wrote the article", False, names="bylines? by-?line authors? writer autor(?:en)?"),
    _Kind("section label", "names the part of the paper", False, names="""
        kicker eyebrow overline rubrique rubrik dachzeile section-?(?:label|name|title) category label live-?badge badge
    """),
    _Kind("aside", "stands beside the article", True, tags="aside", roles="complementary", names="""
        aside side-?bar* rail right-?(?:col|rail|column|side)* widget* info-?box* fact-?box* marginal
    """),
    _Kind("page footer", "stands in the foot of the page", False, tags="footer", roles="contentinfo", names="""
        footer* site-?foot* page-?foot* colophon bottom-?bar copyright disclaimer legal
    """),
    _Kind("page header", "stands in the head of the page", False, tags="header", roles="banner", names="""
        site-?head* page-?head* masthead* top-?bar* topbar global-?head* ticker* tickers? logo brand(?:ing)? branding
    """),
)  # fmt: skip
_FORMS = tuple((kind, frozenset(kind.tags.split()), frozenset(kind.roles.split()), kind.forms()) for kind in _KINDS)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_TOP = frozenset(("html", "body", "main", "article"))
_HIGH = 64  # elements that are looked at, inside out


@lru_cache(maxsize=4096)
def _says(name: str, role: str, names: str) -> Box | None:
    """What one element alone is."""
    plain = _CAMEL.sub("-", names).lower().replace("_", "-")[:400]
    for kind, tags, roles, forms in _FORMS:
        found = forms.search(plain) if forms is not None and plain else None
        if name in tags or role in roles or found:
            said = f"{name}, “{found[0]}”" if found else name
            return Box(kind.rule, f"{kind.reason} ({said})", kind.sure)
    return None


class Boxes:
    """What each element of a page stands in."""

    def __init__(self, story: Collection[int] = ()) -> None:
        """`story`: the identities of the elements that hold much of the article, whatever they are called."""
        self._story = story
        self._known: dict[int, Box | None] = {}
        self._kept: list[Element] = []  # so that no identity is used twice

    def of(self, element: Element) -> Box | None:
        """The innermost box around the element that is sure, else the innermost one; None in none."""
        if id(element) in self._known:
            return self._known[id(element)]
        found: Box | None = None
        for here in element.up(_HIGH):
            if here.name in ("html", "body"):
                break
            box = self.own(here)
            if box is not None and box.sure:
                found = box
                break
            found = found or box
        self._known[id(element)] = found
        self._kept.append(element)
        return found

    def own(self, element: Element) -> Box | None:
        """What the element alone says it is."""
        if element.name in _TOP or id(element) in self._story:
            return None
        of = element.attributes
        identity = of.get("id", "")
        names = (
            of.get("class", "") if any(c.isdigit() for c in identity) else f"{of.get('class', '')} {identity.lower()}"
        )
        return _says(element.name, of.get("role", "").lower(), names)
