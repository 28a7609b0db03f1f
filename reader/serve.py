"""`twosource serve`: the reader in a browser on the same machine, a reader of its own for each tab.

The terminal in the page is that of textual-serve (xterm.js, and how it talks over a socket). Its server is not used: that one
runs a shell, lets in whoever knows the port, lists its files, fetches a font from elsewhere, and leaves readers behind. Here a
reader sits at a pseudo-terminal (`seat`), so that it is the program that it is in any terminal.

Who is let in: requests to our own loopback address, by its name (no page of a stranger's can borrow it: DNS rebinding), whose
path begins with a token that is new each time; a socket also only from our own page. All else is answered 403, whatever it asked.
"""

from __future__ import annotations

import asyncio
import errno
import html
import json
import secrets
import signal
import socket
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from string import Template

import textual_serve
from aiohttp import WSCloseCode, WSMessage, WSMsgType, web
from aiohttp.typedefs import Handler

from reader import safe, seat
from reader.command import BUSY, UNREADABLE, Stop
from reader.seat import Flood, Seat

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
MOST = 8
"""Readers at a time: tabs that are open."""
HEARTBEAT = 15.0
"""Seconds between two questions whether a browser is still there; half of it later its reader ends."""
MOST_TYPED = 1 << 21
"""Bytes of one message: what is pasted at once."""
CLOSING = 8.0
"""Seconds that all readers together are given to end: more than `seat.GRACE`."""
FOOT = (
    "the browser keeps ^t ^n ^w: use :theme NAME, and only:quotes in a search · ^shift+v pastes · "
    "closing this tab ends the reader, all you put aside is kept"
)
"""What is said below the terminal: keys that cannot reach the reader, and what does the same."""
SAFE = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "clipboard-read=(), camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Server": "twosource",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Headers of every answer, beside the policy of what the page may load."""
_ENDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_OURS = resources.files("reader") / "browser"
_THEIRS = resources.files(textual_serve) / "static"
_FILES = {
    "page.css": (_OURS / "page.css", "text/css"),
    "page.js": (_OURS / "page.js", "text/javascript"),
    "xterm.css": (_THEIRS / "css" / "xterm.css", "text/css"),
    "textual.js": (_THEIRS / "js" / "textual.js", "text/javascript"),
}
"""All that there is to be loaded; no path of a request is ever looked up."""


def listening(port: int) -> socket.socket:
    """A socket on the loopback address; port 0 is any that is free. Stop where it cannot be had."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((HOST, port))
        opened.listen()
    except OSError as fault:
        opened.close()
        if fault.errno == errno.EADDRINUSE:
            raise Stop(
                BUSY, f"port {port} is taken, serve: choose another, or leave --port out for one that is free"
            ) from None
        why = fault.strerror or str(fault)
        raise Stop(UNREADABLE, f"cannot listen ({why}), {HOST}:{port}: choose another port with --port") from None
    return opened


class Server:
    """Readers for whoever has the address.

    Args:
        words: What to run for each tab: an argument list.
        title: What the tab is called.
        port: The port that our socket has.
        token: What an address begins with; by default a new one.
    """

    def __init__(self, words: Sequence[str], title: str, port: int, token: str = "") -> None:
        self.words = words
        self.title = title
        self.token = token or secrets.token_urlsafe(32)
        self.address = f"http://{HOST}:{port}/{self.token}/"
        self._hosts = {f"{name}:{port}" for name in NAMES}
        self._origins = {f"http://{host}" for host in self._hosts}
        sockets = " ".join(f"ws://{host}" for host in sorted(self._hosts))  # 'self' is no socket to some browsers
        self._headers = SAFE | {
            "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            f"img-src data:; connect-src 'self' {sockets}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        }
        self.seated = 0
        """Readers that run or are being started."""
        self._open: set[web.WebSocketResponse] = set()

    def app(self) -> web.Application:
        """The web application."""
        app = web.Application(middlewares=[self._admit])
        app.router.add_get("/{token}/{name:.*}", self._answer)
        app.router.add_get("/{token}", self._lead)
        app.on_response_prepare.append(self._protect)
        app.on_shutdown.append(self._close)
        return app

    @web.middleware
    async def _admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        token = request.path.removeprefix("/").partition("/")[0]
        known = secrets.compare_digest(token.encode("utf-8", "replace"), self.token.encode())
        if not known or request.headers.getall("Host", []) not in [[host] for host in self._hosts]:
            raise web.HTTPForbidden(text="Not for you: open the address that twosource serve printed.\n")
        return await handler(request)

    async def _protect(self, _: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(self._headers)

    async def _close(self, _: web.Application) -> None:
        await asyncio.gather(*(one.close(code=WSCloseCode.GOING_AWAY) for one in self._open))

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name == "":
            return web.Response(text=self._page(request.host), content_type="text/html")
        if name == "socket":
            return await self._talk(request)
        if name not in _FILES:
            raise web.HTTPNotFound
        file, kind = _FILES[name]
        return web.Response(body=file.read_bytes(), content_type=kind, charset="utf-8")

    async def _lead(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(f"/{self.token}/")  # an address is easily copied without its last stroke

    def _page(self, host: str) -> str:
        values = {"title": self.title, "socket": f"ws://{host}/{self.token}/socket", "foot": FOOT}
        text = (_OURS / "page.html").read_text("utf-8")
        return Template(text).substitute({name: html.escape(value) for name, value in values.items()})

    async def _talk(self, request: web.Request) -> web.StreamResponse:
        """A reader for this socket, until one of them ends."""
        if request.headers.get("Origin") not in self._origins:
            raise web.HTTPForbidden(text="A socket is for our own page only.\n")
        talk = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=MOST_TYPED)
        await talk.prepare(request)
        if self.seated >= MOST:
            return await _refused(talk, f"{MOST} readers are open already: close a tab first.")
        self.seated += 1
        self._open.add(talk)
        try:
            at = await Seat.take(self.words, _size(request.query))
        except OSError as fault:
            return await _refused(talk, f"No reader can be started ({fault.strerror or fault}).")
        else:
            await self._serve(talk, at)
        finally:
            self._open.discard(talk)
            self.seated -= 1
        return talk

    async def _serve(self, talk: web.WebSocketResponse, at: Seat) -> None:
        async def show() -> None:
            async for piece in at.drawn():
                await talk.send_bytes(piece)
            await talk.close()

        showing = asyncio.ensure_future(show())
        try:
            async for message in talk:
                await _obey(message, at, talk)
        except Flood:
            await talk.close(code=WSCloseCode.MESSAGE_TOO_BIG)
        finally:
            showing.cancel()
            await asyncio.wait({showing})
            await at.leave()


async def _refused(talk: web.WebSocketResponse, why: str) -> web.WebSocketResponse:
    await talk.send_bytes(f"\r\n  {why}\r\n".encode())
    await talk.close(code=WSCloseCode.TRY_AGAIN_LATER)
    return talk


def _size(query: Mapping[str, str]) -> tuple[int, int]:
    """Columns and rows that the page asks for; those of a common terminal where it does not."""
    asked = [query.get(name, "") for name in ("width", "height")]
    width, height = (int(n) if n.isascii() and n.isdigit() and len(n) < 6 else 0 for n in asked)
    return (width, height) if width and height else (80, 24)


async def _obey(message: WSMessage, at: Seat, talk: web.WebSocketResponse) -> None:
    """Do what the page says; what is not of its language is nothing."""
    if message.type is not WSMsgType.TEXT:
        return
    try:
        said = json.loads(message.data)
    except (ValueError, RecursionError):
        return
    match said:
        case ["stdin", str(keys)]:
            at.type(keys.encode("utf-8", "replace"))
        case ["resize", {"width": int(columns), "height": int(rows)}]:
            at.resize(columns, rows)
        case ["ping", str(when)]:
            await talk.send_json(["pong", when])


async def serve(server: Server, opened: socket.socket, ready: Callable[[], None]) -> int:
    """Serve on a socket until a signal comes, then end every reader.

    Args:
        server: Who is let in, and what is run.
        opened: A socket that listens.
        ready: Called once the address answers.

    Returns:
        The exit status that the signal makes: 130 for an interrupt.
    """
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[int] = loop.create_future()

    def hear(number: int) -> None:
        if not ended.done():
            ended.set_result(128 + number)

    heard = [one for one in _ENDED if signal.getsignal(one) is not signal.SIG_IGN]  # as nohup has it
    for one in heard:
        loop.add_signal_handler(one, hear, one)
    runner = web.AppRunner(server.app(), access_log=None, handle_signals=False, shutdown_timeout=CLOSING)
    try:
        await runner.setup()
        await web.SockSite(runner, opened).start()
        ready()
        return await ended
    finally:
        await runner.cleanup()
        for one in heard:
            loop.remove_signal_handler(one)


def run(pack: Path, port: int, ready: Callable[[str], None]) -> int:
    """Serve the reader on a pack until a signal comes.

    Args:
        pack: A folder or file that is there.
        port: Of our own address; 0 for any that is free.
        ready: Called with the address once it answers.

    Returns:
        The exit status. Stop where the port cannot be had.
    """
    opened = listening(port)
    server = Server(seat.command(pack), safe.text(pack.resolve().name), opened.getsockname()[1])
    return asyncio.run(serve(server, opened, lambda: ready(server.address)))
