"""What a page says of its article in JSON-LD, the linked data that search engines ask for (schema.org), and in its programs."""

from __future__ import annotations

import html
import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.formats import markup
from index.formats.tags import tokens

_MOST = 20_000
"""Objects of a page's data that are looked at."""
_ARTICLES = frozenset(
    ("Article", "BlogPosting", "LiveBlogPosting", "Report", "Review", "SocialMediaPosting", "DiscussionForumPosting", "AdvertiserContentArticle")
)  # fmt: skip
_PAGES = frozenset(("WebPage", "ItemPage", "CreativeWork", "MedicalWebPage"))
_LISTS = frozenset(("CollectionPage", "SearchResultsPage"))


@dataclass(frozen=True, slots=True)
class Linked:
    """The article as its page's data describes it; what they do not say is empty."""

    headline: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    """As written, most often ISO 8601."""
    body: str = ""
    """`articleBody`: the text, or its beginning."""
    description: str = ""
    is_live: bool = False
    """A live blog."""
    is_free: bool = True
    """It can be read without paying."""
    is_list: bool = False
    """A list of articles rather than one."""


def read(scripts: Sequence[str], address: str = "") -> Linked:
    """What the scripts say of the article at this address: of the first article in them where none has it."""
    nodes = list(_nodes(scripts))
    known = {str(node["@id"]): node for node in reversed(nodes) if "@id" in node and len(node) > 1}
    articles = [node for node in nodes if _is_article(node)]
    pages = [node for node in nodes if _types(node) & _PAGES]
    own = [node for node in articles if address and address in (node.get("url"), node.get("@id"), _main(node))]
    first = next(iter((*own, *(node for node in articles if "headline" in node), *articles)), None)
    if first is None and not pages:
        return Linked(is_list=any(_types(node) & _LISTS for node in nodes))
    node = first or {}
    page = pages[0] if pages else {}
    bodies = [body for each in (node, *articles) if (body := _shown(_plain(each.get("articleBody"))))]
    return Linked(
        headline=_plain(node.get("headline") or node.get("name")),
        publisher=next(iter(_names(node.get("publisher") or page.get("publisher"), known)), ""),
        authors=tuple(dict.fromkeys(_names(node.get("author") or node.get("creator") or page.get("author"), known))),
        published=_plain(node.get("datePublished") or page.get("datePublished") or node.get("dateCreated")),
        body=max(bodies, key=len, default=""),
        description=_plain(node.get("description") or page.get("description")),
        is_live="LiveBlogPosting" in _types(node),
        is_free=str(node.get("isAccessibleForFree", page.get("isAccessibleForFree", True))).lower()
        not in ("false", "no"),
        is_list=first is None and any(_types(each) & _LISTS for each in nodes),
    )


def buried(source: str) -> str:
    """The longest text with paragraphs that stands, as markup, in a string of the page's programs; nothing where none does.

    Pages that are put together when they are opened bring their article so.
    """
    decoder, best, length = json.JSONDecoder(strict=False), "", 0
    inside = False
    for token in tokens(source):
        if not isinstance(token, str):
            inside = token.name == "script" and not token.closes
            continue
        at = token.find('"') if inside else -1
        while at >= 0:
            try:
                value, stop = decoder.raw_decode(token, at)
            except (ValueError, RecursionError):
                break
            if len(value) > length and "<p" in value:
                best, length = value, len(value)
            at = token.find('"', stop)
    return _shown(best)


def _shown(text: str) -> str:
    """A text as a page shows it, where it is markup."""
    return markup.page(text).text if "<" in text else text


def _nodes(scripts: Sequence[str]) -> Iterator[dict[str, Any]]:
    """All objects of all scripts, the outer ones before those within."""
    todo: deque[Any] = deque()
    for script in scripts:
        text = script.strip().removeprefix("<!--").removesuffix("-->").strip().removesuffix(";")
        try:
            todo.append(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            continue
    seen = 0
    while todo and seen < _MOST:
        seen += 1
        node = todo.popleft()
        if isinstance(node, dict):
            yield node
            todo.extend(value for value in node.values() if isinstance(value, dict | list))
        elif isinstance(node, list):
            todo.extend(node[:_MOST])


def _types(node: Mapping[str, Any]) -> frozenset[str]:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return frozenset(str(name).rsplit("/", 1)[-1] for name in kinds[:20])


def _is_article(node: Mapping[str, Any]) -> bool:
    return any(name in _ARTICLES or name.endswith("Article") for name in _types(node))


def _main(node: Mapping[str, Any]) -> object:
    page = node.get("mainEntityOfPage")
    return page.get("@id") if isinstance(page, dict) else page


def _plain(value: object) -> str:
    """A text, its character references resolved, as often as they were written into each other."""
    if isinstance(value, list):
        value = next(iter(value), "")
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    if not isinstance(value, str):
        return ""
    for _ in range(2):
        if "&" in value:
            value = html.unescape(value[:1_000_000])
    return value.strip()


def _names(value: object, known: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The names of persons and organisations, each given as a text, as an object, or by its `@id`."""
    todo = deque([value])
    for _ in range(200):
        if not todo:
            return
        one = todo.popleft()
        if isinstance(one, list):
            todo.extend(one[:100])
        elif isinstance(one, dict):
            named = one if "name" in one else known.get(str(one.get("@id", "")), {})
            names = named.get("name")
            todo.extend(name for name in (names if isinstance(names, list) else [names]) if isinstance(name, str))
        elif isinstance(one, str) and (name := _plain(one)):
            yield name
