"""The reader in a browser: who is let in, what goes over the socket, and that no reader is left behind, however it ends."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError, web

from reader import cli, journal, keys, seat, serve
from tests.conftest import SEEDS
from tests.terminal import Replay, environment, private

ROOT = Path(__file__).parent.parent
PATIENCE = 20.0
IDLE = ("sh", "-c", "sleep 100 & echo $$ $! .; wait")
"""A program that does nothing, and one that it started; it tells both by their numbers."""
HOSTILE = "a 'b\" $(touch owned) `touch owned`; touch owned\n-&|>owned"
"""Part of a path that a shell would obey."""
BROWSERS_OWN = {"^t", "^n", "^w"}


class Tab:
    """What a tab of a browser does, without one."""

    def __init__(self, server: serve.Server, client: ClientSession, port: int) -> None:
        self.server, self.client, self.port = server, client, port

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def at(self, name: str = "") -> str:
        return self.server.address + name

    async def sit(self, size: str = "?width=80&height=24") -> ClientWebSocketResponse:
        """A socket for a reader."""
        return await self.client.ws_connect(self.at("socket") + size, origin=self.origin)


@asynccontextmanager
async def serving(words: tuple[str, ...] = IDLE) -> AsyncIterator[Tab]:
    """A server of these words in this process."""
    opened = serve.listening(0)
    port = opened.getsockname()[1]
    server = serve.Server(words, "a <b> & 'c'", port)
    runner = web.AppRunner(server.app(), access_log=None, shutdown_timeout=5)
    await runner.setup()
    await web.SockSite(runner, opened).start()
    try:
        async with ClientSession() as client:
            yield Tab(server, client, port)
    finally:
        await runner.cleanup()


async def until(talk: ClientWebSocketResponse, text: bytes) -> bytes:
    """What came over a socket, as soon as it holds `text`."""
    seen = b""
    async with asyncio.timeout(PATIENCE):
        while text not in seen:
            message = await talk.receive()
            assert message.type is WSMsgType.BINARY, (message, seen)
            seen += message.data
    return seen


async def closed(talk: ClientWebSocketResponse) -> int | None:
    """The code by which a socket is closed from the other side."""
    async with asyncio.timeout(PATIENCE):
        while not talk.closed:
            await talk.receive()
    return talk.close_code


async def programs(talk: ClientWebSocketResponse) -> list[int]:
    """The numbers of the processes that `IDLE` tells of."""
    return [int(n) for n in (await until(talk, b".")).split()[:2]]


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not asked how does not."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return told.strip()[:1] not in ("", "Z")


async def gone(pids: list[int]) -> bool:
    """Whether all these processes end in time."""
    until = time.monotonic() + PATIENCE
    while any(map(alive, pids)):
        if time.monotonic() > until:
            return False
        await asyncio.sleep(0.05)
    return True


async def seated(tab: Tab, count: int) -> None:
    """Wait until so many readers are left."""
    async with asyncio.timeout(PATIENCE):
        while tab.server.seated != count:
            await asyncio.sleep(0.01)


# --- who is let in ---


async def test_a_request_without_the_token_is_refused() -> None:
    """Whatever is asked for: page, files, socket, and what does not exist; and no reader is started."""
    async with serving() as tab:
        token = tab.server.token
        wrong = (
            "",
            "x",
            token[:-1],
            token + "x",
            token.swapcase(),
            token[::-1],
            "%00",
            "%ff",
            "é",
            "..",
            f"./{token[1:]}",
            f"x/{token}",
        )
        names = ("", *serve._FILES, "socket", "download/1", "static/js/textual.js")
        refused = 0
        for given in wrong:
            for name in names:
                async with tab.client.get(f"{tab.origin}/{given}/{name}", headers={"Origin": tab.origin}) as answer:
                    assert answer.status == 403, (given, name)
                    assert token not in await answer.text()
                    refused += 1
        for path in ("/", "/favicon.ico", f"/?token={token}", f"/{token}x", "/ws", "/static/"):
            async with tab.client.get(tab.origin + path) as answer:
                assert answer.status == 403, path
        assert tab.server.seated == 0
        assert refused == len(wrong) * len(names)
        async with tab.client.get(tab.at()) as answer:
            assert answer.status == 200


async def test_a_request_by_another_name_is_refused() -> None:
    """A page of a stranger's whose name leads to this machine (DNS rebinding) has the right port, and the wrong name."""
    async with serving() as tab:
        port = tab.port
        names = ("evil.example", f"evil.example:{port}", f"127.0.0.1:{port + 1}", "127.0.0.1", f"127.0.0.1.evil.example:{port}", f"[::1]:{port}", f"0.0.0.0:{port}", "", f"LOCALHOST:{port}.")  # fmt: skip
        for host in names:
            for name in ("", "textual.js", "socket"):
                async with tab.client.get(tab.at(name), headers={"Host": host, "Origin": tab.origin}) as answer:
                    assert answer.status == 403, host
        for lines in (
            "GET {} HTTP/1.0",
            "GET {} HTTP/1.1\r\nHost: {host}\r\nHost: evil.example",
            "OPTIONS * HTTP/1.1\r\nHost: {host}",
        ):
            reading, writing = await asyncio.open_connection("127.0.0.1", port)
            asked = lines.format(f"/{tab.server.token}/", host=f"127.0.0.1:{port}") + "\r\nConnection: close\r\n\r\n"
            writing.write(asked.encode())
            assert (await reading.read()).split(b" ")[1] in (b"400", b"403"), lines
            writing.close()
        async with tab.client.get(tab.at(), headers={"Host": f"localhost:{port}"}) as answer:
            assert answer.status == 200
        assert tab.server.seated == 0


async def test_a_socket_is_for_our_own_page() -> None:
    """Another origin, or none, is refused, though it knows the token."""
    async with serving() as tab:
        for origin in (None, "null", "http://evil.example", f"http://evil.example:{tab.port}", "http://127.0.0.1", f"https://127.0.0.1:{tab.port}", f"http://127.0.0.1:{tab.port + 1}"):  # fmt: skip
            with pytest.raises(WSServerHandshakeError) as refused:
                await tab.client.ws_connect(tab.at("socket"), origin=origin)
            assert refused.value.status == 403, origin
        assert tab.server.seated == 0


async def test_every_answer_keeps_the_page_to_itself() -> None:
    """Nothing is stored, framed, guessed or told to others, and nothing loaded from elsewhere: also where the answer is no."""
    async with serving() as tab:
        for path in (*(tab.at(name) for name in ("", *serve._FILES, "nothing")), tab.origin):
            async with tab.client.get(path) as answer:
                assert serve.SAFE.items() <= dict(answer.headers).items()
                policy = answer.headers["Content-Security-Policy"]
                assert policy.startswith("default-src 'none'; script-src 'self';")
                assert set(re.findall(r"//([^ ;]+)", policy)) == {f"127.0.0.1:{tab.port}", f"localhost:{tab.port}"}


async def test_the_page_names_nobody_elsewhere_and_its_files_are_all_there_is() -> None:
    """What it loads is there, and no path leads out of the list."""
    async with serving() as tab:
        async with tab.client.get(tab.at()) as answer:
            page = await answer.text()
        assert "<title>a &lt;b&gt; &amp; &#x27;c&#x27;</title>" in page
        loaded = set(re.findall(r"(?:src|href)=\"([^\"]*)\"", page)) - {"data:,"}
        assert loaded | {"textual.js"} == set(serve._FILES)
        assert re.findall(r"\w+://[^/\"]*", page) == [f"ws://127.0.0.1:{tab.port}"]
        for name, (file, kind) in serve._FILES.items():
            async with tab.client.get(tab.at(name)) as answer:
                assert (answer.status, answer.content_type) == (200, kind)
                assert await answer.read() == file.read_bytes()
        assert "url(" not in serve._FILES["page.css"][0].read_text("utf-8")
        for name in (
            "page.html",
            "../cli.py",
            "%2e%2e/cli.py",
            "%2e%2e%2fcli.py",
            "/etc/passwd",
            "js/textual.js",
            "page.css/",
            "page.css%00",
        ):
            async with tab.client.get(tab.at(name)) as answer:
                assert answer.status in (403, 404), name
        async with tab.client.post(tab.at()) as answer:
            assert answer.status == 405


def test_each_address_is_new_and_long() -> None:
    """256 bits by the system's generator."""
    some = {serve.Server(IDLE, "t", 4000).token for _ in range(50)}
    assert len(some) == 50
    assert {len(token) for token in some} == {43}


# --- what goes over the socket ---


async def test_keys_go_in_and_what_is_drawn_comes_out() -> None:
    """The terminal has the page's size, and follows it; when the program ends, the page is told."""
    program = "stty size; stty -echo; read word; stty size; printf 'got %s\\n' \"$word\""
    async with serving(("sh", "-c", program)) as tab:
        talk = await tab.sit("?width=90&height=30")
        await until(talk, b"30 90")
        await talk.send_json(["ping", "17"])
        assert await talk.receive_json() == ["pong", "17"]
        await talk.send_json(["resize", {"width": 100, "height": 40}])
        await talk.send_json(["stdin", "hé “llo”\n"])
        seen = await until(talk, "got hé “llo”".encode())
        assert b"40 100" in seen
        assert await closed(talk) == 1000


async def test_what_is_no_message_of_the_page_does_nothing() -> None:
    """Neither to the server nor to the program at the terminal."""
    strange = (
        "", "null", "[]", "{}", "[[", "[" * 100_000, '["stdin"]', '["stdin", 7]', '["stdin", ["x"]]', '["resize"]', '["resize", {}]',
        '["resize", {"width": "9", "height": 9}]', '["resize", {"width": 1e99, "height": NaN}]', '["resize", {"width": -5, "height": 0}]',
        f'["resize", {{"width": 1{"0" * 30}, "height": 1{"0" * 300}}}]', '["resize", {"width": true, "height": false}]',
        '["exit"]', '["open_url", {"url": "http://evil.example"}]', '["focus"]', '["blur", 1, 2]', '{"stdin": "x"}',
        f'["resize", {{"width": {"9" * 5000}, "height": 1}}]',
    )  # fmt: skip
    async with serving(("sh", "-c", "stty -echo; echo here; read word; echo got $word")) as tab:
        talk = await tab.sit("?width=x&height=" + "9" * 50)
        await until(talk, b"here")
        for text in strange:
            await talk.send_str(text)
        await talk.send_bytes(b"\x00\xff")
        await talk.send_str('["stdin", "a\\ud800b\\n"]')
        await until(talk, b"got a?b")
        assert await closed(talk) == 1000


async def test_who_types_more_than_anybody_types_is_shown_out() -> None:
    """A program that takes no keys does not make the server grow; one message has a bound, too."""
    async with serving() as tab:
        talk = await tab.sit()
        pids = await programs(talk)
        for _ in range(seat.MOST_WAITING // (serve.MOST_TYPED // 2) + 1):
            await talk.send_json(["stdin", "x" * (serve.MOST_TYPED // 2)])
        assert await closed(talk) == 1009
        assert await gone(pids)
        talk = await tab.sit()
        await talk.send_json(["stdin", "x" * serve.MOST_TYPED])
        assert await closed(talk) == 1009


# --- that nobody is left behind ---


async def test_no_more_than_a_few_readers_at_a_time() -> None:
    """The next tab is told so, and gets one as soon as another is closed."""
    async with serving() as tab:
        talks = [await tab.sit() for _ in range(serve.MOST)]
        for talk in talks:
            await programs(talk)
        late = await tab.sit()
        assert b"close a tab first" in await until(late, b"first")
        assert await closed(late) == 1013
        assert tab.server.seated == serve.MOST
        await talks.pop().close()
        await seated(tab, serve.MOST - 1)
        await programs(await tab.sit())


async def _close(_: Tab, talk: ClientWebSocketResponse) -> None:
    await talk.close()


async def _break(_: Tab, talk: ClientWebSocketResponse) -> None:
    talk._response.connection.transport.abort()


@pytest.mark.parametrize("end", [_close, _break], ids=["closed", "broken"])
async def test_a_reader_ends_with_its_tab(end: Callable[[Tab, ClientWebSocketResponse], Awaitable[None]]) -> None:
    """And with it what it started; the others go on."""
    async with serving() as tab:
        talk, other = await tab.sit(), await tab.sit()
        mine, others = await programs(talk), await programs(other)
        await end(tab, talk)
        assert await gone(mine)
        assert all(map(alive, others))


async def test_a_program_that_does_not_listen_is_ended_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After some seconds; and one that cannot be started is told of in the page."""
    monkeypatch.setattr(seat, "GRACE", 0.2)
    async with serving(("sh", "-c", "trap '' HUP TERM; echo $$ $$ .; while :; do sleep 1; done")) as tab:
        talk = await tab.sit()
        pids = await programs(talk)
        await talk.close()
        assert await gone(pids)
    async with serving((str(tmp_path / "nowhere"),)) as tab:
        talk = await tab.sit()
        assert b"No reader can be started" in await until(talk, b").")
        await closed(talk)
        await seated(tab, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_ends_the_server_and_every_reader(number: signal.Signals) -> None:
    """With the status that it makes for every program; the sockets are closed, so that the pages say so."""
    opened = serve.listening(0)
    server = serve.Server(IDLE, "t", opened.getsockname()[1])
    ready = asyncio.Event()
    served = asyncio.ensure_future(serve.serve(server, opened, ready.set))
    await ready.wait()
    async with ClientSession() as client:
        tab = Tab(server, client, opened.getsockname()[1])
        talks = [await tab.sit() for _ in range(2)]
        pids = [pid for talk in talks for pid in await programs(talk)]
        os.kill(os.getpid(), number)
        codes = [await closed(talk) for talk in talks]
        assert await served == 128 + number
    assert codes == [1001, 1001]
    assert await gone(pids)


# --- the reader itself ---


class Screen:
    """A reader as a tab shows it."""

    def __init__(self, talk: ClientWebSocketResponse) -> None:
        self.talk = talk
        self.replay = Replay((120, 40))

    async def wait(self, text: str) -> None:
        """Until the screen holds a text; where it does not, what it shows is told."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not any(text in line for line in self.replay.screen()):
                    message = await self.talk.receive()
                    assert message.type is WSMsgType.BINARY, message
                    self.replay.feed(message.data)
        except (TimeoutError, AssertionError) as fault:
            raise AssertionError("\n".join([f"no {text!r}: {fault}", *self.replay.screen()])) from None

    async def type(self, *typed: str) -> None:
        for one in typed:
            await self.talk.send_json(["stdin", one])


def below(pid: int) -> list[int]:
    """The processes that a process started, and those that these did."""
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in (line.split() for line in told.splitlines())}
    found = [child for child, parent in parents.items() if parent == pid]
    return found + [each for child in found for each in below(child)]


async def test_the_reader_in_a_browser_is_the_reader(tmp_path: Path) -> None:
    """It reads, searches, compares and keeps what is clipped, on a pack whose path a shell would obey; kill -9 leaves nobody."""
    pack = shutil.copytree(SEEDS, tmp_path / HOSTILE)
    env = environment(private(tmp_path) | {"PYTHONPATH": str(ROOT), "TMUX": "elsewhere", "TERM": "dumb"})
    words = [sys.executable, "-m", "reader", "serve", str(pack), "--quiet"]
    server = await asyncio.create_subprocess_exec(*words, cwd=tmp_path, env=env, stdout=asyncio.subprocess.PIPE)
    try:
        assert server.stdout
        address = (await server.stdout.readline()).decode().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{43}/", address)
        host = address.split("/")[2]
        async with ClientSession() as client:
            sit = client.ws_connect(f"{address}socket?width=120&height=40", origin=f"http://{host}")
            screen = Screen(await sit)
            await screen.wait("crucial support")
            for typed, then in (
                ("\x06", "esc leave"),
                ('"never adopted the role"', "1 hit in 1 passage"),
                ("\r", "n N hit"),
                ("c", "1 clip"),
                ("=", "6 passages"),
            ):
                await screen.type(typed)
                await screen.wait(then)
            await screen.type("\x11")
            assert await closed(screen.talk) == 1000
            again = Screen(await client.ws_connect(f"{address}socket?width=120&height=40", origin=f"http://{host}"))
            await again.wait("1 clip")
            left = below(server.pid)
            server.kill()
            assert left
            assert await gone(left)
    finally:
        if server.returncode is None:
            server.kill()
        await server.wait()
    (folder,) = (tmp_path / "state" / "twosource" / "work").iterdir()
    (clip,) = journal.work_of(folder.name, folder.parent).clips
    assert "counter-weight" in clip.text
    assert not [file for file in tmp_path.rglob("*owned*") if file != pack]


def test_the_program_knows_nothing_of_the_terminal_that_the_server_runs_on() -> None:
    """Its own is another one; colours are as the user wants them."""
    given = {
        "TMUX": "x",
        "STY": "x",
        "TERM": "dumb",
        "COLUMNS": "7",
        "TERM_PROGRAM": "x",
        "NO_COLOR": "1",
        "EDITOR": "vi",
    }
    made = seat.environment(given)
    assert made == {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONIOENCODING": "utf-8",
        "NO_COLOR": "1",
        "EDITOR": "vi",
    }
    assert seat.command(Path("-x"))[-1] == os.path.abspath("-x")


def test_what_a_browser_keeps_for_itself_can_be_said_otherwise() -> None:
    """The line below the terminal tells how, for each command that has no other key."""
    lost = {command.id for command in keys.COMMANDS if command.keys and BROWSERS_OWN.issuperset(command.keys)}
    assert lost == {"theme", "scope"}
    assert [said for said in (":theme NAME", "only:quotes", *BROWSERS_OWN) if said not in serve.FOOT] == []


# --- the command line ---


def test_a_mistake_is_one_line(
    seeds: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its status: 2 for wrong usage and for what is not installed, 3 for a pack that is not there, 4 for a port that is taken."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = {
            4: [([str(seeds), "--port", port], f"port {port} is taken, serve: choose another")],
            3: [([str(seeds / "nowhere")], "nowhere: check the path")],
            2: [
                ([str(seeds), "--host", "0.0.0.0"], "no such option, twosource serve --host"),
                ([str(seeds), "--port", "80"], "no port of 1024 to 65535"),
                ([str(seeds), "--port", "-1"], "not a whole number"),
                ([str(seeds), "--port", "65536"], "no port of 1024 to 65535"),
                ([str(seeds), "-o", "address"], "the address is a secret"),
                ([], "required: PACK"),
            ],
        }
        for status, cases in said.items():
            for words, text in cases:
                assert cli.main(["serve", *words]) == status, words
                line = capsys.readouterr().err
                assert line.startswith("twosource: ")
                assert text in line
                assert line.count("\n") == 1
    monkeypatch.delitem(sys.modules, "reader.serve")
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    monkeypatch.delattr(sys.modules["reader"], "serve")
    assert cli.main(["serve", str(seeds)]) == 2
    assert capsys.readouterr().err == (
        "twosource: textual_serve is not installed, serve: install it with its extra, twosource[serve], as by pipx install --force\n"
    )
