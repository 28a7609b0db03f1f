"""The verb `add`, against a server on this computer: what is fetched, what is refused, what stands in the pack afterwards."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import ssl
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import addresses, paths
from reader import adding, cli, disk, fetching, filenames, origins, reach
from reader.adding import Wanted
from reader.fetching import Fetched, Fetcher, Limits, NotFetched

STORY = b"Bridge closed after storm\n\nThe bridge over the Tam was closed on Monday after a storm, the county said.\n"
CERTIFICATE = Path(__file__).parent / "bridge.example.pem"
"""Of a host that is none, until 2126, with its key; made for these tests: openssl req -x509 -newkey ec -days 36500."""
SMALL = Limits(size=50_000, connect=2.0, silence=0.4, whole=1.2, redirects=5)


class Site(ThreadingHTTPServer):
    """A site on this computer: answers by their paths, and the requests that came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def say(self, path: str, data: bytes = b"", status: int = 200, **headers: str) -> None:
        """Answer so at a path; `a_b` names the header `a-b`."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in {"Content_Length": str(len(data)), **headers}.items():
                if value:
                    handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(data)

        self.answers[path] = answer

    def send(self, path: str, *pieces: bytes, every: float = 0.0, times: int = 1) -> None:
        """Answer with these raw bytes at a path, head and all, `times` over, so many seconds between the pieces."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            for _ in range(times):
                for piece in pieces:
                    handler.wfile.write(piece)
                    handler.wfile.flush()
                    time.sleep(every)

        self.answers[path] = answer


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers.items())))
        with suppress(OSError):  # who asked may have gone
            self.server.answers.get(self.path, lambda handler: handler.send_error(404))(self)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.shutdown()
    made.server_close()


def fetch(
    url: str,
    limits: Limits = SMALL,
    resolve: fetching.Resolve = fetching.resolved,
    environment: dict[str, str] | None = None,
) -> Fetched:
    return Fetcher("1.0", environment or {}, limits, resolve).fetch(addresses.parse(url))


def refused(url: str, why: str, **also: Limits) -> None:
    began = time.monotonic()
    with pytest.raises(NotFetched, match=why):
        fetch(url, **also)
    assert time.monotonic() - began < 20


# --- fetching ---


def test_bytes_are_kept_as_they_came(site: Site) -> None:
    """Whatever they are; packed ones as they were before. Sites are told who asks, and nothing else."""
    data = bytes(range(256)) * 40 + b"\r\n\xef\xbb\xbf"
    site.say("/a", data, Content_Type="Text/HTML; charset=x")
    site.say("/gz", gzip.compress(data) + gzip.compress(b"more"), Content_Encoding="gzip")
    site.send("/open", b"HTTP/1.0 200 OK\r\n\r\n" + data)
    site.send("/pieces", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", b"2\r\nde\r\n0\r\n\r\n")
    before = datetime.now(UTC).replace(microsecond=0)
    found = fetch(f"{site.url}/a#part")
    assert (found.data, found.kind, found.address.text) == (data, "text/html", f"{site.url}/a#part")
    assert before <= found.when <= datetime.now(UTC)
    assert fetch(f"{site.url}/gz").data == data + b"more"
    assert fetch(f"{site.url}/open").data == data
    assert fetch(f"{site.url}/pieces").data == b"abcde"
    headers = next(headers for path, headers in site.asked if path == "/a")
    assert headers["User-Agent"] == "twosource/1.0"
    assert headers.keys() == {"Host", "User-Agent", "Accept", "Accept-Encoding"}
    assert [path for path, _ in site.asked] == ["/robots.txt", "/a"] + [
        part for path in ("/gz", "/open", "/pieces") for part in ("/robots.txt", path)
    ]


def test_what_a_site_may_not_send(site: Site) -> None:
    """Too much, stated or not, packed or not; less than stated; what is packed otherwise; other statuses; nothing."""
    big = b"x" * 60_000
    site.say("/big", big)
    site.say("/bomb", gzip.compress(b"\0" * 20_000_000), Content_Encoding="gzip")
    site.send("/endless", b"HTTP/1.0 200 OK\r\n\r\n", *[b"y" * 10_000] * 10)
    site.send("/lies", b"HTTP/1.0 200 OK\r\nContent-Length: 999999999\r\n\r\nabc")
    site.say("/short", b"abc", Content_Length="30")
    site.send("/half", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n30\r\nabc")
    site.say("/torn", gzip.compress(STORY)[:-9], Content_Encoding="gzip")
    site.say("/plain", STORY, Content_Encoding="gzip")
    site.say("/br", STORY, Content_Encoding="br")
    site.say("/empty")
    site.say("/part", STORY, 206)
    site.say("/gone", STORY, 410)
    site.say("/down", STORY, 503)
    site.say("/odd", STORY, 799)
    site.send("/garbage", b"SSH-2.0-x\r\n\x1b[2J\r\n")
    site.send("/heads", b"HTTP/1.0 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n")
    for path, why in {
        "/big": "larger than",
        "/bomb": "larger than",
        "/endless": "larger than",
        "/lies": "larger than",
        "/short": "broken off",
        "/half": "broken off",
        "/torn": "broken off",
        "/plain": "not packed as it says",
        "/br": "not asked for",
        "/empty": "nothing was sent",
        "/part": "status 206 Partial Content",
        "/gone": "status 410 Gone",
        "/missing": "status 404 Not Found",
        "/down": "status 503 Service Unavailable",
        "/odd": "status 799",
        "/garbage": "no HTTP",
        "/heads": "no HTTP",
    }.items():
        refused(site.url + path, why)


def test_nobody_waits_for_a_slow_site(site: Site) -> None:
    """Neither for one that says nothing, nor for one that sends a byte now and then, in its head or its text."""
    ok = b"HTTP/1.0 200 OK\r\n"
    site.send("/still", b"", every=1.0)
    site.send("/stops", ok + b"\r\nabc", every=1.0)
    site.send("/drips", ok + b"\r\n", *[b"x"] * 20, every=0.1)
    site.send("/heads", ok, *[b"a: b\r\n"] * 20, every=0.1)
    refused(f"{site.url}/still", "nothing came for 0.4 seconds|robots.txt")
    refused(f"{site.url}/stops", "stopped sending")
    refused(f"{site.url}/drips", "took longer than 1.2 seconds")
    refused(f"{site.url}/heads", "took longer than 1.2 seconds")

    def never(host: str, port: int) -> list[str]:
        time.sleep(1.0)
        return []

    with pytest.raises(NotFetched, match=r"took longer than 0\.1"):
        fetch("http://x.example/", Limits(whole=0.1), never)


def test_what_cannot_be_reached(site: Site) -> None:
    """No such host, nobody there, no TLS where it should be."""

    def nowhere(host: str, port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(NotFetched, match=r"x\.example is not found"):
        fetch("http://x.example/", resolve=nowhere)
    with pytest.raises(NotFetched, match="no address is known"):
        fetch("http://x.example/", resolve=lambda host, port: [])
    refused(site.url.replace("http:", "https:"), "no safe connection")
    with pytest.raises(NotFetched, match="cannot be connected to"):
        fetch("http://127.0.0.1:1/")


def test_a_certificate_must_hold_for_the_host(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that nobody vouches for does not, nor one of another host; the host asked for is the one named, whatever its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    site.socket = context.wrap_socket(site.socket, server_side=True)
    site.say("/a", STORY)
    port = site.server_address[1]

    def resolve(host: str, at: int) -> list[str]:
        return ["127.0.0.1"]

    monkeypatch.setattr(reach, "of", lambda place: "public")
    with pytest.raises(NotFetched, match=r"certificate does not hold \(self-signed certificate\)"):
        fetch(f"https://bridge.example:{port}/a", resolve=resolve)
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    assert fetch(f"https://bridge.example:{port}/a", resolve=resolve).data == STORY
    with pytest.raises(NotFetched, match=r"certificate does not hold \(Hostname mismatch"):
        fetch(f"https://ferry.example:{port}/a", resolve=resolve)
    assert {headers["Host"] for _, headers in site.asked} == {f"bridge.example:{port}"}


# --- redirects ---


def test_redirects_are_followed_and_looked_at(site: Site) -> None:
    """Five, to http and https only, without the part behind #; each is asked of robots.txt."""
    site.say("/end", STORY)
    for n in range(7):
        site.say(f"/{n}", status=(301, 302, 303, 307, 308, 301, 302)[n], Location=f"/{n + 1}" if n < 6 else "end")
    assert fetch(f"{site.url}/2").address.text == f"{site.url}/end"
    refused(f"{site.url}/1", "more than 5 redirects")
    for n, to in enumerate(
        ["file:///etc/passwd", "javascript:x", "ftp://x.example/", "http://u:p@x.example/", "//[::1", "\x1b[2J", ""]
    ):
        site.say(f"/to{n}", status=302, Location=to)
        refused(f"{site.url}/to{n}", "leads to an address that is not followed|more than 5 redirects")
    site.say("/loop", status=302, Location="/loop")
    refused(f"{site.url}/loop", "more than 5")
    with pytest.raises(NotFetched, match="from https to http"):
        fetching._redirected(addresses.parse("https://x.example/"), "http://x.example/")
    spaced = fetching._redirected(addresses.parse("http://x.example/"), "/a ö".encode().decode("latin-1"))
    assert spaced.text == "http://x.example/a%20%C3%B6"


INNER = {
    "http://127.0.0.1:{port}/secret": None,
    "http://2130706433:{port}/secret": None,
    "http://0x7f.1:{port}/secret": None,
    "http://localhost:{port}/secret": ["127.0.0.1"],
    "http://[::ffff:127.0.0.1]:{port}/secret": None,
    "http://0.0.0.0:{port}/secret": None,
    "http://169.254.169.254/latest/meta-data/": None,
    "http://10.0.0.1/": None,
    "http://[fd00::1]/": None,
    "http://[64:ff9b::7f00:1]/": None,
    "http://inner.example/": ["192.168.1.1"],
    "http://both.example/": ["93.184.216.34", "127.0.0.1"],
    "http://shared.example/": ["100.64.0.1"],
    "http://cast.example/": ["224.0.0.1"],
}
"""Where a page on the web must not lead, and how the host is found; None: as the system does."""


def test_the_web_does_not_lead_inside(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A redirect from a public address to this computer or its networks is refused before anything is asked there, robots.txt too.

    The address that was looked at is the one connected to: a host is looked for once.
    """
    port = site.server_address[1]
    inner = {to.format(port=port): places for to, places in INNER.items()}
    hosts = {addresses.parse(to).host: places for to, places in inner.items() if places}
    looked, connected = [], []

    def resolve(host: str, at: int) -> list[str]:
        found = hosts.get(host) or (["93.184.216.34"] if host == "public.example" else fetching.resolved(host, at))
        looked.append((host, found[0]))
        return found

    def pool(self: Fetcher, address: addresses.Address, place: str) -> object:
        connected.append((address.host, place))
        return fetching.urllib3.HTTPConnectionPool("127.0.0.1", port, timeout=1.0)

    monkeypatch.setattr(Fetcher, "_pool", pool)
    site.say("/robots.txt", b"User-agent: *\nDisallow: /private")
    site.say("/fine", STORY)
    assert fetch("http://public.example/fine", resolve=resolve).data == STORY
    for n, to in enumerate(inner):
        site.say(f"/{n}", status=302, Location=to)
        with pytest.raises(NotFetched, match=r"not the web|many computers"):
            fetch(f"http://public.example/{n}", resolve=resolve)
    site.say("/robots.txt", status=302, Location=f"http://127.0.0.1:{port}/secret")
    with pytest.raises(NotFetched, match="not the web"):
        fetch("http://public.example/fine", resolve=resolve)
    assert not [path for path, _ in site.asked if "secret" in path or "meta" in path]
    assert {host for host, _ in connected} == {"public.example"}
    assert set(connected) <= set(looked)
    assert len(connected) == len([host for host, _ in looked if host == "public.example"]) - 1, (
        "the last never got so far"
    )


def test_what_the_user_names_on_this_computer_is_fetched(site: Site) -> None:
    """By its address or as localhost; a name of the web that leads here is not."""
    site.say("/a", STORY)
    site.say("/b", status=301, Location=f"http://127.0.0.1:{site.server_address[1]}/a")
    assert fetch(f"{site.url}/b").data == STORY
    local = site.url.replace("127.0.0.1", "localhost")
    assert fetch(f"{local}/a", resolve=lambda host, port: ["127.0.0.1"]).data == STORY
    with pytest.raises(NotFetched, match="is a name for an address of this computer"):
        fetch("http://x.example/", resolve=lambda host, port: ["127.0.0.1"])


def test_how_far_inside_an_address_is() -> None:
    """Whatever form it has; one of many computers is none."""
    for place, how_far in {
        "8.8.8.8": "public",
        "2606:4700::1111": "public",
        "::ffff:8.8.8.8": "public",
        "172.16.0.1": "private",
        "::ffff:192.168.0.1": "private",
        "192.0.2.1": "private",
        "fe80::1%eth0": "link-local",
        "127.9.9.9": "loopback",
        "::1": "loopback",
        "::": "loopback",
        "2002:7f00:1::": "loopback",
    }.items():
        assert reach.of(place) == how_far, place
    for none in ("224.0.0.1", "ff02::1", "x", ""):
        with pytest.raises(ValueError, match=r".*"):
            reach.of(none)


# --- robots.txt and proxies ---


def test_robots_txt_is_kept_to(site: Site) -> None:
    """What it forbids is not asked for; 4xx allows all; 5xx, silence and nonsense allow nothing; it is asked once a site."""
    site.say("/a", STORY)
    for path in ("/b", "/c"):
        site.say(path, STORY)
    site.say("/to", status=302, Location="/b")
    site.say("/robots.txt", b"User-agent: twosource\nDisallow: /b\n")
    fetcher = Fetcher("1.0", {}, SMALL)
    for path in ("/a", "/c"):
        assert fetcher.fetch(addresses.parse(site.url + path)).data == STORY
    for path in ("/b", "/to"):
        with pytest.raises(NotFetched, match="asks programs not to fetch"):
            fetcher.fetch(addresses.parse(site.url + path))
    assert [path for path, _ in site.asked] == ["/robots.txt", "/a", "/c", "/to"]
    site.say("/robots.txt", b"User-agent: *\nDisallow: /\n", 403)
    assert fetch(f"{site.url}/b").data == STORY
    site.say("/robots.txt", b"User-agent: *\nDisallow:\n" + b"#" * 600_000)
    assert fetch(f"{site.url}/a", Limits()).data == STORY
    for status in (500, 503):
        site.say("/robots.txt", status=status)
        refused(f"{site.url}/a", "robots.txt of .* cannot be asked")
    site.send("/robots.txt", b"\0\0\0\n")
    refused(f"{site.url}/a", "robots.txt of .* cannot be asked")
    site.send("/robots.txt", b"", every=1.0)
    refused(f"{site.url}/a", "robots.txt of .* cannot be asked|took longer")


def test_a_proxy_is_used_where_it_is_a_plain_one(site: Site) -> None:
    """It finds the host; what is more than host and port is told of; what is excepted or on this computer goes without."""
    site.say("http://x.example/a", STORY)
    site.say("/a", STORY)

    def unknown(host: str, port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    proxy = {"http_proxy": site.url}
    assert fetch("http://x.example/a", resolve=unknown, environment=proxy).data == STORY
    assert fetch(f"{site.url}/a", environment={"http_proxy": "http://127.0.0.1:1"}).data == STORY
    for but in ("x.example", ".example", "*", "a.b, *.example"):
        with pytest.raises(NotFetched, match="is not found"):
            fetch("http://x.example/a", resolve=unknown, environment=proxy | {"NO_PROXY": but})
    with pytest.raises(NotFetched, match="is not found"):
        fetch("http://x.example/", resolve=unknown, environment={"HTTP_PROXY": site.url, "REQUEST_METHOD": "GET"})
    for value in (
        "http://ann:pw@proxy.example:80",
        "socks5://proxy.example",
        "https://proxy.example",
        "http://p/x",
        "a b",
    ):
        with pytest.raises(NotFetched, match="the proxy of all_proxy is not used"):
            fetch("http://x.example/", resolve=unknown, environment={"all_proxy": value})


# --- names ---

NAMES = [
    "../../etc/passwd", "..\\..\\x", "/etc/passwd", ".bashrc", "-rf", "--help", "con", "NUL.html", "com1.txt", "a\x00b", "a\nb", "\x1b]0;x\x07",
    "\u202egpj.exe", "[/red]", "$(id)", "`id`", "a;b|c&d", "*", "?", "~", "pack.toml", "PACK.TOML", "a" * 500, "ж" * 300, "日" * 200,
    "e" + "\u0301" * 500, "\ud800x", "\U000e0041", "\u200b", " ", "", ".", "..", "...", "a.", "a ", "a..b", "._.", "thumbs.db", "~$a.docx", "a.tmp",
    "Ferry hits dredger: 41 hurt", "https://x.example/a?b=c#d", "100%", "a%2Fb", "%2e%2e%2f", "<script>", '"a"', "=cmd()", "a\tb", "\ufeffa", "x.toc",
    "_MAIN_1.toc", "MAIN_WRITELOCK", "ﬁle", "Ⅳ", "№", "a\u2028b", "\x9b2J", "aux.", "lpt¹",
]  # fmt: skip


def test_every_name_is_a_safe_one_of_its_own() -> None:
    """Out of 240: in no folder, not hidden, no option, no device, no other's, at most 120 bytes; none is refused later for its name."""
    titles = [
        *NAMES,
        *(f"{name}.html" for name in NAMES),
        *(name.upper() for name in NAMES),
        *(f"a/{name}" for name in NAMES),
    ]
    taken: set[str] = set()
    for title in titles:
        for stem, suffix in (
            filenames.of_file(title),
            filenames.of_fetched(addresses.parse("http://x.example/"), STORY, "", title),
        ):
            name = filenames.unique(stem, suffix if suffix != ".tmp" else ".txt", taken)
            taken.add(filenames.folded(name))
            assert len(name.encode()) <= filenames.MOST_BYTES
            assert not set(name) & set("/\\:*?\"'<>|$`;&~[](){}!#% \n\t\0")
            assert name.isprintable()
            assert name[0].isalnum() or name[0].isidentifier()
            assert filenames.folded(name) != "pack.toml"
            assert not filenames._DEVICES.fullmatch(name)
    assert len(taken) == 2 * len(titles)
    assert len(titles) >= 240


@settings(max_examples=60)
@given(st.text(max_size=200), st.sampled_from(["", ".txt", ".html"]))
def test_whatever_the_name_a_file_of_it_is_read(title: str, suffix: str) -> None:
    """And never hidden or a leftover."""
    name = filenames.unique(filenames.clean(title) or "source", suffix or ".md", ())
    assert paths.unread(name) is None
    assert not paths.is_hidden(name)
    assert os.path.basename(name) == name


@pytest.mark.parametrize(
    ("url", "named", "kind", "data", "name"),
    [
        ("http://x.example/news/ferry-hits.html?x=1", "", "text/html", b"<p>", "ferry-hits.html"),
        ("http://x.example/news/ferry.php", "", "text/html", b"<p>", "ferry.html"),
        ("http://x.example/a/12345", "", "text/html", b"<title> Ferry &amp; dredger </title>", "Ferry-dredger.html"),
        ("http://x.example/", "", "text/html", b"<html><head></head></html>", "x.example.html"),
        ("http://x.example/", "", "", b" <!DOCTYPE html><title>A b</title>", "A-b.html"),
        ("http://x.example/F%C3%A4hre.htm", "", "text/html", b"<p>", "Fähre.htm"),
        ("http://x.example/report.pdf", "", "text/html", b"<p>gone", "report.html"),
        ("http://x.example/report", "", "application/pdf", b"%PDF-1.4", "report.pdf"),
        (
            "http://x.example/get?id=3",
            "../Final report.docx",
            "application/octet-stream",
            b"PK\x03\x04",
            "Final-report.zip",
        ),
        ("http://x.example/feed", "", "application/rss+xml", b"<rss>", "feed.rss"),
        ("http://x.example/a.csv", "", "text/plain", b"a,b", "a.csv"),
        ("http://x.example/notes.exe", "", "text/plain", b"words", "notes.exe.txt"),
        ("http://x.example/notes.exe", "", "application/octet-stream", b"MZ\0\0", "notes.exe.bin"),
        ("http://x.example/logo", "", "image/png", b"\x89PNG\r\n", "logo.png"),
        ("http://x.example/a.json", "", "application/json", b"{}", "a.json"),
        ("http://xn--bcher-kva.example/", "", "", b"words", "bücher.example.txt"),
    ],
)
def test_what_a_fetched_file_is_called(url: str, named: str, kind: str, data: bytes, name: str) -> None:
    """By what the site calls it, by its address, by its title; its suffix by its bytes first."""
    stem, suffix = filenames.of_fetched(addresses.parse(url), data, kind, named)
    assert filenames.unique(stem, suffix, ()) == name


# --- pack.toml ---

ENTRIES: origins.Entries = {"url": "http://x.example/", "fetched": datetime(2026, 11, 22, 19, 30, tzinfo=UTC)}
ADDED = 'url = "http://x.example/"\nfetched = 2026-11-22T19:30:00Z\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f'[sources."a.html"]\n{ADDED}'),
        ("# mine", f'# mine\n\n[sources."a.html"]\n{ADDED}'),
        ('title = "T"\n', f'title = "T"\n\n[sources."a.html"]\n{ADDED}'),
        ('\ufefftitle = "T"\n', f'\ufefftitle = "T"\n\n[sources."a.html"]\n{ADDED}'),
        (
            '[sources."a.html"]\nkey = "K" # k\n[fields."b.csv"]\n',
            f'[sources."a.html"]\n{ADDED}key = "K" # k\n[fields."b.csv"]\n',
        ),
        ("  [ sources . 'a.html' ] # x", f"  [ sources . 'a.html' ] # x\n{ADDED}"),
        (
            'title = """\n[sources."a.html"]\n"""\n[sources."b.txt"]\nkey = "B"\n',
            f'title = """\n[sources."a.html"]\n"""\n[sources."b.txt"]\nkey = "B"\n\n[sources."a.html"]\n{ADDED}',
        ),
        ('sources."b.txt".key = "B"\n', f'sources."b.txt".key = "B"\n\n[sources."a.html"]\n{ADDED}'),
        ('sources = { "a.html" = { key = "K" } }\n', None),
        ("sources = 3\n", None),
        ('[sources."a.html"]\nurl = "http://y.example/"\n', None),
        ('[sources."a.html"\n', None),
    ],
)
def test_what_the_user_wrote_stays_byte_for_byte(before: str, after: str | None) -> None:
    """With either line end; what cannot be added to is refused."""
    for end in ("\n", "\r\n"):
        if after is None:
            with pytest.raises(origins.Unfit):
                origins.added(before.replace("\n", end).encode(), "a.html", ENTRIES)
        elif end in before or end == "\n":
            assert (
                origins.added(before.replace("\n", end).encode(), "a.html", ENTRIES)
                == after.replace("\n", end).encode()
            )
    for broken in (b"\xff", b"[", b"a = " + b"[" * 9_000, b"#" * (5 << 20)):
        with pytest.raises(origins.Unfit):
            origins.parsed(broken)


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=40).filter(str.isprintable), st.text(min_size=1).filter(str.isprintable))
def test_every_name_reads_back(name: str, called: str) -> None:
    """As itself, whatever its signs."""
    text = origins.added(b'[sources."a.txt"]\nkey = "A"\n', name, {"from": called}).decode()
    assert tomllib.loads(text)["sources"][name] == {"from": called} | ({"key": "A"} if name == "a.txt" else {})


# --- into the pack ---


def wanted(stem: str = "a", data: bytes = STORY, suffix: str = ".txt") -> Wanted:
    return Wanted(stem, suffix, data, {"from": "a.txt"}, "a.txt")


def state(folder: Path) -> dict[str, bytes]:
    return (
        {file.name: file.read_bytes() for file in folder.iterdir() if not file.is_symlink()} if folder.exists() else {}
    )


def test_nothing_is_written_over_and_nothing_is_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two names alike, the same bytes twice, a name that pack.toml tells of already; a disk that refuses at any of its calls."""
    folder = tmp_path / "pack"
    assert adding.put(folder, wanted())[:2] == ("a.txt", True)
    assert adding.put(folder, wanted())[:2] == ("a.txt", False)
    assert adding.put(folder, wanted("A", b"two"))[:2] == ("A-2.txt", True)
    (folder / "a.txt").unlink()
    assert adding.put(folder, wanted("a", b"three"))[:2] == ("a-3.txt", True)
    (folder / "dangling.txt").symlink_to("nowhere")
    assert adding.put(folder, wanted("dangling", b"four"))[:2] == ("dangling-2.txt", True)
    with pytest.raises(FileExistsError):
        disk.new_file(folder / "A-2.txt", b"x")
    whys: set[str] = set()
    before = state(folder)
    for name in ("open", "fsync", "link", "replace", "listdir"):
        for nth in range(1, 8):
            calls = iter(range(1, 100))
            real = getattr(os, name)

            def failing(
                *a: object,
                real: Callable[..., object] = real,
                calls: Iterator[int] = calls,
                nth: int = nth,
                **k: object,
            ) -> object:
                if next(calls) == nth:
                    raise OSError(28, "No space left on device")
                return real(*a, **k)

            with monkeypatch.context() as patch:
                patch.setattr(os, name, failing)
                try:
                    added = adding.put(folder, wanted(f"{name}{nth}", f"{name}{nth}".encode()))[0]
                except adding.Refused as fault:
                    whys.add(str(fault))
                    added = None
            after = state(folder)
            if added is None:
                assert after == before
            else:
                assert after.keys() == before.keys() | {added}
                assert added in tomllib.loads(after["pack.toml"].decode())["sources"]
            before = after
    assert whys == {"not written (no space left on device)"}


def test_a_crash_between_the_two_files_leaves_a_sound_pack(tmp_path: Path) -> None:
    """The source is whole, pack.toml as it was, and what is left over is no source."""
    (tmp_path / "b.txt").write_bytes(STORY)
    (tmp_path / "pack.toml").write_text('title = "T"\n')
    for where in ("link", "replace"):
        pid = os.fork()
        if not pid:  # the child dies in the middle, as by kill -9
            setattr(os, where, lambda *a, **k: os._exit(9))
            adding.put(tmp_path, wanted(where, where.encode()))
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
        assert (tmp_path / "pack.toml").read_text() == 'title = "T"\n'
        seen = {name for name in state(tmp_path) if not name.startswith(".")}
        assert seen == {"b.txt", "pack.toml"} | ({"replace.txt"} if where == "replace" else set())
    assert (tmp_path / "replace.txt").read_bytes() == b"replace"
    assert adding.put(tmp_path, wanted("again"))[:2] == ("b.txt", False)


# --- the verb ---


def say(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    status = cli.main([str(word) for word in words])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_what_may_not_be_added_is_told_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Folders, links, pipes, devices, what is in the pack, hostile addresses: each with its reason, none stops another."""
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "in.txt").write_bytes(STORY)
    (tmp_path / "link.txt").symlink_to(pack / "in.txt")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "pack.toml").write_text("")
    bad = {
        tmp_path: "a folder",
        tmp_path / "link.txt": "a link",
        tmp_path / "pipe": "no regular file",
        "/dev/null": "no regular file",
        pack / "in.txt": "in the pack already",
        tmp_path / "pack.toml": "about a pack",
        tmp_path / "gone.txt": "no such file",
        "a\x00b": "no path",
        "javascript:alert(1)": "no such file",
        "file:///etc/passwd": "only http and https",
        "http://u:p@127.0.0.1/": "user name",
        "http://x\u202e.example/": "cannot be seen",
        "http://127.0.0.1:1/\x1b[2J": "cannot be seen",
    }
    before = state(pack)
    status, out, err = say(capsys, "add", pack, *bad)
    assert (status, out, state(pack)) == (3, "", before)
    lines = err.splitlines()
    assert len(lines) == len(bad)
    for why, line in zip(bad.values(), lines, strict=True):
        assert line.startswith("twosource: not added, ")
        assert why in line
        assert line.isprintable()
    assert not (tmp_path / "new").exists()
    assert say(capsys, "add", tmp_path / "new", tmp_path)[0] == 3
    assert not (tmp_path / "new").exists(), "nothing was added, so nothing is made"
    (tmp_path / "a.zip").write_bytes(b"PK")
    assert "unpack it" in say(capsys, "add", tmp_path / "a.zip", pack / "in.txt")[2]
    assert "no such folder" in say(capsys, "add", tmp_path / "no" / "where", pack / "in.txt")[2]
    for text in (b"[", b"\xff"):
        (pack / "pack.toml").write_bytes(text)
        status, out, err = say(capsys, "add", pack, tmp_path / "gone.txt")
        assert (status, out, (pack / "pack.toml").read_bytes()) == (3, "", text)
        assert "put pack.toml right" in err
    (pack / "pack.toml").unlink()
    (pack / "pack.toml").symlink_to(tmp_path / "pack.toml")
    assert "not a file of the pack" in say(capsys, "add", pack, tmp_path / "gone.txt")[2]


def test_sources_are_added_with_where_they_came_from(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into a folder that is made; what cannot be read is kept and told of; what fails is told of, and the status says so."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    page = f"<html><head><title>Ferry [sic] hits</title></head><body><h1>Ferry hits</h1><p>{STORY.decode() * 5}</p></body></html>".encode()
    site.say("/news/1", page, Content_Type="text/html")
    site.say("/logo.png", b"\x89PNG\r\n", Content_Type="image/png")
    site.say("/to", status=302, Location="/news/1")
    own = tmp_path / "Own notes (2).txt"
    own.write_bytes(STORY.replace(b"\n", b"\r\n"))
    pack = tmp_path / "pack"
    status, out, err = say(
        capsys, "add", pack, f"{site.url}/news/1", own, f"{site.url}/gone", f"{site.url}/logo.png", f"{site.url}/to"
    )
    assert status == 3
    assert out.splitlines() == [
        f"added F Ferry-sic-hits.html from {site.url}/news/1",
        "added B Own-notes-2.txt from Own notes (2).txt",
        f"added logo.png from {site.url}/logo.png",
        "  not read: .png files are not read",
        f"there already  F Ferry-sic-hits.html, the same bytes as {site.url}/news/1",
    ]
    assert f"not added, {site.url}/gone: status 404 Not Found: check the address" in err
    assert f"made the folder, {pack}" in err
    assert sorted(os.listdir(pack)) == ["Ferry-sic-hits.html", "Own-notes-2.txt", "logo.png", "pack.toml"]
    assert (pack / "Ferry-sic-hits.html").read_bytes() == page
    assert (pack / "Own-notes-2.txt").read_bytes() == own.read_bytes()
    said = tomllib.loads((pack / "pack.toml").read_text("utf-8"))["sources"]
    assert said["Ferry-sic-hits.html"]["url"] == f"{site.url}/news/1"
    assert said["Ferry-sic-hits.html"]["fetched"].tzinfo is UTC
    assert said["Own-notes-2.txt"] == {"from": "Own notes (2).txt"}
    assert str(tmp_path) not in (pack / "pack.toml").read_text("utf-8")
    status, out, _ = say(capsys, "add", pack, own, "--json")
    assert (status, json.loads(out)["items"][0]["result"]) == (0, "there")
    status, out, _ = say(capsys, "sources", pack, "--json")
    first = json.loads(out)["items"][0]
    assert (first["url"]["value"], first["sha256"]) == (f"{site.url}/news/1", hashlib.sha256(page).hexdigest())
