"""What a site asks programs to leave alone, as RFC 9309 has it."""

from __future__ import annotations

import pytest

from reader import robots


@pytest.mark.parametrize(
    ("text", "allowed", "forbidden"),
    [
        ("", ["/", "/a?b"], []),
        ("User-agent: *\nDisallow: /", [], ["/", "/a"]),
        ("User-agent: *\nDisallow:", ["/", "/a"], []),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", ["/", "/b", "/a/b", "/a/bc"], ["/a", "/ab", "/a/c"]),
        ("User-agent: *\nAllow: /a\nDisallow: /a", ["/a"], []),
        ("User-agent: *\nDisallow: /*.pdf$", ["/a.pdf?x", "/a.html"], ["/a.pdf", "/b/c.pdf"]),
        ("User-agent: *\nDisallow: /a*b*c", ["/ab", "/acb"], ["/abc", "/axxbyyc/z"]),
        ("User-agent: *\nDisallow: /*", [], ["/", "/a"]),
        ("User-agent: *\nDisallow: /$", ["/a"], ["/"]),
        ("User-agent: other\nDisallow: /", ["/"], []),
        ("user-agent: TwoSource\ndisallow: /a", ["/b"], ["/a"]),
        ("User-agent: twosource/0.1\nDisallow: /a", ["/b"], ["/a"]),
        ("User-agent: twosourcebot\nDisallow: /a", ["/a"], []),
        ("User-agent: *\nDisallow: /\n\nUser-agent: twosource\nDisallow: /a", ["/b"], ["/a"]),
        ("User-agent: *\nDisallow: /\nUser-agent: twosource\n", ["/a"], []),
        ("User-agent: a\nUser-agent: twosource\nDisallow: /a\nUser-agent: b\nDisallow: /b", ["/b"], ["/a"]),
        ("User-agent: twosource\nDisallow: /a\nUser-agent: *\nDisallow: /\nUser-agent: twosource\nDisallow: /b", ["/c"], ["/a", "/b"]),
        ("User-agent: *\nCrawl-delay: 9\nSitemap: /x\nDisallow: /a # why\n", ["/b"], ["/a"]),
        ("\ufeffUser-agent: *\r\nDisallow: /a\rDisallow: /b", ["/c"], ["/a", "/b"]),
        ("User-agent: *\nDisallow: /%7ea/ö", ["/a"], ["/~a/%C3%B6", "/%7Ea/%c3%b6"]),
        ("User-agent: *\nDisallow: /a%2Fb", ["/a/b"], ["/a%2fb"]),
        ("Disallow: /\nUser-agent: *", ["/a"], []),
        ("User-agent *\nDisallow /", ["/a"], []),
        ("<html>\x00\x1b[2J</html>", ["/a"], []),
        ("User-agent: *\nDisallow: /", ["/robots.txt"], []),
    ],
)  # fmt: skip
def test_what_is_allowed(text: str, allowed: list[str], forbidden: list[str]) -> None:
    """Groups, the longest rule, wildcards, encodings, and lines that say nothing."""
    rules = robots.read(text.encode("utf-8"), "twosource")
    assert [path for path in allowed if not rules.allow(path)] == []
    assert [path for path in forbidden if rules.allow(path)] == []


def test_only_the_first_500_kib_are_looked_at() -> None:
    """And half a character at their end costs nothing; no pattern of stars takes long."""
    rules = robots.read(b"User-agent: *\n" + b"#" * robots.MOST_BYTES + b"\nDisallow: /", "twosource")
    assert rules.allow("/a")
    slow = robots.read(b"User-agent: *\nDisallow: /" + b"*a" * 100_000 + b"$\n\xff", "twosource")
    assert slow.allow("/" + "a" * 3_000 + "b")
