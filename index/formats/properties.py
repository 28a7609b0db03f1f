"""What a document says of itself in its properties: title, creator, date; believed only as far as its text bears it out.

They are written by the program that made the file: the title may be that of the file it was copied from, the creator the
name of an account, the date that of a template.
"""

from __future__ import annotations

import re
import unicodedata

from index.model import Draft, Fact

_HEAD = 3_000  # characters of the text in which its title stands
_LONGEST = 300
# A web page's title: the headline, and the name of the site.
_SITE = re.compile(r"(?<!\s)\s+(?:[|·•»–—-]|::)\s+")
_WORD = re.compile(r"\w+")
# What prints a page as PDF, by the names that browsers and print drivers give themselves.
_PRINTER = re.compile(
    r"Skia/PDF|Chrom(?:e|ium)\b|HeadlessChrome|Quartz PDFContext|Mozilla|Gecko|wkhtmlto|Microsoft: ?Print To PDF|Print To PDF|\bCUPS\b"
    r"|Ghostscript|cairo|WeasyPrint|PrinceXML|\bPrince \d|CutePDF|PDFCreator|doPDF|novaPDF|Bullzip|PrimoPDF|\bQt \d",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?P<y>(?:19|20)\d\d)-?(?P<m>0[1-9]|1[0-2])-?(?P<d>0[1-9]|[12]\d|3[01])")


def facts(draft: Draft, title: str, creator: str, created: str, origin: str) -> dict[str, tuple[Fact, ...]]:
    """What the properties of a document say, as far as it can be believed; heads and feet of pages bear nothing out.

    The title where it stands at the beginning of the text, too; what a web page's title adds after a bar or dash names its
    publisher; the creator where the text has the name; the day of making (ISO 8601, or as PDF writes it), which may not
    be that of publishing, so that publisher and date are inferred.
    """
    furniture = {piece.span for piece in draft.furniture}
    text = "\n".join(block.span.of(draft.text) for block in draft.blocks if block.span not in furniture)
    found: dict[str, tuple[Fact, ...]] = {}
    head = _plain(text[:_HEAD])
    headline, site = _headline(" ".join(title[:_LONGEST].split()), head)
    if headline:
        found["headline"] = (Fact(headline, origin=origin),)
    if site:
        found["publisher"] = (Fact(site, "inferred", origin=origin),)
    name = " ".join(creator[:_LONGEST].split())
    if _is_person(name) and _plain(name) in _plain(text):
        found["authors"] = (Fact(name, origin=origin),)
    if m := _DAY.match(created.strip().removeprefix("D:")):
        found["date"] = (Fact(f"{m['y']}-{m['m']}-{m['d']}", "inferred", origin=origin),)
    return found


def is_printer(program: str) -> bool:
    """The program that made a file is a browser or a print driver: the day of making is that of printing."""
    return _PRINTER.search(program) is not None


def _plain(text: str) -> str:
    """The words alone, ligatures taken apart, a blank on both sides of each."""
    return f" {' '.join(_WORD.findall(unicodedata.normalize('NFKC', text).casefold()))} "


def _headline(title: str, head: str) -> tuple[str, str]:
    """The part of a title that stands in the head of the text, and what the title adds to it."""
    for stop, start in [(len(title), len(title)), *(m.span() for m in reversed(list(_SITE.finditer(title))))]:
        words = _plain(title[:stop])
        if len(words.split()) >= (2 if stop == len(title) else 3) and words in head:
            return title[:stop], title[start:]
    return "", ""


_PERSON = re.compile(r"[^\W\d_][\w.'’-]*(?: (?:[^\W\d_][\w.'’-]*)){1,3}")
_NO_PERSON = re.compile(
    r"\b(?:office|press|media|ministry|department|team|user|admin\w*|desk|news|staff|editor\w*|communications?|service|agency"
    r"|university|institute|company|ltd|inc|gmbh|corporation|author|unknown|microsoft|adobe|acrobat|word|writer|the|and|of|for)\b",
    re.IGNORECASE,
)


def _is_person(name: str) -> bool:
    words = name.split()
    return (
        _PERSON.fullmatch(name) is not None
        and _NO_PERSON.search(name) is None
        and words[0][0].isupper()
        and words[-1][0].isupper()
        and not name.isupper()
    )
