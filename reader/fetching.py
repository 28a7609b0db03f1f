"""Fetching a source from the web: the one module that opens a connection, for the verb `add` alone.

An address is fetched by GET, without cookies and without saying where it was found, as far as the site's robots.txt allows.
The bytes are kept as they came. What is refused: more than `Limits` allow, certificates that do not hold, a status other than
200, and redirects to other schemes or from the web into the reader's own network. A host is resolved once and connected to by
the address found, so that it cannot be another one between the look and the connection.
"""

from __future__ import annotations

import re
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from http import HTTPStatus

import urllib3
from urllib3 import exceptions
from urllib3.response import BaseHTTPResponse

from index import addresses
from index.addresses import PORTS, Address, Unusable
from reader import reach, robots
from reader.reach import Reach

PRODUCT = "twosource"
_REDIRECTS = (301, 302, 303, 307, 308)
_CHUNK = 1 << 16
_MOST_HOSTS = 4
"""Addresses of one host that are tried."""

Resolve = Callable[[str, int], list[str]]
"""From a host and a port to the addresses of the host; raises OSError."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken from a site."""

    size: int = 20 << 20
    """Bytes, as they come and unpacked."""
    connect: float = 10.0
    """Seconds until a connection is there."""
    silence: float = 10.0
    """Seconds without a byte."""
    whole: float = 30.0
    """Seconds for one address with all its redirects."""
    redirects: int = 5


class NotFetched(Exception):  # noqa: N818 (it says what happened)
    """Nothing was fetched: why, and what to do, each in words for a part of a line."""

    def __init__(self, why: str, todo: str = "check the address") -> None:
        super().__init__(why)
        self.todo = todo


class NotReached(NotFetched):
    """There is no connection on which anything could be asked."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave."""

    address: Address
    """After redirects, without a fragment."""
    data: bytes
    kind: str
    """The media type that the site states, in lower case, without parameters; empty for none."""
    named: str
    """The name that the site gives the file; empty for none."""
    when: datetime
    """To the second, UTC."""


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system finds them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


class Fetcher:
    """Fetches addresses one after the other; what robots.txt of a site says is asked once.

    Args:
        version: Of twosource, for the name by which sites know us.
        environment: Where proxies are named.
        limits: How much is taken.
        resolve: How a host is found.
    """

    def __init__(
        self, version: str, environment: Mapping[str, str], limits: Limits | None = None, resolve: Resolve = resolved
    ) -> None:
        self.limits = limits or Limits()
        self._agent = f"{PRODUCT}/{re.sub('[^0-9A-Za-z.+-]', '-', version)}"
        self._environment = environment
        self._resolve = resolve
        self._rules: dict[str, robots.Rules] = {}

    def fetch(self, address: Address) -> Fetched:
        """What stands at an address. Raises NotFetched, within the seconds that the whole may take."""
        ended = threading.Event()
        done: list[Fetched | Exception] = []

        def work() -> None:
            try:
                done.append(self._fetch(address, ended))
            except Exception as fault:  # for who waits, whatever it is
                done.append(fault)

        # a thread, since neither the search for a host nor a handshake can be ended from without
        thread = threading.Thread(target=work, name="fetch", daemon=True)
        thread.start()
        thread.join(self.limits.whole)
        if not done:
            ended.set()
            raise NotFetched(f"took longer than {self.limits.whole:g} seconds", "try again later")
        if isinstance(done[0], Exception):
            raise done[0]
        return done[0]

    def _fetch(self, address: Address, ended: threading.Event) -> Fetched:
        address, answer = self._followed(address, None, True, ended)
        with answer:
            if answer.status != 200:
                raise NotFetched(_status(answer.status))
            data = _body(answer, self.limits.size, ended)
            told = _headers(answer)
        if not data:
            raise NotFetched("nothing was sent")
        return Fetched(
            address,
            data,
            told.get_content_type() if "Content-Type" in told else "",
            told.get_filename() or "",
            datetime.now(UTC).replace(microsecond=0),
        )

    # --- redirects ---

    def _followed(
        self, address: Address, came: Reach | None, asks: bool, ended: threading.Event
    ) -> tuple[Address, BaseHTTPResponse]:
        """Where an address leads in the end, and what is answered there.

        `came`: where the redirect to it was, None for one that the user typed; `asks`: whether robots.txt is asked.
        """
        for _ in range(self.limits.redirects + 1):
            if ended.is_set():
                raise NotFetched("took too long", "try again later")
            places, here = self._places(address, came)
            if asks and not self._rules_of(address, came, ended).allow(address.target):
                raise NotFetched(
                    f"robots.txt of {address.authority} asks programs not to fetch it",
                    "save it with your browser and add the file",
                )
            answer = self._answer(address, places)
            if answer.status not in _REDIRECTS:
                return address, answer
            with answer:
                location = answer.headers.get("Location", "")
            address, came = _redirected(address, location), here
        raise NotFetched(f"more than {self.limits.redirects} redirects")

    def _rules_of(self, address: Address, came: Reach | None, ended: threading.Event) -> robots.Rules:
        """What the site of an address asks for. Raises NotFetched where it cannot be asked (RFC 9309, 2.3.1.4)."""
        known = self._rules.get(address.site)
        if known is not None:
            return known
        try:
            _, answer = self._followed(address.joined("/robots.txt"), came, False, ended)
            with answer:
                if 200 <= answer.status < 300:
                    rules = robots.read(_body(answer, robots.MOST_BYTES, ended, is_cut=True), PRODUCT)
                elif 400 <= answer.status < 500:
                    rules = robots.ALL
                else:
                    raise NotFetched(_status(answer.status))
        except NotReached:
            raise
        except NotFetched as fault:
            todo = "try again later, or save the page with your browser and add the file"
            raise NotFetched(f"robots.txt of {address.authority} cannot be asked ({fault})", todo) from None
        self._rules[address.site] = rules
        return rules

    # --- connections ---

    def _places(self, address: Address, came: Reach | None) -> tuple[list[str], Reach]:
        """The addresses to connect to, and the farthest inside that they reach; none where a proxy is to find the host."""
        host = address.host.strip("[]")
        try:
            places = self._resolve(host, address.port or PORTS[address.scheme])[:_MOST_HOSTS]
        except (OSError, UnicodeError) as fault:
            if self._proxy(address) is None:
                why = fault.strerror if isinstance(fault, OSError) and fault.strerror else "no such name"
                raise NotFetched(
                    f"{host} is not found ({why.lower()})", "check the address and the connection"
                ) from None
            return [], "public"
        try:
            inmost: Reach = max(map(reach.of, places), key=reach.INWARD.index, default="public")
        except ValueError as fault:
            raise NotFetched(f"{host} is not connected to ({fault})") from None
        if came is None and inmost in ("loopback", "link-local") and not reach.says_inward(address.host):
            raise NotFetched(f"{host} is a name for an address of this computer or its cable ({places[0]})")
        if came is not None and inmost not in ("public", came):
            raise NotFetched(f"leads into a network that is not the web, {address.site} ({', '.join(places)})")
        return places, inmost

    def _answer(self, address: Address, places: list[str]) -> BaseHTTPResponse:
        """What a host answers, its body not read yet. Raises NotFetched."""
        headers = {"Host": address.authority, "User-Agent": self._agent, "Accept": "*/*", "Accept-Encoding": "gzip"}
        proxy = self._proxy(address)
        fault: NotFetched | None = None
        for place in [proxy] if proxy else places:
            try:
                opened = self._through(proxy) if proxy else self._pool(address, place)
                return opened.urlopen(
                    "GET",
                    address.text if proxy else address.target,
                    redirect=False,
                    retries=False,
                    preload_content=False,
                    decode_content=False,
                    headers=headers,
                )
            except (exceptions.HTTPError, OSError) as problem:
                fault = fault or _told(problem, self.limits)
                if not isinstance(problem, exceptions.NewConnectionError | exceptions.ConnectTimeoutError):
                    break
        raise fault or NotFetched("no address is known of its host")

    def _pool(self, address: Address, place: str) -> urllib3.HTTPConnectionPool:
        """Connections to one address, which must prove to be the host."""
        where = f"[{place}]" if ":" in place else place
        port = address.port or PORTS[address.scheme]
        if address.scheme == "http":
            return urllib3.HTTPConnectionPool(where, port, timeout=self._timeout())
        host = address.host.strip("[]")
        return urllib3.HTTPSConnectionPool(
            where, port, timeout=self._timeout(), ssl_context=ssl.create_default_context(), server_hostname=host
        )

    def _through(self, proxy: str) -> urllib3.ProxyManager:
        return urllib3.ProxyManager(proxy, timeout=self._timeout(), ssl_context=ssl.create_default_context())

    def _timeout(self) -> urllib3.Timeout:
        return urllib3.Timeout(connect=self.limits.connect, read=self.limits.silence)

    def _proxy(self, address: Address) -> str | None:
        """The proxy that the environment names for an address. Raises NotFetched for one that is more than host and port."""
        known = self._environment
        names: tuple[str, ...] = (
            f"{address.scheme}_proxy",
            f"{address.scheme.upper()}_PROXY",
            "all_proxy",
            "ALL_PROXY",
        )
        if "REQUEST_METHOD" in known:  # HTTP_PROXY is a request's own header then, in a CGI program (httpoxy.org)
            names = ("https_proxy", "HTTPS_PROXY") if address.scheme == "https" else ("http_proxy",)
        name = next((name for name in names if known.get(name)), None)
        skipped = known.get("no_proxy") or known.get("NO_PROXY") or ""
        parts = [part.strip().lstrip("*").lstrip(".").lower() for part in skipped.split(",") if part.strip()]
        if (
            name is None
            or reach.says_inward(address.host)
            or any(f".{address.host}".endswith(f".{part}" if part else "") for part in parts)
        ):
            return None
        value, todo = known[name], f"set {name} to http://HOST:PORT, or unset it"
        try:
            proxy = addresses.parse(value if "://" in value else f"http://{value}")
        except Unusable as fault:
            raise NotFetched(f"the proxy of {name} is not used ({fault})", todo) from None
        if proxy.scheme != "http" or proxy.target != "/":
            raise NotFetched(f"the proxy of {name} is not used", todo)
        return proxy.site


def _redirected(address: Address, location: str) -> Address:
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        to = address.joined(location.strip(" ").replace(" ", "%20"))
    except (Unusable, ValueError) as fault:
        raise NotFetched(f"leads to an address that is not followed ({fault})") from None
    if address.scheme == "https" and to.scheme == "http":
        raise NotFetched(
            f"leads from https to http, {to.site}", "check that address, and add it if you trust the way to it"
        )
    return to


def _status(status: int) -> str:
    try:
        return f"status {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"status {status}"


def _headers(answer: BaseHTTPResponse) -> Message:
    told = Message()
    for name in ("Content-Type", "Content-Disposition"):
        if value := answer.headers.get(name):
            told[name] = value.replace("\r", " ").replace("\n", " ")
    return told


def _told(problem: Exception, limits: Limits) -> NotFetched:
    """Why there is no answer, in words for a person."""
    cause = problem.args[-1] if problem.args else problem
    for fault in (problem, cause, problem.__cause__, problem.__context__, getattr(problem, "original_error", None)):
        if isinstance(fault, ssl.SSLCertVerificationError):
            return NotReached(f"its certificate does not hold ({fault.verify_message})", "do not trust what it sends")
    match problem:
        case exceptions.SSLError():
            return NotReached("no safe connection could be made", "check the address")
        case exceptions.ProxyError():
            return NotReached("the proxy does not answer", "check the proxy of your environment")
        case exceptions.NewConnectionError():
            return NotReached("cannot be connected to", "check the address and the connection")
        case exceptions.ConnectTimeoutError():
            return NotReached(f"no connection within {limits.connect:g} seconds", "try again later")
        case exceptions.ReadTimeoutError():
            return NotFetched(f"nothing came for {limits.silence:g} seconds", "try again later")
    return NotFetched("what it answers is broken off or no HTTP", "try again later")


# --- what is sent ---


def _body(answer: BaseHTTPResponse, most: int, ended: threading.Event, *, is_cut: bool = False) -> bytes:
    """What a site sends, unpacked, counted while it comes; what is longer is cut where `is_cut`, else refused."""
    packed = answer.headers.get("Content-Encoding", "").strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip"):
        raise NotFetched("sent in a form that was not asked for")
    too_much = NotFetched(
        f"larger than {most / (1 << 20):.3g} MB", "save a part of it with your browser and add the file"
    )
    length = answer.headers.get("Content-Length", "")
    if length.isdecimal() and len(length) < 20 and int(length) > most and not is_cut:
        raise too_much
    unpack = _Unpacked() if packed.endswith("gzip") else None
    out, came = bytearray(), 0
    try:
        while chunk := answer.read1(_CHUNK, decode_content=False):
            if ended.is_set():
                raise NotFetched("took too long", "try again later")
            came += len(chunk)
            out += unpack.more(chunk, most + 1 - len(out)) if unpack else chunk
            if len(out) > most or came > most:
                if is_cut:
                    return bytes(out[:most])
                raise too_much
    except zlib.error:
        raise NotFetched("what it sends is not packed as it says") from None
    except exceptions.ReadTimeoutError:
        raise NotFetched("it stopped sending", "try again later") from None
    except (exceptions.HTTPError, OSError, ValueError):
        raise NotFetched("broken off before its end", "try again later") from None
    if unpack and came and not unpack.is_whole:
        raise NotFetched("broken off before its end", "try again later")
    return bytes(out)


class _Unpacked:
    """gzip, unpacked no further than is asked for."""

    def __init__(self) -> None:
        self._one = zlib.decompressobj(31)
        self._over = False

    @property
    def is_whole(self) -> bool:
        return self._over or self._one.eof

    def more(self, chunk: bytes, most: int) -> bytes:
        """What a chunk holds, at most so many bytes; what follows the last member is left out. Raises zlib.error."""
        out = bytearray()
        while chunk and not self._over and len(out) < most:
            out += self._one.decompress(chunk, most - len(out))
            chunk = self._one.unconsumed_tail
            if self._one.eof:
                chunk = self._one.unused_data
                if chunk.startswith(b"\x1f"):
                    self._one = zlib.decompressobj(31)
                else:
                    self._over = bool(chunk)
        return bytes(out)
