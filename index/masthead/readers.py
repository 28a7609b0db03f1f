"""What reads the masthead of a source, each a kind of line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from index.masthead.datelines import Dateline, alone
from index.masthead.dates import date_in_name, find_date
from index.masthead.head import NEAR, SHORT_HEAD, Head, is_release, signed_title
from index.masthead.lines import (
    BYLINE,
    CORRECTS,
    DESK_PART,
    END_MARK,
    FOR_THE_PRESS,
    HOUSE,
    LOOK,
    MORE_FROM,
    NAME_IN_CAPITALS,
    NAMES,
    PAPER,
    ROLES,
    STAFF,
    TRANSCRIPT,
    WITH_STAFF,
    bio,
    folio,
    home_of,
    is_age_notice,
    is_breadcrumb,
    is_byline,
    is_date_line,
    is_desk_line,
    is_image_name,
    is_menu_row,
    is_page_head,
    is_running_head,
    is_section_label,
    typography,
)
from index.masthead.parts import Part, is_body, parts
from index.model import Fact, Masthead, Span

_FOR_THE_PRESS = 12  # blocks at the end in which a line for the press stands
_LAST = 60  # blocks at the end of a source in which desk line, bio and credits are looked for


def _may_be_told(date: Fact | None) -> bool:
    """No date is known, or one that is only inferred: what the text says counts more."""
    return date is None or date.status == "inferred"


def _page_heads(head: Head, found: Masthead) -> Masthead:
    """Running heads of printed pages, anywhere; the first names the paper and the date."""
    for n, line in enumerate(head.lines):
        if is_running_head(line):
            head.pieces[n] = ("running head", "the head of a printed page: paper, number, date")
            name = folio(line) or re.split(r" [*|·•/–—-] ", line, maxsplit=1)[0]
            at = line.index(name)
            if found.publisher is None and (PAPER.search(name) or not folio(line)):
                found = replace(found, publisher=Fact(name, span=head.span(n, at, at + len(name))))
            if _may_be_told(found.date) and (date := find_date(line)):
                found = replace(found, date=Fact(date.value, span=head.span(n, *date.span)))
    return found


_LABELS = 4  # short lines before a headline that may be labels; more are a menu


def _labels(head: Head, found: Masthead) -> Masthead:
    """Section labels and the paper's name before the headline."""
    top = head.headline if head.headline is not None else head.first
    labels = []
    for n in range(top if top <= SHORT_HEAD else 0):
        line = head.lines[n]
        if n in head.pieces or head.blocks[n].kind in ("list", "table"):
            continue
        if is_page_head(line):
            head.pieces[n] = ("page head", "the name of the paper at the head of the page")
            m = NAME_IN_CAPITALS.match(line)
            if m is not None and found.publisher is None:
                found = replace(found, publisher=Fact(m[0], span=head.span(n, 0, m.end())))
        elif is_section_label(line) or _is_short_label(line):
            labels.append(n)
    if len(labels) <= _LABELS:
        head.pieces.update(dict.fromkeys(labels, ("section label", "a short label before the headline")))
    return found


def _is_short_label(line: str) -> bool:
    """At most three words between two letters, and no byline."""
    return (
        len(line) <= 40 and len(line.split()) <= 3 and line[0].isalpha() and line[-1].isalpha() and not is_byline(line)
    )


def _bylines(head: Head, found: Masthead) -> Masthead:
    """Bylines between the headline and the third paragraph."""
    authors = list(found.authors)
    for n in range(max(0, head.first - NEAR), min(len(head.lines), head.first + 3)):
        line = head.lines[n]
        m = BYLINE.match(line) if len(line) <= 200 and n != head.headline and "\n" not in line else None
        if m is None or n in head.pieces:
            continue
        head.pieces[n] = ("byline", "says who wrote the article")
        for name in _people(line, *m.span("names")):
            authors.append(Fact(name.of(line), span=head.span(n, *name)))
        if _may_be_told(found.date) and (date := find_date(line, m.end("names"))):
            found = replace(found, date=Fact(date.value, span=head.span(n, *date.span)))
    return replace(found, authors=_once(authors))


_BETWEEN_NAMES = re.compile(r",? (?:and|und|et|&) |, ")


def _signed_headline(head: Head, found: Masthead) -> Masthead:
    """What the lines below the headline say that stand in one paragraph with it: they stay in the text, with it."""
    block = head.lines[head.headline] if head.headline is not None else ""
    if head.headline is None or not signed_title(block):
        return found
    at = 0
    for line in block.split("\n"):
        if at:
            start = head.span(head.headline, at, at).start
            by = BYLINE.match(line)
            if by is not None and not found.authors:
                people = _people(head.text, start + by.start("names"), start + by.end("names"))
                found = replace(found, authors=_once(Fact(p.of(head.text), span=p) for p in people))
            elif (
                by is None and (date := find_date(line)) is not None and is_date_line(line) and _may_be_told(found.date)
            ):
                found = replace(
                    found,
                    date=Fact(date.value, span=head.span(head.headline, at + date.span.start, at + date.span.stop)),
                )
            else:
                found = _stated_by(head, found, parts(line), start)
        at += len(line) + 1
    return found


def _people(text: str, start: int, stop: int) -> Iterator[Span]:
    """The names in a list of people, without the places they wrote from."""
    at = start
    for gap in [*_BETWEEN_NAMES.finditer(text, start, stop), None]:
        end = gap.start() if gap else stop
        m = NAMES.match(text, at, end)
        if m is not None and (m[0].lower() not in ("staff", "agencies", "reuters staff")):
            yield Span(m.start(), m.start() + len(m[0].rstrip(".")))
        at = gap.end() if gap else stop


def _once(authors: Iterable[Fact]) -> tuple[Fact, ...]:
    """Each person once; of two entries the first place and whichever role is known."""
    seen: dict[str, Fact] = {}
    for fact in authors:
        old = seen.get(fact.value.casefold())
        if old is None:
            seen[fact.value.casefold()] = fact
        elif old.role is None and fact.role is not None:
            seen[fact.value.casefold()] = replace(old, role=fact.role)
    return tuple(seen.values())


def _source_line(head: Head, found: Masthead) -> Masthead:
    """`Coast Radio, "Quayside", 17 March 2025. Transcript of the recording. Interview: Jane Roe.`"""
    for n in range(min(6, len(head.lines))):
        line = head.lines[n]
        if (
            n == head.headline
            or n in head.pieces
            or len(line) > 300
            or not TRANSCRIPT.search(line)
            or (date := find_date(line)) is None
        ):
            continue
        head.pieces[n] = ("source line", "says where and when this was first published or broadcast")
        house = NAMES.match(line)
        if found.publisher is None and house is not None and line[house.end() : house.end() + 1] == ",":
            found = replace(found, publisher=Fact(house[0], span=head.span(n, *house.span())))
        if _may_be_told(found.date):
            found = replace(found, date=Fact(date.value, span=head.span(n, *date.span)))
        if (by := re.search(r"(?:Interview|Reporter|Text|By): ", line)) is not None:
            people = [Fact(p.of(line), span=head.span(n, *p)) for p in _people(line, by.end(), len(line))]
            found = replace(found, authors=_once([*found.authors, *people]))
    return found


def _date_lines(head: Head, found: Masthead) -> Masthead:
    """Lines near the headline that hold a date and nothing else; `Published` before `Updated`."""
    for n in range(max(0, head.first - NEAR), min(len(head.lines), head.first + 2)):
        line = head.lines[n]
        paper = _paper_and_date(line)
        if n != head.headline and is_age_notice(line):
            head.pieces[n] = ("age notice", "says that the article is not new")
        if n == head.headline or n in head.pieces or not (paper or is_date_line(line)):
            continue
        head.pieces[n] = ("date line", "says when the article was published")
        if paper and found.publisher is None:
            found = replace(found, publisher=Fact(paper, span=head.span(n, 0, len(paper))))
        date = find_date(line)
        if date is not None and _may_be_told(found.date):
            found = replace(found, date=Fact(date.value, span=head.span(n, *date.span)))
        elif (
            date is not None
            and found.date is not None
            and found.date.span is None
            and found.date.value[:10] == date.value[:10]
        ):
            found = replace(found, date=replace(found.date, span=head.span(n, *date.span)))
    return found


_NAME_THEN = re.compile(r"([^,|·•–—]{3,60}?)(?:, ?| [|·•–—-] )")


def _paper_and_date(line: str) -> str:
    """The paper that a line names before a date and nothing else, as in `The Northern Herald, 3 March 2024`; or nothing."""
    m = _NAME_THEN.match(line)
    if m is None or not PAPER.search(m[1]) or not is_date_line(line[m.end() :]):
        return ""
    words = m[1].split()
    capitals = all(w[0].isupper() or w in ("of", "the", "and", "on", "for") for w in words)
    return m[1] if len(words) <= 7 and capitals and m[1][0] == line[0] else ""


def _navigation(head: Head, found: Masthead) -> Masthead:
    """The way to the page and rows of buttons above the text."""
    for n in range(head.first):
        if n not in head.pieces and n != head.headline:
            if house := home_of(head.lines[n]):
                head.pieces[n] = ("home link", "the way to the first page of the site")
                if found.publisher is None:
                    found = replace(found, publisher=Fact(house, span=head.span(n, 0, len(house))))
            elif is_breadcrumb(head.lines[n]):
                head.pieces[n] = ("breadcrumb", "says where on its site the page stands")
            elif is_menu_row(head.lines[n]):
                head.pieces[n] = ("menu row", "buttons of a site")
    return found


def _lone_dateline(head: Head, found: Masthead) -> Masthead:
    """A dateline that has its line for itself, as official statements and some agencies set it."""
    for n in range(max(0, head.first - NEAR), min(len(head.lines), head.first + 1)):
        if n == head.headline or n in head.pieces or is_date_line(head.lines[n]):
            continue
        begin = alone(head.text, *head.blocks[n].span)
        if begin is None or head.blocks[n].kind in ("list", "table"):
            continue
        head.pieces[n] = ("dateline", "says where and when it was written, and nothing else")
        return _told(head, found, begin)
    return found


def _parted_lines(head: Head, found: Masthead) -> Masthead:
    """Lines that say several things and nothing else: `Jane Roe | The Daily | 4 May 2021`, `Press release, 5 May 2021`."""
    known = {fact.value.lower() for fact in (found.publisher, found.agency, *found.authors) if fact is not None}
    for n in range(max(0, head.first - NEAR), min(len(head.lines), head.first + 2)):
        if n == head.headline or n in head.pieces or head.blocks[n].kind in ("list", "table"):
            continue
        if said := parts(head.lines[n], known):
            head.pieces[n] = _piece({part.kind for part in said})
            found = _stated_by(head, found, said, head.blocks[n].span.start)
    for span in head.above:
        told = [part for part in parts(span.of(head.text)) if part.kind not in ("author", "name") or not found.authors]
        found = _stated_by(head, found, told, span.start)
    return found


def _piece(kinds: Collection[str]) -> tuple[str, str]:
    """Rule and reason of a line that says such things."""
    if "author" in kinds or "name" in kinds:
        return "byline", "says who wrote the article"
    if "date" in kinds:
        return "date line", "says when the article was published"
    if "publisher" in kinds or "agency" in kinds:
        return "source line", "says where this was published"
    return "section label", "a short label before the headline"


def _stated_by(head: Head, found: Masthead, said: Sequence[Part], start: int) -> Masthead:
    """What the parts of a line at `start` add to what is found."""
    facts: dict[str, list[Fact]] = {}
    for kind, span, date in said:
        place = Span(start + span.start, start + span.stop)
        if (
            kind == "name"
            and found.publisher is not None
            and place.of(head.text).lower() == found.publisher.value.lower()
        ):
            continue
        if kind == "author" or (kind == "name" and not found.authors):
            facts.setdefault("author", []).extend(
                Fact(p.of(head.text), span=p) for p in _people(head.text, place.start, place.stop)
            )
        elif kind != "name":
            facts.setdefault(kind, []).append(Fact(date or place.of(head.text), span=place))
    if "author" in facts:
        found = replace(found, authors=_once([*found.authors, *facts["author"]]))
    if found.publisher is None and "publisher" in facts:
        found = replace(found, publisher=facts["publisher"][0])
    if found.agency is None and "agency" in facts:
        found = replace(found, agency=facts["agency"][0])
    if _may_be_told(found.date) and "date" in facts:
        found = replace(found, date=facts["date"][0])
    return found


def _letterhead(head: Head, found: Masthead) -> Masthead:
    """The body that a release or a statement comes from: its name stands alone above the headline."""
    if found.publisher is not None or not is_release(head):
        return found
    for n in range(head.first):
        if n != head.headline and is_body(head.lines[n]):
            head.pieces[n] = ("letterhead", "the name of the body that gives it out")
            return replace(found, publisher=Fact(head.lines[n], span=head.span(n, 0, len(head.lines[n]))))
    return found


def _end_marks(head: Head, found: Masthead) -> Masthead:
    """The mark under a release, and all that stands behind it: who gives it out, and whom to ask."""
    for n in range(len(head.lines) - 1, max(head.first, len(head.lines) - _LAST), -1):
        if END_MARK.fullmatch(head.lines[n]):
            for behind in range(n + 1, len(head.lines)):
                head.pieces.setdefault(behind, ("after the end", "stands behind the mark at the end of the text"))
            head.pieces[n] = ("end mark", "says that the text ends here")
            break
    for n in range(max(head.first + 1, len(head.lines) - _FOR_THE_PRESS), len(head.lines)):
        if FOR_THE_PRESS.match(head.lines[n][:80]) and len(head.lines[n]) <= 200:
            head.pieces.setdefault(n, ("contact line", "says whom the press may ask"))
    return found


def _desk_lines(head: Head, found: Masthead) -> Masthead:
    """`Writing by A; Editing by B` at the end of an agency's report, and `(Corrects ...)` at its head."""
    authors = list(found.authors)
    for n in range(max(0, len(head.lines) - _LAST), len(head.lines)):
        line = head.lines[n]
        if n == head.headline or not is_desk_line(line):
            continue
        head.pieces[n] = ("desk line", "names those who reported, wrote and edited")
        for part in DESK_PART.finditer(line):
            role = ROLES.get(part["what"].lower().split()[-1])
            stop = re.compile(r"\. |\.$").search(line, *part.span("names"))
            if role is not None:
                for name in _people(line, part.start("names"), stop.start() if stop else part.end("names")):
                    authors.append(Fact(name.of(line), span=head.span(n, *name), role=role))
    for n in range(min(head.first + 1, len(head.lines))):
        if CORRECTS.match(head.lines[n][:LOOK]) and n != head.headline:
            head.pieces[n] = ("correction note", "says what this version of the report corrects or adds")
    return replace(found, authors=_once(authors))


def _datelines(head: Head, found: Masthead) -> Masthead:
    """Place, agency and date (where its year is there) from the first dateline of the first paragraphs.

    Of a paragraph that stands twice the copy with the better typography counts: it is the one that is kept.
    """
    begun = [
        (n, begin) for n in range(head.first, min(len(head.lines), head.first + 12)) if (begin := head.dateline(n))
    ]
    if not begun:
        return found
    first, n = begun[0][1], begun[0][0]
    opening = head.lines[n][: first.stop - head.blocks[n].span.start + 20]
    copies = [(m, begin) for m, begin in begun if head.lines[m].startswith(opening)]
    _, line = max(copies, key=lambda copy: typography(head.lines[copy[0]]))
    return _told(head, found, line)


def _told(head: Head, found: Masthead, line: Dateline) -> Masthead:
    """What a dateline adds to what is found; its date, with the time behind it, counts more than an inferred one."""
    if found.dateline is None and line.place is not None:
        found = replace(found, dateline=Fact(line.place.of(head.text), span=line.place))
    if found.agency is None and line.agency is not None:
        found = replace(found, agency=Fact(line.agency.of(head.text), span=line.agency))
    if line.date is not None and _may_be_told(found.date):
        date = find_date(head.text, line.date.start, max(line.date.stop, line.stop))
        if date is not None:
            found = replace(found, date=Fact(date.value, span=date.span))
    return found


def _credits(head: Head, found: Masthead) -> Masthead:
    """`Norrwire, with Ledger staff` after the last paragraph."""
    for n in range(max(head.first + 1, len(head.lines) - _LAST), len(head.lines)):
        line = head.lines[n]
        if len(line) > 80 or n in head.pieces:
            continue
        m = STAFF.match(line)
        if m is not None or WITH_STAFF.match(line):
            head.pieces[n] = ("credit line", "says whose copy was used")
            if m is not None and found.agency is None:
                found = replace(found, agency=Fact(m["agency"], span=head.span(n, *m.span("agency"))))
    return found


def _houses(head: Head, found: Masthead) -> Masthead:
    """The publisher from `More from X`; from an agency's own report, which ends with a desk line, the agency."""
    if found.publisher is not None:
        return found
    for n in range(len(head.lines) - 1, head.first, -1):
        m = MORE_FROM.match(head.lines[n]) if len(head.lines[n]) <= 100 else None
        if m is not None:
            return replace(found, publisher=Fact(m["house"], span=head.span(n, *m.span("house"))))
    return found


def _bios(head: Head, found: Masthead) -> Masthead:
    """Author and publisher from `Jane Roe is a reporter at The Daily` after the last paragraphs."""
    for n in range(max(head.first + 1, len(head.lines) - _LAST), len(head.lines)):
        line = head.lines[n]
        m = bio(line)
        if m is None or n in head.pieces:
            continue
        if not found.authors:
            found = replace(found, authors=(Fact(m["name"], span=head.span(n, *m.span("name"))),))
        house = HOUSE.search(line, m.start("rest"), m.end("rest"))
        if found.publisher is None and house is not None and any(a.value == m["name"] for a in found.authors):
            found = replace(
                found,
                publisher=Fact(
                    house["house"].rstrip("."),
                    span=head.span(n, house.start("house"), house.start("house") + len(house["house"].rstrip("."))),
                ),
            )
        break
    own = any(rule == "desk line" for rule, _ in head.pieces.values())
    if found.publisher is None and found.agency is not None and own:
        found = replace(found, publisher=replace(found.agency, status="inferred", origin="the agency's own report"))
    return found


def _names(head: Head, found: Masthead) -> Masthead:
    """A date from the name of an image in the text, else from the name of the file: inferred at most."""
    if found.date is not None:
        return found
    for n, line in enumerate(head.lines):
        if is_image_name(line) and (named := date_in_name(line, short=True)):
            return replace(found, date=Fact(named[0], "inferred", head.span(n, *named[1]), "image name"))
    if named := date_in_name(PurePosixPath(head.path).stem, short=False):
        return replace(found, date=Fact(named[0], "inferred", None, "file name"))
    return found


_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-4]\d)(?!\d)")


def _year(head: Head, found: Masthead) -> Masthead:
    """The date of a dateline without a year, where the path of the file has one: inferred."""
    years = set(_YEAR.findall(head.path))
    if found.date is not None or len(years) != 1:
        return found
    for n in range(head.first, min(len(head.lines), head.first + 12)):
        begin = head.dateline(n)
        if begin is not None and begin.date is not None:
            date = find_date(f"{begin.date.of(head.text)} {years.pop()}")
            if date is not None:
                where = "day in the dateline, year in the path"
                found = replace(found, date=Fact(date.value, "inferred", begin.date, where))
            return found
    return found


READERS = (
    _page_heads,
    _signed_headline,
    _navigation,
    _lone_dateline,
    _parted_lines,
    _bylines,
    _date_lines,
    _source_line,
    _letterhead,
    _end_marks,
    _labels,
    _desk_lines,
    _datelines,
    _credits,
    _houses,
    _bios,
    _names,
    _year,
)
"""What reads the masthead, in order: what an earlier one has found, a later one leaves."""
