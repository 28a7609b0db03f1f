"""Texts that a Markdown reader would rather take for something else, the same for the same seed."""

from __future__ import annotations

import random
import re

SIGNS = [*"\\`*_[]{}()<>#+-.!|~=:;^$&%@/?'\",", "“", "”", "‘", "’", "«", "»", "–", "—", "…"]
"""Single characters that are active somewhere, and the marks that newspapers use."""

PIECES = (
    # entities, whole and broken
    "&amp;", "&lt;", "&#42;", "&#x2A;", "&nbsp;", "&AMP", "&copy", "&#0;", "&;", "&bogus;", "&ouml;",
    # addresses, in angle brackets and bare
    "<https://e.org/a>", "<a@b.de>", "http://", "https://e.org/a_b_c", "HTTP://E.ORG/*", "ftp://e.org", "www.", "www.e.org/(a)",
    "WWW.E.org", "mailto:", "mailto:a@b.de", "xmpp:a@b.de/c", "a@b.de", "first.last+tag@sub.e-mail.co.uk", "//e.org", "e.org/%C3%A9",
    "e.org/%20a", "https://e.org/%7Ea%2A", "xn--mnchen-3ya.de", "https://xn--mnchen-3ya.de/x", "javascript:alert(1)", "tel:+49", "e.com",
    "magnet:?x", "doi:10.1/x", "file:///etc", "127.0.0.1", "10.0.0.1:80/a",
    # notes, links, pictures, tasks
    "[^1]", "[^x]", "[^x]: y", "^[in place]", "[a](b)", "[a][b]", "[a]", "[a]: b", "[ ]", "[x]", "[X] done", "![a](b)", "![", "](", "][",
    "[@key]", "@key", "[-@key, p. 3]", "[[a]]", "[[a|b]]", "]{.c}", "{#id}", "{.c a=b}", "[#1]", "#12", "GH-1", "@user",
    # blocks
    "# ", "## a ##", "#", "#a", " #", "===", "---", "***", "___", "- ", "+ ", "* ", "-", "+", "*", "1. ", "1) ", "(1) ", "a. ", "(a) ", "i. ",
    "iv) ", "#. ", "12345678. ", "1234567890. ", "(@) ", "(@a) ", "A. ", "- [ ] ", "- [x] a", "> ", ">", ">>", ": ", ":   a", "~ ", "::: ", ":::",
    "::: {.a}", "    ", "\t", "```", "~~~", "``", "`a`", "| ", "|", "| a | b |", "|---|", "--- | ---", "+---+", "=====", "-----", ":--", "--:",
    "% a", "%%", "---\na: b\n---", "[TOC]", "..", ".. a::", ":a: b", "*[a]: b", "^", "\\begin{a}", "\\a", "\\(a\\)", "\\[a\\]", "\\", "\\\\",
    # HTML
    "<b>", "</b>", "<br>", "<br/>", "<!-- a -->", "<!--", "-->", "<?a?>", "<!A>", "<![CDATA[a]]>", "<script>", "</script>", "<div>", "<a href='b'>",
    "<textarea>", "<1>", "< a", "a<b", "a>b", "<", ">", "<a@", "<x:y>", "<details>",
    # within a line
    "**a**", "__a__", "*a*", "_a_", "a_b_c", "a*b*c", "***", "~~a~~", "~a~", "~", "^a^", "^", "==a==", "++a++", "||a||", ":smile:", ":+1:", ":a",
    "$a$", "$$", "$1 and $2", "$", "\\$", "--", "---", "...", "(c)", "(tm)", "+-", "!!!!", "????", "''", "``a''", "\"a\"", "'a'", "1/2", "->", "<-", "=>",
    "{{a}}", "{% a %}", "{=html}", "`a`{=html}", "\u00b6", "\u2020",
    # other scripts, marks that combine, directions, blanks, what cannot be seen
    "שלום", "مرحبا", "\u202eabc\u202c", "\u2067x\u2069", "\u200f", "\u200e", "e\u0301", "\u0301", "a\u0323\u0302", "क्षि", "\u200d", "\u200b",
    "\u200c", "\u2060", "\u00ad", "\ufeff", "\u00a0", "\u2003", "\u3000", "\u2009", "\u202f", "\u1680", "\u205f", "\u2028", "\u2029", "\x85", "\x0b", "\x0c",
    "\x1c", "\x1f", "\x00", "\x07", "\x1b[31m", "\x7f", "\ufffd", "\ufffe", "👩‍👩‍👧", "🇩🇪", "𝒜", "漢字", "，", "。", "ｆ", "＊", "ﬁ", "ß", "İ", "ı",
)  # fmt: skip
"""What would become something else, or nothing, were it not escaped."""

WORDS = (
    "the",
    "bridge",
    "talks",
    "said",
    "Lund",
    "1984",
    "co-operation",
    "e.g.",
    "3.5",
    "U.S.",
    "Zürich",
    "naïve",
    "a",
    "I",
    "x",
)
BLANKS = (" ", " ", " ", " ", "  ", "\n", "\t", "\u00a0", "")
_UNTYPED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
ENDS = (
    " ",
    "  ",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "\u00a0",
    "\u2003",
    "\u3000",
    "\u1680",
    "\u2028",
    "\u200b",
    "\ufeff",
    "\r",
    "\x0c",
    "\x85",
    "\\",
)


def text(draw: random.Random) -> str:
    """A text of one to some twenty pieces; one in a hundred is a long run of one of them."""
    if draw.random() < 0.01:
        return _piece(draw) * draw.choice((40, 300, 2_000))
    out = ""
    for _ in range(draw.choice((1, 1, 2, 2, 3, 4, 6, 9, 20))):
        out += _piece(draw) + draw.choice(BLANKS)
    if draw.random() < 0.3:
        out = draw.choice(ENDS) + out
    return out + draw.choice(ENDS) if draw.random() < 0.3 else out.rstrip(" ")


def line(draw: random.Random) -> str:
    """The same in one line, as somebody could type or paste it: no control character, no blank at its ends."""
    return _UNTYPED.sub("", text(draw)).strip()


def lines(draw: random.Random) -> str:
    """Some lines that somebody could type, some of them set in, with empty ones between them, no blank at their ends."""
    found = [line(draw) for _ in range(draw.choice((1, 1, 2, 3, 5)))]
    return "".join(one + draw.choice(("\n", "\n", " \n", "\n  ", "\n\n", "\n \n", "\n\n\n")) for one in found).strip()


def _piece(draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.3:
        return draw.choice(WORDS)
    if chance < 0.75:
        return draw.choice(PIECES)
    if chance < 0.97:
        return "".join(draw.choices(SIGNS, k=draw.choice((1, 1, 2, 3))))
    return chr(
        draw.choice(
            (
                draw.randrange(0x20, 0x250),
                draw.randrange(0x2000, 0x2100),
                draw.randrange(0xE000),
                draw.randrange(0xE000, 0x110000),
            )
        )
    )
