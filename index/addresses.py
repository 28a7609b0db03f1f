"""Addresses on the web: which may be fetched or opened at all, written so that every program takes them for the same one.

Whatever names one (a page, a pack.toml, a person) may be hostile: an address that another program could understand otherwise
is none. Host names are in the form that the name system has (RFC 3492), what else is not ASCII is percent-encoded (RFC 3987).
"""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import quote, urljoin, urlsplit

LONGEST = 4_000
"""Characters of an address."""
PORTS = {"http": 80, "https": 443}
"""The schemes that are fetched and opened, with their usual ports."""
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_AUTHORITY = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\[\]:]+)(?::[0-9]*)?")
_IGNORED = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks that nobody sees: Unicode's Default_Ignorable_Code_Point, as far as they are not control characters."""
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
_KEPT = string.punctuation.translate({ord(c): None for c in '"<>\\^`{|}'})
"""Signs that stay as they are in a path or a query; `%` among them, since it is there for what is encoded already."""


class Unusable(ValueError):  # noqa: N818 (it says what the address is)
    """No address that is fetched or opened. Its text is the reason, for the middle of a line."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address with http or https; all of it is printable ASCII but for `name`."""

    scheme: str
    host: str
    """As the name system has it: `xn--bcher-kva.example`; an IPv6 address in brackets."""
    port: int | None
    """None for the usual one."""
    target: str
    """Path and query; begins with `/`."""
    fragment: str = ""
    """With its `#`; empty for none."""
    name: str = ""
    """The host as a person reads it: `bücher.example`."""

    @property
    def authority(self) -> str:
        """Host and, where it is not the usual one, port."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def site(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def text(self) -> str:
        """The whole address."""
        return f"{self.site}{self.target}{self.fragment}"

    @property
    def is_mixed(self) -> bool:
        """Whether a part of the host has letters of several scripts, one of which may stand for another's look-alike."""
        return any(map(_mixes, self.name.split(".")))

    def joined(self, reference: str) -> Address:
        """The address that a reference on this page leads to, without a fragment. Raises Unusable."""
        found = parse(urljoin(self.text, _sound(reference)))
        return Address(found.scheme, found.host, found.port, found.target, "", found.name)


def parse(text: str) -> Address:
    """The address that a text is. Raises Unusable for all but a plain http or https address.

    >>> parse("HTTPS://Bücher.example:443/a b".replace(" ", "%20")).text
    'https://xn--bcher-kva.example/a%20b'
    """
    _sound(text)
    if not re.match("https?://", text, re.IGNORECASE):
        raise Unusable("only http and https addresses are taken")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Unusable("no address: host or port cannot be understood") from None
    if "@" in parts.netloc:
        raise Unusable("it holds a user name or password")
    if not _AUTHORITY.fullmatch(parts.netloc):
        raise Unusable("no address: host or port cannot be understood")
    host, name = _host(parts.hostname or "")
    scheme = parts.scheme.lower()
    target = _encoded(parts.path or "/") + (f"?{_encoded(parts.query)}" if parts.query else "")
    fragment = f"#{_encoded(parts.fragment)}" if parts.fragment else ""
    return Address(scheme, host, None if port == PORTS[scheme] else port, target, fragment, name)


def known(text: str) -> str | None:
    """An address as it is written everywhere here; None for what is none."""
    try:
        return parse(text).text
    except Unusable:
        return None


def _sound(text: str) -> str:
    """The text, where every program sees the same characters in it. Raises Unusable."""
    if len(text) > LONGEST:
        raise Unusable(f"longer than {LONGEST:,} characters")
    if not text.isprintable() or _IGNORED.search(text):
        raise Unusable("it holds characters that cannot be seen")
    if " " in text or "\\" in text:
        raise Unusable("it holds a blank or a backslash")
    return text


def _encoded(text: str) -> str:
    text = re.sub("%(?![0-9A-Fa-f]{2})", "%25", text)
    return quote(text, safe=_KEPT)


def _host(host: str) -> tuple[str, str]:
    """A host as the name system has it, and as a person reads it."""
    if ":" in host:
        try:
            return (found := f"[{IPv6Address(host).compressed}]"), found
        except ValueError:
            raise Unusable("no address: the host is none") from None
    host = host[:-1] if host.endswith(".") else host
    labels = [_label(part) for part in _DOTS.split(host)]
    ascii_host = ".".join(label for label, _ in labels)
    if len(ascii_host) > 253:
        raise Unusable("no address: the host is none")
    return ascii_host, ".".join(name for _, name in labels)


def _label(text: str) -> tuple[str, str]:
    """A part of a host name in both forms, letters as UTS 46 has them (not transitional)."""
    name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    if name.isascii():
        if not _LABEL.fullmatch(name):
            raise Unusable("no address: the host is none")
        return name, _decoded(name)
    if any(unicodedata.category(c)[0] not in "LMN" and c != "-" for c in name):
        raise Unusable("no address: the host is none")
    label = "xn--" + name.encode("punycode").decode("ascii")
    if not _LABEL.fullmatch(label):
        raise Unusable("no address: the host is none")
    return label, name


def _decoded(label: str) -> str:
    """What a label in the form of the name system says; itself where that is nothing to be shown."""
    if not label.startswith("xn--"):
        return label
    try:
        name = label[4:].encode("ascii").decode("punycode")
        return name if not name.isascii() and _label(name) == (label, name) else label
    except (UnicodeError, ValueError, OverflowError):
        return label


_TOGETHER = ({"CJK", "HIRAGANA", "KATAKANA"}, {"CJK", "HANGUL"}, {"CJK", "BOPOMOFO"})
"""Scripts that are written with one another (Unicode TS 39)."""


def _mixes(label: str) -> bool:
    scripts = {unicodedata.name(c, "").partition(" ")[0].partition("-")[0] for c in label if c.isalpha()}
    return len(scripts) > 1 and not any(scripts <= some for some in _TOGETHER)
