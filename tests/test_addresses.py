"""Addresses on the web: what is one, how it is written, and what never is one."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import addresses
from index.addresses import Unusable

HOSTILE = {
    "javascript:alert(1)": "only http and https",
    "JavaScript://x.example/%0aalert(1)": "only http and https",
    "file:///etc/passwd": "only http and https",
    "data:text/html,<script>": "only http and https",
    "ftp://x.example/a": "only http and https",
    "vbscript:x": "only http and https",
    "about:blank": "only http and https",
    "view-source:http://x.example/": "only http and https",
    "--help": "only http and https",
    "-new-window": "only http and https",
    "//x.example/a": "only http and https",
    "/etc/passwd": "only http and https",
    "": "only http and https",
    "http:x.example": "only http and https",
    " http://x.example/": "a blank",
    "http://x.example/ --help": "a blank",
    "http://x.example/\n--help": "cannot be seen",
    "http://x.example/\t": "cannot be seen",
    "java\nscript:x": "cannot be seen",
    "http://x.example/\x1b]52;c;aGk=\x07": "cannot be seen",
    "http://x.example/\x9b2J": "cannot be seen",
    "http://x.example/\x00": "cannot be seen",
    "http://x.example/\u202egnp.exe": "cannot be seen",
    "http://x\u200b.example/": "cannot be seen",
    "http://x.example/\U000e0041": "cannot be seen",
    "http://x.example/\ud800": "cannot be seen",
    "http://x.example/a\u3000b": "cannot be seen",
    "http://x.example\\@y.example/": "a backslash",
    "http://ann:secret@x.example/": "user name",
    "http://good.example@x.example/": "user name",
    "http://@x.example/": "user name",
    "http:///a": "no address",
    "http://": "no address",
    "http://./": "no address",
    "http://a..b/": "no address",
    "http://-x.example/": "no address",
    "http://x.example:99999/": "no address",
    "http://x.example:a/": "no address",
    "http://[::1/": "no address",
    "http://[fe80::1%25eth0]/": "no address",
    "http://[v1.a]/": "no address",
    "http://[::1]x/": "no address",
    "http://[::1%eth0]:80/": "no address",
    "http://x!y.example/": "no address",
    "http://$(id).example/": "no address",
    "http://`id`.example/": "no address",
    "http://" + "a" * 64 + ".example/": "no address",
    "http://" + "a." * 200 + "example/": "no address",
    "http://x.example/" + "a" * 4_000: "longer than",
    "http://☃.example/": "no address",
    "http://a\u2100b.example/": "no address",
}
"""What names no place that is fetched or opened, and why."""


@pytest.mark.parametrize(("text", "why"), HOSTILE.items(), ids=[ascii(text)[:40] for text in HOSTILE])
def test_what_is_no_address(text: str, why: str) -> None:
    """Other schemes, options, what cannot be seen, what two programs may understand in two ways."""
    with pytest.raises(Unusable, match=why):
        addresses.parse(text)
    assert addresses.known(text) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("http://x.example", "http://x.example/"),
        ("HTTPS://X.Example:443/A?b=C#d", "https://x.example/A?b=C#d"),
        ("http://x.example:8080/", "http://x.example:8080/"),
        ("https://x.example./?", "https://x.example/"),
        ("https://x.example/ä ö".replace(" ", "%20"), "https://x.example/%C3%A4%20%C3%B6"),
        ("https://x.example/100%/%zz%41", "https://x.example/100%25/%25zz%41"),
        ("https://x.example/`a`<b>\"{|}^'(c)'", "https://x.example/%60a%60%3Cb%3E%22%7B%7C%7D%5E'(c)'"),
        ("https://Bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("http://ｘ。example/", "http://x.example/"),
        ("http://[2001:DB8:0::1]:80/a", "http://[2001:db8::1]/a"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
        ("http://a_b.example/", "http://a_b.example/"),
    ],
)
def test_every_program_is_given_the_same(text: str, written: str) -> None:
    """Printable ASCII, the host as the name system has it; written once more it is the same."""
    assert addresses.parse(text).text == written
    assert addresses.parse(written).text == written


@settings(max_examples=60)
@given(st.text() | st.text(alphabet="htps:/.x@[]%#?\\- ä\u202e\n1").map(lambda t: f"http://{t}"))
@example("http://x.example/%")
def test_whatever_is_taken_is_plain(text: str) -> None:
    """ASCII that can be seen, no blank, no quotation mark, no bracket of another language; the same when taken again."""
    written = addresses.known(text)
    if written is not None:
        assert written.isascii()
        assert written.isprintable()
        assert written.startswith(("http://", "https://"))
        assert not set(written) & set(' "<>\\`{|}^')
        assert addresses.known(written) == written


def test_no_character_that_cannot_be_seen_is_in_an_address() -> None:
    """All of Unicode's controls, formats, surrogates, private and blank characters, in the host and behind it."""
    unseen = [
        c
        for c in map(chr, range(sys.maxunicode + 1))
        if (unicodedata.category(c)[0] in "CZ" and ord(c) < 0xE000) or 0xE0000 <= ord(c) < 0xE0200
    ]
    let_in = [c for c in unseen if addresses.known(f"http://x{c}.example/") or addresses.known(f"http://x.example/{c}")]
    assert len(unseen) > 2_500
    assert let_in == []


@pytest.mark.parametrize(
    ("text", "name", "mixed"),
    [
        ("https://example.org/", "example.org", False),
        ("https://bücher.example/", "bücher.example", False),
        ("https://xn--bcher-kva.example/", "bücher.example", False),
        ("https://xn--80ak6aa92e.example/", "аррӏе.example", False),
        ("https://раypal.example/", "раypal.example", True),
        ("https://xn--ypal-43d9g.example/", "раypal.example", True),
        ("https://ニュース日本.example/", "ニュース日本.example", False),
        ("https://xn--zz.example/", "xn--zz.example", False),
        ("https://xn--999999999999.example/", "xn--999999999999.example", False),
    ],
)
def test_how_a_host_reads(text: str, name: str, mixed: bool) -> None:
    """In both forms, whichever is given; letters of two scripts in one part are known."""
    found = addresses.parse(text)
    assert (found.name, found.is_mixed) == (name, mixed)


def test_a_reference_is_looked_at_like_an_address() -> None:
    """What a redirect leads to is no other thing than what a person may type."""
    page = addresses.parse("https://x.example/a/b?c#d")
    assert page.joined("../e").text == "https://x.example/e"
    assert page.joined("//y.example").text == "https://y.example/"
    assert page.joined("#f").text == "https://x.example/a/b?c"
    for bad in ("javascript:x", "file:///etc/passwd", "http://a b/", "\x1b", "//u:p@y.example/"):
        with pytest.raises(Unusable):
            page.joined(bad)
