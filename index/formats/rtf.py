r"""Rich Text Format (.rtf; Microsoft's specification 1.9.1): what is printed of it, and nothing that only controls it.

A file is a tree of groups `{...}` with control words `\par`, characters as bytes of a code page `\'e9` or as `\u8220`. It is
read token by token; a group that begins with the name of a destination (`\header`, `\footnote`, `\pict`) puts its text elsewhere
or nowhere.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field, replace

from index.formats import galley, properties
from index.formats.decoding import Unreadable
from index.formats.galley import Piece
from index.formats.office import Style, by_name, once, table
from index.model import Draft, Fact, Flag

_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?[0-9]{1,10})? ?|\\'(?P<hex>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z])"
    r"|(?P<brace>[{}])|[\r\n\0]+|(?P<text>[^\\{}\r\n\0]+)|\\"
)
_DEEPEST = 5_000
MOST_PARAGRAPHS = 500_000

_PRINTED = {
    "tab": "\t", "line": "\n", "lbr": "\n", "softline": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "zwj": "\u200d",
    "zwnj": "\u200c", "ltrmark": "\u200e", "rtlmark": "\u200f", "nestcell": " ",
}  # fmt: skip
_SIGNS = {"~": "\u00a0", "-": "\u00ad", "_": "\u2011", "\\": "\\", "{": "{", "}": "}", "\t": "\t"}
_ENDS = ("par", "sect", "page", "column", "nestrow")
_SOMEWHERE = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
    "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer",
    "footnote": "note", "shptxt": "box", "fonttbl": "fonts", "stylesheet": "styles", "fldinst": "instruction",
    "title": "title", "author": "author", "creatim": "created", "ud": "", "shpinst": "shape", "info": "info",
}  # fmt: skip
"""Where the text of a group goes, by the control word it begins with: `skip` is nowhere, an empty name the text around it."""
_PASSED = ("fldrslt", "listtext", "pntext", "result")
"""Control words that begin a group whose text is text."""
_NOWHERE = frozenset(
    (
        "colortbl", "filetbl", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "pict", "objdata",
        "objclass", "objname", "nonshppict", "private", "tc", "tcn", "xe", "rxe", "bkmkstart", "bkmkend", "annotation",
        "atnid", "atnauthor", "atntime", "atnicn", "atnref", "atndate", "atnparent", "sp", "shprslt", "do", "upr",
        "themedata", "colorschememapping", "latentstyles", "datastore", "xmlnstbl", "mmathPr", "template", "ftnsep",
        "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "nextfile", "pnseclvl", "formfield", "datafield",
        "subject", "operator", "keywords", "comment", "doccomm", "hlinkbase", "manager", "company", "category",
        "revtim", "printim", "buptim", "userprops", "falt", "panose",
    )
)  # fmt: skip
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_SYMBOL = 2  # the character set of fonts of signs: their bullet is what is used of them
_DOCUMENT = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


@dataclass(slots=True)
class _Group:
    """What holds until the group ends."""

    place: str = ""
    """Where its text goes: empty for the text of the document."""
    font: int = -1
    size: int = 24
    """In half points."""
    unseen: bool = False
    """Hidden, or deleted in a change."""
    linked: bool = False
    after_unicode: int = 1
    """How many characters stand after `\\u` for programs that do not know it."""
    begun: bool = False
    """Something stood in it, so that no destination can follow."""
    starred: bool = False
    """It begins with `\\*`: whoever does not know its destination is to skip it."""


@dataclass(slots=True)
class _Paragraph:
    words: list[str] = field(default_factory=list)
    linked: int = 0
    sizes: Counter[int] = field(default_factory=Counter)
    style: int = 0
    level: bool = False
    listed: bool = False
    in_table: bool = False


class _Reading:
    """One document: pieces by where they go, and what the groups of definitions say."""

    def __init__(self, text: str) -> None:
        self.group = _Group()
        self.stack: list[_Group] = []
        self.open: dict[str, _Paragraph] = {}
        self.pieces: dict[str, list[tuple[Piece, int]]] = {"": [], "header": [], "footer": [], "note": [], "box": []}
        self.rows: list[list[list[Piece]]] = []
        self.cells: list[list[Piece]] = []
        self.cell: list[Piece] = []
        self.page = "cp1252"
        self.fonts: dict[int, str] = {}
        self.styles: dict[int, Style] = {}
        self.said: dict[str, list[str]] = {}
        self.bytes = bytearray()
        self.skip = 0
        self.default_font = -1
        self.whole = self._go(text)

    def _go(self, text: str) -> bool:
        """Read token by token; whether the outermost group was closed."""
        at, end = 0, len(text)
        while at < end:
            m = _TOKEN.match(text, at)
            if m is None:
                at += 1
                continue
            at = m.end()
            if m["hex"]:
                if self.skip:
                    self.skip -= 1
                else:
                    self.bytes.append(int(m["hex"], 16))
                continue
            if m["text"]:
                self._text(m["text"])
                continue
            if m["word"]:
                self._end_bytes()
                number = int(m["number"]) if m["number"] else None
                if m["word"] == "bin":
                    at += max(0, number or 0)
                elif self.skip and m["word"] != "u":
                    self.skip -= 1
                else:
                    self._word(m["word"], number)
            elif m["brace"] == "{":
                self._end_bytes()
                self.skip = 0
                if len(self.stack) >= _DEEPEST:
                    raise Unreadable(f"groups nested deeper than {_DEEPEST:,}")
                self.stack.append(self.group)
                self.group = replace(self.group, begun=False, starred=False)
            elif m["brace"]:
                self._end_bytes()
                self._close()
                if not self.stack:
                    break
            elif m["sign"]:
                self._end_bytes()
                self._sign(m["sign"])
        self._end_bytes()
        for place in list(self.open):
            self._end_paragraph(place)
        self._end_table()
        return not self.stack

    # ------------------------------------------------------------------------------------------ tokens

    def _text(self, text: str) -> None:
        if self.skip:
            text, self.skip = text[self.skip :], max(0, self.skip - len(text))
        if text.isascii() and not self.bytes:
            self._say(text)
        else:
            self.bytes += text.encode("latin-1", "replace")
            if text.isascii():
                self._end_bytes()

    def _end_bytes(self) -> None:
        """Bytes of the code page become characters."""
        if not self.bytes:
            return
        data, self.bytes = bytes(self.bytes), bytearray()
        font = self.group.font if self.group.font in self.fonts else self.default_font
        page = self.fonts.get(font, self.page)
        if page == "symbol":
            self._say("".join("•" if b in (0xB7, 0xA7) else chr(b) if 0x20 <= b < 0x7F else "\ufffd" for b in data))
        else:
            self._say(data.decode(page, "replace"))

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self.group.starred = True
        elif self.skip:
            self.skip -= 1
        elif sign in "\r\n":
            self._word("par", None)
        elif sign in _SIGNS:
            self._say(_SIGNS[sign])

    def _close(self) -> None:
        closed, self.group = self.group, self.stack.pop() if self.stack else _Group(place="skip")
        if closed.place == "styles" and self.group.place == "styles":
            self._style()
        elif closed.place != self.group.place and closed.place in self.pieces and closed.place:
            self._end_paragraph(closed.place)

    def _word(self, word: str, number: int | None) -> None:
        group = self.group
        first, group.begun = not group.begun, True
        if first and word not in _PASSED and (word in _SOMEWHERE or word in _NOWHERE or group.starred):
            self._destination(word)
        elif word in _PRINTED:
            self._say(_PRINTED[word])
        elif word == "u" and number is not None:
            self._say(chr(number % 0x10000))
            self.skip = group.after_unicode
        elif word in _ENDS or word in ("cell", "row"):
            self._end(word)
        elif word == "uc":
            group.after_unicode = min(max(number or 0, 0), 100)
        elif word == "f":
            group.font = number or 0
        elif word == "fs":
            group.size = number or 24
        elif word in ("v", "deleted"):
            group.unseen = number != 0
        elif word == "plain":
            group.font, group.size, group.unseen = self.default_font, 24, False
        elif word in ("pard", "intbl", "s", "outlinelevel", "ls", "pnlvlblt"):
            self._format(word, number or 0)
        elif word in ("ansicpg", "deff", "fcharset", "cpg") or word in _DOCUMENT:
            self._define(word, number or 0)
        elif group.place == "created" and word in ("yr", "mo", "dy") and number is not None:
            self.said.setdefault("created", []).append(f"{number:02}")
        elif word == "fldrslt":
            group.linked = "HYPERLINK" in "".join(self.said.pop("instruction", ()))
        elif word in ("listtext", "pntext"):
            self._format(word, 0)

    def _destination(self, word: str) -> None:
        group = self.group
        place = _SOMEWHERE.get(word, "skip")
        nowhere = group.place in ("skip", "fonts", "styles")
        if word == "ud" and group.place == "skip":
            group.place = self.stack[-2].place if len(self.stack) > 1 else ""
        elif place == "box" and group.place == "shape":
            group.place = "box"
        elif not nowhere:
            group.place = place

    def _define(self, word: str, number: int) -> None:
        if word == "deff":
            self.default_font = number
        elif word == "fcharset" and self.group.place == "fonts":
            if number == _SYMBOL:
                self.fonts[self.group.font] = "symbol"
            elif number in _CHARSETS:
                self.fonts[self.group.font] = _CHARSETS[number]
        elif word == "ansicpg":
            self.page = _page(number) or self.page
        elif word == "cpg" and self.group.place == "fonts" and (page := _page(number)):
            self.fonts[self.group.font] = page
        elif word in _DOCUMENT:
            self.page = _DOCUMENT[word]

    def _format(self, word: str, number: int) -> None:
        if self.group.place == "styles":
            if word == "s":
                self.said["style"] = [str(number)]
            return
        if self.group.place not in self.pieces:
            return
        paragraph = self._paragraph()
        if word == "pard":
            self.open[self.group.place] = _Paragraph(paragraph.words, paragraph.linked, paragraph.sizes)
        elif word == "intbl":
            paragraph.in_table = True
        elif word == "s":
            paragraph.style = number
        elif word == "outlinelevel":
            paragraph.level = number < 9
        else:
            paragraph.listed = word != "ls" or number > 0

    # ------------------------------------------------------------------------------------------ text

    def _paragraph(self) -> _Paragraph:
        return self.open.setdefault(self.group.place, _Paragraph())

    def _say(self, text: str) -> None:
        group = self.group
        if group.starred and not group.begun:
            group.place = "skip"
        group.begun = True
        if group.place in ("title", "author", "instruction", "styles"):
            self.said.setdefault(group.place, []).append(text)
        elif group.place in self.pieces and not group.unseen:
            paragraph = self._paragraph()
            paragraph.words.append(text)
            paragraph.sizes[group.size] += len(text)
            paragraph.linked += len(text) if group.linked else 0

    def _style(self) -> None:
        """A group of the style sheet is over: its number and its name."""
        number, called = "".join(self.said.pop("style", ())), "".join(self.said.pop("styles", ()))
        found = by_name(called.strip().removesuffix(";"))
        if found is not None and number:
            self.styles[int(number)] = found

    def _end(self, word: str) -> None:
        place = self.group.place
        if place not in self.pieces:
            return
        if word == "cell" and not place:
            self._paragraph().in_table = True
        self._end_paragraph(place)
        if word == "cell" and not place:
            self.cells.append(self.cell)
            self.cell = []
        elif word == "row" and not place:
            self.rows.append(self.cells)
            self.cells = []

    def _end_paragraph(self, place: str) -> None:
        done = self.open.get(place)
        if done is None:
            return
        self.open[place] = _Paragraph(style=done.style, level=done.level, listed=done.listed, in_table=done.in_table)
        text = "".join(done.words)
        if "\ud800" <= max(text, default="") <= "\udfff":  # halves of characters beyond 65,535
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        style = self.styles.get(done.style) or Style()
        kind = "heading" if done.level else "list" if done.listed and style.kind == "paragraph" else style.kind
        piece = Piece(text, kind, place, done.linked / len(text) if text else 0.0, style.rule, style.reason)
        if done.in_table and not place:
            self.cell.append(piece)
            return
        if not place:
            self._end_table()
        self.pieces[place].append((piece, done.sizes.most_common(1)[0][0] if done.sizes else 24))
        if not place:
            self.pieces[""] += self.pieces.pop("box", [])
            self.pieces["box"] = []

    def _end_table(self) -> None:
        if self.cell or self.cells:
            self.rows.append([*self.cells, self.cell])
        self.pieces[""] += [(piece, 0) for piece in table(self.rows)]  # of no size: no heading
        self.rows, self.cells, self.cell = [], [], []


def _page(number: int) -> str:
    """The code page of this number, as Python names it; nothing where it knows none."""
    name = "utf-8" if number == 65001 else "mac_roman" if number == 10000 else f"cp{number}"
    try:
        codecs.lookup(name)
    except LookupError:
        return ""
    return name


def read(data: bytes) -> Draft:
    """The page head first, then text and notes, the page foot last; pictures, field codes, comments, hidden and deleted text left out.

    Raises:
        Unreadable: no RTF, groups or paragraphs without end, or without text.
    """
    start = data.find(b"{\\rtf")
    if not 0 <= start <= 100:
        raise Unreadable("no RTF file")
    if data.count(b"\\par") > MOST_PARAGRAPHS:
        raise Unreadable(f"more than {MOST_PARAGRAPHS:,} paragraphs: split it")
    reading = _Reading(data[start:].decode("latin-1"))
    flags = () if reading.whole else (Flag("incomplete", "it breaks off: its last group is not closed"),)
    letters: Counter[int] = Counter()
    for piece, size in reading.pieces[""]:
        letters[size] += len(piece.text) if size else 0
    usual = max(letters, key=lambda size: letters[size], default=24)
    text = [_headed(piece, size, usual) for piece, size in [*reading.pieces[""], *reading.pieces["box"]]]
    notes = [piece for piece, _ in reading.pieces["note"]]
    heads, feet = (
        [
            replace(piece, rule=f"page {kind}", reason=f"stands at the {place} of the pages")
            for piece, _ in reading.pieces[kind]
        ]
        for kind, place in (("header", "head"), ("footer", "foot"))
    )
    draft = galley.draft(once([*heads, *galley.lists_joined(text), *notes, *feet]), "rtf", flags)
    return replace(draft, stated=_stated(reading, draft))


def _headed(piece: Piece, size: int, usual: int) -> Piece:
    """Few words in larger type are a heading."""
    large = piece.kind == "paragraph" and size >= 1.2 * usual and len(piece.text.split()) <= 40
    return replace(piece, kind="heading") if large else piece


def _stated(reading: _Reading, draft: Draft) -> dict[str, tuple[Fact, ...]]:
    title, author = ("".join(reading.said.get(key, ())) for key in ("title", "author"))
    created = "-".join(reading.said.get("created", ())[:3])
    return properties.facts(draft, title, author, created, "document properties")
